"""Lines of a guide by their wording: is it a question, an advertisement, a courtesy, and what number is in front?"""

from __future__ import annotations

import re
from functools import lru_cache

LONG = 40
"""Words; a longer line is a paragraph, whatever it ends in."""
LONGEST_ASKED = 2000
"""Characters; a longer line is no question."""
LONGEST_PROMO = 300
"""Characters; a longer line is no advertisement."""

NUMBER = re.compile(
    r"(?:(?P<named>(?:interview )?q(?:uestion)?(?:\.|\s*#|\s+(?:no\.?|nr\.?|"
    r"number))?\s*\d{1,4})\s*(?:[.:)\]：–—-]+|(?=\s)|$)"
    r"|\(?\d{1,4}\s?[.)：:](?!\d)|#\d{1,4}[.:)]?(?=\s))\s*",
    re.IGNORECASE,
)
_QUESTION_ENDS = "?？؟;⸮՞"
CLOSERS = "\"'”’»)]*_ "
_PROMPT = re.compile(
    r"(?:(?:please|now|next|finally|first|ok(?:ay)?|so|then|also|and|briefly|to (?:start|begin)(?: with)?),? )*"
    r"(?:tell (?:me|us)|describe|walk (?:me|us)|talk (?:me|us|about)|take (?:me|us)|give (?:me|us|an|a|one|some)\b|"
    r"share (?:with|an?|your|one|some|the)\b|explain (?:how|an?|why|your|what|to)\b|think (?:of|about|back)\b|imagine|"
    r"suppose|recall|discuss an?\b|help (?:me|us) understand|provide an?\b|outline (?:how|an?|your|the)\b|"
    r"show (?:me|us)|"
    r"name (?:a|an|one|two|three)\b|let'?s|i(?:'d| would) like (?:you )?to|convince (?:me|us)|sell (?:me|us)|"
    r"teach (?:me|us)|picture (?:this|a))",
    re.IGNORECASE,
)
_INTERVIEW = re.compile(
    r"\b(?:you|your|yourself)\b|\btell (?:me|us)\b|\bdescribe\b|\bwalk (?:me|us)\b|\b(?:share|give) (?:an?|me|us)\b",
    re.IGNORECASE,
)
_STRICT = re.compile(
    r"\b(?:how|what|why|when|where|which|who)\b[^?]{0,80}\b(?:do|did|would|have|are|were|will|had|is|"
    r"was) (?:you|your)\b|"
    r"\b(?:have you ever|can you|could you|would you)\b",
    re.IGNORECASE,
)
_PROMO = re.compile(
    r"\bsign (?:up|in)\b|\bsubscribe\b|\bfree (?:trial|demo|template|download)\b|\b(?:book|request|get|"
    r"schedule) a (?:free )?"
    r"demo\b|\bdownload (?:the|our|a|this|your)\b|\bclick here\b|\ball rights reserved\b|"
    r"\bshare (?:this )?(?:on|via) \w|"
    r"\bfollow us\b|\bcontact us\b|\bread more\b|\blearn more\b|\bget started\b|\bbuild it for free\b|©|\bcopyright\b|"
    r"\bcookies?\b|\bprivacy policy\b|\bplease enter your\b|\btry (?:it|us) (?:for )?free\b|\bjoin our\b|"
    r"\brelated (?:articles|posts)\b|^(?:https?://|www\.)\S+$|\bpowered by\b",
    re.IGNORECASE,
)
_PAPERWORK = re.compile(
    r"_{3,}|\.{6,}\s*$|…{2,}|\ball rights reserved\b|^\W*(?:page|p\.) ?\d+(?: ?(?:of|/) ?\d+)?\W*$|^\W*(?:strictly )?"
    r"(?:confidential|internal use only)\W*$",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|welcome|thanks?(?: you)?|great|good|perfect|"
    r"excellent|wonderful|"
    r"interesting|i see|okay|ok|sure|right|understood|of course|lovely|nice|fantastic|awesome|that(?:'s| is| makes)|"
    r"sounds|it(?:'s| is| was)|pleased|glad|no problem|fair enough|got it|yes|alright|all right|very|really|"
    r"you'?re welcome|"
    r"have a|take care|bye|goodbye|we(?:'ll| will) be in touch|let'?s (?:begin|start|get started|move on))\b)",
    re.IGNORECASE,
)


def unnumbered(text: str) -> tuple[str, bool]:
    """`text` without a number in front, and whether that number calls it a question ("Q3.", "Question 3:")."""
    found = NUMBER.match(text)
    if not found or not text[found.end() :]:
        return text, False
    return text[found.end() :], bool(found["named"])


def asks(text: str) -> bool:
    """Is it worded as a question, or as an invitation to tell?"""
    return len(text) <= LONGEST_ASKED and _asks(text)


@lru_cache(maxsize=50_000)
def _asks(text: str) -> bool:
    bare = text.rstrip(CLOSERS)
    bare = re.sub(r"\s*\([^()]{1,40}\)?$", "", bare) if bare.endswith(("min", "minutes", "mins")) else bare
    if not bare or len(text.split()) > 3 * LONG:
        return False
    if bare[-1] in _QUESTION_ENDS and not (bare[-1] == ";" and bare.isascii()):
        return True
    invites = bool(_PROMPT.match(text.lstrip("\"'“‘«¿ "))) or ("?" in text and len(text.split()) <= LONG)
    return invites and not is_promo(text)


def asks_a_candidate(text: str) -> bool:
    """Is it a question that an interviewer puts to a candidate, rather than one put to readers?"""
    return bool(_PROMPT.match(text) or (_INTERVIEW.search(text) and _STRICT.search(text)))


def is_promo(text: str) -> bool:
    return len(text) <= LONGEST_PROMO and bool(_PROMO.search(text))


def is_paperwork(text: str) -> bool:
    """A blank to fill in, a page number, a line of rights: what is on the paper and not of the guide."""
    return len(text) <= LONGEST_PROMO and bool(_PAPERWORK.search(text))


def is_courtesy(sentence: str) -> bool:
    """Thanks, greetings and nods, which ask nothing."""
    return bool(_COURTESY.match(sentence)) and len(sentence.split()) <= 25 and not asks(sentence)
