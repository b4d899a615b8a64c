"""How long practices stay: a number of days after they end, unless kept, and never without having been told.

A practice may go when it has rested for that many days (since it ended, was left, or came from a
file) and its owner was shown the rule at least a week ago, or as many days ago as practices stay
where that is less. Being shown is stored when a page says it. So practices from before this rule,
or from before a shorter one, stay until somebody has read that they will go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from coach.errors import NotFound
from coach.logs.archive import Archive, Resting
from coach.models import Viewer

NOTICE = 7
"""Days between being told and the first deletion."""

Told = dict[str, tuple[int, datetime]]


@dataclass(frozen=True, slots=True)
class Retention:
    archive: Archive
    days: int | None
    """None: everything stays."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def apply(self) -> int:
        """Delete what is due, of everybody; how many practices went. Run at start, by nobody in particular."""
        if self.days is None:
            return 0
        told, now = self.archive.told(), self.now()
        due: dict[str, list[str]] = {}
        for resting in self.archive.resting():
            when = self._goes(resting, told)
            if when and when <= now:
                due.setdefault(resting.owner, []).append(resting.id)
        return sum(self.archive.delete(owner, ids) for owner, ids in due.items())

    def tell(self, viewer: Viewer) -> datetime | None:
        """When the viewer's next practice goes, for a page that now shows it; that it did is remembered.

        None: nothing of theirs will go.
        """
        if self.days is None:
            return None
        resting, told = self.archive.resting(viewer.id), self.archive.told()
        if not resting:
            return None
        days, _ = told.get(viewer.id, (None, None))
        if days != self.days:
            self.archive.tell(viewer.id, self.days, self.now())
            told = self.archive.told()
        return self._goes(resting[0], told)

    def kept(self, viewer: Viewer) -> set[str]:
        """Ids of the viewer's practices that stay until the viewer deletes them."""
        return self.archive.kept(viewer.id)

    def keep(self, viewer: Viewer, practice_id: str, keeps: bool = True) -> None:
        """Raises NotFound when the practice is not the viewer's."""
        if practice_id not in self.archive.ids(viewer.id):
            raise NotFound("There is no such practice here. It may have been deleted, or the address is incomplete.")
        self.archive.keep(practice_id, keeps, self.now())

    def _goes(self, resting: Resting, told: Told) -> datetime | None:
        """When a practice may be deleted; None while its owner does not know."""
        if self.days is None or resting.owner not in told:
            return None
        days, at = told[resting.owner]
        if days != self.days:
            return None
        rested, warned = timedelta(days=self.days), timedelta(days=min(NOTICE, self.days))
        return max(resting.since + rested, at + warned)
