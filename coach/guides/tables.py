"""Tables of a guide as tokens: a question a row, an area a row, or a heading and its contents a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from coach.files.line import Line, Mark
from coach.guides import phrases as said
from coach.guides import words
from coach.guides.tokens import Token, pieces, tokens
from coach.guides.words import Part

_COLUMNS = {
    "prompt": Part.QUESTION,
    "prompts": Part.QUESTION,
    "ask": Part.QUESTION,
    "probe": Part.FOLLOW_UPS,
    "skills": Part.SOURCE,
    "topic": Part.SOURCE,
    "theme": Part.SOURCE,
    "what": Part.AREAS,
}
_ENOUGH = 0.5
"""Share of a column's cells that must be worded as questions, when no heading says what the column is."""


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[Part | None, ...]
    rows: tuple[Line, ...]


def with_tables(lines: Sequence[Line]) -> list[Token]:
    """The tokens of `lines`, those of tables among them in their place."""
    others = iter(tokens([line for line in lines if line.mark is not Mark.ROW]))
    found: list[Token] = []
    for is_row, grouped in groupby(lines, lambda line: line.mark is Mark.ROW):
        run = list(grouped)
        found += _table_tokens(run) if is_row else [token for _ in run for token in next(others)]
    return found


def _table_tokens(rows: Sequence[Line]) -> list[Token]:
    if _is_form(rows):
        return [token for row in rows for token in _form_row(row)]
    if table := _headed(rows) or _bare(rows):
        return list(_by_column(table))
    return [Token(row, row.text, row=True) for row in rows]


def _headed(rows: Sequence[Line]) -> Table | None:
    """A table whose first row names at least two columns, or the column of questions."""
    columns = _once(_column(cell) for cell in rows[0].cells)
    known = [c for c in columns if c]
    named = Part.QUESTION in known or (len(set(known)) > 1 and not any(said.asks(c) for c in rows[0].cells))
    return Table(columns, tuple(rows[1:])) if named and len(rows) > 1 else None


def _once(columns: Iterable[Part | None]) -> tuple[Part | None, ...]:
    """Only the first column of questions asks."""
    found: list[Part | None] = []
    for part in columns:
        found.append(None if part is Part.QUESTION and part in found else part)
    return tuple(found)


def _column(cell: str) -> Part | None:
    name = cell.casefold().strip(" :*")
    part = _COLUMNS.get(name) or words.label(cell)
    part = Part.QUESTION if part is Part.QUESTIONS else part
    return part if part is Part.QUESTION or part in words.OF_A_QUESTION else None


def _bare(rows: Sequence[Line]) -> Table | None:
    """A table without headings: its columns by what is in them."""
    width = max(len(row.cells) for row in rows)
    columns: list[Part | None] = [
        _guessed([row.cells[at] for row in rows if at < len(row.cells)]) for at in range(width)
    ]
    asking = [at for at, part in enumerate(columns) if part is Part.QUESTION]
    if not asking:
        return None
    listing = [at for at, part in enumerate(columns) if part is Part.AREAS and at > asking[0]]
    for at in range(width):
        if at == asking[0]:
            continue
        columns[at] = Part.FOLLOW_UPS if at in asking else Part.AREAS if at in listing[:1] else None
    return Table(tuple(columns), tuple(rows))


def _guessed(cells: Sequence[str]) -> Part | None:
    full = [c for c in cells if c]
    if full and sum(said.asks(c) for c in full) >= _ENOUGH * len(full):
        return Part.QUESTION
    return Part.AREAS if any(len(c.split()) > 1 for c in full) else None


def _is_form(rows: Sequence[Line]) -> bool:
    """Two columns, what it is and its contents."""
    full = [[c for c in row.cells if c] for row in rows]
    named = sum(len(cells) == 2 and words.label(cells[0]) is not None for cells in full)
    return named * 2 >= len(rows) and named > 1


def _form_row(row: Line) -> Iterator[Token]:
    full = [c for c in row.cells if c]
    part = words.label(full[0])
    if len(full) != 2 or part is None:
        yield Token(row, row.text, row=True)
    elif part in (Part.QUESTION, Part.QUESTIONS):
        yield _question(row, full[1])
    else:
        yield from _part(row, part, full[1])


def _by_column(table: Table) -> Iterator[Token]:
    """Row by row; a row without a question, or with the one above, goes on with that one."""
    before = ""
    for row in table.rows:
        parts = (*table.columns, *[None] * (len(row.cells) - len(table.columns)))
        cells = [(part, cell) for part, cell in zip(parts, row.cells, strict=False) if cell]
        asked = next((cell for part, cell in cells if part is Part.QUESTION), "")
        if len(cells) == 1 and asked and not said.asks(asked):  # across the table: the name of what follows
            cells, asked = [(Part.SOURCE, asked)], ""
        yield from _of_cells(row, cells, frozenset({Part.SOURCE}))
        if asked and asked != before:
            before = asked
            yield _question(row, asked)
        yield from _of_cells(row, cells, words.OF_A_QUESTION - {Part.SOURCE})


def _of_cells(row: Line, cells: Sequence[tuple[Part | None, str]], wanted: frozenset[Part]) -> Iterator[Token]:
    """The cells of the wanted parts; a column that nothing is known of is another part, the row's number is none."""
    for at, (part, cell) in enumerate(cells):
        kind = part or Part.OTHER
        if kind in wanted and (part or at or not cell.rstrip(".)").isdigit()):
            yield from _part(row, kind, cell)


def _question(row: Line, cell: str) -> Token:
    text = said.unnumbered(" ".join(cell.split()))[0]
    return Token(replace(row, text=text), text, question=True, row=True)


def _part(row: Line, part: Part, cell: str) -> Iterator[Token]:
    yield Token(replace(row, text=part.value), part.value, part, row=True)
    for item in pieces(cell, part):
        yield Token(replace(row, text=item), item, row=True, piece=True)
