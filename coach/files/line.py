"""A line of a document; how bytes become text and how text is mended: one place for every format."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MOST_LINES = 150_000
"""Lines of a document that are not blank; more is no guide."""
MOST_COLUMNS = 50
"""Cells of a row: further on, merged cells and Markdown's bars make no more of them."""


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Mark(StrEnum):
    """What the document says a line is."""

    TEXT = "text"
    HEADING = "heading"
    BULLET = "bullet"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line: a paragraph, a heading, an item of a list, or a row of a table."""

    number: int
    """From 1: the line of a text, the paragraph or row of a .docx or .html, the joined line of a .pdf."""
    text: str
    """Mended, without its bullet sign; of a row, its cells joined by " | "."""
    mark: Mark = Mark.TEXT
    level: int = 0
    """Of a heading 1 to 6 (6: only bold), of a bullet its depth from 0."""
    cells: tuple[str, ...] = ()
    """Of a row. A merged cell stands once, the rest of its places are empty; a cell may hold line breaks."""
    sign: str = ""
    """Of a bullet, its sign as written ("-", "1.", "(a)", a tab); in .docx and .html "•" or "1."."""


# A ligature is how a font draws two letters; the rest draws nothing, and breaks words for whoever searches them.
_UNDRAWN = "\u00ad\u200b\u2060\ufeff\u180e" + "".join(chr(c) for c in range(32) if not chr(c).isspace())
_LIGATURES = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
_MENDED = str.maketrans(_LIGATURES | dict.fromkeys(_UNDRAWN, ""))
# Joiners shape Arabic, Persian and Indic letters and emoji; between Latin ones they are rubbish.
_JOINERS = re.compile("(?<=[\\x00-\u024f])[\u200c\u200d]+(?=[\\x00-\u024f]|$)")
_EDGES = " \u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

_SIGN = re.compile(
    r"""(?P<sign>
        [•‣◦⁃∙●○■□▪▫►▸▹➢➤➔◆◇❖✓✔✗✘☐☑☒❏❑❒\uf020-\uf0ff]   # no text begins with these
      | [-*+·–—‐‑‒―−→>»](?=\s) | -(?=[^\W\d_])
      | o(?=\t|\s\s|\s[A-Z])
      | \(?\d{1,3}(?:\.\d{1,3}){0,3}[.)](?=\s|[^\W\d_]) | \d{1,3}(?:\.\d{1,3}){1,3}(?=\s)
      | [a-z][.)](?=\s) | [B-H]\)(?=\s) | \([a-z]\)(?=\s) | \(?[ivx]{2,4}[.)](?=\s)
    )\s*(?=\S)""",
    re.VERBOSE,
)
_BOX = re.compile(r"\[[ xX]?\]\s+(?=\S)")


def mend(text: str) -> str:
    """NFC, one plain space between words, nothing that draws nothing, ligatures as letters; the wording stays."""
    kept = unicodedata.normalize("NFC", text.translate(_MENDED))
    return _JOINERS.sub("", " ".join(kept.split())).strip()


def split_sign(text: str) -> tuple[str, str]:
    """(bullet sign or "", the rest). A text that is only a sign has none."""
    bare = text.lstrip(_EDGES)
    found = _SIGN.match(bare)
    rest = bare[found.end() :] if found else bare
    box = _BOX.match(rest)
    if box:
        rest = rest[box.end() :]
    if not found and not box:
        return "", text
    return (found["sign"] if found else "[ ]"), rest


def cell(text: str) -> str:
    """A table cell: each of its lines mended and without bullet sign."""
    lines = (mend(split_sign(part.strip())[1]) for part in text.splitlines())
    return "\n".join(line for line in lines if line)


def row(number: int, cells: Iterable[str]) -> Line | None:
    """A table row, or None when all its cells are empty."""
    mended = tuple(cell(c) for c in cells)
    shown = " | ".join(c.replace("\n", " ") for c in mended if c)
    return Line(number, shown, Mark.ROW, cells=mended) if shown else None


def written(number: int, text: str) -> Line:
    """A line known by its text alone: a bullet when it begins with a sign."""
    sign, rest = split_sign(text)
    return Line(number, mend(rest), Mark.BULLET, sign=sign) if sign else Line(number, mend(text))


def decode(raw: bytes) -> str:
    """UTF-8, UTF-16 with or without BOM, Windows-1252 or Latin-1. Raises ValueError: no text."""
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return raw.decode(encoding).removeprefix("\ufeff")
    text = _wide(raw) if b"\0" in raw else _narrow(raw)
    looked_at = text[:100_000]
    if sum(c < " " and not c.isspace() for c in looked_at) > len(looked_at) / 50:
        raise ValueError("it is no text")
    return text


def _wide(raw: bytes) -> str:
    """UTF-16 without BOM: the zero bytes of its spaces and line ends all stand on the same side."""
    odd, zeros = raw[1::2].count(0), raw.count(0)
    if len(raw) % 2 or 0.02 < odd / zeros < 0.98:
        raise ValueError("it is no text")
    try:
        return raw.decode("utf-16-le" if odd * 2 > zeros else "utf-16-be")
    except UnicodeDecodeError as error:
        raise ValueError("it is no text") from error


def _narrow(raw: bytes) -> str:
    loose = raw.decode("utf-8", "replace")
    lost = loose.count("\ufffd")
    if sum(c > "\x7f" for c in loose) > 10 * lost:  # UTF-8 with a few bytes broken
        return loose
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
