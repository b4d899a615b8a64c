"""What `banks check` remarks on in a valid bank: each kind of fault, its place and a better form; what is let be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import bank, question

from coach import lint_words
from coach.banks import SHIPPED, load_library
from coach.lint import remarks, remarks_on_all
from coach.models import Area, Bank, FollowUp, Kind, Question
from coach.twins import twins

# -- texts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "halves"),
    [
        ("Results and lessons learned", "'Results' and 'Lessons learned'"),
        ("How success was measured, and the results", "'How success was measured' and 'The results'"),
        ("Budget and stakeholders", "'Budget' and 'Stakeholders'"),
        ("Obstacles met; the impact on sales", "'Obstacles met' and 'The impact on sales'"),
        ("Interviewing twenty buyers and rewriting the offer", "'Interviewing twenty buyers' and"),
    ],
)
def test_an_area_that_says_two_things_is_parted(area: str, halves: str) -> None:
    fault = lint_words.two_things(area)
    assert fault
    assert "says two things" in fault.message
    assert halves in fault.better


@pytest.mark.parametrize(
    "area",
    [
        "Obstacles on the way and how each was dealt with",
        "Milestones such as targets and results",
        "Reasons for the choice, and by whom it was made",
        "Results for customers and staff",
        "Metrics and how they were measured",
        "Research and development",
        "The result",
    ],
)
def test_an_area_that_says_one_thing_at_length_is_let_be(area: str) -> None:
    assert lint_words.two_things(area) is None


@pytest.mark.parametrize(
    "text",
    [
        "Don't you think the price was too high?",
        "So you must have told the board at once?",
        "You probably asked the customers, right?",
        "Surely there was another way?",
        "I assume you had a budget?",
        "Wouldn’t it have been better to wait?",
    ],
)
def test_a_question_that_leads_is_told(text: str) -> None:
    fault = lint_words.leads(text)
    assert fault
    assert "leads" in fault.message


@pytest.mark.parametrize(
    "text",
    [
        "What did you find that others didn't see?",
        "What told you that it was the right price?",
        "How must it look to you?",
    ],
)
def test_a_neutral_question_does_not_lead(text: str) -> None:
    assert lint_words.leads(text) is None


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("What did you try? Why did it fail?", "only 'Why did it fail?'"),
        ("What did you measure, and how did you collect it?", "only 'What did you measure?'"),
        ("Who was against it and what did you tell them?", "only 'Who was against it?'"),
        ("Did you ask them, or did you guess?", "only 'Did you ask them?'"),
    ],
)
def test_a_follow_up_that_asks_two_things_keeps_one(text: str, better: str) -> None:
    fault = lint_words.asks_two(text)
    assert fault
    assert better in fault.better


@pytest.mark.parametrize(
    "text",
    [
        "When it broke, how did you mend it?",
        "What did you leave alone, and why?",
        "How did you decide which parts to change and which to leave alone?",
        "How did you and your team decide?",
        "Thinking of that day, what was hardest?",
    ],
)
def test_a_follow_up_that_asks_once_is_let_be(text: str) -> None:
    assert lint_words.asks_two(text) is None


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("Have you ever led a rebranding?", "'Tell me about a time when you have led a rebranding.'"),
        ("Did the team agree?", "'How did the team agree?'"),
        ("You took over in May. Was there a plan?", "begin with what, how or why"),
        ("And are you still in touch?", "begin with what, how or why"),
    ],
)
def test_a_question_that_yes_or_no_would_answer_is_told(text: str, better: str) -> None:
    fault = lint_words.closed(text)
    assert fault
    assert better in fault.better


@pytest.mark.parametrize(
    "text",
    [
        "Can you tell me about a launch?",
        "Have you ever led a rebranding? Tell me about it.",
        "How did the team agree?",
        "If the team had not agreed, what would you have done?",
        "Tell me about a plan you changed.",
    ],
)
def test_an_open_question_is_let_be(text: str) -> None:
    assert lint_words.closed(text) is None


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *[(w, 1) for w in "a the asked moved plans based times change tried through".split()],
        *[(w, 2) for w in "wanted needed little being choices market people's prices table".split()],
        *[(w, 3) for w in "customer strategy organise previous".split()],
        *[(w, 4) for w in "economy competitor situation".split()],
    ],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert lint_words.syllables(word) == count


def test_the_reading_level_is_flesch_and_kincaids() -> None:
    text = "The cat sat on the mat. It was a good cat."
    assert lint_words.grade(text) == pytest.approx(0.39 * 11 / 2 + 11.8 * 11 / 11 - 15.59)


def test_a_text_that_cannot_be_followed_by_ear_is_told_and_another_script_is_not_judged() -> None:
    long = (
        "Considering organisational transformation initiatives, which methodological considerations determined your "
        "prioritisation of international communication responsibilities?"
    )
    fault = lint_words.hard(long)
    assert fault
    assert "Flesch-Kincaid" in fault.message
    assert lint_words.hard("Why?") is None
    assert lint_words.hard("Расскажите о плане который вы изменили и почему вы это сделали в том году?") is None


# -- banks -----------------------------------------------------------------------------------------


def asked(**changes: object) -> Question:
    """A question there is nothing to remark on, unless `changes` bring it."""
    sound = replace(
        question(),
        areas=(
            Area("signal", "What showed it", Kind.INSIGHT, core=True),
            Area("end", "The result", Kind.OUTCOME, core=True),
        ),
        follow_ups=(
            FollowUp("sign", "What was the first sign?", ("signal",)),
            FollowUp("end", "How did it end?", ("end",)),
        ),
    )
    return replace(sound, **changes)  # type: ignore[arg-type]


def holding(*questions: Question, bank_id: str = "plans") -> Bank:
    return replace(bank(bank_id, 0), questions=questions)


def test_a_sound_bank_has_no_remarks() -> None:
    assert remarks(holding(asked())) == ()


def test_a_remark_names_bank_question_and_field_and_a_better_form() -> None:
    (remark,) = remarks(holding(asked(text="Have you changed a plan?")))
    assert str(remark) == (
        "plans: question-1: text: can be answered by yes or no; "
        "better: 'Tell me about a time when you have changed a plan.'"
    )


def test_every_rule_is_asked_of_the_field_it_is_for() -> None:
    faulty = asked(
        areas=(*asked().areas, Area("both", "Results and lessons", Kind.OUTCOME)),
        follow_ups=(
            FollowUp("sign", "Surely you saw it coming?", ("signal", "both")),
            FollowUp("end", "How did it end? Who was there?", ("end",)),
            FollowUp("agreed", "Did they agree?", ("end",)),
        ),
        guessed=("core", "probes"),
    )
    found = [(r.field, r.message) for r in remarks(holding(faulty))]
    assert [field for field, _ in found] == [
        "areas 3 (both)",
        "follow_ups 1 (sign)",
        "follow_ups 2 (end)",
        "follow_ups 3 (agreed)",
        "guessed",
    ]
    assert "which areas are core, which areas a follow-up probes" in found[-1][1]


def test_a_core_area_that_no_follow_up_reaches_is_told() -> None:
    (remark,) = remarks(holding(asked(follow_ups=asked().follow_ups[:1])))
    assert (remark.field, "core area" in remark.message) == ("areas 2 (end)", True)
    assert "areas: [end]" in remark.better


def test_one_supporting_area_of_many_may_stay_unreached_and_a_third_of_them_may_not() -> None:
    def with_supporting(count: int) -> Bank:
        more = tuple(Area(f"more-{n}", f"Thing {n}", Kind.ACTION) for n in range(count))
        reached = FollowUp("rest", "What else was there?", ("more-0", "more-1"))
        return holding(asked(areas=(*asked().areas, *more), follow_ups=(*asked().follow_ups, reached)))

    assert remarks(with_supporting(3)) == ()
    assert [r.field for r in remarks(with_supporting(4))] == ["areas 5 (more-2)", "areas 6 (more-3)"]


def test_a_question_without_follow_ups_is_told_once() -> None:
    assert [r.field for r in remarks(holding(asked(follow_ups=())))] == ["follow_ups"]


# -- near-duplicates -------------------------------------------------------------------------------

FIRST = "Tell me about a marketing plan you changed because sales fell in spring."
SAME = "Describe a marketing plan that you changed, because spring sales had fallen."
OTHER = "Tell me about a marketing team you built because sales grew."


def test_near_duplicates_across_banks_are_told_on_the_later_one_with_the_earlier_ones_words() -> None:
    banks = [holding(asked(text=FIRST)), holding(asked(text=SAME), asked(id="b", text=OTHER), bank_id="others")]
    (remark,) = remarks_on_all(banks)
    assert (remark.bank, remark.question, remark.field) == ("others", "question-1", "text")
    assert FIRST in remark.message


def test_one_bank_is_compared_with_the_others_and_only_its_own_remarks_are_given() -> None:
    own = holding(asked(text=FIRST), bank_id="own")
    others = [
        holding(asked(text=SAME), asked(id="b", text="Have you built a team?")),
        holding(asked(text=FIRST), bank_id="own"),
    ]
    (remark,) = remarks(own, others)
    assert (remark.bank, "'question-1' in 'plans'" in remark.message) == ("own", True)
    assert remarks(own, others[1:]) == (), "an older version of itself is no other bank"


def test_near_duplicates_in_one_bank_are_found_each_pair_once() -> None:
    same = holding(*(asked(id=f"q{n}", text=t) for n, t in enumerate([FIRST, OTHER, SAME, FIRST])))
    pairs = [(t.first[1].id, t.second[1].id) for t in twins([same])]
    assert pairs == [("q0", "q2"), ("q0", "q3"), ("q2", "q3")]


def test_short_questions_are_alike_only_when_they_ask_the_same() -> None:
    same = holding(
        *(
            asked(id=f"q{n}", text=t)
            for n, t in enumerate(["Why marketing?", "Why us?", "Why marketing here?", "Marketing: why?"])
        )
    )
    assert [(t.first[1].id, t.second[1].id) for t in twins([same])] == [("q0", "q3")]


def test_the_shipped_banks_leave_little_to_remark_on() -> None:
    """Three outcomes that the guide's own follow-ups do not ask for; the interviewer asks for results itself."""
    left = remarks_on_all(load_library([SHIPPED]).banks)
    assert {(r.bank, r.question, r.field) for r in left} == {
        ("strategic-thinking", "plan-revised", "areas 6 (impact)"),
        ("strategic-thinking", "change-of-direction", "areas 6 (result)"),
        ("strategic-thinking", "customer-voice", "areas 6 (impact)"),
    }
