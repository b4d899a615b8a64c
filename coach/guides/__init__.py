"""An interview guide, as lines of any document, to a bank: complete, valid, and its guesses named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coach.bankfile import LARGEST_FILE, LONGEST_SLUG, SLUG
from coach.errors import InputError
from coach.files.line import Line, Mark
from coach.guides import building as guide_bank
from coach.guides import own as guide_own
from coach.guides import phrases as said
from coach.guides import words
from coach.guides.gaps import LONGEST_TEXT
from coach.guides.parts import Draft, Parts, put_together
from coach.guides.tables import with_tables
from coach.guides.tokens import Token
from coach.guides.turns import Transcript, transcript
from coach.guides.words import Part
from coach.models import Bank

MOST_QUESTIONS = 1000
"""Questions of one bank; a larger guide is to be parted."""
MOST_LINES = 20_000
"""Lines of a guide that are not blank: twenty for each question."""


class Shape(StrEnum):
    STRUCTURED = "structured"
    SINGLE = "single"
    TRANSCRIPT = "transcript"
    QUESTIONS = "questions"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Guide:
    """A bank as it was read from a guide, and every line that became nothing."""

    shape: Shape
    bank: Bank
    unread: tuple[Line, ...]


def read(lines: Sequence[Line], bank_id: str, title: str = "") -> Guide:
    """The bank with id `bank_id`; without `title`, the guide's own is taken, else one made of the id.

    Wording is kept. What the guide does not say is guessed and named in `Question.guessed`.
    Raises InputError when it is no interview guide, saying what was looked for, or when it is too long for a bank.
    """
    if not re.fullmatch(SLUG, bank_id) or len(bank_id) > LONGEST_SLUG:
        raise InputError(
            f"'{bank_id}' cannot be a bank's id: use up to {LONGEST_SLUG} small letters, digits and single hyphens."
        )
    if len(lines) > MOST_LINES:
        raise InputError(f"{len(lines):,} lines are more than the {MOST_LINES:,} a guide can have; split the guide.")
    guide = _own(lines, bank_id, title.strip()) if guide_own.is_own(lines) else _any(lines, bank_id, title.strip())
    if not guide.bank.questions:
        raise InputError(f"No question could be kept: a text of a bank has at most {LONGEST_TEXT:,} characters.")
    _refuse_too_many(len(guide.bank.questions))
    if (size := guide_bank.size(guide.bank)) > LARGEST_FILE:
        raise InputError(
            f"The bank would have about {size:,} bytes, more than the {LARGEST_FILE:,} allowed; split the guide."
        )
    return guide


def _own(lines: Sequence[Line], bank_id: str, title: str) -> Guide:
    bank, unread = guide_own.read(lines, bank_id, title)
    return Guide(Shape.STRUCTURED, bank, unread)


def _any(document: Sequence[Line], bank_id: str, title: str) -> Guide:
    lines: list[Line] = []
    paperwork: list[Line] = []
    for line in document:
        (paperwork if line.mark is not Mark.ROW and said.is_paperwork(line.text) else lines).append(line)
    found = with_tables(lines)
    talk = transcript(lines)
    if talk and _has_parts(found, len(talk.exchanges)):
        talk = None
    parts = _of_talk(talk) if talk else put_together(found)
    if not talk and not _is_guide(parts, lines):
        raise InputError(_refusal(lines, parts))
    _refuse_too_many(len(parts.drafts))
    bank, unread = guide_bank.build(parts, bank_id, title)
    return Guide(Shape.TRANSCRIPT if talk else _shape(parts), bank, _in_order([*unread, *paperwork]))


def _has_parts(found: Sequence[Token], turns: int) -> bool:
    """Do headings, rather than turns, give it its form?"""
    headed = sum(t.part in words.OF_A_QUESTION - {Part.EXAMPLE, Part.OTHER, Part.SOURCE} for t in found)
    return headed * 4 > turns or any(t.part is Part.FAQ for t in found[1:])


# -- is it one? ------------------------------------------------------------------------------------


def _is_guide(parts: Parts, lines: Sequence[Line]) -> bool:
    asking = [d for d in parts.drafts if d.asked.question or said.asks(d.asked.text)]
    listed = [d for d in parts.drafts if {Part.AREAS, Part.ANSWER, Part.FOLLOW_UPS} & d.parts.keys()]
    if any(d in asking for d in listed) or len(listed) > 1:
        return True
    if any(len(d.parts.keys() & {Part.INTENT, Part.APPROACH, Part.TIPS, Part.EXAMPLE}) > 1 for d in asking):
        return True
    return _is_list_of_questions(parts, asking, any(_HIRING.search(line.text) for line in lines))


_HIRING = re.compile(r"\b(?:interview|candidate|hire|hiring|applicant|recruit)", re.IGNORECASE)


def _is_list_of_questions(parts: Parts, asking: Sequence[Draft], of_hiring: bool) -> bool:
    """Questions put to a candidate, and no article around them: one must speak of hiring to be more than that."""
    told = sum(_length(line.text) for line in parts.unread) + sum(_length(t.text) for t in parts.intro)
    asked = sum(_length(d.asked.text) for d in asking)
    to_candidates = sum(d.asked.question or said.asks_a_candidate(d.asked.text) for d in asking)
    if told > 2 * asked:
        return of_hiring and len(asking) > 2 and to_candidates * 5 >= len(asking) * 4 and asked * 20 > told
    return len(asking) > 1 or (len(asking) == 1 and to_candidates == 1)


def _length(text: str) -> int:
    return len(text.split())


def _refusal(lines: Sequence[Line], parts: Parts) -> str:
    asked = sum(said.asks(d.asked.text) for d in parts.drafts)
    return (
        "This does not look like an interview guide. Looked for: questions with headings such as 'Areas to cover', "
        "'What to listen for' or 'Follow-up questions' below them; turns such as 'Interviewer: ...'; a table with a "
        f"column 'Question'; a list of questions to a candidate. Found: {len(lines)} lines, "
        f"{asked} of them worded as questions, none with such a heading. "
        "Put a heading above each list, or one question a line, and import it again."
    )


def _refuse_too_many(questions: int) -> None:
    if questions > MOST_QUESTIONS:
        raise InputError(
            f"{questions:,} questions are more than the {MOST_QUESTIONS:,} a bank can hold; split the guide."
        )


def _shape(parts: Parts) -> Shape:
    if sum(d.asked.row for d in parts.drafts) * 2 > len(parts.drafts):
        return Shape.TABLE
    if len(parts.drafts) == 1 and parts.drafts[0].parts.keys() & {Part.INTENT, Part.APPROACH, Part.EXAMPLE, Part.TIPS}:
        return Shape.SINGLE
    return Shape.STRUCTURED if any(d.parts or d.loose for d in parts.drafts) else Shape.QUESTIONS


def _of_talk(talk: Transcript) -> Parts:
    parts = Parts(unread=list(talk.unread))
    for line in talk.before:
        if not parts.title and not parts.intro and words.is_heading_like(line.text) and line.mark is not Mark.ROW:
            parts.title = Token(line, line.text)
        else:
            parts.intro.append(Token(line, line.text))
    for exchange in talk.exchanges:
        draft = Draft(Token(exchange.line, exchange.question))
        if exchange.answer:
            draft.parts[Part.EXAMPLE] = [Token(line, line.text) for line in exchange.answer]
        parts.drafts.append(draft)
    return parts


def _in_order(unread: Iterable[Line]) -> tuple[Line, ...]:
    """By number, each once, and no piece of a line that is there whole."""
    kept: dict[int, list[Line]] = {}
    for line in sorted(unread, key=lambda line: (line.number, -len(line.text))):
        same = kept.setdefault(line.number, [])
        if not any(line.text in other.text for other in same):
            same.append(line)
    return tuple(line for same in kept.values() for line in same)
