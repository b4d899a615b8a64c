"""Searching all banks: by the start of words wherever they stand, the best place first, the same every time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import bank, question
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import catalogue
from coach.banks import SHIPPED, Library, load_library
from coach.catalogue import search
from coach.models import Area, FollowUp, Kind

SHIPPED_LIBRARY = load_library([SHIPPED])
ASKED = replace(
    question(),
    text="Tell me about a price you raised.",
    areas=(
        Area("a", "How customers’ reactions were measured", Kind.MEASURE),
        Area("b", "Résumé of the café test", Kind.ACTION),
    ),
    follow_ups=(FollowUp("f", "Which competitors followed?", ("a",)),),
)
LIBRARY = Library(
    (
        replace(bank("pricing", 0), questions=(ASKED,), roles=("chief",)),
        replace(bank("others", 2), competency="Raising prices: 价格策略"),
    )
)


def ids(words: str, **filters: str) -> list[tuple[str, str]]:
    return [(hit.bank.id, hit.question.id) for hit in search(LIBRARY, words, **filters)]


FOUND = [("pricing", "question-1")]


@pytest.mark.parametrize(
    "words",
    [
        "raised price",
        "PRICE, raising",
        "measure",
        "measuring reactions",
        "customer",
        "competitor follow",
        "compet",
        "resume cafe",
        "café",
        "price competitors measured",
    ],
)
def test_a_question_is_found_by_its_words_its_areas_and_its_follow_ups(words: str) -> None:
    assert ids(words)[:1] == FOUND


@pytest.mark.parametrize("words", ["price zebra", "ompetitor", "pricelist", "x"])
def test_all_words_must_be_there_and_words_are_found_from_their_start(words: str) -> None:
    assert FOUND[0] not in ids(words)


def test_the_question_comes_before_areas_and_these_before_the_competency() -> None:
    assert ids("price") == [*FOUND, ("others", "question-1"), ("others", "question-2")]
    first, second, _ = search(LIBRARY, "price")
    assert (first.places, second.places) == (("question", "competency"), ("competency",))
    assert first.score > second.score


def test_without_words_all_questions_are_given_in_the_banks_order() -> None:
    assert ids(" ,. ") == [*FOUND, ("others", "question-1"), ("others", "question-2")]


def test_words_of_a_script_without_spaces_are_found_inside() -> None:
    assert [bank_id for bank_id, _ in ids("策略")] == ["others", "others"]


@pytest.mark.parametrize(
    ("filters", "banks"),
    [
        ({"competency": "others"}, {"others"}),
        ({"competency": "Others"}, {"others"}),
        ({"role": "chief"}, {"pricing", "others"}),
        ({"role": "manager"}, {"others"}),
        ({"competency": "none"}, set()),
    ],
)
def test_competency_and_role_narrow_the_search(filters: dict[str, str], banks: set[str]) -> None:
    assert {bank_id for bank_id, _ in ids("", **filters)} == banks


def test_a_bank_is_folded_in_one_go_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[str] = []
    fold = catalogue.fold
    monkeypatch.setattr(catalogue, "fold", lambda text: folded.append(text) or fold(text))
    library = Library((bank("large", 20),))
    assert len(search(library, "plan")) == 20
    search(library, "plan")
    assert len(folded) == 2 + 2  # the words twice, the questions, and what they share


def test_no_sign_in_a_text_mixes_up_questions_or_fields() -> None:
    odd = replace(ASKED, text="Why \x1f\x1f now?", areas=(Area("a", "Price\x1f war\n\x1f", Kind.ACTION),))
    library = Library((replace(bank("odd", 0), questions=(odd, question())),))
    assert [(h.question.id, h.places) for h in search(library, "war")] == [(odd.id, ("areas",))]
    assert [h.places for h in search(library, "competitors")] == [("follow-ups",)]


def test_a_changed_bank_is_searched_as_it_is_now() -> None:
    assert ids("zebra") == []
    newer = replace(LIBRARY.banks[1], questions=(replace(question(), text="Why a zebra?"),))
    hits = search(Library((LIBRARY.banks[0], newer)), "zebra")
    assert [hit.bank for hit in hits] == [newer]
    assert ids("zebra") == []


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_every_shipped_question_is_found_by_any_of_its_words(data: st.DataObject) -> None:
    bank = data.draw(st.sampled_from(SHIPPED_LIBRARY.banks))
    asked = data.draw(st.sampled_from(bank.questions))
    text = data.draw(st.sampled_from([asked.text, *(a.text for a in asked.areas), *(f.text for f in asked.follow_ups)]))
    words = " ".join(data.draw(st.lists(st.sampled_from(text.split()), min_size=1, max_size=4)))
    assert asked in [hit.question for hit in search(SHIPPED_LIBRARY, words)]
    assert search(SHIPPED_LIBRARY, words) == search(SHIPPED_LIBRARY, words)
