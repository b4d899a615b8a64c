"""What is wrong with a text as an interviewer would say it, and a better form: by rules, for English.

Each rule takes a text and gives a Fault, or None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from coach.sentences import words

HARDEST = 13.0
"""The Flesch-Kincaid grade above which a question is hard to follow by ear: that of a broadsheet's long sentences."""
_SHORTEST = 10
"""Words from which a grade says anything."""


@dataclass(frozen=True, slots=True)
class Fault:
    message: str
    better: str


# -- areas -----------------------------------------------------------------------------------------

_PARTS = {
    "a result": re.compile(r"\b(?:results?|outcomes?|impact|how well \w+ worked|what came of)\b"),
    "a lesson": re.compile(r"\b(?:lessons?|learnings?|learned|learnt|do differently)\b"),
    "a measure": re.compile(r"\b(?:metrics?|kpis?|measured|measures)\b"),
    "an obstacle": re.compile(r"\b(?:obstacles?|challenges?|difficulties|resistance|setbacks?)\b"),
    "people": re.compile(r"\b(?:stakeholders?|buy-in|colleagues involved)\b"),
    "resources": re.compile(r"\b(?:budget|resources)\b"),
    "options": re.compile(r"\b(?:alternatives|trade-offs|options)\b"),
    "a goal": re.compile(r"\b(?:goals?|objectives?)\b"),
}
_JOINT = re.compile(r",? (?:and|as well as|plus|along with) |,? with (?=lessons|results)|; | & ")
_ONE_SET = re.compile(r"\b(?:such as|including|like|e\.g\.)|:")
_DOING = re.compile(r"(?!during|including|regarding|meeting|marketing)[a-z]+(?:ing|ed|ised|ized) (?:\S+ )+\S+")


def two_things(area: str) -> Fault | None:
    """An area whose halves can be there one without the other, so that one verdict cannot hold for both."""
    said = _ONE_SET.split(area.lower())[0]
    halves = [half for half in _JOINT.split(said) if half]
    if len(halves) != 2:
        return None
    first, second = (_names(half) for half in halves)
    parts = f"{' and '.join(first)}, and {' and '.join(second)}" if first and second and not first & second else ""
    if not parts and not all(_DOING.fullmatch(half.removeprefix("how ")) for half in halves):
        return None
    return Fault(
        f"says two things{f' ({parts})' if parts else ''}",
        f"two areas, '{_sentence(halves[0])}' and '{_sentence(halves[1])}', or the one that matters more",
    )


def _names(half: str) -> set[str]:
    return {part for part, pattern in _PARTS.items() if pattern.search(half)}


# -- what is asked ---------------------------------------------------------------------------------

