"""What a guide leaves unsaid, guessed by rules: ids, core areas, probes, areas where there are none."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from enum import StrEnum

from coach.kinds import kind_of, kinds_of
from coach.models import Area, Kind
from coach.sentences import words
from coach.stems import stem

LONGEST_SLUG = 80
_MOST_WORDS = 6
_LEAD_IN = frozenset(
    """a an the tell me us about time when you your yours describe give example of to for in on at with and or how what
    why which who where did do does have has had was were is are be been would could can should will that this it its
    i we they their them there s ve d re ll m t situation share walk through please any some by from as if
    candidate""".split()
)


def slug(text: str, taken: Collection[str], fallback: str) -> str:
    """An id from the telling words of `text`, not among `taken`; `fallback` where it has no Latin letters."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    said = re.findall(r"[a-z0-9]+", re.sub(r"(?<=\w)'(?=\w)", "", plain))
    telling = [w for w in said if w not in _LEAD_IN] or said
    return _free(_joined(telling[:_MOST_WORDS]) or fallback, taken)


_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "þ": "th", "’": "'"})


def _joined(parts: Sequence[str]) -> str:
    return "-".join(parts)[: LONGEST_SLUG - 8].strip("-")


def _free(wanted: str, taken: Collection[str]) -> str:
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


# -- core areas ------------------------------------------------------------------------------------

_WEIGHT = {  # how often areas of this kind are core in the shipped banks, where people chose them
    Kind.OUTCOME: 0.9,
    Kind.ACTION: 0.7,
    Kind.GOAL: 0.6,
    Kind.SITUATION: 0.55,
    Kind.CRITERIA: 0.5,
    Kind.INSIGHT: 0.5,
    Kind.PLAN: 0.35,
    Kind.ALTERNATIVES: 0.25,
    Kind.MEASURE: 0.2,
    Kind.LESSON: 0.15,
    Kind.ITERATION: 0.1,
    Kind.STAKEHOLDERS: 0.1,
    Kind.CHALLENGE: 0.1,
    Kind.RESOURCES: 0.0,
}
_EARLY = 0.2
"""What standing first adds: guides begin with what the answer is about."""
_REPEATED = 0.45
"""What a second core area of the same kind loses."""


