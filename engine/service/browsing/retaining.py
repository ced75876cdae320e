"""A secret typed well in a form that is refused for something else: a hash of it is kept, so that it stays given."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from threading import Lock

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
_MOST_REMEMBERED = 500


class Retaining:
    """
    Keeps secrets as hashes. Which ones it has hashed of late is known in memory alone, under a key that is nowhere
    else: a reload, a second click and a password manager that fills the field again cost no other hash.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._key = secrets.token_bytes(32)
        self._made: OrderedDict[bytes, int] = OrderedDict()  # of which secrets -> the case's count of pending ones
        self._lock = Lock()

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
            same = self._digest(context, clear)
            if names and self._known(same) == case.pending_made and set(names) <= set(case.pending_secrets):
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
                log.warning("a secret was not kept: %s", fault, extra={"case": case.id, "flow": case.flow})
                return context
            self._remember(self._digest(context, clear), kept.pending_made)
            return _keeping(context, kept, fresh)
        return context

    def _digest(self, context: StepForm, clear: Mapping[str, str]) -> bytes:
        said = repr((context.case.id, context.state.name, sorted(clear.items())))
        return hmac.digest(self._key, said.encode("utf-8", "surrogatepass"), "sha256")

    def _known(self, digest: bytes) -> int | None:
        with self._lock:
            return self._made.get(digest)

    def _remember(self, digest: bytes, made: int) -> None:
        with self._lock:
            self._made[digest] = made
            while len(self._made) > _MOST_REMEMBERED:
                self._made.popitem(last=False)


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
        case: Case | None = cases.load(tx, context.case.id, at)
    if case is None:
        return None
    visit = str(context.case.trail[context.step].visit)
    step = answered(context.machine.flow, case, context.state.name, visit)
    if step is None:
        return None
    return StepForm.of(context.machine, case, step, context.url)._replace(pending=())
