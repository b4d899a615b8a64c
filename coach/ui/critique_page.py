"""The critique of one attempt, and the ways on from it."""

import streamlit as st

from coach import flow
from coach.critique import before
from coach.errors import CoachError, EngineError, NotFound
from coach.flow import Stage
from coach.models import Area, Attempt, Critique, PlannedQuestion, Practice, Quote, Verdict
from coach.sentences import sentences
from coach.tracking import Tracking
from coach.ui import components, critique_view, self_rating, state
from coach.ui.verbatim import verbatim

interviewer, viewer = state.interviewer(), state.viewer()
tracking = Tracking(interviewer)
LONGEST_CHOICE = 240


def the_attempt(practice: Practice) -> Attempt:
    attempt = practice.attempt(st.query_params.get("attempt"))
    if attempt is None or not attempt.answers:
        raise NotFound("There is no such answer in this practice.")
    return attempt


def on(practice: Practice, attempt: Attempt) -> None:
    """Answer again is the one thing to do; the other button leads on."""
    with st.container(horizontal=True, gap="small"):
        if st.button("Answer again", type="primary", icon=":material/replay:"):
            interviewer.again(viewer, practice.id, attempt.question)
            state.go(state.INTERVIEW, practice=practice.id)
        here = flow.stage(practice) is Stage.BETWEEN and flow.current(practice) == attempt
        if here and st.button(_on_label(practice), icon=":material/arrow_forward:", icon_position="right"):
            interviewer.advance(viewer, practice.id)
            state.go(state.INTERVIEW, practice=practice.id)
        if not here and st.button("All questions", icon=":material/list:"):
            state.go(state.RESULTS, practice=practice.id)


def _on_label(practice: Practice) -> str:
    return "Finish" if flow.next_question(practice) is None else "Next question"


def doubt(planned: PlannedQuestion, practice: Practice, attempt: Attempt, critique: Critique) -> None:
    """What rules may have missed is asked, not asserted; the candidate points at the words."""
    area = critique_view.doubtful(planned, critique)
    if area is None:
        return
    with st.container(border=True):
        st.markdown(f":material/help: **I did not find this: “{verbatim(area.text)}”. Did you say it?**")
        with st.container(horizontal=True, gap="small"):
            with st.popover("I did say it", icon=":material/ads_click:"):
                pick_words(practice, attempt, [area], "doubt")
            if st.button("No, I left it out", type="tertiary"):
                interviewer.left_out(viewer, practice.id, attempt.id, area.id)
                st.rerun()


def missed(planned: PlannedQuestion, practice: Practice, attempt: Attempt, critique: Critique) -> None:
    """Lets the candidate say "you missed this" of any area that is not covered."""
    areas = zip(planned.question.areas, critique.areas, strict=True)
    below = [a for a, f in areas if f.verdict is not Verdict.COVERED]
    if below:
        with st.popover("Something was missed", icon=":material/ads_click:", type="tertiary"):
            pick_words(practice, attempt, below, "missed")


def pick_words(practice: Practice, attempt: Attempt, areas: list[Area], key: str) -> None:
    choices = [Quote(t.position, s, e, t.text[s:e]) for t in attempt.answers for s, e in sentences(t.text)]
    names = {a.id: a.text for a in areas}
    if len(areas) > 1:
        area_id = st.selectbox("Area", list(names), format_func=names.__getitem__, key=f"{key}-area")
    else:
        area_id = areas[0].id
    st.markdown("**Where?** Pick the words; they are read again for this area.")
    index = st.selectbox(
        "Sentence",
        range(len(choices)),
        format_func=lambda i: choices[i].text[:LONGEST_CHOICE],
        key=f"{key}-words",
        label_visibility="collapsed",
    )
    if st.button("Check these words", type="primary", key=f"{key}-check"):
        check(practice, attempt, area_id, choices[index])


def check(practice: Practice, attempt: Attempt, area_id: str, words: Quote) -> None:
    claim = interviewer.point(viewer, practice.id, attempt.id, area_id, words)
    name = components.VERDICTS[claim.verdict][1].lower()
    because = f" ({claim.reason})" if claim.reason else ""
    state.done(f"Read again on those words: {name}{because}.")
    st.rerun()


def unread(practice: Practice, attempt: Attempt) -> None:
    components.notice()
    with st.container(border=True):
        st.markdown("**This answer is saved, but not assessed yet.**")
        for said in attempt.turns[1:]:
            components.turn(said)
        with st.container(horizontal=True):
            if st.button("Read it now", type="primary"):
                read(practice, attempt)
            if interviewer.rules and st.button("Read it by rules", help="On this computer, without the model"):
                read(practice, attempt, by_rules=True)


def read(practice: Practice, attempt: Attempt, by_rules: bool = False) -> None:
    try:
        with st.spinner("Reading your answer"):
            interviewer.catch_up(viewer, practice.id, attempt.id, by_rules)
    except EngineError as error:
        state.tell(error)
    st.rerun()


def before_follow_ups(planned: PlannedQuestion, attempt: Attempt, critique: Critique) -> Critique | None:
    """What the first answer was worth alone: read then, or computed from where the quotes stand."""
    if len(attempt.answers) < 2:
        return None
    return attempt.first_critique or before(planned.question, critique, attempt.answers[0])


def show(practice: Practice, attempt: Attempt, critique: Critique) -> None:
    planned = practice.questions[attempt.question]
    critique_view.level(critique, before_follow_ups(planned, attempt, critique))
    if practice.plan.rate_first:
        self_rating.beside(tracking.ratings(viewer, practice.id).get(attempt.id), critique.level)
    critique_view.cards(planned, critique)
    on(practice, attempt)
    earlier = [a for a in practice.tries(attempt.question) if a.number < attempt.number and a.critique]
    if earlier:
        label = f"What changed since try {earlier[-1].number}"
        with st.expander(label, expanded=True, icon=":material/compare_arrows:"):
            critique_view.changes(planned, earlier[-1], attempt)
    st.space("small")
    components.notice()  # beside the controls it answers
    doubt(planned, practice, attempt, critique)
    with st.expander("All checks", key="checks", icon=":material/checklist:"):
        critique_view.checks(planned, attempt, critique)
        missed(planned, practice, attempt, critique)
    components.engine_note(critique.provenance.engine, critique.provenance.model)
    if critique.dropped:
        components.note(f"Quotes that were not in the answer, and were dropped: {critique.dropped}.")


with components.page(860):
    practice = state.practice()
    attempt = the_attempt(practice)
    waits = flow.stage(practice) is Stage.UNREAD and flow.current(practice) == attempt
    if waits or not flow.told(practice):
        state.go(state.INTERVIEW, practice=practice.id)
    planned = practice.questions[attempt.question]
    with st.container(gap=None):
        st.markdown(
            f":gray[Question {attempt.question + 1} of {len(practice.questions)} · {verbatim(planned.bank_title)} · "
            f"{'first try' if attempt.number == 1 else f'try {attempt.number}'}]"
        )
        st.markdown(verbatim(planned.question.text))
    try:
        if attempt.id in tracking.waiting(viewer, practice):
            self_rating.ask(tracking, viewer, practice, attempt)
        elif attempt.critique:
            show(practice, attempt, attempt.critique)
        else:
            unread(practice, attempt)
    except CoachError as error:
        st.error(verbatim(str(error)))
