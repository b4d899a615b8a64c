"""Settings to wired application; the only module that knows every adapter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.banks import Library, load_library
from coach.engine import Engine
from coach.errors import SettingsError, StoreError
from coach.interviewer import Interviewer
from coach.offline import OfflineEngine
from coach.settings import ModelServer, Settings
from coach.store import Store

if TYPE_CHECKING:
    from coach.llm import LlmEngine


@dataclass(frozen=True, slots=True)
class App:
    """What pages and commands call. Immutable and safe to share between threads."""

    settings: Settings
    library: Library
    store: Store
    interviewer: Interviewer


def build(settings: Settings) -> App:
    """Raises SettingsError or StoreError, with what to do."""
    library = load_library(settings.bank_folders)
    store = open_store(settings)
    mind = engine(settings.engine)
    rules = OfflineEngine() if settings.engine != "offline" else None
    return App(settings, library, store, Interviewer(store, library, mind, rules, settings.limits))


def open_store(settings: Settings) -> Store:
    if settings.database_url.startswith("sqlite"):
        try:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The data folder {settings.data_dir} cannot be made ({error.strerror}). "
                "Make the folder above it writable, or set COACH_DATA_DIR to one that is."
            ) from error
    return Store(settings.database_url)


def engine(name: str) -> Engine:
    """The engine called `name`. Raises SettingsError when it cannot be had."""
    if name == "offline":
        return OfflineEngine()
    server = Settings.from_env().model_server
    if server is None:
        raise SettingsError(
            "The engine 'llm' needs a server: set COACH_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL "
            "(http://localhost:11434/v1 for Ollama)."
        )
    return llm_engine(server)


def llm_engine(server: ModelServer) -> LlmEngine:
    """An engine on `server`; no request is made yet. Its imports are left until then: they slow the first page."""
    from coach import prompts
    from coach.llm import LlmEngine
    from coach.server import Server

    asked = Server(server.base_url, server.api_key)
    line, critique = prompts.load("interviewer"), prompts.load("critique")
    return LlmEngine(asked, server.model, server.critic, OfflineEngine(), line, critique)


def with_server(app: App, server: ModelServer) -> Interviewer:
    """`app`'s interviewer with a model on `server` for one session; store, banks and limits stay the same."""
    return replace(app.interviewer, engine=llm_engine(server), rules=OfflineEngine())


def by_rules(app: App) -> Interviewer:
    """`app`'s interviewer without any model, for one session."""
    return replace(app.interviewer, engine=OfflineEngine(), rules=None)
