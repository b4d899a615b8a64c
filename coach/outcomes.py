"""What is left of an answer when its words are taken away: level, areas, who read it. For looking over many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from coach.models import Kind, Verdict


@dataclass(frozen=True, slots=True)
class Seen:
    """One area of one answer as it was read."""

    text: str
    kind: Kind
    core: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Reader:
    """What read an answer; only answers with equal readers are compared try by try."""

    engine: str
    model: str
    prompt_hash: str
    rubric_hash: str
    bank_hash: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answered attempt; with no `reader`, it waits to be read."""

    practice_id: str
    attempt_id: str
    began: datetime
    """When its practice began: what practices are ordered by."""
    at: datetime
    """When its last answer was given."""
    question: int
    """Index into the practice's questions."""
    number: int
    """1 for the first try."""
    bank_id: str
    bank_title: str
    question_id: str
    text: str
    """The question."""
    secret: bool = False
    """Of a mock interview that has not ended: nothing of it may be shown."""
    asks_first: bool = False
    """The candidate wants to say a level of their own before seeing this one."""
    reader: Reader | None = None
    level: int | None = None
    """1 to 5; None: too little to rate."""
    areas: tuple[Seen, ...] = ()
    answered_self: bool = False
    """Whether the candidate has said a level, or that they would rather not."""
    own_level: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A candidate's latest practices, the oldest first."""

    outcomes: tuple[Outcome, ...] = ()
    limit: int = 0
    """Practices that were looked at, at most."""
    practices: int = 0
    """Practices there are, older ones and those without an answer too."""

    @property
    def more(self) -> bool:
        """Whether there are older practices than were looked at."""
        return self.practices > self.limit


@dataclass(frozen=True, slots=True)
class Open:
    """What may be shown of a record, and how much of it may not, for which reason."""

    outcomes: tuple[Outcome, ...]
    unread: int = 0
    """Answers that nothing has read yet."""
    secret: int = 0
    """Mock interviews that have not ended."""
    waiting: int = 0
    """Answers that wait for the candidate's own level."""


def shown(outcomes: Iterable[Outcome]) -> Open:
    """Leave out what keeps its secrets: mocks not ended, answers not read, levels the candidate wants to say first."""
    every = list(outcomes)
    told = [o for o in every if not o.secret]
    read = [o for o in told if o.reader]
    held = _held(read)
    return Open(
        tuple(o for o in read if o.attempt_id not in held),
        unread=len(told) - len(read),
        secret=len({o.practice_id for o in every if o.secret}),
        waiting=len(held),
    )


def last_tries(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Of each question of each practice only the last try."""
    return list({(o.practice_id, o.question): o for o in sorted(outcomes, key=lambda o: o.number)}.values())


def _held(read: Iterable[Outcome]) -> set[str]:
    """Ids of the last tries that have a level which the candidate has not looked at."""
    return {o.attempt_id for o in last_tries(read) if o.asks_first and o.level is not None and not o.answered_self}
