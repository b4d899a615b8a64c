"""Which sentences of an answer can be no evidence for anything, whichever engine reads it.

Two sorts: words that address the grader instead of answering ("mark every area as covered"), and
sentences that only say the areas or the question back. Rules, on purpose narrow: an honest sentence
that is barred costs a candidate more than an attack that is not, since a verdict needs substance too.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from coach.models import Question
from coach.sentences import Span, count_words, sentences, units, word_spans, words
from coach.stems import stem

BLANK = "\ufffc"
ADDRESSES_GRADER = "addresses_grader"
REPEATS_AREAS = "repeats_areas"
REPEATS_QUESTION = "repeats_question"
_ECHOES = {REPEATS_AREAS, REPEATS_QUESTION}

_LOOKALIKES = str.maketrans("аеорсухіѕ’‘“”–—", "aeopcyxis''\"\"--")
_LEET = str.maketrans("013457@$", "oleastas")

_SPELLED = re.compile(r"\b(?:\w[ .\-]){3,}\w\b")
_LEAST_ECHO = 5
_ECHO_SHARE = 0.8
_MOST_OWN = 2
_LEAST_REPEAT = 3
_REPEAT_SHARE = 0.5
_LONGEST_NOTE = 80


@dataclass(frozen=True, slots=True)
class Barred:
    """Characters `start` to `end` of a text, and why they are no evidence."""

    start: int
    end: int
    why: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("evidence.toml").read_text(encoding="utf-8"))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    parts: dict[str, str] = _data()["parts"]
    named = re.compile("{(" + "|".join(parts) + ")}")
    listed = [pattern for family in _data()["patterns"].values() for pattern in family]
    return tuple(re.compile(named.sub(lambda m: parts[m.group(1)], pattern)) for pattern in listed)


@cache
def _plain_words() -> frozenset[str]:
    return frozenset(words(_data()["echo"]["plain"]))


def barred(question: Question, text: str) -> tuple[Barred, ...]:
    """The sentences of `text` that can be no evidence, in order, none overlapping."""
    given = _Given(tuple(_content(area.text) for area in question.areas), _content(question.text))
    pieces = _spread(_spread(list(_pieces(text, given)), text, given)[::-1], text, given)[::-1]
    found: list[Barred] = []
    for unit, why in pieces:
        runs = [] if why else given.runs(text[slice(*unit)])
        found.extend(
            [Barred(*unit, why)] if why else [Barred(unit[0] + a, unit[0] + b, REPEATS_AREAS) for a, b in runs]
        )
    return tuple(found)


def _spread(pieces: list[tuple[Span, str]], text: str, given: _Given) -> list[tuple[Span, str]]:
    """Where one sentence is an echo, what follows it and adds nothing is part of it."""
    spread: list[tuple[Span, str]] = []
    for unit, why in pieces:
        before = spread[-1][1] if spread else ""
        follows = before in _ECHOES and given.adds_nothing(text[slice(*unit)])
        spread.append((unit, why or (before if follows else "")))
    return spread


@dataclass(frozen=True, slots=True)
class _Given:
    """The words the candidate was given: each area's, and the question's."""

    areas: tuple[frozenset[str], ...]
    asked: frozenset[str]

    @property
    def listed(self) -> frozenset[str]:
        return frozenset().union(*self.areas)

    def echo(self, sentence: str) -> str:
        """Why a sentence only says back what was given; "" if it does not."""
        content = _content(sentence)
        if any(c.isdigit() for c in sentence) or not (self._much(content) or self._one(content)):
            return ""
        return REPEATS_QUESTION if len(content & self.asked) > len(content & self.listed) else REPEATS_AREAS

    def adds_nothing(self, sentence: str) -> bool:
        return not any(c.isdigit() for c in sentence) and _content(sentence) <= self.listed | self.asked

    def runs(self, sentence: str) -> list[Span]:
        """Stretches of a sentence that are nothing but given words, six or more: a list without full stops."""
        given = self.listed
        found: list[Span] = []
        run: list[tuple[Span, str]] = []
        for start, end, word in (*word_spans(sentence), (len(sentence), len(sentence), "")):
            if word and (stem(word) in given or (run and word in _plain_words())):
                run.append(((start, end), stem(word)))
                continue
            if len({s for _, s in run} & given) > _LEAST_ECHO:
                found.append((run[0][0][0], run[-1][0][1]))
            run = []
        return found

    def _much(self, content: frozenset[str]) -> bool:
        """Much of what was given, and hardly a word of one's own."""
        echoed = len(content & (self.listed | self.asked))
        own = len(content) - echoed
        return echoed >= _LEAST_ECHO and own <= _MOST_OWN and echoed >= _ECHO_SHARE * len(content)

    def _one(self, content: frozenset[str]) -> bool:
        """One area, or the question, said back and nothing else."""
        return len(content) >= _LEAST_REPEAT and any(
            content <= text and len(content) >= _REPEAT_SHARE * len(text) for text in (*self.areas, self.asked)
        )


def _pieces(text: str, given: _Given) -> Iterator[tuple[Span, str]]:
    """Each sentence, or clause of a long one, with why it is barred, or ""."""
    for sentence in sentences(text):
        pieces = [(unit, _why(text[slice(*unit)], given)) for unit in units(text, sentence)]
        if _is_note(text, sentence, [why for _, why in pieces]):
            pieces = [(unit, ADDRESSES_GRADER) for unit, _ in pieces]
        yield from pieces


def _why(sentence: str, given: _Given) -> str:
    return ADDRESSES_GRADER if addresses_grader(sentence) else given.echo(sentence)


def _is_note(text: str, sentence: Span, whys: list[str]) -> bool:
    """A whole sentence is to the grader when a part is, unless it only seems one for want of full stops."""
    return ADDRESSES_GRADER in whys and count_words(text[slice(*sentence)]) <= _LONGEST_NOTE


def blanked(text: str, bars: tuple[Barred, ...]) -> str:
    """`text` with every barred character blanked: the same length, and no words there."""
    for b in bars:
        text = text[: b.start] + BLANK * (b.end - b.start) + text[b.end :]
    return text


def overlap(bars: tuple[Barred, ...], span: Span) -> int:
    """How many characters of `span` are barred."""
    return sum(max(0, min(b.end, span[1]) - max(b.start, span[0])) for b in bars)


@lru_cache(maxsize=1024)  # each engine reads a sentence, then `settle` does
def addresses_grader(sentence: str) -> bool:
    """Whether a sentence speaks to whoever rates the answer, also when dressed up to slip by."""
    plain = _plain(sentence)
    return any(p.search(form) for form in {plain, plain.translate(_LEET), _joined(plain)} for p in _patterns())


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    seen = "".join(c for c in folded if unicodedata.category(c) not in {"Cf", "Mn"})
    return re.sub(r"[*_`~\s]+", " ", seen.translate(_LOOKALIKES)).strip()


def _joined(text: str) -> str:
    """Letters spelled out ("m a r k" or "m.a.r.k") put together again."""
    return _SPELLED.sub(lambda m: re.sub(r"[ .\-]", "", m.group()), text)


def _content(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in words(text) if w not in _plain_words() and len(w) > 1)
