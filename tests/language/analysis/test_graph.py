"""Which steps come before a state, and which of them can be taken back."""

from __future__ import annotations

import pytest

from engine.language.analysis import ancestors, sealing, unsealed_behind
from tests.support.flow_text import flow_of

FORM = {"saisie": "{type: object, properties: {email: {type: string, format: email, title: E}}, required: [email]}"}
FLOW = """
registers: {adresses: {kind: email, statuses: [prise]}}
mails: {bonjour: {to: email, subject: S, content: C}}
entries: {creation: {state: saisie}}
states:
  saisie:
    title: A
    form: saisie
    transitions:
      voir: {label: Voir, target: recap}
      payer: {label: Payer, target: paiement}
  recap:
    title: B
    transitions:
      corriger: {label: Corriger, target: saisie}
      ok: {label: OK, first_of: [{target: fin, effects: [{claim: {register: adresses, key: email, status: prise}}]}]}
  paiement: {title: C, on_enter: [{mail: bonjour}], transitions: {ok: {label: OK, target: fin}}}
  fin: {title: D, final: true}
"""


@pytest.mark.parametrize(
    ("source", "target", "sealed"),
    [
        ("saisie", "recap", False),
        ("recap", "saisie", False),
        ("recap", "fin", True),  # a claim among its own effects
        ("saisie", "paiement", True),  # a mail on entering
        ("paiement", "fin", False),
    ],
)
def test_a_step_seals_by_its_own_effects_and_by_those_of_the_state_entered(
    source: str, target: str, sealed: bool
) -> None:
    flow = flow_of(FLOW, FORM)
    (edge,) = (edge for edge in flow.edges() if (edge.source, edge.target.name) == (source, target))
    assert sealing(flow, edge) is sealed


def test_what_is_behind_a_state_is_what_can_be_taken_back() -> None:
    flow = flow_of(FLOW, FORM)
    assert unsealed_behind(flow, flow.edges()) == {"recap": {"saisie"}, "saisie": {"recap"}, "fin": {"paiement"}}


@pytest.mark.parametrize(
    ("behind", "state", "expected"),
    [
        ({}, "a", set()),
        ({"b": ["a"], "c": ["b"]}, "c", {"a", "b"}),
        ({"b": ["a"], "a": ["b"]}, "a", {"a", "b"}),  # in a circle a state comes before itself
        ({"a": ["a"]}, "a", {"a"}),
        ({"c": ["b"], "b": ["a"]}, "a", set()),
    ],
)
def test_the_ancestors_of_a_state(behind: dict[str, list[str]], state: str, expected: set[str]) -> None:
    assert ancestors(behind, state) == expected
