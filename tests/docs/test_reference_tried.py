"""What the language's reference says of lengths, days, units, lines, groups, keys and sign-ins, tried on a service."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from engine.language.load import load_flow
from tests.conftest import WriteFlow
from tests.support.person import Person
from tests.support.service_under_test import ServiceUnderTest, text_of

FLOW = r"""
parcours: 1
flow: essai
title: Essai
language: fr
timezone: Europe/Paris
settings: {ouverture: 2027-03-01, prix: 120.50, delai: 48 hours}
registers: {places: {kind: email, statuses: [prise]}}
values:
  numero: {type: string, title: Numéro}
  limite: {type: date, title: Jusqu'au}
  total: {type: number, title: Total, x-unit: €, multipleOf: 0.01}
facts:
  place: {register: places, key: email}
  cle: {code: confirmation, typed: code_saisi, of: case}
entries: {debut: {state: demande}, connexion: {state: connexion}}
states:
  demande:
    title: Demande
    content: |
      Ouvert le {ouverture}, au prix de {prix} €, pendant {delai}.
    form: demande
    transitions:
      suite:
        label: Suite
        first_of:
          - {guard: place != "free", refuse: {field: email, message: "Déjà prise."}}
          - {guard: 'jour < "2027-01-01"', refuse: {field: jour, message: "Pas cette année-là."}}
          - {guard: jour < ouverture, refuse: {field: jour, message: "Avant le {ouverture}."}}
          - {guard: years_since(naissance) < 18, refuse: {field: naissance, message: "Trop jeune."}}
          - target: attente
            effects:
              - claim: {register: places, key: email, status: prise}
              - code: {name: confirmation, length: 10, lives: delai}
              - number: {field: numero, digits: 4}
              - set: {limite: '"2027-03-01"', total: montant}
              - mail: cle
  attente:
    title: Attente
    content: |
      Montant : {montant} ; durée : {duree} ; total : {total} ; limite : {limite}.

      Première ligne
      et suite,\
      deuxième ligne.
    form: cle
    timeout: {after: delai, target: fin}
    transitions:
      suite:
        label: Suite
        first_of:
          - {guard: cle == "valid" and given(duree), target: compte, effects: [{spend: confirmation}]}
          - {guard: cle == "valid", target: fin, effects: [{spend: confirmation}]}
          - {refuse: {field: code_saisi, message: "Ce n'est pas la clé."}}
  fin: {title: Fin, final: true, show: [numero], links: [{label: Papier, document: papier}]}
  compte: {title: Compte, rest: true, transitions: {fermer: {label: Fermer, target: fin}}}
  connexion:
    title: Connexion
    form: connexion
    tries: {max: 5, per: email_saisi, pause: 15 minutes}
    transitions:
      entrer:
        label: Entrer
        first_of:
          - resume: {register: places, key: email_saisi, state: compte, secret: {mot: mot_saisi}}
          - {refuse: {message: Adresse ou mot de passe inconnus.}}
mails:
  cle:
    to: email
    subject: Votre clé
    content: |
      Première ligne
      et suite,\
      deuxième ligne.

      Vous avez écrit :

      {texte}

      {confirmation}
documents:
  papier:
    title: Papier
    content: |
      Première ligne
      et suite,\
      deuxième ligne.
retention: {draft: 24 hours, closed: 2 days}
"""
FORMS = {
    "demande": """
type: object
required: [email, mot, jour, naissance]
x-groups: [{title: Dates, fields: [jour, naissance]}, {title: Argent, fields: [montant]}]
x-rules: [{check: jour >= today(), field: jour, message: Ce jour est passé.}]
properties:
  jour: {type: string, format: date, title: Jour, default: "2027-04-01"}
  email: {type: string, format: email, title: Adresse}
  montant: {type: number, title: Montant, x-unit: €, multipleOf: 0.01}
  mot: {type: string, title: Mot de passe, x-secret: true}
  naissance: {type: string, format: date, title: Naissance, default: "1980-05-12"}
  texte: {type: string, title: Texte, x-widget: textarea}
  duree: {type: integer, title: Durée, x-unit: jours}
""",
    "cle": """
type: object
required: [code_saisi]
properties: {code_saisi: {type: string, title: Clé, x-widget: code, maxLength: 10}}
""",
    "connexion": """
type: object
required: [email_saisi, mot_saisi]
properties:
  email_saisi: {type: string, format: email, title: Adresse}
  mot_saisi: {type: string, title: Mot de passe, x-secret: true}
""",
}
Change = tuple[
    str, str, str
]  # the file – the flow, or a form by its name –, a text in it, and what stands in its place


@pytest.fixture
def change(write_flow: WriteFlow) -> Callable[..., Path]:
    def changed(*changes: Change) -> Path:
        texts = {"flow": FLOW, **FORMS}
        for file, old, new in changes:
            assert old in texts[file]
            texts[file] = texts[file].replace(old, new)
        return write_flow("essai", texts.pop("flow"), texts)

    return changed


@pytest.fixture
def start(tmp_path: Path, change: Callable[..., Path]) -> Iterator[Callable[..., ServiceUnderTest]]:
    services: list[ServiceUnderTest] = []

    def started(*changes: Change) -> ServiceUnderTest:
        change(*changes)
        services.append(ServiceUnderTest(tmp_path / "data", tmp_path))
        return services[-1]

    yield started
    for service in services:
        service.close()


def ask(service: ServiceUnderTest, **given: str) -> Person:
    person = service.person()
    person.open("/essai/start/debut")
    person.press("Suite", **{"email": "zoe@exemple.fr", "mot": "mouette", "jour": "02/03/2027", **given})
    return person


def said(person: Person) -> str:
    return person.page.text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_a_day_and_a_figure_of_the_settings_are_shown_in_words(start: Callable[..., ServiceUnderTest]) -> None:
    person = start().person()
    person.open("/essai/start/debut")
    assert "Ouvert le 1er mars 2027, au prix de 120,50 €, pendant 48 heures." in said(person)


def test_a_field_in_no_group_stands_above_the_first_group(start: Callable[..., ServiceUnderTest]) -> None:
    page = start().person().open("/essai/start/debut")
    assert page.tree.xpath("//main//form//@id[starts-with(., 'field-') and not(contains(., '-hint'))]") == [
        f"field-{name}" for name in ("email", "mot", "texte", "duree", "jour", "naissance", "montant")
    ]


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"jour": "22/11/2026"}, ["Ce jour est passé."]),  # a rule of the form, beside today
        ({"jour": "31/12/2026"}, ["Pas cette année-là."]),  # a guard, beside a day in quotes
        ({"jour": "28 février 2027"}, ["Avant le 1er mars 2027."]),  # a guard, beside a setting
        ({"naissance": "24112008"}, ["Trop jeune."]),  # 18 tomorrow
        ({"naissance": "23112008", "jour": "01032027"}, []),
    ],
    ids=["x-rules", "quotes", "setting", "age", "none"],
)
def test_a_day_is_bounded_by_a_rule_or_a_guard(
    start: Callable[..., ServiceUnderTest], given: dict[str, str], errors: list[str]
) -> None:
    assert ask(start(), **given).page.errors == errors


def test_a_placeholder_brings_its_unit(start: Callable[..., ServiceUnderTest]) -> None:
    person = ask(start(), montant="12,5", duree="3")
    assert "Montant : 12,5 € ; durée : 3 jours ; total : 12,50 € ; limite : 1er mars 2027." in said(person)


def test_lines_of_a_paragraph_are_joined_unless_one_ends_with_a_backslash(
    start: Callable[..., ServiceUnderTest],
) -> None:
    service = start()
    person = ask(service, texte="ici\nlà")
    assert person.page.tree.xpath("//main//p[contains(., 'et suite')]/br")
    mail = service.mails()[0]
    assert "Première ligne et suite,\ndeuxième ligne.\n\nVous avez écrit :\n\nici\nlà\n" in text_of(mail)
    html = mail.get_body(("html",))
    assert html
    assert re.search(r"Première ligne\s+et suite,<br>\s*deuxième ligne\.</p>", html.get_content())
    person.press("Suite", code_saisi=code_of(service))
    paper = PdfReader(BytesIO(person.follow("Papier").body)).pages[0].extract_text()
    assert "Première ligne et suite,\ndeuxième ligne." in paper


def code_of(service: ServiceUnderTest) -> str:
    """As it stands in the mail, with its blank."""
    found = re.search(r"^[0-9A-HJKMNP-TV-Z]{5} [0-9A-HJKMNP-TV-Z]{5}$", text_of(service.mails()[-1]), re.MULTILINE)
    assert found, "ten of the digits and the capitals without I, L, O and U, in groups of five"
    return found[0]


PASTED: dict[str, Callable[[str], str]] = {
    "as in the mail": lambda code: code,
    "in small letters": lambda code: code.lower(),
    "with its label": lambda code: f"Code : {code}",
}


@pytest.mark.parametrize("how", PASTED)
def test_a_code_as_long_as_its_field_may_be_pasted_with_blanks_where_its_widget_is_code(
    start: Callable[..., ServiceUnderTest], how: str
) -> None:
    service = start()
    assert ask(service).press("Suite", code_saisi=PASTED[how](code_of(service))).h1 == "Fin"


def test_without_that_widget_the_blanks_count(start: Callable[..., ServiceUnderTest]) -> None:
    service = start(("cle", "x-widget: code, maxLength: 10", "maxLength: 11"))
    person = ask(service)
    more = code_of(service).replace(" ", "  ")
    assert person.press("Suite", code_saisi=more).errors == ["Clé : 11 caractères au maximum."]
    assert person.press("Suite", code_saisi=code_of(service)).h1 == "Fin"


def test_a_number_does_not_begin_with_zero_and_has_its_digits(start: Callable[..., ServiceUnderTest]) -> None:
    service = start()
    person = ask(service)
    person.press("Suite", code_saisi=code_of(service))
    assert re.search(r"Numéro [1-9][0-9]{3}\b", said(person))


def test_a_key_at_an_end_is_held_until_the_case_is_erased(start: Callable[..., ServiceUnderTest]) -> None:
    service = start()
    ask(service).press("Suite", code_saisi=code_of(service))
    for hours, errors in ((0, ["Déjà prise."]), (47, ["Déjà prise."]), (2, [])):  # closed: 2 days
        service.advance(hours=hours)
        service.worker.work()
        assert ask(service).page.errors == errors


def test_a_key_that_the_way_to_an_end_releases_is_free_at_once(start: Callable[..., ServiceUnderTest]) -> None:
    service = start(
        ("flow", "effects: [{spend: confirmation}]", "effects: [{spend: confirmation}, {release: PLACE}]"),
        ("flow", "PLACE", "{register: places, key: email}"),
    )
    ask(service).press("Suite", code_saisi=code_of(service))
    assert ask(service).page.errors == []


SIGN_IN = "tries: {max: 5, per: email_saisi, pause: 15 minutes}"
RESUMED = ", secret: {mot: mot_saisi}"
WITHOUT_PASSWORD = [
    ("connexion", "  mot_saisi: {type: string, title: Mot de passe, x-secret: true}\n", ""),
    ("connexion", "[email_saisi, mot_saisi]", "[email_saisi]"),
]
PROBLEMS: dict[str, tuple[list[Change], list[str]]] = {
    "nothing is wrong": ([], []),
    "a code too short": ([("flow", "length: 10", "length: 9")], ["out-of-bounds"]),
    "a code of 40": ([("flow", "length: 10", "length: 40"), ("cle", "maxLength: 10", "maxLength: 40")], []),
    "a code too long": (
        [("flow", "length: 10", "length: 41"), ("cle", "maxLength: 10", "maxLength: 50")],
        ["out-of-bounds"],
    ),
    "a number too short": ([("flow", "digits: 4", "digits: 3")], ["out-of-bounds"]),
    "a number of 18": ([("flow", "digits: 4", "digits: 18")], []),
    "a number too long": ([("flow", "digits: 4", "digits: 19")], ["out-of-bounds"]),
    "a number in a value that is one": (
        [("flow", "numero: {type: string", "numero: {type: integer")],
        ["wrong-kind"],
    ),
    "a day is no type of a form": ([("demande", "{type: string, format: date", "{type: date")], ["unknown-word"] * 2),
    "a day has no minimum": (
        [("demande", "title: Jour,", "title: Jour, minimum: 2027-01-01,")],
        ["unsupported-keyword"],
    ),
    "a day in a guard without quotes": ([("flow", '"2027-01-01"', "2027-01-01")], ["bad-guard"]),
    "a day of a guard in another order": ([("flow", '"2027-01-01"', '"01/01/2027"')], ["guard-type"]),
    "a day written without quotes": ([("flow", "'\"2027-03-01\"'", "2027-03-01")], ["text-needs-quotes"]),
    "a field in two groups": ([("demande", "fields: [montant]", "fields: [montant, jour]")], ["duplicate-item"]),
    "a sign-in without a secret": (
        [("flow", RESUMED, ""), *WITHOUT_PASSWORD],
        ["anyone-enters"],
    ),
    "a sign-in of anyone": (
        [("flow", RESUMED, ", anyone: true"), ("flow", SIGN_IN, ""), *WITHOUT_PASSWORD],
        [],
    ),
    "tries counted by another field": (
        [
            ("flow", "per: email_saisi", "per: autre"),
            ("connexion", "properties:", "properties:\n  autre: {type: string, title: Autre}"),
        ],
        ["tries-for-nothing"],
    ),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_what_the_reference_allows_and_refuses(change: Callable[..., Path], case: str) -> None:
    changes, codes = PROBLEMS[case]
    _, problems = load_flow(change(*changes))
    assert [problem.code for problem in problems] == codes, "\n\n".join(map(str, problems))


@pytest.mark.parametrize(
    ("tries", "refused"),
    [
        ("{max: 2, per: email_saisi, pause: 15 minutes}", True),
        ("{max: 2, target: trop}", False),  # each visitor has a case, and a count, of their own
    ],
)
def test_tries_at_one_account_are_counted_together_by_the_field_of_its_key(
    start: Callable[..., ServiceUnderTest], tries: str, refused: bool
) -> None:
    end = "  trop: {title: Trop d'essais, final: true}\n" if "trop" in tries else ""
    service = start(("flow", SIGN_IN, f"tries: {tries}"), ("flow", "mails:\n", f"{end}mails:\n"))
    person = ask(service, duree="3")
    person.press("Suite", code_saisi=code_of(service))
    for _ in range(2):
        guessing = service.person()
        guessing.open("/essai/start/connexion")
        guessing.press("Entrer", email_saisi="zoe@exemple.fr", mot_saisi="goéland")
    owner = service.person()
    owner.open("/essai/start/connexion")
    page = owner.press("Entrer", email_saisi="zoe@exemple.fr", mot_saisi="mouette")
    assert page.h1 == ("Connexion" if refused else "Compte")


KEYS = [  # how the sign-in's field reads, and whether the account is found by what its owner types as at the claim
    ("{type: string, title: Plaque, x-widget: code}", True),
    ("{type: string, title: Plaque}", False),
]


@pytest.mark.parametrize(("field", "found"), KEYS)
def test_a_key_is_found_where_both_fields_read_it_alike(
    start: Callable[..., ServiceUnderTest], field: str, found: bool
) -> None:
    service = start(
        ("flow", "places: {kind: email", "places: {kind: text"),
        ("flow", "register: places, key: email,", "register: places, key: plaque,"),
        ("flow", "register: places, key: email}", "register: places, key: plaque}"),
        ("flow", "key: email_saisi", "key: plaque_saisie"),
        ("flow", "per: email_saisi", "per: plaque_saisie"),
        ("demande", "[email,", "[plaque, email,"),
        ("demande", "properties:", "properties:\n  plaque: {type: string, title: Plaque, x-widget: code}"),
        ("connexion", "email_saisi: {type: string, format: email, title: Adresse}", f"plaque_saisie: {field}"),
        ("connexion", "[email_saisi,", "[plaque_saisie,"),
    )
    ask(service, plaque="ab-123 cd", duree="3").press("Suite", code_saisi=code_of(service))
    owner = service.person()
    owner.open("/essai/start/connexion")
    page = owner.press("Entrer", plaque_saisie="ab-123 cd", mot_saisi="mouette")
    assert (page.h1 == "Compte") is found, (page.errors, page.text)


@pytest.mark.parametrize(("duree", "found"), [("3", "Compte"), ("", "Connexion")], ids=["an account", "an ended case"])
def test_no_case_is_found_at_its_end(start: Callable[..., ServiceUnderTest], duree: str, found: str) -> None:
    service = start(("flow", "state: compte, secret", "secret"))
    ask(service, duree=duree).press("Suite", code_saisi=code_of(service))
    owner = service.person()
    owner.open("/essai/start/connexion")
    assert owner.press("Entrer", email_saisi="zoe@exemple.fr", mot_saisi="mouette").h1 == found
