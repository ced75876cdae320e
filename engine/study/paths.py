"""Few paths that together reach what a search has reached, each with its steps in words and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, NamedTuple, assert_never
from zoneinfo import ZoneInfo

from engine.core.doors import shut
from engine.language.model import Flow
from engine.study.cells import Typed
from engine.study.goals import Goal
from engine.study.search import Found
from engine.study.situation import Situation
from engine.study.world import Action, Advance, Observation, Open, Post, PutRow, SayAnswer

FORMAT = 1  # of the file
FIRST_DAY = date(2026, 1, 5)  # a Monday; the first on which all doors are open is taken
LATEST = 1500  # days after it


class Step(NamedTuple):
    """
    One action.

    Attributes:
        words: what is done, for a reader.
        do: the same as data. A code or a number stands as where it is told: `{"mail": …, "take": …, "step": …}`.
        expect: what is seen then: the page, problems, mails, calls, what is due, rows and codes.
    """

    words: str
    do: Mapping[str, Any]
    expect: Mapping[str, Any]


class Test(NamedTuple):
    """
    One story.

    Attributes:
        id: the flow and a hash of the transitions on the way: it outlives a change of order, titles and data.
        title: the states on the way.
        goals: those that no test before it reaches.
    """

    id: str
    title: str
    goals: tuple[str, ...]
    steps: tuple[Step, ...]


def start_of(flow: Flow) -> datetime:
    """When the paths of a flow begin: nine in the morning of the first day on which all its doors are open."""
    zone = ZoneInfo(flow.zone)
    for days in range(LATEST):
        at = datetime.combine(FIRST_DAY + timedelta(days), time(9), zone).astimezone(UTC)
        if not any(shut(flow, entry, at) for entry in flow.entries):
            return at
    return datetime.combine(FIRST_DAY, time(9), zone).astimezone(UTC)


def covering(flow: Flow, found: Found) -> tuple[Test, ...]:
    """Tests that reach all that was reached: at each turn the path with most that is new, of these the shortest."""
    left = {goal.id: goal for goal in found.reached}
    paths = [(here, _on(here)) for here in {id(one): one for one in found.reached.values()}.values()]
    tests: list[Test] = []
    while left:
        here, met = max(paths, key=lambda path: (len(path[1] & left.keys()), -path[0].depth))
        new = tuple(name for name in left if name in met)
        tests.append(_test(flow, here, new))
        for name in new:
            del left[name]
    return _named_apart(tests)


def as_data(flow: Flow, start: datetime, tests: Sequence[Test], open_goals: Sequence[Goal]) -> dict[str, Any]:
    """A plan as it is written to a file."""
    return {
        "parcours_plan": FORMAT,
        "flow": flow.name,
        "version": flow.version,
        "digest": flow.digest,
        "start": start.isoformat(),
        "tests": [
            {
                "id": test.id,
                "title": test.title,
                "goals": list(test.goals),
                "steps": [{"words": step.words, "do": step.do, "expect": step.expect} for step in test.steps],
            }
            for test in tests
        ],
        "not_reached": [{"kind": goal.kind, "id": goal.id, "line": goal.place.line} for goal in open_goals],
    }


def _on(here: Situation) -> frozenset[str]:
    return frozenset(name for situation in here.path() for name in situation.met)


def _test(flow: Flow, here: Situation, goals: tuple[str, ...]) -> Test:
    path = here.path()
    way = [name for situation in path for name in situation.met if name not in flow.states]
    hashed = sha256("\n".join(way).encode()).hexdigest()[:8]
    titles = dict.fromkeys(
        flow.states[situation.seen.shown.name].title.source
        for situation in path
        if situation.seen and situation.seen.shown and _is_state(flow, situation.seen)
    )
    steps = tuple(_step(flow, path, number) for number in range(len(path)))
    return Test(f"{flow.name}-{hashed}", " → ".join(titles), goals, steps)


def _named_apart(tests: Sequence[Test]) -> tuple[Test, ...]:
    """Two of the same transitions, with other data, differ by a suffix."""
    seen: dict[str, int] = {}
    found = []
    for test in tests:
        seen[test.id] = seen.get(test.id, 0) + 1
        found.append(test if seen[test.id] == 1 else test._replace(id=f"{test.id}-{seen[test.id]}"))
    return tuple(found)


def _is_state(flow: Flow, seen: Observation) -> bool:
    shown = seen.shown
    return shown is not None and shown.kind == "screen" and shown.flow == flow.name


def _step(flow: Flow, path: Sequence[Situation], number: int) -> Step:
    here = path[number]
    assert here.action is not None
    assert here.seen is not None
    references = dict(_told(path[:number]))
    return Step(_words(flow, path, number), _done(here.action, references), _expected(here.seen))


def _told(before: Sequence[Situation]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Codes and numbers given on the way, each with the reference to it; of two of one text the last counts."""
    for here in before[-1:]:
        yield from ((drawn, {"number": field}) for field, drawn in sorted(here.world.tables.numbers))
        yield from ((words, {"code": name, "flow": flow}) for flow, name, words in here.world.codes())
    for number, here in enumerate(before, 1):
        for mail in here.seen.mails if here.seen else ():
            for name, words in mail.codes:
                yield words, {"mail": mail.name, "take": name, "step": number}
        for call in here.seen.calls if here.seen else ():
            for name, words in call.codes:
                yield words, {"call": call.effect, "take": name, "step": number}


