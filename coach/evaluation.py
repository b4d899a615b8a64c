"""An engine against labelled cases: load them, read each, and measure. Names no engine.

Cases are JSON Lines: {"id", "question", "areas": [..], "answer", "labels": [{"label": 0|1|2, "quote"}],
"rating": 1-5}. Other keys are ignored; `labels` and `rating` may be absent.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coach import critique
from coach.engine import Engine
from coach.errors import EngineError, InputError
from coach.kinds import kind_of
from coach.models import (
    Area,
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
    Verdict,
)
from coach.rubric import rubric
from coach.sentences import words

LABEL = {Verdict.MISSING: 0, Verdict.PARTIAL: 1, Verdict.COVERED: 2}
_AT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Label:
    """0 missing, 1 partial, 2 covered; `quote` is the span that shows it, "" for 0."""

    label: int
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """One answer to one question; `labels` and `rating` are None where nobody labelled it."""

    id: str
    question: str
    areas: tuple[str, ...]
    answer: str
    labels: tuple[Label, ...] | None = None
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, what was found in it, and how long the engine took."""

    case: Case
    critique: Critique
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Pair:
    """One labelled and assessed area: the label, the verdict as a label, and the finding."""

    answer: str
    wanted: Label
    got: int
    finding: Finding


# -- cases ---------------------------------------------------------------------------------------


def load_cases(path: Path) -> list[Case]:
    """The cases of a JSON Lines file. Raises InputError naming file, line and field."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    cases = [_case(line, f"{path}: line {n}") for n, line in enumerate(lines, 1) if line.strip()]
    if not cases:
        raise InputError(f"{path}: no cases in it; each line is one JSON object")
    return cases


def _case(line: str, where: str) -> Case:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: not valid JSON ({error})") from error
    _need(isinstance(data, dict), f"{where}: must be a JSON object")
    _need(isinstance(data.get("id"), str | int), f"{where}: id: must be text or a whole number")
    for field in ("question", "answer"):
        _need(isinstance(data.get(field), str), f"{where}: {field}: must be text")
    areas = data.get("areas")
    named = isinstance(areas, list) and bool(areas) and all(isinstance(a, str) and a.strip() for a in areas)
    _need(named, f"{where}: areas: must be a list of at least one text")
    return Case(
        str(data["id"]),
        data["question"],
        tuple(data["areas"]),
        data["answer"],
        _labels(data, where),
        _rating(data.get("rating"), where),
    )


def _labels(data: dict[str, Any], where: str) -> tuple[Label, ...] | None:
    labels = data.get("labels")
    if labels is None:
        return None
    same = isinstance(labels, list) and len(labels) == len(data["areas"])
    _need(same, f"{where}: labels: must be a list with one label for each area")
    return tuple(_label(given, f"{where}: labels[{i}]") for i, given in enumerate(labels))


def _label(given: Any, where: str) -> Label:
    _need(isinstance(given, dict), f"{where}: must be an object with label and quote")
    label, quote = given.get("label"), given.get("quote", "")
    _need(_whole(label) and 0 <= label <= 2, f"{where}.label: must be 0, 1 or 2")
    _need(isinstance(quote, str), f"{where}.quote: must be text")
    return Label(label, quote)


def _rating(given: Any, where: str) -> int | None:
    if given is None:
        return None
    _need(_whole(given) and 1 <= given <= 5, f"{where}: rating: must be a whole number from 1 to 5")
    return int(given)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _need(holds: bool, otherwise: str) -> None:
    if not holds:
        raise InputError(otherwise)


def question_of(case: Case) -> Question:
    """The case's question as a bank would hold it; kinds are read from the areas' wording, none is core."""
    areas = tuple(Area(f"area-{n}", text, kind_of(text)) for n, text in enumerate(case.areas, 1))
    return Question(case.id, case.question, areas)


# -- critiques -----------------------------------------------------------------------------------


def judge(engine: Engine, case: Case) -> Judged:
    """The engine's critique of a case; where the engine fails, every area is not assessed."""
    question = question_of(case)
    turns = (
        Turn("asked", 0, Speaker.INTERVIEWER, TurnKind.QUESTION, case.question, _AT),
        Turn("answered", 1, Speaker.CANDIDATE, TurnKind.ANSWER, case.answer, _AT),
    )
    began = time.perf_counter()
    try:
        reading = engine.read(question, turns)
    except EngineError as error:
        reading = _unread(question, str(error))
    taken = (time.perf_counter() - began) * 1000
    provenance = Provenance(engine.name, engine.model, engine.prompt_hash, "", rubric().hash, reading.usage)
    return Judged(case, critique.settle(question, turns, reading, provenance), taken)


