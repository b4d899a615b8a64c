"""A whole practice: every question with its level and focus, the conversation, the file to keep."""

import streamlit as st

from coach import export, flow
from coach.flow import Stage
from coach.models import Attempt, Mode, Practice, TurnKind, Verdict
from coach.tracking import Tracking
from coach.ui import components, critique_view, self_rating, state
from coach.ui.components import note, quoted, scale
from coach.ui.verbatim import marked, verbatim

app = state.app()
interviewer, viewer = state.interviewer(), state.viewer()
tracking = Tracking(interviewer)


def question_row(practice: Practice, index: int, shows_critique: bool) -> None:
    """One question: what was asked, how it went, and the one thing to do about it."""
    planned = practice.questions[index]
    if not shows_critique and not practice.tries(index):
        note(f"Question {index + 1} was not asked yet.")  # a mock interview does not tell beforehand
        return
    tried = [a for a in practice.tries(index) if a.answers]
    with st.container(border=True, gap="small"):
        where = f"Question {index + 1} · {verbatim(planned.bank_title)}"
        st.markdown(f":gray[{where}]  \n**{verbatim(planned.question.text)}**")
        if not tried:
            unanswered(practice, index)
        elif not shows_critique:
            note("Answered. Critiques come at the end of the mock interview.")
        else:
            outcome(practice, tried)


def unanswered(practice: Practice, index: int) -> None:
    note("Not answered." if practice.tries(index) else "Not asked.")
    if st.button("Answer it now", key=f"answer-{index}"):
        interviewer.again(viewer, practice.id, index)
        state.go(state.INTERVIEW, practice=practice.id)


def outcome(practice: Practice, tried: list[Attempt]) -> None:
    latest = tried[-1]
    critique = latest.critique
    if latest.id in waiting:
        note("Say your own level first, then see the critique's.")
    elif critique is None:
        note("Not assessed yet.")
    elif critique.level:
        st.markdown(scale(critique.level))
        if critique.focus:
            before = f"{quoted(critique.focus.quote.text, Verdict.PARTIAL)}  \n" if critique.focus.quote else ""
            st.markdown(f"{before}:material/target: {verbatim(critique.focus.text)}")
    else:
        note(f"Not rated. {critique_view.why_not_rated(critique)}")
    tries = f" ({len(tried)} tries)" if len(tried) > 1 else ""
    label = "Open its critique" if critique else "Open the answer"
    if st.button(f"{label}{tries}", key=f"open-{latest.id}", icon=":material/arrow_forward:", icon_position="right"):
        state.go(state.CRITIQUE, practice=practice.id, attempt=latest.id)


def conversation(practice: Practice, shows_critique: bool) -> None:
    with st.expander("The whole conversation", icon=":material/forum:"):
        for said in practice.turns:
            attempt = practice.attempt(said.attempt_id)
            may = shows_critique and attempt is not None and attempt.id not in waiting
            if may and attempt and attempt.critique and said.kind is TurnKind.ANSWER:
                with st.chat_message("user", avatar=":material/person:"):
                    st.markdown(marked(said.text, critique_view.spans(said, attempt.critique.areas)))
            else:
                components.turn(said)


def ledger(practice: Practice) -> None:
    """What a model was used for, where one was: one quiet line."""
    engines = {c.provenance.engine for a in practice.attempts for _, c in a.critiques}
    if engines | {interviewer.engine.name} == {"offline"}:
        return
    spent = interviewer.spent(viewer, practice.id)
    if not spent.calls:
        return
    calls = f"{spent.calls} call{'s' * (spent.calls != 1)}"
    prices = app.settings.prices
    money = f" · {prices.cost(spent):.4f} at the prices set" if prices else ""
    note(
        f":material/memory: A model was used: {calls} · {spent.input_tokens:,} tokens in · "
        f"{spent.output_tokens:,} out · {spent.milliseconds / 1000:,.1f} s{money}"
    )


with components.page(860):
    practice = state.practice()
    ended = flow.stage(practice) is Stage.ENDED
    shows_critique = flow.told(practice)
    mode = "mock interview" if practice.plan.mode is Mode.MOCK else "coached practice"
    components.heading(
        "Your interview",
        below=f"{components.role_name(practice.plan)} · {mode} · {components.day(practice.created_at)}"
        + (f" · {flow.minutes(practice)} min" if flow.minutes(practice) else ""),
    )
    components.notice()
    waiting = tracking.waiting(viewer, practice) if shows_critique else frozenset()
    self_rating.show_all(tracking, viewer, practice, waiting)
    if goodbye := flow.goodbye(practice):
        components.turn(goodbye)
    if not ended and st.button("Continue", type="primary", icon=":material/play_arrow:"):
        state.go(state.INTERVIEW, practice=practice.id)
    for index in range(len(practice.questions)):
        question_row(practice, index, shows_critique)
    conversation(practice, shows_critique)
    ledger(practice)
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Download as Markdown",
            export.markdown(practice) if shows_critique and not waiting else "",
            file_name=f"practice-{practice.created_at:%Y-%m-%d}.md",
            mime="text/markdown",
            icon=":material/download:",
            disabled=not shows_critique or bool(waiting),
            on_click="ignore",
        )
        if st.button("New practice", icon=":material/add:"):
            state.go(state.START)
