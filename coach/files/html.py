"""HTML as lines: what a reader would see, in its order."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

from coach.files.line import MOST_COLUMNS, Line, Mark, decode, mend, row, split_sign
from coach.files.text import read_text

_UNSEEN = frozenset(
    "script style noscript template nav svg math head title button select option input textarea iframe object".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form h1 h2"
    " h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BOLD = frozenset(("b", "strong"))
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([\w-]{1,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read_html(raw: bytes) -> Iterator[Line]:
    """Headings, list items, paragraphs and table rows; scripts, styles, navigation and hidden parts left out."""
    text = _DECLARATION.sub("", _decoded(raw), count=1)
    try:
        root = lxml.html.document_fromstring(text)
    except etree.ParserError:  # an empty document
        return iter(())
    return _Walk().lines(root)


def _decoded(raw: bytes) -> str:
    named = _CHARSET.search(raw[:4096])
    if named and not raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) and b"\0" not in raw[:4096]:
        try:
            return raw.decode("cp1252" if named[1].lower() in (b"iso-8859-1", b"latin1") else named[1].decode())
        except (LookupError, UnicodeDecodeError):
            pass  # a page that names its encoding wrongly is read by its bytes, as browsers do
    return decode(raw)


def _unseen(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return True
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style", "")))


class _Walk:
    """One pass over the elements: text is gathered until a block begins or ends."""

    def __init__(self) -> None:
        self.number = 0
        self.parts: list[str] = []
        self.bold = self.light = 0  # letters seen inside and outside of bold
        self.depth = {"list": 0, "bold": 0, "pre": 0, "li": 0}
        self.heading = 0
        self.sign = ""  # of the list item whose first words are still to come

    def lines(self, root: etree._Element) -> Iterator[Line]:
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                table = element.tag == "table" and not _layout(element)
                if _unseen(element):
                    walk.skip_subtree()
                elif table:
                    yield from self.flush()
                    yield from self.table(element)
                    walk.skip_subtree()
                else:
                    yield from self.start(element)
            elif event == "end" and not _unseen(element) and (element.tag != "table" or _layout(element)):
                yield from self.end(element)
            if event != "start":
                self.add(element.tail)
        yield from self.flush()

    def start(self, element: etree._Element) -> Iterator[Line]:
        tag = element.tag
        if tag in _BLOCKS or (tag == "br" and not self.depth["li"]):
            yield from self.flush()
        elif tag == "br":
            self.parts.append(" ")
        self.count(tag, 1)
        self.heading = _HEADINGS.get(tag, self.heading)
        if tag == "li":
            parent = element.getparent()
            self.sign = "1." if parent is not None and parent.tag == "ol" else "•"
        self.add(element.text)

    def end(self, element: etree._Element) -> Iterator[Line]:
        if element.tag in _BLOCKS:
            yield from self.flush()
        self.count(element.tag, -1)
        if element.tag in _HEADINGS:
            self.heading = 0
        if element.tag == "li":
            self.sign = ""

    def count(self, tag: str, step: int) -> None:
        kind = "list" if tag in ("ul", "ol") else "bold" if tag in _BOLD else tag
        if kind in self.depth:
            self.depth[kind] += step

    def add(self, text: str | None) -> None:
        if text:
            self.parts.append(text)
            letters = len(text) - text.count(" ")
            if self.depth["bold"]:
                self.bold += letters
            elif text.strip(" \t\r\n:."):
                self.light += letters

    def flush(self) -> Iterator[Line]:
        text = "".join(self.parts)
        self.parts = []
        only_bold, self.bold, self.light = self.bold and not self.light, 0, 0
        if not text.strip():
            return
        if self.depth["pre"]:
            for line in read_text(text):
                self.number += 1
                yield Line(self.number, line.text, line.mark, line.level, line.cells, line.sign)
            return
        self.number += 1
        yield self.line(text, bool(only_bold))

    def line(self, text: str, only_bold: bool) -> Line:
        sign, rest = split_sign(text.strip())
        if self.heading:
            return Line(self.number, mend(text), Mark.HEADING, self.heading)
        if self.sign:
            own, self.sign = self.sign, ""
            return Line(self.number, mend(rest), Mark.BULLET, max(0, self.depth["list"] - 1), sign=own)
        if sign:
            return Line(self.number, mend(rest), Mark.BULLET, self.depth["list"], sign=sign)
        return Line(self.number, mend(text), *((Mark.HEADING, 6) if only_bold else (Mark.TEXT, 0)))

    def table(self, table: etree._Element) -> Iterator[Line]:
        for cells in _grid(table):
            made = row(self.number + 1, cells)
            if made:
                self.number += 1
                yield made


def _layout(table: etree._Element) -> bool:
    """A table that only places things on the page: one column, or headings and tables inside."""
    inside = table.iter("table", *_HEADINGS)
    next(inside)  # the table itself
    return next(inside, None) is not None or all(len(tr) <= 1 for tr in table.iter("tr"))


def _grid(table: etree._Element) -> Iterator[list[str]]:
    """Rows of cells; a cell that spans several places stands in its first."""
    above: dict[int, int] = {}  # column -> rows that a cell from above still takes
    for tr in table.iter("tr"):
        cells: list[str] = []
        spans = {column: left - 1 for column, left in above.items() if left > 1}
        for td in (child for child in tr if child.tag in ("td", "th")):
            while len(cells) in above:
                cells.append("")
            wide = min(_whole(td.get("colspan")), max(1, MOST_COLUMNS - len(cells)))
            high = _whole(td.get("rowspan"))
            for column in range(len(cells), len(cells) + wide):
                if high > 1:
                    spans[column] = high - 1
            cells += [_cell_text(td), *[""] * (wide - 1)]
        while len(cells) in above:
            cells.append("")
        above = spans
        yield cells


def _whole(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and 0 < len(value) < 10 and int(value) else 1


def _cell_text(td: etree._Element) -> str:
    if len(td) == 0:
        return " ".join((td.text or "").split())
    return "\n".join(line.text for line in _Walk().lines(td))
