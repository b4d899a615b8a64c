"""The database's shape, one Alembic step a file in versions/."""
