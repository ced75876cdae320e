"""What is kept, read and written: implemented by a transaction of the store, and by a world in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol

from engine.core.case import Case, Effect, RegisterRow, Taken
from engine.core.endings import Ended
from engine.core.holds import Hold, HoldLimits, How
from engine.problems import EngineError

CodeHash = Callable[[str, str, int, int], str]  # case id, name, serial, length -> keyed hash
CodeStatus = Literal["unknown", "valid", "expired", "used"]


class Unavailable(EngineError):
    """What is kept is locked, full, read-only or gone: nothing was done, it may be tried again."""


class Conflict(EngineError):
    """
    Another was faster: nothing may be kept, decide again with fresh facts.

    Args:
        what: "revision": the case has moved; "claim": the key is held by another; "number": another case has it;
            "token": this step token was kept already.
    """

    def __init__(self, what: Literal["revision", "claim", "number", "token"], why: str) -> None:
        super().__init__(why)
        self.what = what


class KeptStep(NamedTuple):
    """
    One step to be kept.

    Attributes:
        case: after the step, with the revision that was read; 0: it begins with this step.
        taken: a row of history each; none: the case was only opened, which is a row too.
        token: of the post that led here.
        secrets: field -> hash, of those given with this step.
        erase_at: when retention erases the case; None: never.
        pending: field -> hash, of those typed with a form that was not accepted.
    """

    case: Case
    taken: tuple[Taken, ...]
    effects: tuple[Effect, ...]
    at: datetime
    token: str | None = None
    secrets: Mapping[str, str] = {}
    erase_at: datetime | None = None
    pending: Mapping[str, str] = {}


class Session(NamedTuple):
    id_hash: str
    family: str
    state: Literal["live", "dead"]
    added_at: datetime
    seen_at: datetime | None  # first; None: not yet


class Found(NamedTuple):
    """What is known of a request's browser, of its step token and of the cases it holds."""

    session: Session | None  # None: the browser's id has no row
    held: list[tuple[Hold, Case]]  # as `held` says
    token_known: bool  # the step token was kept with something


class Replay(NamedTuple):
    """What a step token was kept with."""

    case_id: str
    flow: str
    state: str  # of the case now
    outcome: str  # of the step's last transition
    left: str  # the state that was left
    event: str
    transition: str  # the step's last


class Change(NamedTuple):
    """A step that led a browser into a new family."""

    old_family: str
    new_family: str
    case_id: str


class Counted(NamedTuple):
    """The tries at one value, as they count now."""

    refused: int = 0
    paused_until: datetime | None = None  # None: they are not paused


class KeptCases(Protocol):
    """Cases, and what their steps ask for."""

    def case(self, case_id: str, at: datetime | None = None) -> Case | None:
        """
        The case as it was last committed; None: there is none, or it was erased.

        Args:
            at: what retention should have erased by then is not there.
        """

    def keep(self, step: KeptStep, code_hash: CodeHash) -> Case:
        """
        Keeps a step: the case, its history, and its effects in their order. The case as it is kept.

        Raises:
            Conflict: the transaction must be undone.
        """

    def keep_effects(self, case: Case, effects: tuple[Effect, ...], at: datetime) -> None:
        """Keeps what a step asks for where the case itself is not kept: tries, counted across cases or cleared."""

    def note_language(self, case_id: str, language: str) -> None:
        """Keeps the language of the last page of a case with it."""

    def secret_hashes(self, case_id: str) -> Mapping[str, str]:
        """field -> hash of the secrets of a case that are in force."""

    def register_row(self, register: str, key: str) -> RegisterRow | None:
        """Who holds a normalised key, and as what; None: it is free."""

    def code_status(self, named: tuple[str, str], typed_hash: str, case_id: str | None, at: datetime) -> CodeStatus:
        """
        What a code is worth at `at`.

        Args:
            named: flow and name of the code.
            case_id: only this case's own codes are known; None: anybody's.
        """

    def case_of_code(self, named: tuple[str, str], typed_hash: str, at: datetime) -> str | None:
        """The case whose code this is; None where it is not valid at `at`."""

    def number_free(self, field: str, number: str) -> bool:
        """Whether no case has this number under this name."""


