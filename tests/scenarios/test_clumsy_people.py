"""People reload, go back, click twice, open two tabs and come back late: no error, nothing lost, always a line why."""

from __future__ import annotations

import json
import random
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.conftest import WriteFlow
from tests.scenarios.test_security import rows
from tests.support import expert
from tests.support.expert import EMAIL, IDENTITY, PASSWORD, accept, create, sign_in, to_conditions
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest
from tests.support.wire import FORM, OWN, Answered, ask, unclear

Fields = dict[str, str | list[str] | bool]

STALE = "n'était plus à jour"
TOO_LATE = "Un délai s'est achevé"
BEGUN = "Vous aviez commencé une demande"
NEVER_BEGUN = "Cette page est celle d'une demande en cours, et aucune n'a été commencée dans ce navigateur"
ANOTHERS = "Cette page est celle d'un espace ou d'une demande, qui n'est pas ouvert dans ce navigateur."
LEFT = "Vous avez quitté votre demande. Elle reste telle que vous l'avez laissée."
SIGNED_OUT = "Vous êtes déconnecté."
SIGNED_OUT_BEFORE = "Vous vous êtes déconnecté dans ce navigateur"
IDLE = "Vous êtes resté 30 minutes sans activité"
DRAFT_ERASED = "Ce que vous aviez saisi est conservé 24 heures après la dernière étape validée : ce délai est passé"
EXPIRED = "Le délai de votre demande s'est achevé avant qu'elle n'aboutisse"
MODIFIES = "Vous modifiez une étape précédente"

CREDENTIALS: Fields = {
    "email": EMAIL,
    "email_confirmation": EMAIL,
    "mot_de_passe": PASSWORD,
    "mot_de_passe_confirmation": PASSWORD,
}


def browser(service: ServiceUnderTest) -> Person:
    """As a real one, it says where a post comes from."""
    client = service.app.test_client()

    def send(method: str, url: str, body: bytes | None) -> Page:
        given: dict[str, Any] = {} if body is None else {"content_type": FORM[1], "headers": dict([OWN])}
        answer = client.open(url, method=method, data=body, follow_redirects=True, **given)
        page = Page(answer.request.url, answer.status_code, answer.data, dict(answer.headers))
        assert not unclear(Answered(page.status, {**page.headers, "Location": ""}, page.body, ())), page.url
        return page

    return Person(send, lambda: "; ".join(f"{c.key}={c.value}" for c in client._cookies.values()))


def tab(person: Person, page: Page | None = None) -> Person:
    """Another tab of the same browser, or an old copy of a page that Back brings up."""
    other = Person(person._send, person.cookies)
    other.page = page or person.page
    return other


def line(page: Page) -> str:
    """The line above the page that says why it is shown."""
    found = page.tree.xpath("//*[contains(concat(' ', @class, ' '), ' notice ')]")
    return " ".join(found[0].text_content().split()) if found else ""


def tries(service: ServiceUnderTest) -> list[int]:
    """How many tries each case has had, where any."""
    with sqlite3.connect(service.database) as connection:
        bodies = [json.loads(body) for (body,) in connection.execute("select body from cases")]
    connection.close()
    return [count for body in bodies for count in body.get("tries", {}).values()]


def before(service: ServiceUnderTest, step: str) -> tuple[Person, str, Fields]:
    """Someone before a step, the button they press, and what they type."""
    person = browser(service)
    match step:
        case "conditions":
            expert.to_conditions(person)
            return person, "Continuer", {"accepte": True, "_answer": person.page.captcha()}
        case "identifiants" | "identifiants, back":
            expert.accept(person)
            return person, "Étape précédente" if "back" in step else "Continuer", dict(CREDENTIALS)
        case "bloque_unique":
            expert.accept(person)
            expert.identify(person, "certificat@exemple.fr")
            return person, "Choisir une autre adresse électronique", {}
        case "informations" | "informations, back":
            expert.accept(person)
            expert.identify(person)
            return person, "Étape précédente" if "back" in step else "Continuer", {**IDENTITY}
        case "informations, modified":
            expert.to_recap(person)
            person.open("/espace_expert/informations")
            return person, expert.SAVE, {**IDENTITY, "nom": "Durand"}
        case "recapitulatif" | "recapitulatif, back":
            expert.to_recap(person)
            return person, "Étape précédente" if "back" in step else "Valider", {}
        case "attente_activation":
            expert.preregister(person)
            return person, "OK", {}
        case "code" | "adresse" | "adresse, wrong":
            expert.preregister(service.person())
            code = expert.code_in(service)
            if step == "code":
                person.open("/espace_expert/start/activation")
                return person, "Continuer", {"code_activation": code, "_answer": person.page.captcha()}
            expert.give_code(person, code)
            return person, "Continuer", {"email_saisi": EMAIL if step == "adresse" else "autre@exemple.fr"}
    if step == "espace_cree":
        expert.create(service, person)
        return person, "Accéder à mon espace", {}
    expert.create(service, browser(service))
    person.open("/espace_expert/start/connexion")
    if step == "connexion":
        return person, "Entrer", {"email_saisi": EMAIL, "mot_de_passe_saisi": PASSWORD}
    expert.sign_in(person)
    return person, "Se déconnecter", {}


CONDITIONS = "Acceptez les conditions générales et recopiez les caractères de l'image"

