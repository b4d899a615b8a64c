"""The one seam: what any interviewer's mind must do."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Protocol

from coach.models import Claim, Question, Quote, Reading, Turn, Usage


class Engine(Protocol):
    """An interviewer's mind. It proposes; `critique.settle` and `flow.next_step` decide."""

    @property
    def name(self) -> str:
        """Stored with what it produced: `offline`, `llm`."""

    @property
    def model(self) -> str: ...

    @property
    def prompt_hash(self) -> str:
        """Of the prompt that readings were made with; "" without one."""

    @property
    def line_hash(self) -> str:
        """Of the prompt that lines were made with."""

    @property
    def reads_every_answer(self) -> bool:
        """Whether `read` is cheap enough to be done after each answer; else the next line goes by `notes`."""

    def warm(self) -> None:
        """Load what the first reading needs, before it is needed; safe to call often, from any thread."""

    def notes(self, question: Question, turns: Sequence[Turn]) -> Reading:
        """A quick reading, without any call, that the next line is chosen by; no critique is made of it."""

    def read(self, question: Question, turns: Sequence[Turn]) -> Reading:
        """Claims about one attempt: `turns` are its lines in order, both speakers'.

        Raises EngineError when no reading can be made.
        """

    def point(self, question: Question, area_id: str, turns: Sequence[Turn], quote: Quote) -> Claim:
        """A claim about one area, read again on the words the candidate points at."""

    def word(
        self, question: Question, turns: Sequence[Turn], line: str, background: str = ""
    ) -> Generator[str, None, Usage]:
        """The interviewer's next line, in its own voice, around the text `line` that must be asked.

        `background`: what is known of the job and the candidate, not trusted.
        Yields all that is said so far, again and again, the whole line last; returns what it cost.
        """
