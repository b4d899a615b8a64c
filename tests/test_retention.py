"""How long practices stay: as long as was said, unless kept, and never shorter than somebody was told."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from conftest import CANDIDATE, STRANGER
from test_logs import changed, logs
from test_store import practice

from coach import bootstrap
from coach.errors import NotFound, SettingsError
from coach.logs.archive import Archive
from coach.models import Viewer
from coach.retention import NOTICE, Retention
from coach.settings import Settings
from coach.store import Store

BEGAN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def on(store: Store, day: float, days: int | None = 30) -> Retention:
    """The rule, so many days after `BEGAN`."""
    return Retention(Archive(store), days, lambda: BEGAN + day * DAY)


def begin(store: Store, name: str = "p1", owner: Viewer = CANDIDATE, ended: datetime | None = BEGAN) -> None:
    store.add_practice(practice(name, owner.id, BEGAN))
    if ended:
        store.append(name, ended_at=ended)


def test_an_ended_practice_goes_after_as_many_days_as_were_said_and_not_an_hour_before(store: Store) -> None:
    begin(store)
    assert on(store, 0).tell(CANDIDATE) == BEGAN + 30 * DAY
    assert on(store, 29.95).apply() == 0
    assert store.practice("p1")
    assert on(store, 30).apply() == 1
    assert store.practice("p1") is None


def test_nothing_goes_while_its_owner_was_never_told(store: Store) -> None:
    begin(store)
    assert on(store, 1000).apply() == 0
    assert store.practice("p1")


def test_what_is_old_when_somebody_is_first_told_stays_for_another_week(store: Store) -> None:
    begin(store)
    assert on(store, 100).tell(CANDIDATE) == BEGAN + (100 + NOTICE) * DAY
    assert on(store, 100).apply() == 0
    assert on(store, 99.9 + NOTICE).apply() == 0
    assert on(store, 100 + NOTICE).apply() == 1


def test_a_shorter_rule_waits_until_it_was_told_too(store: Store) -> None:
    begin(store)
    on(store, 0, days=30).tell(CANDIDATE)
    assert on(store, 20, days=10).apply() == 0
    assert on(store, 20, days=10).tell(CANDIDATE) == BEGAN + 27 * DAY
    assert on(store, 27, days=10).apply() == 1


def test_a_rule_that_was_longer_for_a_while_is_told_anew(store: Store) -> None:
    begin(store)
    on(store, 0, days=10).tell(CANDIDATE)
    on(store, 5, days=30).tell(CANDIDATE)
    assert on(store, 20, days=10).apply() == 0


def test_being_told_again_does_not_put_it_off(store: Store) -> None:
    begin(store)
    for day in range(30):
        assert on(store, day).tell(CANDIDATE) == BEGAN + 30 * DAY
    assert on(store, 30).apply() == 1


def test_with_a_rule_of_less_than_a_week_the_notice_is_as_short(store: Store) -> None:
    begin(store)
    assert on(store, 50, days=2).tell(CANDIDATE) == BEGAN + 52 * DAY


def test_a_practice_that_was_left_counts_from_its_last_line(store: Store) -> None:
    store.add_practice(practice("p1", CANDIDATE.id, BEGAN))
    last = practice().turns[-1].at
    assert on(store, 0).tell(CANDIDATE) == max(last + 30 * DAY, BEGAN + NOTICE * DAY)


def test_a_kept_practice_stays_and_can_be_let_go_again(store: Store) -> None:
    begin(store)
    begin(store, "p2")
    on(store, 0).tell(CANDIDATE)
    on(store, 1).keep(CANDIDATE, "p1")
    on(store, 1).keep(CANDIDATE, "p1")
    assert on(store, 40).kept(CANDIDATE) == {"p1"}
    assert on(store, 40).apply() == 1
    assert store.practice("p1")
    assert on(store, 40).tell(CANDIDATE) is None
    on(store, 40).keep(CANDIDATE, "p1", keeps=False)
    assert on(store, 40).apply() == 1


def test_a_practice_from_a_file_counts_from_when_it_was_taken_in(store: Store) -> None:
    taken = logs(store)
    assert taken.take_in(CANDIDATE, "old.jsonl", io.BytesIO(changed(lambda d: None))).added
    since = Archive(store).resting(CANDIDATE.id)[0].since
    assert since == taken.now()


def test_off_means_that_everything_stays_and_nothing_is_told(store: Store) -> None:
    begin(store)
    on(store, 0).tell(CANDIDATE)
    assert on(store, 400, days=None).apply() == 0
    assert on(store, 400, days=None).tell(CANDIDATE) is None


def test_somebody_elses_practice_cannot_be_kept_and_is_not_told_of(store: Store) -> None:
    begin(store)
    with pytest.raises(NotFound):
        on(store, 0).keep(STRANGER, "p1")
    assert on(store, 0).tell(STRANGER) is None
    assert not on(store, 0).kept(STRANGER)
    assert on(store, 400).apply() == 0  # a stranger was told, not its owner


def test_what_is_due_goes_when_the_app_starts() -> None:
    settings = Settings.from_env()
    first = bootstrap.build(settings)
    store, me = first.store, bootstrap.LOCAL
    store.add_practice(practice("old", me.id, BEGAN))
    store.append("old", ended_at=BEGAN)
    store.add_practice(practice("new", me.id, datetime.now(UTC)))
    store.append("new", ended_at=datetime.now(UTC))
    Archive(store).tell(me.id, settings.retention_days or 0, BEGAN)
    store.close()
    again = bootstrap.build(settings)
    assert again.store.practice("old") is None
    assert again.store.practice("new")
    again.store.close()


@pytest.mark.parametrize(
    ("text", "days"), [("", 30), ("7", 7), ("off", None), ("OFF", None), ("0", None), ("00", None)]
)
def test_the_setting(text: str, days: int | None) -> None:
    assert Settings.from_env({"COACH_RETENTION_DAYS": text}).retention_days == days


@pytest.mark.parametrize("text", ["-1", "1.5", "a month", "99999999999999"])
def test_a_setting_that_is_no_number_of_days_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="COACH_RETENTION_DAYS"):
        Settings.from_env({"COACH_RETENTION_DAYS": text})
