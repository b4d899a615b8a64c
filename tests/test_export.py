"""A practice as Markdown: everybody's words come out as they were said, and none comes alive as markup."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from conftest import PLAN, question, reading, turn
from hostile import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from coach.critique import settle
from coach.export import markdown
from coach.models import (
    Attempt,
    Critique,
    Focus,
    PlannedQuestion,
    Practice,
    Provenance,
    Quote,
    Strength,
    TurnKind,
    Verdict,
)
from coach.rubric import LEVELS

SAID = (
    "In March 2024 our trial sign-ups fell by 30 percent in two weeks, so I read 40 tickets and rang 12 customers. "
    "I moved the launch to May and cut 3 of the 5 emails. By June we had 210 sign-ups a week again."
)
WORDS = "cut 3 of the 5 emails"
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


LINES = (
    turn("Welcome.", 0, TurnKind.OPENING),
    turn("Tell me.", 1, TurnKind.QUESTION),
    turn(SAID, 2),
    turn("What changed?", 3, TurnKind.FOLLOW_UP),
    turn("Nothing else.", 4),
)
FOUND = reading((Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSING), WORDS, star=Verdict.PARTIAL)
CRITIQUE = settle(question(), LINES, FOUND, Provenance("scripted", "test", "", "b4nk", "rubr1c"))


def practice(
    answer: str = SAID, asked: str = "What changed?", bank_title: str = "Plans", critique: Critique = CRITIQUE
) -> Practice:
    """One question, answered, probed and read."""
    turns = (*LINES[:2], replace(LINES[2], text=answer), replace(LINES[3], text=asked), LINES[4])
    attempt = Attempt("a1", 0, 1, turns[1:], ((4, critique),))
    planned = PlannedQuestion("plans", bank_title, "b4nk", question())
    return Practice("p", "ann", PLAN, LINES[0].at, None, (planned,), turns, (attempt,))


def tokens(text: str) -> list[Token]:
    """What a Markdown reader makes of `text`, inline parts included."""
    return [inner for token in READER.parse(text) for inner in (token, *(token.children or ()))]


def shape(text: str) -> Counter[str]:
    """The markup in `text`, by kind; lines of plain text within a paragraph do not count."""
    plain = {"text", "text_special", "softbreak", "inline", "paragraph_open", "paragraph_close"}
    return Counter(t.type for t in tokens(text) if t.type not in plain)


def shown(text: str) -> str:
    """What a person reads, with white space folded."""
    pieces = (" " if t.type != "text_special" and t.type != "text" else t.content for t in tokens(text))
    return " ".join("".join(pieces).split())


def headings(text: str) -> list[str]:
    """Tags of the headings, in order."""
    return [t.tag for t in tokens(text) if t.type == "heading_open"]


# -- what is in it ---------------------------------------------------------------------------------


def test_the_conversation_and_what_was_found_are_in_it() -> None:
    assert CRITIQUE.level is not None
    assert CRITIQUE.focus is not None
    read = shown(markdown(practice()))
    for piece in (
        "Practice interview, 05 January 2026",
        "Customer Marketing Manager, mid, coach mode",
        "Question 1: Question 1: tell me about a plan you changed.",
        "From the bank “Plans”.",
        SAID,
        "What changed?",
        LEVELS[CRITIQUE.level - 1].name,
        f"Keep: “{WORDS}”",
        CRITIQUE.focus.text,
        f"What showed that the plan no longer fitted (core): covered “{WORDS}”",
        "What was learned from it: not found",
        f"Situation: partly “{WORDS}”",
        "Stay positive: covered",
        "Read by scripted test, rubric rubr1c, bank b4nk.",
    ):
        assert piece in read


def test_who_said_what_is_told() -> None:
    read = shown(markdown(practice()))
    places = [
        read.index(said) for said in (f"Candidate {SAID}", "Interviewer What changed?", "Candidate Nothing else.")
    ]
    assert places == sorted(places)


def test_every_try_has_its_part() -> None:
    once = practice()
    twice = replace(once, attempts=(*once.attempts, replace(once.attempts[0], id="a2", number=2)))
    read = shown(markdown(twice))
    assert read.count(SAID) == 2 * shown(markdown(once)).count(SAID)
    assert "Question 1, try 2: " in read


def test_an_answer_without_a_critique_is_kept_and_says_so() -> None:
    unread = practice()
    unread = replace(unread, attempts=(replace(unread.attempts[0], critiques=()),))
    assert "Not assessed yet." in shown(markdown(unread))
    assert SAID in shown(markdown(unread))


def test_a_question_left_out_says_so() -> None:
    asked = practice()
    asked = replace(asked, attempts=(replace(asked.attempts[0], turns=asked.attempts[0].turns[:1], critiques=()),))
    assert "Not answered." in shown(markdown(asked))


def test_an_answer_too_short_to_rate_is_given_no_level() -> None:
    read = shown(markdown(practice(critique=replace(CRITIQUE, level=None, strength=None, focus=None))))
    assert "Not rated" in read
    assert not any(level.name in read for level in LEVELS)


# -- nothing comes alive ---------------------------------------------------------------------------

PIECES = st.sampled_from(
    [*"\\`*_{}[]()<>#+-.!|~$&:@='\"^%", " ", "    ", "\t", "\n", "\n\n", "a", "1", "http://", "===", "---"]
)
TEXTS = st.one_of(
    st.sampled_from(list(HOSTILE.values())), st.lists(PIECES, max_size=30).map("".join), st.text(max_size=40)
)


def with_words(words: str, where: str) -> Practice:
    """A practice that holds `words` in one of the places that somebody else fills."""
    if where in ("answer", "asked", "bank_title"):
        return practice(**{where: words})
    quote = Quote(2, 0, len(words), words)
    if where in ("question", "area"):
        areas = tuple(replace(a, text=words) for a in question().areas)
        changed_question = replace(question(), **({"text": words} if where == "question" else {"areas": areas}))
        return replace(practice(), questions=(PlannedQuestion("plans", "Plans", "b4nk", changed_question),))
    changed = {
        "quote": replace(CRITIQUE, areas=tuple(replace(f, quotes=(quote,)) for f in CRITIQUE.areas)),
        "strength": replace(CRITIQUE, strength=Strength("signal", "Good.", quote)),
        "focus": replace(CRITIQUE, focus=Focus("signal", words, words)),
        "model": replace(CRITIQUE, provenance=replace(CRITIQUE.provenance, model=words)),
    }[where]
    return practice(critique=changed)


PLACES = ("answer", "asked", "bank_title", "question", "area", "quote", "strength", "focus", "model")


@pytest.mark.parametrize("where", PLACES)
@settings(deadline=None, max_examples=40)
@given(words=TEXTS)
def test_no_words_change_the_markup_around_them(where: str, words: str) -> None:
    plain = "".join("w" if c.isalnum() else " " for c in words)
    assert shape(markdown(with_words(f"x{words}x", where))) == shape(markdown(with_words(f"x{plain}x", where)))


@pytest.mark.parametrize("where", ["answer", "asked", "question", "quote"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_read_as_they_were_typed(where: str, name: str) -> None:
    words = " ".join(HOSTILE[name].split())
    assert words in shown(markdown(with_words(HOSTILE[name], where)))


def test_an_underline_of_equals_signs_makes_no_heading() -> None:
    assert headings(markdown(practice(f"{SAID}\n===\nand on"))) == headings(markdown(practice()))
