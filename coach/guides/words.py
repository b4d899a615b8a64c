"""The headings that interview guides have, and what stands below them."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from coach.guides.phrases import CLOSERS, NUMBER

LONGEST_LABEL = 90
"""Characters; a longer line is no heading of a part."""


class Part(StrEnum):
    """What the lines below a heading are."""

    QUESTION = "question"
    QUESTIONS = "questions"
    AREAS = "areas"
    ANSWER = "answer"  # areas when it is a list, else an example
    FOLLOW_UPS = "follow_ups"
    INTENT = "intent"
    APPROACH = "approach"
    TIPS = "tips"
    RED_FLAGS = "red_flags"
    EXAMPLE = "example"
    LACKS = "lacks"
    SOURCE = "source"
    FAQ = "faq"
    INTRO = "intro"
    OTHER = "other"  # scores, notes: nothing a bank holds


OF_A_QUESTION = frozenset(
    {
        Part.AREAS,
        Part.ANSWER,
        Part.FOLLOW_UPS,
        Part.INTENT,
        Part.APPROACH,
        Part.TIPS,
        Part.RED_FLAGS,
        Part.EXAMPLE,
        Part.LACKS,
        Part.SOURCE,
        Part.OTHER,
    }
)

_LOOK = (
    r"(?:cover|look(?: out)? for|listen(?: out)? for|watch(?: out)? for|consider|address|mention|hear|explore|include|"
    r"assess|evaluate|discuss|note|probe|check|touch on|observe|expect|see|seek|score|rate)"
)
_GOOD = r"(?:good|great|strong|ideal|best|excellent|model|expected|perfect|high[- ]scoring|top|successful|effective)"
_WEAK = r"(?:weak|poor|bad|low[- ]scoring|unsatisfactory|insufficient)"
_ANSWERS = r"(?:candidates?|answers?|responses?|repl(?:y|ies))"
_TAIL = r"(?: (?:for|in|from|of|when|relevant to|to ask|to use|to consider|if needed|as needed) .*|(?: \d+)?)"

# The first that matches the whole heading wins.
_HEADINGS: list[tuple[Part, str]] = [
    (
        Part.RED_FLAGS,
        rf"(?:(?:potential|possible|common) )?(?:red|warning|yellow|amber) (?:flags?|signs?)|warning signs?|"
        rf"(?:negative|contra)[- ]?(?:indicators?|signs?|signals?|evidence|behaviou?rs?)|(?:things|what) to avoid|"
        rf"watch[- ]?outs?|pitfalls|common (?:mistakes|pitfalls|errors)(?: to avoid)?|don'?ts|"
        rf"(?:(?:signs|indicators|characteristics) of )?(?:an? )?{_WEAK} {_ANSWERS}|"
        rf"what (?:an? )?{_WEAK}(?: {_ANSWERS})? (?:looks?|sounds?) like",
    ),
    (
        Part.FOLLOW_UPS,
        r"(?:(?:possible|suggested|optional|sample|additional|potential|useful|recommended|example|key|your) )*"
        r"(?:follow[- ]*ups?|follow[- ]?on|probes?|probing|prompts?|dig(?:ging)? deeper|go(?:ing)? deeper|"
        r"deeper dive|deep dive|drill[- ]?downs?|clarifying|supplementary|secondary|sub[- ]?questions?)"
        r"(?: (?:and|or|&|/) (?:follow[- ]*ups?|probes?|prompts?|probing))?(?: (?:questions?|prompts?|probes?))?"
        rf"{_TAIL}|further (?:questions|probes|probing)|questions to (?:go|dig|probe) deeper|to (?:dig|probe|"
        rf"go) deeper|"
        r"(?:then|if needed,?|you (?:can|could|may|might) also|also) ask",
    ),
    (
        Part.FAQ,
        r"(?:the )?(?:frequently[- ]asked[- ]questions?|faqs?|f\.a\.q\.?s?|(?:commonly|often)[- ]asked questions|"
        r"common questions(?: and answers)?|q ?(?:&|and|\+) ?as?|questions (?:and|&) answers|"
        rf"questions (?:people|interviewers|hiring managers) (?:often )?ask){_TAIL}",
    ),
    (Part.LACKS, r"what (?:it|this(?: answer)?|the answer) (?:lacks|is missing|misses)|what(?:'s| is) missing|lacks"),
    (
        Part.ANSWER,
        rf"(?:what )?(?:an? |the )?{_GOOD}(?: {_ANSWERS})?(?: (?:looks?|sounds?) like)?|"
        rf"(?:what )?(?:an? |the )?(?:{_GOOD} )?{_ANSWERS}(?: (?:will|should|would|might|may|could|must|needs? to|"
        rf"ought to))?(?: (?:ideally|always|typically))? {_LOOK}s?|(?:signs|indicators|elements|characteristics) of "
        rf"(?:an? )?{_GOOD} {_ANSWERS}",
    ),
    (
        Part.EXAMPLE,
        rf"(?:(?:an?|the|our|your) )?(?:(?:sample|example|model|suggested|possible|typical|{_GOOD[3:-1]}) )+"
        rf"(?:answers?|responses?|repl(?:y|ies)){_TAIL}|(?:sample|example) {_ANSWERS}{_TAIL}|answers?|sample|"
        r"examples?(?: of an? (?:good |strong )?(?:answer|response))?",
    ),
    (
        Part.AREAS,
        r"(?:(?:key|main|core|specific|critical|important|suggested|possible|essential|the) )*"
        r"(?:areas?|points?|topics?|themes?|aspects?|things?|elements?|items?|signals?|behaviou?rs?|skills?|evidence|"
        r"indicators?|qualities|details|content|competencies|what)"
        r"(?: (?:(?:the )?(?:candidate|interviewer|panel)s?|you|we|they|i)(?:'re|'d| are| is)?)?"
        rf"(?: (?:to|for|should|must|needs? to|wants? to|want|will|would|like to))*(?: be)? "
        rf"(?:{_LOOK}|covered|looking for|listening for|addressed|discussed|mentioned|expecting|after)"
        r"(?: (?:in|from|here|during|with) .*)?|"
        r"(?:what )?(?:look|listen|watch)(?:ing)?(?: out)? for|"
        r"(?:what )?(?:we|you|i)(?: would|'d)? (?:want|like|hope|expect|need) to (?:hear|see|learn|find)|"
        r"(?:(?:key|main|focus|core|important|talking|discussion|scoring|assessment) )+"
        r"(?:points?|areas?|themes?|topics?|elements?|aspects?|takeaways?|behaviou?rs?|indicators?|signals?|criteria)|"
        r"look[- ]fors?|listening (?:points|cues)|areas?|areas? of (?:focus|interest|exploration)|"
        r"focus(?: areas?| on)?|"
        r"(?:(?:evaluation|assessment|scoring|success|selection|rating|answer|key|decision|performance) )*"
        r"(?:criteria|indicators)(?: (?:for|of) .*)?|"
        r"(?:positive|behaviou?ral|performance|success|competency) (?:indicators?|signs?|signals?|evidence|markers?)|"
        r"green (?:flags?|lights?)|good signs?|signs of success|must[- ]?haves?|(?:should|must|to) cover|"
        r"(?:the )?interviewers?'?s? (?:goals?|aims?|objectives?)|(?:the )?goals? of the interviewer|"
        r"what (?:the )?(?:interviewers?|they|we|you) (?:is|are|'s|'re) (?:looking for|after|listening for)|"
        r"(?:assesses|measures|evaluates|tests|competencies assessed|skills assessed)",
    ),
    (
        Part.TIPS,
        r"(?:(?:pro|top|quick|key|some|interview(?:er)?|candidate|answer(?:ing)?|expert|helpful|useful|our) )*"
        rf"(?:tips?|hints?|advice|pointers|do'?s|reminders?)(?: (?:and|&) (?:tricks|hints|advice))?{_TAIL}|"
        r"tips? for .*",
    ),
    (
        Part.INTENT,
        r"understanding (?:the|this) question|intent(?:ion)?|(?:the )?(?:purpose|rationale|intent|aim|objective)"
        r"(?: of (?:the|this) question)?|why (?:(?:we|you|they|to|interviewers|"
        r"employers) )?(?:should )?ask(?: this| it)?"
        r"(?: question)?|why (?:this|it|the)(?: question)? (?:matters|works|is (?:important|asked))|why it'?s asked|"
        r"what (?:this|it|the question)(?: question)? (?:is (?:about|after|testing)|assesses|tests|measures|reveals|"
        r"shows|tells you|evaluates)|about (?:the|this) question|behind the question|why",
    ),
    (
        Part.APPROACH,
        r"how (?:to|you (?:should|could|can)) (?:best )?(?:approach|answer|respond|structure|tackle|prepare|"
        r"handle)\b.*|"
        r"(?:(?:suggested|recommended|your|best) )?approach|approaching .*|structuring .*|"
        r"(?:answer(?:ing)?|response) (?:structure|framework|strategy|approach|outline)|strategy for answering.*",
    ),
    (Part.SOURCE, r"sources?|section|competenc(?:y|ies)|competency assessed|category|skill"),
    (
        Part.OTHER,
        r"(?:(?:your|interviewer|candidate|additional|general|my) )*(?:notes?|comments?|observations?|remarks)|"
        r"(?:(?:overall|final|your|question) )*(?:scor(?:e|ing)|rating)s?(?: (?:scale|guide|rubric|sheet|notes))?|"
        r"candidate'?s? (?:answer|response)|time|duration|timing|time allotted|weight|difficulty|level|references?",
    ),
    (
        Part.QUESTIONS,
        r"(?:the |your |\d+ )?(?:(?!follow|prob|frequent|common)[^\W\d_][\w'&/-]* ){0,6}questions?"
        r"(?: (?:to ask|bank|list|set|section|guide)| (?:for|about|on|to assess|to evaluate) .*)?",
    ),
    (Part.INTRO, r"introduction|intro|overview|summary|about this (?:guide|document)|background"),
]
_MAY_ASK = (Part.AREAS, Part.ANSWER, Part.INTENT, Part.LACKS)
"""Parts whose headings may end in a question mark: "Why ask this?"."""
WEAK = frozenset(
    """approach purpose objective aim rationale intent intention time timing duration weight difficulty level skill
    section category why strategy background summary overview source sources score scoring rating example examples
    answer answers sample criteria focus details indicators introduction intro notes note comments pitfalls lacks
    competency competencies references reference prompts questions observations remarks""".split()
)
"""Headings that could as well be items of a list."""
_QUESTION = re.compile(
    r"(?:(?:interview|main|primary|opening|lead|core|behaviou?ral|sample) )?(?:question|q)(?: ?(?:no\.?|nr\.?|"
    r"number|#))?"
    r" ?\d*"
)
_WHOLE = [(part, re.compile(pattern)) for part, pattern in _HEADINGS]
# What a heading in words of the guide's own is likely to be; only for lines that are surely headings.
_LOOSE = [
    (part, re.compile(pattern))
    for part, pattern in [
        (Part.RED_FLAGS, r"\bred flag|\bavoid|\bwarning|\bweak|\bpoor|\bconcern|\bmistake"),
        (Part.FOLLOW_UPS, r"\bfollow|\bprob(?:e|ing)|\bprompt|\bdeeper|\bfurther"),
        (Part.EXAMPLE, r"\bexample|\bsample"),
        (
            Part.AREAS,
            r"\blook|\blisten|\bhear\b|\bcover|\bcriteria|\bevidence|\bexpect|\bdemonstrat|\bindicator|\bgreen|"
            r"\bstrong|\bgood|\bgreat|\bsigns?\b|\bshould (?:include|mention)|\bpoints?\b|\bgoals?\b|\bwant",
        ),
        (Part.TIPS, r"\btips?\b|\badvice|\bremember|\bhints?\b"),
        (Part.APPROACH, r"\bapproach|\bhow to\b|\bstructur"),
        (Part.INTENT, r"\bwhy\b|\bpurpose|\bintent|\bassess|\bunderstand"),
    ]
]

_ASIDE = re.compile(r"(?<=\w)\s*\([^()]*\)(?=\s*:?$)")
_BARE = re.compile(r"^[\W_]+|[\W_]+$")


def _folded(text: str) -> str:
    """For comparing headings: lower case, plain quotes and hyphens, no number, nothing around the words."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(str.maketrans("’‘‐‑–—", "''----"))
    text = _ASIDE.sub("", text.strip())
    return " ".join(_BARE.sub("", NUMBER.sub("", text, count=1) if NUMBER.match(text) else text).split())


