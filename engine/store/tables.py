"""The tables, and how a moment is kept: as whole microseconds since the epoch, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

SCHEMA_VERSION = 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware datetime in, an aware datetime in UTC out; a naive one is refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone")
        return (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


metadata = MetaData()

versions = Table(
    "versions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("flow", String, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("sources", Text, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("flow", String, nullable=False),
    Column("version", String(64), nullable=False),
    Column("state", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Column("due_at", Moment, index=True),
    Column("erase_at", Moment, index=True),
)

# No personal value stands here: what a coverage report or an auditor may read.
history = Table(
    "history",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("flow", String, nullable=False),
    Column("version", String(64), nullable=False),
    Column("state", String, nullable=False),
    Column("event", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("transition", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("token", String(64), unique=True),
)

secrets = Table(
    "secrets",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("field", String, primary_key=True),
    Column("hash", String, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    Column("register", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("status", String, nullable=False),
    Column("case_id", String(40), index=True),  # none: imported
    Column("before", String),  # the status of an imported row that a case has taken over
)

codes = Table(
    "codes",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("flow", String, nullable=False),
    Column("name", String, nullable=False),
    Column("case_id", String(40), index=True),  # none: the case is erased
    Column("serial", Integer, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("state", String, nullable=False),  # live | spent | killed
    Column("forget_at", Moment, nullable=False, index=True),
)

numbers = Table(
    "numbers",
    metadata,
    Column("field", String, primary_key=True),
    Column("number", String, primary_key=True),
    Column("case_id", String(40), index=True),
)

tries = Table(
    "tries",
    metadata,
    Column("flow", String, primary_key=True),
    Column("state", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("paused_until", Moment),
    Column("seen_at", Moment, nullable=False, index=True),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String(40), nullable=False, index=True),
    Column("flow", String, nullable=False),
    Column("version", String(64), nullable=False),
    Column("message_id", String, nullable=False, unique=True),
    Column("put", Text),  # none: sent, and its personal content with it
    Column("created_at", Moment, nullable=False),
    Column("next_at", Moment),  # none: sent or given up
    Column("attempts", Integer, nullable=False),
    Column("owner", String),
    Column("leased_until", Moment),
    Column("sent_at", Moment),
    Column("error", String),
    Index("outbox_waiting", "next_at"),
)

mailbox = Table(
    "mailbox",
    metadata,
    Column("id", Integer, primary_key=True),  # the outbox row's
    Column("case_id", String(40), nullable=False, index=True),
    Column("source", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id_hash", String(64), primary_key=True),
    Column("family", String(64), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment),  # none: given to the browser, not yet come back
    Column("dead_at", Moment, index=True),
)

# A step that led a browser into another family: its second click finds the way again.
changes = Table(
    "session_changes",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("old_family", String(64), nullable=False),
    Column("new_family", String(64), nullable=False),
    Column("case_id", String(40), nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
)

holds = Table(
    "holds",
    metadata,
    Column("family", String(64), primary_key=True),
    Column("case_id", String(40), primary_key=True),
    Column("how", String, nullable=False),  # begun | code | register
    Column("since", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False, index=True),
    Index("holds_case", "case_id"),
)

nonces = Table(
    "nonces",
    metadata,
    Column("nonce", String(64), primary_key=True),
    Column("token", String(64), nullable=False),
    Column("verdict", Boolean, nullable=False),
    Column("spent", Boolean, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("offset", BigInteger, nullable=False),
    UniqueConstraint("id"),
)
