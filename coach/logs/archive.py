"""Practices in bulk, the SQL of it: out by the hundred, in by the file, kept, and let go when their time is up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from coach.database import attempts as _attempts
from coach.database import critiques as _critiques
from coach.database import imports as _imports
from coach.database import kept as _kept
from coach.database import practices as _practices
from coach.database import questions as _questions
from coach.database import self_ratings as _ratings
from coach.database import told as _told
from coach.database import turns as _turns
from coach.errors import Conflict
from coach.logs import text as logtext
from coach.logs.text import Logged
from coach.store import Store, assemble, critique_row, insert

_BATCH = 100
"""Practices held in memory at once."""


@dataclass(frozen=True, slots=True)
class Resting:
    """A practice that nobody asked to keep."""

    id: str
    owner: str
    since: datetime
    """When it ended, was left, or came from a file: whichever was last."""


@dataclass(frozen=True, slots=True)
class Archive:
    store: Store

    # -- out -----------------------------------------------------------------------------------

    def ids(self, owner: str) -> list[str]:
        """The owner's practices, oldest first."""
        with self.store.reading() as db:
            return _ids(db, owner)

    def logged(self, owner: str, only: Sequence[str] | None = None) -> Iterator[Logged]:
        """The owner's practices, oldest first, as they all were at one moment; a hundred in memory at a time."""
        with self.store.reading() as db:
            ids = _ids(db, owner)
            if only is not None:
                wanted = set(only)
                ids = [i for i in ids if i in wanted]
            for start in range(0, len(ids), _BATCH):
                yield from _batch(db, ids[start : start + _BATCH])

    # -- in ------------------------------------------------------------------------------------

    def add(self, logs: Iterable[Logged], source: str, now: datetime) -> tuple[int, int]:
        """All of one file or nothing of it; how many were new, and how many were here already.

        Raises Conflict where an id here means other content, or somebody else's.
        """
        new = known = 0
        reading = ""
        try:
            with self.store.writing() as db:
                for logged in logs:
                    reading = logged.practice.id
                    if _is_here(db, logged):
                        known += 1
                    else:
                        _add(db, logged, source, now)
                        new += 1
        except Conflict as error:
            if isinstance(error.__cause__, sa.exc.IntegrityError):
                raise Conflict(
                    f"practice {reading} has lines or attempts that another practice here has too"
                ) from error
            raise
        return new, known

    def from_files(self, owner: str) -> dict[str, str]:
        """The names of the files that the owner's imported practices came from, by practice id."""
        mine = sa.select(_imports.c.practice_id, _imports.c.source).join(_practices)
        with self.store.reading() as db:
            return {row.practice_id: row.source for row in db.execute(mine.where(_practices.c.owner == owner))}

    # -- gone, and kept ------------------------------------------------------------------------

    def delete(self, owner: str, only: Sequence[str] | None = None) -> int:
        """The owner's practices, or those of `only`, and all that hangs on them, for good; how many they were."""
        which = _practices.c.owner == owner
        with self.store.writing() as db:
            if only is None:
                db.execute(_told.delete().where(_told.c.owner == owner))
            else:
                which &= _practices.c.id.in_(only)
            gone = db.execute(_practices.delete().where(which)).rowcount
        self.store.forget()
        return gone

    def kept(self, owner: str) -> set[str]:
        mine = sa.select(_kept.c.practice_id).join(_practices).where(_practices.c.owner == owner)
        with self.store.reading() as db:
            return set(db.execute(mine).scalars())

    def keep(self, practice_id: str, keeps: bool, now: datetime) -> None:
        """Twice is once."""
        with suppress(Conflict), self.store.writing() as db:  # another tab was quicker, and the practice may be gone
            db.execute(_kept.delete().where(_kept.c.practice_id == practice_id))
            if keeps:
                db.execute(_kept.insert(), {"practice_id": practice_id, "at": now})

    def resting(self, owner: str | None = None) -> list[Resting]:
        """Practices not kept, of one owner or of all, the longest untouched first."""
        ended = sa.func.coalesce(_practices.c.ended_at, _last_line())
        query = (
            sa.select(_practices.c.id, _practices.c.owner, ended.label("since"), _imports.c.at)
            .outerjoin(_imports)
            .outerjoin(_kept)
            .where(_kept.c.practice_id.is_(None), sa.true() if owner is None else _practices.c.owner == owner)
        )
        with self.store.reading() as db:
            found = [Resting(r.id, r.owner, max(filter(None, (r.since, r.at)))) for r in db.execute(query)]
        return sorted(found, key=lambda resting: resting.since)

    def told(self) -> dict[str, tuple[int, datetime]]:
        """Who was shown after how many days their practices go, and when first."""
        with self.store.reading() as db:
            return {row.owner: (row.days, row.at) for row in db.execute(sa.select(_told))}

    def tell(self, owner: str, days: int, now: datetime) -> None:
        """From now on the owner knows that it is `days`."""
        with suppress(Conflict), self.store.writing() as db:  # another page told the same
            db.execute(_told.delete().where(_told.c.owner == owner))
            db.execute(_told.insert(), {"owner": owner, "days": days, "at": now})


