"""A drill asks exactly the questions it was given, and is stored like any other practice."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa
from conftest import CANDIDATE, PLAN, bank, interviewer

from coach import planner
from coach.errors import NotFound
from coach.store import Store

ONLY = (("plans", "question-5"), ("boards", "question-2"))
BANKS = [bank(), bank("boards")]


def test_a_drill_asks_its_questions_in_their_order_whatever_the_seed() -> None:
    for seed in range(20):
        drawn = planner.draw(BANKS, replace(PLAN, only=ONLY, questions=1, seed=seed))
        assert tuple((d.bank_id, d.question.id) for d in drawn) == ONLY
        assert [(d.bank_title, d.bank_hash) for d in drawn] == [(b.title, b.hash) for b in BANKS]


@pytest.mark.parametrize("gone", [("plans", "question-9"), ("nothing", "question-1")])
def test_a_question_that_is_gone_is_named(gone: tuple[str, str]) -> None:
    with pytest.raises(NotFound, match=f"'{gone[0]}' has no question '{gone[1]}'"):
        planner.draw(BANKS, replace(PLAN, only=(gone,)))


def test_a_drill_is_stored_with_its_questions(store: Store) -> None:
    coach = interviewer(store, None, *BANKS)
    plan = replace(PLAN, banks=("plans", "boards"), only=ONLY)
    practice = coach.open(CANDIDATE, coach.start(CANDIDATE, plan))
    assert practice.plan.only == ONLY
    assert practice.plan.questions == 2
    assert [q.question.id for q in practice.questions] == ["question-5", "question-2"]


def test_a_practice_from_before_there_were_drills_can_be_read(store: Store, database_url: str) -> None:
    coach = interviewer(store)
    practice_id = coach.start(CANDIDATE, PLAN)
    engine = sa.create_engine(database_url)
    with engine.begin() as db:
        plan = json.loads(db.execute(sa.text("select plan from practices")).scalar_one())
        del plan["only"]
        db.execute(sa.text("update practices set plan = :plan"), {"plan": json.dumps(plan)})
    engine.dispose()
    assert coach.open(CANDIDATE, practice_id).plan.only == ()
