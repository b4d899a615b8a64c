"""Settings to wired application; the only module that knows every adapter."""

from __future__ import annotations

from dataclasses import dataclass

from coach.banks import Library, load_library
from coach.engine import Engine
from coach.errors import SettingsError, StoreError
from coach.interviewer import Interviewer
from coach.offline import OfflineEngine
from coach.settings import Settings
from coach.store import Store


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
    return App(settings, library, store, Interviewer(store, library, engine(settings.engine)))


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
    raise SettingsError(f"The engine '{name}' is not part of this version; use COACH_ENGINE=offline.")
