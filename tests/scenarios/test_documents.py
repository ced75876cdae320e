"""A document and the links to it: what it weighs, what it cannot show, where its fonts come from."""

from __future__ import annotations

import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from engine.language.load import load_catalogue
from tests.conftest import WriteFlow
from tests.support import expert
from tests.support.expert import IDENTITY
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest

FONTS = Path(__file__).parents[1] / "support" / "fonts"

FLOW = """
    parcours: 1
    flow: essai
    title: Essai
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: saisie}}
    states:
      saisie:
        title: Saisie
        form: saisie
        transitions: {continuer: {label: Continuer, target: recap}}
      recap:
        title: Récapitulatif
        review: true
        links: [{label: Le reçu, document: recu}]
        transitions: {envoyer: {label: Envoyer, target: texte}}
      texte:
        title: Texte
        content: "Voici [le reçu](document:recu) et [le bref](document:bref)."
        notes: [{title: Aide, text: "Gardez [ce reçu](document:recu)."}]
        transitions: {finir: {label: Finir, target: fin}}
      fin:
        title: Fin
        final: true
        content: |
          [Gardez le reçu](document:recu)
    documents:
      recu: {title: Reçu, review: true}
      bref: {title: Bref, content: Sans réponse.}
    retention: {draft: 24 hours, closed: 24 hours}
"""
FORM = """
    type: object
    properties:
      nom: {type: string, title: Nom, maxLength: 200}
      pays: {type: string, title: Pays, enum: [France, Belgique]}
    required: [nom]
"""
NAMED = "Le document ne peut pas montrer ces caractères : "


@pytest.fixture
def folder(tmp_path: Path, write_flow: WriteFlow) -> Path:
    write_flow("essai", FLOW, {"saisie": FORM})
    return tmp_path


def to_recap(person: Person, name: str) -> Page:
    person.open("/essai/start/debut")
    return person.press("Continuer", nom=name)


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("東京", "東, 京"),
        ("Anne 東 東", "東"),
        ("กรุงเทพ", "ก, รุ, ง, เ, ท, พ"),
        ("दिल्ली", "दि, ल्, ली"),
        ("Zoé 👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),  # one sign, whose joiners are not named
        ("𠮷", "𠮷"),
        ("Zoé \ue123", "\ue123 (U+E123)"),  # a company's own sign, which the page shows no better
    ],
)
def test_what_the_document_cannot_show_is_named_beside_each_link_to_it(folder: Path, name: str, named: str) -> None:
    service = ServiceUnderTest(folder / "data", folder)
    person = service.person()
    page = to_recap(person, name)
    assert f"Le reçu (PDF, environ 70 Ko) {NAMED}{named}. Un signe" in page.text
    assert name in page.text, "the page itself shows it all"
    page = person.press("Envoyer")
    assert page.text.count(NAMED) == 2  # in the text and in the note; the document without answers lacks nothing
    assert f"{NAMED}{named}. Un signe" in page.text
    assert re.search(r"le bref \(PDF, environ \d+ Ko\)", page.text)
    page = person.press("Finir")
    assert page.text.count(NAMED) == 1
    text = text_of_pdf(person.follow("Gardez le reçu"))
    assert "Un signe \ufffd tient la place" in text.replace("\n", " ")
    assert text.count("\ufffd") == 1 + len(named.split(", ")) * name.count(re.split(r", | \(", named)[0])
    service.close()


@pytest.mark.parametrize(
    "name",
    [
        "Zoé Œuvrard-Łukasz Yıldırım",
        "Nguyễn Thị Hương",
        "Привет Ελληνικά საქართველო Հայաստան",
        "مرحبا שלום",
        'Dupont & <b>Fils</b> "<pdf:nextpage>"',
        "a\u200dz",
    ],
)
def test_nothing_is_said_of_a_document_that_shows_all(folder: Path, name: str) -> None:
    service = ServiceUnderTest(folder / "data", folder)
    person = service.person()
    page = to_recap(person, name)
    assert "Le reçu (PDF, environ 70 Ko) Envoyer" in page.text
    assert "\ufffd" not in text_of_pdf(person.follow("Le reçu"))
    service.close()


def test_letters_that_stay_apart_are_named_too(folder: Path) -> None:
    service = ServiceUnderTest(folder / "data", folder)
    page = to_recap(service.person(), "ߒߞߏ")
    assert "sans les lier ni les ordonner comme il le faudrait : ߒ, ߞ, ߏ." in page.text.replace(
        " .", "."
    )  # an element of its own, for its direction
    assert NAMED not in page.text
    service.close()


