"""YAML to Bank, validated: an error names file, question and field, and says what to do."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from coach.errors import BankError, NotFound
from coach.kinds import kind_of
from coach.models import Area, Bank, Example, FollowUp, Guidance, Kind, Question

LARGEST_FILE = 2_000_000
DEEPEST = 20
"""Lists and mappings inside each other; a bank needs seven."""
SHIPPED = Path(__file__).parents[1] / "banks"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


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


@dataclass(frozen=True, slots=True)
class Library:
    """All banks that could be read, and one line for each fault in those that could not."""

    banks: tuple[Bank, ...]
    problems: tuple[str, ...] = ()

    def bank(self, bank_id: str) -> Bank:
        found = next((b for b in self.banks if b.id == bank_id), None)
        if not found:
            known = ", ".join(b.id for b in self.banks) or "none"
            raise NotFound(f"There is no bank '{bank_id}'. Banks here: {known}.")
        return found


def load_library(folders: Sequence[Path]) -> Library:
    """Every `*.yaml` in `folders`, in the folders' order; one bad bank does not stop the others."""
    banks: list[Bank] = []
    problems: list[str] = []
    for path in find_files(folders):
        try:
            bank = load_bank(path)
        except BankError as error:
            problems += error.problems
            continue
        if any(b.id == bank.id for b in banks):
            problems.append(f"{path.name}: id: '{bank.id}' is the id of another bank; choose a new one")
        else:
            banks.append(bank)
    return Library(tuple(banks), tuple(problems))


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Bank files among `paths`: files as they are, folders by their `*.yaml` and `*.yml`, sorted."""
    found: list[Path] = []
    for path in paths:
        found += sorted(p for p in path.iterdir() if p.suffix in {".yaml", ".yml"}) if path.is_dir() else [path]
    return found


def load_bank(path: Path) -> Bank:
    """One bank file. Raises BankError with a line `file: question: field: what is wrong` per fault."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BankError([f"{path.name}: cannot be read: {error.strerror or error}"]) from error
    if len(raw) > LARGEST_FILE:
        raise BankError([f"{path.name}: {len(raw):,} bytes are more than the {LARGEST_FILE:,} allowed; split the bank"])
    data = _parse(raw, path.name)
    try:
        part = BankPart.model_validate(data)
    except ValidationError as error:
        raise BankError([_line(path.name, data, e) for e in error.errors(include_url=False)]) from error
    return _bank(part, hashlib.sha256(raw).hexdigest()[:16])


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one, where it was built, is seven times as fast


def _parse(raw: bytes, name: str) -> object:
    try:
        data = _construct(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BankError([f"{name}: not UTF-8 text (byte {error.start}); save the file as UTF-8"]) from error
    except (yaml.YAMLError, ValueError) as error:
        raise BankError([f"{name}: {_yaml_problem(error)}"]) from error
    if not isinstance(data, dict):
        raise BankError([f"{name}: not a bank: expected keys like 'id', 'title' and 'questions' at the top"])
    return data


def _construct(text: str) -> object:
    """Safe YAML without aliases (a few lines of them can fill the memory), deep nesting or repeated keys."""
    _refuse_bombs(text)
    node = yaml.compose(text, _Loader)
    if node is None:
        return None
    _refuse_repeated_keys(node)
    try:
        return yaml.constructor.SafeConstructor().construct_document(node)
    except (ValueError, LookupError, AttributeError) as error:  # what PyYAML's conversions let through
        raise ValueError(f"a value is not the number, date or tag it looks like ({error}); put it in quotes") from error


def _refuse_bombs(text: str) -> None:
    """Looks at one event after the other, since a parser's time grows with the square of the depth."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError(f"{_line_of(event)}aliases (*name) are not allowed in a bank; write the text out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError(f"{_line_of(event)}nested too deeply for a bank")


def _refuse_repeated_keys(node: yaml.Node) -> None:
    """YAML lets the last one win in silence."""
    children = node.value if isinstance(node, yaml.SequenceNode) else []
    if isinstance(node, yaml.MappingNode):
        children = [value for _, value in node.value]
        for name, count in Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)).items():
            if count > 1:
                raise ValueError(f"{_line_of(node)}'{name}' is given {count} times from here on; keep one")
    for child in children:
        _refuse_repeated_keys(child)


def _line_of(place: yaml.Event | yaml.Node) -> str:
    return f"line {place.start_mark.line + 1}: " if place.start_mark else ""


def _yaml_problem(error: Exception) -> str:
    if not isinstance(error, yaml.YAMLError):
        return str(error)
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"{where}not readable as YAML: {getattr(error, 'problem', None) or error}"


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
    if repeated := sorted(i for i, n in Counter(ids).items() if n > 1):
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
    )
