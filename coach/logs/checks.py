"""What a log from anywhere must hold before it is let in: its size, its JSON, and that its parts hang together.

Each fault is an InputError that says where in the log it is; the caller adds which file and line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from coach.errors import InputError
from coach.logs.format import FORMAT, VERSION, Log

LARGEST_LOG = 16_000_000
"""Bytes of one practice: some hundred times a long one."""
DEEPEST = 24
"""Levels of nesting; the form itself has 8."""
_LARGEST_EXACT = 2**53
"""Up to here a whole number is the same as a float."""

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)  # one without end is read once, not again and again
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_ESCAPED = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")  # the only way that either gets past UTF-8 and JSON
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MAJOR = re.compile(r"-?(\d+)")
_SPAN = {"turn", "start", "end", "exact"}


Spans = list[dict[str, Any]]


def parsed(line: bytes) -> tuple[dict[str, Any], Spans]:
    """One JSON object, and every span in it; its size and depth are looked at before anything is built."""
    if len(line) > LARGEST_LOG:
        raise InputError(f"it is larger than the {LARGEST_LOG:,} bytes that one practice may have")
    if _depth(line) > DEEPEST:
        raise InputError(f"it is nested deeper than {DEEPEST} levels")
    spans: Spans = []

    def each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = _each_once(pairs)
        if made.keys() >= _SPAN:
            spans.append(made)
        return made

    try:
        raw = json.loads(
            line.decode(), object_pairs_hook=each, parse_int=_held, parse_float=_finite, parse_constant=_finite
        )
    except UnicodeDecodeError as error:
        raise InputError("it is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise InputError(f"it is not JSON with one whole log on a line ({error.msg})") from error
    if not isinstance(raw, dict):
        raise InputError("it is not a practice log")
    if _ESCAPED.search(line):
        _storable(raw, "")
    _known_version(raw)
    return raw, spans


def _depth(line: bytes) -> int:
    depth = deepest = 0
    for bracket in _STRING.sub(b"", line).translate(None, _ALL_BUT_BRACKETS):
        if bracket in b"[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEEPEST:
                break
        else:
            depth -= 1
    return deepest


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise InputError("it names a field twice in one place, so it can be read in two ways")
    return made


def _held(digits: str) -> int:
    if len(digits) > 20 or abs(number := int(digits)) >= 2**63:
        raise InputError("it holds a number that is too large to keep")
    return number


def _finite(digits: str) -> float | int:
    number = float(digits)
    if number != number or abs(number) == float("inf"):
        raise InputError(f"it holds {digits[:20]}, which is no number that can be kept")
    kept: float | int = whole(number)
    return kept


def whole(value: Any) -> Any:
    """Whole floats as integers, where none of it is lost."""
    exact = isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_EXACT
    return int(value) if exact else value


def _known_version(raw: dict[str, Any]) -> None:
    """Other versions are told from other files before anything else is asked of it."""
    version = raw.get("version")
    if raw.get("format") != FORMAT:
        raise InputError(f'it is not a practice log: "format" must be "{FORMAT}"')
    named = _MAJOR.match(str(version))
    if isinstance(version, bool) or named is None:
        raise InputError(f'"version" must be {VERSION}')
    if int(named[1][:9]) > VERSION:
        shown = str(version)[:20]
        raise InputError(
            f"it is {FORMAT} version {shown}, from a newer app; this one reads version {VERSION}. Update this app"
        )


def first_faults(error: ValidationError) -> str:
    faults = [(".".join(map(str, e["loc"])), e["msg"]) for e in error.errors(include_url=False, include_input=False)]
    shown = "; ".join(f"{where[:120] or 'it'}: {what[:200]}" for where, what in faults[:3])
    return shown + (f"; and {len(faults) - 3} more" if len(faults) > 3 else "")


def sound(log: Log, spans: Spans) -> None:
    """Whether the parts hang together, so that every page can show them."""
    _check_lines(log)
    _check_attempts(log)
    said = [t.text for t in log.turns]
    for span in spans:
        if not _stands_there(span, said):
            where = ", ".join(f"{name} {str(span[name])[:20]}" for name in ("turn", "start", "end"))
            raise InputError(f"the span at {where} does not say what stands there: {str(span['exact'])[:80]!r}")


def _check_lines(log: Log) -> None:
    known = {a.id for a in log.attempts}
    for i, turn in enumerate(log.turns):
        spoken_by = "candidate" if turn.kind == "answer" else "interviewer"
        _must(turn.position == i, f"turns.{i}.position", f"must be {i}: lines stand in the order they were said")
        _must(turn.speaker == spoken_by, f"turns.{i}.speaker", f"must be {spoken_by} for a line that is {turn.kind}")
        _must(turn.attempt_id is None or turn.attempt_id in known, f"turns.{i}.attempt_id", "is no attempt here")
        has_one = turn.attempt_id is not None
        _must(has_one or turn.kind in ("opening", "closing"), f"turns.{i}.attempt_id", f"is needed for a {turn.kind}")
    _must(len({t.id for t in log.turns}) == len(log.turns), "turns", "two have the same id")
    _must(len(known) == len(log.attempts), "attempts", "two have the same id")


def _check_attempts(log: Log) -> None:
    lines: dict[str | None, list[int]] = {}
    for turn in log.turns:
        lines.setdefault(turn.attempt_id, []).append(turn.position)
    begun, tried = -1, set()
    for i, attempt in enumerate(log.attempts):
        mine, where = lines.get(attempt.id, []), f"attempts.{i}"
        _must(bool(mine) and log.turns[mine[0]].kind == "question", where, "must begin with a line that is a question")
        _must(mine[0] > begun, where, "must stand in the order in which they were begun")
        begun = mine[0]
        _must(attempt.question < len(log.questions), f"{where}.question", "is no question here")
        _must((attempt.question, attempt.number) not in tried, f"{where}.number", "is there twice")
        tried.add((attempt.question, attempt.number))
        answers = [p for p in mine if log.turns[p].kind == "answer"]
        _check_critiques(log, i, answers)


def _check_critiques(log: Log, i: int, answers: Sequence[int]) -> None:
    attempt = log.attempts[i]
    areas = [a.id for a in log.questions[attempt.question].question.areas]
    before = (-1, 0)
    for j, critique in enumerate(attempt.critiques):
        where = f"attempts.{i}.critiques.{j}"
        again = critique.position == before[0]
        _must(critique.position in answers, f"{where}.position", "is no answer of this attempt")
        _must(critique.position >= before[0], where, "must stand in order of position and revision")
        _must(critique.revision == (before[1] + 1 if again else 0), f"{where}.revision", "must count 0, 1, 2 ...")
        _must([f.target for f in critique.areas] == areas, f"{where}.areas", "must be the question's areas, in order")
        before = (critique.position, critique.revision)
        read = {p for p in answers if p <= critique.position}
        parts = (critique.strength, critique.focus, critique.also)
        quotes = [q for f in (*critique.areas, *critique.star, *critique.tips) for q in f.quotes]
        quotes += [q for q in (critique.episode_quote, *(p.quote for p in parts if p)) if q]
        _must(all(q.turn in read for q in quotes), where, "quotes a line that is none of the answers it read")


def _storable(value: Any, where: str) -> None:
    if isinstance(value, str):
        _must(not _UNSTORABLE.search(value), where, "holds a character that cannot be kept")
    elif isinstance(value, dict):
        _must(not any(map(_UNSTORABLE.search, value)), where, "has a name with a character that cannot be kept")
        for key, part in value.items():
            _storable(part, f"{where}.{key}".strip("."))
    elif isinstance(value, list):
        for i, part in enumerate(value):
            _storable(part, f"{where}.{i}")


def _stands_there(span: dict[str, Any], said: Sequence[str]) -> bool:
    turn, start, end = (span[name] for name in ("turn", "start", "end"))
    if not all(type(n) is int for n in (turn, start, end)):
        return False
    return (
        bool(0 <= turn < len(said) and 0 <= start <= end <= len(said[turn])) and said[turn][start:end] == span["exact"]
    )


def _must(holds: bool, where: str, fault: str) -> None:
    if not holds:
        raise InputError(f"{where[:160] or 'it'}: {fault}")
