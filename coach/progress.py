"""From practices to what a candidate may see of their own progress. Pure; nobody else is in it.

Everything takes outcomes that may be shown (`outcomes.shown`), the oldest first. What was not
assessed is left out everywhere, and counted.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from coach.models import Kind, Verdict
from coach.outcomes import Outcome, Reader, last_tries
from coach.rubric import VALUE

LATELY = 5
"""Practices that "lately" means."""
_SIDE = 3
"""Answers at each end that are put beside each other, once there are twice as many."""


@dataclass(frozen=True, slots=True)
class Point:
    """One rated answer on the line of levels."""

    number: int
    """1 for the first rated answer."""
    series: int
    """Points of one series were read alike: by the same engine, model, prompt, rubric and banks."""
    outcome: Outcome

    @property
    def level(self) -> int:
        return self.outcome.level or 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two levels of one answer or question: before and after, or one's own and the critique's."""

    outcome: Outcome
    """The later of two tries, or the rated answer."""
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What one practice says of one row; counts of areas, those not assessed left out."""

    covered: int = 0
    partial: int = 0
    missing: int = 0

    @property
    def areas(self) -> int:
        return self.covered + self.partial + self.missing

    @property
    def moon(self) -> Verdict:
        """Full from three quarters on, half from one quarter on; partly counts half, as in the rubric."""
        share = (self.covered + self.partial * VALUE[Verdict.PARTIAL]) / self.areas
        return Verdict.COVERED if share >= 0.75 else Verdict.PARTIAL if share >= 0.25 else Verdict.MISSING


@dataclass(frozen=True, slots=True)
class Column:
    """One practice; `cells` by row name, only where something was asked and assessed."""

    at: datetime
    cells: dict[str, Cell] = field(default_factory=dict)


def points(outcomes: Iterable[Outcome]) -> tuple[Point, ...]:
    """Every rated answer in order, each with those it may be compared with.

    The banks of a series must agree as far as it has them: answers from two banks stand on one
    line, answers from two versions of one bank do not.
    """
    series: list[tuple[tuple[str, ...], dict[str, str]]] = []
    found: list[Point] = []
    for outcome in outcomes:
        if outcome.level is not None and outcome.reader:
            number = _series(series, outcome.bank_id, outcome.reader)
            found.append(Point(len(found) + 1, number, outcome))
    return tuple(found)


def _series(series: list[tuple[tuple[str, ...], dict[str, str]]], bank_id: str, reader: Reader) -> int:
    mind = (reader.engine, reader.model, reader.prompt_hash, reader.rubric_hash)
    for number, (other, banks) in reversed(list(enumerate(series))):
        if mind == other and banks.get(bank_id, reader.bank_hash) == reader.bank_hash:
            banks[bank_id] = reader.bank_hash
            return number
    series.append((mind, {bank_id: reader.bank_hash}))
    return len(series) - 1


def trend(line: Sequence[Point]) -> tuple[int, int, int] | None:
    """(answers at each end, their middle level at first, and lately), of those read like the latest.

    One answer at each end until there are six; None while there are not two to compare.
    """
    alike = [p.level for p in line if p.series == line[-1].series]
    if len(alike) < 2:
        return None
    side = _SIDE if len(alike) >= 2 * _SIDE else 1
    return side, int(statistics.median(alike[:side])), int(statistics.median(alike[-side:]))


def by_kind(outcomes: Iterable[Outcome]) -> tuple[Column, ...]:
    """A column a practice, a row a kind of area; of each question the last try."""
    return _columns(outcomes, lambda outcome, kind: kind.value)


def by_bank(outcomes: Iterable[Outcome]) -> tuple[Column, ...]:
    """A column a practice, a row a bank (its title); of each question the last try."""
    return _columns(outcomes, lambda outcome, kind: outcome.bank_title)


def _columns(outcomes: Iterable[Outcome], row: Callable[[Outcome, Kind], str]) -> tuple[Column, ...]:
    columns: dict[str, Column] = {}
    for outcome in sorted(last_tries(outcomes), key=lambda o: (o.began, o.practice_id)):
        column = columns.setdefault(outcome.practice_id, Column(outcome.began))
        for seen in outcome.areas:
            if seen.verdict is not Verdict.NOT_ASSESSED:
                name = row(outcome, seen.kind)
                column.cells[name] = _with(column.cells.get(name, Cell()), seen.verdict)
    return tuple(c for c in columns.values() if c.cells)


def _with(cell: Cell, verdict: Verdict) -> Cell:
    return Cell(
        cell.covered + (verdict is Verdict.COVERED),
        cell.partial + (verdict is Verdict.PARTIAL),
        cell.missing + (verdict is Verdict.MISSING),
    )


def lately(columns: Sequence[Column]) -> tuple[tuple[Kind, ...], tuple[Kind, ...]]:
    """(kinds that were there every time, kinds mostly not there) in the latest practices that asked for them.

    Only kinds asked for in two of them or more: once is no habit.
    """
    moons: dict[Kind, list[Verdict]] = {}
    for column in columns[-LATELY:]:
        for kind in Kind:
            if kind.value in column.cells:
                moons.setdefault(kind, []).append(column.cells[kind.value].moon)
    often = {kind: found for kind, found in moons.items() if len(found) > 1}
    there = [kind for kind, found in often.items() if set(found) == {Verdict.COVERED}]
    gone = [kind for kind, found in often.items() if 2 * found.count(Verdict.MISSING) > len(found)]
    return tuple(there), tuple(gone)


def tries(outcomes: Iterable[Outcome]) -> tuple[tuple[Pair, ...], int]:
    """First try beside last try of each question answered again; and how many were not read alike."""
    kept: dict[tuple[str, int], list[Outcome]] = {}
    for outcome in sorted(outcomes, key=lambda o: o.number):
        kept.setdefault((outcome.practice_id, outcome.question), []).append(outcome)
    both = [(o[0], o[-1]) for o in kept.values() if len(o) > 1 and o[0].level and o[-1].level]
    alike = [Pair(last, first.level or 0, last.level or 0) for first, last in both if first.reader == last.reader]
    return tuple(sorted(alike, key=lambda p: p.outcome.at)), len(both) - len(alike)


def self_ratings(outcomes: Iterable[Outcome]) -> tuple[Pair, ...]:
    """One's own level (first) beside the critique's (second), wherever both were said."""
    return tuple(Pair(o, o.own_level, o.level) for o in outcomes if o.own_level and o.level)


def not_rated(outcomes: Iterable[Outcome]) -> int:
    """Answers with too little in them for a level."""
    return sum(o.level is None for o in outcomes)


def not_assessed(outcomes: Iterable[Outcome]) -> int:
    """Areas that nobody could tell anything of, in the last tries."""
    return sum(seen.verdict is Verdict.NOT_ASSESSED for o in last_tries(outcomes) for seen in o.areas)
