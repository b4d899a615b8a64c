"""A job advert or a CV from a file, as plain text: background for questions, never evidence."""

from __future__ import annotations

from pathlib import PurePath

from coach import files
from coach.errors import InputError

LARGEST = 2_000_000
"""Bytes of a file."""
LONGEST = 12_000
"""Characters that are kept of a text."""
TYPES = ("txt", "md", "docx", "pdf")


def read(name: str, raw: bytes) -> str:
    """The text of a .txt, .md, .docx or .pdf file, at most LONGEST characters.

    Raises InputError naming the file and what to do instead.
    """
    if len(raw) > LARGEST:
        raise InputError(f"{name}: {len(raw):,} bytes are more than the {LARGEST:,} allowed; paste the text instead.")
    if PurePath(name).suffix.lower().removeprefix(".") not in TYPES:
        raise InputError(f"{name}: only .txt, .md, .docx and .pdf can be read; paste the text instead.")
    return " ".join(" ".join(line.text for line in files.lines(name, raw)).split())[:LONGEST]
