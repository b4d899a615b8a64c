"""A guide in the form that `guide_text` writes: read by its marks, so that the same bank comes back.

People edit such a guide. What they add without marks is read as in any guide: missing ids are made from the words,
missing kinds, core areas and probes are guessed and named in `Question.guessed`, and what fits nowhere is unread.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import get_args

from coach.bankfile import LONGEST_SLUG, SLUG, Guess
from coach.files.line import Line, Mark
from coach.guide_text import Fact, attributes, joined, plain
from coach.guides import gaps
from coach.guides.gaps import LONGEST_TEXT, MOST_AREAS, Item
from coach.guides.words import Part, label
from coach.models import Bank, Example, Guidance, Question

_LEVEL = 3
"""Of the heading of a question; its parts have the next one."""
_PARTS = frozenset(
    {Part.AREAS, Part.FOLLOW_UPS, Part.INTENT, Part.APPROACH, Part.TIPS, Part.EXAMPLE, Part.LACKS, Part.SOURCE}
)
_WEIGHT = {"early": 20, "mid": 20, "senior": 20}
_BETWEEN = len(joined(["", ""]))
_GUESSES: tuple[str, ...] = get_args(Guess)


def is_own(lines: Iterable[Line]) -> bool:
    """Whether a question of the guide carries its id, under headings as `guide_text` writes them."""
    outline = _sorted(line for line in lines if line.mark is Mark.HEADING)
    return any(attributes(block.heading.text)[1].id for block in outline.questions)


def read(lines: Iterable[Line], bank_id: str, title: str = "") -> tuple[Bank, tuple[Line, ...]]:
    """The bank of a guide that `is_own`, and the lines that became nothing, in their order."""
    found = _sorted(lines)
    maker = _Maker(found.unread)
    bank = maker.bank(found, bank_id, title)
    return bank, tuple(sorted(maker.unread, key=lambda line: line.number))


# -- sorting the lines by the headings above them ----------------------------------------------------


@dataclass(slots=True)
class _Block:
    """A question or a frequently asked one, with the lines of each of its parts."""

    heading: Line
    parts: dict[Part, list[Line]] = field(default_factory=dict)

    def part(self, part: Part) -> list[Line]:
        return self.parts.get(part, [])


@dataclass(slots=True)
class _Sorter:
    title: Line | None = None
    intro: list[Line] = field(default_factory=list)
    facts: list[Line] = field(default_factory=list)
    questions: list[_Block] = field(default_factory=list)
    guidance: list[_Block] = field(default_factory=list)
    unread: list[Line] = field(default_factory=list)
    section: Part | None = Part.INTRO
    block: _Block | None = None
    part: Part | None = None

    def take(self, line: Line) -> None:
        if line.mark is Mark.HEADING:
            self._heading(line)
        elif line.mark is Mark.ROW:
            self.unread.append(line)
        elif self.block and self.part:
            self.block.parts.setdefault(self.part, []).append(line)
        elif self.section is Part.INTRO:
            (self.facts if line.mark is Mark.BULLET else self.intro).append(line)
        else:
            self.unread.append(line)

    def _heading(self, line: Line) -> None:
        if line.level > _LEVEL and self.block:
            found = label(line.text)
            self.part = found if found in _PARTS else None
            self.unread += [] if self.part else [line]
        elif line.level == _LEVEL and self.section in (Part.QUESTIONS, Part.FAQ):
            asked = self.section is Part.QUESTIONS
            self.block, self.part = _Block(line), None if asked else Part.ANSWER
            (self.questions if asked else self.guidance).append(self.block)
        else:
            self._section(line)

    def _section(self, line: Line) -> None:
        self.block = self.part = None
        found = label(line.text)
        if line.level == 1 and not self.title:
            self.title = line
        elif found in (Part.QUESTIONS, Part.FAQ):
            self.section = found
        else:  # questions may be put into groups, whose names have no place in a bank
            self.section = self.section if self.section is Part.QUESTIONS and not found else None
            self.unread.append(line)


def _sorted(lines: Iterable[Line]) -> _Sorter:
    sorter = _Sorter()
    for line in lines:
        sorter.take(line)
    return sorter


# -- making a bank of them ---------------------------------------------------------------------------


@dataclass(slots=True)
class _Maker:
    unread: list[Line]

    def bank(self, found: _Sorter, bank_id: str, title: str) -> Bank:
        titles = [item.text for item in self._items([found.title] if found.title else [])]
        named = title or "".join(titles) or bank_id
        bank = Bank(bank_id, named, self._short(found.intro) or named, (), weight=dict(_WEIGHT))
        for line in found.facts:
            bank = self._fact(bank, line)
        questions: dict[str, Question] = {}
        for block in found.questions:
            if question := self._question(block, named, questions):
                questions[question.id] = question
        guidance: dict[str, Guidance] = {}
        for block in found.guidance:
            if entry := self._entry(block, guidance):
                guidance[entry.id] = entry
        return replace(bank, questions=tuple(questions.values()), guidance=tuple(guidance.values()))

    def _fact(self, bank: Bank, line: Line) -> Bank:
        name, _, said = (part.strip() for part in line.text.partition(":"))
        weight = re.findall(r"\b(early|mid|senior) (100|[1-9]\d?)\b", said)
        roles = tuple(said.split(", "))
        if name == Fact.ROLES and all(re.fullmatch(SLUG, role) and len(role) <= LONGEST_SLUG for role in roles):
            return replace(bank, roles=roles)
        if name == Fact.WEIGHT and weight:
            return replace(bank, weight=_WEIGHT | {seniority: int(percent) for seniority, percent in weight})
        if name == Fact.SOURCE and said:
            return replace(bank, source=plain(said))
        self.unread.append(line)
        return bank

    def _question(self, block: _Block, competency: str, taken: Collection[str]) -> Question | None:
        asked = _item(block.heading)
        text = re.sub(r"\A\d{1,5}\. ", "", asked.text)
        if not 0 < len(text) <= LONGEST_TEXT:
            self._drop(block)
            return None
        areas, guessed = gaps.areas(text, self._items(block.part(Part.AREAS), MOST_AREAS))
        follow_ups, probes = gaps.follow_ups(self._items(block.part(Part.FOLLOW_UPS)), areas)
        known = tuple(guess for guess in asked.marks.guessed if guess in _GUESSES)
        return Question(
            id=gaps.identity(asked.marks, text, taken, f"q{len(taken) + 1}"),
            text=text,
            areas=areas,
            follow_ups=follow_ups,
            intent=_prose(block.part(Part.INTENT)),
            approach=self._texts(block.part(Part.APPROACH)),
            tips=self._texts(block.part(Part.TIPS)),
            example=self._example(block),
            source=_prose(block.part(Part.SOURCE)),
            competency=competency,
            guessed=(*known, *(g for g in _GUESSES if g in guessed | probes and g not in known)),
        )

    def _example(self, block: _Block) -> Example | None:
        answer = self._short(block.part(Part.EXAMPLE))
        if answer:
            return Example(answer, self._texts(block.part(Part.LACKS)))
        self.unread += block.part(Part.LACKS)
        return None

    def _entry(self, block: _Block, taken: Collection[str]) -> Guidance | None:
        asked = _item(block.heading)
        answer = self._short(block.part(Part.ANSWER))
        if not answer or not 0 < len(asked.text) <= LONGEST_TEXT:
            self._drop(block)
            return None
        own_id = gaps.identity(asked.marks, asked.text, taken, f"g{len(taken) + 1}")
        return Guidance(own_id, asked.text, answer, _prose(block.part(Part.SOURCE)))

    def _drop(self, block: _Block) -> None:
        kept = {id(line) for line in self.unread}
        whole = [block.heading, *(line for lines in block.parts.values() for line in lines)]
        self.unread += [line for line in whole if id(line) not in kept]

    def _items(self, lines: Iterable[Line], most: int | None = None) -> list[Item]:
        items = list(map(_item, lines))
        fitting = [item for item in items if 0 < len(item.text) <= LONGEST_TEXT][:most]
        self.unread += [item.line for item in items if item not in fitting]
        return fitting

    def _texts(self, lines: Iterable[Line]) -> tuple[str, ...]:
        texts = [(plain(line.text), line) for line in lines]
        self.unread += [line for text, line in texts if len(text) > LONGEST_TEXT]
        return tuple(text for text, _ in texts if len(text) <= LONGEST_TEXT)

    def _short(self, lines: list[Line]) -> str:
        """The paragraphs as one text; those from where it would be too long are unread."""
        lengths = accumulate(len(plain(line.text)) + _BETWEEN for line in lines)
        fitting = sum(length - _BETWEEN <= LONGEST_TEXT for length in lengths)
        self.unread += lines[fitting:]
        return _prose(lines[:fitting])


def _prose(lines: Iterable[Line]) -> str:
    return joined([plain(line.text) for line in lines])


def _item(line: Line) -> Item:
    text, marks = attributes(line.text)
    return Item(plain(text), marks, line)
