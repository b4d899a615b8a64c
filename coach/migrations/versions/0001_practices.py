"""Practices, their questions, attempts, turns and critiques."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _practice(primary_key: bool = False) -> sa.Column[str]:
    key = sa.ForeignKey("practices.id", ondelete="CASCADE")
    return sa.Column("practice_id", sa.String(40), key, primary_key=primary_key, nullable=False)


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table(
        "practices",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("created_at", time, nullable=False),
        sa.Column("ended_at", time),
    )
    op.create_index("practices_by_owner", "practices", ["owner", "created_at"])
    op.create_table(
        "questions",
        _practice(primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("bank_id", sa.String(80), nullable=False),
        sa.Column("question_id", sa.String(80), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(40), primary_key=True),
        _practice(),
        sa.Column("question", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.UniqueConstraint("practice_id", "question", "number"),
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.String(40), primary_key=True),
        _practice(),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("attempt_id", sa.String(40), sa.ForeignKey("attempts.id", ondelete="CASCADE")),
        sa.Column("speaker", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("probes", sa.Text, nullable=False),
        sa.Column("follow_up_id", sa.String(80), nullable=False),
        sa.Column("at", time, nullable=False),
        sa.UniqueConstraint("practice_id", "position"),
    )
    op.create_table(
        "critiques",
        sa.Column("attempt_id", sa.String(40), sa.ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        _practice(),
        sa.Column("level", sa.Integer),
        sa.Column("engine", sa.String(40), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("at", time, nullable=False),
    )
    op.create_index("critiques_by_practice", "critiques", ["practice_id"])
