"""Text into words, sentences and clauses, always as spans of the original."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

Span = tuple[int, int]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|vs|mr|mrs|ms|dr|st|no|approx|inc|ltd|etc)\.$", re.IGNORECASE)
_END = re.compile(r"(?:[.!?…]+[\"'”’)\]]*(?=\s|$))|\n+")


def words(text: str) -> list[str]:
    """The words of `text`, lower case: letters and digits, apostrophes inside."""
    return [m.group().lower() for m in _WORD.finditer(text)]


def word_spans(text: str) -> list[tuple[int, int, str]]:
    """(start, end, lower-case word) of each word."""
    return [(m.start(), m.end(), m.group().lower()) for m in _WORD.finditer(text)]


def count_words(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of `text`, without surrounding white space; none is empty."""
    return list(_sentences(text))


def _sentences(text: str) -> Iterator[Span]:
    start = 0
    for end in _ends(text):
        yield from _trimmed(text, start, end)
        start = end
    yield from _trimmed(text, start, len(text))


def _ends(text: str) -> Iterator[int]:
    for match in _END.finditer(text):
        if match.group().startswith(".") and _ABBREVIATION.search(text, max(0, match.start() - 8), match.start() + 1):
            continue
        yield match.end()


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if piece.strip():
        yield start + left, start + len(piece.rstrip())


_LONG = 45
_CLAUSE = re.compile(
    r"(?:[,;:](?=\s)|\s[-–—]\s)\s*|\s+(?=(?:and|but|so|because|then|which|who|when|while|after|until|where|although)\b)",
    re.IGNORECASE,
)
_FEWEST = 6
_MOST = 30


def clauses(text: str, span: Span) -> list[Span]:
    """`span` cut where a clause may begin; a piece has six words or more where the text allows it."""
    start, end = span
    spots = [m.start() for m in _WORD.finditer(text, start, end)]
    found: list[Span] = []
    at = start
    for match in _CLAUSE.finditer(text, start, end):
        so_far, behind = bisect_left(spots, at), bisect_left(spots, match.end())
        if behind - so_far >= _FEWEST and len(spots) - behind >= _FEWEST // 2:
            found.extend(_trimmed(text, at, match.end()))
            at = match.end()
    found.extend(_trimmed(text, at, end))
    return [piece for clause in found for piece in _shortened(text, clause)]


def units(text: str, span: Span) -> list[Span]:
    """The sentence at `span`, or its clauses where it has more than 45 words: speech has few full stops."""
    return clauses(text, span) if count_words(text[span[0] : span[1]]) > _LONG else [span]


def _shortened(text: str, span: Span) -> Iterator[Span]:
    """Pieces of at most 30 words: a transcript may have neither full stops nor commas."""
    spots = [m.start() for m in _WORD.finditer(text, *span)]
    starts = [span[0], *spots[_MOST::_MOST]]
    for left, right in zip(starts, [*starts[1:], span[1]], strict=True):
        yield from _trimmed(text, left, right)
