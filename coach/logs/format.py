"""`coach-log/1`: one practice as one line of JSON that reads without this app, and back.

The published form is `docs/coach-log.schema.json`, made from `Log` below. Spans count Unicode code
points, as the Web Annotation model's text selectors do, and must say what stands there. Who owns a
practice and what its model calls cost are the installation's business and are not in the file.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from coach.models import Episode, Kind, Mode, Speaker, Star, Tip, TurnKind, Verdict

FORMAT, VERSION = "coach-log", 1
MOST_TEXT = 100_000
"""Characters of one text; an answer has 12,000 at most."""
MOST_ITEMS = 5_000
"""Entries of one list: turns, attempts, critiques, reviews."""


def _in_the_calendar(moment: str) -> str:
    datetime.fromisoformat(moment)  # a ValueError, where it is the 31st of February
    return moment


_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Slug = Annotated[str, StringConstraints(pattern=_SLUG, max_length=80)]
Name = Annotated[str, StringConstraints(max_length=200)]
Text = Annotated[str, StringConstraints(max_length=MOST_TEXT)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Share = Annotated[float, Field(ge=0, le=1)]
Moment = Annotated[
    str,
    StringConstraints(pattern=r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$"),
    AfterValidator(_in_the_calendar),
    Field(description="UTC, such as 2026-03-01T12:00:00Z."),
]


def _many(default: bool = False) -> Any:
    return Field(default_factory=list, max_length=MOST_ITEMS) if default else Field(max_length=MOST_ITEMS)


class _Part(BaseModel):
    """Fields that are not named here are kept as they are, and written out again."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class PlanPart(_Part):
    role: Name
    seniority: Name
    banks: list[Slug] = _many()
    questions: Count
    mode: Mode
    tough: bool = False
    seed: int = Field(0, ge=-(2**63), le=2**63 - 1)
    advert: Text = ""
    cv: Text = ""
    only: list[tuple[Slug, Slug]] = _many(default=True)
    rate_first: bool = False


class AreaPart(_Part):
    id: Slug
    text: Text
    kind: Kind
    core: bool = False


class FollowUpPart(_Part):
    id: Slug
    text: Text
    areas: list[Slug] = _many()


class ExamplePart(_Part):
    answer: Text
    lacks: list[Text] = _many(default=True)


class AskedPart(_Part):
    id: Slug
    text: Text
    areas: list[AreaPart] = _many()
    follow_ups: list[FollowUpPart] = _many(default=True)
    intent: Text = ""
    approach: list[Text] = _many(default=True)
    tips: list[Text] = _many(default=True)
    example: ExamplePart | None = None
    source: Text = ""
    competency: Text = ""
    guessed: list[Name] = _many(default=True)


class QuestionPart(_Part):
    """A question as it was asked, with all it was judged by: the file reads without the bank."""

    bank_id: Slug
    bank_title: Text
    bank_hash: Name
    question: AskedPart


class TurnPart(_Part):
    id: Id
    position: Count = Field(description="0 for the first line said; the lines stand in this order.")
    speaker: Speaker
    kind: TurnKind
    text: Text
    at: Moment
    attempt_id: Id | None = None
    reason: Text = Field("", description="Why a follow-up was asked.")
    probes: list[Slug] = _many(default=True)
    follow_up_id: Slug | Literal[""] = ""


class SpanPart(_Part):
    """`turns[turn].text[start:end] == exact`, in Unicode code points; anything else is refused."""

    turn: Count
    start: Count
    end: Count
    exact: Text


class FindingPart(_Part):
    target: Slug
    verdict: Verdict
    quotes: list[SpanPart] = _many(default=True)
    confidence: Share = 1.0
    reason: Text = ""


class StarPart(FindingPart):
    target: Star


class TipPart(FindingPart):
    target: Tip


class UsagePart(_Part):
    calls: Count = 0
    input_tokens: Count = 0
    output_tokens: Count = 0
    milliseconds: Count = 0


class ProvenancePart(_Part):
    """What made a critique: two can be compared when engine, prompt, bank and rubric agree."""

    engine: Annotated[str, StringConstraints(max_length=40)]
    model: Name = ""
    prompt_hash: Name = ""
    bank_hash: Name = ""
    rubric_hash: Name = ""
    usage: UsagePart = UsagePart()


class StrengthPart(_Part):
    target: Name
    text: Text
    quote: SpanPart


class FocusPart(_Part):
    target: Name
    text: Text
    stem: Text
    quote: SpanPart | None = None


class CritiquePart(_Part):
    position: Count = Field(description="Position of the last answer that was read.")
    revision: Count = Field(description="0 for the first critique of the same words, then 1, 2 ...; the last holds.")
    at: Moment
    areas: list[FindingPart] = _many()
    star: list[StarPart] = _many()
    tips: list[TipPart] = _many()
    episode: Episode
    words: Count
    provenance: ProvenancePart
    episode_quote: SpanPart | None = None
    flags: list[Text] = _many(default=True)
    dropped: Count = 0
    quality: Share | None = None
    level: Annotated[int, Field(ge=1, le=5)] | None = None
    caps: list[Name] = _many(default=True)
    strength: StrengthPart | None = None
    focus: FocusPart | None = None
    also: FocusPart | None = None


class RatingPart(_Part):
    """What the candidate said of the attempt before seeing its level; null: would rather not say."""

    level: Annotated[int, Field(ge=1, le=5)] | None
    at: Moment


class AttemptPart(_Part):
    id: Id
    question: Count = Field(description="Which of `questions`, from 0.")
    number: Annotated[int, Field(ge=1, le=MOST_ITEMS)] = Field(description="1 for the first try.")
    critiques: list[CritiquePart] = _many(default=True)
    self_rating: RatingPart | None = None


class Log(_Part):
    """One practice: what was planned, asked, said and found, with room for reviews."""

    format: Literal["coach-log"]
    version: Literal[1]
    id: Id
    created_at: Moment
    ended_at: Moment | None
    plan: PlanPart
    questions: list[QuestionPart] = Field(min_length=1, max_length=MOST_ITEMS)
    turns: list[TurnPart] = Field(min_length=1, max_length=MOST_ITEMS)
    attempts: list[AttemptPart] = Field(max_length=MOST_ITEMS, description="In the order in which they were begun.")
    reviews: list[dict[str, JsonValue]] = Field(
        default_factory=list, max_length=MOST_ITEMS, description="Kept as given; their spans are checked."
    )


def json_schema() -> dict[str, Any]:
    """The form of one line, as published."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Log.model_json_schema()}
