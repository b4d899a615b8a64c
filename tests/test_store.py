"""The store on both databases: what goes in comes out, all or nothing, and every failure says what to do."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from conftest import CANDIDATE, PLAN, STRANGER, question, rows, turn

from coach import bootstrap, database
from coach.errors import Conflict, StoreError
from coach.models import (
    Attempt,
    Critique,
    Episode,
    Finding,
    Focus,
    PlannedQuestion,
    Practice,
    Provenance,
    Quote,
    Strength,
    Turn,
    TurnKind,
    Usage,
    Verdict,
)
from coach.settings import ROOT, Settings
from coach.store import Store

NOON = datetime(2025, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
WORDS = "I cancelled the spring campaign. "
NOBODY = 65534


def line(position: int, kind: TurnKind, text: str, attempt_id: str | None = None, practice_id: str = "p1") -> Turn:
    return turn(text, position, kind, id=f"{practice_id}-{position}", attempt_id=attempt_id)


def practice(practice_id: str = "p1", owner: str = CANDIDATE.id, at: datetime = NOON, answer: str = WORDS) -> Practice:
    """Two questions, the first answered once; its only attempt carries its turns, as the store gives it back."""
    tried = f"{practice_id}-a1"
    said = (
        line(0, TurnKind.OPENING, "Welcome.", None, practice_id),
        line(1, TurnKind.QUESTION, "Tell me.", tried, practice_id),
        line(2, TurnKind.ANSWER, answer, tried, practice_id),
    )
    planned = tuple(PlannedQuestion("plans", "Plans", "hash", question(n)) for n in (1, 2))
    return Practice(practice_id, owner, PLAN, at, None, planned, said, (Attempt(tried, 0, 1, said[1:]),))


def critique(level: int | None = 3) -> Critique:
    """Every field filled with something that is not its default."""
    quote = Quote(2, 2, 11, WORDS[2:11])
    found = (Finding("signal", Verdict.COVERED, (quote,), 0.5, "said so"), Finding("change", Verdict.MISSING))
    return Critique(
        areas=found,
        star=(Finding("A", Verdict.PARTIAL, (quote,)),),
        tips=(Finding("positive", Verdict.COVERED),),
        episode=Episode.PSEUDO_STORY,
        words=5,
        provenance=Provenance("scripted", "test", "p", "b", "r", Usage(1, 2, 3, 4)),
        episode_quote=quote,
        flags=("asks the grader",),
        dropped=2,
        quality=0.625,
        level=level,
        caps=("no_result",),
        strength=Strength("signal", "It starts there.", quote),
        focus=Focus("change", "A panel will ask.", "I __.", quote),
        also=Focus("lesson", "A panel will ask.", "I learned __."),
    )


# -- in and out ------------------------------------------------------------------------------------


def test_a_practice_comes_back_equal_by_value(store: Store) -> None:
    added = practice()
    store.add_practice(added)
    assert store.practice("p1") == added


def test_a_critique_comes_back_equal_by_value(store: Store) -> None:
    added = practice()
    store.add_practice(added)
    store.append("p1", critique=("p1-a1", 2, critique()))
    stored = store.practice("p1")
    assert stored is not None
    assert stored.attempts == (replace(added.attempts[0], critiques=((2, critique()),)),)


def test_a_follow_up_keeps_why_it_was_asked(store: Store) -> None:
    store.add_practice(practice())
    asked = line(3, TurnKind.FOLLOW_UP, "And then?", "p1-a1")
    asked = replace(asked, reason="gap: lesson", probes=("lesson", "change"), follow_up_id="since")
    store.append("p1", [asked])
    stored = store.practice("p1")
    assert stored is not None
    assert stored.turns[3] == asked


@pytest.mark.parametrize(
    "words",
    [
        "😀👩🏽‍🚀 e\u0301 ﬁ",
        "שלום, מה שלומך",
        "a\n\n\tb\u2028c",
        "$x$ ![i](http://x/y) <b>&amp;</b> ' \" \\ % :name",
        "ж" * 12_000,
    ],
    ids=["emoji", "right-to-left", "space", "markup", "long"],
)
def test_words_come_back_letter_for_letter(store: Store, words: str) -> None:
    store.add_practice(practice(answer=words))
    stored = store.practice("p1")
    assert stored is not None
    assert stored.turns[2].text == words


def test_a_time_in_another_zone_comes_back_as_utc(store: Store) -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    store.add_practice(practice(at=elsewhere))
    stored = store.practice("p1")
    assert stored is not None
    assert stored.created_at == NOON
    assert stored.created_at.utcoffset() == timedelta(0)


def test_a_practice_that_is_not_there_is_none(store: Store) -> None:
    assert store.practice("p1") is None


def test_what_is_appended_is_there_for_another_opening_of_the_database(store: Store, database_url: str) -> None:
    added = practice()
    store.add_practice(added)
    asked = line(3, TurnKind.QUESTION, "Next.", "p1-a2")
    store.append("p1", [asked], [Attempt("p1-a2", 1, 1, ())], ("p1-a1", 2, critique()), ended_at=NOON)
    other = Store(database_url)
    stored = other.practice("p1")
    other.close()
    first = replace(added.attempts[0], critiques=((2, critique()),))
    grown = replace(added, turns=(*added.turns, asked), attempts=(first, Attempt("p1-a2", 1, 1, (asked,))))
    assert stored == replace(grown, ended_at=NOON)


def test_a_reopened_practice_has_no_end(store: Store) -> None:
    store.add_practice(replace(practice(), ended_at=NOON))
    store.append("p1", [line(3, TurnKind.QUESTION, "Again.", "p1-a2")], [Attempt("p1-a2", 0, 2, ())], reopen=True)
    stored = store.practice("p1")
    assert stored is not None
    assert stored.ended_at is None


def test_a_revision_holds_and_the_older_critique_stays(store: Store) -> None:
    store.add_practice(practice())
    store.append("p1", critique=("p1-a1", 2, critique(2)))
    store.revise("p1", "p1-a1", 2, critique(3))
    store.revise("p1", "p1-a1", 2, critique(4))
    stored = store.practice("p1")
    assert stored is not None
    assert [(at, made.level) for at, made in stored.attempts[0].critiques] == [(2, 2), (2, 3), (2, 4)]
    assert stored.attempts[0].critique == critique(4)


def test_a_practice_read_while_it_grows_is_one_moment_of_it(store: Store, database_url: str) -> None:
    """A line and its attempt arrive together, even when they are written between two queries of a reader."""
    store.add_practice(practice())
    other = Store(database_url)
    grown: list[str] = []

    def grow(db: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if "FROM attempts" in statement and not grown:
            grown.append(statement)
            other.append("p1", [line(3, TurnKind.QUESTION, "Next.", "p1-a2")], [Attempt("p1-a2", 1, 1, ())])

    sa.event.listen(sa.Engine, "after_cursor_execute", grow)
    try:
        seen = store.practice("p1")
    finally:
        sa.event.remove(sa.Engine, "after_cursor_execute", grow)
        other.close()
    assert grown
    assert seen == practice()


# -- all or nothing --------------------------------------------------------------------------------

FREE = line(3, TurnKind.FOLLOW_UP, "And then?", "p1-a1")
TAKEN = replace(line(2, TurnKind.ANSWER, "Other words.", "p1-a1"), id="another")
NEW = Attempt("p1-a2", 1, 1, ())


@pytest.mark.parametrize(
    "append",
    [
        lambda s: s.append("p1", [FREE, TAKEN], [NEW], ("p1-a1", 2, critique()), ended_at=NOON),
        lambda s: s.append("p1", [FREE], [NEW, Attempt("p1-a3", 0, 1, ())], ("p1-a1", 2, critique())),
        lambda s: s.append("p1", [FREE], [NEW], ("no-such-attempt", 2, critique())),
        lambda s: s.append("gone", [replace(FREE, attempt_id=None)], ended_at=NOON),
        lambda s: s.revise("p1", "no-such-attempt", 2, critique()),
    ],
    ids=["position taken", "attempt taken", "critique of nothing", "practice gone", "revision of nothing"],
)
def test_a_refused_append_is_a_conflict_and_leaves_nothing(
    store: Store, database_url: str, append: Callable[[Store], None]
) -> None:
    store.add_practice(practice())
    before = rows(database_url)
    with pytest.raises(Conflict):
        append(store)
    assert rows(database_url) == before


def test_a_second_critique_of_the_same_words_is_a_conflict(store: Store) -> None:
    store.add_practice(practice())
    store.append("p1", critique=("p1-a1", 2, critique(2)))
    with pytest.raises(Conflict):
        store.append("p1", [FREE], critique=("p1-a1", 2, critique(5)))
    stored = store.practice("p1")
    assert stored is not None
    assert stored.turns == practice().turns
    assert stored.attempts[0].critique == critique(2)


def test_a_new_practice_that_fails_half_way_leaves_nothing(store: Store, database_url: str) -> None:
    before = rows(database_url)
    whole = practice()
    with pytest.raises(Conflict):
        store.add_practice(replace(whole, turns=(*whole.turns, TAKEN)))
    assert rows(database_url) == before
    store.add_practice(whole)


# -- deleting --------------------------------------------------------------------------------------


def test_delete_takes_everything_of_one_practice_and_nothing_of_another(store: Store, database_url: str) -> None:
    store.add_practice(practice("p2"))
    store.append("p2", critique=("p2-a1", 2, critique()))
    before = rows(database_url)
    store.add_practice(practice("p1"))
    store.append("p1", critique=("p1-a1", 2, critique()))
    store.delete("p1")
    assert store.practice("p1") is None
    assert rows(database_url) == before


def test_deleted_words_are_in_no_byte_of_the_database_files(sqlite_store: Store, tmp_path: Path) -> None:
    """A short answer lives in a table page, a long one in overflow pages; both are overwritten."""

    def on_disk() -> set[bytes]:
        raw = b"".join(p.read_bytes() for p in tmp_path.glob("practice.db*"))
        return {word for word in (b"zebrafish", b"quokka") if word in raw}

    for n, words in enumerate(["A zebrafish. ", "quokka " * 1500, "Something else."]):
        sqlite_store.add_practice(practice(f"p{n}", answer=words))
    assert on_disk() == {b"zebrafish", b"quokka"}
    sqlite_store.delete("p0")
    sqlite_store.delete("p1")
    assert on_disk() == set()
    kept = sqlite_store.practice("p2")
    assert kept is not None
    assert kept.turns[2].text == "Something else."
    sqlite_store.close()
    assert on_disk() == set()


# -- lists -----------------------------------------------------------------------------------------


def test_summaries_are_the_owners_own_newest_first(store: Store) -> None:
    for n in (1, 3, 2):
        store.add_practice(practice(f"p{n}", at=NOON + timedelta(days=n)))
    store.add_practice(practice("q1", owner=STRANGER.id, at=NOON))
    assert [s.id for s in store.summaries(CANDIDATE.id)] == ["p3", "p2", "p1"]
    assert [s.id for s in store.summaries(CANDIDATE.id, limit=2)] == ["p3", "p2"]
    assert [s.id for s in store.summaries(STRANGER.id)] == ["q1"]
    assert store.summaries("nobody") == []


def test_a_summary_tells_what_was_answered_and_the_level_of_the_latest_try(store: Store) -> None:
    store.add_practice(practice())
    again = [line(3, TurnKind.QUESTION, "Again.", "p1-a2"), line(4, TurnKind.ANSWER, "Better.", "p1-a2")]
    store.append("p1", again, [Attempt("p1-a2", 0, 2, ())])
    more = [line(5, TurnKind.FOLLOW_UP, "And?", "p1-a2"), line(6, TurnKind.ANSWER, "Better still.", "p1-a2")]
    store.append("p1", more, critique=("p1-a2", 4, critique(2)))
    store.append("p1", [line(7, TurnKind.QUESTION, "Next.", "p1-a3")], [Attempt("p1-a3", 1, 1, ())])
    store.append("p1", critique=("p1-a2", 6, critique(3)))
    store.revise("p1", "p1-a2", 6, critique(4))
    store.append("p1", critique=("p1-a1", 2, critique(1)))  # read late: the first try stays the first
    (summary,) = store.summaries(CANDIDATE.id)
    assert (summary.plan, summary.created_at, summary.ended_at) == (PLAN, NOON, None)
    assert (summary.questions, summary.answered, summary.levels) == (2, 1, (4,))


def test_an_answer_that_could_not_be_rated_has_no_level(store: Store) -> None:
    store.add_practice(practice())
    assert store.summaries(CANDIDATE.id)[0].levels == ()
    store.append("p1", critique=("p1-a1", 2, critique(None)))
    assert store.summaries(CANDIDATE.id)[0].levels == (None,)


def test_what_was_asked_is_the_owners_own_the_latest_practice_first(store: Store) -> None:
    newer = practice("p2", at=NOON + timedelta(days=1))
    store.add_practice(practice("p1"))
    store.add_practice(replace(newer, questions=(replace(newer.questions[1], bank_id="other"),)))
    store.add_practice(practice("q1", owner=STRANGER.id))
    expected = [("other", "question-2"), ("plans", "question-1"), ("plans", "question-2")]
    assert store.asked(CANDIDATE.id) == expected
    assert store.asked(CANDIDATE.id, limit=1) == expected[:1]


def test_describe_names_the_database_counts_and_leaves_nothing(store: Store, database_url: str) -> None:
    store.add_practice(practice())
    before = rows(database_url)
    assert "1 practices, can be written" in store.describe()
    assert rows(database_url) == before


# -- migrations ------------------------------------------------------------------------------------


def shape(engine: sa.Engine) -> dict[str, Any]:
    """Tables as the database sees them: columns, keys, indexes."""
    look = sa.inspect(engine)
    return {
        name: {
            "columns": {c["name"]: (str(c["type"]), c["nullable"], c["default"]) for c in look.get_columns(name)},
            "primary key": look.get_pk_constraint(name)["constrained_columns"],
            "foreign keys": sorted(
                (f["constrained_columns"], f["referred_table"], f["options"]) for f in look.get_foreign_keys(name)
            ),
            "unique": sorted(u["column_names"] for u in look.get_unique_constraints(name)),
            "indexes": sorted((str(i["name"]), i["column_names"]) for i in look.get_indexes(name)),
        }
        for name in look.get_table_names()
        if name != "alembic_version"
    }


def test_the_migrations_lead_to_what_a_fresh_database_gets_at_once(database_url: str) -> None:
    Store(database_url).close()
    engine = sa.create_engine(database_url)
    fresh, version = shape(engine), sa.text("select version_num from alembic_version")
    with engine.begin() as db:
        assert db.execute(version).scalar() == database.HEAD
        database.metadata.drop_all(db)
        db.execute(sa.text("drop table alembic_version"))
    with engine.begin() as db:
        database.upgrade(db)
        assert db.execute(version).scalar() == database.HEAD
    assert shape(engine) == fresh
    engine.dispose()


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "coach:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == database.HEAD


def test_opening_again_changes_nothing(store: Store, database_url: str) -> None:
    store.add_practice(practice())
    before = rows(database_url)
    again = Store(database_url)
    assert again.practice("p1") == practice()
    again.close()
    assert rows(database_url) == before


def test_a_database_from_a_newer_version_is_refused_and_left_alone(store: Store, database_url: str) -> None:
    store.add_practice(practice())
    engine = sa.create_engine(database_url)
    with engine.begin() as db:
        db.execute(sa.text("update alembic_version set version_num = '9999'"))
        db.execute(sa.text("create table from_the_future (id integer)"))
    before = rows(database_url), shape(engine)
    with pytest.raises(StoreError, match=r"newer version.*9999.*Update the app"):
        Store(database_url)
    assert (rows(database_url), shape(engine)) == before
    engine.dispose()


OPEN_WHEN_TOLD = """
import sys
from coach.store import Store
print("ready", flush=True)
sys.stdin.readline()
store = Store(sys.argv[1])
print(len(store.summaries("ann")), flush=True)
store.close()
"""


def test_several_processes_can_open_an_empty_database_at_once(database_url: str) -> None:
    command = [sys.executable, "-c", OPEN_WHEN_TOLD, database_url]
    pipe = subprocess.PIPE
    children = [subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(4)]
    for child in children:
        assert child.stdout is not None
        child.stdout.readline()
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    said = [child.communicate(timeout=60) for child in children]
    assert said == [("0\n", "")] * 4
    assert [child.returncode for child in children] == [0] * 4


def test_opening_waits_while_another_process_prepares_the_same_file(tmp_path: Path) -> None:
    file = tmp_path / "practice.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    done = threading.Timer(0.3, other.rollback)
    done.start()
    Store(f"sqlite:///{file}").close()
    done.join()
    other.close()


# -- what goes wrong says what to do ---------------------------------------------------------------


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may write everywhere, so it becomes nobody for a while; nobody else needs to."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that anybody can reach; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        yield path
        path.chmod(0o755)


def test_a_read_only_folder_says_what_to_do(folder: Path) -> None:
    folder.chmod(0o555)
    with without_privileges(), pytest.raises(StoreError, match=r"folder exists and is writable, or set COACH_DATA_DIR"):
        Store(f"sqlite:///{folder / 'practice.db'}")


def test_a_read_only_database_can_be_read_and_says_what_to_do_when_written(folder: Path) -> None:
    file = folder / "practice.db"
    store = Store(f"sqlite:///{file}")
    store.add_practice(practice())
    store.close()
    before = file.read_bytes()
    file.chmod(0o444)
    folder.chmod(0o777)
    with without_privileges():
        store = Store(f"sqlite:///{file}")
        assert store.practice("p1") == practice()
        with pytest.raises(StoreError, match=r"read-only.*writable, or set COACH_DATA_DIR"):
            store.add_practice(practice("p2"))
        with pytest.raises(StoreError, match=r"read-only.*writable, or set COACH_DATA_DIR"):
            store.delete("p1")
        store.close()
    assert file.read_bytes() == before


def test_a_folder_that_is_missing_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"folder exists and is writable"):
        Store(f"sqlite:///{tmp_path / 'nowhere' / 'practice.db'}")


def test_a_data_folder_under_a_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    settings = Settings.from_env({"COACH_DATA_DIR": str(tmp_path / "file" / "data")})
    with pytest.raises(StoreError, match=r"data folder .* cannot be made .*COACH_DATA_DIR"):
        bootstrap.open_store(settings)


def test_a_data_folder_is_made_when_it_is_missing(tmp_path: Path) -> None:
    bootstrap.open_store(Settings.from_env({"COACH_DATA_DIR": str(tmp_path / "new" / "data")})).close()
    assert (tmp_path / "new" / "data" / "practice.db").is_file()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "practice.db"
    file.write_bytes(b"my diary, not a database\n" * 200)
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"not a database"):
        Store(f"sqlite:///{file}")
    assert file.read_bytes() == before


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Every SQLite database opened here can grow to 40 pages, as on a disk that fills up."""

    def limit(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA max_page_count = 40")

    sa.event.listen(sa.Engine, "connect", limit)
    yield
    sa.event.remove(sa.Engine, "connect", limit)


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_says_so_and_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'practice.db'}")
    kept: list[str] = []

    def fill() -> None:
        for n in range(100):
            store.add_practice(practice(f"p{n}", answer=WORDS * 100))
            kept.append(f"p{n}")

    with pytest.raises(StoreError, match=r"no room left .*free some space"):
        fill()
    assert kept
    assert {s.id for s in store.summaries(CANDIDATE.id)} == set(kept)
    assert [store.practice(i) for i in kept] == [practice(i, answer=WORDS * 100) for i in kept]
    store.delete(kept.pop())
    store.add_practice(practice("after"))
    store.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql+psycopg://coach:hunter2@127.0.0.1:1/coach", r"does not answer: start it, or check DATABASE_URL"),
        ("postgresql+psycopg://127.0.0.1:1/coach?user=coach&password=hunter2", r"does not answer: start it"),
        ("postgresql+psycopg://coach:hunter2@no.such.host.invalid/coach", r"does not answer: start it"),
        ("postgresql+psycopg://coach:hunter2", r"DATABASE_URL .*port is not a number"),
        ("postgresql+nodriver://coach:hunter2@127.0.0.1/coach", r"DATABASE_URL"),
        ("postgresql+psycopg2://coach:hunter2@127.0.0.1/coach", r"DATABASE_URL"),
        ("sqlite+nodriver:///coach.db?password=hunter2", r"DATABASE_URL"),
        ("postgresql+psycopg:coach:hunter2", r"DATABASE_URL"),
    ],
)
def test_a_server_that_cannot_be_reached_says_what_to_check_and_no_password(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as caught:
        Store(url)
    assert "hunter2" not in str(caught.value)
