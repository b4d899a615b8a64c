"""What every test stands on: a clean environment, both databases, an engine that can be scripted."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa

from coach.banks import Shelf
from coach.errors import EngineError
from coach.interviewer import Interviewer
from coach.models import (
    Area,
    Bank,
    Claim,
    Episode,
    FollowUp,
    Kind,
    Plan,
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
    Viewer,
)
from coach.store import Store

REQUIRE_ALL = os.environ.get("COACH_REQUIRE_ALL") == "1"
POSTGRES = os.environ.get("COACH_TEST_DATABASE_URL", "")

CANDIDATE = Viewer("ann")
STRANGER = Viewer("bob")


# A check of a change must not fail by the luck of a draw; at the desk every run tries other examples.
hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")


def missing(what: str) -> None:
    """Skip a test that this machine cannot run, or fail it where everything must be there."""
    if REQUIRE_ALL:
        pytest.fail(f"{what}, and COACH_REQUIRE_ALL=1 asks for everything")
    pytest.skip(what)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees this machine's settings, keys or data, so none can reach a real model."""
    for name in list(os.environ):
        if name.startswith(("COACH_", "OPENAI_")) or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, on both kinds."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'practice.db'}"
        return
    if not POSTGRES:
        missing("no PostgreSQL: set COACH_TEST_DATABASE_URL to a database that tests may fill")
    yield from _schema(POSTGRES.replace("postgresql://", "postgresql+psycopg://", 1))


def _schema(url: str) -> Iterator[str]:
    """A schema of its own, so that tests running side by side do not meet."""
    name = f"test_{secrets.token_hex(6)}"
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as db:
        db.execute(sa.text(f"create schema {name}"))
    options = {"options": f"-csearch_path={name} -ctimezone=Asia/Kolkata"}  # a server far from UTC
    yield sa.make_url(url).update_query_dict(options).render_as_string(hide_password=False)
    with server.connect() as db:
        db.execute(sa.text(f"drop schema {name} cascade"))
    server.dispose()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'practice.db'}")
    yield opened
    opened.close()


def rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in every table."""
    engine = sa.create_engine(url)
    with engine.connect() as db:
        tables = sa.inspect(db).get_table_names()
        found = {t: sorted(map(tuple, db.execute(sa.text(f"select * from {t}"))), key=repr) for t in tables}
    engine.dispose()
    return found


def question(number: int = 1) -> Question:
    """Three areas, two of them core, and two follow-ups."""
    return Question(
        id=f"question-{number}",
        text=f"Question {number}: tell me about a plan you changed.",
        intent="Whether change starts from evidence.",
        approach=("Begin with what you saw.",),
        areas=(
            Area("signal", "What showed that the plan no longer fitted", Kind.INSIGHT, core=True),
            Area("change", "What was changed", Kind.ACTION, core=True),
            Area("lesson", "What was learned from it", Kind.LESSON),
        ),
        follow_ups=(
            FollowUp("first-sign", "What was the first sign?", ("signal",)),
            FollowUp("since", "What has changed since?", ("lesson",)),
        ),
        tips=("Name the moment.",),
        source="test",
    )


def turn(text: str, position: int = 2, kind: TurnKind = TurnKind.ANSWER, **changes: object) -> Turn:
    """A line said: an answer of the candidate's, or what the interviewer says."""
    speaker = Speaker.CANDIDATE if kind is TurnKind.ANSWER else Speaker.INTERVIEWER
    at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC) + timedelta(minutes=position)
    return replace(Turn(f"turn-{position}", position, speaker, kind, text, at), **changes)  # type: ignore[arg-type]


def bank(bank_id: str = "plans", questions: int = 6, **changes: object) -> Bank:
    values = {
        "id": bank_id,
        "title": bank_id.title(),
        "competency": "Changing plans",
        "questions": tuple(question(n) for n in range(1, questions + 1)),
        "weight": {"early": 20, "mid": 20, "senior": 20},
        "hash": f"hash-of-{bank_id}",
    }
    return Bank(**{**values, **changes})  # type: ignore[arg-type]


def reading(
    verdicts: Sequence[Verdict] = (Verdict.MISSING, Verdict.MISSING, Verdict.MISSING),
    quote: str = "",
    star: Verdict = Verdict.MISSING,
    lessons: Verdict = Verdict.MISSING,
    episode: Episode = Episode.STORY,
    confidence: float = 1.0,
) -> Reading:
    """What an engine might say of `question()`; verdicts above missing carry `quote`."""

    def claim(target: str, verdict: Verdict) -> Claim:
        quotes = (quote,) if quote and verdict in (Verdict.COVERED, Verdict.PARTIAL) else ()
        return Claim(target, verdict, quotes, confidence)

    areas = tuple(claim(a.id, v) for a, v in zip(question().areas, verdicts, strict=True))
    tips = tuple(
        claim(t, Verdict.COVERED if t is Tip.POSITIVE else lessons if t is Tip.LESSONS else Verdict.MISSING)
        for t in Tip
    )
    return Reading(areas, tuple(claim(s, star) for s in Star), tips, episode)


class ScriptedEngine:
    """An engine that says what it was told to; an EngineError in the script is raised. Runs dry loudly."""

    name = "scripted"
    model = "test"
    prompt_hash = "none"
    line_hash = ""
    reads_every_answer = True

    def __init__(self, *script: Reading | EngineError, forever: Reading | None = None) -> None:
        self.script = list(script)
        self.forever = forever
        self.reads: list[tuple[Turn, ...]] = []
        self.pointed: Claim | None = None
        self.warmed = threading.Event()

    def read(self, question: Question, turns: Sequence[Turn]) -> Reading:
        self.reads.append(tuple(turns))
        said = self.script.pop(0) if self.script else self.forever
        if said is None:
            raise AssertionError("the script ran out of readings")
        if isinstance(said, EngineError):
            raise said
        return said

    def point(self, question: Question, area_id: str, turns: Sequence[Turn], quote: Quote) -> Claim:
        return self.pointed or Claim(area_id, Verdict.COVERED, (quote.text,))

    def warm(self) -> None:
        self.warmed.set()

    def notes(self, question: Question, turns: Sequence[Turn]) -> Reading:
        return self.read(question, turns)

    def word(
        self, question: Question, turns: Sequence[Turn], line: str, background: str = ""
    ) -> Generator[str, None, Usage]:
        yield line
        return Usage()


PLAN = Plan("customer-marketing-manager", "mid", ("plans",), questions=2, seed=1)


def interviewer(store: Store, engine: ScriptedEngine | None = None, *banks: Bank) -> Interviewer:
    shelf = Shelf((), banks or (bank(),))
    return Interviewer(store, shelf, engine or ScriptedEngine(forever=reading()))
