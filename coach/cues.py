"""The lexicon: `lexicon.toml`, compiled once. What a piece of text shows, not whether it is good."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from coach.models import Kind
from coach.sentences import words
from coach.stems import stem

_PAST = (
    "was|had|did|made|went|got|took|said|told|wrote|rewrote|ran|built|set|put|cut|sent|sat|saw|found|felt|gave|brought|"
    "bought|sold|kept|left|led|met|held|spoke|began|chose|drew|drove|fought|heard|knew|learnt|lost|paid|read|rang|rode|"
    "stood|spent|split|stuck|taught|thought|understood|won|wore|came|let|showed|shut|broke|flew|grew|laid|lent|meant|"
    "hid|hit|became|caught|dealt|dug|fed|forgot|redid|rebuilt|swapped|threw|woke|quit|bet|burnt|hung|lit|pulled|agreed"
)
_STRAIGHT = str.maketrans("’‘“”", "''\"\"")
_NAME = re.compile(r"(?<![.!?…:\n•*\-\"“(] )(?<!^)\b(?!I\b)[A-Z][\w’'&-]+")


@cache
def _lexicon() -> dict[str, dict[str, list[str]]]:
    path = Path(__file__).with_name("lexicon.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _compiled(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns).replace("PAST", _PAST))


@cache
def marks() -> dict[str, re.Pattern[str]]:
    """How a thing is told: number, own_action, hypothetical ..."""
    return {name: _compiled(patterns) for name, patterns in _lexicon()["marks"].items()}


@cache
def kind_cues() -> dict[Kind, re.Pattern[str]]:
    """What sort of thing is told, by the kind of area it answers."""
    return {Kind(name): _compiled(patterns) for name, patterns in _lexicon()["kinds"].items()}


@cache
def concepts() -> dict[str, frozenset[str]]:
    """For a stem, the concepts it belongs to: "client" and "customer" meet in one."""
    found: dict[str, set[str]] = {}
    for concept, listed in _lexicon()["concepts"].items():
        for word in words(str(listed)):
            found.setdefault(stem(word), set()).add(concept)
    return {s: frozenset(c) for s, c in found.items()}


def plain(text: str) -> str:
    """`text` as the patterns expect it."""
    return text.translate(_STRAIGHT).lower()


def names(text: str) -> int:
    """Capitalised words that do not begin a sentence: people, places, firms."""
    return sum(1 for _ in _NAME.finditer(text))
