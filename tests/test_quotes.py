"""A quote is found however it is typed, and only where it really stands."""

from __future__ import annotations

import unicodedata

import pytest
from conftest import turn
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from coach.quotes import find

LETTERS = "abcdeXYZéöñßøéαωΣжЩ019אבגمرحकखग中文ﬁ한"
WORD = st.text(LETTERS, min_size=1, max_size=6)
BETWEEN = st.sampled_from([" ", " ", " ", ", ", ". ", " - ", "-", "'", ' "', '" ', "\n", " ", " 🙂 ", " (", ") "])
SAME = {
    " ": [" ", "  ", "\n", "\t", "\N{NO-BREAK SPACE}", "\r\n"],
    "'": ["'", "’", "‘", "`", "´"],
    '"': ['"', "“", "”", "«", "„"],
    "-": ["-", "–", "—", "−", "‑"],
}
INVISIBLE = [
    "\N{ZERO WIDTH SPACE}",
    "\N{SOFT HYPHEN}",
    "\N{ZERO WIDTH NO-BREAK SPACE}",
    "\N{RIGHT-TO-LEFT MARK}",
    "\x00",
]
ANYTHING = st.text(st.characters(), max_size=60)  # half surrogates, controls, marks and all


def letters(text: str) -> str:
    """What is left of a text when nothing but its letters and digits counts."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


@st.composite
def quoted(draw: st.DrawFn) -> tuple[str, int, int]:
    """An answer, and where a run of its whole words begins and ends."""
    words = draw(st.lists(WORD, min_size=1, max_size=8))
    text, borders = "", []
    for word in words:
        text += draw(BETWEEN) if text else ""
        borders.append((len(text), len(text) + len(word)))
        text += word
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, len(words) - 1))
    return text + draw(st.sampled_from(["", ".", "!"])), borders[first][0], borders[last][1]


def distorted(draw: st.DrawFn, text: str) -> str:
    """`text` as another keyboard, another program or a model might give it back."""
    recased = [draw(st.sampled_from([c, c.upper(), c.lower()])) for c in text]
    respelled = [draw(st.sampled_from(SAME.get(c, [c]))) for c in recased]
    spread = [c + draw(st.sampled_from(["", "", "", *INVISIBLE])) for c in respelled]
    form = draw(st.sampled_from(["NFC", "NFD"]))
    return draw(st.sampled_from(["", " ", '"', "…"])) + unicodedata.normalize(form, "".join(spread))


@settings(deadline=None, max_examples=150)
@given(quoted(), st.data())
def test_words_of_an_answer_are_found_however_they_are_typed(case: tuple[str, int, int], data: st.DataObject) -> None:
    text, start, end = case
    said = turn(text)
    found = find(data.draw(st.composite(lambda draw: distorted(draw, text[start:end]))()), [said])
    assert found is not None
    assert text[found.start : found.end] == found.text
    assert letters(found.text) == letters(text[start:end])
    assert found.start <= start
    assert found.turn == said.position


@settings(deadline=None, max_examples=150)
@given(ANYTHING, ANYTHING)
@example("שלום 12% עולם", "שלום 12%")
@example("👩‍👩‍👧 we grew 🇩🇪", "we grew 🇩🇪")
@example("e\u0301\u0301 ﬃ ǆ ŉ İ ½", "ŉ")
@example("a\x00b\ud800c", "ab\udfffc")
def test_no_text_breaks_the_search_and_a_find_is_a_slice(text: str, quote: str) -> None:
    found = find(quote, [turn(text)])
    assert found is None or (text[found.start : found.end] == found.text and letters(found.text) == letters(quote))


@settings(deadline=None, max_examples=100)
@given(ANYTHING)
def test_a_whole_answer_is_a_quote_of_itself(text: str) -> None:
    assume(any(c.isascii() and c.isalnum() for c in text))
    found = find(text, [turn(text)])
    assert found is not None
    assert letters(found.text) == letters(text)


@pytest.mark.parametrize(
    "quote",
    [
        "churn dropped from 14 to 9",  # another word
        "churn fell to 9 from 14",  # another order
        "churn fell 14 to 9",  # a word left out
        "churn really fell from 14",  # a word put in
        "fell from 14 to 9.5",  # another figure
        "hurn fell",  # from the middle of a word
        "Our chur",  # to the middle of a word
        "ell",
        "from 1",
        "café",  # an accent is a letter of its own
        "cliches",
        "Our churn … percent",  # not in one piece
        "",
        " … ",
        "%",
    ],
)
def test_what_was_not_said_is_not_found(quote: str) -> None:
    assert find(quote, [turn("Our churn fell from 14 to 9 percent. It was cafe talk, full of clichés.")]) is None


@pytest.mark.parametrize(
    ("text", "cut"),
    [("the cafe\u0301 closed", "the cafe"), ("हिन्दी में", "हिन्द"), ("हिन्दी में", "हि"), ("וַיֹּאמֶר", "ו")],
)
def test_a_word_is_not_cut_between_a_letter_and_its_mark(text: str, cut: str) -> None:
    assert find(cut, [turn(text)]) is None


def test_the_first_place_it_was_said_is_taken() -> None:
    lines = [turn("Nothing of the kind.", 2), turn("We cut it, and we cut it again.", 4), turn("We cut it.", 6)]
    found = find("we cut it", lines)
    assert found is not None
    assert (found.turn, found.start, found.text) == (4, 0, "We cut it")


def test_half_a_word_before_the_word_itself_does_not_hide_it() -> None:
    found = find("art", [turn("We started with art.")])
    assert found is not None
    assert found.start == len("We started with ")


def test_nothing_is_found_where_nobody_spoke() -> None:
    assert find("words", []) is None


@pytest.mark.parametrize(
    ("said", "quote", "found"),
    [
        (
            "Churn, um, it was nine and, uh, then six by May.",
            "it was nine and, then six by May",
            "it was nine and, uh, then six by May",
        ),
        ("So we, erm, cut it.", "So we, cut it", "So we, erm, cut it"),
        ("We cut it by hmm two points.", "We cut it by two points", "We cut it by hmm two points"),
        ("It was nine then six.", "It was um nine then six", "It was nine then six"),
    ],
)
def test_an_um_left_out_or_put_in_is_no_difference(said: str, quote: str, found: str) -> None:
    match = find(quote, [turn(said)])
    assert match
    assert match.text == found == said[match.start : match.end]


def test_a_word_that_only_sounds_like_a_filler_counts() -> None:
    assert find("the rum was sold", [turn("the was sold, um")]) is None
