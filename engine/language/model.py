"""The nouns of a flow: frozen values, built by `reader`, read by everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.language.forms import Form
from engine.language.guards import Guard
from engine.language.once import once
from engine.language.texts import Text
from engine.language.values import Duration, SettingValue
from engine.problems import Place


class Named(NamedTuple):
    """A name an analyst wrote that points at something else, with its place (for the rules)."""

    name: str
    place: Place


class Setting(NamedTuple):
    name: str
    value: SettingValue
    place: Place


class Amount(NamedTuple):
    """A figure or duration, written out or by the name of a setting; `value` is already looked up (None: unknown)."""

    value: int | Duration | None
    setting: str | None
    place: Place


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

    def field_names(self) -> Mapping[str, tuple[str, ...]]:
        """field -> the forms that ask it, in order."""
        found: dict[str, tuple[str, ...]] = {}
        for form in self.forms.values():
            for field in form.fields:
                found[field] = (*found.get(field, ()), form.name)
        return found

    def code_fields(self) -> frozenset[str]:
        """Fields named by a `typed`: kept as a code's keyed hash alone, never as typed."""
        return _code_fields(self)


@once
def _code_fields(flow: Flow) -> frozenset[str]:
    typed = [fact.typed for fact in flow.facts.values()]
    for state in flow.states.values():
        for transition in state.transitions.values():
            typed += [b.resume.typed for b in transition.branches if b.resume]
    return frozenset(named.name for named in typed if named)
