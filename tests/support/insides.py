"""What a world and a database keep, table by table, without what differs in kind: keyed hashes, families of ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from engine.store import tables as stored
from engine.store.database import Database
from engine.study.world.tables import Tables

Insides = dict[str, list[tuple[Any, ...]]]

_NAMED = {
    "cases": ("id", "flow", "state", "revision", "due_at", "erase_at", "touched_at", "closed_at"),
    "secrets": ("case_id", "field"),
    "register_rows": ("register", "key", "status", "case_id", "before_status"),
    "codes": ("flow", "name", "case_id", "serial", "state", "expires_at", "forget_at"),
    "numbers": ("field", "number"),
    "tries": ("flow", "state", "count", "paused_until", "seen_at"),
    "lately": ("at", "forget_at"),
    "recipients": ("case_id", "code", "serial", "proved"),
    "nonces": ("nonce", "verdict", "spent", "expires_at"),
    "sessions": ("serial", "added_at", "seen_at", "dead_at", "youngest"),
    "holds": ("case_id", "how", "since", "seen_at"),
    "ended_holds": ("flow", "reason", "at"),
    "known_browsers": ("case_id", "at"),
    "tokens": ("token", "revision", "new_case_id", "at"),
}


def of_world(t: Tables) -> Insides:
    cases = [row.case for row in t.cases.values()]
    return _sorted(
        cases=(
            (c.id, c.flow, c.state, c.revision, c.due_at, t.cases[c.id].erase_at, c.touched_at, c.closed_at)
            for c in cases
        ),
        secrets=((case, f"{field}?" if pending else field) for case, field, pending in t.secrets),
        register_rows=((*this, *key) for this, key in t.keys.items()),
        codes=((f, n, c.case_id, c.serial, c.state, c.expires_at, c.forget_at) for (f, n, _), c in t.codes.items()),
        numbers=t.numbers,
        tries=((flow, state, *row.counted, row.seen_at) for (flow, state, _), row in t.tries.items()),
        lately=(one for times in t.lately.values() for one in times),
        recipients=((*this[:3], proved) for this, proved in t.recipients.items()),
        nonces=((nonce, row.verdict, row.spent, row.expires_at) for nonce, row in t.nonces.items()),
        sessions=((row.serial, row.added_at, row.seen_at, row.dead_at, row.youngest) for row in t.ids.values()),
        holds=(tuple(hold) for hold in t.holds.values()),
        ended_holds=((flow, reason, at) for (_, flow, reason), at in t.ended.items()),
        known_browsers=t.known.values(),
        tokens=((token, row.kept is not None, row.led and row.led[2], row.led_at) for token, row in t.tokens.items()),
    )


def of_database(database: Database) -> Insides:
    found: dict[str, Iterable[tuple[Any, ...]]] = {}
    with database.read() as tx:
        for name, columns in _NAMED.items():
            table = getattr(stored, name)
            found[name] = [tuple(row) for row in tx.execute(sa.select(*(table.c[one] for one in columns))).all()]
    found["tokens"] = [(token, revision is not None, *rest) for token, revision, *rest in found["tokens"]]
    found["tries"] = [(flow, state, *rest) for flow, state, *rest in found["tries"]]
    return _sorted(**found)


def _sorted(**tables: Iterable[tuple[Any, ...]]) -> Insides:
    found = {name: sorted(map(tuple, rows), key=repr) for name, rows in tables.items()}
    # SQLite gives a serial again whose row is gone; only their order counts.
    ranks = {serial: rank for rank, serial in enumerate(sorted(row[0] for row in found["sessions"]))}
    found["sessions"] = sorted(
        ((ranks[serial], *rest, ranks.get(last)) for serial, *rest, last in found["sessions"]), key=repr
    )
    return found
