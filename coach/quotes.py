"""Find a claimed quote in what was really said, and give back the original characters.

Matching folds what people and models change without meaning to: white space, quotation marks,
dashes, case, compatibility forms, invisible characters, and an "um" left out. Nothing else: a
paraphrase is not a quote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from coach.models import Quote, Turn

_FOLD = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
_FILLER = re.compile(r"\b(?:u+m+|u+h+|e+r+m+|h+m+|m{2,})\b[,.]* ?")
Folded = tuple[str, list[int]]
_TRIM = " \"'.,;:!?…-()[]"


def find(quote: str, turns: Sequence[Turn]) -> Quote | None:
    """The first place among `turns` where `quote` stands, or None.

    Guarantees `turn.text[start:end] == result.text`; a match begins and ends at word borders.
    """
    return _find(quote, turns, _normal) or _find(quote, turns, _fluent)


def _find(quote: str, turns: Sequence[Turn], fold: Callable[[str], Folded]) -> Quote | None:
    wanted = fold(quote)[0].strip(_TRIM)
    if not any(c.isalnum() for c in wanted):
        return None
    for turn in turns:
        text, origin = fold(turn.text)
        at = _at_word_borders(text, wanted)
        if at >= 0:
            start, end = origin[at], origin[at + len(wanted) - 1] + 1
            return Quote(turn.position, start, end, turn.text[start:end])
    return None


@lru_cache(maxsize=64)
def _fluent(text: str) -> Folded:
    """As `_normal`, without the sounds that people make while they think and models leave out."""
    folded, origin = _normal(text)
    dropped = {i for m in _FILLER.finditer(folded) for i in range(*m.span())}
    kept = [i for i in range(len(folded)) if i not in dropped]
    return "".join(folded[i] for i in kept), [origin[i] for i in kept]


@lru_cache(maxsize=64)
def _normal(text: str) -> Folded:
    """Folded text, and for each of its characters the index of the original it came from."""
    out: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        for folded in _fold(char):
            if folded == " " and (not out or out[-1] == " "):
                continue
            out.append(folded)
            origin.append(index)
    return "".join(out), origin


def _fold(char: str) -> str:
    if char.isspace():
        return " "
    if unicodedata.category(char) in {"Cf", "Cc"}:
        return ""
    folded = unicodedata.normalize("NFKD", char.translate(_FOLD)).casefold().translate(_FOLD)
    return "".join(" " if c.isspace() else c for c in folded)


def _at_word_borders(text: str, wanted: str) -> int:
    at = text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        cut_left = at > 0 and _in_word(text[at - 1]) and _in_word(wanted[0])
        cut_right = end < len(text) and _in_word(text[end]) and _in_word(wanted[-1])
        if not (cut_left or cut_right):
            return at
        at = text.find(wanted, at + 1)
    return -1


def _in_word(char: str) -> bool:
    """Letters, digits and the marks on them: an accent or a vowel sign belongs to its letter."""
    return char.isalnum() or unicodedata.category(char).startswith("M")
