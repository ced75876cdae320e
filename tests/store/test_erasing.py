"""What of a case is left once it is erased, in whatever table there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.core.keeping import CODES_KNOWN_FOR
from engine.language.values import Duration
from engine.store import cases, erasing
from engine.store.database import Database
from engine.store.tables import Instant, metadata
from engine.store.transaction import Transaction
from tests.support.cases import DAY, NOW, a_case, keep

CASE = "the-case"
OF_A_CASE = [table for table in metadata.sorted_tables if "case_id" in table.c]
# Kept on purpose, and of nobody.
KEPT = {"numbers", "codes", "history"}


def fill(tx: Transaction, table: sa.Table) -> None:
    """A row of the case, whatever its columns are for."""
    tx.execute(table.insert(), {column.name: value_of(column) for column in table.c})


def value_of(column: sa.Column[Any]) -> object:
    if column.name.endswith("case_id"):
        return CASE
    if column.name == "state":
        return "live"
    if column.name == "before_status":
        return None  # an imported key is given back instead: see test_cases.py
    match column.type:
        case Instant():
            return NOW + DAY
        case sa.Boolean():
            return False
        case sa.Integer() | sa.BigInteger():
            return 1
    return f"{column.table.name}.{column.name}"


def rows(tx: Transaction, table: sa.Table) -> list[Any]:
    return list(tx.execute(table.select()).all())


def filled(database: Database, at: datetime = NOW + DAY) -> None:
    with database.write() as tx:
        case = a_case(CASE)
        tx.execute(
            metadata.tables["cases"].insert(),
            {
                **{column.name: None for column in metadata.tables["cases"].c},
                "id": case.id,
                "flow": "f",
                "version": "v",
                "state": "s",
                "entry": "e",
                "revision": 1,
                "body": "{}",
                "erase_at": at,
            },
        )
        for table in OF_A_CASE:
            fill(tx, table)
        fill(tx, metadata.tables["mailbox"])
        assert all(rows(tx, table) for table in OF_A_CASE)


def test_nothing_of_an_erased_case_is_left_in_any_table_that_names_cases(
    database: Database, dump: Callable[[], str]
) -> None:
    filled(database)
    assert CASE in dump()
    with database.write() as tx:
        assert erasing.erase_due(tx, NOW + DAY) == 1
        left = {table.name: rows(tx, table) for table in OF_A_CASE if rows(tx, table)}
        assert set(left) == KEPT
        assert [row.case_id for row in left["numbers"] + left["codes"]] == [None, None]
        assert rows(tx, metadata.tables["mailbox"]) == rows(tx, metadata.tables["cases"]) == []
    assert CASE not in dump()


def test_a_history_of_nobody_is_kept_under_an_id_of_its_own_for_13_months(database: Database) -> None:
    with database.write() as tx:
        for name in "ab":
            keep(tx, keep(tx, a_case(name)), erase_at=NOW + DAY)
        keep(tx, a_case("c"))
        erasing.erase_due(tx, NOW + DAY)
        history = metadata.tables["history"]
        ids = [row.case_id for row in rows(tx, history) if row.forget_at is not None]
        assert len(ids) == 4
        assert len(set(ids)) == 2, "what one case did stays together"
        assert not {"a", "b"} & set(ids)
        erasing.erase_due(tx, Duration(13, "month").after(NOW + DAY, "UTC") - DAY)
        assert len(rows(tx, history)) == 5
        erasing.erase_due(tx, Duration(13, "month").after(NOW + DAY, "UTC"))
        assert [row.case_id for row in rows(tx, history)] == ["c"], "the history of a case that is kept stays"
        assert len(cases.history(tx, "c")) == 1


def test_the_id_of_a_history_of_nobody_cannot_be_told_from_the_case(database: Database) -> None:
    def once() -> str:
        with database.write() as tx:
            keep(tx, a_case("a"), erase_at=NOW)
            erasing.erase_due(tx, NOW)
            return str(rows(tx, metadata.tables["history"])[-1].case_id)

    assert once() != once(), "the same case at the same instant has another"


def test_the_operator_says_how_long_a_history_is_kept(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case("a"), erase_at=NOW)
        erasing.erase_due(tx, NOW, Duration(2, "day"))
        assert len(rows(tx, metadata.tables["history"])) == 1
        erasing.erase_due(tx, NOW + 2 * DAY, Duration(2, "day"))
        assert rows(tx, metadata.tables["history"]) == []


def test_dead_codes_are_forgotten_after_their_90_days(database: Database) -> None:
    filled(database)
    with database.write() as tx:
        erasing.erase_due(tx, NOW + DAY)
        (code,) = rows(tx, metadata.tables["codes"])
        assert (code.state, code.forget_at) == ("killed", NOW + DAY + CODES_KNOWN_FOR)
        erasing.erase_due(tx, NOW + DAY + CODES_KNOWN_FOR)
        assert rows(tx, metadata.tables["codes"]) == []
