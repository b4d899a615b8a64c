"""Interview guides as people write them, read as banks: each question with its own lists, and no line lost."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import files
from coach.bankfile import dump, read_bank
from coach.errors import InputError
from coach.files import lines
from coach.files.line import Line, Mark
from coach.guides import MOST_QUESTIONS, Guide, Shape, read
from coach.guides.words import Part, label
from coach.models import Bank


def guide(text: str, name: str = "guide.md", title: str = "") -> Guide:
    return read(lines(name, text.encode()), "ward", title)


def asked(bank: Bank) -> list[str]:
    return [q.text for q in bank.questions]


def areas(bank: Bank) -> list[list[str]]:
    return [[a.text for a in q.areas] for q in bank.questions]


def probes(bank: Bank) -> list[list[str]]:
    return [[f.text for f in q.follow_ups] for q in bank.questions]


def left(found: Guide) -> list[tuple[int, str]]:
    return [(line.number, line.text) for line in found.unread]


# -- questions with lists, in every dress ------------------------------------------------------------

QUESTIONS = [
    "Tell me about a time when a patient's family disagreed with your care plan.",
    "How do you hand over a ward at the end of a shift?",
    "Describe a mistake with medication that you noticed. What did you do?",
]
AREAS = [
    ["The family's worry and how it came out", "What the plan was based on", "What was agreed in the end"],
    ["Which details they pass on first", "How they make sure of being understood", "A case in which it went wrong"],
    ["How it was noticed", "Whom they told and when", "Outcome", "What has changed on the ward since"],
]
PROBES = [
    ["What did the family say afterwards?", "How did you prepare for the talk?"],
    ["What do you do when a colleague is in a hurry?"],
    ["Who else was involved?", "What would you do differently?", "Did anybody object?"],
]
TIPS = [["Ask for the family's own words", "Wait"], ["A demonstration helps"], ["Give them time"]]
INTRO = "This guide helps ward managers to see how nurses act when it matters. An interview takes an hour."


def written(question: str, heading: str, bullet: str, gaps: str, names: tuple[str, ...], order: str) -> str:
    out = ["Care under pressure", INTRO, ""]
    for number, text in enumerate(QUESTIONS, 1):
        out.append(question.format(n=number, q=text))
        out += [""] * (gaps != "none")
        for kind in order:
            out.append(heading.format(names["AFT".index(kind)]))
            out += [""] * (gaps == "all")
            for at, item in enumerate({"A": AREAS, "F": PROBES, "T": TIPS}[kind][number - 1], 1):
                out.append(bullet.replace("#", str(at)) + item)
                out += [""] * (gaps == "all")
            out += [""] * (gaps != "none")
    return "\n".join(out)


NAMES = [
    ("Areas to cover", "Follow-up questions", "Tips"),
    ("What to listen for", "Probes", "Hints"),
    ("LOOK FOR", "FOLLOW UPS", "TIPS"),
    ("Key points", "Probing questions", "Interviewer tips"),
    ("Evaluation criteria", "Follow‑up Questions", "Advice"),
    ("✅ Green flags", "Possible follow-ups (optional)", "Tip"),
    ("What a strong answer includes", "Dig deeper", "Tips for success"),
]
ASKED_AS = ["{q}", "{n}. {q}", "Q{n}. {q}", "Question {n}: {q}", "{n}) {q}", "**{q}**", "### {q}", "## {n}. {q}"]
ASKED_AS += ["- {q}", "* **Q{n}:** {q}", "Q: {q}", "**Question {n}**\n{q}"]
HEADED_AS = ["{}:", "{}", "**{}**", "**{}:**", "#### {}", "_{}_", "  - {}:"]


@settings(deadline=None, max_examples=250)
@given(
    st.sampled_from(ASKED_AS),
    st.sampled_from(HEADED_AS),
    st.sampled_from(["- ", "* ", "• ", "#. ", "\t", "", "    - "]),
    st.sampled_from(["none", "some", "all"]),
    st.sampled_from(NAMES),
    st.sampled_from(["AF", "FA", "AFT", "A"]),
)
def test_a_guide_is_read_whatever_its_signs_and_headings(
    question: str, heading: str, bullet: str, gaps: str, names: tuple[str, ...], order: str
) -> None:
    found = guide(written(question, heading, bullet, gaps, names, order))
    assert asked(found.bank) == QUESTIONS
    assert areas(found.bank) == AREAS
    assert probes(found.bank) == (PROBES if "F" in order else [[], [], []])
    assert [list(q.tips) for q in found.bank.questions] == (TIPS if "T" in order else [[], [], []])
    assert (found.bank.title, found.bank.competency) == ("Care under pressure", INTRO)
    assert (found.shape, left(found)) == (Shape.STRUCTURED, [])


def test_a_title_that_is_given_wins_and_the_guides_own_becomes_the_source() -> None:
    bank = guide(written("{q}", "{}:", "- ", "some", NAMES[0], "A"), title="Nursing").bank
    assert (bank.id, bank.title, bank.source) == ("ward", "Nursing", "Care under pressure")
    assert {q.competency for q in bank.questions} == {"Nursing"}


def test_a_guide_without_title_or_introduction_is_named_by_its_id() -> None:
    bank = read(lines("a.txt", b"Why nursing?\nHow do you rest after a night shift?"), "night-shift").bank
    assert (bank.title, bank.competency) == ("Night shift", "Night shift")


HEADINGS = {
    Part.AREAS: "Areas to Cover:|Look for|What we're looking for|Things to look for|Points to cover|Listen for:|"
    "Topics to cover|Key things to listen for|Assessment points|Success indicators|Interviewer’s Goals|Look-fors|"
    "What interviewers want to hear|Areas|Positive signals|Evidence to seek",
    Part.ANSWER: "What good looks like|A strong answer should include|Candidate should mention|Good answers",
    Part.FOLLOW_UPS: "Follow up|Follow-Ups:|Follow‑up probes|Additional probes|Probing questions|To probe deeper|Probe",
    Part.FAQ: "FAQ|FAQs|Frequently Asked Questions|Q&A|Common questions|Questions & Answers",
    Part.TIPS: "Tips|Tips for success|Interviewer tips|Pro tips|Advice",
    Part.RED_FLAGS: "Red flags|Warning signs|🚩 Red Flags:|What to avoid|Signs of a weak answer|Poor answers",
    Part.INTENT: "Understanding the Question|Why ask this?|What this question assesses|Purpose|Why this matters",
    Part.APPROACH: "How to Approach Your Answer|How to answer|Suggested approach|Answer structure",
    Part.EXAMPLE: "Sample answer|Example Responses for nurses|Example answer 2|Examples",
    Part.QUESTIONS: "Interview Questions|Questions|Behavioral questions|10 questions to ask|Questions for nurses",
    Part.OTHER: "Notes|Score|Rating scale|Interviewer notes",
}


@pytest.mark.parametrize(("part", "text"), [(p, t) for p, texts in HEADINGS.items() for t in texts.split("|")])
def test_headings_are_known_in_many_words(part: Part, text: str) -> None:
    assert label(text) is part


@pytest.mark.parametrize(
    "text",
    [
        "Key metrics they set to measure success",
        "Resources required and how they were won",
        "Sources and types of data",
        "The goal they were after",
        "What surprised you about it?",
        "What questions did the team ask?",
        "Follow the patient's wishes",
        "Their approach to planning",
        "Tell me about an area you covered",
        "",
        "?",
        "x" * 200,
    ],
)
def test_contents_are_not_taken_for_headings(text: str) -> None:
    assert label(text) is None


def test_a_heading_in_words_of_the_guides_own_is_read_by_what_is_below_it() -> None:
    text = "".join(
        f"{q}\nWorauf es ankommt:\n- Ruhe {n}\n- Ordnung {n}\nNachgefragt:\n- Und dann {n}?\n"
        for n, q in enumerate(["Wie beginnen Sie eine Schicht?", "Was tun Sie im Notfall?"])
    )
    bank = guide(text, "guide.txt").bank
    assert areas(bank) == [["Ruhe 0", "Ordnung 0"], ["Ruhe 1", "Ordnung 1"]]
    assert probes(bank) == [["Und dann 0?"], ["Und dann 1?"]]


def test_a_guide_from_right_to_left_is_read() -> None:
    text = """أسئلة المقابلة