def _last_line() -> sa.ScalarSelect[Any]:
    last = sa.select(sa.func.max(_turns.c.at)).where(_turns.c.practice_id == _practices.c.id)
    return last.correlate(_practices).scalar_subquery()


# -- in --------------------------------------------------------------------------------------------


def _is_here(db: Connection, logged: Logged) -> bool:
    """Whether this very practice is the owner's already. Raises Conflict when its id means something else."""
    practice = logged.practice
    query = sa.select(_practices.c.owner, _imports.c.fingerprint).outerjoin(_imports)
    here = db.execute(query.where(_practices.c.id == practice.id)).one_or_none()
    if here is None:
        return False
    line = logtext.encode(logged)
    if here.owner == practice.owner:
        # what came from this file may have gone on here since
        if here.fingerprint == logtext.fingerprint(line):
            return True
        if logtext.encode(next(_batch(db, [practice.id]))) == line:
            return True
    why = "with other content or as somebody else's, and neither replaces the other"
    raise Conflict(f"practice {practice.id} is here already {why}")


def _add(db: Connection, logged: Logged, source: str, now: datetime) -> None:
    practice = logged.practice
    insert(db, practice)
    rows = [row for attempt in practice.attempts for row in _critique_rows(logged, attempt.id)]
    if rows:
        db.execute(_critiques.insert(), rows)
    if logged.rated:
        db.execute(
            _ratings.insert(),
            [
                {"attempt_id": key, "practice_id": practice.id, "level": level, "at": at}
                for key, (level, at) in logged.rated.items()
            ],
        )
    row = {
        "practice_id": practice.id,
        "fingerprint": logtext.fingerprint(logtext.encode(logged)),
        "source": source[:200],
        "unknown": json.dumps(logged.unknown),
        "at": now,
    }
    db.execute(_imports.insert(), row)


def _critique_rows(logged: Logged, attempt_id: str) -> Iterator[dict[str, Any]]:
    attempt = logged.practice.attempt(attempt_id)
    made = zip(attempt.critiques if attempt else (), logged.read_at[attempt_id], strict=True)
    for position, same_words in groupby(made, key=lambda pair: pair[0][0]):
        for revision, ((_, critique), at) in enumerate(same_words):
            yield critique_row(logged.practice.id, attempt_id, position, revision, critique, at)


# -- out -------------------------------------------------------------------------------------------


def _ids(db: Connection, owner: str) -> list[str]:
    mine = sa.select(_practices.c.id).where(_practices.c.owner == owner)
    return list(db.execute(mine.order_by(_practices.c.created_at, _practices.c.id)).scalars())


def _batch(db: Connection, ids: Sequence[str]) -> Iterator[Logged]:
    """The practices of `ids`, in that order, in seven queries."""
    heads = {row.id: row for row in db.execute(sa.select(_practices).where(_practices.c.id.in_(ids)))}
    questions = _grouped(db, _questions, ids, _questions.c.position)
    attempts = _grouped(db, _attempts, ids)
    turns = _grouped(db, _turns, ids, _turns.c.position)
    critiques = _grouped(db, _critiques, ids, _critiques.c.position, _critiques.c.revision)
    rated = _grouped(db, _ratings, ids)
    imported = _grouped(db, _imports, ids)
    for i in ids:
        practice = assemble(heads[i], questions[i], attempts[i], turns[i], critiques[i])
        read_at = {a.id: tuple(row.at for row in critiques[i] if row.attempt_id == a.id) for a in practice.attempts}
        said = {row.attempt_id: (row.level, row.at) for row in rated[i]}
        unknown = json.loads(imported[i][0].unknown) if imported[i] else []
        yield Logged(practice, read_at, said, tuple((tuple(path), value) for path, value in unknown))


def _grouped(
    db: Connection, table: sa.Table, ids: Sequence[str], *order: sa.ColumnElement[Any]
) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {i: [] for i in ids}
    for row in db.execute(sa.select(table).where(table.c.practice_id.in_(ids)).order_by(*order)):
        found[row.practice_id].append(row)
    return found
