"""A small procedure without a problem, in which every row of the fixes' tables makes one mistake."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.language.load import load_flow
from engine.problems import Problem
from tests.support.fixes import typed

FLOW = """\
parcours: 1
flow: demande
title: Demande de carte
language: fr
timezone: Europe/Paris
settings:
  delai: 48 hours
  taille: 12
  contact: aide@exemple.fr
  ouvert: true
registers:
  comptes:
    kind: email
    statuses: [en_attente, actif]
    samples: {camille@exemple.fr: actif}
phases:
  saisie: Saisie
  suivi: Suivi
values:
  numero:
    type: string
    title: Numéro
  echeance:
    type: date
    title: Échéance
  urgent:
    type: boolean
    title: Urgent
facts:
  compte:
    register: comptes
    key: email
  code_tape: {code: acces, typed: code_saisi}
guards:
  libre: compte == "free"
  majeur: age >= 18
  essai: pays == "fr"
entries:
  creation:
    state: debut
  activation: {state: code, fills: {code_saisi: acces}}
pages:
  accueil:
    title: Bienvenue
    path: /
    content: Les horaires sont affichés.
    links:
      - {label: Commencer, entry: creation, button: true}
states:
  debut:
    phase: saisie
    title: Votre demande
    content: Remplissez ce formulaire.
    notes:
      - title: Bon à savoir
        text: Vos réponses sont gardées.
    gate:
      name: captcha
      length: 6
    form: demande
    transitions:
      continuer:
        label: Continuer
        first_of:
          - guard: libre and majeur
            target: recap
            effects:
              - set: {echeance: today(), urgent: true}
          - refuse:
              field: email
              message: Cette adresse est prise.
  recap:
    title: Récapitulatif
    review: true
    back:
      label: Retour
    show: [echeance]
    transitions:
      valider:
        label: Valider
        first_of:
          - guard: not libre
            refuse: {message: L'adresse vient d'être prise.}
          - target: attente
            effects:
              - claim:
                  register: comptes
                  key: email
                  status: en_attente
              - code: {name: acces, length: taille, lives: delai}
              - mail: confirmation
  attente:
    phase: suivi
    title: Confirmez votre adresse
    timeout:
      after: delai
      target: expiree
      effects: [{release: {register: comptes, key: email}}]
    reminders:
      - before: 12 hours
        effects: [{mail: relance}]
    transitions:
      quitter:
        label: Quitter
        leave: accueil
      activer:
        target: fin
        effects: [{number: {field: numero, digits: 10}}]
  code:
    title: Votre code
    form: code
    tries:
      max: 5
      target: expiree
    transitions:
      entrer:
        label: Entrer
        first_of:
          - guard: code_tape == "expired" or not ouvert
            target: expiree
          - resume: {state: attente, code: acces, typed: code_saisi, event: activer}
          - refuse: {field: code_saisi, message: Ce code n'est pas valable.}
  expiree: {title: Demande close, final: true}
  fin:
    title: Carte créée
    rest: true
    show: [numero]
    links:
      - label: Votre reçu
        document: recu
      - {label: Vos données, view: details}
    sections:
      - title: La suite
        content: Tout est prêt.
        when: urgent
      - {title: En France, content: Nous vous écrivons., when: essai}
      - {title: Ailleurs, content: Un courrier part., when: not essai}
views:
  details:
    in: fin
    title: Vos données
    show: [email]
mails:
  confirmation:
    to: email
    subject: Votre code
    content: "Votre code : {acces}. [Activez](entry:activation)."
  relance:
    to: email
    subject: Pensez à confirmer
    content: Il vous reste peu de temps. Écrivez à {contact}.
documents:
  recu:
    title: Votre reçu
    review: true
retention: {draft: 24 hours, closed: 24 hours}
"""
FORM = """\
type: object
title: Votre demande
properties:
  email:
    type: string
    format: email
    title: Adresse
    description: Une adresse que vous lisez souvent.
    x-messages:
      required: Saisissez votre adresse.
  age:
    type: integer
    title: Âge
    minimum: 0
    maximum: 120
  parts:
    type: number
    title: Parts
    multipleOf: 0.5
  nom:
    type: string
    title: Nom
    minLength: 2
    maxLength: 40
  cle:
    type: string
    title: Mot de passe
    x-secret: true
  pays:
    type: string
    title: Pays
    enum: [fr, be, ch]
  civilite:
    type: string
    title: Civilité
    oneOf:
      - {const: mme, title: Madame}
      - {const: mr, title: Monsieur}
  loisirs:
    type: array
    title: Loisirs
    items:
      type: string
      enum: [lecture, sport]
  naissance:
    type: string
    format: date
    title: Date de naissance
  accord:
    type: boolean
    title: J'accepte
    const: true
required: [email, age, nom, pays, naissance]
x-groups:
  - title: Vous
    fields: [email, age, nom]
x-rules:
  - check: not given(parts) or parts > 0
    field: parts
    message: Au moins une part.
"""
CODE = """\
type: object
properties:
  code_saisi: {type: string, title: Code, x-widget: code}
required: [code_saisi]
"""


def texts(right: str = "", wrong: str = "") -> dict[str, str]:
    """Every file of the procedure, by name; one of them with something wrong in the place of what is right."""
    files = {"flows/demande.yaml": FLOW, "forms/demande.yaml": FORM, "forms/code.yaml": CODE}
    if right:
        name = next(name for name, text in files.items() if right in text)
        assert files[name].count(right) == 1, f"not one place: {right}"
        files[name] = files[name].replace(right, wrong)
    return files


def problems_of(folder: Path, files: Mapping[str, str]) -> list[Problem]:
    """What is wrong with these files, written into a folder; each problem's file as they name it."""
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    _, problems = load_flow(folder / "flows" / "demande.yaml")
    return [
        one._replace(
            place=one.place._replace(file=one.place.file.removeprefix(f"{folder}/")),
            cause=one.cause.replace(f"{folder}/", ""),
            fix=one.fix.replace(f"{folder}/", ""),
        )
        for one in problems
    ]


def after_fix(files: Mapping[str, str], problem: Problem) -> dict[str, str]:
    """The files with one problem's fix typed in."""
    name = problem.place.file
    text = typed(files[name], problem)
    assert text is not None, f"nothing to type in: {problem.fix}"
    return {**files, name: text}
