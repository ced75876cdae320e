"""What effects change in the case, and what they ask to be kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from engine.core.case import (
    Case,
    ClaimKey,
    Code,
    DropSecrets,
    Effect,
    Held,
    NewCode,
    PutMail,
    ReleaseKey,
    SpendCode,
    TakeNumber,
)
from engine.core.context import EvaluationContext, Unanswered
from engine.core.effects import MissingKey, carry_out
from engine.core.machine import Machine
from engine.language.values import Value
from tests.conftest import MakeFlow
from tests.support.stage import NOW, CaseRunner, to_recap


def test_effects_come_in_the_order_to_be_committed(runner: CaseRunner) -> None:
    decision = runner.send(to_recap(runner), "valider")
    claim, code, mail = decision.effects
    assert claim == ClaimKey("places", "ana@exemple.fr", "reservee", ())
    assert code == NewCode("confirmation", 1, 10, NOW + timedelta(hours=48))
    assert isinstance(mail, PutMail)
    assert mail.to == "Ana@exemple.fr"
    assert "confirmation" not in mail.values, "the code's words are known only when the mail is sent"
    assert list(mail.codes) == ["confirmation"]
    assert mail.values["deadline"] == NOW + timedelta(hours=48), (
        "of the state entered; its words are made when it is sent"
    )
    assert mail.language == "fr"


# A page with a button for each effect.
PAGE = """
    parcours: 1
    flow: effets
    title: Effets
    version: "1"
    language: fr
    timezone: Europe/Paris
    settings: {support: aide@exemple.fr, delai: 2 hours}
    registers: {noms: {kind: text, statuses: [pris, importe]}}
    facts: {nom_libre: {register: noms, key: nom}}
    values:
      numero: {type: string, title: Numéro}
      un: {type: integer, title: Un}
      deux: {type: integer, title: Deux}
      jour: {type: date, title: Jour}
    entries: {page: {state: page}}
    states:
      page:
        title: Page
        form: page
        show: [numero, un, deux, jour]
        transitions:
          prendre:
            label: Prendre
            first_of:
              - guard: nom_libre in ["free", "importe"]
                effects: [{claim: {register: noms, key: nom, status: pris, over: [importe]}}]
              - {refuse: {message: Pris.}}
          rendre: {label: Rendre, effects: [{release: {register: noms, key: nom}}]}
          coder: {label: Coder, effects: [{code: {name: acces, length: 12, lives: delai}}]}
          depenser: {label: Dépenser, effects: [{spend: acces}]}
          numeroter: {label: Numéroter, effects: [{number: {field: numero, digits: 4}}]}
          compter: {label: Compter, effects: [{set: {un: "1"}}, {set: {deux: un}}]}
          dater: {label: Dater, effects: [{set: {jour: '"2026-11-23"'}}]}
          oublier: {label: Oublier, effects: [{forget: [nom, mot, un]}]}
          ecrire: {label: Écrire, effects: [{mail: lettre}]}
          signaler: {label: Signaler, effects: [{mail: signal}]}
          finir: {label: Finir, target: fin}
      fin: {title: Fin, final: true}
    mails:
      lettre: {to: adresse, subject: Votre numéro, content: "Numéro {numero}, {nom}, {support}."}
      signal: {to: support, subject: Un signal, content: "De {nom}."}