حدثني عن موقف صعب واجهته في العمل؟
النقاط المطلوبة:
- وصف الموقف
- ما فعله المرشح
أسئلة المتابعة:
- ماذا تعلمت؟
كيف تتعامل مع ضغط العمل؟
النقاط المطلوبة:
- الأولويات
- النتيجة
أسئلة المتابعة:
- متى كانت آخر مرة؟
"""
    bank = guide(text, "guide.txt").bank
    assert areas(bank) == [["وصف الموقف", "ما فعله المرشح"], ["الأولويات", "النتيجة"]]
    assert probes(bank) == [["ماذا تعلمت؟"], ["متى كانت آخر مرة؟"]]
    assert [q.id for q in bank.questions] == ["q1", "q2"]
    assert [a.id for a in bank.questions[0].areas] == ["a1", "a2"]


def test_lists_in_one_line_are_taken_apart() -> None:
    text = """Question 1: Why nursing?
Look for: patience; calm at night ; a reason
Follow-up: Since when?
Follow-up: What did your family say? And now?
Red flags: blames others; no reason

Question 2: How do you rest?
Look for - sleep, sport, and friends
"""
    bank = guide(text, "guide.txt").bank
    assert areas(bank) == [["patience", "calm at night", "a reason"], ["sleep", "sport", "friends"]]
    assert probes(bank)[0] == ["Since when?", "What did your family say?", "And now?"]
    assert bank.questions[0].tips == ("Red flags: blames others", "Red flags: no reason")


def test_names_of_sections_stay_with_their_questions() -> None:
    text = """# Nurses
