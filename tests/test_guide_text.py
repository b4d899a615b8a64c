"""A bank as a guide: a person reads it as Markdown, and every word and mark of the bank is in it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from conftest import bank, question
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from coach import files
from coach.banks import SHIPPED, load_library
from coach.guide_text import Attributes, attributes, escaped, joined, markdown, plain
from coach.models import Bank, Example, Guidance, Kind

SHIPPED_BANKS = load_library([SHIPPED]).banks

# -- attributes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rest", "found"),
    [
        ("The price {#price}", "The price", Attributes(id="price")),
        ("The price{#price}", "The price", Attributes(id="price")),
        ("The price {#price .core kind=goal}  ", "The price", Attributes("price", True, Kind.GOAL)),
        ("The price { .core   #price }", "The price", Attributes("price", True)),
        ('Why? {#why probes="price date"}', "Why?", Attributes("why", probes=("price", "date"))),
        ("Why? {probes=price}", "Why?", Attributes(probes=("price",))),
        ('Tell me {guessed="core kinds"}', "Tell me", Attributes(guessed=("core", "kinds"))),
        ("Tell me {#a .loud kind=soft x=1 #b}", "Tell me", Attributes("a", other=(".loud", "kind=soft", "x=1", "#b"))),
        ("{#only}", "", Attributes("only")),
        ("Two {#one} {#two}", "Two {#one}", Attributes("two")),
    ],
)
def test_a_list_at_the_end_is_taken_off_and_read(text: str, rest: str, found: Attributes) -> None:
    assert attributes(text) == (rest, found)
    assert found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The price",
        "The price {}",
        "The price {as agreed}",
        "Platforms {.NET}",
        "Set {1, 2}",
        "{#first} and then text",
        "The price {#price and more}",
        "The price {#price",
        r"The price \{#price}",
        "The price {kind=}",
        'The price {#price probes="open}',
        "The price {kind=soft}",
    ],
)
def test_braces_that_are_no_such_list_are_text(text: str) -> None:
    assert attributes(text) == (text, Attributes())
    assert not attributes(text)[1]


def test_a_hostile_list_is_read_in_no_time() -> None:
    for text in (
        "{#a " * 50_000,
        "{" + "a=b " * 50_000 + "!}",
        "{" + " " * 100_000 + "x",
        "x {" + 'a="' * 50_000 + "}",
    ):
        assert attributes(text) == (text, Attributes())


# -- escapes ---------------------------------------------------------------------------------------

ODD = [
    "# no heading",
    "- no bullet",
    "+ 3 percent",
    "1. no number",
    "12) no number",
    "1.5 million users",
    "1.2.3 Outcome",
    "(a) no letter",
    "iv) no number",
    "o Outcome",
    "• a bullet",
    "– a dash",
    "—",
    "> no quote",
    "=== no rule",
    "---",
    "*stars* and _lines_ and `code` and ~~struck~~",
    "```",
    "snake_case and __dunder__",
    "[link](http://x.example) ![image](y)",
    "[ ] no box",
    "<b>bold</b> <https://x.example> a<br>b",
    "<!-- no comment -->",
    r"back\slash \* \\",
    "a {#id .core} b {#id}",
    "R&D &amp; &#10; &copy; & this&nothing &lt",
    "| a | table |",
    "two\nlines",
    "a paragraph\n\nand another",
    "tab\tand\u00a0space\u2003wide\u2028",
    "soft\u00adhyphen zero\u200bwidth \ufeffmark",
    "two  spaces   three",
    "ﬁne ligatures",
    "e\u0301 is not é",
    "\u1100\u1161  is not 가",
    "שלום עולם",
    "\u202bturned\u202c",
    "\u200fturned",
    "\uf0b7 Wingdings",
    "\U0010f72a hidden \U0010ff00",
    "👩‍👩‍👧 family",
    "می‌خواهم",
    "a\u200db",
    "\\",
    "\\\\{",
    "\x00\x07\x85",
    "Title\n===",
    "A" * 3000 + "\n" + "b c " * 200 + "d",
]


def came_back(written: str) -> list[str]:
    """What `files.lines` and `plain` make of it, whatever the file is called."""
    read, also = ([plain(line.text) for line in files.lines(f"guide.{t}", written.encode())] for t in ("md", "txt"))
    assert read == also
    return read


@pytest.mark.parametrize("text", ODD, ids=lambda t: t[:20])
def test_an_odd_text_is_one_line_and_comes_back(text: str) -> None:
    written = escaped(text)
    assert len(written.splitlines()) == 1
    guide = f"# A {{#a}}\n\n{written}\n\n- {written} {{#b}}\n- {written}\n\n### 1. {written} {{#c}}\n"
    assert came_back(guide) == ["A {#a}", text, f"{text} {{#b}}", text, f"1. {text} {{#c}}"]


TEXTS = st.text(min_size=1, max_size=40) | st.text("\\&#10;{}-*._ \n\u00a0a1)(o<>|~`[]:/=", min_size=1, max_size=30)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
@example("&#38;#38;")
@example("\\&#92;#")
def test_any_text_comes_back_as_paragraph_bullet_and_heading(text: str) -> None:
    written = escaped(text)
    guide = f"# A {{#a}}\n\n{written}\n\n- {written} {{#b}}\n- {written}\n\n### 1. {written} {{#c}}\n"
    assert came_back(guide) == ["A {#a}", text, f"{text} {{#b}}", text, f"1. {text} {{#c}}"]


@pytest.mark.parametrize("number", ["&#55296;", "&#xD800;", "&#1114112;", "&#99999999;", "&#;", "&#xZ;", "&amp;"])
def test_what_is_no_number_of_a_character_stays(number: str) -> None:
    assert plain(number) == number


def test_numbers_are_understood_as_people_write_them() -> None:
    assert plain("a&#xA;b&#XE9;&#233;") == "a\nbéé"


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_a_markdown_reader_shows_a_text_as_it_is_but_for_numbers(text: str) -> None:
    written = escaped(text)
    assume("&#" not in written)
    for prefix, number in (("", ""), ("- ", ""), ("### 1. ", "1. ")):
        parsed = MarkdownIt("commonmark").parse(f"{prefix}{written} {{#id}}\n")
        (inline,) = [token for token in parsed if token.type == "inline"]
        assert "".join(part.content for part in inline.children or []) == f"{number}{text} {{#id}}"


@pytest.mark.parametrize("text", ["שלום עולם", "👩‍👩‍👧 family", "می‌خواهم", "naïve café", "10 % (yes)", "a_b - c"])
def test_only_what_would_be_lost_becomes_a_number(text: str) -> None:
    assert escaped(text) == text


@pytest.mark.parametrize("text", ["R&D, Q&A and P&L", "snake_case", "5 < 6 > 4", "a | b", "It's 10%: (yes)", "“So?”"])
def test_what_markdown_leaves_alone_is_not_escaped(text: str) -> None:
    assert escaped(text) == text


# -- the guide -------------------------------------------------------------------------------------


def lines(text: str) -> list[str]:
    return text.splitlines()


def test_a_person_finds_everything_under_headings() -> None:
    tested = replace(
        question(),
        example=Example("I always plan well.", ("No single case.",)),
        guessed=("core", "kinds"),
        tips=("Name the moment.", "1. Be brief"),
    )
    guidance = (Guidance("how-long", "How long is it?", "An hour.\n\nOften less.", "Own"),)
    facts = {"guidance": guidance, "roles": ("buyer", "seller"), "source": "Own"}
    assert markdown(replace(bank(**facts), questions=(tested,))) == GUIDE


GUIDE = r"""# Plans {#plans}

