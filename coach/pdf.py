"""A practice as a PDF to print: what was asked, how it went, the words behind it, and the conversation.

Everybody's words are drawn letter by letter, so nothing in them is markup. The font in `fonts/` holds
Latin, Greek, Cyrillic, Hebrew, Arabic and more; what it lacks is shown as an empty box, and said.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.export import STAR_NAMES, TIP_NAMES, WORDS
from coach.models import Attempt, Critique, Finding, Practice, Speaker, Star, Tip, Verdict
from coach.rubric import LEVELS

if TYPE_CHECKING:
    from fpdf import FPDF

FONTS = Path(__file__).with_name("fonts")
_FAMILY = "DejaVu"
_INK, _GREY, _RULE = (28, 32, 38), (92, 98, 106), (208, 212, 218)
_COLOURS = {
    Verdict.COVERED: (21, 92, 168),
    Verdict.PARTIAL: (158, 84, 0),
    Verdict.MISSING: _GREY,
    Verdict.NOT_ASSESSED: _GREY,
}
_MARGIN, _INDENT, _VERDICT = 20, 5, 26
"""Millimetres: around the page, of the candidate's words, and of the column of verdicts."""
_BOX = "\N{WHITE SQUARE}"


def document(practice: Practice) -> bytes:
    """The whole practice on A4; the same practice gives the same bytes."""
    paper = _Paper(practice)
    paper.heading()
    for attempt in practice.attempts:
        paper.attempt(attempt)
    paper.conversation()
    return paper.bytes()


