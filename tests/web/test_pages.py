"""Any state of any flow is a page: fields, hints, errors, buttons, summary."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest
from tests.web.conftest import FILLED

START = "/inscription/start/debut"


def words(element: Any) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def field(page: Page, name: str) -> Any:
    return page.tree.xpath(f"//main//*[@name='{name}'][not(@type='hidden')]")[0]


def described(page: Page, name: str) -> list[str]:
    """What is tied to a field by aria-describedby: hint, then error."""
    element = field(page, name)
    ids = element.get("aria-describedby") or element.xpath("ancestor::fieldset[1]/@aria-describedby")[0]
    return [words(page.tree.get_element_by_id(one)) for one in ids.split()]


def label(page: Page, name: str) -> str:
    return words(page.tree.xpath(f"//label[@for='{field(page, name).get('id')}']")[0])


def sent(person: Person, button: str | None, changed: dict[str, str]) -> Page:
    """What no browser would send of this form by itself, sent nevertheless."""
    url, pairs = person.filled(button)
    pairs = [*((name, value) for name, value in pairs if name not in changed), *changed.items()]
    person.page = person._send("POST", url, urlencode(pairs).encode())
    return person.page


@pytest.fixture
def person(club: ServiceUnderTest) -> Person:
    person = club.person()
    person.open(START)
    return person


@pytest.fixture
def second(person: Person) -> Person:
    """At the second step."""
    person.solve("Continuer", **FILLED)
    assert person.page.path == "/inscription/gouts"
    return person


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("age", {"tag": "input", "type": "text", "inputmode": "numeric"}),
        ("solde", {"tag": "input", "type": "text", "inputmode": None}),
        ("taille", {"tag": "input", "type": "text", "inputmode": "decimal"}),
        ("naissance", {"tag": "input", "type": "text", "inputmode": "numeric"}),
        ("telephone", {"tag": "input", "type": "tel", "autocomplete": "tel"}),
        ("site", {"tag": "input", "type": "url", "spellcheck": "false"}),
        ("code", {"tag": "input", "type": "text", "autocomplete": None, "autocapitalize": "none"}),
        ("avis", {"tag": "textarea"}),
        ("lettre", {"tag": "input", "type": "checkbox", "value": "true", "required": None}),
        ("sport", {"tag": "input", "type": "radio", "value": "a", "required": "required"}),
        ("couleurs", {"tag": "input", "type": "checkbox", "value": "bleu"}),
        ("pays", {"tag": "select", "required": "required"}),
    ],
)
def test_each_kind_of_field_has_its_own_control(second: Person, name: str, expected: dict[str, str | None]) -> None:
    element = field(second.page, name)
    assert element.tag == expected.pop("tag")
    for attribute, value in expected.items():
        found = element.get(attribute)
        assert found is not None if attribute == "required" and value else found == value, attribute


def test_a_password_is_typed_unseen_and_a_new_one_is_offered(person: Person) -> None:
    element = field(person.page, "secret")
    assert (element.get("type"), element.get("autocomplete")) == ("password", "new-password")
    assert field(person.page, "nom").get("autocomplete") == "family-name"
    assert field(person.page, "email").get("type") == "email"


def test_no_field_cuts_what_is_pasted(second: Person) -> None:
    assert not second.page.tree.xpath("//main//@maxlength | //main//@onpaste | //script")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("age", "Nombre entier, à partir de 18."),
        ("taille", "Nombre, avec une virgule pour les décimales, à partir de 0."),
        ("naissance", "Jour/mois/année, ou huit chiffres à la suite."),
        ("avis", "Ce que vous voulez."),
        ("code", "Espaces et tirets sont ignorés, majuscules et minuscules acceptées, 12 caractères au maximum."),
    ],
)
def test_a_hint_is_the_description_or_built_from_the_schema(second: Person, name: str, hint: str) -> None:
    assert described(second.page, name) == [hint]


def test_a_figure_and_an_example_stand_in_the_hint(person: Person) -> None:
    assert described(person.page, "nom") == ["40 caractères au maximum, par exemple Zoé."]
    assert described(person.page, "secret") == ["8 caractères au minimum."]


def test_a_star_stands_before_the_label_of_a_required_field_and_is_explained(person: Person) -> None:
    assert label(person.page, "nom") == "* Nom"
    assert label(person.page, "email") == "Courriel"
    assert label(person.page, "accord") == "* J'accepte"
    assert "astérisque (*) sont obligatoires" in person.page.text
    assert person.page.tree.xpath("//form[@novalidate]")


def test_groups_and_choices_are_fieldsets_with_legends(second: Person) -> None:
    legends = [words(legend) for legend in second.page.tree.xpath("//legend")]
    assert legends == ["Préférences", "* Sport", "Couleurs"]
    assert words(second.page.tree.xpath("//select/option[@selected]")[0]) == "fr"
    assert "cm" in second.page.text


def test_errors_stand_above_the_heading_and_at_their_fields_in_the_same_words(person: Person) -> None:
    page = person.press("Continuer", nom="x" * 41, email="rien", secret="court", encore="court")
    assert page.status == 422
    assert page.title.startswith("Erreur : Qui êtes-vous ?")
    assert page.errors == [
        "Nom : 40 caractères au maximum. Par exemple Zoé.",
        "Courriel : saisissez une adresse électronique valide, avec un @ et un nom de domaine.",
        "Mot de passe : 8 caractères au minimum.",
        "Pour continuer, cochez la case « J'accepte ».",
        "Image : recopiez les 4 caractères de l'image.",
    ]
    names = ["nom", "email", "secret", "accord", "_answer"]
    targets = [link[1:] for link in page.tree.xpath("//*[@id='errors']//a/@href")]
    assert targets == [field(page, name).get("id") for name in names]
    for name, error in zip(names, page.errors, strict=True):
        assert field(page, name).get("aria-invalid") == "true"
        assert described(page, name)[-1] == error
    summary = page.tree.xpath("//*[@id='errors'][following::h1]")[0]
    assert (summary.get("tabindex"), summary.get("autofocus") is not None) == ("-1", True)


def test_what_was_typed_stays_but_no_secret_and_no_answer_to_an_image(person: Person) -> None:
    page = person.press("Continuer", nom='"><i>', secret="tresors9", encore="tresors8", accord=True, _answer="ABCD")
    assert page.value("nom") == '"><i>'
    assert field(page, "accord").get("checked") is not None
    assert not page.value("secret")
    assert not page.value("encore")
    assert not page.value("_answer")
    assert b"tresors" not in page.body
    assert b"ABCD" not in re.sub(rb"<aside class=.dev.*", b"", page.body, flags=re.S)


@pytest.mark.parametrize(
    ("name", "typed", "error"),
    [
        ("age", "douze", "Âge : saisissez un nombre entier, en chiffres."),
        ("age", "12", "Âge : saisissez un nombre supérieur ou égal à 18."),
        ("solde", "beaucoup", "Solde : saisissez un nombre, en chiffres, avec une virgule pour les décimales."),
        (
            "naissance",
            "31/02/2000",
            "Naissance : saisissez une date qui existe, sous la forme jour/mois/année (12/05/1980 ou 12051980).",
        ),
        ("naissance", "12/5/80", "Naissance : l'année s'écrit avec quatre chiffres, de 1800 à 2199."),
        ("site", "rien", "Site : saisissez une adresse de site complète, qui commence par https://."),
        ("code", "x" * 13, "Code : 12 caractères au maximum."),
        ("avis", "\x00", "Avis : cette réponse contient des caractères qui ne peuvent pas être lus."),
        ("sport", "", "Sport : choisissez une réponse."),
        ("sport", "zzz", "Sport : choisissez une des réponses proposées."),
    ],
)
def test_each_keyword_has_words_of_its_own(second: Person, name: str, typed: str, error: str) -> None:
    sent(second, "Continuer", {"sport": "a", name: typed})
    assert second.page.status == 422
    assert len(second.page.errors) == 1
    assert second.page.errors[0].startswith(error)


def test_enter_presses_the_first_button_never_back(second: Person) -> None:
    first = second.page.tree.xpath("//form//button[@type='submit']")[0]
    assert (first.get("name"), first.get("value")) == ("_event", "continuer")
    assert (first.get("tabindex"), first.get("aria-hidden")) == ("-1", "true")
    assert second.page.buttons() == ["Retour", "Continuer", "Passer"]
    primary = second.page.tree.xpath("//button[contains(@class, 'primary')]")
    assert [words(button) for button in primary] == ["Continuer"]


def test_a_button_may_skip_the_form(second: Person) -> None:
    assert second.press("Passer", age="douze").path == "/inscription/recap"


def test_a_page_opened_from_a_form_takes_a_new_tab_and_says_so(second: Person) -> None:
    link = second.page.tree.xpath("//main//a[@href='/inscription/conditions']")[0]
    assert link.get("target") == "_blank"
    assert words(link) == "Les conditions (nouvel onglet)"
    page = second.open("/inscription/presentation")
    assert page.tree.xpath("//main//a[@href='/inscription/conditions'][not(@target)]")
    assert "button" in page.tree.xpath("//main//a[@href='/inscription/start/debut']/@class")[0]


def test_the_stepper_says_where_one_is_and_what_comes_next(person: Person) -> None:
    text = person.page.text
    assert "Étape 1 sur 2 Vous & nous Étape suivante : Vos choix" in text
    assert not person.page.tree.xpath("//*[@class='stepper']//a")
    assert "Conseil Prenez votre temps." in text
    person.solve("Continuer", **FILLED)
    assert "Étape 2 sur 2 Vos choix" in person.page.text
    assert "Étape suivante" not in person.page.text
    person.press("Passer")
    assert "Étape" not in person.page.text, "a state of no phase has none"


def test_the_summary_tells_every_answer_and_leads_back_to_its_form(second: Person) -> None:
    page = second.press("Continuer", sport="b", couleurs=["bleu", "vert"], solde="12500,5", taille="171")
    assert page.path == "/inscription/recap"
    rows = {words(row.find("dt")): words(row.find("dd")) for row in page.tree.xpath("//section//div[dt]")}
    assert rows["Nom"] == "Zoé <b>"
    assert rows["Sport"] == "Boxe"
    assert rows["Couleurs"] == "bleu et vert"
    assert rows["Solde"].replace("\u202f", " ") == "12 500,5"
    assert rows["Taille"] == "171 cm"
    assert rows["Recevoir la lettre"] == "Non"
    assert rows["Âge"] == "Non renseigné"
    assert "Mot de passe" not in rows
    modify = page.tree.xpath("//a[starts-with(normalize-space(), 'Modifier')]")
    assert [(words(link), link.get("href")) for link in modify] == [
        ("Modifier : Identité", "/inscription/identite#field-nom"),
        ("Modifier : Vos goûts", "/inscription/gouts#field-age"),
        ("Modifier : Préférences", "/inscription/gouts#group-sport"),
    ]
    for link in modify:
        path, _, anchor = link.get("href").partition("#")
        element = second.open(path).tree.get_element_by_id(anchor)
        assert element.tag in ("input", "select", "textarea") or element.get("tabindex") == "-1", "takes the focus"


def test_an_earlier_form_says_so_and_can_be_left_unchanged(second: Person) -> None:
    second.press("Continuer", sport="b")
    page = second.open("/inscription/identite")
    assert "Vous modifiez une étape précédente" in page.text
    assert page.link("Revenir sans rien modifier") == "/inscription/recap"
    assert "laissez vide pour le conserver" in described(page, "secret")[0]
    assert field(page, "secret").get("required") is None
    assert label(page, "secret") == "Mot de passe"


def test_a_form_that_is_changed_is_saved_where_one_button_sends_it(second: Person) -> None:
    second.press("Passer")
    assert second.open("/inscription/identite").buttons() == ["Autre image", "Enregistrer et revenir au récapitulatif"]
    page = second.open("/inscription/gouts")
    assert page.buttons() == ["Enregistrer et revenir au récapitulatif", "Passer"], "the other sends no form"
    assert [words(button) for button in page.tree.xpath("//button[contains(@class, 'primary')]")] == page.buttons()[:1]
    group = page.tree.get_element_by_id("group-sport")
    assert words(group.xpath("./p[@class='changing']")[0]).startswith("Vous modifiez cette partie")
    assert second.press("Enregistrer et revenir au récapitulatif", sport="b").path == "/inscription/recap"


def test_titles_tell_pages_apart(second: Person) -> None:
    titles = [second.page.title]
    for path in (
        "/aide",
        "/nous/ecrire",
        "/procedures",
        "/inscription/presentation",
        "/inscription/conditions",
        "/rien",
    ):
        titles.append(second.open(path).title)
    assert len(set(titles)) == len(titles)
    assert titles[0] == "Vos goûts – Inscription au club – Guichet"
    assert titles[1] == "Aide – Guichet"


def test_every_page_has_one_heading_a_language_a_way_to_skip_and_its_foot(second: Person) -> None:
    for path in (second.page.path, "/aide", "/procedures", "/inscription/conditions", "/rien", START):
        page = second.open(path)
        assert len(page.tree.xpath("//h1")) == 1
        assert page.tree.get("lang") == "fr"
        assert page.tree.xpath("//a[@class='skip']/@href") == ["#main"]
        assert len(page.tree.xpath("//main[@id='main']")) == 1
        assert "Aide : 01 02 03 04 05" in page.text
        assert "Essai" in page.text
        ids = page.tree.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert not page.tree.xpath("//script | //@style | //style | //@onclick")


def test_a_notice_is_one_of_ours_or_none(club: ServiceUnderTest) -> None:
    person = club.person()
    assert "aucune n'a été commencée" in person.open("/inscription/gouts").text
    assert person.page.path == "/inscription/identite"
    assert "plus à jour" in person.open("/aide?n=stale").text
    page = person.open("/aide?n=<b>perdu</b>")
    assert page.status == 200
    assert not page.tree.xpath("//*[contains(@class, 'notice')]")


def test_an_image_is_answered_right_below_it_and_then_come_the_other_ways(person: Person) -> None:
    gate = person.page.tree.xpath(
        "//*[@id='gate']//*[self::label or self::img or self::input or self::button or self::audio]"
    )
    assert [element.tag for element in gate] == ["label", "img", "input", "button", "audio"]


def test_another_image_keeps_the_form(person: Person) -> None:
    before = person.page.tree.xpath("//main//img/@src")
    page = sent(person, None, {"nom": "Zoé", "_again": "1"})
    assert page.status == 200
    assert page.value("nom") == "Zoé"
    assert page.tree.xpath("//main//img/@src") != before
    assert not page.errors
