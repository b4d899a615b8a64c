"""The database itself: its tables, how it is opened and migrated, and what its complaints mean."""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.pool import ConnectionPoolEntry

from coach.errors import StoreError

HEAD = "0004"
"""The newest migration in migrations/versions; a database that says so needs no Alembic at start."""
_LOCK = 4_201_967  # any number of our own: the advisory lock that PostgreSQL migrations run under

_PATIENCE = 20
"""Seconds that one process waits for another that holds the SQLite file."""


class Utc(sa.types.TypeDecorator[datetime]):
    """Aware UTC datetimes; SQLite forgets the zone, PostgreSQL answers in the server's own."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = sa.MetaData()
practices = sa.Table(
    "practices",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("owner", sa.String(200), nullable=False),
    sa.Column("plan", sa.Text, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("ended_at", Utc),
    sa.Index("practices_by_owner", "owner", "created_at"),
)
questions = sa.Table(
    "questions",
    metadata,
    sa.Column("practice_id", sa.ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("bank_id", sa.String(80), nullable=False),
    sa.Column("question_id", sa.String(80), nullable=False),
    sa.Column("data", sa.Text, nullable=False),
)
attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("practice_id", sa.ForeignKey("practices.id", ondelete="CASCADE"), nullable=False),
    sa.Column("question", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.UniqueConstraint("practice_id", "question", "number"),
)
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("practice_id", sa.ForeignKey("practices.id", ondelete="CASCADE"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("attempt_id", sa.ForeignKey("attempts.id", ondelete="CASCADE")),
    sa.Column("speaker", sa.String(20), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("probes", sa.Text, nullable=False),
    sa.Column("follow_up_id", sa.String(80), nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.UniqueConstraint("practice_id", "position"),
    sa.Index("turns_by_attempt", "attempt_id"),
)
critiques = sa.Table(
    "critiques",
    metadata,
    sa.Column("attempt_id", sa.ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("practice_id", sa.ForeignKey("practices.id", ondelete="CASCADE"), nullable=False),
    sa.Column("level", sa.Integer),
    sa.Column("engine", sa.String(40), nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Index("critiques_by_practice", "practice_id"),
)


calls = sa.Table(
    "calls",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("practice_id", sa.ForeignKey("practices.id", ondelete="CASCADE"), nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("purpose", sa.String(20), nullable=False),
    sa.Column("model", sa.String(200), nullable=False),
    sa.Column("prompt_hash", sa.String(16), nullable=False),
    sa.Column("calls", sa.Integer, nullable=False),
    sa.Column("input_tokens", sa.Integer, nullable=False),
    sa.Column("output_tokens", sa.Integer, nullable=False),
    sa.Column("milliseconds", sa.Integer, nullable=False),
    sa.Index("calls_by_practice", "practice_id"),
    sa.Index("calls_by_time", "at"),
)


self_ratings = sa.Table(
    "self_ratings",
    metadata,
    sa.Column("attempt_id", sa.ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("practice_id", sa.ForeignKey("practices.id", ondelete="CASCADE"), nullable=False),
    sa.Column("level", sa.Integer),  # none: the candidate would rather see the level without
    sa.Column("at", Utc, nullable=False),
    sa.Index("self_ratings_by_practice", "practice_id"),
)


imports = sa.Table(
    "imports",
    metadata,
    sa.Column("practice_id", sa.ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("unknown", sa.Text, nullable=False),
    sa.Column("at", Utc, nullable=False),
)
kept = sa.Table(
    "kept",
    metadata,
    sa.Column("practice_id", sa.ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("at", Utc, nullable=False),
)
told = sa.Table(
    "told",
    metadata,
    sa.Column("owner", sa.String(200), primary_key=True),
    sa.Column("days", sa.Integer, nullable=False),
    sa.Column("at", Utc, nullable=False),
)


def connect(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=15)
    engine = sa.create_engine(url, connect_args={"timeout": _PATIENCE})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: ConnectionPoolEntry) -> None:
    """WAL for readers beside a writer; FULL so that a committed answer outlives a power cut."""
    connection.isolation_level = None  # the driver must not begin by itself: DDL would not roll back
    _use_wal(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _use_wal(connection: Any) -> None:
    """A new file's switch to WAL fails at once, whatever the time-out, while another process makes it too."""
    give_up = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.05)


def _begin_sqlite(db: Connection) -> None:
    """A writer takes its lock at once: upgrading a read lock later fails instead of waiting."""
    db.exec_driver_sql("BEGIN" if db.get_execution_options().get("reads") else "BEGIN IMMEDIATE")


def reading(db: Connection) -> dict[str, Any]:
    """Options that make several queries see one snapshot, and keep nobody from writing."""
    return {"isolation_level": "REPEATABLE READ"} if db.dialect.name == "postgresql" else {"reads": True}


def migrate(engine: sa.Engine) -> None:
    """Bring the database to HEAD, under a lock, since two app processes may start at once.

    Raises StoreError when the database is from a newer version.
    """
    with engine.begin() as db:
        if db.dialect.name == "postgresql":
            db.execute(sa.text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        version = _version(db)
        if version is None and not sa.inspect(db).get_table_names():
            _create(db)
        elif version != HEAD:
            upgrade(db)


def _create(db: Connection) -> None:
    """An empty database gets today's shape at once; Alembic's import would be a third of the first start."""
    metadata.create_all(db)
    db.execute(sa.text("create table alembic_version (version_num varchar(32) not null primary key)"))
    db.execute(sa.text("insert into alembic_version values (:head)"), {"head": HEAD})


def _version(db: Connection) -> str | None:
    if not sa.inspect(db).has_table("alembic_version"):
        return None
    version: str | None = db.execute(sa.text("select version_num from alembic_version")).scalar()
    return version


def upgrade(db: Connection) -> None:
    """Bring a database to HEAD step by step, with Alembic, imported only when there is something to do."""
    from alembic import command, util
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "coach:migrations")
    config.attributes["connection"] = db
    try:
        command.upgrade(config, "head")
    except util.CommandError as error:
        raise StoreError(
            f"The database is from a newer version of this app (revision {_version(db)}, known up to {HEAD}). "
            "Update the app, or point COACH_DATA_DIR or DATABASE_URL at another database. Nothing was changed."
        ) from error


def advice(problem: str, url: sa.URL) -> str:
    lower = problem.lower()
    if "readonly" in lower or "read-only" in lower:
        do = "The database is read-only: make the folder and its files writable, or set COACH_DATA_DIR to one that is."
    elif "full" in lower or "no space" in lower:
        do = "There is no room left to save: free some space and try again."
    elif "unable to open" in lower:
        do = "The database file cannot be opened: check that the folder exists and is writable, or set COACH_DATA_DIR."
    elif "locked" in lower:
        do = "The database was busy for too long: try again."
    elif "connect" in lower or "resolve" in lower:
        do = "The database server does not answer: start it, or check DATABASE_URL."
    else:
        do = "The database refused: check it, then try again."
    return f"{do} ({place(url)}: {problem.strip().splitlines()[0]})"


def place(url: sa.URL) -> str:
    """The address without its password, wherever that stands."""
    return url.difference_update_query(("password",)).render_as_string(hide_password=True)
