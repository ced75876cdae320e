"""The permit to plant in the street: each way, each refusal, and each deadline a second before it and at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from pypdf import PdfReader

from engine.language.load import Catalogue
from engine.language.model import Forget
from tests.support import permis
from tests.support.permis import EMAIL, PLEA, REASON, ROADS, TOWN_HALL
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest

TO_CONFIRM = "Confirmez votre adresse électronique"
FILED = "Votre demande est déposée"
EXAMINED = "Votre demande est examinée"
PERMIT = "Vous avez le permis de planter"
REFUSED = "Votre demande est refusée"
APPEALED = "Votre recours est examiné"
OVER = "La période demandée est passée"
FINAL = "Le refus est définitif"
NOT_FILED = "Votre demande n'est pas déposée"
KEPT = "C'est enregistré"
NEW_LINK = "Recevoir un nouveau lien"
OTHER = "ou un rappel plus récent contient un autre code."
DECIDED = f"Code : la décision est déjà prise, le délai pour la prendre est passé, {OTHER}"
ADVISED = f"Code : l'avis est déjà donné, le délai de 15 jours ouvrés est passé, {OTHER}"
LARGE = {"surface": "6,25"}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceUnderTest]:
    service = ServiceUnderTest(tmp_path)
    yield service
    service.close()


def paris(text: str) -> datetime:
    """An instant of winter, or of summer from April on, as a clock in Paris shows it."""
    local = datetime.fromisoformat(text)
    return local.replace(tzinfo=UTC) - timedelta(hours=2 if 4 <= local.month <= 10 else 1)


# ---- what is asked


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"surface": "0"}, ["Surface : saisissez un nombre supérieur ou égal à 0,1."]),
        ({"surface": "30,5"}, ["Surface : saisissez un nombre inférieur ou égal à 30."]),
        ({"surface": "2,5555"}, ["Surface : saisissez un multiple de 0,01."]),
        ({"debut": "22/11/2026"}, ["Début : saisissez une date au plus tôt le 23 novembre 2026."]),
        ({"fin": "01/03/2027"}, ["Fin : saisissez un jour après le début."]),
        ({"fin": "23/11/2029"}, []),
        (
            {"fin": "24/11/2029"},
            ["Fin : un permis se demande pour les 3 ans qui viennent, au plus. Saisissez un jour avant."],
        ),
        ({"plantation": "mur"}, ["Pour continuer, cochez la case « Le propriétaire du mur est d'accord »."]),
    ],
)
def test_a_project_is_asked_within_bounds(service: ServiceUnderTest, typed: dict[str, str], errors: list[str]) -> None:
    assert permis.describe(service.person(), **typed).errors == errors


def test_a_project_along_a_wall_needs_its_owner(service: ServiceUnderTest) -> None:
    person = service.person()
    permis.describe(person, plantation="mur")
    assert person.press("Continuer", accord_proprietaire=True).h1 == "Qui êtes-vous ?"


def test_who_asks_promises_to_look_after_it(service: ServiceUnderTest) -> None:
    person = service.person()
    permis.describe(person)
    (error,) = person.press("Continuer", **permis.PERSON).errors
    assert "Je m'engage à entretenir les plantations" in error


@pytest.mark.parametrize(("surface", "asked"), [("4,5", False), ("4,51", True)])
def test_an_opinion_is_asked_above_a_surface(service: ServiceUnderTest, surface: str, asked: bool) -> None:
    person = service.person()
    assert ("L'avis de la voirie sera demandé" in permis.to_summary(person, surface=surface).text) == asked
    person.press("Valider")
    page = person.press("Déposer ma demande", code_recu=permis.code_in(service, EMAIL))
    assert page.h1 == (FILED if asked else EXAMINED)
    assert (len(permis.subjects(service, ROADS)), len(permis.subjects(service, TOWN_HALL))) == (asked, not asked)


def test_the_address_is_confirmed_by_the_code_of_the_last_mail(service: ServiceUnderTest) -> None:
    person = service.person()
    permis.send(person)
    first = permis.code_in(service, EMAIL)
    person.press("Recevoir un autre code")
    told = "Code : ce n'est pas celui du dernier courriel. Il vous reste {}."
    assert person.press("Déposer ma demande", code_recu=first).errors == [told.format("4 essais")]
    assert person.press("Déposer ma demande", code_recu=permis.code_in(service, EMAIL)).h1 == EXAMINED
    for left in ("4 essais", "3 essais", "2 essais", "1 essai"):
        if left == "4 essais":
            permis.send(person)
        assert person.press("Déposer ma demande", code_recu="AAAAAAAAAA").errors == [told.format(left)]
    assert person.press("Déposer ma demande", code_recu="AAAAAAAAAA").h1 == NOT_FILED
    assert len(permis.subjects(service, TOWN_HALL)) == 1


# ---- the ways to each end, and who is told


def refused(service: ServiceUnderTest, person: Person) -> None:
    permis.file(service, person)
    permis.decide(service.person(), permis.code_in(service, TOWN_HALL), REASON)


def appealed(service: ServiceUnderTest, person: Person) -> None:
    refused(service, person)
    permis.at(person, "refusee")
    permis.appeal(person)


def granted(service: ServiceUnderTest, person: Person) -> None:
    permis.file(service, person)
    permis.decide(service.person(), permis.code_in(service, TOWN_HALL))


def advised(service: ServiceUnderTest, person: Person) -> None:
    permis.file(service, person, **LARGE)
    remark = {"remarque": "Une borne gêne."}
    permis.advise(service.person(), permis.code_in(service, ROADS), "favorable avec réserve", **remark)


def decided_again(motif: str | None) -> Callable[[ServiceUnderTest, Person], None]:
    def go(service: ServiceUnderTest, person: Person) -> None:
        appealed(service, person)
        permis.decide(service.person(), permis.code_in(service, TOWN_HALL), motif)

    return go


TO_APPLICANT = ["Confirmez votre demande de permis de végétaliser", FILED]
TO_DECIDE, TO_REVIEW = "Décider de la demande", "Recours sur la demande"
PERMITTED, REJECTED = "Votre permis de végétaliser", "Votre recours sur la demande est rejeté"


class Way(NamedTuple):
    go: Callable[[ServiceUnderTest, Person], None]
    end: str
    applicant: list[str]  # mails, behind those of every request
    town_hall: list[str]


WAYS = {
    "granted": Way(granted, PERMIT, [PERMITTED], [TO_DECIDE]),
    "refused": Way(refused, REFUSED, [REFUSED], [TO_DECIDE]),
    "advised": Way(advised, EXAMINED, [], [TO_DECIDE]),
    "appealed": Way(appealed, APPEALED, [REFUSED, "Votre recours sur la demande"], [TO_DECIDE, TO_REVIEW]),
    "granted after all": Way(
        decided_again(None), PERMIT, [REFUSED, "Votre recours sur la demande", PERMITTED], [TO_DECIDE, TO_REVIEW]
    ),
    "refused again": Way(
        decided_again("Toujours trop étroit."),
        FINAL,
        [REFUSED, "Votre recours sur la demande", REJECTED],
        [TO_DECIDE, TO_REVIEW],
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_each_way_leads_to_its_end_and_tells_whom_it_concerns(service: ServiceUnderTest, name: str) -> None:
    way, person = WAYS[name], service.person()
    way.go(service, person)
    assert again(person).h1 == way.end
    assert permis.subjects(service, EMAIL) == [*TO_APPLICANT, *way.applicant]
    assert permis.subjects(service, TOWN_HALL) == way.town_hall


def again(person: Person) -> Page:
    """The applicant looks at the page again on which they are: it shows the request as it is now."""
    return person.open(person.page.path)


def test_the_town_hall_reads_the_request_and_the_opinion_in_its_mail(service: ServiceUnderTest) -> None:
    advised(service, service.person())
    mail = permis.last_to(service, TOWN_HALL)
    for said in (
        "Camille Martin demande le 23 novembre 2026",
        "Sans réponse, il est accordé après le samedi 23 janvier 2027 à 10 h",
        "- Où : 12 rue des Lilas",
        "- Quoi : Jardinière, 6,25 m²",
        "- Plantes : Lavande, thym et rosiers",
        "- Avis de la voirie : favorable avec réserve. Une borne gêne.",
    ):
        assert said in mail


def test_the_reason_of_a_refusal_and_the_plea_against_it_are_read_by_the_other_side(service: ServiceUnderTest) -> None:
    person = service.person()
    refused(service, person)
    assert REASON in permis.last_to(service, EMAIL)
    assert REASON in permis.at(person, "refusee").text
    permis.appeal(person)
    mail = permis.last_to(service, TOWN_HALL)
    assert (REASON in mail, PLEA in mail) == (True, True)
    permis.decide(service.person(), permis.code_in(service, TOWN_HALL), "Toujours trop étroit.")
    page, last = again(person).text, permis.last_to(service, EMAIL)
    assert ("Toujours trop étroit." in page, "Toujours trop étroit." in last, REASON in page) == (True, True, False)


@pytest.mark.parametrize(
    ("go", "days", "said"),
    [
        (granted, 0, ["décision de la mairie", "23 novembre 2026"]),
        (permis.file, 62, ["silence de la mairie", "23 janvier 2027"]),
        (decided_again(None), 0, ["décision de la mairie après recours"]),
    ],
)
def test_the_permit_says_where_what_until_when_and_by_what_right(
    service: ServiceUnderTest, go: Callable[[ServiceUnderTest, Person], object], days: int, said: list[str]
) -> None:
    person = service.person()
    go(service, person)
    service.advance(days=days)
    service.worker.fire()
    permis.follow_mail(service, person, EMAIL)
    assert person.press("Continuer").h1 == PERMIT
    body = person.open("/permis_vegetaliser/document/permis").body
    text = " ".join(PdfReader(BytesIO(body)).pages[0].extract_text().split())
    always = ["Camille Martin", "12 rue des Lilas", "2,5 m²", "Jardinière", "du 1er mars 2027 au 30 septembre 2027"]
    assert [one for one in [*always, *said] if one not in text] == []


# ---- who acts through a code


def test_of_two_browsers_the_first_decides_and_the_second_is_told(service: ServiceUnderTest) -> None:
    person, first, second = service.person(), service.person(), service.person()
    permis.file(service, person)
    for browser in (first, second):
        permis.follow_mail(service, browser, TOWN_HALL)
    assert first.press("Envoyer la décision", choix="refuser").errors == [
        "Motif du refus : ce champ est obligatoire, complétez-le."
    ]
    assert first.press("Envoyer la décision", choix="refuser", motif=REASON).h1 == KEPT
    told = second.press("Envoyer la décision", choix="accorder")
    assert told.errors == [DECIDED]
    assert again(person).h1 == REFUSED
    assert first.open("/permis_vegetaliser/refusee").h1 != REFUSED, "who decides has no access to the request"


@pytest.mark.parametrize(
    ("entry", "button", "field", "rest", "told", "more"),
    [
        (
            "decision",
            "Envoyer la décision",
            "code_decision",
            {"choix": "accorder"},
            "Code : aucune demande n'attend de décision sous celui-ci.",
            "",
        ),
        (
            "avis",
            "Envoyer l'avis",
            "code_avis",
            {"avis_donne": "favorable"},
            "Code : aucune demande n'attend d'avis sous celui-ci.",
            "",
        ),
        (
            "suivi",
            "Continuer",
            "code_suivi",
            {},
            "Code : aucune demande ne s'ouvre avec celui-ci.",
            " Vous pouvez aussi demander un nouveau lien. demander un nouveau lien",
        ),
    ],
)
def test_an_unknown_code_opens_nothing_and_five_end_the_try(
    service: ServiceUnderTest, entry: str, button: str, field: str, rest: dict[str, str], told: str, more: str
) -> None:
    person = service.person()
    person.open(f"/permis_vegetaliser/start/{entry}")
    for left in ("4 essais", "3 essais", "2 essais", "1 essai"):
        assert person.press(button, **{field: "AAAAAAAAAA"}, **rest).errors == [f"{told} Il vous reste {left}.{more}"]
    assert person.press(button, **{field: "AAAAAAAAAA"}, **rest).h1 == "Trop d'essais"
    assert person.follow("Recevoir un nouveau lien").h1 == NEW_LINK


def test_a_code_for_one_thing_does_nothing_else(service: ServiceUnderTest) -> None:
    permis.file(service, service.person(), **LARGE)
    advice = permis.code_in(service, ROADS)
    person = service.person()
    assert permis.decide(person, advice).errors
    assert permis.advise(person, advice).h1 == KEPT
    assert permis.advise(person, advice).errors == [ADVISED]
    assert permis.advise(person, permis.code_in(service, TOWN_HALL)).errors


def test_the_applicant_comes_back_by_the_link_of_the_mail_and_asks_another(service: ServiceUnderTest) -> None:
    person, elsewhere = service.person(), service.person()
    granted(service, person)
    permis.follow_mail(service, elsewhere, EMAIL)
    assert elsewhere.press("Continuer").h1 == PERMIT
    elsewhere.press("M'envoyer un lien vers cette page")
    permis.follow_mail(service, person, EMAIL)
    assert person.press("Continuer").h1 == PERMIT


# ---- a new link, by the number and the address


def ask_link(person: Person, numero: str, email: str = EMAIL) -> Page:
    person.open("/permis_vegetaliser/start/suivi")
    person.follow(NEW_LINK)
    return person.press("M'envoyer un lien", numero_saisi=numero, email_saisi=email)


UNKNOWN = (
    "Numéro : aucune demande en cours n'a ce numéro et cette adresse électronique. "
    "Vérifiez l'un et l'autre dans un courriel reçu."
)


def begun(service: ServiceUnderTest, person: Person) -> None:
    refused(service, person)
    permis.at(person, "refusee")
    person.press("Contester ce refus")


@pytest.mark.parametrize(
    ("go", "page"),
    [
        (advised, EXAMINED),
        (granted, PERMIT),
        (refused, REFUSED),
        (begun, "Contester le refus"),
        (appealed, APPEALED),
        (lambda service, person: permis.file(service, person, **LARGE), FILED),
    ],
    ids=["examined", "granted", "refused", "an appeal begun", "appealed", "filed"],
)
def test_whoever_lost_every_link_gets_a_new_one_by_the_number_and_the_address(
    service: ServiceUnderTest, go: Callable[[ServiceUnderTest, Person], object], page: str
) -> None:
    go(service, service.person())
    elsewhere = service.person()
    asked = permis.number(service)
    assert ask_link(elsewhere, f"{asked[:4]} {asked[4:]}", EMAIL.upper()).h1 == "Un lien vous a été envoyé"
    assert permis.subjects(service, EMAIL)[-1] == "Votre demande"
    assert elsewhere.open("/permis_vegetaliser/permis").h1 != page, "the number and the address open nothing"
    permis.follow_mail(service, elsewhere, EMAIL)
    assert elsewhere.press("Continuer").h1 == page


def test_a_new_link_goes_to_nobody_else_and_five_wrong_tries_pause_the_number(service: ServiceUnderTest) -> None:
    permis.file(service, service.person())
    asked, before = permis.number(service), len(service.mails())
    person = service.person()
    assert ask_link(person, "00000000").errors == [UNKNOWN]
    for _ in range(5):
        assert ask_link(service.person(), asked, "autre@exemple.fr").errors == [UNKNOWN]
    paused = ask_link(person, asked)
    assert (paused.status, "à partir du lundi 23 novembre 2026 à 10 h 15" in paused.text) == (429, True)
    assert len(service.mails()) == before
    service.advance(minutes=15)
    assert ask_link(person, asked).h1 == "Un lien vous a été envoyé"


def test_a_request_that_has_ended_sends_no_link(service: ServiceUnderTest) -> None:
    decided_again("Toujours trop étroit.")(service, service.person())
    assert ask_link(service.person(), permis.number(service)).errors == [UNKNOWN]


def test_a_code_that_is_no_more_leads_to_a_new_link(service: ServiceUnderTest) -> None:
    permis.file(service, service.person())
    person, code = service.person(), permis.code_in(service, EMAIL)
    service.advance(days=62)
    person.open("/permis_vegetaliser/start/suivi")
    (told,) = person.press("Continuer", code_suivi=code).errors
    assert "Prenez celui du dernier courriel, ou demandez un nouveau lien." in told
    (link, *_) = person.page.tree.xpath("//*[@id='errors']//a[normalize-space()='demandez un nouveau lien']/@href")
    assert person.open(link).h1 == NEW_LINK


# ---- deadlines


class Due(NamedTuple):
    """Where a request stands, until when, and where it is then."""

    go: Callable[[ServiceUnderTest, Person], object]
    before: str
    due: str  # in Paris
    after: str
    to: str | None = None  # who is told, and of what
    subject: str = ""


def large(service: ServiceUnderTest, person: Person) -> None:
    permis.file(service, person, **LARGE)


def pleading(service: ServiceUnderTest, person: Person) -> None:
    """Begins the appeal five weeks after the refusal: the two months count from that."""
    refused(service, person)
    at(service, person, service.now + timedelta(days=35))
    person.press("Contester ce refus")
    person.press("Enregistrer et m'envoyer un lien", plaidoyer=PLEA)


def late_advice(service: ServiceUnderTest, person: Person) -> None:
    """The opinion comes ten days after the request: the two months count from that."""
    large(service, person)
    service.advance(days=10)
    permis.advise(service.person(), permis.code_in(service, ROADS))


DUE = {
    # Asked on Monday 23 November 2026 at 10:00; 15 working days later it is Monday 14 December.
    "address": Due(
        lambda _, person: permis.send(person), "Confirmez votre adresse électronique", "2026-11-25T10:00", NOT_FILED
    ),
    "opinion": Due(large, FILED, "2026-12-14T10:00", EXAMINED, TOWN_HALL, TO_DECIDE),
    "silence": Due(permis.file, EXAMINED, "2027-01-23T10:00", PERMIT, EMAIL, PERMITTED),
    "silence after an opinion": Due(late_advice, EXAMINED, "2027-01-23T10:00", PERMIT, EMAIL, PERMITTED),
    # 23 January 2027 is a Saturday: a refusal may be contested until Monday.
    "no appeal": Due(refused, REFUSED, "2027-01-25T10:00", FINAL),
    "an appeal begun": Due(pleading, "Contester le refus", "2027-01-25T10:00", FINAL),
    "silence on an appeal": Due(appealed, APPEALED, "2027-01-23T10:00", FINAL, EMAIL, REJECTED),
    # A day that was asked: the whole of it counts.
    "the permit ends": Due(granted, PERMIT, "2027-10-01T00:00", OVER),
}


@pytest.mark.parametrize("name", DUE)
def test_a_deadline_holds_to_its_last_second(service: ServiceUnderTest, name: str) -> None:
    case, person = DUE[name], service.person()
    case.go(service, person)
    due = paris(case.due)
    assert at(service, person, due - timedelta(seconds=1)).h1 == case.before
    told = permis.subjects(service, case.to) if case.to else []
    service.now = due
    assert again(person).h1 == case.after
    if case.to:
        assert permis.subjects(service, case.to) == [*told, case.subject]


def at(service: ServiceUnderTest, person: Person, moment: datetime) -> Page:
    """The page of the request then. Who has not looked for a day needs a link of a mail; there is none at first."""
    if FILED not in permis.subjects(service, EMAIL):
        while service.now + timedelta(hours=20) < moment:
            service.advance(hours=20)
            again(person)
        service.now = moment
        return again(person)
    service.now = moment
    service.worker.fire()
    if not permis.links(service, EMAIL):
        ask_link(person, permis.number(service))
    permis.follow_mail(service, person, EMAIL)
    return person.press("Continuer")


def test_silence_makes_the_decision_of_nobody(service: ServiceUnderTest) -> None:
    person = service.person()
    permis.file(service, person)
    code = permis.code_in(service, TOWN_HALL)
    service.now = paris("2027-01-23T10:00")
    told = permis.decide(service.person(), code, REASON)
    assert told.errors == [DECIDED]
    assert "silence de la mairie" in at(service, person, service.now).text


def test_an_opinion_that_comes_late_is_not_taken(service: ServiceUnderTest) -> None:
    large(service, service.person())
    code = permis.code_in(service, ROADS)
    service.now = paris("2026-12-14T10:00")
    assert permis.advise(service.person(), code).errors == [ADVISED]
    service.worker.fire()
    assert "- Avis de la voirie : non rendu dans le délai.\n" in permis.last_to(service, TOWN_HALL)


@pytest.mark.parametrize(
    ("fin", "end", "told"),
    [("22/01/2027", OVER, "Votre demande"), ("23/01/2027", PERMIT, "Votre permis se termine bientôt")],
    ids=["the day before", "the day of the answer"],
)
def test_an_answer_after_the_period_asked_gives_no_permit(
    service: ServiceUnderTest, fin: str, end: str, told: str
) -> None:
    person = service.person()
    permis.file(service, person, debut="01/12/2026", fin=fin)
    at(service, person, paris("2027-01-23T10:00") - timedelta(seconds=1))
    service.advance(seconds=1)
    assert again(person).h1 == end
    assert permis.subjects(service, EMAIL)[-1] == told


@pytest.mark.parametrize(
    ("go", "when", "to", "subject", "due"),
    [
        (large, "2026-12-07T10:00", ROADS, "Avis sur la demande", "2026-12-14T10:00"),
        (permis.file, "2027-01-09T10:00", TOWN_HALL, TO_DECIDE, "2027-01-23T10:00"),
        (refused, "2027-01-18T10:00", EMAIL, REFUSED, "2027-01-25T10:00"),
        (granted, "2027-09-01T00:00", EMAIL, "Votre permis se termine bientôt", ""),
    ],
)
def test_who_has_not_answered_is_reminded_by_a_code_that_lasts_as_long_as_the_delay(
    service: ServiceUnderTest,
    go: Callable[[ServiceUnderTest, Person], object],
    when: str,
    to: str,
    subject: str,
    due: str,
) -> None:
    go(service, service.person())
    service.now = paris(when) - timedelta(seconds=1)
    service.worker.fire()
    before = permis.subjects(service, to)
    service.now = paris(when)
    service.worker.fire()
    assert permis.subjects(service, to) == [*before, subject]
    if due:
        service.now = paris(due) - timedelta(seconds=1)
        follower = service.person()
        permis.follow_mail(service, follower, to)
        answer = {
            ROADS: {"avis_donne": "favorable"},
            TOWN_HALL: {"choix": "accorder"},
            EMAIL: {},
        }[to]
        assert not follower.press(follower.page.buttons()[0], **answer).errors


@pytest.mark.parametrize(
    ("go", "when", "to", "answer", "told"),
    [
        (large, "2026-12-07T10:00", ROADS, permis.advise, ADVISED),
        (permis.file, "2027-01-09T10:00", TOWN_HALL, permis.decide, DECIDED),
    ],
)
def test_a_code_that_a_reminder_has_replaced_is_not_said_to_be_decided(
    service: ServiceUnderTest,
    go: Callable[[ServiceUnderTest, Person], object],
    when: str,
    to: str,
    answer: Callable[[Person, str], Page],
    told: str,
) -> None:
    go(service, service.person())
    old = permis.code_in(service, to)
    service.now = paris(when)
    service.worker.fire()
    assert answer(service.person(), old).errors == [told]
    assert answer(service.person(), permis.code_in(service, to)).h1 == KEPT


def test_the_reminder_of_a_short_permit_leaves_its_link_alone(service: ServiceUnderTest) -> None:
    person = service.person()
    permis.file(service, person, debut="01/12/2026", fin="15/12/2026")
    permis.decide(service.person(), permis.code_in(service, TOWN_HALL))
    (link,) = (
        one
        for mail in service.mails()
        if "Votre permis de végétaliser" in mail["Subject"]
        for one in permis.links_in(mail)
    )
    service.worker.fire()
    assert permis.subjects(service, EMAIL)[-1] == "Votre permis se termine bientôt"
    elsewhere = service.person()
    elsewhere.open(link)
    assert elsewhere.press("Continuer").h1 == PERMIT
    assert "/permis_vegetaliser/start/lien" in permis.last_to(service, EMAIL)


def test_who_has_begun_an_appeal_is_not_reminded_of_the_refusal(service: ServiceUnderTest) -> None:
    begun(service, service.person())
    before = permis.subjects(service, EMAIL)
    service.now = paris("2027-01-18T10:00")
    service.worker.fire()
    assert permis.subjects(service, EMAIL) == before


def test_the_town_hall_is_told_what_its_silence_has_granted(service: ServiceUnderTest) -> None:
    permis.file(service, service.person())
    service.now = paris("2027-01-23T10:00")
    service.worker.fire()
    assert permis.subjects(service, TOWN_HALL) == [TO_DECIDE, "Permis accordé sans réponse, demande"]
    assert "le permis est accordé à Camille Martin depuis le 23 janvier 2027" in permis.last_to(service, TOWN_HALL)
    assert "Fondement : silence de la mairie." in permis.last_to(service, EMAIL)


def test_silence_that_grants_nothing_any_more_is_not_told_as_a_permit(service: ServiceUnderTest) -> None:
    permis.file(service, service.person(), debut="01/12/2026", fin="15/01/2027")
    service.now = paris("2027-01-23T10:00")
    service.worker.fire()
    assert permis.subjects(service, TOWN_HALL) == [TO_DECIDE]


# ---- an address that is not confirmed


def test_what_was_typed_is_forgotten_when_the_address_is_not_confirmed(
    service: ServiceUnderTest, catalogue: Catalogue
) -> None:
    person = service.person()
    page = permis.send(person)
    assert "le code se saisit ici, sur cet appareil" in page.text
    assert "dans la page restée ouverte sur l'appareil" in " ".join(permis.last_to(service, EMAIL).split())
    for _ in range(5):
        page = person.press("Déposer ma demande", code_recu="AAAAAAAAAA")
    assert page.h1 == NOT_FILED
    assert "5 codes saisis n'étaient pas le bon, ou le délai de 48 heures est passé" in page.text
    assert "ce que vous aviez saisi est effacé" in page.text
    flow = catalogue.flows["permis_vegetaliser"]
    effects = flow.states["non_deposee"].on_enter
    forgotten = {name.name for effect in effects if isinstance(effect, Forget) for name in effect.fields}
    given = {name for form in ("permis_emplacement", "permis_demandeur") for name in flow.forms[form].fields}
    assert forgotten == given


# ---- one language beside two


def test_a_procedure_in_french_alone_stands_beside_those_in_two_languages(service: ServiceUnderTest) -> None:
    person = service.person()
    person.open("/en/")
    page = person.follow("Planting in your street")
    assert (page.path, page.tree.get("lang"), page.h1) == (
        "/permis_vegetaliser/planter",
        "fr",
        "Planter devant chez vous",
    )
    assert not page.tree.xpath("//header//a[@hreflang]"), "there is no other language to change to"
    assert person.open("/en/permis_vegetaliser/planter").status == 404
    assert permis.describe(person).h1 == "Qui êtes-vous ?"
    assert "Permis de végétaliser" in person.open("/en/procedures").text
