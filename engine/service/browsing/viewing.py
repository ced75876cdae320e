"""A form as it is shown: as it stands, or as it was filled in, with what is wrong with it or why it was not taken."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from engine.core.case import Refusal
from engine.core.trail import back_to, figure_of, modifiable
from engine.delivery.display import locale_of, prefill
from engine.language.forms import Fault
from engine.service.browsing.results import Screen
from engine.service.browsing.submission import At, Posted, typed_in
from engine.service.security.challenges import Gates, Passed
from engine.service.security.limits import TooOften
from engine.service.security.vault import Busy
from engine.service.steps.machines import Machines
from engine.store.transaction import Unavailable

log = logging.getLogger("parcours")

NOT_NOW = (Unavailable, Busy)


class Showing:
    """Makes screens; nothing is done by it but that a challenge is drawn."""

    def __init__(self, machines: Machines, gates: Gates, clock: Callable[[], datetime]) -> None:
        self._machines = machines
        self._gates = gates
        self._clock = clock

    def screen(
        self,
        at: At,
        *,
        typed: Posted | None = None,
        faults: tuple[Fault, ...] = (),
        passed: Passed | None = None,
        notice: str | None = None,
        notice_values: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> Screen:
        """
        Args:
            typed: what was posted: it stands as it was.
            passed: the gate is passed already: no challenge is shown.
        """
        flow, state, case = at.machine.flow, at.state, at.case
        filled = prefill(flow, case, state.name, at.step) if at.form else {}
        if typed is not None and at.form:
            # What was posted stands as it was, also where it was emptied.
            filled = {**dict.fromkeys(at.form.fields, ()), **typed_in(at.machine, at.form, typed)}
        challenge = None
        if state.gate and state.gate.length and passed is None:
            challenge = self._gates.issue(
                f"{flow.name}/{state.name}", state.gate.name, figure_of(state.gate.length), self._clock()
            )
        secret = tuple(n for n, f in at.form.fields.items() if f.secret) if at.form else ()
        newest = self._machines.catalogue.flows.get(flow.name)
        return Screen(
            flow=flow,
            state=state,
            case=case,
            at="earlier" if at.earlier else "present",
            url=at.url,
            form=at.form,
            typed=filled,
            kept_secrets=tuple(n for n in secret if n in case.kept_secrets or _confirms_kept(at, n)),
            faults=faults,
            notice=notice,
            notice_values=notice_values or {},
            visit=case.trail[at.step].visit,
            token=secrets.token_urlsafe(16),
            challenge=challenge,
            proof=passed.proof if passed else None,
            can_go_back=not at.earlier and state.back is not None and back_to(flow, case) is not None,
            modifiable=tuple(modifiable(flow, case)),
            newer=newest is not None and newest.digest != flow.digest,
            status=status,
        )

    def refused(self, at: At, refusal: Refusal, typed: Posted | None, passed: Passed | None) -> Screen:
        """The form with the message of the branch that refused it."""
        if refusal.why == "paused" and refusal.until:
            return self.must_wait(at, TooOften("paused", refusal.until), typed, None)
        if refusal.why == "not-open":
            return self.screen(at, typed=typed, notice="not_open", status=422)
        fault = Fault(refusal.field, "refused", refusal.message, {})
        return self.screen(at, typed=typed, faults=(fault,), passed=passed, status=422)

    def must_wait(self, at: At, limit: TooOften, typed: Posted | None, passed: Passed | None) -> Screen:
        """The form with the time from when on it may be tried again."""
        until = {"until": locale_of(at.machine.flow).show(limit.until)}
        return self.screen(at, typed=typed, passed=passed, notice=limit.notice, notice_values=until, status=429)

    def not_kept(self, at: At, typed: Posted, passed: Passed | None, fault: Exception) -> Screen:
        """Nothing was done: the form again, with a line saying whose fault it is."""
        case = {"case": at.case.id, "flow": at.machine.flow.name}
        if isinstance(fault, NOT_NOW):
            log.warning("not kept: %s", fault, extra=case)
            return self.screen(at, typed=typed, passed=passed, notice="unavailable", status=503)
        log.error("failed step %s", fault, extra=case)
        return self.screen(at, typed=typed, passed=passed, notice="fault", status=500)


def _confirms_kept(at: At, name: str) -> bool:
    assert at.form
    return at.form.fields[name].confirms in at.case.kept_secrets