# Each button, and where it leads: with the form's step token where the page that is opened says a word about the case.
BUTTONS = {
    "conditions": "/espace_expert/identifiants",
    "identifiants": "/espace_expert/informations",
    "identifiants, back": "/espace_expert/conditions",
    "bloque_unique": "/espace_expert/identifiants",
    "informations": "/espace_expert/recapitulatif",
    "informations, back": "/espace_expert/identifiants",
    "informations, modified": "/espace_expert/recapitulatif",
    "recapitulatif": "/espace_expert/attente_activation",
    "recapitulatif, back": "/espace_expert/informations",
    "attente_activation": "/?by={token}&n=left",
    "code": "/espace_expert/adresse",
    "adresse": "/espace_expert/espace_cree",
    "connexion": "/espace_expert/mon_espace",
    "espace_cree": "/espace_expert/mon_espace",
    "sign-out": "/?n=signed_out",
}


def clicks(service: ServiceUnderTest, person: Person, button: str, typed: Fields, number: int = 20) -> list[Answered]:
    """The form sent so many times at the same moment, each time with the cookie that the browser has now."""
    url, pairs = person.filled(button, **typed)
    headers, body = [("Cookie", person.cookies()), FORM, OWN], urlencode(pairs).encode()
    start = threading.Barrier(number)

    def click(_: int) -> Answered:
        start.wait()
        return ask(service.app, "POST", urlsplit(url).path, headers, body)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(click, range(number)))


# -- double clicks and reloads


@pytest.mark.parametrize(("step", "target"), BUTTONS.items(), ids=BUTTONS)
def test_each_button_clicked_twice_does_what_it_does_once(service: ServiceUnderTest, step: str, target: str) -> None:
    person, button, typed = before(service, step)
    url, pairs = person.filled(button, **typed)
    target = target.format(token=dict(pairs)["_token"])
    headers, body = [("Cookie", person.cookies()), FORM, OWN], urlencode(pairs).encode()
    first = ask(service.app, "POST", urlsplit(url).path, headers, body)
    once = rows(service)
    second = ask(service.app, "POST", urlsplit(url).path, headers, body)
    assert (first.status, first.location) == (second.status, second.location) == (303, target), "no other story"
    assert rows(service) == once
    # The browser shows the second answer, and has kept the cookie of either or of none.
    for left in (second, first):
        cookie = left.cookies[0].split(";")[0] if left.cookies else headers[0][1]
        for _ in range(2):
            assert ask(service.app, "GET", target, [("Cookie", cookie)]).status == 200, "nobody loses the case"


@pytest.mark.parametrize(("step", "target"), BUTTONS.items(), ids=BUTTONS)
def test_each_button_pressed_20_times_at_once_does_what_it_does_once(
    service: ServiceUnderTest, step: str, target: str
) -> None:
    person, button, typed = before(service, step)
    earlier = {case: revision for case, _, revision in rows(service)}
    cookies = person.cookies()
    target = target.format(token=dict(person.filled(button, **typed)[1])["_token"])
    answers = clicks(service, person, button, typed)
    assert {(answer.status, answer.location) for answer in answers} == {(303, target)}
    assert not [fault for answer in answers for fault in unclear(answer)]
    steps = sum(revision - earlier.get(case, 0) for case, _, revision in rows(service))
    # The visitor's own case of an activation ends as the request moves.
    assert steps == (2 if step == "adresse" else 1)
    assert len(service.mails()) <= 1
    given = [answer.cookies[0].split(";")[0] for answer in answers if answer.cookies]
    if step in {"adresse", "connexion", "sign-out", "attente_activation"}:
        assert len(given) == 20, "the old id is dead: whichever answer the browser sees brings a new one"
    left = random.Random(step).choice(given) if given else cookies
    assert ask(service.app, "GET", target, [("Cookie", left)]).status == 200, "and it stands where the click led"


def test_a_wrong_address_clicked_twice_is_one_try(service: ServiceUnderTest) -> None:
    person, button, typed = before(service, "adresse, wrong")
    for count in range(1, 6):
        url, pairs = person.filled(button, **typed)
        body = urlencode(pairs).encode()
        first = person._send("POST", url, body)
        assert tries(service) == ([count] if count < 5 else [5])
        second = person._send("POST", url, body)
        assert tries(service) == ([count] if count < 5 else [5])
        if count < 5:
            assert (first.status, second.status) == (422, 422)
            assert first.errors == second.errors, "the second click is told the same"
            assert second.value("email_saisi") == "autre@exemple.fr", "and what was typed stays"
        person.page = second
    assert second.path == "/espace_expert/essais_epuises"


def test_a_wrong_address_clicked_20_times_at_once_is_one_try(service: ServiceUnderTest) -> None:
    answers = clicks(service, *before(service, "adresse, wrong"))
    assert tries(service) == [1]
    assert {answer.status for answer in answers} == {422}
    assert all("n'est pas celle de la demande" in answer.text for answer in answers)


@pytest.mark.parametrize("at_once", [False, True], ids=["one after the other", "at once"])
def test_a_wrong_password_clicked_twice_is_one_try(service: ServiceUnderTest, at_once: bool) -> None:
    expert.create(service, browser(service))
    person = browser(service)
    wrong: Fields = {"email_saisi": EMAIL, "mot_de_passe_saisi": "x" * 20}
    for _ in range(4):
        person.open("/espace_expert/start/connexion")
        if at_once:
            first, second = clicks(service, person, "Entrer", wrong, 2)
        else:
            first, second = (
                clicks(service, person, "Entrer", wrong, 1)[0],
                clicks(service, person, "Entrer", wrong, 1)[0],
            )
        assert (first.status, second.status) == (422, 422)
        assert first.text == second.text
    # Four tries, not eight: the fifth may be the right one.
    assert expert.sign_in(person).path == "/espace_expert/mon_espace"


