"""Claims in, critique out: pure functions. No words, no verdict; no engine sets a level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from coach import evidence, feedback, quotes
from coach.models import (
    Area,
    Claim,
    Critique,
    Episode,
    Finding,
    Provenance,
    Question,
    Quote,
    Reading,
    Speaker,
    Star,
    Tip,
    Turn,
    Verdict,
)
from coach.rubric import VALUE, Rubric, rubric
from coach.sentences import count_words

NEEDS_WORDS = frozenset({Verdict.COVERED, Verdict.PARTIAL})


@dataclass(frozen=True, slots=True)
class _Said:
    """The candidate's turns as said, and with what is no evidence blanked out."""

    answers: tuple[Turn, ...]
    admitted: tuple[Turn, ...]
    flags: frozenset[str]

    def find(self, quote: str) -> Quote | None:
        """Where `quote` stands as evidence; None if it is not there, or mostly in words that are none."""
        found = quotes.find(quote, self.admitted) or quotes.find(quote, self.answers)
        if found is None or not evidence.says_something(found.text):
            return None
        turn, blanked = next(pair for pair in zip(self.answers, self.admitted, strict=True) if _at(pair[0], found))
        barred = blanked.text.count(evidence.BLANK, found.start, found.end)
        if 2 * barred > found.end - found.start:
            return None
        return replace(found, text=turn.text[found.start : found.end])


def _at(turn: Turn, quote: Quote) -> bool:
    return turn.position == quote.turn


def _said(question: Question, turns: Sequence[Turn]) -> _Said:
    answers = tuple(t for t in turns if t.speaker is Speaker.CANDIDATE)
    bars = [evidence.barred(question, t.text) for t in answers]
    admitted = (replace(t, text=evidence.blanked(t.text, b)) for t, b in zip(answers, bars, strict=True))
    return _Said(answers, tuple(admitted), frozenset(b.why for found in bars for b in found))


def settle(question: Question, turns: Sequence[Turn], reading: Reading, provenance: Provenance) -> Critique:
    """Find every quote, drop what no words support, and compute the rest.

    `turns` are the attempt's lines; only the candidate's count as evidence.
    """
    said = _said(question, turns)
    findings = Critique(
        areas=_findings([a.id for a in question.areas], reading.areas, said),
        star=_findings(list(Star), reading.star, said),
        tips=_findings(list(Tip), reading.tips, said, free=frozenset({Tip.POSITIVE})),
        episode=reading.episode,
        episode_quote=said.find(reading.episode_quote) if reading.episode_quote else None,
        words=_words(said),
        flags=tuple(sorted({*reading.flags, *said.flags})),
        dropped=_dropped(chain(reading.areas, reading.star, reading.tips), said),
        provenance=provenance,
    )
    return _rated(question, findings)


def amend(question: Question, turns: Sequence[Turn], critique: Critique, claim: Claim) -> Critique:
    """The critique with one area read anew ("you missed this"); level and feedback follow.

    A claim that no words support changes nothing.
    """
    finding = _finding(claim, _said(question, turns), False)
    if claim.verdict in NEEDS_WORDS and not finding.quotes:
        return critique
    areas = tuple(finding if f.target == claim.target else f for f in critique.areas)
    return _rated(question, replace(critique, areas=areas))


def before(question: Question, critique: Critique, first: Turn) -> Critique:
    """The critique as far as the answer `first` carries it, without what follow-ups added.

    For engines that read an attempt once: a finding keeps its verdict where its words are in that answer.
    """

    def alone(finding: Finding) -> Finding:
        kept = tuple(q for q in finding.quotes if q.turn == first.position)
        lost = finding.quotes and not kept
        return replace(finding, verdict=Verdict.MISSING if lost else finding.verdict, quotes=kept)

    areas, star, tips = (tuple(map(alone, found)) for found in (critique.areas, critique.star, critique.tips))
    words = _words(_said(question, [first]))
    return _rated(question, replace(critique, areas=areas, star=star, tips=tips, words=words))


def _words(said: _Said) -> int:
    return sum(count_words(t.text) for t in said.admitted)


