"""Plain text and Markdown as lines."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from coach.errors import InputError
from coach.files.csv_text import read_csv
from coach.files.line import MOST_COLUMNS, MOST_LINES, Line, Mark, mend, row, split_sign

_TAB = 4
"""Columns that a tab is worth in an indent."""
_SHORT = 200
"""Characters of an indented line that may be an item of a list rather than a paragraph."""
_NARROW, _WIDE = 50, 100
"""A text broken by hand or by a mail program has its longest line between these many characters."""


_UNDERLINE = re.compile(r"\s{0,3}(=+|-+)\s*")
_RULE = re.compile(r"[\s*_=~#·•—–-]+")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_CLOSING_HASHES = re.compile(r"[ \t]#+[ \t]*$")
_BOLD = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+)(?<=\S)\1(:?)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN = 0x10F700  # where an escaped sign waits, in Unicode's last private area, until emphasis is gone
_REVEAL = {_HIDDEN + c: c for c in range(128)}
_LINK = re.compile(r'!?\[([^\[\]]{0,1000})\]\([^()\s]{0,1000}(?:\s"[^"]{0,200}")?\)')
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_DELIMITER = re.compile(r"(\*{1,3}|_{1,3}|~~|`+)")


def read_text(text: str, markdown: bool = False) -> Iterator[Line]:
    """Lines of a text. `markdown`: escapes, emphasis, links, entities and comments are taken off as well.

    Raises InputError (no file name in it) for more than MOST_LINES.
    """
    source = text.splitlines()
    if sum(not line.isspace() for line in source) > MOST_LINES:
        raise InputError(f"it has more than {MOST_LINES:,} lines; split it")
    if _tabular(source):
        return read_csv(text, "\t")
    if markdown:
        source = [_escape(line) for line in _uncommented(text).splitlines()]
    joined = _joined(_marked(source))
    return _finished(_levels(joined if markdown else _set_in(joined)), markdown)


Found = tuple[Line, int, str]
"""A line, its indent in columns, and its text as written."""


def _marked(source: Sequence[str]) -> Iterator[Found | None]:
    """What each source line is; None for a blank line or a rule."""
    margin = min((_indent(line) for line in source if line.strip()), default=0)
    fenced = underline = False
    for number, line in enumerate(source, 1):
        bare = line.strip().lstrip(">").strip() if line.lstrip().startswith("> ") else line.strip()
        if underline or bare.startswith(("```", "~~~")):
            fenced ^= not underline
            underline = False
            yield None
            continue
        below = source[number] if number < len(source) else ""
        level = 0 if fenced else _underlined(bare, below)
        underline = bool(level)
        if level:
            yield Line(number, bare, Mark.HEADING, level), 0, bare
        elif _RULE.fullmatch(bare) or not bare:
            yield None
        else:
            yield _one(number, bare), _indent(line) - margin, bare


def _one(number: int, bare: str) -> Line:
    hashes, bold = _HASHES.match(bare), _BOLD.fullmatch(bare) if len(bare) < 2000 else None
    if hashes:
        text = _CLOSING_HASHES.sub("", bare[hashes.end() :])
        return Line(number, text, Mark.HEADING, len(hashes[1]))
    if bold:
        return Line(number, bold[2] + bold[3], Mark.HEADING, 6)
    if len(bare) > 2 and bare[0] == bare[-1] == "|" and bare.count("|") <= MOST_COLUMNS:
        cells = tuple(c.strip() for c in bare[1:-1].split("|"))
        return Line(number, bare, Mark.ROW, cells=cells)
    sign, rest = split_sign(bare)
    return Line(number, rest, Mark.BULLET, sign=sign) if sign else Line(number, bare)


def _indent(line: str) -> int:
    line = line.expandtabs(_TAB)
    return len(line) - len(line.lstrip())


def _underlined(bare: str, below: str) -> int:
    """1 or 2 when the next line underlines this one, else 0."""
    found = _UNDERLINE.fullmatch(below)
    if not found or len(bare) > 120 or len(found[1]) < min(3, len(bare)) or _RULE.fullmatch(bare) or "|" in bare:
        return 0
    return 0 if not bare or split_sign(bare)[0] else 1 if found[1][0] == "=" else 2


def _joined(found: Iterable[Found | None]) -> Iterator[Found | None]:
    """Lines that were broken for width are one line again, as are the further lines of a bullet."""
    items = list(found)
    longest, width = max((_reach(item) for item in items if item), default=0), _width(items)
    parts: list[Found] = []
    for item in items:
        if parts and item and _goes_on(parts[0], parts[-1], item, longest, width):
            parts.append(item)
            continue
        if parts:
            yield _whole(parts)
        if item is None:
            yield None
        parts = [item] if item else []
    if parts:
        yield _whole(parts)


def _whole(parts: Sequence[Found]) -> Found:
    line, indent, text = parts[0]
    return replace(line, text=" ".join(part[0].text for part in parts)), indent, text


def _reach(item: Found) -> int:
    return item[1] + len(item[2])


def _no_room(before: Found, item: Found, width: float) -> bool:
    return _reach(before) + 1 + len(item[0].text.split(None, 1)[0]) > width


def _width(items: Sequence[Found | None]) -> int:
    """Where the text was broken by hand or by a mail program, in columns; 0 when it was not.

    Broken lines go on with a small letter just where the next word had no room; a list of short lines does not.
    """
    width = max((_reach(item) for item in items if item), default=0)
    small = [(a, b) for a, b in pairwise(items) if a and b and b[0].mark is Mark.TEXT and b[0].text[0].islower()]
    broken = sum(_no_room(a, b, width) for a, b in small)
    return width if _NARROW <= width <= _WIDE and broken >= 3 and 2 * broken > len(small) else 0


def _goes_on(first: Found, before: Found, item: Found, longest: int, width: int) -> bool:
    if item[0].mark is not Mark.TEXT or first[0].mark not in (Mark.TEXT, Mark.BULLET):
        return False
    small = item[0].text[0].islower()
    if first[0].mark is Mark.BULLET and item[1] > first[1]:
        return (small and _reach(before) >= _NARROW) or _no_room(before, item, 0.75 * longest)
    return bool(width) and _no_room(before, item, width) and (small or before[0].text[-1] not in ".?!:;")


def _set_in(found: Iterable[Found | None]) -> Iterator[Found | None]:
    """A short line set in further than the text around it is a bullet whose sign is its indent."""
    for item in found:
        if item and item[0].mark is Mark.TEXT and 2 <= item[1] <= 4 * _TAB and len(item[0].text) <= _SHORT:
            yield replace(item[0], mark=Mark.BULLET, sign="\t"), item[1], item[2]
        else:
            yield item


def _levels(found: Iterable[Found | None]) -> Iterator[Line]:
    """Bullets get their depth from their indents."""
    open_indents: list[int] = []
    for item in found:
        if item is None:
            continue
        line, indent, _ = item
        if line.mark is not Mark.BULLET:
            open_indents = []
            yield line
            continue
        while open_indents and open_indents[-1] > indent:
            open_indents.pop()
        if not open_indents or open_indents[-1] < indent:
            open_indents.append(indent)
        yield replace(line, level=len(open_indents) - 1)


def _finished(found: Iterable[Line], markdown: bool) -> Iterator[Line]:
    for line in found:
        if line.mark is Mark.ROW:
            cells = [_plain(c) if markdown else _BREAK.sub("\n", c) for c in line.cells]
            made = None if all(set(c) <= set(":- ") for c in line.cells) else row(line.number, cells)
            if made:
                yield made
        else:
            text = mend(_plain(line.text) if markdown else line.text)
            if text:
                yield replace(line, text=text)


def _escape(line: str) -> str:
    return _ESCAPED.sub(lambda found: chr(_HIDDEN + ord(found[1])), line) if "\\" in line else line


def _plain(text: str) -> str:
    """Markdown's signs taken off one line, in one pass however many there are."""
    text = html.unescape(_LINK.sub(r"\1", _BREAK.sub("\n", text)))
    parts = _DELIMITER.split(text)
    opened: dict[str, int] = {}
    for i in range(1, len(parts), 2):
        sign, before, after = parts[i], parts[i - 1], parts[i + 1]
        if sign in opened and _closes(sign, before, after):
            start = opened.pop(sign)
            parts[start] = parts[i] = ""
            opened = {k: v for k, v in opened.items() if v < start}
        elif after and not after[0].isspace() and not (sign[0] == "_" and before[-1:].isalnum()):
            opened[sign] = i
    return "".join(parts).translate(_REVEAL)


def _closes(sign: str, before: str, after: str) -> bool:
    return bool(before) and not before[-1].isspace() and not (sign[0] == "_" and after[:1].isalnum())


def _uncommented(text: str) -> str:
    """HTML comments become the line breaks they held, so that numbers stay."""
    first, *rest = text.split("<!--")
    kept = [first]
    for part in rest:
        comment, end, after = part.partition("-->")
        kept.append("\n" * comment.count("\n") + after if end else "<!--" + part)
    return "".join(kept)


def _tabular(source: Sequence[str]) -> bool:
    """Rows copied from a spreadsheet: every line has the same number of tabs inside."""
    tabs = {line.strip(" ").count("\t") for line in source if line.strip()}
    inside = all("\t" not in line[:1] for line in source)
    return inside and len(tabs) == 1 and tabs.pop() > 0 and len(source) > 1
