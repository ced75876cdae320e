"""Why a page is not here: each reason has words of its own and the first thing to do; what was typed is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from engine.store.tables import cases, ended_holds, sessions
from tests.conftest import WriteFlow
from tests.scenarios.test_clumsy_people import browser, line, tab
from tests.support.accounts import EMAIL, FLOW, FORMS, PASSWORD
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest, codes_in, text_of

SAID = FLOW.replace(
    "quitter: {label: Quitter, leave: accueil}\n          activer",
    'quitter: {label: Quitter, leave: {page: accueil, message: "Demande de **{email}**, jusqu\'au {deadline}."}}\n'
    "          activer",
)
# One more form that is behind the first, with what may be shown again and what may not.
MORE = {
    **FORMS,
    "ville": """
        type: object
        required: [ville]
        properties:
          ville: {type: string, title: Ville}
          pays: {type: string, title: Pays, oneOf: [{const: fr, title: France}, {const: be, title: Belgique}]}
          secret: {type: string, title: Réponse, x-secret: true}
    """,
}

DRAFT = "est conservé 24 heures après la dernière étape validée : ce délai est passé"
EXPIRED = "Le délai de votre demande s'est achevé"
TOO_LONG = "est restée ouverte trop longtemps"
IDLE = "Vous êtes resté 30 minutes sans activité"
ALL_DAY = "il y a plus de 12 heures"
TAKEN_OVER = "dans un autre navigateur, et s'y poursuit"
LEFT = "Vous avez quitté cette demande dans ce navigateur"
OUT = "Vous vous êtes déconnecté dans ce navigateur"
UNUSED = "Vous n'êtes pas revenu à cette demande depuis 72 heures"
ANOTHERS = "Cette page est celle d'un espace ou d'une demande"
NEVER = "aucune n'a été commencée dans ce navigateur"
NO_COOKIE = "Autorisez les cookies"


@pytest.fixture
def service(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    write_flow("guichet", SAID, MORE)
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    yield service
    service.close()


def first_form(person: Person) -> Page:
    return person.open("/guichet/start/creation")


def to_town(person: Person, email: str = EMAIL) -> Page:
    first_form(person)
    return person.solve("Suite", email=email, mot=PASSWORD)


def waiting(person: Person, email: str = EMAIL) -> Page:
    to_town(person, email)
    person.press("Suite", ville="Lyon")
    return person.press("Valider")


def code_of(service: ServiceUnderTest) -> str:
    return codes_in(text_of(service.mails()[-1]).replace("Votre code est ", "\n").replace(".", "\n"))[0]


def activate(service: ServiceUnderTest, person: Person) -> Page:
    person.open("/guichet/start/confirmation")
    return person.press("Suite", code_saisi=code_of(service), email_saisi=EMAIL)


def sign_in(person: Person) -> Page:
    person.open("/guichet/start/connexion")
    return person.press("Entrer", email_connu=EMAIL, mot_connu=PASSWORD)


def kept(page: Page) -> dict[str, str]:
    """What the page lists of what was typed, to be copied."""
    rows = page.tree.xpath("//section[contains(@class, 'lost')]//div[@class='row']")
    return {row.find("dt").text_content().strip(): row.find("dd").text_content().strip() for row in rows}


# -- each reason


class Reason(NamedTuple):
    happened: Callable[[ServiceUnderTest, Person], object]
    asked: str
    leads: str  # the title of the page
    said: str


def _draft(service: ServiceUnderTest, person: Person) -> None:
    to_town(person)
    service.advance(hours=25)


def _expired(service: ServiceUnderTest, person: Person) -> None:
    waiting(person)
    service.advance(hours=73)


def _left(_service: ServiceUnderTest, person: Person) -> None:
    waiting(person)
    person.press("Quitter")


def _taken_over(service: ServiceUnderTest, person: Person) -> None:
    waiting(person)
    activate(service, browser(service))


def _account(service: ServiceUnderTest, person: Person) -> None:
    waiting(browser(service))
    activate(service, browser(service))
    sign_in(person)


def _signed_out(service: ServiceUnderTest, person: Person) -> None:
    _account(service, person)
    person.press("Quitter")


def _idle(service: ServiceUnderTest, person: Person) -> None:
    _account(service, person)
    service.advance(minutes=31)


def _all_day(service: ServiceUnderTest, person: Person) -> None:
    _account(service, person)
    for _ in range(36):
        service.advance(minutes=20)
        person.open("/guichet/ouvert")


def _nothing(_service: ServiceUnderTest, _person: Person) -> None:
    pass


REASONS = {
    "a draft past its time": Reason(_draft, "ville", "Identité", DRAFT),
    "a draft past its time, at its entry": Reason(_draft, "start/creation", "Identité", DRAFT),
    "a draft past its time, at its first step": Reason(_draft, "identite", "Identité", DRAFT),
    "a draft past its time, where one signs in": Reason(_draft, "start/connexion", "Connexion", ""),
    "a request that has expired": Reason(_expired, "attente", "Identité", EXPIRED),
    "a request left by its button": Reason(_left, "attente", "Code", LEFT),
    "a request activated in another browser": Reason(_taken_over, "attente", "Connexion", TAKEN_OVER),
    "an account signed out of": Reason(_signed_out, "ouvert", "Connexion", OUT),
    "an account idle for too long": Reason(_idle, "ouvert", "Connexion", IDLE),
    "an account open for too long": Reason(_all_day, "ouvert", "Connexion", ALL_DAY),
    "an account never opened here": Reason(_nothing, "ouvert", "Connexion", ANOTHERS),
    "a request never begun here": Reason(_nothing, "attente", "Code", ANOTHERS),
    "a step never begun here": Reason(_nothing, "ville", "Identité", NEVER),
    "nothing, at an entry": Reason(_nothing, "start/creation", "Identité", ""),
}


@pytest.mark.parametrize("worker", [True, False], ids=["erased by the worker", "no worker ran"])
@pytest.mark.parametrize("reason", REASONS.values(), ids=REASONS)
def test_each_reason_has_its_words_and_its_first_thing_to_do(
    service: ServiceUnderTest, reason: Reason, *, worker: bool
) -> None:
    person = browser(service)
    reason.happened(service, person)
    if worker:
        service.worker.work()
    page = person.open(f"/guichet/{reason.asked}")
    assert (page.status, page.h1) == (200, reason.leads)
    assert reason.said in line(page)
    assert bool(line(page)) is bool(reason.said)


def test_an_ending_is_remembered_for_30_days(service: ServiceUnderTest) -> None:
    person = browser(service)
    _left(service, person)
    for days, said in ((29, LEFT), (2, ANOTHERS)):
        service.advance(days=days)
        service.worker.work()
        assert said in line(person.open("/guichet/attente"))


def test_what_is_remembered_names_no_case(service: ServiceUnderTest) -> None:
    person = browser(service)
    _left(service, person)
    with service.parcours.database.read() as tx:
        rows = [dict(row._mapping) for row in tx.execute(ended_holds.select(), {}).all()]
    assert [sorted(row) for row in rows] == [["at", "family", "flow", "reason"]]


def test_how_long_a_draft_is_kept_is_said_once_it_has_begun(service: ServiceUnderTest) -> None:
    person = browser(service)
    page = to_town(person)
    assert "y est conservé 24 heures" in line(page)
    assert not line(person.press("Suite", ville="Lyon"))


def test_a_network_is_told_that_it_may_be_others(service: ServiceUnderTest) -> None:
    for guess in range(20):
        person = browser(service)
        person.open("/guichet/start/connexion")
        person.press("Entrer", email_connu=f"x{guess}@exemple.fr", mot_connu="faux")
    person = browser(service)
    person.open("/guichet/start/connexion")
    page = person.press("Entrer", email_connu=EMAIL, mot_connu="faux")
    assert page.status == 429
    assert "depuis le réseau que vous utilisez" in line(page)
    assert "par vous ou par d'autres personnes" in line(page)


# -- a page left open


class Open(NamedTuple):
    page: Callable[[ServiceUnderTest, Person], object]
    typed: dict[str, str]
    button: str
    leads: dict[str, tuple[str, str]]  # age -> the title of the page, and what it says
    kept: dict[str, str]  # listed to be copied
    filled: dict[str, str]  # in a field


HOURS = {"a day and an hour": 25, "20 days": 480, "100 days": 2400}
TOWN = {"ville": "Lyon", "pays": "be", "secret": "Mimi"}
NEW_IMAGE = ""  # an error at the image, and no line
OPEN = {
    "a first form": Open(
        lambda _, person: first_form(person),
        {"email": EMAIL, "mot": PASSWORD},
        "Suite",
        dict.fromkeys(HOURS, ("Identité", NEW_IMAGE)),
        {},
        {"email": EMAIL, "mot": ""},
    ),
    "a draft's form": Open(
        lambda _, person: to_town(person),
        TOWN,
        "Suite",
        {
            "a day and an hour": ("Identité", DRAFT),
            "20 days": ("Identité", DRAFT),
            "100 days": ("Identité", TOO_LONG),
        },
        {"Ville": "Lyon", "Pays": "Belgique"},
        {"email": "", "mot": ""},
    ),
    "a request that waits": Open(
        lambda _, person: waiting(person),
        {},
        "Quitter",
        {
            "a day and an hour": ("Accueil", "jusqu'au mercredi"),
            "20 days": ("Identité", EXPIRED),
            "100 days": ("Code", TOO_LONG),
        },
        {},
        {},
    ),
    "an account": Open(
        _account,
        {},
        "Noter",
        {
            "a day and an hour": ("Connexion", IDLE),
            "20 days": ("Connexion", IDLE),
            "100 days": ("Connexion", TOO_LONG),
        },
        {},
        {},
    ),
    "a code to be typed": Open(
        lambda _, person: person.open("/guichet/start/confirmation"),
        {"code_saisi": "ABCDE12345", "email_saisi": EMAIL},
        "Suite",
        dict.fromkeys(HOURS, ("Code", "")),  # as good as new: it is tried
        {},
        {"email_saisi": EMAIL},
    ),
}


@pytest.mark.parametrize("worker", [True, False], ids=["the worker ran", "no worker ran"])
@pytest.mark.parametrize("age", HOURS)
@pytest.mark.parametrize("left", OPEN.values(), ids=OPEN)
def test_a_page_left_open_says_why_it_cannot_count_and_keeps_what_was_typed(
    service: ServiceUnderTest, left: Open, age: str, *, worker: bool
) -> None:
    person = browser(service)
    left.page(service, person)
    shown = person.page
    if worker:
        for _ in range(HOURS[age] // 24):
            service.advance(hours=24)
            service.worker.work()
    service.advance(hours=HOURS[age] - (HOURS[age] // 24 * 24 if worker else 0))
    if "_answer" in [name for form in shown.tree.forms for name in form.fields]:
        page = person.solve(left.button, **left.typed)
    else:
        page = person.press(left.button, **left.typed)
    title, said = left.leads[age]
    assert page.h1 == title
    assert said in line(page)
    assert bool(line(page)) is bool(said)
    assert kept(page) == left.kept
    assert {name: page.value(name) or "" for name in left.filled} == left.filled
    assert PASSWORD not in page.body.decode()
    assert "Mimi" not in page.body.decode()


@pytest.mark.parametrize("kind", ["a first form", "a draft's form"])
def test_without_its_cookie_what_was_typed_is_kept_too(service: ServiceUnderTest, kind: str) -> None:
    left, person = OPEN[kind], browser(service)
    left.page(service, person)
    stranger = tab(browser(service), person.page)
    page = stranger.press(left.button, **left.typed)
    assert (page.status, page.h1) == (200, "Identité")
    assert NO_COOKIE in line(page)
    assert kept(page) == left.kept
    assert {name: page.value(name) or "" for name in left.filled} == left.filled


def test_a_form_of_what_was_sent_meanwhile_is_kept_to_be_copied(service: ServiceUnderTest) -> None:
    person = browser(service)
    form = to_town(person)
    other = tab(person)
    other.press("Suite", ville="Lyon")
    other.press("Valider")
    page = tab(person, form).press("Suite", ville="Paris", pays="fr", secret="Mimi")
    assert page.h1 == "En attente"
    assert kept(page) == {"Ville": "Paris", "Pays": "France"}
    assert "Mimi" not in page.body.decode()


# -- the first step


def test_back_from_the_second_step_shows_the_first_filled_in(service: ServiceUnderTest) -> None:
    person = browser(service)
    address = first_form(person).path
    assert address == "/guichet/identite", "the address that Back finds"
    person.solve("Suite", email=EMAIL, mot=PASSWORD)
    page = person.open(address)
    assert (page.h1, page.value("email")) == ("Identité", EMAIL)
    assert "Vous modifiez une étape précédente" in line(page)
    person.solve("Enregistrer et revenir", email="eva@exemple.fr")
    assert person.open("/guichet/identite").value("email") == "eva@exemple.fr"


def test_an_entry_leads_to_a_second_request_once_the_first_is_sent(service: ServiceUnderTest) -> None:
    person = browser(service)
    waiting(person)
    page = first_form(person)
    assert (page.h1, page.value("email")) == ("Identité", "")
    address = page.url
    person.solve("Suite", email="eva@exemple.fr", mot=PASSWORD)
    page = person.open(address)
    assert (page.h1, page.value("email")) == ("Identité", "eva@exemple.fr")
    assert person.open("/guichet/start/creation").h1 == "Ville"


def test_a_page_that_was_open_during_an_upgrade_posts_to_the_entry(service: ServiceUnderTest) -> None:
    person = browser(service)
    page = first_form(person)
    old = page.body.replace(b'action="/guichet/identite"', b'action="/guichet/start/creation"')
    old = old.replace(b'<input type="hidden" name="_entry" value="creation">', b"")
    assert old != page.body
    person.page = page._replace(url=page.url.replace("identite", "start/creation"), body=old)
    assert person.press("Suite", email=EMAIL, mot=PASSWORD, _answer="??????").value("email") == EMAIL
    assert person.solve("Suite", mot=PASSWORD).h1 == "Ville"


TWO = """
    parcours: 1
    flow: deux
    title: Deux entrées
    version: "1"
    language: fr
    timezone: Europe/Paris
    settings: {duree: 48 hours}
    entries: {une: {state: debut}, autre: {state: debut, fills: {mot: code}}, tri: {state: aiguillage}}
    states:
      aiguillage: {automatic: {first_of: [{target: debut}]}}
      debut:
        title: Début
        form: debut
        transitions: {suite: {label: Suite, target: milieu}}
      milieu:
        title: Milieu
        form: milieu
        transitions:
          fin:
            label: Fin
            target: fin
            effects: [{code: {name: code, length: 10, lives: duree}}, {mail: code}]
      fin: {title: Fin, final: true, sections: [{when: given(code), content: Envoyé.}]}
    mails: {code: {to: courriel, subject: Code, content: "{code} [ici](entry:autre)"}}
    retention: {draft: 24 hours, closed: 24 hours}
