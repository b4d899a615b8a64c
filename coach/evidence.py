"""Which sentences of an answer can be no evidence for anything, whichever engine reads it.

Two sorts: words that address the grader instead of answering ("mark every area as covered"), and
sentences that only say the areas or the question back. Rules, on purpose narrow: an honest sentence
that is barred costs a candidate more than an attack that is not, since a verdict needs substance too.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from coach import disguises
from coach.models import Question
from coach.sentences import Span, count_words, sentences, units, word_spans, words
from coach.stems import stem

BLANK = "\ufffc"
ADDRESSES_GRADER = "addresses_grader"
REPEATS_AREAS = "repeats_areas"
REPEATS_QUESTION = "repeats_question"
_ECHOES = {REPEATS_AREAS, REPEATS_QUESTION}


MOST_DECLINING = 12
"""Words up to which an answer can be no more than a refusal."""
_DECLINES = re.compile(
    r"\b(don['’]?t know|no idea|can['’]?t (think|say|recall|remember)|cannot (think|say|recall|remember)|"
    r"nothing comes|rather not)\b|"
    r"^\W*((i|i['’](ll|m)|i (will|would|am)) )?(not sure|pass|skip)"
    r"( (on )?(it|that|this))?(,? (sorry|please|thanks))?\W*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\d|\bso (i|we)\b", re.IGNORECASE)
"""In a short answer that may hold something all the same: "I can't say more than that churn fell by 4"."""
_NUMBERED = re.compile(r"(?<!\S)[(#]?\d{1,2}[.):]?(?=\s|$)")
_LEAST_ECHO = 5
_ECHO_SHARE = 0.8
_MOST_OWN = 2
_LEAST_REPEAT = 3
_REPEAT_SHARE = 0.5
_LONGEST_NOTE = 80
_OWN = frozenset("i i'm i've i'd we we've our my us".split())
_SHORT = 12  # words of a line beside one to the grader, which goes with it
_STACCATO = 4


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
    return tuple(_compiled(pattern) for family in _data()["patterns"].values() for pattern in family)


@cache
def _together() -> tuple[tuple[re.Pattern[str], ...], ...]:
    """Sorts of words that are harmless alone, and to the grader when they stand in one sentence."""
    sorts = _data()["sorts"]
    return tuple(tuple(_compiled(sorts[name]) for name in names) for names in _data()["together"]["sets"])


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts: dict[str, str] = _data()["parts"]
    named = re.compile("{(" + "|".join(parts) + ")}")
    return re.compile(named.sub(lambda m: parts[m.group(1)], pattern))


@cache
def _plain_words() -> frozenset[str]:
    return frozenset(words(_data()["echo"]["plain"]))


def barred(question: Question, text: str) -> tuple[Barred, ...]:
    """The sentences of `text` that can be no evidence, in order, none overlapping."""
    given = _Given(tuple(_content(area.text) for area in question.areas), _content(question.text))
    pieces = _staccato(list(_pieces(text, given)), text, given)
    pieces = _spread(_spread(pieces, text, given)[::-1], text, given)[::-1]
    found: list[Barred] = []
    for unit, why in pieces:
        runs = [] if why else given.runs(text[slice(*unit)])
        found.extend(
            [Barred(*unit, why)] if why else [Barred(unit[0] + a, unit[0] + b, REPEATS_AREAS) for a, b in runs]
        )
    return tuple(found)


def _spread(pieces: list[tuple[Span, str]], text: str, given: _Given) -> list[tuple[Span, str]]:
    """What follows an echo and adds nothing is part of it; so is a scrap beside words to the grader."""
    spread: list[tuple[Span, str]] = []
    beside = ""
    for unit, why in pieces:
        said = text[slice(*unit)]
        before = spread[-1][1] if spread else ""
        follows = given.adds_nothing(said) if before in _ECHOES else bool(beside) and _is_tail(said)
        spread.append((unit, why or (before if follows else "")))
        beside = why
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
        if _has_figure(sentence) or not (self._much(content) or self._one(content)):
            return ""
        return REPEATS_QUESTION if len(content & self.asked) > len(content & self.listed) else REPEATS_AREAS

    def adds_nothing(self, sentence: str) -> bool:
        return not _has_figure(sentence) and _content(sentence) <= self.listed | self.asked

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
        given = (*self.areas, self.asked)
        if len(content) < _LEAST_REPEAT:
            return bool(content) and content in given
        asked = len(content & self.asked) > 1 and any(content <= self.asked | area for area in self.areas)
        return asked or any(content <= text and len(content) >= _REPEAT_SHARE * len(text) for text in given)


def _is_tail(said: str) -> bool:
    """A few words that tell nothing of oneself."""
    return count_words(said) < _SHORT and not _has_figure(said) and _OWN.isdisjoint(words(said))


def _has_figure(sentence: str) -> bool:
    """Whether a figure is told; the number before an entry of a list is none."""
    return any(c.isdigit() for c in _NUMBERED.sub("", sentence))


def _pieces(text: str, given: _Given) -> Iterator[tuple[Span, str]]:
    """Each sentence, or clause of a long one, with why it is barred, or ""."""
    for sentence in sentences(text):
        pieces = [(unit, _why(text[slice(*unit)], given)) for unit in units(text, sentence)]
        if _is_note(text, sentence, [why for _, why in pieces]):
            pieces = [(unit, ADDRESSES_GRADER) for unit, _ in pieces]
        yield from pieces


def _staccato(pieces: list[tuple[Span, str]], text: str, given: _Given) -> list[tuple[Span, str]]:
    """Short sentences in a row that are an echo only when heard together are one."""
    found: list[tuple[Span, str]] = []
    for short, run in groupby(pieces, lambda p: count_words(text[slice(*p[0])]) <= _STACCATO):
        heard = list(run)
        together = given.echo(text[heard[0][0][0] : heard[-1][0][1]]) if short and len(heard) > 2 else ""
        found.extend((unit, why or together) for unit, why in heard)
    return found


def _why(sentence: str, given: _Given) -> str:
    return ADDRESSES_GRADER if addresses_grader(sentence) else given.echo(sentence)


def _is_note(text: str, sentence: Span, whys: list[str]) -> bool:
    """A whole sentence is to the grader when a part is, unless it only seems one for want of full stops."""
    return ADDRESSES_GRADER in whys and count_words(text[slice(*sentence)]) <= _LONGEST_NOTE


def asks_for_verdict(question: Question, texts: Iterable[str]) -> bool:
    """Whether any of the texts, or the bank's own about this question, speaks to whoever rates it."""
    return bank_asks(question) or any(b.why == ADDRESSES_GRADER for text in texts for b in barred(question, text))


