"""What comes back, and when: the rule of `due` as laws, and the question that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from conftest import bank
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import due
from coach.models import Area, Kind, Question, Verdict
from coach.outcomes import Outcome, Reader, Seen

MONDAY = datetime(2026, 11, 2, 20, 0, tzinfo=UTC)
GONE, THERE, PART, UNKNOWN = Verdict.MISSING, Verdict.COVERED, Verdict.PARTIAL, Verdict.NOT_ASSESSED
READER = Reader("offline", "", "p", "r", "b")


def answer(
    day: float = 0,
    verdict: Verdict = GONE,
    question: str = "q1",
    kind: Kind = Kind.OUTCOME,
    bank_id: str = "plans",
    core: bool = True,
    number: int = 1,
    practice: str = "",
) -> Outcome:
    """One read answer with one area, `day` days after Monday evening."""
    at = MONDAY + timedelta(days=day)
    practice = practice or f"p{day}-{question}"
    return Outcome(
        practice, f"{practice}-{question}-{number}", at, at, 0, number, bank_id, bank_id.title(), question, "Tell me.",
        reader=READER, level=3, areas=(Seen(f"the {kind} of {question}", kind, core, verdict),),
    )  # fmt: skip


def after(*history: Outcome) -> due.Gap | None:
    """The one gap that is open after `history`."""
    found = due.gaps(history, MONDAY + timedelta(days=60))
    assert len(found) < 2
    return found[0] if found else None


def due_in(*history: Outcome) -> int | None:
    """Days from Monday on which it comes back; None: it rests."""
    gap = after(*history)
    return (gap.due_on - MONDAY.date()).days if gap else None


# -- two days, seven days, rest --------------------------------------------------------------------


def test_a_missed_core_area_comes_back_after_two_days() -> None:
    assert due_in(answer(0)) == 2
    gap = after(answer(0))
    assert gap is not None
    assert (gap.area, gap.missed_in, gap.returns) == ("the outcome of q1", (("plans", "q1"),), 0)


def test_covered_at_its_return_it_comes_back_once_more_after_seven_days() -> None:
    assert due_in(answer(0), answer(3, THERE, "q2")) == 10


def test_missed_at_its_return_it_comes_back_after_seven_days_too() -> None:
    assert due_in(answer(0), answer(2, GONE, "q2")) == 9


def test_after_the_second_return_it_rests_whatever_came_of_it() -> None:
    for last in (THERE, PART, GONE):
        assert due_in(answer(0), answer(2, THERE, "q2"), answer(9, last, "q3")) is None


def test_a_later_miss_opens_it_anew() -> None:
    cycle = (answer(0), answer(2, THERE, "q2"), answer(9, THERE, "q3"))
    assert due_in(*cycle, answer(30, GONE, "q4")) == 32


def test_the_same_question_again_is_no_return() -> None:
    assert due_in(answer(0), answer(2, THERE, "q1")) == 2
    assert due_in(answer(0), answer(4, GONE, "q1")) == 6


def test_found_too_early_changes_nothing_and_missed_again_starts_the_days_anew() -> None:
    assert due_in(answer(0), answer(1, THERE, "q2")) == 2
    assert due_in(answer(0), answer(1, GONE, "q2")) == 3
    assert due_in(answer(0), answer(2, THERE, "q2"), answer(5, GONE, "q3")) == 12


def test_what_an_answer_again_made_good_in_the_same_practice_is_not_missed() -> None:
    tries = answer(0, GONE, practice="p"), answer(0.01, THERE, number=2, practice="p")
    assert due_in(*tries) is None


def test_partly_said_supporting_and_not_assessed_areas_do_not_come_back() -> None:
    for harmless in (answer(0, PART), answer(0, core=False), answer(0, UNKNOWN)):
        assert due_in(harmless) is None


def test_not_assessed_is_no_return() -> None:
    assert due_in(answer(0), answer(2, UNKNOWN, "q2")) == 2


def test_a_day_begins_where_the_candidate_is() -> None:
    """Monday, 20:00 in London is Tuesday in Sydney."""
    sydney = timezone(timedelta(hours=11))
    (gap,) = due.gaps([answer(0)], (MONDAY + timedelta(days=1)).astimezone(sydney))
    assert gap.due_on == (MONDAY + timedelta(days=3)).date()
    wednesday_morning = MONDAY + timedelta(days=1, hours=5)
    assert due.due(due.gaps([answer(0)], wednesday_morning), wednesday_morning)


# -- laws ------------------------------------------------------------------------------------------

KINDS = [Kind.OUTCOME, Kind.LESSON, Kind.GOAL]
histories = st.lists(
    st.builds(
        answer,
        day=st.integers(0, 40),
        verdict=st.sampled_from(list(Verdict)),
        question=st.sampled_from(["q1", "q2", "q3", "q4"]),
        kind=st.sampled_from(KINDS),
        core=st.booleans(),
    ),
    max_size=14,
    unique_by=lambda o: (o.practice_id,),
)
NOW = MONDAY + timedelta(days=50)


@settings(deadline=None)  # a busy machine is no failure
@given(histories, st.randoms())
def test_the_order_in_which_answers_are_read_does_not_matter(history: list[Outcome], chance: object) -> None:
    mixed = list(history)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert due.gaps(mixed, NOW) == due.gaps(history, NOW)


@settings(deadline=None)  # a busy machine is no failure
@given(histories)
def test_nothing_comes_back_that_was_never_missed_nor_before_two_days(history: list[Outcome]) -> None:
    missed = {
        (s.kind, (o.bank_id, o.question_id), o.at.date())
        for o in history
        for s in o.areas
        if s.core and s.verdict is GONE
    }
    for gap in due.gaps(history, NOW):
        assert any((gap.kind, place, gap.missed_on) in missed for place in gap.missed_in)
        assert (gap.due_on - gap.missed_on).days >= due.INTERVALS[gap.returns]
        assert gap.returns < len(due.INTERVALS)


@settings(deadline=None)  # a busy machine is no failure
@given(histories)
def test_one_kind_does_not_change_when_another_comes_back(history: list[Outcome]) -> None:
    alone = [g for kind in KINDS for g in due.gaps([o for o in history if o.areas[0].kind is kind], NOW)]
    assert sorted(map(repr, alone)) == sorted(map(repr, due.gaps(history, NOW)))


@settings(deadline=None)  # a busy machine is no failure
@given(histories)
def test_two_returns_in_time_and_it_rests(history: list[Outcome]) -> None:
    grown = list(history)
    for n in range(len(due.INTERVALS)):
        for gap in due.gaps(grown, NOW):
            day = max((gap.due_on - MONDAY.date()).days, 41 + n)
            grown.append(answer(day, THERE, "another", gap.kind, practice=f"back-{n}-{gap.kind}"))
    assert due.gaps(grown, NOW) == ()


# -- the question it comes back in -----------------------------------------------------------------


def asks(name: str, *kinds: Kind, core: bool = True) -> Question:
    return Question(name, f"{name}?", tuple(Area(k.value, k.value, k, core) for k in kinds))


def gap(kind: Kind, *missed_in: due.Place) -> due.Gap:
    return due.Gap(kind, kind.value, missed_in or (("plans", "q1"),), MONDAY.date(), MONDAY.date())


def chosen(gaps: Sequence[due.Gap], *questions: Question, asked: Sequence[due.Place] = ()) -> str | None:
    drill = due.drill(gaps, [replace(bank(), questions=questions)], asked)
    return drill.question.id if drill else None


def test_it_comes_back_in_another_question_that_has_it_at_its_core() -> None:
    only_supporting = asks("q2", Kind.OUTCOME, core=False)
    questions = asks("q1", Kind.OUTCOME), only_supporting, asks("q3", Kind.OUTCOME)
    assert chosen([gap(Kind.OUTCOME)], *questions) == "q3"
    assert chosen([gap(Kind.OUTCOME)], *questions[:2]) is None


def test_the_question_that_brings_back_most_is_chosen() -> None:
    questions = asks("q2", Kind.OUTCOME), asks("q3", Kind.OUTCOME, Kind.LESSON)
    both = [gap(Kind.OUTCOME), gap(Kind.LESSON)]
    assert chosen(both, *questions) == "q3"
    drill = due.drill(both, [replace(bank(), questions=questions)])
    assert drill is not None
    assert drill.gaps == tuple(both)


def test_what_has_waited_longest_is_never_passed_over() -> None:
    questions = asks("q2", Kind.OUTCOME), asks("q3", Kind.LESSON, Kind.GOAL)
    assert chosen([gap(Kind.OUTCOME), gap(Kind.LESSON), gap(Kind.GOAL)], *questions) == "q2"


def test_the_same_bank_comes_first_and_another_serves_when_it_has_none() -> None:
    other = replace(bank("boards"), questions=(asks("b1", Kind.OUTCOME),))
    same = replace(bank("plans"), questions=(asks("q1", Kind.OUTCOME), asks("q2", Kind.OUTCOME)))
    first = due.drill([gap(Kind.OUTCOME)], [other, same])
    assert first is not None
    assert (first.bank_id, first.question.id) == ("plans", "q2")
    alone = due.drill([gap(Kind.OUTCOME)], [other, replace(same, questions=same.questions[:1])])
    assert alone is not None
    assert alone.bank_id == "boards"


def test_a_question_never_asked_comes_before_one_asked_long_ago_and_that_before_the_latest() -> None:
    questions = asks("q2", Kind.OUTCOME), asks("q3", Kind.OUTCOME), asks("q4", Kind.OUTCOME)
    latest_first = [("plans", "q2"), ("plans", "q3")]
    assert chosen([gap(Kind.OUTCOME)], *questions, asked=latest_first) == "q4"
    assert chosen([gap(Kind.OUTCOME)], *questions[:2], asked=latest_first) == "q3"


def test_nothing_due_is_no_drill() -> None:
    assert due.drill([], [bank()]) is None
