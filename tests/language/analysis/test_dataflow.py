"""What is surely given and held wherever a case can stand."""

from __future__ import annotations

import pytest

from engine.language.analysis import Known, moments, ways_of
from tests.support.flow_text import flow_of

FORMS = {
    "un": """
        type: object
        properties:
          email: {type: string, format: email, title: E}
          nom: {type: string, title: N}
          accord: {type: boolean, title: A}
        required: [email]
        """,
    "deux": "{type: object, properties: {ville: {type: string, title: V}}, required: [ville]}",
}
DECLARED = """
registers: {adresses: {kind: email, statuses: [prise]}}
values: {reference: {type: string, title: R}}
entries: {creation: {state: a}}
"""


def standing(states: str, declared: str = DECLARED) -> dict[str, tuple[set[str], set[tuple[str, str]]]]:
    """state -> (what is given, what is held) there."""
    known = ways_of(flow_of(declared + states, FORMS)).standing
    return {name: (set(one.given), set(one.held)) for name, one in known.items()}


def test_a_form_gives_what_it_requires_and_its_lone_checkboxes() -> None:
    found = standing("""
states:
  a: {title: A, form: un, transitions: {ok: {label: OK, target: b}}}
  b: {title: B, final: true}
""")
    assert found == {"a": (set(), set()), "b": ({"email", "accord"}, set())}


@pytest.mark.parametrize(
    ("button", "given"),
    [
        ("{label: OK, target: b}", {"email", "accord"}),
        ("{label: OK, skip_form: true, target: b}", set()),
        ("{target: b}", set()),  # without a label no browser posts it
    ],
)
def test_a_form_that_is_not_posted_gives_nothing(button: str, given: set[str]) -> None:
    found = standing(f"""
states:
  a: {{title: A, form: un, transitions: {{ok: {button}}}}}
  b: {{title: B, final: true}}
""")
    assert found["b"][0] == given


def test_only_what_every_way_agrees_on_is_known() -> None:
    found = standing("""
states:
  a: {title: A, form: un, transitions: {ok: {label: OK, target: c}, autre: {label: X, skip_form: true, target: b}}}
  b: {title: B, form: deux, transitions: {ok: {label: OK, target: c}}}
  c: {title: C, final: true}
""")
    assert found["c"][0] == set()
    assert found["b"][0] == set()


def test_a_guard_gives_what_it_asks_for_where_it_has_held() -> None:
    found = standing("""
states:
  a:
    title: A
    form: un
    transitions:
      ok:
        label: OK
        first_of: [{guard: given(nom), target: b}, {guard: accord, target: c}, {target: d}]
  b: {title: B, final: true}
  c: {title: C, final: true}
  d: {title: D, final: true}
""")
    assert "nom" in found["b"][0]
    assert "nom" not in found["c"][0] | found["d"][0]


def test_a_guard_that_did_not_hold_gives_what_it_was_null_without() -> None:
    found = standing("""
states:
  a:
    title: A
    form: un
    transitions: {ok: {label: OK, first_of: [{guard: nom == null, target: b}, {target: c}]}}
  b: {title: B, final: true}
  c: {title: C, final: true}
""")
    assert "nom" not in found["b"][0]
    assert "nom" in found["c"][0]


@pytest.mark.parametrize(
    ("effects", "given", "held"),
    [
        ("[{claim: {register: adresses, key: email, status: prise}}]", set(), {("adresses", "email")}),
        (
            "[{claim: {register: adresses, key: email, status: prise}}, {release: {register: adresses, key: email}}]",
            set(),
            set(),
        ),
        ("[{number: {field: reference, digits: 8}}]", {"reference"}, set()),
        ("[{set: {reference: '\"x\"'}}]", {"reference"}, set()),
        ("[{set: {reference: 'null'}}]", set(), set()),
        ("[{number: {field: reference, digits: 8}}, {forget: [email]}]", {"reference"}, set()),
    ],
)
def test_effects_give_and_hold_in_their_order(effects: str, given: set[str], held: set[tuple[str, str]]) -> None:
    found = standing(f"""
states:
  a: {{title: A, form: un, transitions: {{ok: {{label: OK, first_of: [{{target: b, effects: {effects}}}]}}}}}}
  b: {{title: B, final: true}}
""")
    asked = {"accord"} if "forget" in effects else {"accord", "email"}
    assert found["b"] == (given | asked, held)


def test_a_key_asked_again_may_be_another_than_the_one_claimed() -> None:
    found = standing("""
states:
  a:
    title: A
    form: un
    transitions:
      ok: {label: OK, first_of: [{target: b, effects: [{claim: {register: adresses, key: email, status: prise}}]}]}
  b: {title: B, form: un, transitions: {ok: {label: OK, target: c}}}
  c: {title: C, final: true}
""")
    assert found["b"][1] == {("adresses", "email")}
    assert found["c"][1] == set()


def test_a_state_that_nothing_leads_to_is_not_stood_in() -> None:
    found = standing("""
states:
  a: {title: A, final: true}
  ailleurs: {title: B, final: true}
""")
    assert found.keys() == {"a"}


def test_the_moments_of_a_flow_are_its_entries_branches_and_timers() -> None:
    flow = flow_of(
        DECLARED
        + """
states:
  a:
    title: A
    form: un
    transitions: {ok: {label: OK, first_of: [{guard: given(nom), target: b}, {target: b}]}}
    timeout: {after: 2 days, target: c}
    reminders: [{before: 1 day, effects: [{release: {register: adresses, key: email}}]}]
  b: {title: B, final: true}
  c: {title: C, final: true}
""",
        FORMS,
    )
    found = [(moment.where, moment.target, len(moment.tried)) for moment in moments(flow, ways_of(flow))]
    assert found == [
        ('through entry "creation"', "a", 0),
        ('in state "a"', "b", 0),
        ('in state "a"', "b", 1),
        ('in state "a"', "c", 0),
        ('in state "a"', None, 0),
    ]


def test_two_ways_agree_on_what_both_know() -> None:
    one = Known(frozenset({"email", "nom"}), frozenset({("adresses", "email")}))
    other = Known(frozenset({"email"}), frozenset())
    assert one.both(other) == other.both(one) == Known(frozenset({"email"}), frozenset())
