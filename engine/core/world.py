"""What a guard sees: the trail, what was just posted, and the facts that were looked up."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.core.case import Case, CodeQuestion, Facts, NumberQuestion, Question, RegisterQuestion, RegisterRow
from engine.core.machine import Machine
from engine.core.shown import field_of
from engine.language.forms import normalise
from engine.language.guards import Guard, evaluate
from engine.language.values import Duration, Value


class Ask(Exception):
    """The step cannot go on before this is answered: carries the question out of the table to `decide`."""

    def __init__(self, question: Question) -> None:
        self.question = question


class World:
    """Names as guards read them, for one case at one instant. Asks only for what is read."""

    def __init__(self, machine: Machine, facts: Facts, now: datetime) -> None:
        self.machine = machine
        self.flow = machine.flow
        self.facts = facts
        self.now = now
        self.verdicts: list[tuple[str, bool]] = []  # of each branch guard looked at, in order

    def answer(self, question: Question) -> Any:
        """What the shell found."""
        if question not in self.facts:
            raise Ask(question)
        return self.facts[question]

    def value(self, guard: Guard, case: Case, known: dict[str, Value], *, boolean: bool = False) -> Value:
        """The value of an expression for a case whose names are `known`."""
        today = self.now.astimezone(ZoneInfo(self.flow.zone)).date()
        return evaluate(guard, lambda name: self._look(name, case, known), today, boolean=boolean).value

    def holds(self, guard: Guard, case: Case, known: dict[str, Value]) -> bool:
        """The verdict of a branch's guard, remembered for whoever asks why."""
        held = bool(self.value(guard, case, known, boolean=True))
        self.verdicts.append((guard.source, held))
        return held

    def key(self, register: str, value: Value) -> str | None:
        """A value as a key of a register; None where it is not given."""
        return None if value is None else normalise(self.flow.registers[register].kind, str(value))

    def comparable(self, name: str, value: Value) -> Value:
        """A field's value in the form in which two of them are compared: an address in any case is one."""
        field = field_of(self.flow, name)
        if not isinstance(value, str):
            return value
        return normalise("email" if field and field.format == "email" else "text", value)

    def number(self, field: str, digits: int) -> str:
        """A number nobody has."""
        return str(self.answer(NumberQuestion(field, digits)))

    def _look(self, name: str, case: Case, known: dict[str, Value]) -> Value:
        kind = self.machine.kinds.get(name)
        if kind == "fact":
            return self._fact(name, case, known)
        if kind == "guard":
            return self.value(self.flow.guards[name], case, known, boolean=True)
        if kind == "setting":
            setting = self.flow.settings[name].value
            return str(setting) if isinstance(setting, Duration) else setting
        if kind == "secret":
            return True if name in case.secrets_given() else None
        if kind == "code":
            return True if name in case.codes else None
        return known.get(name)

    def _fact(self, name: str, case: Case, known: dict[str, Value]) -> Value:
        fact = self.flow.facts[name]
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
