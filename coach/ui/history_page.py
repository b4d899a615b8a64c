"""All practices: open, continue, keep, download or delete one; take all along; bring some in."""

import streamlit as st

from coach.models import Mode
from coach.store import Summary
from coach.ui import components, files_panel, state
from coach.ui.verbatim import verbatim

PAGE = 20
interviewer, viewer = state.interviewer(), state.viewer()


def row(summary: Summary, source: str | None, kept: bool) -> None:
    with st.container(border=True):
        state_word = "" if summary.ended_at else " :gray[·] **unfinished**"
        mode = "mock" if summary.plan.mode is Mode.MOCK else "coached"
        when = f"{components.day(summary.created_at)} · {mode} · {summary.answered} of {summary.questions} answered"
        came = f"  \n:gray[:material/upload_file: from a file: {verbatim(source)}]" if source is not None else ""
        role = verbatim(components.role_name(summary.plan))
        st.markdown(f"**{role}**{state_word}  \n:gray[{when}]  \n{components.levels(summary)}{came}")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            actions(summary, kept)


def actions(summary: Summary, kept: bool) -> None:
    if st.button("Open", key=f"open-{summary.id}"):
        state.go(state.RESULTS, practice=summary.id)
    if summary.ended_at is None and st.button("Continue", key=f"continue-{summary.id}", icon=":material/play_arrow:"):
        state.go(state.INTERVIEW, practice=summary.id)
    if summary.ended_at or summary.plan.mode is Mode.COACH:
        files_panel.one(summary)
    with st.popover("Delete", icon=":material/delete:", type="tertiary", key=f"ask-{summary.id}"):
        st.markdown("Delete this practice, with every answer and critique? It cannot be brought back.")
        if st.button("Delete for good", key=f"delete-{summary.id}", type="primary"):
            interviewer.delete(viewer, summary.id)
            state.done("The practice was deleted.")
            st.rerun()
    if state.retention().days is not None:
        keep(summary, kept)


def keep(summary: Summary, kept: bool) -> None:
    """The key tells the two states apart, so another tab's choice is not undone by this page."""
    wanted = st.toggle("Keep", kept, key=f"keep-{summary.id}-{kept}", help="A kept practice stays until you delete it.")
    if wanted != kept:
        state.retention().keep(viewer, summary.id, wanted)
        st.rerun()


with components.page(860):
    st.title("History", anchor=False)
    components.notice()
    files_panel.outcomes()
    kept, sources = state.retention().kept(viewer), state.app().logs.sources(viewer)
    practices = interviewer.history(viewer)
    if practices:
        components.how_long()
    else:
        st.markdown("No practice yet. The first one shows up here as soon as it starts.")
        if st.button("Start a practice", type="primary"):
            state.go(state.START)
    pages = -(-len(practices) // PAGE)
    number = st.pagination(pages, key="history") if pages > 1 else 1
    for summary in practices[(number - 1) * PAGE : number * PAGE]:
        row(summary, sources.get(summary.id), summary.id in kept)
    files_panel.everything()
