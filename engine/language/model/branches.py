"""The ways out of a state: its transitions and their branches, its timers, its tries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from engine.language.decoding import Amount, Named
from engine.language.guards import Guard
from engine.language.model.effects import Effect
from engine.language.texts.text import Text
from engine.problems import Place


class Refuse(NamedTuple):
    state: Named | None  # an earlier form; None: stays
    field: Named | None  # None: above the form
    message: Text
    place: Place


class Resume(NamedTuple):
    flows: tuple[Named, ...]  # empty: this flow
    states: tuple[Named, ...]  # empty: any
    code: Named | None
    typed: Named | None
    register: Named | None
    key: Named | None
    where: Mapping[str, Named]  # their field -> my field
    secret: Mapping[str, Named]  # their secret field -> my field
    anyone: bool  # whoever knows the register's key enters
    event: Named | None
    place: Place
    carry: Mapping[str, Named] = {}  # their value -> my field: written first in the step of the event
    words: Mapping[str, Place] = {}  # their fields and values -> where each is written

    def among(self, own: str) -> tuple[str, ...]:
        """The flows whose cases it looks for, in that order. `own`: the flow that it is written in."""
        return tuple(named.name for named in self.flows) or (own,)

    def at(self, word: str) -> Place:
        """Where the name of one of their fields or values is written."""
        return self.words.get(word, self.place)


class Leave(NamedTuple):
    """The browser lets the case go, and a page is opened, with a message of the case."""

    page: Named
    message: Text | None
    place: Place


class Branch(NamedTuple):
    """One way out: at most one verb (`resume` may go with `target`); without one the case stays."""

    id: str | None
    guard: Guard | None
    target: Named | None
    refuse: Refuse | None
    resume: Resume | None
    leave: Leave | None
    effects: tuple[Effect, ...]
    place: Place

    @property
    def hands_over(self) -> bool:
        """Whether the browser goes over to the case that a resume finds; with a target it keeps its own."""
        return self.resume is not None and self.target is None

    @property
    def key(self) -> str:
        """This branch inside its transition, stable over order, titles and data: id (or guard, or else) and verb."""
        if self.refuse:
            verb = "refuse " + ":".join(n.name for n in (self.refuse.state, self.refuse.field) if n)
        elif self.resume:
            verb = "resume " + (self.resume.event.name if self.resume.event else "")
        elif self.leave:
            verb = "leave " + self.leave.page.name
        else:
            verb = ""
        target = self.target.name if self.target else ""
        name = self.id or (self.guard.source if self.guard else "else")
        return " ".join(f"{name} -> {verb} {target}".split())


class Transition(NamedTuple):
    name: str
    label: Text | None  # None: never accepted from a browser
    skip_form: bool
    branches: tuple[Branch, ...]
    place: Place
    keeps: bool = False  # it saves what was typed, and says so where the case stays


class BranchList(NamedTuple):
    """A list of branches; the first whose guard holds is taken."""

    state: str
    event: Transition | None  # None: taken at once, in an automatic state
    branches: tuple[Branch, ...]

    @property
    def where(self) -> str:
        """In words: `state.event`."""
        return f"{self.state}.{self.event.name if self.event else 'automatic'}"


class At(NamedTuple):
    """A day: written out, or by the name of a setting, a value or a field."""

    day: date | None
    name: Named | None
    place: Place


class Timeout(NamedTuple):
    """
    Exactly one of `after` and `at`.

    Attributes:
        since: the earlier state from whose entry `after` counts; None: this one.
        lands: on a working day.
    """

    after: Amount | None
    target: Named
    effects: tuple[Effect, ...]
    place: Place
    at: At | None = None
    since: Named | None = None
    lands: bool = False


class Reminder(NamedTuple):
    """Exactly one of `after` (the entry), `before` (the timeout) and `at`."""

    after: Amount | None
    before: Amount | None
    effects: tuple[Effect, ...]
    place: Place
    at: At | None = None


class Tries(NamedTuple):
    """`max` refusals, then `target` (of this case) or a `pause` (across cases, `per` a field's normalised value)."""

    max: Amount
    target: Named | None
    per: Named | None
    pause: Amount | None
    place: Place
