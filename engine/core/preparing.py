"""Ask, fire what is due, decide again: what must be committed first so that a step can be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple, assert_never

from engine.core.case import (
    KEEP,
    REMINDER,
    TIMEOUT,
    Case,
    CodeQuestion,
    Decision,
    Event,
    Facts,
    Needs,
    NumberQuestion,
    PauseQuestion,
    Question,
    Refusal,
    RegisterQuestion,
    RegisterRow,
    ServiceQuestion,
    Waiting,
    WaitingQuestion,
)
from engine.core.context import EvaluationContext, Unanswered
from engine.core.decide import begin, decide
from engine.core.machine import Machine
from engine.core.records import Records
from engine.core.standing import Shown, Standing, standing
from engine.core.trail import fires_at, next_due


class StepRequest(NamedTuple):
    """
    One event for one case.

    Attributes:
        case: as read; revision 0: it begins with this step.
        at: when the event arrives, or the timer was due (aware, UTC).
        secrets: secret field -> clear text, as posted with this step.
        firing: cases whose timers wait for this step; they are taken as they are.
        proofs: what the browser shows of the accounts that were opened in it before.
    """

    machine: Machine
    case: Case
    event: Event
    at: datetime
    secrets: Mapping[str, str] = {}
    firing: frozenset[str] = frozenset()
    proofs: tuple[str, ...] = ()


class Unverified(NamedTuple):
    """A secret that has to be verified, outside any transaction, before the step can be decided."""

    kept: str | None  # the hash; None: nothing is kept, and verifying takes the same time
    clear: str


Outside = Unverified | ServiceQuestion  # what is looked into while no transaction waits for it
Verdicts = Mapping[Outside, Any]  # -> bool of a secret; what a service has answered, or None
NOTHING_KNOWN: Verdicts = MappingProxyType({})


class Ready(NamedTuple):
    """
    The step to commit now.

    Attributes:
        request: the one that was asked for, or a timer of another case that is due before.
        wrong_attempt: whether a code or secret posted with the step was tried and none was right; None: none was tried.
    """

    request: StepRequest
    outcome: Decision | Refusal
    wrong_attempt: bool | None


class First(NamedTuple):
    """A case as it would begin."""

    case: Case


class TimerDue(NamedTuple):
    """A timer of this case is due before anybody looks at it."""

    case_id: str


class _Due(NamedTuple):
    case: Case  # a timer of it fires before anybody looks at it


class _Asker(NamedTuple):
    """On whose behalf questions are answered."""

    at: datetime
    firing: frozenset[str]
    secrets: Mapping[str, str]
    verdicts: Verdicts
    proofs: tuple[str, ...] = ()


def prepare(records: Records, request: StepRequest, verdicts: Verdicts) -> Ready | Outside:
    """
    The step to commit first for `request`: itself, decided on what is kept now – or a timer of a case it looks at that
    is due before. Committing it and calling again leads to the step itself.

    Args:
        verdicts: of the secrets verified and the services asked so far.

    Returns:
        Unverified where a secret has to be verified first, a question where a service has to be asked.

    Raises:
        GuardFailed, MissingKey, NoBranch: the flow is at fault; nothing may be kept.
    """
    firing = request.firing | {request.case.id}
    asker = _Asker(request.at, firing, request.secrets, verdicts, request.proofs)

    def decided(facts: Facts) -> Decision | Refusal | Needs:
        return decide(request.machine, request.case, request.event, facts, request.at, records.calendar)

    facts: dict[Question, Any] = {}
    found = _ask(records, asker, facts, decided)
    if isinstance(found, _Due):
        return _prepare_timer(records, found.case, asker)
    if isinstance(found, Outside):
        return found
    assert isinstance(found, Decision | Refusal), "an event was decided"
    untried = _untried(request, found, facts)
    owed = next((secret for secret in untried if secret not in verdicts), None)
    return owed or Ready(request, found, _wrong_attempt(request, facts, untried=bool(untried)))


def prepare_first(
    records: Records, machine: Machine, entry: str, case_id: str, at: datetime, verdicts: Verdicts = NOTHING_KNOWN
) -> First | Ready | ServiceQuestion:
    """A case as it would begin at `entry`; or the timer of a case it looks at that is due before."""
    asker = _Asker(at, frozenset(), {}, verdicts)
    found = _ask(records, asker, {}, lambda facts: begin(machine, entry, case_id, facts, at, records.calendar))
    if isinstance(found, _Due):
        return _prepare_timer(records, found.case, asker)
    if isinstance(found, ServiceQuestion):
        return found
    assert isinstance(found, Decision), "a first state refuses nothing, and nobody has typed a secret"
    return First(found.case)


def prepare_page(
    records: Records, machine: Machine, case: Case, page: Shown, tries_left: int | None, at: datetime
) -> Standing[Shown] | TimerDue:
    """A state or a view as its page shows it for this case; or a case it looks at of which a timer is due before."""

    def shown(facts: Facts) -> Standing[Shown] | Needs:
        try:
            return standing(EvaluationContext(machine, facts, at, records.calendar), case, page, tries_left)
        except Unanswered as unanswered:
            return Needs((unanswered.question,))

    asker = _Asker(at, frozenset({case.id}), {}, {})
    found = _ask(records, asker, {}, shown)
    if isinstance(found, _Due):
        return TimerDue(found.case.id)
    assert isinstance(found, Standing), "no `when` tries a secret or asks a service"
    return found


def prepare_due(
    records: Records, case_id: str, at: datetime, verdicts: Verdicts = NOTHING_KNOWN
) -> Ready | ServiceQuestion | None:
    """The timer to fire first so that the case is as of `at`: its own, or one that is due before; None: none is due."""
    case = records.case(case_id, at)
    if case is None or next_due(case, at) is None:
        return None
    return _prepare_timer(records, case, _Asker(at, frozenset(), {}, verdicts))


def secrets_to_keep(request: StepRequest, outcome: Decision | Refusal) -> tuple[str, ...]:
    """The secrets of which a hash is kept with a step, where they were posted: none where the form was refused."""
    if isinstance(outcome, Refusal) or any(taken.outcome == "refused" for taken in outcome.taken[:1]):
        return ()
    return request.event.secrets if request.event.name == KEEP else outcome.case.kept_secrets


def worth_keeping(before: Case, outcome: Decision | Refusal) -> bool:
    """
    Whether the case is kept after a step. Not after a refusal that changes nothing: showing it again costs no row. Nor
    is the case of a visitor that was never kept and ends here, because a resume handed the browser over.
    """
    if isinstance(outcome, Refusal):
        return outcome.case._replace(touched_at=before.touched_at) != before
    return not (outcome.resumed and outcome.resumed.hand_over and before.revision == 0)


def _prepare_timer(records: Records, case: Case, asker: _Asker) -> Ready | ServiceQuestion:
    timer = next_due(case, asker.at)
    assert timer
    event = Event(TIMEOUT if timer.kind == "timeout" else REMINDER, "timer", at=timer.which)
    request = StepRequest(records.machine(case), case, event, fires_at(case, timer), {}, asker.firing)
    ready = prepare(records, request, asker.verdicts)
    assert not isinstance(ready, Unverified), "a timer has no secret to be verified"
    return ready


def _ask(
    records: Records,
    asker: _Asker,
    facts: dict[Question, Any],
    decided: Callable[[Facts], Decision | Refusal | Standing[Any] | Needs],
) -> Decision | Refusal | Standing[Any] | _Due | Outside:
    while isinstance(outcome := decided(facts), Needs):
        for question in outcome.questions:
            answer = _answer(records, asker, question)
            if isinstance(answer, _Due | Outside):
                return answer
            facts[question] = answer
    return outcome


def _answer(records: Records, asker: _Asker, question: Question) -> Any:
    match question:
        case RegisterQuestion():
            return _register_row(records, asker, question)
        case WaitingQuestion():
            return _waiting(records, asker, question)
        case CodeQuestion():
            return records.code_status(question, asker.at)
        case PauseQuestion():
            return records.count(question, asker.proofs, asker.at)
        case NumberQuestion():
            return records.free_number(question)
        case ServiceQuestion():
            return asker.verdicts.get(question, question)
        case _:
            assert_never(question)


def _register_row(records: Records, asker: _Asker, question: RegisterQuestion) -> RegisterRow | _Due | None:
    row = records.register_row(question.register, question.key)
    if row is None or row.case_id is None or row.case_id in asker.firing:
        return row
    holder = records.case(row.case_id, asker.at)
    return _Due(holder) if holder and next_due(holder, asker.at) else row


def _waiting(records: Records, asker: _Asker, question: WaitingQuestion) -> Waiting | _Due | Unverified | None:
    """The case that waits where it is looked for, with these secrets. Without one, as many secrets are verified."""
    case_id = records.waiting_case(question, asker.at)
    case = records.case(case_id, asker.at) if case_id else None
    if case and case.id not in asker.firing and next_due(case, asker.at):
        return _Due(case)
    if case and (case.flow not in question.flows or case.closed_at):
        case = None
    if case and question.states and case.state not in question.states:
        case = None
    hashes = records.secret_hashes(case.id) if case and question.secrets else {}
    for theirs, ours in question.secrets:
        clear = asker.secrets.get(ours)
        if clear is None:
            case = None
            continue
        secret = Unverified(hashes.get(theirs) if case else None, clear)
        if secret not in asker.verdicts:
            return secret
        if not asker.verdicts[secret]:
            case = None
    return Waiting(records.machine(case), case) if case else None


def _untried(request: StepRequest, outcome: Decision | Refusal, facts: Facts) -> list[Unverified]:
    """
    Secrets that were posted to be compared, and that no branch has tried: a guard did not hold. They are verified all
    the same, against nothing, so that the answer does not come sooner for a key that no resume is tried for.
    """
    if isinstance(outcome, Refusal) and outcome.why != "refused":
        return []  # nothing is tried for anybody
    event = request.machine.events(request.case.state).get(request.event.name)
    resumes = [branch.resume for branch in event.branches if branch.resume] if event else []
    compared = dict.fromkeys(ours.name for resume in resumes for ours in resume.secret.values())
    asked = [question for question in facts if isinstance(question, WaitingQuestion)]
    tried = {ours for question in asked for _, ours in question.secrets}
    return [Unverified(None, request.secrets[name]) for name in compared if name in request.secrets.keys() - tried]


def _wrong_attempt(request: StepRequest, facts: Facts, *, untried: bool) -> bool | None:
    posted = {value for value in request.event.answers.values() if isinstance(value, str)}
    right: list[bool] = [False] if untried else []
    for question, answer in facts.items():
        if isinstance(question, CodeQuestion) and question.hash in posted:
            right.append(answer == "valid")
        elif isinstance(question, WaitingQuestion):
            tried = question.hash in posted or any(ours in request.secrets for _, ours in question.secrets)
            right += [answer is not None] if tried else []
    return not any(right) if right else None
