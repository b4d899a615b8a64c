import pytest

from coach.kinds import kind_of, kinds_of
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


def test_words_nobody_foresaw_ask_for_an_action() -> None:
    assert kind_of("Zebra") is Kind.ACTION
