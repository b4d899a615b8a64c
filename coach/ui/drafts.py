"""Banks being edited: kept in the session until they are saved or given up, with every step undoable."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from coach.models import Bank

MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Draft:
    bank: Bank
    """As it is now, valid or not."""
    saved: Bank
    """The version that was edited, as it was read from its file."""
    steps: tuple[tuple[str, Bank], ...] = ()
    """What was done, and the bank before it, the latest last."""
    epoch: int = 0
    """Part of every field's key: another one where fields must show the draft anew, as after an undo."""

    @property
    def changed(self) -> bool:
        return self.bank != self.saved


def _all() -> dict[str, Draft]:
    found: dict[str, Draft] = st.session_state.setdefault("drafts", {})
    return found


def _next_epoch() -> int:
    """Never the same twice in a session: a field of an old key would remember its old words."""
    st.session_state["epoch"] = epoch = st.session_state.get("epoch", 0) + 1
    return int(epoch)


def opened(bank: Bank, arriving: bool) -> Draft:
    """The draft of `bank`, which is as it is on disk now.

    An untouched one follows the disk where somebody comes `arriving`, never while the page is open: a field may
    hold words that were typed and not sent yet, and they were meant for the version on the page.
    """
    held = _all().get(bank.id)
    if held is None or (arriving and not held.changed and held.saved.hash != bank.hash):
        held = _all()[bank.id] = Draft(bank, bank, epoch=_next_epoch())
    return held


def kept(bank_id: str) -> Draft | None:
    """A draft that differs from what was saved, if there is one."""
    held = _all().get(bank_id)
    return held if held and held.changed else None


def current(bank_id: str) -> Draft:
    return _all()[bank_id]


def unsaved() -> list[Draft]:
    return [d for d in _all().values() if d.changed]


def do(bank_id: str, what: str, bank: Bank) -> None:
    """One step further; nothing happens where nothing changes."""
    held = _all()[bank_id]
    if bank != held.bank:
        steps = (*held.steps, (what, held.bank))[-MOST_STEPS:]
        _all()[bank_id] = replace(held, bank=bank, steps=steps)


def undo(bank_id: str) -> None:
    held = _all()[bank_id]
    if held.steps:
        _, before = held.steps[-1]
        _all()[bank_id] = replace(held, bank=before, steps=held.steps[:-1], epoch=_next_epoch())


def drop(bank_id: str) -> None:
    """Give the draft up, or let it go because it was saved."""
    _all().pop(bank_id, None)
