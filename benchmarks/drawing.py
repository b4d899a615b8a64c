"""How long the pages take to draw a practice, and how many queries they need."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from benchmarks.samples import VIEWER, practice
from coach import bootstrap
from coach.settings import Settings

APP = Path(__file__).parents[1] / "app.py"
RUNS = 9


def rows() -> Iterator[tuple[str, str, str]]:
    app = bootstrap.build(Settings.from_env())
    one, four, fifteen = (practice(app.interviewer, n) for n in (1, 4, 15))
    for name, practice_id, target in (
        ("1 question", one, ""),
        ("4 questions", four, "< 150 ms"),
        ("15 questions", fifteen, "linear in turns"),
    ):
        turns = len(app.interviewer.open(VIEWER, practice_id).turns)
        milliseconds, queries = _draw("coach/ui/results_page.py", practice=practice_id)
        yield (
            f"results page, {name} ({turns} turns), all critiques marked",
            f"{milliseconds:.0f} ms, {queries} queries",
            target,
        )
    attempt = app.interviewer.open(VIEWER, four).attempts[0].id
    milliseconds, queries = _draw("coach/ui/critique_page.py", practice=four, attempt=attempt)
    yield "critique page, every check drawn", f"{milliseconds:.0f} ms, {queries} queries", "< 150 ms"


def _draw(page: str, **where: str) -> tuple[float, int]:
    """Median script time in ms through AppTest, after two runs to warm up, and queries of one run."""
    at = AppTest.from_file(str(APP), default_timeout=30).run()
    at.switch_page(page)
    for name, value in where.items():
        at.query_params[name] = value
    at.run().run()
    if at.exception:
        raise RuntimeError(f"{page}: {at.exception}")
    counted: list[str] = []
    sa.event.listen(sa.Engine, "before_cursor_execute", lambda *a: counted.append(a[2]))
    at.run()
    queries = sum(statement.lstrip().upper().startswith("SELECT") for statement in counted)
    return statistics.median(_seconds(at) for _ in range(RUNS)) * 1000, queries


def _seconds(at: AppTest) -> float:
    began = time.perf_counter()
    at.run()
    return time.perf_counter() - began
