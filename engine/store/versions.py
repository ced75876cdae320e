"""Versions of flows, by content hash: what a case began with, it keeps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select

from engine.store.tables import versions


def publish(tx: Connection, flow: str, digest: str, sources: Mapping[str, str], at: datetime) -> None:
    """Keeps a version's texts; one that is there already stays."""
    if tx.execute(select(versions.c.digest).where(versions.c.digest == digest)).first() is None:
        text = json.dumps(dict(sources), ensure_ascii=False)
        tx.execute(insert(versions).values(digest=digest, flow=flow, published_at=at, sources=text))


def sources(tx: Connection, digest: str) -> dict[str, str] | None:
    """file name -> text, as published; None: never published here."""
    text = tx.execute(select(versions.c.sources).where(versions.c.digest == digest)).scalar_one_or_none()
    return None if text is None else dict(json.loads(text))
