"""What a guard sees of one case at one instant: its answers and values, and the facts that were looked up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from engine.core.case import (
    Case,
    CodeQuestion,
    Facts,
    NumberQuestion,
    Question,
    RegisterQuestion,
    RegisterRow,
    ServiceQuestion,
)
from engine.core.machine import Machine
from engine.core.timers import Clock
from engine.language.forms import normalise
from engine.language.guards import Guard, evaluate
from engine.language.values import Duration, Value
from engine.language.workdays import WEEK, Calendar


class Unanswered(Exception):
    """The step cannot go on before this is answered: carries the question out of the table to `decide`."""

    def __init__(self, question: Question) -> None:
        self.question = question


_NOT_ASKED: Any = object()  # None is an answer


class Names(dict[str, Value]):
    """
    The names that guards read of one case: its answers and values, and the facts looked up so far – several guards of a
    state read the same fact.
    """

    def __init__(self, context: EvaluationContext, case: Case) -> None:
        super().__init__(case.known())
        self._context = context
        self._case = case

    def __missing__(self, name: str) -> Value:
        found = self[name] = self._context.look_up(name, self._case, self)
        return found


def names_shown(context: EvaluationContext, case: Case) -> Names:
    """The names of a case of which nothing is decided: no service is asked, each fact of one is as it was kept last."""
    names, heard = Names(context, case), case.heard()
    names.update({name: heard.get(name) for name, fact in context.flow.facts.items() if fact.service})
    return names


class EvaluationContext:
    """
    Evaluates guards and expressions at one instant, with the answers found so far. Only what is read is asked for.

    Args:
        facts: question -> answer.
        now: aware, UTC.
        calendar: the site's, as it is now.
    """

    def __init__(self, machine: Machine, facts: Facts, now: datetime, calendar: Calendar = WEEK) -> None:
        self.machine = machine
        self.flow = machine.flow
        self.facts = facts
        self.now = now
        self.clock = Clock(now, calendar)
        self.verdicts: list[tuple[str, bool]] = []  # of each branch guard looked at, in order
        self.heard: dict[str, str] = {}  # fact -> what it said, of those that a service answers
        self._normal: dict[tuple[str, str], str] = {}  # several guards of a state ask about one key

    def answer(self, question: Question) -> Any:
        """
        The answer to a question.

        Raises:
            Unanswered: it has to be looked up first.
        """
        found = self.facts.get(question, _NOT_ASKED)
        if found is _NOT_ASKED:
            raise Unanswered(question)
        return found

    def value(self, guard: Guard, names: Names, *, boolean: bool = False) -> Value:
        """The value of an expression for the case whose names these are."""
        return evaluate(guard, names.__getitem__, self._day(guard), boolean=boolean).value

    def _day(self, guard: Guard) -> date:
        return self.today if guard.asks_the_day else date.min

    @cached_property
    def today(self) -> date:
        """The day it is where the flow is."""
        return self.now.astimezone(self.machine.zone).date()

    def holds(self, guard: Guard, names: Names) -> bool:
        """The verdict of a branch's guard; a refusal lists them."""
        held = bool(self.value(guard, names, boolean=True))
        self.verdicts.append((guard.source, held))
        return held

    def key(self, register: str, value: Value) -> str | None:
        """A value as a key of a register; None where it is not given."""
        return None if value is None else self._normalised(self.flow.registers[register].kind, str(value))

    def comparable(self, name: str, value: Value) -> Value:
        """A field's value in the form in which two of them are compared: an address in any case is one."""
        field = self.flow.field(name)
        if not isinstance(value, str):
            return value
        if field and field.checked and field.format != "email":
            return field.checked.normalise(value)
        return self._normalised("email" if field and field.format == "email" else "text", value)

    def _normalised(self, kind: str, value: str) -> str:
        if (kind, value) not in self._normal:
            self._normal[kind, value] = normalise(kind, value)
        return self._normal[kind, value]

    def number(self, field: str, digits: int) -> str:
        """A number that no other case has under this name."""
        return str(self.answer(NumberQuestion(field, digits)))

    def look_up(self, name: str, case: Case, names: Names) -> Value:
        """The value of a name that is neither an answer nor a value of the case."""
        kind = self.machine.kinds.get(name)
        if kind == "fact":
            return self._fact(name, case, names)
        if kind == "guard":
            guard = self.flow.guards[name]  # one may name another, 128 deep: no call more than there must be
            return evaluate(guard, names.__getitem__, self._day(guard), boolean=True).value
        if kind == "setting":
            setting = self.flow.settings[name].value
            return str(setting) if isinstance(setting, Duration) else setting
        if kind == "secret":
            return True if name in case.secrets_given() else None
        if kind == "code":
            return True if name in case.codes else None
        return None

    def _fact(self, name: str, case: Case, known: Mapping[str, Value]) -> Value:
        fact = self.flow.facts[name]
        if fact.service:
            given = tuple(known.get(asked.name) for asked in fact.given)
            if None in given:
                return None
            said = self.answer(ServiceQuestion(fact.service.name, given))
            self.heard[name] = said if said in fact.listed else fact.otherwise
            return self.heard[name]
        if fact.register and fact.key:
            key = self.key(fact.register.name, known.get(fact.key.name))
            if key is None:
                return None
            row: RegisterRow | None = self.answer(RegisterQuestion(fact.register.name, key))
            # A claim held by the case itself does not count against it.
            return "free" if row is None or row.case_id == case.id else row.status
        assert fact.code
        assert fact.typed
        typed = known.get(fact.typed.name)
        if typed is None:
            return None
        own = case.id if fact.own_only else None
        return str(self.answer(CodeQuestion(self.flow.name, fact.code.name, str(typed), own)))
