"""A database with many practices, for other benchmarks: `python -m benchmarks.many URL [--practices N]`.

A few interviews are really held with the offline engine, and their rows copied with new ids and days:
so quotes stand where they are said to stand, critiques are as long as real ones, and 5,000 practices
(60,000 turns) take seconds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from benchmarks.samples import SENTENCES, THIN
from coach import database
from coach.banks import SHIPPED, Shelf
from coach.interviewer import Interviewer
from coach.models import Mode, Plan, TurnKind, Viewer
from coach.offline import OfflineEngine
from coach.store import Store

Rows = dict[str, list[dict[str, Any]]]
TABLES = (database.practices, database.questions, database.attempts, database.turns, database.critiques)
TEMPLATES = 24
TURNS = 12
"""Turns that a copied practice has."""
LAST_DAY = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
_BATCH = 500
_OWNERS = ("local", "ann", "bob", "cleo", "dora")


def fill(url: str, practices: int = 5_000, owners: Sequence[str] = _OWNERS, last: datetime = LAST_DAY) -> int:
    """Add practices, an hour apart up to `last`, to the owners in turn; returns how many turns they have.

    With five owners each has a fifth, with one all are theirs. The ids are the
    same every time, so it can be done once to a database.
    """
    Store(url).close()  # migrated
    templates = [rows for n in range(TEMPLATES) for rows in _template(n)]
    engine = database.connect(url)
    turns = 0
    for start in range(0, practices, _BATCH):
        batch: Rows = {table.name: [] for table in TABLES}
        for n in range(start, min(start + _BATCH, practices)):
            began = last - timedelta(hours=practices - 1 - n)
            _copy(templates[n % len(templates)], n, owners[n % len(owners)], began, batch)
        turns += len(batch["turns"])
        with engine.begin() as db:
            for table in TABLES:
                db.execute(table.insert(), batch[table.name])
    engine.dispose()
    return turns


def _template(number: int) -> Iterator[Rows]:
    """The rows of one interview, really held and read by rules."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/practice.db"
        store = Store(url)
        coach = Interviewer(store, Shelf([SHIPPED]), OfflineEngine())
        _hold(coach, Viewer("template"), number)
        store.close()
        engine = database.connect(url)
        with engine.connect() as db:
            yield {t.name: [dict(row._mapping) for row in db.execute(sa.select(t))] for t in TABLES}
        engine.dispose()


def _hold(coach: Interviewer, viewer: Viewer, number: int) -> None:
    """Three questions in every bank in turn, better answered the higher `number`, until there are enough turns."""
    banks = coach.library.banks
    bank = banks[number % len(banks)].id
    practice_id = coach.start(viewer, Plan("chief-marketing-officer", "mid", (bank,), 3, Mode.COACH, seed=number))
    good = 3 + number * (len(SENTENCES) - 3) // TEMPLATES
    for _ in range(4 * TURNS):
        practice = coach.open(viewer, practice_id)
        last = practice.turns[-1]
        if practice.ended_at or len(practice.turns) >= TURNS - 1:
            break
        if last.kind in (TurnKind.QUESTION, TurnKind.FOLLOW_UP):
            coach.submit(viewer, practice_id, THIN if last.reason else " ".join(SENTENCES[:good]))
            coach.assess(viewer, practice_id)
        else:
            coach.advance(viewer, practice_id)
    coach.end(viewer, practice_id)


def _copy(rows: Rows, number: int, owner: str, began: datetime, batch: Rows) -> None:
    """One practice's rows with ids and times of their own."""
    name = f"many-{number:06d}"
    first = rows["practices"][0]["created_at"]
    ids = {row["id"]: f"{name}-{i}" for i, row in enumerate(rows["attempts"])}
    for table, found in rows.items():
        for i, row in enumerate(found):
            new = {**row}
            new |= {k: began + (row[k] - first) for k in ("at", "created_at", "ended_at") if row.get(k)}
            new |= {"practice_id": name} if "practice_id" in row else {"id": name, "owner": owner}
            if "attempt_id" in row:
                new["attempt_id"] = ids.get(row["attempt_id"])
            if table == "attempts":
                new["id"] = ids[row["id"]]
            if table == "turns":
                new["id"] = f"{name}-t{i}"
            batch[table].append(new)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    parser.add_argument("url", metavar="URL", help="sqlite:///FILE or postgresql+psycopg://...")
    parser.add_argument("--practices", type=int, default=5_000)
    parser.add_argument("--owner", action="append", help="default: five of them, one called local")
    asked = parser.parse_args()
    began = time.perf_counter()
    turns = fill(asked.url, asked.practices, asked.owner or _OWNERS)
    print(f"{asked.practices:,} practices, {turns:,} turns in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