def test_of_a_whole_text_the_first_characters_are_named(folder: Path) -> None:
    service = ServiceUnderTest(folder / "data", folder)
    page = to_recap(service.person(), "".join(chr(0x4E00 + n) for n in range(200)))
    (named,) = re.findall(f"{NAMED}(.*?) Un signe", page.text)
    assert named.count(", ") == 29
    assert named.endswith("….")
    service.close()


def test_a_font_put_beside_the_flows_draws_what_the_shipped_ones_lack(folder: Path) -> None:
    shutil.copytree(FONTS, folder / "templates" / "fonts")
    service = ServiceUnderTest(folder / "data", folder)
    person = service.person()
    page = to_recap(person, "東京 Zoé")
    assert NAMED not in page.text
    assert "東京 Zoé" in text_of_pdf(person.follow("Le reçu"))
    assert f"{NAMED}大." in to_recap(service.person(), "東大").text  # which that font lacks too
    service.close()


def test_check_finds_the_texts_that_a_document_cannot_show_and_a_font_is_the_fix(
    folder: Path, write_flow: WriteFlow
) -> None:
    write_flow("essai", FLOW, {"saisie": FORM.replace("Belgique", "日本")})
    (problem,) = load_catalogue(folder).problems
    assert (problem.code, problem.place.line) == ("missing-character", 5)
    assert "日" in problem.message
    shutil.copytree(FONTS, folder / "templates" / "fonts")
    assert not load_catalogue(folder).problems


def test_a_flow_without_documents_may_use_any_character(folder: Path, write_flow: WriteFlow) -> None:
    without = re.sub(r"links: \[.*|notes: .*|content: (\".*|\|)|\[Gardez.*", "", FLOW.partition("    documents:")[0])
    write_flow("essai", without, {"saisie": FORM.replace("Belgique", "日本")})
    assert [problem.code for problem in load_catalogue(folder).problems] == []


def test_a_font_that_cannot_be_used_is_a_problem_and_nothing_is_served(folder: Path) -> None:
    (folder / "templates" / "fonts").mkdir(parents=True)
    (folder / "templates" / "fonts" / "company.otf").write_bytes(b"OTTO")
    (problem,) = load_catalogue(folder).problems
    assert (problem.code, Path(problem.place.file).name) == ("unusable-font", "company.otf")
    assert "PostScript" in problem.cause


def test_the_account_s_number_comes_first_then_its_summary_as_the_one_filled_button(tmp_path: Path) -> None:
    """As the source has it; the summary says where it is found again, and how to reach assistance."""
    service = ServiceUnderTest(tmp_path)
    person = service.person()
    expert.accept(person)
    expert.identify(person)
    person.press("Continuer", **{**IDENTITY, "nom": "東 Martin"})
    person.press("Valider")
    page = expert.activate(person, expert.code_in(service))
    number = page.tree.xpath("string(//p[@class='alone'])")
    assert re.fullmatch("[0-9]{10}", number)
    order = (
        "Votre numéro d'abonné :",
        number,
        "Vous devez d'abord sauvegarder les informations récapitulatives",
        "Sauvegardez ou imprimez récapitulatif (PDF, environ 70 Ko)",
        f"{NAMED}東.",
        "« Gérer mes services » puis « Gérer vos coordonnées »",
        "vide de dossiers et de services",
        "Demander une adhésion aux services en ligne (mode expert)",
        "Accéder à mon espace Assistance",
    )
    found = [page.text.replace("\xa0", " ").index(words) for words in order]
    assert found == sorted(found)
    assert page.tree.xpath("//p[@class='action']/a/@href")  # looks like a filled button …
    assert not page.tree.xpath("//*[contains(@class, 'primary')]")  # … and is the only one
    text = text_of_pdf(person.follow("Sauvegardez ou imprimez récapitulatif")).replace("\n", " ").replace("\xa0", " ")
    for words in (
        number,
        "\ufffd Martin",
        "« Gérer mes services », puis « Gérer vos coordonnées »",
        "Assistance : 0809",
    ):
        assert words in text
    person.open(page.url)
    person.press("Accéder à mon espace")
    person.follow("Gérer mes services")
    assert f"{NAMED}東." in person.follow("Gérer vos coordonnées").text
    service.close()


def text_of_pdf(pdf: Page) -> str:
    assert pdf.headers["Content-Type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf.body)).pages)
