"""A bank's parts as the pages of the workshop draw them; everybody's words come through `verbatim`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import streamlit as st

from coach.errors import BankError, CoachError
from coach.export import TIP_NAMES
from coach.lint import Remark
from coach.models import Bank, Guidance, Question
from coach.ui import components
from coach.ui.components import NBSP, ROLES, note
from coach.ui.verbatim import verbatim

GUESSES = {
    "areas": "No areas were given: these are general ones for this sort of question.",
    "core": "Which areas are core was guessed from their sort and place.",
    "kinds": "The sort of each area was guessed from its words.",
    "probes": "Which areas a follow-up asks after was guessed from shared words.",
}
"""Each sort of guess as a sentence."""
_GUESSED_WHAT = {
    "areas": "areas where it has none",
    "core": "which areas are core",
    "kinds": "the sort of each area",
    "probes": "what follow-ups ask after",
}
GUESSED = ":orange-badge[guessed]"


def counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def short(text: str, most: int = 60) -> str:
    """At most so many characters and a sign for the rest, on one line."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else f"{plain[:most].rpartition(' ')[0] or plain[:most]} …"


def names(banks: Sequence[Bank], own: Collection[str]) -> dict[str, str]:
    """A short name for each bank, by id; a title used twice says whose it is, and if need be which."""
    found = {b.id: short(b.title) for b in banks}
    found |= {i: f"{name} (yours)" for i, name in _twins(found) if i in own}
    return found | {i: f"{name} · {i}" for i, name in _twins(found)}


def _twins(named: dict[str, str]) -> list[tuple[str, str]]:
    times = Counter(name.casefold() for name in named.values())
    return [(i, name) for i, name in named.items() if times[name.casefold()] > 1]


def counts(bank: Bank) -> str:
    """Questions, areas and follow-ups, in words."""
    areas = sum(len(q.areas) for q in bank.questions)
    probes = sum(len(q.follow_ups) for q in bank.questions)
    parts = [counted(len(bank.questions), "question"), counted(areas, "area"), counted(probes, "follow-up")]
    if bank.guidance:
        parts.append(counted(len(bank.guidance), "FAQ entry", "FAQ entries"))
    return ", ".join(parts)


def roles(bank: Bank) -> str:
    return ", ".join(ROLES.get(r, r) for r in bank.roles) or "any role"


def listed(texts: Sequence[str], sign: str = "-") -> None:
    """A list of texts; `sign` "1." numbers them."""
    st.markdown("\n".join(f"{sign} {verbatim(' '.join(t.split()))}" for t in texts))


def as_candidate(question: Question) -> None:
    """What helps to answer, and none of the areas."""
    if question.intent:
        st.markdown(f"**What it is after.** {verbatim(question.intent)}")
    left, right = st.columns(2, gap="large")
    with left:
        if question.approach:
            st.subheader("How to approach it", anchor=False)
            listed(question.approach, "1.")
        if question.tips:
            st.subheader("Tips for this question", anchor=False)
            listed(question.tips)
    with right if question.approach or question.tips else left:
        st.subheader("Tips every critique checks", anchor=False)
        listed(list(TIP_NAMES.values()))


