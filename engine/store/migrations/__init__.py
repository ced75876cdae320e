"""
Which tables a database has, and the way from older ones to those of this version.

A change of `tables.py` takes a module in `versions/` that leads there from the last revision, with a copy of its own of
what it makes: it must still do the same when `tables.py` has moved on. `HEAD` becomes its revision.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engine.problems import EngineError
from engine.store.tables import before_alembic, metadata

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

# Of tables.py. Known here, so that a start that finds what it looks for need not load Alembic.
HEAD = "0004"

# What a program from before Alembic reads: more than the 2 that it knows, so that it refuses.
_FOR_OLDER_PROGRAMS = 3
_HERE = Path(__file__).parent

# Alembic keeps what it works on in globals of the process.
_upgrading = Lock()

_applied = sa.table("alembic_version", sa.column("version_num", sa.Text))


class WrongSchema(EngineError):
    """The tables are those of another version of the program: nothing was read or written."""


def found_in(connection: sa.Connection) -> str | None:
    """
    The revision of the tables there; from before Alembic "schema 1" or "schema 2"; None: there are no tables.

    Raises:
        WrongSchema: there are tables, and nothing says that they are ours.
    """
    names = sa.inspect(connection)
    applied: str | None = None
    if names.has_table(_applied.name):
        applied = connection.execute(sa.select(_applied.c.version_num)).scalars().first()
    elif names.has_table(before_alembic.name):
        schema = connection.execute(sa.select(before_alembic.c.version)).scalars().first()
        applied = None if schema is None else f"schema {schema}"
    elif not (names.get_table_names() or names.get_view_names()):
        return None
    if applied is None:
        raise WrongSchema(
            "the database is not one of Parcours: it has tables, and no version of them is written down. Nothing was "
            "changed. Name another database with --database or DATABASE_URL, or go back to a copy"
        )
    return applied


def make(connection: sa.Connection) -> None:
    """Makes the tables of this version, in a transaction that the caller ends."""
    from alembic.migration import MigrationContext

    metadata.create_all(connection)
    connection.execute(before_alembic.insert().values(version=_FOR_OLDER_PROGRAMS))
    MigrationContext.configure(connection).stamp(_scripts(), HEAD)


def upgrade(connection: sa.Connection) -> None:
    """
    Leads older tables, rows and all, to those of this version, in a transaction that the caller ends.

    The database must not act on foreign keys meanwhile: tables are dropped that others refer to.

    Raises:
        WrongSchema: they are not older, or views or triggers hang on them.
    """
    from alembic import command

    found = found_in(connection)
    if found is None or _is_newer(found):
        raise refusal(found or "no tables")
    if others := _not_ours(connection):
        raise WrongSchema(
            f"the database has views or triggers that are not Parcours' own: {', '.join(others)}. Its tables are made "
            "again, and these would be lost or point at nothing. Nothing was changed. Drop them, run `parcours "
            "migrate`, and create them again"
        )
    with _upgrading:
        command.upgrade(_config(connection), HEAD)


def _not_ours(connection: sa.Connection) -> list[str]:
    """The views and triggers in the database: not ours, which has only tables and indexes."""
    kept = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY name")
    return list(kept.scalars())


def refusal(found: str) -> WrongSchema:
    """Why a database with such tables is not worked on, and what helps."""
    if _is_newer(found):
        return WrongSchema(
            f"the database was made by a newer version of Parcours: its tables are those of {named(found)}, this "
            f"version knows them up to revision {HEAD}. Run the version that made it, or a newer one"
        )
    return WrongSchema(
        f"the database was made by an older version of Parcours: its tables are those of {named(found)}, this version "
        f"works on revision {HEAD}. End every process that works on it, make a copy, then run `parcours migrate`"
    )


def _is_newer(found: str) -> bool:
    return found not in {"schema 1", "schema 2", *(script.revision for script in _scripts().walk_revisions())}


def named(found: str) -> str:
    """What `found_in` has found, in words."""
    return found if " " in found else f"revision {found}"


@cache
def _scripts() -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


def _config(connection: sa.Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))  # it would interpolate
    return config
