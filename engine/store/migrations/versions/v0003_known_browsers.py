"""Browsers in which an account was opened before are known by it."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "known_browsers",
        Column("key", Text, nullable=False),
        Column("case_id", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        PrimaryKeyConstraint("key", name="pk_known_browsers"),
    )
    op.create_index("ix_known_browsers_case_id", "known_browsers", ["case_id"])
    op.create_index("ix_known_browsers_at", "known_browsers", ["at"])
