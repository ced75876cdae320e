"""What a world in memory holds: values that are never changed, so that any number of worlds may share them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from engine.core.browsing.results import Answer
from engine.core.case import Case, Put, Taken
from engine.core.endings import Ending
from engine.core.holds import Hold
from engine.core.keeping import CodeState, Key
from engine.core.kept import Counted


class CaseRow(NamedTuple):
    case: Case
    erase_at: datetime | None
    timed_out: bool  # its last step was a timeout


class CodeRow(NamedTuple):
    case_id: str | None
    serial: int
    state: CodeState
    expires_at: datetime
    forget_at: datetime


class TryRow(NamedTuple):
    counted: Counted
    seen_at: datetime


class NonceRow(NamedTuple):
    token: str
    verdict: bool
    spent: bool
    expires_at: datetime


class IdRow(NamedTuple):
    """An id of a browser. `youngest`: the serial of the last id of its family that was given out when it was seen."""

    serial: int
    family: str
    added_at: datetime
    seen_at: datetime | None = None
    dead_at: datetime | None = None
    youngest: int | None = None


class TokenRow(NamedTuple):
    """
    Attributes:
        kept: case, its first and last transition of the step that the token was kept with; None: with none.
        led: old family, new family and case that it led to; None: to none.
    """

    kept: tuple[str, Taken, Taken] | None = None
    led: tuple[str, str, str] | None = None
    led_at: datetime | None = None


class Waiting(NamedTuple):
    """A mail or a call that is to be sent."""

    case_id: str
    flow: str
    put: Put


class Tables(NamedTuple):
    """
    Attributes:
        drawn: how many ids and numbers were drawn.
        answers: (service, given) -> what it answers; None: it fails. `given` None: whatever it is given.
        clicks, hashed: what is remembered of posts a moment ago.
        taken: flow and transition of the last action, in order, those of refusals too.
    """

    now: datetime
    cases: Mapping[str, CaseRow] = {}
    secrets: Mapping[tuple[str, str, bool], str] = {}  # case, field, whether it is pending -> what is kept
    keys: Mapping[tuple[str, str], Key] = {}
    numbers: frozenset[tuple[str, str]] = frozenset()
    codes: Mapping[tuple[str, str, str], CodeRow] = {}  # flow, name, hash ->
    outbox: Mapping[tuple[str, str], Waiting] = {}  # case, key ->
    tries: Mapping[tuple[str, str, str], TryRow] = {}
    lately: Mapping[str, tuple[tuple[datetime, datetime], ...]] = {}  # key -> when, and when that is forgotten
    recipients: Mapping[tuple[str, str, int, str], bool] = {}  # case, code, serial, key -> proved
    nonces: Mapping[str, NonceRow] = {}
    ids: Mapping[str, IdRow] = {}
    holds: Mapping[tuple[str, str], Hold] = {}  # family, case ->
    ended: Mapping[tuple[str, str, Ending], datetime] = {}
    tokens: Mapping[str, TokenRow] = {}
    known: Mapping[str, tuple[str, datetime]] = {}  # of browsers: key -> case, when
    drawn: int = 0
    serial: int = 0  # of the last id that was given out
    answers: Mapping[tuple[str, Any], str | None] = {}
    clicks: Mapping[str, tuple[datetime, Answer]] = {}
    hashed: Mapping[str, int] = {}
    taken: tuple[tuple[str, Taken], ...] = ()


class Desk:
    """Where the tables of the world at hand lie while one action is done."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def change(self, **tables: Any) -> None:
        self.tables = self.tables._replace(**tables)

    def draw(self) -> int:
        self.tables = self.tables._replace(drawn=self.tables.drawn + 1)
        return self.tables.drawn
