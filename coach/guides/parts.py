"""Tokens put together: an introduction, questions with their parts, frequently asked questions, and what is left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from coach.files.line import Line
from coach.guides import phrases as said
from coach.guides import words
from coach.guides.tokens import Token, has_lead, starts
from coach.guides.words import Part

PROSE = frozenset({Part.INTENT, Part.EXAMPLE, Part.SOURCE, Part.OTHER})
"""Parts of paragraphs; the others are lists."""
_ANSWER = re.compile(r"\A(?:a|answer)\s?[.:：]\s+", re.IGNORECASE)
ONLY_BOLD = 6
"""Level of a heading that is one by its looks alone."""


@dataclass(slots=True)
class Draft:
    """A question as it is read: its token, the section it stands in, and the tokens of each part."""

    asked: Token
    section: Token | None = None
    parts: dict[Part, list[Token]] = field(default_factory=dict)
    loose: list[Token] = field(default_factory=list)
    """Below the question, before any heading."""
    flags: str = ""
    """Wording of the heading of its red flags."""


@dataclass(slots=True)
class Entry:
    """A frequently asked question."""

    asked: Token
    answer: list[Token] = field(default_factory=list)


@dataclass(slots=True)
class Parts:
    """All that a guide says."""

    title: Token | None = None
    intro: list[Token] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    unread: list[Line] = field(default_factory=list)


def put_together(found: Sequence[Token]) -> Parts:
    reader = _Reader(found)
    for at, token in enumerate(found):
        reader.take(at, token)
    reader.finish()
    return reader.parts


class _Reader:
    """Goes through the tokens once; `part` is what the contents now belong to."""

    def __init__(self, found: Sequence[Token]) -> None:
        self.parts = Parts()
        self.found = found
        self.questions, self.breaks = starts(found)
        self.structured = has_lead(found)
        self.bullets_ask = sum(t.bullet and said.asks(t.text) for t in found) > 2
        self.draft: Draft | None = None
        self.part: Part | None = None
        self.items: list[Token] = []
        self.lost: list[Token] = []
        self.section: Token | None = None
        self.used_section = True

    def take(self, at: int, token: Token) -> None:
        if token.part:
            self._open(at, token)
        elif at in self.questions or (token.question and self.part is not Part.FAQ):
            self._ask(token)
        elif self.part is Part.FAQ:
            self._faq(token)
        elif at in self.breaks or token.heading or self._ends_list(token):
            self._close()
            self._outside(at, token)
        elif self.part is Part.SOURCE and not self.draft:
            self._close()
            self._new_section(token)
        elif self.part:
            self.items.append(token)
        else:
            self._outside(at, token)

    def finish(self) -> None:
        self._drop_section()
        self.parts.unread += [token.unread for token in self.lost]

    # -- headings of parts ---------------------------------------------------------------------------

    def _open(self, at: int, token: Token) -> None:
        part = token.part
        if self.part is Part.FAQ and part in words.OF_A_QUESTION:
            if self.parts.entries and part is not Part.EXAMPLE:
                self.parts.unread.append(token.line)
            return
        self._close()
        if part is Part.SOURCE:
            self._source(at, token)
        elif part in words.OF_A_QUESTION:
            self._open_part(token)
        elif part is Part.FAQ:
            self._faq_or_questions(at, token)
        elif part is Part.QUESTIONS and self._is_title(token):
            self.parts.title = token
        elif part is Part.QUESTIONS:
            self._new_section(token)
        elif self.parts.drafts:
            self.parts.unread.append(token.line)

    def _open_part(self, token: Token) -> None:
        if self._is_of_the_whole(token):
            self.draft = None
        if self.draft:
            self.part = token.part or Part.OTHER
            self.items = self.draft.parts.setdefault(self.part, [])
            self.parts.unread += [token.line] if self.part is Part.OTHER and not token.row else []
            self.draft.flags = self.draft.flags or (token.text if self.part is Part.RED_FLAGS else "")
        elif self.parts.drafts or self.parts.entries:
            self.part, self.items = Part.OTHER, self.lost
            self.parts.unread.append(token.line)
        else:
            self.parts.intro.append(token)

    def _is_of_the_whole(self, token: Token) -> bool:
        """A heading above the question's own level speaks of the whole guide; bold lines have no level."""
        asked = self.draft.asked if self.draft else token
        ranked = asked.heading and token.heading and asked.line.level < ONLY_BOLD
        return ranked and token.line.level < asked.line.level

    def _faq_or_questions(self, at: int, token: Token) -> None:
        """Of "Common questions", which may be either: answers ask nothing."""
        after = self.found[at + 1 : at + 3]
        answered = len(after) == 2 and not after[1].part and not said.asks(after[1].text)
        labelled = len(after) == 2 and after[1].part is Part.EXAMPLE
        common = "common" in token.text.casefold()
        if common and not answered and not labelled:
            self._new_section(token)
        else:
            self.part, self.draft = Part.FAQ, None

    def _source(self, at: int, token: Token) -> None:
        """A section's name: of the question above it, unless a question follows."""
        following = self.found[at + 1 : at + 3]
        asked = self.draft.asked if self.draft else token
        if asked.heading and token.heading and token.line.level > asked.line.level:
            following = []
        ahead = len(following) > 1 and (
            at + 2 in self.questions or following[1].question or said.asks(following[1].text)
        )
        if self.draft and not ahead:
            self.part, self.items = Part.SOURCE, self.draft.parts.setdefault(Part.SOURCE, [])
        else:
            self.part, self.draft = Part.SOURCE, None

    def _close(self) -> None:
        self.part, self.items = None, []

    # -- questions -----------------------------------------------------------------------------------

    def _ask(self, token: Token) -> None:
        self._close()
        self.draft = Draft(token, self.section)
        self.used_section = True
        self.parts.drafts.append(self.draft)

    def _outside(self, at: int, token: Token) -> None:
        """Contents that belong to no part's list."""
        if not token.bullet and said.is_promo(token.text):
            self.parts.unread.append(token.unread)
        elif self._is_question(token):
            self._ask(token)
        elif token.heading:
            self._heading(at, token)
        elif self.draft and not self.draft.parts and self._is_loose(token):
            self.draft.loose.append(token)
        elif self.parts.drafts or self.parts.entries:
            self._stray(token)
        else:
            self._introduce(token)

    def _is_question(self, token: Token) -> bool:
        if not said.asks(token.text) or self._is_below(token):
            return False
        if self.structured or (self.bullets_ask and not token.bullet):
            return token.numbered or self._like_the_last(token) or said.asks_a_candidate(token.text)
        return True

    def _like_the_last(self, token: Token) -> bool:
        return bool(self.draft and token.heading and self.draft.asked.style == token.style)

    def _is_below(self, token: Token) -> bool:
        """An item under the question, not another question."""
        if not self.draft or not token.bullet:
            return False
        asked = self.draft.asked
        return not asked.bullet or token.line.level > asked.line.level or (asked.numbered and not token.numbered)

    def _is_loose(self, token: Token) -> bool:
        return self._is_below(token) or (self.structured and not token.bullet)

    def _heading(self, at: int, token: Token) -> None:
        if self.draft and self.draft.asked.heading and token.line.level > self.draft.asked.line.level:
            self.part, self.items = Part.OTHER, self.draft.parts.setdefault(Part.OTHER, [])
            self.parts.unread.append(token.line)
        elif self.parts.title or self.parts.drafts or self.parts.intro or self._is_one_of_many(at, token):
            self._new_section(token)
        else:
            self.parts.title = token

    def _is_one_of_many(self, at: int, token: Token) -> bool:
        """The heading of a section with a question directly below, and others like it, is no title."""
        below = self.found[at + 1 : at + 2]
        asked = at + 1 in self.questions or any(t.question or t.part or said.asks(t.text) for t in below)
        alike = sum(t.part is None and t.heading and t.line.level == token.line.level for t in self.found)
        return asked and alike > 1

    def _new_section(self, token: Token) -> None:
        self._drop_section()
        self.draft = None
        self.section, self.used_section = (None, True) if _is_generic(token) else (token, False)

    def _is_title(self, token: Token) -> bool:
        """First and only, as in "Questions for a baker"."""
        first = not self.parts.title and not self.parts.intro and not self.section
        return first and not _is_generic(token) and sum(t.part is Part.QUESTIONS for t in self.found) == 1

    def _drop_section(self) -> None:
        """A section without questions names nothing: its heading is told, or opens the introduction."""
        if self.section and not self.used_section:
            (
                self.parts.unread.append(self.section.line)
                if self.parts.drafts
                else self.parts.intro.append(self.section)
            )
        self.section, self.used_section = None, True

    def _stray(self, token: Token) -> None:
        if words.is_heading_like(token.text) and not token.bullet and not token.row:
            self._new_section(token)
        else:
            self.parts.unread.append(token.unread)

    def _introduce(self, token: Token) -> None:
        self._drop_section()
        first = not self.parts.title and not self.parts.intro
        if first and not token.bullet and not token.row and words.is_heading_like(token.text):
            self.parts.title = token
        else:
            self.parts.intro.append(token)

    # -- where lists and answers end -------------------------------------------------------------------

    def _ends_list(self, token: Token) -> bool:
        """Is this no item of the list that is open, by its looks?"""
        if self.part is None or self.part in PROSE or not self.items or token.piece:
            return False
        first, asked = self.items[0], self.draft.asked if self.draft else None
        if not token.bullet:
            return any(t.bullet for t in self.items) or self._after_gap(token) or said.is_promo(token.text)
        return bool(asked and asked.bullet and not asked.piece and asked.style == token.style != first.style)

    def _after_gap(self, token: Token) -> bool:
        """After a blank line, when no other item of the list is."""
        return token.gap and len(self.items) > 1 and not any(t.gap for t in self.items[1:])

    def _faq(self, token: Token) -> None:
        entries = self.parts.entries
        answered = bool(entries and entries[-1].answer)
        asks = token.question or (said.asks(token.text) and (answered or not entries) and not token.bullet)
        if said.is_promo(token.text) and not token.bullet and not said.asks(token.text):
            self.parts.unread.append(token.unread)
        elif asks or (token.heading and (answered or not entries)):
            entries.append(Entry(token))
        elif entries:
            entries[-1].answer.append(replace(token, text=_ANSWER.sub("", token.text)))
        else:
            self.parts.unread.append(token.unread)


def _is_generic(token: Token) -> bool:
    """A heading that names nothing, as "Interview questions"."""
    return token.part is Part.QUESTIONS and len(token.text.split()) < 3 and "question" in token.text.casefold()
