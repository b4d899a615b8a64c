"""Labelled answers: read from a file, checked, and seen as a bank's question.

Cases are JSON Lines: {"id", "question", "areas": [..], "answer", "labels": [{"label": 0|1|2, "quote"}],
"rating": 1-5}. Other keys are ignored; `labels` and `rating` may be absent.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.errors import InputError
from coach.kinds import kind_of
from coach.models import Area, Question


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

    @property
    def hash(self) -> str:
        """Of what an engine is shown, 16 hex digits: labels may be corrected without a new reading."""
        shown = json.dumps([self.question, self.areas, self.answer])
        return hashlib.sha256(shown.encode()).hexdigest()[:16]


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
