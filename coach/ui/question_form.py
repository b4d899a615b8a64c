"""The form of one question of a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from coach import editing
from coach.models import Area, Bank, Example, FollowUp, Kind, Question
from coach.ui import bank_view, drafts, fields, proposing
from coach.ui.bank_view import GUESSED
from coach.ui.components import note
from coach.ui.drafts import Draft


def draw(draft: Draft, question: Question) -> None:
    def change(name: str) -> fields.Change:
        return lambda bank, value: editing.change(bank, editing.QUESTIONS, question.id, **{name: value})

    fields.text(draft, "Question", question.text, change("text"), question.id, "text")
    fields.text(draft, "What it is after", question.intent, change("intent"), question.id, "intent")
    guesses(draft, question)
    areas(draft, question)
    follow_ups(draft, question)
    st.subheader("For the candidate", anchor=False)
    fields.lines(draft, "How to approach it", question.approach, change("approach"), question.id, "approach")
    fields.lines(draft, "Tips", question.tips, change("tips"), question.id, "tips")
    example(draft, question)
    fields.text(draft, "Source", question.source, change("source"), question.id, "source")


def guesses(draft: Draft, question: Question) -> None:
    said = [sentence for name, sentence in bank_view.GUESSES.items() if name in question.guessed]
    if not said:
        return
    with st.container(border=True):
        st.markdown(f"{GUESSED} {' '.join(said)}")
        note("What you change is no guess any more.")
        if st.button("These are right", icon=":material/check:", key=fields.key(draft, "confirm", question.id)):
            drafts.do(draft.saved.id, "confirmed the guesses", editing.confirm(draft.bank, question.id))
            st.rerun()
        if "areas" in question.guessed and (taken := proposing.areas(question, f"{draft.saved.id}-{question.id}")):
            drafts.do(draft.saved.id, "took proposed areas", editing.replace_areas(draft.bank, question.id, taken))
            st.rerun()


def areas(draft: Draft, question: Question) -> None:
    st.subheader("Areas to cover", anchor=False)
    note("2 to 20, each one thing a good answer covers; 2 to 4 of them core: the answer cannot do without.")
    place = editing.areas(question.id)
    for number, area in enumerate(question.areas, 1):
        with st.container(border=True, gap="small"):
            area_fields(draft, question, area, number)
    fields.adder(draft, "A new area", place, lambda bank, words: editing.add(bank, place, editing.new_area(words)))


def area_fields(draft: Draft, question: Question, area: Area, number: int) -> None:
    place = editing.areas(question.id)

    def change(name: str) -> fields.Change:
        return lambda bank, value: editing.change(bank, place, area.id, **{name: value})

    names = (question.id, "area", area.id)
    fields.text(draft, f"Area {number}", area.text, change("text"), *names, "text")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center", width="content"):
            st.selectbox(
                "Sort",
                list(Kind),
                index=list(Kind).index(area.kind),
                format_func=lambda kind: kind.value,
                label_visibility="collapsed",
                width=150,
                **fields.given(draft, f"area {number}: sort", change("kind"), *names, "kind"),
            )
            st.checkbox(
                "core", area.core, **fields.given(draft, f"area {number}: core", change("core"), *names, "core")
            )
        with st.container(horizontal=True, gap="small", width="content"):
            fields.order(draft, place, area.id, f"area {number}")


def follow_ups(draft: Draft, question: Question) -> None:
    st.subheader("Follow-ups", anchor=False)
    note("What the interviewer asks when an area stays open; each names the areas it asks after.")
    place = editing.follow_ups(question.id)
    for number, follow_up in enumerate(question.follow_ups, 1):
        with st.container(border=True, gap="small"):
            follow_up_fields(draft, question, follow_up, number)
    fields.adder(draft, "A new follow-up", place, lambda bank, words: editing.add_follow_up(bank, question.id, words))


def follow_up_fields(draft: Draft, question: Question, follow_up: FollowUp, number: int) -> None:
    place = editing.follow_ups(question.id)
    labels = {a.id: f"{n} {bank_view.short(a.text)}" for n, a in enumerate(question.areas, 1)}
    names = (question.id, "follow-up", follow_up.id)

    def change(name: str) -> fields.Change:
        return lambda bank, value: editing.change(
            bank, place, follow_up.id, **{name: tuple(value) if name == "areas" else value}
        )

    fields.text(draft, f"Follow-up {number}", follow_up.text, change("text"), *names, "text")
    st.multiselect(
        "Asks after",
        list(labels),
        default=list(follow_up.areas),
        format_func=lambda area: labels.get(area, area),
        placeholder="Choose the areas it asks after",
        # Another choice of areas is another field: Streamlit forgets what was chosen when the labels change.
        **fields.given(draft, f"follow-up {number}: areas", change("areas"), *names, *labels.values()),
    )
    with st.container(horizontal=True, gap="small"):
        fields.order(draft, place, follow_up.id, f"follow-up {number}")


def example(draft: Draft, question: Question) -> None:
    """A typical weak answer; with both fields empty there is none."""

    def change(name: str) -> fields.Change:
        def changed(bank: Bank, value: Any) -> Bank:
            held = editing.question(bank, question.id).example or Example("", ())
            grown = replace(held, **{name: value})
            whole = grown if grown.answer or grown.lacks else None
            return editing.change(bank, editing.QUESTIONS, question.id, example=whole)

        return changed

    shown = question.example or Example("", ())
    fields.text(draft, "A typical weak answer", shown.answer, change("answer"), question.id, "example")
    fields.lines(draft, "What it lacks", shown.lacks, change("lacks"), question.id, "lacks")
