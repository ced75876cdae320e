"""Fields that are asked only sometimes, over HTTP: what is hidden is ignored, kept to fill it again, never a fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from tests.conftest import WriteFlow
from tests.support import loisirs
from tests.support.person import Page, Person, in_process
from tests.support.service_under_test import ServiceUnderTest, text_of

Typed = Mapping[str, str | list[str] | bool]
COUPLE: Typed = {"situation": "couple", "conjoint": "Zoé", "conjoint_encore": "Zoé"}


@pytest.fixture
def service(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    write_flow("loisirs", loisirs.FLOW, loisirs.FORMS)
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    yield service
    service.close()


def at_the_household(service: ServiceUnderTest, age: str = "30") -> Person:
    person = service.person()
    person.open("/loisirs/start/demande")
    page = person.press("Continuer", age=age, courriel="ana@exemple.fr")
    assert page.h1 == "Votre foyer", page.text
    return person


def rows(page: Page) -> dict[str, str]:
    """What the summary says."""
    found = page.tree.xpath("//*[@class='row']")
    return {row.findtext("dt"): (row.findtext("dd") or "").strip() for row in found}


def conditions(page: Page) -> dict[str, str]:
    """field -> its condition in words."""
    found = page.tree.xpath("//*[contains(@class, 'condition')]")
    said = {one.get("id").removeprefix("field-").removesuffix("-when"): one.text_content() for one in found}
    return {name: words.replace("\N{NO-BREAK SPACE}", " ") for name, words in said.items()}


def test_what_is_not_asked_is_no_fault_and_null_everywhere(service: ServiceUnderTest) -> None:
    person = at_the_household(service)
    stale = {"conjoint": "Zoé", "code_postal": "75005" * 3, "motif": "Aucun"}
    page = person.press("Continuer", situation="solo", pays="be", **stale)
    assert page.h1 == "Récapitulatif", page.errors
    asked = {"Âge", "Courriel", "Situation", "Je m'inscris sans mon conjoint", "Nombre d'enfants", "Pays", "Aides"}
    assert rows(page).keys() == asked, "a question that was not asked has no line"
    assert "Conjoint : []" in page.text, "a text says nothing of it"
    person.press("Envoyer")
    assert "Conjoint : [], tuteur : []." in text_of(service.mails()[0])


def test_what_is_asked_is_kept_shown_and_mailed(service: ServiceUnderTest) -> None:
    person = at_the_household(service, age="12")
    page = person.press("Continuer", **COUPLE, tuteur="Eva")
    assert page.h1 == "Récapitulatif", page.errors
    assert rows(page)["Nom du conjoint"] == "Zoé"
    assert rows(page)["Nom du tuteur"] == "Eva"
    person.press("Envoyer")
    assert "Conjoint : [Zoé], tuteur : [Eva]." in text_of(service.mails()[0])


@pytest.mark.parametrize(
    ("age", "typed", "missing"),
    [
        ("30", {"situation": "solo"}, []),
        ("30", {"situation": "couple"}, ["Nom du conjoint"]),
        ("30", {"situation": "couple", "seul": True}, []),  # the other half of `and`
        ("12", {"situation": "solo"}, ["Nom du tuteur"]),  # by what was answered before the form
        ("30", {"situation": "solo", "enfants": "2"}, []),
        ("30", {"situation": "solo", "enfants": "3"}, ["Motif"]),  # by a figure of the same form
        ("30", {"situation": "solo", "enfants": "trois"}, ["Nombre d'enfants"]),  # not known yet: not asked for
        ("30", {"situation": "solo", "pays": "fr"}, ["Code postal"]),
        ("30", {"situation": "solo", "pays": "ch"}, []),
        ("30", {}, ["Situation"]),  # what hangs on it is asked for once it is answered
    ],
)
def test_a_field_is_required_only_where_it_is_asked(
    service: ServiceUnderTest, age: str, typed: Typed, missing: list[str]
) -> None:
    person = at_the_household(service, age)
    typed = {"pays": "be", **typed}
    page = person.press("Continuer", **typed)
    assert (page.status == 422) is bool(missing)
    assert [line for name in missing for line in page.errors if line.startswith(name)] == page.errors


def test_a_confirmation_follows_the_field_that_it_confirms(service: ServiceUnderTest) -> None:
    person = at_the_household(service)
    page = person.press("Continuer", situation="couple", conjoint="Zoé", conjoint_encore="Eva")
    assert [line[:23] for line in page.errors] == ["Nom du conjoint encore "]
    page = person.press("Continuer", situation="solo", conjoint="Zoé", conjoint_encore="Eva")
    assert page.h1 == "Récapitulatif", page.errors


def test_what_a_hidden_field_held_fills_it_again(service: ServiceUnderTest) -> None:
    person = at_the_household(service)
    person.press("Continuer", **COUPLE)
    person.follow("Modifier")
    page = person.open("/loisirs/foyer")
    assert page.value("conjoint") == "Zoé"
    page = person.press("Enregistrer et revenir au récapitulatif", situation="solo")
    assert "Nom du conjoint" not in rows(page)
    page = person.open("/loisirs/foyer")
    assert page.value("conjoint") == "Zoé", "kept to fill it again"
    page = person.press("Enregistrer et revenir au récapitulatif", situation="couple")
    assert rows(page)["Nom du conjoint"] == "Zoé"


def test_back_keeps_what_a_hidden_field_held(service: ServiceUnderTest) -> None:
    person = at_the_household(service)
    page = person.press("Étape précédente", situation="solo", conjoint="Zoé")
    assert page.h1 == "Qui êtes-vous ?"
    page = person.press("Continuer")
    assert page.value("conjoint") == "Zoé"


def test_a_change_that_makes_a_later_field_asked_stops_at_its_form(service: ServiceUnderTest) -> None:
    person = at_the_household(service)
    person.press("Continuer", **COUPLE)
    person.open("/loisirs/qui")
    page = person.press("Enregistrer et revenir au récapitulatif", age="12")
    assert page.h1 == "Votre foyer", "the guardian was never asked"
    assert page.value("conjoint") == "Zoé", "what was answered is still there"
    page = person.press("Continuer")
    assert [line[:13] for line in page.errors] == ["Nom du tuteur"]
    page = person.press("Continuer", tuteur="Eva")
    assert rows(page)["Nom du tuteur"] == "Eva"


def test_a_change_that_makes_a_later_field_not_asked_leads_to_the_summary_without_it(service: ServiceUnderTest) -> None:
    person = at_the_household(service, age="12")
    person.press("Continuer", **COUPLE, tuteur="Eva")
    person.open("/loisirs/qui")
    page = person.press("Enregistrer et revenir au récapitulatif", age="18")
    assert page.h1 == "Récapitulatif"
    assert "Nom du tuteur" not in rows(page)
    person.open("/loisirs/qui")
    page = person.press("Enregistrer et revenir au récapitulatif", age="17")
    assert page.h1 == "Votre foyer", "it is asked again"
    assert page.value("tuteur") == "Eva", "and filled with what it held"


def test_what_is_known_before_the_form_is_put_in_first(service: ServiceUnderTest) -> None:
    page = at_the_household(service, age="30").page
    assert "tuteur" not in conditions(page)
    assert not page.tree.xpath("//*[@name='tuteur']"), "surely not asked: not on the page"
    page = at_the_household(service, age="12").page
    assert page.tree.xpath("//*[@name='tuteur']")
    assert "tuteur" not in conditions(page), "surely asked: as any other field"


def test_each_condition_is_said_in_words(service: ServiceUnderTest) -> None:
    couple = "À remplir si « Situation » est « En couple » et « Je m'inscris sans mon conjoint » n'est pas coché."
    assert conditions(at_the_household(service).page) == {
        "conjoint": couple,
        "conjoint_encore": couple,
        "motif": "À remplir si « Nombre d'enfants » est supérieur ou égal à 3.",
        "code_postal": "À remplir si « Pays » est « France ».",
        "laquelle": "À remplir si « Une autre » est coché à la question « Aides ».",
    }


def test_the_sheet_is_of_the_version_kept_for_ever_and_behind_has(service: ServiceUnderTest) -> None:
    person = at_the_household(service)
    page = person.page
    (address,) = (href for href in page.tree.xpath("//link[@rel='stylesheet']/@href") if "/style/" in href)
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "style-src 'self'" in page.headers["Content-Security-Policy"]
    assert not page.tree.xpath("//style|//script|//*[@style]")
    sheet = person.open(address)
    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    rules = sheet.body.decode()
    assert rules.startswith("@supports selector(:has(*)) {")
    assert rules.count("@") == 1
    assert "#when-code_postal" in rules


@pytest.mark.parametrize(
    "address",
    [
        "/loisirs/style/0000/foyer.css",  # no such version
        "/loisirs/style/{version}/autre.css",
        "/loisirs/style/{version}/qui.css",  # every field of it is asked
        "/autre/style/{version}/foyer.css",
    ],
)
def test_an_address_of_no_sheet_is_no_page(service: ServiceUnderTest, address: str) -> None:
    version = service.parcours.service.catalogue.flows["loisirs"].digest
    assert service.person().open(address.format(version=version)).status == 404


def test_a_form_of_which_every_field_is_asked_loads_no_sheet(service: ServiceUnderTest) -> None:
    page = service.person().open("/loisirs/start/demande")
    assert not [href for href in page.tree.xpath("//link/@href") if "/style/" in href]


def test_a_refusal_at_a_field_that_is_not_asked_stands_above_the_form(service: ServiceUnderTest) -> None:
    """Only where it is asked does its refusal lead to it."""
    person = at_the_household(service)
    page = person.press("Continuer", situation="couple", conjoint="Refusé", conjoint_encore="Refusé")
    assert page.errors == ["Ce nom est refusé."]
    assert page.tree.xpath("//*[@id='errors']//a/@href") == ["#field-conjoint"]
    page = person.press("Continuer", situation="solo", enfants="20", motif="Tous")
    assert page.errors == ["Vingt enfants, c'est trop."]
    assert not page.tree.xpath("//*[@id='errors']//a/@href")


def test_the_document_has_no_line_for_what_was_not_asked(service: ServiceUnderTest) -> None:
    person = at_the_household(service)
    person.press("Continuer", situation="solo", conjoint="Zoé", pays="be")
    person.press("Envoyer")
    drawn = PdfReader(BytesIO(person.follow("Le document").body)).pages[0].extract_text()
    assert "Situation" in drawn
    assert "conjoint" not in drawn.replace("sans mon conjoint", "")


FLOW_OF_ONE_FORM = """
    parcours: 1
    flow: unique
    title: Une seule question
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: demande}}
    states:
      demande: {title: Demande, form: demande, transitions: {suite: {label: Suite, target: fini}}}
      fini: {title: Fini, review: true, final: true}
