"""A browser in which an account was opened before has a count of wrong passwords of its own: row « sign-in »."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from engine.core.proofs import MOST_PROOFS
from tests.conftest import WriteFlow
from tests.support import expert
from tests.support.expert import EMAIL, PASSWORD
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest

KNOWN = "parcours-known"
OTHER = "dominique@exemple.fr"


class Owner(NamedTuple):
    """A browser whose cookies can be read and put back."""

    client: FlaskClient
    person: Person

    def cookie(self, name: str = KNOWN) -> str | None:
        found = self.client.get_cookie(name, domain="127.0.0.1")
        return found.value if found else None

    def keep(self, value: str, name: str = KNOWN) -> None:
        self.client.set_cookie(name, value, domain="127.0.0.1")

    def sign_out(self) -> Page:
        return self.person.press("Se déconnecter")


def browser(service: ServiceUnderTest, known: str | None = None) -> Owner:
    client = service.app.test_client()

    def send(method: str, url: str, body: bytes | None) -> Page:
        content = {"content_type": "application/x-www-form-urlencoded"} if body is not None else {}
        answer = client.open(url, method=method, data=body, follow_redirects=True, **content)
        return Page(answer.request.url, answer.status_code, answer.data, dict(answer.headers))

    owner = Owner(client, Person(send, lambda: ""))
    if known is not None:
        owner.keep(known)
    return owner


def at_home(service: ServiceUnderTest, email: str = EMAIL) -> Owner:
    """The owner of an account, signed out, in a browser that has opened it."""
    expert.create(service, service.person(), email)
    owner = browser(service)
    assert expert.sign_in(owner.person, email).h1 == "Mon espace"
    owner.sign_out()
    return owner


def strangers(service: ServiceUnderTest, guesses: int = 5, email: str = EMAIL) -> Counter[int]:
    return Counter(expert.sign_in(service.person(), email, f"{PASSWORD}{number}").status for number in range(guesses))


def known_rows(service: ServiceUnderTest) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(service.database)) as connection:
        return connection.execute("select key, case_id from known_browsers order by at").fetchall()


def test_sign_in_three_hours_of_strangers_guesses_do_not_keep_the_owner_out(service: ServiceUnderTest) -> None:
    owner = at_home(service)
    verified = Counter[int]()
    for _ in range(12):  # quarters of an hour
        verified += strangers(service, 7)
        assert expert.sign_in(owner.person).h1 == "Mon espace"
        assert expert.sign_in(browser(service).person).status == 429, "a browser that nobody knows waits"
        owner.sign_out()
        service.advance(minutes=15)
    assert verified == {422: 12 * 5, 429: 12 * 2}, "what the owner does gives strangers no guess more"


@pytest.mark.parametrize("wrong", [4, 5])
def test_sign_in_a_known_browser_has_the_same_limit_of_its_own(service: ServiceUnderTest, wrong: int) -> None:
    owner = at_home(service)
    for number in range(wrong):
        assert expert.sign_in(owner.person, password=f"{PASSWORD}{number}").status == 422
    assert strangers(service, 4) == {422: 4}, "what it tries is not counted against others"
    page = expert.sign_in(owner.person)
    if wrong < 5:
        assert page.h1 == "Mon espace"
        return
    assert page.status == 429
    assert "10 h 15" in page.text
    service.advance(minutes=15)
    assert expert.sign_in(owner.person).h1 == "Mon espace"


def test_sign_in_a_right_try_of_a_known_browser_clears_its_own_count_alone(service: ServiceUnderTest) -> None:
    owner = at_home(service)
    assert strangers(service, 4) == {422: 4}
    for _ in range(2):
        assert [expert.sign_in(owner.person, password=f"{PASSWORD}{n}").status for n in range(4)] == [422] * 4
        assert expert.sign_in(owner.person).h1 == "Mon espace"
        owner.sign_out()
    assert strangers(service, 2) == {422: 1, 429: 1}


def forged(_: Owner, __: ServiceUnderTest) -> str:
    return "0" * 32


def of_another_account(_: Owner, service: ServiceUnderTest) -> str:
    thief = at_home(service, OTHER)
    return thief.cookie() or ""


def of_the_database(_: Owner, service: ServiceUnderTest) -> str:
    return known_rows(service)[0][0]


def of_the_database_cut(_: Owner, service: ServiceUnderTest) -> str:
    return known_rows(service)[0][0][:32]


def too_many(owner: Owner, _: ServiceUnderTest) -> str:
    return ".".join([*(f"{number:032x}" for number in range(MOST_PROOFS)), owner.cookie() or ""])


def in_capitals(owner: Owner, _: ServiceUnderTest) -> str:
    return (owner.cookie() or "").upper()


def empty(_: Owner, __: ServiceUnderTest) -> str:
    return ""


def odd(_: Owner, __: ServiceUnderTest) -> str:
    return "é..%00'; drop table known_browsers; --"


@pytest.mark.parametrize(
    "shown", [forged, of_another_account, of_the_database, of_the_database_cut, too_many, in_capitals, empty, odd]
)
def test_sign_in_what_is_no_proof_for_the_account_has_the_count_of_strangers(
    service: ServiceUnderTest, shown: Callable[[Owner, ServiceUnderTest], str]
) -> None:
    owner = at_home(service)
    value = shown(owner, service)
    assert [expert.sign_in(browser(service, value).person, password=f"{PASSWORD}{n}").status for n in range(5)] == [
        422
    ] * 5
    assert expert.sign_in(browser(service, value).person).status == 429
    assert expert.sign_in(owner.person).h1 == "Mon espace"


def test_sign_in_a_proof_planted_before_is_never_made_good_for_the_account(service: ServiceUnderTest) -> None:
    """Somebody who has put the cookie of their own account into the owner's browser learns nothing of its proof."""
    thief = at_home(service, OTHER)
    planted = thief.cookie()
    assert planted
    expert.create(service, service.person())
    owner = browser(service, planted)
    assert expert.sign_in(owner.person).h1 == "Mon espace"
    proofs = (owner.cookie() or "").split(".")
    assert proofs[0] == planted
    assert len(proofs) == 2, "one for each account"
    assert strangers(service) == {422: 5}
    assert expert.sign_in(browser(service, planted).person).status == 429
    owner.sign_out()
    assert expert.sign_in(owner.person).h1 == "Mon espace"
    assert expert.sign_in(owner.person, OTHER).h1 == "Mon espace"


