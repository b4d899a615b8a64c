"""One question, as a candidate and as an interviewer sees it, and a drill on exactly this one."""

import streamlit as st

from coach.errors import NotFound
from coach.models import Bank, Mode, Plan, Question
from coach.ui import bank_view, components, state
from coach.ui.components import NBSP, ROLES, note
from coach.ui.verbatim import verbatim


def found() -> tuple[Bank, int]:
    """The bank in the address, and the place of the question in it. Raises NotFound."""
    bank = app.library.bank(st.query_params.get("bank", ""))
    asked = st.query_params.get("question", "")
    for index, question in enumerate(bank.questions):
        if question.id == asked:
            return bank, index
    raise NotFound(f"The bank '{bank.id}' has no such question. It may have been removed; look at the Banks page.")


def where(bank: Bank, index: int) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        if st.button(
            verbatim(bank_view.short(bank.title)),
            icon=":material/arrow_back:",
            type="tertiary",
            help="All its questions",
        ):
            state.go(state.BANKS, bank=bank.id)
        st.markdown(f":gray[Question{NBSP}{index + 1} of{NBSP}{len(bank.questions)}]", width="content")


def actions(bank: Bank, index: int) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if st.button("Practise this question", type="primary", icon=":material/forum:"):
            drill(bank, bank.questions[index])
        if app.workshop.own(viewer, bank.id) and st.button("Edit", icon=":material/edit:"):
            state.go(state.EDIT_QUESTION, bank=bank.id, question=bank.questions[index].id)
        for step, icon, label in ((-1, ":material/chevron_left:", "Previous"), (1, ":material/chevron_right:", "Next")):
            there = index + step
            within = 0 <= there < len(bank.questions)
            if st.button(label, icon=icon, type="tertiary", disabled=not within, key=f"step{step}"):
                state.go(state.QUESTION, bank=bank.id, question=bank.questions[there].id)


def drill(bank: Bank, question: Question) -> None:
    """A practice of one question, for the role practised last, else one that the bank is for."""
    practices = state.interviewer().history(viewer)
    fitting = [r for r in ROLES if not bank.roles or r in bank.roles] or list(ROLES)
    last = practices[0].plan if practices else None
    role = last.role if last and last.role in fitting else fitting[0]
    seniority = last.seniority if last else "mid"
    plan = Plan(role, seniority, (bank.id,), 1, Mode.COACH, only=((bank.id, question.id),))
    state.go(state.INTERVIEW, practice=state.interviewer().start(viewer, plan))


app, viewer = state.app(), state.viewer()
with components.page(960):
    bank, index = found()
    question = bank.questions[index]
    where(bank, index)
    st.header(verbatim(question.text), anchor=False)
    components.notice()
    actions(bank, index)
    candidate, interviewer = st.tabs(["As a candidate", "As an interviewer"])
    with candidate:
        bank_view.as_candidate(question)
    with interviewer:
        bank_view.as_interviewer(question)
    if question.source:
        note(f"Source: {verbatim(question.source)}")
