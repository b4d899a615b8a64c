"""Areas that a model proposes for a question: checked by code one by one, and accepted by a person one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from coach import prompts, replies
from coach.evidence import addresses_grader
from coach.kinds import kind_of
from coach.models import Kind, Question, Usage
from coach.sentences import sentences, words
from coach.server import Server
from coach.stems import stem

PROMPT = "areas"
MOST = 8
LONGEST = 120  # characters; the longest area of the shipped banks has 81
MOST_WORDS = 16
LEAST_LETTERS = 4
SAME = 0.6
"""Share of stems in common from which two areas are one."""
REPLY_TOKENS = 800

_EDGES = " .,;:-–—•"
_EMPHASIS = re.compile(r"\*+|__+|`+")
_QUOTED = re.compile(r"([\"“‘'])([^\"“”‘]*)[\"”’']")
_NUMBER = re.compile(r"^\(?\d{1,2}[.):]\s+")
_SEVERAL = re.compile(r";|\bas well as\b|\band also\b|\s/\s|\?|\d[.)]\s", re.IGNORECASE)
_ODD = re.compile(r"[<>{}\[\]|\\`\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|https?:|www\.")
"""Markup, links, and characters that are no text or turn its direction."""
_SMALL = frozenset(
    "a an and any by for from how in it its of on or that the their they this to was were what with".split()
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An area as a model words it, not part of any bank until a person takes it."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is left of a reply."""

    areas: tuple[Proposal, ...]
    """1 to MOST, in the model's order."""
    dropped: int
    """Entries of the reply that were no area, or one that is already there."""
    usage: Usage


def propose(server: Server, model: str, question: Question) -> Proposed:
    """Areas for `question`, in one call or two; none says what an area of the question already says.

    Raises EngineError, in words that say what to do, when the server fails or nothing can be used.
    """
    messages = prompts.load(PROMPT).render(
        competency=question.competency,
        question=question.text,
        intent=question.intent,
        areas=[area.text for area in question.areas],
    )
    known = [area.text for area in question.areas]
    (areas, dropped), usage = replies.ask(
        server, model, messages, _schema(), REPLY_TOKENS, lambda text: parse(text, known)
    )
    return Proposed(areas, dropped, usage)


def parse(text: str, known: Iterable[str] = ()) -> tuple[tuple[Proposal, ...], int]:
    """The usable areas of a reply, and how many of its entries are none.

    Raises ValueError when there is no JSON, or no entry that can be used.
    """
    entries = replies.last_object(text, "areas")["areas"]
    if not isinstance(entries, list):
        raise ValueError("'areas' must be a list of objects with 'text' and 'kind'")
    kept = list(_different([p for entry in entries if (p := _proposal(entry))], known))[:MOST]
    if not kept:
        raise ValueError(
            f"none of its {len(entries)} entries is a short phrase that names one thing and is not there already"
        )
    return tuple(kept), len(entries) - len(kept)


def _schema() -> dict[str, Any]:
    """JSON Schema of the reply, in the subset that strict servers take."""
    area = {
        "type": "object",
        "properties": {"text": {"type": "string"}, "kind": {"type": "string", "enum": list(Kind)}},
        "required": ["text", "kind"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"areas": {"type": "array", "items": area}},
        "required": ["areas"],
        "additionalProperties": False,
    }


def _proposal(entry: object) -> Proposal | None:
    """An entry that is an area, its kind guessed from the wording where it names none."""
    given = entry if isinstance(entry, dict) else {"text": entry}
    said = given.get("text")
    if not isinstance(said, str):
        return None
    text = _NUMBER.sub("", _EMPHASIS.sub("", " ".join(said.split())).strip(_EDGES)).strip(_EDGES)
    quoted = _QUOTED.fullmatch(text)
    text = quoted[2].strip(_EDGES) if quoted else text
    if not _is_area(text):
        return None
    kind = str(given.get("kind", "")).strip().lower()
    return Proposal(text, Kind(kind) if kind in set(Kind) else kind_of(text))


def _is_area(text: str) -> bool:
    """Short, one thing, plain words, and not said to whoever grades."""
    return (
        sum(c.isalpha() for c in text) >= LEAST_LETTERS
        and len(text) <= LONGEST
        and len(words(text)) <= MOST_WORDS
        and len(sentences(text)) == 1
        and words(text).count("and") <= 1
        and not _SEVERAL.search(text)
        and not _ODD.search(text)
        and not addresses_grader(text)
    )


def _different(proposals: Iterable[Proposal], known: Iterable[str]) -> Iterator[Proposal]:
    said = [_content(text) for text in known]
    for proposal in proposals:
        content = _content(proposal.text)
        if not any(_same(content, other) for other in said):
            said.append(content)
            yield proposal


def _content(text: str) -> frozenset[str]:
    every = words(text)
    return frozenset(stem(w) for w in every if w not in _SMALL) or frozenset(every)


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME * len(one | other)
