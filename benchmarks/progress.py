"""Script time of the progress and start pages with 5,000 practices: `python -m benchmarks.progress`.

On SQLite, and on PostgreSQL where COACH_TEST_DATABASE_URL names a database (a schema of its own is made
and dropped). Once a fifth of the practices is the candidate's, once all are.
"""

from __future__ import annotations

import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
import streamlit as st
from streamlit.testing.v1 import AppTest

from benchmarks.drawing import APP
from benchmarks.many import fill
from coach.ui import state

TARGET_MS = 500
RUNS = 7
OWNERS = {"a fifth are the candidate's": ("local", "ann", "bob", "cleo", "dora"), "all are": ("local",)}


def rows(practices: int = 5_000) -> Iterator[tuple[str, str, str]]:
    for whose, owners in OWNERS.items():
        for name, database in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
            with database() as url:
                if not url:
                    continue
                turns = fill(url, practices, owners)
                for page in (state.PROGRESS, state.START):
                    spent, used, queries = _draw(url, page)
                    what = f"{page.split('/')[-1]}, {name}, {practices:,} practices ({turns:,} turns), {whose}"
                    yield what, f"{spent:.0f} ms ({used:.0f} ms of processor), {queries} queries", f"< {TARGET_MS} ms"


def _draw(url: str, page: str) -> tuple[float, float, int]:
    """Median script time of one page in ms, the processor's part of it, and the queries of one run."""
    os.environ["DATABASE_URL"] = url
    st.cache_resource.clear()
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    at.switch_page(page)
    at.run().run()
    if at.exception:
        raise RuntimeError(f"{page}: {at.exception}")
    counted: list[str] = []

    def note(*event: object) -> None:
        counted.append(str(event[2]))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    at.run()
    sa.event.remove(sa.Engine, "before_cursor_execute", note)
    spent, used = (
        statistics.median(column) * 1000 for column in zip(*(_seconds(at) for _ in range(RUNS)), strict=True)
    )
    state.app().store.close()
    del os.environ["DATABASE_URL"]
    return spent, used, sum(s.lstrip().upper().startswith(("SELECT", "WITH")) for s in counted)


def _seconds(at: AppTest) -> tuple[float, float]:
    began, used = time.perf_counter(), time.process_time()
    at.run()
    return time.perf_counter() - began, time.process_time() - used


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/practice.db"


@contextmanager
def _postgres() -> Iterator[str]:
    address = os.environ.get("COACH_TEST_DATABASE_URL", "")
    if not address:
        yield ""
        return
    url = sa.make_url(address.replace("postgresql://", "postgresql+psycopg://", 1))
    server, name = sa.create_engine(url, isolation_level="AUTOCOMMIT"), f"bench_{secrets.token_hex(4)}"
    with server.connect() as db:
        db.execute(sa.text(f"create schema {name}"))
    try:
        yield url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
    finally:
        with server.connect() as db:
            db.execute(sa.text(f"drop schema {name} cascade"))
        server.dispose()


def main(practices: Sequence[int] = (5_000,)) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COACH_DATA_DIR"] = folder
        for count in practices:
            for what, measured, target in rows(count):
                print(f"{what}: {measured} ({target})", flush=True)


if __name__ == "__main__":
    main()
