"""Word documents (.docx) as lines: paragraphs and tables in the document's order."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from coach.errors import InputError
from coach.files.line import MOST_COLUMNS, Line, Mark, mend, row, split_sign, written

MOST_UNPACKED = 15_000_000
"""Bytes of a .docx when unpacked: a thousand pages of text need less."""
MOST_PARTS = 2_000
"""Files inside a .docx."""
MOST_RATIO = 300
"""How often a part may be its packed size; text reaches about 30."""

_P, _R, _T, _TBL, _TR, _TC = (qn(f"w:{tag}") for tag in ("p", "r", "t", "tbl", "tr", "tc"))
_TEXT_BOX, _FALLBACK = qn("w:txbxContent"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_BLOCKS = frozenset(qn(f"w:{tag}") for tag in ("sectPr", "tblPr", "tblGrid", "sdtPr", "sdtEndPr"))
_SAID = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_VAL = qn("w:val")
_OFF = frozenset(("0", "false", "off", "none"))
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_LIST = re.compile(r"list (bullet|number|paragraph)(?: ([1-9]))?", re.IGNORECASE)


def check_package(raw: bytes) -> None:
    """Raises InputError (no file name in it) for what is no .docx, or unpacks to more than one needs."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            parts = packed.infolist()
            _check_sizes(parts)
            names = {part.filename for part in parts}
            kinds = packed.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, zlib.error) as error:
        raise InputError(f"it cannot be read as a .docx ({error}); open it in Word and save it again") from error
    if b"macroEnabled" in kinds or any(name.endswith("vbaProject.bin") for name in names):
        raise InputError("it is a document with macros; save it as .docx, without them")
    if b"wordprocessingml.document.main" not in kinds and b"wordprocessingml.template.main" not in kinds:
        raise InputError(f"it is {_other(names)}, not a .docx; save it as .docx or .pdf")


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise InputError(
            f"it holds {len(parts):,} files, and a document needs at most {MOST_PARTS:,}; save its text alone"
        )
    swollen = any(p.file_size > 1_000_000 and p.file_size > MOST_RATIO * p.compress_size for p in parts)
    if swollen or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise InputError(
            f"it unpacks to far more than a document needs (at most {MOST_UNPACKED:,} bytes); save its text alone"
        )


def _other(names: set[str]) -> str:
    kinds = {"xl/": "an Excel workbook", "ppt/": "a PowerPoint file", "content.xml": "an OpenDocument file"}
    return next((said for start, said in kinds.items() if any(n.startswith(start) for n in names)), "a zip archive")


def read_docx(raw: bytes) -> Iterator[Line]:
    """Lines of a checked package. Headers, footers, notes, hidden and deleted text are left out."""
    document = docx.Document(BytesIO(raw))
    return _Reader(_styles(document), _formats(document)).lines(document.element.body)


@dataclass(frozen=True, slots=True)
class _Style:
    heading: int = 0
    number: tuple[str, int] | None = None
    """(id of the list, depth), of a list style."""
    bullet: str = ""
    """Sign of a list style that has no number of its own."""


def _styles(document: Any) -> dict[str, _Style]:
    """Style id -> what it makes of a paragraph; a style without a say takes its parent's."""
    found = {s.get(qn("w:styleId")): s for s in document.styles.element.findall(qn("w:style"))}
    return {name: _style(found, name) for name in found}


def _style(found: dict[str, Any], name: str | None) -> _Style:
    heading, number, bullet, seen = 0, None, "", set()
    while name in found and name not in seen:
        seen.add(name)
        element = found[name]
        label = _value(element, "w:name") or ""
        named, listed = _HEADING.match(label), _LIST.match(label)
        own = int(named[1]) if named else {"title": 1, "subtitle": 2}.get(label.lower(), 0)
        heading = heading or own or _outline(element.find(qn("w:pPr")))
        number = number or _numbered(element.find(qn("w:pPr")))
        if listed and listed[1].lower() != "paragraph":
            bullet = bullet or ("1." if listed[1].lower() == "number" else "•")
        name = _value(element, "w:basedOn")
    return _Style(min(heading, 6), number, bullet)


def _value(element: Any, tag: str) -> str | None:
    child = None if element is None else element.find(qn(tag))
    return None if child is None else child.get(_VAL)


def _outline(properties: Any) -> int:
    level = _value(properties, "w:outlineLvl")
    return int(level) + 1 if level and level.isdecimal() and int(level) < 9 else 0


def _numbered(properties: Any) -> tuple[str, int] | None:
    number = None if properties is None else properties.find(qn("w:numPr"))
    if number is None:
        return None
    depth = _value(number, "w:ilvl") or "0"
    return _value(number, "w:numId") or "", int(depth) if depth.isdecimal() and len(depth) < 3 else 0


