"""What a session remembers, and where a page finds the application. The store holds the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

import streamlit as st

from coach import bootstrap
from coach.bootstrap import App
from coach.errors import CoachError, NotFound
from coach.models import Practice, Viewer
from coach.settings import Settings

START = "coach/ui/start_page.py"
INTERVIEW = "coach/ui/practice_page.py"
CRITIQUE = "coach/ui/critique_page.py"
RESULTS = "coach/ui/results_page.py"


@st.cache_resource(show_spinner="Opening the banks and the database")
def app() -> App:
    """The wired application, shared by all sessions. Raises CoachError when it cannot start."""
    return bootstrap.build(Settings.from_env())


def viewer() -> Viewer:
    """Who is asking. Without login everybody on this installation is the same person."""
    return Viewer("local", frozenset({"candidate", "reviewer"}))


def practice() -> Practice:
    """The practice named in the address. Raises NotFound when there is none for this viewer."""
    practice_id = st.query_params.get("practice", "")
    if not practice_id:
        raise NotFound("The address names no practice. Choose one from the start page.")
    return app().interviewer.open(viewer(), practice_id)


def box(practice_id: str) -> str:
    """Key of the answer box: one for the whole practice, so that it keeps the cursor from line to line."""
    return f"answer-{practice_id}"


def sent(practice_id: str) -> str:
    """What was sent from the answer box just now, known before the box is drawn."""
    return st.session_state.get(box(practice_id)) or ""


def line(practice: Practice) -> int:
    """Position of the line that this session has on its page: what an answer or a click was meant for."""
    position: int = st.session_state.get(f"line-{practice.id}", practice.turns[-1].position)
    return position


def drawn(practice: Practice) -> None:
    """Remember that the page now shows the practice up to its last line."""
    st.session_state[f"line-{practice.id}"] = practice.turns[-1].position


def go(page: str, **where: str) -> NoReturn:
    st.switch_page(page, query_params=where)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say once, after the page was drawn anew."""

    message: str
    words: str = ""
    """The candidate's words that were not kept, to be copied."""


def tell(error: CoachError | str, words: str = "") -> None:
    st.session_state["notice"] = Notice(str(error), words)


def told() -> Notice | None:
    """The notice, once."""
    notice: Notice | None = st.session_state.pop("notice", None)
    return notice
