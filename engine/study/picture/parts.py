"""What of a flow is drawn, before anything has a place: its states, what leads from one to another, what stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from engine.core.case import BACK, MODIFY
from engine.core.machine import AUTOMATIC, own_id, transition_id
from engine.language.decoding import Amount
from engine.language.model import At, Branch, BranchList, Edge, Flow, Reminder, Resume, State, Timeout
from engine.language.texts.text import Text
from engine.study.picture.lettering import CUT, one_line

StateKind = Literal["ordinary", "automatic", "rest", "final", "elsewhere"]
WayKind = Literal["event", "automatic", "timeout", "tries", "resume", "refusal"]
NoteKind = Literal["entry", "gate", "refusal", "stay", "leave", "resume", "reminder", "back", "modify"]


class Note(NamedTuple):
    """
    What happens in a state and leads to no other, a line inside its box.

    Attributes:
        id: as the history calls it, where it keeps it; else `state.gate`, `state.modify`, `entry NAME`.
        full: everything about it, in one line.
    """

    id: str
    kind: NoteKind
    words: str
    full: str


class Shown(NamedTuple):
    """A state, or one of another flow that a resume looks in. `name` is unique in the picture."""

    name: str
    kind: StateKind
    title: str
    phase: int | None  # index into the flow's phases
    notes: tuple[Note, ...] = ()


class Way(NamedTuple):
    """
    One arrow. A resume that looks in several states has one to each, all with the same id.

    Attributes:
        id: as the history calls the transition.
        event: what is pressed or happens; empty: of an automatic state.
        guard: the condition in brackets, or `[else]`; empty: always.
    """

    id: str
    kind: WayKind
    source: str
    target: str
    event: str
    guard: str
    full: str


class Parts(NamedTuple):
    states: tuple[Shown, ...]
    ways: tuple[Way, ...]


def parts_of(flow: Flow) -> Parts:
    """The parts of the picture, in the order written; the states of other flows last."""
    drawn = [*_edges(flow), *_across(flow)]
    order = {name: at for at, name in enumerate(flow.states)}
    ways = sorted((way for way in drawn if way.source != way.target), key=lambda way: order[way.source])
    loops: dict[str, list[Way]] = {name: [] for name in flow.states}
    for way in drawn:
        if way.source == way.target:
            loops[way.source].append(way)
    own = [_state(flow, state, loops[state.name]) for state in flow.states.values()]
    elsewhere = dict.fromkeys(way.target for way in ways if way.target not in flow.states)
    others = [Shown(name, "elsewhere", name, None) for name in elsewhere]
    return Parts((*own, *others), tuple(ways))


def _state(flow: Flow, state: State, loops: list[Way]) -> Shown:
    kind: StateKind = (
        "final" if state.final else "rest" if state.rest else "automatic" if state.automatic else "ordinary"
    )
    phase = [*flow.phases].index(state.phase.name) if state.phase and state.phase.name in flow.phases else None
    again = (Note(way.id, "stay", f"↻ {_joined(way)}", way.full) for way in loops)
    return Shown(state.name, kind, in_words(state.title), phase, (*_notes(flow, state), *again))


def _joined(way: Way) -> str:
    return " ".join(part for part in (way.event, way.guard) if part)


# -- what leads from a state to a state


def _edges(flow: Flow) -> Iterator[Way]:
    for edge in flow.edges():
        target = edge.target.name
        if edge.branch:
            event, guard, full = _of_branch(BranchList(edge.source, edge.event, edge.listed), edge.branch)
            kind: WayKind = "automatic" if edge.how == "automatic" else "event"
            yield Way(_branch_id(edge.source, edge, edge.branch), kind, edge.source, target, event, guard, full)
            continue
        state = flow.states[edge.source]
        words = _of_timeout(state.timeout) if edge.how == "timeout" and state.timeout else _of_tries(state)
        way = own_id(edge.source, edge.how, target)
        yield Way(
            way, "timeout" if edge.how == "timeout" else "tries", edge.source, target, words, "", f"{way}: {words}"
        )


def _across(flow: Flow) -> Iterator[Way]:
    """What has no edge and leads to a state all the same: resumes, refusals to an earlier form."""
    for listed in flow.branch_lists():
        for branch in listed.branches:
            event, guard, full = _of_branch(listed, branch)
            name = _branch_id(listed.state, listed, branch)
            if branch.refuse and branch.refuse.state:
                yield Way(name, "refusal", listed.state, branch.refuse.state.name, event, guard, full)
            if branch.resume:
                for target in _resumed(flow, branch.resume):
                    yield Way(name, "resume", listed.state, target, event, _of_resume(branch.resume), full)


def _resumed(flow: Flow, resume: Resume) -> Iterator[str]:
    """The states that a resume looks in; of another flow, under that flow's name; none: any."""
    for among in resume.among(flow.name):
        for state in resume.states:
            if among != flow.name:
                yield f"{among}.{state.name}"
            elif state.name in flow.states:
                yield state.name


