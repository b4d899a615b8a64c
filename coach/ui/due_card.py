"""What comes back today: one button, what it practises and in which question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from coach.due import Drill, Gap
from coach.interviewer import Interviewer
from coach.models import Kind, Viewer
from coach.tracking import Due, Tracking
from coach.ui import components, state
from coach.ui.components import NBSP, note, short_day
from coach.ui.verbatim import verbatim

KINDS = {
    Kind.SITUATION: "Situation",
    Kind.GOAL: "Goal",
    Kind.INSIGHT: "Insight",
    Kind.CRITERIA: "Reasons",
    Kind.ALTERNATIVES: "Alternatives",
    Kind.PLAN: "Plan",
    Kind.ACTION: "Own actions",
    Kind.STAKEHOLDERS: "Other people",
    Kind.RESOURCES: "Resources",
    Kind.CHALLENGE: "Challenges",
    Kind.MEASURE: "Measures",
    Kind.OUTCOME: "Results",
    Kind.ITERATION: "Follow-through",
    Kind.LESSON: "Lessons",
}
"""Kinds of areas in a reader's words, short enough for a phone's chart."""
LABEL = "10 minutes on what you missed"
_MOST_ROWS = 5
_MOST_NAMES = 4


def today() -> datetime:
    """Now, in the reader's own time zone: a day begins where they are."""
    return components.here(state.interviewer().now())


def names(kinds: Sequence[Kind]) -> str:
    """As in: results, lessons and goal; of many the first few, and how many more."""
    words = [KINDS[k].lower() for k in kinds[:_MOST_NAMES]]
    if len(kinds) > _MOST_NAMES:
        words.append(f"{len(kinds) - _MOST_NAMES} more")
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def brief(tracking: Tracking, viewer: Viewer, interviewer: Interviewer) -> None:
    """For the start page: the button with its reason, or when something comes back; else nothing."""
    found = tracking.due(viewer, today())
    if found.drill is None:
        if found.next_on:
            note(f":material/event: What you missed comes back in another question on {_day(found.next_on)}.")
        return
    with st.container(border=True, gap="small"):
        ready = [g.kind for g in found.gaps if g.due_on <= today().date()]
        st.markdown(f"**{_counted(len(ready))} due:** {names(ready)}")
        _asked_in(found.drill, len(ready))
        _button(tracking, viewer, interviewer, found.drill, main=False)


def whole(found: Due, tracking: Tracking, viewer: Viewer, interviewer: Interviewer) -> None:
    """For the progress page: every open gap with its day, then the button."""
    if not found.gaps:
        return
    now = today().date()
    with st.container(border=True, gap="small"):
        st.markdown("**What comes back** :gray[· core areas you missed, after two days, then after seven]")
        for gap in found.gaps[:_MOST_ROWS]:
            _row(gap, now)
        if len(found.gaps) > _MOST_ROWS:
            note(f"And {len(found.gaps) - _MOST_ROWS} more, later.")
        if found.drill:
            _asked_in(found.drill, sum(g.due_on <= now for g in found.gaps))
            _button(tracking, viewer, interviewer, found.drill, main=True)
        elif found.gaps[0].due_on <= now:
            note("No other question in your banks asks for what is due.")


def _row(gap: Gap, now: date) -> None:
    is_due = gap.due_on <= now
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", wrap=False):
        seen = f"not found on {short_day(gap.missed_on)}".replace(" ", NBSP)
        st.markdown(f"**{KINDS[gap.kind]}** :gray[· {seen}]  \n{verbatim(gap.area)}", width="stretch")
        when = f":orange[:material/event:{NBSP}**Today**]" if is_due else f":gray[{_day(gap.due_on)}]"
        st.markdown(when, width="content")


def _asked_in(drill: Drill, ready: int) -> None:
    """The question, and what it brings back where that is not all that is due."""
    part = f", for {names([g.kind for g in drill.gaps])}" if len(drill.gaps) < ready else ""
    st.markdown(f":gray[Asked in another question{part}:] {verbatim(drill.question.text)}")


def _button(tracking: Tracking, viewer: Viewer, interviewer: Interviewer, drill: Drill, main: bool) -> None:
    if st.button(LABEL, icon=":material/replay:", type="primary" if main else "secondary", key="due"):
        state.go(state.INTERVIEW, practice=interviewer.start(viewer, tracking.plan(viewer, drill)))


def _counted(count: int) -> str:
    return f"{count} kind{'s' * (count != 1)} of area {'is' if count == 1 else 'are'}"


def _day(day: date) -> str:
    return short_day(day).replace(" ", NBSP)
