"""A case as text and back, exactly: every value keeps its type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.core.case import Case, Code, Held, PutMail, Step, Timer

# NamedTuples by the short name they are kept under; renaming one here would orphan what is kept.
KINDS: dict[str, Any] = {"case": Case, "step": Step, "timer": Timer, "code": Code, "held": Held, "mail": PutMail}
NAMES = {kind: name for name, kind in KINDS.items()}


def encode(value: Any) -> str:
    """JSON; what JSON has no word for is tagged: {"": kind, ...}."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def decode(text: str) -> Any:
    """The same value again. A field that a later engine has added takes its default."""
    return _value(json.loads(text))


def _plain(value: Any) -> Any:
    kind = NAMES.get(type(value))
    if kind:
        defaults = type(value)._field_defaults
        fields = {n: _plain(v) for n, v in value._asdict().items() if n not in defaults or v != defaults[n]}
        return {"": kind, **fields}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return {"": "t", "v": value.isoformat()}
    if isinstance(value, date):
        return {"": "d", "v": value.isoformat()}
    if isinstance(value, Decimal):
        return {"": "n", "v": str(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(_value(item) for item in plain)
    if not isinstance(plain, dict):
        return plain
    kind = plain.get("")
    if kind is None:
        return {key: _value(item) for key, item in plain.items()}
    if kind == "t":
        return datetime.fromisoformat(plain["v"])
    if kind == "d":
        return date.fromisoformat(plain["v"])
    if kind == "n":
        return Decimal(plain["v"])
    return KINDS[kind](**{key: _value(item) for key, item in plain.items() if key})
