"""Changes to a Bank as pure functions: each gives a new Bank, which may not be valid yet.

A bank is a tree of four lists; a `Place` names one of them. What hangs together stays together:
a follow-up never probes an area that is gone, and what a person changes is no guess any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from coach import guesses
from coach.errors import NotFound
from coach.kinds import kind_of
from coach.models import Area, Bank, FollowUp, Guidance, Question

Part = Question | Guidance | Area | FollowUp
Parts = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One list of a bank."""

    name: Literal["questions", "guidance", "areas", "follow_ups"]
    question: str = ""
    """Id of the question whose list it is; "" for the bank's own."""


QUESTIONS = Place("questions")
GUIDANCE = Place("guidance")


def areas(question_id: str) -> Place:
    return Place("areas", question_id)


def follow_ups(question_id: str) -> Place:
    return Place("follow_ups", question_id)


def parts(bank: Bank, place: Place) -> Parts:
    """What stands at `place`. Raises NotFound when its question is gone."""
    found: Parts = getattr(question(bank, place.question) if place.question else bank, place.name)
    return found


def question(bank: Bank, question_id: str) -> Question:
    """Raises NotFound when the bank has no such question."""
    found: Question = bank.questions[_index(bank.questions, question_id)]
    return found


# -- the four changes ----------------------------------------------------------------------------


def add(bank: Bank, place: Place, part: Part) -> Bank:
    """`part` at the end, under an id that nothing else there has."""
    return _with(bank, place, lambda before: (*before, replace(part, id=_free(part.id, {p.id for p in before}))))


def change(bank: Bank, place: Place, part_id: str, **fields: object) -> Bank:
    """Some fields of one part; its id stays, since others may refer to it."""

    def changed(before: Parts) -> Parts:
        at = _index(before, part_id)
        return (*before[:at], replace(before[at], **fields), *before[at + 1 :])

    return _with(bank, place, changed)


def move(bank: Bank, place: Place, part_id: str, by: int) -> Bank:
    """One part `by` places down, or up where negative; it stops at the ends."""

    def moved(before: Parts) -> Parts:
        at = _index(before, part_id)
        rest = [*before[:at], *before[at + 1 :]]
        rest.insert(max(0, at + by), before[at])
        return tuple(rest)

    return _with(bank, place, moved)


def remove(bank: Bank, place: Place, part_id: str) -> Bank:
    """Without one part; follow-ups cease to probe an area that goes, and may be left without any."""

    def without(before: Parts) -> Parts:
        at = _index(before, part_id)
        return (*before[:at], *before[at + 1 :])

    return _with(bank, place, without)


def confirm(bank: Bank, question_id: str) -> Bank:
    """A person has looked at a question's guesses and found them right."""
    return change(bank, QUESTIONS, question_id, guessed=())


# -- new parts -----------------------------------------------------------------------------------


def new_question(text: str) -> Question:
    """A question with general areas for its sort, marked as guesses, since none can do without."""
    general = guesses.generic_areas(text)
    return Question(guesses.slug(text, (), "question"), text.strip(), general, guessed=("areas", "core", "kinds"))


def new_area(text: str) -> Area:
    return Area(guesses.slug(text, (), "area"), text.strip(), kind_of(text))


def new_follow_up(text: str, probed: Sequence[str] = ()) -> FollowUp:
    return FollowUp(guesses.slug(text, (), "follow-up"), text.strip(), tuple(probed))


def new_guidance(asked: str) -> Guidance:
    return Guidance(guesses.slug(asked, (), "guidance"), asked.strip(), "")


def add_follow_up(bank: Bank, question_id: str, text: str) -> Bank:
    """A new follow-up; which areas it probes is guessed from its words, and marked so."""
    held = question(bank, question_id)
    probed = guesses.probed(text, held.areas) if held.areas else ()
    marked = tuple(dict.fromkeys([*held.guessed, "probes"]))
    grown = add(bank, follow_ups(question_id), new_follow_up(text, probed))
    return change(grown, QUESTIONS, question_id, guessed=marked)


def replace_areas(bank: Bank, question_id: str, chosen: Sequence[Area]) -> Bank:
    """Other areas in place of all a question had; which are core and what follow-ups probe is guessed anew."""
    core = guesses.core([a.kind for a in chosen])
    made: list[Area] = []
    for at, area in enumerate(chosen):
        area_id = guesses.slug(area.text, {a.id for a in made}, "area")
        made.append(replace(area, id=area_id, core=at in core))
    probes = [replace(f, areas=guesses.probed(f.text, made)) for f in question(bank, question_id).follow_ups]
    guessed = ("core", "probes") if probes else ("core",)
    return change(bank, QUESTIONS, question_id, areas=tuple(made), follow_ups=tuple(probes), guessed=guessed)


def _free(slug: str, taken: set[str]) -> str:
    number = 1
    while (tried := f"{slug}-{number}" if number > 1 else slug) in taken:
        number += 1
    return tried


# -- holding it together -------------------------------------------------------------------------


def _with(bank: Bank, place: Place, changed: Callable[[Parts], Parts]) -> Bank:
    if place.question:
        held = question(bank, place.question)
        fields: dict[str, Any] = {place.name: changed(getattr(held, place.name))}
        return change(bank, QUESTIONS, held.id, **fields)
    grown: Parts = changed(getattr(bank, place.name))
    if place == QUESTIONS:
        known = {q.id: q for q in bank.questions}
        grown = tuple(_settled(known.get(q.id), q) for q in grown)
    only: dict[str, Any] = {place.name: grown}
    return replace(bank, **only)


def _settled(before: Question | None, after: Question) -> Question:
    if before is None or before is after:
        return after
    order = [a.id for a in after.areas]
    probing = tuple(replace(f, areas=tuple(i for i in order if i in f.areas)) for f in after.follow_ups)
    after = replace(after, follow_ups=probing)
    return replace(after, guessed=tuple(g for g in after.guessed if not _touched(g, before, after)))


def _touched(guess: str, before: Question, after: Question) -> bool:
    """Whether a person has changed what was guessed; an area that only moved, or is new, was not."""
    old, new = ({a.id: a for a in q.areas} for q in (before, after))
    both = [(old[i], new[i]) for i in old.keys() & new.keys()]
    if guess == "areas":
        return old.keys() != new.keys() or any(b.text != a.text for b, a in both)
    if guess == "core":
        return any(b.core != a.core for b, a in both)
    if guess == "kinds":
        return any(b.kind != a.kind for b, a in both)
    probes = [{f.id: set(f.areas) & old.keys() & new.keys() for f in q.follow_ups} for q in (before, after)]
    return any(probes[0][i] != probes[1][i] for i in probes[0].keys() & probes[1].keys())


def _index(items: Sequence[Part], part_id: str) -> int:
    for at, item in enumerate(items):
        if item.id == part_id:
            return at
    raise NotFound(f"There is no '{part_id}' here any more. It may have been removed in another window.")