@lru_cache(maxsize=10_000)
def label(text: str) -> Part | None:
    """The part of a guide that a line with this wording and nothing else begins."""
    if len(text) > LONGEST_LABEL:
        return None
    if _QUESTION.fullmatch(" ".join(_BARE.sub("", text.casefold()).split())):
        return Part.QUESTION
    folded = _folded(text)
    found = next((part for part, pattern in _WHOLE if pattern.fullmatch(folded)), None) if folded else None
    return None if text.rstrip(CLOSERS)[-1:] in tuple("?？؟") and found not in _MAY_ASK else found


def is_weak(text: str) -> bool:
    """Could this heading as well be an item of a list?"""
    return _folded(text) in WEAK


def likely_label(text: str) -> Part | None:
    """What a line that is surely a heading begins, by single words in it; None when they say nothing."""
    if len(text) > LONGEST_LABEL or len(text.split()) > 9:
        return None
    folded = _folded(text)
    return next((part for part, pattern in _LOOSE if pattern.search(folded)), None)


_SPLITS = re.compile(r"\s*[:：]\s*|\s+[-–—]+\s+")


def inline(text: str) -> tuple[Part, str] | None:
    """The part and what follows on the same line, of "Areas to cover: goals; data"."""
    found = _SPLITS.search(text[: LONGEST_LABEL + 3])
    if not found or not text[found.end() :]:
        return None
    part = label(text[: found.start()])
    spoken = part in (Part.QUESTIONS, Part.INTRO) or (part is Part.INTENT and ":" not in found.group())
    return None if part is None or spoken else (part, text[found.end() :])


def is_heading_like(text: str) -> bool:
    """Short, and not a sentence."""
    return len(text) <= LONGEST_LABEL and len(text.split()) <= 10 and not text.rstrip(CLOSERS).endswith((".", "!", ";"))
