"""Which questions a practice asks: by weight of the banks, not asked lately, weak spots first. Pure."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coach.errors import InputError, NotFound
from coach.models import Attempt, Bank, Kind, Plan, PlannedQuestion, Practice, Question, Verdict
from coach.sentences import sentences, words
from coach.stems import stem

_CONTACT = re.compile(r"@|https?:|www\.|(?:\d[ ()/.-]?){7}")


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a candidate before the draw."""

    asked: Sequence[tuple[str, str]] = ()
    """(bank id, question id), the latest first."""
    gaps: Mapping[Kind, float] = field(default_factory=dict)
    """Share of the areas of a kind that stayed open, 0 to 1."""


def draw(banks: Sequence[Bank], plan: Plan, record: Record | None = None) -> tuple[PlannedQuestion, ...]:
    """The questions of a practice; the same seed, banks and record give the same ones.

    A drill (`plan.only`) asks its own questions. Raises InputError when the banks hold no question,
    NotFound when one that was asked for is gone.
    """
    if plan.only:
        return tuple(_exactly(banks, *chosen) for chosen in plan.only)
    if not any(b.questions for b in banks):
        raise InputError("There is no question to ask: choose at least one bank that has questions.")
    chance = random.Random(plan.seed)
    known = record or Record()
    drawn: list[PlannedQuestion] = []
    banks = list({b.id: b for b in banks}.values())  # one named twice is still one
    for bank, count in zip(banks, _shares(banks, plan, chance), strict=True):
        asked = {planned.question.text for planned in drawn}  # a copied bank asks the same
        ranked = _ranked(bank, known, chance, _stems(plan.advert))
        fresh = [q for q in ranked if q.text not in asked] + [q for q in ranked if q.text in asked]
        drawn += [PlannedQuestion(bank.id, bank.title, bank.hash, question) for question in fresh[:count]]
    chance.shuffle(drawn)
    return tuple(drawn)


def _exactly(banks: Sequence[Bank], bank_id: str, question_id: str) -> PlannedQuestion:
    for bank in banks:
        for question in bank.questions:
            if (bank.id, question.id) == (bank_id, question_id):
                return PlannedQuestion(bank.id, bank.title, bank.hash, question)
    raise NotFound(f"The bank '{bank_id}' has no question '{question_id}' any more. Choose another on the Banks page.")


def _shares(banks: Sequence[Bank], plan: Plan, chance: random.Random) -> list[int]:
    """Questions a bank: whole quotas first, what remains drawn by weight, never more than it has."""
    weights = [float(b.weight.get(plan.seniority, 20)) for b in banks]
    total = min(plan.questions, sum(len(b.questions) for b in banks))
    counts = [min(int(total * w / sum(weights)), len(b.questions)) for w, b in zip(weights, banks, strict=True)]
    while sum(counts) < total:
        room = [i for i, b in enumerate(banks) if counts[i] < len(b.questions)]
        fewest = [i for i in room if counts[i] == min(counts[j] for j in room)]
        counts[chance.choices(fewest, [weights[i] for i in fewest])[0]] += 1
    return counts


def _ranked(bank: Bank, record: Record, chance: random.Random, advert: frozenset[str]) -> list[Question]:
    """Never asked before asked, longest ago before lately; among equals weak spots and the advert's words first."""
    age = {key: i for i, key in reversed(list(enumerate(record.asked)))}
    tie = {q.id: chance.random() for q in bank.questions}

    def order(question: Question) -> tuple[float, float, float]:
        asked = age.get((bank.id, question.id))
        return (
            0.0 if asked is None else 1.0 / (asked + 1),
            -_weakness(question, record.gaps) - _fit(question, advert),
            tie[question.id],
        )

    return sorted(bank.questions, key=order)


def _weakness(question: Question, gaps: Mapping[Kind, float]) -> float:
    core = [a for a in question.areas if a.core]
    return sum(gaps.get(a.kind, 0.0) for a in core) / max(1, len(core))


def _fit(question: Question, advert: frozenset[str]) -> float:
    """Share of the question's own words that the job advert uses too, 0 to 1."""
    own = _stems(" ".join([question.text, *(a.text for a in question.areas)]))
    return len(own & advert) / max(1, len(own))


def background(text: str, drawn: Sequence[PlannedQuestion], most: int) -> str:
    """The sentences of an advert or a CV that speak of the questions drawn, in order, `most` characters at most.

    Lines with an address, a telephone number or a link are left out: a model has no use for them.
    """
    asked = frozenset[str]().union(*(_stems(f"{q.question.text} {q.question.intent} {q.bank_title}") for q in drawn))
    found = [text[start:end] for start, end in sentences(text) if not _CONTACT.search(text[start:end])]
    fitting = [(len(asked & _stems(said)), -place, said) for place, said in enumerate(found)]
    kept: list[tuple[int, str]] = []
    for shared, place, said in sorted(fitting, reverse=True):
        if shared and sum(len(k) + 1 for _, k in kept) + len(said) <= most:
            kept.append((-place, said))
    return " ".join(said for _, said in sorted(kept))


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in words(text) if len(w) > 3)


def record(latest: Sequence[Practice], asked: Sequence[tuple[str, str]]) -> Record:
    """What is known from a candidate's latest practices: the kinds of areas that were left open, and how often."""
    seen: Counter[Kind] = Counter()
    left_open: Counter[Kind] = Counter()
    for practice in latest:
        for attempt in practice.attempts:
            for kind, is_open in _open_kinds(practice, attempt):
                seen[kind] += 1
                left_open[kind] += is_open
    return Record(asked, {kind: left_open[kind] / n for kind, n in seen.items()})


def _open_kinds(practice: Practice, attempt: Attempt) -> list[tuple[Kind, bool]]:
    if attempt.critique is None:
        return []
    areas = practice.questions[attempt.question].question.areas
    found = zip(areas, attempt.critique.areas, strict=True)
    return [(a.kind, f.verdict is Verdict.MISSING) for a, f in found if f.verdict is not Verdict.NOT_ASSESSED]
