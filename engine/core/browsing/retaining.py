"""A secret typed well in a form that is refused for something else: a hash of it is kept, so that it stays given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.core import pending
from engine.core.browsing.memory import Memory
from engine.core.browsing.parts import Parts
from engine.core.browsing.submission import StepForm
from engine.core.case import KEEP, Case, Event
from engine.core.kept import Unavailable
from engine.core.locate import answered
from engine.core.preparing import StepRequest
from engine.core.steps.runner import Moved, TimersBehind
from engine.core.surroundings import Busy
from engine.language.forms import Answers

_ROUNDS = 3  # other requests of the same person may be faster


class Retaining:
    """
    Keeps secrets as hashes. Which ones it has hashed of late is known in memory alone: a reload, a second click and a
    password manager that fills the field again cost no other hash.
    """

    def __init__(self, parts: Parts, memory: Memory) -> None:
        self._parts = parts
        self._memory = memory

    def retain(self, context: StepForm, answers: Answers, at: datetime) -> StepForm:
        """
        Keeps a hash of each secret that passed its checks and its confirmation; it counts as given only with a valid
        form. The caller has seen the gate passed.

        Returns:
            The form as it is to be shown again. As it was, where nothing could be kept: the person types it again.
        """
        hashes: dict[str, str] = {}
        names = _passed(context, answers)
        for _ in range(_ROUNDS):
            case, clear = context.case, {name: answers.secrets[name] for name in names}
            same = _said(context, clear)
            if names and self._memory.hashed(same) == case.pending_made and set(names) <= set(case.pending_secrets):
                return _keeping(context, case, names)
            fresh = pending.keepable(context.machine.flow, case, context.state, names)
            if not fresh:
                return context
            clear = {name: answers.secrets[name] for name in fresh}
            event = Event(KEEP, secrets=fresh, pending=context.pending, inner=context.state.name)
            request = StepRequest(context.machine, case, event, at, clear)
            try:
                kept = self._parts.runner.step(request, hashes=hashes).case
            except Moved:
                later = _later(self._parts, context, at)
                if later is None:
                    return context
                context = later
                continue
            except (Busy, TimersBehind, Unavailable) as fault:
                self._parts.runner.log.warning(
                    "a secret was not kept: %s", fault, extra={"case": case.id, "flow": case.flow}
                )
                return context
            self._memory.remember_hashed(_said(context, clear), kept.pending_made)
            return _keeping(context, kept, fresh)
        return context


def _said(context: StepForm, clear: Mapping[str, str]) -> str:
    return repr((context.case.id, context.state.name, sorted(clear.items())))


def _keeping(context: StepForm, case: Case, names: tuple[str, ...]) -> StepForm:
    waiting = tuple(dict.fromkeys((*context.pending, *names)))
    return context._replace(case=case, pending=waiting, retained=names, overtaken=False)


def _passed(context: StepForm, answers: Answers) -> tuple[str, ...]:
    """Secrets typed without a fault in them or in what confirms them."""
    fields = context.form.fields if context.form else {}
    faulty = {fault.field for fault in answers.faults}
    faulty |= {field.confirms for name, field in fields.items() if name in faulty}
    return tuple(name for name in answers.secrets if name not in faulty)


def _later(parts: Parts, context: StepForm, at: datetime) -> StepForm | None:
    """The same form of the case as another request has left it; None: it is no longer there."""
    with parts.database.read() as tx:
        case: Case | None = tx.case(context.case.id, at)
    if case is None:
        return None
    visit = str(context.case.trail[context.step].visit)
    step = answered(context.machine.flow, case, context.state.name, visit)
    if step is None:
        return None
    return StepForm.of(context.machine, case, step, context.url)._replace(pending=())
