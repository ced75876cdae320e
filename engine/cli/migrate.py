"""`parcours migrate`: brings the tables of an older version up to those of this one."""

from __future__ import annotations

import argparse
from typing import Any


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "migrate",
        help="bring a database of an older version up to this one",
        description="Brings a database of an older version up to this one, wholly or not at all. End every process "
        "that works on it and make a copy first: docs/production.md says how.",
    )
    parser.add_argument("--database", metavar="URL", help="e.g. sqlite:///var/parcours.db")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Says what was done. May be run again, and beside another process that does the same."""
    from engine.problems import EngineError
    from engine.settings import database_url
    from engine.store import migrations
    from engine.store.database import Database
    from engine.store.sqlite_file import require_file
    from engine.store.transaction import Unavailable

    chosen = database_url(arguments.database)
    require_file(chosen)
    database = Database(chosen)
    try:
        found = database.migrate()
    except Unavailable as fault:
        raise EngineError(f"{chosen} was not migrated, and is as it was: {fault}") from fault
    finally:
        database.close()
    if found == migrations.HEAD:
        print(f"nothing to do: the database is at {migrations.named(found)}, which this version works on")
    elif found is None:
        print(f"the database was empty: its tables were made, at {migrations.named(migrations.HEAD)}")
    else:
        print(f"the database was migrated from {migrations.named(found)} to {migrations.named(migrations.HEAD)}")
    return 0
