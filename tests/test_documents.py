"""Job adverts and CVs: the text of what people have, and a clear word for what cannot be read."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import docx
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import documents
from coach.errors import InputError


def word_file(*paragraphs: str) -> bytes:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    made.add_table(1, 1).cell(0, 0).text = "In a table"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def pdf_file(text: str, password: str = "") -> bytes:
    """A one-page PDF, written by hand so that no writer of text is needed."""
    stream = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    out += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start
    if not password:
        return bytes(out)
    writer, locked = pypdf.PdfWriter(io.BytesIO(bytes(out))), io.BytesIO()
    writer.encrypt(password, algorithm="RC4-128")
    writer.write(locked)
    return locked.getvalue()


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("cv.txt", "Led renewals – 91 %".encode()),
        ("cv.TXT", "Led renewals – 91 %".encode("utf-16")),
        ("cv.txt", b"\xef\xbb\xbf" + "Led renewals – 91 %".encode()),
        ("cv.md", "Led\n\n   renewals – 91 %".encode()),
        ("cv.docx", word_file("Led renewals – 91 %")),
    ],
)
def test_the_text_of_a_file_is_read(name: str, raw: bytes) -> None:
    assert documents.read(name, raw).startswith("Led renewals – 91 %")


def test_tables_and_pdf_pages_are_read_too() -> None:
    assert "In a table" in documents.read("cv.docx", word_file("x"))
    assert documents.read("advert.pdf", pdf_file("We want growth")) == "We want growth"


def test_latin_1_is_read_when_it_is_no_unicode() -> None:
    assert documents.read("cv.txt", "café".encode("latin-1")) == "café"


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("cv.exe", b"MZ", "only .txt, .md, .docx and .pdf"),
        ("cv", b"words", "only .txt, .md, .docx and .pdf"),
        ("cv.txt", b"  \n ", "no text in it"),
        ("cv.pdf", b"not a pdf", "cannot be read"),
        ("cv.pdf", pdf_file("", ""), "no text in it"),
        ("cv.pdf", pdf_file("secret", "pw"), "encrypted"),
        ("cv.docx", b"PK\x03\x04 broken", "cannot be read"),
        ("cv.txt", b"x" * (documents.LARGEST + 1), "more than the 2,000,000"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(name: str, raw: bytes, why: str) -> None:
    with pytest.raises(InputError, match=name) as caught:
        documents.read(name, raw)
    assert why in str(caught.value)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"0" * 30_000_000)
    with pytest.raises(InputError, match="unpacks to far more"):
        documents.read("cv.docx", out.getvalue())


def test_a_long_text_is_kept_to_its_limit() -> None:
    assert len(documents.read("cv.txt", b"word " * 100_000)) == documents.LONGEST


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(documents.TYPES), st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(kind: str, raw: bytes) -> None:
    with suppress(InputError):
        assert documents.read(f"f.{kind}", raw)
