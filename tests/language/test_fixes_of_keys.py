"""French and everyday words for a key: what is to be written for each, and the file once it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.demande import after_fix, problems_of, texts

# What is right, the key in it, and what people write for that key
ROWS = [
    ("            target: recap\n", "target", "cible, destination, goto, next, to, suivant, état"),
    ("          - guard: not libre\n", "guard", "condition, si, if, garde, quand"),
    ("        label: Continuer\n", "label", "libellé, bouton, titre, text, name, étiquette"),
    ("              message: Cette adresse est prise.\n", "message", "texte, motif, raison, error, contenu, text"),
    ("              field: email\n              message", "field", "champ, champs, at"),
    ("          - refuse:\n", "refuse", "refus, error, erreur"),
    ("            effects:\n              - set", "effects", "effets, actions, action, do"),
    ("        label: Valider\n        first_of:\n", "first_of", "branches, cas, conditions"),
    ("    title: Votre demande\n    content", "title", "titre, name, label, intitulé"),
    ("    content: Remplissez ce formulaire.\n", "content", "contenu, texte, description, text, body"),
    ("    form: demande\n", "form", "formulaire, Form, forms"),
    ("    back:\n      label: Retour\n", "back", "retour, previous, étape précédente"),
    ("    timeout:\n", "timeout", "délai, expiration, deadline, timer"),
    ("      after: delai\n", "after", "après, délai, durée, delay, in"),
    ("      - before: 12 hours\n", "before", "avant, before_end"),
    ("    reminders:\n", "reminders", "rappels, relances, reminder"),
    ("    tries:\n", "tries", "essais, tentatives, attempts"),
    ("      max: 5\n", "max", "nombre, limit, tentatives"),
    ("    show: [echeance]\n", "show", "affiche, montrer, valeurs, fields"),
    ("    links:\n      - label: Votre", "links", "liens, urls"),
    ("    phase: suivi\n", "phase", "étape, step"),
    ("    gate:\n", "gate", "barrière, captcha, contrôle"),
    ("      length: 6\n", "length", "longueur, taille, size"),
    ("      name: captcha\n", "name", "nom, type"),
    (
        "    title: Votre code\n    form: code\n    tries:\n      max: 5\n      target: expiree\n    transitions:\n",
        "transitions",
        "boutons, transition, actions, événements",
    ),
    ("    title: Récapitulatif\n    review: true\n", "review", "récapitulatif, recap, summary, résumé"),
    ("{title: Demande close, final: true}", "final", "état final, terminal, fin, is_final"),
    ("    rest: true\n", "rest", "repos, permanent"),
    ("    notes:\n", "notes", "remarques, note"),
    ("        text: Vos réponses sont gardées.\n", "text", "texte, contenu, message"),
    ("        leave: accueil\n", "leave", "quitter, sortie, logout"),
    ("        when: urgent\n", "when", "quand, si, condition"),
    ("    subject: Votre code\n", "subject", "objet, sujet, titre"),
    ("    to: email\n    subject: Votre code", "to", "à, destinataire, recipient, adresse"),
    ("    content: Il vous", "content", "contenu, corps, message, texte, body"),
    ("\nmails:\n", "mails", "courriels, emails"),
    ("                  register: comptes\n", "register", "registre, table"),
    ("                  key: email\n", "key", "clé, champ, value"),
    ("                  status: en_attente\n", "status", "statut, état"),
    ("              - mail: confirmation\n", "mail", "courriel, email, envoyer"),
    ("    statuses: [en", "statuses", "statuts, états"),
    ("    kind: email\n", "kind", "type, genre"),
    ("name: acces, length: taille", "length", "longueur, taille"),
    ("lives: delai", "lives", "durée, validité, expires"),
    ("digits: 10", "digits", "chiffres, length"),
    ("{name: acces, length", "name", "nom"),
    ("code: acces, typed: code_saisi}", "typed", "saisi, champ"),
    ("typed: code_saisi, event: activer", "event", "événement, transition"),
    ("\nsettings:\n", "settings", "paramètres, réglages, config"),
    ("\nguards:\n", "guards", "gardes, conditions"),
    ("\nstates:\n", "states", "états, étapes"),
    ("\nentries:\n", "entries", "entrées, starts"),
    ("\npages:\n", "pages", "écrans, page"),
    ("\nvalues:\n", "values", "valeurs, variables"),
    ("language: fr\n", "language", "langue, lang"),
    ("timezone: Europe", "timezone", "fuseau horaire, tz"),
    ("  creation:\n    state: debut\n", "state", "étape, target, état"),
    ("    title: Parts\n", "title", "libellé, label, titre, nom, question"),
    ("    minLength: 2\n", "minLength", "minlength, longueur minimale, min, min_length"),
    ("    maxLength: 40\n", "maxLength", "maxlenght, longueur maximale, longueur, max"),
    ("    minimum: 0\n", "minimum", "min, mini, au moins"),
    ("    maximum: 120\n", "maximum", "max, au plus"),
    ("    enum: [fr, be, ch]\n", "enum", "options, choices, values, choix, valeurs"),
    ("    description: Une", "description", "aide, hint, help"),
    ("\nproperties:\n", "properties", "champs, fields"),
    ("\nrequired: [", "required", "obligatoires, mandatory"),
    ("\nx-groups:\n", "x-groups", "groupes, groups"),
    ("\nx-rules:\n", "x-rules", "règles, rules"),
    ("  - check: not", "check", "contrôle, condition"),
    ("    x-secret: true\n", "x-secret", "secret, password"),
    ("    multipleOf: 0.5\n", "multipleOf", "pas, step"),
    ("    x-messages:\n", "x-messages", "messages, erreurs"),
    ("{const: mme, title", "const", "value, valeur"),
]
CASES = [(right, key, word.strip()) for right, key, words in ROWS for word in words.split(",")]


@pytest.mark.parametrize(("right", "key", "word"), CASES, ids=[f"{key} <- {word}" for _, key, word in CASES])
def test_a_word_for_a_key_is_reported_once_and_fixed_by_the_key(
    right: str, key: str, word: str, tmp_path: Path
) -> None:
    files = texts(right, right.replace(f"{key}:", f"{word}:", 1))
    (problem,) = problems_of(tmp_path, files)
    assert (problem.code, problem.message, problem.fix) == (
        "unknown-key",
        f'unknown key "{word}"',
        f'write "{key}"',
    )
    assert after_fix(files, problem) == texts()


def test_the_procedure_has_no_problem(tmp_path: Path) -> None:
    assert not problems_of(tmp_path, texts())
