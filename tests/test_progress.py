"""From practices to what may be seen of them: levels, coverage, tries; and what stays out, counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from conftest import CANDIDATE, STRANGER
from hypothesis import given, settings
from hypothesis import strategies as st
from test_due import GONE, PART, READER, THERE, UNKNOWN, answer
from test_store import NOON, critique, line, practice

from coach import progress
from coach.models import Attempt, Kind, Mode, TurnKind, Verdict
from coach.outcomes import Outcome, Seen, shown
from coach.store import Store


def rated(day: float, level: int | None, **changes: object) -> Outcome:
    return replace(answer(day), level=level, **changes)  # type: ignore[arg-type]


def areas(*verdicts: Verdict, kind: Kind = Kind.OUTCOME) -> tuple[Seen, ...]:
    return tuple(Seen(f"area {n}", kind, True, v) for n, v in enumerate(verdicts))


# -- what may be shown -----------------------------------------------------------------------------


def test_a_mock_that_has_not_ended_an_unread_answer_and_a_level_to_be_said_first_stay_out_and_are_counted() -> None:
    kept = answer(0)
    told = shown(
        [
            kept,
            replace(answer(1), secret=True),
            replace(answer(1, question="q2"), secret=True, practice_id="p1-q1"),
            replace(answer(2), reader=None, level=None, areas=()),
            replace(answer(3), asks_first=True),
        ]
    )
    assert told.outcomes == (kept,)
    assert (told.secret, told.unread, told.waiting) == (1, 1, 1)


def test_a_level_is_held_back_only_for_the_last_try_and_only_until_something_was_said() -> None:
    first = replace(answer(0, practice="p"), asks_first=True)
    last = replace(answer(0.1, number=2, practice="p"), asks_first=True)
    assert shown([first, last]).outcomes == (first,)
    spoken = replace(last, answered_self=True)
    assert shown([first, spoken]).outcomes == (first, spoken)
    nothing_to_say = replace(last, level=None)
    assert shown([first, nothing_to_say]).waiting == 0


# -- levels ----------------------------------------------------------------------------------------


def test_answers_are_numbered_in_order_and_those_without_a_level_are_left_out() -> None:
    outcomes = [rated(0, 2), rated(1, None), rated(2, 4)]
    assert [(p.number, p.level) for p in progress.points(outcomes)] == [(1, 2), (2, 4)]
    assert progress.not_rated(outcomes) == 1


def test_answers_read_in_another_way_are_on_another_line() -> None:
    other = [
        replace(READER, engine="llm"),
        replace(READER, model="m"),
        replace(READER, prompt_hash="p2"),
        replace(READER, rubric_hash="r2"),
        replace(READER, bank_hash="b2"),
    ]
    for reader in other:
        line = progress.points([rated(0, 2), rated(1, 3, reader=reader), rated(2, 4)])
        assert [p.series for p in line] == [0, 1, 0], reader


def test_answers_from_two_banks_are_on_one_line_and_from_two_versions_of_a_bank_are_not() -> None:
    boards = {"bank_id": "boards", "reader": replace(READER, bank_hash="boards-1")}
    newer = {"bank_id": "boards", "reader": replace(READER, bank_hash="boards-2")}
    line = progress.points([rated(0, 2), rated(1, 3, **boards), rated(2, 4, **newer), rated(3, 4)])
    assert [p.series for p in line] == [0, 0, 1, 1]


def test_the_trend_puts_only_answers_read_like_the_latest_beside_each_other() -> None:
    model = replace(READER, engine="llm")
    assert progress.trend(progress.points([rated(0, 2)])) is None
    assert progress.trend(progress.points([rated(0, 1), rated(1, 3, reader=model)])) is None
    assert progress.trend(progress.points([rated(0, 1), rated(1, 3, reader=model), rated(2, 4)])) == (1, 1, 4)


def test_from_six_answers_on_the_trend_is_between_the_middle_ones_of_three() -> None:
    levels = [5, 1, 2, 4, 3, 1]
    assert progress.trend(progress.points([rated(n, v) for n, v in enumerate(levels)])) == (3, 2, 3)


# -- coverage --------------------------------------------------------------------------------------


def test_a_cell_counts_the_areas_of_the_last_tries_and_leaves_out_what_was_not_assessed() -> None:
    first = replace(answer(0, practice="p"), areas=areas(GONE, GONE, GONE))
    last = replace(answer(0.1, number=2, practice="p"), areas=areas(THERE, PART, UNKNOWN))
    (column,) = progress.by_kind([first, last])
    assert column.cells == {"outcome": progress.Cell(1, 1, 0)}
    assert progress.not_assessed([first, last]) == 1


def test_a_practice_in_which_nothing_was_assessed_is_no_column() -> None:
    assert progress.by_kind([replace(answer(0), areas=areas(UNKNOWN))]) == ()


def test_columns_are_practices_in_order_and_rows_are_kinds_or_banks() -> None:
    later, earlier = answer(5, THERE), answer(1, GONE, "q2", Kind.LESSON, "boards")
    assert [list(c.cells) for c in progress.by_kind([later, earlier])] == [["lesson"], ["outcome"]]
    assert [list(c.cells) for c in progress.by_bank([later, earlier])] == [["Boards"], ["Plans"]]


def test_the_moon_fills_by_quarters_and_one_area_shows_its_own_verdict() -> None:
    moons = {
        (1, 0, 0): THERE, (0, 1, 0): PART, (0, 0, 1): GONE, (3, 0, 1): THERE, (2, 1, 1): PART,
        (1, 0, 3): PART, (0, 1, 3): GONE, (0, 4, 0): PART,
    }  # fmt: skip
    assert {counts: progress.Cell(*counts).moon for counts in moons} == moons


def test_lately_names_what_is_always_there_and_what_is_mostly_not() -> None:
    outcomes = [
        replace(
            answer(day),
            areas=(*areas(THERE), *areas(GONE, kind=Kind.LESSON), *areas(GONE if day > 3 else THERE, kind=Kind.GOAL)),
        )
        for day in range(6)
    ]
    assert progress.lately(progress.by_kind(outcomes)) == ((Kind.OUTCOME,), (Kind.LESSON,))
    assert progress.lately(progress.by_kind(outcomes[:1])) == ((), ())


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.builds(answer, day=st.integers(0, 9), verdict=st.sampled_from(list(Verdict))), max_size=9))
def test_every_area_is_counted_once_or_was_not_assessed(outcomes: list[Outcome]) -> None:
    columns = progress.by_kind(outcomes)
    counted = sum(cell.areas for column in columns for cell in column.cells.values())
    assert counted + progress.not_assessed(outcomes) == len({(o.practice_id, o.question) for o in outcomes})
    assert columns == progress.by_kind(reversed(outcomes)) or len({o.practice_id for o in outcomes}) < len(outcomes)


# -- tries and self-ratings ------------------------------------------------------------------------


def test_first_and_last_try_are_a_pair_only_when_read_alike() -> None:
    def tries(*levels: int | None, **last: object) -> list[Outcome]:
        made = [replace(answer(n / 10, number=n + 1, practice="p"), level=v) for n, v in enumerate(levels)]
        return [*made[:-1], replace(made[-1], **last)]  # type: ignore[arg-type]

    def found(outcomes: list[Outcome]) -> tuple[list[tuple[int, int]], int]:
        pairs, unlike = progress.tries(outcomes)
        return [(p.first, p.second) for p in pairs], unlike

    assert found(tries(2, 1, 4)) == ([(2, 4)], 0)
    assert found(tries(2)) == ([], 0)
    assert found(tries(2, None)) == ([], 0)
    assert found(tries(2, 4, reader=replace(READER, bank_hash="newer"))) == ([], 1)


def test_ones_own_level_stands_beside_the_critiques_where_both_were_said() -> None:
    outcomes = [rated(0, 3, own_level=4), rated(1, None, own_level=4), rated(2, 3)]
    assert [(p.first, p.second) for p in progress.self_ratings(outcomes)] == [(4, 3)]


# -- from the store, on both databases -------------------------------------------------------------


def test_a_record_holds_the_owners_answers_with_the_newest_reading_of_all_that_was_said(store: Store) -> None:
    store.add_practice(practice())
    store.append("p1", critique=("p1-a1", 2, critique(2)))
    store.revise("p1", "p1-a1", 2, critique(4))
    store.add_practice(practice("q1", owner=STRANGER.id))
    (outcome,) = store.record(CANDIDATE.id, 10).outcomes
    assert (outcome.practice_id, outcome.attempt_id, outcome.level) == ("p1", "p1-a1", 4)
    assert (outcome.bank_id, outcome.question_id, outcome.number, outcome.secret) == ("plans", "question-1", 1, False)
    assert [(a.kind, a.core, a.verdict) for a in outcome.areas] == [
        (Kind.INSIGHT, True, THERE),
        (Kind.ACTION, True, GONE),
    ]
    assert outcome.reader is not None
    assert outcome.reader.prompt_hash == "p"


def test_an_answer_said_after_the_critique_makes_it_unread_again(store: Store) -> None:
    store.add_practice(practice())
    store.append("p1", critique=("p1-a1", 2, critique(2)))
    store.append("p1", [line(3, TurnKind.FOLLOW_UP, "And?", "p1-a1"), line(4, TurnKind.ANSWER, "More.", "p1-a1")])
    (outcome,) = store.record(CANDIDATE.id, 10).outcomes
    assert (outcome.reader, outcome.level, outcome.areas) == (None, None, ())
    store.append("p1", critique=("p1-a1", 4, critique(5)))
    assert store.record(CANDIDATE.id, 10).outcomes[0].level == 5


def test_an_attempt_without_an_answer_is_no_outcome(store: Store) -> None:
    store.add_practice(practice())
    store.append("p1", [line(3, TurnKind.QUESTION, "Next.", "p1-a2")], [Attempt("p1-a2", 1, 1, ())])
    assert len(store.record(CANDIDATE.id, 10).outcomes) == 1


def test_a_mock_is_secret_until_it_has_ended(store: Store) -> None:
    made = practice()
    store.add_practice(replace(made, plan=replace(made.plan, mode=Mode.MOCK)))
    assert store.record(CANDIDATE.id, 10).outcomes[0].secret
    store.append("p1", [line(3, TurnKind.CLOSING, "Thank you.")], ended_at=NOON)
    assert not store.record(CANDIDATE.id, 10).outcomes[0].secret


def test_only_the_latest_practices_are_read_and_how_many_there_are_is_known(store: Store) -> None:
    for n in range(4):
        store.add_practice(practice(f"p{n}", at=NOON + timedelta(days=n)))
    record = store.record(CANDIDATE.id, 2)
    assert [o.practice_id for o in record.outcomes] == ["p2", "p3"]
    assert (record.practices, record.more) == (4, True)
    assert not store.record(CANDIDATE.id, 4).more
    assert store.record("nobody", 4).outcomes == ()
