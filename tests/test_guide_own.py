"""A bank's guide read again: the same bank, and a sensible one after people have edited it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from conftest import bank, question
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from coach import files, guides
from coach.bankfile import SLUG, Text, dump, read_bank
from coach.banks import SHIPPED, load_library
from coach.guide_text import markdown
from coach.guides import Guide, Shape
from coach.models import Area, Bank, Example, FollowUp, Guidance, Kind, Question

SHIPPED_BANKS = load_library([SHIPPED]).banks
MARKED = replace(
    bank("plans", 2, source="Own", roles=("buyer",), guidance=(Guidance("how-long", "How long?", "An hour.", "Own"),)),
    questions=(
        replace(question(1), competency="Plans", example=Example("I plan well.", ("No case.",)), guessed=("core",)),
        replace(question(2), competency="Plans"),
    ),
    hash="",
)


def read(text: str, name: str = "guide.md", bank_id: str = "plans", title: str = "") -> Guide:
    return guides.read(files.lines(name, text.encode()), bank_id, title)


def check(guide: Guide) -> Bank:
    """The bank, which must be one that its file holds."""
    assert replace(read_bank(dump(guide.bank).encode(), "bank.yaml"), hash="") == guide.bank
    return guide.bank


# -- unchanged -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["guide.md", "guide.txt", "GUIDE.MD"])
@pytest.mark.parametrize("shipped", SHIPPED_BANKS, ids=lambda b: b.id)
def test_the_guide_of_a_shipped_bank_is_read_as_that_bank(shipped: Bank, name: str) -> None:
    guide = read(markdown(shipped), name, shipped.id)
    assert guide == Guide(Shape.STRUCTURED, replace(shipped, hash=""), ())


def is_text(value: str) -> bool:
    try:
        return bool(TypeAdapter(Text).validate_python(value) == value)
    except ValidationError:
        return False


ANY = st.text(min_size=1, max_size=20)
SIGNS = st.text("\\&#10;{}-*._ \n\u00a0a1)(o<>|~`[]:/=•\"'", min_size=1, max_size=20)
LINES = st.lists(
    st.sampled_from(
        ["Source", "Areas to cover", "Q1. Why?", "- Tips:", "# 2. x", "A? {#a .core}", "", "Roles: a", "1)"]
    ),
    min_size=1,
    max_size=4,
).map("\n".join)
TEXTS = (ANY | SIGNS | LINES).filter(is_text)
MAYBE = st.just("") | TEXTS
SLUGS = st.from_regex(SLUG, fullmatch=True).filter(lambda s: len(s) <= 80)
LISTS = st.lists(TEXTS, max_size=2).map(tuple)


def by_id(values: st.SearchStrategy[Any], least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, min_size=least, max_size=most, unique_by=lambda v: v.id).map(tuple)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    areas = draw(by_id(st.builds(Area, SLUGS, TEXTS, st.sampled_from(Kind)), 2, 5))
    core = draw(st.sets(st.sampled_from(range(len(areas))), min_size=2, max_size=4))
    probes = st.lists(st.sampled_from([a.id for a in areas]), min_size=1, max_size=3).map(tuple)
    return Question(
        id=draw(SLUGS),
        text=draw(TEXTS),
        areas=tuple(replace(a, core=i in core) for i, a in enumerate(areas)),
        follow_ups=draw(by_id(st.builds(FollowUp, SLUGS, TEXTS, probes), 0, 2)),
        intent=draw(MAYBE),
        approach=draw(LISTS),
        tips=draw(LISTS),
        example=draw(st.none() | st.builds(Example, TEXTS, LISTS)),
        source=draw(MAYBE),
        guessed=tuple(draw(st.lists(st.sampled_from(["areas", "core", "kinds", "probes"]), unique=True))),
    )


@st.composite
def banks(draw: st.DrawFn) -> Bank:
    title = draw(TEXTS)
    percent = st.integers(1, 100)
    return Bank(
        id=draw(SLUGS),
        title=title,
        competency=draw(TEXTS),
        questions=tuple(replace(q, competency=title) for q in draw(by_id(questions(), 1, 2))),
        roles=tuple(draw(st.lists(SLUGS, max_size=2))),
        weight={"early": draw(percent), "mid": draw(percent), "senior": draw(percent)},
        guidance=draw(by_id(st.builds(Guidance, SLUGS, TEXTS, TEXTS, MAYBE), 0, 2)),
        source=draw(MAYBE),
    )


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(banks(), st.sampled_from(["guide.md", "guide.txt"]))
def test_any_bank_comes_back_from_its_guide(made: Bank, name: str) -> None:
    guide = read(markdown(made), name, made.id)
    assert guide.bank == made
    assert guide.unread == ()


def test_a_guide_may_become_a_bank_of_another_name() -> None:
    renamed = read(markdown(MARKED), bank_id="mine", title=" My plans ").bank
    assert (renamed.id, renamed.title) == ("mine", "My plans")
    assert {q.competency for q in renamed.questions} == {"My plans"}
    assert renamed.questions[0].areas == MARKED.questions[0].areas


# -- edited ----------------------------------------------------------------------------------------


def edited(old: str, new: str) -> Guide:
    text = markdown(MARKED)
    assert old in text
    return read(text.replace(old, new, 1))


def first(guide: Guide) -> Question:
    return check(guide).questions[0]


def test_a_new_area_gets_an_id_and_a_kind_which_is_marked_as_a_guess() -> None:
    guide = edited("#### Follow-up", "- Budget spent on the change\n\n#### Follow-up")
    added = first(guide).areas[-1]
    assert added == Area("budget-spent-change", "Budget spent on the change", Kind.RESOURCES)
    assert first(guide).guessed == ("core", "kinds")
    assert check(guide).questions[1] == MARKED.questions[1]
    assert guide.unread == ()


def test_a_new_follow_up_gets_an_id_and_probes_what_it_seems_to() -> None:
    guide = edited("#### What the question", "- What did you learn in the end?\n\n#### What the question")
    added = first(guide).follow_ups[-1]
    assert added.text == "What did you learn in the end?"
    assert added.areas == ("lesson",)
    assert first(guide).guessed == ("core", "probes")


def test_core_areas_that_nobody_marked_are_guessed_and_marked_so() -> None:
    guide = read(markdown(MARKED).replace(" .core", ""))
    second = check(guide).questions[1]
    assert second.guessed == ("core",)
    assert 2 <= sum(a.core for a in second.areas) <= 4


def test_what_a_person_confirmed_is_no_longer_a_guess() -> None:
    assert first(edited(' guessed="core"', "")).guessed == ()
    assert first(edited('guessed="core"', 'guessed="core luck"')).guessed == ("core",)


def test_a_follow_up_of_an_area_that_is_gone_probes_what_is_left_or_a_guess() -> None:
    text = markdown(MARKED).replace('probes="signal"', 'probes="signal change"')
    gone = read("".join(line for line in text.splitlines(keepends=True) if "{#signal " not in line))
    assert first(gone).follow_ups[0].areas == ("change",)
    assert "probes" not in first(gone).guessed


def test_a_question_added_without_marks_is_read_as_in_any_guide() -> None:
    guide = edited(
        "## Frequently",
        "### Describe a time when you lost a customer.\n\n"
        "#### Look for:\n\n- Why the customer left\n- What came of it\n\n"
        "#### Probes\n\n- Why did the customer leave?\n\n#### Red flags\n\n- Blames the customer\n\n## Frequently",
    )
    added = check(guide).questions[-1]
    assert added.id == "lost-customer"
    assert [a.text for a in added.areas] == ["Why the customer left", "What came of it"]
    assert added.follow_ups[0].areas == ("customer-left",)
    assert added.guessed == ("core", "kinds", "probes")
    assert [line.text for line in guide.unread] == ["Red flags", "Blames the customer"]


def test_a_question_without_areas_gets_generic_ones_which_are_marked() -> None:
    guide = edited("## Frequently", "### 3. Tell me about a time when you were wrong.\n\n## Frequently")
    added = check(guide).questions[-1]
    assert added.text == "Tell me about a time when you were wrong."
    assert len(added.areas) > 2
    assert added.guessed == ("areas", "core", "kinds")


def test_a_copied_question_keeps_its_words_and_gets_an_id_of_its_own() -> None:
    text = markdown(MARKED)
    start, end = text.index("### 1."), text.index("### 2.")
    copied = check(read(text[:start] + text[start:end] * 2 + text[end:]))
    assert [q.id for q in copied.questions] == ["question-1", "question-1-plan-changed", "question-2"]
    assert copied.questions[1].areas == copied.questions[0].areas


@pytest.mark.parametrize(
    ("old", "new", "unread"),
    [
        ("- Roles: buyer", "- Roles: Buyers & sellers", ["Roles: Buyers & sellers"]),
        ("- Roles: buyer", "- Roles: buyer\n- Printed: 12 May", ["Printed: 12 May"]),
        ("early 20, mid 20, senior 20", "a lot", ["Percent of an interview: a lot"]),
        ("## Questions", "## Questions\n\nPick any three.", ["Pick any three."]),
        ("### 2.", "## Group B\n\n### 2.", ["Group B"]),
        ("## Frequently", "## Notes\n\n### Mine\n\nSee page 2.\n\n## Frequently", ["Notes", "Mine", "See page 2."]),
        ("#### Tips", "| a | b |\n|---|---|\n| c | d |\n\n#### Tips", ["a | b", "c | d"]),
        ("An hour.", "", ["How long? {#how-long}", "Own"]),
        ("I plan well.", "", ["No case."]),
        ("- What was changed {", "- " + "x" * 4001 + "\n- What was changed {", ["x" * 4001]),
        ("An hour.", "An hour.\n\n" + "x" * 4000, ["x" * 4000]),
        ("Question 1: tell", "x" * 4001, None),
    ],
)
def test_what_fits_nowhere_is_unread_and_the_rest_is_as_it_was(old: str, new: str, unread: list[str] | None) -> None:
    guide = edited(old, new)
    same = check(guide).questions[-1]
    assert same == MARKED.questions[1]
    if unread is None:
        assert [q.id for q in guide.bank.questions] == ["question-2"]
        assert len(guide.unread) > 10
        assert list(guide.unread) == sorted(guide.unread, key=lambda line: line.number)
    else:
        assert [line.text for line in guide.unread] == unread


def test_more_areas_than_a_question_may_have_are_unread() -> None:
    guide = edited("#### Follow-up", "".join(f"- Another area, no. {n}\n" for n in range(20)) + "\n#### Follow-up")
    assert len(first(guide).areas) == 20
    assert [line.text for line in guide.unread] == [f"Another area, no. {n}" for n in (17, 18, 19)]


def test_percents_that_are_out_of_range_are_as_if_not_given() -> None:
    assert edited("early 20, mid 20, senior 20", "early 30, mid 0, senior 101").bank.weight == {
        "early": 30,
        "mid": 20,
        "senior": 20,
    }


Edits = list[tuple[int, Callable[[str], str]]]
EDITS: list[Callable[[str], str]] = [
    lambda line: "",
    lambda line: line.split(" {")[0] + "\n",
    lambda line: line.lstrip("#- "),
    lambda line: "- " + line,
    lambda line: "#" + line,
    lambda line: line * 2,
    lambda line: line + "- Something new\n",
    lambda line: line + "\nWords of my own.\n\n",
    lambda line: line.replace("core", "kind=luck"),
    lambda line: line.upper(),
]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 80), st.sampled_from(EDITS)), min_size=1, max_size=8))
def test_whatever_is_edited_the_bank_is_valid_and_no_line_is_lost(
    edits: list[tuple[int, Callable[[str], str]]],
) -> None:
    lines = markdown(MARKED).splitlines(keepends=True)
    for at, edit in edits:
        lines[at % len(lines)] = edit(lines[at % len(lines)])
    text = "# Plans\n\n## Questions\n\n### Which plan did you drop? {#kept}\n\n" + "".join(lines)
    guide = read(text)
    said = dump(check(guide)) + "".join(line.text for line in guide.unread)
    for word in ("first sign", "no longer fitted", "Name the moment", "I plan well", "An hour"):
        assert said.lower().count(word.lower()) >= (word in text)
