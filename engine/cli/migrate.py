"""`parcours migrate`: upgrades the tables of an older version to those of this one."""

from __future__ import annotations

import argparse
from typing import Any


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "migrate",
        help="upgrade a database of an older version to this one",
        description="Upgrades a database of an older version to this one, completely or not at all. Stop every process "
        "that uses it and make a copy first: see docs/production.md.",
    )
    parser.add_argument("--database", metavar="URL", help="e.g. sqlite:///var/parcours.db")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints what was done. It can be run again, also while another process does the same."""
    from engine.core.kept import Unavailable
    from engine.problems import EngineError
    from engine.settings import database_url
    from engine.store import migrations
    from engine.store.database import Database
    from engine.store.sqlite_file import require_file

    chosen = database_url(arguments.database)
    require_file(chosen)
    database = Database(chosen)
    try:
        found = database.migrate()
    except Unavailable as fault:
        raise EngineError(f"{chosen} was not migrated and has not changed: {fault}") from fault
    finally:
        database.close()
    if found == migrations.HEAD:
        print(f"nothing to do: the database is at {migrations.named(found)}, which this version uses")
    elif found is None:
        print(f"the database was empty: its tables were created, at {migrations.named(migrations.HEAD)}")
    else:
        print(f"the database was migrated from {migrations.named(found)} to {migrations.named(migrations.HEAD)}")
    return 0
