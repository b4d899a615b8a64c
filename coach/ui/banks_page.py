"""All banks: browse, search, take along; the way to import, copy and edit."""

from collections.abc import Sequence
from functools import partial
from typing import Literal

import streamlit as st

from coach import catalogue
from coach.errors import CoachError
from coach.models import Bank, Question
from coach.ui import bank_view, components, drafts, state
from coach.ui.bank_view import counted
from coach.ui.components import ROLES, note
from coach.ui.verbatim import verbatim

MOST_HITS = 200
CHOSEN, WORDS, ROLE = "banks-bank", "banks-words", "banks-role"


def top() -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title("Banks", anchor=False, width="content")
        if st.button("Import a guide", type="primary", icon=":material/upload_file:"):
            state.go(state.IMPORT)


def unsaved() -> None:
    for draft in drafts.unsaved():
        with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**Not saved yet:** {verbatim(draft.bank.title)}", width="content")
            if st.button("Go on editing", key=f"draft-{draft.bank.id}", icon=":material/edit:"):
                state.go(state.EDIT, bank=draft.bank.id)


def problems(lines: Sequence[str]) -> None:
    if lines:
        with st.expander(f"Banks left out: {counted(len(lines), 'problem')}", icon=":material/warning:"):
            st.text("\n".join(lines))
            note("The other banks are not affected. Correct the file and open this page again.")


def finder() -> tuple[str, str]:
    """Words to search for, and a role; "" where none is chosen."""
    left, right = st.columns([2, 1], gap="small")
    words = left.text_input(
        "Search",
        placeholder="Search questions and areas",
        label_visibility="collapsed",
        icon=":material/search:",
        type="search",
        key=WORDS,
    )
    role = right.selectbox(
        "Role",
        list(ROLES),
        index=None,
        format_func=ROLES.__getitem__,
        placeholder="Any role",
        label_visibility="collapsed",
        key=ROLE,
    )
    return (words or "").strip(), role or ""


def choose(banks: Sequence[Bank]) -> Bank:
    """One bank: as in the address, else the one seen last."""
    named = {b.id: f"{verbatim(names[b.id])} {len(b.questions)}" for b in banks}
    wanted = st.query_params.get("bank", st.session_state.get("bank-seen", ""))
    default = wanted if wanted in named else banks[0].id
    if len(banks) > components.MOST_PILLS:
        plain = {b.id: f"{names[b.id]} ({len(b.questions)})" for b in banks}
        ids = list(plain)
        chosen = st.selectbox("Bank", ids, index=ids.index(default), format_func=plain.__getitem__)
    else:
        chosen = st.pills(
            "Bank",
            list(named),
            default=default,
            required=True,
            wrap=True,
            label_visibility="collapsed",
            format_func=named.__getitem__,
        )
    bank = next(b for b in banks if b.id == (chosen or default))
    st.session_state["bank-seen"] = st.query_params["bank"] = bank.id
    return bank


def about(bank: Bank) -> None:
    own = app.workshop.own(viewer, bank.id)
    with st.container(gap=None):
        st.subheader(verbatim(bank.title), anchor=False)
        whose = "your own bank" if own else "came with the app"
        note(f"{bank_view.counts(bank)} · for {bank_view.roles(bank)} · {whose}")
    if bank.competency != bank.title:
        st.markdown(verbatim(bank.competency))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if own and st.button("Edit", icon=":material/edit:"):
            state.go(state.EDIT, bank=bank.id)
        copying(bank, own)
        taking(bank)
        if own:
            deleting(bank)
            undoing(bank)


def copying(bank: Bank, own: bool) -> None:
    label: tuple[str, Literal["secondary", "tertiary"]] = ("Copy", "tertiary") if own else ("Copy to edit", "secondary")
    with st.popover(label[0], icon=":material/content_copy:", type=label[1]):
        title = st.text_input("Title of the copy", f"{bank.title} (copy)", key=f"copy-title-{bank.id}")
        proposed = app.workshop.free_id(viewer, f"my-{bank.id}"[:70])
        new_id = st.text_input("Its id: a-z, 0-9 and hyphens", proposed, key=f"copy-id-{bank.id}-{proposed}")
        if st.button("Make the copy", type="primary", key=f"copy-{bank.id}"):
            try:
                made = app.workshop.copy(viewer, bank.id, new_id.strip(), title.strip())
            except CoachError as error:
                st.error(verbatim(str(error)))
            else:
                state.done("Your copy is made. Change what you like; the original stays as it is.")
                state.go(state.EDIT, bank=made.id)