## Teamwork
### 1. Tell me about a handover that failed.
#### Look for
- cause
- repair
### 2. Who do you turn to for help?
#### Look for
- names people
- early enough
#### Notes
Ask slowly.
## Calm
### 3. Describe an emergency you led.
#### Look for
- order of steps
- result
## Scoring
5 is best
"""
    found = guide(text)
    assert [q.source for q in found.bank.questions] == ["Teamwork", "Teamwork", "Calm"]
    assert left(found) == [(11, "Notes"), (12, "Ask slowly."), (18, "Scoring"), (19, "5 is best")]


def test_a_question_under_a_heading_of_its_own_with_its_purpose() -> None:
    text = """## 1. Dealing with pressure
**Question:** Tell me about a day when everything went wrong.
**Purpose:** To see whether they stay calm.
**Listen for:**
- calm
- order
## 2. Working with others
**Question:** How do you share work?
**Listen for:**
- fairness
- clarity
"""
    bank = guide(text).bank
    assert asked(bank) == ["Tell me about a day when everything went wrong.", "How do you share work?"]
    assert [q.source for q in bank.questions] == ["Dealing with pressure", "Working with others"]
    assert bank.questions[0].intent == "To see whether they stay calm."


def test_items_below_an_item_belong_to_it() -> None:
    text = """- Tell me about a day when everything went wrong.
  - Areas to cover
    - calm
    - order
  - Probes
    - Who helped?
- How do you share work?
  - Areas to cover
    - fairness
      - who gets what
    - clarity
"""
    bank = guide(text).bank
    assert areas(bank) == [["calm", "order"], ["fairness\nwho gets what", "clarity"]]
    assert probes(bank) == [["Who helped?"], []]


# -- one question, and how to answer it --------------------------------------------------------------

SINGLE = """How do you win doctors over to a new routine on the ward?
Understanding the Question
It asks whether the candidate can lead without rank.
Interviewer's Goals
They want to see these things:
- Standing: Are they heard?
- Patience: Do they come back to it?
- Facts: What do they bring along?
How to Approach Your Answer
Take one routine. Remember to:
- Name it: Say what changed.
- Count it: Say how often.
Example Responses for a Ward Manager
"We began with two doctors.

Then the others came."
Tips for Success
- Be brief: Two minutes.
- Be kind: No blame.
An answer like this shows what you can do.
"""


def test_a_guide_to_a_single_question_has_goals_as_areas() -> None:
    found = guide(SINGLE, "guide.txt")
    (question,) = found.bank.questions
    assert found.shape is Shape.SINGLE
    assert [a.text for a in question.areas] == [
        "Standing: Are they heard?",
        "Patience: Do they come back to it?",
        "Facts: What do they bring along?",
    ]
    assert question.intent.splitlines()[0] == "It asks whether the candidate can lead without rank."
    assert question.intent.splitlines()[-1] == "They want to see these things:"
    assert question.approach == ("Name it: Say what changed.", "Count it: Say how often.")
    assert question.tips == ("Be brief: Two minutes.", "Be kind: No blame.")
    assert question.example
    assert question.example.answer == '"We began with two doctors.\n\nThen the others came."'
    assert question.guessed == ("core", "kinds")
    assert [n for n, _ in left(found)] == [10, 20]


# -- frequently asked questions ----------------------------------------------------------------------

FAQ = """Interview Questions
Why nursing?
Look for:
- a reason
- a story
Frequently Asked Questions
How many of these should I ask?
Three or four fill an hour. Is that too few? No.

