"""The gaps that a guide leaves in a question, filled by guesses and told: ids, kinds, core areas, probes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from coach import guesses
from coach.bankfile import LONGEST_SLUG, SLUG
from coach.files.line import Line
from coach.guide_text import Attributes
from coach.models import Area, FollowUp

LONGEST_TEXT = 4000
"""Characters of one text in a bank."""
MOST_AREAS = 20
FEWEST_AREAS = 2
CORE = range(2, 5)
"""How many areas of a question may be core."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list, with the marks that stood at its end."""

    text: str
    marks: Attributes
    line: Line


def identity(marks: Attributes, text: str, taken: Collection[str], fallback: str) -> str:
    """The id given by the marks, if it is one and free; else one made of the words."""
    given = marks.id
    if given not in taken and len(given) <= LONGEST_SLUG and re.fullmatch(SLUG, given):
        return given
    return guesses.slug(text, taken, fallback)


def areas(question: str, items: Sequence[Item]) -> tuple[tuple[Area, ...], frozenset[str]]:
    """The areas, generic ones beside them where there are fewer than two, and what of them was guessed."""
    found: dict[str, Area] = {}
    for item in items:
        area_id = identity(item.marks, item.text, found, f"a{len(found) + 1}")
        found[area_id] = Area(area_id, item.text, item.marks.kind or guesses.kind_of(item.text), item.marks.core)
    guessed = {"kinds"} if any(item.marks.kind is None for item in items) else set()
    if len(found) < FEWEST_AREAS:
        found |= {area.id: area for area in guesses.generic_areas(question, tuple(found.values()))}
        guessed |= {"areas", "core", "kinds"}
    made = tuple(found.values())
    if sum(area.core for area in made) in CORE and len(items) != 1:
        return made, frozenset(guessed)
    chosen = guesses.core([area.kind for area in made])
    return tuple(replace(area, core=at in chosen) for at, area in enumerate(made)), frozenset(guessed | {"core"})


def follow_ups(items: Sequence[Item], probed: Sequence[Area]) -> tuple[tuple[FollowUp, ...], frozenset[str]]:
    """The follow-ups; those without a mark that names an area of the question probe what they seem to."""
    found: dict[str, FollowUp] = {}
    known = {area.id for area in probed}
    guessed: set[str] = set()
    for item in items:
        probes = tuple(area for area in item.marks.probes if area in known)
        guessed |= set() if probes else {"probes"}
        own_id = identity(item.marks, item.text, found, f"f{len(found) + 1}")
        found[own_id] = FollowUp(own_id, item.text, probes or guesses.probed(item.text, probed))
    return tuple(found.values()), frozenset(guessed)
