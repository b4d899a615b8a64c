"""A document's lines as tokens: which of them head a part of the guide, and which are its contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from coach.files.line import Line, Mark
from coach.guide_text import Attributes, attributes
from coach.guides import phrases as said
from coach.guides import words
from coach.guides.words import Part

Style = tuple[Mark, int, str]
_LONGEST_RUN = 12


@dataclass(frozen=True, slots=True)
class Token:
    """A line, or a piece of one: the words of an inline list and of a table's cells are tokens of their own."""

    line: Line
    text: str
    """Without number, attributes and what heads it."""
    part: Part | None = None
    """What it heads; None for contents."""
    question: bool = False
    """Called a question by the document: "Q3.", a column of questions."""
    numbered: bool = False
    gap: bool = False
    """After a blank line."""
    row: bool = False
    piece: bool = False
    """An item of an inline list or of a cell."""
    marks: Attributes = field(default_factory=Attributes)

    @property
    def style(self) -> Style:
        """What it looks like: items of one list look alike."""
        sign = "1" if self.numbered else self.line.sign if self.line.mark is Mark.BULLET else ""
        return self.line.mark, self.line.level, sign

    @property
    def bullet(self) -> bool:
        return self.line.mark is Mark.BULLET or self.piece

    @property
    def heading(self) -> bool:
        return self.line.mark is Mark.HEADING and not self.piece

    @property
    def unread(self) -> Line:
        """The line as it is listed when it became nothing."""
        return replace(self.line, text=self.text) if self.piece or self.row else self.line


def tokens(lines: Sequence[Line]) -> list[list[Token]]:
    """The headings and contents of each line; a line that only says "Question 3" has none."""
    found: list[list[Token]] = []
    last = 0
    asked = False
    for line, part in zip(lines, _labels(lines), strict=True):
        gap, last = bool(last) and line.number > last + 1, line.number
        new = list(_tokens(line, part, gap))
        if asked and new[0].part is None:
            new[0] = replace(new[0], question=True)
        asked = new[-1].part is Part.QUESTION
        found.append([t for t in new if t.part is not Part.QUESTION])
    return found


def _tokens(line: Line, part: Part | None, gap: bool) -> Iterator[Token]:
    text, marks = attributes(line.text)
    numbered = bool(re.match(r"[\(\[]?\d", line.sign))
    if part:
        yield Token(line, text, part, gap=gap, marks=marks)
        return
    headed = None if marks.id else words.inline(text)
    if headed:
        part, rest = headed
        if part is Part.QUESTION:
            yield Token(line, rest, question=True, numbered=True, gap=gap, marks=marks)
            return
        yield Token(line, line.text[: len(text) - len(rest)].strip(), part, gap=gap)
        yield from (Token(line, item, piece=True, marks=marks) for item in pieces(rest, part))
        return
    bare, named = said.unnumbered(text)
    named = named or (bool(marks.id) and line.mark is Mark.HEADING and line.level > 1)
    yield Token(line, bare, None, named, numbered or bare != text, gap, marks=marks)


def pieces(text: str, part: Part) -> list[str]:
    """The items of a list that stands in one line or cell: by line breaks, semicolons, question marks, commas."""
    if part in (Part.EXAMPLE, Part.INTENT, Part.SOURCE):
        return [text]
    found = [p for p in text.splitlines() if p.strip()]
    if len(found) == 1:
        found = re.split(r"\s*[;；•]\s+|\s+[•·|]\s*|[;；]$", text)
    if len(found) == 1 and part is Part.FOLLOW_UPS:
        found = re.split(r"(?<=[?？؟])\s+", text)
    if len(found) == 1 and part in (Part.AREAS, Part.ANSWER):
        found = _by_commas(text)
    return [p.strip() for p in found if p and p.strip()]


def _by_commas(text: str) -> list[str]:
    found = re.split(r"\s*[,，、،]\s*", text.rstrip("."))
    short = len(found) > 2 and all(0 < len(p.split()) <= 6 for p in found)
    return [re.sub(r"^(?:and|or) ", "", p) for p in found] if short else [text]


# -- headings --------------------------------------------------------------------------------------


def _labels(lines: Sequence[Line]) -> list[Part | None]:
    """What each line heads, if it is a heading of a part."""
    again = Counter(_bare(line.text) for line in lines if len(line.text) <= words.LONGEST_LABEL)
    following: list[Line | None] = [*lines[1:], *([None] if lines else [])]
    found = [_label(line, after, again[_bare(line.text)]) for line, after in zip(lines, following, strict=True)]
    known = {part for part in found if part}
    asked = False
    for at, (line, after) in enumerate(zip(lines, following, strict=True)):
        asked = asked or said.asks(line.text)
        leads_in = at > 0 and found[at - 1] in words.OF_A_QUESTION  # "Remember to:", directly below "How to answer"
        times = again[_bare(line.text)]
        if found[at] is None and asked and after and not leads_in and _stands_out(line, after, times):
            found[at] = _unknown(lines, at, times, known)
    return found