def test_another_address_on_an_old_copy_is_another_try(service: ServiceUnderTest) -> None:
    person, button, typed = before(service, "adresse, wrong")
    old = person.page
    person.press(button, **typed)
    person.page = old
    assert person.press(button, email_saisi=EMAIL).path == "/espace_expert/espace_cree"


def test_a_taken_address_clicked_twice_at_the_recap_is_told_twice(service: ServiceUnderTest) -> None:
    person = browser(service)
    expert.to_recap(person)
    expert.preregister(browser(service))
    url, pairs = person.filled("Valider")
    body = urlencode(pairs).encode()
    first, second = person._send("POST", url, body), person._send("POST", url, body)
    assert first.h1 == second.h1 == "Créez vos identifiants"
    assert first.errors == second.errors
    assert "vient d'être associée" in first.errors[0]
    assert second.value("email") == EMAIL
    assert len(service.mails()) == 1


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ("conditions", {"accepte": True, "_answer": "??????"}),
        ("conditions", {}),
        ("identifiants", {**CREDENTIALS, "email_confirmation": "autre@exemple.fr"}),
        ("identifiants", {**CREDENTIALS, "email": "actif@exemple.fr", "email_confirmation": "actif@exemple.fr"}),
        ("informations", {**IDENTITY, "telephone": "?"}),
        ("code", {"code_activation": "AAAAAAAAAA"}),
        ("connexion", {"email_saisi": EMAIL, "mot_de_passe_saisi": "x"}),
    ],
    ids=["wrong image", "no image", "unlike", "taken", "no telephone", "unknown code", "wrong password"],
)
def test_a_form_with_faults_reloaded_is_the_same_form(service: ServiceUnderTest, step: str, wrong: Fields) -> None:
    person, button, typed = before(service, step)
    typed = {name: value for name, value in typed.items() if name == "_answer" and wrong}
    url, pairs = person.filled(button, **{**typed, **wrong})
    body = urlencode(pairs).encode()
    first = person._send("POST", url, body)
    kept = rows(service)
    reloaded = person._send("POST", url, body)
    assert (first.status, reloaded.status) == (422, 422)
    assert first.errors == reloaded.errors
    for name in wrong:
        if name != "_answer":
            assert first.value(name) == reloaded.value(name)
    assert rows(service) == kept


@pytest.mark.parametrize(
    ("step", "wrong", "gone", "why"),
    [
        ("identifiants", {**CREDENTIALS, "email": "x"}, set(), "the password is kept"),
        ("identifiants", {**CREDENTIALS, "mot_de_passe_confirmation": "x"}, {"mot_de_passe"}, "it was not confirmed"),
        ("code", {"code_activation": "AAAAAAAAAA", "_answer": "??????"}, set(), "it was not tried: it is in its field"),
        ("code", {"code_activation": "AAAAAAAAAA"}, set(), "it was wrong, and its field says so"),
        ("connexion", {"email_saisi": EMAIL, "mot_de_passe_saisi": "x"}, {"mot_de_passe_saisi"}, "it was wrong"),
        ("informations", {**IDENTITY, "telephone": "?"}, set(), "an answer of trust is kept too"),
    ],
    ids=["identifiants", "unlike", "code", "unknown code", "connexion", "informations"],
)
def test_what_is_not_shown_again_says_that_it_must_be_typed_again(
    service: ServiceUnderTest, step: str, wrong: Fields, gone: set[str], why: str
) -> None:
    # A form that comes back with one mistake seems to hold all the rest: an emptied field is easily passed over.
    person, button, typed = before(service, step)
    page = person.press(button, **{**typed, **wrong})
    assert page.status == 422
    said = page.tree.xpath("//*[contains(@class, 'hint') and contains(., 'à saisir de nouveau')]/@id")
    assert {name.removeprefix("field-").removesuffix("-hint") for name in said} == gone, why


def test_another_image_keeps_the_form_and_may_be_reloaded(service: ServiceUnderTest) -> None:
    person = browser(service)
    expert.to_conditions(person)
    url, pairs = person.filled(None, accepte=True)
    body = urlencode([*pairs, ("_again", "1")]).encode()
    for _ in range(2):
        page = person._send("POST", url, body)
        assert page.status == 200
        assert page.value("accepte") == "true"
        assert not page.errors
    person.page = page
    assert person.solve("Continuer").path == "/espace_expert/identifiants"


def test_every_page_may_be_reloaded(service: ServiceUnderTest) -> None:
    person = browser(service)
    expert.preregister(person)
    pages = [
        "/",
        "/espace_professionnel",
        "/choix_du_mode",
        "/espace_expert/presentation",
        "/procedures",
        "/assistance",
    ]
    for path in [*pages, "/espace_expert/attente_activation", "/espace_expert/start/activation", "/espace_expert"]:
        first, again = person.open(path), person.open(path)
        assert (first.status, first.h1, first.path) == (200, again.h1, again.path)


# -- Back


def test_an_old_copy_filled_in_anew_changes_what_was_given(service: ServiceUnderTest) -> None:
    """Back brings up a form with its step token; what is typed there is no second click."""
    person, button, typed = before(service, "informations")
    old = person.page
    person.press(button, **typed)
    person.page = old
    page = person.press(button, **{**typed, "nom": "Durand"})
    assert page.path == "/espace_expert/recapitulatif"
    assert "Durand" in page.text
    assert "Martin" not in page.text.replace("camille.martin", "")


