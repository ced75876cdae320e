"""Which case a request means, of those that its browser holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from engine.core.case import TIMEOUT, Case, Step
from engine.core.entrances import may_be_meant
from engine.core.trail import modifiable
from engine.language.model import Flow, State, View

FlowOf = Callable[[Case], Flow]  # the flow of a case, in its version


class Located(NamedTuple):
    """
    A case that a request means.

    Attributes:
        step: index into its trail, of the form to show; the last is the present one.
        why: "here": the step is of the state asked for; else why the present step is shown instead: "too_late": its
            deadline has passed; "over": it had passed when the case came there.
        view: what was asked for, where it is a view that is open; its case stays where it is.
    """

    case: Case
    step: int
    why: Literal["here", "elsewhere", "too_late", "over"]
    view: View | None = None


def begun_at(held: Sequence[Case], entry: str) -> Case | None:
    """The case begun at an entry, as long as nothing has sealed it."""
    return next((case for case in held if case.entry == entry and not case.bound and not case.closed_at), None)


def named(held: Sequence[Case], case_id: str) -> Case | None:
    """The case that a form names."""
    return next((case for case in held if case.id == case_id), None)


def showing(flow_of: FlowOf, held: Sequence[Case], state: str) -> Located | None:
    """
    The case that an address of `state` means: one in that state, or in one where the view of that name is open; else
    one whose earlier form there can be filled in again; else the last touched that can be meant; None: no case.

    Args:
        held: the last touched first.
    """
    for case in held:
        if case.state == state:
            return Located(case, len(case.trail) - 1, "here")
        view = view_open(flow_of(case), case, state)
        if view:
            return Located(case, len(case.trail) - 1, "here", view)
    for case in held:
        step = modifiable(flow_of(case), case).get(state)
        if step is not None:
            return Located(case, step, "here")
    other = meant(flow_of, held, state)
    if other is None:
        return None
    late = next((step for step in other.trail[::-1] if step.event == TIMEOUT and step.state == state), None)
    if late is None:
        return Located(other, len(other.trail) - 1, "elsewhere")
    return Located(other, len(other.trail) - 1, "over" if _over_on_entry(late) else "too_late")


def _over_on_entry(step: Step) -> bool:
    """Whether the deadline of a state had passed already when it was entered."""
    return any(timer.kind == "timeout" and step.entered_at and timer.due_at <= step.entered_at for timer in step.timers)


def view_open(flow: Flow, case: Case, name: str) -> View | None:
    """The view of this name, if it is open where the case stands. `flow`: in the case's version."""
    return next((view for view in flow.views_open(case.state) if view.name == name), None)


def meant(flow_of: FlowOf, held: Sequence[Case], state: str) -> Case | None:
    """The last touched case that a request for `state` can mean."""
    return next((case for case in held if may_be_meant(flow_of(case), case, state)), None)


def as_declared(case: Case, page: State | View) -> State | View:
    """The page with all that may stand on it."""
    return page


def offering(
    flow_of: FlowOf,
    held: Sequence[Case],
    document: str,
    shown: Callable[[Case, State | View], State | View] = as_declared,
) -> Case | None:
    """
    The case whose present state, or a view that is open there, links to a document.

    Args:
        shown: that page as it is shown now: a link that does not stand there offers nothing.
    """
    for case in held:
        flow = flow_of(case)
        state = flow.states[case.state]
        pages: tuple[State | View, ...] = (state, *flow.views_open(state.name))
        linking = (page for page in pages if document in flow.documents and document in flow.documents_linked(page))
        if any(document in flow.documents_linked(shown(case, page)) for page in linking):
            return case
    return None


def answered(flow: Flow, case: Case, state: str, visit: str) -> int | None:
    """
    The step that a posted form answers, as an index into the trail; None: the form is stale.

    Args:
        state: whose form it is.
        visit: the visit that the form carries.
    """
    if case.state == state:
        return len(case.trail) - 1 if str(case.present.visit) == visit else None
    return modifiable(flow, case).get(state)


def fillable(flow: Flow, case: Case, state: str) -> int | None:
    """The step whose form of `state` can be shown now, as an index into the trail; None: it has left the trail."""
    return len(case.trail) - 1 if case.state == state else modifiable(flow, case).get(state)


def timed_out_since(case: Case, visit: str) -> bool:
    """Whether a deadline has passed since the visit that a form carries."""
    return any(step.event == TIMEOUT and str(step.visit) == visit for step in case.trail)