_LEADS = re.compile(
    r"\b(?:don['’]t|didn['’]t|doesn['’]t|isn['’]t|wasn['’]t|aren['’]t|weren['’]t|wouldn['’]t|couldn['’]t|shouldn['’]t|"
    r"haven['’]t|hasn['’]t) (?:you|it|that|they|this|there)\b[^.]*\?"
    r"|^(?:so,? )?(?:you|it|that|they) (?:must|obviously|clearly|surely|certainly|probably)\b"
    r"|\bsurely\b|^(?:presumably|obviously|clearly|of course)\b|\bof course you\b"
    r"|\bi (?:assume|presume|suppose|imagine|take it|guess) (?:that )?you\b"
    r"|, (?:right|correct|yes|no|agreed)\?$|\b(?:would|do)n?(?:['’]t)? you agree\b|\bisn['’]t it true\b",
    re.IGNORECASE,
)
_ASKING = r"(?:how|what|why|when|where|who|whom|whose|which)"
_AUXILIARY = r"(?:did|do|does|was|were|is|are|have|has|had|would|could|can|will|should|might|may|must|am)"
_AND = r"(?:\band|\bor|\bplus|;) (?:then |also )*"
_SECOND = re.compile(
    rf"{_AND}{_ASKING}\b(?: \w+){{0,3}}? {_AUXILIARY}\b|{_AND}{_AUXILIARY} (?:you|it|they|that|this|he|she|we|there)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    rf"(?:and |so |but |well, )?(?:{_AUXILIARY}|{_AUXILIARY}n['’]t) (?:you|your|it|they|that|this|these|there|he|she|"
    r"we|the|any|anyone|anybody|someone|somebody|a|an)\b(?P<rest>[^?]*)\?$",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"(?:can|could|would|will) you (?:please |kindly |briefly )?(?:tell|describe|give|share|walk|take|talk|explain|"
    r"outline|show|think|name|provide|help|recall|say|elaborate|expand|introduce|discuss|mind|list|summari[sz]e)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    rf"(?:[^.?!]*[,:] )?(?:{_ASKING}|tell|describe|give|walk|take|talk|explain|show|think|name|share|pick|choose|"
    r"use|draw|recall|imagine|discuss|outline)\b",
    re.IGNORECASE,
)


def leads(text: str) -> Fault | None:
    """A question that says which answer is hoped for."""
    found = next((m for s in _sentences(text) if (m := _LEADS.search(s))), None)
    if found is None:
        return None
    return Fault(
        f"leads to an answer ('{found.group().strip(' ,?')}')",
        "ask what happened without saying what you expect: 'What did you ...?', 'How did you ...?'",
    )


def asks_two(text: str) -> Fault | None:
    """A follow-up with two questions in it: the easier one gets the answer. A mere "and why?" is let through."""
    asked = [s for s in _sentences(text) if s.endswith("?")]
    if len(asked) > 1:
        return Fault(f"asks {len(asked)} questions", f"only '{asked[-1]}', and the other as a follow-up of its own")
    found = next((m for s in asked if (m := _SECOND.search(s, 1)) and _is_question(s[: m.start()])), None)
    if found is None:
        return None
    return Fault(
        f"asks two things ('{found.group().strip(' ,;')} ...')",
        f"only '{found.string[: found.start()].rstrip(' ,;')}?', and the rest as a follow-up of its own",
    )


def _is_question(start: str) -> bool:
    """Whether what stands before the joint asks already: "When it broke, how did you ..." asks once."""
    return bool(re.search(rf"\b{_ASKING}\b(?: \w+){{0,4}}? {_AUXILIARY}\b", start, re.IGNORECASE)) or bool(
        re.match(rf"{_AUXILIARY} ", start, re.IGNORECASE)
    )


def closed(text: str) -> Fault | None:
    """A question that yes or no would answer, with nothing beside it that asks for more."""
    sentences = _sentences(text)
    found = next((m for s in sentences if not _REQUEST.match(s) and (m := _CLOSED.match(s))), None)
    if found is None or any(_OPEN.match(s) or _REQUEST.match(s) for s in sentences if s != found.string):
        return None
    return Fault("can be answered by yes or no", _opened(found.string, found["rest"].strip()))


def _opened(asked: str, rest: str) -> str:
    if re.match(r"have you ", asked, re.IGNORECASE):
        return f"'Tell me about a time when you have {rest.removeprefix('ever ')}.'"
    first = "How" if re.match(r"d", asked, re.IGNORECASE) else "In what way"
    return f"begin with what, how or why: '{first} {asked[:1].lower()}{asked[1:]}'"


def _sentence(half: str) -> str:
    return half[:1].upper() + half[1:]


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in re.split(r"(?<=[.?!])\s+", text) if s.strip()]


# -- reading level ---------------------------------------------------------------------------------


def hard(text: str) -> Fault | None:
    """A text whose reading level is too high to be followed when it is heard once."""
    found = words(text)
    if len(found) < _SHORTEST or not "".join(found).replace("’", "").isascii():
        return None
    level = grade(text)
    if level <= HARDEST:
        return None
    return Fault(
        f"reading level {level:.0f} (Flesch-Kincaid grade; {HARDEST:.0f} is the most to follow by ear)",
        "two shorter sentences, or shorter words",
    )


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: years of (US) school needed to read `text`, which must have words.

    Kincaid, Fishburne, Rogers & Chissom (1975), Derivation of new readability formulas for Navy enlisted personnel.
    """
    found = words(text)
    per_sentence = len(found) / max(1, len(_sentences(text)))
    return 0.39 * per_sentence + 11.8 * sum(map(syllables, found)) / len(found) - 15.59


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Syllables of an English word: its groups of vowels, less a silent e, es or ed. Right for about nine in ten."""
    word = re.sub(r"['’]\w*$", "", word.lower())
    spoken = re.sub(r"(?<=[^aeiouydt])ed$|(?<=[^aeiouylcgsxz])es$|(?<=[^aeiouyl])e$|(?<=[aeiouy]l)es?$", "", word)
    hiatus = re.findall(r"i(?=a|ous|um)|e(?=ing$|ative)|u(?=ation)", spoken)
    return max(1, len(re.findall(r"[aeiouy]+", spoken)) + len(hiatus))
