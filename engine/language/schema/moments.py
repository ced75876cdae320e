"""When something is due: the keys that timers and codes have beside a delay."""

from __future__ import annotations

from engine.language.decoding import BROKEN, DAY, NAME, Amount, Broken, Key, Kind, Named, Reading, one_of, wrong_type
from engine.language.model import At
from engine.language.values import WORKING_DAY, Duration
from engine.language.yaml import Node, Scalar


def _read_at(reading: Reading, node: Node, at: Scalar | None) -> At | Broken:
    if not isinstance(node, Scalar):
        return wrong_type(reading, node, at, "a date or the name of one", f"{at.text if at else 'at'}: 2026-11-24")
    text = node.text.strip()
    if NAME.match(text):
        return At(None, Named(text, node.place), node.place)
    day = DAY.read(reading, node, at)
    return BROKEN if day is BROKEN else At(day, None, node.place)


AT: Kind[At] = Kind(
    _read_at,
    lambda _: {"type": "string", "pattern": "^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[a-z][a-z0-9_]*)$"},
)


def _read_landing(reading: Reading, node: Node, at: Scalar | None) -> bool | Broken:
    word = _LANDING.read(reading, node, at)
    return BROKEN if word is BROKEN else True


_LANDING = one_of(WORKING_DAY)
LANDS = Key(
    Kind(_read_landing, _LANDING.schema),
    "on a working day: a due day that is none is moved to the next, at the same hour",
    default=False,
)


def counts_working_days(amount: Amount) -> bool:
    """Whether a delay is counted in working days."""
    return isinstance(amount.value, Duration) and amount.value.unit == WORKING_DAY
