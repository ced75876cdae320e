"""What the modules of browsing work with: one of each for all threads."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from engine.core.accounts import SignedIn, gained, signed_in, stands_in_one
from engine.core.attempts import left_in_case
from engine.core.browsing.gates import Gates
from engine.core.browsing.holdings import Holdings
from engine.core.browsing.results import Browser, NotFound, Redirect
from engine.core.browsing.submission import Submission
from engine.core.browsing.viewing import Screens
from engine.core.case import Case
from engine.core.doors import Shut, shut
from engine.core.endings import OF_AN_ACCOUNT
from engine.core.entrances import signs_in_to
from engine.core.kept import Ledger
from engine.core.machine import Machine
from engine.core.standing import Shown
from engine.core.steps.clients import Clients
from engine.core.steps.runner import StepRunner
from engine.core.surroundings import Machines, Vault
from engine.language.model import Account, Flow, Leave, State
from engine.language.urls import Address

LET_GO = "by"  # in an address: the step token that has let a case go


class Parts(NamedTuple):
    machines: Machines
    database: Ledger
    vault: Vault
    runner: StepRunner
    holdings: Holdings
    gates: Gates
    clients: Clients
    screens: Screens

    def newest(self, flow: str) -> Machine:
        """
        The machine of the version hosted now.

        Raises:
            NotFound: no such flow is hosted.
        """
        machine = self.machines.newest(flow)
        if machine is None:
            raise NotFound(f"no flow {flow}")
        return machine

    def entered(self, flow: str, entry: str) -> Machine:
        """
        The same, of a flow with this entry.

        Raises:
            NotFound: no such entry is hosted.
        """
        machine = self.machines.newest(flow)
        if machine is None or entry not in machine.flow.entries:
            raise NotFound(f"no entry {flow}/{entry}")
        return machine

    def shut(self, machine: Machine, entry: str, now: datetime) -> Shut | None:
        """Why no case begins at this entry now; None: one may. `machine`: of the version hosted now."""
        return shut(machine.flow, entry, now, ended=machine.flow.name in self.machines.catalogue.withdrawn)

    def farewell(self, submission: Submission, leave: Leave, token: str) -> Redirect:
        """
        The page that is opened when a case is let go, and its notice: signed out, or a request left.

        Args:
            token: of the step that has let it go.
        """
        flow, state = submission.flow, submission.url.name
        said = {LET_GO: token} if leave.message and token else {}  # no value of the case stands in an address
        why = self.holdings.let_go_as(submission.browser, token, flow, submission.at)
        signed_in = why in OF_AN_ACCOUNT if why else self.opened_by_a_sign_in(flow, state)
        return Redirect(Address("page", flow, leave.page.name), "signed_out" if signed_in else "left", said)

    def opened_by_a_sign_in(self, flow: str, state: str) -> bool:
        """Whether a case is an account in this state, or is found again there by a key of its register."""
        return stands_in_one(self.account, flow, state) or signs_in_to(self.newest(flow).flow, state)

    def machine_of(self, case: Case) -> Machine:
        """The machine of the version that the case was begun in."""
        return self.machines.of(case.flow, case.version, case.language)

    def note_language(self, case: Case, flow: Flow) -> None:
        """A page of the case is shown in the language of this flow: the case keeps it."""
        if case.revision and case.language != flow.language:
            self.holdings.note(lambda tx: tx.note_language(case.id, flow.language))

    def speaking(self, language: str) -> Parts:
        """The same, in whose answers the flows speak this language."""
        machines = self.machines.speaking(language)
        return self._replace(machines=machines, screens=self.screens.speaking(machines))

    def shown(self, case: Case, page: Shown, now: datetime) -> Shown:
        """A state or a view of the case as its page shows it now."""
        left = left_in_case(case, page) if isinstance(page, State) else None
        return self.runner.page(self.machine_of(case), case, page, left, now)

    def flow_of(self, case: Case) -> Flow:
        """The flow in the version that the case was begun in."""
        return self.machine_of(case).flow

    @property
    def account(self) -> Account | None:
        return self.machines.catalogue.site.account

    def signed_in(self, browser: Browser, now: datetime) -> SignedIn | None:
        """
        The account that is open in this browser, as of `now`; None: there is none. It is not looked at: how long it
        stays open is not lengthened.

        Raises:
            Unavailable, TimersBehind.
        """
        if self.account is None:
            return None
        for before in gained(browser.held, self.account):
            case = self.runner.as_of(before, now)
            if case is not None:
                machine = self.machine_of(case)
                newest = machine is self.machines.newest(case.flow)
                found = signed_in(self.account, machine.flow, case, newest=newest)
                if found:
                    return found
        return None
