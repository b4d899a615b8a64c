"""The engine without network: it reads by rules and weights, always the same way, and may miss things.

Three steps. Cut the answer into passages and note what each shows (`passages`, `cues`); score each
passage as evidence for each area (`signals`, `weights`); then ask of the best one whether it is
substance or only topic. Quotes are slices of the answer, so they are verbatim by construction.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from coach import signals, story
from coach.cues import marks
from coach.evidence import barred, declines, overlap, says_something
from coach.models import Claim, Question, Quote, Reading, Speaker, Star, Tip, Turn, Usage, Verdict
from coach.passages import Passage, cut, narrowed, passage_at
from coach.rubric import rubric
from coach.signals import Signals, Target
from coach.weights import Chances, weights

TOUCHED = 0.55
"""Chance from which an area counts as touched at all: a false "covered" costs less than a false "missing"."""
COVERED = 0.45
PART = 0.5
_LONGEST_QUOTE = 30  # words; of a longer passage the quote is its best run of clauses
_BRIDGES = ("Thank you. ", "I see. ", "", "All right. ")
_ON_TOPIC = ("topic", "concept", "cue", "cue_other")
_TOPICAL = 0.2


@dataclass(frozen=True, slots=True)
class _Scored:
    """A target with every passage's signals and score for it."""

    target: Target
    found: tuple[Signals, ...]
    scores: tuple[float, ...]
    seen: dict[str, int]

    @property
    def best(self) -> int:
        return max(range(len(self.scores)), key=self.scores.__getitem__)


class OfflineEngine:
    """Deterministic, no input or output, no state: one instance may serve all threads."""

    name = "offline"
    model = "rules-1"
    prompt_hash = ""
    line_hash = ""
    reads_every_answer = True

    def warm(self) -> None:
        for table in (weights, marks, rubric):
            table()

    def notes(self, question: Question, turns: Sequence[Turn]) -> Reading:
        """The same as `read`: it is quick."""
        return self.read(question, turns)

    def read(self, question: Question, turns: Sequence[Turn]) -> Reading:
        """Claims about one attempt; an answer to a follow-up lowers nothing, and lifts only by words of its own."""
        began = time.perf_counter()
        told = [t for t in turns if t.speaker is not Speaker.CANDIDATE or not declines(t.text)]
        first, *later = _answered(told) or [len(told)]
        last = _read(question, told[:first])
        areas, star = last.areas, last.star
        for n in later:
            last = _read(question, told[:n])
            areas, star = _lifted(areas, last.areas, told[n - 1].text), _lifted(star, last.star, told[n - 1].text)
        spent = Usage(milliseconds=round((time.perf_counter() - began) * 1000))
        return replace(last, areas=areas, star=star, usage=spent)

    def point(self, question: Question, area_id: str, turns: Sequence[Turn], quote: Quote) -> Claim:
        """The area read anew on words the candidate points at: less topic is asked of them, no less substance."""
        turn = next((t for t in turns if t.position == quote.turn), None)
        target = next(t for t in signals.targets(question) if t.area.id == area_id)
        span = (quote.start, quote.end)
        if turn is None or overlap(barred(question, turn.text), span) * 2 > quote.end - quote.start:
            return Claim(area_id, Verdict.MISSING, reason="those words are no evidence")
        return _plainly(target, passage_at(turn, span))

    def word(
        self, question: Question, turns: Sequence[Turn], line: str, background: str = ""
    ) -> Generator[str, None, Usage]:
        """`line` after a short neutral bridge: no praise, no verdict."""
        yield _BRIDGES[len(turns) % len(_BRIDGES)] + line
        return Usage()


def _plainly(target: Target, passage: Passage) -> Claim:
    """A claim on one passage that was said for this very area: less topic is asked of it, no less substance."""
    found = signals.of_passage(target, 0, [passage], {})
    if max(found[name] for name in _ON_TOPIC) < _TOPICAL:
        return Claim(target.area.id, Verdict.MISSING, (), 0.6, "those words speak of something else")
    denied = found["denial"] and not found["number"]
    verdict = Verdict.COVERED if _is_substance(found) and not denied else Verdict.PARTIAL
    return Claim(target.area.id, verdict, (passage.text,), 0.7, _reason(verdict, found))


def _answered(turns: Sequence[Turn]) -> list[int]:
    """After how many turns each of the candidate's lines had been said."""
    return [i + 1 for i, turn in enumerate(turns) if turn.speaker is Speaker.CANDIDATE]


def _lifted(before: tuple[Claim, ...], after: tuple[Claim, ...], said: str) -> tuple[Claim, ...]:
    pairs = zip(before, after, strict=True)
    return tuple(new if _rank(new) > _rank(old) and any(q in said for q in new.quotes) else old for old, new in pairs)


