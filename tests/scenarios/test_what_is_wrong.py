"""A form that is refused says exactly what is wrong, once above it and once at the field, with the way out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from urllib.parse import urlencode

import pytest

from tests.support import expert
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceUnderTest]:
    service = ServiceUnderTest(tmp_path)
    yield service
    service.close()


def heading(page: Page) -> str:
    return " ".join(page.tree.xpath("string(//*[@id='errors-title'])").split())


def lines(page: Page) -> list[list[str]]:
    """Of each line of the summary where its links lead, in order."""
    return [[str(a) for a in line.xpath(".//a/@href")] for line in page.tree.xpath("//*[@id='errors']//li")]


FLOW = """
    parcours: 1
    flow: liens
    title: Des liens
    version: "1"
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: nom}, autre: {state: nom}}
    pages: {aide: {title: Aide, content: Aide.}}
    states:
      nom:
        title: Votre nom
        form: nom
        transitions:
          continuer:
            label: Continuer
            first_of:
              - guard: nom == "champ"
                refuse: {field: nom, message: "Pris : [aide](page:aide) ou [ici](entry:autre)."}
              - {guard: 'nom == "rien"', refuse: {field: nom, message: "Pris."}}
              - {guard: 'nom == "haut"', refuse: {message: "Refusé : [aide](page:aide)."}}
              - {target: fin}
      fin: {title: Fin, final: true}
    retention: {draft: 24 hours, closed: 24 hours}
"""
FORM = """
    type: object
    required: [nom]
    properties:
      nom:
        type: string
        title: Nom
        pattern: ^[a-z]*$
        x-messages:
          required: "Nom : voir [aide](page:aide)."
          pattern: "Nom : {sign}, voir [aide](page:aide)."
      age: {type: integer, title: Âge}
    x-rules:
      - {check: nom != "regle", field: nom, message: "Règle : [aide](page:aide)."}
      - {check: nom != "regles", message: "Règle sans champ : [aide](page:aide)."}
