"""The nouns of a step: the case, what happens to it, what is asked of the world, what is decided. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from engine.language.model import Leave
from engine.language.texts.text import Text
from engine.language.values import Duration, LastDay, TypedIn, Value

# Names of events that are no analyst's: language.md reserves them.
BEGIN, BACK, MODIFY, TIMEOUT, REMINDER = "begin", "back", "modify", "timeout", "reminder"
KEEP = "@keep"  # a stale post: nothing of it counts, what was typed is kept

Actor = Literal["usager", "resume", "timer"]
Typed = Mapping[str, tuple[str, ...]]  # field -> what the browser sent
# field -> what was typed (a tuple, as it was sent), or the answer that left the trail
Draft = Mapping[str, Value | TypedIn]


class Timer(NamedTuple):
    kind: Literal["timeout", "reminder"]
    which: int  # of the state's reminders, in the order written; 0 for the timeout
    due_at: datetime


class Step(NamedTuple):
    """One step of a trail. The last of a trail is the present one: its `event` is None."""

    state: str
    visit: int  # how many states the case had entered when this one was: a form carries it
    event: str | None = None
    transition: str | None = None  # id of the branch taken out of it
    answers: Mapping[str, Value] = {}  # of its form; None: left blank, whatever an earlier form says
    secrets: tuple[str, ...] = ()  # names of the secrets given with its form
    gate: bool = False  # its gate was passed
    values: Mapping[str, Value] = {}  # written by the step that entered it (set, number)
    entered_at: datetime | None = None
    timers: tuple[Timer, ...] = ()  # still to fire, by due time; fixed on entry by `target`
    unasked: Draft = {}  # what the fields hold that were not asked with its form: it fills them again
    carried: tuple[str, ...] = ()  # those of its values that a resume brought along
    heard: Mapping[str, str] = {}  # fact -> what it said when this step was decided, of those that a service answers


class Code(NamedTuple):
    """A code this case has made: its words are derived from case, name and serial when the mail is sent."""

    serial: int
    length: int
    expires_at: datetime


class Held(NamedTuple):
    """A register key this case holds."""

    register: str
    key: str  # normalised
    status: str


class Case(NamedTuple):
    """One request's way through one flow, in one version."""

    id: str
    flow: str
    version: str  # Flow.digest
    entry: str
    revision: int  # of the row; 0: not kept yet
    trail: tuple[Step, ...]
    sealed: int = 0  # index into trail: the steps before it cannot be taken back
    visits: int = 0  # states entered so far
    drafts: Mapping[str, Draft] = {}  # state -> what its form held when it was left: pre-fills, counts for nothing
    kept_secrets: tuple[str, ...] = ()  # secret fields of which a hash is kept
    tries: Mapping[str, int] = {}  # state -> refusals
    codes: Mapping[str, Code] = {}  # the live one of each name
    serials: Mapping[str, int] = {}  # code name -> how many were made
    held: tuple[Held, ...] = ()
    begun_at: datetime | None = None
    touched_at: datetime | None = None  # the last step
    closed_at: datetime | None = None  # entry into a final state, or the hand-over
    bound: bool = False  # something has been sealed once: no draft any more
    pending_secrets: tuple[str, ...] = ()  # of which a hash is kept of what was typed with a form not yet accepted
    pending_made: int = 0  # how many such hashes were made
    language: str | None = None  # of its last page; None: the first of its flow

    @property
    def state(self) -> str:
        return self.trail[-1].state

    @property
    def present(self) -> Step:
        return self.trail[-1]

    @property
    def due_at(self) -> datetime | None:
        """When the next timer of the present state fires (aware, UTC)."""
        return self.present.timers[0].due_at if self.present.timers else None

    @property
    def deadline(self) -> datetime | None:
        """When the present state times out."""
        return next((t.due_at for t in self.present.timers if t.kind == "timeout"), None)

    def known(self) -> dict[str, Value]:
        """Every answer and value on the present trail that is given; the last of a name counts, a blank one too."""
        found: dict[str, Value] = {}
        for step in self.trail:
            found.update(step.values)
            found.update(step.answers)
        return {name: value for name, value in found.items() if value is not None} if None in found.values() else found

    def heard(self) -> dict[str, str]:
        """fact -> what a service said of it last, as it was kept with a step of the present trail."""
        found: dict[str, str] = {}
        for step in self.trail:
            found.update(step.heard)
        return found

    def secrets_given(self) -> frozenset[str]:
        return frozenset(name for step in self.trail for name in step.secrets)


