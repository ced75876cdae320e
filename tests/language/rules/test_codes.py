"""What becomes of a code: how long it lives, whether it fits its field, who is told it and who asks for it."""

# ruff: noqa: E501 - a case a line

from __future__ import annotations

import pytest

from engine.language.rules import check_all, check_together
from tests.support.flow_text import flow_of

FORM = "{{type: object, properties: {{typed: {{type: string, title: T, {}}}}}, required: [typed]}}"
ASK = "{type: object, properties: {email: {type: string, format: email, title: E}}, required: [email]}"
FLOW = """
settings: {keep: 2 days, short: 1 day, desk: desk@example.org}
facts: {read: {code: key, typed: typed}}
entries: {ask: {state: ask}, type: {state: type, fills: {typed: key}}}
states:
  ask:
    title: Ask
    form: ask
    transitions: {go: {label: Go, target: wait, effects: [{code: {name: key, length: 10, lives: keep}}, {mail: told}]}}
  wait:
    title: Wait
    timeout: {after: keep, target: late}
    transitions: {open: {target: done}}
  type:
    title: Type
    form: type
    transitions:
      go:
        label: Go
        first_of:
          - {guard: read != "valid", refuse: {message: No.}}
          - {resume: {state: wait, code: key, typed: typed, event: open}}
          - {refuse: {message: No.}}
  late: {title: Late, final: true}
  done: {title: Done, final: true}
mails: {told: {to: email, subject: S, content: "{key}"}}
"""
CODES = ("code-life", "code-length", "code-not-told", "code-not-asked", "unused-mail", "unused-code")


def problems(text: str, field: str = "maxLength: 20"):
    flow = flow_of(text, {"ask": ASK, "type": FORM.format(field)})
    found = [*check_all(flow), *check_together({flow.name: flow})]
    return [problem for problem in found if problem.code in CODES]


def changed(*changes: tuple[str, str]) -> str:
    text = FLOW
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


LIFE = ("lives: keep", "lives: {}")
WAIT = ("after: keep", "after: {}")
LIVES = [
    # life, wait, problem, fix
    ("keep", "keep", "", "", "the same"),
    ("48 hours", "2 days", "", "", "a day may have 23 or 25 hours: not certain"),
    ("2 days", "keep", "", "", "written out, the same"),
    ("3 days", "keep", "lives longer", "write: lives: keep", "it outlives the wait"),
    ("1 hour", "keep", "expires before", "write: lives: keep", "it dies before"),
    ("short", "keep", "expires before", "write: lives: keep", "two settings: that of the wait"),
    ("keep", "3 days", "expires before", "write: after: keep", "the wait is the figure that differs"),
    ("keep", "1 hour", "lives longer", "write: after: keep", "the same, shorter"),
    ("49 hours", "1 day", "lives longer", "write: lives: 1 day", "longer than any day"),
    ("1 month", "33 days", "expires before", "write: lives: 33 days", "longer than any month"),
]  # fmt: skip


@pytest.mark.parametrize(("lives", "after", "said", "fix", "reason"), LIVES, ids=[row[4] for row in LIVES])
def test_a_code_lives_as_long_as_the_state_waits(lives: str, after: str, said: str, fix: str, reason: str) -> None:
    found = problems(changed(("lives: keep", f"lives: {lives}"), ("after: keep", f"after: {after}")))
    assert [(problem.code, problem.fix) for problem in found] == ([("code-life", fix)] if said else [])
    assert all(said in problem.message for problem in found)


