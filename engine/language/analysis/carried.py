"""What resumes take along: the values that the step of a fired event is given by another case, before anything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.language.analysis.once import once
from engine.language.model import Flow, Resume, State, Transition

Carried = Mapping[str, Mapping[str, bool]]  # event -> value -> whether it surely is not null
NOTHING_CARRIED: Mapping[str, bool] = {}


@once
def carried_into(flow: Flow) -> Carried:
    """What the resumes of this flow, and those of its neighbours, bring along for the events of its cases."""
    return together([carried_out_of(flow).get(flow.name, {}), flow.carried_in])


@once
def carried_out_of(flow: Flow) -> Mapping[str, Carried]:
    """flow -> what the resumes of this one bring along for the events of its cases."""
    found: dict[str, list[Carried]] = {}
    for state in flow.states.values():
        for _, event, branches in state.branch_lists():
            for resume in (branch.resume for branch in branches if branch.resume and branch.resume.event):
                assert resume.event
                one = {resume.event.name: _of(flow, state, event, resume)}
                for name in resume.among(flow.name):
                    found.setdefault(name, []).append(one)
    return {name: together(several) for name, several in found.items()}


def carried_with(flow: Flow, event: Transition | None) -> Mapping[str, bool]:
    """value -> whether it surely is not null, of what may be brought along when this event is fired."""
    values = carried_into(flow).get(event.name, NOTHING_CARRIED) if event else NOTHING_CARRIED
    # A button of the same name brings nothing.
    return dict.fromkeys(values, False) if values and event and event.label else values


def _of(flow: Flow, state: State, event: Transition | None, resume: Resume) -> Mapping[str, bool]:
    """What one resume brings along: surely, where the form that is posted with it requires the answer."""
    posted = event is not None and event.label is not None and not event.skip_form
    form = flow.forms.get(state.form.name) if state.form and posted else None
    fields = form.fields if form else {}
    return {
        theirs: mine.name in fields and (fields[mine.name].required or fields[mine.name].kind == "boolean")
        for theirs, mine in resume.carry.items()
    }


def together(several: Sequence[Carried]) -> Carried:
    """A value is surely there with an event where each resume that fires it brings it along."""
    found: dict[str, dict[str, bool]] = {}
    for one in several:
        for event, values in one.items():
            old = found.get(event)
            names = values if old is None else {**old, **values}
            found[event] = {name: values.get(name, False) and (old is None or old.get(name, False)) for name in names}
    return found