def test_a_form_with_faults_brought_up_by_back_and_filled_in_anew_counts(service: ServiceUnderTest) -> None:
    person, button, typed = before(service, "informations")
    faulty = person.press(button, **{**typed, "telephone": "?"})
    assert faulty.headers["Cache-Control"] == "private, no-cache", "Back shows it as it was"
    person.press(button, telephone="01 23 45 67 89", reponse="Mimi")
    person.page = faulty
    page = person.press(button, telephone="01 23 45 67 89", reponse="Mimi", nom="Durand")
    assert page.path == "/espace_expert/recapitulatif"
    assert "Durand" in page.text


def test_another_password_on_an_old_copy_is_the_password(service: ServiceUnderTest) -> None:
    person, button, typed = before(service, "identifiants")
    old = person.page
    person.press(button, **typed)
    other = "Autre4Mot5De6Passe7Encore"
    person.page = old
    person.press(button, **{**typed, "mot_de_passe": other, "mot_de_passe_confirmation": other})
    person.press("Continuer", **IDENTITY)
    person.press("Valider")
    expert.activate(browser(service), expert.code_in(service))
    assert expert.sign_in(browser(service), password=PASSWORD).status == 422
    assert expert.sign_in(browser(service), password=other).path == "/espace_expert/mon_espace"


def test_old_copies_sent_after_the_end_change_nothing_and_are_told_so(service: ServiceUnderTest) -> None:
    person = browser(service)
    copies = [(expert.to_conditions(person), {"accepte": True, "_answer": person.page.captcha()})]
    person.press("Continuer", **copies[0][1])
    copies.append((person.page, dict(CREDENTIALS)))
    person.press("Continuer", **CREDENTIALS)
    copies.append((person.page, {**IDENTITY}))
    person.press("Continuer", **IDENTITY)
    copies.append((person.page, {}))
    person.press("Valider")
    kept = rows(service)
    for page, typed in copies:
        same = tab(person, page)
        button = "Valider" if not typed else "Continuer"
        same.press(button, **typed)
        assert same.page.path == "/espace_expert/attente_activation"
        assert rows(service) == kept
    edited = tab(person, copies[2][0])
    edited.press("Continuer", **{**IDENTITY, "nom": "Durand"})
    assert edited.page.h1 == "Pré-inscription enregistrée"
    assert STALE in line(edited.page)
    assert "Durand" in edited.page.text, "what was typed since can be kept nowhere: it is there to be copied"
    assert rows(service) == kept


def test_the_previous_step_pressed_on_an_old_copy_shows_where_one_is(service: ServiceUnderTest) -> None:
    person, button, typed = before(service, "informations")
    old = person.page
    person.press(button, **typed)
    person.page = old
    page = person.press("Étape précédente", nom="Durand")
    assert page.status == 200
    assert page.path == "/espace_expert/informations"
    assert STALE in line(page)
    assert page.value("nom") == "Durand"
    assert person.press(expert.SAVE, **{**IDENTITY, "nom": "Durand"}).path == "/espace_expert/recapitulatif"


@pytest.mark.parametrize("step", ["identifiants", "informations", "recapitulatif"])
def test_the_previous_step_keeps_what_was_typed_and_leads_back_to_it(service: ServiceUnderTest, step: str) -> None:
    person, _, typed = before(service, step)
    seen: Fields = {name: value for name, value in typed.items() if "passe" not in name and name != "reponse"}
    person.press("Étape précédente", **seen)
    behind = person.page
    assert behind.status == 200
    assert not behind.errors
    if step == "identifiants":
        person.solve("Continuer", accepte=True)
    elif step == "informations":
        person.press("Continuer")
    else:
        person.press("Continuer", reponse="Mimi")
    assert person.page.path == f"/espace_expert/{step}", person.page.errors
    for name, value in seen.items():
        assert person.page.value(name) == value


def test_the_first_form_is_reached_by_back_and_left_again(service: ServiceUnderTest) -> None:
    person = browser(service)
    expert.to_recap(person)
    for _ in range(3):
        person.press("Étape précédente")
    page = person.page
    assert page.path == "/espace_expert/conditions"
    assert page.value("accepte") == "true", "it stays ticked"
    assert person.press("Continuer").status == 422, "the image is asked for again: the form is to be accepted again"
    assert person.solve("Continuer").path == "/espace_expert/identifiants"
    assert person.press("Continuer").path == "/espace_expert/informations"
    assert person.page.value("nom") == "Martin"
    assert person.press("Continuer").path == "/espace_expert/recapitulatif"


# -- « Modifier »


@pytest.mark.parametrize("state", ["conditions", "identifiants", "informations"])
def test_each_step_may_be_modified_and_leads_straight_back(service: ServiceUnderTest, state: str) -> None:
    person = browser(service)
    expert.to_recap(person)
    page = person.open(f"/espace_expert/{state}")
    assert page.path == f"/espace_expert/{state}"
    assert MODIFIES in line(page)
    assert page.link("Revenir sans rien modifier") == "/espace_expert/recapitulatif"
    changed: Fields = {}
    if state == "conditions":
        changed = {"_answer": page.captcha()}
    elif state == "identifiants":
        changed = {"email": "autre@exemple.fr", "email_confirmation": "autre@exemple.fr"}
    else:
        changed = {"nom": "Durand"}
    page = person.press(expert.SAVE, **changed)
    assert page.path == "/espace_expert/recapitulatif"
    for value in changed.values():
        assert state == "conditions" or str(value) in page.text
    assert person.press("Valider").path == "/espace_expert/attente_activation"
    assert len(service.mails()) == 1


def test_a_modification_with_faults_keeps_the_way_behind_it(service: ServiceUnderTest) -> None:
    person = browser(service)
    expert.to_recap(person)
    person.open("/espace_expert/informations")
    page = person.press(expert.SAVE, telephone="?", nom="Durand")
    assert page.status == 422
    assert page.value("nom") == "Durand"
    assert page.link("Revenir sans rien modifier")
    assert "Martin" in person.open("/espace_expert/recapitulatif").text


