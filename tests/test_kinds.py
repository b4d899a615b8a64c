import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.kinds import _WORDING, kind_of, kinds_of
from coach.models import Kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The business objective they were trying to support", Kind.GOAL),
        ("How they identified customer segments or personas to target", Kind.INSIGHT),
        ("Trade-offs considered and how they were evaluated", Kind.ALTERNATIVES),
        ("Challenges encountered and how they were overcome", Kind.CHALLENGE),
        ("Cross-functional collaboration involved", Kind.STAKEHOLDERS),
        ("Interim milestones or metrics they established", Kind.MEASURE),
        ("The outcome of the strategy implementation", Kind.OUTCOME),
        ("Ongoing optimization process", Kind.ITERATION),
        ("What they would do differently next time", Kind.LESSON),
        ("Budget and team set aside for the launch", Kind.RESOURCES),
        ("Messaging and value proposition", Kind.ACTION),
    ],
)
def test_an_area_says_what_kind_it_is(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind


def test_an_area_that_asks_for_two_things_names_both_in_order() -> None:
    assert kinds_of("Results and lessons learned") == (Kind.OUTCOME, Kind.LESSON)


WORDS = sorted({w for pattern in _WORDING.values() for w in re.split(r"[^a-zA-Z]+", pattern) if w})


@given(
    st.lists(st.sampled_from(["the", "zebra,", "trade-offs", "KPI", "do\nbetter", *WORDS]), max_size=9).map(" ".join)
)
def test_the_kind_is_that_of_the_wording_that_comes_first(text: str) -> None:
    found = sorted((m.start(), n, k) for n, (k, p) in enumerate(_WORDING.items()) if (m := re.search(p, text.lower())))
    assert kind_of(text) is (found[0][2] if found else Kind.ACTION)


def test_words_nobody_foresaw_ask_for_an_action() -> None:
    assert kind_of("Zebra") is Kind.ACTION
