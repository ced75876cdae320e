"""Timers that lead in a circle without anybody: which are reported, and which circles are none."""

from __future__ import annotations

import pytest

from engine.language.rules import check_all
from tests.support.flow_text import flow_of

END = "  end: {title: E, final: true}\n"
GO = "transitions: {go: {label: G, target: end}}"
FORM = {"f": "{type: object, properties: {n: {type: integer, title: N}}, required: [n]}"}

CIRCLES = [
    # A button does not stop the timer of somebody who never presses it.
    (f"a: {{title: A, {GO}, timeout: {{after: 1 second, target: a}}}}", ["a"]),
    # Nobody has to act in either.
    (
        (
            "a: {title: A, timeout: {after: 1 day, target: b}}\n"
            f"  b: {{title: B, {GO}, timeout: {{after: 1 day, target: a}}}}"
        ),
        ["a", "b"],
    ),
    # An automatic state waits for nobody.
    (
        (
            f"a: {{title: A, {GO}, timeout: {{after: 1 day, target: b}}}}\n"
            "  b: {automatic: {first_of: [{target: a}]}}"
        ),
        ["a"],
    ),
    # Its guard may never hold.
    (
        (
            f"a: {{title: A, form: f, {GO}, timeout: {{after: 1 day, target: b}}}}\n"
            "  b: {automatic: {first_of: [{guard: given(n), target: end}, {target: a}]}}"
        ),
        ["a"],
    ),
    # Of two circles with one state in common each timer.
    (
        (
            f"a: {{title: A, {GO}, timeout: {{after: 1 day, target: b}}}}\n"
            "  b: {automatic: {first_of: [{guard: 1 > 2, target: a}, {target: c}]}}\n"
            "  c: {title: C, timeout: {after: 1 day, target: a}}"
        ),
        ["a", "c"],
    ),
    # Before the circle there is none.
    (
        (
            "a: {title: A, timeout: {after: 1 day, target: b}}\n"
            f"  b: {{title: B, {GO}, timeout: {{after: 1 day, target: b}}}}"
        ),
        ["b"],
    ),
]
NONE = [
    # A line that ends.
    "a: {title: A, timeout: {after: 1 day, target: b}}\n  b: {title: B, timeout: {after: 1 day, target: end}}",
    # Back by a button: somebody is there.
    (
        f"a: {{title: A, {GO}, timeout: {{after: 1 day, target: b}}}}\n"
        "  b: {title: B, transitions: {again: {label: A, target: a}, go: {label: G, target: end}}}"
    ),
    # Back by `tries`: somebody is refused each time.
    (
        f"a: {{title: A, {GO}, timeout: {{after: 1 day, target: b}}}}\n"
        "  b: {title: B, form: f, tries: {max: 3, target: a}, transitions: "
        "{go: {label: G, first_of: [{guard: n > 3, target: end}, {refuse: {message: No.}}]}}}"
    ),
    # A reminder stays.
    f"a: {{title: A, {GO}, reminders: [{{after: 1 day, effects: [{{forget: [n]}}]}}]}}",
    # Two ways from one timer by guards meet again: no circle.
    (
        "a: {title: A, timeout: {after: 1 day, target: b}}\n"
        "  b: {automatic: {first_of: [{guard: 1 > 2, target: c}, {target: end}]}}\n"
        "  c: {title: C, timeout: {after: 1 day, target: end}}"
    ),
]


def reported(states: str) -> list[str]:
    """The states whose timers are."""
    flow = flow_of(f"entries: {{e: {{state: a}}}}\nstates:\n  {states}\n{END}", FORM)
    found = [problem for problem in check_all(flow) if problem.code == "timer-circle"]
    return [problem.message.split('"')[1] for problem in found]


@pytest.mark.parametrize(("states", "expected"), CIRCLES)
def test_timers_that_lead_in_a_circle_are_reported_each(states: str, expected: list[str]) -> None:
    assert reported(states) == expected


@pytest.mark.parametrize("states", NONE)
def test_a_way_that_somebody_takes_is_no_circle_of_timers(states: str) -> None:
    assert reported(states) == []
