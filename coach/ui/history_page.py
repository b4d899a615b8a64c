"""All practices: open, continue, download or delete one."""

import streamlit as st

from coach import export
from coach.models import Mode
from coach.store import Summary
from coach.ui import components, state
from coach.ui.components import note

PAGE = 20
interviewer, viewer = state.interviewer(), state.viewer()


def row(summary: Summary) -> None:
    with st.container(border=True):
        state_word = "" if summary.ended_at else " :gray[·] **unfinished**"
        mode = "mock" if summary.plan.mode is Mode.MOCK else "coached"
        when = f"{components.day(summary.created_at)} · {mode} · {summary.answered} of {summary.questions} answered"
        st.markdown(
            f"**{components.role_name(summary.plan)}**{state_word}  \n:gray[{when}]  \n{components.levels(summary)}"
        )
        with st.container(horizontal=True, gap="small"):
            actions(summary)


def actions(summary: Summary) -> None:
    if st.button("Open", key=f"open-{summary.id}"):
        state.go(state.RESULTS, practice=summary.id)
    if summary.ended_at is None and st.button("Continue", key=f"continue-{summary.id}", icon=":material/play_arrow:"):
        state.go(state.INTERVIEW, practice=summary.id)
    if summary.ended_at or summary.plan.mode is Mode.COACH:
        st.download_button(
            "Download",
            lambda: export.markdown(interviewer.open(viewer, summary.id)),  # made when asked for
            file_name=f"practice-{summary.created_at:%Y-%m-%d}.md",
            mime="text/markdown",
            key=f"download-{summary.id}",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )
    with st.popover("Delete", icon=":material/delete:", type="tertiary", key=f"ask-{summary.id}"):
        st.markdown("Delete this practice, with every answer and critique? It cannot be brought back.")
        if st.button("Delete for good", key=f"delete-{summary.id}", type="primary"):
            interviewer.delete(viewer, summary.id)
            state.tell("The practice was deleted.")
            st.rerun()


with components.page(860):
    st.title("History", anchor=False)
    components.notice()
    practices = interviewer.history(viewer)
    if not practices:
        st.markdown("No practice yet. The first one shows up here as soon as it starts.")
        if st.button("Start a practice", type="primary"):
            state.go(state.START)
    pages = -(-len(practices) // PAGE)
    number = st.pagination(pages, key="history") if pages > 1 else 1
    for summary in practices[(number - 1) * PAGE : number * PAGE]:
        row(summary)
    if practices:
        note("Kept in the data folder of this installation until you delete them.")
