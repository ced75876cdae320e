"""What a step may give besides what is known of it: where it could not be read, or a guard names what there is not."""

from __future__ import annotations

from collections.abc import Iterable

from engine.language.analysis.declarations import answers_of
from engine.language.analysis.effects import Known
from engine.language.analysis.scope import scope_of
from engine.language.analysis.unread import Unread
from engine.language.decoding import closest
from engine.language.guards import Guard, NamedGuards
from engine.language.model import Flow, State, Transition

NO_NAMES: frozenset[str] = frozenset()


class Doubts:
    """The benefit of the doubt: no problem is reported of what may well be given or held."""

    def __init__(self, flow: Flow, unread: Unread) -> None:
        self._flow = flow
        self._unread = unread
        self._guards = NamedGuards(flow.guards)
        self._names = scope_of(flow).keys()
        self._answers = frozenset(answers_of(flow))
        self._of_guards: dict[str, frozenset[str]] = {}

    def entered(self, known: Known, state: str) -> Known:
        """What is known in a state, with what may be known there."""
        return self._with(known, self._unread.of_state(state)) if self._unread else known

    def leaving(self, known: Known, state: str, event: Transition | None) -> Known:
        """What is known where a transition is taken, with what may be known there."""
        words = self._unread.of_event(state, event.name) if event and self._unread else NO_NAMES
        return self._with(known, words) if words else known

    def anywhere(self, known: Known, state: str) -> Known:
        """What may be known on any way out of a state that could not be read."""
        return self._with(known, self._unread.of_ways(state))

    def posts(self, state: State, event: Transition) -> bool:
        """Whether the event may post the form although it does not seem to."""
        return bool(self._unread and state.form and self._unread.of_event(state.name, event.name))

    def form(self, state: State) -> frozenset[str]:
        """The fields that a form which could not be read may ask."""
        if state.form is None:
            lost = self._unread.of("states", state.name, "form")
            return self._answers if lost and not self._meant(lost) else NO_NAMES
        form = self._flow.forms.get(state.form.name)
        if form is None:
            return self._unread.forms.get(state.form.name, self._answers)
        return frozenset(form.fields) if form.unsure else form.unread

    def guard(self, guard: Guard) -> frozenset[str]:
        """The names that a guard may have asked through names that there are not: misspelt, or not read."""
        if guard.source not in self._of_guards:
            found = NO_NAMES
            for name in self.reads(guard) - self._names:
                near = closest(name, self._names)
                found |= self._meant({*self._unread.of("guards", name), *self._unread.of("facts", name), near or ""})
            self._of_guards[guard.source] = found
        return self._of_guards[guard.source]

    def strange(self, guard: Guard) -> bool:
        """Whether a guard reads, itself or through others, a name that there is not."""
        return not self.reads(guard) <= self._names

    def reads(self, guard: Guard) -> frozenset[str]:
        """Every name that a guard reads, itself or through others."""
        return guard.names.union(*(self._guards.reads(name) for name in guard.names if name in self._guards))

    def _with(self, known: Known, words: frozenset[str]) -> Known:
        given = self._meant(words)
        held = {(register, key) for register in words & self._flow.registers.keys() for key in given}
        return Known(known.given | given, known.held | held)

    def _meant(self, words: Iterable[str]) -> frozenset[str]:
        """The answers that these words name, themselves or as a form, a fact or a guard does."""
        flow, found = self._flow, set[str]()
        for word in words:
            if word in self._answers:
                found.add(word)
            if word in flow.forms:
                found.update(flow.forms[word].fields)
            found |= self._unread.forms.get(word, NO_NAMES)
            names = self._guards.reads(word) if word in self._guards else {word}
            for fact in (flow.facts[name] for name in names if name in flow.facts):
                found.update(asked.name for asked in fact.asked)
            if word in self._guards:
                found |= names & self._answers
        return frozenset(found)
