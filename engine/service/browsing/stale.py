"""A post that cannot be taken as it was sent: what is true now is shown, with what was typed where that still fits."""

from __future__ import annotations

import logging

from engine.core.case import KEEP, Case, Event
from engine.core.locate import begun_at, fillable, named, timed_out_since
from engine.core.preparing import StepRequest
from engine.language.forms import extent_of
from engine.language.urls import Address
from engine.service.browsing.navigation import Navigation
from engine.service.browsing.parts import Parts
from engine.service.browsing.replay import Replays
from engine.service.browsing.results import Answer, Redirect
from engine.service.browsing.submission import StepForm, Submission, control, typed_in
from engine.service.steps.runner import Moved, TimersBehind
from engine.store.transaction import Unavailable

log = logging.getLogger("parcours")


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
        if url.kind == "entry":
            begun = begun_at(held, url.name)
            return (
                self._show(begun, begun.trail[0].state, submission, "stale")
                if begun
                else Answer(Redirect(url, "stale"))
            )
        case = named(held, submission.case_id)
        if case:
            return self._show(case, url.name, submission, "stale")
        return self._navigation.open_state(browser, url, submission.at, notice="stale")

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
        if url.kind == "state":
            case = named(held, submission.case_id)
            if case:
                return self._show(case, url.name, submission, notice)._replace(cookie=cookie)
            return Answer(Redirect(url, notice), cookie)
        machine = parts.entered(submission.flow, url.name)
        begun = begun_at(held, url.name)
        if begun:
            return self._show(begun, begun.state, submission, notice)._replace(cookie=cookie)
        case = parts.runner.first(machine, url.name, submission.at)
        context = StepForm.of(machine, case, len(case.trail) - 1, url)
        if any(text.strip() for texts in context.typed(posted).values() for text in texts):
            return Answer(parts.screens.screen(context, typed=posted, notice=notice), cookie)
        return Answer(Redirect(url, notice), cookie)

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
        return Answer(Redirect(Address("state", case.flow, case.state), notice))

    def keep_typed(self, case: Case, state: str, submission: Submission) -> None:
        """What was typed in a form of `state` fills it should the person come back to it. Nothing else changes."""
        machine = self._parts.machine_of(case)
        named = machine.flow.states[state].form
        form = machine.flow.forms[named.name] if named else None
        typed = typed_in(machine, form, submission.posted)
        if submission.size.exceeds(extent_of(form)) or not any(text for texts in typed.values() for text in texts):
            return
        try:
            event = Event(KEEP, typed=typed, inner=state)
            self._parts.runner.step(StepRequest(machine, case, event, submission.at))
        except (Moved, TimersBehind, Unavailable) as fault:
            log.warning("not kept: %s", fault, extra={"case": case.id, "flow": case.flow})
