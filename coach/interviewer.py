"""The candidate's side: plan, ask, submit, assess, go on, look back. Every call takes the Viewer.

`submit` makes the words safe and does nothing else; `assess` may be slow, may fail, and may be
repeated. Both may arrive twice (two tabs, an interrupted page): the second changes nothing.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from coach import answers, critique, flow, planner
from coach.answers import clean
from coach.banks import Library, Shelf
from coach.engine import Engine
from coach.errors import Conflict, EngineError, InputError, NotFound
from coach.flow import Stage
from coach.models import (
    Attempt,
    Claim,
    Critique,
    Limits,
    Mode,
    Plan,
    Practice,
    Provenance,
    Question,
    Quote,
    Speaker,
    Turn,
    TurnKind,
    Usage,
    Verdict,
    Viewer,
)
from coach.rubric import rubric
from coach.store import Store, Summary

MOST_BACKGROUND = 500
"""Characters of the advert and of the CV that are kept and go with each line: at most about 130 tokens each."""
_NUMBERS = {1: "one question", 2: "two questions", 3: "three questions", 4: "four questions"}
Made = tuple[str, int, Critique]
"""A critique on its way to the store: attempt id, position of the last answer read, value."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")  # anything else in an address is no id, and some of it no text for a database
_LATELY = 20  # practices that weak spots are drawn from


