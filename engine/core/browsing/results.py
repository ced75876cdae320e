"""What the service answers a browser with: a screen, a redirect, or a document. Values, which `web` shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

from engine.core.case import Case, Typed
from engine.core.doors import Shut
from engine.core.holds import Hold
from engine.core.kept import Change, Replay
from engine.language.forms import Fault, Form, Names
from engine.language.model import Document, Flow, State, Transition, View
from engine.language.texts.text import Text
from engine.language.urls import Address
from engine.problems import EngineError


class NotFound(EngineError):
    """Nothing is at this address."""


class Look(NamedTuple):
    """What was known when a request came in, all of one moment."""

    held: list[tuple[Hold, Case]]  # the cases of the flow it is about, as `store.cases.held` says
    kept: Replay | None  # what the step token was kept with
    led: Change | None  # where it has led this browser


class Browser(NamedTuple):
    """What a cookie means."""

    id: str  # opaque; the cookie's value
    family: str  # whose cases it holds: stays while ids rotate
    new: bool  # the id must be set as a cookie: there was none
    met: bool = False  # its id has a row: it has held a case
    dead: bool = False  # the id was replaced: good for nothing but an answer that was lost on its way
    client: str | None = None  # the network address it comes from; None: not known
    look: Look | None = None  # what its request hangs on; None: not looked up
    proofs: tuple[str, ...] = ()  # of accounts that were opened in it before, as its other cookie says
    held: tuple[tuple[Hold, Case], ...] = ()  # of the flows whose cases are accounts, known when the request came in


class Lost(NamedTuple):
    """What was typed in a form that cannot be shown any more, to be copied: no secret, no code."""

    form: Form
    typed: Typed


class Screen(NamedTuple):
    """A state's page for one case, ready to be shown."""

    flow: Flow
    state: State  # as its page shows it now: what its `when` takes away is not on it
    case: Case  # revision 0: not begun yet
    at: Literal["present", "earlier"]  # earlier: a « Modifier » form
    url: Address  # where its form posts to
    form: Form | None
    typed: Typed  # fills the form: no secret, no code that was tried
    kept_secrets: tuple[str, ...]  # given already: blank keeps them
    pending: str | None  # says which of them were typed with a form not accepted; None: none
    retype: tuple[str, ...]  # fields in which was typed what is neither shown again nor kept: secrets, codes
    faults: tuple[Fault, ...]
    notice: str | None  # a key of the engine's own words, under "notices"
    notice_values: Mapping[str, str]
    visit: int
    token: str
    challenge: str | None  # signed: its image is shown, with a field for the answer
    proof: str | None  # the gate was solved: a hidden field, no image
    buttons: tuple[Transition, ...]
    can_go_back: bool
    modifiable: tuple[str, ...]  # states whose form « Modifier » reaches
    tries_left: int | None  # in this state, where it counts them and has refused one
    newer: bool  # a newer version of the flow is hosted
    status: int  # 200, 413, 422, 429, 500 or 503
    names: Names = MappingProxyType({})  # what is known before its form, which conditions of its fields may read
    today: date = date.min  # where the flow is
    lost: Lost | None = None  # what was typed in a form that cannot be shown any more

    def without(self, event: str) -> Screen:
        """The same screen without that button, which stands elsewhere: what is left is what leads on from here."""
        return self._replace(buttons=tuple(button for button in self.buttons if button.name != event))


class Viewed(NamedTuple):
    """A view of a case, ready to be shown: nothing on it changes the case."""

    flow: Flow
    view: View
    case: Case
    notice: str | None  # as that of a screen


class Redirect(NamedTuple):
    """Another address, with a notice why, and what else its query carries."""

    to: Address
    notice: str | None = None
    query: Mapping[str, str] = MappingProxyType({})


class Paper(NamedTuple):
    """A document of a case."""

    flow: Flow
    case: Case
    document: Document


class ShutDoor(NamedTuple):
    """What stands at an entry where no case begins now."""

    flow: Flow
    shut: Shut
    case: Case | None  # under way in this browser: there is a way on
    notice: str | None  # as that of a screen; not why a page is not here, which asks to begin again here


class Said(NamedTuple):
    """What a flow says of a case that was let go."""

    flow: Flow
    case: Case
    message: Text


class Cookies(NamedTuple):
    """What a step sets in the browser."""

    id: str | None = None  # a new id
    known: str | None = None  # by which it is known for the accounts opened in it: outlives the sign-out


class Answer(NamedTuple):
    what: Screen | Viewed | Redirect | Paper | ShutDoor
    cookie: str | None = None  # a new id to set
    known: str | None = None  # the cookie by which the browser is known from now on
