"""
The tables as they were before Alembic, schema 2.

Schema 1 had neither `lately` nor `recipients`: it is given what it lacks, as the program of that time did.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text

revision = "0001"
down_revision = None

before = MetaData()

Table("schema_version", before, Column("version", Integer, primary_key=True, autoincrement=False))

Table(
    "cases",
    before,
    Column("id", Text, primary_key=True),
    Column("flow", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("begun_at", BigInteger),
    Column("touched_at", BigInteger),
    Column("entered_at", BigInteger),
    Column("due_at", BigInteger, index=True),
    Column("erase_at", BigInteger, index=True),
    Column("closed_at", BigInteger),
)

Table(
    "history",
    before,
    Column("case_id", Text, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("flow", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("transition", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("token", Text, unique=True),
)

Table(
    "secrets",
    before,
    Column("case_id", Text, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("field", Text, primary_key=True),
    Column("hash", Text, nullable=False),
)

Table(
    "register_rows",
    before,
    Column("register", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("case_id", Text, ForeignKey("cases.id"), index=True),
    Column("before_status", Text),
)

Table(
    "codes",
    before,
    Column("hash", Text, primary_key=True),
    Column("flow", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("case_id", Text, ForeignKey("cases.id", ondelete="SET NULL"), index=True),
    Column("serial", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("forget_at", BigInteger, nullable=False, index=True),
)

Table(
    "numbers",
    before,
    Column("field", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id", ondelete="SET NULL"), index=True),
)

Table(
    "tries",
    before,
    Column("flow", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("paused_until", BigInteger),
    Column("seen_at", BigInteger, nullable=False, index=True),
)

Table(
    "lately",
    before,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("forget_at", BigInteger, nullable=False, index=True),
    Index("ix_lately_key_at", "key", "at"),
)

Table(
    "recipients",
    before,
    Column("case_id", Text, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("serial", Integer, primary_key=True),
    Column("key", Text, primary_key=True, index=True),
    Column("proved", Boolean, nullable=False),
)

Table(
    "outbox",
    before,
    Column("id", Integer, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("flow", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("message_id", Text, nullable=False),
    Column("put", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", BigInteger),
    Column("owner", Text),
    Column("sent_at", BigInteger),
    Column("error", Text),
    Index("ix_outbox_next_at", "next_at"),
)

Table(
    "mailbox",
    before,
    Column("id", Integer, ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True),
    Column("to", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("source", Text, nullable=False),
)

Table(
    "sessions",
    before,
    Column("serial", Integer, primary_key=True),
    Column("id_hash", Text, nullable=False, unique=True),
    Column("family", Text, nullable=False, index=True),
    Column("added_at", BigInteger, nullable=False, index=True),
    Column("seen_at", BigInteger),
    Column("youngest", Integer),
    Column("dead_at", BigInteger),
)

Table(
    "holds",
    before,
    Column("family", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("how", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False, index=True),
    Index("ix_holds_case_id", "case_id"),
)

Table(
    "changes",
    before,
    Column("token", Text, primary_key=True),
    Column("old_family", Text, nullable=False),
    Column("new_family", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
)

Table(
    "nonces",
    before,
    Column("nonce", Text, primary_key=True),
    Column("token", Text, nullable=False),
    Column("verdict", Boolean, nullable=False),
    Column("spent", Boolean, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

Table(
    "versions",
    before,
    Column("digest", Text, primary_key=True),
    Column("flow", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Column("published_at", BigInteger, nullable=False),
)

Table(
    "clock",
    before,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("ahead", BigInteger, nullable=False),
)


def upgrade() -> None:
    before.create_all(op.get_bind())