Take your time.
Who should be there?
A: Two of you.
Want more guides? Sign up for our newsletter and get started today.
"""


def test_frequently_asked_questions_become_guidance_and_advertisements_do_not() -> None:
    found = guide(FAQ, "guide.txt")
    assert [(g.question, g.answer) for g in found.bank.guidance] == [
        (
            "How many of these should I ask?",
            "Three or four fill an hour. Is that too few? No.\n\nTake your time.",
        ),
        ("Who should be there?", "Two of you."),
    ]
    assert asked(found.bank) == ["Why nursing?"]
    assert left(found) == [(13, "Want more guides? Sign up for our newsletter and get started today.")]


def test_an_unanswered_one_is_told() -> None:
    found = guide(FAQ.split("A: Two")[0], "guide.txt")
    assert len(found.bank.guidance) == 1
    assert left(found) == [(11, "Who should be there?")]


def test_common_questions_without_answers_are_questions() -> None:
    found = guide("Common questions\nWhy nursing?\nHow do you rest?\nWhat would you change on our ward?", "g.txt")
    assert (len(found.bank.questions), len(found.bank.guidance)) == (3, 0)


# -- interviews written down -------------------------------------------------------------------------

TALKS = {
    "roles": "Interviewer: {0}\n\nNurse Manager: {1}\n\nInterviewer: {2}\n\nNurse Manager: {3}",
    "letters": "Q: {0}\nA: {1}\nQ: {2}\nA: {3}",
    "names": "Anna Meier: {0}\nTom: {1}\nAnna Meier: {2}\nTom: {3}",
    "bold names": "**Anna Meier:** {0}\n\n**Tom:** {1}\n\n**Anna Meier:** {2}\n\n**Tom:** {3}",
    "dashes": "Interviewer 1 - {0}\nCandidate - {1}\nInterviewer 2 - {2}\nCandidate - {3}",
    "own lines": "**Interviewer**\n{0}\n\n**Candidate**\n{1}\n\n**Interviewer**\n{2}\n\n**Candidate**\n{3}",
    "case and time": "INTERVIEWER (00:01): {0}\nCANDIDATE (00:09): {1}\nINTERVIEWER (01:10): {2}\nCANDIDATE: {3}",
}


@pytest.mark.parametrize("form", TALKS.values(), ids=TALKS.keys())
def test_what_an_interviewer_asks_becomes_questions_with_the_answers_beside(form: str) -> None:
    said = (
        "Good morning, thanks for coming. What made you a nurse?",
        "My aunt was one.",
        "I see. You mentioned nights. Tell me about a hard one. How did you cope?",
        "It snowed. Nobody came.",
    )
    found = guide(form.format(*said))
    assert found.shape is Shape.TRANSCRIPT
    assert asked(found.bank) == [
        "What made you a nurse?",
        "You mentioned nights. Tell me about a hard one. How did you cope?",
    ]
    assert [q.example.answer for q in found.bank.questions if q.example] == [said[1], said[3]]
    assert [text for _, text in left(found)] == ["Good morning, thanks for coming.", "I see."]
    assert {q.guessed for q in found.bank.questions} == {("areas", "core", "kinds")}


def test_turns_that_only_thank_are_told_and_what_comes_before_is_the_introduction() -> None:
    text = """A talk on the ward

