"""What people do to a service with a real browser: click twice, go back, reload, open two tabs, come late."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support import expert
from tests.support.browser_person import BrowserPerson
from tests.support.expert import ANSWER, EMAIL, IDENTITY, PASSWORD
from tests.support.service_under_test import ServiceUnderTest, text_of

pytestmark = pytest.mark.browser

Make = Callable[..., BrowserPerson]
Fields = dict[str, str | bool]

IDENTIFIERS: Fields = {
    "email": EMAIL,
    "email_confirmation": EMAIL,
    "mot_de_passe": PASSWORD,
    "mot_de_passe_confirmation": PASSWORD,
}
MINE: Fields = {**IDENTITY, "reponse": ANSWER}


class Held:
    """The service behind a slow line: no form's answer is sent before `clicks` forms have come."""

    def __init__(self, app: Any, clicks: int = 2) -> None:
        self._app = app
        self._clicks = clicks
        self._came = threading.Condition()
        self.posts = 0

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST":
            answer: Iterable[bytes] = self._app(environ, start)
            return answer
        with self._came:
            self.posts += 1
            self._came.notify_all()
        done = list(self._app(environ, start))
        self.wait_for(self._clicks)
        return done

    def wait_for(self, posts: int) -> None:
        with self._came:
            self._came.wait_for(lambda: self.posts >= posts, timeout=10)


def cases(service: ServiceUnderTest, state: str) -> int:
    with closing(sqlite3.connect(service.database)) as connection:
        return int(connection.execute("select count(*) from cases where state = ?", [state]).fetchone()[0])


# Step -> how it is come to, what is typed, the button, the heading it leads to.
STEPS: dict[str, tuple[Callable[[ServiceUnderTest, BrowserPerson], object], Fields, str, str]] = {
    "conditions": (
        lambda service, p: expert.to_conditions(p),
        {"accepte": True},
        "Continuer",
        "Créez vos identifiants",
    ),
    "identifiants": (lambda service, p: expert.accept(p), IDENTIFIERS, "Continuer", "Renseignez vos informations"),
    "informations": (lambda service, p: _to_informations(p), MINE, "Continuer", "Récapitulatif"),
    "recapitulatif": (lambda service, p: expert.to_recap(p), {}, "Valider", "Pré-inscription enregistrée"),
    "code": (lambda service, p: _to_code(service, p), {}, "Continuer", "Confirmez votre adresse électronique"),
    "adresse": (
        lambda service, p: _to_address(service, p),
        {"email_saisi": EMAIL},
        "Continuer",
        "Votre espace est créé",
    ),
    "connexion": (
        lambda service, p: _to_sign_in(service, p),
        {"email_saisi": EMAIL, "mot_de_passe_saisi": PASSWORD},
        "Entrer",
        "Mon espace",
    ),
}


def _to_informations(person: BrowserPerson) -> None:
    expert.accept(person)
    expert.identify(person)


def _to_code(service: ServiceUnderTest, person: BrowserPerson) -> None:
    expert.preregister(service.person())
    person.open("/espace_expert/start/activation")
    person.fill(code_activation=expert.code_in(service))


def _to_address(service: ServiceUnderTest, person: BrowserPerson) -> None:
    expert.preregister(service.person())
    expert.give_code(person, expert.code_in(service))


def _to_sign_in(service: ServiceUnderTest, person: BrowserPerson) -> None:
    expert.create(service, service.person())
    person.open("/espace_expert/start/connexion")


@pytest.mark.parametrize("apart", [60, 280])
@pytest.mark.parametrize("step", STEPS)
def test_two_clicks_do_once_what_one_does(service: ServiceUnderTest, browser: Make, step: str, apart: int) -> None:
    """The second comes while the answer to the first is on its way: it carries the old cookie; that answer is lost."""
    come, typed, button, heading = STEPS[step]
    person = browser()
    come(service, person)
    if person.tab.locator('main [name="_answer"]').count():
        person.fill(_answer=person.page.captcha())
    person.fill(**typed)
    held = service.app.wsgi_app = Held(service.app.wsgi_app)
    there = person.tab.locator("main").get_by_role("button", name=button, exact=True)
    there.scroll_into_view_if_needed()
    box = there.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    person.tab.mouse.click(*middle)
    held.wait_for(1)  # a browser just started may take longer than that to send it: the second would take its place
    person.tab.wait_for_timeout(apart)
    person.tab.mouse.click(*middle)
    person.tab.locator("h1", has_text=heading).wait_for()
    assert held.posts == 2
    service.app.wsgi_app = held._app
    person.tab.wait_for_load_state("networkidle")  # what is still under way would abort a reload
    assert person.tab.reload().status == 200
    assert person.page.h1 == heading
    if step == "recapitulatif":
        assert [mail["To"] for mail in service.mails()] == [EMAIL]
        assert cases(service, "attente_activation") == 1
    if step == "adresse":
        assert cases(service, "espace_cree") == 1


