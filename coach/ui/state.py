"""What a session remembers, and where a page finds the application. The store holds the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NoReturn

import streamlit as st

from coach import bootstrap
from coach.bootstrap import App
from coach.errors import CoachError, NotFound
from coach.interviewer import Interviewer
from coach.models import Practice, Viewer
from coach.retention import Retention
from coach.settings import ModelServer, Settings

START = "coach/ui/start_page.py"
INTERVIEW = "coach/ui/practice_page.py"
CRITIQUE = "coach/ui/critique_page.py"
RESULTS = "coach/ui/results_page.py"
PROGRESS = "coach/ui/progress_page.py"
BANKS = "coach/ui/banks_page.py"
QUESTION = "coach/ui/question_page.py"
IMPORT = "coach/ui/bank_import_page.py"
EDIT = "coach/ui/bank_edit_page.py"
EDIT_QUESTION = "coach/ui/question_edit_page.py"

_FIELDS = {"OPENAI_BASE_URL": "the base URL", "OPENAI_API_KEY": "the key", "COACH_MODEL": "the model's name"}


@st.cache_resource(show_spinner="Opening the banks and the database")
def app() -> App:
    """The wired application, shared by all sessions. Raises CoachError when it cannot start."""
    return bootstrap.build(Settings.from_env())


def offers_setup() -> bool:
    """Whether the operator lets people name a server; `app` says what is wrong with other settings."""
    try:
        return Settings.from_env().setup
    except CoachError:
        return False


def interviewer() -> Interviewer:
    """The interviewer of this session: as the environment sets it, or as chosen on the Setup page."""
    choice = _choice()
    return choice.interviewer if choice else app().interviewer


def model_server() -> ModelServer | None:
    """Where answers are sent now; None when rules read them."""
    if choice := _choice():
        return choice.server
    settings = app().settings
    return settings.model_server if settings.engine != "offline" else None


def use(server: ModelServer | None) -> None:
    """Read by `server` in this session, or by rules. The key stays in this session's memory."""
    wired = bootstrap.with_server(app(), server) if server else bootstrap.by_rules(app())
    st.session_state["choice"] = _Choice(wired, server)


def use_default() -> None:
    st.session_state.pop("choice", None)


def differs() -> bool:
    """Whether this session chose for itself."""
    return _choice() is not None


def retention() -> Retention:
    """How long practices stay. What is due goes at start, and within the hour where the app runs on."""
    _tidy()
    return app().retention


@st.cache_resource(ttl=3600, show_spinner=False)
def _tidy() -> int:
    return app().retention.apply()


def viewer() -> Viewer:
    """Who is asking. Without login everybody on this installation is the same person."""
    return bootstrap.LOCAL


def practice() -> Practice:
    """The practice named in the address. Raises NotFound when there is none for this viewer."""
    practice_id = st.query_params.get("practice", "")
    if not practice_id:
        raise NotFound("The address names no practice. Choose one from the start page.")
    return interviewer().open(viewer(), practice_id)


def arrive(page: str) -> None:
    """Remember which page is run, before it is."""
    st.session_state["arriving"] = st.session_state.get("page") != page
    st.session_state["page"] = page


def arriving() -> bool:
    """Whether this run came from another page, or is the session's first."""
    return bool(st.session_state.get("arriving", True))


def box(practice_id: str) -> str:
    """Key of the answer box: one for the whole practice, so that it keeps the cursor from line to line."""
    return f"answer-{practice_id}"


def sent(practice_id: str) -> str:
    """What was sent from the answer box just now, known before the box is drawn."""
    return st.session_state.get(box(practice_id)) or ""


@dataclass(frozen=True, slots=True)
class _Choice:
    interviewer: Interviewer
    server: ModelServer | None


def _choice() -> _Choice | None:
    choice: _Choice | None = st.session_state.get("choice")
    return choice


def line(practice: Practice) -> int:
    """Position of the line that this session has on its page: what an answer or a click was meant for."""
    position: int = st.session_state.get(f"line-{practice.id}", practice.turns[-1].position)
    return position


def drawn(practice: Practice) -> None:
    """Remember that the page now shows the practice up to its last line."""
    st.session_state[f"line-{practice.id}"] = practice.turns[-1].position


def go(page: str, **where: str) -> NoReturn:
    st.switch_page(page, query_params=where)


Tone = Literal["failed", "done", "aloft"]
"""What a notice tells: something went wrong, or it worked; "aloft" is that it worked, told above the page."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say once, after the page was drawn anew."""

    message: str
    words: str = ""
    """The candidate's words that were not kept, to be copied."""
    tone: Tone = "failed"


def tell(error: CoachError | str, words: str = "", tone: Tone = "failed") -> None:
    message = in_words(str(error)) if differs() else str(error)
    st.session_state.setdefault("notices", []).append(Notice(message, words, tone))


def done(message: str, seen_anywhere: bool = False) -> None:
    """Tell that something worked; `seen_anywhere` for what is asked for far down a page, where the top is not seen.

    Streamlit opens the next page scrolled as far as the last one was.
    """
    tell(message, tone="aloft" if seen_anywhere else "done")


def in_words(message: str) -> str:
    """A message about the environment, in the words of the Setup page's fields."""
    for variable, field in _FIELDS.items():
        message = message.replace(variable, field)
    return message


def told() -> list[Notice]:
    """The notices, once, the oldest first."""
    notices: list[Notice] = st.session_state.pop("notices", [])
    return notices
