"""What candidates said of their own answers, before they saw the level."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    practice = sa.ForeignKey("practices.id", ondelete="CASCADE")
    attempt = sa.ForeignKey("attempts.id", ondelete="CASCADE")
    op.create_table(
        "self_ratings",
        sa.Column("attempt_id", sa.String(40), attempt, primary_key=True),
        sa.Column("practice_id", sa.String(40), practice, nullable=False),
        sa.Column("level", sa.Integer),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("self_ratings_by_practice", "self_ratings", ["practice_id"])
