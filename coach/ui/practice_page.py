"""The interview: one question at a time, drawn from the store."""

import streamlit as st

from coach import flow
from coach.answers import LONGEST_ANSWER
from coach.errors import CoachError, EngineError
from coach.flow import Stage
from coach.models import Attempt, Mode, Practice, Question, TurnKind
from coach.tracking import Tracking
from coach.ui import components, critique_view, state
from coach.ui.components import note
from coach.ui.verbatim import verbatim

interviewer, viewer = state.interviewer(), state.viewer()


def where_am_i(practice: Practice, attempt: Attempt) -> None:
    probes = sum(t.kind is TurnKind.FOLLOW_UP for t in attempt.turns)
    parts = [f"**Question {attempt.question + 1} of {len(practice.questions)}**"]
    parts += [f"try {attempt.number}"] if attempt.number > 1 else []
    parts += [f"follow-up {probes}"] if probes else []
    parts += [f"{flow.minutes(practice)} min"] if flow.minutes(practice) else []
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        st.markdown(parts[0] + "".join(f" :gray[· {p}]" for p in parts[1:]), width="content")
        with st.container(horizontal=True, gap="small", width="content"):
            controls(practice, attempt)
    furthest = max(a.question + (0.5 if a.answers else 0.0) for a in practice.attempts)  # a retry does not go back
    st.progress(furthest / len(practice.questions))


def controls(practice: Practice, attempt: Attempt) -> None:
    what = "Leave this follow-up unanswered" if attempt.answers else "Go on; you can answer this one later"
    if st.button("Skip", icon=":material/skip_next:", type="tertiary", help=what):
        interviewer.skip(viewer, practice.id, state.line(practice))
        if flow.stage(interviewer.open(viewer, practice.id)) is Stage.UNREAD:
            read(practice)
        st.rerun()
    if st.button(
        "Pause", icon=":material/pause:", type="tertiary", help="What you sent is saved; resume from the start page"
    ):
        state.go(state.START)
    with st.popover("End", icon=":material/stop:", type="tertiary"):
        st.markdown("End the interview here? What you answered is kept and can be read.")
        if st.button("End the interview", type="primary"):
            interviewer.end(viewer, practice.id)
            state.go(state.RESULTS, practice=practice.id)


def earlier(practice: Practice, now: int) -> None:
    """Questions before this one; their critiques only where the mode allows."""
    tried = [a for a in practice.attempts if a.question != now and a.answers]
    latest = {a.question: a for a in tried}
    waiting = Tracking(interviewer).waiting(viewer, practice)
    for question, attempt in latest.items():
        level = components.level_name(attempt.critique.level) if attempt.critique else "not assessed yet"
        may = practice.plan.mode is Mode.COACH and attempt.id not in waiting
        told = f": {level}" if may else ": answered"
        with st.popover(f"Question {question + 1}{told}", type="tertiary", icon=":material/check:"):
            st.markdown(verbatim(practice.questions[question].question.text))
            if practice.plan.mode is Mode.COACH and st.button("Open its critique", key=f"critique-{attempt.id}"):
                state.go(state.CRITIQUE, practice=practice.id, attempt=attempt.id)


def asked(question: Question, mode: Mode) -> None:
    with st.container(gap="xsmall"):
        st.header(verbatim(question.text), anchor=False)
        if mode is Mode.COACH and question.intent:
            with st.popover("What is this question after?", type="tertiary", icon=":material/help:"):
                st.markdown(verbatim(question.intent))
                st.markdown("\n".join(f"- {verbatim(point)}" for point in question.approach))


def last_focus(practice: Practice, attempt: Attempt) -> None:
    """What the try before asked for, where it can be used: beside the question that is answered again."""
    before = [a.critique for a in practice.tries(attempt.question) if a.number < attempt.number and a.critique]
    if flow.told(practice) and not attempt.answers and before and before[-1].focus:
        with st.container(border=True, gap="small"):
            st.markdown(":material/target: **This time**")
            critique_view.focus(practice.questions[attempt.question], before[-1].focus)


def answer_box(practice: Practice) -> str | None:
    text = st.chat_input("Answer as you would say it", key=state.box(practice.id), submit_mode="disable")
    with st.bottom:
        note("Enter sends, Shift + Enter starts a new line.")
    return text


def submit(practice: Practice, text: str) -> None:
    """Words first, reading second; words that could not be kept are shown to be copied."""
    rest = text[LONGEST_ANSWER:]
    try:
        said = interviewer.submit(viewer, practice.id, text[:LONGEST_ANSWER], state.line(practice))
    except CoachError as error:
        state.tell(error, text)
        st.rerun()
    if rest:
        state.tell(f"Your answer was cut after {LONGEST_ANSWER:,} characters; the rest was not kept.", rest)
    components.turn(said)  # a model may take seconds over what comes next
    read(practice)


def read(practice: Practice, by_rules: bool = False) -> None:
    """The answer is read, and the next line shown as it is said."""
    place = st.empty()
    try:
        with st.spinner("Reading your answer"):
            for said in interviewer.assess_aloud(viewer, practice.id, by_rules):
                with place.chat_message("assistant", avatar=components.INTERVIEWER):
                    st.text(said, width="stretch")
    except EngineError as error:
        state.tell(error)
    st.rerun()


def unread(practice: Practice) -> None:
    """An answer without critique is a normal state: it is safe, and can be read or passed over."""
    with st.container(border=True):
        st.markdown("**Your answer is saved, but not assessed yet.**")
        with st.container(horizontal=True):
            if st.button("Read it now", type="primary"):
                read(practice)
            if interviewer.rules and st.button("Read it by rules", help="On this computer, without the model"):
                read(practice, by_rules=True)
            if st.button("Go on without"):
                interviewer.advance(viewer, practice.id)
                st.rerun()


def opened() -> Practice:
    """The practice, with nothing lost: words sent to a line that is not open any more are given back."""
    try:
        practice = state.practice()
    except CoachError:
        if words := state.sent(st.query_params.get("practice", "")):
            state.tell("Your answer was not kept.", words)
        raise
    if state.line(practice) != practice.turns[-1].position and (words := state.sent(practice.id)):
        submit(practice, words)
    return practice


practice = opened()
stage = flow.stage(practice)
attempt = flow.current(practice)
if stage is Stage.ENDED or attempt is None:
    state.go(state.RESULTS, practice=practice.id)
if stage is Stage.BETWEEN:
    state.go(state.CRITIQUE, practice=practice.id, attempt=attempt.id)
with st.container(gap="xsmall"):
    where_am_i(practice, attempt)
    earlier(practice, attempt.question)
if len(practice.attempts) == 1 and not attempt.answers:
    components.turn(practice.turns[0])
asked(practice.questions[attempt.question].question, practice.plan.mode)
last_focus(practice, attempt)
for said in attempt.turns[1:]:
    components.turn(said)
components.notice()  # down here, where a phone has scrolled to
if interviewer.rules and (limit := interviewer.over_limit(viewer, practice.id)):
    note(f":material/info: {verbatim(limit)}")
if stage is Stage.UNREAD:
    unread(practice)
elif text := answer_box(practice):
    submit(practice, text)
else:
    interviewer.warm()
state.drawn(practice)
