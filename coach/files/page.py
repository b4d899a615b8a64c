"""Lines as they stand on the pages of a PDF: what repeats on each page, and what measures hold for all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r"[^\s-]+-?|\S")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|pg|p|seite|página|pagina|стр)\W*)?#(?:\W*(?:of|von|de|di|out of)?\W*#)?\W*", re.IGNORECASE
)
_NARROWEST = 25
"""A column of text is at least so many times as wide as its letters are high: short lines are no full ones."""
WIDE_SCRIPT = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")
"""Letters that are written without spaces, and break anywhere."""


@dataclass(frozen=True, slots=True)
class Visual:
    """One line on a page; lengths in points, x from its side of reading, y upwards."""

    text: str
    sign: str
    x: float
    text_x: float
    """Where the text begins after the bullet sign."""
    end: float
    y: float
    size: float
    bold: bool
    soft: bool = False
    """It ends in a soft hyphen."""

    @property
    def per_letter(self) -> float:
        return (self.end - self.text_x) / max(1, len(self.text))


# -- what repeats on every page ----------------------------------------------------------------------


def without_running(pages: Sequence[Sequence[Visual]]) -> list[list[Visual]]:
    """Pages without page numbers, and without the headers and footers that repeat.

    A header stands apart from the text, on two pages or more, at a height where no page has anything else: a
    label that happens to begin two pages stays.
    """
    at_height: dict[int, Counter[str]] = {}
    for page in pages:
        for line in page:
            at_height.setdefault(_height(line), Counter())[_numberless(line)] += 1

    def running(line: Visual) -> bool:
        there = at_height[_height(line)]
        return len(there) <= 4 and min(there.values()) > 1 and min(there.values()) > len(pages) / 4

    kept = []
    for page in pages:
        edges = _edges(page)
        kept.append([line for line in page if line not in edges or not (_page_number(line) or running(line))])
    return kept


def _page_number(line: Visual) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(_numberless(line)))


def _numberless(line: Visual) -> str:
    return re.sub(r"\d+", "#", f"{line.sign} {line.text}".strip())


def _height(line: Visual) -> int:
    return round(line.y / 3)


def _edges(page: Sequence[Visual]) -> set[Visual]:
    """Up to three lines at the top and at the bottom that stand apart from the rest, or are set smaller."""
    if not page:
        return set()
    usual: Counter[float] = Counter()
    for line in page:
        usual[round(line.size)] += len(line.text)
    body = usual.most_common(1)[0][0]
    down = sorted(page, key=lambda line: -line.y)
    return {line for order in (down, down[::-1]) for line in _apart(order, body)}


def _apart(order: Sequence[Visual], body: float) -> Iterator[Visual]:
    for index, line in enumerate(order[:3]):
        rest = [other for other in order[index + 1 :] if abs(other.y - line.y) > 1]
        gap = abs(rest[0].y - line.y) if rest else 0.0
        if gap > 1.9 * max(line.size, body) or round(line.size) < body:
            yield from order[: index + 1]


# -- measures ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measures:
    """What holds for the whole document; points."""

    margin: float
    right: float
    body: float
    leading: dict[int, float]
    """Line distance by letter size."""
    spaced: bool
    """Paragraphs are set apart by more than the line distance."""
    words: frozenset[str]
    compounds: frozenset[str]
    hyphenates: bool
    labels: frozenset[str]
    """Short lines that return: no part of what stands around them."""

    @classmethod
    def of(cls, pages: Sequence[Sequence[Visual]]) -> Measures:
        lines = [line for page in pages for line in page]
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
        body = sizes.most_common(1)[0][0] if sizes else 0.0
        margin = _left_edge([line.x for line in lines])
        right = max(_right_edge([line.end for line in lines if abs(line.size - body) < 1]), margin + _NARROWEST * body)
        leading, spaced = _leading(pages, right)
        text = " ".join(line.text for line in lines).lower()
        broken = sum(bool(re.search(r"[^\W\d_]-$", line.text)) for line in lines)
        returning = Counter(line.text for line in lines if not line.text[:1].islower() and len(line.text) <= 60)
        return cls(
            margin=margin,
            right=right,
            body=body,
            leading=leading,
            spaced=spaced,
            words=frozenset(_WORD.findall(text)),
            compounds=frozenset(re.findall(r"[^\W\d_]+-[^\W\d_]+", text)),
            hyphenates=broken >= 5 and broken * 20 > len(lines),
            labels=frozenset(text for text, times in returning.items() if times >= 3),
        )

    def room(self, before: Visual, after: Visual) -> float:
        """Points that were left on a line for the first word of the next: negative where it did not fit."""
        chunk = _CHUNK.match(after.text)
        word = 1 if WIDE_SCRIPT.match(after.text) else len(chunk[0]) if chunk else 1
        space = 0 if before.text.endswith("-") else 1
        return self.right - before.end - (word + space) * after.per_letter


def _right_edge(ends: Sequence[float]) -> float:
    """The furthest right that a line reaches, but for one that reaches out alone."""
    ordered = sorted(ends, reverse=True)
    reach = 0.12 * (ordered[0] - ordered[-1]) + 1 if ordered else 0.0
    return next((a for a, b in pairwise(ordered) if a - b < reach), ordered[0] if ordered else 0.0)


def _left_edge(starts: Sequence[float]) -> float:
    ordered = sorted(starts)
    near = (a for a, c in zip(ordered, ordered[2:], strict=False) if c - a < 2)
    return next(near, ordered[0] if ordered else 0.0)


def _leading(pages: Sequence[Sequence[Visual]], right: float) -> tuple[dict[int, float], bool]:
    found: dict[int, list[float]] = {}
    for page in pages:
        for a, b in pairwise(page):
            if round(a.size) == round(b.size) and 0 < a.y - b.y < 4 * a.size and not b.sign and a.end > 0.7 * right:
                found.setdefault(round(a.size), []).append(a.y - b.y)
    leading = {size: sorted(gaps)[len(gaps) // 5] for size, gaps in found.items()}
    wide = sum(gap > 1.2 * leading[size] for size, gaps in found.items() for gap in gaps)
    return leading, wide >= 3
