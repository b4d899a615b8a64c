"""Documents as lines: the same guide out of every format, and a clear word for what cannot be read."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import docx
import pypdf
import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from hypothesis import given, settings
from hypothesis import strategies as st
from serving import CHROMIUM

from coach import files
from coach.errors import InputError
from coach.files import Line, Mark

TEXT, HEADING, BULLET, ROW = Mark

GUIDE = """\
Night shift guide
This guide helps a ward choose nurses who keep calm when the house is quiet and the hours are long.
Questions
Tell me about a night when two patients needed you at the same minute and nobody else was near.
What to listen for
- Whom they turned to first, and the reason they give for it
- What they told the one who had to wait, and how that person took it in the end
- The handover
Probes
- Who else knew?
- What would you have done with one more pair of hands, and what would you still have left for the morning?
Describe a handover that went wrong.
"""
"""A guide whose longer lines do not fit on one line of a page."""


def texts(found: Sequence[Line]) -> list[str]:
    return [line.text for line in found]


def shape(found: Sequence[Line]) -> list[tuple[str, str, int]]:
    return [(line.text, line.mark.value, line.level) for line in found]


def read(text: str, name: str = "guide.txt") -> tuple[Line, ...]:
    return files.lines(name, text.encode())


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_guide() -> bytes:
    made = docx.Document()
    for line in GUIDE.splitlines():
        if line.startswith("- "):
            made.add_paragraph(line[2:], "List Bullet")
        elif len(line) < 30:
            made.add_heading(line, 2)
        else:
            made.add_paragraph(line)
    return saved(made)


def web_guide() -> str:
    lines = (
        f"<ul><li>{line[2:]}</ul>"
        if line.startswith("- ")
        else f"<h2>{line}</h2>"
        if len(line) < 30
        else f"<p>{line}</p>"
        for line in GUIDE.splitlines()
    )
    return f"<!doctype html><meta charset=utf-8><title>no line</title>{''.join(lines)}"


Drawn = tuple[float, float, float, str]
"""x, y and size in points, and the text."""


def pdf(*pages: Sequence[Drawn], password: str = "") -> bytes:
    """Pages of text in Courier, whose letters are all 0.6 of their size wide."""
    writer = pypdf.PdfWriter()
    for drawn in pages:
        page = writer.add_blank_page(600, 800)
        orders = "\n".join(
            f"BT /F1 {size} Tf {x} {y} Td ({text.translate(ESCAPES)}) Tj ET" for x, y, size, text in drawn
        )
        stream = pypdf.generic.StreamObject()
        stream.set_data(orders.encode("cp1252"))
        page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)
        name = pypdf.generic.NameObject
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Courier", "/Encoding": "/WinAnsiEncoding"}
        courier = pypdf.generic.DictionaryObject({name(k): name(v) for k, v in font.items()})
        page[name("/Resources")] = pypdf.generic.DictionaryObject(
            {name("/Font"): pypdf.generic.DictionaryObject({name("/F1"): courier})}
        )
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


ESCAPES = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


def down(*texts: str, x: float = 50, top: float = 750, gap: float = 12) -> list[Drawn]:
    """Lines of 10 points, one below the other."""
    return [(x, top - gap * n, 10, text) for n, text in enumerate(texts)]


# -- the same guide from every format --------------------------------------------------------------


WANTED = [line.removeprefix("- ") for line in GUIDE.splitlines()]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("guide.txt", lambda: GUIDE.encode()),
        ("guide.md", lambda: GUIDE.encode()),
        ("guide.docx", word_guide),
        ("guide.html", lambda: web_guide().encode()),
    ],
)
def test_every_format_gives_the_same_lines(name: str, made: Callable[[], bytes]) -> None:
    found = files.lines(name, made())
    assert texts(found) == WANTED
    assert [line.text for line in found if line.mark is BULLET] == [
        line[2:] for line in GUIDE.splitlines() if line[:2] == "- "
    ]
    assert [line.number for line in found] == list(range(1, len(WANTED) + 1))


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
def test_a_page_printed_to_pdf_gives_the_same_lines(tmp_path: Path) -> None:
    page, out = tmp_path / "guide.html", tmp_path / "guide.pdf"
    page.write_text(web_guide())
    switches = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", f"--print-to-pdf={out}"]
    subprocess.run([CHROMIUM, *switches, page.as_uri()], check=True, capture_output=True, timeout=60)
    found = files.lines("guide.pdf", out.read_bytes())
    assert [line.text for line in found if line.mark is BULLET] == [
        line[2:] for line in GUIDE.splitlines() if line[:2] == "- "
    ]
    assert set(WANTED) <= set(texts(found))


@pytest.mark.parametrize(
    ("name", "raw"),
    [("guide.txt", pdf(down("A question?"))), ("guide.pdf", word_guide()), ("guide.txt", web_guide().encode())],
)
def test_content_tells_what_a_file_is_before_its_name_does(name: str, raw: bytes) -> None:
    assert not any("<" in text or "PK" in text or "%PDF" in text for text in texts(files.lines(name, raw)))


# -- text -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_is_read_in_the_encodings_people_have(encoding: str) -> None:
    said = "Où était l’équipe – et après ?\r\n• Café"
    assert texts(files.lines("guide.txt", said.encode(encoding))) == ["Où était l’équipe – et après ?", "Café"]


def test_latin_1_and_a_few_broken_bytes_of_utf_8_are_read() -> None:
    assert texts(files.lines("a.txt", b"caf\xe9 \x81")) == ["café \x81"]
    assert texts(files.lines("a.txt", "éèêëàâäîïôö ".encode() + b"\xff")) == ["éèêëàâäîïôö \ufffd"]


def test_right_to_left_text_keeps_its_letters_and_joiners() -> None:
    said = ["ספר לי על משמרת קשה", "چه می\u200cخواهید؟"]
    assert texts(read(f"{said[0]}\n• {said[1]}")) == said


def test_every_line_end_ends_a_line() -> None:
    assert texts(read("one\r\ntwo\rthree\ffour\u2028five")) == ["one", "two", "three", "four", "five"]


def test_odd_spaces_soft_hyphens_and_ligatures_are_mended() -> None:
    assert texts(read("\u200bde\u00adﬁne\u00a0 the\u2003e\u0301lan\ufeff")) == ["define the élan"]


@pytest.mark.parametrize(
    "sign",
    ["-", "*", "•", "‣", "◦", "–", "·", "o ", "\uf0b7", "\uf0a7", "1.", "12)", "(3)", "a)", "(b)", "iv.", "1.2", "☐",
     "- [ ]", "- [x]", "[ ]", "\t"],
)  # fmt: skip
def test_a_bullet_sign_makes_a_bullet_and_is_taken_off(sign: str) -> None:
    found = read(f"Before\n{sign} What they did\n{sign}\tWhat came of it")
    assert [(line.text, line.mark) for line in found[1:]] == [("What they did", BULLET), ("What came of it", BULLET)]


@pytest.mark.parametrize("line", ["2024. was", "A. I left", "Q. Why?", "-5 percent", "*Note* this", "o la la", "1"])
def test_what_only_begins_like_a_bullet_is_text(line: str) -> None:
    assert shape(read(f"x\n{line}"))[1] == (line, "text", 0)


def test_bullets_have_the_depth_of_their_indents_and_tell_their_sign() -> None:
    found = read("1. Question\n   - area\n     • detail\n   - area two\n2. Next")
    assert [(line.level, line.sign) for line in found] == [(0, "1."), (1, "-"), (2, "•"), (1, "-"), (0, "2.")]


def test_lines_set_in_without_a_sign_are_bullets() -> None:
    assert [line.mark for line in read("What to look for\n    Their part\n    The outcome")] == [TEXT, BULLET, BULLET]


def test_numbers_are_those_of_the_source() -> None:
    assert [line.number for line in read("\n\none\n\n\ntwo")] == [3, 6]


def test_lines_broken_by_a_mail_program_are_joined() -> None:
    wrapped = (
        "We met the night team to find out what they need when the house is\n"
        "full and how they decide whom to call first, and we wrote it all\n"
        "down in one place so that every new nurse can see what is expected\n"
        "of them.\n\nTell me about a night.\n- Whom they called and what was said in the minutes before the\n"
        "  doctor came"
    )
    found = texts(read(wrapped))
    assert len(found) == 3
    assert found[0].endswith("is full and how they decide whom to call first, and we wrote it all down in one place so "
                             "that every new nurse can see what is expected of them.")  # fmt: skip
    assert found[2].endswith("before the doctor came")


def test_a_list_of_lines_alike_in_length_stays_a_list() -> None:
    listed = ["How they found out what the family of the patient needed", "How they told the doctor in charge of it",
              "Which of the two they would choose if they had to again"]  # fmt: skip
    assert texts(read("\n".join(listed))) == listed


# -- Markdown ---------------------------------------------------------------------------------------


def test_markdown_headings_of_every_sort_are_headings() -> None:
    found = read("# One #\nTwo\n===\nThree\n---\n#### Four\n**Five:**\n__Six__", "a.md")
    assert shape(found) == [("One", "heading", 1), ("Two", "heading", 1), ("Three", "heading", 2),
                            ("Four", "heading", 4), ("Five:", "heading", 6), ("Six", "heading", 6)]  # fmt: skip


def test_markdown_signs_are_taken_off_and_escaped_ones_stay() -> None:
    said = r"A **bold** _word_, `code`, snake_case, 2 * 3, \*starred\*, [a link](https://x.org) &amp; {#id .core}"
    assert texts(read(said, "a.md")) == ["A bold word, code, snake_case, 2 * 3, *starred*, a link & {#id .core}"]
    assert shape(read("\\- no bullet\n1\\. no number\n\\# no heading", "a.md")) == [
        ("- no bullet", "text", 0), ("1. no number", "text", 0), ("# no heading", "text", 0)]  # fmt: skip


def test_in_plain_text_the_same_signs_are_words() -> None:
    assert texts(read("Use *all* of it & more_than_that")) == ["Use *all* of it & more_than_that"]


def test_a_markdown_table_is_rows() -> None:
    found = read("| Question | Areas |\n|:--|--:|\n| Why? | one<br>two \\| three |\n", "a.md")
    assert [line.cells for line in found] == [("Question", "Areas"), ("Why?", "one\ntwo | three")]
    assert {line.mark for line in found} == {ROW}


def test_comments_and_fences_are_no_lines_and_numbers_stay() -> None:
    found = read("a\n<!-- b\nc -->\n```\nd\n```\n***\n> e", "a.md")
    assert [(line.number, line.text) for line in found] == [(1, "a"), (5, "d"), (8, "e")]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text(st.sampled_from("ab *_`[]()-#|>~\\."), max_size=30), max_size=8))
def test_no_letter_of_a_markdown_text_is_lost(source: list[str]) -> None:
    with suppress(InputError):
        said = "".join(texts(read("\n".join(["x", *source]), "a.md")))
        links = any("](" in line for line in source)
        assert links or sorted(c for c in said if c in "abx") == sorted(c for c in "x" + "".join(source) if c in "abx")


# -- tables -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_csv_is_rows_whatever_parts_its_cells(sign: str) -> None:
    raw = f'Question{sign}Areas\r\n"Why ""now""?{sign} And\nwhen?"{sign}"- one\n- two"\r\n{sign}\r\nNext{sign}three'
    found = read(raw, "a.csv")
    assert [line.cells for line in found] == [
        ("Question", "Areas"), (f'Why "now"?{sign.strip()} And\nwhen?', "one\ntwo"), ("Next", "three")]  # fmt: skip
    assert [line.number for line in found] == [1, 2, 6]


def test_rows_copied_from_a_spreadsheet_are_rows_in_a_text_too() -> None:
    assert [line.cells for line in read("Question\tAreas\nWhy?\tone")] == [("Question", "Areas"), ("Why?", "one")]


def test_merged_cells_of_a_web_table_stand_once() -> None:
    page = (
        "<table><tr><th>Q<th>A<th>F<tr><td rowspan=2>Why?<td>one<td>f<tr><td>two<td>g<tr><td colspan=2>all<td>h</table>"
    )
    found = read(page, "a.html")
    assert [line.cells for line in found] == [("Q", "A", "F"), ("Why?", "one", "f"), ("", "two", "g"), ("all", "", "h")]
    assert found[1].text == "Why? | one | f"


def test_merged_cells_of_a_word_table_stand_once_and_tables_stand_in_order() -> None:
    made = docx.Document()
    made.add_paragraph("Before")
    table = made.add_table(3, 3)
    for n, cell in enumerate(c for row in table.rows for c in row.cells):
        cell.text = f"c{n}"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "tall"
    table.cell(2, 1).merge(table.cell(2, 2)).text = "wide"
    table._tbl.tr_lst[1].tc_lst[0].p_lst[0].add_r().text = "never shown"
    made.add_paragraph("After")
    found = files.lines("a.docx", saved(made))
    assert texts(found)[0] == "Before"
    assert texts(found)[-1] == "After"
    assert [line.cells for line in found[1:-1]] == [("tall", "c1", "c2"), ("", "c4", "c5"), ("c6", "wide", "")]


# -- HTML -------------------------------------------------------------------------------------------


def test_only_what_a_reader_sees_of_a_page_is_read() -> None:
    page = """<html><head><title>t</title><style>s</style></head><body onload="x()"><nav>n</nav><script>j</script>
    <p hidden>h</p><p style="display: none">d</p><!-- c --><h1>He<i>ad</i></h1><p>one<br>two <b>bold</b>
    three&nbsp;four</p><noscript>n</noscript><p><strong>Label</strong></p></body></html>"""
    assert shape(read(page, "a.html")) == [
        ("Head", "heading", 1), ("one", "text", 0), ("two bold three four", "text", 0), ("Label", "heading", 6),
    ]  # fmt: skip


def test_lists_of_a_page_have_depth_and_sign() -> None:
    page = "<ol><li>q<ul><li><p>a</p></li><li>b</ul><li>r</ol><p>• drawn</p><pre>- written\nas text</pre>"
    found = read(page, "a.htm")
    assert [(line.text, line.level, line.sign) for line in found if line.mark is BULLET] == [
        ("q", 0, "1."), ("a", 1, "•"), ("b", 1, "•"), ("r", 0, "1."), ("drawn", 0, "•"), ("written", 0, "-"),
    ]  # fmt: skip
    assert texts(found)[-1] == "as text"


def test_a_page_names_its_encoding() -> None:
    raw = "<meta charset='windows-1251'><p>Вопрос".encode("cp1251")
    assert texts(files.lines("a.html", raw)) == ["Вопрос"]


# -- Word -------------------------------------------------------------------------------------------


def test_word_styles_tell_headings_and_depth() -> None:
    made = docx.Document()
    made.add_heading("Title", 0)
    made.add_heading("Part", 3)
    made.add_paragraph("deep", "List Bullet 2")
    made.add_paragraph("first", "List Number")
    made.add_paragraph().add_run("Label").bold = True
    made.add_paragraph("- written")
    found = files.lines("a.docx", saved(made))
    assert shape(found) == [("Title", "heading", 1), ("Part", "heading", 3), ("deep", "bullet", 0),
                            ("first", "bullet", 0), ("Label", "heading", 6), ("written", "bullet", 0)]  # fmt: skip
    assert [line.sign for line in found if line.mark is BULLET] == ["•", "1.", "-"]


def test_hidden_text_and_headers_are_left_out_and_breaks_part_lines() -> None:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "header"
    paragraph = made.add_paragraph("one")
    paragraph.add_run("secret").font.hidden = True
    paragraph.add_run().add_break()
    paragraph.add_run("two")
    assert texts(files.lines("a.docx", saved(made))) == ["one", "two"]


def test_text_in_a_content_control_is_read() -> None:
    made = docx.Document()
    inside = made.add_paragraph("inside")._p
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    inside.addprevious(control)
    control.append(content)
    content.append(inside)
    assert texts(files.lines("a.docx", saved(made))) == ["inside"]


def packed(**parts: bytes) -> bytes:
    """The package of a Word document with parts added."""
    out = io.BytesIO(word_guide())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(f"word/{name}.bin", body)
    return out.getvalue()


# -- PDF --------------------------------------------------------------------------------------------


FULL = "This line is as wide as the page lets a line of text be, and so"
"""63 letters: 378 points."""


def test_a_line_that_had_no_room_is_joined_and_a_short_one_is_not() -> None:
    found = files.lines("a.pdf", pdf(down(FULL, FULL, FULL, "it ends.", "A label", "Another label", FULL, "it goes.")))
    assert texts(found) == [f"{FULL} {FULL} {FULL} it ends.", "A label", "Another label", f"{FULL} it goes."]


def test_bullets_of_a_pdf_are_bullets_with_their_further_lines() -> None:
    drawn = [
        *down(FULL, FULL, FULL, "end."),
        *down("•", "", "-", top=700),
        *down(f"{FULL[:-5]}", "as said", "two", x=65, top=700),
    ]
    bullets = [(x, y, size, text) for x, y, size, text in sorted(drawn, key=lambda d: (-d[1], d[0])) if text]
    found = files.lines("a.pdf", pdf(bullets))
    assert [(line.text, line.mark) for line in found[1:]] == [(f"{FULL[:-5]} as said", BULLET), ("two", BULLET)]


def test_a_set_in_line_of_a_pdf_is_a_bullet_whose_sign_was_drawn() -> None:
    found = files.lines("a.pdf", pdf([*down(FULL, FULL, "ends."), *down("one", "two", x=80, top=700)]))
    assert [line.mark for line in found] == [TEXT, BULLET, BULLET]


def test_a_paragraph_goes_on_across_pages_without_headers_and_page_numbers() -> None:
    def page(number: int, *texts: str) -> list[Drawn]:
        return [(50, 790, 8, "The ward guide"), *down(*texts), (300, 20, 8, f"Page {number} of 3")]

    made = pdf(page(1, FULL, FULL, FULL), page(2, "goes on.", "Areas", FULL, "ends."), page(3, "Areas", "Last words"))
    assert texts(files.lines("a.pdf", made)) == [
        f"{FULL} {FULL} {FULL} goes on.", "Areas", f"{FULL} ends.", "Areas", "Last words"]  # fmt: skip


def test_a_page_number_that_stands_apart_is_no_line() -> None:
    assert texts(files.lines("a.pdf", pdf([*down("Words", "More words"), (300, 20, 8, "7")]))) == [
        "Words",
        "More words",
    ]


def test_a_label_that_returns_is_no_part_of_the_full_line_before_it() -> None:
    said = [FULL, "Areas here"] * 3
    assert texts(files.lines("a.pdf", pdf(down(*said)))) == said


def test_a_label_that_begins_several_pages_is_kept() -> None:
    pages = [down("Areas to cover", f"- area {n}", f"Question {n}?") for n in "abc"]
    assert texts(files.lines("a.pdf", pdf(*pages))).count("Areas to cover") == 3


def test_a_word_parted_at_a_line_end_is_one_again_and_a_compound_keeps_its_hyphen() -> None:
    first = FULL[:-8] + " hand-"
    found = files.lines(
        "a.pdf", pdf(down(FULL, FULL, first, "over is a handover, well-known", FULL[:-7] + " well-", "known."))
    )
    said = " ".join(texts(found))
    assert "handover is a handover" in said
    assert said.endswith("well-known.")


def test_larger_letters_are_headings_by_size() -> None:
    drawn: list[Drawn] = [(50, 780, 20, "Big"), (50, 750, 14, "Middle"), *down(FULL, "text.", top=720)]
    assert [(line.mark, line.level) for line in files.lines("a.pdf", pdf(drawn))][:2] == [(HEADING, 1), (HEADING, 2)]


def test_two_columns_are_read_somehow() -> None:
    drawn = [*down("left one", "left two"), *down("right one", "right two", x=320)]
    assert "right two" in " ".join(texts(files.lines("a.pdf", pdf(drawn))))


# -- what cannot be read ------------------------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t ", "empty"),
        ("a.md", b"---\n***\n", "no text in it"),
        ("a.html", b"<p></p><script>x</script>", "no text in it"),
        ("a.txt", bytes(range(256)) * 4, "no text"),
        ("a.txt", b"\0\1\2\3" * 50, "no text"),
        ("a.odp", b"words", "only .txt, .md, .html"),
        ("a.docx", b"words", "no .docx inside"),
        ("a.pdf", b"words", "no .pdf inside"),
        ("a.docx", b"PK\x03\x04 broken", "cannot be read"),
        ("a.docx", zipped(**{"xl/workbook.xml": "x"}), "an Excel workbook"),
        ("a.docx", zipped(**{"content.xml": "x"}), "an OpenDocument file"),
        ("a.docx", zipped(readme="x"), "a zip archive"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), r"Word 97–2003 \(.doc\)"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted with a password"),
        ("a.docx", OLE, "an old Office file"),
        ("a.txt", rb"{\rtf1 words}", "rich text"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("a.docx", packed(vbaProject=b"macro"), "with macros"),
        ("a.docx", packed(image=bytes(2_000_000)), "unpacks to far more"),
        ("a.docx", zipped(**{f"word/{n}": "" for n in range(2_001)}), "2,001 files"),
        ("a.pdf", pdf([]), "no text in it, as in a scan"),
        ("a.pdf", pdf(down("words"), password="secret"), "encrypted"),
        ("a.pdf", pdf(down("words"))[:300], "cannot be read"),
        ("a.pdf", pdf(*[[]] * 201), "201 pages"),
        ("a.csv", b"x," * 1_001, "1,002 cells"),
        ("a.csv", b'a,b\n"' + b"x" * 140_000, "line 2: field larger"),
        ("a.txt", b"a\n" * 150_001, "more than 150,000 lines"),
        ("a.html", b"<p>a" * 150_001, "more than 150,000 lines"),
    ],
)
def test_what_cannot_be_read_is_named_for_what_it_is(name: str, raw: bytes, why: str) -> None:
    with pytest.raises(InputError, match=rf"^{name}: .*{why}.*; \w.*\.$"):
        files.lines(name, raw)


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.html", "a.what"])
def test_a_file_of_50_mb_is_refused_before_it_is_looked_at(name: str) -> None:
    with pytest.raises(InputError, match=r"50,000,000 bytes are more than the 5,000,000 allowed"):
        files.lines(name, bytes(50_000_000))


def test_a_pdf_that_keeps_its_reader_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.files.pdf.MOST_SECONDS", 0.01)
    with pytest.raises(InputError, match=r"seconds to read; copy its text"):
        files.lines("a.pdf", pdf(down("words")))


@settings(deadline=None, max_examples=100)
@given(st.sampled_from([t for t in files.TYPES if t != "pdf"]), st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(kind: str, raw: bytes) -> None:
    with suppress(InputError):
        assert all(line.text.strip() for line in files.lines(f"f.{kind}", raw))


WORD = word_guide()


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(WORD) - 1), st.binary(min_size=1, max_size=20))
def test_a_damaged_word_file_is_read_or_refused(at: int, junk: bytes) -> None:
    with suppress(InputError):
        files.lines("a.docx", WORD[:at] + junk + WORD[at + len(junk) :])