"""
PAGE_FORM = {
    "page": """
        type: object
        required: [nom, adresse]
        properties:
          nom: {type: string, title: Nom}
          adresse: {type: string, title: Adresse, format: email}
          mot: {type: string, title: Mot de passe, x-secret: true}
    """
}


@pytest.fixture
def page(make_flow: MakeFlow) -> Machine:
    return Machine(make_flow("effets", PAGE, PAGE_FORM))


def done(
    machine: Machine, button: str, answers: Mapping[str, Value], changed: Mapping[str, Any], facts: Mapping[Any, Any]
) -> tuple[Case, tuple[Effect, ...]]:
    """The effects of a button, carried out on a case at the page with these answers."""
    flow = machine.flow
    case = CaseRunner(flow).begin("page")
    case = case._replace(trail=(case.present._replace(answers=answers),), **changed)
    effects = flow.states["page"].transitions[button].branches[0].effects
    return carry_out(EvaluationContext(machine, facts, NOW), case, effects)


ANA = {"nom": " Ana ", "adresse": "ana@exemple.fr"}
MINE = (Held("noms", "Ana", "pris"),)
ACCESS = Code(3, 12, NOW)


@pytest.mark.parametrize(
    ("button", "changed", "kept", "case", "why"),
    [
        ("prendre", {}, [ClaimKey("noms", "Ana", "pris", ("importe",))], {"held": MINE}, "a key, normalised"),
        (
            "prendre",
            {"held": (Held("noms", "Ana", "ancien"), Held("noms", "Eva", "pris"))},
            [ClaimKey("noms", "Ana", "pris", ("importe",))],
            {"held": (Held("noms", "Eva", "pris"), *MINE)},
            "a key held already changes its status",
        ),
        ("rendre", {"held": MINE}, [ReleaseKey("noms", "Ana")], {"held": ()}, "a key that is held"),
        ("rendre", {"held": (Held("noms", "Eva", "pris"),)}, [], {}, "one that is not held is not released"),
        (
            "coder",
            {},
            [NewCode("acces", 1, 12, NOW + timedelta(hours=2))],
            {"codes": {"acces": Code(1, 12, NOW + timedelta(hours=2))}, "serials": {"acces": 1}},
            "the first code of this name",
        ),
        (
            "coder",
            {"codes": {"acces": ACCESS}, "serials": {"acces": 3}},
            [NewCode("acces", 4, 12, NOW + timedelta(hours=2))],
            {"codes": {"acces": Code(4, 12, NOW + timedelta(hours=2))}, "serials": {"acces": 4}},
            "a newer one takes its place",
        ),
        ("depenser", {"codes": {"acces": ACCESS}}, [SpendCode("acces", 3)], {"codes": {}}, "the live code"),
        ("depenser", {}, [], {}, "there is none"),
        ("oublier", {"kept_secrets": ("mot",)}, [DropSecrets(("mot",))], {"kept_secrets": ()}, "the hash goes too"),
    ],
)
def test_what_an_effect_changes_and_asks_to_be_kept(
    page: Machine, button: str, changed: Mapping[str, Any], kept: list[Effect], case: Mapping[str, Any], why: str
) -> None:
    after, effects = done(page, button, ANA, changed, {})
    assert list(effects) == kept, why
    assert {name: getattr(after, name) for name in case} == case, why


def test_a_number_is_drawn_once(page: Machine) -> None:
    with pytest.raises(Unanswered) as asked:
        done(page, "numeroter", ANA, {}, {})
    after, effects = done(page, "numeroter", ANA, {}, {asked.value.question: "4711"})
    assert effects == (TakeNumber("numero", "4711"),)
    assert after.known()["numero"] == "4711"
    again, effects = done(page, "numeroter", {**ANA, "numero": "4711"}, {}, {})
    assert (again.known()["numero"], effects) == ("4711", ())


def test_a_later_effect_sees_what_an_earlier_one_wrote(page: Machine) -> None:
    after, effects = done(page, "compter", ANA, {}, {})
    assert (after.known()["un"], after.known()["deux"], effects) == (1, 1, ())


def test_a_text_set_in_a_date_becomes_one(page: Machine) -> None:
    after, _ = done(page, "dater", ANA, {}, {})
    assert after.known()["jour"] == date(2026, 11, 23)


def test_what_is_forgotten_is_neither_an_answer_nor_a_value_nor_fills_a_form_nor_counts_as_given(page: Machine) -> None:
    flow = page.flow
    case = CaseRunner(flow).begin("page")
    step = case.present._replace(
        answers={**ANA, "nom": "Ana"}, unasked={"nom": ("Anna",)}, secrets=("mot",), values={"un": 1, "deux": 2}
    )
    case = case._replace(trail=(step, step), drafts={"page": {"nom": ("An",), "adresse": ("a@",)}})
    effects = flow.states["page"].transitions["oublier"].branches[0].effects
    after, kept = carry_out(EvaluationContext(page, {}, NOW), case, effects)
    assert after.known() == {"adresse": "ana@exemple.fr", "deux": 2}, "on the whole trail"
    assert after.drafts == {"page": {"adresse": ("a@",)}}
    assert [step.unasked for step in after.trail] == [{}, {}], "typed in a field that was not asked in the end"
    assert after.secrets_given() == frozenset()
    assert kept == (), "no hash of it was kept"


def test_a_mail_carries_values_and_who_it_goes_to(page: Machine) -> None:
    _, (mail,) = done(page, "ecrire", {**ANA, "nom": "Ana"}, {"revision": 6}, {})
    assert mail == PutMail(
        "lettre",
        "ana@exemple.fr",
        {"nom": "Ana", "support": "aide@exemple.fr"},  # no number yet: it is left out
        {},
        "c1:7:lettre",
        "fr",
    )


def test_a_setting_can_be_a_recipient(page: Machine) -> None:
    _, (mail,) = done(page, "signaler", {}, {}, {})
    assert isinstance(mail, PutMail)
    assert (mail.to, mail.values) == ("aide@exemple.fr", {})


@pytest.mark.parametrize(
    ("button", "words"),
    [("prendre", "the key nom is not given"), ("rendre", "nom is not given"), ("ecrire", "adresse is not given")],
)
def test_without_a_key_or_a_recipient_the_step_fails(page: Machine, button: str, words: str) -> None:
    """The rules refuse a flow in which that can happen; where it happens all the same, nothing is kept."""
    with pytest.raises(MissingKey, match=words):
        done(page, button, {}, {}, {})
