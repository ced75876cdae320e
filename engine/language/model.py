"""The nouns of a flow: frozen values, built by `reader`, read by everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple, get_args

from engine.language.decoding import Amount as Amount
from engine.language.decoding import Named as Named
from engine.language.decoding import Setting as Setting
from engine.language.forms import Field, Form
from engine.language.guards import Guard
from engine.language.once import once
from engine.language.texts.text import Text, TextLink
from engine.language.values import Duration
from engine.problems import Place


class Register(NamedTuple):
    name: str
    kind: str  # "email" | "text": how a key is normalised
    statuses: tuple[str, ...]
    samples: Mapping[str, str]  # key -> status: rows that developer mode begins with
    place: Place


class ValueDecl(NamedTuple):
    """A value the case holds and no form asks."""

    name: str
    type: str  # "string" | "integer" | "number" | "boolean" | "date"
    title: Text
    place: Place


class Fact(NamedTuple):
    """What a guard may ask of the world: a register's key, or a code that was typed."""

    name: str
    register: Named | None
    key: Named | None  # a field or value
    code: Named | None
    typed: Named | None  # a field
    own_only: bool  # `of: case`
    place: Place

    def values(self, registers: Mapping[str, Register]) -> tuple[str, ...]:
        """The closed list of values this fact can take."""
        if self.register is None:
            return ("unknown", "valid", "expired", "used")
        register = registers.get(self.register.name)
        return ("free", *(register.statuses if register else ()))


class Entry(NamedTuple):
    name: str
    state: Named
    fills: Mapping[str, Named]  # field -> code
    place: Place


class Link(NamedTuple):
    """Leads to exactly one of page, entry, document, url, or flow (its first entry) with page or entry."""

    label: Text
    page: str | None
    entry: str | None
    document: str | None
    url: str | None
    flow: str | None
    button: bool
    new_tab: bool
    place: Place


class Section(NamedTuple):
    title: Text | None
    content: Text | None
    links: tuple[Link, ...]


class Page(NamedTuple):
    """A screen outside any case. `path` as declared; None: /<flow>/<page> (/<page> for the site's)."""

    name: str
    title: Text
    path: str | None
    content: Text | None
    sections: tuple[Section, ...]
    links: tuple[Link, ...]
    place: Place


class Claim(NamedTuple):
    register: Named
    key: Named
    status: Named
    over: tuple[Named, ...]
    place: Place


class Release(NamedTuple):
    register: Named
    key: Named
    place: Place


class MakeCode(NamedTuple):
    name: str
    length: Amount
    lives: Amount
    place: Place


class Spend(NamedTuple):
    code: Named
    place: Place


class Number(NamedTuple):
    field: Named
    digits: Amount
    place: Place


class SendMail(NamedTuple):
    mail: Named
    place: Place


class Set(NamedTuple):
    values: Mapping[str, Guard]  # value -> expression
    place: Place


class Forget(NamedTuple):
    fields: tuple[Named, ...]
    place: Place


Effect = Claim | Release | MakeCode | Spend | Number | SendMail | Set | Forget
EFFECTS: tuple[type, ...] = get_args(Effect)
SEALING = (Claim, Release, MakeCode, Spend, Number, SendMail)


class Refuse(NamedTuple):
    state: Named | None  # an earlier form; None: stays
    field: Named | None  # None: above the form
    message: Text
    place: Place


class Resume(NamedTuple):
    flow: str | None  # None: this flow
    states: tuple[Named, ...]  # empty: any
    code: Named | None
    typed: Named | None
    register: Named | None
    key: Named | None
    where: Mapping[str, Named]  # their field -> my field
    secret: Mapping[str, Named]  # their secret field -> my field
    event: Named | None
    place: Place


class Branch(NamedTuple):
    """One way out: at most one verb (`resume` may stand with `target`); none of them: stays."""

    id: str | None
    guard: Guard | None
    target: Named | None
    refuse: Refuse | None
    resume: Resume | None
    leave: Named | None  # a page
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
            verb = "leave " + self.leave.name
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


class BranchList(NamedTuple):
    """Branches of which the first whose guard holds is taken."""

    state: str
    event: Transition | None  # None: taken at once, in an automatic state
    branches: tuple[Branch, ...]

    @property
    def where(self) -> str:
        """In words: `state.event`."""
        return f"{self.state}.{self.event.name if self.event else 'automatic'}"


