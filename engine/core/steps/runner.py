"""One step kept: prepared on what is kept now and committed, in one transaction – again where that was overtaken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from engine.core.builder import NoBranch
from engine.core.case import Case, Decision, Needs, Refusal, ServiceQuestion, Taken
from engine.core.decide import begin, decide
from engine.core.kept import Conflict, Kept, Ledger, Unavailable
from engine.core.limits import Limits
from engine.core.machine import Machine
from engine.core.preparing import (
    First,
    Outside,
    Ready,
    StepRequest,
    TimerDue,
    prepare,
    prepare_due,
    prepare_first,
    prepare_page,
    secrets_to_keep,
)
from engine.core.standing import Shown, Standing, unconditional
from engine.core.steps.committing import CommittedStep, Committer, ResumedMoved
from engine.core.steps.records import KeptRecords
from engine.core.surroundings import NO_SERVICES, SILENCE, Log, Machines, Services, Vault
from engine.core.trail import next_due
from engine.problems import EngineError

_INFO = 20  # a level of logging's

# A step is decided again when the row, a claim or a number was lost to another; this many times, then it is a fault.
MOST_ROUNDS = 40

# So many timers are fired for one look: half a second's work. In a flow that checks clean no timers lead in a circle,
# so that a case left for years is up to date after as many as there are states with a timer on its way: of the longest
# procedures a dozen. An older version may hold such a circle, and with it any number of timers that are due.
MOST_TIMERS = 100


class Moved(EngineError):
    """The case was changed by another step meanwhile: the post is a stale one."""


class TimersBehind(EngineError):
    """More timers are due than are fired for one look. Those that were are kept; the next look goes on from there."""

    def __init__(self, case_id: str) -> None:
        super().__init__(f"case {case_id}: {MOST_TIMERS} timers were fired, and more are due")


class Companion(Protocol):
    """What is written together with a step, or not at all."""

    def write(self, tx: Kept, step: CommittedStep) -> Any:
        """Writes in the transaction of the step. What it raises undoes the step; what it returns is kept with it."""


class Submitted(NamedTuple):
    """
    What comes with a step that a person takes.

    Attributes:
        token: the step token; it can be kept once.
        verifies: a secret among those posted may be one to be verified.
        client: the network address that it was posted from; None: not known.
    """

    token: str | None = None
    verifies: bool = False
    companion: Companion | None = None
    client: str | None = None


NOTHING_MORE = Submitted()


class StepRunner:
    """
    Where store and core meet: everything that a step reads and writes goes through here.

    Attributes:
        witness: is shown the flow and the transitions of each step, also of a refusal that is not kept.
    """

    witness: Callable[[str, Sequence[Taken]], None] | None = None

    def __init__(
        self,
        machines: Machines,
        database: Ledger,
        vault: Vault,
        limits: Limits,
        services: Services = NO_SERVICES,
        log: Log = SILENCE,
    ) -> None:
        self.log = log
        self._services = services
        self._machines = machines
        self._database = database
        self._vault = vault
        self._committer = Committer(machines, vault, limits, log)

    def first(self, machine: Machine, entry: str, now: datetime) -> Case:
        """A case as it would begin at `entry`. Nothing is kept."""
        case_id = self._vault.fresh()
        decision = begin(machine, entry, case_id, {}, now, self._machines.calendar)
        if isinstance(decision, Decision):
            return decision.case  # most entries ask nothing: no transaction is opened
        verdicts: dict[Outside, Any] = {}
        while True:
            with self._database.read() as tx:
                found = prepare_first(self._records(tx), machine, entry, case_id, now, verdicts)
            if isinstance(found, First):
                return found.case
            if isinstance(found, ServiceQuestion):
                verdicts[found] = self._ask(found)
            else:
                self.fire_due(found.request.case.id, found.request.at)

    def page(self, machine: Machine, case: Case, page: Shown, tries_left: int | None, now: datetime) -> Shown:
        """
        A state or a view as its page shows it for this case now: without what its `when` takes away. Nothing is kept
        but a timer of another case that is due before it is looked at. Where no part of the page has a `when`, nothing
        is read.
        """
        if not page.conditions():
            return page
        try:
            found = self._standing(machine, case, page, tries_left, now)
            while isinstance(found, TimerDue):
                self.fire_due(found.case_id, now)
                found = self._standing(machine, case, page, tries_left, now)
        except (Unavailable, TimersBehind) as fault:
            self.log.warning("not shown: %s", fault, extra={"case": case.id, "flow": case.flow})
            return unconditional(page)
        for failed in found.failed:
            self.log.error("not shown: %s", failed, extra={"case": case.id, "flow": case.flow})
        return found.page

    def _standing(
        self, machine: Machine, case: Case, page: Shown, tries_left: int | None, now: datetime
    ) -> Standing[Shown] | TimerDue:
        with self._database.read() as tx:
            return prepare_page(self._records(tx), machine, case, page, tries_left, now)

    def step(
        self, request: StepRequest, submitted: Submitted = NOTHING_MORE, hashes: dict[str, str] | None = None
    ) -> CommittedStep:
        """
        Decides the event and keeps the decision, in one transaction, with what the companion writes. Outside it comes
        first only what must not wait in it: a secret is verified or hashed, a service is asked, a timer due before is
        fired.

        Args:
            hashes: field -> hash of the secrets posted, as far as they were hashed before; those made here are added.

        Raises:
            Moved: the case is not at this revision any more.
            Conflict: the token was kept by another request ("token").
            TooOften: one mail too many would be sent; nothing is kept. What the companion raises passes through.
            GuardFailed, MissingKey, NoBranch: the flow is at fault; nothing is kept.
            Unavailable, Busy: nothing is kept; it may be tried again.
            TimersBehind: the step is not kept; it may be tried again.
        """
        verdicts: dict[Outside, Any] = {}
        hashes = {} if hashes is None else hashes
        looking = bool(request.secrets) and (submitted.verifies or not self._hash_ahead(request, hashes))
        rounds = fired = 0
        while rounds < MOST_ROUNDS:
            rounds += 1
            if looking:
                self._look(request, verdicts, hashes)
            try:
                with self._database.write() as tx:
                    ready = prepare(self._records(tx), request, verdicts)
                    if isinstance(ready, Outside) or _lacks_a_hash(ready, hashes):
                        looking = True
                        continue
                    looking, own = False, ready.request is request
                    step = self._commit(tx, ready, submitted if own else NOTHING_MORE, hashes)
            except ResumedMoved:
                continue
            except Conflict as lost:
                if own and lost.what == "revision":
                    raise Moved(f"case {request.case.id} has moved") from lost
                if lost.what == "token":
                    raise
                continue
            self._log(step)
            if own:
                return step
            rounds, fired = rounds - 1, fired + 1  # nothing was lost
            if fired == MOST_TIMERS:
                raise TimersBehind(request.case.id)
        # Lost each time to a row that the guards let pass: no race is as long as that.
        raise NoBranch(f"{request.event.name}: what it claims or draws was lost in {MOST_ROUNDS} rounds")

    def fire_due(self, case_id: str, now: datetime, ended: Callable[[], bool] = lambda: False) -> Case | None:
        """
        The case as of `now`: each of its timers that is due is fired first, as of its due time.

        Args:
            ended: asked between two timers; where it is so, the case is returned as far as it has come.

        Returns:
            None where there is no such case, or retention has erased it.

        Raises:
            TimersBehind: more are due than are fired for one look.
        """
        lost = fired = 0
        verdicts: dict[Outside, Any] = {}
        while lost < MOST_ROUNDS:
            with self._database.read() as tx:
                case = tx.case(case_id, now)
            if case is None or next_due(case, now) is None or ended():
                return case
            if fired == MOST_TIMERS:
                raise TimersBehind(case_id)
            try:
                with self._database.write() as tx:
                    ready = prepare_due(self._records(tx), case_id, now, verdicts)
                    step = self._committer.commit(tx, ready) if isinstance(ready, Ready) else None
            except (Conflict, ResumedMoved):
                lost += 1
                continue
            if isinstance(ready, ServiceQuestion):
                verdicts[ready] = self._ask(ready)
                continue
            fired += 1
            verdicts = {}  # each step asks afresh
            if step:
                self._log(step)
        raise NoBranch(f"a timer of case {case_id}: what it claims or draws was lost in {MOST_ROUNDS} rounds")

    def as_of(self, case: Case, now: datetime) -> Case | None:
        """The same for a case that was read just now."""
        return case if next_due(case, now) is None else self.fire_due(case.id, now)

    def _log(self, step: CommittedStep) -> None:
        """One line for the operator for each case that was changed: names of the flow alone."""
        resumed = step.outcome.resumed if isinstance(step.outcome, Decision) else None
        theirs = resumed.decision.taken if resumed and resumed.decision else ()
        logged = self.log.isEnabledFor(_INFO)
        for case, taken in ((step.case, step.outcome.taken), (step.resumed, theirs)):
            if case and self.witness:
                self.witness(case.flow, taken)
            if case and taken and logged:
                ways = ", ".join(f"{one.state}.{one.event} {one.outcome}" for one in taken)
                self.log.info("step", extra={"case": case.id, "flow": case.flow, "taken": ways})

    def _records(self, tx: Kept) -> KeptRecords:
        return KeptRecords(tx, self._machines, self._vault)

    def _ask(self, question: ServiceQuestion) -> str | None:
        return self._services.answer(question.service, question.given)

    def _look(self, request: StepRequest, verdicts: dict[Outside, Any], hashes: dict[str, str]) -> None:
        """Verifies, hashes and asks what the step needs, while no transaction waits for it."""
        while True:
            with self._database.read() as tx:
                ready = prepare(self._records(tx), request, verdicts)
            if isinstance(ready, Ready):
                break
            if isinstance(ready, ServiceQuestion):
                verdicts[ready] = self._ask(ready)
            else:
                verdicts[ready] = self._vault.verify(ready.kept, ready.clear)
        if ready.request is request:
            self._hash(request, ready.outcome, hashes)

    def _hash_ahead(self, request: StepRequest, hashes: dict[str, str]) -> bool:
        """
        Hashes what the step will keep, where that is known before anything is looked up; else it is not known whether
        the form is refused, and a refused one must not cost a hash.
        """
        first = decide(request.machine, request.case, request.event, {}, request.at, self._machines.calendar)
        if isinstance(first, Needs):
            return False
        self._hash(request, first, hashes)
        return True

    def _hash(self, request: StepRequest, outcome: Decision | Refusal, hashes: dict[str, str]) -> None:
        for name in secrets_to_keep(request, outcome):
            if name in request.secrets and name not in hashes:
                hashes[name] = self._vault.hash(request.secrets[name])

    def _commit(self, tx: Kept, ready: Ready, submitted: Submitted, hashes: Mapping[str, str]) -> CommittedStep:
        step = self._committer.commit(tx, ready, token=submitted.token, hashes=hashes, client=submitted.client)
        if submitted.companion is None:
            return step
        return step._replace(companion=submitted.companion.write(tx, step))


def _lacks_a_hash(ready: Ready, hashes: Mapping[str, str]) -> bool:
    posted = ready.request.secrets
    return any(name in posted and name not in hashes for name in secrets_to_keep(ready.request, ready.outcome))
