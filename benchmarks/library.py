"""500 banks with 10,000 questions: reading them, seeing a change, and searching in them."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from coach.banks import SHIPPED, Shelf, load_library
from coach.catalogue import search
from coach.lint import remarks, remarks_on_all
from coach.models import Kind

BANKS, QUESTIONS, AREAS, FOLLOW_UPS = 500, 20, 7, 4


def rows() -> Iterator[tuple[str, str, str]]:
    size = f"{BANKS} banks, {BANKS * QUESTIONS:,} questions"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, kinds=False)
        seconds, _ = timed(lambda: Shelf([folder]).library)
        yield f"{size} read, every area's kind guessed from its words", f"{seconds:.2f} s", ""
        write(folder)
        shelf = Shelf([folder])
        seconds, library = timed(lambda: shelf.library)
        assert (len(library.banks), library.problems) == (BANKS, ())
        yield f"{size} read", f"{seconds:.2f} s", "< 2 s"
        (folder / "bank-7.yaml").write_text(text(7, random.Random(-7), True), encoding="utf-8")
        seconds, _ = timed(lambda: shelf.library)
        yield f"{size}, one of the banks changed", f"{seconds * 1000:.0f} ms", ""
        seconds, library = timed(lambda: shelf.library)
        yield f"{size}, nothing changed", f"{seconds * 1000:.0f} ms", ""
        for words in ("customer retention", "strat", "the"):
            times = [timed(lambda words=words: search(library, words)) for _ in range(4)]  # type: ignore[misc]
            first, again = times[0][0], min(seconds for seconds, _ in times[1:])
            yield (
                f'{size} searched for "{words}": {len(times[0][1]):,} found',
                f"{again * 1000:.0f} ms, the first time {first * 1000:.0f} ms",
                "< 100 ms",
            )
        seconds, _ = timed(lambda: remarks_on_all(library.banks))
        yield f"{size}, all remarks of banks check", f"{seconds:.1f} s", ""
        seconds, _ = timed(lambda: remarks(library.banks[0], library.banks))
        yield f"remarks on one bank beside {size}", f"{seconds * 1000:.0f} ms", ""


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def write(folder: Path, kinds: bool = True) -> None:
    """Banks made of the shipped ones' words, put together at random."""
    for number in range(BANKS):
        (folder / f"bank-{number}.yaml").write_text(text(number, random.Random(number), kinds), encoding="utf-8")


def text(number: int, chance: random.Random, kinds: bool) -> str:
    lines = [f"id: bank-{number}", f"title: {say(chance, 3)}", f"competency: {say(chance, 60)}"]
    lines += ["weight: {early: 20, mid: 20, senior: 20}", "questions:"]
    for question in range(QUESTIONS):
        lines += [
            f"  - id: question-{question}",
            "    text: >-",
            f"      {say(chance, 18)}?",
            f"    intent: {say(chance, 30)}",
        ]
        lines += ["    areas:", *(area(n, chance, kinds) for n in range(AREAS))]
        lines += ["    follow_ups:"]
        lines += [f"      - {{id: f{n}, text: {say(chance, 14)}?, areas: [a{n}, a{n + 1}]}}" for n in range(FOLLOW_UPS)]
        lines += ["    tips:", *(f"      - {say(chance, 12)}" for _ in range(3))]
    return "\n".join(lines) + "\n"


def area(number: int, chance: random.Random, kinds: bool) -> str:
    more = f", kind: {chance.choice(list(Kind))}" if kinds else ""
    return f"      - {{id: a{number}, text: {say(chance, 9)}{more}{', core: true' * (number < 3)}}}"


_WORDS: list[str] = []


def say(chance: random.Random, words: int) -> str:
    """So many words of the shipped banks."""
    if not _WORDS:
        texts = (a.text for b in load_library([SHIPPED]).banks for q in b.questions for a in q.areas)
        _WORDS.extend(sorted({w for t in texts for w in t.lower().split() if w.isalpha()}))
    return " ".join(["The", *chance.choices(_WORDS, k=words - 1)])


if __name__ == "__main__":
    for row in rows():
        print(*row, sep="  ")