def test_sign_in_the_cookie_is_set_when_an_account_is_opened_by_its_password_alone(service: ServiceUnderTest) -> None:
    owner = browser(service)
    expert.create(service, owner.person)
    assert owner.cookie() is None, "a code opens an account, and no password was asked"
    assert expert.sign_in(owner.person, password="Faux" * 6).status == 422
    assert (owner.cookie(), known_rows(service)) == (None, []), "a try is no opening"
    assert expert.sign_in(owner.person).h1 == "Mon espace"
    first = owner.cookie()
    assert re.fullmatch(r"[0-9a-f]{32}", first or "")
    owner.sign_out()
    assert owner.cookie() == first, "it outlives the sign-out"
    expert.sign_in(owner.person)
    assert owner.cookie() == first
    assert len(known_rows(service)) == 1
    assert first not in "".join(map(str, known_rows(service))), "a keyed hash alone is kept"


def test_sign_in_the_cookie_is_out_of_reach_and_lasts_a_year(service: ServiceUnderTest) -> None:
    expert.create(service, service.person())
    client = service.app.test_client(use_cookies=False)
    person = service.person()
    person.open("/espace_expert/start/connexion")
    url, pairs = person.filled("Entrer", email_saisi=EMAIL, mot_de_passe_saisi=PASSWORD)
    form = {"data": urlencode(pairs), "content_type": "application/x-www-form-urlencoded"}
    answers = [client.post(url, headers={"Cookie": person.cookies()}, **form) for _ in range(2)]
    (line,), again = ([one for one in a.headers.getlist("Set-Cookie") if one.startswith(KNOWN)] for a in answers)
    assert again == [line], "the second of two clicks is given the same one"
    attributes = {part.strip() for part in line.split(";")[1:]}
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"} <= attributes


