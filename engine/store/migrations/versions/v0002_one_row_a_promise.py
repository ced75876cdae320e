"""
Each promise of the database is one row under its own key, constraints have names, serial keys are wide.

`history.token` and `changes` are one table, `tokens`; the history of an erased case may stay. No rule of the database
erases a row with its case any more. SQLite changes neither keys nor constraints of a table that is there, so the
tables are made as new ones and the rows poured into them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

revision = "0002"
down_revision = "0001"

serial = BigInteger().with_variant(Integer, "sqlite")
after = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

Table("schema_version", after, Column("version", Integer, primary_key=True, autoincrement=False))

Table(
    "cases",
    after,
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
    after,
    Column("case_id", Text, primary_key=True),
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
    Column("forget_at", BigInteger, index=True),
)

Table(
    "tokens",
    after,
    Column("token", Text, primary_key=True),
    Column("case_id", Text, nullable=False, index=True),
    Column("revision", Integer),
    Column("old_family", Text),
    Column("new_family", Text),
    Column("new_case_id", Text),
    Column("at", BigInteger, index=True),
)

Table(
    "secrets",
    after,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("field", Text, primary_key=True),
    Column("hash", Text, nullable=False),
)

Table(
    "register_rows",
    after,
    Column("register", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("case_id", Text, index=True),
    Column("before_status", Text),
)

Table(
    "codes",
    after,
    Column("hash", Text, primary_key=True),
    Column("flow", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("case_id", Text, index=True),
    Column("serial", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("forget_at", BigInteger, nullable=False, index=True),
)

Table(
    "numbers",
    after,
    Column("field", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("case_id", Text, index=True),
)

Table(
    "tries",
    after,
    Column("flow", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("paused_until", BigInteger),
    Column("seen_at", BigInteger, nullable=False, index=True),
)

Table(
    "lately",
    after,
    Column("id", serial, primary_key=True),
    Column("key", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("forget_at", BigInteger, nullable=False, index=True),
    Index(None, "key", "at"),
)

Table(
    "recipients",
    after,
    Column("key", Text, primary_key=True),
    Column("case_id", Text, primary_key=True, index=True),
    Column("code", Text, primary_key=True),
    Column("serial", Integer, primary_key=True),
    Column("proved", Boolean, nullable=False),
)

Table(
    "outbox",
    after,
    Column("id", serial, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False),
    Column("flow", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("put", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", BigInteger, index=True),
    Column("owner", Text),
    Column("sent_at", BigInteger),
    Column("error", Text),
    UniqueConstraint("case_id", "key"),
)

Table(
    "mailbox",
    after,
    Column("id", serial, ForeignKey("outbox.id"), primary_key=True, autoincrement=False),
    Column("to", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("source", Text, nullable=False),
)

Table(
    "sessions",
    after,
    Column("serial", serial, primary_key=True),
    Column("id_hash", Text, nullable=False, unique=True),
    Column("family", Text, nullable=False, index=True),
    Column("added_at", BigInteger, nullable=False, index=True),
    Column("seen_at", BigInteger),
    Column("youngest", serial),
    Column("dead_at", BigInteger),
)

Table(
    "holds",
    after,
    Column("family", Text, primary_key=True),
    Column("case_id", Text, primary_key=True, index=True),
    Column("how", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False, index=True),
)

Table(
    "nonces",
    after,
    Column("nonce", Text, primary_key=True),
    Column("token", Text, nullable=False),
    Column("verdict", Boolean, nullable=False),
    Column("spent", Boolean, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

Table(
    "versions",
    after,
    Column("digest", Text, primary_key=True),
    Column("flow", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Column("published_at", BigInteger, nullable=False),
)

Table(
    "clock",
    after,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("ahead", BigInteger, nullable=False),
)

OLD = "before_0002_"
# What programs from before Alembic read: they refuse a schema newer than their own, which is 2.
FOR_OLDER_PROGRAMS = 3

# A token may have kept a step, led into another family of a browser's ids, or both.
_TOKENS = """
    insert into tokens (token, case_id, revision, old_family, new_family, new_case_id, at)
    select step.token, step.case_id, step.revision, led.old_family, led.new_family, led.case_id, led.at
    from {old}history as step left join {old}changes as led on led.token = step.token
    where step.token is not null
    union all
    select led.token, led.case_id, null, led.old_family, led.new_family, led.case_id, led.at
    from {old}changes as led
    where not exists (select 1 from {old}history as step where step.token = led.token)
"""


def upgrade() -> None:
    connection = op.get_bind()
    there = MetaData()
    there.reflect(connection, only=lambda name, _: name in after.tables or name == "changes")
    for table in there.tables.values():
        for index in table.indexes:
            index.drop(connection)  # its name is wanted
        op.rename_table(table.name, OLD + table.name)
    after.create_all(connection)
    for table in after.sorted_tables:
        if table.name in there.tables:
            _pour(connection, there.tables[table.name], table)
    op.execute(_TOKENS.format(old=OLD))
    op.execute(after.tables["schema_version"].update().values(version=FOR_OLDER_PROGRAMS))
    for table in reversed(there.sorted_tables):
        op.drop_table(OLD + table.name)


def _pour(connection: sa.Connection, old: Table, new: Table) -> None:
    """Every row, in the columns that both tables have."""
    both = [column.name for column in new.columns if column.name in old.columns]
    source = sa.table(OLD + old.name, *map(sa.column, both))
    connection.execute(new.insert().from_select(both, sa.select(source)))
