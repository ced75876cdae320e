"""The codes of a flow: where each is made, which mails tell it, who asks for it, and where a case waits for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from engine.language.analysis.chances import Chances, Step
from engine.language.analysis.dataflow import Ways
from engine.language.analysis.graph import Before
from engine.language.analysis.scope import scope_of
from engine.language.guards import NamedGuards
from engine.language.guards.vocabulary import TRIES_LEFT
from engine.language.model import (
    Branch,
    Call,
    Edge,
    Effect,
    Flow,
    Mail,
    MakeCode,
    Named,
    Resume,
    SendMail,
    State,
    Timeout,
)

MOST_WAITING = 50  # states in which one code may be waited for: beyond them nothing is concluded


class Wait(NamedTuple):
    """A state in which a case waits for a code to be typed: each way into it makes that code."""

    state: State
    timeout: Timeout
    made: MakeCode


class Codes:
    """What becomes of each code of a flow. Worked out where a rule asks, a code at a time."""

    def __init__(self, flow: Flow, ways: Ways, chances: Chances) -> None:
        self._flow = flow
        self._ways = ways
        self._chances = chances

    def asked_by(self, code: str) -> tuple[Named, ...]:
        """The fields into which this code is typed."""
        return self._asked.get(code, ())

    def resumes_by(self, code: str) -> tuple[Resume, ...]:
        """The resumes of this flow that find a case of it by this code."""
        return self._resumes.get(code, ())

    def untold(self) -> Iterator[tuple[MakeCode, tuple[Mail, ...]]]:
        """Each making of a code that is asked and stands in no mail, with the mails of its steps."""
        if not self._asked.keys() & self._flow.codes().keys():
            return
        carried = {code for mail in self._sent for code in carried_by(self._flow, mail)}
        for made, steps in self._makings:
            names = {
                effect.mail.name: None for step in steps for effect in step.effects if isinstance(effect, SendMail)
            }
            sent = tuple(self._flow.mails[name] for name in names if name in self._flow.mails)
            told = carried.union(*(told_in(self._flow, mail) for mail in sent))
            calls = [effect for step in steps for effect in step.effects if isinstance(effect, Call)]
            told = told.union(*(handed_to(self._flow, call) for call in calls))
            if not steps or made.name in told or not self.asked_by(made.name):
                continue
            if len(sent) == len(names) and told <= self._known:  # else one is misspelt, and reported: it may be this
                yield made, sent

    def waits(self, code: str) -> tuple[Wait, ...]:
        """Where a case waits for this code under a timeout; none where that is not certain."""
        states = self.waiting(code)
        if len(states) > MOST_WAITING:
            return ()
        found = [(state, state.timeout, self._made_on_the_ways(code, state)) for state in states]
        return tuple(Wait(state, timeout, one) for state, timeout, made in found if timeout for one in made)

    def waiting(self, code: str) -> tuple[State, ...]:
        """The states in which the resumes by this code find their cases; without any, the one that asks for it."""
        states = self._flow.states
        found: dict[str, None] = {}
        for resume in self.resumes_by(code):
            if not resume.states and resume.event is None:
                return ()
            having = self.having(resume.event.name) if resume.event else ()
            named = [one.name for one in resume.states] or list(having)
            found |= dict.fromkeys(named)
        if not found:
            found = dict.fromkeys(self.reading(code))
            found = found if len(found) == 1 else {}
        return tuple(states[name] for name in found if name in states)

    def reading(self, code: str) -> tuple[str, ...]:
        """The states whose branches ask what a typed code of this name is."""
        return tuple(self._readers.get(code, ()))

    def own_events(self, code: str, state: State) -> frozenset[str]:
        """The events of a state that this code lets happen: its resumes fire them, or their branches ask for it."""
        fired = {resume.event.name for resume in self.resumes_by(code) if resume.event}
        if self.resumes_by(code):
            return frozenset(fired)
        facts = {fact.name for fact in self._flow.facts.values() if fact.code and fact.code.name == code}
        lists = [(listed.event, listed.branches) for listed in state.branch_lists()]
        named = NamedGuards(self._flow.guards)
        return frozenset(
            event.name
            for event, branches in lists
            if event and any(_read_by(branch, named) & facts for branch in branches)
        )

    def having(self, event: str) -> Sequence[str]:
        """The states that have this event."""
        return self._having.get(event, ())

    def comes_after(self, state: str, before: str) -> bool:
        """Whether a case can come from `before` to `state`, by any number of steps."""
        return self._before.comes(before, state)

    @cached_property
    def _before(self) -> Before:
        behind: dict[str, set[str]] = {}
        for edge in self._ways.edges:
            behind.setdefault(edge.target.name, set()).add(edge.source)
        return Before(behind)

    @cached_property
    def _resumes(self) -> Mapping[str, tuple[Resume, ...]]:
        found: dict[str, list[Resume]] = {}
        for branch in self._flow.branches():
            resume = branch.resume
            if resume and resume.code and self._flow.name in resume.among(self._flow.name):
                found.setdefault(resume.code.name, []).append(resume)
        return {code: tuple(resumes) for code, resumes in found.items()}

    @cached_property
    def _asked(self) -> Mapping[str, tuple[Named, ...]]:
        found: dict[str, list[Named]] = {}
        for fact in self._flow.facts.values():
            if fact.code and fact.typed:
                found.setdefault(fact.code.name, []).append(fact.typed)
        for code, resumes in self._resumes.items():
            found.setdefault(code, []).extend(resume.typed for resume in resumes if resume.typed)
        return {code: tuple(typed) for code, typed in found.items()}

    @cached_property
    def _having(self) -> Mapping[str, list[str]]:
        """event -> the states that have it"""
        found: dict[str, list[str]] = {}
        for state in self._flow.states.values():
            for event in state.transitions:
                found.setdefault(event, []).append(state.name)
        return found

    @cached_property
    def _makings(self) -> tuple[tuple[MakeCode, tuple[Step, ...]], ...]:
        """Each place where a code is made, with the steps that do it."""
        found: dict[MakeCode, list[Step]] = {}
        for step in self._chances.steps():
            for effect in step.effects:
                if isinstance(effect, MakeCode):
                    found.setdefault(effect, []).append(step)
        return tuple((made, tuple(steps)) for made, steps in found.items())

    @cached_property
    def _sent(self) -> tuple[Mail, ...]:
        names = {effect.mail.name for effect in self._flow.effects() if isinstance(effect, SendMail)}
        return tuple(mail for name, mail in self._flow.mails.items() if name in names)

    @cached_property
    def _known(self) -> frozenset[str]:
        """What a placeholder may name."""
        names = scope_of(self._flow).keys()
        return frozenset({*names, "deadline", TRIES_LEFT})

    @cached_property
    def _readers(self) -> Mapping[str, dict[str, None]]:
        """code -> the states whose branches read a fact about it, through named guards too."""
        code_of = {fact.name: fact.code.name for fact in self._flow.facts.values() if fact.code}
        named = NamedGuards(self._flow.guards)
        found: dict[str, dict[str, None]] = {}
        for listed in self._flow.branch_lists() if code_of else ():
            for branch in listed.branches:
                for name in _read_by(branch, named) & code_of.keys():
                    found.setdefault(code_of[name], {})[listed.state] = None
        return found

    @cached_property
    def _into(self) -> Mapping[str, list[Edge]]:
        found: dict[str, list[Edge]] = {}
        for edge in self._ways.edges:
            if edge.source in self._ways.standing:
                found.setdefault(edge.target.name, []).append(edge)
        return found

    def _made_on_the_ways(self, code: str, state: State) -> tuple[MakeCode, ...]:
        """The code as the ways into a state make it, each in that same step; nothing where some way does not."""
        if any(entry.state.name == state.name for entry in self._flow.entries.values()):
            return ()
        entered = [self._made(code, edge) for edge in self._into.get(state.name, ())]
        made = tuple(dict.fromkeys(one for one in entered if one))
        return made if None not in entered else ()

    def _made(self, code: str, edge: Edge) -> MakeCode | None:
        effects = (*edge.effects, *self._flow.states[edge.target.name].on_enter)
        return _last_made(code, effects)


def told_in(flow: Flow, mail: Mail) -> frozenset[str]:
    """The names that a mail says, the codes among them, and the codes that a link of it carries into a form."""
    said = (placeholder.name for text in (mail.subject, mail.content) for placeholder in text.placeholders)
    return carried_by(flow, mail).union(said)


def handed_to(flow: Flow, call: Call) -> frozenset[str]:
    """The names that a plug-in's effect is given, the codes among them, and those that its documents say."""
    documents = [flow.documents[one.name] for one in call.documents.values() if one.name in flow.documents]
    texts = [text for one in documents for text in (one.title, one.content) if text]
    said = {placeholder.name for text in texts for placeholder in text.placeholders}
    return frozenset(said).union(named.name for named in call.given.values())


def carried_by(flow: Flow, mail: Mail) -> frozenset[str]:
    """The codes that the links of a mail carry into a form."""
    entries = (link.target for link in mail.content.links if link.kind == "entry")
    found = (flow.entries[name].fills.values() for name in entries if name in flow.entries)
    return frozenset(code.name for fills in found for code in fills)


def _read_by(branch: Branch, named: NamedGuards) -> frozenset[str]:
    own = branch.guard.names if branch.guard else frozenset[str]()
    return own.union(*(named.reads(name) for name in own if name in named))


def _last_made(code: str, effects: tuple[Effect, ...]) -> MakeCode | None:
    made = [effect for effect in effects if isinstance(effect, MakeCode) and effect.name == code]
    return made[-1] if made else None