def _done(action: Action, references: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    match action:
        case Open(browser, address, _):
            return {"browser": browser, "open": address.kind, "flow": address.flow, "name": address.name}
        case Post(browser, event, values, gate, _):
            typed = {name: [references.get(text, text) for text in texts] for name, texts in values.items()}
            done = {"browser": browser, "press": event, "values": typed}
            return done if gate == "passed" else {**done, "gate": gate}
        case Advance(by):
            return {"advance": by.total_seconds()}
        case PutRow(register, key, status):
            return {"row": register, "key": key, "status": status}
        case SayAnswer(service, answer, _):
            return {"service": service, "answers": answer}
        case _:
            assert_never(action)


def _expected(seen: Observation) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if seen.shown:
        page = seen.shown
        found["page"] = {"kind": page.kind, "flow": page.flow, "name": page.name, "buttons": list(page.buttons)}
        if page.notice:
            found["page"]["notice"] = page.notice
        if page.problems:
            found["problems"] = [[one.field, one.keyword, one.message] for one in page.problems]
    if seen.mails:
        found["mails"] = [[mail.name, mail.to] for mail in seen.mails]
    if seen.calls:
        found["calls"] = [call.effect for call in seen.calls]
    found["due"] = [[one.state, one.what, one.at.isoformat()] for one in seen.kept.due]
    found["rows"] = [[one.register, one.key, one.status] for one in seen.kept.rows]
    found["codes"] = [[one.name, one.serial, one.status] for one in seen.kept.codes]
    return found


def _words(flow: Flow, path: Sequence[Situation], number: int) -> str:
    here = path[number]
    action = here.action
    assert action is not None
    match action:
        case Open(browser, address, _):
            return f"{browser}: open {address.kind} {address.name}"
        case Post(browser, "back", _, _, _):
            return f"{browser}: go back"
        case Post(browser, event, values, gate, _):
            told = dict(_told(path[:number]))
            typed = ", ".join(f"{name}: {_text(told, texts)}" for name, texts in values.items() if any(texts))
            failed = "" if gate == "passed" else "; the challenge is not passed"
            return f"{browser}: press {_label(flow, here, event)}" + (f" with {typed}" if typed else "") + failed
        case Advance(by):
            return f"wait {_duration(by)}"
        case PutRow(register, key, status):
            return f"register {register}: {key} is {status or 'free'}"
        case SayAnswer(service, answer, _):
            return f"service {service} answers {answer}" if answer else f"service {service} fails"
        case _:
            assert_never(action)


def _label(flow: Flow, here: Situation, event: str) -> str:
    before = here.before.world.page(here.action.browser) if here.before and isinstance(here.action, Post) else None
    label = next((one.label for one in before.buttons if one.name == event), None) if before else None
    return f"« {label.source} »" if label else event


def _text(told: Mapping[str, dict[str, Any]], texts: Typed) -> str:
    return ", ".join("the " + next(iter(_names(told[text]))) if text in told else text for text in texts)


def _names(reference: Mapping[str, Any]) -> Iterator[str]:
    if "take" in reference:
        told_by = "mail" if "mail" in reference else "call"
        yield f"code of {told_by} {reference[told_by]} (step {reference['step']})"
    elif "code" in reference:
        yield f"code {reference['code']}"
    yield f"number {reference.get('number')}"


def _duration(by: timedelta) -> str:
    """The largest units that say it exactly."""
    seconds, found = int(by.total_seconds()), []
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            found.append(f"{count} {unit}{'s' if count > 1 else ''}")
    return " ".join(found) or "0 seconds"