@dataclass(frozen=True, slots=True)
class Interviewer:
    """Practices on one store, with one engine. Stateless: the store holds the truth."""

    store: Store
    shelf: Shelf
    engine: Engine
    rules: Engine | None = None
    """The engine that carries on at a limit, or where the other fails and the candidate asks for it."""
    limits: Limits = Limits()
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def library(self) -> Library:
        """The banks as they are now; a practice keeps its questions as they were when it began."""
        return self.shelf.library

    # -- beginning ---------------------------------------------------------------------------

    def start(self, viewer: Viewer, plan: Plan) -> str:
        """A new practice, opened and with its first question asked; returns its id."""
        banks = [self.library.bank(bank_id) for bank_id in plan.banks]
        drawn = planner.draw(banks, plan, self._record(viewer))
        advert, cv = (planner.background(clean(text), drawn, MOST_BACKGROUND) for text in (plan.advert, plan.cv))
        plan = replace(plan, advert=advert, cv=cv)
        empty = Practice(_new_id(), viewer.id, plan, self.now(), None, drawn, (), ())
        opening = flow.OPENING.format(questions=_NUMBERS.get(len(drawn), f"{len(drawn)} questions"))
        turns = [self._line(0, TurnKind.OPENING, opening)]
        attempt, asked = self._ask(empty, 0, 1)
        practice = replace(empty, plan=replace(plan, questions=len(drawn)), turns=(*turns, asked), attempts=(attempt,))
        self.store.add_practice(practice)
        return practice.id

    def _record(self, viewer: Viewer) -> planner.Record:
        """What was asked lately, and which kinds of areas stayed open, by this candidate."""
        latest = [self.store.practice(s.id) for s in self.store.summaries(viewer.id, limit=_LATELY)]
        return planner.record(list(filter(None, latest)), self.store.asked(viewer.id))

    def warm(self) -> None:
        """Let the engine load what it needs while the candidate thinks. Returns at once."""
        threading.Thread(target=self.engine.warm, daemon=True).start()

    # -- looking -----------------------------------------------------------------------------

    def open(self, viewer: Viewer, practice_id: str) -> Practice:
        """The practice, if it is the viewer's. Raises NotFound otherwise: the same for both reasons."""
        practice = self.store.practice(practice_id) if _ID.fullmatch(practice_id) else None
        if practice is None or practice.owner != viewer.id:
            raise NotFound("There is no such practice here. It may have been deleted, or the address is incomplete.")
        return practice

    def history(self, viewer: Viewer) -> list[Summary]:
        """The viewer's practices, newest first."""
        return self.store.summaries(viewer.id)

    # -- answering ---------------------------------------------------------------------------

    def submit(self, viewer: Viewer, practice_id: str, text: str, replies_to: int | None = None) -> Turn:
        """Keep an answer to the open line; committed before any engine runs.

        `replies_to` is the position of the line that the candidate saw. The same words sent twice
        are one turn. Raises InputError for an empty or too long answer, Conflict when the line was
        answered with other words.
        """
        text = clean(text)
        answers.check(text)
        practice = self.open(viewer, practice_id)
        open_at = practice.turns[-1].position
        position = (open_at if replies_to is None else replies_to) + 1
        if 0 <= position <= open_at:
            return answers.same(practice.turns[position], text)
        if position != open_at + 1 or flow.stage(practice) is not Stage.ANSWERING:
            raise Conflict("No question is open just now, so there is nothing to answer.")
        turn = Turn(
            _new_id(), position, Speaker.CANDIDATE, TurnKind.ANSWER, text, self.now(), practice.turns[-1].attempt_id
        )
        try:
            self.store.append(practice_id, [turn])
        except Conflict:
            return answers.same(self.open(viewer, practice_id).turns[position], text)
        return turn

    def over_limit(self, viewer: Viewer, practice_id: str) -> str:
        """Which limit of the model is used up, in words for the page; "" while there is room."""
        self.open(viewer, practice_id)
        return self._over_limit(practice_id)

    def spent(self, viewer: Viewer, practice_id: str) -> Usage:
        """What this practice used of models."""
        self.open(viewer, practice_id)
        return self.store.spent(practice_id)

    def _over_limit(self, practice_id: str) -> str:
        if self.rules is None or self.limits == Limits():
            return ""
        today = self.now().replace(hour=0, minute=0, second=0, microsecond=0)
        spent = {"practice": self.store.spent(practice_id), "day": self.store.spent_since(today)}
        for name, most in (("practice", self.limits.practice), ("day", self.limits.day)):
            used = spent[name].input_tokens + spent[name].output_tokens
            if most is not None and used >= most:
                return f"The model's limit for this {name} ({most:,} tokens) is used up, so rules carry on."
        return ""

    def _mind(self, practice_id: str, by_rules: bool = False) -> Engine:
        return self.rules if self.rules and (by_rules or self._over_limit(practice_id)) else self.engine

    def assess(self, viewer: Viewer, practice_id: str) -> None:
        """Read the last answer, and say the next line. Does nothing when that is done already.

        Raises EngineError when the engine cannot; the answer stays, and this can be called again.
        """
        deque(self.assess_aloud(viewer, practice_id), maxlen=0)

    def assess_aloud(self, viewer: Viewer, practice_id: str, by_rules: bool = False) -> Iterator[str]:
        """As `assess`; yields the next line as far as it is said. Leaving early loses nothing of it.

        `by_rules`: the candidate would rather have the rules' reading than wait for the model.
        """
        practice = self.open(viewer, practice_id)
        attempt = flow.current(practice)
        if flow.stage(practice) is not Stage.UNREAD or attempt is None:
            return
        mind = self._mind(practice_id, by_rules)
        settled = self._read(mind, practice, attempt) if mind.reads_every_answer else None
        probe = self._next_probe(mind, practice, attempt, settled)
        if probe:
            words = self._heard(mind, practice, attempt, probe)
            said = ""
            try:
                for said in words:
                    yield said
            finally:  # also when the page was left: the rest of the line is heard and kept
                whole = [said, *words][-1] or probe.text  # a stream may end before a word
                self._keep(practice, [self._probe(practice, attempt, probe, whole)], attempt, settled)
        else:
            self._keep(practice, [], attempt, settled or self._read(mind, practice, attempt))

    def _heard(self, mind: Engine, practice: Practice, attempt: Attempt, probe: flow.Probe) -> Iterator[str]:
        """The engine's words for a probe, with what they cost noted."""
        question = practice.questions[attempt.question].question
        plan = practice.plan
        usage = yield from mind.word(question, attempt.turns, probe.text, f"{plan.advert} {plan.cv}".strip())
        self._note(practice.id, "line", mind, mind.line_hash, usage)

    def _note(self, practice_id: str, purpose: str, mind: Engine, prompt_hash: str, usage: Usage) -> None:
        if usage.calls:
            self.store.add_call(practice_id, purpose, mind.model, prompt_hash, usage)

    def _next_probe(
        self, mind: Engine, practice: Practice, attempt: Attempt, settled: Critique | None
    ) -> flow.Probe | None:
        """The follow-up that is due, by the critique or, before there is one, by the engine's notes."""
        if practice.turns[-1].kind is TurnKind.SKIP:
            return None
        asked = practice.questions[attempt.question]
        if settled is None:
            notes = mind.notes(asked.question, attempt.turns)
            made = self._provenance(mind, asked.bank_hash, Usage())
            settled = critique.settle(asked.question, attempt.turns, notes, made)
        return flow.follow_up(asked.question, attempt.turns, settled, practice.plan.most_follow_ups)

    def _keep(self, practice: Practice, turns: list[Turn], attempt: Attempt, settled: Critique | None) -> None:
        """Critique and next step in one; a question without more probes ends here, a mock goes on."""
        made = (attempt.id, attempt.answers[-1].position, settled) if settled else None
        with suppress(Conflict):  # the other of two readers was quicker and has said the same
            if not turns and practice.plan.mode is Mode.MOCK:
                self._go_on(practice, [], made)
            else:
                self.store.append(practice.id, turns, critique=made)

    def catch_up(self, viewer: Viewer, practice_id: str, attempt_id: str, by_rules: bool = False) -> None:
        """Read answers that were passed over unread; asks nothing. Raises EngineError when the engine cannot."""
        practice = self.open(viewer, practice_id)
        attempt = practice.attempt(attempt_id)
        if attempt and attempt.answers and not attempt.critique:
            mind = self._mind(practice_id, by_rules)
            made = (attempt.id, attempt.answers[-1].position, self._read(mind, practice, attempt))
            with suppress(Conflict):  # the other of two readers was quicker and has said the same
                self.store.append(practice_id, critique=made)

    def _probe(self, practice: Practice, attempt: Attempt, probe: flow.Probe, text: str) -> Turn:
        line = self._line(len(practice.turns), TurnKind.FOLLOW_UP, text, attempt.id)
        return replace(line, reason=probe.reason, probes=probe.probes, follow_up_id=probe.follow_up_id)

    def _read(self, mind: Engine, practice: Practice, attempt: Attempt) -> Critique:
        planned = practice.questions[attempt.question]
        began = time.perf_counter()
        try:
            reading = mind.read(planned.question, attempt.turns)
        except EngineError as error:
            self._note(practice.id, "critique", mind, mind.prompt_hash, error.usage)
            raise
        spent = replace(reading.usage, milliseconds=round((time.perf_counter() - began) * 1000))
        self._note(practice.id, "critique", mind, mind.prompt_hash, spent)
        made = self._provenance(mind, planned.bank_hash, spent)
        return critique.settle(planned.question, attempt.turns, reading, made)

    def _provenance(self, mind: Engine, bank_hash: str, usage: Usage) -> Provenance:
        return Provenance(mind.name, mind.model, mind.prompt_hash, bank_hash, rubric().hash, usage)

    # -- going on ----------------------------------------------------------------------------

    def advance(self, viewer: Viewer, practice_id: str) -> None:
        """The next question, or the end. An answer that could not be read does not hold it up."""
        practice = self.open(viewer, practice_id)
        if flow.stage(practice) in (Stage.BETWEEN, Stage.UNREAD):
            self._once(practice, [])

    def skip(self, viewer: Viewer, practice_id: str, position: int | None = None) -> None:
        """Leave the open line for now; `position` is the one the candidate saw.

        A skipped follow-up ends its question; a skipped question can be answered later.
        """
        practice = self.open(viewer, practice_id)
        last = practice.turns[-1]
        if flow.stage(practice) is Stage.ANSWERING and position in (None, last.position):
            skipped = self._line(last.position + 1, TurnKind.SKIP, flow.SKIPPED, last.attempt_id)
            self._once(practice, [skipped], stay=self._stays(practice, last))

    def _stays(self, practice: Practice, skipped: Turn) -> bool:
        """Whether a skipped line leads to the critique of what was answered before it, or straight on."""
        attempt = practice.attempt(skipped.attempt_id)
        unread = attempt is not None and not attempt.critique
        return skipped.kind is TurnKind.FOLLOW_UP and (practice.plan.mode is Mode.COACH or unread)

    def _once(self, practice: Practice, turns: list[Turn], stay: bool = False) -> None:
        try:
            if stay:
                self.store.append(practice.id, turns)
            else:
                self._go_on(practice, turns)
        except Conflict:
            return  # another tab went on already

    def _go_on(self, practice: Practice, turns: list[Turn], made: Made | None = None) -> None:
        """After `turns` and a critique, ask the next question or close: all in one step."""
        grown = replace(practice, turns=(*practice.turns, *turns))
        following = flow.next_question(practice)
        if following is None:
            self._close(grown, turns, flow.CLOSING, made)
        else:
            attempt, asked = self._ask(grown, following, len(practice.tries(following)) + 1)
            self.store.append(practice.id, [*turns, asked], [attempt], made)

    def end(self, viewer: Viewer, practice_id: str) -> None:
        """End now; what was answered stays, and can be read."""
        practice = self.open(viewer, practice_id)
        if flow.stage(practice) is Stage.ENDED:
            return
        early = flow.stage(practice) is Stage.ANSWERING or flow.next_question(practice) is not None
        self._close(practice, [], flow.CLOSING_EARLY if early else flow.CLOSING)

    def _close(self, practice: Practice, turns: list[Turn], words: str, made: Made | None = None) -> None:
        """Say goodbye, once in a practice, after `turns`, the last of which are `practice`'s too."""
        closing = [] if flow.goodbye(practice) else [self._line(len(practice.turns), TurnKind.CLOSING, words)]
        self.store.append(practice.id, [*turns, *closing], critique=made, ended_at=self.now())

    def again(self, viewer: Viewer, practice_id: str, question: int) -> None:
        """A new attempt at one question; an ended practice is taken up again for it."""
        practice = self.open(viewer, practice_id)
        if not 0 <= question < len(practice.questions):
            raise NotFound(f"This practice has no question {question + 1}.")
        last = flow.current(practice)
        if flow.stage(practice) is Stage.ANSWERING and last and last.question == question and not last.answers:
            return
        attempt, asked = self._ask(practice, question, len(practice.tries(question)) + 1)
        self.store.append(practice_id, [asked], [attempt], reopen=True)

    def _ask(self, practice: Practice, question: int, number: int) -> tuple[Attempt, Turn]:
        """A new attempt and the line that opens it, at the end of `practice`."""
        attempt = Attempt(_new_id(), question, number, ())
        position = max(1, len(practice.turns))
        text = practice.questions[question].question.text
        return attempt, self._line(position, TurnKind.QUESTION, text, attempt.id)

    # -- the candidate has a say ---------------------------------------------------------------

    def point(self, viewer: Viewer, practice_id: str, attempt_id: str, area_id: str, words: Quote) -> Claim:
        """Read one area again on the words pointed at ("you missed this"); the claim says what was found.

        A better verdict makes a new revision of the critique; the older one stays.
        """
        attempt, settled, question = self._critiqued(viewer, practice_id, attempt_id, area_id)
        spoken = next((t for t in attempt.answers if t.position == words.turn), None)
        if spoken is None or not spoken.text[words.start : words.end].strip():
            raise InputError("Point at words of your own answer.")
        exact = replace(words, text=spoken.text[words.start : words.end])
        claim = self.engine.point(question, area_id, attempt.turns, exact)
        before = next(f for f in settled.areas if f.target == area_id)
        if _rank(claim.verdict) > _rank(before.verdict):
            self._revise(practice_id, attempt, critique.amend(question, attempt.turns, settled, claim))
        return claim

    def left_out(self, viewer: Viewer, practice_id: str, attempt_id: str, area_id: str) -> None:
        """The candidate confirms that an area was not said, so it need not be asked any more."""
        attempt, settled, question = self._critiqued(viewer, practice_id, attempt_id, area_id)
        sure = Claim(area_id, Verdict.MISSING, reason="you said that it was left out")
        self._revise(practice_id, attempt, critique.amend(question, attempt.turns, settled, sure))

    def _critiqued(
        self, viewer: Viewer, practice_id: str, attempt_id: str, area_id: str
    ) -> tuple[Attempt, Critique, Question]:
        practice = self.open(viewer, practice_id)
        attempt = practice.attempt(attempt_id)
        if attempt is None or attempt.critique is None:
            raise NotFound("This answer has no critique to correct yet.")
        if all(f.target != area_id for f in attempt.critique.areas):
            raise NotFound("This question has no such area.")
        return attempt, attempt.critique, practice.questions[attempt.question].question

    def _revise(self, practice_id: str, attempt: Attempt, newer: Critique) -> None:
        self.store.revise(practice_id, attempt.id, attempt.answers[-1].position, newer)

    def delete(self, viewer: Viewer, practice_id: str) -> None:
        """A practice and everything of it, for good."""
        self.open(viewer, practice_id)
        self.store.delete(practice_id)

    def _line(self, position: int, kind: TurnKind, text: str, attempt_id: str | None = None) -> Turn:
        return Turn(_new_id(), position, Speaker.INTERVIEWER, kind, text, self.now(), attempt_id)


def _rank(verdict: Verdict) -> int:
    return [Verdict.NOT_ASSESSED, Verdict.MISSING, Verdict.PARTIAL, Verdict.COVERED].index(verdict)


def _new_id() -> str:
    """128 bits that cannot be guessed."""
    return secrets.token_urlsafe(16)