Changing plans

- Roles: buyer, seller
- Percent of an interview: early 20, mid 20, senior 20
- Source: Own

## Questions

### 1. Question 1: tell me about a plan you changed. {#question-1 guessed="core kinds"}

#### Areas to cover

- What showed that the plan no longer fitted {#signal .core kind=insight}
- What was changed {#change .core kind=action}
- What was learned from it {#lesson kind=lesson}

#### Follow-up questions

- What was the first sign? {#first-sign probes="signal"}
- What has changed since? {#since probes="lesson"}

#### What the question is after

Whether change starts from evidence.

#### How to approach

- Begin with what you saw.

#### Tips

- Name the moment.
- 1\. Be brief

#### Example answer

I always plan well.

#### What it lacks

- No single case.

#### Source

test

## Frequently asked questions

### How long is it? {#how-long}

An hour.

Often less.

#### Source

Own
"""


def test_what_a_bank_has_not_gets_no_heading() -> None:
    bare = replace(question(), follow_ups=(), intent="", approach=(), tips=(), source="")
    text = markdown(replace(bank(), questions=(bare,)))
    assert [line for line in lines(text) if line.startswith("#")] == [
        "# Plans {#plans}",
        "## Questions",
        "### 1. Question 1: tell me about a plan you changed. {#question-1}",
        "#### Areas to cover",
    ]


@pytest.mark.parametrize("shipped", SHIPPED_BANKS, ids=lambda b: b.id)
def test_a_shipped_bank_reads_well(shipped: Bank) -> None:
    text = markdown(shipped)
    assert len(re.findall("^### ", text, re.MULTILINE)) == len(shipped.questions) + len(shipped.guidance)
    assert text.count(" kind=") == sum(len(q.areas) for q in shipped.questions)
    assert text.count(" probes=") == sum(len(q.follow_ups) for q in shipped.questions)
    assert len(re.findall(r"\\|&#", text)) < 10


def test_paragraphs_of_a_long_text_stand_apart() -> None:
    assert "One.\n\nTwo.\n" in markdown(bank(competency="One.\n\nTwo."))
    assert joined(["One.", "Two."]) == "One.\n\nTwo."
    assert r"One.\&#10;\&#10;\&#10;Two." in markdown(bank(competency="One.\n\n\nTwo."))
