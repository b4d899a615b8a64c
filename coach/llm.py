"""An engine on any OpenAI-compatible server. The model points at words and words half a sentence;
code chooses the follow-up, finds the words, and computes the level.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from coach import manners, prompts
from coach.engine import Engine
from coach.errors import EngineError
from coach.evidence import admitted, asks_for_verdict
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
LINE_TOKENS = 60
_SPOKEN = frozenset({TurnKind.ANSWER, TurnKind.FOLLOW_UP})
CONFIDENT = 0.85
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

    def notes(self, question: Question, turns: Sequence[Turn]) -> Reading:
        """What the next line is chosen by: the rules' reading, at no call."""
        return self.rules.notes(question, turns)

    def read(self, question: Question, turns: Sequence[Turn]) -> Reading:
        """One call an attempt, and one more that quotes the error if the reply cannot be used."""
        messages = self._messages(question, turns)
        reply = self.server.ask(self.model, messages, _schema(question), REPLY_TOKENS)
        usage = reply.usage
        try:
            found = parse(reply.text, question)
        except ValueError as error:
            again = [
                *messages,
                {"role": "assistant", "content": reply.text[:4000]},
                {"role": "user", "content": _ask_again(error)},
            ]
            reply = self.server.ask(self.model, again, _schema(question), REPLY_TOKENS)
            usage = added(usage, reply.usage)
            try:
                found = parse(reply.text, question)
            except ValueError as second:
                raise EngineError(
                    f"The model '{self.model}' did not answer in the form asked for, twice ({second}). "
                    "Try again, or use another model."
                ) from second
        rules = self.rules.notes(question, turns)
        if asks_for_verdict(question, [t.text for t in turns if t.speaker is Speaker.CANDIDATE]):
            found = replace(found, episode=min(found.episode, rules.episode, key=_highest))
        return _disputed(question, rules, found, usage)

    def point(self, question: Question, area_id: str, turns: Sequence[Turn], quote: Quote) -> Claim:
        """The words pointed at, by the rules: at once, and the same each time."""
        return self.rules.point(question, area_id, turns, quote)

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
        return self.critique.render(
            competency=question.competency or "marketing leadership",
            question=question.text,
            intent=question.intent or "what really happened, and the candidate's own part in it",
            areas=[{"id": _key(i), "text": area.text} for i, area in enumerate(question.areas)],
            lines=[{"candidate": t.kind is TurnKind.ANSWER, "text": t.text} for t in turns if t.kind in _SPOKEN],
        )


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
    data = _object(text)
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


def _object(text: str) -> dict[str, Any]:
    """The last JSON object with 'checks' in it: after `<think>`, inside fences, amid chatter."""
    spoken = re.sub(r"<think>.*?(</think>|\Z)", "", text, flags=re.DOTALL)
    decoder = json.JSONDecoder()
    found: dict[str, Any] | None = None
    at = spoken.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(spoken, at)
        except (json.JSONDecodeError, RecursionError):
            end = at + 1
        else:
            found = value if isinstance(value, dict) and "checks" in value else found
        at = spoken.find("{", end)
    if found is None:
        raise ValueError("there is no JSON object with 'checks' in the reply")
    return found


def _claim(entry: object) -> Claim | None:
    try:
        check = _Check.model_validate(entry)
    except ValidationError:
        return None  # this one alone stays not assessed
    quotes = tuple(q for q in check.quotes[:MOST_QUOTES] if q.strip() and len(q.split()) <= LONGEST_QUOTE)
    return Claim(check.id.strip(), Verdict(check.verdict), quotes, CONFIDENT)


def _renamed(claim: Claim, target: str) -> Claim:
    return Claim(target, claim.verdict, claim.quotes, claim.confidence, claim.reason)


def _ask_again(error: ValueError) -> str:
    return f"That cannot be used: {error}. Reply once more, with the JSON object only."


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


def added(one: Usage, other: Usage) -> Usage:
    return Usage(
        one.calls + other.calls,
        one.input_tokens + other.input_tokens,
        one.output_tokens + other.output_tokens,
        one.milliseconds + other.milliseconds,
    )