def _rank(claim: Claim) -> int:
    return (Verdict.NOT_ASSESSED, Verdict.MISSING, Verdict.PARTIAL, Verdict.COVERED).index(claim.verdict)


def _read(question: Question, turns: Sequence[Turn]) -> Reading:
    passages = cut(question, turns)
    told = signals.of_answer(question, passages)
    areas = _scored(signals.targets(question), passages)
    parts = _scored(story.PARTS, passages)
    found = [_area_claim(i, areas, passages, told) for i in range(len(areas))]
    chances = {p.target.area.id: _chances(p, [], told, p.target.area.id) for p in parts}
    claims = {p.target.area.id: _part_claim(p, chances[p.target.area.id], passages) for p in parts}
    claims[Tip.POSITIVE] = story.positive(passages)
    kind, shown = story.episode(passages, told, chances)
    return Reading(
        areas=tuple(found),
        star=tuple(claims[s] for s in Star),
        tips=tuple(claims[t] for t in Tip),
        episode=kind,
        episode_quote=shown.text if shown else "",
    )


def _scored(targets: Sequence[Target], passages: Sequence[Passage]) -> list[_Scored]:
    seen = signals.common(passages)
    scored: list[_Scored] = []
    for target in targets:
        found = tuple(signals.of_passage(target, i, passages, seen) for i in range(len(passages)))
        scores = tuple(weights().passage_score(f, target.kinds[0]) for f in found)
        scored.append(_Scored(target, found, scores, seen))
    return scored


def _chances(scored: _Scored, rivals: Sequence[_Scored], told: Signals, name: str) -> Chances:
    if not scored.scores:
        return Chances(0.0, 0.0)
    whole = signals.of_target(scored.target, scored.scores, [r.scores for r in rivals], scored.found, told)
    return weights().chances(name, whole)


def _area_claim(index: int, areas: Sequence[_Scored], passages: Sequence[Passage], told: Signals) -> Claim:
    scored = areas[index]
    chances = _chances(scored, [a for a in areas if a is not scored], told, "area")
    claim = _claim(scored, chances, passages, TOUCHED, COVERED)
    return max((claim, *_asked_for(scored, passages)), key=_rank)


def _asked_for(scored: _Scored, passages: Sequence[Passage]) -> list[Claim]:
    """What the answer to a follow-up on this area says for it: the question already set the topic."""
    area = scored.target.area.id
    asked = [(score, p) for score, p in zip(scored.scores, passages, strict=True) if area in p.probed]
    return [_plainly(scored.target, max(asked, key=lambda pair: pair[0])[1])] if asked else []


def _part_claim(scored: _Scored, chances: Chances, passages: Sequence[Passage]) -> Claim:
    claim = _claim(scored, chances, passages, PART, PART)
    if claim.target == Star.ACTION and not story.owns(passages):
        return Claim(Star.ACTION, Verdict.MISSING, (), claim.confidence, "nothing is told as your own doing")
    return claim


def _claim(scored: _Scored, chances: Chances, passages: Sequence[Passage], touched: float, covered: float) -> Claim:
    target = scored.target.area.id
    quote = _quote(scored, passages[scored.best]) if passages else ""
    if chances.touched < touched or not says_something(quote):
        return Claim(target, Verdict.MISSING, (), 1 - chances.touched)
    found = scored.found[scored.best]
    verdict = Verdict.COVERED if chances.covered >= covered and _is_substance(found) else Verdict.PARTIAL
    confidence = chances.covered if verdict is Verdict.COVERED else 1 - chances.covered
    return Claim(target, verdict, (quote,), confidence, _reason(verdict, found))


def _is_substance(found: Signals) -> bool:
    """Something that was, not only its subject: topic alone is never covered."""
    told = any(found[m] for m in signals.TOLD_AS_FACT)
    return told and not (found["hypothetical"] == 1 and not found["own_action"])


def _quote(scored: _Scored, passage: Passage) -> str:
    """The passage, or of a long one the clauses that speak for the target most."""
    if passage.words <= _LONGEST_QUOTE:
        return passage.text
    runs = narrowed(passage, _LONGEST_QUOTE)
    target = scored.target
    scores = [
        weights().passage_score(signals.of_passage(target, i, runs, scored.seen), target.kinds[0])
        for i in range(len(runs))
    ]
    return runs[scores.index(max(scores))].text


def _reason(verdict: Verdict, found: Signals) -> str:
    """What a half-covered area still lacks; a covered one is explained by its words."""
    if verdict is Verdict.COVERED:
        return ""
    if found["hypothetical"]:
        return "told as what would be done, not what was"
    if found["number"] and not found["change"]:
        return "a number, but no comparison"
    if not any(found[m] for m in signals.TOLD_AS_FACT):
        return "topic named, nothing concrete"
    return "touched, but thin"
