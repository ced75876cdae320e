"""Secrets typed with a form that was not accepted: a hash of them waits until the form is, or until it is dropped."""

from __future__ import annotations

from engine.core.case import AcceptPending, Case, DropPending, Effect, Event
from engine.language.model import Flow, State

# A hash takes some 20 ms of a processor: this many are made for one case while its forms are refused, then a secret is
# typed again.
MOST_PENDING = 10


def keepable(flow: Flow, case: Case, state: State, names: tuple[str, ...]) -> tuple[str, ...]:
    """Of these secrets, typed in a form of `state`, those that may wait as a hash: none in a first form, none that a
    resume compares, and none of a case for which too many were hashed."""
    if not case.revision or case.closed_at:
        return ()
    compared = {ours.name for branch in state.branches() if branch.resume for ours in branch.resume.secret.values()}
    found = tuple(name for name in names if name not in compared)
    return found if case.pending_made + len(found) <= MOST_PENDING else ()


def kept(flow: Flow, case: Case, state: str, event: Event) -> tuple[Case, tuple[Effect, ...]]:
    """
    The case with a pending hash of each of `event.secrets`. Of the other secrets of that form only those of
    `event.pending` still wait: no page speaks for the others any more.
    """
    waiting = (*event.pending, *event.secrets)
    dropped = tuple(name for name in _of(flow, case, state) if name not in waiting)
    pending = tuple(dict.fromkeys((*_without(case, dropped), *event.secrets)))
    case = case._replace(pending_secrets=pending, pending_made=case.pending_made + len(event.secrets))
    return case, (DropPending(dropped),) if dropped else ()


def settled(flow: Flow, case: Case, state: str, event: Event) -> tuple[Case, tuple[Effect, ...]]:
    """The case after the form of `state` is accepted: a secret left blank is the pending one, and no other waits."""
    waiting = _of(flow, case, state)
    accepted = tuple(name for name in waiting if name in event.pending)
    dropped = tuple(name for name in waiting if name not in accepted)
    effects: tuple[Effect, ...] = ()
    if accepted:
        effects += (AcceptPending(accepted),)
    if dropped:
        effects += (DropPending(dropped),)
    return (case._replace(pending_secrets=_without(case, waiting)), effects) if effects else (case, ())


def sealed_off(flow: Flow, case: Case) -> tuple[Case, tuple[Effect, ...]]:
    """The case after a seal or an end: only a secret of the form that it stands at still waits."""
    here = () if case.closed_at else _of(flow, case, case.state)
    dropped = tuple(name for name in case.pending_secrets if name not in here)
    if not dropped:
        return case, ()
    return case._replace(pending_secrets=_without(case, dropped)), (DropPending(dropped),)


def _of(flow: Flow, case: Case, state: str) -> tuple[str, ...]:
    if not case.pending_secrets:
        return ()
    named = flow.states[state].form
    fields = flow.forms[named.name].fields if named else {}
    return tuple(name for name in case.pending_secrets if name in fields)


def _without(case: Case, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in case.pending_secrets if name not in names)
