"""The kind of an area, read from its wording: banks may leave it out, evaluation cases always do."""

from __future__ import annotations

import re
from functools import lru_cache

from coach.models import Kind

_WORDING = {
    Kind.LESSON: (
        r"learn|lesson|do differently|differently (?:another|next)|mistakes? they|misjudge?ment|"
        r"what they took|takeaway|in hindsight|reflect"
    ),
    Kind.ALTERNATIVES: (
        r"alternativ|trade-?offs?|options|rejected|considered|weighed|left alone|held back|chose to keep|"
        r"advised against"
    ),
    Kind.OUTCOME: (
        r"outcome|results?\b|impact|effect(?:s|iveness)?\b|came of|what changed|what happened|paid off|"
        r"response from|achieved|uptake|movement in|performed better|compared with before|afterwards|"
        r"before and after|how many (?:moved|stayed)|time lost|how .* fared|resolution|final .* figures|"
        r"commercial (?:cost|result)|delivered in the end|how they know it worked|early results"
    ),
    Kind.ITERATION: (
        r"ongoing|continu|monitor|iterat|optimi[sz]|sustain|kept up|over time|evolv|follow-?up\b|"
        r"adjustment made|stop it coming back|lasting fix"
    ),
    Kind.MEASURE: (
        r"metric|measur|kpi|milestone|track|targets?\b|progress was|baseline|figures used|judged by|"
        r"how success|signs that it was"
    ),
    Kind.CHALLENGE: (
        r"challeng|obstacle|resistan|difficult|setback|conflict|pressure|problem|complaint|risk|objection|"
        r"doubted|pushed back|hurdle|barrier|went wrong|sceptic|skeptic|disagree|concerns?\b"
    ),
    Kind.STAKEHOLDERS: (
        r"stakeholder|departments?\b|cross-functional|collaborat|communicat|align(?:ed|ment)|colleagues|"
        r"executive|leadership|sponsor|buy-in|team(?:s|mates)?\b|peers|sales\b|finance|legal|partner|involv|"
        r"influenc|negotiat|persuad|convinc|winning over|who was|whom|told|agency|supplier"
    ),
    Kind.RESOURCES: r"resourc|budget|cost|spend|funding|money|staff(?:ing)?\b|capacity|skills",
    Kind.CRITERIA: (
        r"criteria|reason|why\b|prioriti[sz]|justif|chosen|choice|decision|decid|choos|selection|selected|"
        r"logic|rationale|principle|framework"
    ),
    Kind.INSIGHT: (
        r"data|insight|research|analy[sz]|evidence|feedback|discover|identif|understand|recogni[sz]|segment|"
        r"root cause|cause|how they (?:found|knew|spotted)|gathered|survey|spotted|assess|diagnos|listened|"
        r"anticipat|validat|signs"
    ),
    Kind.GOAL: r"goal|objective|purpose|vision|aim\b|ambition|seeking|meant to|wanted|promise",
    Kind.SITUATION: (
        r"situation|context|background|original|initial|state of|beforehand|starting|problem|nature of|scope|"
        r"trigger|prompted|who the|what was|the specific|where the|size"
    ),
    Kind.PLAN: r"plan|process|approach|method|strateg|prepar|organi[sz]|design|phased|timing|sequence|structure",
}
_KINDS = tuple(_WORDING)
_PATTERNS = [(kind, re.compile(pattern)) for kind, pattern in _WORDING.items()]


_ANY = re.compile("|".join(f"({pattern})" for pattern in _WORDING.values()))
"""A group for each kind, so that a match tells which it is."""


def _first_words() -> str:
    """Every wording up to its first space: what a word must hold for a wording to begin in it."""
    wordings = (w for pattern in _WORDING.values() for w in re.split(r"\|(?![^(]*\))", pattern))
    return "|".join(dict.fromkeys(wording.partition(" ")[0] for wording in wordings))


_FIRST_WORD = re.compile(f"(?={_first_words()})")


@lru_cache(maxsize=20_000)
def _starts(word: str) -> tuple[int, ...]:
    """The places in `word` where a wording may begin: most words have none, and are looked up the next time."""
    return tuple(found.start() for found in _FIRST_WORD.finditer(word))


def kind_of(text: str) -> Kind:
    """The kind of the area worded `text`: of the kinds its words name, the one named first in it.

    An area without any such word asks for something done: `Kind.ACTION`.
    """
    text = text.lower()
    at = 0
    for word in text.split(" "):
        for start in _starts(word):
            if found := _ANY.match(text, at + start):
                return _KINDS[(found.lastindex or 1) - 1]
        at += len(word) + 1
    return Kind.ACTION


def kinds_of(text: str) -> tuple[Kind, ...]:
    """All kinds the wording names, in the order of the words: "challenges and how they were overcome" has one."""
    text = text.lower()
    found = sorted((m.start(), rank, kind) for rank, (kind, p) in enumerate(_PATTERNS) if (m := p.search(text)))
    return tuple(kind for *_, kind in found) or (Kind.ACTION,)
