"""One's own level: said once, before the critique, by the owner only; gone with its practice. On both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from conftest import CANDIDATE, PLAN, STRANGER, ScriptedEngine, interviewer, reading, rows
from test_app import ANSWER, FULL
from test_store import NOON, critique, practice

from coach import database
from coach.errors import Conflict, InputError, NotFound
from coach.interviewer import Interviewer
from coach.models import Mode, Plan, Practice
from coach.outcomes import shown
from coach.store import Store
from coach.tracking import Tracking

FIRST = Plan(PLAN.role, PLAN.seniority, PLAN.banks, 2, seed=1, rate_first=True)


def coached(store: Store, plan: Plan = FIRST) -> tuple[Interviewer, Practice]:
    """A practice whose first question is answered and read."""
    coach = interviewer(store, ScriptedEngine(forever=FULL))
    practice_id = coach.start(CANDIDATE, plan)
    coach.submit(CANDIDATE, practice_id, ANSWER)
    coach.assess(CANDIDATE, practice_id)
    return coach, coach.open(CANDIDATE, practice_id)


# -- the store -------------------------------------------------------------------------------------


def test_a_rating_is_kept_and_what_was_said_first_stays(store: Store) -> None:
    store.add_practice(practice())
    store.rate("p1", "p1-a1", 4)
    with pytest.raises(Conflict):
        store.rate("p1", "p1-a1", 2)
    assert store.ratings("p1") == {"p1-a1": 4}
    assert store.ratings("p2") == {}


def test_a_rating_of_nothing_is_a_conflict(store: Store, database_url: str) -> None:
    store.add_practice(practice())
    before = rows(database_url)
    for practice_id, attempt_id in (("p1", "gone"), ("gone", "p1-a1")):
        with pytest.raises(Conflict):
            store.rate(practice_id, attempt_id, 3)
    assert rows(database_url) == before


def test_a_rating_goes_with_its_practice_and_no_other(store: Store, database_url: str) -> None:
    store.add_practice(practice("p2"))
    store.rate("p2", "p2-a1", None)
    before = rows(database_url)
    store.add_practice(practice("p1"))
    store.rate("p1", "p1-a1", 5)
    store.delete("p1")
    assert rows(database_url) == before


def test_a_database_from_before_self_ratings_keeps_everything_and_gets_them(database_url: str) -> None:
    store = Store(database_url)
    store.close()
    engine = sa.create_engine(database_url)
    with engine.begin() as db:
        database.metadata.drop_all(db)
        db.execute(sa.text("drop table alembic_version"))
    config = Config()
    config.set_main_option("script_location", "coach:migrations")
    with engine.begin() as db:
        config.attributes["connection"] = db
        command.upgrade(config, "0002")
        db.execute(database.practices.insert(), {"id": "p1", "owner": "ann", "plan": "{}", "created_at": NOON})
        db.execute(database.attempts.insert(), {"id": "p1-a1", "practice_id": "p1", "question": 0, "number": 1})
    engine.dispose()
    new = Store(database_url)
    new.rate("p1", "p1-a1", 1)
    assert new.ratings("p1") == {"p1-a1": 1}
    new.close()


def test_the_record_has_the_rating_beside_the_level(store: Store) -> None:
    for n, level in enumerate((None, 2)):
        store.add_practice(practice(f"p{n}", at=NOON + timedelta(days=n)))
        store.append(f"p{n}", critique=(f"p{n}-a1", 2, critique(3)))
        store.rate(f"p{n}", f"p{n}-a1", level)
    found = store.record(CANDIDATE.id, 10).outcomes
    assert [(o.answered_self, o.own_level, o.level) for o in found] == [(True, None, 3), (True, 2, 3)]


# -- the application -------------------------------------------------------------------------------


def test_a_level_waits_where_the_candidate_wants_to_speak_first(sqlite_store: Store) -> None:
    coach, made = coached(sqlite_store)
    (attempt, *_) = made.attempts
    tracking = Tracking(coach)
    assert tracking.waiting(CANDIDATE, made) == {attempt.id}
    (summary,) = coach.history(CANDIDATE)
    assert (summary.levels, summary.waiting) == ((), 1)
    assert shown(tracking.record(CANDIDATE).outcomes).outcomes == ()
    tracking.rate(CANDIDATE, made.id, attempt.id, 2)
    assert tracking.waiting(CANDIDATE, made) == frozenset()
    (summary,) = coach.history(CANDIDATE)
    assert (len(summary.levels), summary.waiting) == (1, 0)
    (outcome,) = shown(tracking.record(CANDIDATE).outcomes).outcomes
    assert outcome.own_level == 2


def test_who_would_rather_not_say_is_not_asked_again(sqlite_store: Store) -> None:
    coach, made = coached(sqlite_store)
    tracking = Tracking(coach)
    tracking.rate(CANDIDATE, made.id, made.attempts[0].id, None)
    tracking.rate(CANDIDATE, made.id, made.attempts[0].id, 5)  # after the critique was seen
    assert tracking.ratings(CANDIDATE, made.id) == {made.attempts[0].id: None}
    assert tracking.waiting(CANDIDATE, made) == frozenset()


def test_nobody_is_asked_who_did_not_choose_it(sqlite_store: Store) -> None:
    coach, made = coached(sqlite_store, PLAN)
    assert Tracking(coach).waiting(CANDIDATE, made) == frozenset()
    assert coach.history(CANDIDATE)[0].waiting == 0


def test_an_answer_without_a_level_is_not_asked_about(sqlite_store: Store) -> None:
    coach = interviewer(sqlite_store, ScriptedEngine(forever=reading()))
    practice_id = coach.start(CANDIDATE, FIRST)
    coach.submit(CANDIDATE, practice_id, "I moved the launch.")
    coach.assess(CANDIDATE, practice_id)
    assert Tracking(coach).waiting(CANDIDATE, coach.open(CANDIDATE, practice_id)) == frozenset()
    assert coach.history(CANDIDATE)[0].levels == (None,)


def test_a_stranger_can_neither_rate_nor_look(sqlite_store: Store) -> None:
    coach, made = coached(sqlite_store)
    tracking = Tracking(coach)
    refused = [
        lambda: tracking.rate(STRANGER, made.id, made.attempts[0].id, 3),
        lambda: tracking.ratings(STRANGER, made.id),
        lambda: tracking.waiting(STRANGER, made),
    ]
    with pytest.raises(NotFound) as nothing:
        coach.open(STRANGER, "no-such-practice")
    for call in refused:
        with pytest.raises(NotFound) as told:
            call()
        assert str(told.value) == str(nothing.value)
    assert tracking.ratings(CANDIDATE, made.id) == {}
    assert tracking.record(STRANGER).outcomes == ()


@pytest.mark.parametrize("level", [0, 6, -1])
def test_a_level_outside_the_scale_is_refused(sqlite_store: Store, level: int) -> None:
    coach, made = coached(sqlite_store)
    with pytest.raises(InputError, match="from 1 to 5"):
        Tracking(coach).rate(CANDIDATE, made.id, made.attempts[0].id, level)


def test_an_attempt_of_another_practice_is_not_found(sqlite_store: Store) -> None:
    coach, made = coached(sqlite_store)
    _, other = coached(sqlite_store)
    with pytest.raises(NotFound):
        Tracking(coach).rate(CANDIDATE, made.id, other.attempts[0].id, 3)


def test_a_mock_interview_is_not_rated_before_its_end(sqlite_store: Store) -> None:
    mock = Plan(PLAN.role, PLAN.seniority, PLAN.banks, 2, Mode.MOCK, seed=1, rate_first=True)
    coach, made = coached(sqlite_store, mock)
    tracking = Tracking(coach)
    with pytest.raises(InputError, match="at its end"):
        tracking.rate(CANDIDATE, made.id, made.attempts[0].id, 3)
    coach.end(CANDIDATE, made.id)
    tracking.rate(CANDIDATE, made.id, made.attempts[0].id, 3)
    assert tracking.ratings(CANDIDATE, made.id) == {made.attempts[0].id: 3}
