"""The school canteen, over HTTP: the whole way, what is refused, what is asked, what is to pay, and every delay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from tests.support import canteen
from tests.support.canteen import ALLERGY, CHILD, FAMILY, MEALS
from tests.support.person import Person
from tests.support.service_under_test import START, ServiceUnderTest, text_of

PARIS = ZoneInfo("Europe/Paris")
SAVE = "Enregistrer et revenir au récapitulatif"
SECOND = timedelta(seconds=1)
DUE = START + timedelta(days=7)  # five working days after that Monday


@pytest.fixture
def person(service: ServiceUnderTest) -> Person:
    return service.person()


@pytest.fixture
def waiting(service: ServiceUnderTest, person: Person) -> Iterator[Person]:
    """A parent whose request waits for the code of the mail."""
    canteen.send(person)
    assert person.page.h1 == "Confirmez votre demande"
    return person


def words(text: str) -> str:
    return " ".join(text.split())


def mails_to(service: ServiceUnderTest, address: str) -> list[EmailMessage]:
    return [mail for mail in service.mails() if address in str(mail["To"])]


def said(mail: EmailMessage) -> str:
    return words(f"{mail['Subject']} {text_of(mail)}")


def lines(person: Person) -> dict[str, str]:
    """What the summary shows: label -> answer."""
    rows = person.page.tree.xpath("//main//dl//dt")
    return {words(row.text_content()): words(row.getnext().text_content()) for row in rows}


# ---- the whole way, and what is to pay

FOUR = ["lundi", "mardi", "mercredi", "jeudi"]
OUTSIDE = {"domicile": "ailleurs"}
TOTALS = [
    (MEALS["jours_repas"], {}, "3 repas par semaine × 12,50 € = 37,50 € par mois"),
    (FOUR, {}, "4 repas par semaine × 12,50 € = 50,00 € par mois"),
    (["lundi"], {"quotient_familial": "0"}, "1 repas par semaine × 6,25 € = 6,25 € par mois"),
    (MEALS["jours_repas"], {"quotient_familial": "700"}, "3 repas par semaine × 6,25 € = 18,75 € par mois"),
    (MEALS["jours_repas"], {"quotient_familial": "701"}, "3 repas par semaine × 12,50 € = 37,50 € par mois"),
    (MEALS["jours_repas"], OUTSIDE, "3 repas par semaine × 19,90 € = 59,70 € par mois"),
    (MEALS["jours_repas"], {**OUTSIDE, "quotient_familial": "0"}, "3 repas par semaine × 19,90 € = 59,70 € par mois"),
]


@pytest.mark.parametrize(("days", "family", "line"), TOTALS, ids=[f"{row[1]} {row[2]}" for row in TOTALS])
def test_what_is_to_pay_is_on_each_page_in_each_mail_and_on_paper(
    service: ServiceUnderTest, person: Person, days: list[str], family: dict[str, str], line: str
) -> None:
    canteen.to_summary(person, meals={"jours_repas": days}, family=family)
    assert line in person.page.text
    person.press("Envoyer ma demande")
    (asked,) = mails_to(service, canteen.EMAIL)
    assert line in said(asked)
    other = service.person()
    canteen.confirm(other, canteen.code_in(service))
    assert line in other.page.text
    assert all(line in said(mail) for mail in service.mails())
    paper = PdfReader(BytesIO(other.follow("Télécharger l'attestation").body))
    assert line in words(paper.pages[0].extract_text())


def test_from_the_list_of_procedures_to_the_certificate(service: ServiceUnderTest, person: Person) -> None:
    person.open("/procedures")
    assert person.follow("Inscription à la cantine scolaire").h1 == "Inscrire un enfant à la cantine"
    assert person.follow("Commencer").h1 == "L'enfant à inscrire"
    assert person.press("Continuer", **CHILD).h1 == "Ses repas à la cantine"
    assert person.press("Continuer", **ALLERGY).h1 == "Sa famille"
    assert person.press("Continuer", **FAMILY, quotient_familial="1 640").h1 == "Vérifiez votre demande"
    assert lines(person) == {
        "Prénom": "Inès",
        "Nom": "Martin de La Tour",
        "Date de naissance": "12 mai 2019",
        "École": "École des Tilleuls",
        "Jours de la semaine": "lundi, mardi et jeudi",
        "Premier repas": "4 janvier 2027",
        "Régime": "Allergie alimentaire",
        "Allergies": "Lait et Autre",
        "Autre allergie": "Kiwi",
        "Projet d'accueil individualisé": "Signé",
        "Prénom et nom du parent": "Camille Martin",
        "Adresse électronique": canteen.EMAIL,
        "Téléphone": "01 02 03 04 05",
        "Où habitez-vous ?": "Dans la ville",
        "Quotient familial": "1 640 €",
    }
    person.press("Envoyer ma demande")
    assert "au plus tard le lundi 30 novembre 2026 à 10 h, heure de Paris" in person.page.text

    canteen.confirm(person, canteen.code_in(service))
    assert person.page.h1 == "L'inscription est confirmée"
    number = words(person.page.tree.xpath("//main//*[contains(@class, 'alone')]")[0].text_content())
    assert len(number) == 8
    asked, told, office = service.mails()
    assert "Confirmez l'inscription" in asked["Subject"]
    assert number in told["Subject"]
    assert str(office["To"]) == "cantine@exemple.fr"
    for part in (
        number,
        "né(e) le 12 mai 2019",
        "Allergie alimentaire Lait et Autre Kiwi",
        "Camille Martin, 01 02 03",
        "Projet d'accueil individualisé (en cas d'allergie) : Signé",
        "Domicile : Dans la ville",
        "Quotient familial (s'il est indiqué) : 1 640 €",
    ):
        assert part in said(office)
    paper = PdfReader(BytesIO(person.follow("Télécharger l'attestation").body))
    printed = words(paper.pages[0].extract_text())
    for part in (
        "Attestation d'inscription à la cantine",
        number,
        "Inès",
        "12 mai 2019",
        "À payer chaque mois 37,50 €",
    ):
        assert part in printed


# ---- what is refused, at the bounds; today is 23 November 2026

LIKE = {"enfant": (CHILD, "Ses repas à la cantine"), "repas": (MEALS, "Sa famille")}
REFUSED = [
    ("enfant", {"naissance": "24/11/2023"}, "la cantine accueille les enfants à partir de 3 ans"),
    ("enfant", {"naissance": "23/11/2023"}, ""),
    ("enfant", {"naissance": "24/11/2014"}, ""),
    ("enfant", {"naissance": "23/11/2014"}, "la cantine accueille les enfants de moins de 12 ans"),
    ("enfant", {"naissance": "24/11/2026"}, "cette date n'est pas encore passée"),
    ("enfant", {"prenom": ""}, "Prénom"),
    ("repas", {"jours_repas": []}, "choisissez un jour au moins"),
    ("repas", {"jours_repas": ["lundi"]}, ""),
    ("repas", {"jours_repas": FOUR}, ""),
    ("repas", {"jours_repas": [*FOUR, "vendredi"]}, "4 jours au plus, mercredi compris"),
    ("repas", {"debut": "23/11/2026"}, "au plus tôt demain"),
    ("repas", {"debut": "24/11/2026"}, ""),
    ("repas", {"debut": "31/08/2026"}, "1er septembre 2026"),
    ("repas", {"debut": "02/07/2027"}, ""),
    ("repas", {"debut": "03/07/2027"}, "2 juillet 2027"),
    ("repas", {**ALLERGY, "allergenes": []}, "Allergies"),
    ("repas", {**ALLERGY, "autre_allergene": ""}, "Autre allergie"),
    ("repas", {**ALLERGY, "allergenes": ["lait"], "autre_allergene": ""}, ""),
    ("repas", {**ALLERGY, "pai": "non"}, "revenez une fois qu'il est signé"),
]


@pytest.mark.parametrize(("page", "typed", "refusal"), REFUSED, ids=[f"{row[0]} {row[1]}" for row in REFUSED])
def test_what_is_refused_says_why_and_what_is_not_goes_on(
    person: Person, page: str, typed: dict[str, str], refusal: str
) -> None:
    given, title = LIKE[page]
    if page == "enfant":
        person.open(canteen.START)
    else:
        canteen.to_meals(person, naissance="23/11/2020")  # six years old today: no nap is asked
    person.press("Continuer", **{**given, **typed})
    if refusal:
        (error,) = person.page.errors
        assert refusal in error
    else:
        assert (person.page.errors, person.page.h1) == ([], title)


# ---- what is asked sometimes


@pytest.mark.parametrize(("born", "asked"), [("24/11/2020", True), ("23/11/2020", False)])
def test_a_nap_is_asked_of_the_parents_of_children_under_six(person: Person, born: str, asked: bool) -> None:
    canteen.to_meals(person, naissance=born)
    assert bool(person.page.tree.xpath("//*[@name='sieste']")) == asked
    person.press("Continuer", **MEALS)
    assert [("Sieste" in error) for error in person.page.errors] == [True] * asked
    if asked:
        person.press("Continuer", **MEALS, sieste="oui")
    person.press("Continuer", **FAMILY)
    assert lines(person).get("Sieste après le repas") == ("Oui" if asked else None)


def test_an_allergy_that_is_given_up_leaves_nothing_behind(service: ServiceUnderTest, person: Person) -> None:
    canteen.to_summary(person, meals=ALLERGY)
    assert lines(person)["Autre allergie"] == "Kiwi"
    person.follow("Modifier : À table")
    person.press(SAVE, regime="aucun")
    assert not {"Allergies", "Autre allergie", "Projet d'accueil individualisé"} & set(lines(person))
    person.press("Envoyer ma demande")
    canteen.confirm(person, canteen.code_in(service))
    assert not any(word in said(service.mails()[-1]) for word in ("Lait", "Kiwi"))


@pytest.mark.parametrize(
    ("part", "typed", "line"),
    [
        ("Les jours", {"jours_repas": FOUR}, "4 repas par semaine × 6,25 € = 25,00 € par mois"),
        ("La famille", {"domicile": "ailleurs"}, "3 repas par semaine × 19,90 € = 59,70 € par mois"),
        ("La famille", {"quotient_familial": ""}, "3 repas par semaine × 12,50 € = 37,50 € par mois"),
        ("L'enfant", {"nom": "Martin"}, "3 repas par semaine × 6,25 € = 18,75 € par mois"),
    ],
)
def test_what_is_to_pay_follows_what_is_changed(
    person: Person, part: str, typed: dict[str, str | list[str]], line: str
) -> None:
    canteen.to_summary(person, family={"quotient_familial": "640"})
    person.follow(f"Modifier : {part}")
    person.press(SAVE, **typed)
    assert person.page.h1 == "Vérifiez votre demande"
    assert line in person.page.text
    assert ("Quotient familial" in lines(person)) == (typed.get("domicile") != "ailleurs")


def test_another_date_of_birth_asks_what_its_age_asks(person: Person) -> None:
    canteen.to_summary(person)
    person.follow("Modifier : L'enfant")
    person.press(SAVE, naissance="12/05/2022")
    assert person.page.h1 == "Ses repas à la cantine"
    assert [("Sieste" in error) for error in person.press("Continuer").errors] == [True]


# ---- the period


@pytest.mark.parametrize(
    ("at", "title", "told"),
    [
        ("2026-05-31 23:59:59", "Pas encore ouvert", "ne sont pas encore ouvertes"),
        ("2026-06-01 00:00:00", "L'enfant à inscrire", "Jusqu'au 28 mai 2027 inclus"),
        ("2027-05-28 23:59:59", "L'enfant à inscrire", "Jusqu'au 28 mai 2027 inclus"),
        ("2027-05-29 00:00:00", "Démarche fermée", "Elles l'ont été jusqu'au 28 mai 2027 inclus"),
    ],
)
def test_a_request_begins_in_the_period_alone(tmp_path: Path, at: str, title: str, told: str) -> None:
    service = ServiceUnderTest(tmp_path, start=datetime.fromisoformat(at).replace(tzinfo=PARIS).astimezone(UTC))
    person = service.person()
    assert person.open(canteen.START).h1 == title
    shut = "se font du 1er juin 2026 au 28 mai 2027 inclus. Celles de l'année suivante commencent le 1er juin 2027"
    begins = title == "L'enfant à inscrire"
    assert (shut in person.page.text) != begins
    assert told in person.open("/cantine/presentation").text
    assert bool(person.page.tree.xpath("//main//a[contains(@href, '/start/inscription')]")) == begins
    service.close()


def test_who_began_in_time_ends_after_the_period(service: ServiceUnderTest, person: Person) -> None:
    service.now = datetime(2027, 5, 28, 23, 30, tzinfo=PARIS).astimezone(UTC)
    late = service.person()
    late.open(canteen.START)
    canteen.to_summary(person, meals={"debut": "21/06/2027"})
    service.advance(hours=1)
    assert "commencent le 1er juin 2027" in late.press("Continuer", **CHILD).text, "one that began nothing yet does not"
    person.press("Envoyer ma demande")
    other = service.person()
    canteen.confirm(other, canteen.code_in(service))
    assert other.page.h1 == "L'inscription est confirmée"


# ---- the code, the reminder and the end of the delay


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-23 10:00", "lundi 30 novembre 2026 à 10 h"),
        ("2026-11-28 10:00", "vendredi 4 décembre 2026 à 10 h"),  # from a Saturday
        ("2026-12-21 10:00", "mardi 29 décembre 2026 à 10 h"),  # over Christmas
        ("2027-03-25 10:00", "vendredi 2 avril 2027 à 10 h"),  # over Easter Monday
    ],
)
def test_five_working_days_are_given_to_confirm(service: ServiceUnderTest, person: Person, sent: str, due: str) -> None:
    service.now = datetime.fromisoformat(sent).replace(tzinfo=PARIS).astimezone(UTC)
    canteen.send(person, meals={"debut": "21/06/2027"})
    assert f"au plus tard le {due}, heure de Paris" in person.page.text
    assert due in said(mails_to(service, canteen.EMAIL)[-1])


def test_a_reminder_with_a_code_of_its_own_leaves_two_working_days(service: ServiceUnderTest, waiting: Person) -> None:
    first = canteen.code_in(service)
    service.now = START + timedelta(days=3) - SECOND
    service.worker.work()
    assert len(service.mails()) == 1
    service.now += SECOND
    service.worker.work()
    reminder = service.mails()[-1]
    assert "Rappel" in reminder["Subject"]
    assert "au plus tard le lundi 30 novembre 2026 à 10 h" in said(reminder)
    canteen.confirm(waiting, first)
    assert "Un courriel plus récent en contient un autre" in waiting.page.errors[0]
    service.now = DUE - SECOND
    canteen.confirm(waiting, canteen.code_in(service))
    assert waiting.page.h1 == "L'inscription est confirmée"


def test_an_unconfirmed_request_ends_at_the_end_of_its_delay(service: ServiceUnderTest, waiting: Person) -> None:
    for day in (2, 4, 6):  # looked at now and then: a browser that does not come back for three days is forgotten
        service.now = START + timedelta(days=day)
        waiting.open("/cantine/a_confirmer")
    code = canteen.code_in(service)
    service.now = DUE - SECOND
    assert waiting.open("/cantine/a_confirmer").h1 == "Confirmez votre demande"
    service.now = DUE
    assert waiting.open("/cantine/a_confirmer").h1 == "Votre demande a pris fin"
    told = mails_to(service, canteen.EMAIL)[-1]
    assert "a pris fin" in told["Subject"]
    assert not mails_to(service, "cantine@exemple.fr"), "the canteen hears of confirmed requests alone"
    late = service.person()
    canteen.confirm(late, code)
    assert "le délai de 5 jours ouvrés est passé" in late.page.errors[0]
    assert late.page.tree.xpath("//main//a[text()='faites une nouvelle demande']/@href") == [canteen.START] * 2


def test_a_code_opens_its_request_once(service: ServiceUnderTest, waiting: Person, person: Person) -> None:
    first = canteen.code_in(service)
    waiting.press("Recevoir un nouveau courriel")
    other = service.person()
    for code, refusal in ((first, "Un courriel plus récent"), ("A" * 12, "aucune demande n'attend ce code")):
        canteen.confirm(other, code)
        assert refusal in other.page.errors[0]
    code = canteen.code_in(service)
    canteen.confirm(other, code)
    assert other.page.h1 == "L'inscription est confirmée"
    again = service.person()
    canteen.confirm(again, code)
    assert "déjà confirmée" in again.page.errors[0]


@pytest.mark.parametrize(
    ("confirmed", "title"),
    [
        ("2026-11-24 23:59:59", "L'inscription est confirmée"),
        ("2026-11-25 00:00:00", "Le premier repas est déjà passé"),
    ],
)
def test_a_request_that_is_confirmed_after_its_first_meal_enrols_nobody(
    service: ServiceUnderTest, person: Person, confirmed: str, title: str
) -> None:
    canteen.send(person, meals={"debut": "24/11/2026"})
    service.now = datetime.fromisoformat(confirmed).replace(tzinfo=PARIS).astimezone(UTC)
    other = service.person()
    canteen.confirm(other, canteen.code_in(service))
    assert other.page.h1 == title
    late = title != "L'inscription est confirmée"
    assert [str(mail["To"]) for mail in service.mails()].count("cantine@exemple.fr") == (not late)
    if late:
        assert "Inès n'est pas inscrit(e) à la cantine" in other.page.text
        assert other.follow("Faire une nouvelle demande").h1 == "L'enfant à inscrire"


@pytest.mark.parametrize("confirmed", [True, False])
def test_answers_are_erased_a_day_after_the_end(service: ServiceUnderTest, waiting: Person, confirmed: bool) -> None:
    if confirmed:
        canteen.confirm(waiting, canteen.code_in(service))
    else:
        service.now = DUE
    service.worker.work()
    service.mails()
    end = service.now
    for moment, kept in ((end + timedelta(hours=24) - SECOND, 1), (end + timedelta(hours=24), 0)):
        service.now = moment
        service.worker.erase()
        with service.parcours.database.read() as tx:
            assert tx.exec_driver_sql("select count(*) from cases").scalar() == kept
