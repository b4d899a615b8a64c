"""An engine against labelled cases: read each, and measure what was found. Names no engine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from coach import critique
from coach.cases import Case, Label, question_of
from coach.engine import Engine
from coach.errors import EngineError
from coach.models import (
    Claim,
    Critique,
    Episode,
    Finding,
    Focus,
    Provenance,
    Question,
    Quote,
    Reading,
    Speaker,
    Star,
    Strength,
    Tip,
    Turn,
    TurnKind,
    Usage,
    Verdict,
)
from coach.rubric import rubric
from coach.sentences import words

LABEL = {Verdict.MISSING: 0, Verdict.PARTIAL: 1, Verdict.COVERED: 2}
_AT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, its critique as the JSON of `python -m coach critique`, and what it took."""

    case: Case
    critique: dict[str, Any]
    usage: Usage
    milliseconds: float
    failed: str = ""
    """Why the engine could not read it; every area is then not assessed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One labelled and assessed area: the label, the verdict as a label, and the places quoted."""

    answer: str
    wanted: Label
    got: int
    places: tuple[tuple[int, int], ...]


# -- critiques -----------------------------------------------------------------------------------


def judge(engine: Engine, case: Case) -> Judged:
    """The engine's critique of a case; where the engine fails, every area is not assessed."""
    question = question_of(case)
    turns = (
        Turn("asked", 0, Speaker.INTERVIEWER, TurnKind.QUESTION, case.question, _AT),
        Turn("answered", 1, Speaker.CANDIDATE, TurnKind.ANSWER, case.answer, _AT),
    )
    failed = ""
    began = time.perf_counter()
    try:
        reading = engine.read(question, turns)
    except EngineError as error:
        failed = str(error)
        reading = _unread(question, failed)
    taken = (time.perf_counter() - began) * 1000
    provenance = Provenance(engine.name, engine.model, engine.prompt_hash, "", rubric().hash, reading.usage)
    found = critique.settle(question, turns, reading, provenance)
    return Judged(case, _as_json(case, found), reading.usage, taken, failed)


def _unread(question: Question, why: str) -> Reading:
    def unread(targets: Iterable[str]) -> tuple[Claim, ...]:
        return tuple(Claim(t, Verdict.NOT_ASSESSED, reason=why) for t in targets)

    return Reading(unread(a.id for a in question.areas), unread(Star), unread(Tip), Episode.OFF_TOPIC)


def _as_json(case: Case, found: Critique) -> dict[str, Any]:
    return {
        "id": case.id,
        "engine": found.provenance.engine,
        "areas": [{**_shown(f), "confidence": round(f.confidence, 3)} for f in found.areas],
        "episode": str(found.episode),
        "star": {f.target: _shown(f) for f in found.star},
        "tips": {f.target: _shown(f) for f in found.tips},
        "level": found.level,
        "strength": _said(found.strength),
        "focus": _said(found.focus),
        "flags": list(found.flags),
    }


def _shown(finding: Finding) -> dict[str, Any]:
    return {"verdict": str(finding.verdict), "quotes": [_place(q) for q in finding.quotes]}


def _place(quote: Quote) -> dict[str, Any]:
    return {"start": quote.start, "end": quote.end, "text": quote.text}


def _said(said: Strength | Focus | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {**asdict(said), "quote": _place(said.quote) if said.quote else None}


# -- measures ------------------------------------------------------------------------------------


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """The figures of `python -m coach evaluate`; None where there was nothing to measure."""
    pairs = [pair for j in judged for pair in _pairs(j)]
    labels = [(p.wanted.label, p.got) for p in pairs]
    levels = [(j.case.rating, j.critique["level"]) for j in judged if j.case.rating and j.critique["level"]]
    return {
        "cases": len(judged),
        "areas": sum(len(j.case.labels) for j in judged if j.case.labels),
        "macro_f1": _rounded(macro_f1(labels)),
        "binary_accuracy": _rounded(binary_accuracy(labels)),
        "missing_precision": _rounded(_share([w == 0 for w, g in labels if g == 0])),
        "missing_recall": _rounded(_share([g == 0 for w, g in labels if w == 0])),
        "quote_validity": _rounded(quote_validity(judged)),
        "evidence_overlap": _rounded(evidence_overlap(pairs)),
        "level_qwk": _rounded(quadratic_kappa(levels)),
        "level_within_one": _rounded(_share([abs(w - g) <= 1 for w, g in levels])),
        "ms_per_answer": _rounded(statistics.median(j.milliseconds for j in judged) if judged else None, 2),
        "calls": sum(j.usage.calls for j in judged),
        "input_tokens": sum(j.usage.input_tokens for j in judged),
        "output_tokens": sum(j.usage.output_tokens for j in judged),
        "not_assessed": sum(a["verdict"] == Verdict.NOT_ASSESSED for j in judged for a in j.critique["areas"]),
    }


def _pairs(judged: Judged) -> Iterator[Pair]:
    for label, area in zip(judged.case.labels or (), judged.critique["areas"], strict=False):
        if area["verdict"] in LABEL:
            places = tuple((q["start"], q["end"]) for q in area["quotes"])
            yield Pair(judged.case.answer, label, LABEL[area["verdict"]], places)


def macro_f1(labels: Sequence[tuple[int, int]]) -> float | None:
    """Mean over missing, partial and covered of F1 = 2·tp / (wanted + got); a class nobody names is left out."""
    scores = []
    for label in sorted(LABEL.values()):
        wanted = sum(w == label for w, _ in labels)
        got = sum(g == label for _, g in labels)
        if wanted + got:
            scores.append(2 * sum(w == g == label for w, g in labels) / (wanted + got))
    return statistics.mean(scores) if scores else None


def binary_accuracy(labels: Sequence[tuple[int, int]]) -> float | None:
    """Share of areas where label and verdict agree on covered or not covered."""
    return _share([(w == 2) == (g == 2) for w, g in labels])


def quadratic_kappa(levels: Sequence[tuple[int, int]]) -> float | None:
    """Cohen's kappa with squared weights over (rating, level): 1 - Σ(w-g)² / the same sum by chance.

    By chance every rating meets every level. None without cases, or where chance cannot disagree.
    """
    seen = sum((w - g) ** 2 for w, g in levels)
    chance = sum((w - g) ** 2 for w, _ in levels for _, g in levels)
    return 1 - len(levels) * seen / chance if chance else None


def quote_validity(judged: Sequence[Judged]) -> float:
    """Share of all quotes shown with answer[start:end] == text; 1.0 if there is none."""
    valid = [
        j.case.answer[q["start"] : q["end"]] == q["text"]
        for j in judged
        for shown in (*j.critique["areas"], *j.critique["star"].values(), *j.critique["tips"].values())
        for q in shown["quotes"]
    ]
    share = _share(valid)
    return 1.0 if share is None else share


def evidence_overlap(pairs: Sequence[Pair]) -> float | None:
    """Of areas labelled and found with a quote, the share whose quotes share a word with the labelled span.

    Words are met by place, not by spelling; a labelled span that is not in the answer is left out.
    """
    both = [p for p in pairs if p.wanted.label and p.wanted.quote in p.answer and p.wanted.quote and p.places]
    return _share([_meets(p) for p in both])


def _meets(pair: Pair) -> bool:
    start = pair.answer.index(pair.wanted.quote)
    end = start + len(pair.wanted.quote)
    return any(words(pair.answer[max(start, a) : min(end, b)]) for a, b in pair.places)


def _share(holds: Sequence[bool]) -> float | None:
    return sum(holds) / len(holds) if holds else None


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)
