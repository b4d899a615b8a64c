"""Settings to wired application; the only module that knows every adapter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.banks import Library, Shelf
from coach.engine import Engine
from coach.errors import SettingsError, StoreError
from coach.interviewer import Interviewer
from coach.logs.archive import Archive
from coach.logs.exchange import Logs
from coach.models import Question, Viewer
from coach.offline import OfflineEngine
from coach.retention import Retention
from coach.settings import ModelServer, Settings
from coach.store import Store
from coach.workshop import Workshop

if TYPE_CHECKING:
    from coach.llm import LlmEngine
    from coach.proposals import Proposed


LOCAL = Viewer("local", frozenset({"candidate", "reviewer"}))
"""Without login everybody on this installation is the same person."""


@dataclass(frozen=True, slots=True)
class App:
    """What pages and commands call. Immutable and safe to share between threads."""

    settings: Settings
    shelf: Shelf
    store: Store
    interviewer: Interviewer
    workshop: Workshop
    logs: Logs
    retention: Retention

    @property
    def library(self) -> Library:
        """The banks as they are on disk now."""
        return self.shelf.library


def build(settings: Settings) -> App:
    """Raises SettingsError or StoreError, with what to do."""
    shelf = Shelf((settings.shipped_banks, settings.own_banks))
    store = open_store(settings)
    mind = engine(settings.engine)
    rules = OfflineEngine() if settings.engine != "offline" else None
    interviewer = Interviewer(store, shelf, mind, rules, settings.limits)
    archive = Archive(store)
    retention = Retention(archive, settings.retention_days)
    retention.apply()
    workshop = Workshop(shelf, settings.own_banks)
    return App(settings, shelf, store, interviewer, workshop, Logs(archive), retention)


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


def propose_areas(server: ModelServer, question: Question) -> Proposed:
    """Areas for `question` from the model that reads answers. Raises EngineError with what to do."""
    from coach import proposals
    from coach.server import Server

    return proposals.propose(Server(server.base_url, server.api_key), server.critic, question)


def with_server(app: App, server: ModelServer) -> Interviewer:
    """`app`'s interviewer with a model on `server` for one session; store, banks and limits stay the same."""
    return replace(app.interviewer, engine=llm_engine(server), rules=OfflineEngine())


def by_rules(app: App) -> Interviewer:
    """`app`'s interviewer without any model, for one session."""
    return replace(app.interviewer, engine=OfflineEngine(), rules=None)