class Timeout(NamedTuple):
    after: Amount
    target: Named
    effects: tuple[Effect, ...]
    place: Place


class Reminder(NamedTuple):
    """Exactly one of `after` (the entry) and `before` (the timeout)."""

    after: Amount | None
    before: Amount | None
    effects: tuple[Effect, ...]
    place: Place


class Tries(NamedTuple):
    """`max` refusals, then `target` (of this case) or a `pause` (across cases, `per` a field's normalised value)."""

    max: Amount
    target: Named | None
    per: Named | None
    pause: Amount | None
    place: Place


class Gate(NamedTuple):
    name: str  # e.g. "captcha"
    length: Amount | None
    place: Place


class Note(NamedTuple):
    title: Text
    text: Text


class Back(NamedTuple):
    label: Text
    place: Place


class State(NamedTuple):
    name: str
    phase: Named | None
    title: Text
    content: Text | None
    notes: tuple[Note, ...]
    show: tuple[Named, ...]
    gate: Gate | None
    form: Named | None
    review: bool
    back: Back | None
    links: tuple[Link, ...]
    transitions: Mapping[str, Transition]
    automatic: tuple[Branch, ...]  # empty: a state with a screen
    tries: Tries | None
    timeout: Timeout | None
    reminders: tuple[Reminder, ...]
    on_enter: tuple[Effect, ...]
    final: bool
    rest: bool
    place: Place

    def branch_lists(self) -> tuple[BranchList, ...]:
        """Every list of branches out of this state, in the order written."""
        return _lists_of(self)

    def branches(self) -> Iterator[Branch]:
        """Every branch out of this state, in the order written."""
        return (branch for listed in self.branch_lists() for branch in listed.branches)

    def buttons(self) -> tuple[Transition, ...]:
        """The transitions with a label: what a person may press."""
        return tuple(transition for transition in self.transitions.values() if transition.label)

    def effects(self) -> Iterator[Effect]:
        """Every effect of this state, of its branches and timers too, in the order written."""
        return _within(self, EFFECTS)


class Edge(NamedTuple):
    """One way from a state into a state: the target of a branch, of a timeout or of `tries`."""

    source: str
    target: Named
    how: Literal["event", "automatic", "timeout", "tries"]
    event: Transition | None  # of a branch that is not automatic
    branch: Branch | None
    tried: tuple[Branch, ...]  # the branches before it, which did not hold
    effects: tuple[Effect, ...]
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


class Site(NamedTuple):
    """What flows share: read as it is now, no part of a flow's version."""

    file: str
    service: Text
    notice: Text | None
    foot: tuple[Link, ...]
    pages: Mapping[str, Page]
    registers: Mapping[str, Register]
    settings: Mapping[str, Setting]  # texts only


class Flow(NamedTuple):
    """One procedure, checked. `registers` and `settings` hold the site's too. Maps keep the order written."""

    name: str
    file: str
    title: Text
    version: str
    language: str
    zone: str
    phases: Mapping[str, Text]
    settings: Mapping[str, Setting]
    registers: Mapping[str, Register]
    values: Mapping[str, ValueDecl]
    facts: Mapping[str, Fact]
    guards: Mapping[str, Guard]
    entries: Mapping[str, Entry]
    pages: Mapping[str, Page]
    states: Mapping[str, State]
    mails: Mapping[str, Mail]
    documents: Mapping[str, Document]
    retention: Retention
    forms: Mapping[str, Form]  # those this flow uses, by name
    digest: str  # sha256 of flow text + form texts, hex: the version's identity
    sources: Mapping[str, str]  # file name ("flows/x.yaml", "forms/y.yaml") -> text, as stored with the version
    place: Place

    def field(self, name: str) -> Field | None:
        """The field of that name; of several forms, the first's."""
        return _fields(self).get(name)

    def field_names(self) -> Mapping[str, tuple[str, ...]]:
        """field -> the forms that ask it, in order."""
        found: dict[str, tuple[str, ...]] = {}
        for form in self.forms.values():
            for field in form.fields:
                found[field] = (*found.get(field, ()), form.name)
        return found

    def branch_lists(self) -> tuple[BranchList, ...]:
        """Every list of branches of every state, in the order written."""
        return _branch_lists(self)

    def branches(self) -> tuple[Branch, ...]:
        """Every branch of every state, in the order written."""
        return _branches(self)

    def effects(self) -> tuple[Effect, ...]:
        """Every effect of every state, wherever it stands, in the order written."""
        return _effects(self)

    def edges(self) -> tuple[Edge, ...]:
        """Every way from a state into a state, in the order written; the target may be unknown while rules look."""
        return _edges(self)

    def documents_linked(self, state: State) -> frozenset[str]:
        """The documents that a state offers: by a link of its own, or in a text of its page."""
        form = self.forms.get(state.form.name) if state.form else None
        shown = (
            *_within(state, (Link, Text)),
            *_within((form.title, form.fields, form.groups, form.rules) if form else (), (Text,)),
        )
        found = {noun.document for noun in shown if isinstance(noun, Link)}
        found |= {link.target for text in shown if isinstance(text, Text) for link in _documents(text)}
        found |= {link.target for noun in shown if isinstance(noun, Link) for link in _documents(noun.label)}
        return frozenset(name for name in found if name)

    def codes(self) -> Mapping[str, Place]:
        """The codes that this flow makes: name -> where it is made first."""
        return _codes(self)

    def code_fields(self) -> frozenset[str]:
        """Fields named by a `typed`: kept as a code's keyed hash alone, never as typed."""
        return _code_fields(self)


