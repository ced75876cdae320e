"""Secrets typed with a form that was not accepted: what waits, what is accepted, what is dropped. Values in, out."""

from __future__ import annotations

from typing import Any

import pytest

from engine.core import pending
from engine.core.case import BACK, KEEP, AcceptPending, Decision, DropPending, Event, Refusal
from engine.core.preparing import StepRequest, secrets_to_keep
from tests.support.stage import CHILD, NOW, CaseRunner, to_recap


def waiting(runner: CaseRunner, *names: str) -> Decision:
    kept = runner.send(runner.begin()._replace(revision=1), KEEP, secrets=names, inner="qui")
    assert isinstance(kept, Decision)
    return kept


def test_what_waits_is_not_given(runner: CaseRunner) -> None:
    kept = waiting(runner, "mot").case
    assert (kept.pending_secrets, kept.pending_made, kept.kept_secrets) == (("mot",), 1, ())
    assert kept.secrets_given() == frozenset()
    assert kept.visits == runner.begin().visits, "the form stays good for a post"


def test_blank_on_a_valid_form_takes_it(runner: CaseRunner) -> None:
    case = waiting(runner, "mot").case
    taken = runner.send(case, "suite", answers=CHILD, secrets=("mot",), pending=("mot",))
    assert taken.effects == (AcceptPending(("mot",)),)
    assert (taken.case.pending_secrets, taken.case.kept_secrets) == ((), ("mot",))


def test_another_typed_with_a_valid_form_drops_it(runner: CaseRunner) -> None:
    taken = runner.send(waiting(runner, "mot").case, "suite", answers=CHILD, secrets=("mot",))
    assert taken.effects == (DropPending(("mot",)),)
    assert (taken.case.pending_secrets, taken.case.kept_secrets) == ((), ("mot",))


def test_back_leaves_it_and_a_seal_drops_it(runner: CaseRunner) -> None:
    recap = to_recap(runner)._replace(pending_secrets=("mot",), pending_made=1)
    assert runner.send(recap, BACK).case.pending_secrets == ("mot",)
    sealed = runner.send(recap, "valider")
    assert DropPending(("mot",)) in sealed.effects
    assert sealed.case.pending_secrets == ()


@pytest.mark.parametrize(
    ("changes", "kept", "why"),
    [
        ({"revision": 1}, ("mot",), "a case that has begun"),
        ({"revision": 0}, (), "a first form: nothing is written for it"),
        ({"revision": 1, "closed_at": NOW}, (), "it has ended"),
        ({"revision": 1, "pending_made": pending.MOST_PENDING - 1}, ("mot",), "the last one"),
        ({"revision": 1, "pending_made": pending.MOST_PENDING}, (), "one too many"),
    ],
)
def test_whether_a_secret_may_wait(runner: CaseRunner, changes: dict[str, Any], kept: Any, why: str) -> None:
    case = runner.begin()._replace(**changes)
    flow = runner.machine.flow
    assert pending.keepable(flow, case, flow.states["qui"], ("mot",)) == kept, why


def test_no_hash_is_wanted_of_a_form_that_is_refused(runner: CaseRunner) -> None:
    case = runner.begin()._replace(kept_secrets=("mot",))
    request = StepRequest(runner.machine, case, Event("suite", secrets=("mot",)), NOW, {"mot": "clear"})
    assert secrets_to_keep(request, Refusal(case, "refused")) == ()
    assert secrets_to_keep(request, Decision(case, ())) == ("mot",)
