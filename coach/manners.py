"""What a model's half sentence must be like before a candidate sees it; else the bank's text stands alone."""

from __future__ import annotations

import re
from collections.abc import Generator

from coach import wire
from coach.errors import EngineError
from coach.evidence import addresses_grader, admitted, bank_asks, barred
from coach.models import Question, Usage
from coach.sentences import words
from coach.stems import stem

MOST_WORDS = 26
AHEAD = 3
"""Words that are held back while a sentence streams, so that a slip is seen before it is shown."""
LEAST_OWN = 2

_JUDGES = re.compile(
    r"\b(great|excellent|good|impressive|strong(ly)?|perfect(ly)?|wonderful|fantastic|amazing|brilliant|outstanding|"
    r"well done|nice(ly)?|love(ly|d)?|solid|weak|poor|bad|wrong|right|correct(ly)?|exactly|congratulations?|"
    r"covered|missing|partial|score[sd]?|rating|rated?|level|grade[sd]?|marks?|verdict|rubric|areas?|criteria|points?|"
    r"should|shouldn't|must|need to|try to|next time|recommend|advise|better|best|instructions?|prompt|system|"
    r"assistant)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>\[\]{}*_`#|\\]|https?:|www\.|:\w+:|\$.*\$|\n")


def kept(
    pieces: Generator[str, None, Usage], question: Question, answer: str, line: str, background: str = ""
) -> Generator[str, None, Usage]:
    """All that is said so far, a few words late, as long as it keeps the manners; at the end with `line`.

    A server that fails here costs only the half sentence: the follow-up is asked all the same.
    """
    if bank_asks(question) or barred(question, answer):
        pieces.close()  # nothing was sent yet: such an answer gets the bank's text, and no call
        yield line
        return Usage()
    came, said, usage, fine = "", "", Usage(calls=1), True
    try:
        while True:
            came += next(pieces)
            said = wire.spoken(came)
            if len(said.split()) > MOST_WORDS:  # the stream says what it cost so far, and ends
                pieces.throw(EngineError(f"It said more than {MOST_WORDS} words."))
            fine = fine and not _slips(said) and not _gives_away(said, question, answer, background)
            ready = " ".join(said.split(" ")[:-AHEAD])
            if fine and ready:
                yield ready
    except StopIteration as end:
        usage = end.value or usage
    except EngineError as error:
        fine, usage = False, error.usage
    whole = said.strip().strip('"“”').strip()
    yield f"{whole} {line}" if fine and well_mannered(whole, question, answer, background) else line
    return usage


def well_mannered(sentence: str, question: Question, answer: str, background: str = "") -> bool:
    """One neutral sentence that takes up the candidate's own honest words and asks nothing."""
    return (
        0 < len(sentence.split()) <= MOST_WORDS
        and sentence[-1] in ".…!"
        and not _slips(sentence)
        and _own_words(sentence, question, answer) >= LEAST_OWN
        and not _gives_away(sentence, question, answer, background)
    )


def _slips(sentence: str) -> bool:
    """What no part of it may hold: a question, praise or a verdict, markup, words to a grader."""
    return bool(
        "?" in sentence
        or _JUDGES.search(sentence)
        or _MARKUP.search(sentence)
        or re.search(r"\d\s*/\s*\d", sentence)
        or addresses_grader(sentence)
    )


def _own_words(sentence: str, question: Question, answer: str) -> int:
    return len(_content(sentence) & _content(admitted(question, answer)))


def _gives_away(sentence: str, question: Question, answer: str, background: str) -> bool:
    """Whether it recites what the candidate did not say: two words of what the question is after, or of a CV."""
    new = _content(sentence) - _content(answer) - _content(question.text)
    unsaid = (*(area.text for area in question.areas), question.intent, question.competency, background)
    return any(len(new & _content(text)) >= 2 for text in unsaid)


def _content(text: str) -> set[str]:
    return {stem(w) for w in words(text) if len(w) > 3}
