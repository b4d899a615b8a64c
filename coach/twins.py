"""Questions that ask nearly the same, found among many: only those that share a rare word are compared."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from coach.models import Bank, Question
from coach.sentences import words
from coach.stems import stem

ALIKE = 0.7
"""Share of the words of two questions that both have (Jaccard), from which they are near-duplicates."""
_FRAME = frozenset(
    """a an the and or of in on at to for from with by as is are was were be been do does did have has had you your
    yours me my us we our i it its that this these those what how when where who which why tell about time describe
    walk through take give example think can could would please experience situation one case had""".split()
)


@dataclass(frozen=True, slots=True)
class Twin:
    """Two questions that ask nearly the same; `first` stands before `second` in the order given."""

    first: tuple[Bank, Question]
    second: tuple[Bank, Question]


def twins(banks: Sequence[Bank], known: Sequence[Bank] = ()) -> Iterator[Twin]:
    """Pairs of near-duplicates in `banks`, and between them and `known`, each once.

    By prefix filtering (Chaudhuri, Ganti & Kaushik 2006; Wang, Li & Feng 2012): with each question's words sorted
    from rare to common, two sets that share ALIKE of their words share two of the first few.
    """
    questions = [(bank, question) for bank in (*known, *banks) for question in bank.questions]
    old = sum(len(bank.questions) for bank in known)
    bags = [_bag(question.text) for _, question in questions]
    often = Counter(word for bag in bags for word in bag)
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for here, bag in enumerate(bags):
        shared = min(2, len(bag))
        first = len(bag) - math.ceil(ALIKE * len(bag)) + shared
        rarest = sorted(bag, key=lambda word: (often[word], word))[:first]
        met = Counter(chain.from_iterable(seen[word] for word in rarest) if here >= old else ())
        for there in sorted(n for n, count in met.items() if count >= shared and _alike(bag, bags[n])):
            yield Twin(questions[there], questions[here])
        for word in rarest:
            seen[word].append(here)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    both = len(one & other)
    return both >= ALIKE * (len(one) + len(other) - both)


@lru_cache(maxsize=50_000)
def _bag(text: str) -> frozenset[str]:
    """The stems of the words that say what is asked; all words where there are no such."""
    every = words(text.lower())
    return frozenset(stem(word) for word in every if word not in _FRAME) or frozenset(every)
