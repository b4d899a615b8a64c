"""Areas that a configured model proposes for a question without its own; a person accepts each."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from coach import bootstrap
from coach.connection import host
from coach.errors import CoachError
from coach.models import Area, Question
from coach.proposals import Proposal
from coach.ui import state
from coach.ui.components import note
from coach.ui.verbatim import verbatim

FEWEST = 2


def areas(question: Question, key: str) -> tuple[Area, ...]:
    """Areas that the person has just accepted for the question, else none. `key` tells questions apart."""
    server = state.model_server()
    if server is None:
        note("General areas stand in. With a model connected on the Setup page, it can propose ones of its own.")
        return ()
    found = f"proposed-{key}"
    if st.button("Propose areas", key=f"propose-{key}", icon=":material/lightbulb:"):
        try:
            with st.spinner("Asking the model"):
                asked = replace(question, areas=())  # the general areas are no reason to leave one out
                st.session_state[found] = bootstrap.propose_areas(server, asked).areas
        except CoachError as error:
            st.error(verbatim(state.in_words(str(error)) if state.differs() else str(error)))
    note(f":material/send: The question is sent to {verbatim(host(server.base_url))}.")
    return _choice(st.session_state[found], found) if found in st.session_state else ()


def _choice(proposed: tuple[Proposal, ...], found: str) -> tuple[Area, ...]:
    st.markdown("**Proposed.** Tick what a good answer to this question covers:")
    ticks = [st.checkbox(verbatim(p.text), key=f"{found}-{i}") for i, p in enumerate(proposed)]
    taken = [p for p, ticked in zip(proposed, ticks, strict=True) if ticked]
    if len(taken) < FEWEST:
        note(f"At least {FEWEST} are needed. They take the place of the general areas.")
    if st.button("Use the ticked areas", key=f"use-{found}", disabled=len(taken) < FEWEST):
        del st.session_state[found]
        return tuple(Area("", p.text, p.kind) for p in taken)
    return ()
