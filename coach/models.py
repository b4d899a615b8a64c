"""The domain's words, as frozen values. DESIGN in one place: what each word means is its docstring."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What was found of an area, a STAR part or a tip."""

    COVERED = "covered"
    PARTIAL = "partial"
    MISSING = "missing"
    NOT_ASSESSED = "not_assessed"


class Kind(StrEnum):
    """What sort of thing an area asks for; the same kinds return in every bank."""

    SITUATION = "situation"
    GOAL = "goal"
    INSIGHT = "insight"
    CRITERIA = "criteria"
    ALTERNATIVES = "alternatives"
    PLAN = "plan"
    ACTION = "action"
    STAKEHOLDERS = "stakeholders"
    RESOURCES = "resources"
    CHALLENGE = "challenge"
    MEASURE = "measure"
    OUTCOME = "outcome"
    ITERATION = "iteration"
    LESSON = "lesson"


class Episode(StrEnum):
    """What sort of answer it is, before what is in it (Bangerter, Corvalan & Cavin 2014)."""

    STORY = "story"
    PSEUDO_STORY = "pseudo_story"  # "we would usually ...": real, but no one occasion
    HYPOTHETICAL = "hypothetical"
    OPINION = "opinion"
    SELF_DESCRIPTION = "self_description"
    OFF_TOPIC = "off_topic"


class Star(StrEnum):
    SITUATION = "S"
    TASK = "T"
    ACTION = "A"
    RESULT = "R"


class Tip(StrEnum):
    """The five tips every critique checks."""

    SPECIFIC = "specific"
    EMPATHY = "empathy"
    RESULTS = "results"
    LESSONS = "lessons"
    POSITIVE = "positive"


# -- banks ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Area:
    """One thing a good answer covers."""

    id: str
    text: str
    kind: Kind
    core: bool = False


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A bank's own probe, with the ids of the areas it probes."""

    id: str
    text: str
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A typical weak answer, and what it lacks."""

    answer: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    text: str
    areas: tuple[Area, ...]
    follow_ups: tuple[FollowUp, ...] = ()
    intent: str = ""
    approach: tuple[str, ...] = ()
    tips: tuple[str, ...] = ()
    example: Example | None = None
    source: str = ""
    competency: str = ""
    """Title of its bank."""
    guessed: tuple[str, ...] = ()
    """Which of "areas", "core", "kinds" and "probes" an import guessed and nobody has confirmed."""


@dataclass(frozen=True, slots=True)
class Guidance:
    id: str
    question: str
    answer: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Bank:
    id: str
    title: str
    competency: str
    questions: tuple[Question, ...]
    roles: tuple[str, ...] = ()
    weight: dict[str, int] = field(default_factory=dict)
    """Percent of an interview, by seniority (early, mid, senior)."""
    guidance: tuple[Guidance, ...] = ()
    source: str = ""
    hash: str = ""
    """sha256 of the file it was read from, 16 hex digits."""


# -- a practice ----------------------------------------------------------------------------------


class Mode(StrEnum):
    COACH = "coach"  # a critique after each question
    MOCK = "mock"  # no word until the end


@dataclass(frozen=True, slots=True)
class Plan:
    """What a practice was asked to be; `seed` makes the draw of questions repeatable."""

    role: str
    seniority: str
    banks: tuple[str, ...]
    questions: int = 3
    mode: Mode = Mode.COACH
    tough: bool = False
    seed: int = 0
    advert: str = ""
    """The job advert, if the candidate gave one: it colours what is asked and is never evidence."""
    cv: str = ""
    only: tuple[tuple[str, str], ...] = ()
    """(bank id, question id) of a drill: exactly these are asked, in this order, and nothing is drawn."""
    rate_first: bool = False
    """The candidate says a level of their own before the critique's is shown."""

    @property
    def most_follow_ups(self) -> int:
        return 3 if self.tough else 2


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """A question as it stood in its bank when the practice began: later edits do not reach it."""

    bank_id: str
    bank_title: str
    bank_hash: str
    question: Question


class Speaker(StrEnum):
    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"


class TurnKind(StrEnum):
    OPENING = "opening"
    QUESTION = "question"
    FOLLOW_UP = "follow_up"
    ANSWER = "answer"
    SKIP = "skip"
    CLOSING = "closing"


ASKS = frozenset({TurnKind.QUESTION, TurnKind.FOLLOW_UP})


