"""The tables: what is kept, and which rules the database itself holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import UserDefinedType

# Of the tables below. 2: lately, recipients. A database with fewer of them is given what it lacks.
VERSION = 2

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def to_ticks(when: datetime) -> int:
    """
    An instant as whole microseconds since 1970 in UTC.

    Raises:
        ValueError: it has no zone, so it is no instant.
    """
    if when.tzinfo is None:
        raise ValueError(f"{when} has no time zone")
    return (when - _EPOCH) // _TICK


def from_ticks(ticks: int) -> datetime:
    """The same instant again: aware, UTC."""
    return _EPOCH + ticks * _TICK


class Instant(UserDefinedType[datetime]):
    """An aware datetime, kept as an integer: exact, sorted, and the same in every database."""

    cache_ok = True

    def get_col_spec(self, **_given: object) -> str:
        return "BIGINT"

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:
        return lambda value: None if value is None else to_ticks(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[int | None], datetime | None]:
        return lambda value: None if value is None else from_ticks(value)


metadata = MetaData()

schema = Table("schema_version", metadata, Column("version", Integer, primary_key=True, autoincrement=False))

cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("flow", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", Text, nullable=False),  # the rest of the Case, as JSON: see body.py
    Column("begun_at", Instant),
    Column("touched_at", Instant),
    Column("entered_at", Instant),
    Column("due_at", Instant, index=True),  # the next timer
    Column("erase_at", Instant, index=True),
    Column("closed_at", Instant),
)


def _case(on_delete: str = "CASCADE", *, primary_key: bool = False) -> Column[str]:
    """Whose row it is. CASCADE: it is erased with the case."""
    return Column(
        "case_id",
        Text,
        ForeignKey("cases.id", ondelete=on_delete),
        primary_key=primary_key,
        nullable=on_delete == "SET NULL",
        index=not primary_key,
    )


history = Table(  # no personal value: names of the flow alone
    "history",
    metadata,
    _case(primary_key=True),
    Column("revision", Integer, primary_key=True),  # that the step led to
    Column("seq", Integer, primary_key=True),  # of the transitions taken in one step
    Column("at", Instant, nullable=False),
    Column("flow", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("state", Text, nullable=False),  # that was left
    Column("event", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("transition", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("token", Text, unique=True),  # of the post, on the first row of its step
)

secrets = Table(
    "secrets",
    metadata,
    _case(primary_key=True),
    Column("field", Text, primary_key=True),
    Column("hash", Text, nullable=False),
)

register_rows = Table(
    "register_rows",
    metadata,
    Column("register", Text, primary_key=True),
    Column("key", Text, primary_key=True),  # normalised
    Column("status", Text, nullable=False),
    Column("case_id", Text, ForeignKey("cases.id"), index=True),  # NULL: imported
    Column("before_status", Text),  # of an imported row that a case has taken over
)

codes = Table(
    "codes",
    metadata,
    Column("hash", Text, primary_key=True),  # keyed: the words of a code are nowhere
    Column("flow", Text, nullable=False),
    Column("name", Text, nullable=False),
    _case("SET NULL"),  # NULL: the case was erased
    Column("serial", Integer, nullable=False),
    Column("state", Text, nullable=False),  # live | spent | killed
    Column("expires_at", Instant, nullable=False),
    Column("forget_at", Instant, nullable=False, index=True),
)

numbers = Table(
    "numbers",
    metadata,
    Column("field", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    _case("SET NULL"),  # NULL: the case was erased; its number is never given to another
)

tries = Table(
    "tries",
    metadata,
    Column("flow", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("paused_until", Instant),
    Column("seen_at", Instant, nullable=False, index=True),
)

lately = Table(  # what is allowed so often in so long: who it concerns as a keyed hash alone
    "lately",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("forget_at", Instant, nullable=False, index=True),
    Index("ix_lately_key_at", "key", "at"),
)

recipients = Table(  # to whom a code was mailed, as a keyed hash, and whether it came back
    "recipients",
    metadata,
    _case(primary_key=True),
    Column("code", Text, primary_key=True),
    Column("serial", Integer, primary_key=True),
    Column("key", Text, primary_key=True, index=True),
    Column("proved", Boolean, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    _case(),
    Column("flow", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("message_id", Text, nullable=False),
    Column("put", Text),  # the PutMail as JSON; NULL once sent: whom it went to is nobody's business any more
    Column("created_at", Instant, nullable=False),
    Column("state", Text, nullable=False),  # waiting | sent | failed
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant),  # when it may be taken: its next attempt, or the end of its lease; NULL: never
    Column("owner", Text),  # of the lease
    Column("sent_at", Instant),
    Column("error", Text),
    Index("ix_outbox_next_at", "next_at"),
)

mailbox = Table(  # developer mode alone: mails as they were sent
    "mailbox",
    metadata,
    Column("id", Integer, ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True),
    Column("to", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("source", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("serial", Integer, primary_key=True),  # in the order the ids were given out
    Column("id_hash", Text, nullable=False, unique=True),
    Column("family", Text, nullable=False, index=True),
    Column("added_at", Instant, nullable=False, index=True),
    Column("seen_at", Instant),  # first; NULL: the browser has not shown it yet
    Column("youngest", Integer),  # serial of the family's last id when this one was first seen
    Column("dead_at", Instant),
)

holds = Table(
    "holds",
    metadata,
    Column("family", Text, primary_key=True),
    _case(primary_key=True),
    Column("how", Text, nullable=False),  # begun | code | register
    Column("since", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False, index=True),
    Index("ix_holds_case_id", "case_id"),
)

changes = Table(  # of family, by the step token that led there
    "changes",
    metadata,
    Column("token", Text, primary_key=True),
    Column("old_family", Text, nullable=False),
    Column("new_family", Text, nullable=False),
    Column("case_id", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)

nonces = Table(
    "nonces",
    metadata,
    Column("nonce", Text, primary_key=True),
    Column("token", Text, nullable=False),
    Column("verdict", Boolean, nullable=False),
    Column("spent", Boolean, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

versions = Table(
    "versions",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("flow", Text, nullable=False),
    Column("sources", Text, nullable=False),  # JSON: file name -> text
    Column("published_at", Instant, nullable=False),
)

clock = Table(  # developer mode alone
    "clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("ahead", BigInteger, nullable=False),  # microseconds
)
