"""Why a browser does not hold a case any more is remembered, without the case."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "ended_holds",
        Column("family", Text, nullable=False),
        Column("flow", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
        PrimaryKeyConstraint("family", "flow", "reason", name="pk_ended_holds"),
    )
    op.create_index("ix_ended_holds_at", "ended_holds", ["at"])
