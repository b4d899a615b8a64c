"""A bank's file and back: what is written is read as it was, and both readers of YAML agree."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
import yaml
from conftest import bank as small_bank
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach import yamltext
from coach.bankfile import LONGEST_SLUG, SLUG, BankPart, dump, read_bank
from coach.banks import SHIPPED, load_library
from coach.errors import BankError
from coach.models import Area, Bank, Example, FollowUp, Guidance, Kind, Question

SHIPPED_BANKS = load_library([SHIPPED]).banks

# -- any bank --------------------------------------------------------------------------------------

ODD = [
    "- a",
    "# b",
    "a: b",
    "{c}",
    "yes",
    "null",
    "~",
    "2026-01-05",
    "1e3",
    "'",
    '"',
    "a\n\n b",
    "x #y",
    "\\",
    "…",
    "*a",
    "a\x85b",
    "a\u2028b",
    "a\tb",
    "&b",
]
texts = (
    st.one_of(
        st.sampled_from(ODD),
        st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60),
        st.lists(st.sampled_from("why the plan: changed, then #1 'was' “late” 你好 x".split()), min_size=12).map(
            " ".join
        ),
    )
    .map(str.strip)
    .filter(bool)
)
slugs = st.from_regex(SLUG, fullmatch=True).filter(lambda slug: len(slug) <= LONGEST_SLUG)
free = st.one_of(st.just(""), texts)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    ids = draw(st.lists(slugs, min_size=2, max_size=5, unique=True))
    core = draw(st.sets(st.sampled_from(ids), min_size=2, max_size=4))
    probes = st.lists(st.sampled_from(ids), min_size=1, max_size=3).map(tuple)
    probe_ids = draw(st.lists(slugs, max_size=3, unique=True))
    return Question(
        id=draw(slugs),
        text=draw(texts),
        areas=tuple(Area(i, draw(texts), draw(st.sampled_from(Kind)), i in core) for i in ids),
        follow_ups=tuple(FollowUp(i, draw(texts), draw(probes)) for i in probe_ids),
        intent=draw(free),
        approach=draw(st.lists(texts, max_size=3).map(tuple)),
        tips=draw(st.lists(texts, max_size=2).map(tuple)),
        example=draw(st.none() | st.builds(Example, texts, st.lists(texts, max_size=2).map(tuple))),
        source=draw(free),
        guessed=draw(st.lists(st.sampled_from(["areas", "core", "kinds", "probes"]), unique=True).map(tuple)),
    )


@st.composite
def banks(draw: st.DrawFn) -> Bank:
    title = draw(texts)
    asked = draw(st.lists(questions(), min_size=1, max_size=3, unique_by=lambda question: question.id))
    return Bank(
        id=draw(slugs),
        title=title,
        competency=draw(texts),
        questions=tuple(replace(question, competency=title) for question in asked),
        roles=draw(st.lists(slugs, max_size=2).map(tuple)),
        weight={name: draw(st.integers(1, 100)) for name in ("early", "mid", "senior")},
        guidance=tuple(
            Guidance(i, draw(texts), draw(texts), draw(free)) for i in draw(st.lists(slugs, max_size=2, unique=True))
        ),
        source=draw(free),
    )


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(banks())
def test_what_is_written_is_read_as_it_was(bank: Bank) -> None:
    assert replace(read_bank(dump(bank).encode(), "x.yaml"), hash="") == bank


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(banks())
def test_the_quick_reader_of_yaml_reads_a_bank_as_the_careful_one_does_or_not_at_all(bank: Bank) -> None:
    text = dump(bank)
    try:
        quickly = BankPart.model_validate(yamltext.parse_quickly(text))
    except ValueError:
        return
    assert quickly == BankPart.model_validate(yamltext.parse(text))


@pytest.mark.parametrize("bank", SHIPPED_BANKS, ids=lambda bank: bank.id)
def test_a_shipped_bank_is_read_by_the_quick_reader(bank: Bank) -> None:
    assert yamltext.parse_quickly(dump(bank)) == yamltext.parse(dump(bank))


@pytest.mark.parametrize("bank", SHIPPED_BANKS, ids=lambda bank: bank.id)
def test_a_shipped_bank_is_written_for_people_to_read(bank: Bank) -> None:
    text = dump(bank)
    assert replace(read_bank(text.encode(), "x.yaml"), hash=bank.hash) == bank
    assert re.fullmatch(r"# yaml-language-server: \$schema=.*bank\.schema\.json", text.splitlines()[0])
    assert max(map(len, text.splitlines())) <= 115
    assert "\\" not in text
    assert yaml.safe_load(text)["id"] == bank.id


def test_what_is_empty_is_left_out() -> None:
    text = dump(small_bank(questions=1))
    assert "example" not in text
    assert "guessed" not in text
    assert "core: false" not in text


def test_a_file_larger_than_allowed_is_refused_unread() -> None:
    with pytest.raises(BankError, match="more than the 2,000,000 allowed"):
        read_bank(b"[" * 2_000_001, "x.yaml")


def test_what_an_import_guessed_is_kept_and_nothing_else_is_a_guess() -> None:
    text = dump(small_bank(questions=1)).replace("    areas:\n", "    guessed: [core, probes]\n    areas:\n", 1)
    guessed = read_bank(text.encode(), "x.yaml")
    assert guessed.questions[0].guessed == ("core", "probes")
    assert "    guessed: [core, probes]\n" in dump(guessed)
    with pytest.raises(BankError, match=r"x\.yaml: questions 1 \(question-1\): guessed 1"):
        read_bank(text.replace("[core, probes]", "[everything]").encode(), "x.yaml")


# -- YAML, strictly --------------------------------------------------------------------------------


def nested(depth: int) -> list[Any]:
    return [nested(depth - 1)] if depth > 1 else []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# nothing", None),
        ("a: [1, 2.5, yes, ~, x, 'yes']", {"a": [1, 2.5, True, None, "x", "yes"]}),
        ("a: >-\n  one\n  two\nb: |\n  one\n  two\n", {"a": "one two", "b": "one\ntwo\n"}),
        ("a: !!str 5\nb: !!map {c: d}", {"a": "5", "b": {"c": "d"}}),
        ("{}", {}),
        ("[" * 20 + "]" * 20, nested(20)),
    ],
)
def test_yaml_is_read_as_usual(text: str, value: object) -> None:
    assert yamltext.parse(text) == value


@settings(deadline=None, max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text("ab: #-'\"\n{}[]&*!é\t", max_size=12),
        lambda value: st.lists(value, max_size=4) | st.dictionaries(st.text("abc-: ", max_size=6), value, max_size=4),
        max_leaves=12,
    ),
    st.sampled_from([None, True, False]),
)
def test_yaml_in_any_style_is_read_as_pyyaml_reads_it(value: Any, flow: bool | None) -> None:
    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    assert yamltext.parse(yaml.dump(value, Dumper=Plain, default_flow_style=flow)) == value


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", "line 3: 'c' is given 2 times from here on; keep one"),
        ("a: &x 1\nb: *x", r"line 2: aliases \(\*name\) are not allowed"),
        ("a:\n" + "  - " * 21 + "x", "line 2: nested too deeply"),
        ("a: 1\n--- \nb: 2", "line 2, column 1: .*another document"),
        ("a: 1\nb: !secret x", "line 2, column 4: .*could not determine a constructor for the tag '!secret'"),
        ("a: 1\nb: !!set {x}", "line 2, column 4: .*could not determine a constructor"),
        ("a: 1\nb: 2026-13-41", "line 2: a value is not the number, date or tag it looks like .*put it in quotes"),
        ("a: [x\nb: y", "line 2, column"),
        ("[a]: x", "line 1, column 1: .*unhashable key"),
        ("a: \x07", "not readable as YAML: .*#x0007"),
    ],
)
def test_what_is_no_plain_value_is_refused_with_its_line(text: str, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        yamltext.parse(text)


@pytest.mark.parametrize(
    "text",
    ["a: &x [1]\nb: *x", "a: !!set {b}", "a: " + "[" * 6000 + "{" * 6000, "a: 1\na: 2", "a: [", "a: 1\n---\nb: 2"],
)
def test_the_quick_reader_leaves_to_the_careful_one_what_may_be_a_fault(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        yamltext.parse_quickly(text)
