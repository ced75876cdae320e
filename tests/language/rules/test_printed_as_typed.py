"""Texts that are printed with signs that were meant otherwise: what is reported, where, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.load import load_flow
from engine.problems import Problem

FLOW = """
parcours: 1
flow: essai
title: Essai
language: fr
timezone: Europe/Paris
settings: {delai: 48 hours, seuil: 3, jour: "2027-03-01"}
values: {total: {type: number, title: Total, x-unit: €}}
entries: {debut: {state: un}}
pages:
  aide:
    title: Aide
    content: |
      PAGE
states:
  un:
    title: Un
    content: |
      STATE
    form: saisie
    transitions: {ok: {label: OK, effects: [{set: {total: prix}}, {mail: avis}], target: fin}}
  fin: {title: Fin, content: "{nom}, {total}, {delai}, {seuil}, {jour}, {poids}", final: true}
mails: {avis: {to: email, subject: Avis, content: "MAIL"}}
retention: {draft: 24 hours, closed: 24 hours}
"""
FORM = """
type: object
properties:
  email: {type: string, format: email, title: Adresse}
  nom: {type: string, title: Nom, maxLength: 30, description: "FORM"}
  prix: {type: number, title: Prix, x-unit: €, minimum: 2}
  poids: {type: integer, title: Poids, x-unit: kilos}
