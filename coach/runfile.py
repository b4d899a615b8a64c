"""A run kept in a file as it goes, so that it can be taken up again where it stopped, and compared.

One JSON object a line, in the order in which cases were finished:
{"case", "id", "engine", "model", "prompt_hash", "rubric_hash", "critique", "usage", "milliseconds", "failed"}.
`case` is a hash of what the engine was shown; a case that `failed` is tried again; a later line replaces an earlier.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, InstanceOf, ValidationError

from coach.cases import Case
from coach.errors import InputError
from coach.evaluation import Judged
from coach.models import Usage, Verdict

_BEGINS = '{"case": "'


@dataclass(frozen=True, slots=True)
class Maker:
    """What made a run; lines of different makers are never mixed."""

    engine: str
    model: str
    prompt_hash: str
    rubric_hash: str

    def __str__(self) -> str:
        return f"engine {self.engine}, model {self.model}, prompt {self.prompt_hash}, rubric {self.rubric_hash}"


@dataclass(frozen=True, slots=True)
class Run:
    """A run file as read: `judged` are those of its cases that were asked for, in that order."""

    maker: Maker
    judged: tuple[Judged, ...]


class _Place(BaseModel):
    start: int = Field(ge=0, strict=True)
    end: int = Field(ge=0, strict=True)
    text: Any


class _Shown(BaseModel):
    verdict: Verdict
    quotes: list[_Place]


class _Critique(BaseModel):
    areas: list[_Shown]
    star: dict[str, _Shown]
    tips: dict[str, _Shown]
    level: int | None = Field(ge=1, le=5, strict=True)


class _Line(BaseModel):
    id: InstanceOf[str]  # not read as text: an id may hold half a surrogate
    case: str
    engine: str
    model: str
    prompt_hash: str
    rubric_hash: str
    critique: _Critique
    usage: Usage
    milliseconds: float
    failed: InstanceOf[str]

    @property
    def maker(self) -> Maker:
        return Maker(self.engine, self.model, self.prompt_hash, self.rubric_hash)


@dataclass(frozen=True, slots=True)
class _Kept:
    line: _Line
    critique: dict[str, Any]
    """As it stands in the file, with what `_Critique` does not look at."""

    def judged(self, case: Case) -> Judged:
        return Judged(case, self.critique, self.line.usage, self.line.milliseconds, self.line.failed)


def read(path: Path, cases: Sequence[Case]) -> Run:
    """A run file against its cases. Raises InputError when it cannot be used, or holds none."""
    lines = _lines(path)
    if not lines:
        raise InputError(f"{path}: no case in it; `python -m coach evaluate CASES.jsonl --resume {path}` fills it")
    maker = next(iter(lines.values())).line.maker
    return Run(maker, tuple(_matched(path, lines, cases, maker)))


def known(path: Path, cases: Sequence[Case], maker: Maker) -> dict[str, Judged]:
    """What need not be read again, by id; nothing when there is no such file yet.

    Raises InputError when the file is of another engine, model or prompt, or of other cases.
    """
    return {j.case.id: j for j in _matched(path, _lines(path), cases, maker) if not j.failed}


def _matched(path: Path, lines: dict[str, _Kept], cases: Sequence[Case], maker: Maker) -> Iterator[Judged]:
    if len({case.id for case in cases}) < len(cases):
        raise InputError("Two cases share an id; a run file needs each id once.")
    for kept in lines.values():
        if kept.line.maker != maker:
            raise InputError(f"{path}: is of another run ({kept.line.maker}), this is {maker}. Name another file.")
    for case in cases:
        if case.id in lines:
            kept = lines[case.id]
            if kept.line.case != case.hash:
                raise InputError(f"{path}: case '{case.id}' has changed since it was read. Name another file.")
            yield kept.judged(case)


def _lines(path: Path) -> dict[str, _Kept]:
    """By id. A last line without its end was being written when all stopped: it is left out."""
    try:
        *whole, rest = path.read_bytes().decode().split("\n") if path.exists() else [""]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    if not rest.startswith(_BEGINS[: len(rest)]):
        raise InputError(f"{path}: is no run of `evaluate --resume`. Name another file.")
    return {kept.line.id: kept for kept in (_kept(line, f"{path}: line {n}") for n, line in enumerate(whole, 1))}


def _kept(text: str, where: str) -> _Kept:
    try:
        raw = json.loads(text)
        return _Kept(_Line.model_validate(raw), raw["critique"])
    except (ValueError, RecursionError) as error:
        what = f"{_place(error)}: {error.errors()[0]['msg']}" if isinstance(error, ValidationError) else error
        raise InputError(f"{where}: is no line of a run ({what}). Name another file.") from error


def _place(error: ValidationError) -> str:
    return ".".join(map(str, error.errors()[0]["loc"]))


@contextmanager
def appending(path: Path, maker: Maker) -> Iterator[Callable[[Judged], None]]:
    """A function that writes one case, at once, after the last whole line. Raises InputError when it cannot."""

    def keep(judged: Judged) -> None:
        with _explained(path):
            out.write(json.dumps(_as_line(judged, maker)) + "\n")
            out.flush()

    with _explained(path):
        out = path.open("a", encoding="utf-8")
    with out:
        with _explained(path):
            out.truncate(path.read_bytes().rfind(b"\n") + 1)
        yield keep


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error


def _as_line(judged: Judged, maker: Maker) -> dict[str, Any]:
    return {
        "case": judged.case.hash,
        "id": judged.case.id,
        **asdict(maker),
        "critique": judged.critique,
        "usage": asdict(judged.usage),
        "milliseconds": round(judged.milliseconds, 2),
        "failed": judged.failed,
    }
