"""A button that lets the case go, pressed while another request is faster or on a page that is out of date."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from engine.core.browsing.parts import Parts
from engine.core.browsing.replay import Replays
from engine.core.browsing.results import Answer, Look, Redirect
from engine.core.browsing.stale import StalePosts
from engine.core.browsing.submission import Submission
from engine.core.case import Case
from engine.core.endings import OF_AN_ACCOUNT
from engine.core.kept import Conflict
from engine.core.locate import named, timed_out_since
from engine.core.offers import WayOut, way_out
from engine.language.urls import Address

Leave = Callable[[Submission, Look], Answer | None]  # a step that lets the case go; None: another one was faster

# A step that lets the case go is tried so often; then the browser lets go without one.
MOST_ROUNDS = 3


class _Found(NamedTuple):
    """
    What the button does, and to which case.

    Attributes:
        begun: by this browser: nobody signed in.
        too_late: a deadline has passed since the form was shown, to who began the case: they are told so instead.
    """

    look: Look
    case: Case | None
    way: WayOut | None
    begun: bool
    too_late: bool


class SigningOut:
    """Who presses such a button does not stay signed in."""

    def __init__(self, parts: Parts, replays: Replays, stale: StalePosts) -> None:
        self._parts = parts
        self._replays = replays
        self._stale = stale

    def answer(self, submission: Submission, leave: Leave | None = None) -> Answer | None:
        """
        Lets the case go, wherever it stands meanwhile.

        Args:
            leave: tried first, for what the flow does with that button. None: the post may not change the case.

        Returns:
            None where it is no such button, or where what it does depends on a case that has moved on.

        Raises:
            NotFound, Unavailable.
        """
        if submission.url.kind != "state" or submission.entry:
            return None
        found = self._look(submission)
        for _ in range(MOST_ROUNDS if leave else 0):
            answer = leave(submission, found.look) if leave and found.case and found.way else None
            if answer:
                return answer
            found = self._look(submission)
        if found.way is None:
            return None
        holdings, browser = self._parts.holdings, submission.browser
        if found.case is None:
            # It is out already. Or another request has just handed the case over to new ids: none of them is left.
            fresh = holdings.stranger().id if holdings.is_dead(browser) else None
            left = self._left(submission, found.way) if found.way.alone else None
            return Answer(left, fresh) if left else None
        # Who has begun a case and presses what also writes or posts is shown first what it would be done to.
        if not found.way.always or found.too_late or (found.begun and not found.way.alone):
            return None
        return self._let_go(submission, found.case, found.way)

    def _left(self, submission: Submission, way: WayOut) -> Redirect | None:
        """
        The page of that button, for a case that was let go before. None: it was not, and whoever presses the button is
        to read why the case is gone.
        """
        parts, state = self._parts, submission.url.name
        ended = parts.holdings.ended(submission.browser, submission.flow, submission.at)
        last = max(ended, key=lambda end: end.at, default=None)
        if last is None:
            signed_in = parts.opened_by_a_sign_in(submission.flow, state)
            if not (signed_in or submission.browser.dead):
                return None
        elif last.reason == "left_before" or last.reason in OF_AN_ACCOUNT:
            signed_in = last.reason in OF_AN_ACCOUNT
        else:
            return None
        page = Address("page", submission.flow, way.leave.page.name)
        return Redirect(page, "signed_out" if signed_in else "left")

    def _look(self, submission: Submission) -> _Found:
        parts, browser, at = self._parts, submission.browser, submission.at
        look = parts.holdings.look(browser, submission.flow, submission.token, at)
        case = named(parts.holdings.as_of(browser, look.held, at), submission.case_id)
        flow = parts.flow_of(case) if case else parts.newest(submission.flow).flow
        begun = any(hold.how == "begun" for hold, held in look.held if held.id == submission.case_id)
        too_late = begun and case is not None and timed_out_since(case, submission.visit)
        return _Found(look, case, way_out(flow, submission.url.name, submission.event), begun, too_late)

    def _let_go(self, submission: Submission, case: Case, way: WayOut) -> Answer:
        """The case stays as it is, but for what was typed: that fills its form should the person come back to it."""
        if not case.sealed and not case.closed_at:
            self._stale.keep_typed(case, submission.url.name, submission)
        holdings, browser, at = self._parts.holdings, submission.browser, submission.at
        token = submission.token or self._parts.vault.fresh()
        try:
            cookie = holdings.sign_out(browser, case, token, at)
            return Answer(self._parts.farewell(submission, way.leave, token), cookie)
        except Conflict:  # by the other one of two clicks, or by this page once, before who pressed it signed in again
            look = holdings.look(browser, submission.flow, token, at)
        if named(holdings.as_of(browser, look.held, at), case.id):
            fresh = self._parts.vault.fresh()
            cookie = holdings.sign_out(browser, case, fresh, at)
            return Answer(self._parts.farewell(submission, way.leave, fresh), cookie)
        again = self._replays.answer(submission, look)
        if isinstance(again, Answer):
            return again
        return Answer(self._parts.farewell(submission, way.leave, submission.token))