class _Paper:
    """A page that is being filled from the top."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.lacking = False
        self.on = _sheet(f"Practice interview, {practice.created_at:%d %B %Y}")
        self._drawn = _drawn(self.on)
        self.on.set_creation_date(practice.ended_at or practice.created_at)
        self.on.add_page()

    def bytes(self) -> bytes:
        if self.lacking:
            self.gap(4)
            self.text(f"{_BOX} stands for signs that this font lacks; the Markdown download has them all.", 8, _GREY)
        return bytes(self.on.output())

    # -- pieces --------------------------------------------------------------------------------

    def text(self, words: str, size: float = 10, colour: tuple[int, int, int] = _INK, bold: bool = False) -> None:
        """A paragraph from the left margin to the right one."""
        self.on.set_font(_FAMILY, "B" if bold else "", size)
        self.on.set_text_color(*colour)
        self.on.multi_cell(0, size * 0.52, self._drawable(words), align="L", new_x="LMARGIN", new_y="NEXT")

    def gap(self, height: float) -> None:
        self.on.ln(height)

    def keep_together(self, height: float) -> None:
        """A new page, if less than `height` is left on this one."""
        if self.on.will_page_break(height):
            self.on.add_page()

    def rule(self) -> None:
        self.on.set_draw_color(*_RULE)
        self.on.line(_MARGIN, self.on.y, self.on.w - _MARGIN, self.on.y)
        self.gap(4)

    def _drawable(self, text: str) -> str:
        """`text` with a box for what the font lacks, and without what nobody sees."""
        shown = "".join(c for c in text.expandtabs() if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
        drawn = "".join(c if c == "\n" or ord(c) in self._drawn or _joins(c) else _BOX for c in shown)
        self.lacking |= drawn != shown
        return drawn

    # -- parts ---------------------------------------------------------------------------------

    def heading(self) -> None:
        plan, when = self.practice.plan, self.practice.created_at
        self.text("Practice interview", 20, bold=True)
        self.gap(1)
        role = plan.role.replace("-", " ").title()
        self.text(f"{role}, {plan.seniority} · {plan.mode} mode · {when:%d %B %Y, %H:%M} UTC", 10, _GREY)
        self.text("Levels are for practice; they rank nobody.", 10, _GREY)
        self.gap(4)

    def attempt(self, attempt: Attempt) -> None:
        planned = self.practice.questions[attempt.question]
        again = f", try {attempt.number}" if attempt.number > 1 else ""
        self.keep_together(70)
        self.rule()
        self.text(f"Question {attempt.question + 1}{again} · {planned.bank_title}", 9, _GREY)
        self.text(planned.question.text, 12, bold=True)
        self.gap(2)
        if attempt.critique:
            self.critique(attempt, attempt.critique)
        else:
            self.text("Not assessed yet." if attempt.answers else "Not answered.", colour=_GREY)
        self.gap(4)

    def critique(self, attempt: Attempt, critique: Critique) -> None:
        self.level(critique.level)
        if critique.strength:
            self.label("Keep", f"“{critique.strength.quote.text}” {critique.strength.text}")
        for focus in filter(None, (critique.focus, critique.also)):
            self.label("Work on", f"{focus.text} {focus.stem.replace('__', '…')}")
        areas = self.practice.questions[attempt.question].question.areas
        self.table(
            "What the question is after",
            [(a.text + (" (core)" if a.core else ""), f) for a, f in zip(areas, critique.areas, strict=True)],
        )
        self.table("How it was told", [(STAR_NAMES[Star(f.target)], f) for f in critique.star])
        self.table("Tips", [(TIP_NAMES[Tip(f.target)], f) for f in critique.tips])
        made = critique.provenance
        self.gap(2)
        read = f"Read by {made.engine} {made.model}".strip()
        self.text(f"{read}; rubric {made.rubric_hash}, bank {made.bank_hash}.", 8, _GREY)

    def level(self, level: int | None) -> None:
        """Five steps, the reached ones filled, and the name: colour alone tells nobody."""
        self.on.set_draw_color(*_COLOURS[Verdict.COVERED])
        self.on.set_fill_color(*_COLOURS[Verdict.COVERED])
        for step in range(len(LEVELS)):
            style = "DF" if level and step < level else "D"
            self.on.rect(_MARGIN + step * 7, self.on.y + 1.2, 6, 3, style=style)
        self.on.set_x(_MARGIN + len(LEVELS) * 7 + 2)
        self.text(LEVELS[level - 1].name if level else "Not rated: too little to go by", 12, bold=True)
        self.gap(1)

    def label(self, name: str, words: str) -> None:
        self.gap(1)
        self.text(name, 9, _GREY, bold=True)
        self.text(words)

    def table(self, title: str, rows: list[tuple[str, Finding]]) -> None:
        if not rows:
            return
        self.gap(2)
        self.keep_together(20)
        self.text(title, 9, _GREY, bold=True)
        self.gap(0.5)
        for name, finding in rows:
            self.finding(name, finding)

    def finding(self, name: str, finding: Finding) -> None:
        self.keep_together(12)
        top = self.on.y
        self.text(WORDS[finding.verdict].capitalize(), 9, _COLOURS[finding.verdict], bold=True)
        self.on.set_y(top)
        with self.column(_VERDICT):
            self.text(name, 9)
            for quote in finding.quotes:
                self.text(f"“{quote.text}”", 9, _GREY)
        self.gap(1)

    def column(self, indent: float) -> _Indented:
        return _Indented(self.on, indent)

    def conversation(self) -> None:
        self.keep_together(60)
        self.rule()
        self.text("The conversation", 12, bold=True)
        for turn in self.practice.turns:
            candidate = turn.speaker is Speaker.CANDIDATE
            self.gap(2)
            self.keep_together(14)
            self.text("Candidate" if candidate else "Interviewer", 8, _GREY, bold=True)
            with self.column(_INDENT if candidate else 0):
                self.text(turn.text, 9.5)


class _Indented:
    """For its duration the left margin stands further in, on the next page too."""

    def __init__(self, on: FPDF, indent: float) -> None:
        self._on, self._indent = on, indent

    def __enter__(self) -> None:
        self._on.set_left_margin(_MARGIN + self._indent)
        self._on.set_x(_MARGIN + self._indent)

    def __exit__(self, *_: object) -> None:
        self._on.set_left_margin(_MARGIN)
        self._on.set_x(_MARGIN)


def _sheet(title: str) -> FPDF:
    """An empty A4 document with page numbers; the library is imported when the first one is asked for."""
    try:
        from fpdf import FPDF
    except ImportError as error:
        raise CoachError("A PDF needs the package fpdf2: pip install -r requirements.txt, then try again.") from error

    class Sheet(FPDF):
        def footer(self) -> None:
            self.set_y(-14)
            self.set_left_margin(_MARGIN)
            self.set_x(_MARGIN)
            self.set_font(_FAMILY, "", 8)
            self.set_text_color(*_GREY)
            self.cell(0, 5, title)
            self.set_x(_MARGIN)
            self.cell(0, 5, f"{self.page_no()} of {{nb}}", align="R")

    sheet = Sheet(format="A4")
    sheet.set_margin(_MARGIN)
    sheet.set_auto_page_break(True, _MARGIN)
    sheet.set_title(title)
    for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        sheet.add_font(_FAMILY, style, FONTS / name)
    sheet.set_text_shaping(True)
    return sheet


def _drawn(on: FPDF) -> frozenset[int]:
    """Code points that all its faces can draw."""
    from fpdf.fonts import TTFFont

    return frozenset.intersection(*(frozenset(face.cmap) for face in on.fonts.values() if isinstance(face, TTFFont)))


def _joins(char: str) -> bool:
    """Signs that are no letter of their own: joiners, direction marks, variation selectors."""
    return unicodedata.category(char) in ("Cf", "Mn")