def _unread(question: Question, why: str) -> Reading:
    def unread(targets: Iterable[str]) -> tuple[Claim, ...]:
        return tuple(Claim(t, Verdict.NOT_ASSESSED, reason=why) for t in targets)

    return Reading(unread(a.id for a in question.areas), unread(Star), unread(Tip), Episode.OFF_TOPIC)


def critique_case(engine: Engine, case: Case) -> dict[str, Any]:
    """One critique as the JSON of `python -m coach critique`."""
    found = judge(engine, case).critique
    return {
        "id": case.id,
        "engine": engine.name,
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


def evaluate(engine: Engine, cases: Sequence[Case]) -> dict[str, Any]:
    """The figures of `python -m coach evaluate`; None where there was nothing to measure."""
    judged = [judge(engine, case) for case in cases]
    pairs = [pair for j in judged for pair in _pairs(j)]
    labels = [(p.wanted.label, p.got) for p in pairs]
    levels = [(j.case.rating, j.critique.level) for j in judged if j.case.rating and j.critique.level]
    usages = [j.critique.provenance.usage for j in judged]
    return {
        "cases": len(cases),
        "areas": sum(len(c.labels) for c in cases if c.labels),
        "macro_f1": _rounded(macro_f1(labels)),
        "binary_accuracy": _rounded(binary_accuracy(labels)),
        "missing_precision": _rounded(_share([w == 0 for w, g in labels if g == 0])),
        "missing_recall": _rounded(_share([g == 0 for w, g in labels if w == 0])),
        "quote_validity": _rounded(quote_validity(judged)),
        "evidence_overlap": _rounded(evidence_overlap(pairs)),
        "level_qwk": _rounded(quadratic_kappa(levels)),
        "level_within_one": _rounded(_share([abs(w - g) <= 1 for w, g in levels])),
        "ms_per_answer": _rounded(statistics.median(j.milliseconds for j in judged) if judged else None, 2),
        "calls": sum(u.calls for u in usages),
        "input_tokens": sum(u.input_tokens for u in usages),
        "output_tokens": sum(u.output_tokens for u in usages),
        "not_assessed": sum(f.verdict is Verdict.NOT_ASSESSED for j in judged for f in j.critique.areas),
    }


def _pairs(judged: Judged) -> list[Pair]:
    found = judged.critique.areas
    return [
        Pair(judged.case.answer, label, LABEL[f.verdict], f)
        for label, f in zip(judged.case.labels or (), found, strict=False)
        if f.verdict in LABEL
    ]


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
        j.case.answer[q.start : q.end] == q.text
        for j in judged
        for f in (*j.critique.areas, *j.critique.star, *j.critique.tips)
        for q in f.quotes
    ]
    share = _share(valid)
    return 1.0 if share is None else share


def evidence_overlap(pairs: Sequence[Pair]) -> float | None:
    """Of areas labelled and found with a quote, the share whose quotes share a word with the labelled span.

    Words are met by place, not by spelling; a labelled span that is not in the answer is left out.
    """
    both = [p for p in pairs if p.wanted.label and p.wanted.quote in p.answer and p.wanted.quote and p.finding.quotes]
    return _share([_meets(p) for p in both])


def _meets(pair: Pair) -> bool:
    start = pair.answer.index(pair.wanted.quote)
    end = start + len(pair.wanted.quote)
    return any(words(pair.answer[max(start, q.start) : min(end, q.end)]) for q in pair.finding.quotes)


def _share(holds: Sequence[bool]) -> float | None:
    return sum(holds) / len(holds) if holds else None


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)
