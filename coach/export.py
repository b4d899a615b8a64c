"""A practice as Markdown to keep or mail: the conversation, and what was found in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.models import Attempt, Critique, Finding, Practice, Speaker, Star, Tip, Verdict
from coach.rubric import LEVELS

WORDS = {
    Verdict.COVERED: "covered",
    Verdict.PARTIAL: "partly",
    Verdict.MISSING: "not found",
    Verdict.NOT_ASSESSED: "not assessed",
}
STAR_NAMES = {Star.SITUATION: "Situation", Star.TASK: "Task", Star.ACTION: "Action", Star.RESULT: "Result"}
TIP_NAMES = {
    Tip.SPECIFIC: "Be specific",
    Tip.EMPATHY: "Show empathy",
    Tip.RESULTS: "Highlight results",
    Tip.LESSONS: "Reflect on lessons",
    Tip.POSITIVE: "Stay positive",
}
_MARKUP = re.compile(
    r"[\\`*_{}\[\]<>#|~$&@=]"  # signs that mean something wherever they stand
    r"|^[-+!]|(?<=\d)[.)](?=\s|$)"  # that make a list or a rule at the beginning of a line
    r"|:(?=//)|(?<=[wW]{3})\."  # that make an address a link
)


def markdown(practice: Practice) -> str:
    """The whole practice. Everybody's words are escaped: no link, image or formula comes alive."""
    lines = [
        f"# Practice interview, {practice.created_at:%d %B %Y}",
        "",
        f"{_plain(practice.plan.role.replace('-', ' ').title())}, {practice.plan.seniority}, "
        f"{practice.plan.mode} mode. Times are UTC. Levels are for practice; they rank nobody.",
    ]
    for attempt in practice.attempts:
        lines += ["", *_attempt(practice, attempt)]
    return "\n".join(lines) + "\n"


def _attempt(practice: Practice, attempt: Attempt) -> Iterator[str]:
    planned = practice.questions[attempt.question]
    again = f", try {attempt.number}" if attempt.number > 1 else ""
    yield f"## Question {attempt.question + 1}{again}: {_plain(planned.question.text)}"
    yield ""
    yield f"From the bank “{_plain(planned.bank_title)}”."
    for turn in attempt.turns[1:]:
        yield ""
        yield "**Candidate**" if turn.speaker is Speaker.CANDIDATE else "**Interviewer**"
        yield ""
        yield from (f"> {_plain(line)}".rstrip() for line in turn.text.splitlines())
    yield ""
    if not attempt.answers:
        yield "Not answered."
    elif attempt.critique is None:
        yield "Not assessed yet."
    else:
        yield from _critique(practice, attempt, attempt.critique)


def _critique(practice: Practice, attempt: Attempt, critique: Critique) -> Iterator[str]:
    areas = practice.questions[attempt.question].question.areas
    yield f"### {LEVELS[critique.level - 1].name if critique.level else 'Not rated: too little to go by'}"
    yield ""
    if critique.strength:
        yield f"- Keep: “{_plain(critique.strength.quote.text)}” {_plain(critique.strength.text)}"
    if critique.focus:
        yield f"- Work on: {_plain(critique.focus.text)} *{_plain(critique.focus.stem.replace('__', '…'))}*"
    yield from (_finding(a.text + (" (core)" if a.core else ""), f) for a, f in zip(areas, critique.areas, strict=True))
    yield from (_finding(STAR_NAMES[Star(f.target)], f) for f in critique.star)
    yield from (_finding(TIP_NAMES[Tip(f.target)], f) for f in critique.tips)
    yield ""
    made = critique.provenance
    yield f"Read by {_plain(f'{made.engine} {made.model}')}, rubric {made.rubric_hash}, bank {made.bank_hash}."


def _finding(name: str, finding: Finding) -> str:
    quotes = "; ".join(f"“{_plain(q.text)}”" for q in finding.quotes)
    return f"- {_plain(name)}: **{WORDS[finding.verdict]}**" + (f" {quotes}" if quotes else "")


def _plain(text: str) -> str:
    """`text` on one line and without indentation, which would mean something too, and with its signs escaped."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
