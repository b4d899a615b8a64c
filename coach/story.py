"""The answer as a whole: STAR, the tips, and what sort of answer it is."""

from __future__ import annotations

from collections.abc import Sequence

from coach.models import Area, Claim, Episode, Kind, Star, Tip, Verdict
from coach.passages import Passage, concepts_of, stems_of
from coach.signals import Signals, Target
from coach.weights import Chances


def _part(name: str, kind: Kind, rank: float, text: str = "") -> Target:
    stems = stems_of(text)
    return Target(Area(name, text, kind), (kind,), stems, concepts_of(stems), rank)


PARTS = (
    _part(Star.SITUATION, Kind.SITUATION, 0.0),
    _part(Star.TASK, Kind.GOAL, 0.15),
    _part(Star.ACTION, Kind.ACTION, 0.5),
    _part(Star.RESULT, Kind.OUTCOME, 0.85),
    _part(Tip.SPECIFIC, Kind.SITUATION, 0.2),
    _part(Tip.EMPATHY, Kind.STAKEHOLDERS, 0.4, "what a customer or colleague needed, feared or felt"),
    _part(Tip.RESULTS, Kind.OUTCOME, 0.9),
    _part(Tip.LESSONS, Kind.LESSON, 1.0),
)
"""What is looked for in every answer, as if each were an area of the question."""

_OWN = ("own_action", "bare_action")


def episode(passages: Sequence[Passage], told: Signals, parts: dict[str, Chances]) -> tuple[Episode, Passage | None]:
    """What sort of answer it is, and the passage that shows it best."""
    if not passages:
        return Episode.OFF_TOPIC, None
    kind = _kind(told, parts)
    mark = {Episode.HYPOTHETICAL: "hypothetical", Episode.OPINION: "generic", Episode.SELF_DESCRIPTION: "claim"}
    if kind in mark:
        return kind, max(passages, key=lambda p: p.marks[mark[kind]])
    return kind, max(passages, key=_liveliness)


def _kind(told: Signals, parts: dict[str, Chances]) -> Episode:
    acted = told["said_own_action"] + told["said_bare_action"] + told["said_team_action"]
    if told["said_hypothetical"] > max(0.45, acted):
        return Episode.HYPOTHETICAL
    if parts[Tip.SPECIFIC].touched >= 0.5 or told["said_concrete"] >= 0.25:
        return Episode.STORY
    if acted >= 0.2:
        return Episode.PSEUDO_STORY
    return Episode.SELF_DESCRIPTION if told["said_claim"] >= 0.25 else Episode.OPINION


def _liveliness(p: Passage) -> float:
    return sum(p.marks[m] for m in ("own_action", "number", "name", "time", "speech")) - p.marks["hypothetical"]


def positive(passages: Sequence[Passage]) -> Claim:
    """Passes unless words blame or disparage; those words are then the quote."""
    heavy = [p for p in passages if p.marks["blame"]]
    if not heavy:
        return Claim(Tip.POSITIVE, Verdict.COVERED, reason="nobody is blamed")
    worst = max(heavy, key=lambda p: p.marks["blame"])
    verdict = Verdict.MISSING if sum(p.marks["blame"] for p in heavy) >= 1.5 else Verdict.PARTIAL
    return Claim(Tip.POSITIVE, verdict, (worst.text,), 0.6, "words that blame somebody")


def owns(passages: Sequence[Passage]) -> bool:
    """Whether anything is told as the candidate's own doing."""
    return any(p.marks[m] for p in passages for m in _OWN) or any("my" in p.stems for p in passages)