def taking(bank: Bank) -> None:
    with st.popover("Download", icon=":material/download:", type="tertiary"):
        note("YAML keeps everything and can be put into a folder of banks. Markdown is a guide to read and mail.")
        for name, suffix, mime, make in (
            ("YAML", "yaml", "application/yaml", app.workshop.yaml),
            ("Markdown", "md", "text/markdown", app.workshop.markdown),
        ):
            st.download_button(
                f"Download {name}",
                partial(make, viewer, bank.id),  # made when asked for
                file_name=f"{bank.id}.{suffix}",
                mime=mime,
                key=f"{suffix}-{bank.id}",
                on_click="ignore",
            )


def deleting(bank: Bank) -> None:
    with st.popover("Delete", icon=":material/delete:", type="tertiary"):
        st.markdown("Take this bank away? Practices held with it stay as they are, and this can be undone.")
        if st.button("Delete the bank", type="primary", key=f"delete-{bank.id}"):
            app.workshop.delete(viewer, bank.id)
            drafts.drop(bank.id)
            st.session_state["deleted"] = (bank.id, bank.title)
            st.query_params.clear()
            st.rerun()


def undoing(bank: Bank) -> None:
    if app.workshop.can_undo(viewer, bank.id) and st.button(
        "Undo last save", icon=":material/undo:", type="tertiary", help="Back to the version before it; twice is redo"
    ):
        app.workshop.undo(viewer, bank.id)
        state.done("The version before the last save is back. Undo again to return to the later one.")
        st.rerun()


def deleted() -> None:
    """The bank deleted just now, and the way back."""
    if "deleted" in st.session_state:
        bank_id, title = st.session_state["deleted"]
        with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**Deleted:** {verbatim(title)}", width="content")
            if st.button("Undo", icon=":material/undo:", key="undo-delete"):
                bank = app.workshop.undo(viewer, bank_id)
                del st.session_state["deleted"]
                st.query_params["bank"] = bank.id
                st.rerun()


def questions(bank: Bank) -> None:
    shown = components.part(len(bank.questions), f"page-{bank.id}")
    with st.container(gap="xsmall"):
        for number, question in list(enumerate(bank.questions, 1))[shown]:
            row(bank, question, number=number)
    if bank.guidance:
        with st.expander(f"Frequently asked: {counted(len(bank.guidance), 'entry', 'entries')}"):
            bank_view.guidance(bank.guidance)
    if bank.source:
        note(f"Source: {verbatim(bank.source)}")


def row(bank: Bank, question: Question, below: str = "", number: int = 0) -> None:
    """A question and the way to it; a button's own label would be centred where it wraps."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", wrap=False, gap="small"
    ):
        text = verbatim(" ".join(question.text.split()))
        before = f":gray[{number}]{components.NBSP} " if number else ""
        st.markdown(f"{before}{text}{below}", width="stretch")
        if st.button("Open", key=f"question-{bank.id}-{question.id}", type="tertiary"):
            state.go(state.QUESTION, bank=bank.id, question=question.id)


def results(words: str, role: str) -> None:
    hits = catalogue.search(library, words, role=role)
    if not hits:
        st.markdown(f"Nothing holds all of: {verbatim(words)}")
        note("Fewer words find more. Questions, areas and follow-ups are searched, in every bank.")
        return
    more = f"; the first {MOST_HITS} are listed, further words narrow it" if len(hits) > MOST_HITS else ""
    st.markdown(f":gray[{counted(len(hits), 'question')} found{more}]")
    shown = components.part(min(len(hits), MOST_HITS), f"hits-{words}-{role}")
    with st.container(gap="xsmall"):
        for hit in hits[shown]:
            where = f"{names[hit.bank.id]} · in {', '.join(hit.places)}"
            row(hit.bank, hit.question, f"  \n:small[:gray[{verbatim(where)}]]")


app, viewer = state.app(), state.viewer()
library = app.library
names = bank_view.names(library.banks, app.workshop.own_ids(viewer))
with components.page(860):
    top()
    components.notice()
    deleted()
    unsaved()
    problems(library.problems)
    words, role = finder()
    banks = [b for b in library.banks if not role or not b.roles or role in b.roles]
    if words:
        results(words, role)
    elif banks:
        bank = choose(banks)
        about(bank)
        questions(bank)
    elif library.banks:
        st.markdown("No bank is for this role.")
    else:
        st.markdown("There is no bank yet. Import a guide to make the first one.")