def test_sign_in_the_last_ten_browsers_of_an_account_are_known(service: ServiceUnderTest) -> None:
    expert.create(service, service.person())
    owners = []
    for _ in range(11):
        owners.append(browser(service))
        assert expert.sign_in(owners[-1].person).h1 == "Mon espace"
        service.advance(minutes=1)
    assert len(known_rows(service)) == 10
    assert strangers(service) == {422: 5}
    assert [expert.sign_in(owner.person).status for owner in owners] == [429, *[200] * 10]


def test_sign_in_a_browser_of_more_than_ten_accounts_is_known_for_the_last_ten(service: ServiceUnderTest) -> None:
    owner = browser(service)
    emails = [f"quelqu.un.{number}@exemple.fr" for number in range(11)]
    for email in emails:
        expert.create(service, service.person(), email)
        assert expert.sign_in(owner.person, email).h1 == "Mon espace"
        service.advance(minutes=6)  # one client begins no more than ten in an hour
    assert len((owner.cookie() or "").split(".")) == MOST_PROOFS
    for email in (emails[0], emails[1]):
        strangers(service, 5, email)
    assert [expert.sign_in(owner.person, email).status for email in emails[:2]] == [429, 200]


def test_sign_in_a_browser_is_known_for_a_year_after_it_was_used_last(service: ServiceUnderTest) -> None:
    owner = at_home(service)
    service.advance(days=300)
    assert expert.sign_in(owner.person).h1 == "Mon espace"
    owner.sign_out()
    service.advance(days=364)
    strangers(service)
    assert expert.sign_in(owner.person).h1 == "Mon espace"
    owner.sign_out()
    service.advance(days=365)
    strangers(service)
    assert expert.sign_in(owner.person).status == 429, "whether or not a worker has run"
    service.worker.erase()
    assert known_rows(service) == []


def test_sign_in_nothing_shown_differs_between_known_and_unknown_addresses(service: ServiceUnderTest) -> None:
    owner = at_home(service)
    for cookie in (None, owner.cookie()):
        pages = {}
        for email in (EMAIL, "personne@exemple.fr"):
            person = browser(service, cookie if email != EMAIL else None).person
            shown = [expert.sign_in(person, email, f"{PASSWORD}{number}") for number in range(6)]
            pages[email] = [
                (page.status, re.sub(r'value="[^"]*"|/challenges/\S+', "", page.tree.text_content().replace(email, "")))
                for page in shown
            ]
            assert {name.lower() for page in shown for name in page.headers} & {"retry-after"} == set()
        service.advance(minutes=15)
        assert pages[EMAIL] == pages["personne@exemple.fr"]


# -- in any flow: two doors to one account, by two secrets, with a count each by another field