@dataclass(frozen=True, slots=True)
class Turn:
    """One line said. `position` counts from 0 in the practice; turns are never changed."""

    id: str
    position: int
    speaker: Speaker
    kind: TurnKind
    text: str
    at: datetime
    attempt_id: str | None = None
    reason: str = ""
    """Why a follow-up was asked: the rung of the ladder."""
    probes: tuple[str, ...] = ()
    """Ids of the areas a follow-up probes."""
    follow_up_id: str = ""


# -- what an engine says, and what is left of it ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """What an engine says of an area, STAR part or tip, with quoted strings: not trusted."""

    target: str
    verdict: Verdict
    quotes: tuple[str, ...] = ()
    confidence: float = 1.0
    """0 to 1. Below the rubric's `ask_below` it is put as a question."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    milliseconds: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.milliseconds + other.milliseconds,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """All that an engine says of one attempt: not trusted until `critique.settle`."""

    areas: tuple[Claim, ...]
    star: tuple[Claim, ...]
    tips: tuple[Claim, ...]
    episode: Episode
    episode_quote: str = ""
    flags: tuple[str, ...] = ()
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that are really there: `turn.text[start:end] == text`, offsets in code points."""

    turn: int
    """Position of the turn in the practice."""
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim whose quotes were found in the candidate's turns: trusted."""

    target: str
    verdict: Verdict
    quotes: tuple[Quote, ...] = ()
    confidence: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Strength:
    target: str
    text: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Focus:
    """The one thing to work on: the words, the gap, one move, a stem with blanks for facts."""

    target: str
    text: str
    stem: str
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a critique; two are compared only when these hashes agree."""

    engine: str
    model: str = ""
    prompt_hash: str = ""
    bank_hash: str = ""
    rubric_hash: str = ""
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Critique:
    """What the page shows: findings, and what code computed from them."""

    areas: tuple[Finding, ...]
    star: tuple[Finding, ...]
    tips: tuple[Finding, ...]
    episode: Episode
    words: int
    provenance: Provenance
    episode_quote: Quote | None = None
    flags: tuple[str, ...] = ()
    dropped: int = 0
    """Quotes given for claims that are not in the answer."""
    quality: float | None = None
    """q of the rubric, 0 to 1; None when there is too little to rate."""
    level: int | None = None
    """1 to 5; None when there is too little to rate. Never a default."""
    caps: tuple[str, ...] = ()
    """What held the level below what the quality reached."""
    strength: Strength | None = None
    focus: Focus | None = None
    also: Focus | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at one question; answering again makes a new one."""

    id: str
    question: int
    """Index into the practice's questions."""
    number: int
    """1 for the first try."""
    turns: tuple[Turn, ...]
    critiques: tuple[tuple[int, Critique], ...] = ()
    """(position of the last answer read, critique), oldest first; the last one holds."""

    @property
    def answers(self) -> tuple[Turn, ...]:
        return tuple(t for t in self.turns if t.kind is TurnKind.ANSWER)

    @property
    def critique(self) -> Critique | None:
        """The critique of all that was said, or None while an answer waits to be read."""
        if not self.critiques or not self.answers:
            return None
        position, latest = self.critiques[-1]
        return latest if position == self.answers[-1].position else None

    @property
    def first_critique(self) -> Critique | None:
        """The critique of the answer before any follow-up."""
        if not self.answers:
            return None
        first = self.answers[0].position
        return next((c for p, c in self.critiques if p == first), None)


@dataclass(frozen=True, slots=True)
class Practice:
    """One interview by one candidate."""

    id: str
    owner: str
    plan: Plan
    created_at: datetime
    ended_at: datetime | None
    questions: tuple[PlannedQuestion, ...]
    turns: tuple[Turn, ...]
    attempts: tuple[Attempt, ...]

    def attempt(self, attempt_id: str | None) -> Attempt | None:
        return next((a for a in self.attempts if a.id == attempt_id), None)

    def tries(self, question: int) -> tuple[Attempt, ...]:
        return tuple(a for a in self.attempts if a.question == question)


@dataclass(frozen=True, slots=True)
class Limits:
    """Tokens, in and out together, that a model may use; None: as many as it takes."""

    practice: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking; every application call takes one."""

    id: str
    roles: frozenset[str] = frozenset({"candidate"})
