"""The candidate's view back and ahead: progress, what is due, and what they thought of their own answers.

Every call takes the Viewer and tells of nobody else's practices.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from coach import due as spacing
from coach import flow
from coach.errors import Conflict, InputError, NotFound
from coach.interviewer import Interviewer
from coach.models import Bank, Mode, Plan, Practice, Viewer
from coach.outcomes import Record, shown
from coach.rubric import LEVELS

LATEST = 60
"""Practices that are looked at: older ones say little of how one answers now."""
_ASKED = 200  # questions that are known as asked before


@dataclass(frozen=True, slots=True)
class Due:
    """What was missed and comes back."""

    gaps: tuple[spacing.Gap, ...] = ()
    """All that is open, the earliest due first."""
    drill: spacing.Drill | None = None
    """The question for what is due now; None: nothing is, or no bank has another question for it."""
    next_on: date | None = None
    """The next day on which something comes back, after today."""


@dataclass(frozen=True, slots=True)
class Tracking:
    """On the store, banks and clock of an interviewer. Stateless."""

    interviewer: Interviewer

    def record(self, viewer: Viewer) -> Record:
        """How the viewer's own latest practices went: one query, no transcripts."""
        return self.interviewer.store.record(viewer.id, LATEST)

    # -- what is due -------------------------------------------------------------------------

    def due(self, viewer: Viewer, now: datetime, record: Record | None = None) -> Due:
        """What comes back now and later; the time zone of `now` says when a day begins."""
        outcomes = shown((record or self.record(viewer)).outcomes).outcomes
        gaps = spacing.gaps(outcomes, now)
        ready = spacing.due(gaps, now)
        later = [g.due_on for g in gaps if g not in ready]
        drill = spacing.drill(ready, self._banks(viewer), self._asked(viewer)) if ready else None
        return Due(gaps, drill, min(later, default=None))

    def plan(self, viewer: Viewer, drill: spacing.Drill) -> Plan:
        """A coached practice of exactly the drill's question, otherwise as the viewer practised last."""
        last = self._last_plan(viewer)
        only = ((drill.bank_id, drill.question.id),)
        role, seniority = (last.role, last.seniority) if last else ("customer-marketing-manager", "mid")
        first = bool(last and last.rate_first)
        return Plan(role, seniority, (drill.bank_id,), 1, Mode.COACH, only=only, rate_first=first)

    def _banks(self, viewer: Viewer) -> list[Bank]:
        """The banks for the role practised last."""
        last = self._last_plan(viewer)
        banks = self.interviewer.library.banks
        return [b for b in banks if not b.roles or last is None or last.role in b.roles] or list(banks)

    def _asked(self, viewer: Viewer) -> list[spacing.Place]:
        return self.interviewer.store.asked(viewer.id, _ASKED)

    def _last_plan(self, viewer: Viewer) -> Plan | None:
        return next((s.plan for s in self.interviewer.store.summaries(viewer.id, limit=1)), None)

    # -- one's own level ---------------------------------------------------------------------

    def rate(self, viewer: Viewer, practice_id: str, attempt_id: str, level: int | None) -> None:
        """The candidate's own level of an answer, 1 to 5; None: they would rather see the critique without.

        Said once: what was said first, before the critique was seen, stays. Raises NotFound and InputError.
        """
        practice = self.interviewer.open(viewer, practice_id)
        attempt = practice.attempt(attempt_id)
        if attempt is None or not attempt.critique:
            raise NotFound("There is no such answer with a critique in this practice.")
        if not flow.told(practice):
            raise InputError("A mock interview is rated at its end.")
        if level is not None and not 1 <= level <= len(LEVELS):
            raise InputError(f"A level is a number from 1 to {len(LEVELS)}.")
        with suppress(Conflict):
            self.interviewer.store.rate(practice_id, attempt_id, level)

    def ratings(self, viewer: Viewer, practice_id: str) -> dict[str, int | None]:
        """What the candidate said of the answers of a practice, by attempt id; None: would rather not."""
        self.interviewer.open(viewer, practice_id)
        return self.interviewer.store.ratings(practice_id)

    def waiting(self, viewer: Viewer, practice: Practice) -> frozenset[str]:
        """Ids of the answers whose critique waits for the candidate's own level, where they want that.

        Of each question only the last try that was read; an answer without a level is not asked about.
        """
        if not practice.plan.rate_first:
            return frozenset()
        said = self.ratings(viewer, practice.id)
        last = {a.question: a for a in practice.attempts if a.critique}
        return frozenset(a.id for a in last.values() if a.critique and a.critique.level and a.id not in said)
