"""Lines as they stand on a page -> lines as they were written: what was broken for width is joined again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from coach.files.line import Line, Mark
from coach.files.page import WIDE_SCRIPT, Measures, Visual, without_running

_ENDS = (".", "?", "!", ":", ";", "…", "。", "？", "！", "؟")
_CLOSING = "\"'”’)»]"
_MOST_LOOKED_AT = 12
"""Lines that are looked ahead to see what a paragraph is."""
_WORD = re.compile(r"[^\W_]+")


def reflow(pages: Sequence[Sequence[Visual]]) -> list[Line]:
    """Logical lines, numbered from 1."""
    body = without_running(pages)
    measures = Measures.of(body)
    joined = list(_joined(body, measures))
    return list(_marked(joined, measures))


# -- joining -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Logical:
    lines: list[Visual] = field(default_factory=list)

    @property
    def first(self) -> Visual:
        return self.lines[0]


def _joined(pages: Sequence[Sequence[Visual]], m: Measures) -> Iterator[_Logical]:
    lines = [(line, index == 0) for page in pages for index, line in enumerate(page)]
    current: _Logical | None = None
    for index, (line, new_page) in enumerate(lines):
        after = [later for later, _ in lines[index : index + _MOST_LOOKED_AT]]
        if current and _goes_on(current, line, new_page, m) and not _begins(current, after, m):
            current.lines.append(line)
            continue
        if current:
            yield current
        current = _Logical([line])
    if current:
        yield current


def _goes_on(current: _Logical, line: Visual, new_page: bool, m: Measures) -> bool:
    """The line looks as the one before, which had no room for its first word, and stands where it would."""
    before = current.lines[-1]
    if not _alike(before, line) or m.room(before, line) > 0.5 * line.size:
        return False
    small = line.text[:1].islower()
    if line.sign:
        return line.sign in "–—" and small and not current.first.sign
    drop = before.y - line.y
    if new_page or drop <= 0:
        return (_aligned(current, line) or small) and (small or not _ended(before))
    leading = m.leading.get(round(line.size), 1.35 * line.size)
    return drop <= 1.2 * leading and (_aligned(current, line) or small)


def _alike(before: Visual, line: Visual) -> bool:
    return abs(before.size - line.size) <= 0.08 * before.size and before.bold == line.bold


def _ended(line: Visual) -> bool:
    return line.text.rstrip(_CLOSING).endswith(_ENDS)


def _begins(current: _Logical, lines: Sequence[Visual], m: Measures) -> bool:
    """A full line may still be the last of its paragraph.

    Where no space tells, what follows does: a label, or a question or title that stands for itself.
    """
    before, line = current.lines[-1], lines[0]
    if line.text in m.labels or before.text in m.labels:
        return True
    if m.spaced or line.text[:1].islower():
        return False
    if before.text.rstrip(_CLOSING).endswith(("?", ":", "？", "؟")):
        return True
    own = [line, *(b for _, b in takewhile(lambda pair: m.room(*pair) <= 0, pairwise(lines)))]
    if not _ended(before):
        return len(own) == 1 and line.text.endswith(":") and len(line.text.split()) <= 6
    said = " ".join(each.text for each in own).rstrip(_CLOSING)
    return not said.endswith(".") and not any(f"{end} " in said for end in ".?!")


def _aligned(current: _Logical, line: Visual) -> bool:
    before, first, near = current.lines[-1], current.first, 0.35 * line.size
    if len(current.lines) == 1 and first.sign:
        return first.x - near <= line.x <= first.text_x + 1.5 * line.size
    centred = abs(before.x + before.end - line.x - line.end) < 2 * near
    return abs(line.x - before.x) < near or centred


def _text(logical: _Logical, m: Measures) -> str:
    text = logical.first.text
    for before, line in pairwise(logical.lines):
        if before.soft:
            text += line.text
        elif text.endswith("-") and line.text[:1].isalnum():
            text = _unhyphenated(text, line.text, m) + line.text
        else:
            wide = WIDE_SCRIPT.match(line.text) and text and WIDE_SCRIPT.match(text[-1])
            text += ("" if wide or text.endswith("—") or line.text.startswith("—") else " ") + line.text
    return text


def _unhyphenated(text: str, rest: str, m: Measures) -> str:
    """Without its last hyphen when that only parts a word at the line's end."""
    left, right = re.search(r"([^\W_]*)-$", text), _WORD.match(rest)
    if not left or not right or not right[0][0].islower():
        return text
    one, two = left[1].lower(), right[0].lower()
    if f"{one}-{two}" in m.compounds:
        return text
    if one + two in m.words or (m.hyphenates and not (one in m.words and two in m.words)):
        return text[:-1]
    return text


# -- marks -------------------------------------------------------------------------------------------


def _marked(joined: Sequence[_Logical], m: Measures) -> Iterator[Line]:
    sizes = sorted({round(each.first.size, 1) for each in joined if each.first.size > 1.08 * m.body}, reverse=True)
    indents: list[float] = []
    for number, logical in enumerate(joined, 1):
        first, text = logical.first, _text(logical, m)
        size = round(first.size, 1)
        if not first.sign and (size in sizes or first.bold):
            indents = []
            yield Line(number, text, Mark.HEADING, min(5, sizes.index(size) + 1) if size in sizes else 6)
        elif first.sign or _set_in(logical, m):
            near = 0.35 * first.size
            indents = [x for x in indents if x < first.x + near]
            if not indents or first.x > indents[-1] + near:
                indents.append(first.x)
            yield Line(number, text, Mark.BULLET, len(indents) - 1, sign=first.sign or "\t")
        else:
            indents = []
            yield Line(number, text)


def _set_in(logical: _Logical, m: Measures) -> bool:
    """All its lines stand further in than the text: an item whose bullet is drawn, not written."""
    return all(line.x > m.margin + 0.8 * line.size for line in logical.lines)