Interviewer: Why nursing?
Candidate: I like people.
Really.
Interviewer: And where next?
Candidate: Here.
Interviewer: Thank you, that was great.
Candidate: Thank you.
"""
    found = guide(text, "talk.txt")
    assert asked(found.bank) == ["Why nursing?", "And where next?"]
    assert found.bank.title == "A talk on the ward"
    assert found.bank.questions[0].example
    assert found.bank.questions[0].example.answer == "I like people.\n\nReally."
    assert [n for n, _ in left(found)] == [8, 9]


# -- lists of questions ------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["", "- ", "1. ", "Q1: ", "• ", "## "])
@pytest.mark.parametrize("heading", ["", "Questions for nurses\n", "# Ward nurses\n\nAsk them all.\n\n"])
def test_a_plain_list_of_questions_gets_areas_by_the_sort_of_question(sign: str, heading: str) -> None:
    said = ["Why do you want to work here?", "What would you change on our ward?", "Tell me about a long night"]
    found = guide(heading + "".join(f"{sign}{q}\n" for q in said))
    assert asked(found.bank) == said
    assert (found.shape, left(found)) == (Shape.QUESTIONS, [])
    assert all(q.guessed == ("areas", "core", "kinds") for q in found.bank.questions)
    assert len({q.areas for q in found.bank.questions}) == 3


def test_what_stands_below_a_question_in_a_list_is_its_own() -> None:
    found = guide("1. Why nursing?\n   - since when?\n   - a reason\n   - a story\n2. How do you rest?\nGood luck!")
    assert areas(found.bank)[0] == ["a reason", "a story"]
    assert probes(found.bank) == [["since when?"], []]
    assert left(found) == [(6, "Good luck!")]


def test_one_area_alone_gets_company_that_is_marked() -> None:
    question = guide(
        "Why nursing?\nLook for:\n- a reason\nHow do you rest?\nLook for:\n- sleep\n- sport"
    ).bank.questions[0]
    assert question.areas[0].text == "a reason"
    assert len(question.areas) > 2
    assert set(question.guessed) == {"areas", "core", "kinds"}


def test_more_areas_than_a_bank_can_hold_are_told() -> None:
    found = guide("Why nursing?\nLook for:\n" + "".join(f"- reason {n}\n" for n in range(23)))
    assert len(found.bank.questions[0].areas) == 20
    assert [text for _, text in left(found)] == ["reason 20", "reason 21", "reason 22"]


# -- tables ------------------------------------------------------------------------------------------

TABLES = {
    "columns in any order": """
| # | Probes | Interview question | What to look for | Score |
|---|---|---|---|---|
| 1 | Since when? | Why nursing? | patience; a reason | |
| 2 | How often?<br>With whom? | How do you rest? | sleep, sport, friends | |
""",
    "one area a row": """
| Question | Areas | Follow-ups |
|---|---|---|
| Why nursing? | patience | Since when? |
| | a reason | |
| How do you rest? | sleep | How often? |
| How do you rest? | sport | With whom? |
| | friends | |
""",
    "a form": """
| Question | Why nursing? |
|---|---|
| Look for | patience; a reason |
| Follow-ups | Since when? |
| Question | How do you rest? |
| Look for | sleep; sport; friends |
| Follow-ups | How often? With whom? |
""",
    "without headings": """
