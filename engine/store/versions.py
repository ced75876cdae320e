"""Published versions of flows, by the hash of their content: a case keeps the one it was begun in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select

from engine.store.database import upsert
from engine.store.tables import versions
from engine.store.transaction import Transaction

_PUBLISH = upsert(versions, ("digest",), ())
_SOURCES = select(versions.c.sources).where(versions.c.digest == bindparam("by_digest"))


def publish(tx: Transaction, flow: str, digest: str, sources: Mapping[str, str], at: datetime) -> None:
    """Keeps a flow with its forms as they are written. Publishing the same version again changes nothing."""
    text = json.dumps(dict(sources))
    tx.execute(_PUBLISH, {"digest": digest, "flow": flow, "sources": text, "published_at": at})


def sources(tx: Transaction, digest: str) -> Mapping[str, str] | None:
    """file name -> text, of the version with this hash; None: it was never published here."""
    text = tx.execute(_SOURCES, {"by_digest": digest}).scalar()
    if text is None:
        return None
    found: dict[str, str] = json.loads(text)
    return found