"""
TWO_FORMS = {
    "debut": """
        type: object
        required: [nom]
        properties: {nom: {type: string, title: Nom}, mot: {type: string, title: Mot, x-widget: code}}
    """,
    "milieu": """
        type: object
        required: [courriel]
        properties: {courriel: {type: string, title: Courriel, format: email}}
    """,
}


@pytest.fixture
def two(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    write_flow("deux", TWO, TWO_FORMS)
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    yield service
    service.close()


def test_of_several_entries_into_one_state_each_begins_its_own_case(two: ServiceUnderTest) -> None:
    person, addresses = browser(two), {}
    for entry in ("une", "autre", "tri"):
        page = person.open(f"/deux/start/{entry}")
        assert (page.h1, page.path, page.value("nom")) == ("Début", "/deux/debut", "")
        addresses[entry] = page.url
        assert person.press("Suite", nom=entry).h1 == "Milieu"
    for entry, address in addresses.items():
        if entry != "une":  # at its address alone the case last touched is shown
            assert person.open(address).value("nom") == entry, "Back from its second step"
    assert len({*addresses.values()}) == 3
    assert person.open("/deux/start/une").h1 == "Milieu"


def test_what_an_entry_fills_goes_along_and_nothing_is_kept(two: ServiceUnderTest) -> None:
    page = browser(two).open("/deux/start/autre?mot=ABCDE&nom=x&n=left")
    assert (page.value("mot"), page.value("nom")) == ("ABCDE", "")
    with two.parcours.database.read() as tx:
        assert not tx.execute(cases.select(), {}).all()
        assert not tx.execute(sessions.select(), {}).all()


# -- another image


def test_another_image_loses_nothing_and_does_nothing(service: ServiceUnderTest) -> None:
    person = browser(service)
    first_form(person)
    images = set()
    for hours in (0, 1, 3):
        service.advance(hours=hours)
        page = person.press("Autre image", email=EMAIL, mot=PASSWORD)
        assert (page.status, page.errors, page.value("email"), page.value("mot") or "") == (200, [], EMAIL, "")
        assert "Par sécurité, à saisir de nouveau" in page.text
        images.add(page.tree.xpath("//div[@id='gate']//img/@src")[0])
    assert len(images) == 3
    assert page.tree.xpath("//button[@name='_again']/@formaction") == ["/guichet/identite#gate"]
    with service.parcours.database.read() as tx:
        assert not tx.execute(cases.select(), {}).all()


def test_another_image_keeps_a_code_that_nothing_was_asked_about(tmp_path: Path, write_flow: WriteFlow) -> None:
    gated = SAID.replace(
        "        title: Code\n        form: code",
        "        title: Code\n        gate: {name: captcha, length: 4}\n        form: code",
    )
    write_flow("guichet", gated, MORE)
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    person = browser(service)
    person.open("/guichet/start/confirmation")
    page = person.press("Autre image", code_saisi="abcde 12345", email_saisi=EMAIL)
    assert (page.value("code_saisi"), page.value("email_saisi")) == ("abcde 12345", EMAIL)
    assert "Par sécurité, à saisir de nouveau" not in page.text, "it is there"
    service.close()


def test_another_image_in_a_second_tab_and_where_the_case_is_gone(service: ServiceUnderTest) -> None:
    person = browser(service)
    form = first_form(person)
    to_town(person)
    page = tab(person, form).press("Autre image", email="eva@exemple.fr")
    assert (page.status, page.h1, page.value("email")) == (200, "Identité", "eva@exemple.fr")
    earlier = person.open("/guichet/identite")
    service.advance(hours=25)
    page = tab(person, earlier).press("Autre image", email="eva@exemple.fr")
    assert (page.status, page.h1, page.value("email")) == (200, "Identité", "eva@exemple.fr")
    assert DRAFT in line(page)


# -- a message where a case is let go


def test_what_is_said_where_a_case_is_let_go_is_its_own_browsers_alone(service: ServiceUnderTest) -> None:
    person = browser(service)
    waiting(person)
    page = person.press("Quitter")
    assert page.h1 == "Accueil"
    assert line(page) == f"Demande de {EMAIL}, jusqu'au mercredi 25 novembre 2026 à 10 h, heure de Paris."
    assert "success" in page.tree.xpath("//div[contains(@class, 'notice')]/@class")[0]
    assert EMAIL not in page.url
    assert "exemple" not in page.url
    assert page.headers["Cache-Control"] == "no-store"
    assert line(person.open(page.url)) == line(page), "a reload says it again"
    assert EMAIL not in browser(service).open(page.url).text
    activate(service, browser(service))
    assert EMAIL not in person.open(page.url).text, "the case has moved on"


def test_a_second_click_on_the_button_is_told_the_same(service: ServiceUnderTest) -> None:
    person = browser(service)
    old = waiting(person)
    first = person.press("Quitter")
    again = tab(person, old).press("Quitter")
    assert (first.h1, line(first)) == (again.h1, line(again)) or "Vous avez quitté votre demande" in line(again)
