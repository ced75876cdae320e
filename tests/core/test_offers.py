"""What a page offers: the form of one step of a case, its buttons, and the ways back."""

from __future__ import annotations

from typing import Any

import pytest

from engine.core.offers import leaves_by, offer_of, pressed, tries_a_secret
from tests.conftest import MakeFlow
from tests.support.stage import ADULT, CHILD, FLOW, FORMS, CaseRunner, to_recap


@pytest.mark.parametrize(
    ("stands", "step", "offered", "why"),
    [
        ("qui", 0, ("qui", False, ("suite",), False, ()), "the first page: there is nothing to go back to"),
        ("ville", 1, ("ville", False, ("suite", "changer"), True, ("qui",)), "the buttons in the order written"),
        ("ville", 0, ("qui", True, ("suite",), False, ("qui",)), "an earlier form: its own buttons, and no « back »"),
        ("recap", 1, ("ville", True, ("suite", "changer"), False, ("qui", "ville")), "nor where its state has one"),
        ("recap", 2, (None, False, ("valider",), True, ("qui", "ville")), "a page without a form"),
        ("attente", 3, (None, False, (), False, ()), "sealed; the event that a resume fires is no button"),
    ],
)
def test_what_a_page_offers(
    runner: CaseRunner, stands: str, step: int, offered: tuple[str | None, bool, tuple[str, ...], bool, Any], why: str
) -> None:
    """(form, whether it is an earlier one, buttons, whether there is a way back, what can be modified)"""
    recap = to_recap(runner)
    case = {
        "qui": runner.begin,
        "ville": lambda: runner.walk(("suite", ADULT)),
        "recap": lambda: recap,
        "attente": lambda: runner.send(recap, "valider").case,
    }[stands]()
    flow = runner.machine.flow
    offer = offer_of(flow, case, step)
    form, *others = offered
    assert offer.state == flow.states[case.trail[step].state], why
    assert offer.form == (flow.forms[form] if form else None), why
    buttons = tuple(button.name for button in offer.buttons)
    assert [offer.earlier, buttons, offer.back, offer.modifiable] == others, why


def test_what_is_offered_for_change_is_what_is_on_the_trail(runner: CaseRunner) -> None:
    recap = to_recap(runner, CHILD)
    assert offer_of(runner.machine.flow, recap, 3).modifiable == ("qui", "parent", "ville")


@pytest.mark.parametrize(
    ("state", "name", "button", "why"),
    [
        ("ville", "changer", "changer", "the button of this name"),
        ("ville", "", "suite", "Enter in a field presses the first button"),
        ("ville", "valider", None, "a button of another page"),
        ("attente", "confirmer", None, "an event without a label is no button"),
        ("attente", "", None, "a page without a button"),
    ],
)
def test_the_button_pressed(runner: CaseRunner, state: str, name: str, button: str | None, why: str) -> None:
    case = runner.begin()._replace(trail=(runner.begin().present._replace(state=state),))
    found = pressed(offer_of(runner.machine.flow, case, 0).buttons, name)
    assert (found.name if found else None) == button, why


SIGN_IN = "resume: {state: attente, register: places, key: email_saisi, secret: {mot: mot_saisi}}"


@pytest.mark.parametrize(
    ("edits", "state", "tries", "why"),
    [
        ({}, "code", True, "a code is typed in its form"),
        ({}, "qui", False, "a password is chosen there, not tried"),
        ({}, "attente", False, "it has no form"),
        ({}, "tri", False, "an automatic state has no buttons"),
        (
            {"{target: ville}": f"{{guard: age > 90, {SIGN_IN}}}\n              - {{target: ville}}"},
            "qui",
            True,
            "a resume compares a password",
        ),
    ],
)
def test_whether_a_form_tries_a_secret(
    make_flow: MakeFlow, edits: dict[str, str], state: str, tries: bool, why: str
) -> None:
    text = FLOW
    for old, new in edits.items():
        assert old in text
        text = text.replace(old, new, 1)
    more = "          mot_saisi: {type: string, title: Mot, x-secret: true}\n"
    more += "          email_saisi: {type: string, title: Adresse saisie, format: email}\n"
    forms = {**FORMS, "qui": FORMS["qui"].rstrip() + "\n" + more} if edits else FORMS
    flow = make_flow("stage", text, forms)
    assert tries_a_secret(flow, flow.states[state]) is tries, why


# One page with every kind of button; which of them only let the case go?
LEAVING = """
    parcours: 1
    flow: sortie
    title: Sortie
    version: "1"
    language: fr
    timezone: Europe/Paris
    values: {vu: {type: boolean, title: Vu}}
    entries: {sortie: {state: page}}
    pages: {accueil: {title: Accueil, path: /accueil, content: Bonjour.}}
    states:
      page:
        title: Page
        transitions:
          sortir: {label: Sortir, leave: accueil}
          noter: {label: Noter, first_of: [{leave: accueil, effects: [{set: {vu: "true"}}]}]}
          choisir: {label: Choisir, first_of: [{guard: given(vu), target: fin}, {leave: accueil}]}
          finir: {label: Finir, target: fin}
          suite: {label: Suite, target: formulaire}
      formulaire:
        title: Formulaire
        form: nom
        transitions:
          sortir: {label: Sortir, skip_form: true, leave: accueil}
          envoyer: {label: Envoyer, leave: accueil}
          finir: {label: Finir, target: fin}
      fin: {title: Fin, final: true}
"""
NAME = {"nom": "{type: object, properties: {nom: {type: string, title: Nom}}}"}


@pytest.mark.parametrize(
    ("state", "event", "page", "why"),
    [
        ("page", "sortir", "accueil", "all it does"),
        ("page", "noter", None, "it writes something as well"),
        ("page", "choisir", None, "it depends on the case"),
        ("page", "finir", None, "it leads to a state"),
        ("page", "nothing", None, "no such button"),
        ("nowhere", "sortir", None, "no such state"),
        ("formulaire", "sortir", "accueil", "the form is neither posted nor checked"),
        ("formulaire", "envoyer", None, "the form is posted with it"),
    ],
)
def test_the_page_of_a_button_that_only_lets_the_case_go(
    make_flow: MakeFlow, state: str, event: str, page: str | None, why: str
) -> None:
    assert leaves_by(make_flow("sortie", LEAVING, NAME), state, event) == page, why
