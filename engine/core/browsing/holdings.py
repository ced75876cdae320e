"""The browser of a request, by its cookie, and the cases that it holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from engine.core.browsing.results import Browser, Look
from engine.core.case import Case, Decision
from engine.core.endings import Ended, Ending, ended, let_go
from engine.core.holds import Hold
from engine.core.kept import Change, Conflict, Kept, Ledger, Replay, Session, Unavailable
from engine.core.limits import Limits
from engine.core.steps.committing import CommittedStep
from engine.core.steps.runner import StepRunner
from engine.core.surroundings import Vault
from engine.core.trail import next_due

# A look at a case lengthens a hold, but is written down only this often.
NOTED_EVERY = timedelta(minutes=1)


class Holdings:
    """
    Ids are opaque and hashed in the store. Before the first accepted post a family derives from the cookie, and no
    row is written; ids rotate within a family, and a hand-over or a sign-out starts a new one.

    Args:
        accounts: the flows whose cases are accounts; each request asks whether one is held.
    """

    def __init__(
        self, runner: StepRunner, database: Ledger, vault: Vault, limits: Limits, accounts: Collection[str] = ()
    ) -> None:
        self._accounts = frozenset(accounts)
        self._runner = runner
        self._database = database
        self._vault = vault
        self._limits = limits

    def of(self, cookie: str | None, now: datetime, flow: str | None = None, token: str = "") -> Browser:
        """
        The browser that sent a cookie (None: it sent none).

        Args:
            flow, token: what its request is about, to be looked up at once.
        """
        if not cookie or not 20 <= len(cookie) <= 100:
            return self.stranger()
        session, browser = self._known(cookie, now, flow, token)
        if session and session.state == "live" and session.seen_at is None:
            self.note(lambda tx: tx.seen(session.id_hash, now))
            _, browser = self._known(cookie, now, flow, token)  # others may have written while the note waited
        return browser

    def _known(self, cookie: str, now: datetime, flow: str | None, token: str) -> tuple[Session | None, Browser]:
        flows = self._accounts | ({flow} if flow else frozenset())
        with self._database.read() as tx:
            session, held, token_known = tx.look(self._hash(cookie), flows, now, self._limits, token)
            family = session.family if session else self._family_of(cookie)
            kept_with = self.kept_with(tx, family, token) if token_known else (None, None)
        look = Look([(hold, case) for hold, case in held if case.flow == flow], *kept_with) if flow else None
        dead = session is not None and session.state == "dead"
        accounts = () if dead else tuple(pair for pair in held if pair[1].flow in self._accounts)
        met = session is not None
        return session, Browser(cookie, family, new=False, met=met, dead=dead, look=look, held=accounts)

    def csrf(self, browser: Browser) -> str:
        return self._vault.keyed("csrf", browser.family)[:40]

    def held(self, tx: Kept, browser: Browser, flow: str, now: datetime) -> list[tuple[Hold, Case]]:
        """The cases of a flow this browser holds, last touched first. Those idle for too long are held no more."""
        return tx.held(browser.family, flow, now, self._limits)

    def look(self, browser: Browser, flow: str, token: str, now: datetime) -> Look:
        """Everything that a request of this browser depends on, as it is now."""
        with self._database.read() as tx:
            return Look(self.held(tx, browser, flow, now), *self.kept_with(tx, browser.family, token))

    def as_of(self, browser: Browser, held: Sequence[tuple[Hold, Case]], now: datetime) -> list[Case]:
        """
        The cases as of `now`, in the same order: timers that are due are fired first. A look lengthens each hold; it is
        written down once a minute.
        """
        found = []
        for hold, before in held:
            case = self._runner.as_of(before, now)
            if case is None:
                continue
            self._note_look(browser, hold, now)
            found.append(case)
        return found

    def cases(self, browser: Browser, flow: str, now: datetime) -> list[Case]:
        """The browser's cases of a flow as of `now`, the last touched first."""
        return self.as_of(browser, self.look(browser, flow, "", now).held, now)

    def cases_at_first(self, browser: Browser, flow: str, now: datetime) -> list[Case]:
        """The same from what was read when the request came in: for one that has done nothing yet."""
        return self.as_of(browser, browser.look.held, now) if browser.look else self.cases(browser, flow, now)

    def awake(self, browser: Browser) -> tuple[Browser, str | None]:
        """The browser, and the cookie to set: one whose id is dead is a stranger with a new one."""
        if not browser.dead:
            return browser, None
        fresh = self.stranger()
        return fresh, fresh.id

    def _note_look(self, browser: Browser, hold: Hold, now: datetime) -> None:
        if now - hold.seen_at >= NOTED_EVERY:
            self.note(lambda tx: tx.touch_hold(browser.family, hold.case_id, now))

    def note(self, what: Callable[[Kept], None]) -> None:
        """Writes what a look changes. Where that fails the next look writes it: the page is shown."""
        try:
            with self._database.write() as tx:
                what(tx)
        except Unavailable as fault:
            self._runner.log.warning("last access not recorded: %s", fault)

    def settle(
        self, tx: Kept, browser: Browser, before: Case, step: CommittedStep, token: str, now: datetime
    ) -> str | None:
        """
        What a kept step does to the browser's ids and holds, inside the step's transaction.

        Args:
            before: the case as the step found it.

        Returns:
            A new id to set as the cookie, where it rotates.

        Raises:
            Conflict: the other one of two clicks has led the browser into a new family already.
        """
        outcome, case = step.outcome, step.case
        decision = outcome if isinstance(outcome, Decision) else None
        if decision and decision.resumed and decision.resumed.hand_over:
            assert step.resumed
            if decision.resumed.by == "code":
                # Who held it before the code proved its owner must not go on with it.
                others = tx.let_go_others(step.resumed.id, browser.family)
                tx.note_ended(others, step.resumed.flow, Ended("taken_over", now))
            tx.let_go(browser.family, before.id)
            tx.let_go(browser.family, step.resumed.id)
            family = self._vault.fresh(24)
            cookie = self._start(tx, browser, family, step.resumed, token, now)
            tx.hold(family, step.resumed.id, decision.resumed.by, now)
            return cookie
        if decision and decision.leave:
            self._let_go(tx, browser, case, now)
            return self._start(tx, browser, self._vault.fresh(24), case, token, now)
        if step.wrong_attempt:
            self._must_be_first(tx, token)  # the other one of two clicks may have spent the code
        if case.revision == 0:
            return None
        begins = before.revision == 0
        if begins:
            self._keep_session(tx, browser, now)
            tx.hold(browser.family, case.id, "begun", now)
        if begins or (decision and decision.sealing):
            return self._rotate(tx, browser.family, now)
        return None

    def sign_out(self, browser: Browser, case: Case, token: str, now: datetime) -> str:
        """
        The browser lets the case go, which stays as it is: no race about the case can be lost.

        Returns:
            The cookie to set.

        Raises:
            Conflict: the other one of two clicks has done so already.
        """
        with self._database.write() as tx:
            self._let_go(tx, browser, case, now)
            if browser.dead:
                return self.stranger().id  # it is given none that lives, and ends no more than it names
            return self._start(tx, browser, self._vault.fresh(24), case, token, now)

    def ended(self, browser: Browser, flow: str, now: datetime) -> list[Ended]:
        """Why this browser does not hold cases of a flow any more, as far as that is remembered."""
        if not browser.met:
            return []
        with self._database.read() as tx:
            known = tx.ended_of(browser.family, flow, now)
            holds = tx.held_once(browser.family, flow)
        if any(next_due(case, now) for _, case, _ in holds):
            for _, case, _ in holds:
                self._runner.as_of(case, now)  # a deadline that has passed is the reason, whether or not a worker ran
            with self._database.read() as tx:
                holds = tx.held_once(browser.family, flow)
        ends = (ended(hold, case, erase_at, now, self._limits) for hold, case, erase_at in holds)
        return [*known, *(end for end in ends if end)]

    def let_go_as(self, browser: Browser, token: str, flow: str, now: datetime) -> Ending | None:
        """Why the case that the step of this token has let go is not held any more; None: it is not remembered."""
        with self._database.read() as tx:
            change = tx.change_by(token) if token else None
            known = tx.ended_of(change.new_family if change else browser.family, flow, now)
        gone = [end for end in known if end.reason in ("left_before", "signed_out_before")]
        last = max(gone, key=lambda end: end.at, default=None)
        return last.reason if last else None

    def _let_go(self, tx: Kept, browser: Browser, case: Case, now: datetime) -> None:
        how = tx.let_go(browser.family, case.id)
        if how:
            tx.note_ended([browser.family], case.flow, Ended(let_go(how), now))

    def is_dead(self, browser: Browser) -> bool:
        """Whether the browser's id has died by now."""
        with self._database.read() as tx:
            session = tx.session(self._hash(browser.id))
        return session is not None and session.state == "dead"

    def kept_with(self, tx: Kept, family: str, token: str) -> tuple[Replay | None, Change | None]:
        """
        What a step token was kept with; and where it has led this family before: into a new one, with an answer that
        was never seen. Both were kept in one transaction.
        """
        if not token:
            return None, None
        change = tx.change_by(token)
        return tx.replayed(token), change if change and change.old_family == family else None

    def follow(self, change: Change, now: datetime) -> str:
        """The second of two clicks is given an id of that family again: the cookie to set."""
        with self._database.write() as tx:
            return self._rotate(tx, change.new_family, now)

    def _start(self, tx: Kept, browser: Browser, family: str, case: Case, token: str, now: datetime) -> str:
        """
        The browser goes over to a new family with what it still holds; every id of the old one dies.

        Raises:
            Conflict: the other one of two clicks has led it over already.
        """
        self._must_be_first(tx, token)
        self._keep_session(tx, browser, now)
        tx.move_holds(browser.family, family)
        tx.move_ended(browser.family, family)
        tx.kill_family(browser.family, now)
        tx.note_change(token, Change(browser.family, family, case.id), now)
        return self._rotate(tx, family, now)

    def _must_be_first(self, tx: Kept, token: str) -> None:
        """
        Raises:
            Conflict: the other one of two clicks has led the browser over already.
        """
        if tx.change_by(token):
            raise Conflict("token", "this step token has led into another family")

    def _keep_session(self, tx: Kept, browser: Browser, now: datetime) -> None:
        """The id a family was derived from gets its row, so that it can die."""
        if tx.session(self._hash(browser.id)) is None:
            tx.add_session(self._hash(browser.id), browser.family, now)
            tx.seen(self._hash(browser.id), now)

    def _rotate(self, tx: Kept, family: str, now: datetime) -> str:
        cookie = self._vault.fresh(32)
        tx.add_session(self._hash(cookie), family, now)
        return cookie

    def stranger(self) -> Browser:
        """A browser that was never seen before."""
        cookie = self._vault.fresh(32)
        return Browser(cookie, self._family_of(cookie), new=True)

    def _family_of(self, cookie: str) -> str:
        return self._vault.keyed("family", cookie)

    def _hash(self, cookie: str) -> str:
        return self._vault.keyed("session", cookie)