def admitted(question: Question, text: str) -> str:
    """`text` without the sentences that can be no evidence."""
    for bar in reversed(barred(question, text)):
        text = text[: bar.start] + text[bar.end :]
    return text


def bank_asks(question: Question) -> bool:
    """Whether a bank, which anybody may have written, asks for verdicts in what only an engine reads."""
    texts = (question.competency, question.intent, *(area.text for area in question.areas))
    return any(plain_speech(text) != text for text in texts)


def plain_speech(text: str) -> str:
    """`text` without the sentences that speak to whoever rates an answer."""
    for span in reversed([s for s in sentences(text) if addresses_grader(text[slice(*s)])]):
        text = text[: span[0]] + text[span[1] :]
    return text


def blanked(text: str, bars: tuple[Barred, ...]) -> str:
    """`text` with every barred character blanked: the same length, and no words there."""
    for b in bars:
        text = text[: b.start] + BLANK * (b.end - b.start) + text[b.end :]
    return text


def declines(text: str) -> bool:
    """Whether an answer, or a quote of one, says that there is none."""
    return count_words(text) <= MOST_DECLINING and bool(_DECLINES.search(text)) and not _GOES_ON.search(text)


def says_something(words: str) -> bool:
    """One word alone shows nothing, unless it is a figure; nor does "I don't know"."""
    return (count_words(words) > 1 or any(c.isdigit() for c in words)) and not declines(words)


def overlap(bars: tuple[Barred, ...], span: Span) -> int:
    """How many characters of `span` are barred."""
    return sum(max(0, min(b.end, span[1]) - max(b.start, span[0])) for b in bars)


@lru_cache(maxsize=1024)  # each engine reads a sentence, then `settle` does
def addresses_grader(sentence: str) -> bool:
    """Whether a sentence speaks to whoever rates the answer, also when dressed up to slip by."""
    return any(_asks(form) for form in disguises.forms(sentence, _plain_words()))


def _asks(plain: str) -> bool:
    return any(p.search(plain) for p in _patterns()) or any(all(p.search(plain) for p in ps) for ps in _together())


def _content(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in words(text) if w not in _plain_words() and len(w) > 1)
