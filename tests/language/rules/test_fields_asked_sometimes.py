"""Conditions of fields: what they may read, where null is looked for, and what always turns out the same."""

from __future__ import annotations

import pytest

from engine.language.rules import check_all
from tests.support.flow_text import flow_of

FLOW = """
settings: {{limit: 3}}
values: {{note: {{type: string, title: Note}}}}
registers: {{people: {{kind: email, statuses: [known]}}}}
facts: {{person: {{register: people, key: email}}}}
guards:
  known: person == "known"
  couple: status == "couple"
  far: given(other) and other == "x"
entries: {{you: {{state: you}}}}
states:
  you: {{title: You, form: you, transitions: {{go: {{label: Go, target: home}}}}}}
  home:
    title: Home
    form: home
    transitions: {{go: {{label: Go, first_of: [{{guard: {guard}, target: end}}, {{target: {next}}}]}}}}
  more:
    title: More
    form: {more}
    transitions: {{go: {{label: Go, first_of: [{{guard: {late}, target: end}}, {{target: end}}]}}}}
  end: {{title: End, content: "{{note}}", final: true, on_enter: [{{set: {{note: '"a"'}}}}]}}
"""
YOU = (
    "{properties: {email: {type: string, format: email, title: E}, age: {type: integer, title: A}}, required: [email]}"
)
HOME = """
properties:
  status: {{type: string, title: Status, enum: [alone, couple]}}
  child: {{type: boolean, title: Child}}
  spouse: {{type: string, title: Spouse, x-when: {when}}}
  again: {{type: string, title: Again, x-confirms: spouse}}
  pacs: {{type: boolean, title: Pacs, x-when: status == "couple"}}
  {optional}: {{type: string, title: Optional, x-when: status == "couple"}}
  other: {{type: string, title: Other}}
required: [status, spouse, again]
x-rules: [{{check: {rule}, message: No.}}]
"""
MORE = "{properties: {x: {type: string, title: X}}}"
AGAIN = "{properties: {status: {type: string, title: Status, enum: [alone, couple]}}, required: [status]}"
GOOD = {
    "guard": "given(spouse)", "late": "given(spouse) and child and known or couple or far", "next": "more",
    "when": 'status == "couple"', "rule": "not given(spouse) or len(spouse) > 1", "optional": "optional",
    "more": "more",
}  # fmt: skip


def found(**written: str) -> list[tuple[str, str]]:
    """The problems' codes, with what stands under the carets."""
    said = {**GOOD, **written}
    forms = {"you": YOU, "home": HOME.format(**said), "more": MORE, "status": AGAIN}
    forms = {name: text for name, text in forms.items() if name in ("you", "home", said["more"])}
    problems = [p for p in check_all(flow_of(FLOW.format(**said), forms)) if not p.code.startswith("unused")]
    return [(p.code, p.place.source[p.place.column - 1 : p.place.column - 1 + p.place.width]) for p in problems]


# what is written where, what is reported, and why
CASES: list[tuple[dict[str, str], list[tuple[str, str]], str]] = [
    ({}, [], "all is tested"),
    # nulls: the field itself
    ({"guard": "len(spouse) > 1"}, [("null-not-guarded", "spouse")], "asked only sometimes"),
    ({"guard": "couple and len(spouse) > 1"}, [], "its condition, as a named guard"),
    ({"guard": 'status == "couple" and len(spouse) > 1'}, [], "its condition once more"),
    ({"guard": """'"couple" == status and len(spouse) > 1'"""}, [], "the other way round"),
    ({"guard": 'not (status != "couple") and len(spouse) > 1'}, [], "its opposite, denied"),
    ({"guard": 'status != "couple" or len(spouse) > 1'}, [], "or it does not hold"),
    ({"guard": 'status == "couple" or len(spouse) > 1'}, [("null-not-guarded", "spouse")], "where it does not hold"),
    ({"guard": 'child and len(spouse) > 1'}, [("null-not-guarded", "spouse")], "another condition"),
    ({"guard": "len(again) > 1 and couple"}, [("null-not-guarded", "again")], "too late; of what follows it"),
    ({"guard": "couple and len(again) > 1"}, [], "what confirms it follows its condition"),
    ({"guard": 'status == "couple" and len(optional) > 1'}, [("null-not-guarded", "optional")], "asked, not required"),
    ({"guard": "pacs"}, [("null-not-guarded", "pacs")], "a box that is not asked is not false"),
    ({"guard": "given(pacs) and pacs"}, [], "asked first"),
    # at a later state
    ({"late": "couple and len(spouse) > 1 and child and known or far"}, [], "the same case, one form later"),
    (
        {"late": "couple and len(spouse) > 1 and child and known or far", "more": "status"},
        [("null-not-guarded", "spouse")],
        "the status was asked again meanwhile: the spouse was not",
    ),
    # two parts
    ({"when": 'status == "couple" and child', "guard": "couple and child and len(spouse) > 1"}, [], "both parts"),
    (
        {"when": 'status == "couple" and child', "guard": "couple and len(spouse) > 1"},
        [("null-not-guarded", "spouse")],
        "one of two parts",
    ),
    ({"when": 'status == "couple" or child', "guard": "child and len(spouse) > 1"}, [], "one of `or` is enough"),
    # the rules of the form
    ({"rule": 'status != "couple" or len(spouse) > limit'}, [], "with a setting in it"),
    ({"rule": "len(spouse) > limit"}, [("null-not-guarded", "spouse")], "with a setting in it"),
    # the condition itself
    ({"when": "age > 18"}, [("null-not-guarded", "age")], "what an earlier form asks may be blank"),
    ({"when": "given(age) and age > limit"}, [], "an earlier answer and a setting"),
    ({"when": "len(email) > 9"}, [], "what every way here has given"),
    ({"when": "pacs"}, [("when-not-known", "pacs"), ("null-not-guarded", "pacs")], "below it, and null"),
    ({"when": "given(other)"}, [("when-not-known", "other")], "below it"),
    ({"when": "far"}, [("when-not-known", "far")], "below it, through a named guard"),
    ({"when": "given(spouse)"}, [("when-not-known", "spouse")], "itself"),
    ({"when": "given(again)"}, [("when-not-known", "again")], "what confirms it: a circle"),
    ({"when": "given(optional)"}, [("when-not-known", "optional")], "below it"),
    ({"when": "known"}, [("when-not-known", "known")], "a fact, through a named guard"),
    ({"when": 'person == "known"'}, [("when-not-known", "person")], "a fact"),
    ({"when": "given(note)"}, [], "a value"),
    ({"when": 'status == "widow"'}, [("impossible-value", '"widow"')], "no such option"),
    ({"when": "stauts == null"}, [("unknown-name", "stauts")], "misspelt"),
    ({"when": "tries_left > 1"}, [("unknown-name", "tries_left")], "of a page, not of a form"),
    ({"when": "status"}, [("guard-type", "status")], "a text is no condition"),
    ({"when": "given(email)"}, [("always-true", "given(email)")], "it is always given"),
    ({"when": 'status == "alone" and status == "couple"'},
     [("never-true", 'status == "alone" and status == "couple"')], "nobody is asked"),
    ({"when": "given(status) and child"}, [], "asked once too often"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "problems", "why"), CASES, ids=[why for _, _, why in CASES])
def test_what_is_found_in_conditions(written: dict[str, str], problems: list[tuple[str, str]], why: str) -> None:
    assert found(**written) == problems, why
