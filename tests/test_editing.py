"""Changes to a bank: each is a new value, what hangs together stays together, and ids never move."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import bank
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import bankfile, editing
from coach.editing import GUIDANCE, QUESTIONS, Place
from coach.errors import NotFound
from coach.models import Area, Bank, Guidance, Kind

FIRST = "question-1"
AREAS, PROBES = editing.areas(FIRST), editing.follow_ups(FIRST)
GUESSED = ("areas", "core", "kinds", "probes")
ENTRY = Guidance("length", "How long is it?", "An hour.")


def guessed() -> Bank:
    made = bank(guidance=(ENTRY,))
    return replace(made, questions=tuple(replace(q, guessed=GUESSED) for q in made.questions))


def ids(made: Bank, place: Place) -> list[str]:
    return [p.id for p in editing.parts(made, place)]


def first(made: Bank) -> tuple[str, ...]:
    return editing.question(made, FIRST).guessed


# -- the four changes --------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [QUESTIONS, AREAS, PROBES])
def test_a_part_moves_by_so_many_places_and_stops_at_the_ends(place: Place) -> None:
    start = bank()
    before = ids(start, place)
    assert ids(editing.move(start, place, before[0], 1), place)[:2] == [before[1], before[0]]
    assert ids(editing.move(start, place, before[-1], -1), place)[-2:] == [before[-1], before[-2]]
    assert ids(editing.move(start, place, before[0], -1), place) == before
    assert ids(editing.move(start, place, before[0], 99), place) == [*before[1:], before[0]]


@pytest.mark.parametrize("place", [QUESTIONS, GUIDANCE, AREAS, PROBES])
def test_a_part_that_is_removed_is_gone_and_the_others_stay(place: Place) -> None:
    start = guessed()
    before = ids(start, place)
    assert ids(editing.remove(start, place, before[0]), place) == before[1:]
    assert ids(start, place) == before


@pytest.mark.parametrize(
    ("place", "part"),
    [
        (QUESTIONS, editing.new_question("What did you stop doing?")),
        (GUIDANCE, editing.new_guidance("May I take notes?")),
        (AREAS, editing.new_area("What was given up for it")),
        (PROBES, editing.new_follow_up("Who disagreed?", ["signal"])),
    ],
)
def test_a_new_part_comes_last_under_an_id_of_its_own(place: Place, part: editing.Part) -> None:
    grown = editing.add(editing.add(bank(), place, part), place, part)
    assert ids(grown, place)[-2:] == [part.id, f"{part.id}-2"]


def test_a_change_leaves_the_id_and_all_else_as_it_was() -> None:
    changed = editing.change(bank(), AREAS, "change", text="What was dropped")
    area = editing.parts(changed, AREAS)[1]
    assert (area.id, area.text, area.kind) == ("change", "What was dropped", Kind.ACTION)
    assert changed.questions[1:] == bank().questions[1:]


@pytest.mark.parametrize("place", [QUESTIONS, GUIDANCE, AREAS, Place("areas", "no-question")])
def test_what_is_not_there_cannot_be_changed(place: Place) -> None:
    for change in (
        lambda: editing.remove(bank(), place, "nothing"),
        lambda: editing.move(bank(), place, "nothing", 1),
        lambda: editing.change(bank(), place, "nothing", text="x"),
    ):
        with pytest.raises(NotFound, match="no 'no"):
            change()


# -- holding together --------------------------------------------------------------------------------


def test_follow_ups_cease_to_probe_an_area_that_is_removed() -> None:
    start = editing.change(bank(), PROBES, "first-sign", areas=("signal", "change"))
    less = editing.remove(start, AREAS, "signal")
    assert [f.areas for f in editing.parts(less, PROBES)] == [("change",), ("lesson",)]


def test_a_follow_up_left_without_areas_stays_and_is_refused_when_saving() -> None:
    less = editing.remove(bank(), AREAS, "lesson")
    assert [f.areas for f in editing.parts(less, PROBES)] == [("signal",), ()]
    with pytest.raises(bankfile.BankError, match="follow_ups 2"):
        bankfile.read_bank(bankfile.dump(less).encode(), "bank.yaml")


def test_probes_stand_in_the_order_of_the_areas() -> None:
    changed = editing.change(bank(), PROBES, "since", areas=("lesson", "signal"))
    assert editing.parts(changed, PROBES)[1].areas == ("signal", "lesson")


STEPS = st.tuples(
    st.sampled_from(["add", "move", "remove", "probe"]), st.integers(0, 7), st.integers(-3, 3), st.booleans()
)


@settings(deadline=None, max_examples=100)
@given(st.lists(STEPS, max_size=12))
def test_whatever_is_done_ids_stay_unique_and_probes_name_areas_that_are_there(
    steps: list[tuple[str, int, int, bool]],
) -> None:
    made = bank()
    for what, number, by, on_areas in steps:
        place = AREAS if on_areas else PROBES
        there = ids(made, place)
        if what == "add":
            part = editing.new_area(f"Area {number}") if on_areas else editing.new_follow_up(f"Why {number}?")
            made = editing.add(made, place, part)
        elif what == "probe" and (probes := ids(made, PROBES)):
            made = editing.change(made, PROBES, probes[number % len(probes)], areas=(*ids(made, AREAS)[:by], "gone"))
        elif there and what == "move":
            made = editing.move(made, place, there[number % len(there)], by)
        elif there and what == "remove":
            made = editing.remove(made, place, there[number % len(there)])
    for place in (AREAS, PROBES):
        assert len(set(ids(made, place))) == len(ids(made, place))
    known = ids(made, AREAS)
    for follow_up in editing.parts(made, PROBES):
        assert list(follow_up.areas) == [i for i in known if i in follow_up.areas]


# -- guesses -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settled", "place", "part", "change"),
    [
        ("areas", AREAS, "signal", {"text": "How it showed"}),
        ("core", AREAS, "lesson", {"core": True}),
        ("kinds", AREAS, "lesson", {"kind": Kind.OUTCOME}),
        ("probes", PROBES, "since", {"areas": ("change",)}),
    ],
)
def test_what_a_person_changes_is_no_guess_any_more(
    settled: str, place: Place, part: str, change: dict[str, object]
) -> None:
    assert first(editing.change(guessed(), place, part, **change)) == tuple(g for g in GUESSED if g != settled)


def test_adding_or_removing_an_area_settles_the_areas_and_leaves_the_other_guesses() -> None:
    rest = ("core", "kinds", "probes")
    assert first(editing.add(guessed(), AREAS, editing.new_area("What it cost"))) == rest
    assert first(editing.remove(guessed(), AREAS, "lesson")) == rest


def test_moving_and_wording_leave_guesses_as_they_are() -> None:
    assert first(editing.move(guessed(), AREAS, "lesson", -2)) == GUESSED
    assert first(editing.change(guessed(), PROBES, "since", text="And since then?")) == GUESSED
    assert first(editing.change(guessed(), QUESTIONS, FIRST, text="Tell me.", tips=("One",))) == GUESSED


def test_a_person_can_confirm_all_guesses_of_one_question() -> None:
    confirmed = editing.confirm(guessed(), FIRST)
    assert first(confirmed) == ()
    assert confirmed.questions[1].guessed == GUESSED


# -- new parts ---------------------------------------------------------------------------------------


def test_a_new_question_comes_with_general_areas_marked_as_guesses_and_can_be_saved() -> None:
    grown = editing.add(bank(), QUESTIONS, editing.new_question("  Tell me about a time you said no. "))
    new = grown.questions[-1]
    assert (new.text, new.guessed) == ("Tell me about a time you said no.", ("areas", "core", "kinds"))
    assert bankfile.read_bank(bankfile.dump(grown).encode(), "b.yaml").questions[-1].areas == new.areas


def test_a_new_area_gets_a_kind_from_its_words() -> None:
    assert editing.new_area(" The lessons ").kind is Kind.LESSON


def test_what_a_new_follow_up_probes_is_guessed_and_marked() -> None:
    grown = editing.add_follow_up(bank(), FIRST, "What did you learn from it?")
    new = editing.parts(grown, PROBES)[-1]
    assert (new.text, new.areas) == ("What did you learn from it?", ("lesson",))
    assert first(grown) == ("probes",)
    assert first(editing.change(grown, PROBES, new.id, areas=("change",))) == ()


def test_a_follow_up_can_be_added_before_there_are_areas() -> None:
    bare = editing.change(bank(), QUESTIONS, FIRST, areas=())
    assert editing.parts(editing.add_follow_up(bare, FIRST, "Why?"), PROBES)[-1].areas == ()


def test_areas_that_take_the_place_of_others_are_core_and_probed_by_guess() -> None:
    chosen = [Area("", "What was lost", Kind.OUTCOME), Area("", "What was lost", Kind.ACTION)]
    made = editing.replace_areas(guessed(), FIRST, chosen)
    assert [(a.id, a.core) for a in editing.parts(made, AREAS)] == [("lost", True), ("lost-2", True)]
    assert first(made) == ("core", "probes")
    assert bankfile.read_bank(bankfile.dump(made).encode(), "b.yaml").questions[0].areas == editing.parts(made, AREAS)
