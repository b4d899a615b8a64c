"""Finding a question in all banks: by the start of words, in the question, its areas, follow-ups or competency."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from coach.banks import Library
from coach.models import Bank, Question
from coach.stems import stem

_WEIGHTS = {"question": 8, "areas": 4, "follow-ups": 2, "competency": 1}
"""What a word counts for by where it stands; a word counts once, where it counts most."""
_LETTERS = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}


@dataclass(frozen=True, slots=True)
class Hit:
    """A question in which all the words were found."""

    bank: Bank
    question: Question
    score: int
    places: tuple[str, ...]
    """Where: of "question", "areas", "follow-ups" and "competency", those that have a word of the search."""


@dataclass(frozen=True, slots=True)
class _Folded:
    bank: Bank
    question: Question
    own: str
    """The question's fields together, without what it shares with its bank."""
    fields: tuple[str, ...]
    """In the order of _WEIGHTS."""


def search(library: Library, words: str, competency: str = "", role: str = "") -> list[Hit]:
    """The questions that have all of `words`, best first, then in the banks' order; without words all of them.

    A word is found where a word begins with its stem: "measured" in "measuring", "strat" in "strategy". Case and
    accents do not count. `competency` is a bank's id or title, `role` one that it is for (a bank without roles is for
    all).
    """
    wanted = [(word, _needle(word)) for word in fold(words).split()]
    hits = []
    for folded in _folded(library):
        bank = folded.bank
        if competency not in ("", bank.id, bank.title) or (role and bank.roles and role not in bank.roles):
            continue
        if all(needle in folded.own or needle in folded.fields[-1] for _, needle in wanted):
            hits.append(_hit(folded, wanted))
    return sorted(hits, key=lambda hit: -hit.score)


def _hit(folded: _Folded, wanted: Iterable[tuple[str, str]]) -> Hit:
    score = 0
    places = set()
    for word, needle in wanted:
        found = [place for place, text in zip(_WEIGHTS, folded.fields, strict=True) if needle in text]
        score += 2 * _WEIGHTS[found[0]] + (f" {word} " in folded.own)
        places.update(found)
    return Hit(folded.bank, folded.question, score, tuple(place for place in _WEIGHTS if place in places))


def _needle(word: str) -> str:
    """What to look for: the start of a word, or in scripts that may have no spaces any part of one."""
    if not word.isascii():
        return word
    root = stem(word)
    return " " + (root.rstrip("ie") or root if word.startswith(root.rstrip("ie")) else word)


def fold(text: str) -> str:
    """Lower case without accents, signs made spaces, and a space at both ends."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(c if c.isalnum() else " " for c in apart if not unicodedata.combining(c))
    return f" {text.translate(_LETTERS)} "


_lock = threading.Lock()
_latest: tuple[Library, list[_Folded]] | None = None


def _folded(library: Library) -> list[_Folded]:
    """All questions, folded once; of a library that follows another only the banks that are new."""
    global _latest
    with _lock:
        if _latest is None or _latest[0] is not library:
            before: dict[int, list[_Folded]] = {}
            for folded in _latest[1] if _latest else ():
                before.setdefault(id(folded.bank), []).append(folded)
            _latest = library, [f for bank in library.banks for f in before.get(id(bank)) or _fold_bank(bank)]
        return _latest[1]


def _fold_bank(bank: Bank) -> list[_Folded]:
    about = fold(f"{bank.title} {bank.competency}")
    found = []
    for question in bank.questions:
        areas = fold(" ".join(area.text for area in question.areas))
        follow_ups = fold(" ".join(follow_up.text for follow_up in question.follow_ups))
        fields = (fold(question.text), areas, follow_ups, about)
        found.append(_Folded(bank, question, "".join(fields[:3]), fields))
    return found
