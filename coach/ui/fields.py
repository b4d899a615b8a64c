"""Fields of the edit page: what is typed or chosen goes into the draft at once, as one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import streamlit as st

from coach import editing
from coach.editing import Place
from coach.errors import NotFound
from coach.models import Bank
from coach.ui import drafts
from coach.ui.drafts import Draft

LONGEST = 4000  # characters of any text of a bank
Change = Callable[[Bank, Any], Bank]


def key(draft: Draft, *names: str) -> str:
    return "-".join(("edit", draft.saved.id, str(draft.epoch), *names))


def _take(bank_id: str, field: str, what: str, change: Change) -> None:
    value = st.session_state[field]
    _step(bank_id, what, lambda bank: change(bank, value))


def _step(bank_id: str, what: str, change: Callable[[Bank], Bank]) -> None:
    """A second click on what is gone by now, as of a double click, changes nothing."""
    with suppress(NotFound):
        drafts.do(bank_id, what, change(drafts.current(bank_id).bank))


def given(draft: Draft, what: str, change: Change, *names: str) -> dict[str, Any]:
    """Key and callback of a field: `change` makes the new bank of the old one and the field's value."""
    field = key(draft, *names)
    return {"key": field, "on_change": _take, "args": (draft.saved.id, field, what, change)}


def text(draft: Draft, label: str, value: str, change: Change, *names: str, shown: bool = True) -> None:
    """Words of any length; the field grows with them."""
    st.text_area(
        label,
        value,
        height="content",
        max_chars=LONGEST,
        label_visibility="visible" if shown else "collapsed",
        **given(draft, f"{label}: text", lambda bank, words: change(bank, (words or "").strip()), *names),
    )


def lines(draft: Draft, label: str, values: Sequence[str], change: Change, *names: str) -> None:
    """A list of texts, one a line."""

    def split(bank: Bank, words: str) -> Bank:
        return change(bank, tuple(" ".join(line.split()) for line in (words or "").splitlines() if line.strip()))

    st.text_area(
        f"{label}, one a line",
        "\n".join(" ".join(v.split()) for v in values),
        height="content",
        **given(draft, label, split, *names),
    )


def adder(draft: Draft, label: str, place: Place, grow: Change) -> None:
    """A line that becomes a new part as soon as it is left or Enter is pressed, so that none is forgotten in it."""
    field = key(draft, "add", place.name, place.question)

    def add() -> None:
        if words := " ".join(st.session_state[field].split()):
            _step(draft.saved.id, f"added “{words}”", lambda bank: grow(bank, words))
        st.session_state[field] = ""

    st.text_input(
        label, placeholder="Type it and press Enter", icon=":material/add:", max_chars=LONGEST, key=field, on_change=add
    )


def order(draft: Draft, place: Place, part_id: str, name: str) -> None:
    """Up, down and away, for one part of a list."""
    all_ids = [p.id for p in editing.parts(draft.bank, place)]
    at = all_ids.index(part_id)

    def move(by: int) -> None:
        _step(draft.saved.id, f"moved {name}", lambda bank: editing.move(bank, place, part_id, by))

    def remove() -> None:
        _step(draft.saved.id, f"deleted {name}", lambda bank: editing.remove(bank, place, part_id))

    names = (place.name, place.question, part_id)
    for icon, label, by, off in (
        (":material/arrow_upward:", "Up", -1, at == 0),
        (":material/arrow_downward:", "Down", 1, at == len(all_ids) - 1),
    ):
        st.button(
            label,
            icon=icon,
            type="tertiary",
            disabled=off,
            on_click=move,
            args=(by,),
            key=key(draft, label, *names),
        )
    st.button("Delete", icon=":material/delete:", type="tertiary", on_click=remove, key=key(draft, "delete", *names))
