"""Which questions a practice asks: by weight, fresh ones first, weak spots before others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from conftest import PLAN, bank, question
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import InputError
from coach.models import Area, Bank, Kind, Plan, PlannedQuestion, Question
from coach.planner import Record, background, draw

DRAWS = 400


def weighted(bank_id: str, weight: int, questions: int = 6) -> Bank:
    return bank(bank_id, questions, weight={"early": 1, "mid": weight, "senior": 1})


def ids(drawn: Sequence[PlannedQuestion]) -> list[tuple[str, str]]:
    return [(p.bank_id, p.question.id) for p in drawn]


def share(banks: Sequence[Bank], questions: int, bank_id: str) -> float:
    """Of the questions of many practices, the share that comes from one bank."""
    plan = replace(PLAN, questions=questions)
    asked = Counter(p.bank_id for seed in range(DRAWS) for p in draw(banks, replace(plan, seed=seed)))
    return asked[bank_id] / asked.total()


def first_drawn(banks: Sequence[Bank], record: Record, plan: Plan = PLAN) -> set[str]:
    """Ids of what is asked first, over many seeds."""
    return {draw(banks, replace(plan, questions=1, seed=seed), record)[0].question.id for seed in range(40)}


def about(number: int, kind: Kind) -> Question:
    """A question whose core is all of one kind."""
    areas = (Area("one", "One", kind, core=True), Area("two", "Two", kind, core=True))
    return replace(question(number), areas=areas, follow_ups=())


def test_the_same_seed_asks_the_same_and_another_asks_otherwise() -> None:
    banks = [bank("one"), bank("two")]
    drawn = [ids(draw(banks, replace(PLAN, questions=4, seed=seed))) for seed in (1, 1, 2, 3, 4)]
    assert drawn[0] == drawn[1]
    assert any(other != drawn[0] for other in drawn[2:])


def test_a_planned_question_carries_its_bank_as_it_stood() -> None:
    chosen = bank("one", 1)
    (planned,) = draw([chosen], PLAN)
    assert planned == PlannedQuestion("one", "One", "hash-of-one", chosen.questions[0])


@pytest.mark.parametrize("questions", [1, 3, 4])
def test_a_heavier_bank_is_asked_more_in_the_long_run(questions: int) -> None:
    assert share([weighted("light", 10), weighted("heavy", 30)], questions, "heavy") > 0.55


def test_one_question_at_a_time_follows_the_weights() -> None:
    banks = [weighted("a", 50), weighted("b", 30), weighted("c", 20)]
    assert [share(banks, 1, b.id) for b in banks] == pytest.approx([0.5, 0.3, 0.2], abs=0.08)


def test_weights_follow_the_seniority() -> None:
    banks = [bank("x", weight={"early": 1, "senior": 99}), bank("y", weight={"early": 99, "senior": 1})]
    plan = replace(PLAN, questions=1)
    for seniority, favoured in (("senior", "x"), ("early", "y")):
        asked = Counter(draw(banks, replace(plan, seniority=seniority, seed=s))[0].bank_id for s in range(60))
        assert asked[favoured] > 50


def test_as_many_questions_as_banks_ask_something_of_each() -> None:
    banks = [weighted("a", 30), weighted("b", 25), weighted("c", 20), weighted("d", 20)]
    for seed in range(20):
        assert {p.bank_id for p in draw(banks, replace(PLAN, questions=4, seed=seed))} == {"a", "b", "c", "d"}


def test_what_was_never_asked_comes_before_what_was() -> None:
    record = Record(asked=[("plans", f"question-{n}") for n in (1, 2, 4, 5)])
    assert first_drawn([bank()], record) == {"question-3", "question-6"}


def test_when_all_were_asked_the_one_longest_ago_comes_first() -> None:
    record = Record(asked=[("plans", f"question-{n}") for n in (1, 2, 3, 2, 3, 1)])
    assert first_drawn([bank(questions=3)], record) == {"question-3"}


def test_a_question_of_the_same_name_in_another_bank_was_not_asked() -> None:
    record = Record(asked=[("others", f"question-{n}") for n in range(1, 6)])
    assert len(first_drawn([bank()], record)) > 1


def test_weak_kinds_come_first_among_questions_equally_fresh() -> None:
    mixed = replace(bank(), questions=(about(1, Kind.GOAL), about(2, Kind.OUTCOME), about(3, Kind.ACTION)))
    gaps = {Kind.OUTCOME: 0.9, Kind.ACTION: 0.2}
    assert first_drawn([mixed], Record(gaps=gaps)) == {"question-2"}
    asked_before = Record(asked=[("plans", "question-2")], gaps=gaps)
    assert first_drawn([mixed], asked_before) == {"question-3"}


def test_more_questions_than_there_are_ask_each_once() -> None:
    banks = [bank("one", 2), bank("two", 1)]
    assert sorted(ids(draw(banks, replace(PLAN, questions=9)))) == [
        ("one", "question-1"),
        ("one", "question-2"),
        ("two", "question-1"),
    ]


def test_a_small_bank_leaves_its_share_to_the_others() -> None:
    banks = [weighted("small", 90, questions=1), weighted("large", 10)]
    counts = Counter(p.bank_id for p in draw(banks, replace(PLAN, questions=4)))
    assert counts == {"small": 1, "large": 3}


@pytest.mark.parametrize("banks", [[], [bank(questions=0)]])
def test_without_a_question_to_ask_it_says_what_to_do(banks: list[Bank]) -> None:
    with pytest.raises(InputError, match="choose at least one bank"):
        draw(banks, PLAN)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(1, 100)), min_size=1, max_size=4),
    st.integers(1, 12),
    st.integers(),
    st.lists(st.tuples(st.sampled_from(["bank-0", "bank-1"]), st.sampled_from(["question-1", "question-2"]))),
)
def test_a_draw_has_no_duplicates_and_is_as_long_as_asked_if_there_are_enough(
    sizes: list[tuple[int, int]], questions: int, seed: int, asked: list[tuple[str, str]]
) -> None:
    banks = [weighted(f"bank-{n}", weight, size) for n, (size, weight) in enumerate(sizes)]
    there = sum(len(b.questions) for b in banks)
    if not there:
        return
    drawn = ids(draw(banks, replace(PLAN, questions=questions, seed=seed), Record(asked)))
    assert len(set(drawn)) == len(drawn) == min(questions, there)


def test_a_bank_named_twice_is_still_one_bank() -> None:
    drawn = ids(draw([bank(), bank()], replace(PLAN, questions=12)))
    assert len(set(drawn)) == len(drawn) == 6


def test_questions_that_fit_the_advert_come_first() -> None:
    fitting = replace(question(3), text="Tell me about a pricing change for wholesale bakeries.")
    only = replace(bank(questions=2), questions=(*bank(questions=2).questions, fitting))
    advert = "You will own pricing for wholesale bakeries in the north."
    first = {draw([only], replace(PLAN, questions=1, seed=n, advert=advert))[0].question.text for n in range(12)}
    assert first == {fitting.text}


def test_of_a_cv_only_the_sentences_that_fit_the_questions_are_kept_and_no_contact_lines() -> None:
    drawn = draw([bank(questions=1)], replace(PLAN, questions=1))
    cv = (
        "Ann Example, 12 High Street. Reach me at ann@example.org about any plan. Call +44 20 7946 0018 for a plan. "
        "I play the cello. In 2023 I changed the plan for forty shops."
    )
    assert background(cv, drawn, 500) == "In 2023 I changed the plan for forty shops."
    assert background(cv, drawn, 10) == ""


def test_an_advert_does_not_bring_back_what_was_asked_lately() -> None:
    fitting = replace(question(3), text="Tell me about a pricing change for wholesale bakeries.")
    only = replace(bank(questions=1), questions=(question(1), fitting))
    plan = replace(PLAN, questions=1, advert="pricing change wholesale bakeries")
    assert draw([only], plan, Record(asked=[("plans", fitting.id)]))[0].question.id == "question-1"


def test_a_bank_and_its_copy_never_ask_the_same_question_twice() -> None:
    plan = replace(PLAN, banks=("plans", "copy"), questions=4)
    for seed in range(10):
        drawn = draw([bank("plans", 6), bank("copy", 6)], replace(plan, seed=seed))
        assert len({planned.question.text for planned in drawn}) == len(drawn) == 4
