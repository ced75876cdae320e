"""A post that cannot be taken as it was sent: what is true now is shown, with what was typed where that still fits."""

from __future__ import annotations

from engine.core.browsing.navigation import Navigation
from engine.core.browsing.parts import Parts
from engine.core.browsing.replay import Replays
from engine.core.browsing.results import Answer, Lost, Redirect
from engine.core.browsing.submission import StepForm, Submission, control, kept_draft, typed_in
from engine.core.case import KEEP, Case, Event
from engine.core.kept import Unavailable
from engine.core.locate import begun_at, fillable, named, showing, timed_out_since, view_open
from engine.core.machine import Machine
from engine.core.preparing import StepRequest
from engine.core.steps.runner import Moved, TimersBehind
from engine.language.forms import extent_of
from engine.language.urls import Address


class StalePosts:
    def __init__(self, parts: Parts, navigation: Navigation, replays: Replays) -> None:
        self._parts = parts
        self._navigation = navigation
        self._replays = replays

    def answer(self, submission: Submission) -> Answer:
        """
        What is true now, for a post that was overtaken or is out of date.

        Raises:
            NotFound, Unavailable.
        """
        url, browser = submission.url, submission.browser._replace(look=None)  # what was read at first may have changed
        held = self._parts.holdings.cases(browser, submission.flow, submission.at)
        if submission.entry:
            begun = begun_at(held, submission.entry)
            if begun:
                return self._show(begun, begun.trail[0].state, submission, "stale")
            return Answer(Redirect(Address("entry", submission.flow, submission.entry), "stale"))
        case = named(held, submission.case_id)
        if case:
            return self._show(case, url.name, submission, "stale")
        return self._gone(submission._replace(browser=browser), held, "stale")

    def astray(self, submission: Submission, notice: str) -> Answer:
        """
        A post of our own pages that cannot be this browser's: its cookie was replaced, or never came back. It changes
        nothing; the page it was meant for is shown as it is now, with what was typed.

        Raises:
            NotFound, Unavailable.
        """
        parts, url, posted = self._parts, submission.url, submission.posted
        browser, cookie = parts.holdings.awake(submission.browser)
        held = parts.holdings.cases(browser, submission.flow, submission.at)
        if not submission.entry:
            case = named(held, submission.case_id)
            if case:
                return self._show(case, url.name, submission, notice)._replace(cookie=cookie)
            return self._gone(submission, held, notice)._replace(cookie=cookie)
        machine = parts.entered(submission.flow, submission.entry)
        begun = begun_at(held, submission.entry)
        if begun:
            return self._show(begun, begun.state, submission, notice)._replace(cookie=cookie)
        context = StepForm.present(machine, parts.runner.first(machine, submission.entry, submission.at))
        if any(text.strip() for texts in context.typed(posted).values() for text in texts):
            shut = parts.shut(machine, submission.entry, submission.at)
            shown = parts.screens.shut(context, shut, posted, notice) if shut else None
            return Answer(shown or parts.screens.screen(context, typed=posted, notice=notice), cookie)
        return Answer(Redirect(Address("entry", submission.flow, submission.entry), notice), cookie)

    def _gone(self, submission: Submission, held: list[Case], notice: str) -> Answer:
        """
        The page to go on from, for a post to a case that this browser does not hold any more: what was typed stands on
        it, in its form where that asks the same, else to be copied.
        """
        parts, url, posted, at = self._parts, submission.url, submission.posted, submission.at
        machine = parts.newest(submission.flow)
        lost = self._lost(machine, url.name, submission)
        if lost is None or url.kind != "state":
            return self._navigation.open_state(submission.browser, url, at, notice=notice)
        here = showing(parts.flow_of, held, url.name)
        if here:
            return Answer(
                parts.screens.screen(StepForm.present(parts.machine_of(here.case), here.case), notice=notice)._replace(
                    lost=lost
                )
            )
        gone = self._navigation.gone(submission.browser, url, at, posted=True)
        context = StepForm.present(machine, parts.runner.first(machine, gone.entry, at))
        why, shut = notice if notice == "no_cookie" else gone.why, parts.shut(machine, gone.entry, at)
        shown = parts.screens.shut(context, shut, None, why) if shut else None
        screen = shown or parts.screens.screen(context, notice=why)
        asked = screen.form.fields if screen.form else {}
        same = {name: texts for name, texts in lost.typed.items() if asked.get(name) == lost.form.fields[name]}
        rest = {name: texts for name, texts in lost.typed.items() if name not in same}
        return Answer(
            screen._replace(
                typed={**screen.typed, **same},
                lost=lost._replace(typed=rest) if rest else None,
                retype=context.retype(posted, same),
            )
        )

    def _lost(self, machine: Machine, state: str, submission: Submission) -> Lost | None:
        """What was typed in a form of `state`; None: nothing that can be shown."""
        shown = machine.flow.states.get(state)
        form = machine.flow.forms[shown.form.name] if shown and shown.form else None
        if form is None or submission.size.exceeds(extent_of(form)):
            return None
        typed = {name: texts for name, texts in typed_in(machine, form, submission.posted).items() if any(texts)}
        said = {name: texts for name, texts in typed.items() if not form.fields[name].confirms}
        return Lost(form, said) if said else None

    def _show(self, case: Case, state: str, submission: Submission, notice: str) -> Answer:
        """
        The form of `state` with what was typed, where it can still be shown; else the present state, and what was typed
        fills that form should the person come back to it.
        """
        machine, posted = self._parts.machine_of(case), submission.posted
        if notice == "stale" and timed_out_since(case, submission.visit):
            notice = "too_late"
        step = fillable(machine.flow, case, state)
        if step is not None:
            context = StepForm.of(machine, case, step, Address("state", case.flow, state))
            typed = any(text.strip() for texts in context.typed(posted).values() for text in texts)
            if typed and not (context.earlier and self._replays.same_answers(context, posted, submission.at)):
                fields = context.form.fields.values() if context.form else ()
                if notice == "stale" and any(field.secret and control(posted, field.name) for field in fields):
                    notice = "stale_secret"  # the page must not say that nothing is lost: a secret is not shown again
                return Answer(self._parts.screens.screen(context, typed=posted, notice=notice))
        elif state in machine.flow.states and not case.sealed and not case.closed_at:
            self.keep_typed(case, state, submission)
        elif view_open(machine.flow, case, state):
            return Answer(Redirect(Address("view", case.flow, state)))  # it takes no post, so nothing was lost
        else:
            # What was sent is settled: what was typed since can be kept nowhere, and is shown to be copied.
            lost = self._lost(machine, state, submission)
            if lost and not self._as_sent(case, state, submission):
                screen = self._parts.screens.screen(StepForm.present(machine, case), notice=notice)
                return Answer(screen._replace(lost=lost))
        return Answer(Redirect(Address("state", case.flow, case.state), notice))

    def _as_sent(self, case: Case, state: str, submission: Submission) -> bool:
        """Whether the answers are those that were given in that state."""
        steps = (at for at, step in enumerate(case.trail) if step.state == state)
        forms = (StepForm.of(self._parts.machine_of(case), case, at, submission.url) for at in steps)
        return any(self._replays.same_answers(form, submission.posted, submission.at) for form in forms)

    def keep_typed(self, case: Case, state: str, submission: Submission) -> None:
        """What was typed in a form of `state` fills it should the person come back to it. Nothing else changes."""
        machine = self._parts.machine_of(case)
        named = machine.flow.states[state].form
        form = machine.flow.forms[named.name] if named else None
        typed = typed_in(machine, form, submission.posted)
        if submission.size.exceeds(extent_of(form)) or not any(text for texts in typed.values() for text in texts):
            return
        try:
            event = Event(KEEP, typed=kept_draft(machine, form, submission.posted), inner=state)
            self._parts.runner.step(StepRequest(machine, case, event, submission.at))
        except (Moved, TimersBehind, Unavailable) as fault:
            self._parts.runner.log.warning("not kept: %s", fault, extra={"case": case.id, "flow": case.flow})
