"""Portable logs: a person's practices as one file to take along, and files taken in. Every call takes the Viewer.

Many logs go into one file as JSON Lines, one `coach-log/1` a line, so a file of one is a file of
many with one line. A line is read, checked and let go, whatever the size of the file; a .zip would
need a directory at its end, guards against what it swells to, and a reader that is not `head`.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import IO, BinaryIO

from coach.answers import clean
from coach.errors import Conflict, InputError, NotFound
from coach.logs import text as logtext
from coach.logs.archive import Archive
from coach.logs.checks import LARGEST_LOG
from coach.logs.text import Logged
from coach.models import Viewer

LARGEST_FILE = 2_000_000_000
"""Bytes of one file."""
SUFFIX = ".coach-log.jsonl"
_IN_MEMORY = 20_000_000
"""Bytes of checked logs that wait in memory for the last line to be checked; more wait on the disk."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Progress = Callable[[int], None]
"""Called with how many practices are done."""


def _silent(done: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one file: taken in whole, or refused whole."""

    file: str
    added: int = 0
    unchanged: int = 0
    """Practices that were here already, as they are in the file."""
    refused: str = ""
    """Why nothing was taken in; empty when all was."""


@dataclass(frozen=True, slots=True)
class Logs:
    """One person's practices as files. Nothing here reaches another person's."""

    archive: Archive
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def count(self, viewer: Viewer) -> int:
        """How many practices the viewer has."""
        return len(self.archive.ids(viewer.id))

    def export(self, viewer: Viewer, only: Sequence[str] | None = None) -> Iterator[bytes]:
        """The viewer's practices, oldest first, a line each; all, or those of `only`.

        Raises NotFound, before the first line, when one of `only` is not the viewer's.
        """
        if only is not None:
            self._mine(viewer, only)
        return (logtext.encode(logged) for logged in self.archive.logged(viewer.id, only))

    def take_in(self, viewer: Viewer, name: str, file: BinaryIO, progress: Progress = _silent) -> Report:
        """All practices of one file, as the viewer's own, or none of them and why.

        A practice that is here already, as it is in the file, stays as it is.
        """
        name = clean(name)
        try:
            with tempfile.SpooledTemporaryFile(_IN_MEMORY) as checked:
                count = self._check(viewer, file, checked, progress)
                checked.seek(0)
                waiting: Iterator[Logged] = (pickle.load(checked) for _ in range(count))  # our own, just written
                added, unchanged = self.archive.add(waiting, PurePath(name).name, self.now())
        except (InputError, Conflict) as error:
            return Report(name, refused=f"{name}: {error}. Nothing of this file was taken in.")
        except OSError as error:  # of the file, or of the disk that checked logs wait on
            return Report(name, refused=f"{name}: cannot be read: {error.strerror or error}. Nothing was taken in.")
        return Report(name, added, unchanged)

    def _check(self, viewer: Viewer, file: BinaryIO, checked: IO[bytes], progress: Progress) -> int:
        """Each line checked before the database is held for the first: that may take long, and may fail."""
        count = 0
        for number, line in _lines(file):
            try:
                logged = logtext.decode(line, viewer.id)
            except InputError as error:
                raise InputError(f"line {number}: {error}") from error
            pickle.dump(logged, checked)
            count += 1
            progress(count)
        if not count:
            raise InputError("it holds no practice")
        return count

    def delete(self, viewer: Viewer, only: Sequence[str] | None = None) -> int:
        """Everything of the viewer's, or the practices of `only`, for good; how many there were.

        Raises NotFound when one of `only` is not the viewer's; then nothing is deleted.
        """
        if only is not None:
            self._mine(viewer, only)
        return self.archive.delete(viewer.id, only)

    def sources(self, viewer: Viewer) -> dict[str, str]:
        """Which of the viewer's practices came from a file, by id, and from which."""
        return self.archive.from_files(viewer.id)

    def _mine(self, viewer: Viewer, ids: Sequence[str]) -> None:
        mine = set(self.archive.ids(viewer.id))
        missing = [i for i in ids if i not in mine]
        if missing:
            raise NotFound(
                f"There is no practice {missing[0]!r} here. It may have been deleted, or the id is incomplete."
            )


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(number, line) of each line with something on it, none longer than may be."""
    read = number = 0
    while line := file.readline(LARGEST_LOG + 1):
        number += 1
        read += len(line)
        if read > LARGEST_FILE:
            raise InputError(f"it is larger than the {LARGEST_FILE:,} bytes that a file may have")
        if len(line) > LARGEST_LOG:
            raise InputError(f"line {number}: it is larger than the {LARGEST_LOG:,} bytes that one practice may have")
        line = line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line
        if line.strip():
            yield number, line
