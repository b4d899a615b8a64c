"""A person's words in Markdown: every mark a reference, nothing added, nothing lost, spans where they belong."""

from __future__ import annotations

import html
import re
import string
from collections.abc import Sequence

import pytest
from hostile import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.ui.verbatim import Span, marked, verbatim

TOKEN = re.compile(r"(?s):(?P<open>[a-z]+(?:-background)?)\[|(?P<close>\])|&#\d+;|(?P<break>\\\n)|(?P<char>.)")
# What hostile input is made of, more often than plain `st.text()` would hit on it.
OFTEN = st.sampled_from("\\`*_[](){}<>#+-.!|~$&:;@=/w\n \t09aé🙂")
TEXTS = st.text(st.one_of(OFTEN, st.characters(codec="utf-8")))
PLACES = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30), st.sampled_from(["blue", "orange"])), max_size=4)


def shown(markdown: str) -> list[tuple[str, str]]:
    """Each character that a reader sees, with its ground; fails on anything that could be syntax."""
    out: list[tuple[str, str]] = []
    grounds: list[str] = []
    for token in TOKEN.finditer(markdown):
        if token["open"]:
            grounds.append(token["open"])
        elif token["close"]:
            grounds.pop()
        else:
            character = "\n" if token["break"] else html.unescape(token[0])
            assert token["char"] not in (*string.punctuation,), f"{token[0]!r} is left as syntax"
            out.append((character, next((g for g in grounds if g.endswith("-background")), "")))
    assert not grounds, "a mark stays open"
    return out


def typed(text: str) -> str:
    """`text` as it can be shown: no line ends around it, one blank line at most, line starts not code."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    held = re.sub(r"(?m)^[ \t]+", lambda m: "\N{NO-BREAK SPACE}" * len(m[0]), unified)
    return re.sub(r"\n{2,}", "\n\n", held.strip("\n"))


def plain(markdown: str) -> str:
    return "".join(character for character, _ in shown(markdown))


@pytest.mark.parametrize("mark", string.punctuation)
def test_every_punctuation_mark_becomes_a_reference(mark: str) -> None:
    assert verbatim(mark) in (f"&#{ord(mark)};", f":color[&#{ord(mark)};]")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_keeps_every_character(text: str) -> None:
    assert plain(verbatim(text)) == typed(text)


@pytest.mark.parametrize(
    ("text", "apart"),
    [(":smile:", "&#58;"), ("a@b.c", "&#64;"), ("www.a", "&#46;"), ("->", "&#62;"), ("--", "&#45;"), (">=", "&#61;")],
)
def test_what_streamlit_would_turn_into_a_link_or_picture_stands_in_a_node_of_its_own(text: str, apart: str) -> None:
    assert f":color[{apart}]" in verbatim(text)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_taking_the_references_back_gives_the_text(text: str) -> None:
    assert plain(verbatim(text)) == typed(text)


@given(TEXTS, PLACES)
@settings(max_examples=200, deadline=None)
def test_spans_are_marked_and_the_words_stay_the_same(text: str, places: Sequence[tuple[int, int, str]]) -> None:
    text = text.replace("\r", "")  # so that offsets are those of what is shown
    spans: list[Span] = [(s, min(s + n, len(text)), colour, "") for s, n, colour in places if s < len(text)]
    result = shown(marked(text, spans))
    assert "".join(c for c, _ in result) == typed(text)
    wanted = [(c, _ground(i, spans)) for i, c in enumerate(text) if not c.isspace()]
    assert [(c, ground) for c, ground in result if not c.isspace()] == wanted


def _ground(index: int, spans: Sequence[Span]) -> str:
    return next((f"{colour}-background" for s, e, colour, _ in spans if s <= index < e), "")


def test_a_mark_over_a_line_break_closes_and_opens_again() -> None:
    assert marked("one\ntwo", [(0, 7, "blue", "")]) == ":blue-background[one]\\\n:blue-background[two]"


def test_a_tag_follows_its_span() -> None:
    assert marked("I cut it", [(2, 5, "blue", "**1**")]) == "I :blue-background[cut]\N{NO-BREAK SPACE}**1** it"


def test_of_two_spans_that_end_together_both_tags_are_shown() -> None:
    spans: list[Span] = [(0, 8, "blue", "**1**"), (2, 8, "grey", "**2**")]
    assert marked("I cut it", spans).endswith("\N{NO-BREAK SPACE}**1** **2**")
