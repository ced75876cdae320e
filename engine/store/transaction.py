"""
How a statement reaches the driver: put into SQL once, then sent with its values alone.

The library's own way from a statement to its rows takes seven times as long as the driver's, for every statement.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

from engine.problems import EngineError

# Statements kept as SQL. The store has a hundred; whatever else is asked – by a test – must not pile up.
KEPT = 500

Values = Mapping[str, Any]
_NONE: Values = {}


class Unavailable(EngineError):
    """The database is locked, full, read-only or gone: nothing was done, it may be tried again."""


class RuleBroken(EngineError):
    """A rule of the tables forbids the row: its key is there already, or what it refers to is not."""


class Result:
    """What a statement gave: all its rows at once, as named tuples."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: Sequence[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount  # of a statement that changes rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def first(self) -> Any | None:
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        (row,) = self._rows
        return row

    def scalar(self) -> Any | None:
        """The first value of the first row."""
        return self._rows[0][0] if self._rows else None

    def scalars(self) -> list[Any]:
        """The first value of each row."""
        return [row[0] for row in self._rows]


class Transaction:
    """An open transaction: made by `Database` alone, which also ends it."""

    __slots__ = ("_dialect", "_driver", "_errors")

    def __init__(self, driver: Any, dialect: Dialect) -> None:
        self._driver = driver
        self._dialect = dialect
        self._errors = dialect.loaded_dbapi

    def execute(self, statement: Any, values: Values | Sequence[Values] = _NONE) -> Result:
        """
        Sends a statement of SQLAlchemy Core.

        Args:
            values: parameter or column -> value; a list of one or more, with the same names each: once for each.

        Raises:
            RuleBroken, Unavailable.
        """
        several: Sequence[Any] = [values] if isinstance(values, dict) else list(values)
        prepared = _prepared(statement, self._dialect, tuple(several[0]))
        try:
            if len(several) == 1:
                cursor = self._driver.execute(*prepared.bound(several[0]))
            else:
                assert not prepared.listed, "a statement over a list is sent once"
                cursor = self._driver.cursor()
                cursor.executemany(prepared.sql, [prepared.bound(one)[1] for one in several])
            return Result(prepared.rows(cursor), cursor.rowcount)
        except self._errors.IntegrityError as fault:
            raise RuleBroken(f"a rule of the database was broken: {first_line(fault)}") from fault
        except self._errors.Error as fault:
            raise Unavailable(f"the database is not available: {first_line(fault)}") from fault


def first_line(fault: BaseException) -> str:
    """The driver's words name tables and columns, never a value: those may be personal."""
    return str(fault).partition("\n")[0]


@lru_cache(maxsize=KEPT)
def _prepared(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> _Prepared:
    return _Prepared(statement, dialect, names)


class _Prepared:
    """
    A statement as SQL of one dialect, for values of these names.

    Attributes:
        listed: a list of values is a parameter of it.
        bound: values -> what the driver is given: SQL and its parameters.
    """

    def __init__(self, statement: Any, dialect: Dialect, names: tuple[str, ...]) -> None:
        self._compiled = compiled = statement.compile(dialect=dialect, column_keys=list(names))
        assert isinstance(compiled, SQLCompiler)
        self.sql = compiled.string
        self._order = list(compiled.positiontup or ())
        binds = compiled.binds.items()
        missing = [name for name, bind in binds if bind.required and name not in names]
        assert not missing, f"no value is given for {missing}"
        types = {name: bind.type.dialect_impl(dialect) for name, bind in binds}
        self._binding = {name: bind for name, type in types.items() if (bind := type.bind_processor(dialect))}
        self._given = {name: bind.effective_value for name, bind in binds if name not in names}  # its own literals
        self.listed = any(bind.expanding for _, bind in binds)
        self.bound = self._bound_lists if self.listed else self._bound
        columns = getattr(statement, "exported_columns", {}).items()  # none: the cursor tells them
        self._reading = [column.type.dialect_impl(dialect).result_processor(dialect, None) for _, column in columns]
        self._plain = not any(self._reading)
        self._row = _row_of([name for name, _ in columns]) if columns else None

    def rows(self, cursor: Any) -> list[Any]:
        """What the cursor still holds, read to its end: a result half read would keep its locks."""
        if cursor.description is None:
            return []
        make = self._row or _row_of([column[0] for column in cursor.description])
        if self._plain:
            return [make(row) for row in cursor.fetchall()]
        reading = self._reading
        return [
            make([read(value) if read else value for read, value in zip(reading, row, strict=True)])
            for row in cursor.fetchall()
        ]

    def _bound(self, values: Values) -> tuple[str, Sequence[Any]]:
        given, binding = {**self._given, **values} if self._given else values, self._binding
        return self.sql, [binding[name](given[name]) if name in binding else given[name] for name in self._order]

    def _bound_lists(self, values: Values) -> tuple[str, Sequence[Any]]:
        """A list has as many parameters as it is long, so its SQL differs."""
        expanded = self._compiled.construct_expanded_state(dict(values))
        given, binding = expanded.parameters, {**self._binding, **expanded.processors}
        order = expanded.positiontup or ()
        return expanded.statement, [binding[name](given[name]) if name in binding else given[name] for name in order]


def _row_of(names: list[str]) -> Callable[[Any], Any]:
    row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # the names are known only now
    make: Callable[[Any], Any] = row._make
    return make
