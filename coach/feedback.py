"""What to say about a settled answer: one strength, one focus, perhaps one more. Words only; pure.

A focus locates the words, names the gap and gives one move with blanks for facts: short, about this
answer, never about the person, nothing invented (Nelson & Schunn 2009; Kluger & DeNisi 1996).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from coach.models import Area, Episode, Finding, Focus, Kind, Question, Quote, Star, Strength, Tip, Verdict
from coach.rubric import VALUE, rubric

MOST_QUOTE_WORDS = 20
_FIGURE = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d")


@dataclass(frozen=True, slots=True)
class Said:
    strength: Strength | None
    focus: Focus | None
    also: Focus | None


NOTHING = Said(None, None, None)


@dataclass(frozen=True, slots=True)
class Advice:
    """Why a covered area helps; what a panel asks while it is open; a sentence to complete."""

    helps: str
    asks: str
    stem: str


ADVICE: dict[str, Advice] = {
    Kind.SITUATION: Advice(
        "The panel knows where you started, so the rest has a scale.",
        "A panel will ask where things stood before you began.",
        "When this began, __ stood at __, and that mattered because __.",
    ),
    Kind.GOAL: Advice(
        "The goal comes first, so everything after it can be judged.",
        "A panel will ask what you were aiming for, by when.",
        "The goal was to move __ from __ to __ by __.",
    ),
    Kind.INSIGHT: Advice(
        "You start from evidence; the rest follows from it.",
        "A panel will ask what you looked at and what it told you.",
        "I looked at __ and saw __, which told me that __.",
    ),
    Kind.CRITERIA: Advice(
        "The reason is there, not only the choice.",
        "A panel will ask why this and not something else.",
        "I chose __ over __ because __.",
    ),
    Kind.ALTERNATIVES: Advice(
        "You show that there was a choice to make.",
        "A panel will ask what else was on the table, and what you gave up.",
        "We could also have __; I decided against it because __.",
    ),
    Kind.PLAN: Advice(
        "The steps can be followed one by one.",
        "A panel will ask how you went about it, step by step.",
        "First I __, then __, because __.",
    ),
    Kind.ACTION: Advice(
        "It is clear what was really done.",
        "A panel will ask what exactly was done, and by whom.",
        "I __ for __, so that __.",
    ),
    Kind.STAKEHOLDERS: Advice(
        "Other people and what they needed are in the picture.",
        "A panel will ask who had to come along, and what moved them.",
        "__ was worried about __; I __, and they agreed to __.",
    ),
    Kind.RESOURCES: Advice(
        "The means are named, so the result can be weighed.",
        "A panel will ask what it took, and how you got it.",
        "It took __ people and __; I got them by __.",
    ),
    Kind.CHALLENGE: Advice(
        "The difficulty is named, and so is the way through it.",
        "A panel will ask what got in the way, and what you did then.",
        "The hard part was __; I got past it by __.",
    ),
    Kind.MEASURE: Advice(
        "It is clear how success would be seen.",
        "A panel will ask what you measured, and against what.",
        "I tracked __ every __, starting from __.",
    ),
    Kind.OUTCOME: Advice(
        "The result is there to be checked.",
        "A panel will ask by how much, and compared with what.",
        "It moved from __ to __ over __, and I know it was this because __.",
    ),
    Kind.ITERATION: Advice(
        "The story does not stop at launch.",
        "A panel will ask what you watched afterwards, and what you changed.",
        "Afterwards I kept watching __, and changed __ when __.",
    ),
    Kind.LESSON: Advice(
        "The lesson is tied to what happened.",
        "A panel will ask what you took from it, and where you used it since.",
        "I learned that __; since then I __, for example __.",
    ),
}
EPISODE = Advice(
    "",
    "This stays general. A panel will ask for one specific time: when, where, with whom.",
    "In __, at __, __ happened, and I __.",
)
OWN_ACTION = Advice("", "A panel will ask what you yourself decided or did.", "I decided to __, and I __ myself.")
CAPPED = {
    "no_own_action": (Star.ACTION, OWN_ACTION),
    "no_result": (Star.RESULT, ADVICE[Kind.OUTCOME]),
    "no_lesson": (Tip.LESSONS, ADVICE[Kind.LESSON]),
}


def choose(
    question: Question,
    areas: Sequence[Finding],
    star: Sequence[Finding],
    tips: Sequence[Finding],
    episode: Episode,
    caps: Sequence[str],
) -> Said:
    """One strength, one focus, and one more only if another core area is missing."""
    focuses = _focuses(question, areas, (*star, *tips), episode, caps)
    focus = focuses[0][1] if focuses else None
    also = next((f for core, f in focuses[1:] if core and focus and f.stem != focus.stem), None)
    strength = _strength(question, areas)
    if strength and focus and focus.quote == strength.quote:
        focus = replace(focus, quote=None)  # the same words cannot be kept and worked on
    return Said(strength, focus, also)


def _strength(question: Question, areas: Sequence[Finding]) -> Strength | None:
    """What is most worth keeping: figures before plain words, core before supporting, where it began last."""
    covered = [(a, f) for a, f in zip(question.areas, areas, strict=True) if f.verdict is Verdict.COVERED and f.quotes]
    if not covered:
        return None
    area, finding = max(covered, key=lambda pair: _worth(*pair))
    return Strength(area.id, ADVICE[area.kind].helps, finding.quotes[0])


def _worth(area: Area, finding: Finding) -> tuple[bool, bool, bool, float]:
    return area.kind is not Kind.SITUATION, _has_figure(finding), area.core, finding.confidence


def _has_figure(finding: Finding) -> bool:
    """Whether there is a number in it that is no year."""
    return bool(_FIGURE.search(finding.quotes[0].text))


def _focuses(
    question: Question, areas: Sequence[Finding], others: Sequence[Finding], episode: Episode, caps: Sequence[str]
) -> list[tuple[bool, Focus]]:
    """(is surely a missing core area, focus), the largest gain first."""
    ranked = [
        (_gain(area, f), area.core and f.verdict is Verdict.MISSING and _gain(area, f) > 0, _area_focus(area, f))
        for area, f in zip(question.areas, areas, strict=True)
        if f.verdict in (Verdict.PARTIAL, Verdict.MISSING)
    ]
    found = {f.target: f for f in others}
    for cap in caps:
        if cap in CAPPED:
            target, advice = CAPPED[cap]
            ranked.append((_release(cap), False, _focus(target, advice, found.get(target))))
    if str(episode) in caps:
        ranked.append((_release(str(episode)), False, _focus("episode", EPISODE, None)))
    return [(core, focus) for _, core, focus in sorted(ranked, key=lambda item: -item[0])]


def _gain(area: Area, finding: Finding) -> float:
    """How much coverage would rise, times how sure we are; a doubtful gap is asked, not chosen."""
    sure = finding.confidence if finding.confidence >= rubric().ask_below else 0.0
    return rubric().weight["core" if area.core else "supporting"] * (1 - VALUE[finding.verdict]) * sure


def _release(cap: str) -> float:
    """What lifting a cap is worth beside an area: a low cap holds more levels back."""
    return 5.0 - rubric().cap[cap]


def _area_focus(area: Area, finding: Finding) -> Focus:
    return _focus(area.id, ADVICE[area.kind], finding)


def _focus(target: str, advice: Advice, finding: Finding | None) -> Focus:
    quote = finding.quotes[0] if finding and finding.quotes else None
    return Focus(target, advice.asks, advice.stem, quote if quote and _short(quote) else None)


def _short(quote: Quote) -> bool:
    return len(quote.text.split()) <= MOST_QUOTE_WORDS
