"""An engine on any OpenAI-compatible server. The model points at words and words half a sentence;
code chooses the follow-up, finds the words, and computes the level.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from coach import manners, prompts, replies
from coach.engine import Engine
from coach.evidence import admitted, asks_for_verdict, plain_speech
from coach.models import (
    Claim,
    Episode,
    Question,
    Quote,
    Reading,
    Speaker,
    Star,
    Tip,
    Turn,
    TurnKind,
    Usage,
    Verdict,
)
from coach.rubric import rubric
from coach.server import Server

MOST_QUOTES = 2
LONGEST_QUOTE = 60  # words; a longer one is a passage, not evidence
REPLY_TOKENS = 2_000
LINE_TOKENS = 600
"""Room for a model that thinks before it speaks; `manners` hangs up on one that speaks at length."""
_SPOKEN = frozenset({TurnKind.ANSWER, TurnKind.FOLLOW_UP})
CONFIDENT = 0.85
BY_RULES = "read by rules, on the words you pointed at"
DISPUTED = 0.4
"""Confidence where the rules read a core area the other way: below `ask_below`, so it is asked."""


class _Check(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    quotes: list[str] = []
    verdict: Literal["covered", "partial", "missing"]


@dataclass(frozen=True, slots=True)
class LlmEngine:
    """Claims and lines by a model; `rules` are the offline engine, for what must be quick and local."""

    server: Server
    talker: str
    """The model that words lines."""
    model: str
    """The model that reads answers; stored with each critique."""
    rules: Engine
    line: prompts.Prompt
    critique: prompts.Prompt
    name: str = "llm"
    reads_every_answer: bool = False

    @property
    def prompt_hash(self) -> str:
        return self.critique.hash

    @property
    def line_hash(self) -> str:
        return self.line.hash

    def warm(self) -> None:
        self.server.warm()

    def notes(self, question: Question, turns: Sequence[Turn]) -> Reading:
        """What the next line is chosen by: the rules' reading, at no call."""
        return self.rules.notes(question, turns)

    def read(self, question: Question, turns: Sequence[Turn]) -> Reading:
        """One call an attempt, and one more that quotes the error if the reply cannot be used."""
        messages = self._messages(question, turns)
        found, usage = replies.ask(
            self.server, self.model, messages, _schema(question), REPLY_TOKENS, lambda text: parse(text, question)
        )
        rules = self.rules.notes(question, turns)
        if asks_for_verdict(question, [t.text for t in turns if t.speaker is Speaker.CANDIDATE]):
            found = replace(found, episode=min(found.episode, rules.episode, key=_highest))
        return _disputed(question, rules, found, usage)

    def point(self, question: Question, area_id: str, turns: Sequence[Turn], quote: Quote) -> Claim:
        """The words pointed at, by the rules: at once, said so, and at most partial beside a model's reading."""
        claim = self.rules.point(question, area_id, turns, quote)
        verdict = Verdict.PARTIAL if claim.verdict is Verdict.COVERED else claim.verdict
        return replace(claim, verdict=verdict, reason=BY_RULES)

    def word(
        self, question: Question, turns: Sequence[Turn], line: str, background: str = ""
    ) -> Generator[str, None, Usage]:
        """Half a sentence of the model's if it keeps the manners, then `line`, the bank's own text."""
        answer = next(t.text for t in reversed(turns) if t.speaker is Speaker.CANDIDATE)
        follow_up = next((f.id for f in question.follow_ups if f.text == line), "own")
        topic = question.competency or question.text
        messages = self.line.render(
            competency=topic,
            follow_up_id=follow_up,
            follow_up=line,
            answer=answer,
            background=admitted(question, background),
        )
        usage = yield from manners.kept(
            self.server.stream(self.talker, messages, LINE_TOKENS), question, answer, line, background
        )
        return usage

    def _messages(self, question: Question, turns: Sequence[Turn]) -> list[prompts.Message]:
        """What can be no evidence is not shown to the model at all: then it cannot do what it says."""
        return self.critique.render(
            competency=plain_speech(question.competency) or "marketing leadership",
            question=plain_speech(question.text),
            intent=plain_speech(question.intent) or "what really happened, and the candidate's own part in it",
            areas=[{"id": _key(i), "text": plain_speech(area.text)} for i, area in enumerate(question.areas)],
            lines=[_said(question, t) for t in turns if t.kind in _SPOKEN],
        )


