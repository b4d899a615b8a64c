"""A written-down interview as turns, and what its interviewer asks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from coach.files.line import Line, Mark
from coach.guides import phrases as said
from coach.guides import words
from coach.sentences import sentences

_SPEAKER = re.compile(
    r"(?P<name>[^\W\d_][\w.'’&-]*(?: [\w.'’&()/-]+){0,4}?)(?: ?#?(?P<number>\d{1,2}))?"
    r"(?:\s*\([^()]{0,40}\))?(?P<end>\s*[:：]|\s+[-–—]+(?=\s)|\s*$)\s*"
)
_INTERVIEWERS = re.compile(
    r"(?:the )?(?:interviewers?|recruiters?|hiring managers?|moderators?|panel(?:l?ists?)?(?: members?)?|hosts?|"
    r"interviewing manager|hr(?: manager)?|q|question|int\.?|ir)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:the )?(?:candidates?|interviewees?|applicants?|respondents?|guests?|participants?|a|answer|me|ie)",
    re.IGNORECASE,
)
_FEWEST = 2
"""Turns of a speaker whose name says nothing of the part played."""
_MOST_SPEAKERS = 8


@dataclass(slots=True)
class Turn:
    speaker: str
    lines: list[Line]
    """Of the words said, without the speaker's name."""
    opening: Line
    """As it stands in the document."""


@dataclass(slots=True)
class Exchange:
    """A question of the interviewer's, and what was answered."""

    line: Line
    question: str
    answer: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Transcript:
    before: list[Line]
    exchanges: list[Exchange]
    unread: list[Line]
    """Turns, or sentences of a turn, in which nothing is asked."""


def transcript(lines: Sequence[Line]) -> Transcript | None:
    """The exchanges of a written-down interview; None when the lines are no such thing."""
    names = _speakers(lines)
    turns = list(_turns(lines, names))
    interviewers = _interviewers(turns)
    asked = [t for t in turns if t.speaker in interviewers]
    if len(asked) < _FEWEST or sum(_asks(t) for t in asked) < _FEWEST:
        return None
    said = sum(len(t.lines) for t in turns)
    if said * 2 < len(lines):
        return None
    return _exchanges(lines, turns, interviewers)


def _speakers(lines: Sequence[Line]) -> frozenset[str]:
    """Names that open at least two lines each, few and not headings of a guide's parts."""
    known: Counter[str] = Counter()
    for line in lines:
        found = _opens(line)
        if found and (found[1] or line.mark is Mark.HEADING or _role(found[0])):
            known[found[0]] += 1
    names = [n for n, count in known.most_common() if count >= _FEWEST and (_role(n) or not words.label(n))]
    return frozenset(names) if len(names) <= _MOST_SPEAKERS else frozenset(n for n in names if _role(n))


def _opens(line: Line) -> tuple[str, str] | None:
    """(the speaker's name, the words after it), if the line may begin a turn."""
    found = _SPEAKER.match(line.text[:120]) if line.mark is not Mark.ROW else None
    if not found or line.mark is Mark.BULLET:
        return None
    alone = not found["end"].strip()
    if alone and len(line.text) > 40:
        return None
    number = f" {found['number']}" if found["number"] and not _role(found["name"]) else ""
    return found["name"].casefold() + number, line.text[found.end() :]


def _role(name: str) -> bool:
    return bool(_INTERVIEWERS.fullmatch(name) or _OTHERS.fullmatch(name))


def _turns(lines: Sequence[Line], names: frozenset[str]) -> list[Turn]:
    turns: list[Turn] = []
    for line in lines:
        found = _opens(line)
        if found and found[0] in names:
            said = [replace(line, text=found[1])] if found[1] else []
            turns.append(Turn(found[0], said, line))
        elif turns:
            turns[-1].lines.append(line)
    return turns


def _interviewers(turns: Sequence[Turn]) -> frozenset[str]:
    """By their names; else the one speaker who asks in most turns, while the others do not."""
    names = {t.speaker for t in turns}
    if named := {n for n in names if _INTERVIEWERS.fullmatch(n)}:
        return frozenset(named)
    shares = {n: _share(n, turns) for n in names}
    asking = {n for n, share in shares.items() if share >= 0.5}
    others = [share for n, share in shares.items() if n not in asking]
    return frozenset(asking) if asking and others and max(others) < 0.35 else frozenset()


def _share(name: str, turns: Sequence[Turn]) -> float:
    own = [t for t in turns if t.speaker == name]
    return sum(map(_asks, own)) / len(own)


def _asks(turn: Turn) -> bool:
    return any(
        said.asks(text[start:end]) for text in [line.text for line in turn.lines] for start, end in sentences(text)
    )


def _exchanges(lines: Sequence[Line], turns: Sequence[Turn], interviewers: frozenset[str]) -> Transcript:
    first = turns[0].opening
    found = Transcript(list(lines[: lines.index(first)]), [], [])
    for turn in turns:
        if turn.speaker in interviewers:
            _interviewer_says(found, turn)
        elif found.exchanges and not all(said.is_courtesy(line.text) for line in turn.lines):
            found.exchanges[-1].answer += turn.lines
        else:
            found.unread += turn.lines or [turn.opening]
    return found


def _interviewer_says(found: Transcript, turn: Turn) -> None:
    if not _asks(turn):
        found.unread += [turn.opening, *turn.lines[1:]] if turn.lines else [turn.opening]
        return
    kept: list[str] = []
    for line in turn.lines:
        question, rest = _question_in(line.text)
        if question:
            kept.append(question)
        found.unread += [replace(line, text=piece) for piece in rest]
    found.exchanges.append(Exchange(turn.opening, " ".join(kept)))


def _question_in(text: str) -> tuple[str, list[str]]:
    """What is said without the thanks and nods before and after the question, and those."""
    spans = sentences(text)
    nods = [said.is_courtesy(text[a:b]) for a, b in spans]
    first = next((i for i, nod in enumerate(nods) if not nod), len(spans))
    last = next((i for i in range(len(spans) - 1, -1, -1) if not nods[i]), -1)
    if first > last:
        return "", [text]
    rest = [text[spans[0][0] : spans[first - 1][1]]] if first else []
    if last + 1 < len(spans):
        rest.append(text[spans[last + 1][0] : spans[-1][1]])
    return text[spans[first][0] : spans[last][1]], rest
