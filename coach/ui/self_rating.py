"""The candidate's own level, asked for before the critique is shown: one click, or none."""

from __future__ import annotations

import streamlit as st

from coach.models import Attempt, Practice, Viewer
from coach.rubric import LEVELS
from coach.tracking import Tracking
from coach.ui import components
from coach.ui.components import level_name, note
from coach.ui.verbatim import verbatim

SKIP = "Show without"
_ANCHORS = "\n".join(f"- **{level.name}**: {level.anchor}" for level in LEVELS)


def ask(tracking: Tracking, viewer: Viewer, practice: Practice, attempt: Attempt) -> None:
    """Nothing of the critique is on the page yet: what one has seen, one cannot judge for oneself."""
    with st.container(border=True, gap="small"):
        st.markdown("**Before you read on: how good was this answer?**")
        names = range(1, len(LEVELS) + 1)
        chosen = st.pills(
            "Your own level", names, format_func=level_name, wrap=True, key="own", label_visibility="collapsed"
        )
        if chosen:
            _said(tracking, viewer, practice, attempt, chosen)
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if st.button(SKIP, type="tertiary", icon=":material/visibility:"):
                _said(tracking, viewer, practice, attempt, None)
            with st.popover("What the levels mean", type="tertiary", icon=":material/help:"):
                st.markdown(_ANCHORS)
    with st.expander("Your answer", icon=":material/forum:"):
        for said in attempt.turns[1:]:
            components.turn(said)


def _said(tracking: Tracking, viewer: Viewer, practice: Practice, attempt: Attempt, level: int | None) -> None:
    tracking.rate(viewer, practice.id, attempt.id, level)
    st.session_state.pop("own", None)
    st.rerun()


def beside(own: int | None, level: int | None) -> None:
    """What the candidate said, beside the level that was found."""
    if own is None:
        return
    said = "You said the same" if own == level else f"You said {level_name(own)}"
    note(f":material/person: {verbatim(said)} before you saw this.")


def show_all(tracking: Tracking, viewer: Viewer, practice: Practice, waiting: frozenset[str]) -> None:
    """For a whole interview: the way past being asked, once for all of it."""
    if not waiting:
        return
    count = len(waiting)
    answers = f"{count} answer{'s' * (count != 1)} wait{'s' * (count == 1)} for your own level first."
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        note(f":material/person: {answers}")
        if st.button("Show all without", type="tertiary", icon=":material/visibility:"):
            for attempt_id in waiting:
                tracking.rate(viewer, practice.id, attempt_id, None)
            st.rerun()