def _rated(question: Question, found: Critique) -> Critique:
    """The findings with what follows from them: quality, level, and what to say."""
    quality, level, caps = rate(question.areas, found.areas, found.star, found.tips, found.episode, found.words)
    if level and (found.flags or evidence.bank_asks(question)):
        areas, star, tips = map(_shown, (found.areas, found.star, found.tips))
        quality, level, caps = rate(question.areas, areas, star, tips, found.episode, found.words)
    said = feedback.NOTHING
    if level:
        said = feedback.choose(question, found.areas, found.star, found.tips, found.episode, caps)
    return replace(
        found, quality=quality, level=level, caps=caps, strength=said.strength, focus=said.focus, also=said.also
    )


def _shown(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Where verdicts are asked for or areas said back: what could not be shown is missing, or asking would pay."""
    lost = {Verdict.NOT_ASSESSED: Verdict.MISSING}
    return tuple(replace(f, verdict=lost.get(f.verdict, f.verdict)) for f in findings)


def _findings(
    targets: Sequence[str], claims: Sequence[Claim], said: _Said, free: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """One finding a target, in the targets' order; what nobody claimed is not assessed."""
    by_target = {c.target: c for c in claims}
    return tuple(
        _finding(by_target[t], said, t in free) if t in by_target else Finding(t, Verdict.NOT_ASSESSED) for t in targets
    )


def _finding(claim: Claim, said: _Said, free: bool) -> Finding:
    found = tuple(q for q in map(said.find, claim.quotes) if q)
    if claim.verdict in NEEDS_WORDS and not found and not free:
        return Finding(claim.target, Verdict.NOT_ASSESSED, reason="the words given for it are not in the answer")
    if claim.verdict is Verdict.NOT_ASSESSED:
        found = ()
    return Finding(claim.target, claim.verdict, found, claim.confidence, claim.reason)


def _dropped(claims: Iterable[Claim], said: _Said) -> int:
    return sum(1 for claim in claims for text in claim.quotes if not said.find(text))


def rate(
    areas: Sequence[Area],
    findings: Sequence[Finding],
    star: Sequence[Finding],
    tips: Sequence[Finding],
    episode: Episode,
    words: int,
) -> tuple[float | None, int | None, tuple[str, ...]]:
    """(quality 0..1, level 1..5, caps that held it down); Nones where there is too little to rate.

    q = coverage share × weighted area coverage + the rest × weighted STAR; the level is the number
    of cuts reached plus one, at most the lowest cap. Source: docs/rating.md.
    """
    r = rubric()
    weights = [r.weight["core" if a.core else "supporting"] for a in areas]
    if words < r.too_short_words or _unassessed(findings, weights) > r.unassessed_share:
        return None, None, ()
    coverage = _mean(findings, weights)
    parts = _mean(star, [r.star[f.target] for f in star])
    if parts is None:
        return None, None, ()
    share = 0.0 if coverage is None else r.weight["coverage"]
    quality = share * (coverage or 0.0) + (1 - share) * parts
    caps = _caps(r, star, tips, episode)
    reached = 1 + sum(quality >= cut for cut in r.cuts)
    holding = tuple(name for name, cap in caps if cap < reached)
    return round(quality, 4), min([reached, *(cap for _, cap in caps)]), holding


def _unassessed(findings: Sequence[Finding], weights: Sequence[float]) -> float:
    lost = sum(w for f, w in zip(findings, weights, strict=True) if f.verdict is Verdict.NOT_ASSESSED)
    return lost / sum(weights) if weights else 0.0


def _mean(findings: Sequence[Finding], weights: Sequence[float]) -> float | None:
    assessed = [(VALUE[f.verdict], w) for f, w in zip(findings, weights, strict=True) if f.verdict in VALUE]
    total = sum(w for _, w in assessed)
    return sum(v * w for v, w in assessed) / total if total else None


def _caps(r: Rubric, star: Sequence[Finding], tips: Sequence[Finding], episode: Episode) -> list[tuple[str, int]]:
    verdicts = {f.target: f.verdict for f in (*star, *tips)}
    reasons = {
        str(episode): episode is not Episode.STORY,
        "no_own_action": verdicts.get(Star.ACTION) is Verdict.MISSING,
        "no_result": verdicts.get(Star.RESULT) is Verdict.MISSING,
        "no_lesson": verdicts.get(Tip.LESSONS) is Verdict.MISSING,
    }
    return [(name, r.cap[name]) for name, holds in reasons.items() if holds]
