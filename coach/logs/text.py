"""A practice to the one line of bytes it has as a `coach-log/1`, and back: pure, and it trusts nothing.

Canonical bytes: keys sorted, UTF-8, no spaces between tokens, whole numbers without a point, "\\n"
at the end. The same practice gives the same bytes on every installation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from coach.errors import InputError
from coach.logs import checks as logchecks
from coach.logs.checks import whole
from coach.logs.format import FORMAT, VERSION, Log
from coach.models import Attempt, Critique, Plan, PlannedQuestion, Practice, Turn

_PLAN = TypeAdapter(Plan)
_QUESTION = TypeAdapter(PlannedQuestion)
_TURN = TypeAdapter(Turn)
_CRITIQUE = TypeAdapter(Critique)

Path = tuple[str | int, ...]
Rating = tuple[int | None, datetime]
"""Level 1 to 5, or None for "would rather not say"; and when."""
Unknown = tuple[tuple[Path, Any], ...]
"""(where, what) of each part of a file that this version has no word for."""


@dataclass(frozen=True, slots=True)
class Logged:
    """All that a log holds of one practice."""

    practice: Practice
    read_at: Mapping[str, tuple[datetime, ...]]
    """When each critique was made, by attempt id, in the order of `Attempt.critiques`."""
    rated: Mapping[str, Rating] = field(default_factory=dict)
    """What the candidate said of an attempt before its level was shown, by attempt id."""
    unknown: Unknown = field(default=())


def encode(logged: Logged) -> bytes:
    """The canonical line of one practice."""
    document = _document(logged)
    for path, value in logged.unknown:
        _put(document, path, value)
    return canonical(document)


def canonical(document: Any) -> bytes:
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def fingerprint(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def decode(line: bytes, owner: str) -> Logged:
    """The practice in one line, as `owner`'s. Raises InputError saying what is wrong and where in it."""
    raw, spans = logchecks.parsed(line)
    try:
        log = Log.model_validate_json(line.decode())
    except ValidationError as error:
        raise InputError(logchecks.first_faults(error)) from error
    except (OverflowError, ValueError) as error:
        raise InputError("it holds a number that cannot be kept") from error
    logchecks.sound(log, spans)
    try:
        logged = _logged(log, raw, owner)
    except ValidationError as error:
        raise InputError(logchecks.first_faults(error)) from error
    return replace(logged, unknown=tuple(_not_in(raw, _document(logged))))


# -- the document ----------------------------------------------------------------------------------


def _document(logged: Logged) -> dict[str, Any]:
    practice = logged.practice
    return {
        "format": FORMAT,
        "version": VERSION,
        "id": practice.id,
        "created_at": _time(practice.created_at),
        "ended_at": _time(practice.ended_at) if practice.ended_at else None,
        "plan": _PLAN.dump_python(practice.plan, mode="json"),
        "questions": [_QUESTION.dump_python(q, mode="json") for q in practice.questions],
        "turns": [{**_TURN.dump_python(t, mode="json"), "at": _time(t.at)} for t in practice.turns],
        "attempts": [_attempt(a, logged) for a in _as_begun(practice.attempts)],
        "reviews": [],
    }


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def _as_begun(attempts: Sequence[Attempt]) -> list[Attempt]:
    """In an order that a later attempt does not disturb: what is unknown of one is kept by its place."""
    return sorted(attempts, key=lambda a: (a.turns[0].position if a.turns else len(attempts), a.question, a.number))


def _attempt(attempt: Attempt, logged: Logged) -> dict[str, Any]:
    critiques: list[dict[str, Any]] = []
    for (position, critique), at in zip(attempt.critiques, logged.read_at.get(attempt.id, ()), strict=True):
        again = critiques and critiques[-1]["position"] == position
        head = {"position": position, "revision": critiques[-1]["revision"] + 1 if again else 0, "at": _time(at)}
        critiques.append({**_outward(_CRITIQUE.dump_python(critique, mode="json")), **head})
    said = logged.rated.get(attempt.id)
    return {
        "id": attempt.id,
        "question": attempt.question,
        "number": attempt.number,
        "critiques": critiques,
        "self_rating": {"level": said[0], "at": _time(said[1])} if said else None,
    }


def _outward(value: Any) -> Any:
    """A value of ours with quotes named as the file names them, and whole floats as integers."""
    if isinstance(value, dict):
        if value.keys() == {"turn", "start", "end", "text"}:
            return {"turn": value["turn"], "start": value["start"], "end": value["end"], "exact": value["text"]}
        return {key: _outward(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_outward(part) for part in value]
    return whole(value)


# -- values ----------------------------------------------------------------------------------------


def _logged(log: Log, raw: dict[str, Any], owner: str) -> Logged:
    """`raw` is what `log` was checked from: nothing in it needs a second look."""
    turns = tuple(_TURN.validate_python(t) for t in raw["turns"])
    attempts, read_at = [], {}
    for part, given in zip(log.attempts, raw["attempts"], strict=True):
        critiques = given.get("critiques", ())
        read = tuple((c["position"], _CRITIQUE.validate_python(_inward(c))) for c in critiques)
        own = tuple(t for t in turns if t.attempt_id == part.id)
        attempts.append(Attempt(part.id, part.question, part.number, own, read))
        read_at[part.id] = tuple(datetime.fromisoformat(c.at) for c in part.critiques)
    practice = Practice(
        id=log.id,
        owner=owner,
        plan=_PLAN.validate_python(raw["plan"]),
        created_at=datetime.fromisoformat(log.created_at),
        ended_at=datetime.fromisoformat(log.ended_at) if log.ended_at else None,
        questions=tuple(_QUESTION.validate_python(q) for q in raw["questions"]),
        turns=turns,
        attempts=tuple(sorted(attempts, key=lambda a: (a.question, a.number))),
    )
    said = {a.id: a.self_rating for a in log.attempts if a.self_rating}
    rated = {key: (rating.level, datetime.fromisoformat(rating.at)) for key, rating in said.items()}
    return Logged(practice, read_at, rated)


def _inward(value: Any) -> Any:
    """A critique with its quotes named as the app names them; "exact" was checked, another "text" was not."""
    if isinstance(value, dict):
        if "exact" in value:
            return {**value, "text": value["exact"]}
        return {key: _inward(part) for key, part in value.items()}
    return [_inward(part) for part in value] if isinstance(value, list) else value


# -- what this version has no word for -------------------------------------------------------------


def _not_in(raw: Any, ours: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Everything of `raw` that writing the practice again would lose."""
    if raw == ours:
        return
    if isinstance(raw, dict) and isinstance(ours, dict):
        for key, value in raw.items():
            if key in ours:
                yield from _not_in(value, ours[key], (*path, key))
            else:
                yield (*path, key), value
    elif isinstance(raw, list) and isinstance(ours, list):
        for i, value in enumerate(raw):
            if i < len(ours):
                yield from _not_in(value, ours[i], (*path, i))
            else:
                yield (*path, i), value


def _put(document: Any, path: Path, value: Any) -> None:
    """Back to its place; places stay, since turns, attempts and critiques are only ever added to."""
    *above, last = path
    for step in above:
        document = document[step]
    if isinstance(document, list):
        document.append(value)
    else:
        document[last] = value
