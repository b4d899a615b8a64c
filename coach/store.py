"""The only SQL: practices as append-only logs, on SQLite or PostgreSQL.

Every append names the position it expects, and positions are unique in a practice: that one
constraint makes a double submit one turn and lets the first of two tabs win.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection, Row

from coach import database, recordsql
from coach.database import attempts as _attempts
from coach.database import calls as _calls
from coach.database import critiques as _critiques
from coach.database import practices as _practices
from coach.database import questions as _questions
from coach.database import self_ratings as _self_ratings
from coach.database import turns as _turns
from coach.errors import Conflict, StoreError
from coach.models import Attempt, Critique, Mode, Plan, PlannedQuestion, Practice, Speaker, Turn, TurnKind, Usage
from coach.outcomes import Record

_PLAN = TypeAdapter(Plan)
_QUESTION = TypeAdapter(PlannedQuestion)
_CRITIQUE = TypeAdapter(Critique)


@dataclass(frozen=True, slots=True)
class Summary:
    """One practice in a list."""

    id: str
    plan: Plan
    created_at: datetime
    ended_at: datetime | None
    told: bool
    """Whether critiques may be seen; those of a mock interview from its end on."""
    questions: int
    answered: int
    """Questions with at least one answer."""
    levels: tuple[int | None, ...]
    """Level of the latest critique of each question that has one; None: not rated."""
    waiting: int = 0
    """Questions whose level the candidate wants to see only after saying one; it is not in `levels`."""


class Store:
    """A database, migrated when opened. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Raises StoreError when the database cannot be opened, or is from a newer version."""
        try:
            self._engine = database.connect(url)
        except (sa.exc.ArgumentError, ModuleNotFoundError) as error:
            raise StoreError(f"DATABASE_URL cannot be used: {error}. Check the address.") from error
        except ValueError as error:  # whose words may hold the password: user:secret reads like host:port
            raise StoreError("DATABASE_URL cannot be used: its port is not a number. Check the address.") from error
        try:
            with self._explained():
                database.migrate(self._engine)
        except StoreError:
            self.close()
            raise

    def describe(self) -> str:
        """Which database this is, and that it can be written: a practice is put in and taken back."""
        with self._explained(), self._engine.begin() as db:
            db.execute(
                _practices.insert(), {"id": "doctor", "owner": "doctor", "plan": "{}", "created_at": datetime.now(UTC)}
            )
            db.execute(_practices.delete().where(_practices.c.id == "doctor"))
            count = db.execute(sa.select(sa.func.count()).select_from(_practices)).scalar()
        return f"{database.place(self._engine.url)}, {count} practices, can be written"

    def close(self) -> None:
        self._engine.dispose()

    # -- writing -----------------------------------------------------------------------------

    def add_practice(self, practice: Practice) -> None:
        """A new practice with its questions, first attempt and lines, all or nothing."""
        with self._write() as db:
            insert(db, practice)

    def append(
        self,
        practice_id: str,
        turns: Sequence[Turn] = (),
        attempts: Sequence[Attempt] = (),
        critique: tuple[str, int, Critique] | None = None,
        ended_at: datetime | None = None,
        reopen: bool = False,
    ) -> None:
        """Add lines, new attempts and a critique (attempt id, position, value), all or nothing.

        Raises Conflict when one of the positions is taken or the practice is gone.
        """
        with self._write() as db:
            if critique:
                self._insert_critique(db, practice_id, *critique)
            _append(db, practice_id, attempts, turns)
            if ended_at or reopen:
                db.execute(_practices.update().where(_practices.c.id == practice_id).values(ended_at=ended_at))

    def revise(self, practice_id: str, attempt_id: str, position: int, critique: Critique) -> None:
        """A newer critique of the same words; the older ones stay."""
        with self._write() as db:
            same = (_critiques.c.attempt_id == attempt_id) & (_critiques.c.position == position)
            last = db.execute(sa.select(sa.func.max(_critiques.c.revision)).where(same)).scalar()
            self._insert_critique(db, practice_id, attempt_id, position, critique, (last or 0) + 1)

    def delete(self, practice_id: str) -> None:
        """A practice and all that hangs on it, for good: freed pages are overwritten."""
        with self._write() as db:
            db.execute(_practices.delete().where(_practices.c.id == practice_id))
        self.forget()

    def _insert_critique(
        self, db: Connection, practice_id: str, attempt_id: str, position: int, critique: Critique, revision: int = 0
    ) -> None:
        row = critique_row(practice_id, attempt_id, position, revision, critique, datetime.now(UTC))
        db.execute(_critiques.insert(), row)

    def rate(self, practice_id: str, attempt_id: str, level: int | None) -> None:
        """What the candidate said of an attempt, once: None is that they would rather not.

        Raises Conflict when it was said before, or the attempt is gone.
        """
        row = {"attempt_id": attempt_id, "practice_id": practice_id, "level": level, "at": datetime.now(UTC)}
        with self._write() as db:
            db.execute(_self_ratings.insert(), row)

    def add_call(self, practice_id: str, purpose: str, model: str, prompt_hash: str, usage: Usage) -> None:
        """Note what a model was used for, and by which prompt; a practice that is gone by now keeps no note."""
        made = {"purpose": purpose, "model": model, "prompt_hash": prompt_hash}
        row = {"practice_id": practice_id, "at": datetime.now(UTC), **made}
        with suppress(Conflict), self._write() as db:
            db.execute(_calls.insert(), {**row, **asdict(usage)})

    # -- reading -----------------------------------------------------------------------------

    def practice(self, practice_id: str) -> Practice | None:
        """The whole practice in five queries, however many lines it has."""
        with self._read() as db:
            head = db.execute(sa.select(_practices).where(_practices.c.id == practice_id)).one_or_none()
            if head is None:
                return None
            questions = db.execute(_of(_questions, practice_id).order_by(_questions.c.position)).all()
            attempts = db.execute(_of(_attempts, practice_id)).all()
            turns = db.execute(_of(_turns, practice_id).order_by(_turns.c.position)).all()
            order = (_critiques.c.position, _critiques.c.revision)
            critiques = db.execute(_of(_critiques, practice_id).order_by(*order)).all()
        return assemble(head, questions, attempts, turns, critiques)

    def summaries(self, owner: str, limit: int = 500) -> list[Summary]:
        """The owner's practices, newest first, in three queries."""
        told = recordsql.told().label("told")
        newest = sa.select(_practices, told).where(_practices.c.owner == owner).order_by(_practices.c.created_at.desc())
        mine = newest.with_only_columns(_practices.c.id).limit(limit)
        with self._read() as db:
            heads = db.execute(newest.limit(limit)).all()
            answered = db.execute(_answered(mine)).all()
            levels = db.execute(_levels(mine)).all()
        counts = {row.practice_id: row.answered for row in answered}
        by_practice: dict[str, dict[int, Row[Any]]] = {}
        for row in levels:
            by_practice.setdefault(row.practice_id, {})[row.question] = row
        return [_summary(head, counts.get(head.id, 0), by_practice.get(head.id, {})) for head in heads]

    def ratings(self, practice_id: str) -> dict[str, int | None]:
        """What the candidate said of the attempts of one practice, by attempt id."""
        with self._read() as db:
            return {row.attempt_id: row.level for row in db.execute(_of(_self_ratings, practice_id))}

    def record(self, owner: str, limit: int) -> Record:
        """How the answers of the owner's latest `limit` practices went, in one query."""
        with self._read() as db:
            return recordsql.record(db.execute(recordsql.latest(owner, limit)), limit)

    def asked(self, owner: str, limit: int = 60) -> list[tuple[str, str]]:
        """(bank id, question id) that the owner was asked, the latest first."""
        query = (
            sa.select(_questions.c.bank_id, _questions.c.question_id)
            .join(_practices)
            .where(_practices.c.owner == owner)
            .order_by(_practices.c.created_at.desc(), _questions.c.position)
        )
        with self._read() as db:
            return [(row.bank_id, row.question_id) for row in db.execute(query.limit(limit))]

    def spent(self, practice_id: str) -> Usage:
        """What one practice used of models."""
        return self._spent(_calls.c.practice_id == practice_id)

    def spent_since(self, moment: datetime) -> Usage:
        """What all practices together used since `moment`."""
        return self._spent(_calls.c.at >= moment)

    def _spent(self, which: sa.ColumnElement[bool]) -> Usage:
        names = ("calls", "input_tokens", "output_tokens", "milliseconds")
        sums = [sa.func.coalesce(sa.func.sum(_calls.c[name]), 0) for name in names]
        with self._read() as db:
            return Usage(*(int(n) for n in db.execute(sa.select(*sums).where(which)).one()))

    # -- connections -------------------------------------------------------------------------

    def writing(self) -> AbstractContextManager[Connection]:
        """One change, all or nothing, for `archive`, which has SQL of its own. Raises Conflict and StoreError."""
        return self._write()

    def reading(self) -> AbstractContextManager[Connection]:
        """One moment of the database, for `archive`."""
        return self._read()

    def forget(self) -> None:
        """What was deleted leaves SQLite's log too: freed pages are overwritten."""
        if self._engine.dialect.name == "sqlite":
            with self._explained(), self._engine.connect() as db:
                db.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._explained():
            try:
                with self._engine.begin() as db:
                    yield db
            except sa.exc.IntegrityError as error:
                raise Conflict("This practice went on in another tab or window; this page was behind.") from error

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        """One moment of the database, however many queries look at it."""
        with self._explained(), self._engine.connect() as db:
            yield db.execution_options(**database.reading(db))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what a database says into what to do; our own errors pass."""
        try:
            yield
        except sa.exc.DBAPIError as error:
            raise StoreError(database.advice(str(error.orig), self._engine.url)) from error


# -- rows and values -----------------------------------------------------------------------------


def insert(db: Connection, practice: Practice) -> None:
    """A practice with its questions, attempts and lines, as part of what `db` is doing."""
    head = {"id": practice.id, "owner": practice.owner, "plan": _PLAN.dump_json(practice.plan).decode()}
    db.execute(_practices.insert(), {**head, "created_at": practice.created_at, "ended_at": practice.ended_at})
    rows = [_question_row(practice.id, i, q) for i, q in enumerate(practice.questions)]
    db.execute(_questions.insert(), rows)
    _append(db, practice.id, practice.attempts, practice.turns)


def _append(db: Connection, practice_id: str, attempts: Sequence[Attempt], turns: Sequence[Turn]) -> None:
    if attempts:
        db.execute(_attempts.insert(), [_attempt_row(practice_id, a) for a in attempts])
    if turns:
        db.execute(_turns.insert(), [_turn_row(practice_id, t) for t in turns])


def critique_row(
    practice_id: str, attempt_id: str, position: int, revision: int, critique: Critique, at: datetime
) -> dict[str, Any]:
    """One critique as the table holds it."""
    return {
        "attempt_id": attempt_id,
        "position": position,
        "revision": revision,
        "practice_id": practice_id,
        "level": critique.level,
        "engine": critique.provenance.engine,
        "data": _CRITIQUE.dump_json(critique).decode(),
        "at": at,
    }


def _of(table: sa.Table, practice_id: str) -> sa.Select[Any]:
    return sa.select(table).where(table.c.practice_id == practice_id)


def _question_row(practice_id: str, position: int, planned: PlannedQuestion) -> dict[str, Any]:
    return {
        "practice_id": practice_id,
        "position": position,
        "bank_id": planned.bank_id,
        "question_id": planned.question.id,
        "data": _QUESTION.dump_json(planned).decode(),
    }


def _attempt_row(practice_id: str, attempt: Attempt) -> dict[str, Any]:
    return {"id": attempt.id, "practice_id": practice_id, "question": attempt.question, "number": attempt.number}


def _turn_row(practice_id: str, turn: Turn) -> dict[str, Any]:
    return {**asdict(turn), "practice_id": practice_id, "probes": json.dumps(turn.probes)}


def _turn(row: Row[Any]) -> Turn:
    return Turn(
        id=row.id,
        position=row.position,
        speaker=Speaker(row.speaker),
        kind=TurnKind(row.kind),
        text=row.text,
        at=row.at,
        attempt_id=row.attempt_id,
        reason=row.reason,
        probes=tuple(json.loads(row.probes)),
        follow_up_id=row.follow_up_id,
    )


def assemble(
    head: Row[Any],
    questions: Sequence[Row[Any]],
    attempts: Sequence[Row[Any]],
    turns: Sequence[Row[Any]],
    critiques: Sequence[Row[Any]],
) -> Practice:
    """The rows of one practice as its value: questions and turns by position, critiques by revision too."""
    said = tuple(_turn(row) for row in turns)
    read: dict[str, list[tuple[int, Critique]]] = {}
    for row in critiques:
        read.setdefault(row.attempt_id, []).append((row.position, _CRITIQUE.validate_json(row.data)))
    in_order = sorted(attempts, key=lambda row: (row.question, row.number))
    return Practice(
        id=head.id,
        owner=head.owner,
        plan=_PLAN.validate_json(head.plan),
        created_at=head.created_at,
        ended_at=head.ended_at,
        questions=tuple(_QUESTION.validate_json(row.data) for row in questions),
        turns=said,
        attempts=tuple(_attempt(row, said, read.get(row.id, [])) for row in in_order),
    )


def _attempt(row: Row[Any], said: Sequence[Turn], critiques: Sequence[tuple[int, Critique]]) -> Attempt:
    return Attempt(row.id, row.question, row.number, tuple(t for t in said if t.attempt_id == row.id), tuple(critiques))


def _answered(practices: sa.Select[Any]) -> sa.Select[Any]:
    return (
        sa.select(_attempts.c.practice_id, sa.func.count(sa.distinct(_attempts.c.question)).label("answered"))
        .join(_turns, _turns.c.attempt_id == _attempts.c.id)
        .where(_turns.c.kind == TurnKind.ANSWER, _attempts.c.practice_id.in_(practices))
        .group_by(_attempts.c.practice_id)
    )


def _levels(practices: sa.Select[Any]) -> sa.Select[Any]:
    attempt, critique = _attempts.c, _critiques.c
    said = _self_ratings.c.attempt_id.is_not(None).label("said")
    return (
        sa.select(_attempts.c.practice_id, _attempts.c.question, _critiques.c.level, said)
        .join(_critiques, _critiques.c.attempt_id == _attempts.c.id)
        .outerjoin(_self_ratings, _self_ratings.c.attempt_id == _attempts.c.id)
        .where(_attempts.c.practice_id.in_(practices))
        .order_by(attempt.practice_id, attempt.question, attempt.number, critique.position, critique.revision)
    )


def _summary(head: Row[Any], answered: int, latest: dict[int, Row[Any]]) -> Summary:
    """`latest`: the newest critique of each question, by its index."""
    plan = _PLAN.validate_json(head.plan)
    told = [row.level for row in latest.values() if not plan.rate_first or row.said or row.level is None]
    return Summary(
        id=head.id,
        plan=plan,
        created_at=head.created_at,
        ended_at=head.ended_at,
        told=plan.mode is Mode.COACH or head.told,
        questions=plan.questions,
        answered=answered,
        levels=tuple(told),
        waiting=len(latest) - len(told),
    )
