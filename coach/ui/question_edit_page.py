"""Change one question of an own bank."""

from __future__ import annotations

import streamlit as st

from coach.ui import bank_view, components, editor, question_form, state
from coach.ui.components import NBSP
from coach.ui.drafts import Draft
from coach.ui.verbatim import verbatim


def found(draft: Draft) -> int:
    """The place of the question in the address; one that an undo took away leads back to the others."""
    ids = [q.id for q in draft.bank.questions]
    asked = st.query_params.get("question", "")
    if asked not in ids:
        state.tell("That question is not in the bank any more.")
        state.go(state.EDIT, bank=draft.saved.id)
    return ids.index(asked)


with components.page(860):
    draft = editor.opened()
    at = found(draft)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        title = verbatim(bank_view.short(draft.bank.title))
        if st.button(title, icon=":material/arrow_back:", type="tertiary", help="All its questions"):
            state.go(state.EDIT, bank=draft.saved.id)
        st.markdown(f":gray[Question{NBSP}{at + 1} of{NBSP}{len(draft.bank.questions)}]", width="content")
    st.header("Edit the question", anchor=False)
    editor.messages(draft)
    question_form.draw(draft, draft.bank.questions[at])
editor.bar(draft)
