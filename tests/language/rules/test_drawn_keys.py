"""A key that `number` draws needs no guard: nobody else has it. Drawn after the claim it is none yet."""

from __future__ import annotations

import pytest

from engine.language.rules import check_all
from tests.support.flow_text import flow_of

HEAD = """
registers: {files: {kind: text, statuses: [open, closed]}}
values: {file: {type: string, title: F}}
entries: {e: {state: a}}
"""
NUMBER, CLAIM = "{number: {field: file, digits: 8}}", "{claim: {register: files, key: file, status: open}}"
SET = "{set: {file: '\"1\"'}}"


def flow(branch: str = "", enter: str = "", before: str = "", more: str = "") -> str:
    """Three states: effects of the first step, of the second, and on entering the last."""
    first, second = (f", effects: [{effects}]" if effects else "" for effects in (before, branch))
    entered = f", on_enter: [{enter}]" if enter else ""
    return f"""{HEAD}
states:
  a: {{title: A, transitions: {{go: {{label: G, target: b{first}}}{more}}}}}
  b: {{title: B, transitions: {{go: {{label: G, target: c{second}}}}}}}
  c: {{title: C, rest: true, show: [file]{entered}}}
"""


CASES = [
    (flow(f"{NUMBER}, {CLAIM}"), [], "in one step, in this order"),
    (flow(NUMBER, CLAIM), [], "the branch draws it, entering the state claims it"),
    (flow("", f"{NUMBER}, {CLAIM}"), [], "both on entering"),
    (flow(CLAIM, "", NUMBER), [], "the step before has drawn it"),
    (flow("", CLAIM, NUMBER), [], "the step before, and entering claims it"),
    (flow(f"{CLAIM}, {NUMBER}"), ["put `number` before `claim`"], "the wrong order"),
    (flow(CLAIM, NUMBER), ["put `number` before `claim`"], "`on_enter` comes after the branch"),
    (flow("", f"{CLAIM}, {NUMBER}"), ["put `number` before `claim`"], "the wrong order on entering"),
    (
        flow(CLAIM, "", NUMBER, ", skip: {label: S, target: b}"),
        ["put before the claim: `- number: {field: file, digits: …}`"],
        "one of two ways has not drawn it",
    ),
    (flow(f"{NUMBER}, {CLAIM}", "", SET), ["declare a fact"], "`set` writes it too: somebody may have it"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fixes", "reason"), CASES, ids=[row[2] for row in CASES])
def test_a_drawn_key_is_claimed_without_a_guard(text: str, fixes: list[str], reason: str) -> None:
    found = check_all(flow_of(text))
    assert [problem.code for problem in found] == ["claim-not-guarded"] * len(fixes), reason
    assert all(problem.fix.startswith(fix) for problem, fix in zip(found, fixes, strict=True))
