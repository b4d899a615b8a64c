"""A whole interview from a file of answers: for scripts, tests and a look at what the engine says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from coach import flow
from coach.banks import Library, Shelf
from coach.engine import Engine
from coach.errors import InputError
from coach.export import STAR_NAMES, TIP_NAMES
from coach.flow import Stage
from coach.interviewer import Interviewer
from coach.models import Attempt, Critique, Finding, Mode, Plan, Practice, Star, Tip, Turn, Viewer
from coach.rubric import LEVELS
from coach.store import Store

_CRITIQUE = TypeAdapter(Critique)
_VIEWER = Viewer("rehearsal")


def read_answers(path: Path) -> list[str]:
    """Answers of a script: paragraphs parted by blank lines. Raises InputError naming the file."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    answers = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    if not answers:
        raise InputError(f"{path}: there is no answer in it; write paragraphs parted by blank lines")
    return answers


def rehearse(
    library: Library, engine: Engine, answers: Sequence[str], banks: Sequence[str], questions: int, seed: int
) -> Practice:
    """Give the answers in order to whatever is asked, until they or the questions end.

    Runs on a database in memory: nothing is written. Raises InputError naming an unusable answer.
    """
    plan = Plan("chief-marketing-officer", "mid", tuple(banks), questions, Mode.COACH, seed=seed)
    with closing(Store("sqlite://")) as store:
        return _held(Interviewer(store, Shelf((), library.banks), engine), plan, answers)


def _held(interviewer: Interviewer, plan: Plan, answers: Sequence[str]) -> Practice:
    practice_id = interviewer.start(_VIEWER, plan)
    for number, answer in enumerate(answers, 1):
        if flow.stage(interviewer.open(_VIEWER, practice_id)) is Stage.BETWEEN:
            interviewer.advance(_VIEWER, practice_id)
        if flow.stage(interviewer.open(_VIEWER, practice_id)) is Stage.ENDED:
            break
        try:
            interviewer.submit(_VIEWER, practice_id, answer)
        except InputError as error:
            raise InputError(f"Answer {number} of the script: {error}") from error
        interviewer.assess(_VIEWER, practice_id)
    interviewer.end(_VIEWER, practice_id)
    # a model reads once a question is done, and the script may end before
    for attempt in interviewer.open(_VIEWER, practice_id).attempts:
        interviewer.catch_up(_VIEWER, practice_id, attempt.id)
    return interviewer.open(_VIEWER, practice_id)


def as_json(practice: Practice) -> dict[str, Any]:
    """Transcript and critiques, without ids and times: the same script gives the same object."""
    return {
        "questions": [{"bank": q.bank_id, "question": q.question.id} for q in practice.questions],
        "transcript": [_line(t) for t in practice.turns],
        "critiques": [_critique(practice, a, a.critique) for a in practice.attempts if a.critique],
    }


def _line(turn: Turn) -> dict[str, Any]:
    reason = {"reason": turn.reason, "probes": list(turn.probes)} if turn.reason else {}
    return {"speaker": turn.speaker, "kind": turn.kind, "text": turn.text, **reason}


def _critique(practice: Practice, attempt: Attempt, critique: Critique) -> dict[str, Any]:
    planned = practice.questions[attempt.question]
    value = _CRITIQUE.dump_python(critique, mode="json")
    value["provenance"]["usage"]["milliseconds"] = None  # the only part that differs from run to run
    return {"bank": planned.bank_id, "question": planned.question.id, "try": attempt.number, **value}


def as_text(practice: Practice) -> str:
    """The same for reading: who said what, why it was asked, what was found."""
    return "\n".join(_text(practice))


def _text(practice: Practice) -> Iterator[str]:
    for turn in practice.turns:
        why = f" [{turn.reason}]" if turn.reason else ""
        yield f"{turn.speaker.value.upper()}{why}: {turn.text}\n"
        attempt = practice.attempt(turn.attempt_id)
        if attempt and attempt.critique and turn == attempt.answers[-1]:
            yield from _findings(practice, attempt, attempt.critique)


def _findings(practice: Practice, attempt: Attempt, critique: Critique) -> Iterator[str]:
    level = f"{critique.level} {LEVELS[critique.level - 1].name}" if critique.level else "not rated"
    held = f", held by {', '.join(critique.caps)}" if critique.caps else ""
    yield f"    Level: {level} (q {critique.quality}{held}); episode: {critique.episode}; {critique.words} words"
    areas = practice.questions[attempt.question].question.areas
    for area, finding in zip(areas, critique.areas, strict=True):
        yield _row(("* " if area.core else "  ") + area.text, finding)
    for finding in critique.star:
        yield _row(f"  {STAR_NAMES[Star(finding.target)]}", finding)
    for finding in critique.tips:
        yield _row(f"  {TIP_NAMES[Tip(finding.target)]}", finding)
    if critique.strength:
        yield f"    Keep: “{critique.strength.quote.text}” {critique.strength.text}"
    if critique.focus:
        yield f"    Work on: {critique.focus.text} {critique.focus.stem}"
    yield ""


def _row(name: str, finding: Finding) -> str:
    quotes = "; ".join(f"“{' '.join(q.text.split())}”" for q in finding.quotes)
    return f"    {finding.verdict.value:>12}  {name}" + (f" — {quotes}" if quotes else "")