def _said(question: Question, turn: Turn) -> dict[str, object]:
    candidate = turn.kind is TurnKind.ANSWER
    return {"candidate": candidate, "text": admitted(question, turn.text) if candidate else plain_speech(turn.text)}


def _key(index: int) -> str:
    """Short ids: a bank's own would cost tokens in question, answer and schema."""
    return f"a{index + 1}"


def _ids(question: Question) -> list[str]:
    return [*(_key(i) for i in range(len(question.areas))), *Star, *Tip]


def _schema(question: Question) -> dict[str, Any]:
    """JSON Schema of the reply, in the subset that strict servers take."""
    check = {
        "type": "object",
        "properties": {
            "id": {"type": "string", "enum": _ids(question)},
            "quotes": {"type": "array", "items": {"type": "string"}},
            "verdict": {"type": "string", "enum": ["covered", "partial", "missing"]},
        },
        "required": ["id", "quotes", "verdict"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "checks": {"type": "array", "items": check},
            "episode": {"type": "string", "enum": list(Episode)},
        },
        "required": ["checks", "episode"],
        "additionalProperties": False,
    }


def parse(text: str, question: Question) -> Reading:
    """Claims from a reply, whatever stands around the JSON. One bad entry does not void the others.

    Raises ValueError when there is no JSON, no known episode, or no usable entry for any area.
    """
    data = replies.last_object(text, "checks")
    checks = data.get("checks")
    if not isinstance(checks, list):
        raise ValueError("'checks' must be a list with one entry an id")
    claims = {c.target: c for c in map(_claim, checks) if c and c.target in _ids(question)}
    areas = tuple(_renamed(claims[_key(i)], area.id) for i, area in enumerate(question.areas) if _key(i) in claims)
    if not areas:
        raise ValueError(f"no entry for any of the ids {', '.join(_ids(question)[: len(question.areas)])}")
    try:
        episode = Episode(str(data.get("episode", "")).strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError as error:
        raise ValueError(f"'episode' must be one of {', '.join(Episode)}") from error
    return Reading(
        areas=areas,
        star=tuple(claims[s] for s in Star if s in claims),
        tips=tuple(claims[t] for t in Tip if t in claims),
        episode=episode,
    )


def _claim(entry: object) -> Claim | None:
    try:
        check = _Check.model_validate(entry)
    except ValidationError:
        return None  # this one alone stays not assessed
    quotes = tuple(q for q in check.quotes[:MOST_QUOTES] if q.strip() and len(q.split()) <= LONGEST_QUOTE)
    return Claim(check.id.strip(), Verdict(check.verdict), quotes, CONFIDENT)


def _renamed(claim: Claim, target: str) -> Claim:
    return Claim(target, claim.verdict, claim.quotes, claim.confidence, claim.reason)


def _disputed(question: Question, rules: Reading, found: Reading, usage: Usage) -> Reading:
    """Where the rules read a core area the other way, the claim stands but is not sure."""
    core = {a.id for a in question.areas if a.core}
    other = {c.target: c.verdict for c in rules.areas}
    opposite = {(Verdict.COVERED, Verdict.MISSING), (Verdict.MISSING, Verdict.COVERED)}
    areas = tuple(
        Claim(c.target, c.verdict, c.quotes, DISPUTED, "the rules read this the other way")
        if c.target in core and (c.verdict, other.get(c.target)) in opposite
        else c
        for c in found.areas
    )
    return Reading(areas, found.star, found.tips, found.episode, found.episode_quote, found.flags, usage)


def _highest(episode: Episode) -> int:
    """The highest level that an answer of this sort can reach."""
    return rubric().cap.get(str(episode), 5)
