"""What could be better in a bank that is valid: each remark names its place and a better form. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.lint_words import Fault, asks_two, closed, hard, leads, two_things
from coach.models import Bank, Question
from coach.twins import twins

_GUESSES = {
    "areas": "the areas",
    "core": "which areas are core",
    "kinds": "the kinds of the areas",
    "probes": "which areas a follow-up probes",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at; the bank can be used as it is."""

    bank: str
    """Its id; `question` too."""
    question: str
    field: str
    """As in the file: "text", "areas 2 (result)", "follow_ups 1 (evidence)", "guessed"."""
    message: str
    better: str

    def __str__(self) -> str:
        return f"{self.bank}: {self.question}: {self.field}: {self.message}; better: {self.better}"


def remarks(bank: Bank, others: Sequence[Bank] = ()) -> tuple[Remark, ...]:
    """All remarks on `bank`, in its order; near-duplicates are looked for in it and among `others`."""
    return _remarks([bank], [other for other in others if other.id != bank.id])


def remarks_on_all(banks: Sequence[Bank]) -> tuple[Remark, ...]:
    """All remarks on `banks`, in their order. Of two near-duplicates the later one gets the remark."""
    return _remarks(banks, ())


def _remarks(banks: Sequence[Bank], others: Sequence[Bank]) -> tuple[Remark, ...]:
    alike: dict[tuple[str, str], list[Remark]] = {}
    for twin in twins(banks, others):
        bank, question = twin.second
        alike.setdefault((bank.id, question.id), []).append(_twin(bank, question, *twin.first))
    return tuple(
        remark
        for bank in banks
        for question in bank.questions
        for remark in (*alike.get((bank.id, question.id), ()), *_question(bank, question))
    )


def _twin(bank: Bank, question: Question, other: Bank, same: Question) -> Remark:
    return Remark(
        bank.id,
        question.id,
        "text",
        f"asks nearly the same as '{same.id}' in '{other.id}': \"{same.text}\"",
        "keep one of the two, or ask for another side of it",
    )


def _question(bank: Bank, question: Question) -> Iterator[Remark]:
    for field, fault in _faults(question):
        yield Remark(bank.id, question.id, field, fault.message, fault.better)


def _faults(question: Question) -> Iterator[tuple[str, Fault]]:
    for rule in (leads, closed, hard):
        if fault := rule(question.text):
            yield "text", fault
    for number, area in enumerate(question.areas, 1):
        if fault := two_things(area.text):
            yield f"areas {number} ({area.id})", fault
    for number, follow_up in enumerate(question.follow_ups, 1):
        for rule in (leads, asks_two, closed, hard):
            if fault := rule(follow_up.text):
                yield f"follow_ups {number} ({follow_up.id})", fault
    yield from _unreached(question)
    yield from _guessed(question)


def _unreached(question: Question) -> Iterator[tuple[str, Fault]]:
    """Core areas that no follow-up reaches; supporting ones where they are a third of all or more."""
    if not question.follow_ups:
        yield "follow_ups", Fault("there is none, so only general questions probe", "one for each core area")
        return
    probed = {area for follow_up in question.follow_ups for area in follow_up.areas}
    out = [(number, area) for number, area in enumerate(question.areas, 1) if area.id not in probed]
    for number, area in out:
        if area.core or len(out) >= len(question.areas) / 3:
            yield (
                f"areas {number} ({area.id})",
                Fault(
                    f"no follow-up reaches this {'core ' * area.core}area, so nobody asks when it is left out",
                    f"a follow-up with 'areas: [{area.id}]', or its id in the areas of one that asks for it already",
                ),
            )


def _guessed(question: Question) -> Iterator[tuple[str, Fault]]:
    if question.guessed:
        what = ", ".join(_GUESSES.get(guess, guess) for guess in question.guessed)
        yield (
            "guessed",
            Fault(f"an import guessed {what}", "look at it, correct it, and take the word out of 'guessed'"),
        )