# -- what stays in its state


def _notes(flow: Flow, state: State) -> Iterator[Note]:
    for entry in flow.entries.values():
        if entry.state.name == state.name:
            yield Note(f"entry {entry.name}", "entry", f"▸ {entry.name}", f"entry {entry.name}: a case begins here")
    if state.gate:
        yield Note(
            f"{state.name}.gate", "gate", f"◇ {state.gate.name}", f"gate {state.gate.name}, passed before any branch"
        )
    for listed in state.branch_lists():
        for branch in listed.branches:
            yield from _staying(flow, state, listed, branch)
    for number, reminder in enumerate(state.reminders, 1):
        words = _of_reminder(reminder)
        name = own_id(state.name, f"reminder {number}")
        yield Note(name, "reminder", f"◷ {words}", f"{name}: {words}")
    if state.back:
        words = in_words(state.back.label)
        yield Note(own_id(state.name, BACK), "back", f"← {words}", f"{state.name}.{BACK}: {words}, to the step before")
    if state.review:
        yield Note(
            f"{state.name}.{MODIFY}", "modify", "✎ modify", f"{state.name}.{MODIFY}: an earlier form is filled in again"
        )


def _staying(flow: Flow, state: State, listed: BranchList, branch: Branch) -> Iterator[Note]:
    event, guard, full = _of_branch(listed, branch)
    name = _branch_id(listed.state, listed, branch)
    alone = len(state.transitions) == 1  # which of its buttons it is need not be said
    words = " ".join(part for part in ("" if alone and guard else event, guard) if part)
    if branch.refuse and not branch.refuse.state:
        yield Note(name, "refusal", f"✕ {words}", full)
    elif branch.leave:
        yield Note(name, "leave", f"⇥ {words}", full)
    elif branch.resume and not branch.target and not any(_resumed(flow, branch.resume)):
        yield Note(name, "resume", f"⇢ {words}: {_of_resume(branch.resume)}", full)
    elif not (branch.target or branch.refuse or branch.resume):
        yield Note(name, "stay", f"↻ {words}", full)


# -- words


def in_words(text: Text) -> str:
    """A text as one line, its placeholders in braces."""
    values = {one.name: f"{{{one.name}}}" for one in text.placeholders}
    values |= {f"{one.name}.{one.figure}": f"{{{one.name}.{one.figure}}}" for one in text.placeholders if one.figure}
    return one_line(text.plain(values, lambda *_: ("", False)))


def _branch_id(state: str, listed: BranchList | Edge, branch: Branch) -> str:
    return transition_id(state, listed.event.name if listed.event else AUTOMATIC, branch)


def _of_branch(listed: BranchList, branch: Branch) -> tuple[str, str, str]:
    """A branch's event and guard, and all of it in one line."""
    event = listed.event
    label = in_words(event.label) if event and event.label else event.name if event else ""
    guard = f"[{one_line(branch.guard.source)}]" if branch.guard else ""
    if not branch.guard and len(listed.branches) > 1:
        guard = "" if branch.resume else "[else]"
    parts = [_branch_id(listed.state, listed, branch), f"« {label} »" if event and event.label else ""]
    if branch.resume:
        parts.append(_of_resume(branch.resume))
    if branch.refuse:
        parts.append(in_words(branch.refuse.message))
    if branch.leave:
        parts.append(f"leaves to the page {branch.leave.page.name}")
    if branch.guard:
        parts.append(f"if {one_line(branch.guard.source)}")
    return label, guard, "; ".join(part for part in parts if part)


def _of_resume(resume: Resume) -> str:
    key = resume.code or resume.key
    by = f" by {key.name}" if key else ""
    among = f" in {', '.join(flow.name for flow in resume.flows)}" if resume.flows else ""
    return f"resume{by}{among}" + (f" → {resume.event.name}" if resume.event else "")


def _of_timeout(timeout: Timeout) -> str:
    if timeout.at:
        return f"at {_day(timeout.at)}"
    since = f" since {timeout.since.name}" if timeout.since else ""
    return f"after {_amount(timeout.after)}{since}"


def _of_reminder(reminder: Reminder) -> str:
    if reminder.at:
        return f"at {_day(reminder.at)}"
    return f"after {_amount(reminder.after)}" if reminder.after else f"{_amount(reminder.before)} before"


def _of_tries(state: State) -> str:
    return f"after {_amount(state.tries.max)} refusals" if state.tries else ""


def _day(at: At) -> str:
    return at.name.name if at.name else str(at.day)


def _amount(amount: Amount | None) -> str:
    if amount is None:
        return CUT
    return str(amount.value) if amount.value is not None else amount.setting or CUT
