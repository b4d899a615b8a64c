"""How long the offline engine takes for one answer."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from benchmarks.samples import answer
from coach import critique
from coach.banks import SHIPPED, load_library
from coach.models import Provenance, Question, Speaker, Turn, TurnKind
from coach.offline import OfflineEngine


def rows() -> Iterator[tuple[str, str, str]]:
    questions = [q for b in load_library([SHIPPED]).banks for q in b.questions if len(q.areas) == 8]
    times = [_milliseconds(q, answer(400)) for q in questions for _ in range(5)][5:]
    yield (
        f"offline critique, 400 words, 8 areas ({len(times)} runs over {len(questions)} questions)",
        f"median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms",
        "median < 50 ms, worst < 150 ms",
    )


def _milliseconds(question: Question, text: str) -> float:
    engine = OfflineEngine()
    said = Turn("t", 1, Speaker.CANDIDATE, TurnKind.ANSWER, text, datetime.now(UTC))
    began = time.perf_counter()
    critique.settle(question, [said], engine.read(question, [said]), Provenance(engine.name))
    return (time.perf_counter() - began) * 1000
