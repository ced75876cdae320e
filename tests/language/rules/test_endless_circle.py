"""Circles of states that nothing leads out of: which are reported, and which are none."""

# ruff: noqa: E501 - a case a line

from __future__ import annotations

import pytest

from engine.language.rules import check_all
from tests.support.flow_text import flow_of

FORM = {"f": "{type: object, properties: {n: {type: integer, title: N}}, required: [n]}"}
HEAD = "registers: {people: {kind: text, statuses: [known]}}\nfacts: {person: {register: people, key: name}}\nvalues: {name: {type: string, title: N}}\n"


def button(*targets: str) -> str:
    return (
        "transitions: {"
        + ", ".join(f"to_{target}: {{label: To {target}, target: {target}}}" for target in targets)
        + "}"
    )


A, B = f"a: {{title: A, {button('b')}}}", f"b: {{title: B, {button('a')}}}"
END = "end: {title: E, final: true}"
CIRCLES = [
    ([A, B], "e: {state: a}", ["a"], "two states"),
    ([f"s: {{title: S, {button('a')}}}", A, B], "e: {state: s}", ["a"], "what leads into it is no circle of its own"),
    ([f"s: {{title: S, {button('a', 'end')}}}", A, B, END], "e: {state: s}", ["a"], "another way ends"),
    ([A, f"b: {{title: B, {button('c')}}}", f"c: {{title: C, {button('a')}}}"], "e: {state: a}", ["a"], "three states"),
    ([A, "b: {automatic: {first_of: [{target: a}]}}"], "e: {state: a}", ["a"], "an automatic one among them"),
    ([f"a: {{title: A, {button('b')}}}", f"b: {{title: B, back: {{label: Back}}, {button('a')}}}"], "e: {state: a}", ["a"], "back leads into it again"),
    ([A, B, f"c: {{title: C, {button('d')}}}", f"d: {{title: D, {button('c')}}}"], "e: {state: a}, f: {state: c}", ["a", "c"], "two circles"),
    ([A, B, f"c: {{title: C, {button('a')}}}"], "e: {state: c}", ["a"], "from an entry into it"),
    (["a: {title: A, form: f, tries: {max: 3, target: b}, transitions: {go: {label: G, first_of: [{guard: n > 1, target: b}, {refuse: {message: No.}}]}}}", B], "e: {state: a}", ["a"], "by `tries`"),
    (["a: {title: A, form: f, transitions: {go: {label: G, target: b}}}", "b: {title: B, transitions: {go: {label: G, first_of: [{guard: n > 1, refuse: {state: a, message: No.}}, {target: a}]}}}"], "e: {state: a}", ["a"], "by a refusal to an earlier form"),
]  # fmt: skip
NONE = [
    ([A, f"b: {{title: B, {button('a', 'end')}}}", END], "a way to an end"),
    ([A, "b: {title: B, rest: true, " + button("a") + "}"], "one of them is a rest"),
    ([A, f"b: {{title: B, timeout: {{after: 1 day, target: end}}, {button('a')}}}", END], "a timeout"),
    ([A, "b: {title: B, transitions: {to_a: {label: A, target: a}, bye: {label: Bye, leave: home}}}"], "who likes may leave"),
    ([A, "b: {title: B, form: f, transitions: {to_a: {label: A, first_of: [{resume: {register: people, key: name, anyone: true}}, {target: a}]}}}"], "a resume hands the browser over"),
    ([f"a: {{title: A, {button('b', 'end')}}}", f"b: {{title: B, back: {{label: Back}}, {button('c')}}}", f"c: {{title: C, {button('b')}}}", END], "`back` leads to where a way out is"),
    ([f"a: {{title: A, {button('t', 'end')}}}", "t: {automatic: {first_of: [{target: b}]}}", f"b: {{title: B, back: {{label: Back}}, {button('c')}}}", f"c: {{title: C, {button('b')}}}", END], "`back` passes automatic states"),
    (["a: {title: A, form: f, transitions: {go: {label: G, target: b}, end: {label: E, target: end}}}", "b: {title: B, transitions: {go: {label: G, first_of: [{guard: n > 1, refuse: {state: a, message: No.}}, {target: c}]}}}", f"c: {{title: C, {button('b')}}}", END], "a refusal leads back to where a way out is"),
    ([A, B, END], "the end that nothing leads to is reported instead"),
    (["a: {title: A, " + button("a") + "}"], "one state alone is a dead end, reported as that"),
    (["a: {automatic: {first_of: [{target: b}]}}", "b: {automatic: {first_of: [{target: a}]}}"], "automatic ones alone are reported as a circle of those"),
]  # fmt: skip


def reported(states: list[str], entries: str) -> list[str]:
    text = f"{HEAD}entries: {{{entries}}}\npages: {{home: {{title: H}}}}\nstates:\n" + "\n".join(
        f"  {state}" for state in states
    )
    found = [problem for problem in check_all(flow_of(text, FORM)) if problem.code == "endless-circle"]
    return [problem.message.split('"')[1] for problem in found]


@pytest.mark.parametrize(("states", "entries", "expected", "reason"), CIRCLES, ids=[row[3] for row in CIRCLES])
def test_a_circle_that_nothing_leads_out_of_is_reported_once(
    states: list[str], entries: str, expected: list[str], reason: str
) -> None:
    assert reported(states, entries) == expected, reason


@pytest.mark.parametrize(("states", "reason"), NONE, ids=[row[1] for row in NONE])
def test_where_an_end_can_be_reached_nothing_is_reported(states: list[str], reason: str) -> None:
    assert reported(states, "e: {state: a}") == [], reason
