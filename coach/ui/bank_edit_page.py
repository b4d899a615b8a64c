"""Change an own bank in forms. Every change is a step that can be undone; the file changes at Save only."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from coach import editing
from coach.models import Bank, Guidance
from coach.ui import bank_view, components, editor, fields, state
from coach.ui.bank_view import counted
from coach.ui.components import NBSP, ROLES, note
from coach.ui.drafts import Draft
from coach.ui.verbatim import verbatim

SENIORITIES = {"early": "early career", "mid": "mid-level", "senior": "senior"}


def whole(draft: Draft) -> None:
    if st.button("Banks", icon=":material/arrow_back:", type="tertiary"):
        state.go(state.BANKS, bank=draft.saved.id)
    about_it = f"{bank_view.counts(draft.bank)} · id {draft.saved.id}"
    components.heading(verbatim(f"Edit {draft.bank.title}"), below=about_it)
    editor.messages(draft)
    st.subheader("Questions", anchor=False)
    questions(draft)
    fields.adder(draft, "A new question", editing.QUESTIONS, _new_question)
    with st.expander("About the bank", icon=":material/menu_book:"):
        about(draft)
    with st.expander(f"Frequently asked: {counted(len(draft.bank.guidance), 'entry', 'entries')}"):
        for entry in draft.bank.guidance:
            with st.container(border=True, gap="small"):
                guidance(draft, entry)
        fields.adder(draft, "Something else people ask", editing.GUIDANCE, _new_guidance)
    if not draft.changed:
        bank_view.remarks(draft.saved, partial(app.workshop.check, viewer), f"{draft.saved.id}-{draft.saved.hash}")


def _new_question(bank: Bank, words: str) -> Bank:
    return editing.add(bank, editing.QUESTIONS, editing.new_question(words))


def _new_guidance(bank: Bank, words: str) -> Bank:
    return editing.add(bank, editing.GUIDANCE, editing.new_guidance(words))


def questions(draft: Draft) -> None:
    shown = components.part(len(draft.bank.questions), f"edit-page-{draft.saved.id}")
    for at, question in list(enumerate(draft.bank.questions, 1))[shown]:
        mark = f" {bank_view.GUESSED}" if question.guessed else ""
        with st.container(border=True, gap="small"):
            st.markdown(f":gray[{at}]{NBSP} {verbatim(' '.join(question.text.split()))}{mark}")
            with st.container(horizontal=True, gap="small"):
                if st.button("Edit", icon=":material/edit:", type="tertiary", key=f"open-{question.id}"):
                    editor.go(draft, question.id)
                fields.order(draft, editing.QUESTIONS, question.id, f"question {at}")


def about(draft: Draft) -> None:
    bank = draft.bank
    fields.text(draft, "Title", bank.title, _field("title"), "title")
    fields.text(draft, "Competency: what the bank is about", bank.competency, _field("competency"), "competency")
    known = list(dict.fromkeys([*ROLES, *bank.roles]))
    st.multiselect(
        "Roles",
        known,
        default=list(bank.roles),
        format_func=lambda role: ROLES.get(role, role),
        placeholder="Any role",
        **fields.given(draft, "roles", lambda b, chosen: replace(b, roles=tuple(chosen)), "roles"),
    )
    columns = st.columns(len(SENIORITIES))
    for (seniority, name), column in zip(SENIORITIES.items(), columns, strict=True):
        column.number_input(
            f"Percent, {name}",
            1,
            100,
            bank.weight.get(seniority, 20),
            **fields.given(draft, f"weight, {name}", _weight(seniority), "weight", seniority),
        )
    note("How much of an interview the bank deserves when several are practised together.")
    fields.text(draft, "Source", bank.source, _field("source"), "source")


def _field(name: str) -> fields.Change:
    return lambda bank, value: replace(bank, **{name: value})


def _weight(seniority: str) -> fields.Change:
    return lambda bank, value: replace(bank, weight={**bank.weight, seniority: int(value or 20)})


def guidance(draft: Draft, entry: Guidance) -> None:
    def change(name: str) -> fields.Change:
        return lambda bank, value: editing.change(bank, editing.GUIDANCE, entry.id, **{name: value})

    fields.text(draft, "Asked", entry.question, change("question"), "guidance", entry.id, "question")
    fields.text(draft, "Answer", entry.answer, change("answer"), "guidance", entry.id, "answer")
    with st.container(horizontal=True, gap="small"):
        fields.order(draft, editing.GUIDANCE, entry.id, f"“{entry.question}”")


app, viewer = state.app(), state.viewer()
with components.page(860):
    draft = editor.opened()
    whole(draft)
editor.bar(draft)
