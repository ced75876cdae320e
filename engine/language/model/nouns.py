"""What a flow or a site declares by name, and what its screens show: frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from engine.language.decoding import Amount, Day, Named, Setting
from engine.language.guards import Guard
from engine.language.texts.figures import PLAIN, Style
from engine.language.texts.text import Text
from engine.language.values import Duration
from engine.language.workdays import Calendar
from engine.problems import Place


class Register(NamedTuple):
    name: str
    kind: str  # "email" | "text": how a key is normalised
    statuses: tuple[str, ...]
    samples: Mapping[str, str]  # key -> status: rows that developer mode begins with
    place: Place
    sampled: Mapping[str, Place] = {}  # key -> where its status is written


class ValueDecl(NamedTuple):
    """A value the case holds and no form asks."""

    name: str
    type: str  # "string" | "integer" | "number" | "boolean" | "date"
    title: Text
    place: Place
    unit: Text | None = None
    style: Style = PLAIN  # of a number
    options: tuple[str, ...] = ()  # the only texts it can be; empty: any
    format: str | None = None  # "email": it is one address


class Fact(NamedTuple):
    """What a guard may ask of the world: a register's key, a code that was typed, or a plug-in's service."""

    name: str
    register: Named | None
    key: Named | None  # a field or value
    code: Named | None
    typed: Named | None  # a field
    own_only: bool  # `of: case`
    place: Place
    service: Named | None = None
    given: tuple[Named, ...] = ()  # fields and values that the service is given, in its order
    listed: tuple[str, ...] = ()  # the answers of the service that the fact takes
    otherwise: str = ""  # where it gives another, or none in time

    @property
    def asked(self) -> tuple[Named, ...]:
        """The fields and values that it is looked up by: it is null where one of them is not given."""
        return self.given or tuple(name for name in (self.key or self.typed,) if name)

    def values(self, registers: Mapping[str, Register]) -> tuple[str, ...]:
        """The closed list of values this fact can take."""
        if self.service is not None:
            return tuple(dict.fromkeys((*self.listed, self.otherwise)))
        if self.register is None:
            return ("unknown", "valid", "expired", "used")
        register = registers.get(self.register.name)
        return ("free", *(register.statuses if register else ()))


class Opening(NamedTuple):
    """
    The days on which a case may begin at an entry, in the flow's zone; at least one of the two bounds is there.

    Attributes:
        until: the last of them.
        message: what the entry says on any other day; None: the engine's own words.
    """

    since: Day | None
    until: Day | None
    message: Text | None
    place: Place


class Entry(NamedTuple):
    name: str
    state: Named
    fills: Mapping[str, Named]  # field -> code
    place: Place
    words: Mapping[str, Place] = {}  # of the fields
    opening: Opening | None = None  # None: it is always open


class Link(NamedTuple):
    """Leads to exactly one of page, view, entry, document, url, or flow (its first entry) with page or entry."""

    label: Text
    page: str | None
    view: str | None
    entry: str | None
    document: str | None
    url: str | None
    flow: str | None
    button: bool
    new_tab: bool
    place: Place
    when: Guard | None = None  # it stands only where this holds
    words: Mapping[str, Place] = {}  # key -> where its value is written

    def at(self, key: str) -> Place:
        """Where the value of one of its keys is written."""
        return self.words.get(key, self.place)


class Section(NamedTuple):
    title: Text | None
    content: Text | None
    links: tuple[Link, ...]
    when: Guard | None = None  # it stands only where this holds


class Page(NamedTuple):
    """A screen outside any case. `path` as declared; None: /<flow>/<page> (/<page> for the site's)."""

    name: str
    title: Text
    path: str | None
    content: Text | None
    sections: tuple[Section, ...]
    links: tuple[Link, ...]
    place: Place
    path_place: Place | None = None  # where `path` is written

    def conditions(self) -> tuple[Guard, ...]:
        """Every `when` on it."""
        return tuple(conditions_of((*self.sections, *self.links)))


class View(NamedTuple):
    """A page of a case, and no position of it: open while the case stands in one of `states`."""

    name: str
    states: tuple[Named, ...]
    title: Text
    content: Text | None
    sections: tuple[Section, ...]
    show: tuple[Named, ...]
    review: bool
    links: tuple[Link, ...]
    place: Place

    def conditions(self) -> tuple[Guard, ...]:
        """Every `when` on it."""
        return tuple(conditions_of((*self.sections, *self.links)))


class Note(NamedTuple):
    """A box beside the form, or beside one thing in it."""

    title: Text
    text: Text
    beside: Named | None = None  # the field, or the title of the group, that it speaks of; None: the whole form
    when: Guard | None = None  # it stands only where this holds


Conditional = Note | Section | Link  # what stands on a page only where its `when` holds


def conditions_of(parts: Iterable[Conditional]) -> Iterator[Guard]:
    """The `when` of each of these that has one, those of a section's links too."""
    for part in parts:
        if part.when:
            yield part.when
        if isinstance(part, Section):
            yield from conditions_of(part.links)


class Gate(NamedTuple):
    name: str  # e.g. "captcha"
    length: Amount | None
    place: Place


class Back(NamedTuple):
    label: Text
    place: Place


class Mail(NamedTuple):
    name: str
    to: Named  # a field, a value or a text setting
    subject: Text
    content: Text
    template: Named | None  # a layout: a file of templates/mail/, or templates/pdf/
    place: Place


class Document(NamedTuple):
    name: str
    title: Text
    content: Text | None
    show: tuple[Named, ...]
    review: bool
    template: Named | None  # a layout: a file of templates/mail/, or templates/pdf/
    place: Place


class Retention(NamedTuple):
    draft: Duration
    closed: Duration
    amounts: tuple[Amount, ...] = ()  # the same, where and as they are written


class Account(NamedTuple):
    """
    What every page's header says to who has signed in.

    Attributes:
        flows: whose cases are accounts.
        entry: of the first flow: the sign-in.
        states: where a case is an account.
        leave: the transition that signs out, in each of them.
        who: in the words of the case; None: nobody is named.
    """

    flows: tuple[Named, ...]
    entry: Named
    states: tuple[Named, ...]
    label: Text
    leave: Named
    who: Text | None
    place: Place


class Site(NamedTuple):
    """What flows share: read as it is now, no part of a flow's version."""

    file: str
    service: Text
    notice: Text | None
    foot: tuple[Link, ...]
    pages: Mapping[str, Page]
    registers: Mapping[str, Register]
    settings: Mapping[str, Setting]  # texts only
    account: Account | None = None
    calendar: Calendar | None = None  # None: no flow counts working days
