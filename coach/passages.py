"""An attempt cut into passages, each with what it shows: the only thing the offline engine looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coach import cues
from coach.evidence import barred, overlap
from coach.models import Kind, Question, Speaker, Turn
from coach.sentences import Span, clauses, sentences, units, words
from coach.stems import stem


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a candidate's turn, or a clause of a long one."""

    turn: Turn
    start: int
    end: int
    words: int
    stems: frozenset[str]
    concepts: frozenset[str]
    marks: dict[str, float]
    """Each mark of the lexicon, 0 to 1: none, one, two or more."""
    cues: dict[Kind, float]
    """Each kind's cues, 0 to 1: none ... three or more."""
    place: float
    """Where it stands in its turn, 0 to 1."""
    probed: frozenset[str]
    """Ids of the areas the interviewer had just asked for."""

    @property
    def text(self) -> str:
        return self.turn.text[self.start : self.end]


def cut(question: Question, turns: Sequence[Turn]) -> list[Passage]:
    """The passages of an attempt in order, without those that can be no evidence."""
    found: list[Passage] = []
    said: set[frozenset[str]] = set()
    for turn, asked in _answers(turns):
        spans = _open(question, turn.text)
        total, before = sum(end - start for start, end in spans) or 1, 0
        for start, end in spans:
            place = (before + (end - start) / 2) / total
            passage = passage_at(turn, (start, end), place, asked)
            before += end - start
            if passage.stems not in said:  # said twice is said once
                found.append(passage)
            said.add(passage.stems)
    return found


def narrowed(passage: Passage, most: int) -> list[Passage]:
    """The runs of whole clauses in a passage with at most `most` words; one clause may have more. Never empty."""
    spans = clauses(passage.turn.text, (passage.start, passage.end))
    runs = [(left[0], right[1]) for i, left in enumerate(spans) for right in spans[i:]]
    pieces = [replace(passage_at(passage.turn, run, passage.place), probed=passage.probed) for run in runs]
    return [p for p in pieces if p.words <= most] or [passage]


def stems_of(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in words(text))


def concepts_of(stems: frozenset[str]) -> frozenset[str]:
    known = cues.concepts()
    return frozenset(c for s in stems for c in known.get(s, ()))


def _answers(turns: Sequence[Turn]) -> list[tuple[Turn, Turn | None]]:
    """Each candidate's turn, with the follow-up it answers if it answers one."""
    found: list[tuple[Turn, Turn | None]] = []
    asked: Turn | None = None
    for turn in turns:
        if turn.speaker is Speaker.INTERVIEWER:
            asked = turn if turn.probes else None
        else:
            found.append((turn, asked))
    return found


def _open(question: Question, text: str) -> list[Span]:
    bars = barred(question, text)
    pieces = [unit for sentence in sentences(text) for unit in units(text, sentence)]
    return [p for p in pieces if any(c.isalnum() for c in text[slice(*p)]) and not overlap(bars, p)]


def passage_at(turn: Turn, span: Span, place: float = 0.5, asked: Turn | None = None) -> Passage:
    """The words of `turn` at `span` and what they show; `asked` is the follow-up they answer."""
    text = turn.text[slice(*span)]
    said = words(text)
    stems = frozenset(map(stem, said))
    return Passage(
        turn=turn,
        start=span[0],
        end=span[1],
        words=len(said),
        stems=stems,
        concepts=concepts_of(stems),
        marks=marks_of(text),
        cues=cues_of(text),
        place=place,
        probed=frozenset(asked.probes) if asked else frozenset(),
    )


def marks_of(text: str) -> dict[str, float]:
    plain = cues.plain(text)
    found = {name: _few(sum(1 for _ in p.finditer(plain)), 2) for name, p in cues.marks().items()}
    return {**found, "name": _few(cues.names(text), 2)}


def cues_of(text: str) -> dict[Kind, float]:
    plain = cues.plain(text)
    return {kind: _few(len({m.group() for m in p.finditer(plain)}), 3) for kind, p in cues.kind_cues().items()}


def _few(count: int, enough: int) -> float:
    return min(count, enough) / enough