class KeptBrowsers(Protocol):
    """Ids of browsers, the cases that their families hold, and the step tokens of their posts."""

    def look(self, id_hash: str, flows: Collection[str], at: datetime, limits: HoldLimits, token: str) -> Found:
        """What is known of a browser's id and of a step token, and the cases of these flows that its family holds."""

    def held(self, family: str, flow: str, at: datetime, limits: HoldLimits) -> list[tuple[Hold, Case]]:
        """The cases of a flow that a family holds at `at`, the last touched first; none that should be erased."""

    def held_once(self, family: str, flow: str) -> list[tuple[Hold, Case, datetime | None]]:
        """Every hold of a family that has not been let go, lasting or not, with its case and when that is erased."""

    def session(self, id_hash: str) -> Session | None:
        """What is known of an id; None: it has no row."""

    def add_session(self, id_hash: str, family: str, at: datetime) -> None:
        """A new id of a family, given out and not seen yet: the older ones still live."""

    def seen(self, id_hash: str, at: datetime) -> None:
        """The browser has shown this id for the first time: the one it showed before dies."""

    def kill_family(self, family: str, at: datetime) -> None:
        """Every id of the family dies."""

    def hold(self, family: str, case_id: str, how: How, at: datetime) -> None:
        """The family holds the case from now on; a hold it had already starts again."""

    def let_go(self, family: str, case_id: str) -> How | None:
        """The family holds the case no more. Returns how it was held; None: it was not."""

    def let_go_others(self, case_id: str, keep_family: str) -> list[str]:
        """No other family holds the case any more. Returns those that did."""

    def move_holds(self, old_family: str, new_family: str) -> None:
        """All that one family holds is another's, as it was held."""

    def touch_hold(self, family: str, case_id: str, at: datetime) -> None:
        """A look at the case: the hold lasts longer."""

    def note_ended(self, families: Iterable[str], flow: str, ended: Ended) -> None:
        """Holds of these families on a case of this flow have ended."""

    def ended_of(self, family: str, flow: str, at: datetime) -> list[Ended]:
        """What is remembered at `at` of holds that have ended."""

    def move_ended(self, old_family: str, new_family: str) -> None:
        """All that is remembered of a family is the new one's."""

    def replayed(self, token: str) -> Replay | None:
        """What this step token was kept with; None: it is new, or the case was erased."""

    def change_by(self, token: str) -> Change | None:
        """Where this step token has led; None: into no other family, or more than an hour ago."""

    def note_change(self, token: str, change: Change, at: datetime) -> None:
        """A step token has led a browser from one family into another. Only the first note is kept."""

    def first_known(self, keys: Sequence[str], at: datetime) -> str | None:
        """The first of these keys by which a browser is known at `at`; None: none is."""

    def remember_browser(self, key: str, case_id: str, at: datetime) -> None:
        """The account was opened in this browser: it is known for a year."""


class KeptCounts(Protocol):
    """What was tried, mailed and used of late."""

    def tries(self, place: tuple[str, str], key: str, at: datetime) -> Counted:
        """The tries by `key` at `at`. `place`: flow and state."""

    def full_until(self, key: str, most: int, within: timedelta, at: datetime) -> datetime | None:
        """When there is room again for one more of `most` in any stretch of time this long; None: there is."""

    def note_lately(self, key: str, within: timedelta, at: datetime) -> None:
        """It has happened once more."""

    def mailed(self, case_id: str, code: str, serial: int, key: str) -> None:
        """A mail to this recipient carries a code of this case."""

    def prove(self, case_id: str, code: str, serial: int) -> None:
        """The recipient of a code has entered it: its mail is read."""

    def proved(self, key: str) -> bool:
        """Whether a code mailed to this recipient was entered, in any case that is still kept."""

    def use_nonce(self, nonce: str, token: str, verdict: bool, expires_at: datetime) -> bool | None:
        """The verdict: this one at the first use, with the same token the one kept; None with any other token."""

    def nonce_used_by(self, nonce: str) -> str | None:
        """The token that used a nonce; None: it is not known (any more)."""

    def nonce_spent(self, nonce: str) -> bool:
        """Whether no proof from this challenge is good: it was spent, or is not known (any more)."""

    def spend_nonce(self, nonce: str) -> bool:
        """No proof from this challenge is good any more. False: none was good before."""


class Kept(KeptCases, KeptBrowsers, KeptCounts, Protocol):
    """All of it, in one transaction: nothing changes between two reads, and it is written all or nothing."""


class Ledger(Protocol):
    """Transactions on what is kept."""

    def read(self) -> AbstractContextManager[Kept]:
        """Raises Unavailable."""

    def write(self) -> AbstractContextManager[Kept]:
        """What is raised within it undoes what was written. Raises Unavailable."""
