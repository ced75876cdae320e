"""A step token that comes again: a reload or a second click, as opposed to an old copy of the form filled in again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from engine.core.browsing import known_browsers
from engine.core.browsing.parts import Parts
from engine.core.browsing.results import Answer, Look, Redirect
from engine.core.browsing.submission import (
    SWITCH,
    Posted,
    StepForm,
    Submission,
    control,
    kept_draft,
    token_of,
)
from engine.core.case import BACK, Case, Refusal
from engine.core.kept import Kept, Replay
from engine.core.locate import named
from engine.core.machine import Machine, branch_of
from engine.core.offers import pressed, way_out
from engine.language.guards import GuardFailed
from engine.language.model import Refuse, State
from engine.language.urls import Address

# How long a refused post is known again.
KNOWN_FOR = timedelta(hours=24)


class _Refused(NamedTuple):
    """What is noted of a refused post."""

    typed: str | None  # a keyed hash of what was typed; None: nothing is noted
    left: int | None = None  # tries, as its page said

    @classmethod
    def read(cls, noted: str | None) -> _Refused:
        typed, _, left = (noted or "").partition(" ")
        return cls(typed or None, int(left) if left else None)

    def written(self) -> str:
        return self.typed or "" if self.left is None else f"{self.typed} {self.left}"


class Replays:
    """Compares a post with the one that its step token was kept with."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def answer(self, submission: Submission, look: Look) -> Answer | Submission:
        """
        The answer to a post that comes again: it leads where the first one led. An old copy of a form, filled in again,
        is a post of its own.

        Args:
            look: what is known of the token.

        Returns:
            The submission, with a token of its own, where it is to be gone on with.
        """
        parts, url, now = self._parts, submission.url, submission.at
        kept, led = look.kept, look.led
        if led:
            cookie = parts.holdings.follow(led, now)
            case = parts.runner.fire_due(led.case_id, now)
            known = known_browsers.remembered(parts, submission.browser, led, now)
            return Answer(self._left_to(case, kept, submission) or _where(case, url), cookie, known)
        if kept is None:
            if submission.browser.dead:
                return Answer(Redirect(url, "stale"), parts.holdings.stranger().id)
            return submission
        case = parts.runner.fire_due(kept.case_id, now)
        if case is None:
            return submission  # erased since, whether or not a worker has come to it
        machine = parts.machine_of(case)
        if not self._same(StepForm.present(machine, case), kept, submission):
            return submission._replace(posted={**submission.posted, "_token": (self._parts.vault.fresh(),)})
        refused = self._refused_again(machine, case, kept, submission)
        return refused or Answer(self._left_to(case, kept, submission) or _where(case, url))

    def _refused_again(self, machine: Machine, case: Case, kept: Replay, submission: Submission) -> Answer | None:
        """The refusal of that post, where the case is still at the form that it was shown with."""
        refuse = self._refusal(machine, kept) if kept.outcome == "refused" else None
        shown = refuse.state.name if refuse and refuse.state else kept.left
        if refuse is None or case.state != shown:
            return None
        if not named(self._parts.holdings.cases(submission.browser, case.flow, submission.at), case.id):
            return None
        typed = submission.posted if shown == kept.left else None
        field = refuse.field.name if refuse.field else None
        with self._parts.database.read() as tx:
            left = _Refused.read(tx.nonce_used_by(_nonce(submission.posted))).left
        refusal = Refusal(case, "refused", field=field, message=refuse.message, tries_left=left)
        return Answer(self._parts.screens.refused(StepForm.present(machine, case), refusal, typed, None))

    def same_answers(self, context: StepForm, posted: Posted, at: datetime) -> bool:
        """Whether the answers posted are those of that step of the trail."""
        vault = self._parts.vault
        try:
            given = context.validate(posted, at)
        except GuardFailed:
            return False  # handled as a post of its own, which shows the fault
        coded = context.machine.flow.code_fields()
        values = {
            name: vault.typed_hash(str(value)) if name in coded else value for name, value in given.values.items()
        }
        kept = {name: value for name, value in context.case.trail[context.step].answers.items() if value is not None}
        if given.faults or values != kept:
            return False
        with self._parts.database.read() as tx:
            hashes = tx.secret_hashes(context.case.id)
        return all(vault.verify(hashes[name], clear) for name, clear in given.secrets.items() if name in hashes)

    def note_refused(self, tx: Kept, context: StepForm, posted: Posted, tries_left: int | None, at: datetime) -> None:
        """Notes a refusal in the transaction that keeps it: a second click is not counted as a second attempt."""
        typed = self._fingerprint(context.machine, context.state, posted)
        if token_of(posted) and typed:
            tx.use_nonce(_nonce(posted), _Refused(typed, tries_left).written(), False, at + KNOWN_FOR)

    def _same(self, context: StepForm, kept: Replay, submission: Submission) -> bool:
        """
        Whether this is that very post once more: the same button, the same answers. Browser Back shows a form as it
        was, token and all: filled in again it is another post.

        Args:
            context: of the case as it is now.
        """
        machine, case, posted = context.machine, context.case, submission.posted
        state = machine.flow.states.get(kept.left)
        if state is None:
            return True
        button = pressed(state.buttons(), control(posted, "_event"))
        name = button.name if button else control(posted, "_event")  # « back » is no button of the state's
        if "_again" in posted or SWITCH in posted or name != kept.event:
            return False
        if kept.outcome == "refused":
            return self._was_refused(machine, state, posted)
        if kept.event in state.transitions and state.transitions[kept.event].keeps:
            saved = case.drafts.get(kept.left)
            here = machine.flow.forms[state.form.name] if state.form else None
            return saved is None or dict(saved) == kept_draft(machine, here, posted)
        step = max((i for i, step in enumerate(case.trail) if step.state == kept.left), default=None)
        if step is None or kept.event == BACK or state.transitions[kept.event].skip_form:
            return True
        there = StepForm.of(machine, case, step, Address("state", case.flow, kept.left))
        # The refusal of the last try leads on: what was typed stands in no step.
        return self.same_answers(there, posted, submission.at) or self._was_refused(machine, state, posted)

    def _was_refused(self, machine: Machine, state: State, posted: Posted) -> bool:
        """Whether this very post was refused."""
        typed = self._fingerprint(machine, state, posted)
        with self._parts.database.read() as tx:
            return typed is not None and _Refused.read(tx.nonce_used_by(_nonce(posted))).typed == typed

    def _left_to(self, case: Case | None, kept: Replay | None, submission: Submission) -> Redirect | None:
        """The page that was opened when the case was let go: by a step, or without one, because it had moved on."""
        if case is None:
            return None
        flow = self._parts.flow_of(case)
        if kept is None:
            way = way_out(flow, submission.url.name, submission.event)
            return self._parts.farewell(submission, way.leave, submission.token) if way else None
        if kept.outcome != "left":
            return None
        branch = branch_of(flow.states[kept.left], kept.event, kept.transition)
        if branch is None or branch.leave is None:
            return None
        return self._parts.farewell(submission, branch.leave, submission.token)

    def _refusal(self, machine: Machine, kept: Replay) -> Refuse | None:
        """The refusal that the post was answered with."""
        branch = branch_of(machine.flow.states[kept.left], kept.event, kept.transition)
        return branch.refuse if branch else None

    def _fingerprint(self, machine: Machine, state: State, posted: Posted) -> str | None:
        """A keyed hash of what was typed; None where a secret was typed: that is not hashed for this."""
        fields = machine.flow.forms[state.form.name].fields if state.form else {}
        if any(field.secret and any(posted.get(field.name, ())) for field in fields.values()):
            return None
        return self._parts.vault.keyed("refused", repr([(name, tuple(posted.get(name, ()))) for name in fields]))


def _where(case: Case | None, url: Address) -> Redirect:
    return Redirect(Address("state", case.flow, case.state)) if case else Redirect(url, "stale")


def _nonce(posted: Posted) -> str:
    return f"refused {token_of(posted)}"
