"""A step token keeps one step and leads into one other family: each once, and neither in the way of the other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.core.kept import Conflict
from engine.store import cases, erasing, tokens
from engine.store.database import Database
from engine.store.tables import metadata
from engine.store.tokens import Change
from tests.support.cases import DAY, HOUR, NOW, a_case, keep

TICK = timedelta(microseconds=1)


def test_a_token_leads_into_the_family_it_led_to_first(database: Database) -> None:
    with database.write() as tx:
        tokens.note_change(tx, "t", "F", "G", "a", NOW)
        tokens.note_change(tx, "t", "F", "H", "b", NOW)
        assert tokens.change_by(tx, "t") == Change("F", "G", "a")
        assert tokens.change_by(tx, "u") is None
        tokens.forget(tx, NOW + HOUR - TICK)
        assert tokens.change_by(tx, "t") is not None
        tokens.forget(tx, NOW + HOUR)
        assert tokens.change_by(tx, "t") is None


def test_a_token_that_led_into_another_family_may_still_keep_a_step(database: Database) -> None:
    with database.write() as tx:
        tokens.note_change(tx, "t", "F", "G", "request", NOW)
        keep(tx, a_case(), token="t")
        assert tokens.change_by(tx, "t") == Change("F", "G", "request")
        replay = tokens.replayed(tx, "t")
    assert replay
    assert replay.case_id == "a"


def test_a_step_of_one_case_may_lead_to_another_case_in_another_family(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case(), token="t")
        tokens.note_change(tx, "t", "F", "G", "request", NOW)
    with pytest.raises(Conflict) as lost, database.write() as tx:
        keep(tx, a_case("b"), token="t")
    assert lost.value.what == "token"
    with database.write() as tx:
        assert tokens.change_by(tx, "t") == Change("F", "G", "request")
        tokens.forget(tx, NOW + HOUR)
        assert tokens.change_by(tx, "t") is None
        replay = tokens.replayed(tx, "t")
        assert replay, "a step is known as long as its case"
        assert replay.case_id == "a"
        assert [row.token for row in cases.history(tx, "a")] == ["t"]


def test_a_token_is_forgotten_with_its_case(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case(), token="t", erase_at=NOW + DAY)
        erasing.erase_due(tx, NOW + DAY)
        assert tokens.replayed(tx, "t") is None
        keep(tx, a_case("b"), token="t")


@pytest.mark.parametrize("age", [timedelta(0), 2 * HOUR], ids=["within the hour", "later"])
def test_a_token_keeps_its_step_when_the_case_it_led_to_is_erased(database: Database, age: timedelta) -> None:
    """A token once: the step's own case is still there."""
    with database.write() as tx:
        kept = keep(tx, a_case("a"), token="t")
        tokens.note_change(tx, "t", "F", "G", "b", NOW - age)
        erasing.erase(tx, ["b"], NOW, NOW + DAY)
        assert tokens.change_by(tx, "t") is None
        assert "b" not in {row.new_case_id for row in tx.execute(metadata.tables["tokens"].select()).all()}
        assert tokens.replayed(tx, "t") is not None
        with pytest.raises(Conflict):
            tokens.keep(tx, "t", kept.id, 2)