def test_back_and_forward_on_every_step_and_every_page_reloaded(service: ServiceUnderTest, browser: Make) -> None:
    person = browser()
    walked = ["Acceptez les conditions générales et recopiez les caractères de l'image"]
    expert.to_conditions(person)

    def gone_on(page: Any) -> None:
        assert page.status == 200
        assert person.tab.reload().status == 200
        assert person.page.h1 == page.h1
        person.tab.go_back()
        if walked[-1] == "Récapitulatif":  # it is sealed: the request has been sent
            assert "n'est pas l'étape en cours" in person.page.text
        else:
            assert person.page.h1 == walked[-1], "the page before, also from the second step to the first"
        person.tab.go_forward()
        assert person.page.h1 == page.h1
        walked.append(page.h1)

    gone_on(person.solve("Continuer", accepte=True))
    # A form with faults: reloaded, and brought up again by Back, it is the same form.
    wrong = person.press("Continuer", **{**IDENTIFIERS, "email_confirmation": "autre@exemple.fr"})
    assert wrong.status == 422
    assert person.tab.reload().status == 422
    assert person.page.value("email") == EMAIL
    gone_on(person.press("Continuer", **IDENTIFIERS))
    person.tab.go_back()
    assert person.page.h1 == "Créez vos identifiants"
    assert person.page.value("email") == EMAIL
    person.tab.go_forward()
    gone_on(person.press("Continuer", **MINE))
    gone_on(person.press("Valider"))
    assert cases(service, "attente_activation") == 1
    # Back brings up the old form with its faults: the very post that followed it leads to where that one has led.
    while person.page.h1 != "Créez vos identifiants":
        person.tab.go_back()
    assert person.press("Continuer", **IDENTIFIERS).h1 == "Pré-inscription enregistrée"
    assert person.open("/espace_expert/recapitulatif").h1 == "Pré-inscription enregistrée"
    assert [mail["To"] for mail in service.mails()] == [EMAIL]


def test_the_first_step_is_changed_by_back_from_the_second(service: ServiceUnderTest, browser: Make) -> None:
    person = browser()
    expert.accept(person)
    person.tab.go_back()
    assert person.page.h1.startswith("Acceptez les conditions générales")
    assert person.tab.locator("[name=accepte]").is_checked(), "filled in"
    assert "Vous modifiez une étape précédente" in person.page.text
    assert person.solve("Enregistrer et revenir").h1 == "Créez vos identifiants"
    person.tab.go_back()
    person.tab.go_back()
    assert "Commencer" in person.page.text, "the page before it"
    assert cases(service, "identifiants") == 1


def test_two_tabs_on_two_steps_lose_nothing(service: ServiceUnderTest, browser: Make) -> None:
    person = browser()
    _to_informations(person)
    left, right = person.tab, person.context.new_page()
    person.fill(**MINE)  # typed in the left tab, not sent yet
    person.tab = right
    person.open("/espace_expert/informations")
    person.press("Étape précédente")
    assert person.press("Continuer", email="autre@exemple.fr", email_confirmation="autre@exemple.fr").h1 == (
        "Renseignez vos informations"
    )
    person.tab = left
    page = person.press("Continuer")
    assert page.status == 200
    assert "n'était plus à jour" in page.text
    assert page.value("nom") == IDENTITY["nom"]
    assert person.press("Continuer", reponse=ANSWER).h1 == "Récapitulatif"
    assert "autre@exemple.fr" in person.page.text


def test_a_browser_that_refuses_cookies_is_told_so_and_keeps_what_was_typed(browser: Make) -> None:
    person = browser()

    def without_cookies(route: Any) -> None:
        answer = route.fetch(max_redirects=0)
        person.context.clear_cookies()  # where Playwright has kept them all the same
        kept = {name: value for name, value in answer.headers.items() if name.lower() != "set-cookie"}
        route.fulfill(response=answer, headers=kept)

    person.context.route("**/espace_expert/**", without_cookies)
    person.open("/espace_expert/connexion")  # not by the entry: what it redirects to passes the route by
    page = person.press("Entrer", email_saisi=EMAIL, mot_de_passe_saisi=PASSWORD)
    assert page.status == 200
    assert "Autorisez les cookies pour ce site" in page.text
    assert page.value("email_saisi") == EMAIL


def test_a_link_opened_by_a_mail_scanner_changes_nothing(service: ServiceUnderTest, browser: Make) -> None:
    person = browser()
    expert.preregister(person)
    (mail,) = service.mails()
    found = next(word.strip("<>") for word in text_of(mail).split() if word.strip("<>").startswith("http"))
    link = service.address + urlsplit(found).path
    scanner = browser()
    for _ in range(3):
        scanner.open(link)
    assert scanner.context.request.head(link).status == 200
    assert cases(service, "attente_activation") == 1
    assert cases(service, "espace_cree") == 0
    assert "abonné" in expert.activate(person, expert.code_in(service)).text


def test_the_deadline_and_the_end_of_a_session_passing_under_an_open_page_are_told(
    service: ServiceUnderTest, browser: Make
) -> None:
    person = browser()
    expert.preregister(person)
    service.advance(hours=48)
    page = person.press("OK")
    assert page.h1 == "Votre demande a expiré"
    assert "Un délai s'est achevé" in page.text

    expert.create(service, service.person(), "autre@exemple.fr")
    account = browser()
    expert.sign_in(account, "autre@exemple.fr")
    service.advance(minutes=31)  # idle
    page = account.follow("Gérer mes services")
    assert page.h1 == "Connexion à mon espace"
    assert "Vous êtes resté 30 minutes sans activité" in page.text
    expert.sign_in(account, "autre@exemple.fr")
    for _ in range(25):  # busy, for longer than a session may last
        service.advance(minutes=29)
        page = account.open(account.page.path)
    assert page.h1 == "Connexion à mon espace"