# -- two tabs


def test_two_tabs_on_the_first_form_begin_one_request(service: ServiceUnderTest) -> None:
    one = browser(service)
    expert.to_conditions(one)
    two = tab(one)
    two.open("/espace_expert/start/creation")
    one.solve("Continuer", accepte=True)
    two.solve("Continuer", accepte=True)
    assert two.page.path == "/espace_expert/identifiants"
    assert STALE in line(two.page)
    assert len(rows(service)) == 1


def test_a_tab_left_behind_changes_what_it_shows(service: ServiceUnderTest) -> None:
    one, button, typed = before(service, "informations")
    two = tab(one)
    one.press(button, **typed)
    page = two.press(button, **{**typed, "nom": "Durand"})
    assert page.path == "/espace_expert/recapitulatif"
    assert "Durand" in page.text


def test_what_a_tab_has_typed_is_kept_while_another_goes_back(service: ServiceUnderTest) -> None:
    one, button, typed = before(service, "informations")
    two = tab(one)
    two.press("Étape précédente")
    page = one.press(button, **{**typed, "nom": "Durand", "commune": "Lyon"})
    assert page.path == "/espace_expert/identifiants"
    assert STALE in line(page)
    page = one.press("Continuer")
    assert page.path == "/espace_expert/informations"
    assert (page.value("nom"), page.value("commune")) == ("Durand", "Lyon"), "nothing is lost, as the line said"


def test_a_tab_that_was_overtaken_shows_what_was_typed_in_it(service: ServiceUnderTest) -> None:
    one, button, typed = before(service, "informations")
    two = tab(one)
    two.press("Étape précédente")
    two.press("Continuer")
    page = one.press(button, **{**typed, "nom": "Durand"})
    # The state was entered anew meanwhile: nothing is taken unseen, nothing is lost.
    assert page.path == "/espace_expert/informations"
    assert STALE in line(page)
    assert page.value("nom") == "Durand"
    assert one.press(button, reponse="Mimi").path == "/espace_expert/recapitulatif"


def test_a_second_request_while_the_first_waits(service: ServiceUnderTest) -> None:
    person = browser(service)
    expert.preregister(person)
    waiting = person.page
    service.advance(minutes=1)
    page = person.open("/espace_expert/start/creation")
    assert page.h1 == CONDITIONS
    assert not line(page)
    person.solve("Continuer", accepte=True)
    assert "une demande de création est déjà en cours" in expert.identify(person).errors[0]
    expert.identify(person, "autre@exemple.fr")
    person.press("Continuer", **IDENTITY)
    person.press("Valider")
    assert "autre@exemple.fr" in person.page.text
    assert len(service.mails()) == 2
    old = tab(person, waiting)
    assert old.press("OK").path == "/"
    assert person.open("/espace_expert/attente_activation").h1 == "Pré-inscription enregistrée", "the other one stays"
    assert sorted(state for _, state, _ in rows(service)) == ["attente_activation", "attente_activation"]


def test_going_in_again_shows_the_request_begun_and_says_so(service: ServiceUnderTest) -> None:
    person = browser(service)
    expert.to_recap(person)
    page = expert.to_conditions(person)
    assert page.path == "/espace_expert/recapitulatif"
    assert BEGUN in line(page)


# -- deep links


WITHOUT = {
    "conditions": ("/espace_expert/conditions", ""),
    "identifiants": ("/espace_expert/conditions", NEVER_BEGUN),
    "recapitulatif": ("/espace_expert/conditions", NEVER_BEGUN),
    "attente_activation": ("/espace_expert/code", ANOTHERS),
    "expiree": ("/espace_expert/conditions", NEVER_BEGUN),
    "code": ("/espace_expert/code", ""),
    "adresse": ("/espace_expert/code", NEVER_BEGUN),
    "essais_epuises": ("/espace_expert/code", NEVER_BEGUN),
    "espace_cree": ("/espace_expert/connexion", ANOTHERS),
    "connexion": ("/espace_expert/connexion", ""),
    "mon_espace": ("/espace_expert/connexion", ANOTHERS),
    "coordonnees": ("/espace_expert/connexion", ANOTHERS),
    "document/recapitulatif": ("/espace_expert/connexion", ANOTHERS),
}


@pytest.mark.parametrize(("state", "door", "why"), [(s, *led) for s, led in WITHOUT.items()], ids=WITHOUT)
def test_a_deep_link_without_a_request_leads_to_its_door(
    service: ServiceUnderTest, state: str, door: str, why: str
) -> None:
    page = browser(service).open(f"/espace_expert/{state}")
    assert (page.status, page.path) == (200, door)
    assert line(page).startswith(why) if why else not line(page)


@pytest.mark.parametrize("stands", ["recapitulatif", "attente_activation", "adresse", "mon_espace"])
def test_a_deep_link_leads_to_where_the_request_stands_and_says_why(service: ServiceUnderTest, stands: str) -> None:
    person, *_ = before(service, stands)
    flow = service.parcours.catalogue.flows["espace_expert"]
    account = {"espace_cree", "mon_espace", *flow.views}
    for state in (*flow.states, *flow.views):
        page = person.open(f"/espace_expert/{state}")
        assert page.status == 200
        if state in account and stands not in account:
            assert page.path == "/espace_expert/connexion", "whoever asks for an account does not mean a request"
            assert line(page).startswith(ANOTHERS) or state == "connexion"
        elif state == "connexion" and stands in account:
            assert (page.path, line(page)) == (f"/espace_expert/{stands}", ""), "the sign-in leads straight in"
        elif state in flow.views or (state, stands) == ("espace_cree", "mon_espace"):
            assert (page.path, line(page)) == (f"/espace_expert/{state}", ""), "a page of the account, not a step"
        elif page.path == f"/espace_expert/{stands}":
            assert bool(line(page)) is (state != stands), state
        else:
            assert page.path == f"/espace_expert/{state}", "an earlier step"
            assert MODIFIES in line(page)


