"""The screen of a form: as kept, or as it was filled in, with its faults or why it was not accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime

from engine.core.asking import day_of
from engine.core.attempts import left_in_case
from engine.core.browsing.gates import Gates, Passed
from engine.core.browsing.results import Screen
from engine.core.browsing.submission import Posted, StepForm
from engine.core.case import Refusal
from engine.core.doors import Shut
from engine.core.filling import locale_of, prefill
from engine.core.kept import Unavailable
from engine.core.limits import Limits, TooOften
from engine.core.steps.runner import StepRunner, TimersBehind
from engine.core.surroundings import Busy, Machines, Vault
from engine.core.timers import figure_of
from engine.language.forms import Fault, entered, unasked
from engine.language.guards import GuardFailed
from engine.language.guards.vocabulary import TRIES_LEFT
from engine.language.model import Flow
from engine.language.values import Duration

NOT_NOW = (Unavailable, Busy, TimersBehind)


class Screens:
    """Makes screens. Nothing is kept: a challenge is issued by signing it."""

    def __init__(
        self,
        machines: Machines,
        runner: StepRunner,
        gates: Gates,
        limits: Limits,
        vault: Vault,
        clock: Callable[[], datetime],
    ) -> None:
        self._vault = vault
        self._machines = machines
        self._runner = runner
        self._limits = limits
        self._gates = gates
        self._clock = clock

    def speaking(self, machines: Machines) -> Screens:
        """The same, for flows in another language."""
        return Screens(machines, self._runner, self._gates, self._limits, self._vault, self._clock)

    def screen(
        self,
        context: StepForm,
        *,
        typed: Posted | None = None,
        faults: tuple[Fault, ...] = (),
        passed: Passed | None = None,
        notice: str | None = None,
        status: int = 200,
    ) -> Screen:
        """
        Args:
            typed: what was posted, shown as it was.
            passed: the gate is passed already: no challenge is shown.
        """
        flow, state, case = context.machine.flow, context.state, context.case
        filled = prefill(flow, case, state.name, context.step) if context.form else {}
        retype: tuple[str, ...] = ()
        if typed is not None and context.form:
            # What was posted is shown as it was, also where it was emptied.
            again = context.shown_again(typed)
            filled = {**dict.fromkeys(context.form.fields, ()), **again}
            retype = context.retype(typed, again)
        today = day_of(flow, self._clock())
        if context.form and context.form.conditional:
            faults = tuple(_at_what_is_asked(context, filled, faults, today))
        challenge = None
        if state.gate and state.gate.length and passed is None:
            challenge = self._gates.issue(
                f"{flow.name}/{state.name}", state.gate.name, figure_of(state.gate.length), self._clock()
            )
        secret = tuple(n for n, f in context.form.fields.items() if f.secret) if context.form else ()
        kept = tuple(n for n in secret if n in context.kept or _confirms_kept(context, n))
        if typed is None and case.drafts.get(state.name):
            retype = tuple(n for n in secret if n not in kept)  # all else that was typed here fills the form again
        tries_left = left_in_case(case, state) if context.tries_left is None else context.tries_left
        newest = self._machines.catalogue.flows.get(flow.name)
        return Screen(
            flow=flow,
            state=self._runner.page(context.machine, case, state, tries_left, self._clock()),
            case=case,
            at="earlier" if context.earlier else "present",
            url=context.url,
            form=context.form,
            typed=filled,
            kept_secrets=kept,
            pending=str(case.pending_made) if context.pending else None,
            retype=retype,
            faults=faults,
            notice=notice,
            notice_values=self._figures(flow) if notice else {},
            visit=case.trail[context.step].visit,
            token=self._vault.fresh(),
            challenge=challenge,
            proof=passed.proof if passed else None,
            buttons=context.offer.buttons,
            can_go_back=context.offer.back,
            modifiable=context.offer.modifiable,
            tries_left=tries_left,
            names=context.names if context.form and context.form.conditional else {},
            today=today,
            newer=newest is not None and newest.digest != flow.digest,
            status=status,
        )

    def _figures(self, flow: Flow) -> dict[str, str]:
        """How long what is kept, as notices may quote it."""
        limits, locale = self._limits, locale_of(flow)
        delays = {"idle": limits.resumed_idle, "longest": limits.resumed_absolute, "unused": limits.begun_idle}
        shown = {name: locale.show(Duration.of(delay)) for name, delay in delays.items()}
        return {**shown, "kept": locale.show(flow.retention.draft)}

    def refused(self, context: StepForm, refusal: Refusal, typed: Posted | None, passed: Passed | None) -> Screen:
        """The form with the message of the branch that refused it."""
        if refusal.why == "paused" and refusal.until:
            return self.must_wait(context, TooOften("paused", refusal.until), typed, None)
        if refusal.why == "not-open":
            return self.screen(context, typed=typed, notice="not_open", status=422)
        # The message counts the tries where it was refused; the page, those of the state that it shows.
        left = {} if refusal.tries_left is None else {TRIES_LEFT: refusal.tries_left}
        fault = Fault(refusal.field, "refused", refusal.message, left)
        if not refusal.taken or refusal.taken[-1].state == context.state.name:
            context = context._replace(tries_left=refusal.tries_left)
        return self.screen(context, typed=typed, faults=(fault,), passed=passed, status=422)

    def shut(self, context: StepForm, shut: Shut, typed: Posted | None, notice: str | None = None) -> Screen:
        """The first form of a case that does not begin, with what was typed and why it does not."""
        figures = {"day": shut.day} if shut.day else {}
        fault = Fault(None, "closed", shut.message, figures, shut.why)
        return self.screen(context, typed=typed, faults=(fault,), notice=notice, status=422)

    def must_wait(self, context: StepForm, limit: TooOften, typed: Posted | None, passed: Passed | None) -> Screen:
        """The form with the time from when on it may be tried again."""
        until = {"until": locale_of(context.machine.flow).show(limit.until)}
        screen = self.screen(context, typed=typed, passed=passed, notice=limit.notice, status=429)
        return screen._replace(notice_values={**screen.notice_values, **until})

    def too_large(self, context: StepForm, typed: Posted, passed: Passed | None, at: datetime) -> Screen:
        """The form with all that was typed, and the fields that are too long."""
        faults = context.validate(typed, at).faults
        return self.screen(context, typed=typed, faults=faults, passed=passed, notice="too_large", status=413)

    def not_kept(self, context: StepForm, typed: Posted, passed: Passed | None, fault: Exception) -> Screen:
        """Nothing was done: the form again, with a line saying whose fault it is."""
        case = {"case": context.case.id, "flow": context.machine.flow.name}
        if isinstance(fault, NOT_NOW):
            self._runner.log.warning("not kept: %s", fault, extra=case)
            return self.screen(context, typed=typed, passed=passed, notice="unavailable", status=503)
        self._runner.log.error("step failed: %s", fault, extra=case)
        return self.screen(context, typed=typed, passed=passed, notice="fault", status=500)


def _confirms_kept(context: StepForm, name: str) -> bool:
    assert context.form
    return context.form.fields[name].confirms in context.kept


def _at_what_is_asked(
    context: StepForm, filled: Mapping[str, tuple[str, ...]], faults: Iterable[Fault], today: date
) -> Iterator[Fault]:
    """The faults; one at a field that is not asked is of no field: nobody finds it."""
    assert context.form
    given = entered(context.form, filled, locale_of(context.machine.flow))
    try:
        hidden = unasked(context.form, given, context.names, today).hidden
    except GuardFailed:
        hidden = frozenset()  # it is logged where it matters: when the form is posted
    for fault in faults:
        yield fault._replace(field=None) if fault.field in hidden else fault
