"""Many at once, and processes that die: no answer lost, none doubled, on both databases."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from conftest import CANDIDATE, PLAN, ScriptedEngine, bank, interviewer, reading

from benchmarks import kill_test
from coach import flow
from coach.errors import CoachError, Conflict, NotFound
from coach.flow import Stage
from coach.interviewer import Interviewer
from coach.models import Mode, TurnKind, Viewer
from coach.store import Store

THREADS = 20
KILLS = 6


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned, or the app's own error it raised; all begin together, each in a thread."""
    together = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        together.wait()
        try:
            return call()
        except CoachError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_sixty_answers_by_twenty_threads_are_all_there_and_none_twice(store: Store) -> None:
    """Each thread is one candidate who answers three questions; nothing waits for anybody else."""
    room = interviewer(store, ScriptedEngine(forever=reading()), bank(questions=3))
    candidates = [Viewer(f"candidate-{n}") for n in range(THREADS)]
    plan = replace(PLAN, questions=3)

    def practise(viewer: Viewer) -> str:
        practice_id = room.start(viewer, plan)
        for number in range(3):
            room.submit(viewer, practice_id, f"Answer {number} of {viewer.id}.")
            room.assess(viewer, practice_id)
            room.skip(viewer, practice_id)  # the follow-up
            room.advance(viewer, practice_id)
        return practice_id

    ids = at_once(*(lambda v=viewer: practise(v) for viewer in candidates))
    assert [i for i in ids if not isinstance(i, str)] == []
    practices = [room.open(viewer, i) for viewer, i in zip(candidates, ids, strict=True)]
    said = Counter(t.text for p in practices for t in p.turns if t.kind is TurnKind.ANSWER)
    assert said == {f"Answer {n} of {v.id}.": 1 for v in candidates for n in range(3)}
    for practice in practices:
        assert [t.position for t in practice.turns] == list(range(len(practice.turns)))
        assert [a.critique is not None for a in practice.attempts] == [True] * 3
        assert flow.stage(practice) is Stage.ENDED


def started(store: Store, mode: Mode = Mode.COACH) -> tuple[Interviewer, str]:
    room = interviewer(store)
    return room, room.start(CANDIDATE, replace(PLAN, mode=mode))


def test_the_same_words_from_twenty_threads_are_one_turn(store: Store) -> None:
    room, practice_id = started(store)
    turns = at_once(*[lambda: room.submit(CANDIDATE, practice_id, "We moved it.", replies_to=1)] * THREADS)
    (kept,) = room.open(CANDIDATE, practice_id).turns[2:]
    assert turns == [kept] * THREADS


@pytest.mark.parametrize("tabs", [2, THREADS])
def test_of_tabs_that_answer_at_once_with_other_words_one_is_kept(store: Store, tabs: int) -> None:
    room, practice_id = started(store)
    words = [f"The story of tab {n}." for n in range(tabs)]
    results = at_once(*(lambda w=w: room.submit(CANDIDATE, practice_id, w, replies_to=1) for w in words))
    (kept,) = room.open(CANDIDATE, practice_id).turns[2:]
    assert [r for r in results if not isinstance(r, Conflict)] == [kept]
    assert words[results.index(kept)] == kept.text


@pytest.mark.parametrize("mode", list(Mode))
def test_many_readers_of_one_answer_make_one_critique_and_one_next_line(store: Store, mode: Mode) -> None:
    room, practice_id = started(store, mode)
    room.submit(CANDIDATE, practice_id, "We moved it.")
    assert at_once(*[lambda: room.assess(CANDIDATE, practice_id)] * THREADS) == [None] * THREADS
    practice = room.open(CANDIDATE, practice_id)
    assert len(practice.attempts[0].critiques) == 1
    assert [t.kind for t in practice.turns[2:]] == [TurnKind.ANSWER, TurnKind.FOLLOW_UP]


def test_many_readers_of_an_answer_passed_over_make_one_critique(store: Store) -> None:
    room, practice_id = started(store)
    room.submit(CANDIDATE, practice_id, "We moved it.")
    room.end(CANDIDATE, practice_id)
    (attempt,) = room.open(CANDIDATE, practice_id).attempts
    assert at_once(*[lambda: room.catch_up(CANDIDATE, practice_id, attempt.id)] * THREADS) == [None] * THREADS
    assert len(room.open(CANDIDATE, practice_id).attempts[0].critiques) == 1


def test_many_corrections_at_once_are_each_a_revision_or_refused_aloud(store: Store) -> None:
    room, practice_id = started(store)
    room.submit(CANDIDATE, practice_id, "We moved it.")
    room.assess(CANDIDATE, practice_id)
    (attempt,) = room.open(CANDIDATE, practice_id).attempts
    results = at_once(*[lambda: room.left_out(CANDIDATE, practice_id, attempt.id, "signal")] * THREADS)
    done = results.count(None)
    assert done >= 1
    assert [r for r in results if r is not None and not isinstance(r, Conflict)] == []
    assert len(room.open(CANDIDATE, practice_id).attempts[0].critiques) == 1 + done


def test_many_presses_of_skip_skip_one_question(store: Store) -> None:
    room, practice_id = started(store)
    assert at_once(*[lambda: room.skip(CANDIDATE, practice_id, 1)] * THREADS) == [None] * THREADS
    practice = room.open(CANDIDATE, practice_id)
    assert [t.kind for t in practice.turns[1:]] == [TurnKind.QUESTION, TurnKind.SKIP, TurnKind.QUESTION]
    assert len(practice.attempts) == 2


@pytest.mark.parametrize("other", ["end", "skip", "delete"])
def test_an_answer_sent_while_another_tab_does_something_else_is_kept_or_refused_aloud(
    store: Store, other: str
) -> None:
    room, practice_id = started(store)
    sent, done = at_once(
        lambda: room.submit(CANDIDATE, practice_id, "We moved it.", replies_to=1),
        lambda: getattr(room, other)(CANDIDATE, practice_id),
    )
    assert done is None or (other, type(done)) == ("end", Conflict)
    if other == "delete":
        with pytest.raises(NotFound):
            room.open(CANDIDATE, practice_id)
        return
    said = room.open(CANDIDATE, practice_id).turns
    assert (sent in said) == (not isinstance(sent, Conflict))
    assert [t.position for t in said] == list(range(len(said)))


def test_what_was_acknowledged_before_a_sigkill_is_there_and_the_interview_goes_on(database_url: str) -> None:
    """A few kills at points drawn by a seed; `python -m benchmarks.kill_test` does 200."""
    found = kill_test.kill(KILLS, database_url, seed=7)
    assert (found.lost, found.doubled, found.broken) == ([], [], [])
    assert found.kills == KILLS
    assert found.acknowledged >= KILLS
    assert found.ended == found.practices >= KILLS
