"""
A posted form, in stages: replay, locate, admit, validate, challenge, step, present.

Each takes a value and gives the next one; or an Answer, which ends it; or Overtaken, where another request was
faster – for all of them one place finds the answer.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.core.browsing import known_browsers
from engine.core.browsing.doors import begun_already, shut_answer
from engine.core.browsing.gates import Passed, Solution, UsedUp
from engine.core.browsing.memory import Memory
from engine.core.browsing.navigation import Navigation
from engine.core.browsing.parts import Parts
from engine.core.browsing.replay import Replays
from engine.core.browsing.results import Answer, Cookies, Look, Redirect
from engine.core.browsing.retaining import Retaining
from engine.core.browsing.signing_out import SigningOut
from engine.core.browsing.stale import StalePosts
from engine.core.browsing.submission import SWITCH, StepForm, Submission, control, kept_draft, switched
from engine.core.browsing.viewing import NOT_NOW
from engine.core.builder import NoBranch
from engine.core.case import BACK, MODIFY, Decision, Event, Refusal
from engine.core.effects import MissingKey
from engine.core.kept import Conflict, Kept
from engine.core.limits import TooOften
from engine.core.locate import answered, named
from engine.core.offers import leaves_by, pressed, way_out
from engine.core.preparing import StepRequest
from engine.core.steps.committing import CommittedStep
from engine.core.steps.runner import Moved, Submitted
from engine.language.forms import Answers, Fault, extent_of
from engine.language.guards import GuardFailed
from engine.language.signs import is_blank
from engine.language.urls import Address

_FLOW_AT_FAULT = (GuardFailed, MissingKey, NoBranch)
_NO_ANSWERS = Answers({}, {}, (), ())


class Attempt(NamedTuple):
    """
    A submission and the form that it answers, on its way through the stages.

    Attributes:
        event: the button pressed, or BACK.
        skips_form: the form is neither posted nor checked.
        passed: the challenge that was solved with this post, or before.
        only_leaves: the post is stale: it may let the case go, and do nothing else.
    """

    submission: Submission
    context: StepForm
    event: str = ""
    skips_form: bool = False
    answers: Answers = _NO_ANSWERS
    passed: Passed | None = None
    only_leaves: bool = False

    @property
    def leaves(self) -> bool:
        """Whether all that the button does is let a case go that is kept: no try is made, and nothing is begun."""
        flow = self.context.machine.flow
        event = self.event or self.submission.event
        return self.context.case.revision > 0 and leaves_by(flow, self.context.state.name, event) is not None


class Overtaken(NamedTuple):
    """
    Another request was faster.

    Attributes:
        otherwise: the answer where that request was not this very post; None: what is true now.
    """

    submission: Submission
    otherwise: Answer | None = None


class Submitting:
    def __init__(
        self,
        parts: Parts,
        navigation: Navigation,
        replays: Replays,
        stale: StalePosts,
        signing_out: SigningOut,
        memory: Memory,
    ) -> None:
        self._parts = parts
        self._navigation = navigation
        self._replays = replays
        self._stale = stale
        self._signing_out = signing_out
        self._memory = memory
        self._retaining = Retaining(parts, memory)

    def submit(self, submission: Submission) -> Answer:
        """
        The answer to a posted form.

        Raises:
            NotFound, Unavailable.
        """
        look = submission.browser.look or self._look(submission)
        if submission.browser.dead and not (look.kept or look.led):
            return self._signing_out.answer(submission) or self._stale.astray(submission, "stale")
        replayed = self._replays.answer(submission, look)
        if isinstance(replayed, Answer):
            return replayed
        located = self._locate(replayed, look)
        return self._attempt(located) if isinstance(located, Attempt) else self._answered(located)

    def leave(self, submission: Submission, look: Look) -> Answer | None:
        """One attempt to let the case go; None: another request was faster, or the case has moved on."""
        located = self._locate(submission, look)
        if not isinstance(located, Attempt):
            return None
        result = self._once(located._replace(only_leaves=True))
        return result.otherwise if isinstance(result, Overtaken) else result

    def _attempt(self, attempt: Attempt) -> Answer:
        """The stages after `locate`, once for two clicks that try the same secret."""
        submission, context = attempt.submission, attempt.context
        if context.tries_a_secret and submission.token:
            fields = sorted((name, tuple(texts)) for name, texts in submission.posted.items())
            post = (submission.browser.family, context.url, fields)
            return self._memory.once(post, submission.at, lambda: self._answered(self._once(attempt)))
        return self._answered(self._once(attempt))

    def _once(self, attempt: Attempt) -> Answer | Overtaken:
        """The stages after `locate`. Where they fail, the form is shown again as it was filled in."""
        try:
            return self._stages(attempt)
        except (*_FLOW_AT_FAULT, *NOT_NOW) as fault:
            return Answer(self._parts.screens.not_kept(attempt.context, attempt.submission.posted, None, fault))

    def _stages(self, attempt: Attempt) -> Answer | Overtaken:
        admitted = self._admit(attempt)
        if not isinstance(admitted, Attempt):
            return admitted
        validated = self._validate(admitted)
        if not isinstance(validated, Attempt):
            return validated
        step = self._step(validated)
        return self._present(validated, step) if isinstance(step, CommittedStep) else step

    def _answered(self, result: Answer | Overtaken) -> Answer:
        return self._overtaken(result) if isinstance(result, Overtaken) else result

    def _overtaken(self, lost: Overtaken) -> Answer:
        """The answer of the faster request, where it was this very post; else what is true now."""
        again = self._replays.answer(lost.submission, self._look(lost.submission))
        if isinstance(again, Answer):
            return again
        return lost.otherwise or self._signing_out.answer(again, self.leave) or self._stale.answer(again)

    def _look(self, submission: Submission) -> Look:
        return self._parts.holdings.look(submission.browser, submission.flow, submission.token, submission.at)

    # -- stages

    def _locate(self, submission: Submission, look: Look) -> Attempt | Answer | Overtaken:
        """The form that is answered: of a case that the browser holds, or of one not yet begun."""
        parts, url, at = self._parts, submission.url, submission.at
        if submission.entry:
            machine = parts.entered(submission.flow, submission.entry)
            case = parts.runner.first(machine, submission.entry, at)
            if url.kind == "entry" or case.state == url.name:
                return Attempt(submission, StepForm.present(machine, case).answered(submission.posted))
        if url.kind == "entry":
            browser = submission.browser._replace(look=None)
            return self._navigation.open_entry(browser, url, at, notice="stale")
        parts.newest(submission.flow)
        found = named(parts.holdings.as_of(submission.browser, look.held, at), submission.case_id)
        if found is None:
            return Overtaken(submission)
        machine = parts.machine_of(found)
        step = answered(machine.flow, found, url.name, submission.visit)
        if step is not None:
            return Attempt(submission, StepForm.of(machine, found, step, url).answered(submission.posted))
        way = way_out(machine.flow, url.name, submission.event)
        same = way is not None and not way.posts and found.state == url.name
        if same or all(leaves_by(machine.flow, name, submission.event) for name in (url.name, found.state)):
            # A sign-out signs out, wherever another tab or another browser has led the case meanwhile.
            return Attempt(submission, StepForm.present(machine, found), only_leaves=True)
        return Overtaken(submission)

    def _admit(self, attempt: Attempt) -> Attempt | Answer:
        """The button that was pressed, if the page has it, and if this client may make one more attempt."""
        submission, context, screens = attempt.submission, attempt.context, self._parts.screens
        posted, name = submission.posted, submission.event
        if shut := shut_answer(self._parts, submission, context):
            return shut
        if submission.size.exceeds(extent_of(context.form)):
            passed = self._challenge(attempt)
            passed = passed if isinstance(passed, Passed) else None
            return Answer(screens.too_large(context, posted, passed, submission.at))
        if "_again" in posted:
            return Answer(screens.screen(context, typed=posted))
        if SWITCH in posted:
            proven = self._challenge(attempt) if control(posted, "_proof") else None
            passed = proven if isinstance(proven, Passed) else None
            return Answer(screens.screen(context, typed=switched(context, posted), passed=passed))
        if name == BACK and not context.earlier:
            return attempt._replace(event=BACK, skips_form=True)
        button = pressed(context.offer.buttons, name)
        if button is None and context.earlier:
            # its « back », from an old copy
            return Answer(screens.screen(context, typed=posted, notice="stale"))
        if button is None:
            return Answer(screens.screen(context, typed=posted, notice="not_open", status=422))
        if context.tries_a_secret and not attempt.leaves:
            try:
                with self._parts.database.read() as tx:
                    self._parts.clients.admit(tx, submission.browser.client, submission.at)
            except TooOften as limit:
                return Answer(screens.must_wait(context, limit, posted, None))
        return attempt._replace(event=button.name, skips_form=button.skip_form)

    def _validate(self, attempt: Attempt) -> Attempt | Answer | Overtaken:
        """The answers and the challenge: all faults of both are shown at once."""
        submission, context = attempt.submission, attempt.context
        if attempt.event == BACK:
            return attempt
        answers = _NO_ANSWERS if attempt.skips_form else context.validate(submission.posted, submission.at)
        found = self._challenge(attempt)
        passed = found if isinstance(found, Passed) else None
        barred = (found,) if isinstance(found, Fault) and not attempt.leaves else ()
        spaces = context.spaces(answers.secrets, self._parts.machines.newest)
        faults = (*answers.faults, *spaces, *barred)
        if faults:
            if not barred:
                context = self._retaining.retain(context, answers, submission.at)
            shown = self._parts.screens.screen(
                context, typed=submission.posted, faults=faults, passed=passed, status=422
            )
            # The other one of two clicks may have used the challenge.
            return Overtaken(submission, Answer(shown)) if barred else Answer(shown)
        if context.case.revision == 0 and begun_already(self._parts, submission.browser, context.case, submission.at):
            return Overtaken(submission)  # begun in another tab, or by the other one of two clicks
        return attempt._replace(answers=answers, passed=passed)

    def _challenge(self, attempt: Attempt) -> Passed | Fault | None:
        """The challenge solved with this post, or with an earlier one that is proven; or why not; None: no gate."""
        submission, context, gates = attempt.submission, attempt.context, self._parts.gates
        if context.state.gate is None:
            return None
        place, family = f"{submission.flow}/{context.state.name}", submission.browser.family
        proof, challenge = control(submission.posted, "_proof"), control(submission.posted, "_challenge")
        if proof:
            return gates.proven(proof, family, place, submission.at) or _not_passed("expired")
        typed = control(submission.posted, "_answer")
        if is_blank(typed):
            return _not_passed("blank")
        solution = Solution(challenge, typed, self._identity(attempt), lasting=context.tries_a_secret)
        passed = gates.check(solution, family, place, submission.at)
        return passed or _not_passed(gates.why_not(solution, place, submission.at))

    def _identity(self, attempt: Attempt) -> str:
        """
        What identifies a post: its step token; where a code is tried, with that code, so that one solved
        challenge is good for one code. A password is not hashed for this: its post is like no other.
        """
        token, context, posted = attempt.submission.token, attempt.context, attempt.submission.posted
        tried = context.form if context.tries_a_secret else None
        if not token or (tried and any(field.secret for field in tried.fields.values())):
            return self._parts.vault.fresh()
        if tried is None:
            return token
        typed = [(name, tuple(posted[name])) for name in tried.fields if name in posted]
        return self._parts.vault.keyed("post", repr((token, typed)))

    def _step(self, attempt: Attempt) -> CommittedStep | Answer | Overtaken:
        """The step itself, with what the browser's ids, holds and counted attempts become."""
        attempt = attempt._replace(context=attempt.context._replace(untried=False))
        submission, context, passed = attempt.submission, attempt.context, attempt.passed
        screens, posted = self._parts.screens, submission.posted
        token = submission.token or self._parts.vault.fresh()
        request = StepRequest(
            context.machine,
            context.case,
            self._event(attempt),
            submission.at,
            attempt.answers.secrets,
            proofs=submission.browser.proofs,
        )
        companion = FormRecord(attempt, token, self._parts, self._replays)
        try:
            client = submission.browser.client
            return self._parts.runner.step(request, Submitted(token, context.tries_a_secret, companion, client))
        except (Moved, Conflict):
            return Overtaken(submission)
        except UsedUp:
            return Answer(screens.screen(context, typed=posted, faults=(_not_passed("used"),), status=422))
        except TooOften as limit:
            return Answer(screens.must_wait(context, limit, posted, passed))
        except (*_FLOW_AT_FAULT, *NOT_NOW) as fault:
            return Answer(screens.not_kept(context, posted, passed, fault))

    def _event(self, attempt: Attempt) -> Event:
        context, answers = attempt.context, attempt.answers
        typed = kept_draft(context.machine, context.form, attempt.submission.posted)
        if attempt.event == BACK:
            return Event(BACK, typed=typed)
        coded = context.machine.flow.code_fields()
        values = {
            field: self._parts.vault.typed_hash(str(value)) if field in coded else value
            for field, value in answers.values.items()
        }
        passed = attempt.passed is not None
        blank = tuple(name for name in answers.given_secrets if name not in answers.secrets)
        pending = tuple(name for name in blank if name in context.pending)
        event = Event(attempt.event, "usager", values, answers.given_secrets, typed, gate=passed, pending=pending)
        return event._replace(name=MODIFY, at=context.step, inner=attempt.event) if context.earlier else event

    def _present(self, attempt: Attempt, step: CommittedStep) -> Answer:
        """Where a step leads, or the form with the reason why it was refused."""
        context, outcome = attempt.context._replace(untried=False), step.outcome
        cookie, known = step.companion
        screens, flow = self._parts.screens, context.machine.flow
        if isinstance(outcome, Decision):
            if outcome.leave:
                submission = attempt.submission
                return Answer(self._parts.farewell(submission, outcome.leave, submission.token), cookie)
            if outcome.resumed and outcome.resumed.hand_over and step.resumed:
                there = self._navigation.found_again(step.resumed, attempt.submission.then)
                return Answer(Redirect(there), cookie, known)
            if outcome.stopped:
                # « Modifier » went on only so far: the form where it stopped says why.
                here = StepForm.present(context.machine, step.case)
                return Answer(screens.refused(here, outcome.stopped, None, None), cookie)
            button = context.state.transitions.get(attempt.event)
            saved = button and button.keeps and outcome.taken and outcome.taken[-1].outcome == "stayed"
            return Answer(Redirect(Address("state", flow.name, step.case.state), "saved" if saved else None), cookie)
        if step.case.revision:
            url = context.url if context.earlier else Address("state", flow.name, context.state.name)
            context = context._replace(case=step.case, url=url)
        if outcome.why == "refused":
            context = self._retaining.retain(context, attempt.answers, attempt.submission.at)
        if context.case.state != context.state.name and not context.earlier:
            # Taken back to an earlier form: shown there, with the message.
            here = StepForm.present(context.machine, context.case)
            return Answer(screens.refused(here, outcome, None, None), cookie)
        still = None if context.tries_a_secret else attempt.passed
        return Answer(screens.refused(context, outcome, attempt.submission.posted, still), cookie)


