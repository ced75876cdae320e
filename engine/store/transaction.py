"""An open transaction, and what its faults mean: the library's exceptions, and the driver's, as ours."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import ExceptionContext

from engine.core.kept import Unavailable
from engine.problems import EngineError

# Made by `Database` alone, which also ends it. A result is read to its end before the next statement: one half read
# would keep its locks.
Transaction = sa.Connection


class RuleBroken(EngineError):
    """A rule of the tables forbids the row: its key is there already, or what it refers to is not."""


def translate(context: ExceptionContext) -> None:
    """
    Listens to an engine's `handle_error`.

    Raises:
        RuleBroken, Unavailable: where the driver has failed. A fault of ours passes through.
    """
    driver, fault = context.dialect.loaded_dbapi, context.original_exception
    if isinstance(fault, driver.IntegrityError):
        raise RuleBroken(f"a rule of the database was broken: {_first_line(fault)}") from fault
    if isinstance(fault, driver.Error):
        raise unavailable(fault) from fault


def unavailable(fault: BaseException) -> Unavailable:
    """The fault of the driver or the pool as `Unavailable`."""
    why = "all connections are taken" if isinstance(fault, exc.TimeoutError) else _first_line(fault)
    return Unavailable(f"the database is not available: {why}")


def _first_line(fault: BaseException) -> str:
    """The driver's words name tables and columns, never a value: those may be personal."""
    return str(fault).partition("\n")[0]
