"""Flows that were served from this database: what is known of those whose file is gone."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from engine.store.tables import cases, versions
from engine.store.transaction import Transaction

_NAMES = select(versions.c.flow).distinct().order_by(versions.c.flow)
_NEWEST = (
    select(versions.c.sources)
    .where(versions.c.flow == bindparam("by_flow"))
    .order_by(versions.c.published_at.desc(), versions.c.digest)
    .limit(1)
)
_UNDER_WAY = select(func.count()).where(cases.c.flow == bindparam("by_flow"), cases.c.closed_at.is_(None))


class Withdrawn(NamedTuple):
    """
    A flow that was served, and is not any more.

    Attributes:
        sources: file name -> text, of the version that was published last.
        under_way: how many of its cases have not ended.
    """

    flow: str
    sources: Mapping[str, str]
    under_way: int


def withdrawn(tx: Transaction, served: Collection[str]) -> list[Withdrawn]:
    """The flows that were served from this database, but these, by name."""
    names = [name for name in tx.execute(_NAMES, {}).scalars() if name not in served]
    found = []
    for name in names:
        by_flow = {"by_flow": name}
        sources = json.loads(tx.execute(_NEWEST, by_flow).scalar() or "{}")
        found.append(Withdrawn(name, sources, int(tx.execute(_UNDER_WAY, by_flow).scalar() or 0)))
    return found
