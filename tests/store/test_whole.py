"""The database as a whole: counted, and emptied."""

from __future__ import annotations

from sqlalchemy import func, select, text

from engine.store import clock, due, erasing, migrations, outbox, registers, versions, waiting, whole
from engine.store.database import Database
from engine.store.due import Coming
from engine.store.tables import metadata
from tests.store.test_outbox import PUT, SECOND, mail
from tests.support.cases import DAY, NOW, a_case, keep


def test_every_table_is_emptied_and_its_version_stays(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case("a"), PUT, mail(0), erase_at=NOW + DAY)
        registers.put(tx, "espaces", "a@exemple.fr", "actif")
        versions.publish(tx, "f", "digest", {}, NOW)
        clock.advance(tx, DAY)
        (row, *_) = waiting.lease(tx, NOW, "one", 60)
        outbox.keep_copy(tx, row, "To: camille@exemple.fr\nSubject: words\n\nwords")
        assert whole.how_many(tx) == (1, 2, 1)
        whole.empty(tx)
        assert whole.how_many(tx) == (0, 0, 0)
        found = {
            table.name: tx.execute(select(func.count()).select_from(table)).scalar() for table in metadata.sorted_tables
        }
        assert {name for name, count in found.items() if count} == {"schema_version"}
        assert tx.execute(text("select count(*) from alembic_version")).scalar() == 1
        assert migrations.found_in(tx) == migrations.HEAD
        assert clock.offset(tx) == 0 * DAY


def test_what_is_due_next_says_what_it_is(database: Database) -> None:
    with database.write() as tx:
        assert due.next_after(tx, NOW) is None
        keep(tx, a_case("a"), mail(0), erase_at=NOW + 9 * DAY)
        assert due.next_after(tx, NOW) == Coming("erasure", NOW + 9 * DAY), "the mail is due already: it is at work"
        waiting.lease(tx, NOW, "one", 60)
        assert due.next_after(tx, NOW) == Coming("mail", NOW + 60 * SECOND)
        erasing.erase_due(tx, NOW + 9 * DAY)
        assert due.next_after(tx, NOW) is None