OPEN = "open: {target: done}"
LATER = [
    # Where the code may live longer than the state waits, or the state wait longer than the code lives.
    ("longer", ("target: late}", "target: more}"), ("late: {", "more: {title: More, timeout: {after: keep, target: late}, transitions: {open: {target: done}}}\n  late: {"), "the next state waits for it too", "state: wait", "state: [wait, more]"),
    ("longer", (OPEN, "open: {target: done}, again: {label: A, target: wait}"), ("x", "x"), "back into the state without a new code", "", ""),
    ("shorter", (OPEN, "open: {target: done}, again: {label: A, id: stays, effects: [{code: {name: key, length: 10, lives: keep}}, {mail: told}]}"), ("x", "x"), "it is made again meanwhile", "", ""),
    ("shorter", (OPEN, "open: {target: done}, other: {label: O, target: done}"), ("x", "x"), "another event leads on as well", "", ""),
    ("shorter", ("transitions: {open", "reminders: [{after: 1 hour, effects: [{code: {name: key, length: 10, lives: keep}}, {mail: told}]}]\n    transitions: {open"), ("x", "x"), "a reminder makes it again", "", ""),
    ("shorter", ("    timeout: {after: keep, target: late}\n", ""), ("x", "x"), "no timeout", "", ""),
    ("longer", ("entries: {", "entries: {w: {state: wait}, "), ("x", "x"), "an entry leads there without a code", "", ""),
    ("longer", ("form: ask", "form: ask\n    timeout: {after: 1 hour, target: wait}"), ("x", "x"), "a way there makes none", "", ""),
    ("longer", ("late: {title: Late, final: true}", "late: {title: Late, form: type, transitions: {go: {label: G, first_of: [{guard: read == 'valid', target: done}, {refuse: {message: No.}}]}}}"), ("x", "x"), "it is asked after the timeout", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("than", "first", "second", "reason", "old", "new"), LATER, ids=[row[3] for row in LATER])
def test_where_it_is_not_certain_nothing_is_said(
    than: str, first: tuple[str, str], second: tuple[str, str], reason: str, old: str, new: str
) -> None:
    text = changed(("lives: keep", "lives: 3 days" if than == "longer" else "lives: 1 hour"), first)
    text = text.replace(*second, 1).replace(old, new, 1) if old else text.replace(*second, 1)
    assert [problem.message for problem in problems(text) if problem.code == "code-life"] == [], reason


def test_a_button_that_gives_the_request_up_is_no_other_way_on() -> None:
    text = changed(("lives: keep", "lives: 1 hour"), (OPEN, "open: {target: done}, no: {label: N, target: late}"))
    assert [problem.code for problem in problems(text)] == ["code-life"]


def test_a_code_that_its_own_case_asks_for_is_awaited_there() -> None:
    text = changed(
        ("transitions: {open: {target: done}}", "form: type\n    transitions: {open: {label: O, first_of: [{guard: read == 'valid', target: done}, {refuse: {message: No.}}]}}"),
        ("          - {guard: read != \"valid\", refuse: {message: No.}}\n          - {resume: {state: wait, code: key, typed: typed, event: open}}\n          - {refuse: {message: No.}}", "          - {target: done}"),
    )  # fmt: skip
    assert [problem.code for problem in problems(text)] == []
    assert [problem.code for problem in problems(text.replace("lives: keep", "lives: 1 hour"))] == ["code-life"]
    assert [problem.code for problem in problems(text.replace("lives: keep", "lives: 3 days"))] == ["code-life"]


FIELDS = [
    ("maxLength: 20", 10, "", "", "shorter"),
    ("maxLength: 10, x-widget: code", 10, "", "", "as long, blanks are taken out"),
    ("maxLength: 10, x-ignore: spaces", 10, "", "", "here too"),
    ("maxLength: 11", 10, "", "", "as long as in the mail: K7M2X PQ9RT"),
    ("maxLength: 10", 10, "may be pasted with its blanks", "write: maxLength: 11; or add x-widget: code, which takes blanks out", "as long without its blank"),
    ("x-widget: code", 10, "", "", "no limit"),
    ("maxLength: 9", 10, "takes 9 characters", "write: maxLength: 11", "one sign too few"),
    ("maxLength: 20", 24, "takes 20 characters", "write: maxLength: 28", "the code has grown"),
    ("minLength: 11", 10, "no less than 11", "write: minLength: 10", "one sign too many"),
    ("minLength: 10", 10, "", "", "as short"),
    ("pattern: '^[A-Z0-9]{10}$'", 10, "", "", "every code is so"),
    ("pattern: '^[A-Z0-9]{8}$'", 10, "refuses the code", "", "none is"),
    ("pattern: '^[A-Z]+$'", 10, "refuses the code", "", "no code of letters alone is sure"),
    ("pattern: '^[2-9A-HJ-NP-Z]+$'", 10, "refuses the code", "", "codes hold 0 and 1"),
    ("pattern: '^[a-z0-9]+$'", 10, "refuses the code", "", "codes are in capitals"),
    ("allOf: [{pattern: '[0-9]'}]", 10, "refuses the code", "", "some have no digit"),
    ("format: tel", 10, "has `format: tel`", "take `format` out", "no telephone number"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "length", "said", "fix", "reason"), FIELDS, ids=[f"{row[0]} {row[4]}" for row in FIELDS]
)
def test_a_code_fits_its_field(field: str, length: int, said: str, fix: str, reason: str) -> None:
    found = problems(changed(("length: 10", f"length: {length}")), field)
    assert [problem.code for problem in found] == (["code-length"] if said else []), reason
    assert all(
        said in problem.message and fix in problem.fix and problem.place.file == "forms/type.yaml" for problem in found
    )


SEND = ", {mail: told}]"
TOLD = [
    (FLOW, [], "the mail of its step says it"),
    (changed((SEND, "]")), [("code-not-told", "add after it: `- mail: told`")], "no mail is sent; that it is unused is no news"),
    (changed(('"{key}"', "Hello.")), [("code-not-told", "write {key} in it")], "the mail says something else"),
    (changed(('"{key}"', '"[Open](entry:type)"')), [], "its link carries it into the form"),
    (changed(('"{key}"', '"[Ask](entry:ask)"')), [("code-not-told", "write {key} in it")], "that entry is filled with nothing"),
    (changed(("subject: S", 'subject: "{key}"'), ('content: "{key}"', "content: Hello.")), [], "its subject says it"),
    (changed(('"{key}"', '"{kez}"')), [], "a misspelt placeholder is reported alone"),
    (changed(("{mail: told}", "{mail: tolt}")), [], "a misspelt mail too"),
    (changed((OPEN, "open: {target: done}, again: {label: A, id: stays, effects: [{code: {name: key, length: 10, lives: keep}}]}")), [("code-not-told", "add after it: `- mail: told`")], "the one made once more is not told"),
    (changed((SEND, "]"), ("wait:\n    title: Wait", "wait:\n    on_enter: [{mail: told}]\n    title: Wait")), [], "entering the state sends it"),
    (changed(("facts: {read: {code: key, typed: typed}}", ""), ("          - {guard: read != \"valid\", refuse: {message: No.}}\n          - {resume: {state: wait, code: key, typed: typed, event: open}}\n", "")), [("code-not-asked", "ask for it: `resume: {code: key, typed: …}`; or take the code out, here and in the mail")], "told and asked nowhere"),
    (changed(("facts: {read: {code: key, typed: typed}}", ""), ("          - {guard: read != \"valid\", refuse: {message: No.}}\n", "")), [], "the resume asks for it"),
    (changed(("          - {resume: {state: wait, code: key, typed: typed, event: open}}\n", "")), [], "the fact asks for it"),
    (changed(("facts: {read: {code: key, typed: typed}}", ""), ("          - {guard: read != \"valid\", refuse: {message: No.}}\n          - {resume: {state: wait, code: key, typed: typed, event: open}}\n", ""), ("title: Wait", "title: Wait\n    sections: [{when: given(key), content: C}]")), [], "a guard asks whether there is one"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "reason"), TOLD, ids=[row[2] for row in TOLD])
def test_a_code_is_told_and_asked(text: str, expected: list[tuple[str, str]], reason: str) -> None:
    assert [(problem.code, problem.fix) for problem in problems(text)] == expected, reason


def test_another_flow_may_ask_for_a_code() -> None:
    asked = '          - {guard: read != "valid", refuse: {message: No.}}\n          - {resume: {state: wait, code: key, typed: typed, event: open}}\n'
    flow = flow_of(
        changed(("facts: {read: {code: key, typed: typed}}", ""), (asked, "")),
        {"ask": ASK, "type": FORM.format("maxLength: 20")},
    )
    other = flow_of(
        FLOW.replace("{resume: {", "{resume: {flow: essai, "), {"ask": ASK, "type": FORM.format("maxLength: 20")}
    )
    reported = {problem.code for problem in check_together({"essai": flow, "other": other})}
    assert "code-not-asked" not in reported
    assert "code-not-asked" in {problem.code for problem in check_together({"essai": flow})}
