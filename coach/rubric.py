"""The rubric: `rubric.toml` as a value, and the five levels with their anchors."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from coach.models import Verdict

VALUE = {Verdict.COVERED: 1.0, Verdict.PARTIAL: 0.5, Verdict.MISSING: 0.0}


@dataclass(frozen=True, slots=True)
class Level:
    name: str
    anchor: str


LEVELS = (
    Level("Not yet an answer", "No usable example yet: an opinion, a self-description, or another subject."),
    Level("Emerging", "An example is in sight; most of what the question is after is still general or missing."),
    Level("Solid base", "An example that touches what the question is after; parts of it are thin."),
    Level(
        "Strong", "Most of what the question is after is there, with own decisions and a result; a gap or two is left."
    ),
    Level("Interview-ready", "Nearly all of it is there, with a result that can be checked and a lesson drawn."),
)
"""Observable anchors, level 1 first: of this answer, never of the person."""


@dataclass(frozen=True, slots=True)
class Rubric:
    """Numbers of `rubric.toml`; shares are 0 to 1, levels 1 to 5."""

    too_short_words: int
    ask_below: float
    unassessed_share: float
    weight: dict[str, float]
    star: dict[str, float]
    cuts: tuple[float, ...]
    cap: dict[str, int]
    hash: str


@cache
def rubric() -> Rubric:
    raw = Path(__file__).with_name("rubric.toml").read_bytes()
    data: dict[str, Any] = tomllib.loads(raw.decode())
    return Rubric(
        too_short_words=data["too_short_words"],
        ask_below=data["ask_below"],
        unassessed_share=data["unassessed_share"],
        weight=data["weight"],
        star=data["star"],
        cuts=tuple(data["level"]["cuts"]),
        cap=data["cap"],
        hash=hashlib.sha256(raw).hexdigest()[:16],
    )
