"""Can it run here: settings, banks, store and engine, each tried for real."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from coach import bootstrap, critique
from coach.banks import load_library
from coach.errors import CoachError
from coach.models import Provenance, Question, Speaker, Turn, TurnKind
from coach.settings import Settings

ANSWER = (
    "Renewals had slipped to 86 percent and the goal was 90 by June. I read eighteen months of churn notes and saw "
    "that most losses were small firms that never finished the setup. So I built a plan for that group: two calls and "
    "a checklist. Renewals went from 86 to 91 percent. I learned to look at the first month before anything else."
)


@dataclass(frozen=True)
class Check:
    name: str
    ok: bool
    detail: str


def examine() -> list[Check]:
    """One check a part; a part that fails says what to do, and the others are still tried."""
    try:
        settings = Settings.from_env()
    except CoachError as error:
        return [Check("settings", False, str(error))]
    return [
        Check("python", True, f"{platform.python_version()}, streamlit {version('streamlit')}"),
        _try("banks", lambda: _banks(settings)),
        _try("store", lambda: _store(settings)),
        _try("engine", lambda: _engine(settings)),
    ]


def _try(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except CoachError as error:
        return Check(name, False, str(error))


def _banks(settings: Settings) -> str:
    library = load_library(settings.bank_folders)
    if library.problems:
        raise CoachError("; ".join(library.problems))
    if not library.banks:
        raise CoachError(f"no bank in {', '.join(map(str, settings.bank_folders)) or settings.shipped_banks}")
    return f"{len(library.banks)} banks, {sum(len(b.questions) for b in library.banks)} questions"


def _store(settings: Settings) -> str:
    store = bootstrap.open_store(settings)
    try:
        return store.describe()
    finally:
        store.close()


def _engine(settings: Settings) -> str:
    """The engine reads one built-in answer to a question of the first bank."""
    engine = bootstrap.engine(settings.engine)
    question = _question(settings)
    answer = Turn("doctor", 1, Speaker.CANDIDATE, TurnKind.ANSWER, ANSWER, datetime.now(UTC))
    settled = critique.settle(
        question, [answer], engine.read(question, [answer]), Provenance(engine.name, engine.model)
    )
    return f"{engine.name} {engine.model} read a built-in answer as level {settled.level}"


def _question(settings: Settings) -> Question:
    library = load_library(settings.bank_folders)
    if not library.banks:
        raise CoachError("there is no question to try it on")
    return library.banks[0].questions[0]
