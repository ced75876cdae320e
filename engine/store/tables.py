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
    UniqueConstraint,
)
from sqlalchemy.types import UserDefinedType

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


# Each constraint and index has a name, by which a migration can change it.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


LARGEST_SERIAL = 2**63 - 1  # a number in an address may be larger: no database looks it up


def _serial() -> BigInteger:
    """The type of a key that counts up. SQLite counts in its own INTEGER alone, which is as wide."""
    return BigInteger().with_variant(Integer, "sqlite")


# All that a program from before Alembic asks; it refuses what is newer than its own: see migrations/.
before_alembic = Table("schema_version", metadata, Column("version", Integer, primary_key=True, autoincrement=False))

cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("flow", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", Text, nullable=False),  # the rest of the Case, as JSON: see serialization.py
    Column("begun_at", Instant),
    Column("touched_at", Instant),
    Column("entered_at", Instant),
    Column("due_at", Instant, index=True),  # the next timer
    Column("erase_at", Instant, index=True),
    Column("closed_at", Instant),
)


# No rule of the database erases a row with its case: see erasing.py.

history = Table(  # no personal value: names of the flow alone
    "history",
    metadata,
    Column("case_id", Text, primary_key=True),  # once the case is erased: a random id
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
    Column("forget_at", Instant, index=True),  # NULL: the case is kept
)

tokens = Table(  # what a step token was kept with
    "tokens",
    metadata,
    Column("token", Text, primary_key=True),
    Column("case_id", Text, nullable=False, index=True),  # of the step; of the change of family where no step was kept
    Column("revision", Integer),  # that the step led to; NULL: none was kept
    Column("old_family", Text),  # the change of family it led to; NULL: to none, or it is forgotten
    Column("new_family", Text),
    Column("new_case_id", Text),  # that the browser holds in the new family: not always the one of the step
    Column("at", Instant, index=True),  # of the change
)

secrets = Table(
    "secrets",
    metadata,
    Column("case_id", Text, ForeignKey(cases.c.id), primary_key=True),
    Column("field", Text, primary_key=True),
    Column("hash", Text, nullable=False),
)

register_rows = Table(
    "register_rows",
    metadata,
    Column("register", Text, primary_key=True),
    Column("key", Text, primary_key=True),  # normalised
    Column("status", Text, nullable=False),
    Column("case_id", Text, index=True),  # NULL: imported
    Column("before_status", Text),  # of an imported row that a case has taken over
)

codes = Table(
    "codes",
    metadata,
    Column("hash", Text, primary_key=True),  # keyed: the words of a code are nowhere
    Column("flow", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("case_id", Text, index=True),  # NULL: the case was erased
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
    Column("case_id", Text, index=True),  # NULL: the case was erased; its number is never given to another
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

lately = Table(  # events counted against a rate limit: whom they concern as a keyed hash alone
    "lately",
    metadata,
    Column("id", _serial(), primary_key=True),
    Column("key", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("forget_at", Instant, nullable=False, index=True),
    Index(None, "key", "at"),
)

recipients = Table(  # to whom a code was mailed, as a keyed hash, and whether it came back
    "recipients",
    metadata,
    Column("key", Text, primary_key=True),
    Column("case_id", Text, primary_key=True, index=True),
    Column("code", Text, primary_key=True),
    Column("serial", Integer, primary_key=True),
    Column("proved", Boolean, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _serial(), primary_key=True),
    Column("case_id", Text, ForeignKey(cases.c.id), nullable=False),
    Column("flow", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("put", Text),  # the PutMail as JSON; NULL once sent: the recipient is not kept
    Column("created_at", Instant, nullable=False),
    Column("state", Text, nullable=False),  # waiting | sent | failed
    Column("attempts", Integer, nullable=False),
    Column(
        "next_at", Instant, index=True
    ),  # when it may be taken: its next attempt, or the end of its lease; NULL: never
    Column("owner", Text),  # of the lease
    Column("sent_at", Instant),
    Column("error", Text),
    UniqueConstraint("case_id", "key"),
)

mailbox = Table(  # developer mode alone: mails as they were sent
    "mailbox",
    metadata,
    Column("id", _serial(), ForeignKey(outbox.c.id), primary_key=True, autoincrement=False),
    Column("to", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("source", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("serial", _serial(), primary_key=True),  # in the order the ids were given out
    Column("id_hash", Text, nullable=False, unique=True),
    Column("family", Text, nullable=False, index=True),
    Column("added_at", Instant, nullable=False, index=True),
    Column("seen_at", Instant),  # first; NULL: the browser has not shown it yet
    Column("youngest", _serial()),  # serial of the family's last id when this one was first seen
    Column("dead_at", Instant),
)

holds = Table(
    "holds",
    metadata,
    Column("family", Text, primary_key=True),
    Column("case_id", Text, primary_key=True, index=True),
    Column("how", Text, nullable=False),  # begun | code | register
    Column("since", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False, index=True),
)

ended_holds = Table(  # why a browser does not hold a case any more: which case is not known
    "ended_holds",
    metadata,
    Column("family", Text, primary_key=True),
    Column("flow", Text, primary_key=True),
    Column("reason", Text, primary_key=True),  # of core/endings.py
    Column("at", Instant, nullable=False, index=True),  # the last time
)

known_browsers = Table(  # in which an account was opened before: its tries are counted apart
    "known_browsers",
    metadata,
    Column("key", Text, primary_key=True),  # keyed hash of what the browser shows, and of the account
    Column("case_id", Text, nullable=False, index=True),  # the account
    Column("at", Instant, nullable=False, index=True),  # when it was opened there last
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
