"""A flow, and the traversals over all of it: nobody else walks a flow by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cached_property
from typing import Literal, NamedTuple

from engine.language.decoding import Named, Setting
from engine.language.forms import Field, Form
from engine.language.guards import Guard
from engine.language.model.branches import Branch, BranchList, Timeout, Transition, Tries
from engine.language.model.effects import Call, Effect, MakeCode
from engine.language.model.nouns import (
    Document,
    Entry,
    Fact,
    Link,
    Mail,
    Page,
    Register,
    Retention,
    ValueDecl,
    View,
)
from engine.language.model.parts import parts_of, within
from engine.language.model.spoken import spoken
from engine.language.model.state import State
from engine.language.texts.text import Text, TextLink
from engine.problems import Place


class Edge(NamedTuple):
    """One way from a state into a state: the target of a branch, of a timeout or of `tries`."""

    source: str
    target: Named
    how: Literal["event", "automatic", "timeout", "tries"]
    event: Transition | None  # of a branch that is not automatic
    branch: Branch | None
    listed: tuple[Branch, ...]  # the list that the branch stands in
    at: int  # where in that list
    effects: tuple[Effect, ...]
    place: Place

    @property
    def tried(self) -> tuple[Branch, ...]:
        """The branches before it, which did not hold."""
        return self.listed[: self.at]


@dataclass(frozen=True, eq=False)
class Flow:
    """
    One procedure, checked. `registers` and `settings` hold the site's too. Maps keep the order written.

    Two flows are the same where they are one object: what follows from a flow is worked out once, and kept with it.
    """

    name: str
    file: str
    title: Text
    version: str
    language: str  # that its texts are in here
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
    views: Mapping[str, View]
    mails: Mapping[str, Mail]
    documents: Mapping[str, Document]
    retention: Retention
    forms: Mapping[str, Form]  # those this flow uses, by name
    digest: str  # sha256 of flow text + form texts, hex: the version's identity
    sources: Mapping[str, str]  # file name ("flows/x.yaml", "forms/y.yaml") -> text, as stored with the version
    place: Place
    languages: tuple[str, ...] = ()  # all that it speaks, its first language before the others
    # What resumes of other flows bring along: event -> value -> whether it surely is not null. Known to rules alone.
    carried_in: Mapping[str, Mapping[str, bool]] = dataclass_field(default_factory=dict)

    def spoken(self, language: str) -> Flow:
        """The same version with its texts in that language; in its first where it does not speak it."""
        if language not in self.languages:
            language = self.languages[0] if self.languages else self.language
        if language == self.language:
            return self
        if language not in self._by_language:
            other = replace(spoken(self, language), language=language)
            other.__dict__["_by_language"] = self._by_language  # one of each, whichever is asked
            self._by_language[language] = other
        return self._by_language[language]

    def field(self, name: str) -> Field | None:
        """The field of that name; of several forms, the first's."""
        return self._fields.get(name)

    def branch_lists(self) -> tuple[BranchList, ...]:
        """Every list of branches of every state, in the order written."""
        return self._branch_lists

    def branches(self) -> tuple[Branch, ...]:
        """Every branch of every state, in the order written."""
        return self._branches

    def effects(self) -> tuple[Effect, ...]:
        """Every effect of every state, wherever it is written, in that order."""
        return self._effects

    def edges(self) -> tuple[Edge, ...]:
        """Every way from a state into a state, in the order written; the target may be unknown while rules look."""
        return self._edges

    def views_open(self, state: str) -> tuple[View, ...]:
        """The views that are open while a case stands in this state, in the order written."""
        return self._views_open.get(state, ())

    def documents_linked(self, page: State | View) -> frozenset[str]:
        """
        The documents that a state or a view links to: by a link of its own, or in a text of its page.

        Args:
            page: one of the flow's; or such a one as it is shown now, without what does not stand there.
        """
        if page is self.states.get(page.name) or page is self.views.get(page.name):
            return self._documents_linked[page.name]
        return self._linked_from(page)

    def documents_offered(self, state: State) -> frozenset[str]:
        """The documents that can be opened while a case stands in this state: it links to them, or a view open then."""
        return self.documents_linked(state).union(*map(self.documents_linked, self.views_open(state.name)))

    def shown_on(self, page: State | View) -> tuple[Link | Text, ...]:
        """The links and the texts of a state's page, with those of its form, or of a view's."""
        if page is self.states.get(page.name) or page is self.views.get(page.name):
            return self._shown_on[page.name]
        return self._read_on(page)

    def _read_on(self, page: State | View) -> tuple[Link | Text, ...]:
        form = self.forms.get(page.form.name) if isinstance(page, State) and page.form else None
        return (*within(page, (Link, Text)), *within(tuple(parts_of(form)), (Text,)))

    def _linked_from(self, page: State | View) -> frozenset[str]:
        shown = self.shown_on(page)
        found = {noun.document for noun in shown if isinstance(noun, Link)}
        found |= {link.target for text in shown if isinstance(text, Text) for link in _documents(text)}
        found |= {link.target for noun in shown if isinstance(noun, Link) for link in _documents(noun.label)}
        return frozenset(name for name in found if name)

    def codes(self) -> Mapping[str, Place]:
        """The codes that this flow makes: name -> where it is made first."""
        return self._codes

    def plugins(self) -> frozenset[str]:
        """What it names of the registry: `service risk`, `effect letter`, `format isbn`, `gate captcha`."""
        fields = [field.format for form in self.forms.values() for field in form.fields.values()]
        found = {f"format {name}" for name in fields if name}
        found |= {f"service {fact.service.name}" for fact in self.facts.values() if fact.service}
        found |= {f"effect {effect.effect.name}" for effect in self._effects if isinstance(effect, Call)}
        return frozenset(found | {f"gate {state.gate.name}" for state in self.states.values() if state.gate})

    def code_fields(self) -> frozenset[str]:
        """Fields named by a `typed`: kept as a code's keyed hash alone, never as typed."""
        return self._code_fields

    @cached_property
    def _by_language(self) -> dict[str, Flow]:
        return {self.language: self}

    # Each is asked for by many rules and on every step.

    @cached_property
    def _fields(self) -> Mapping[str, Field]:
        return {name: field for form in [*self.forms.values()][::-1] for name, field in form.fields.items()}

    @cached_property
    def _shown_on(self) -> Mapping[str, tuple[Link | Text, ...]]:
        pages: tuple[State | View, ...] = (*self.views.values(), *self.states.values())
        return {page.name: self._read_on(page) for page in pages}

    @cached_property
    def _documents_linked(self) -> Mapping[str, frozenset[str]]:
        pages: tuple[State | View, ...] = (*self.views.values(), *self.states.values())
        return {page.name: self._linked_from(page) for page in pages}

    @cached_property
    def _views_open(self) -> Mapping[str, tuple[View, ...]]:
        found: dict[str, tuple[View, ...]] = {}
        for view in self.views.values():
            for state in dict.fromkeys(named.name for named in view.states):
                found[state] = (*found.get(state, ()), view)
        return found

    @cached_property
    def _branch_lists(self) -> tuple[BranchList, ...]:
        return tuple(listed for state in self.states.values() for listed in state.branch_lists())

    @cached_property
    def _branches(self) -> tuple[Branch, ...]:
        return tuple(branch for listed in self._branch_lists for branch in listed.branches)

    @cached_property
    def _effects(self) -> tuple[Effect, ...]:
        return tuple(effect for state in self.states.values() for effect in state.effects())

    @cached_property
    def _edges(self) -> tuple[Edge, ...]:
        return tuple(edge for state in self.states.values() for edge in _edges_from(state))

    @cached_property
    def _codes(self) -> Mapping[str, Place]:
        made: dict[str, Place] = {}
        for effect in self._effects:
            if isinstance(effect, MakeCode):
                made.setdefault(effect.name, effect.place)
        return made

    @cached_property
    def _code_fields(self) -> frozenset[str]:
        typed = [fact.typed for fact in self.facts.values()]
        typed += [branch.resume.typed for branch in self._branches if branch.resume]
        return frozenset(named.name for named in typed if named)


def _edges_from(state: State) -> Iterator[Edge]:
    for _, event, branches in state.branch_lists():
        how: Literal["event", "automatic"] = "event" if event else "automatic"
        for index, branch in enumerate(branches):
            if branch.target:
                yield Edge(state.name, branch.target, how, event, branch, branches, index, branch.effects, branch.place)
    for noun in within(state, (Timeout, Tries)):
        if isinstance(noun, Timeout):
            yield Edge(state.name, noun.target, "timeout", None, None, (), 0, noun.effects, noun.place)
        elif noun.target:
            yield Edge(state.name, noun.target, "tries", None, None, (), 0, (), noun.place)


def _documents(text: Text) -> Iterator[TextLink]:
    return (link for link in text.links if link.kind == "document")
