"""All banks of some folders: those that can be read, and a line for each fault in those that cannot."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coach.bankfile import load_bank
from coach.errors import BankError, NotFound
from coach.models import Bank

SHIPPED = Path(__file__).parents[1] / "banks"
_SUFFIXES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class Library:
    """All banks that could be read, and one line for each fault in those that could not."""

    banks: tuple[Bank, ...]
    problems: tuple[str, ...] = ()

    def bank(self, bank_id: str) -> Bank:
        found = next((b for b in self.banks if b.id == bank_id), None)
        if not found:
            known = ", ".join(b.id for b in self.banks) or "none"
            raise NotFound(f"There is no bank '{bank_id}'. Banks here: {known}.")
        return found


def load_library(folders: Sequence[Path]) -> Library:
    """Every `*.yaml` in `folders`, in the folders' order; one bad bank does not stop the others."""
    with _without_collector():
        return _library([(path.name, _read(path)) for path in find_files(folders)])


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Bank files among `paths`: files as they are, folders by their `*.yaml` and `*.yml`, sorted."""
    found: list[Path] = []
    for path in paths:
        found += sorted(p for p in path.iterdir() if p.suffix in _SUFFIXES) if path.is_dir() else [path]
    return found


Read = Bank | BankError


def _read(path: Path) -> Read:
    try:
        return load_bank(path)
    except BankError as error:
        return error


def _library(read: Iterable[tuple[str, Read]]) -> Library:
    banks: dict[str, Bank] = {}
    problems: list[str] = []
    for name, bank in read:
        if isinstance(bank, BankError):
            problems += bank.problems
        elif bank.id in banks:
            problems.append(f"{name}: id: '{bank.id}' is the id of another bank; choose a new one")
        else:
            banks[bank.id] = bank
    return Library(tuple(banks.values()), tuple(problems))


@contextmanager
def _without_collector() -> Iterator[None]:
    """While many values are made and kept, looking for garbage among them takes a fourth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_Stamp = tuple[int, int, int]
"""When a file was changed (nanoseconds), its size (bytes) and inode: two saves may fall into one tick of the clock."""


class Shelf:
    """The banks of `folders` as they are on disk now; safe to share between threads.

    A folder that does not exist (yet) holds none. Only files that changed are read again; while nothing
    changed, `library` is the same object. `given` are banks that stand in no file; they come first.
    """

    def __init__(self, folders: Sequence[Path], given: Sequence[Bank] = ()) -> None:
        self._folders = tuple(folders)
        self._given: tuple[tuple[str, Read], ...] = tuple((b.id, b) for b in given)
        self._lock = threading.Lock()
        self._read: dict[Path, tuple[_Stamp, Read]] = {}
        self._library: Library | None = None

    @property
    def library(self) -> Library:
        """All banks, as of now."""
        with self._lock:
            stamps = _stamps(self._folders)
            if self._library is None or stamps != {path: stamp for path, (stamp, _) in self._read.items()}:
                with _without_collector():
                    self._read = {path: (stamp, self._again(path, stamp)) for path, stamp in stamps.items()}
                self._library = _library([*self._given, *((p.name, bank) for p, (_, bank) in self._read.items())])
            return self._library

    def path(self, bank_id: str) -> Path | None:
        """The file that a bank of `library` was read from; None where there is none."""
        held = next((b for b in self.library.banks if b.id == bank_id), None)
        return next((path for path, (_, bank) in self._read.items() if bank is held), None)

    def ids_in(self, folder: Path) -> frozenset[str]:
        """Ids of the banks of `library` that were read from files in `folder`."""
        here = {b.id: b for b in self.library.banks}
        read = (bank for path, (_, bank) in self._read.items() if path.parent == folder)
        return frozenset(bank.id for bank in read if isinstance(bank, Bank) and here.get(bank.id) is bank)

    def _again(self, path: Path, stamp: _Stamp) -> Read:
        before = self._read.get(path)
        return before[1] if before and before[0] == stamp else _read(path)


def _stamps(folders: Iterable[Path]) -> dict[Path, _Stamp]:
    found = {}
    for path in find_files(folders):
        try:
            status = path.stat()
        except FileNotFoundError:  # a folder not made yet, or a file deleted since its folder was listed
            continue
        found[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found
