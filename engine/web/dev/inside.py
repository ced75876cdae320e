"""What the bar shows of the case at hand: its trail, what is known, what facts and guards say now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.core.browsing.results import Screen
from engine.core.case import (
    BACK,
    MODIFY,
    REMINDER,
    TIMEOUT,
    Case,
    CodeQuestion,
    Question,
    RegisterQuestion,
    Step,
)
from engine.core.context import EvaluationContext, Unanswered, names_shown
from engine.core.filling import locale_of
from engine.core.machine import AUTOMATIC, Machine
from engine.core.steps.records import KeptRecords
from engine.delivery.display import shown_values, words_of
from engine.delivery.links import nowhere
from engine.language.forms import normalise
from engine.language.guards import Guard, GuardFailed
from engine.language.model import Fact, Flow
from engine.language.texts.text import Text
from engine.language.values import Value
from engine.store.kept import Stored
from engine.store.transaction import Transaction
from engine.web.context import WebContext

# Events that no analyst names: how a step was left by one.
_ENGINES_OWN = {BACK: "back", MODIFY: "modify", TIMEOUT: "timeout", REMINDER: "reminder", AUTOMATIC: "automatic"}


class Titled(NamedTuple):
    """A name of the flow with its title, which is in the flow's language; "": it has none."""

    name: str
    title: str = ""


class Passed(NamedTuple):
    """A step of the trail, and the event that it was left by; None: it is the present one."""

    state: Titled
    by: Titled | None


class Known(NamedTuple):
    """A name and its value now: as people read it, and as it is kept where that differs."""

    what: Titled
    value: str
    kept: str = ""


class Judged(NamedTuple):
    """A fact or a guard: what it is, and what it says now."""

    name: str
    source: str
    about: Titled | None  # the field that a fact is looked up by
    verdict: str


class Inside(NamedTuple):
    """The case at hand."""

    flow: Titled
    language: str
    state: str  # flow.state, and which one is edited
    present: Titled
    sealed: tuple[Passed, ...]  # there is no way back to them
    open: tuple[Passed, ...]  # can still be changed
    known: tuple[Known, ...]
    facts: tuple[Judged, ...]
    guards: tuple[Judged, ...]
    version: str
    newer: bool


class Titles:
    """Titles of one flow, as they read in one case."""

    def __init__(self, flow: Flow, case: Case) -> None:
        self._flow = flow
        self._values = shown_values(flow, case)

    def text(self, text: Text | None) -> str:
        return text.plain(self._values, nowhere) if text else ""

    def flow(self) -> Titled:
        return Titled(self._flow.name, self.text(self._flow.title))

    def state(self, name: str) -> Titled:
        state = self._flow.states.get(name)
        return Titled(name, self.text(state.title) if state else "")

    def answer(self, name: str) -> Titled:
        """A field or value."""
        declared = self._flow.field(name) or self._flow.values.get(name)
        return Titled(name, self.text(declared.title) if declared else "")

    def event(self, step: Step) -> Titled | None:
        """What the step was left by; None: it is the present one."""
        if step.event is None:
            return None
        if step.event in _ENGINES_OWN:
            return Titled(_ENGINES_OWN[step.event])
        transition = self._flow.states[step.state].transitions.get(step.event)
        return Titled(step.event, self.text(transition.label) if transition else "")


def inside(context: WebContext, tx: Transaction, screen: Screen) -> Inside:
    """The case of a page, as of now."""
    flow, case = screen.flow, screen.case
    titles = Titles(flow, case)
    machine = context.application.machines.of(case.flow, case.version)
    asked = _Asked(context, tx, machine, case)
    trail = tuple(Passed(titles.state(step.state), titles.event(step)) for step in case.trail)
    return Inside(
        flow=titles.flow(),
        language=flow.language,
        state=f"{flow.name}.{case.state}" + (f", editing {screen.state.name}" if screen.at == "earlier" else ""),
        present=titles.state(case.state),
        sealed=trail[: case.sealed],
        open=trail[case.sealed :],
        known=tuple(_known(flow, titles.answer(name), value) for name, value in case.known().items()),
        facts=tuple(_fact(fact, titles, asked) for fact in flow.facts.values()),
        guards=tuple(Judged(name, guard.source, None, asked.guard(guard)) for name, guard in flow.guards.items()),
        version=f"{flow.version} ({flow.digest[:8]})",
        newer=screen.newer,
    )


class _Asked:
    """What facts and guards would say, before a timer of another case that is due has fired."""

    def __init__(self, context: WebContext, tx: Transaction, machine: Machine, case: Case) -> None:
        self._records = KeptRecords(Stored(tx), context.application.machines, context.application.vault)
        self._machine = machine
        self._case = case
        self._now = context.service.now()
        self.answers: dict[Question, Any] = {}
        self.heard = case.heard()

    def fact(self, name: str) -> Value:
        return self._found(lambda now: now.look_up(name, self._case, names_shown(now, self._case)))

    def guard(self, guard: Guard) -> str:
        try:
            return _plain(self._found(lambda now: now.value(guard, names_shown(now, self._case), boolean=True)))
        except GuardFailed as fault:
            return f"no value: {fault.why}"

    def own(self, fact: Fact) -> str | None:
        """The status under which this very case holds the key of a fact."""
        value = self._case.known().get(fact.key.name) if fact.key else None
        if fact.register is None or value is None:
            return None
        kind = self._machine.flow.registers[fact.register.name].kind
        row = self.answers.get(RegisterQuestion(fact.register.name, normalise(kind, str(value))))
        return row.status if row and row.case_id == self._case.id else None

    def _found(self, look: Callable[[EvaluationContext], Value]) -> Value:
        """What is needed is asked for, one question after another."""
        while True:
            try:
                return look(EvaluationContext(self._machine, self.answers, self._now, self._records.calendar))
            except Unanswered as needed:
                self.answers[needed.question] = self._answer(needed.question)

    def _answer(self, question: Question) -> Any:
        if isinstance(question, RegisterQuestion):
            return self._records.register_row(question.register, question.key)
        assert isinstance(question, CodeQuestion), "guards ask for nothing else"
        return self._records.code_status(question, self._now)


def _fact(fact: Fact, titles: Titles, asked: _Asked) -> Judged:
    if fact.service:
        given = ", ".join(one.name for one in fact.given)
        verdict = _plain(asked.heard.get(fact.name)) if fact.name in asked.heard else "not asked yet"
        return Judged(fact.name, f"the service {fact.service.name} of {given}, last:", None, verdict)
    value = asked.fact(fact.name)
    named = fact.key or fact.typed
    about = titles.answer(named.name) if named else None
    if fact.register is None:
        source = f"the code {fact.code.name if fact.code else ''} typed in"
        return Judged(fact.name, source, about, "asked when a code is posted" if value is None else _plain(value))
    mine = asked.own(fact)
    verdict = f"{_plain(value)} (held by this case: {mine})" if mine else _plain(value)
    return Judged(fact.name, f"the register {fact.register.name} at", about, verdict)


def _known(flow: Flow, what: Titled, value: Value) -> Known:
    if what.name in flow.code_fields():
        return Known(what, "typed: only a hash of it is kept")
    kept = _plain(value)
    declared = flow.field(what.name) or flow.values.get(what.name)
    shown = words_of(declared, value, locale_of(flow)) or kept
    return Known(what, shown, kept if kept != shown else "")


def _plain(value: Value) -> str:
    """As a guard writes it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return ", ".join(value) if isinstance(value, tuple) else str(value)
