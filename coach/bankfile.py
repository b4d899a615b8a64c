"""A bank's file: YAML to Bank and back. An error names file, question and field, and says what to do."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from coach import yamltext
from coach.errors import BankError
from coach.kinds import kind_of
from coach.models import Area, Bank, Example, FollowUp, Guidance, Kind, Question

LARGEST_FILE = 2_000_000
"""Bytes."""
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LONGEST_SLUG = 80

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=LONGEST_SLUG)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Guess = Literal["areas", "core", "kinds", "probes"]


class _Part(BaseModel):
    """Unknown keys are refused, so that a typo is not a silently missing field."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AreaPart(_Part):
    id: Slug
    text: Text
    kind: Kind | None = Field(None, description="What sort of thing it asks for; guessed from the text if left out.")
    core: bool = Field(False, description="True for the 2 to 4 areas the question cannot be answered without.")


class FollowUpPart(_Part):
    id: Slug
    text: Text
    areas: list[Slug] = Field(min_length=1, description="Ids of the areas of this question that it probes.")


class ExamplePart(_Part):
    answer: Text
    lacks: list[Text] = []


class QuestionPart(_Part):
    id: Slug
    text: Text
    intent: str = ""
    approach: list[Text] = []
    areas: list[AreaPart] = Field(min_length=2, max_length=20)
    follow_ups: list[FollowUpPart] = []
    tips: list[Text] = []
    example: ExamplePart | None = None
    source: str = ""
    guessed: list[Guess] = Field([], description="What an import guessed and nobody has confirmed yet.")

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        _unique("area", [a.id for a in self.areas])
        _unique("follow-up", [f.id for f in self.follow_ups])
        known = {a.id for a in self.areas}
        for follow_up in self.follow_ups:
            if unknown := sorted(set(follow_up.areas) - known):
                raise ValueError(f"follow-up '{follow_up.id}' probes {unknown}, which is no area of this question")
        core = sum(a.core for a in self.areas)
        if not 2 <= core <= 4:
            raise ValueError(f"{core} areas are core; mark 2 to 4 with 'core: true'")
        return self


class GuidancePart(_Part):
    id: Slug
    question: Text
    answer: Text
    source: str = ""


class WeightPart(_Part):
    """Percent of an interview that this competency deserves, by seniority."""

    early: int = Field(20, ge=1, le=100)
    mid: int = Field(20, ge=1, le=100)
    senior: int = Field(20, ge=1, le=100)


class BankPart(_Part):
    """A bank of interview questions on one competency."""

    id: Slug
    title: Text
    competency: Text
    roles: list[Slug] = []
    weight: WeightPart = WeightPart()
    source: str = ""
    guidance: list[GuidancePart] = []
    questions: list[QuestionPart] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        _unique("question", [q.id for q in self.questions])
        _unique("guidance", [g.id for g in self.guidance])
        return self


def json_schema() -> dict[str, Any]:
    """The format as JSON Schema; editors complete a bank whose first line names it."""
    schema = BankPart.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


# -- reading ---------------------------------------------------------------------------------------


