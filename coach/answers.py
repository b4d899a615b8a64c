"""What an answer must be to be kept, and when two are one."""

from __future__ import annotations

from coach.errors import Conflict, InputError
from coach.models import Turn, TurnKind

LONGEST_ANSWER = 12_000
"""Characters of one answer that are kept: about a quarter of an hour of talking."""


def clean(text: str) -> str:
    """`text` as it can be stored and shown: line ends as \\n, no control characters or half surrogates."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in unified if c in "\n\t" or not (ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or _half(c))).strip()


def _half(char: str) -> bool:
    return 0xD800 <= ord(char) <= 0xDFFF


def check(text: str) -> None:
    """Raises InputError for an answer without words, or with more than are read."""
    if not any(c.isalnum() for c in text):
        raise InputError("There are no words in that answer. Say a few sentences, or choose Skip.")
    if len(text) > LONGEST_ANSWER:
        raise InputError(
            f"That answer has {len(text):,} characters; {LONGEST_ANSWER:,} are read at most. "
            "Shorten it and send it again."
        )


def same(said: Turn, text: str) -> Turn:
    """`said`, if it is this answer: sent twice it is one turn. Raises Conflict for other words."""
    if said.kind is TurnKind.ANSWER and said.text == text:
        return said
    raise Conflict("This question was answered in another tab or window already, so these words were not added.")