def core(kinds: Sequence[Kind]) -> frozenset[int]:
    """Positions of the 2 to 4 areas to call core: what was done and what came of it before the rest, earlier first.

    About a quarter of them and one more: 3 of 7, 4 of 11.
    """
    wanted = min(len(kinds), max(2, min(4, (len(kinds) + 5) // 4)))
    chosen: list[int] = []
    while len(chosen) < wanted:
        seen = Counter(kinds[i] for i in chosen)
        left = [i for i in range(len(kinds)) if i not in chosen]
        chosen.append(max(left, key=lambda i: (_worth(kinds, i) - _REPEATED * seen[kinds[i]], -i)))
    return frozenset(chosen)


def _worth(kinds: Sequence[Kind], at: int) -> float:
    return _WEIGHT[kinds[at]] + _EARLY * (1 - at / len(kinds))


# -- what a follow-up probes -----------------------------------------------------------------------

_KIN = {
    Kind.MEASURE: (Kind.OUTCOME,),
    Kind.OUTCOME: (Kind.MEASURE,),
    Kind.LESSON: (Kind.ITERATION, Kind.OUTCOME),
    Kind.ITERATION: (Kind.LESSON, Kind.MEASURE),
    Kind.ALTERNATIVES: (Kind.CRITERIA, Kind.ACTION),
    Kind.CRITERIA: (Kind.ALTERNATIVES, Kind.PLAN),
    Kind.RESOURCES: (Kind.PLAN, Kind.STAKEHOLDERS),
    Kind.CHALLENGE: (Kind.STAKEHOLDERS, Kind.ACTION),
    Kind.STAKEHOLDERS: (Kind.CHALLENGE,),
    Kind.GOAL: (Kind.SITUATION,),
    Kind.SITUATION: (Kind.GOAL, Kind.INSIGHT),
    Kind.INSIGHT: (Kind.SITUATION, Kind.CRITERIA),
    Kind.PLAN: (Kind.ACTION, Kind.CRITERIA),
    Kind.ACTION: (Kind.PLAN,),
}
_SECOND = 0.75
"""A second area is probed as well when it fits this well, compared with the best."""


def probed(follow_up: str, areas: Sequence[Area]) -> tuple[str, ...]:
    """Ids of the one or two areas that the follow-up fits best: by shared words, rare ones first, and by kind.

    Never empty: with nothing shared it is the first core area.
    """
    said = _stems(follow_up)
    kinds = kinds_of(follow_up)
    each = [_stems(area.text) for area in areas]
    among = Counter(s for stems in each for s in stems)
    fit = [
        sum(1 / among[s] for s in said & stems) + _kinship(kinds, area.kind)
        for stems, area in zip(each, areas, strict=True)
    ]
    best = max(fit)
    if best <= 0:
        return (next((a.id for a in areas if a.core), areas[0].id),)
    order = sorted(range(len(areas)), key=lambda i: (-fit[i], i))
    return tuple(areas[i].id for i in sorted(i for i in order[:2] if fit[i] >= _SECOND * best))


def _kinship(kinds: Sequence[Kind], kind: Kind) -> float:
    if kind in kinds:
        return 0.9 if kind is kinds[0] else 0.6
    return 0.3 if any(kind in _KIN[k] for k in kinds) else 0.0


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in words(text) if w not in _LEAD_IN and len(w) > 2)


# -- areas where a guide has none ------------------------------------------------------------------


class Asked(StrEnum):
    """What sort of question it is, and so what a good answer to it covers."""

    PAST = "past"
    SITUATIONAL = "situational"
    SELF = "self"
    OPINION = "opinion"


_PAST = re.compile(
    r"\btime (?:when|that|you|in)\b|\ban? (?:\w+ ){0,4}(?:you(?:'ve|’ve| have)?|where you|when you) (?:\w+ed|"
    r"had|led|made|"
    r"took|built|ran|won|lost|were|faced)\b|\bexample of\b|\bhave you ever\b|\b(?:did|were|was) you\b|"
    r"\byour (?:biggest|proudest|most|greatest|last|toughest) \w*\s?(?:achievement|mistake|failure|project|"
    r"success|challenge)|"
    r"^(?:please )?(?:tell (?:me|us) about|describe|share|talk (?:me|us) through) (?:an?|the (?:last|first|most|"
    r"best|worst)|"
    r"your (?:last|first|most|best|worst)|one|some) |\bwhen have you\b|\bexperience (?:with|in|of)\b",
    re.IGNORECASE,
)
_SITUATIONAL = re.compile(
    r"\b(?:what|how|where|who|which)\b[^?]{0,60}\b(?:would|should|could) you\b|\b(?:imagine|suppose|"
    r"if you (?:were|had|joined)|"
    r"picture|let'?s say|first (?:30|60|90|hundred|100)|what if)\b|\bwould you\b",
    re.IGNORECASE,
)
_SELF = re.compile(
    r"\bwhy (?:do|did|are|should|would|have) (?:you|we)\b|\babout yourself\b|\bmotivat|\bstrengths?\b|"
    r"\bweakness|\byour (?:role|"
    r"career|goals?|values|background|style|passion)|\b(?:attracts?|drew|interests?|drives?|excites?|made|"
    r"brought|led) you\b|\bsee yourself\b|"
    r"\bwho are you\b|\bdescribe yourself\b",
    re.IGNORECASE,
)
_GENERIC: dict[Asked, tuple[tuple[str, Kind, bool], ...]] = {
    Asked.PAST: (
        ("The occasion: when and where it was, and what was at stake", Kind.SITUATION, True),
        ("What the candidate was to achieve", Kind.GOAL, False),
        ("What the candidate did, step by step", Kind.ACTION, True),
        ("Why it was done this way, and what else was possible", Kind.CRITERIA, False),
        ("What came of it, with a figure or another's word for it", Kind.OUTCOME, True),
        ("What the candidate learned and has done otherwise since", Kind.LESSON, False),
    ),
    Asked.SITUATIONAL: (
        ("What the candidate would find out first", Kind.INSIGHT, True),
        ("What it should lead to", Kind.GOAL, False),
        ("The first steps, in their order", Kind.PLAN, True),
        ("Whom the candidate would win over, and how", Kind.STAKEHOLDERS, False),
        ("What could go wrong, and the answer to it", Kind.CHALLENGE, False),
        ("How the candidate would see that it works", Kind.MEASURE, True),
    ),
    Asked.SELF: (
        ("A plain answer to what was asked", Kind.SITUATION, True),
        ("Something done that shows it", Kind.ACTION, True),
        ("Why it matters to the candidate", Kind.CRITERIA, False),
        ("What it has brought others, or a result", Kind.OUTCOME, False),
        ("What it means for this role", Kind.GOAL, False),
    ),
    Asked.OPINION: (
        ("A clear position or way of working", Kind.PLAN, True),
        ("The reasons for it", Kind.CRITERIA, True),
        ("A case from the candidate's own work", Kind.ACTION, True),
        ("What showed that it works", Kind.MEASURE, False),
        ("Where it reaches its limits, or what speaks against it", Kind.ALTERNATIVES, False),
    ),
}


def asked(question: str) -> Asked:
    """The sort of a question, by its wording; what fits nowhere asks for knowledge or an opinion."""
    if _PAST.search(question):
        return Asked.PAST
    if _SITUATIONAL.search(question):
        return Asked.SITUATIONAL
    return Asked.SELF if _SELF.search(question) else Asked.OPINION


def generic_areas(question: str, own: Sequence[Area] = ()) -> tuple[Area, ...]:
    """Areas for any question of this sort, to stand beside `own`: none of a kind that those have."""
    kinds = {area.kind for area in own}
    found: list[Area] = []
    for text, kind, is_core in _GENERIC[asked(question)]:
        if kind not in kinds:
            taken = {a.id for a in (*own, *found)}
            found.append(Area(slug(text, taken, "a1"), text, kind, is_core))
    return tuple(found)


__all__ = ["Asked", "asked", "core", "generic_areas", "kind_of", "probed", "slug"]
