"""The pieces of the cookbook: each is clean, and does for a person what its words say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from engine.language.load import load_catalogue
from tests.support.cookbook import PAGE, Piece, pieces
from tests.support.person import Person
from tests.support.service_under_test import ServiceUnderTest, text_of

PIECES = {piece.number: piece for piece in pieces()}
ADDRESS = "zoe@exemple.fr"
Serve = Callable[[int], ServiceUnderTest]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """The service with one piece, by its number."""
    services: list[ServiceUnderTest] = []

    def served(number: int) -> ServiceUnderTest:
        PIECES[number].write(tmp_path)
        services.append(ServiceUnderTest(tmp_path / "data", tmp_path))
        return services[-1]

    yield served
    for service in services:
        service.close()


def at(service: ServiceUnderTest, path: str) -> Person:
    person = service.person()
    person.open(path)
    return person


def mailed(service: ServiceUnderTest) -> list[str]:
    """The texts of all mails, the oldest first; what is due is done before."""
    service.worker.work()
    return [text_of(mail) for mail in service.mails()]


def code_in(mail: str) -> str:
    return str(re.findall(r"[0-9A-Z]{5} [0-9A-Z]{5}(?: [0-9A-Z]{2})?$", mail, re.MULTILINE)[-1])


def link_in(mail: str) -> str:
    return str(re.findall(r"https?://\S+start\S+", mail)[0])


@pytest.mark.parametrize("piece", PIECES.values(), ids=lambda piece: piece.title)
def test_each_piece_is_clean(tmp_path: Path, piece: Piece) -> None:
    piece.write(tmp_path)
    catalogue = load_catalogue(tmp_path)
    assert not catalogue.problems, "\n\n".join(map(str, catalogue.problems))
    assert catalogue.flows


def test_there_are_twelve_and_each_says_what_it_does() -> None:
    assert list(PIECES) == list(range(1, 13))
    for part in re.split(r"^## \d+\. .*$", Path(PAGE).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        problem, *_, meaning = part.strip().split("\n\n")
        assert problem.startswith("*")
        assert not meaning.startswith("```")


def test_1_a_draft_waits_and_is_reminded_of(serve: Serve) -> None:
    service = serve(1)
    person = at(service, "/bourse/start/demande")
    person.press("Continuer", email=ADDRESS)
    left = person.press("Continuer plus tard", projet="Un voilier")
    assert "Votre brouillon vous attend jusqu'au" in left.text
    (first,) = mailed(service)
    other = at(service, link_in(first))
    assert other.press("Reprendre").h1 == "Votre projet"
    assert (other.page.value("projet") or "").strip() == "Un voilier"
    service.advance(days=8)
    first, reminder = mailed(service)
    third = at(service, link_in(reminder))
    third.press("Reprendre")
    assert third.press("Envoyer", projet="Un voilier en bois").h1 == "Votre demande est reçue"


def test_1_nothing_is_left_of_a_draft_after_its_deadline(serve: Serve) -> None:
    service = serve(1)
    person = at(service, "/bourse/start/demande")
    person.press("Continuer", email=ADDRESS)
    service.advance(days=8)
    (reminder,) = mailed(service)
    service.advance(days=2)
    service.worker.work()
    late = at(service, link_in(reminder))
    assert late.press("Reprendre").errors == ["Ce code n'ouvre aucune demande."]


def test_2_the_last_code_confirms_the_address_and_five_wrong_ones_do_not(serve: Serve) -> None:
    service = serve(2)
    person = at(service, "/lettre/start/inscription")
    person.press("Continuer", email=ADDRESS)
    assert person.press("Recevoir un autre code").h1 == "Le code reçu"
    first, second = map(code_in, mailed(service))
    left = "Ce code n'est pas celui du dernier courriel. Il vous reste 4 essais."
    assert person.press("Confirmer", code_tape=first).errors == [left]
    assert person.press("Confirmer", code_tape=second).h1 == "Vous recevrez la lettre"
    guessing = at(service, "/lettre/start/inscription")
    guessing.press("Continuer", email="autre@exemple.fr")
    for _ in range(5):
        guessing.press("Confirmer", code_tape="A1B2C3D4E5")
    assert guessing.page.h1 == "Trop d'essais"


def test_3_an_address_has_one_request_until_it_is_given_up(serve: Serve) -> None:
    service = serve(3)
    first = at(service, "/jardin/start/demande")
    assert first.press("Continuer", email=ADDRESS).h1 == "Une parcelle vous attend"
    second = at(service, "/jardin/start/demande")
    assert second.press("Continuer", email=ADDRESS.upper()).errors == ["Une demande est en cours avec cette adresse."]
    first.press("Je renonce")
    assert second.press("Continuer", email=ADDRESS).h1 == "Une parcelle vous attend"
    assert second.press("J'accepte").h1 == "La parcelle est à vous"
    service.advance(days=30)
    service.worker.work()
    third = at(service, "/jardin/start/demande")
    assert third.press("Continuer", email=ADDRESS).errors == ["Vous avez déjà une parcelle."]


def an_account(service: ServiceUnderTest) -> Person:
    person = at(service, "/espace/start/creation")
    person.press("Créer", email=ADDRESS, mot_de_passe="mouettes et vents", confirmation="mouettes et vents")
    assert person.page.h1 == "Mon espace"
    return person


def test_4_a_password_opens_the_account_and_five_wrong_ones_pause_it(serve: Serve) -> None:
    service = serve(4)
    an_account(service).press("Se déconnecter")
    assert at(service, "/espace/start/connexion").press(
        "Entrer", email_saisi=ADDRESS, mot_de_passe_saisi="mouettes et vents"
    ).h1 == ("Mon espace")
    guessing = at(service, "/espace/start/connexion")
    for _ in range(5):
        guessing.press("Entrer", email_saisi=ADDRESS, mot_de_passe_saisi="goélands et vents")
    right = {"email_saisi": ADDRESS, "mot_de_passe_saisi": "mouettes et vents"}
    assert guessing.press("Entrer", **right).h1 == "Connexion"
    service.advance(minutes=16)
    assert guessing.press("Entrer", **right).h1 == "Mon espace"


def test_4_an_address_that_has_an_account_is_led_to_the_sign_in(serve: Serve) -> None:
    service = serve(4)
    an_account(service)
    second = at(service, "/espace/start/creation")
    page = second.press("Créer", email=ADDRESS, mot_de_passe="autre mot de passe", confirmation="autre mot de passe")
    assert page.errors[0].startswith("Un espace existe déjà avec cette adresse")
    (way,) = page.tree.xpath("//main//form//p[@class='error']/a/@href")
    assert second.open(way).h1 == "Connexion"


def test_5_an_account_has_pages_a_document_and_a_header(serve: Serve) -> None:
    service = serve(5)
    an_account(service).press("Se déconnecter")
    person = at(service, "/espace/coordonnees")
    assert person.page.h1 == "Connexion"
    person.press("Entrer", email_saisi=ADDRESS, mot_de_passe_saisi="mouettes et vents")
    assert person.page.h1 == "Mes coordonnées"
    assert person.page.header() == [ADDRESS, "Mon espace", "Se déconnecter"]
    assert ADDRESS in PdfReader(BytesIO(person.follow("Mon attestation").body)).pages[0].extract_text()


def test_6_a_refusal_leads_to_a_page_and_keeps_what_was_typed(serve: Serve) -> None:
    service = serve(6)
    person = at(service, "/bibliotheque/tarifs")
    person.follow("Demander une carte")
    page = person.press("Continuer", code_postal="35 000")
    assert page.errors[0].startswith("Cette démarche est réservée aux habitants de la ville.")
    (way,) = page.tree.xpath("//main//form//p[@class='error']/a")
    assert (way.get("href"), way.get("target")) == ("/bibliotheque/tarifs", "_blank")
    assert page.value("code_postal") == "35 000"
    assert person.press("Continuer", code_postal="29200").h1 == "Votre carte est prête"
    assert "La carte coûte 25 € par an." in person.open("/bibliotheque/tarifs").text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("born", "when", "ways"),
    [
        ("23/11/2008", "soir", ["Rendez-vous à 18 heures"]),  # 18 today
        ("24/11/2008", "matin", ["Un parent", "Rendez-vous à 9 heures"]),
        ("01/01/2010", "soir", ["Un parent", "Rendez-vous à 18 heures"]),
        ("01/01/1980", "midi", ["Rendez-vous à 9 heures"]),
    ],
)
def test_7_the_age_and_the_choice_lead_on(serve: Serve, born: str, when: str, ways: list[str]) -> None:
    person = at(serve(7), "/stage/start/inscription")
    seen = [person.press("Continuer", naissance=born, moment=when).h1]
    if seen[-1] == "Un parent":
        seen.append(person.press("Continuer", parent="Eva", telephone="01 02 03 04 05").h1)
    assert seen == ways


def test_8_the_link_of_the_mail_cancels_until_the_deadline(serve: Serve) -> None:
    service = serve(8)
    person = at(service, "/rendez_vous/start/demande")
    person.press("Prendre rendez-vous", email=ADDRESS)
    (mail,) = mailed(service)
    other = at(service, link_in(mail))
    assert other.page.h1 == "Annuler un rendez-vous"  # nothing is cancelled by the link
    assert person.open("/rendez_vous/pris").h1 == "Vous avez un rendez-vous"
    assert other.press("Annuler ce rendez-vous").h1 == "Votre rendez-vous est annulé"


def test_8_after_the_deadline_the_link_says_that_it_is_too_late(serve: Serve) -> None:
    service = serve(8)
    at(service, "/rendez_vous/start/demande").press("Prendre rendez-vous", email=ADDRESS)
    (mail,) = mailed(service)
    service.advance(days=3)
    service.worker.work()
    late = at(service, link_in(mail))
    assert late.press("Annuler ce rendez-vous").errors == ["Il est trop tard pour annuler."]


def test_9_the_number_is_on_the_page_in_the_mail_and_on_the_document(serve: Serve) -> None:
    service = serve(9)
    person = at(service, "/don/start/promesse")
    text = person.press("Promettre", email=ADDRESS, montant="12,5").text.replace("\N{NO-BREAK SPACE}", " ")
    said = re.search(r"Votre promesse de 12,5 € porte le numéro (\d{8}) \.", text)
    assert said, text
    service.worker.work()
    (mail,) = service.mails()
    assert said[1] in mail["Subject"]
    assert "12,5 € le 23 novembre 2026" in text_of(mail)
    paper = PdfReader(BytesIO(person.follow("Télécharger le reçu").body)).pages[0].extract_text()
    assert said[1] in paper.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")


@pytest.mark.parametrize(
    ("dates", "errors"),
    [
        (("22/11/2026", "05/03/2027"), ["Cette date est passée."]),
        (("28/02/2027", "05/03/2027"), ["La maison ouvre le 1er mars 2027."]),
        (("05/03/2027", "05/03/2027"), ["Le départ est après l'arrivée."]),
        (("05/03/2027", "01/11/2027"), ["La maison ferme le 31 octobre 2027."]),
        (("01/03/2027", "31/10/2027"), []),
    ],
)
def test_10_dates_are_bounded(serve: Serve, dates: tuple[str, str], errors: list[str]) -> None:
    person = at(serve(10), "/sejour/start/reservation")
    page = person.press("Continuer", arrivee=dates[0], depart=dates[1], naissance="12/05/1980")
    assert [error.replace("\N{NO-BREAK SPACE}", " ") for error in page.errors] == errors
    assert page.h1 == ("Vos dates" if errors else "Votre demande est reçue")


def test_11_a_shared_field_is_filled_and_corrected_from_the_summary(serve: Serve) -> None:
    service = serve(11)
    person = at(service, "/livraison/start/commande")
    person.press("Continuer", email=ADDRESS, telephone="01 02 03 04 05")
    assert person.page.value("telephone") == "01 02 03 04 05"
    person.press("Continuer", bac="grand", telephone="06 00 00 00 00")
    assert person.page.h1 == "Vérifiez"
    assert "de 240 litres" in person.page.text
    person.follow("Modifier")
    assert person.page.h1 == "Vous"
    assert person.press(None, email="eva@exemple.fr").h1 == "Vérifiez"
    person.press("Commander")
    assert "Nous vous appelons au 06 00 00 00 00 avant de livrer le bac de 240 litres." in mailed(service)[0].replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_12_wrong_cards_are_counted_behind_the_image(serve: Serve) -> None:
    service = serve(12)
    person = at(service, "/carte/start/verification")
    assert person.press("Vérifier", numero_carte="A1B2C3D4", _answer="").h1 == "Votre carte"
    assert "Il vous reste" not in person.page.text
    assert person.solve("Vérifier", numero_carte="ZZZZZZZZ").errors == ["Cette carte n'existe pas."]
    assert "Il vous reste 2 essais." in person.page.text.replace("\N{NO-BREAK SPACE}", " ")
