"""The text of a PDF with its places, found by pypdf in a process of its own: `python -m coach.files.pdf_child`.

A PDF comes on stdin; on stdout goes one JSON object, {"pages": [[line, ...], ...]} or {"error": "..."}.
"""

from __future__ import annotations

import json
import logging
import math
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from io import BytesIO
from typing import Any

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic._font import Font  # where pypdf keeps how wide letters are; it has no other place for it

from coach.files.line import mend, split_sign
from coach.files.page import Visual

MOST_PAGES = 200
MOST_UNPACKED = 10_000_000
"""Bytes of any one part of a PDF, such as the drawing orders of a page, when unpacked."""

_BOLD = ("bold", "black", "heavy", "semibold", "demi")
_LIMITS = dict.fromkeys(
    (
        "array_based_stream_maximum_output_length",
        "zlib_maximum_output_length",
        "lzw_maximum_output_length",
        "run_length_maximum_output_length",
        "brotli_maximum_output_length",
    ),
    MOST_UNPACKED,
)


class _Unreadable(ValueError):
    """What is wrong with the file; what to do."""


def main() -> None:
    """Reads stdin, writes stdout."""
    logging.getLogger("pypdf").addHandler(logging.NullHandler())  # its remarks are no messages to a person
    json.dump(_answer(sys.stdin.buffer.read()), sys.stdout)


def _answer(raw: bytes) -> dict[str, Any]:
    try:
        with pypdf.apply_configuration(pypdf.get_configuration().with_overwrites(**_LIMITS)):
            return {"pages": [[asdict(line) for line in page] for page in _pages(raw)]}
    except _Unreadable as error:
        return {"error": str(error)}
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OSError) as error:
        why = str(error).rstrip(".") or type(error).__name__
        return {"error": f"it cannot be read ({why}); print it to a new PDF, or copy its text"}


def _pages(raw: bytes) -> list[list[Visual]]:
    document = pypdf.PdfReader(BytesIO(raw))
    if document.is_encrypted and not document.decrypt(""):
        raise _Unreadable("it is encrypted; save it without a password")
    count = len(document.pages)
    if count > MOST_PAGES:
        raise _Unreadable(f"it has {count} pages, at most {MOST_PAGES} are read; import the pages of the guide alone")
    fonts: dict[int, _Widths] = {}
    pages = []
    for page in document.pages:
        gathered = _Gathered(fonts)
        page.extract_text(visitor_text=gathered.visit)
        pages.append(_visual_lines(gathered.runs))
    if not any(pages):
        raise _Unreadable("there is no text in it, as in a scan; copy its text into a .txt, or run text recognition")
    return pages


@dataclass(frozen=True, slots=True)
class _Run:
    """Text drawn in one go; x, y, width and size in points, as read along the text."""

    text: str
    x: float
    y: float
    width: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class _Widths:
    """Widths of a font's letters in thousandths of its size."""

    of: Mapping[str, float]
    other: float
    bold: bool

    @classmethod
    def read(cls, font: Any) -> _Widths:
        if font is None:
            return cls({}, 500.0, bold=False)
        read = Font.from_font_resource(font)
        widths = dict(read.character_widths)
        widths |= {said: widths[code] for code, said in read.character_map.items() if code in widths}
        name = str(font.get("/BaseFont", "")).lower()
        return cls(widths, widths.get("default", 500.0), any(b in name for b in _BOLD))

    def width(self, text: str) -> float:
        return sum(self.of.get(c, self.other) for c in text) / 1000


@dataclass(slots=True)
class _Gathered:
    fonts: dict[int, _Widths]
    """By the number of the font in the file: pages share them."""
    runs: list[_Run] = field(default_factory=list)

    def visit(self, text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        """The visitor of pypdf: the two matrices place the text, the font's widths say how far it reaches."""
        if not text.strip():
            return
        placed = pypdf.mult(list(tm), list(cm))
        along = math.hypot(placed[0], placed[1]) or 1.0
        across = math.hypot(placed[2], placed[3]) or 1.0
        right, up = placed[0] / along, placed[1] / along
        x, y = placed[4] * right + placed[5] * up, placed[5] * right - placed[4] * up
        text = text.rstrip("\n")
        widths = self.widths(font)
        width = widths.width(text) * abs(size) * along
        self.runs.append(_Run(text, x, y, width, abs(size) * across, widths.bold))

    def widths(self, font: Any) -> _Widths:
        place = getattr(font, "indirect_reference", None)
        if place is None:  # a font that only this page has
            return _Widths.read(font)
        if place.idnum not in self.fonts:
            self.fonts[place.idnum] = _Widths.read(font)
        return self.fonts[place.idnum]


def _visual_lines(runs: Iterable[_Run]) -> list[Visual]:
    """Runs on one base line, in the order they are drawn, are one line."""
    lines: list[list[_Run]] = []
    for run in runs:
        last = lines[-1][-1] if lines else None
        if last and abs(last.y - run.y) < 0.4 * max(last.size, run.size):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [_visual(line) for line in lines]


def _visual(runs: list[_Run]) -> Visual:
    text, end = "", runs[0].x
    for run in runs:
        start = max(run.x, end) if run.x <= runs[0].x + 0.1 else run.x
        gap = text and start - end > 0.15 * run.size and not text[-1].isspace()
        text += (" " if gap else "") + run.text
        end = start + run.width
    sign, rest = split_sign(text.strip())
    own = max(runs, key=lambda run: len(run.text))
    said = [run for run in runs if any(c.isalnum() for c in run.text)]
    text_x = next((run.x for run in runs[1:] if sign), runs[0].x)
    start, end = runs[0].x, max(end, runs[0].x)
    if _right_to_left(text):
        start, end, text_x = -end, -start, -end
    return Visual(
        text=mend(rest),
        sign=sign,
        x=start,
        text_x=text_x,
        end=end,
        y=runs[0].y,
        size=own.size,
        bold=bool(said) and all(run.bold for run in said),
        soft=text.rstrip().endswith("\u00ad"),
    )


def _right_to_left(text: str) -> bool:
    kinds = [unicodedata.bidirectional(c) for c in text[:200]]
    return sum(k in ("R", "AL") for k in kinds) > kinds.count("L")


if __name__ == "__main__":
    main()
