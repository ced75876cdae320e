"""Which waiting case a resume finds: by a code or a register key, whose fields and secrets agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from engine.core.case import Case, Waiting, WaitingQuestion
from engine.core.context import EvaluationContext
from engine.language.model import Flow, Resume, ValueDecl
from engine.language.values import Value

_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, Decimal),
    "date": (date,),
}


class _Key(NamedTuple):
    code: str | None
    hash: str | None
    register: str | None
    key: str | None


def find_waiting(context: EvaluationContext, case: Case, resume: Resume) -> Waiting | None:
    """
    The case that `resume` finds for the answers of `case`; None: there is none, or a field of `where` differs.

    Raises:
        Unanswered: it has to be looked up first. Secrets are verified with the answer.
    """
    known = case.known()
    question = _question(context, resume, known)
    if question is None:
        return None
    waiting: Waiting | None = context.answer(question)
    if waiting is None or waiting.case.id == case.id:
        return None
    their_context = EvaluationContext(waiting.machine, context.facts, *context.clock)
    their_values = waiting.case.known()
    for theirs, ours in resume.where.items():
        value = their_context.comparable(theirs, their_values.get(theirs))
        if value is None or value != context.comparable(ours.name, known.get(ours.name)):
            return None
    return waiting


def taken_along(resume: Resume, case: Case, theirs: Flow) -> dict[str, Value]:
    """
    What this resume of `case` brings along, by the values that it becomes: null too.

    Args:
        theirs: the flow of the case found, in its version: an older one may lack a value, or have it of another type.
    """
    known = case.known()
    brought = {name: known.get(mine.name) for name, mine in resume.carry.items()}
    return {
        name: value for name, value in brought.items() if name in theirs.values and _fits(theirs.values[name], value)
    }


def _fits(declared: ValueDecl, value: Value) -> bool:
    if isinstance(value, bool) or declared.type == "boolean":
        return value is None or (isinstance(value, bool) and declared.type == "boolean")
    return value is None or isinstance(value, _KINDS[declared.type])


def account_tried(context: EvaluationContext, case: Case, resume: Resume) -> tuple[WaitingQuestion, ...]:
    """The case that the secrets of this state's form may open by this resume, whether or not it is tried; or none."""
    question = _question(context, resume, case.known()) if resume.secret else None
    return (question,) if question else ()


def _question(context: EvaluationContext, resume: Resume, known: Mapping[str, Value]) -> WaitingQuestion | None:
    key = _key_of(context, resume, known)
    if key is None:
        return None
    states = tuple(state.name for state in resume.states)
    secrets = tuple((theirs, ours.name) for theirs, ours in resume.secret.items())
    return WaitingQuestion(resume.among(context.flow.name), states, *key, secrets)


def _key_of(context: EvaluationContext, resume: Resume, known: Mapping[str, Value]) -> _Key | None:
    if resume.code and resume.typed:
        typed = known.get(resume.typed.name)
        return None if typed is None else _Key(resume.code.name, str(typed), None, None)
    assert resume.register
    assert resume.key
    key = context.key(resume.register.name, known.get(resume.key.name))
    return None if key is None else _Key(None, None, resume.register.name, key)