@pytest.mark.parametrize("way", ["a button", "an address", "Back after signing out"])
def test_whose_account_has_closed_is_led_to_the_sign_in_and_not_to_a_request_of_before(
    service: ServiceUnderTest, way: str
) -> None:
    # The draft was begun, and refused because the address has an account: its page leads to the sign-in.
    create(service, browser(service))
    person = browser(service)
    to_conditions(person)
    accept(person)
    sign_in(person)
    page = person.page
    if way == "Back after signing out":
        person.press("Se déconnecter")
    else:
        service.advance(hours=1)
    if way == "a button":
        person.page = page
        page = person.follow("Gérer mes services")
    else:
        page = person.open("/espace_expert/mon_espace")
    assert page.path == "/espace_expert/connexion"
    assert line(page).startswith(SIGNED_OUT_BEFORE if way == "Back after signing out" else IDLE)


# -- too late


def test_a_form_left_open_beyond_the_drafts_life_is_told(service: ServiceUnderTest) -> None:
    person, button, typed = before(service, "informations")
    service.advance(hours=25)
    service.worker.work()
    page = person.press(button, **typed)
    assert page.status == 200
    assert page.h1 == CONDITIONS
    assert DRAFT_ERASED in line(page)
    assert "Rien n'a été perdu" not in line(page), "it was"
    person.solve("Continuer", accepte=True)
    assert person.page.path == "/espace_expert/identifiants"


def test_a_draft_past_its_time_is_gone_where_no_worker_runs_too(service: ServiceUnderTest) -> None:
    person, button, typed = before(service, "informations")
    service.advance(hours=23)
    assert person.open("/espace_expert/informations").status == 200, "a look keeps the hold, not the draft"
    service.advance(hours=1)
    for page in (person.press(button, **typed), person.open("/espace_expert/informations")):
        assert (page.status, page.h1) == (200, CONDITIONS)
        assert DRAFT_ERASED in line(page)


def test_an_attempt_at_activating_that_is_erased_says_nothing_of_the_request(service: ServiceUnderTest) -> None:
    expert.preregister(service.person())
    other = service.person()
    expert.give_code(other, expert.code_in(service))
    service.advance(hours=25)
    page = other.open("/espace_expert/adresse")
    assert page.path == "/espace_expert/code"
    assert "ce que vous aviez saisi sur ces pages a été effacé, et rien d'autre" in line(page)
    assert expert.activate(other, expert.code_in(service)).h1 == "Votre espace est créé"