required: [email, prix, nom, poids]
"""
SITE = 'service: Essai\nnotice: "SITE"\nsettings: {delai_site: 10 minutes}\n'


def problems(folder: Path, text: str, where: str = "PAGE") -> list[Problem]:
    texts = dict.fromkeys(("PAGE", "STATE", "MAIL", "FORM", "SITE"), "Rien à dire.") | {where: text}
    for name, source in (("flows/essai", FLOW), ("forms/saisie", FORM), ("flows/site", SITE)):
        for mark, words in texts.items():
            margin = "      " if mark in ("PAGE", "STATE") else ""
            source = source.replace(mark, words.replace("\n", f"\n{margin}"))
        path = folder / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return list(load_flow(folder / "flows" / "essai.yaml")[1])


# the text; the words to write in place of the marked ones; why
SLIPS = [
    ("Voir [l'aide] (page:aide).", "[l'aide](page:aide)", "a blank between words and target"),
    ("Voir [l'aide]\u00a0(page:aide).", "[l'aide](page:aide)", "a no-break one"),
    ("Voir [le site] (https://exemple.fr/a).", "[le site](https://exemple.fr/a)", "an address"),
    ("Voir (page:aide)[l'aide].", "[l'aide](page:aide)", "the target first"),
    ("Voir (l'aide)[page:aide].", "[l'aide](page:aide)", "brackets and parentheses exchanged"),
    ("Voir [l'aide][page:aide].", "[l'aide](page:aide)", "the target in brackets"),
    ("Voir [l'aide]<page:aide>.", "[l'aide](page:aide)", "the target between angles"),
    ("Voir [l'aide](page:aide et la suite.", "[l'aide](page:aide)", "never closed"),
    ("Voir [l'aide](page: aide).", "[l'aide](page:aide)", "a blank in the target"),
    ("Voir [l'aide(page:aide).", "[l'aide](page:aide)", "the words never closed"),
    ("Voir page:aide pour plus.", "[Aide](page:aide)", "a target alone"),
    ("Voir <https://exemple.fr>.", "[https://exemple.fr](https://exemple.fr)", "an address between angles"),
    ("Voir <aide@exemple.fr>.", "[aide@exemple.fr](mailto:aide@exemple.fr)", "an e-mail address between angles"),
    ("Voir <a href='page:aide'>l'aide</a>.", "[l'aide](page:aide)", "HTML: a link"),
    ("C'est <b>sûr</b>.", "**sûr**", "HTML: bold"),
    ("C'est <strong>sûr</strong>.", "**sûr**", "HTML: strong"),
    ("C'est <em>sûr</em>.", "*sûr*", "HTML: emphasis"),
    ("C'est <u>sûr</u>.", "sûr", "HTML: what a text does not have"),
    ("C'est ** sûr **.", "**sûr**", "blanks inside the stars"),
    ("C'est **sûr **.", "**sûr**", "one blank"),
    ("C'est ~~faux~~ vrai.", "faux", "struck out"),
    ("Bonjour {{nom}}.", "{nom}", "doubled braces around a field"),
    ("Bonjour {{ nom }}.", "{nom}", "with blanks"),
    ("Dans {{delai}}.", "{delai}", "around a setting"),
    ("Dans {{delais}}.", "{delai}", "a letter away"),
    ("Au plus {{nom.maxLength}}.", "{nom.maxLength}", "around a figure"),
    ("Vous avez {delai} heures.", "{delai}", "a delay is shown with its unit"),
    ("Vous avez {delai} h.", "{delai}", "its short form"),
    ("Vous avez **{delai}** heures.", "{delai}**", "in bold"),
    ("Vous payez {total} €.", "{total}", "a value's unit"),
    ("Vous payez {total}\u00a0€.", "{total}", "behind a no-break space"),
    ("Vous payez {prix} euros.", "{prix}", "its unit in words"),
    ("You pay € {prix}.", "{prix}", "before the figure"),
    ("Un colis de {poids} kg.", "{poids}", "the sign of a unit given in words"),
    ("Un colis de {poids} kilo.", "{poids}", "its other number"),
]


@pytest.mark.parametrize(("text", "fixed", "why"), [pytest.param(*row, id=row[2]) for row in SLIPS])
def test_what_is_printed_as_typed_is_reported_with_what_to_write(
    tmp_path: Path, text: str, fixed: str, why: str
) -> None:
    cases = "{nom}" in fixed or "{total}" in fixed or "{prix}" in fixed or "{poids}" in fixed or "nom." in fixed
    where = "MAIL" if cases else "PAGE"
    (found,) = problems(tmp_path, text, where)
    assert found.fix == f'write "{fixed}"'
    begin = found.place.column - 1
    line = found.place.source
    wrong = line[begin : begin + found.place.width]
    assert wrong in text
    assert problems(tmp_path, text.replace(wrong, fixed), where) == []


WORDS = [
    ("Voir l'aide](page:aide).", 'write "["', "no opening bracket"),
    ("C'est **sûr.", '"**"', "bold that does not end"),
    ("C'est sûr**.", '"**"', "bold that does not begin"),
    ("Une ligne<br>une autre", 'take out "<br>"', "a line break"),
    ("Bonjour <!-- à revoir -->", "take out", "a comment"),
    ("Il faut :\n\n• un nom\n• un âge", 'write "- " at the beginning of each of its 2 items', "bullets"),
    ("Il faut :\n\n– un nom\n– un âge", 'write "- " at the beginning of each of its 2 items', "en dashes"),
    ("Il faut :\n\n— un nom\n— un âge", 'write "- " at the beginning of each of its 2 items', "em dashes"),
    ("Il faut :\n\n-un nom\n-un âge", 'write "- " at the beginning of each', "glued dashes"),
    ("Il faut :\n\n*un nom\n*un âge", 'write "* " at the beginning of each', "glued asterisks"),
    ("Il faut :\n\n1.un nom\n2.un âge", 'write "1. " at the beginning of each', "glued numbers"),
    ("##Titre\n\nDu texte", 'write "## Titre"', "a heading"),
    ("| a | b |\n|---|---|\n| c | d |", "write a list", "a table"),
]


@pytest.mark.parametrize(("text", "fix", "why"), [pytest.param(*row, id=row[2]) for row in WORDS])
def test_what_no_words_alone_can_fix_is_reported_once(tmp_path: Path, text: str, fix: str, why: str) -> None:
    (found,) = problems(tmp_path, text)
    assert (found.code, fix in found.fix) == ("printed-as-typed", True), str(found)


FINE = [
    "Voir [l'aide](page:aide), puis (plus tard) [le site](https://exemple.fr).",
    "[l'aide](page:aide)[le site](https://exemple.fr)",
    "Article [3] (page 12) et [note].",
    "Choisissez la page: aide.",
    "`{{nom}}` est écrit ainsi, et `[x] (page:aide)` aussi.",
    "\\*\\*rien\\*\\* et \\[x\\] (page:aide)",
    "Champs obligatoires *",
    "Le mot **est** en gras, **celui-ci** aussi.",
    "2 ** 3, a < b, 3 <5> et <3",
    "Une incise — la voici — dans une phrase.",
    "Une incise\n— la voici —\ndans une phrase.",
    "Il faut :\n\n- un nom\n- un âge\n* une adresse",
    "Une {{accolade}} seule.",
    "Dans {delai}, s'il vous plaît.",
    "Dans {delai} ouvrables et {seuil} heures, jusqu'au {jour}.",
    "De 2 € à {delai}.",
    "#1 sur 3\n#2",
    "5*3 et **gras**",
    "-5 degrés\n-3 degrés",
    "a|b|c",
    "Dans {delai} H, cela suffit.",
]


@pytest.mark.parametrize("text", FINE)
def test_what_may_be_meant_is_left_alone(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text) == []


def test_the_figure_of_a_field_has_no_unit(tmp_path: Path) -> None:
    assert problems(tmp_path, "Au moins {prix.minimum} €.", "STATE") == []


@pytest.mark.parametrize("where", ["PAGE", "STATE", "MAIL", "FORM", "SITE"])
def test_every_text_is_looked_at(tmp_path: Path, where: str) -> None:
    found = problems(tmp_path, "Voir [l'aide] (page:aide) ou [le site] (https://exemple.fr).", where)
    assert [problem.code for problem in found] == ["printed-as-typed"] * 2


def test_a_delay_of_the_site_brings_its_unit_too(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, "Comptez {delai_site} minutes.", "SITE")
    assert (found.code, found.fix) == ("unit-twice", 'write "{delai_site}"')
