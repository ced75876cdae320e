"""A guard asks a fact about what some way there has given: which facts are reported, and which are not."""

from __future__ import annotations

import pytest

from engine.language.rules import check_all
from tests.support.flow_text import flow_of

FORMS = {
    "you": "{properties: {email: {type: string, format: email, title: E}}, required: [email]}",
    "key": "{properties: {mine: {type: string, format: email, title: M}, typed: {type: string, title: T}}}",
}
FLOW = """
registers: {{people: {{kind: email, statuses: [known]}}}}
facts:
  person: {{register: people, key: email}}
  other: {{register: people, key: mine}}
  code: {{code: c, typed: typed}}
  own: {{code: c, typed: typed, of: case}}
guards: {{known: person == "known", asked: given(email) and known, dead: own != "valid"}}
entries: {{you: {{state: you}}, key: {{state: key}}}}
states:
  you:
    title: You
    form: you
    {you}
    transitions:
      go:
        label: Go
        first_of:
          - {{guard: {first}, refuse: {{message: No.}}}}
          - {{target: wait, effects: [{{code: {{name: c, length: 10, lives: 1 day}}}}, {{mail: m}}]}}
  wait:
    title: Wait
    form: key
    {wait}
    transitions:
      open: {{label: O, first_of: [{{guard: {third}, refuse: {{message: No.}}}}, {{target: end}}]}}
  key:
    title: Key
    form: key
    {key}
    transitions:
      go: {{label: Go, first_of: [{{guard: {second}, refuse: {{message: No.}}}}, {{target: end}}]}}
  end: {{title: End, final: true}}
mails: {{m: {{to: email, subject: S, content: "{{c}}"}}}}
"""
GOOD = {"first": 'person != "free"', "second": 'code != "valid"', "third": 'code != "valid"'}
NULL, UNKNOWN = "is always null", 'is always "unknown"'
CASES = [
    ({}, [], "each is asked where its field is"),
    ({"second": 'person == "known"'}, [f'fact "person" {NULL} in state "key"'], "the field of another form"),
    ({"second": "known"}, [f'fact "person" {NULL} in state "key"'], "through a named guard"),
    ({"second": "not known or mine == null"}, [f'fact "person" {NULL} in state "key"'], "a part of a guard"),
    ({"second": "asked"}, [], "the named guard asks first whether it is given"),
    ({"second": 'person == null or code == "used"'}, [], "null is asked for"),
    ({"second": 'given(email) and person == "known"'}, [], "it is asked first whether it is given"),
    ({"first": 'other == "known"'}, [f'fact "other" {NULL} in state "you"'], "a field that is asked later"),
    ({"second": 'own == "valid"'}, [f'fact "own" {UNKNOWN} in state "key"'], "no way there has made a code"),
    ({"second": "dead"}, [f'fact "own" {UNKNOWN} in state "key"'], "through a named guard"),
    ({"third": 'own == "valid"'}, [], "the case has made one, and types it there"),
    ({"you": 'sections: [{when: person == "known", content: C}]'}, [f'fact "person" {NULL} on the page of state "you"'],
     "the page stands before its form"),
    ({"wait": 'sections: [{when: person == "known", content: C}]'}, [], "the page after that form"),
    ({"key": 'sections: [{when: person == "known", content: C}]', "second": "known"},
     [f'fact "person" {NULL} in state "key"'], "of two places the first"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "messages", "reason"), CASES, ids=[row[2] for row in CASES])
def test_a_fact_is_asked_where_it_can_have_a_value(changed: dict[str, str], messages: list[str], reason: str) -> None:
    found = check_all(flow_of(FLOW.format(**{"you": "", "wait": "", "key": "", **GOOD, **changed}), FORMS))
    assert [problem.message for problem in found if problem.code == "asked-before-given"] == messages, reason