def test_a_form_left_by_back_says_which_of_its_answers_is_to_be_typed_again(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.accept(person)
    expert.identify(person)
    person.press("Étape précédente", **expert.IDENTITY)
    page = person.press("Continuer")
    assert page.value("nom") == expert.IDENTITY["nom"]
    hint = page.tree.xpath("string(//*[@id='field-reponse-hint'])")
    assert "Par sécurité, à saisir de nouveau." in hint, "the answer alone was not kept, for it is a secret"


def test_a_sign_in_that_ended_is_told_and_leads_to_where_one_signs_in(service: ServiceUnderTest) -> None:
    person, *_ = before(service, "mon_espace")
    service.advance(minutes=31)
    page = person.follow("Gérer mes services")
    assert (page.status, page.path) == (200, "/espace_expert/connexion")
    assert IDLE in line(page)


def test_the_deadline_passing_while_the_page_is_open_is_told(service: ServiceUnderTest) -> None:
    person = browser(service)
    waiting = expert.preregister(person)
    for _ in range(2):
        service.advance(hours=20)
        person.open("/espace_expert/attente_activation")
    service.advance(hours=8)
    person.page = waiting
    page = person.press("OK")
    assert page.h1 == "Votre demande a expiré"
    assert TOO_LATE in line(page)
    assert "Rien n'a été perdu" not in line(page), "all was erased, as the page says"
    assert page.link("Recommencer la création de mon espace") == "/espace_expert/start/creation"
    page = person.follow("Recommencer la création de mon espace")
    assert page.h1 == CONDITIONS


def test_the_deadline_passing_unseen_is_told_to_whoever_comes_back(service: ServiceUnderTest) -> None:
    person = browser(service)
    waiting = expert.preregister(person)
    service.advance(hours=71)
    page = person.open("/espace_expert/attente_activation")
    assert page.h1 == "Votre demande a expiré"
    person.page = waiting
    assert person.press("OK").h1 == "Votre demande a expiré"


def test_whoever_comes_back_when_all_is_erased_is_led_to_where_one_is_told(service: ServiceUnderTest) -> None:
    person = browser(service)
    expert.preregister(person)
    code = expert.code_in(service)
    service.advance(hours=73)
    page = person.open("/espace_expert/attente_activation")
    assert (page.status, page.path) == (200, "/espace_expert/conditions")
    assert EXPIRED in line(page)
    person.open("/espace_expert/start/activation")
    assert "a expiré" in person.solve("Continuer", code_activation=code).errors[0]


@pytest.mark.parametrize(
    ("hours", "told"), [(1, "Votre code d'activation a expiré"), (-1, "Votre espace est créé")], ids=["dead", "alive"]
)
def test_the_code_dying_while_the_address_is_typed_is_told(service: ServiceUnderTest, hours: int, told: str) -> None:
    expert.preregister(browser(service))
    code = expert.code_in(service)
    service.advance(hours=47, minutes=50)
    person = browser(service)
    expert.give_code(person, code)
    service.advance(minutes=10 if hours > 0 else 9)
    page = person.press("Continuer", email_saisi=EMAIL)
    assert page.h1 == told
    assert person.open(page.path).h1 == told


# -- several cases, sign-in, sign-out


def test_a_sign_in_keeps_the_request_begun_and_so_does_the_sign_out(service: ServiceUnderTest) -> None:
    expert.create(service, browser(service))
    person = browser(service)
    expert.accept(person)
    expert.identify(person, "autre@exemple.fr")
    person.press("Étape précédente", nom="Durand")
    expert.sign_in(person)
    assert person.page.path == "/espace_expert/mon_espace"
    assert person.open("/espace_expert/identifiants").value("email") == "autre@exemple.fr"
    person.open("/espace_expert/mon_espace")
    person.press("Se déconnecter")
    page = person.open("/espace_expert/start/creation")
    assert page.path == "/espace_expert/identifiants"
    assert BEGUN in line(page)
    person.press("Continuer")
    assert person.page.value("nom") == "Durand"


def test_a_form_open_in_another_tab_survives_a_sign_in(service: ServiceUnderTest) -> None:
    expert.create(service, browser(service))
    person = browser(service)
    expert.accept(person)
    expert.identify(person, "autre@exemple.fr")
    form = person.page
    other = tab(person)
    expert.sign_in(other)
    page = tab(person, form).press("Continuer", **{**IDENTITY, "nom": "Durand"})
    # Its ids are another family's by now: not taken unseen, but there with all that was typed.
    assert (page.status, page.path) == (200, "/espace_expert/informations")
    assert STALE in line(page)
    assert (page.value("nom"), page.value("commune")) == ("Durand", "Paris")
    person.page = page
    assert person.press("Continuer", reponse="Mimi").path == "/espace_expert/recapitulatif"


@pytest.mark.parametrize("elsewhere", ["another tab", "another browser"])
def test_a_sign_out_signs_out_wherever_the_account_has_been_led_meanwhile(
    service: ServiceUnderTest, elsewhere: str
) -> None:
    expert.create(service, browser(service))
    person = browser(service)
    expert.sign_in(person)
    shown = person.page
    other = tab(person) if elsewhere == "another tab" else browser(service)
    if elsewhere == "another browser":
        expert.sign_in(other)
    other.follow("Gérer mes services")
    page = tab(person, shown).press("Se déconnecter")
    assert (page.h1, line(page)) == ("Bienvenue", SIGNED_OUT)
    assert person.open("/espace_expert/mon_espace").path == "/espace_expert/connexion"
    stays = other.open("/espace_expert/gerer_services").path == "/espace_expert/gerer_services"
    assert stays is (elsewhere == "another browser")


@pytest.mark.parametrize("ended", ["the sign-in has ended", "activated in another browser"])
def test_whoever_leaves_what_is_no_longer_theirs_is_led_where_they_wanted_or_reads_why(
    service: ServiceUnderTest, ended: str
) -> None:
    person = browser(service)
    if ended == "the sign-in has ended":
        expert.create(service, person)
        expert.sign_in(person)
        service.advance(minutes=31)
        page = person.press("Se déconnecter")
    else:
        expert.preregister(person)
        expert.activate(browser(service), expert.code_in(service))
        page = person.press("OK")
        assert (page.h1, "dans un autre navigateur" in line(page)) == ("Connexion à mon espace", True)
        return
    assert (page.h1, line(page)) == ("Bienvenue", SIGNED_OUT)


def test_a_reload_after_the_deadline_says_so(service: ServiceUnderTest) -> None:
    person = browser(service)
    expert.preregister(person)
    service.advance(hours=49)
    page = person.open("/espace_expert/attente_activation")
    assert page.h1 == "Votre demande a expiré"
    assert TOO_LATE in line(page)


def test_a_stale_form_with_a_secret_says_that_it_is_to_be_typed_again(service: ServiceUnderTest) -> None:
    person, _, typed = before(service, "informations")
    shown = person.page
    other = tab(person)
    other.press("Étape précédente")
    other.press("Continuer", email="autre@exemple.fr", email_confirmation="autre@exemple.fr")
    page = tab(person, shown).press("Continuer", **typed)
    assert "secrètes sont à saisir de nouveau" in line(page)
    assert page.value("nom") == IDENTITY["nom"]


def test_back_after_the_sign_out_shows_nothing_and_says_why(service: ServiceUnderTest) -> None:
    person, *_ = before(service, "mon_espace")
    inside = person.page
    person.press("Se déconnecter")
    for shown in (tab(person, inside).follow("Gérer mes services"), tab(person).open("/espace_expert/mon_espace")):
        assert (shown.status, shown.path) == (200, "/espace_expert/connexion")
        assert SIGNED_OUT_BEFORE in line(shown)
        assert EMAIL not in shown.text
    assert inside.headers["Cache-Control"] == "private, no-store"


def test_without_its_cookie_a_form_comes_back_as_it_was_filled_in(service: ServiceUnderTest) -> None:
    person = browser(service)
    person.open("/espace_expert/start/connexion")
    url, pairs = person.filled("Entrer", email_saisi=EMAIL, mot_de_passe_saisi=PASSWORD)
    answer = ask(service.app, "POST", urlsplit(url).path, [OWN, FORM], urlencode(pairs).encode())
    assert answer.status == 200
    assert "Autorisez les cookies" in answer.text
    assert EMAIL in answer.body.decode()
    assert PASSWORD not in answer.body.decode()
    # With the cookie that this answer brings it goes on.
    expert.create(service, browser(service))
    again = Page(url, answer.status, answer.body, answer.headers)
    person.page = again
    url, pairs = person.filled("Entrer", mot_de_passe_saisi=PASSWORD)
    cookie = answer.cookies[0].split(";")[0]
    answer = ask(service.app, "POST", urlsplit(url).path, [FORM, ("Cookie", cookie)], urlencode(pairs).encode())
    assert answer.location == "/espace_expert/mon_espace"


def test_a_browser_whose_id_was_replaced_begins_anew_at_once(service: ServiceUnderTest) -> None:
    person = browser(service)
    expert.to_conditions(person)
    planted = person.cookies()
    person.solve("Continuer", accepte=True)
    expert.identify(person)
    page = ask(service.app, "GET", "/espace_expert/connexion", [("Cookie", planted)])
    assert page.status == 200
    stranger = browser(service)
    stranger.page = Page("http://127.0.0.1/espace_expert/connexion", 200, page.body, page.headers)
    url, pairs = stranger.filled("Entrer", email_saisi=EMAIL, mot_de_passe_saisi="x")
    cookie = page.cookies[0].split(";")[0]
    answer = ask(service.app, "POST", urlsplit(url).path, [FORM, ("Cookie", cookie)], urlencode(pairs).encode())
    assert answer.status == 422, "the form it was given is its own"


# -- the same for a flow whose first form is long, and whose button stays


CHILDREN = """
    parcours: 1
    flow: cantine
    title: La cantine
    version: "1"
    language: fr
    timezone: Europe/Paris
    entries: {demande: {state: enfant}}
    states:
      enfant: {title: Votre enfant, form: enfant, transitions: {suite: {label: Suite, target: merci}}}
      merci:
        title: Merci
        transitions:
          rappel: {label: Envoyer le rappel, effects: [{mail: rappel}]}
          fin: {label: Fin, target: fini}
      fini: {title: Fini, final: true}
    mails: {rappel: {to: courriel, subject: Rappel, content: "Pensez à {prenom}."}}
    retention: {draft: 24 hours, closed: 24 hours}
"""
CHILD = """
    type: object
    required: [prenom, courriel]
    properties:
      prenom: {type: string, title: Prénom}
      courriel: {type: string, title: Courriel, format: email}
"""


@pytest.fixture
def canteen(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    write_flow("cantine", CHILDREN, {"enfant": CHILD})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    yield service
    service.close()


def test_two_tabs_with_different_first_forms_lose_neither(canteen: ServiceUnderTest) -> None:
    one = browser(canteen)
    one.open("/cantine/start/demande")
    two = tab(one)
    two.open("/cantine/start/demande")
    one.press("Suite", prenom="Zoé", courriel="zoe@exemple.fr")
    page = two.press("Suite", prenom="Léo", courriel="leo@exemple.fr")
    assert page.path == "/cantine/enfant"
    assert STALE in line(page)
    assert (page.value("prenom"), page.value("courriel")) == ("Léo", "leo@exemple.fr")
    assert len(rows(canteen)) == 1


def test_a_button_that_stays_is_pressed_once_by_two_clicks_and_twice_by_two_visits(canteen: ServiceUnderTest) -> None:
    person = browser(canteen)
    person.open("/cantine/start/demande")
    person.press("Suite", prenom="Zoé", courriel="zoe@exemple.fr")
    url, pairs = person.filled("Envoyer le rappel")
    for _ in range(2):
        person.page = person._send("POST", url, urlencode(pairs).encode())
    assert len(canteen.mails()) == 1
    person.press("Envoyer le rappel")
    assert len(canteen.mails()) == 2


LEAVES = """
    parcours: 1
    flow: sortie
    title: La sortie
    language: fr
    timezone: Europe/Paris
    entries: {demande: {state: enfant}}
    pages: {accueil: {title: Accueil, content: Bienvenue.}}
    states:
      enfant: {title: Votre enfant, form: enfant, transitions: {suite: {label: Suite, target: merci}}}
      merci:
        title: Merci
        transitions:
          plus: {label: Plus loin, target: loin}
          partir: {label: Partir, leave: accueil, effects: [{mail: rappel}]}
      loin:
        title: Plus loin
        transitions:
          fin: {label: Fin, target: fini}
          partir: {label: Partir, leave: accueil, effects: [{mail: rappel}]}
      fini: {title: Fini, final: true}
    mails: {rappel: {to: courriel, subject: Rappel, content: "Pensez à {prenom}."}}
"""


def test_a_button_that_leaves_and_writes_does_nothing_from_a_page_left_behind(
    tmp_path: Path, write_flow: WriteFlow
) -> None:
    """Only one that does nothing else is taken from any page: whoever pressed this one had not seen what it writes."""
    service = ServiceUnderTest(tmp_path, write_flow("sortie", LEAVES, {"enfant": CHILD}).parents[1])
    try:
        person = browser(service)
        person.open("/sortie/start/demande")
        person.press("Suite", prenom="Zoé", courriel=EMAIL)
        shown = person.page
        person.press("Plus loin")
        page = tab(person, shown).press("Partir")
        assert (page.h1, service.mails()) == ("Plus loin", [])
        assert STALE in line(page)
        assert person.press("Partir").h1 == "Accueil"
        assert len(service.mails()) == 1
    finally:
        service.close()
