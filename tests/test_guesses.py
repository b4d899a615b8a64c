"""What a guide leaves unsaid is guessed sensibly, and always so that a bank can hold it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.bankfile import SLUG
from coach.banks import SHIPPED, load_library
from coach.guesses import LONGEST_SLUG, Asked, asked, core, generic_areas, probed, slug
from coach.models import Area, Kind

SHIPPED_QUESTIONS = [q for bank in load_library([SHIPPED]).banks for q in bank.questions]


# -- ids -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tell me about a time when you changed a plan.", "changed-plan"),
        ("What the café’s crème costs", "cafes-creme-costs"),
        ("Größe & Maß", "grosse-mass"),
        ("Why?", "why"),
        ("النتيجة", "q1"),
        ("?!", "q1"),
        ("one two three four five six seven", "one-two-three-four-five-six"),
    ],
)
def test_an_id_is_made_of_the_telling_words(text: str, expected: str) -> None:
    assert slug(text, (), "q1") == expected


def test_an_id_that_is_taken_gets_a_number() -> None:
    assert slug("Result", {"result", "result-2"}, "a1") == "result-3"
    assert slug("؟", {"a1"}, "a1") == "a1-2"


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=300), st.integers(0, 5))
def test_every_text_gets_a_valid_id_of_its_own(text: str, times: int) -> None:
    taken: set[str] = set()
    for _ in range(times + 1):
        found = slug(text, taken, "a1")
        assert re.fullmatch(SLUG, found)
        assert len(found) <= LONGEST_SLUG
        assert found not in taken
        taken.add(found)


# -- core areas --------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(Kind), min_size=2, max_size=20))
def test_two_to_four_areas_are_core(kinds: list[Kind]) -> None:
    assert 2 <= len(core(kinds)) <= 4
    assert core(kinds) <= set(range(len(kinds)))


def test_what_was_done_and_what_came_of_it_are_core_before_whom_it_involved() -> None:
    kinds = [Kind.STAKEHOLDERS, Kind.RESOURCES, Kind.ACTION, Kind.CHALLENGE, Kind.OUTCOME, Kind.LESSON]
    assert core(kinds) == {2, 4}
    assert core([Kind.ACTION] * 7) == {0, 1, 2}


def test_core_areas_agree_with_those_that_people_chose_in_the_shipped_banks() -> None:
    """Not the figure of a model: a floor under the rule, 63 questions."""
    hits = chosen = 0
    for question in SHIPPED_QUESTIONS:
        guessed = core([a.kind for a in question.areas])
        hits += sum(question.areas[at].core for at in guessed)
        chosen += len(guessed)
    assert hits / chosen > 0.6


# -- probes ------------------------------------------------------------------------------------------

AREAS = (
    Area("goal", "The goal of the move to the new ward", Kind.GOAL, core=True),
    Area("doctors", "How doctors were won over", Kind.STAKEHOLDERS),
    Area("figures", "Figures that showed progress", Kind.MEASURE),
    Area("result", "What came of it in the end", Kind.OUTCOME, core=True),
    Area("lesson", "What they learned", Kind.LESSON),
)


@pytest.mark.parametrize(
    ("follow_up", "area"),
    [
        ("Which doctor was the hardest to win?", "doctors"),
        ("What would you do differently?", "lesson"),
        ("How did you measure it?", "figures"),
        ("What was the goal of it all?", "goal"),
        ("Which figure moved first?", "figures"),
    ],
)
def test_a_follow_up_probes_the_area_that_shares_its_words_or_its_kind(follow_up: str, area: str) -> None:
    assert area in probed(follow_up, AREAS)


def test_a_follow_up_that_shares_nothing_probes_the_first_core_area() -> None:
    areas = (Area("b", "x", Kind.RESOURCES), Area("c", "y", Kind.RESOURCES, core=True))
    assert probed("؟", areas) == ("c",)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_every_follow_up_probes_one_or_two_areas(text: str) -> None:
    found = probed(text, AREAS)
    assert 1 <= len(found) <= 2
    assert set(found) <= {a.id for a in AREAS}


def test_probes_agree_with_those_that_people_named_in_the_shipped_banks() -> None:
    """At least one guessed area is a named one; by chance it would be about a quarter of the time."""
    pairs = [(f, q.areas) for q in SHIPPED_QUESTIONS for f in q.follow_ups]
    hits = sum(bool(set(probed(f.text, areas)) & set(f.areas)) for f, areas in pairs)
    assert hits / len(pairs) > 0.6


# -- areas where there are none ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Tell me about a time when a shift went wrong.", Asked.PAST),
        ("Tell me about a handover that failed.", Asked.PAST),
        ("Have you ever closed a ward?", Asked.PAST),
        ("What was your biggest mistake?", Asked.PAST),
        ("Give me an example of good teamwork.", Asked.PAST),
        ("What would you do in your first week?", Asked.SITUATIONAL),
        ("Imagine a patient refuses help. What now?", Asked.SITUATIONAL),
        ("Why do you want to work here?", Asked.SELF),
        ("Tell me about yourself.", Asked.SELF),
        ("What are your strengths?", Asked.SELF),
        ("How do you plan a shift?", Asked.OPINION),
        ("What do you think of night work?", Asked.OPINION),
        ("ما رأيك؟", Asked.OPINION),
    ],
)
def test_the_sort_of_a_question_is_read_from_its_words(question: str, kind: Asked) -> None:
    assert asked(question) is kind


@pytest.mark.parametrize(
    "question",
    ["Tell me about a time it failed.", "What would you do?", "Why you?", "Tell me about yourself.", "How so?"],
)
def test_generic_areas_stand_alone_as_a_bank_needs_them(question: str) -> None:
    areas = generic_areas(question)
    assert 5 <= len(areas) <= 7
    assert 2 <= sum(a.core for a in areas) <= 4
    assert len({a.id for a in areas}) == len({a.text for a in areas}) == len(areas)


@pytest.mark.parametrize("kind", Kind)
def test_beside_an_area_of_the_guides_own_there_are_others_of_other_kinds(kind: Kind) -> None:
    own = Area("own", "Their own", kind)
    more = generic_areas("Tell me about a time it failed.", (own,))
    assert more
    assert kind not in {a.kind for a in more}
    assert "own" not in {a.id for a in more}
