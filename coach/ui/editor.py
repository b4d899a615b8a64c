"""What the two edit pages share: the draft in the address, the bar that saves it, what keeps it from being saved."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import streamlit as st

from coach.errors import CoachError, Conflict, InputError, NotFound
from coach.ui import bank_view, components, drafts, state
from coach.ui.bank_view import Fault, counted
from coach.ui.components import note
from coach.ui.drafts import Draft
from coach.ui.verbatim import verbatim


def opened() -> Draft:
    """The draft of the bank in the address. A changed one is there even if its bank is gone."""
    bank_id = st.query_params.get("bank", "")
    try:
        bank = state.app().library.bank(bank_id)
    except NotFound:
        if held := drafts.kept(bank_id):
            return held
        raise
    if not state.app().workshop.own(state.viewer(), bank_id):
        raise InputError(f"The bank '{bank_id}' came with the app and stays as it is. Copy it on the Banks page.")
    return drafts.opened(bank, state.arriving())


def bar(draft: Draft) -> None:
    """Always in view: what is not saved, and the ways on."""
    with (
        st.bottom,
        components.page(860),
        st.container(horizontal=True, vertical_alignment="center", gap="small"),
    ):
        # Never disabled: what stands in a field that still has the cursor is a change, and is known at the click.
        if st.button("Save", type="primary", icon=":material/save:") and draft.changed:
            save(draft)
        last = draft.steps[-1][0] if draft.steps else ""
        st.button(
            "Undo",
            icon=":material/undo:",
            disabled=not draft.steps,
            help=f"Takes back: {verbatim(last)}" if last else None,
            on_click=undo,
            args=(draft.saved.id,),
        )
        if draft.changed:
            with st.popover("Discard", type="tertiary", icon=":material/delete:"):
                st.markdown("Give up every change since the last save?")
                st.button("Discard the changes", type="primary", on_click=discard, args=(draft.saved.id,))
        note(standing(draft))


def standing(draft: Draft) -> str:
    """How things stand, in the one line that is always in view."""
    if not draft.changed:
        return "No unsaved changes."
    if other_version(draft):
        return ":orange[:material/warning:] Not saved: the bank was changed elsewhere; see the top of the page."
    if found := faults_of(draft):
        return f":orange[:material/error:] Not saved: {counted(len(found), 'fault')}; see the top of the page."
    return "Not saved yet; kept while this window is open."


def undo(bank_id: str) -> None:
    step = drafts.current(bank_id).steps[-1][0]
    drafts.undo(bank_id)
    st.session_state["undone"] = step


def discard(bank_id: str) -> None:
    drafts.drop(bank_id)
    st.session_state.pop("faults", None)


def save(draft: Draft) -> None:
    """What is wrong is shown at the top; no word is lost."""
    st.session_state.pop("faults", None)
    try:
        state.app().workshop.save(state.viewer(), draft.bank, draft.saved.hash)
    except CoachError as error:
        if not isinstance(error, Conflict):  # a conflict is shown as long as there is one
            st.session_state["faults"] = (draft.saved.id, bank_view.faults(error))
    else:
        drafts.drop(draft.saved.id)
        state.done("Saved. Practices from now on use it; earlier ones keep their text.", seen_anywhere=True)
    st.rerun()


def faults_of(draft: Draft) -> tuple[Fault, ...]:
    """What kept the draft from being saved at the last try."""
    bank_id, found = st.session_state.get("faults", ("", ()))
    return found if bank_id == draft.saved.id and draft.changed else ()


def faults(draft: Draft) -> None:
    if found := faults_of(draft):
        with st.container(border=True):
            st.markdown(":orange[:material/error:] **Not saved yet.** Nothing is lost; correct this and save again:")
            for number, fault in enumerate(found):
                fault_line(draft, fault, number)


def fault_line(draft: Draft, fault: Fault, number: int) -> None:
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", wrap=False, gap="small"
    ):
        st.markdown(verbatim(fault.text), width="stretch")
        there = 1 <= fault.question <= len(draft.bank.questions)
        here = there and draft.bank.questions[fault.question - 1].id == st.query_params.get("question")
        if there and not here and st.button("Go there", key=f"fault-{number}", type="tertiary"):
            go(draft, draft.bank.questions[fault.question - 1].id)


def other_version(draft: Draft) -> Literal["", "changed", "deleted"]:
    """What happened to the bank since it was opened here, in another window or on disk."""
    here = next((b for b in state.app().library.banks if b.id == draft.saved.id), None)
    if here is None:
        return "deleted"
    return "" if here.hash == draft.saved.hash else "changed"


def conflict(draft: Draft) -> None:
    """The file is not the one that was edited: both versions are there, and a person decides."""
    what = other_version(draft)
    if not what:
        return
    here = what == "changed"
    with st.container(border=True):
        st.markdown(f":orange[:material/warning:] **This bank was {what} meanwhile, in another window or on disk.**")
        if not draft.changed:
            st.button("Show the other version", on_click=discard, args=(draft.saved.id,))
            return
        st.markdown(
            "Your changes are kept here. Save them as a bank of their own"
            + (", or give them up and go on with the other version." if here else ".")
        )
        proposed = state.app().workshop.free_id(state.viewer(), draft.saved.id[:70])
        new_id = st.text_input("Id of the new bank", proposed)
        with st.container(horizontal=True, gap="small"):
            if st.button("Save as a new bank", icon=":material/save_as:"):
                save_as(draft, new_id.strip())
            if here:
                st.button("Take the other version", type="tertiary", on_click=discard, args=(draft.saved.id,))


def save_as(draft: Draft, new_id: str) -> None:
    try:
        saved = state.app().workshop.save(state.viewer(), replace(draft.bank, id=new_id, hash=""))
    except CoachError as error:
        st.error("\n\n".join(verbatim(f.text) for f in bank_view.faults(error)), title="Not saved yet")
        return
    drafts.drop(draft.saved.id)
    state.done("Your version is saved as a bank of its own.")
    state.go(state.EDIT, bank=saved.id)


def go(draft: Draft, question_id: str) -> None:
    """To the form of one question: a page of its own, so that it begins at its top."""
    state.go(state.EDIT_QUESTION, bank=draft.saved.id, question=question_id)


def messages(draft: Draft) -> None:
    components.notice()
    if step := st.session_state.pop("undone", ""):
        note(f":material/undo: Taken back: {verbatim(step)}")
    conflict(draft)
    faults(draft)
