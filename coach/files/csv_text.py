"""Tables as text (.csv and what is copied from a spreadsheet) as lines."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from coach.errors import InputError
from coach.files.line import Line, row

MOST_CELLS = 1_000
"""Cells of one row."""
_LOOKED_AT = 100_000
"""Characters that tell which sign parts the cells."""


def read_csv(text: str, delimiter: str = "") -> Iterator[Line]:
    """Rows of a table whose cells are parted by comma, semicolon, tab or bar.

    Raises InputError when the quotes of a cell do not close.
    """
    named = re.match(r"sep=(.)\r?\n", text)  # how a spreadsheet program names it
    text = "\n" + text[named.end() :] if named else text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or (named and named[1]) or _delimiter(text))
    start = 1
    try:
        for cells in reader:
            if len(cells) > MOST_CELLS:
                raise InputError(
                    f"line {start}: {len(cells):,} cells are more than {MOST_CELLS:,}; keep the columns of the guide"
                )
            made = row(start, cells)
            start = reader.line_num + 1
            if made:
                yield made
    except csv.Error as error:
        raise InputError(f"line {start}: {error}; look for a quotation mark that is not closed") from error


def _delimiter(text: str) -> str:
    """The sign that most rows have equally often, of those that part anything."""

    def even(sign: str) -> tuple[int, int]:
        try:
            rows = Counter(
                len(cells) for cells in islice(csv.reader(io.StringIO(text[:_LOOKED_AT]), delimiter=sign), 500)
            )
        except csv.Error:
            return 0, 0
        return max(((n, width) for width, n in rows.items() if width > 1), default=(0, 0))

    return max(",;\t|", key=even)