def _not_passed(why: str) -> Fault:
    return Fault(None, "gate", None, {}, why)


class FormRecord(NamedTuple):
    """What a posted form changes beside its case, written together with its step: a `Companion`."""

    attempt: Attempt
    token: str
    parts: Parts
    replays: Replays

    def write(self, tx: Kept, step: CommittedStep) -> Cookies:
        """
        Counts a wrong attempt, notes a refusal, spends the challenge, and changes the browser's ids and holds.

        Returns:
            A new id, where it rotates; and by what the browser is known, where an account was opened in it.

        Raises:
            TooOften: the client must wait. UsedUp: another post has spent the challenge. Moved: a stale post would do
                more than let the case go. The step is undone.
        """
        submission, context, parts = self.attempt.submission, self.attempt.context, self.parts
        browser, now, tries = submission.browser, submission.at, context.tries_a_secret and not self.attempt.leaves
        if self.attempt.only_leaves and not (isinstance(step.outcome, Decision) and step.outcome.leave):
            raise Moved(f"case {context.case.id} is not let go by this any more")
        # « Modifier » may take a step again that tries what was typed before.
        if tries or step.wrong_attempt is not None:
            parts.clients.admit(tx, browser.client, now)
            refused = any(taken.outcome == "refused" for taken in step.outcome.taken)
            if step.wrong_attempt or (tries and refused):
                parts.clients.count(tx, browser.client, now)
        first = step.outcome.taken[:1]
        if step.case.revision > context.case.revision and any(taken.outcome == "refused" for taken in first):
            # The last try's refusal leads on: it has no page that says how many are left.
            left = step.outcome.tries_left if isinstance(step.outcome, Refusal) else None
            self.replays.note_refused(tx, context, submission.posted, left, now)
        cookie = parts.holdings.settle(tx, browser, context.case, step, self.token, now)
        if self.attempt.passed and (isinstance(step.outcome, Decision) or tries):
            parts.gates.spend(tx, self.attempt.passed)
        return Cookies(cookie, known_browsers.remember(tx, parts, submission, context.state, step, self.token))