CLUB = """
    parcours: 1
    flow: club
    title: Club
    version: "1"
    language: fr
    timezone: Europe/Paris
    registers: {membres: {kind: text, statuses: [actif]}}
    facts: {membre: {register: membres, key: nom}}
    guards: {libre: membre == "free"}
    pages: {accueil: {title: Accueil, path: /, content: Bonjour.}}
    entries: {inscription: {state: inscription}, porte: {state: porte}, cote: {state: cote}}
    states:
      inscription:
        title: Inscription
        form: inscription
        transitions:
          suite:
            label: Suite
            first_of:
              - {guard: not libre, refuse: {field: nom, message: Pris.}}
              - {target: dedans}
      dedans:
        title: Dedans
        rest: true
        on_enter: [{claim: {register: membres, key: nom, status: actif}}]
        transitions: {sortir: {label: Sortir, leave: accueil}}
      porte:
        title: Porte
        form: porte
        tries: {max: 3, per: nom_saisi, pause: 10 minutes}
        transitions:
          entrer:
            label: Entrer
            first_of:
              - {resume: {state: dedans, register: membres, key: nom_saisi, secret: {mot: mot_saisi}}}
              - {refuse: {message: Non.}}
      cote:
        title: De côté
        form: cote
        tries: {max: 2, per: nom_de_cote, pause: 20 minutes}
        transitions:
          entrer:
            label: Entrer
            first_of:
              - {resume: {state: dedans, register: membres, key: nom_de_cote, secret: {phrase: phrase_saisie}}}
              - {refuse: {message: Non.}}
"""
CLUB_FORMS = {
    name: f"type: object\nrequired: [{', '.join(fields)}]\nproperties:\n"
    + "".join(f"  {field}: {{{words}}}\n" for field, words in fields.items())
    for name, fields in {
        "inscription": {
            "nom": "type: string, title: Nom",
            "mot": "type: string, title: Mot, x-secret: true",
            "phrase": "type: string, title: Phrase, x-secret: true",
        },
        "porte": {
            "nom_saisi": "type: string, title: Nom",
            "mot_saisi": "type: string, title: Mot, x-secret: true",
        },
        "cote": {
            "nom_de_cote": "type: string, title: Nom",
            "phrase_saisie": "type: string, title: Phrase, x-secret: true",
        },
    }.items()
}


def test_sign_in_a_browser_is_known_at_every_door_of_the_account(write_flow: WriteFlow) -> None:
    folder = write_flow("club", CLUB, CLUB_FORMS).parents[1]
    service = ServiceUnderTest(folder, folder)
    person = service.person()
    person.open("/club/start/inscription")
    assert person.press("Suite", nom="Ana", mot="sésame", phrase="il était une fois").h1 == "Dedans"

    def knock(who: Owner, right: bool) -> int:
        who.person.open("/club/start/porte")
        return who.person.press("Entrer", nom_saisi=" Ana ", mot_saisi="sésame" if right else "faux").status

    def aside(who: Owner, right: bool) -> int:
        who.person.open("/club/start/cote")
        phrase = "il était une fois" if right else "autrefois"
        return who.person.press("Entrer", nom_de_cote="Ana", phrase_saisie=phrase).status

    owner = browser(service)
    assert knock(owner, right=True) == 200
    owner.person.press("Sortir")
    assert [knock(browser(service), right=False) for _ in range(4)] == [422, 422, 422, 429]
    assert [aside(browser(service), right=False) for _ in range(3)] == [422, 422, 429]
    assert [aside(owner, right=False), aside(owner, right=True)] == [422, 200]
    owner.person.press("Sortir")
    assert knock(owner, right=True) == 200
    service.close()


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        ("email", ["ana@exemple.fr", "Ana@exemple.fr", "ANA@EXEMPLE.FR", "ana@exemple。fr", "a\u00adna@exemple.fr"]),
        ("text", ["Ana Bo", " Ana  Bo ", "Ana\u00a0Bo", "Ana\u2003Bo", "Ana Bo\u200b"]),
    ],
)
def test_sign_in_all_spellings_of_a_key_have_one_count(write_flow: WriteFlow, kind: str, spellings: list[str]) -> None:
    """The field that asks the key is a text, and would tell apart what the register does not."""
    folder = write_flow("club", CLUB.replace("kind: text", f"kind: {kind}"), CLUB_FORMS).parents[1]
    service = ServiceUnderTest(folder, folder)
    person = service.person()
    person.open("/club/start/inscription")
    assert person.press("Suite", nom=spellings[0], mot="sésame", phrase="il était une fois").h1 == "Dedans"

    def knock(spelling: str, mot: str) -> int:
        stranger = service.person()
        stranger.open("/club/start/porte")
        return stranger.press("Entrer", nom_saisi=spelling, mot_saisi=mot).status

    assert [knock(spelling, "faux") for spelling in spellings] == [422, 422, 422, 429, 429]
    assert [knock(spelling, "sésame") for spelling in spellings] == [429] * 5
    service.advance(minutes=10)
    assert knock(spellings[-1], "sésame") == 200
    service.close()
