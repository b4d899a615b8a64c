"""What speaks for an area in a passage, and in a whole answer, as named numbers that weights multiply."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coach.kinds import kinds_of
from coach.models import Area, Kind, Question
from coach.passages import Passage, concepts_of, stems_of

_FRAMING = stems_of(
    "a about across after all also an and any are as at be because been before being both but by can candidate "
    "could did do does each for from had handled has have how if in into is it its key made make more most new of "
    "on one or other out over own part specific such than that the their them then there they this those through "
    "to took up used was way were what when where which while who why will with would describe tell time example "
    "give us me about situation share you your involved including etc "
)
Signals = dict[str, float]
TOLD_AS_FACT = "number own_action bare_action team_action other_action name time speech change past".split()
TOLD = (*TOLD_AS_FACT, *"cause hypothetical generic polish denial vague claim".split())


@dataclass(frozen=True, slots=True)
class Target:
    """An area as it is looked for."""

    area: Area
    kinds: tuple[Kind, ...]
    stems: frozenset[str]
    concepts: frozenset[str]
    rank: float
    """Where its evidence is expected: areas come in roughly the order they are told, 0 to 1."""


def targets(question: Question) -> list[Target]:
    last = max(len(question.areas) - 1, 1)
    return [_target(area, i / last) for i, area in enumerate(question.areas)]


def _target(area: Area, rank: float) -> Target:
    stems = stems_of(area.text) - _FRAMING
    kinds = (area.kind, *(k for k in kinds_of(area.text) if k is not area.kind))
    return Target(area, kinds, stems, concepts_of(stems), rank)


def common(passages: Sequence[Passage]) -> dict[str, int]:
    """In how many passages each stem stands: what is everywhere tells nothing."""
    found: dict[str, int] = {}
    for p in passages:
        for s in p.stems:
            found[s] = found.get(s, 0) + 1
    return found


def topic(target: Target, p: Passage, seen: dict[str, int]) -> float:
    """Share of the area's own words that stand in the passage; rarer in the answer weighs more. 0 to 1."""
    weights = {s: 1 / (1 + seen.get(s, 0)) ** 0.5 for s in target.stems}
    total = sum(weights.values())
    return sum(w for s, w in weights.items() if s in p.stems) / total if total else 0.0


def concept(target: Target, p: Passage) -> float:
    """Share of the area's concepts that the passage touches, 0 to 1."""
    return len(target.concepts & p.concepts) / len(target.concepts) if target.concepts else 0.0


def of_passage(target: Target, index: int, passages: Sequence[Passage], seen: dict[str, int]) -> Signals:
    """What speaks for `target` in the passage at `index`."""
    p = passages[index]
    return {
        "topic": topic(target, p, seen),
        "concept": concept(target, p),
        "cue": p.cues[target.kinds[0]],
        "cue_other": max((p.cues[k] for k in target.kinds[1:]), default=0.0),
        "order": 1.0 if target.area.id in p.probed else 1 - abs(p.place - target.rank),
        "length": min(math.log1p(p.words) / 4, 1.0),
        "place": p.place,
        "place_middle": 4 * p.place * (1 - p.place),
        "probed": float(target.area.id in p.probed),
        **{name: p.marks[name] for name in TOLD},
    }


def of_answer(question: Question, passages: Sequence[Passage]) -> Signals:
    """How the whole is told; the same for each target."""
    count = len(passages) or 1
    said = frozenset().union(*(p.stems for p in passages))
    asked = stems_of(question.text) - _FRAMING
    return {
        "said_asked": len(asked & said) / len(asked) if asked else 0.0,
        "said_concrete": min(sum(map(is_concrete, passages)), 12) / 12,
        **{f"said_{name}": sum(p.marks[name] for p in passages) / count for name in TOLD},
    }


def is_concrete(p: Passage) -> bool:
    """Somebody did something, and there is a figure, a name, a time or somebody's words with it."""
    done = any(p.marks[m] for m in ("own_action", "bare_action", "team_action", "other_action"))
    held = any(p.marks[m] for m in ("number", "name", "time", "speech"))
    return done and held and p.marks["hypothetical"] < 1


def of_target(
    target: Target, scores: Sequence[float], rivals: Sequence[Sequence[float]], found: Sequence[Signals], told: Signals
) -> Signals:
    """What speaks for `target` in the whole answer.

    scores: of each passage for it; rivals: the same for the other targets; found: `of_passage` of each.
    """
    chance = [_chance(s) for s in scores]
    best = max(range(len(scores)), key=scores.__getitem__)
    mass = sum(chance)
    at = found[best]
    return {
        **told,
        "best": scores[best],
        "mass": math.log(mass + 1e-3),
        "margin": scores[best] - max((r[best] for r in rivals), default=scores[best]),
        "rest": sum(max(r) for r in rivals) / len(rivals) if rivals else 0.0,
        "rank": target.rank,
        "max_cue": max(f["cue"] for f in found),
        "done": max(f["cue"] * max(f["own_action"], f["number"], f["change"]) for f in found),
        **{f"at_{name}": at[name] for name in ("topic", "concept", "cue", "cue_other")},
        **{f"near_{name}": sum(c * f[name] for c, f in zip(chance, found, strict=True)) / mass for name in TOLD},
        f"is_{target.kinds[0]}": 1.0,
    }


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