class Event(NamedTuple):
    name: str
    actor: Actor = "usager"
    answers: Mapping[str, Value] = {}  # of the form, validated; a typed code as its keyed hash
    secrets: tuple[str, ...] = ()  # names of secrets given or kept; KEEP: of those typed
    typed: Draft | None = None  # without secrets and codes: what `back` keeps; None: no form was posted
    gate: bool = False
    at: int | None = None  # MODIFY: index into the trail; REMINDER: which of the reminders
    inner: str | None = None  # MODIFY: the button pressed on that step's form; KEEP: the state whose form it was
    pending: tuple[str, ...] = ()  # names of secrets left blank for which a pending hash stands
    carried: Mapping[str, Value] = {}  # by a resume: values written first in the step


# What `decide` asks. Each is answered by the value named beside it, under the question itself, in `Facts`.


class RegisterQuestion(NamedTuple):
    """-> RegisterRow | None (free)"""

    register: str
    key: str  # normalised


class RegisterRow(NamedTuple):
    status: str
    case_id: str | None


class CodeQuestion(NamedTuple):
    """-> "unknown" | "valid" | "expired" | "used". `case_id`: only this case's own codes."""

    flow: str
    code: str
    hash: str
    case_id: str | None


class WaitingQuestion(NamedTuple):
    """-> Waiting | None. By code (`hash`) or by register key; its secrets are verified with it. The first found."""

    flows: tuple[str, ...]
    states: tuple[str, ...]
    code: str | None
    hash: str | None
    register: str | None
    key: str | None
    secrets: tuple[tuple[str, str], ...]  # (their field, my field)


class Waiting(NamedTuple):
    machine: Any  # core.machine.Machine of that case's version
    case: Case


class NumberQuestion(NamedTuple):
    """-> str: a number that no case has under this name."""

    field: str
    digits: int


class PauseQuestion(NamedTuple):
    """
    -> Count: which count holds for tries at this value, and until when it is paused.

    `flow`, `state`, `key`: a `core.attempts.Key`. `accounts`: the cases that such a try may open, by their keys.
    A browser that has opened one of them before has a count of its own.
    """

    flow: str
    state: str
    key: str
    accounts: tuple[WaitingQuestion, ...] = ()


class Count(NamedTuple):
    """
    A count of tries at one value.

    Attributes:
        paused_until: None: it is not paused.
        browser: a known browser's own count, by what is kept of that browser; None: the one that all others share.
        refused: how many were refused, as far as they still count.
    """

    paused_until: datetime | None = None
    browser: str | None = None
    refused: int = 0


class ServiceQuestion(NamedTuple):
    """-> str | None: what a plug-in's service answers; None: it has failed, is late or is not there."""

    service: str
    given: tuple[Value, ...]


Question = RegisterQuestion | CodeQuestion | WaitingQuestion | NumberQuestion | PauseQuestion | ServiceQuestion
Facts = Mapping[Question, Any]


class Needs(NamedTuple):
    questions: tuple[Question, ...]


# Effects: what a step asks to be kept with it, in order.


class ClaimKey(NamedTuple):
    register: str
    key: str
    status: str
    over: tuple[str, ...]


class ReleaseKey(NamedTuple):
    register: str
    key: str


class NewCode(NamedTuple):
    """Kills this case's earlier code of that name."""

    name: str
    serial: int
    length: int
    expires_at: datetime


