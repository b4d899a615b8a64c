"""The question "how did this candidate's latest answers go?" as one SQL statement, and its rows as values.

No transcript is read: of the turns only where and when the last answer of an attempt stands. The
statement is bounded by practices, so that it costs the same however many there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from coach.database import attempts, critiques, practices, questions, self_ratings, turns
from coach.models import Kind, Mode, TurnKind, Verdict
from coach.outcomes import Outcome, Reader, Record, Seen


def latest(owner: str, limit: int) -> sa.Select[Any]:
    """A row for each answered attempt of the owner's latest `limit` practices, with what read it last."""
    mine = _practices(owner, limit)
    said = _last_answers(mine)
    read = _last_readings(said)
    return (
        sa.select(
            *(mine.c[name] for name in ("id", "plan", "created_at", "told")),
            *(attempts.c[name] for name in ("question", "number")),
            said.c.attempt_id,
            said.c.at,
            questions.c.data.label("asked"),
            read.c.data.label("read"),
            self_ratings.c.at.label("rated_at"),
            self_ratings.c.level.label("own_level"),
            _count(owner).label("practices"),
        )
        .select_from(mine)
        .join(attempts, attempts.c.practice_id == mine.c.id)
        .join(said, said.c.attempt_id == attempts.c.id)
        .join(questions, (questions.c.practice_id == mine.c.id) & (questions.c.position == attempts.c.question))
        .outerjoin(read, read.c.attempt_id == attempts.c.id)
        .outerjoin(self_ratings, self_ratings.c.attempt_id == attempts.c.id)
        .order_by(mine.c.created_at, mine.c.id, said.c.at, attempts.c.question, attempts.c.number)
    )


def _practices(owner: str, limit: int) -> sa.CTE:
    newest = practices.c.created_at.desc(), practices.c.id
    mine = sa.select(practices, told().label("told")).where(practices.c.owner == owner)
    return mine.order_by(*newest).limit(limit).cte("mine")


def told() -> sa.ColumnElement[bool]:
    """Of a practice: whether it was brought to its end once, also when it goes on again."""
    return sa.exists().where(turns.c.practice_id == practices.c.id, turns.c.kind == TurnKind.CLOSING)


def _count(owner: str) -> sa.ScalarSelect[Any]:
    return sa.select(sa.func.count()).select_from(practices).where(practices.c.owner == owner).scalar_subquery()


def _last_answers(mine: sa.CTE) -> sa.CTE:
    return (
        sa.select(
            turns.c.attempt_id,
            sa.func.max(turns.c.position).label("position"),
            sa.func.max(turns.c.at).label("at"),
        )
        .join(mine, mine.c.id == turns.c.practice_id)
        .where(turns.c.kind == TurnKind.ANSWER)
        .group_by(turns.c.attempt_id)
        .cte("said")
    )


def _last_readings(said: sa.CTE) -> sa.Subquery:
    """The newest critique of all that was said; one of less does not hold any more."""
    newest = sa.func.row_number().over(partition_by=critiques.c.attempt_id, order_by=critiques.c.revision.desc())
    same = (critiques.c.attempt_id == said.c.attempt_id) & (critiques.c.position == said.c.position)
    ranked = sa.select(critiques.c.attempt_id, critiques.c.data, newest.label("place")).join(said, same).subquery()
    return sa.select(ranked.c.attempt_id, ranked.c.data).where(ranked.c.place == 1).subquery("read")


def record(rows: Iterable[Row[Any]], limit: int) -> Record:
    """The rows of `latest` as values."""
    found = list(rows)
    asked = {data: json.loads(data) for data in {row.asked for row in found}}
    plans = {data: json.loads(data) for data in {row.plan for row in found}}
    outcomes = tuple(_outcome(row, plans[row.plan], asked[row.asked]) for row in found)
    return Record(outcomes, limit, found[0].practices if found else 0)


def _outcome(row: Row[Any], plan: dict[str, Any], planned: dict[str, Any]) -> Outcome:
    question = planned["question"]
    read = json.loads(row.read) if row.read else None
    return Outcome(
        practice_id=row.id,
        attempt_id=row.attempt_id,
        began=row.created_at,
        at=row.at,
        question=row.question,
        number=row.number,
        bank_id=planned["bank_id"],
        bank_title=planned["bank_title"],
        question_id=question["id"],
        text=question["text"],
        secret=plan["mode"] == Mode.MOCK and not row.told,
        asks_first=plan.get("rate_first", False),
        reader=_reader(read["provenance"]) if read else None,
        level=read["level"] if read else None,
        areas=_areas(question["areas"], read["areas"]) if read else (),
        answered_self=row.rated_at is not None,
        own_level=row.own_level,
    )


def _reader(made: dict[str, Any]) -> Reader:
    return Reader(made["engine"], made["model"], made["prompt_hash"], made["rubric_hash"], made["bank_hash"])


def _areas(areas: list[dict[str, Any]], findings: list[dict[str, Any]]) -> tuple[Seen, ...]:
    verdicts = {f["target"]: Verdict(f["verdict"]) for f in findings}
    return tuple(
        Seen(a["text"], Kind(a["kind"]), a.get("core", False), verdicts[a["id"]]) for a in areas if a["id"] in verdicts
    )
