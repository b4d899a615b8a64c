"""Practices that came from files, practices to keep, and who was told how long the others stay."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _practice() -> sa.Column[str]:
    key = sa.ForeignKey("practices.id", ondelete="CASCADE")
    return sa.Column("practice_id", sa.String(40), key, primary_key=True, nullable=False)


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.create_index("turns_by_attempt", "turns", ["attempt_id"])
    op.create_table(
        "imports",
        _practice(),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("unknown", sa.Text, nullable=False),
        sa.Column("at", time, nullable=False),
    )
    op.create_table("kept", _practice(), sa.Column("at", time, nullable=False))
    op.create_table(
        "told",
        sa.Column("owner", sa.String(200), primary_key=True),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("at", time, nullable=False),
    )
