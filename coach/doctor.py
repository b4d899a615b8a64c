"""Can it run here: settings, banks, store and engine, each tried for real."""

from __future__ import annotations

import platform
from collections.abc import Callable
from importlib.metadata import version

from coach import bootstrap, connection
from coach.banks import load_library
from coach.connection import Check
from coach.errors import CoachError
from coach.models import Question
from coach.settings import Settings


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
        *_model_server(settings),
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
    """Rules read one built-in answer; a model does so among the checks of its server."""
    engine = bootstrap.engine(settings.engine)
    if settings.engine != "offline":
        return f"{engine.name} {engine.model}"
    return connection.built_in(engine, _question(settings))


def _model_server(settings: Settings) -> list[Check]:
    """What the configured server can do; nothing when there is none."""
    if settings.model_server is None:
        return []
    try:
        return list(connection.examine(settings.model_server, _question(settings)))
    except CoachError as error:
        return [Check("server", False, str(error))]


def _question(settings: Settings) -> Question:
    library = load_library(settings.bank_folders)
    if not library.banks:
        raise CoachError("there is no question to try it on")
    return library.banks[0].questions[0]
