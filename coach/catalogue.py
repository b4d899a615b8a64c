"""Finding a question in all banks: by the start of words, in the question, its areas, follow-ups or competency."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from coach.banks import Library
from coach.models import Bank, Question
from coach.stems import stem

_WEIGHTS = {"question": 8, "areas": 4, "follow-ups": 2, "competency": 1}
"""What a word counts for by where it stands; a word counts once, where it counts most."""
_END = "\x1f"
"""After each text while many are folded together."""


class _Letters(dict[int, str]):
    """What to write for each character, by its code; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if unicodedata.combining(sign):
            found = ""
        else:
            found = (sign.lower() if sign.isascii() else sign) if sign.isalnum() else " "
        self[code] = found
        return found


_LETTERS = _Letters({ord(_END): _END})


@dataclass(frozen=True, slots=True)
class Hit:
    """A question in which all the words were found."""

    bank: Bank
    question: Question
    score: int
    places: tuple[str, ...]
    """Where: of "question", "areas", "follow-ups" and "competency", those that have a word of the search."""


Fields = tuple[str, str, str]
"""A question's text, its areas and its follow-ups, folded."""


@dataclass(frozen=True, slots=True)
class _Folded:
    bank: Bank
    about: str
    """What the questions share: title and competency."""
    questions: tuple[Fields, ...]


def search(library: Library, words: str, competency: str = "", role: str = "") -> list[Hit]:
    """The questions that have all of `words`, best first, then in the banks' order; without words all of them.

    A word is found where a word begins with its stem: "measured" in "measuring", "strat" in "strategy". Case and
    accents do not count. `competency` is a bank's id or title, `role` one that it is for (a bank without roles is for
    all).
    """
    wanted = [(word, _needle(word)) for word in fold(words).split()]
    hits: list[Hit] = []
    for folded in _folded(library):
        bank = folded.bank
        if competency in ("", bank.id, bank.title) and (not role or not bank.roles or role in bank.roles):
            hits += _in_bank(folded, wanted)
    return sorted(hits, key=lambda hit: -hit.score)


def _in_bank(folded: _Folded, wanted: Sequence[tuple[str, str]]) -> Iterator[Hit]:
    asked = [needle for _, needle in wanted if needle not in folded.about]  # the others are in every question
    for question, (text, areas, follow_ups) in zip(folded.bank.questions, folded.questions, strict=True):
        for needle in asked:
            if needle not in areas and needle not in follow_ups and needle not in text:
                break
        else:
            yield _hit(folded.bank, question, (text, areas, follow_ups, folded.about), wanted)


def _hit(bank: Bank, question: Question, fields: Sequence[str], wanted: Iterable[tuple[str, str]]) -> Hit:
    score = 0
    places = set()
    for word, needle in wanted:
        found = [place for place, text in zip(_WEIGHTS, fields, strict=True) if needle in text]
        whole = f" {word} "
        score += 2 * _WEIGHTS[found[0]] + any(whole in text for text in fields[:-1])
        places.update(found)
    return Hit(bank, question, score, tuple(place for place in _WEIGHTS if place in places))


def _needle(word: str) -> str:
    """What to look for: the start of a word, or in scripts that may have no spaces any part of one."""
    if not word.isascii():
        return word
    root = stem(word)
    return " " + (root.rstrip("ie") or root if word.startswith(root.rstrip("ie")) else word)


def fold(text: str) -> str:
    """Lower case without accents, signs made spaces, and a space at both ends."""
    if text.isascii():
        return f" {text.translate(_LETTERS)} "
    return f" {unicodedata.normalize('NFKD', text.casefold()).translate(_LETTERS)} "


_lock = threading.Lock()
_latest: tuple[Library, list[_Folded]] | None = None


def _folded(library: Library) -> list[_Folded]:
    """All banks, folded once; of a library that follows another only those that are new."""
    global _latest
    with _lock:
        if _latest is None or _latest[0] is not library:
            before = {id(folded.bank): folded for folded in (_latest[1] if _latest else ())}
            _latest = library, [before.get(id(bank)) or _fold_bank(bank) for bank in library.banks]
        return _latest[1]


def _fold_bank(bank: Bank) -> _Folded:
    """All its texts in one go: each for itself takes twice as long."""
    texts = [text for question in bank.questions for text in _texts(question)]
    whole = _END.join(texts)
    if whole.count(_END) >= len(texts):
        whole = _END.join([text.replace(_END, " ") for text in texts])
    found = iter(fold(whole).split(_END))
    return _Folded(bank, fold(f"{bank.title} {bank.competency}"), tuple(zip(found, found, found, strict=True)))


def _texts(question: Question) -> tuple[str, str, str]:
    areas = " ".join([area.text for area in question.areas])
    return f" {question.text} ", f" {areas} ", f" {' '.join([f.text for f in question.follow_ups])} "