"""
AIDE, ICI, NOM = "/liens/aide", "/liens/start/autre", "#field-nom"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceUnderTest]:
    folder = tmp_path_factory.mktemp("liens")
    for name, text in (("flows/liens.yaml", FLOW), ("forms/nom.yaml", FORM)):
        (folder / name).parent.mkdir()
        (folder / name).write_text(dedent(text), encoding="utf-8")
    service = ServiceUnderTest(folder, folder)
    yield service
    service.close()


@pytest.mark.parametrize(
    ("typed", "links", "title", "why"),
    [
        ({"nom": "champ"}, [[NOM, AIDE, ICI]], "Une information est à corriger", "a refusal at a field: both links"),
        ({"nom": "rien"}, [[NOM]], "Une information est à corriger", "a refusal without a link"),
        ({"nom": ""}, [[NOM, AIDE]], "Une information est à corriger", "a message of the form"),
        ({"nom": "É"}, [[NOM, AIDE]], "Une information est à corriger", "one that names the sign"),
        ({"nom": "regle"}, [[NOM, AIDE]], "Une information est à corriger", "a rule at a field"),
        ({"nom": "haut"}, [[AIDE]], "Votre saisie n'a pas été acceptée", "a refusal of no field: nothing is marked"),
        ({"nom": "regles"}, [[AIDE]], "Votre saisie n'a pas été acceptée", "a rule of no field"),
        ({"nom": "", "age": "x"}, [[NOM, AIDE], ["#field-age"]], "2 informations sont à corriger", "each its own"),
        ({"nom": "regles", "age": "x"}, [[AIDE], ["#field-age"]], "Une information est à corriger",
         "what is marked is counted"),
    ],
)  # fmt: skip
def test_each_line_leads_to_its_field_and_the_links_of_its_message_stand_beside_it(
    small: ServiceUnderTest, typed: dict[str, str], links: list[list[str]], title: str, why: str
) -> None:
    person = small.person()
    person.open("/liens/start/debut")
    page = person.press("Continuer", **typed)
    assert page.status == 422
    assert lines(page) == links, why
    assert heading(page) == title, why
    assert not page.tree.xpath("//a//a"), "no link within a link"
    assert b"</a></a>" not in page.body


def test_a_refused_address_has_its_way_out_in_the_summary(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.accept(person)
    page = expert.identify(person, "actif@exemple.fr")
    assert lines(page) == [["#field-email", "/espace_expert/start/connexion"]]


def test_an_unknown_sign_in_marks_no_field_and_says_so(service: ServiceUnderTest) -> None:
    page = expert.sign_in(service.person())
    assert heading(page) == "Votre saisie n'a pas été acceptée"
    assert page.title.startswith("Erreur : ")


IMAGE = [
    ("??????", {}, "Image : les caractères saisis ne sont pas ceux de l'image.", "a wrong one"),
    ("", {}, "Image : recopiez les 6 caractères de l'image.", "none"),
    ("  \u200b", {}, "Image : recopiez les 6 caractères de l'image.", "none that can be seen"),
    ("right", {"hours": 3}, "Image : celle que vous aviez sous les yeux était affichée depuis trop longtemps", "late"),
]


@pytest.mark.parametrize(("answer", "later", "said", "why"), IMAGE)
def test_what_is_wrong_with_an_image_is_said_exactly(
    service: ServiceUnderTest, answer: str, later: dict[str, float], said: str, why: str
) -> None:
    person = service.person()
    page = expert.to_conditions(person)
    service.advance(**later)
    page = person.press("Continuer", accepte=True, _answer=page.captcha() if answer == "right" else answer)
    assert page.status == 422
    assert page.errors[0].startswith(said), why
    assert page.errors == [" ".join(p.text_content().split()) for p in page.tree.xpath("//p[@class='error']")], why


def test_an_image_that_was_used_says_so(service: ServiceUnderTest) -> None:
    person = service.person()
    page = expert.to_conditions(person)
    answer = page.captcha()
    person.press("Continuer", _answer="faux")
    person.page = page
    url, pairs = person.filled("Continuer", accepte=True, _answer=answer)
    pairs = [(name, "another-token-of-this-post" if name == "_token" else value) for name, value in pairs]
    page = posted(person, url, pairs)
    assert page.errors[0].startswith("Image : celle que vous aviez sous les yeux a déjà servi.")


def posted(person: Person, url: str, pairs: list[tuple[str, str]]) -> Page:
    return person._send("POST", url, urlencode(pairs).encode())


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Voiture2Rougé7Maison9Bleue", "« é » n'est pas accepté"),
        ("Voiture2 Rouge7Maison9Bleue", "l'espace n'est pas accepté"),
        ("Voiture2\u00a0Rouge7Maison9Bleue", "l'espace insécable n'est pas accepté"),
        ("Voiture2\tRouge7Maison9Bleue", "le caractère de tabulation n'est pas accepté"),
        ("Voiture2\u200bRouge7Maison9Bleue", "un caractère invisible (U+200B) n'est pas accepté"),
        ("Voiture2-Rouge7Maison9Bleue", "« - » n'est pas accepté"),
        ("Voiture2<Rouge7Maison9Bleue", "« < » n'est pas accepté"),
    ],
)
def test_the_sign_that_a_password_does_not_take_is_named(
    service: ServiceUnderTest, password: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    person = service.person()
    expert.accept(person)
    page = expert.identify(person, password=password)
    assert page.status == 422
    assert said in page.errors[0].replace("\u00a0", " ")
    assert password not in page.body.decode(), "one sign of it is named, and no more"
    assert "n'est pas accepté" not in caplog.text


def test_a_password_manager_reads_what_a_password_must_be(service: ServiceUnderTest) -> None:
    person = service.person()
    page = expert.accept(person)
    for name in ("mot_de_passe", "mot_de_passe_confirmation"):
        (field,) = page.tree.xpath(f"//input[@name='{name}']")
        assert field.get("autocomplete") == "new-password"
        assert field.get("passwordrules") == (
            "minlength: 20; maxlength: 128; required: lower, upper; required: digit; allowed: lower, upper, digit;"
        )
        # A longer one that is pasted must not be cut to one that is accepted.
        assert (field.get("minlength"), field.get("maxlength")) == ("20", "129")
    assert [f.get("name") for f in page.tree.xpath("//input[@autocomplete='username']")] == ["email"]
    assert not page.tree.xpath("//input[not(@type='password')][@maxlength]"), "no entry is cut without a word"
    page = expert.identify(person, password="x" * 129)
    assert page.errors == ["Mot de passe : 128 caractères au maximum."]
    page = person.open("/espace_expert/start/connexion")
    assert not page.tree.xpath("//input[@passwordrules or @maxlength]"), "what was chosen before is asked, as it is"


def test_another_address_is_asked_in_an_empty_field_and_the_password_stays(service: ServiceUnderTest) -> None:
    for address in ("certificat@exemple.fr", "cabinet@exemple.fr"):
        person = service.person()
        expert.accept(person)
        page = expert.identify(person, address)
        assert page.h1.startswith("Création impossible")
        page = person.press("Choisir une autre adresse électronique")
        assert page.h1 == "Créez vos identifiants"
        assert (page.value("email"), page.value("email_confirmation")) == ("", "")
        assert "Déjà saisi" in page.text
        page = person.press("Continuer", email=expert.EMAIL, email_confirmation=expert.EMAIL)
        assert page.h1 == "Renseignez vos informations"


def test_who_lives_where_there_are_no_postal_codes_goes_on_without_one(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.accept(person)
    expert.identify(person)
    page = person.page
    label = " ".join(page.tree.xpath("string(//label[@for='field-code_postal'])").split())
    assert label == "Code postal", "no star: it is not required of everybody"
    page = person.press("Continuer", **{**expert.IDENTITY, "code_postal": ""})
    assert page.errors == ["Code postal : saisissez le code postal de votre adresse, par exemple 75005 à Paris."]
    assert person.press("Continuer", pays="AE", code_postal="", commune="Dubaï").h1 == "Récapitulatif"


HINTS = {
    "identifiants": {
        "email": "Adresse électronique valide, par exemple nom@exemple.fr.",
        "mot_de_passe": "20 caractères au minimum, 128 au maximum : des lettres (A à Z, a à z) et des chiffres (0 à 9)"
        ", avec au moins une lettre et un chiffre ; ni accent, ni espace, ni ponctuation, ni autre signe.",
    },
    "informations": {
        "nom": "Par exemple Lefèvre.",
        "prenom": "Par exemple Élise.",
        "telephone": "Français, ou international et commençant par +, par exemple 01 02 03 04 05.",
        "voie": "Par exemple 7 rue des Lilas.",
        "complement": "Par exemple Bâtiment B.",
        "code_postal": "Obligatoire si votre pays en utilise un. En France, 5 chiffres, par exemple 75005.",
        "commune": "Par exemple Paris.",
        "reponse": "2 caractères au minimum.",
    },
}


def test_a_hint_says_what_helps_to_fill_in_the_field(service: ServiceUnderTest) -> None:
    person = service.person()
    shown = {"identifiants": expert.accept(person), "informations": expert.identify(person)}
    for form, hints in HINTS.items():
        tree = shown[form].tree
        found = {
            str(p.get("id")).removeprefix("field-").removesuffix("-hint"): " ".join(p.text_content().split())
            for p in tree.xpath("//p[@class='hint']")
        }
        assert {name: words.replace("\u00a0", " ") for name, words in found.items()} == hints