def _label(line: Line, after: Line | None, times: int) -> Part | None:
    text, marks = attributes(line.text)
    part = None if marks.id else words.label(text)
    if part is None or _heads(line, after, times):
        return part
    return None if line.mark is Mark.BULLET or words.is_weak(text) else part


def _heads(line: Line, after: Line | None, times: int) -> bool:
    """Does its place say that it is a heading, whatever its words?"""
    if line.text.endswith((":", "：")) or line.mark is Mark.HEADING or times > 1:
        return True
    deeper = after is not None and after.mark is Mark.BULLET
    return deeper and (line.mark is not Mark.BULLET or (after is not None and after.level > line.level))


def _stands_out(line: Line, after: Line, times: int) -> bool:
    """A short line that is no question and no sentence, again and again or with a colon, above something."""
    colon = line.text.endswith((":", "："))
    if not any(map(str.isalpha, line.text)) or not words.is_heading_like(line.text) or said.asks(line.text):
        return False
    if line.mark is Mark.BULLET:
        return colon and after.mark is Mark.BULLET and after.level > line.level
    return colon or (times > 1 and after.mark is Mark.BULLET)


def _unknown(lines: Sequence[Line], at: int, times: int, known: set[Part]) -> Part | None:
    """What a heading in words of the guide's own heads: by single words in it, else by what is below it."""
    if part := words.likely_label(lines[at].text):
        return part
    if times < 2:
        return None
    below = _below(lines, at)
    if sum(map(said.asks, below)) * 2 > len(below):
        return Part.FOLLOW_UPS
    return Part.OTHER if known & {Part.AREAS, Part.ANSWER} else Part.AREAS


def _below(lines: Sequence[Line], at: int) -> list[str]:
    """The list under a heading, up to 20 lines of one style."""
    style = lines[at + 1].mark
    found: list[str] = []
    for line in lines[at + 1 : at + 21]:
        if line.mark is not style or line.text.endswith((":", "：")):
            break
        found.append(line.text)
    return found


def _bare(text: str) -> str:
    return text.casefold().rstrip(":： ")


def starts(found: Sequence[Token]) -> tuple[set[int], set[int]]:
    """Indexes of the tokens that are questions because of what follows them, and of those that end a list before.

    A question is what stands directly above the part that each question begins with, or above a part that the
    question before has had already.
    """
    lead = _lead(found)
    questions: set[int] = set()
    breaks: set[int] = set()
    seen: set[Part] = set()
    for at, token in enumerate(found):
        if token.question:
            seen = set()
        if token.part not in words.OF_A_QUESTION:
            continue
        if at and (token.part is lead or token.part in seen) and (run := _run(found, at)):
            asked = _asked(found, run, token.part is lead)
            if asked is not None:
                questions.add(asked)
                breaks.add(run[0])
                seen = set()
        seen.add(token.part)
    return questions, breaks


def has_lead(found: Iterable[Token]) -> bool:
    return any(t.part in (Part.AREAS, Part.ANSWER, Part.FOLLOW_UPS) for t in found)


def _lead(found: Sequence[Token]) -> Part | None:
    """The part directly below the first line worded as a question; else the first list that a question has."""
    for above, token in pairwise(found):
        asked = above.part is None and (above.question or said.asks(above.text))
        if asked and token.part in words.OF_A_QUESTION:
            return token.part
    return next((t.part for t in found if t.part in (Part.AREAS, Part.ANSWER, Part.FOLLOW_UPS)), None)


def _run(found: Sequence[Token], at: int) -> list[int]:
    """The contents directly above `at` that are not items of the list before."""
    above: list[int] = []
    for index in range(at - 1, -1, -1):
        token = found[index]
        if token.part or token.piece or token.row or (token.bullet and above):
            break
        above.insert(0, index)
        if token.bullet or token.question or token.heading or len(above) > _LONGEST_RUN:
            return above
    else:
        return above
    if found[above[0] - 1].part in words.OF_A_QUESTION if above else False:  # perhaps items without bullets
        gaps = [i for i in above[1:] if found[i].gap]
        return above[above.index(gaps[-1]) :] if gaps else above[-1:] if len(above) > 1 else []
    return above


def _asked(found: Sequence[Token], run: Sequence[int], surely: bool) -> int | None:
    """The question among the contents `run`; `surely`: there is one, in whatever words."""
    asked = next((i for i in run if found[i].question or said.asks(found[i].text)), None)
    if asked is not None:
        return asked
    last = found[run[-1]]
    listed = last.bullet and run[-1] and found[run[-1] - 1].style == last.style
    return run[-1] if surely and not listed and not said.is_promo(last.text) else None