class SpendCode(NamedTuple):
    name: str
    serial: int


class TakeNumber(NamedTuple):
    field: str
    number: str


class PutMail(NamedTuple):
    """A mail to be sent. Its words are made when it is sent; of a code only which it is."""

    mail: str
    to: str
    values: Mapping[str, Value | Duration | datetime | LastDay]  # placeholder -> value, of each that is given
    codes: Mapping[str, Code]  # code name -> which
    key: str  # stable: case, visit, position
    language: str | None = None  # of its words; None: `values` are words already, as an earlier version put them

    @property
    def name(self) -> str:
        """As an operator reads it."""
        return self.mail


class PutDocument(NamedTuple):
    """A document that a call hands over. It is made when the call is delivered, of what it says as of this step."""

    document: str
    codes: Mapping[str, Code]  # code name -> which, of those that it says


class PutCall(NamedTuple):
    """
    A plug-in's effect, to be done once the step is committed.

    Attributes:
        values: parameter -> value.
        codes: parameter -> (code name, which).
        key: stable: of this call at each attempt, and of no other.
        language: of the documents.
        case: what the documents say is read off it, as it is after the step; None: there are none.
    """

    effect: str
    values: Mapping[str, Value]
    codes: Mapping[str, tuple[str, Code]]
    documents: Mapping[str, PutDocument]
    key: str
    language: str
    case: Case | None = None

    @property
    def name(self) -> str:
        """As an operator reads it."""
        return f"call {self.effect}"


class DropSecrets(NamedTuple):
    fields: tuple[str, ...]


class AcceptPending(NamedTuple):
    """The pending hashes of these secrets are in force from now on."""

    fields: tuple[str, ...]


class DropPending(NamedTuple):
    fields: tuple[str, ...]


class CountTry(NamedTuple):
    """A refusal, counted across cases."""

    flow: str
    state: str
    key: str
    max: int
    pause_until: datetime  # where this is the `max`-th
    browser: str | None = None  # in the own count of this known browser


class ClearTries(NamedTuple):
    flow: str
    state: str
    key: str
    browser: str | None = None


Secrecy = DropSecrets | AcceptPending | DropPending
Put = PutMail | PutCall  # what the outbox holds
Effect = ClaimKey | ReleaseKey | NewCode | SpendCode | TakeNumber | Put | Secrecy | CountTry | ClearTries


class Taken(NamedTuple):
    """One transition taken, for the history: no personal value in it."""

    state: str
    event: str
    actor: Actor
    transition: str  # id: state, event, branch key
    outcome: str  # "moved" | "stayed" | "refused" | "resumed" | "left" | "back" | "sent"


class Resumed(NamedTuple):
    """What a resume does to the case it found."""

    before: Case
    decision: Decision | None  # None: only opened
    by: Literal["code", "register"]
    hand_over: bool = True  # False: it had a `target`, the browser keeps its own case
    secret: bool = False  # a secret of that case was verified


class Decision(NamedTuple):
    """The step is taken. `case` is its state afterwards, to be committed with `effects` in that order."""

    case: Case
    taken: tuple[Taken, ...]
    effects: tuple[Effect, ...] = ()
    sealing: bool = False
    resumed: Resumed | None = None
    leave: Leave | None = None
    stopped: Refusal | None = None  # « Modifier »: went on only so far, and why


class Refusal(NamedTuple):
    """The event is refused. `case` may differ from before (tries counted, taken back to an earlier form)."""

    case: Case
    why: Literal["refused", "not-open", "paused"]
    taken: tuple[Taken, ...] = ()
    effects: tuple[Effect, ...] = ()
    field: str | None = None
    message: Text | None = None
    until: datetime | None = None  # paused
    tries_left: int | None = None  # after this refusal; None: they are not counted
    verdicts: tuple[tuple[str, bool], ...] = ()  # the guards looked at: text, held
    open_events: tuple[str, ...] = ()