| Why nursing? | great patience; a reason | Since when? |
|---|---|---|
| How do you rest? | sleep; sport; friends | How often?<br>With whom? |
""",
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES.keys())
def test_a_table_is_read_by_its_columns_or_rows(text: str) -> None:
    found = guide(text.strip())
    assert found.shape is Shape.TABLE
    assert asked(found.bank) == ["Why nursing?", "How do you rest?"]
    assert [a.replace("great ", "") for a in areas(found.bank)[0]] == ["patience", "a reason"]
    assert areas(found.bank)[1] == ["sleep", "sport", "friends"]
    assert probes(found.bank) == [["Since when?"], ["How often?", "With whom?"]]
    assert left(found) == []


def test_a_spreadsheet_is_read_and_a_column_of_nothing_known_is_told() -> None:
    text = (
        "Competency,Question,Areas to cover,Owner,Tips\n"
        'Calm,Why nursing?,"patience\na reason",Ann,Smile\n'
        "Calm,How do you rest?,sleep; sport,Bob,\n"
    )
    found = guide(text, "guide.csv")
    assert areas(found.bank) == [["patience", "a reason"], ["sleep", "sport"]]
    assert [q.source for q in found.bank.questions] == ["Calm", "Calm"]
    assert found.bank.questions[0].tips == ("Smile",)
    assert [text for _, text in left(found)] == ["Ann", "Bob"]


def test_a_table_below_each_question_belongs_to_it() -> None:
    table = "\n| Look for | Probes |\n|---|---|\n| {} | {} |\n| {} | |\n\n"
    text = "## Why nursing?\n" + table.format("patience", "Since when?", "a reason")
    text += "## How do you rest?\n" + table.format("sleep", "How often?", "sport")
    found = guide(text)
    assert areas(found.bank) == [["patience", "a reason"], ["sleep", "sport"]]
    assert probes(found.bank) == [["Since when?"], ["How often?"]]


# -- what is no guide --------------------------------------------------------------------------------

ARTICLE = """# Why wards fail
Wards fail for many reasons, and this article looks at a few of them in detail, since they matter to everyone.
## Who is to blame?
You can talk to people every day and listen to what they say, even when something else seems more important.
## What can you do?
People leave when nobody listens to them, and then the work is left to those who stay and get tired as well.
## How do you start?
Begin on Monday with a walk, and take somebody along who knows the place better than you do yourself.
- Good shoes
- A notebook
Please enter your comment!
"""
NO_GUIDES = {
    "an article": ARTICLE,
    "a recipe": "# Bread\nIngredients\n- flour\n- water\nTips\n- Use a hot oven\n",
    "a job advert": "Ward nurse\nWhat we are looking for:\n- patience\n- a licence\nNotes:\nApply by May.",
    "a price list": "Item,Price\nBed,200\nLamp,30\n",
    "one sentence": "The ward is closed.",
    "minutes": "Anna: We need beds.\nTom: I order them.\nAnna: And lamps.\nTom: Those too.",
    "nothing": "",
}


@pytest.mark.parametrize("text", NO_GUIDES.values(), ids=NO_GUIDES.keys())
def test_what_is_no_guide_is_refused_with_what_was_looked_for(text: str) -> None:
    found = [Line(n, t) for n, t in enumerate(text.splitlines(), 1)] if "," in text or not text else None
    with pytest.raises(
        InputError, match=r"Looked for: .*'Areas to cover'.*'Interviewer: .*'Question'.*Found: \d+ lines"
    ):
        read(found if found is not None else lines("text.md", text.encode()), "ward")


@pytest.mark.parametrize("bank_id", ["", "Ward", "a b", "-a", "a--b", "ä", "a" * 81, "a\n"])
def test_an_id_that_no_bank_can_have_is_refused(bank_id: str) -> None:
    with pytest.raises(InputError, match="cannot be a bank's id"):
        read(lines("a.txt", b"Why nursing?\nHow do you rest?"), bank_id)


def test_more_questions_than_a_bank_can_hold_are_refused_with_the_limit() -> None:
    text = "".join(f"{n}. How do you rest after shift {n}?\n" for n in range(1, 10_001))
    with pytest.raises(InputError, match=rf"10,000 questions are more than the {MOST_QUESTIONS:,}"):
        guide(text)


def test_as_many_questions_as_a_bank_can_hold_are_read() -> None:
    found = guide("".join(f"{n}. How do you rest after shift {n}?\n" for n in range(1, MOST_QUESTIONS + 1)))
    assert len({q.id for q in found.bank.questions}) == MOST_QUESTIONS
    assert valid(found)


def test_more_text_than_a_bank_can_hold_is_refused_with_the_limit() -> None:
    text = "".join(f"Question {n}: Why?\nTips:\n" + "- " + "word " * 700 + "\n" for n in range(700))
    with pytest.raises(InputError, match=r"bytes, more than the 2,000,000 allowed; split"):
        guide(text)


@pytest.mark.parametrize(
    "text",
    [
        "Why " * 300_000 + "?",
        "a: " * 300_000,
        "Q" * 1_000_000,
        "what " * 200_000,
        "Interviewer: " * 80_000,
        "\n".join(["Areas to cover:"] * 100_000),
        "\n".join(["Why?"] * 100_000),
        "\n".join(["the " * 30] * 8_000 + ["Areas to cover:", "- x"]),
        "A B C D E F" * 80_000 + ":",
        "; " * 400_000,
        "(" * 400_000,
        "key " * 200_000,
    ],
    ids=lambda text: text[:12],
)
def test_text_made_to_be_slow_ends_in_a_bank_or_a_refusal(text: str) -> None:
    with suppress(InputError):
        assert valid(guide(text, "slow.txt"))


# -- whatever the guide ------------------------------------------------------------------------------

WORDS = st.text("abc def ghi?äß؟.;:-#*|\"'{}&", min_size=1, max_size=40)
SAID = st.one_of(
    WORDS,
    st.sampled_from(
        [
            *QUESTIONS,
            *AREAS[0],
            *PROBES[0],
            *(name for names in NAMES for name in names),
            *(text for texts in HEADINGS.values() for text in texts.split("|")),
            "Interviewer: Why nursing?",
            "Candidate: I like people.",
            "Look for: patience; a reason; a story",
            "Competency: Calm",
            "Sign up for our newsletter!",
            "Teamwork",
            "Good luck with all of this, and thank you.",
            "x" * 4001,
            "Why " * 1200 + "?",
        ]
    ),
)


@st.composite
def any_line(draw: st.DrawFn) -> Line:
    mark = draw(st.sampled_from([Mark.TEXT, Mark.TEXT, Mark.BULLET, Mark.BULLET, Mark.HEADING, Mark.ROW]))
    if mark is Mark.ROW:
        cells = tuple(draw(st.lists(SAID.map(str.strip) | st.just(""), min_size=1, max_size=4)))
        return Line(0, " | ".join(c for c in cells if c), mark, cells=cells)
    level = draw(st.integers(1, 6)) if mark is Mark.HEADING else draw(st.integers(0, 2))
    sign = draw(st.sampled_from(["-", "1."])) if mark is Mark.BULLET else ""
    return Line(0, draw(SAID).strip(), mark, level, sign=sign)


DOCUMENTS = st.lists(any_line().filter(lambda line: any(c.isalnum() for c in line.text)), min_size=1, max_size=25).map(
    lambda found: [replace(line, number=n) for n, line in enumerate(found, 1)]
)
START = [Line(0, QUESTIONS[0]), Line(0, "Areas to cover:"), Line(0, "calm", Mark.BULLET), Line(0, "order", Mark.BULLET)]


def valid(found: Guide) -> bool:
    """Does the bank come back from its file?"""
    return replace(read_bank(dump(found.bank).encode(), "bank.yaml"), hash="") == found.bank


@settings(deadline=None, max_examples=300)
@given(DOCUMENTS, st.booleans())
def test_whatever_is_read_is_a_valid_bank_and_no_line_is_lost(document: list[Line], begun: bool) -> None:
    """Only headings of parts, and the numbers and names in front of what was read, may be in neither."""
    whole = [replace(line, number=n) for n, line in enumerate([*START, *document] if begun else document, 1)]
    try:
        found = read(whole, "ward")
    except InputError:
        return
    assert valid(found)
    known = json.dumps(everything(found.bank), ensure_ascii=False)
    told = {line.number for line in found.unread}
    for line in whole:
        if line.number in told or line.mark is Mark.ROW:
            continue
        again = sum(other.text == line.text for other in whole) > 1  # perhaps a heading in words of its own
        assert again or any(
            json.dumps(text, ensure_ascii=False)[1:-1] in known for text in kept(line.text.strip(" ;"))
        ), line


def kept(text: str) -> list[str]:
    """What must be found of a line: its words, those after a colon or dash, or nothing of a heading."""
    after = [text.split(sign, 1)[1].strip().split(";")[0].strip() for sign in (":", " - ", ". ") if sign in text]
    heading = label(text) or (text.endswith(":") and len(text) <= 90)
    return [text, *after, *([""] if heading else [])]


def everything(bank: Bank) -> list[object]:
    questions = [
        (q.text, q.source, q.intent, q.tips, q.approach, [a.text for a in q.areas], [f.text for f in q.follow_ups],
         q.example and (q.example.answer, q.example.lacks))
        for q in bank.questions
    ]  # fmt: skip
    return [bank.title, bank.competency, bank.source, [(g.question, g.answer) for g in bank.guidance], questions]


PAPER = """
INTERVIEW PACK
1) Tell me about a handover that did not go as planned.
We want to hear
   * what the plan was
   * what went wrong
Dig deeper
> What did you see first?
Score 1-5: ____
Notes ..........
2) Describe a time you had to say no to a doctor.
We want to hear
   * why you said no
   * what was wanted
Dig deeper
> What was said?
(c) Ward Four 2025 - all rights reserved
Page 2 of 4
"""


def test_blanks_to_fill_in_page_numbers_and_lines_of_rights_are_unread_and_break_nothing() -> None:
    found = read(files.lines("pack.txt", PAPER.encode()), "ward")
    first, second = found.bank.questions
    assert [a.text for a in first.areas] == ["what the plan was", "what went wrong"]
    assert [f.text for f in first.follow_ups] == ["What did you see first?"]
    assert [f.text for f in second.follow_ups] == ["What was said?"]
    assert [line.number for line in found.unread] == [9, 10, 17, 18]
