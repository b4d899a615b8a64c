"""What happens next: pure decisions from what was said and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from coach.evidence import declines
from coach.models import (
    ASKS,
    Area,
    Attempt,
    Critique,
    Episode,
    Finding,
    FollowUp,
    Kind,
    Mode,
    Practice,
    Question,
    Star,
    Tip,
    Turn,
    TurnKind,
    Verdict,
)
from coach.rubric import VALUE

OPENING = (
    "Thank you for coming in. I will ask you {questions}, and follow up where I want to know more. "
    "Take the time you need; real examples with your own part in them help me most."
)
CLOSING = "That was my last question. Thank you for your time."
CLOSING_EARLY = "Then let us stop here. Thank you for your time."
SKIPPED = "We leave that one for now."

EPISODE = "Take me to one specific time when that happened. What was going on?"
OWN_ACTION = "What did you yourself decide or do there?"
RESULT = "What happened in the end, and how did you know?"
ALTERNATIVES = "What else did you consider, and why did you decide against it?"
LESSON = "What would you do differently today, and where have you applied that since?"

Gap = tuple[bool, float]
"""Whether the area is core, and how much of it is open: core first, then the widest."""
NO_GAP: Gap = (False, 0.0)
OPEN = frozenset({Verdict.PARTIAL, Verdict.MISSING})


@dataclass(frozen=True, slots=True)
class Probe:
    """A follow-up to ask, why, and the areas it probes."""

    text: str
    reason: str
    probes: tuple[str, ...] = ()
    follow_up_id: str = ""


def follow_up(question: Question, asked: Sequence[Turn], critique: Critique, most: int) -> Probe | None:
    """The next probe for this attempt, or None when enough was asked or nothing is open.

    The ladder stops at the first rung that applies and was not probed yet.
    """
    probed = [t for t in asked if t.kind is TurnKind.FOLLOW_UP]
    if len(probed) >= most or not _anything_open(critique) or _declined(asked):
        return None
    used = {t.reason for t in probed}
    rungs = (
        _episode(critique),
        _own_action(critique, question),
        _result(critique, question),
        _widest_gap(question, critique, probed),
        _kind(question, critique, Kind.ALTERNATIVES, ALTERNATIVES),
        _lesson(critique, question),
    )
    return next((rung for rung in rungs if rung and rung.reason not in used and not _was_probed(rung, probed)), None)


def _declined(asked: Sequence[Turn]) -> bool:
    """Whether the last answer says that there is none; probing on would be unkind."""
    return declines(next((t.text for t in reversed(asked) if t.kind is TurnKind.ANSWER), ""))


def _was_probed(rung: Probe, probed: Sequence[Turn]) -> bool:
    """Whether all the areas it would probe were probed before, by whatever rung."""
    return bool(rung.probes) and {area for turn in probed for area in turn.probes}.issuperset(rung.probes)


def unasked(question: Question, asked: Sequence[Turn]) -> tuple[FollowUp, ...]:
    """The bank's follow-ups that were not asked in this attempt."""
    used = {t.follow_up_id for t in asked}
    return tuple(f for f in question.follow_ups if f.id not in used)


def _anything_open(critique: Critique) -> bool:
    return any(f.verdict is not Verdict.COVERED for f in (*critique.areas, *critique.star))


def _episode(critique: Critique) -> Probe | None:
    return None if critique.episode is Episode.STORY else Probe(EPISODE, "no one occasion yet")


def _own_action(critique: Critique, question: Question) -> Probe | None:
    if _of(critique.star, Star.ACTION) not in OPEN:
        return None
    return Probe(OWN_ACTION, "own part unclear", _areas(question, Kind.ACTION))


def _result(critique: Critique, question: Question) -> Probe | None:
    if _of(critique.star, Star.RESULT) is not Verdict.MISSING:
        return None
    return Probe(RESULT, "result missing", _areas(question, Kind.OUTCOME))


