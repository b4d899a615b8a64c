"""What comes back, when, and in which question. Pure.

Practice that is spread out is kept better than practice at one sitting, and a schedule that expands
is no better than an even one (Latimier, Peyre & Ramus 2021: g = .74, and .034, not significant);
two returns, after 2 and 7 days, are this app's choice. The rule:

A *gap* belongs to a kind of area: what is practised is saying the result, not one area's wording.
Of a question only the last assessed try in a practice counts, only its core areas, and no area that
was not assessed. A kind is *missed* in a practice when one of them was not found there.

1. Missed, a kind comes back 2 days later.
2. It has come back when a practice on or after that day asks for the kind in another question than
   those it was missed in. Whatever came of it, it returns once more, 7 days after that.
3. After the second return it rests, until a later practice misses it: that opens a new gap (1).
4. A practice that is no return (before its day, or only the same question again) changes nothing
   when the kind was found, and starts the 2 or 7 days anew when it was missed.

Days are calendar days in the time zone of `now`, so that Monday night is due on Wednesday morning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from coach.models import Bank, Kind, Question, Verdict
from coach.outcomes import Outcome, last_tries

INTERVALS = (2, 7)
"""Days until the first return, and from it until the second."""

Place = tuple[str, str]
"""(bank id, question id)"""


@dataclass(frozen=True, slots=True)
class Gap:
    """A kind of area that was missed and has not come back often enough."""

    kind: Kind
    area: str
    """The core area that was missed last."""
    missed_in: tuple[Place, ...]
    missed_on: date
    due_on: date
    returns: int = 0
    """How often it has come back already: 0 or 1."""


@dataclass(frozen=True, slots=True)
class Drill:
    """One question that is another one for every gap in it."""

    bank_id: str
    question: Question
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class _Event:
    """What one practice says of one kind."""

    day: date
    asked: frozenset[Place]
    missed: tuple[tuple[Place, str], ...]
    """Where a core area of the kind was not found, and its wording."""


def gaps(outcomes: Iterable[Outcome], now: datetime) -> tuple[Gap, ...]:
    """What is open after these answers, the earliest due first; `now` must know its time zone."""
    open_: dict[Kind, Gap] = {}
    for kind, event in _events(outcomes, now):
        after = _after(kind, open_.get(kind), event)
        if after:
            open_[kind] = after
        else:
            open_.pop(kind, None)
    return tuple(sorted(open_.values(), key=lambda g: (g.due_on, list(Kind).index(g.kind))))


def due(open_gaps: Iterable[Gap], now: datetime) -> tuple[Gap, ...]:
    """Those whose day has come."""
    return tuple(g for g in open_gaps if g.due_on <= now.date())


def drill(due_gaps: Sequence[Gap], banks: Sequence[Bank], asked: Sequence[Place] = ()) -> Drill | None:
    """A question for the gap that has waited longest, with whatever else is due in it too.

    Questions of the bank it was missed in come first, then those that bring back most, then those
    never asked or asked longest ago (`asked`: the latest first). None when no bank has another one.
    """
    for gap in due_gaps:
        fitting = [(b, q) for b in banks for q in b.questions if _brings_back(b, q, gap)]
        if fitting:
            bank, question = min(fitting, key=lambda pair: _order(pair[0], pair[1], gap, due_gaps, asked))
            return Drill(bank.id, question, tuple(g for g in due_gaps if _brings_back(bank, question, g)))
    return None


def _events(outcomes: Iterable[Outcome], now: datetime) -> list[tuple[Kind, _Event]]:
    """Practice by practice, the one answered first first, each kind it asked for."""
    practices: dict[str, list[Outcome]] = {}
    for outcome in last_tries(outcomes):
        practices.setdefault(outcome.practice_id, []).append(outcome)
    found = []
    for answers in sorted(practices.values(), key=lambda them: (max(o.at for o in them), them[0].practice_id)):
        day = max(o.at for o in answers).astimezone(now.tzinfo).date()
        found += [(kind, event) for kind in Kind if (event := _event(kind, day, answers))]
    return found


def _event(kind: Kind, day: date, answers: Sequence[Outcome]) -> _Event | None:
    core = [
        ((o.bank_id, o.question_id), seen)
        for o in answers
        for seen in o.areas
        if seen.core and seen.kind is kind and seen.verdict is not Verdict.NOT_ASSESSED
    ]
    missed = tuple((place, seen.text) for place, seen in core if seen.verdict is Verdict.MISSING)
    return _Event(day, frozenset(place for place, _ in core), missed) if core else None


def _after(kind: Kind, gap: Gap | None, event: _Event) -> Gap | None:
    """The gap after one more practice; None: nothing is open."""
    if gap is None:
        return _missed(Gap(kind, "", (), event.day, event.day), event, 0) if event.missed else None
    if event.day < gap.due_on or event.asked <= set(gap.missed_in):
        return _missed(gap, event, gap.returns) if event.missed else gap
    if gap.returns + 1 == len(INTERVALS):
        return None
    back = replace(gap, returns=gap.returns + 1, due_on=event.day + timedelta(days=INTERVALS[gap.returns + 1]))
    return _missed(back, event, back.returns) if event.missed else back


def _missed(gap: Gap, event: _Event, returns: int) -> Gap:
    places = tuple(dict.fromkeys(place for place, _ in event.missed))
    due_on = event.day + timedelta(days=INTERVALS[returns])
    return replace(gap, area=event.missed[-1][1], missed_in=places, missed_on=event.day, due_on=due_on)


def _brings_back(bank: Bank, question: Question, gap: Gap) -> bool:
    asks = any(a.core and a.kind is gap.kind for a in question.areas)
    return asks and (bank.id, question.id) not in gap.missed_in


def _order(
    bank: Bank, question: Question, gap: Gap, due_gaps: Sequence[Gap], asked: Sequence[Place]
) -> tuple[bool, int, float]:
    elsewhere = all(bank.id != bank_id for bank_id, _ in gap.missed_in)
    met = sum(_brings_back(bank, question, g) for g in due_gaps)
    place = (bank.id, question.id)
    return elsewhere, -met, 1 / (asked.index(place) + 1) if place in asked else 0.0
