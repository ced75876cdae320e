"""A secret typed well in a form that is refused for something else: a hash of it is kept, so that it stays given."""

from __future__ import annotations

import logging
from datetime import datetime

from engine.core import pending
from engine.core.case import KEEP, Case, Event
from engine.core.locate import answered
from engine.core.preparing import StepRequest
from engine.language.forms import Answers
from engine.service.browsing.parts import Parts
from engine.service.browsing.submission import StepForm
from engine.service.security.vault import Busy
from engine.service.steps.runner import Moved, TimersBehind
from engine.store import cases
from engine.store.transaction import Unavailable

log = logging.getLogger("parcours")

_ROUNDS = 3  # other requests of the same person may be faster


def retain(parts: Parts, context: StepForm, answers: Answers, at: datetime) -> StepForm:
    """
    Keeps a hash of each secret that passed its checks and its confirmation, and counts as given only with a valid form.
    The caller has seen the gate passed.

    Returns:
        The form as it is to be shown again. As it was, where nothing could be kept: the person types it again.
    """
    hashes: dict[str, str] = {}
    names = _passed(context, answers)
    for _ in range(_ROUNDS):
        flow, case = context.machine.flow, context.case
        fresh = pending.keepable(flow, case, context.state, names)
        if not fresh:
            return context
        clear = {name: answers.secrets[name] for name in fresh}
        event = Event(KEEP, secrets=fresh, pending=context.pending, inner=context.state.name)
        try:
            step = parts.runner.step(StepRequest(context.machine, case, event, at, clear), hashes=hashes)
        except Moved:
            later = _later(parts, context, at)
            if later is None:
                return context
            context = later
            continue
        except (Busy, TimersBehind, Unavailable) as fault:
            log.warning("a secret was not kept: %s", fault, extra={"case": case.id, "flow": case.flow})
            return context
        waiting = tuple(dict.fromkeys((*context.pending, *fresh)))
        return context._replace(case=step.case, pending=waiting, retained=fresh, overtaken=False)
    return context


def _passed(context: StepForm, answers: Answers) -> tuple[str, ...]:
    """Secrets typed without a fault in them or in what confirms them."""
    fields = context.form.fields if context.form else {}
    faulty = {fault.field for fault in answers.faults}
    faulty |= {field.confirms for name, field in fields.items() if name in faulty}
    return tuple(name for name in answers.secrets if name not in faulty)


def _later(parts: Parts, context: StepForm, at: datetime) -> StepForm | None:
    """The same form of the case as another request has left it; None: it is no longer there."""
    with parts.database.read() as tx:
        case: Case | None = cases.load(tx, context.case.id, at)
    if case is None:
        return None
    visit = str(context.case.trail[context.step].visit)
    step = answered(context.machine.flow, case, context.state.name, visit)
    if step is None:
        return None
    return StepForm.of(context.machine, case, step, context.url)._replace(pending=())
