"""What a page offers: the form of one step of a case, its buttons, and the ways back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from engine.core.case import Case
from engine.core.trail import back_to, modifiable
from engine.language.forms import Form
from engine.language.model import Flow, Leave, State, Transition


class Offer(NamedTuple):
    """
    What a person can do on the page of one step.

    Attributes:
        earlier: the step is passed: its form is filled in again (« Modifier »).
        buttons: the labelled transitions, in the order written.
        back: whether there is an earlier step to go back to.
        modifiable: states whose passed forms can be filled in again.
    """

    state: State
    form: Form | None
    earlier: bool
    buttons: tuple[Transition, ...]
    back: bool
    modifiable: tuple[str, ...]


def offer_of(flow: Flow, case: Case, step: int) -> Offer:
    """
    What the page of a step offers.

    Args:
        step: index into the trail; the last is the present one.
    """
    state = flow.states[case.trail[step].state]
    earlier = step < len(case.trail) - 1
    return Offer(
        state,
        flow.forms[state.form.name] if state.form else None,
        earlier,
        tuple(state.buttons()),
        not earlier and state.back is not None and back_to(flow, case) is not None,
        tuple(modifiable(flow, case)),
    )


def pressed(buttons: Sequence[Transition], name: str) -> Transition | None:
    """
    The button of this name; None: the page has none.

    Args:
        name: as posted; empty: Enter in a field, which presses the first button.
    """
    if not name:
        return next(iter(buttons), None)
    return next((button for button in buttons if button.name == name), None)


@lru_cache(maxsize=1024)
def tries_a_secret(flow: Flow, state: State) -> bool:
    """Whether a code or a password is tried with the form of this state: its gate stands before each attempt."""
    form = flow.forms[state.form.name] if state.form else None
    if form and any(name in flow.code_fields() for name in form.fields):
        return True
    return any(branch.resume and branch.resume.secret for branch in state.branches())


class WayOut(NamedTuple):
    """
    A button that lets the case go.

    Attributes:
        leave: what it opens; of several, that of the last branch.
        always: in every branch; else whether it does depends on the case.
        posts: the form is posted and checked with it.
        alone: it does nothing else.
    """

    leave: Leave
    always: bool
    posts: bool
    alone: bool


def way_out(flow: Flow, state: str, event: str) -> WayOut | None:
    """What a button does that may let the case go; None: it does not, or there is none of this name."""
    here = flow.states.get(state)
    button = here.transitions.get(event) if here else None
    leaves = [branch.leave for branch in button.branches if branch.leave] if button else []
    if here is None or button is None or button.label is None or not leaves:
        return None
    always = len(leaves) == len(button.branches)
    posts = here.form is not None and not button.skip_form
    alone = len(button.branches) == 1 and not posts and not button.branches[0].effects
    return WayOut(leaves[-1], always, posts, alone)


def leaves_by(flow: Flow, state: str, event: str) -> str | None:
    """The page that a button opens, if all it does is let the case go."""
    way = way_out(flow, state, event)
    return way.leave.page.name if way and way.alone else None
