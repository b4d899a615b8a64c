"""The parts of a guide to a bank; what does not fit into one is handed back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, replace
from typing import get_args

from coach.bankfile import Guess
from coach.files.line import Line
from coach.guide_text import joined
from coach.guides import gaps
from coach.guides import phrases as said
from coach.guides.gaps import LONGEST_TEXT, MOST_AREAS, Item
from coach.guides.parts import Draft, Entry, Parts
from coach.guides.tokens import Token, pieces
from coach.guides.words import Part
from coach.models import Bank, Example, Guidance, Question

WEIGHT = {"early": 20, "mid": 20, "senior": 20}
GUESSES: tuple[str, ...] = get_args(Guess)
_SHORT = 25
"""Words; an answer of longer paragraphs is an example, not a list of what to hear."""
_FORM = 40
"""Bytes around each text in a bank's file: its key and its indentation, seen in the shipped banks."""


def build(parts: Parts, bank_id: str, title: str) -> tuple[Bank, list[Line]]:
    """The bank, perhaps without questions, and the lines that became nothing."""
    builder = _Builder(parts)
    return builder.bank(bank_id, title), builder.unread


def size(bank: Bank) -> int:
    """About how many bytes the bank's file will have."""
    return sum(len(text.encode()) * 11 // 10 + _FORM for text in _texts(astuple(bank)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)


class _Builder:
    """Makes the bank; what does not fit into one is added to `unread`."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.unread = list(parts.unread)

    def bank(self, bank_id: str, title: str) -> Bank:
        own = self.parts.title.text if self.parts.title else ""
        shown = title or own[:LONGEST_TEXT].strip() or bank_id.replace("-", " ").capitalize()
        competency = self._fitting(_whole_lines(self.parts.intro)) or shown
        questions: dict[str, Question] = {}
        for draft in self.parts.drafts:
            if question := self._question(draft, shown, questions):
                questions[question.id] = question
        guidance: dict[str, Guidance] = {}
        for entry in self.parts.entries:
            if known := self._guidance(entry, guidance):
                guidance[known.id] = known
        return Bank(
            id=bank_id,
            title=shown,
            competency=competency,
            questions=tuple(questions.values()),
            weight=dict(WEIGHT),
            guidance=tuple(guidance.values()),
            source=own if own != shown else "",
        )

    def _question(self, draft: Draft, competency: str, taken: Collection[str]) -> Question | None:
        text, marks = draft.asked.text, draft.asked.marks
        if not 0 < len(text) <= LONGEST_TEXT:
            self.unread += [draft.asked.unread, *(t.unread for tokens in draft.parts.values() for t in tokens)]
            self.unread += [t.unread for t in draft.loose]
            self.unread += [draft.section.line] if draft.section else []
            return None
        items, leads = self._areas(draft)
        areas, guessed = gaps.areas(text, items)
        follow_ups, probes = gaps.follow_ups(self._follow_ups(draft), areas)
        tokens = draft.parts
        self.unread += [t.unread for t in tokens.get(Part.OTHER, [])]
        return Question(
            id=gaps.identity(marks, text, taken, f"q{len(taken) + 1}"),
            text=text,
            areas=areas,
            follow_ups=follow_ups,
            intent=joined([t.text for t in (*tokens.get(Part.INTENT, []), *draft.loose, *leads)]),
            approach=tuple(i.text for i in self._list(tokens.get(Part.APPROACH, []))),
            tips=tuple(self._tips(draft)),
            example=self._example(draft),
            source="; ".join(
                s
                for s in [draft.section.text if draft.section else "", *(t.text for t in tokens.get(Part.SOURCE, []))]
                if s
            ),
            competency=competency,
            guessed=tuple(g for g in GUESSES if g in {*guessed, *probes, *marks.guessed}),
        )

    def _areas(self, draft: Draft) -> tuple[list[Item], list[Token]]:
        """The areas, and the prose that leads to them."""
        answer = draft.parts.get(Part.ANSWER, [])
        below = [t for t in draft.loose if t.bullet and not said.asks(t.text)]
        tokens = [*below, *draft.parts.get(Part.AREAS, []), *(answer if _is_list(answer) else [])]
        draft.loose = [t for t in draft.loose if t not in below]
        items, leads = _listed(tokens, Part.AREAS)
        items = self._short(items)
        self.unread += [i.line for i in items[MOST_AREAS:]]
        return items[:MOST_AREAS], leads

    def _follow_ups(self, draft: Draft) -> list[Item]:
        below = [t for t in draft.loose if t.bullet]
        draft.loose = [t for t in draft.loose if not t.bullet]
        return self._list([*below, *draft.parts.get(Part.FOLLOW_UPS, [])], Part.FOLLOW_UPS)

    def _tips(self, draft: Draft) -> Iterator[str]:
        """Tips, and red flags with their heading in front: alone they would read as advice."""
        yield from (i.text for i in self._list(draft.parts.get(Part.TIPS, [])))
        heading = draft.flags.rstrip(" :：")
        for item in self._list(draft.parts.get(Part.RED_FLAGS, [])):
            yield f"{heading}: {item.text}"[:LONGEST_TEXT].strip()

    def _example(self, draft: Draft) -> Example | None:
        answer = draft.parts.get(Part.ANSWER, [])
        said = [*draft.parts.get(Part.EXAMPLE, []), *([] if _is_list(answer) else answer)]
        lacks = self._list(draft.parts.get(Part.LACKS, []))
        if text := self._fitting(said):
            return Example(text, tuple(i.text for i in lacks))
        self.unread += [i.line for i in lacks]
        return None

    def _guidance(self, entry: Entry, taken: Collection[str]) -> Guidance | None:
        answer = self._fitting(entry.answer)
        if not answer or len(entry.asked.text) > LONGEST_TEXT:
            self.unread += [entry.asked.unread, *(t.unread for t in entry.answer)]
            return None
        text = entry.asked.text
        return Guidance(gaps.identity(entry.asked.marks, text, taken, f"g{len(taken) + 1}"), text, answer)

    def _list(self, tokens: Sequence[Token], part: Part = Part.TIPS) -> list[Item]:
        items, leads = _listed(tokens, part)
        self.unread += [t.unread for t in leads]
        return self._short(items)

    def _short(self, items: Sequence[Item]) -> list[Item]:
        self.unread += [i.line for i in items if len(i.text) > LONGEST_TEXT]
        return [i for i in items if len(i.text) <= LONGEST_TEXT]

    def _fitting(self, tokens: Sequence[Token]) -> str:
        """The paragraphs as one text; those beyond its longest are unread."""
        kept: list[str] = []
        room = LONGEST_TEXT
        for token in tokens:
            if len(token.text) > room:
                self.unread.append(token.unread)
                continue
            kept.append(token.text)
            room -= len(token.text) + 2
        return joined(kept)


def _whole_lines(tokens: Sequence[Token]) -> list[Token]:
    """An introduction is kept by the line, whatever its lines look like."""
    lines = {(t.line.number, t.line.text): t.line for t in tokens}
    return [Token(line, line.text) for line in lines.values()]


def _listed(tokens: Sequence[Token], part: Part) -> tuple[list[Item], list[Token]]:
    """The items of a list, deeper ones joined to the one above; and paragraphs among bullets, which lead to them."""
    bullets = [t for t in tokens if t.bullet]
    if not bullets and len(tokens) == 1:
        only = tokens[0]
        return [Item(text, only.marks, replace(only.line, text=text)) for text in pieces(only.text, part)], []
    if not bullets:
        return [Item(t.text, t.marks, t.unread) for t in tokens], []
    top = min(t.line.level for t in bullets)
    items: list[Item] = []
    for token in bullets:
        below = f"{items[-1].text}\n{token.text}" if items else ""
        if items and token.line.level > top and not token.piece and len(below) <= LONGEST_TEXT:
            items[-1] = replace(items[-1], text=below)
        else:
            items.append(Item(token.text, token.marks, token.unread))
    return items, [t for t in tokens if not t.bullet]


def _is_list(tokens: Sequence[Token]) -> bool:
    return any(t.bullet for t in tokens) or (len(tokens) > 1 and all(len(t.text.split()) < _SHORT for t in tokens))
