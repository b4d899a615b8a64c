"""Own banks: import a guide, save, copy, delete, undo. The only module that writes bank files.

A file is replaced in one step, so that no reader ever meets half a bank. The version before the
last save or delete is kept beside it, so that both can be undone. Shipped banks are never written.
"""

from __future__ import annotations

import os
import re
import tempfile
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach import bankfile, guide_text, lint
from coach.banks import Shelf
from coach.errors import Conflict, InputError, NotFound, StoreError
from coach.lint import Remark
from coach.models import Bank, Viewer

if TYPE_CHECKING:
    from coach.guides import Guide

EARLIER = "earlier"
"""Folder inside the own banks' one; its files are no banks of the library."""
_WRITING = threading.Lock()
_ID = re.compile(bankfile.SLUG)


@dataclass(frozen=True, slots=True)
class Workshop:
    """The banks of one data folder. Every call takes the Viewer; without login all banks are everybody's."""

    shelf: Shelf
    folder: Path
    """Own banks, one YAML file each; made at the first save."""

    # -- looking -----------------------------------------------------------------------------

    def own(self, viewer: Viewer, bank_id: str) -> bool:
        """Whether the bank lies in the own folder, and so may be edited."""
        path = self.shelf.path(bank_id)
        return path is not None and path.parent == self.folder

    def own_ids(self, viewer: Viewer) -> frozenset[str]:
        """Ids of all own banks."""
        return self.shelf.ids_in(self.folder)

    def yaml(self, viewer: Viewer, bank_id: str) -> str:
        """The bank as a file of the format. Raises NotFound."""
        return bankfile.dump(self.shelf.library.bank(bank_id))

    def markdown(self, viewer: Viewer, bank_id: str) -> str:
        """The bank as a guide to read or mail, which can be imported again. Raises NotFound."""
        return guide_text.markdown(self.shelf.library.bank(bank_id))

    def check(self, viewer: Viewer, bank: Bank) -> tuple[Remark, ...]:
        """What could be better in a valid bank, beside the other banks here."""
        return lint.remarks(bank, self.shelf.library.banks)

    def free_id(self, viewer: Viewer, wanted: str) -> str:
        """`wanted`, or with the first number that no bank here has."""
        taken = self._taken()
        tries = (f"{wanted}-{n}" if n > 1 else wanted for n in range(1, len(taken) + 2))
        return next(i for i in tries if i not in taken)

    # -- bringing in ---------------------------------------------------------------------------

    def import_guide(self, viewer: Viewer, name: str, raw: bytes, bank_id: str, title: str) -> Guide:
        """What a document holds, as a bank; nothing is saved. Raises InputError "name: what is wrong; what to do"."""
        from coach import (
            files,
            guides,
        )  # the readers of Word files and PDFs are left until one comes: they are slow to load

        found = files.lines(name, raw)
        try:
            return guides.read(found, bank_id, title)
        except InputError as error:
            raise InputError(f"{name}: {error}") from error

    def copy(self, viewer: Viewer, bank_id: str, new_id: str, title: str) -> Bank:
        """A bank, shipped or own, as an own one under another id."""
        return self.save(viewer, replace(self.shelf.library.bank(bank_id), id=new_id, title=title, hash=""))

    # -- writing -------------------------------------------------------------------------------

    def save(self, viewer: Viewer, bank: Bank, replacing: str = "") -> Bank:
        """Write `bank` as an own one, and give it back as it is now read.

        `replacing` is the hash of the version that was edited, "" for a new bank. Raises BankError
        when it is not valid, InputError when the id is taken, Conflict when the file is another by
        now; the file stays as it was then.
        """
        text = bankfile.dump(bank)
        saved = bankfile.read_bank(text.encode("utf-8"), f"{bank.id}.yaml")
        with _WRITING:
            path = self._place_for(bank, replacing)
            if replacing:
                _write(self._aside(bank.id), path.read_bytes())
            _write(path, text.encode("utf-8"))
        return saved

    def delete(self, viewer: Viewer, bank_id: str) -> None:
        """Take an own bank away; `undo` brings it back."""
        with _WRITING:
            path = self._own_file(bank_id)
            _write(self._aside(bank_id), path.read_bytes())
            path.unlink()

    def undo(self, viewer: Viewer, bank_id: str) -> Bank:
        """The version before the last save or delete; undone twice, it is the later one again."""
        if not self.can_undo(viewer, bank_id):
            raise NotFound(f"There is no earlier version of the bank '{bank_id}'.")
        with _WRITING:
            here = any(b.id == bank_id for b in self.shelf.library.banks)
            path = self._own_file(bank_id) if here else self.folder / f"{bank_id}.yaml"
            earlier, now = self._aside(bank_id).read_bytes(), path.read_bytes() if path.exists() else None
            bank = bankfile.read_bank(earlier, path.name)
            _write(path, earlier)
            _write(self._aside(bank_id), now)
        return bank

    def can_undo(self, viewer: Viewer, bank_id: str) -> bool:
        """Whether a version before the last save or delete is kept."""
        return bool(_ID.fullmatch(bank_id)) and self._aside(bank_id).exists()

    # -- files ---------------------------------------------------------------------------------

    def _place_for(self, bank: Bank, replacing: str) -> Path:
        path = self.shelf.path(bank.id)
        if not replacing:
            if bank.id in self._taken():
                raise InputError(f"There is a bank '{bank.id}' already. Choose another id.")
            return self.folder / f"{bank.id}.yaml"
        if path is None:
            raise Conflict(
                f"The bank '{bank.id}' was deleted meanwhile, in another window or on disk. "
                "Your changes are still here: save them under another id."
            )
        if bankfile.load_bank(self._own_file(bank.id)).hash != replacing:
            raise Conflict(
                f"The bank '{bank.id}' was changed meanwhile, in another window or on disk. Your changes are still "
                "here: save them under another id, or go back to the version on disk and make them again."
            )
        return path

    def _taken(self) -> set[str]:
        """Ids of banks, and names of files: one that cannot be read is not written over either."""
        files = self.folder.iterdir() if self.folder.is_dir() else ()
        return {b.id for b in self.shelf.library.banks} | {p.stem for p in files if p.is_file()}

    def _own_file(self, bank_id: str) -> Path:
        """Raises NotFound, or InputError for a bank that is not the owner's."""
        self.shelf.library.bank(bank_id)
        path = self.shelf.path(bank_id)
        if path is None or path.parent != self.folder:
            raise InputError(
                f"The bank '{bank_id}' came with the app and stays as it is. Copy it, and change the copy."
            )
        return path

    def _aside(self, bank_id: str) -> Path:
        return self.folder / EARLIER / f"{bank_id}.yaml"


def _write(path: Path, raw: bytes | None) -> None:
    """The whole file or nothing of it, also when the power fails; None takes the file away."""
    try:
        if raw is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreError(
            f"The bank cannot be written to {path.parent} ({error.strerror}). "
            "Make the folder writable or free some space, then save again."
        ) from error