def _formats(document: Any) -> dict[tuple[str, int], str]:
    """(id of a list, depth) -> "•" or "1."."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):  # a document without lists
        return {}
    lists = {a.get(qn("w:abstractNumId")): a for a in root.findall(qn("w:abstractNum"))}
    made = {}
    for number in root.findall(qn("w:num")):
        levels = lists.get(_value(number, "w:abstractNumId"))
        for level in () if levels is None else levels.findall(qn("w:lvl")):
            sign = "•" if _value(level, "w:numFmt") in ("bullet", "none", None) else "1."
            made[number.get(qn("w:numId")), int(level.get(qn("w:ilvl"), "0"))] = sign
    return made


@dataclass(slots=True)
class _Reader:
    styles: dict[str, _Style]
    formats: dict[tuple[str, int], str]
    number: int = field(default=0)

    def lines(self, parent: Any) -> Iterator[Line]:
        for child in parent:
            if child.tag == _P:
                yield from self.paragraph(child)
            elif child.tag == _TBL:
                yield from self.table(child)
            elif child.tag not in _NOT_BLOCKS and isinstance(child.tag, str):
                yield from self.lines(child)

    def paragraph(self, paragraph: Any) -> Iterator[Line]:
        runs = list(_runs(paragraph))
        text = "".join(said for said, _ in runs)
        if text.strip():
            only_bold = all(bold for said, bold in runs if any(c.isalnum() for c in said))
            yield from self.marked(paragraph.find(qn("w:pPr")), text, only_bold)
        for box in paragraph.iter(_TEXT_BOX):
            if next(box.iterancestors(_FALLBACK, _TEXT_BOX), None) is None:
                yield from self.lines(box)

    def marked(self, properties: Any, text: str, only_bold: bool) -> Iterator[Line]:
        style = self.styles.get(_value(properties, "w:pStyle") or "Normal", _Style())
        number = _numbered(properties) or style.number
        sign = self.formats.get(number, style.bullet or "•") if number and number[0] != "0" else ""
        heading = _outline(properties) or style.heading
        for part in filter(str.strip, text.splitlines()):
            self.number += 1
            own, rest = split_sign(part.strip())
            if heading:
                yield Line(self.number, mend(part), Mark.HEADING, min(heading, 6))
            elif sign or style.bullet:
                depth = number[1] if number else 0
                yield Line(self.number, mend(rest), Mark.BULLET, depth, sign=own or sign or style.bullet)
                sign, style = "", _Style()  # a line break within an item: what follows is no item of its own
            elif only_bold and not own:
                yield Line(self.number, mend(part), Mark.HEADING, 6)
            else:
                yield written(self.number, part)

    def table(self, table: Any) -> Iterator[Line]:
        rows = [_cells(tr) for tr in table.iter(_TR) if next(tr.iterancestors(_TBL)) is table]
        if all(len(cells) < 2 for cells in rows):  # a frame around text
            for tr in table.iter(_TC):
                if next(tr.iterancestors(_TBL)) is table:
                    yield from self.lines(tr)
            return
        for cells in rows:
            made = row(self.number + 1, cells)
            if made:
                self.number += 1
                yield made


def _runs(paragraph: Any) -> Iterator[tuple[str, bool]]:
    """(text, bold) of a paragraph's own runs, with hyperlinks and insertions, without text boxes."""
    boxed = next(paragraph.iter(_TEXT_BOX), None) is not None
    for run in paragraph.iter(_R):
        if boxed and next(run.iterancestors(_P)) is not paragraph:
            continue
        properties = run.find(qn("w:rPr"))
        if _on(properties, "w:vanish"):
            continue
        text = "".join(child.text or "" if child.tag == _T else _SAID.get(child.tag, "") for child in run)
        if text:
            yield text, _on(properties, "w:b")


def _on(properties: Any, tag: str) -> bool:
    child = None if properties is None else properties.find(qn(tag))
    return child is not None and child.get(_VAL) not in _OFF


def _cells(tr: Any) -> list[str]:
    cells: list[str] = []
    for tc in tr.iter(_TC):
        if next(tc.iterancestors(_TR)) is not tr:
            continue
        properties = tc.find(qn("w:tcPr"))
        span = _value(properties, "w:gridSpan") or "1"
        merge = None if properties is None else properties.find(qn("w:vMerge"))
        goes_on = merge is not None and merge.get(_VAL) != "restart"
        wide = min(int(span) if span.isdecimal() and len(span) < 6 else 1, max(1, MOST_COLUMNS - len(cells)))
        cells += ["" if goes_on else _cell_text(tc), *[""] * (wide - 1)]
    return cells


def _cell_text(tc: Any) -> str:
    return "\n".join("".join(said for said, _ in _runs(p)) for p in tc.iter(_P))
