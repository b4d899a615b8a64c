"""The offline engine's weights: `offline_weights.toml` as a value, and the sums it stands for."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from coach.models import Kind

Table = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Chances:
    """Of one target in one answer: that it is at least touched, and that it is covered; 0 to 1."""

    touched: float
    covered: float


@dataclass(frozen=True, slots=True)
class Weights:
    passage: Table
    passage_of: Mapping[Kind, Table]
    touched: Mapping[str, Table]
    covered: Mapping[str, Table]

    def passage_score(self, signals: Table, kind: Kind) -> float:
        """How much a passage speaks for an area of `kind`, in log odds."""
        return _sum(self.passage, signals) + _sum(self.passage_of[kind], signals)

    def chances(self, name: str, signals: Table) -> Chances:
        """`name` is "area", a part of STAR or a tip."""
        touched = chance(_sum(self.touched[name], signals))
        return Chances(touched, min(touched, chance(_sum(self.covered[name], signals))))


@cache
def weights() -> Weights:
    path = Path(__file__).with_name("offline_weights.toml")
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    by_target = {name: table for name, table in data.items() if "touched" in table}
    return Weights(
        passage=data["passage"],
        passage_of={kind: data["passage_of"].get(str(kind), {}) for kind in Kind},
        touched={name: table["touched"] for name, table in by_target.items()},
        covered={name: table["covered"] for name, table in by_target.items()},
    )


def chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _sum(table: Table, signals: Table) -> float:
    return table.get("bias", 0.0) + sum(w * signals.get(name, 0.0) for name, w in table.items())