"""
QUESTION = """
    required: [cadeau, prenom, mot]
    properties:
      cadeau: {type: string, title: Cadeau, enum: [oui, non]}
      prenom: {type: string, title: Prénom, x-when: cadeau == "oui"}
      mot: {type: string, title: Mot, x-secret: true, x-when: cadeau == "oui"}
"""


def test_the_first_form_of_a_case_not_yet_begun_asks_as_any_other(tmp_path: Path, write_flow: WriteFlow) -> None:
    write_flow("unique", FLOW_OF_ONE_FORM, {"demande": QUESTION})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    person = service.person()
    person.open("/unique/start/debut")
    page = person.press("Suite", cadeau="oui", prenom="", mot="secret")
    assert [line.partition(" :")[0] for line in page.errors] == ["Prénom"]
    page = person.press("Suite", cadeau="non", prenom="Zoé", mot="secret")
    assert page.h1 == "Fini", page.errors
    assert rows(page) == {"Cadeau": "non"}
    with service.parcours.database.read() as tx:
        assert tx.execute(text("select count(*) from secrets")).scalar() == 0, "no hash of what was not asked"
    service.close()


def test_a_case_goes_on_with_the_questions_of_its_version(tmp_path: Path, write_flow: WriteFlow) -> None:
    """Begun before there was any condition, or before that was changed: its own style sheet is still served."""
    plain = QUESTION.replace(', x-when: cadeau == "oui"', "")
    turned = QUESTION.replace('"oui"', '"non"')
    flow = FLOW_OF_ONE_FORM.replace("{suite:", "{rester: {label: Rester, skip_form: true}, suite:")
    cookies: list[dict[str, str]] = []
    for form in (plain, QUESTION, turned):
        write_flow("unique", flow, {"demande": form})
        service = ServiceUnderTest(tmp_path / "data", tmp_path)
        if len(cookies) < 2:
            person = service.person()
            person.open("/unique/start/debut")
            person.press("Rester", cadeau="oui")
            cookies.append(dict(pair.split("=", 1) for pair in person.cookies().split("; ")))
        if form is not turned:
            service.close()
    before, between = (in_process(service.app, kept) for kept in cookies)
    page = before.open("/unique/demande")
    assert not [href for href in page.tree.xpath("//link/@href") if "/style/" in href]
    page = before.press("Suite", cadeau="non")
    assert len(page.errors) == 2, "both are asked"
    page = between.open("/unique/demande")
    (address,) = [href for href in page.tree.xpath("//link/@href") if "/style/" in href]
    assert "#field-cadeau:checked" in between.open(address).body.decode(), "that of its own version"
    between.open("/unique/demande")
    page = between.press("Suite", cadeau="non")
    assert page.h1 == "Fini", page.errors
    service.close()