def load_bank(path: Path) -> Bank:
    """One bank file. Raises BankError with a line `file: question: field: what is wrong` per fault."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BankError([f"{path.name}: cannot be read: {error.strerror or error}"]) from error
    return read_bank(raw, path.name)


def read_bank(raw: bytes, name: str) -> Bank:
    """The bank in a file's bytes; `name` is the file's, for messages. Raises BankError as `load_bank` does."""
    if len(raw) > LARGEST_FILE:
        raise BankError([f"{name}: {len(raw):,} bytes are more than the {LARGEST_FILE:,} allowed; split the bank"])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BankError([f"{name}: not UTF-8 text (byte {error.start}); save the file as UTF-8"]) from error
    try:
        part = BankPart.model_validate(yamltext.parse_quickly(text))
    except ValueError:  # pydantic's errors too: what is at fault is read again with care, to say where
        part = _with_care(text, name)
    return _bank(part, hashlib.sha256(raw).hexdigest()[:16])


def _with_care(text: str, name: str) -> BankPart:
    try:
        data = yamltext.parse(text)
    except ValueError as error:
        raise BankError([f"{name}: {error}"]) from error
    if not isinstance(data, dict):
        raise BankError([f"{name}: not a bank: expected keys like 'id', 'title' and 'questions' at the top"])
    try:
        return BankPart.model_validate(data)
    except ValidationError as error:
        raise BankError([_line(name, data, e) for e in error.errors(include_url=False)]) from error


def _line(name: str, data: object, error: Any) -> str:
    """`file: question: field: what is wrong`, with ids in place of indexes where there are any."""
    place: list[str] = []
    here: Any = data
    for step in error["loc"]:
        here = _below(here, step)
        if isinstance(step, int):
            label = here.get("id") if isinstance(here, dict) else None
            place[-1:] = [f"{place[-1] if place else 'item'} {step + 1}{f' ({label})' if label else ''}"]
        else:
            place.append(str(step))
    return ": ".join([name, *place, error["msg"].removeprefix("Value error, ")])


def _below(here: Any, step: str | int) -> Any:
    try:
        return here[step]
    except (KeyError, IndexError, TypeError):
        return None


def _unique(what: str, ids: list[str]) -> None:
    if len(set(ids)) < len(ids):
        repeated = sorted(i for i, n in Counter(ids).items() if n > 1)
        raise ValueError(f"{what} id {', '.join(repeated)} is used more than once; ids must be unique")


def _bank(part: BankPart, digest: str) -> Bank:
    return Bank(
        id=part.id,
        title=part.title,
        competency=part.competency,
        questions=tuple(_question(q, part.title) for q in part.questions),
        roles=tuple(part.roles),
        weight=part.weight.model_dump(),
        guidance=tuple(Guidance(g.id, g.question, g.answer, g.source) for g in part.guidance),
        source=part.source,
        hash=digest,
    )


def _question(part: QuestionPart, competency: str) -> Question:
    return Question(
        id=part.id,
        text=part.text,
        areas=tuple(Area(a.id, a.text, a.kind or kind_of(a.text), a.core) for a in part.areas),
        follow_ups=tuple(FollowUp(f.id, f.text, tuple(f.areas)) for f in part.follow_ups),
        intent=part.intent.strip(),
        approach=tuple(part.approach),
        tips=tuple(part.tips),
        example=Example(part.example.answer, tuple(part.example.lacks)) if part.example else None,
        source=part.source.strip(),
        competency=competency,
        guessed=tuple(part.guessed),
    )


# -- writing ---------------------------------------------------------------------------------------

SCHEMA_BESIDE = "../../banks/bank.schema.json"
"""Where the schema is, seen from the own banks in the default data folder."""


def dump(bank: Bank, schema: str = SCHEMA_BESIDE) -> str:
    """`bank` as YAML that `read_bank` gives back, but for the hash; empty fields are left out."""
    return f"# yaml-language-server: $schema={schema}\n{yamltext.dump(_plain(bank))}"


def _plain(bank: Bank) -> dict[str, Any]:
    return {
        "id": bank.id,
        "title": bank.title,
        "competency": bank.competency,
        **_filled(
            roles=list(bank.roles),
            weight=bank.weight,
            source=bank.source,
            guidance=[
                {"id": g.id, "question": g.question, "answer": g.answer, **_filled(source=g.source)}
                for g in bank.guidance
            ],
        ),
        "questions": [_plain_question(q) for q in bank.questions],
    }


def _plain_question(question: Question) -> dict[str, Any]:
    example = question.example
    return {
        "id": question.id,
        "text": question.text,
        **_filled(intent=question.intent, approach=list(question.approach)),
        "areas": [{"id": a.id, "text": a.text, "kind": str(a.kind), **_filled(core=a.core)} for a in question.areas],
        **_filled(
            follow_ups=[{"id": f.id, "text": f.text, "areas": list(f.areas)} for f in question.follow_ups],
            tips=list(question.tips),
            example=example and {"answer": example.answer, **_filled(lacks=list(example.lacks))},
            source=question.source,
            guessed=list(question.guessed),
        ),
    }


def _filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