def as_interviewer(question: Question) -> None:
    """Areas and follow-ups side by side, then the example; guesses say that they are, once for all of a sort."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(f"Areas to cover{_areas_mark(question.guessed)}", anchor=False)
        areas(question)
    with right:
        mark = " :orange-badge[areas guessed]" if "probes" in question.guessed else ""
        st.subheader(f"Follow-ups{mark}", anchor=False)
        follow_ups(question)
    if question.example:
        st.subheader("A typical weak answer", anchor=False)
        st.text(question.example.answer)
        if question.example.lacks:
            st.markdown("**What it lacks**")
            listed(question.example.lacks)
    guesses(question)


def areas(question: Question) -> None:
    with st.container(gap="small"):
        for number, area in enumerate(question.areas, 1):
            badge = f"{NBSP} :blue-badge[core]" if area.core else ""
            text = verbatim(" ".join(area.text.split()))
            st.markdown(f"**{number}**{NBSP} {text}{badge}  \n:small[:gray[{area.kind.value}]]")


def follow_ups(question: Question) -> None:
    numbers = {area.id: str(n) for n, area in enumerate(question.areas, 1)}
    if not question.follow_ups:
        note("None. The interviewer then asks for an occasion, the own part, the result and the lesson.")
    with st.container(gap="small"):
        for follow_up in question.follow_ups:
            probed = [number for area_id, number in numbers.items() if area_id in follow_up.areas]
            after = f"asks after area{'s' * (len(probed) > 1)} {', '.join(probed)}" if probed else "asks after no area"
            text = verbatim(" ".join(follow_up.text.split()))
            st.markdown(f"{text}  \n:small[:gray[{after}]]")


def _areas_mark(guessed: Collection[str]) -> str:
    """One mark: general areas are guesses whole, else it names what was guessed about all of them."""
    what = [word for name, word in (("core", "core"), ("kinds", "sorts")) if name in guessed]
    if "areas" in guessed:
        return f" {GUESSED}"
    return f" :orange-badge[{' and '.join(what)} guessed]" if what else ""


def guessed(bank: Bank) -> str:
    """What an import guessed, in one sentence; "" where it guessed nothing."""
    marked = [q for q in bank.questions if q.guessed]
    what = [words for name, words in _GUESSED_WHAT.items() if any(name in q.guessed for q in marked)]
    listed = " and ".join(filter(None, (", ".join(what[:-1]), *what[-1:])))
    return f"**Guessed in {counted(len(marked), 'question')}**, as the guide does not say: {listed}." if marked else ""


def guesses(question: Question) -> None:
    """Why some things are marked, one sentence each."""
    if said := [sentence for name, sentence in GUESSES.items() if name in question.guessed]:
        note(f":material/help: {' '.join(said)} Edit the bank to settle it.")


def guidance(entries: Sequence[Guidance]) -> None:
    for entry in entries:
        st.markdown(f"**{verbatim(entry.question)}**")
        st.text(entry.answer)


def for_candidate(question: Question) -> None:
    """What else an imported question holds: intent, approach, tips."""
    if question.intent:
        st.markdown(f"**What it is after.** {verbatim(question.intent)}")
    for title, texts in (("How to approach it", question.approach), ("Tips", question.tips)):
        if texts:
            st.markdown(f"**{title}**")
            listed(texts)


def remarks(bank: Bank, find: Callable[[Bank], tuple[Remark, ...]], key: str) -> None:
    """What could be better in a valid bank. `key` names this version of it, so that it is checked once."""
    if st.session_state.get("remarks", ("",))[0] != key:
        st.session_state["remarks"] = (key, find(bank))
    found: tuple[Remark, ...] = st.session_state["remarks"][1]
    if not found:
        return
    numbers = {question.id: number for number, question in enumerate(bank.questions, 1)}
    with st.expander(f"What could be better: {counted(len(found), 'remark')}", icon=":material/rule:"):
        note("None of these keeps the bank from being used.")
        for remark in found[components.part(len(found), f"remarks-{key}")]:
            where = f"Question {numbers[remark.question]}, {_plainly(remark.field)}"
            st.markdown(
                f"**{verbatim(where)}:** {verbatim(remark.message)}  \n:small[:gray[Better: {verbatim(remark.better)}]]"
            )


# -- what is wrong with a bank ---------------------------------------------------------------------

_PLACE = re.compile(r"[^:]+: (?:questions (?P<number>\d+)(?: \([^)]*\))?: )?(?P<rest>.*)", re.DOTALL)
_PLAINER = (
    (
        r"follow_ups (\d+)(?: \([^)]*\))?: areas: List should have at least.*",
        r"follow-up \1: choose an area it asks after",
    ),
    (r"(areas|questions): List should have at least (\d+) items? after validation, not (\d+)", r"\3 \1; add up to \2"),
    (r"(\w+): List should have at most (\d+) items? after validation, not (\d+)", r"\3 \1; at most \2 fit"),
    (r"follow_ups (\d+)(?: \([^)]*\))?", r"follow-up \1"),
    (r"areas (\d+)(?: \([^)]*\))?", r"area \1"),
    (r"String should have at least 1 character", "is empty"),
    (r"String should have at most (\d+) characters", r"is longer than \1 characters"),
    (r"String should match pattern.*", "may hold a-z, 0-9 and single hyphens between them"),
    (r"(\d+) areas are core; mark 2 to 4 with 'core: true'", r"\1 areas are core; mark 2 to 4"),
    (r": is empty", " is empty"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps a bank from being saved."""

    text: str
    question: int = 0
    """Number of the question, from 1; 0 for the bank's own fields."""


def faults(error: CoachError) -> tuple[Fault, ...]:
    """An error of saving in the words of the form, one by one, with the question each belongs to."""
    return tuple(_fault(line) for line in error.problems) if isinstance(error, BankError) else (Fault(str(error)),)


def _fault(line: str) -> Fault:
    place = _PLACE.fullmatch(line)
    if place is None:
        return Fault(line)
    text = _plainly(place["rest"])
    number = int(place["number"] or 0)
    return Fault(f"Question {number}: {text}" if number else text, number)


def _plainly(text: str) -> str:
    for pattern, plainer in _PLAINER:
        text = re.sub(pattern, plainer, text)
    return text
