"""A practice as a PDF: the words that were said, as text, on pages that can be printed."""

from __future__ import annotations

import io
import time
from dataclasses import replace

import pypdf
import pytest
from hostile import HOSTILE
from test_export import CRITIQUE, SAID, practice

from coach import pdf
from coach.models import Practice
from coach.rubric import LEVELS


def read(made: Practice) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf.document(made)))


def text(made: Practice) -> str:
    """All its words, in one line."""
    return " ".join(" ".join(page.extract_text() for page in read(made).pages).split())


def test_question_level_focus_areas_quotes_and_conversation_are_there() -> None:
    found = text(practice())
    assert CRITIQUE.level
    assert CRITIQUE.strength
    assert CRITIQUE.focus
    for words in (
        "Practice interview",
        "Question 1 · Plans",
        practice().questions[0].question.text,
        LEVELS[CRITIQUE.level - 1].name,
        CRITIQUE.focus.text,
        "What was changed (core)",
        "Partly",
        "“cut 3 of the 5 emails”",
        "Situation",
        "Be specific",
        "What changed?",
        SAID,
    ):
        assert words in found, words


def test_every_page_is_a4_and_says_which_of_how_many_it_is() -> None:
    pages = read(practice(answer="I moved the launch. " * 700)).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        assert f"{number} of {len(pages)}" in page.extract_text()


def test_the_same_practice_gives_the_same_bytes() -> None:
    first = pdf.document(practice())
    time.sleep(1.1)  # a second later
    assert pdf.document(practice()) == first


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_are_words(words: str) -> None:
    made = read(practice(answer=words, asked=words, bank_title=words))
    for page in made.pages:
        assert "/Annots" not in page
        assert not page.images
    assert "/Names" not in made.root_object
    assert "/JavaScript" not in repr(made.root_object)


@pytest.mark.parametrize(
    "words", ["Zoë Łukasz", "Ελένη", "Юлия", "ﬁ — “x” 😀", "x" * 5_000, "a\n\n\tb", "", "\0\x07\ud800"]
)
def test_words_in_many_scripts_of_any_length_are_drawn(words: str) -> None:
    found = text(practice(answer=f"{words} end"))
    assert "end" in found
    if words.isprintable() and " " in words:
        assert words.split()[0].replace("ﬁ", "fi") in found.replace("ﬁ", "fi")


def test_what_the_font_lacks_is_shown_as_a_box_and_said() -> None:
    found = text(practice(answer="I am 王 in Łódź"))
    assert "I am □ in Łódź" in found
    assert "this font lacks" in found
    assert "this font lacks" not in text(practice())


def test_an_answer_not_read_yet_has_no_made_up_level() -> None:
    made = practice()
    unread = replace(made, attempts=(replace(made.attempts[0], critiques=()),))
    assert "Not assessed yet." in text(unread)
    assert not any(level.name in text(unread) for level in LEVELS)