# Asked for by many rules, of the same flow.


@once
def _lists_of(state: State) -> tuple[BranchList, ...]:
    lists: list[BranchList] = []
    for field in state:
        found = tuple(_within(field, (Transition, Branch)))
        lists += (BranchList(state.name, noun, noun.branches) for noun in found if isinstance(noun, Transition))
        if automatic := tuple(noun for noun in found if isinstance(noun, Branch)):
            lists.append(BranchList(state.name, None, automatic))
    return tuple(lists)


@once
def _branch_lists(flow: Flow) -> tuple[BranchList, ...]:
    return tuple(listed for state in flow.states.values() for listed in state.branch_lists())


@once
def _branches(flow: Flow) -> tuple[Branch, ...]:
    return tuple(branch for listed in flow.branch_lists() for branch in listed.branches)


@once
def _effects(flow: Flow) -> tuple[Effect, ...]:
    return tuple(effect for state in flow.states.values() for effect in state.effects())


@once
def _edges(flow: Flow) -> tuple[Edge, ...]:
    return tuple(edge for state in flow.states.values() for edge in _edges_from(state))


def _edges_from(state: State) -> Iterator[Edge]:
    for _, event, branches in state.branch_lists():
        how: Literal["event", "automatic"] = "event" if event else "automatic"
        for index, branch in enumerate(branches):
            if branch.target:
                tried, place = branches[:index], branch.place
                yield Edge(state.name, branch.target, how, event, branch, tried, branch.effects, place)
    for noun in _within(state, (Timeout, Tries)):
        if isinstance(noun, Timeout):
            yield Edge(state.name, noun.target, "timeout", None, None, (), noun.effects, noun.place)
        elif noun.target:
            yield Edge(state.name, noun.target, "tries", None, None, (), (), noun.place)


@once
def _codes(flow: Flow) -> Mapping[str, Place]:
    made: dict[str, Place] = {}
    for effect in flow.effects():
        if isinstance(effect, MakeCode):
            made.setdefault(effect.name, effect.place)
    return made


@once
def _fields(flow: Flow) -> Mapping[str, Field]:
    return {name: field for form in [*flow.forms.values()][::-1] for name, field in form.fields.items()}


@once
def _code_fields(flow: Flow) -> frozenset[str]:
    typed = [fact.typed for fact in flow.facts.values()]
    typed += [branch.resume.typed for branch in flow.branches() if branch.resume]
    return frozenset(named.name for named in typed if named)


def _documents(text: Text) -> Iterator[TextLink]:
    return (link for link in text.links if link.kind == "document")


# What holds no branch and no effect: it is not looked into.
_LEAVES = (str, bytes, Place, Named, Amount, Text, Guard, Form)


def _within(noun: object, kinds: tuple[type, ...]) -> Iterator[Any]:
    """
    Every value of these kinds that a noun holds, field by field, however deep; what is found is not looked into.

    Read off the nouns themselves: a place that the language adds is visited without a word here.
    """
    if isinstance(noun, kinds):
        yield noun
    elif isinstance(noun, Mapping):
        for value in noun.values():
            yield from _within(value, kinds)
    elif isinstance(noun, tuple) and not isinstance(noun, _LEAVES):
        for part in noun:
            yield from _within(part, kinds)