def _widest_gap(question: Question, critique: Critique, probed: Sequence[Turn]) -> Probe | None:
    """The bank's own follow-up that reaches the largest gap, each area probed once."""
    seen = {area for turn in probed for area in turn.probes}
    used = {turn.follow_up_id for turn in probed}
    gaps = {
        a.id: _gap(a, f)
        for a, f in zip(question.areas, critique.areas, strict=True)
        if f.verdict in OPEN and a.id not in seen
    }
    left = [f for f in question.follow_ups if f.id not in used and gaps.keys() & set(f.areas)]
    if not left:
        return None
    chosen = max(left, key=lambda f: max(gaps.get(area, NO_GAP) for area in f.areas))
    return Probe(chosen.text, f"gap: {_widest(chosen, gaps)}", chosen.areas, chosen.id)


def _widest(follow_up: FollowUp, gaps: dict[str, Gap]) -> str:
    return max(follow_up.areas, key=lambda area: gaps.get(area, NO_GAP))


def _gap(area: Area, finding: Finding) -> Gap:
    return area.core, 1 - VALUE[finding.verdict]


def _kind(question: Question, critique: Critique, kind: Kind, text: str) -> Probe | None:
    wanted = _areas(question, kind)
    open_ = [f for f in critique.areas if f.target in wanted and f.verdict in OPEN]
    return Probe(text, f"{kind} open", wanted) if open_ else None


def _lesson(critique: Critique, question: Question) -> Probe | None:
    if _of(critique.tips, Tip.LESSONS) not in OPEN:
        return None
    return Probe(LESSON, "lesson missing", _areas(question, Kind.LESSON))


def _of(findings: Sequence[Finding], target: str) -> Verdict:
    return next((f.verdict for f in findings if f.target == target), Verdict.NOT_ASSESSED)


def _areas(question: Question, kind: Kind) -> tuple[str, ...]:
    return tuple(a.id for a in question.areas if a.kind is kind)


class Stage(StrEnum):
    """Where a practice stands; derived from its lines, never stored."""

    ANSWERING = "answering"  # a question or follow-up waits for the candidate
    UNREAD = "unread"  # an answer waits for its critique
    BETWEEN = "between"  # a question is done; its critique can be read
    ENDED = "ended"


def stage(practice: Practice) -> Stage:
    if practice.ended_at:
        return Stage.ENDED
    last = practice.turns[-1]
    if last.kind in ASKS:
        return Stage.ANSWERING
    attempt = practice.attempt(last.attempt_id)
    return Stage.UNREAD if attempt and attempt.answers and not attempt.critique else Stage.BETWEEN


def current(practice: Practice) -> Attempt | None:
    """The attempt that the last line belongs to."""
    return practice.attempt(practice.turns[-1].attempt_id)


def goodbye(practice: Practice) -> Turn | None:
    """The closing line, once it was said; an answer again after it takes nothing back."""
    return next((t for t in practice.turns if t.kind is TurnKind.CLOSING), None)


def told(practice: Practice) -> bool:
    """Whether critiques may be seen: at once when coached, in a mock interview from its end on."""
    return practice.plan.mode is Mode.COACH or practice.ended_at is not None or goodbye(practice) is not None


def next_question(practice: Practice) -> int | None:
    """The first question, other than the last line's, that was neither answered nor skipped.

    None when there is none, or the closing line was said.
    """
    if goodbye(practice):
        return None
    here = current(practice)
    done = {a.question for a in practice.attempts if a.answers or any(t.kind is TurnKind.SKIP for t in a.turns)}
    done |= {here.question} if here else set()
    return next((i for i in range(len(practice.questions)) if i not in done), None)


def minutes(practice: Practice, most_between: float = 10.0) -> int:
    """Minutes of talking: the gaps between lines, none counted for more than `most_between` (a pause)."""
    gaps = (b.at - a.at for a, b in pairwise(practice.turns))
    return round(sum(min(gap.total_seconds() / 60, most_between) for gap in gaps))
