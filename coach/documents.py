"""A job advert or a CV from a file, as plain text: background for questions, never evidence."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import PurePath

from coach.errors import InputError

LARGEST = 2_000_000
"""Bytes of a file."""
LONGEST = 12_000
"""Characters that are kept of a text."""
MOST_PAGES = 30
_UNPACKED = 20_000_000
TYPES = ("txt", "md", "docx", "pdf")


def read(name: str, raw: bytes) -> str:
    """The text of a .txt, .md, .docx or .pdf file, at most LONGEST characters.

    Raises InputError naming the file and what to do instead.
    """
    if len(raw) > LARGEST:
        raise InputError(f"{name}: {len(raw):,} bytes are more than the {LARGEST:,} allowed; paste the text instead.")
    readers = {".txt": _plain, ".md": _plain, ".docx": _docx, ".pdf": _pdf}
    reader = readers.get(PurePath(name).suffix.lower())
    if reader is None:
        raise InputError(f"{name}: only .txt, .md, .docx and .pdf can be read; paste the text instead.")
    try:
        text = reader(raw)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, zipfile.BadZipFile) as error:
        raise InputError(
            f"{name}: cannot be read ({error or type(error).__name__}); paste the text instead."
        ) from error
    kept = " ".join(text.split())[:LONGEST]
    if not any(c.isalnum() for c in kept):
        raise InputError(f"{name}: there is no text in it, as in a scanned page; paste the text instead.")
    return kept


def _plain(raw: bytes) -> str:
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _docx(raw: bytes) -> str:
    import docx

    with zipfile.ZipFile(BytesIO(raw)) as packed:
        if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
            raise ValueError("it unpacks to far more than a document needs")
    document = docx.Document(BytesIO(raw))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def _pdf(raw: bytes) -> str:
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        pages = pypdf.PdfReader(BytesIO(raw))
        if pages.is_encrypted:
            raise ValueError("it is encrypted")
        return "\n".join(page.extract_text() for page in pages.pages[:MOST_PAGES])
    except PyPdfError as error:
        raise ValueError(str(error)) from error
