"""What is right and looks wrong: `check` finds nothing in it. Each case is one change of a procedure that is clean."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from engine.language.load import load_flow
from tests.conftest import WriteFlow
from tests.support.every_key import data, dumped

SITE = """
service: Guichet de Brume
pages:
  accueil: {title: Bienvenue, path: /, content: Bonjour.}
"""
FLOW = r"""
parcours: 1
flow: essai
title: Essai
language: fr
timezone: Europe/Paris
settings: {delai: 48 hours, seuil: 10}
registers: {places: {kind: email, statuses: [demandee, prise, ancienne]}}
values:
  numero: {type: string, title: Numéro}
  etape: {type: string, title: Étape}
facts:
  place: {register: places, key: email}
  cle: {code: confirmation, typed: code_saisi, of: case}
guards: {libre: place == "free"}
entries: {debut: {state: vous}, reprise: {state: reprise}, connexion: {state: connexion}}
states:
  vous:
    title: Vous
    content: Bonjour.
    form: vous
    transitions:
      suite:
        label: Continuer
        first_of:
          - {guard: not libre, refuse: {field: email, message: Adresse prise.}}
          - {guard: quand == "matin", target: matin}
          - {guard: quand == "midi", target: detail, effects: [{set: {etape: '"midi"'}}]}
          - {target: detail}
  matin: {title: Matin, form: matin, back: {label: Retour}, transitions: {suite: {label: Continuer, target: detail}}}
  detail:
    title: Détail
    content: Quelques questions, dès {seuil} ans.
    form: detail
    back: {label: Retour}
    transitions:
      suite:
        label: Continuer
        first_of:
          - {guard: age > seuil, target: recap}
          - {guard: given(montant) and montant > 100, refuse: {field: montant, message: Trop.}}
          - {target: recap}
  recap:
    title: Relisez
    review: true
    back: {label: Retour}
    transitions:
      valider:
        label: Valider
        first_of:
          - {guard: not libre, refuse: {state: vous, field: email, message: Adresse prise.}}
          - target: attente
            effects:
              - claim: {register: places, key: email, status: demandee}
              - code: {name: confirmation, length: 10, lives: delai}
              - mail: confirmation
  attente:
    title: Attente
    content: Avant le {deadline}.
    form: code
    timeout: {after: delai, target: perdue, effects: [{release: {register: places, key: email}}]}
    transitions:
      confirmer:
        label: Confirmer
        first_of:
          - {guard: cle == "valid", target: compte, effects: [{spend: confirmation}]}
          - {refuse: {field: code_saisi, message: Ce code n'est pas le bon.}}
      repris: {target: compte}
  perdue: {title: Perdue, final: true}
  compte:
    title: Compte
    rest: true
    content: Merci.
    on_enter:
      - number: {field: numero, digits: 6}
      - claim: {register: places, key: email, status: prise}
    show: [numero, etape]
    links: [{label: Mon reçu, document: recu}]
    transitions: {sortir: {label: Sortir, leave: accueil}}
  reprise:
    title: Reprise
    form: reprise
    transitions:
      suite:
        label: Continuer
        first_of:
          - resume: {state: attente, code: confirmation, typed: code_repris, event: repris}
          - {refuse: {field: code_repris, message: Ce code n'ouvre rien.}}
  connexion:
    title: Connexion
    form: connexion
    tries: {max: 5, per: email_saisi, pause: 15 minutes}
    transitions:
      entrer:
        label: Entrer
        first_of:
          - resume: {register: places, key: email_saisi, state: compte, secret: {mot: mot_saisi}}
          - {refuse: {message: Inconnus.}}
mails:
  confirmation:
    to: email
    subject: Votre code
    content: "Votre code : {confirmation}"
documents: {recu: {title: Reçu, content: Merci., show: [numero]}}
"""
FORMS = r"""
vous:
  type: object
  required: [email, mot, quand]
  properties:
    email: {type: string, format: email, title: Adresse}
    mot: {type: string, title: Mot de passe, x-secret: true}
    quand: {type: string, title: Quand, enum: [matin, midi, soir]}
    mode: {type: string, title: Mode, enum: [vite, lent]}
    accord: {type: boolean, title: Accord}
matin:
  type: object
  properties: {reveil: {type: string, title: Réveil}}
detail:
  type: object
  required: [age, naissance]
  properties:
    age: {type: integer, title: Âge, minimum: 0, maximum: 120}
    naissance: {type: string, format: date, title: Naissance}
    montant: {type: number, title: Montant, x-unit: €, multipleOf: 0.01, minimum: 1}
    duree: {type: integer, title: Durée, x-unit: jours}
    gouts: {type: array, title: Goûts, items: {enum: [mer, terre]}}
    texte: {type: string, title: Texte}
code:
  type: object
  required: [code_saisi]
  properties: {code_saisi: {type: string, title: Code, x-widget: code, maxLength: 20}}
reprise:
  type: object
  required: [code_repris]
  properties: {code_repris: {type: string, title: Code reçu, x-widget: code}}
connexion:
  type: object
  required: [email_saisi, mot_saisi]
  properties:
    email_saisi: {type: string, format: email, title: Votre adresse}
    mot_saisi: {type: string, title: Votre mot de passe, x-secret: true}
"""
FIRST = "states.vous.transitions.suite.first_of"
SECOND = "states.detail.transitions.suite.first_of"
TEXT = "forms.detail.properties.texte"

# What is changed (a way to a key -> its new value), and why it is right.
Cases = dict[str, dict[str, Any]]
GUARDS: Cases = {
    "both values of a closed set that may be missing: it is null else": {
        f"{FIRST}.1.guard": 'mode == "vite" or mode == "lent"'
    },
    "neither value of a closed set that may be missing": {f"{FIRST}.1.guard": 'mode != "vite" and mode != "lent"'},
    "all values listed, of what may be missing": {f"{FIRST}.1.guard": 'mode in ["vite", "lent"]'},
    "not one value, which a missing one is too": {f"{FIRST}.1.guard": 'mode != "vite"'},
    "a box that was left": {f"{FIRST}.1.guard": "given(accord) and not accord"},
    "whether a box was ticked": {f"{FIRST}.1.guard": "given(accord) and accord"},
    "each value in a branch of its own, and the last for what is missing": {
        f"{FIRST}.1.guard": 'mode == "vite"',
        f"{FIRST}.2.guard": 'mode == "lent"',
    },
    "a value together with something, then alone": {
        f"{FIRST}.1.guard": 'quand == "midi" and mode == "vite"',
    },
    "a list that overlaps what a branch before took": {f"{FIRST}.2.guard": 'quand in ["matin", "soir"]'},
    "not what a branch before took, and something else": {
        f"{FIRST}.2.guard": 'quand != "matin" and given(mode) and mode == "lent"'
    },
    "a narrower bound first": {f"{SECOND}.0.guard": "age > 60 and age < 100"},
    "bounds that meet": {f"{SECOND}.0.guard": "age <= 10", f"{SECOND}.1.guard": "age > 10 and age < 18"},
    "two bounds with or": {f"{SECOND}.0.guard": "age < 3 or age > 100", f"{SECOND}.1.guard": "age < 6 or age > 90"},
    "the highest value that the field allows": {f"{SECOND}.0.guard": "age >= 120"},
    "the lowest value that the field allows": {f"{SECOND}.0.guard": "age <= 0"},
    "a day in the past": {f"{SECOND}.0.guard": 'naissance < "2020-01-01"'},
    "a day that today has passed": {f"{SECOND}.0.guard": 'today() >= "2020-01-01" and age > 3'},
    "a day to come": {f"{SECOND}.0.guard": 'today() < "2099-01-01" and age > 3'},
    "two days against each other": {f"{SECOND}.0.guard": 'naissance > "2000-01-01" and naissance < today()'},
    "years": {f"{SECOND}.0.guard": "years_since(naissance) < 18", f"{SECOND}.1.guard": "years_since(naissance) < 60"},
    "one of several boxes": {f"{SECOND}.0.guard": 'given(gouts) and "mer" in gouts'},
    "each of several boxes": {
        f"{SECOND}.0.guard": 'given(gouts) and "mer" in gouts',
        f"{SECOND}.1.guard": 'given(gouts) and "terre" in gouts',
    },
    "how long a text is": {f"{SECOND}.0.guard": "given(texte) and len(texte) > 3"},
    "what a text looks like": {f"{SECOND}.0.guard": 'given(texte) and matches(texte, "[A-Z].*")'},
    "a written value": {f"{SECOND}.0.guard": 'etape == "midi"'},
    "whether a value was written": {f"{SECOND}.0.guard": "given(etape)"},
    "a status each, then the rest": {
        f"{FIRST}.0.guard": 'place == "prise"',
        f"{FIRST}.2": {"guard": "not libre", "refuse": {"field": "email", "message": "Déjà demandée."}},
        "states.compte.show": ["numero"],
        "values.etape": None,
    },
    "what was asked in the step before, again: a register changes meanwhile": {
        f"{SECOND}.0": {"guard": "not libre", "refuse": {"state": "vous", "field": "email", "message": "Prise."}}
    },
    "a code that was used": {
        "states.attente.transitions.confirmer.first_of.0.guard": 'cle == "valid" and place != "free"',
    },
    "tries that are left": {
        "states.attente.tries": {"max": 3, "target": "perdue"},
        "states.attente.sections": [
            {"when": "given(tries_left) and tries_left > 0", "content": "Encore {tries_left essai|essais}."},
            {"when": "tries_left == 0", "content": "C'était le dernier."},
        ],
    },
    "a field of two forms, with other options in the second": {
        "forms.matin.properties.quand": {"type": "string", "title": "Quand", "enum": ["soir", "nuit"]},
        f"{SECOND}.0.guard": 'quand == "nuit"',
    },
    "a section where one value was chosen": {
        "states.detail.sections": [{"when": 'quand == "soir"', "content": "Le soir."}],
    },
}
WAYS: Cases = {
    "two pages in a circle, which a code leads out of": {
        "states.reprise.transitions.suite": {"label": "Continuer", "target": "reprise_2"},
        "states.reprise_2": {
            "title": "Reprise, suite",
            "form": "adresse",
            "back": {"label": "Retour"},
            "transitions": {
                "revenir": {"label": "Recommencer", "skip_form": True, "target": "reprise"},
                "suite": {
                    "label": "Continuer",
                    "first_of": [
                        {
                            "resume": {
                                "state": "attente",
                                "code": "confirmation",
                                "typed": "code_repris",
                                "event": "repris",
                            }
                        },
                        {"refuse": {"field": "autre", "message": "Non."}},
                    ],
                },
            },
        },
        "forms.adresse": {"type": "object", "properties": {"autre": {"type": "string", "title": "Autre"}}},
    },
    "a circle that a choice leaves": {f"{SECOND}.2.target": "vous"},
    "a circle without a form, which a button leaves": {
        "states.matin": {
            "title": "Matin",
            "transitions": {
                "tourner": {"label": "Tourner", "target": "matin_2"},
                "sortir": {"label": "Continuer", "target": "detail"},
            },
        },
        "states.matin_2": {"title": "Encore", "transitions": {"tourner": {"label": "Revenir", "target": "matin"}}},
        "forms.matin": None,
    },
    "a circle that time leaves": {
        "states.matin": {
            "title": "Matin",
            "timeout": {"after": "2 days", "target": "perdue"},
            "transitions": {"tourner": {"label": "Tourner", "target": "matin_2"}},
        },
        "states.matin_2": {"title": "Encore", "transitions": {"tourner": {"label": "Revenir", "target": "matin"}}},
        "forms.matin": None,
    },
    "a page that saves and stays": {"states.detail.transitions.garder": {"label": "Enregistrer"}},
    "what a page asks, in its own refusal": {f"{FIRST}.0.refuse.message": "L'adresse {email} est prise."},
    "what a page asks, above it where it is given: after « Modifier », or where it was saved": {
        "states.detail.transitions.garder": {"label": "Enregistrer"},
        "states.detail.sections": [{"when": "given(texte)", "content": "Votre texte : {texte}"}],
    },
    "what only one way asks": {"states.detail.content": "Le réveil : {reveil}."},
    "what a later page asks, on a page that the case comes back to": {"states.recap.content": "{reveil} {texte}"},
    "what the case found was asked": {"states.compte.content": "Adresse {email}, âge {age}, réveil {reveil}."},
    "a value written at the entry": {"states.compte.content": "Numéro {numero}."},
    "a code that lives shorter, and can be had again": {
        "states.recap.transitions.valider.first_of.1.effects.1.code.lives": "30 minutes",
        "states.attente.transitions.renvoyer": {
            "label": "Un autre code",
            "skip_form": True,
            "effects": [
                {"code": {"name": "confirmation", "length": 10, "lives": "30 minutes"}},
                {"mail": "confirmation"},
            ],
        },
    },
    "the same time in days and in hours": {
        "states.recap.transitions.valider.first_of.1.effects.1.code.lives": "2 days"
    },
    "a code made again by a reminder, for the time that is left": {
        "states.attente.reminders": [
            {
                "before": "6 hours",
                "effects": [
                    {"code": {"name": "confirmation", "length": 10, "lives": "6 hours"}},
                    {"mail": "confirmation"},
                ],
            }
        ],
    },
    "a code that an account without an end can be left by": {
        "states.compte.on_enter.2": {"code": {"name": "sortie", "length": 12, "lives": "2 months"}},
        "states.compte.on_enter.3": {"mail": "sortie"},
        "mails.sortie": {"to": "email", "subject": "Sortie", "content": "Code : {sortie}"},
        "states.compte.transitions.fermer": {
            "target": "perdue",
            "effects": [{"release": {"register": "places", "key": "email"}}],
        },
        "entries.sortie": {"state": "sortie"},
        "forms.sortie": {
            "type": "object",
            "required": ["code_sortie"],
            "properties": {"code_sortie": {"type": "string", "title": "Code de sortie"}},
        },
        "states.sortie": {
            "title": "Sortie",
            "form": "sortie",
            "transitions": {
                "suite": {
                    "label": "Fermer",
                    "first_of": [
                        {"resume": {"state": "compte", "code": "sortie", "typed": "code_sortie", "event": "fermer"}},
                        {"refuse": {"message": "Non."}},
                    ],
                }
            },
        },
    },
    "where: two addresses": {
        "states.reprise.transitions.suite.first_of.0.resume.where": {"email": "email_repris"},
        "forms.reprise.required": ["code_repris", "email_repris"],
        "forms.reprise.properties.email_repris": {"type": "string", "format": "email", "title": "Adresse reprise"},
    },
    "where: a choice and what is typed": {
        "states.reprise.transitions.suite.first_of.0.resume.where": {"quand": "quand_repris"},
        "forms.reprise.required": ["code_repris", "quand_repris"],
        "forms.reprise.properties.quand_repris": {"type": "string", "title": "Quand, repris"},
    },
    "where: choices that have one in common": {
        "states.reprise.transitions.suite.first_of.0.resume.where": {"quand": "quand_repris"},
        "forms.reprise.required": ["code_repris", "quand_repris"],
        "forms.reprise.properties.quand_repris": {"type": "string", "title": "Quand, repris", "enum": ["soir", "nuit"]},
    },
    "where: days": {
        "states.reprise.transitions.suite.first_of.0.resume.where": {"naissance": "jour_repris"},
        "forms.reprise.required": ["code_repris", "jour_repris"],
        "forms.reprise.properties.jour_repris": {"type": "string", "format": "date", "title": "Jour"},
    },
    "where: figures": {
        "states.reprise.transitions.suite.first_of.0.resume.where": {"age": "age_repris"},
        "forms.reprise.required": ["code_repris", "age_repris"],
        "forms.reprise.properties.age_repris": {"type": "integer", "title": "Âge, repris", "minimum": 18},
    },
    "one label for two links of which one stands": {
        "documents.autre": {"title": "Autre reçu", "content": "Merci."},
        "states.compte.links": [
            {"label": "Mon reçu", "document": "recu", "when": 'etape == "midi"'},
            {"label": "Mon reçu", "document": "autre", "when": 'etape != "midi"'},
        ],
    },
    "one title for two sections of which one stands": {
        "states.detail.sections": [
            {"title": "À savoir", "when": 'quand == "soir"', "content": "Le soir."},
            {"title": "À savoir", "when": 'quand != "soir"', "content": "Le jour."},
        ],
    },
    "one label in two states": {"states.compte.transitions.fermer": {"label": "Continuer", "target": "perdue"}},
    "a number that is a key in the same step": {
        "registers.numeros": {"kind": "text", "statuses": ["donne"]},
        "facts.rang": {"register": "numeros", "key": "numero"},
        "states.compte.on_enter.2": {"mail": "numero"},
        "mails.numero": {"to": "email", "subject": "Numéro {numero}", "content": "Le voici : {numero}"},
        "states.compte.sections": [{"when": 'rang == "donne"', "content": "Donné."}],
    },
    "an answer that is forgotten and asked again": {
        "states.matin.transitions.suite.effects": [{"forget": ["quand"]}],
        "states.recap.transitions.refaire": {"label": "Refaire", "target": "vous", "effects": [{"forget": ["texte"]}]},
    },
}
TEXTS: Cases = {
    name: {"states.attente.content": text}
    for name, text in {
        "words in brackets before others in brackets": "Voir l'annexe [A] (page 12) et [B] (voir plus bas).",
        "brackets around an option": "La case [facultatif] : à votre gré.",
        "a colon and a dash": "Brest - Quimper : 70 km - une heure.",
        "a brace": "Tapez {{ puis Entrée.",
        "a figure of a field with a unit": "Au moins {montant.minimum} pour commencer.",
        "a setting and its unit": "Le seuil est de {seuil} €.",
        "a setting and the unit of a field": "Il y a {seuil} jours.",
        "a delay and more words": "Sous {delai}, jours fériés compris.",
        "less and greater": "Si l'âge est < 18 ou > 60 ans, écrivez-nous.",
        "a line that ends with a backslash": "Rue du Port\\\n29200 Brest",
        "a list": "- un\n- deux : trois\n\n1. quatre",
        "a number sign": "Le n° 12, le #2 et 50 %.",
        "stars": "Un champ marqué d'un * est obligatoire.",
        "an underscore": "Le fichier mon_dossier_2027.pdf.",
        "a date": "Du 1er mars 2027 au 31/12/2027.",
        "quotes of all kinds": "« Oui », \"non\", 'peut-être' et l’apostrophe courbe.",
    }.items()
} | {
    "a unit that begins another word": {
        "states.recap.content": "{duree} environ, {montant} en tout, {duree} joursuivants."
    },
    "a unit after other words": {"states.recap.content": "{montant} à payer en € sous {duree} et deux jours."},
    "a choice by its title and its unit": {"states.recap.content": "Le {quand}, {age} ans."},
}
WORDS: dict[str, dict[str, Any]] = {
    "one of two": {"pattern": "^([0-9]{5}|[A-Z]{2}[0-9]{3})$", "minLength": 5, "maxLength": 5},
    "nothing or something": {"pattern": "^$|^[0-9]{5}$"},
    "without an anchor": {"pattern": "[0-9]", "minLength": 12, "maxLength": 20},
    "several parts of a password": {
        "allOf": [{"pattern": "[A-Z]"}, {"pattern": "[a-z]"}, {"pattern": "[0-9]"}, {"pattern": "[^A-Za-z0-9]"}],
        "minLength": 4,
        "maxLength": 4,
    },
    "capitals or not": {"pattern": "(?i)^ab[0-9]+$"},
    "letters of all languages": {"pattern": r"^\p{L}[\p{L}' -]*$", "maxLength": 40},
    "brackets in a class": {"pattern": r"^[\[\]()]+$"},
    "a caret within a class": {"pattern": "^[a^b]+$"},
    "a dash at the end of a class": {"pattern": "^[A-Z0-9-]+$"},
    "exactly the longest": {"pattern": "^.{10}$", "maxLength": 10},
    "exactly the shortest": {"pattern": "^.{0,10}$", "minLength": 10},
    "spaces that are ignored": {"pattern": "^[0-9]{14}$", "x-ignore": "spaces", "minLength": 14, "maxLength": 14},
    "a blank within": {"pattern": "^[0-9]{2} [0-9]{3}$"},
    "a code": {"pattern": "^[A-Z0-9]{8}$", "x-widget": "code", "minLength": 8},
    "a mobile telephone": {"format": "tel", "pattern": r"^(\+33|0)[67]"},
    "addresses of one domain": {"format": "email", "pattern": r"@mairie\.fr$"},
    "addresses of the web": {"format": "uri", "pattern": "^https://"},
    "repeated many times": {"pattern": "^([a-z]{2,}-?)+$", "maxLength": 200},
    "one of many words": {"pattern": "^(un|deux|trois|quatre|cinq|six|sept)$", "minLength": 2, "maxLength": 6},
    "not a sign": {"pattern": "^[^@ ]+$"},
    "an iban": {"pattern": "^FR[0-9]{12}[A-Z0-9]{11}[0-9]{2}$", "x-ignore": "spaces", "maxLength": 27},
    "a pattern and an example": {"pattern": "^[A-Z]{3}$", "examples": ["ABC"]},
    "a constant": {"const": "oui"},
    "any line": {"pattern": r"^(?s:.*)$", "x-widget": "textarea"},
    "a word boundary": {"pattern": r"^\w+\b"},
}
PATTERNS: Cases = {name: {TEXT: {"type": "string", "title": "Texte", **words}} for name, words in WORDS.items()}


@pytest.fixture
def check(write_flow: WriteFlow) -> Callable[[dict[str, Any]], list[str]]:
    def checked(changes: dict[str, Any]) -> list[str]:
        flow, forms = deepcopy((data(FLOW), data(FORMS)))
        for way, value in changes.items():
            first, _, rest = way.partition(".")
            put(*((forms, rest) if first == "forms" else (flow, way)), value)
        texts = {name: dumped(form) for name, form in forms.items()}
        return [str(problem) for problem in load_flow(write_flow("essai", dumped(flow), texts, SITE))[1]]

    return checked


def put(node: Any, way: str, value: Any) -> None:
    steps: list[Any] = [int(step) if step.isdigit() else step for step in way.split(".")]
    *steps, last = steps
    for step in steps:
        node = node[step] if isinstance(node, list) else node.setdefault(step, {})
    if value is None:
        del node[last]
    elif isinstance(node, list) and last == len(node):
        node.append(value)
    else:
        node[last] = value


CASES: Cases = {**GUARDS, **WAYS, **TEXTS, **PATTERNS}


@pytest.mark.parametrize("case", {**CASES, "nothing changed": {}}.items(), ids=lambda c: c[0])
def test_what_is_right_is_not_reported(
    check: Callable[[dict[str, Any]], list[str]], case: tuple[str, dict[str, Any]]
) -> None:
    assert not check(case[1])
