"""A document of any kind people have, as lines: what it is, is seen by its content before its name."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import PurePath

from coach.errors import InputError
from coach.files.csv_text import read_csv
from coach.files.docx import check_package, read_docx
from coach.files.html import read_html
from coach.files.line import MOST_LINES, Line, Mark, decode
from coach.files.pdf import read_pdf
from coach.files.text import read_text

__all__ = ["LARGEST", "MOST_LINES", "TYPES", "Line", "Mark", "lines"]

LARGEST = 5_000_000
"""Bytes of a file; a larger one is refused before anything is read."""
TYPES = ("txt", "md", "html", "htm", "docx", "pdf", "csv")

# What the libraries let through when a file is broken in a way they did not foresee.
_BROKEN = (
    *(ValueError, LookupError, TypeError, AttributeError, OSError, SyntaxError, RecursionError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, EOFError, AssertionError),
)
_WORD, _AS_PDF = "open it in Word and save it as .docx", "save it as a .pdf that has text"
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (rb"\{\\rtf", "a rich text (.rtf) file", _WORD),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|RIFF....WEBP|BM.{4}\0\0\0\0|....ftyp", "a picture", _AS_PDF),
    (rb"\x1f\x8b|7z\xbc\xaf|Rar!", "an archive", "unpack it first"),
    (rb"MIME-Version:|From: <Saved by", "a web archive", "save the page as .html, or copy its text into a .txt"),
    (rb"MZ.{0,64}\0|\x7fELF|SQLite format", "a program or a database", "choose the guide itself"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.I | re.S)
_TAG = re.compile(r"<[a-zA-Z!/]")


def lines(name: str, raw: bytes) -> tuple[Line, ...]:
    """The lines of a document that are not blank; `name` with its ending, as the person has it.

    Raises InputError "name: what is wrong; what to do".
    """
    if len(raw) > LARGEST:
        raise InputError(f"{name}: {len(raw):,} bytes are more than the {LARGEST:,} allowed; import its text alone.")
    try:
        found = tuple(islice(_reader(name, raw)(raw), MOST_LINES + 1))
    except InputError as error:
        raise InputError(f"{name}: {error}.") from error
    except _BROKEN as error:
        raise InputError(f"{name}: it cannot be read ({error or type(error).__name__}); save it anew.") from error
    if len(found) > MOST_LINES:
        raise InputError(f"{name}: it has more than {MOST_LINES:,} lines; split it.")
    if not any(c.isalnum() for line in found for c in line.text):
        raise InputError(f"{name}: there is no text in it; if it was scanned, copy its text into a .txt.")
    return found


Reader = Callable[[bytes], Iterable[Line]]


def _reader(name: str, raw: bytes) -> Reader:
    """By content where content tells, else by name. Raises InputError: what it is instead."""
    _refuse_others(raw)
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        check_package(raw)
        return read_docx
    if b"%PDF-" in raw[:1024]:
        return read_pdf
    kind = PurePath(name).suffix.lower().removeprefix(".")
    if kind not in TYPES:
        raise InputError(f"only {', '.join('.' + t for t in TYPES)} can be read; save it as one of them")
    if kind in ("docx", "pdf"):
        raise InputError(f"it cannot be read: it is no .{kind} inside; save it as .{kind} anew, or copy its text")
    return _textual(kind, raw)


def _textual(kind: str, raw: bytes) -> Reader:
    if not raw.strip():
        raise InputError("the file is empty, there is no text in it; choose another")
    text = decode(raw)
    tagged = kind in ("html", "htm") and _TAG.search(text)
    if tagged or _PAGE.match(text):
        return read_html
    return lambda _: read_csv(text) if kind == "csv" else read_text(text, markdown=kind == "md")


def _refuse_others(raw: bytes) -> None:
    if raw.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise InputError("it is encrypted with a password; save it without one")
        word = "WordDocument".encode("utf-16-le") in raw
        raise InputError(f"it is {'a Word 97–2003 (.doc)' if word else 'an old Office'} file; {_WORD}")
    for start, what, advice in _OTHERS:
        if re.match(start, raw[:200], re.DOTALL):
            raise InputError(f"it is {what}, not a document that can be read; {advice}")
