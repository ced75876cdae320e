"""How often is too often, at the service's door: each test is named after its row in docs/security.md."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from flask_mail import Message
from sqlalchemy import text

from engine.delivery.smtp import MailFailed
from engine.service.security.vault import Vault
from engine.worker import Worker
from tests.conftest import WriteFlow
from tests.support import expert
from tests.support.expert import EMAIL, PASSWORD
from tests.support.person import Page, Person, in_process
from tests.support.service_under_test import ServiceUnderTest, codes_in, text_of


def dump(service: ServiceUnderTest) -> str:
    """Every table as text; not the developer mode's copies of mails."""
    connection = sqlite3.connect(service.database)
    lines = [line for line in connection.iterdump() if 'INSERT INTO "mailbox"' not in line]
    connection.close()
    return "\n".join(lines)


class Place:
    """The application as it is seen from one network address."""

    def __init__(self, service: ServiceUnderTest, address: str) -> None:
        self._service = service
        self._address = address

    def test_client(self) -> FlaskClient:
        client = self._service.app.test_client()
        client.environ_base["REMOTE_ADDR"] = self._address
        return client


def at(service: ServiceUnderTest, address: str) -> Person:
    """Someone there, with a browser of their own."""
    return in_process(Place(service, address))


class Verified(list[str]):
    """Each hash that was compared with something typed."""


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> Verified:
    seen = Verified()
    real = PasswordHasher.verify

    def verify(self: PasswordHasher, kept: str, typed: bytes) -> bool:
        seen.append(kept)
        return bool(real(self, kept, typed))

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    return seen


def guess(person: Person, number: int, email: str = EMAIL) -> Page:
    return expert.sign_in(person, email, f"{PASSWORD}{number}")


# -- sign-in


def test_sign_in_of_200_guesses_at_one_address_5_are_verified(service: ServiceUnderTest, verified: Verified) -> None:
    expert.create(service, service.person())
    told = Counter(guess(at(service, f"192.0.2.{number}"), number).status for number in range(200))
    assert told == {422: 5, 429: 195}
    assert len(verified) == 5


def test_sign_in_of_200_guesses_from_one_place_20_are_told(service: ServiceUnderTest, verified: Verified) -> None:
    """Each at another address, with another browser: what the pause of an address does not stop."""
    told = [guess(at(service, "192.0.2.1"), 1, f"quelqu.un.{number}@exemple.fr") for number in range(200)]
    assert Counter(page.status for page in told) == {422: 20, 429: 180}
    assert len(verified) == 20
    assert "10 h 15" in told[-1].text, "until when is said"


def test_sign_in_of_40_guesses_at_once_no_more_are_told_than_one_after_another(service: ServiceUnderTest) -> None:
    expert.create(service, service.person())
    people = [at(service, f"192.0.2.{number}") for number in range(40)]
    ready = []
    for number, person in enumerate(people):
        person.open("/espace_expert/start/connexion")
        url, pairs = person.filled("Entrer", email_saisi=EMAIL, mot_de_passe_saisi=f"{PASSWORD}{number}")
        ready.append((person, url, urlencode(pairs).encode()))
    with ThreadPoolExecutor(8) as threads:
        told = Counter(threads.map(lambda click: click[0]._send("POST", click[1], click[2]).status, ready))
    assert told == {422: 5, 429: 35}


def test_sign_in_a_right_try_takes_nothing_back_of_its_client(service: ServiceUnderTest) -> None:
    """Whoever has an account must not guess at others' for ever."""
    expert.create(service, service.person())
    for number in range(20):
        guess(at(service, "192.0.2.1"), number, f"quelqu.un.{number}@exemple.fr")
        if number == 18:
            assert expert.sign_in(at(service, "192.0.2.1")).h1 == "Mon espace"
    assert expert.sign_in(at(service, "192.0.2.1")).status == 429


@pytest.mark.parametrize(
    ("minutes", "status", "why"),
    [(14, 429, "the first of twenty was 14 minutes ago"), (15, 422, "there is room for one more")],
)
def test_sign_in_a_client_may_try_again_when_its_tries_are_15_minutes_old(
    service: ServiceUnderTest, minutes: int, status: int, why: str
) -> None:
    person = at(service, "192.0.2.1")
    for number in range(20):
        guess(person, number, f"quelqu.un.{number}@exemple.fr")
    service.advance(minutes=minutes)
    assert guess(person, 0, "un.autre@exemple.fr").status == status, why


def test_sign_in_another_client_is_not_kept_waiting(service: ServiceUnderTest) -> None:
    expert.create(service, service.person())
    for number in range(21):
        guess(at(service, "192.0.2.1"), number, f"quelqu.un.{number}@exemple.fr")
    assert expert.sign_in(at(service, "192.0.2.1")).status == 429, "the right one too: no verdict is told"
    assert expert.sign_in(at(service, "192.0.2.2")).h1 == "Mon espace"


def test_sign_in_takes_one_verification_whoever_asks(service: ServiceUnderTest, verified: Verified) -> None:
    """As long for an address that nobody has: neither more hashes nor fewer."""
    expert.create(service, service.person())
    expert.preregister(service.person(), "en.attente@exemple.fr")
    counts, told = {}, set()
    for email in (EMAIL, "en.attente@exemple.fr", "certificat@exemple.fr", "actif@exemple.fr", "personne@exemple.fr"):
        verified.clear()
        page = guess(service.person(), 1, email)
        assert page.status == 422
        counts[email] = len(verified)
        told.add(page.text.replace(email, ""))
    assert set(counts.values()) == {1}, counts
    assert len(told) == 1, "nor does the page say which it is"


def test_sign_in_a_request_that_waits_is_unknown_with_its_own_password_too(
    service: ServiceUnderTest, verified: Verified
) -> None:
    expert.preregister(service.person())
    page = expert.sign_in(service.person())
    assert page.status == 422
    assert "Adresse électronique ou mot de passe inconnus" in page.text
    assert len(verified) == 1
    expert.activate(service.person(), expert.code_in(service))
    assert expert.sign_in(service.person()).h1 == "Mon espace"


def test_sign_in_the_network_address_is_kept_as_a_hash_alone(service: ServiceUnderTest) -> None:
    guess(at(service, "192.0.2.77"), 1)
    assert "192.0.2" not in dump(service)


# -- activation code


def test_activation_code_a_client_may_try_20_and_then_waits(service: ServiceUnderTest) -> None:
    expert.preregister(service.person())
    person = at(service, "192.0.2.1")
    for _ in range(20):
        assert expert.give_code(person, "AAAAAAAAAA").status == 422
    page = expert.give_code(person, expert.code_in(service))
    assert page.status == 429
    assert "10 h 15" in page.text
    service.advance(minutes=15)
    assert expert.give_code(person, expert.code_in(service)).path == "/espace_expert/adresse"


def test_activation_code_each_try_has_an_image_of_its_own(service: ServiceUnderTest) -> None:
    person = service.person()
    page = expert.give_code(person, "AAAAAAAAAA")
    assert page.status == 422
    assert page.value("_proof") is None, "a solved image is no licence to guess"
    assert page.value("_challenge")


def test_activation_code_is_the_same_in_a_mail_that_is_sent_again(service: ServiceUnderTest) -> None:
    tried: list[Message] = []

    def relay(message: Message) -> None:
        tried.append(message)
        if len(tried) < 3:
            raise MailFailed(permanent=False, why="the relay cannot be reached")

    parcours = service.parcours
    worker = Worker(parcours, relay)
    expert.preregister(service.person())
    for _ in range(4):
        worker.post()
        service.advance(hours=1)
    assert len(tried) == 3
    assert len({(message.msgId, message.body, message.html) for message in tried}) == 1
    (code,) = codes_in(tried[0].body)
    assert expert.activate(service.person(), code).h1 == "Votre espace est créé"


# -- pending squatting

ASKED = """
    parcours: 1
    flow: salle
    title: Une salle
    version: "1"
    language: fr
    timezone: Europe/Paris
    settings: {accueil: accueil@exemple.fr, delai: 40 hours}
    facts: {saisi: {code: confirmation, typed: code_saisi, of: case}}
    entries:
      demande: {state: demande}
      confirmation: {state: confirmation}
    states:
      demande:
        title: Demande
        form: demande
        transitions:
          demander:
            label: Demander
            target: attente
            effects: [{code: {name: confirmation, length: 10, lives: delai}}, {mail: demandee}]
      attente:
        title: En attente
        form: code
        reminders: [{after: 20 hours, effects: [{mail: rappel}]}]
        timeout: {after: delai, target: fini}
        transitions:
          annuler: {label: Annuler, skip_form: true, target: fini, effects: [{spend: confirmation}]}
          ici:
            label: Confirmer ici
            first_of:
              - {guard: saisi == "valid", target: confirmee, effects: [{spend: confirmation}]}
              - {refuse: {field: code_saisi, message: Code inconnu.}}
          avertir: {label: Avertir l'accueil, skip_form: true, effects: [{mail: pour_accueil}]}
          confirmer: {target: confirmee}
      confirmation:
        title: Confirmation
        form: code
        transitions:
          confirmer:
            label: Confirmer
            first_of:
              - resume: {state: attente, code: confirmation, typed: code_saisi, event: confirmer}
              - {refuse: {field: code_saisi, message: Code inconnu.}}
      confirmee:
        title: Confirmée
        rest: true
        transitions: {encore: {label: Encore un courriel, effects: [{mail: recu}]}}
      fini: {title: Fini, final: true}
    mails:
      demandee: {to: email, subject: Votre demande, content: "{confirmation}"}
      rappel: {to: email, subject: Rappel, content: Rappel.}
      recu: {to: email, subject: Reçu, content: Reçu.}
      pour_accueil: {to: accueil, subject: Une demande, content: Une demande attend.}
    retention: {draft: 24 hours, closed: 1 hours}
"""
DEMANDE = """
    type: object
    required: [email]
    properties: {email: {type: string, format: email, title: Courriel}}
"""
CODE = """
    type: object
    required: [code_saisi]
    properties: {code_saisi: {type: string, title: Code, x-widget: code}}
"""
VICTIM = "victime@exemple.fr"


@pytest.fixture
def hall(tmp_path: Path, write_flow: WriteFlow) -> Iterator[ServiceUnderTest]:
    """A procedure that may be begun and cancelled as often as one likes."""
    write_flow("salle", ASKED, {"demande": DEMANDE, "code": CODE})
    service = ServiceUnderTest(tmp_path, tmp_path)
    yield service
    service.close()


def ask(service: ServiceUnderTest, email: str = VICTIM, person: Person | None = None) -> Person:
    person = person or service.person()
    person.open("/salle/start/demande")
    person.press("Demander", email=email)
    return person


def to(service: ServiceUnderTest, email: str = VICTIM) -> list[str]:
    """The subjects of the mails to an address, without the service's name."""
    return [str(mail["Subject"]).removesuffix(" – Parcours") for mail in service.mails() if mail["To"] == email]


def confirm(service: ServiceUnderTest, email: str = VICTIM) -> Page:
    """The code of the last mail comes back."""
    person = service.person()
    person.open("/salle/start/confirmation")
    return person.press("Confirmer", code_saisi=code_for(service, email))


def code_for(service: ServiceUnderTest, email: str = VICTIM) -> str:
    mails = [mail for mail in service.mails() if mail["To"] == email and mail["Subject"].startswith("Votre demande")]
    return codes_in(text_of(mails[-1]))[0]


def test_pending_squatting_the_fourth_mail_in_24_hours_is_refused_with_its_step(hall: ServiceUnderTest) -> None:
    """Begun and cancelled three times, each in a browser of its own; the worker erases what has ended meanwhile."""
    for _ in range(3):
        assert ask(hall).press("Annuler").h1 == "Fini"
        hall.advance(hours=2)
        hall.worker.work()
    before = dump(hall)
    person = ask(hall)
    assert person.page.status == 429
    assert re.search(r"mardi 24 novembre 2026 à 10 h", person.page.text), "24 hours after the first"
    assert person.page.value("email") == VICTIM, "what was typed stays"
    assert person.page.tree.xpath("//*[@role='alert' and @tabindex='-1']/@autofocus"), "read first, as a mistake is"
    assert dump(hall) == before, "no case, no code, no mail"
    assert to(hall) == [], "the three were erased with their cases"

    hall.advance(hours=18)
    assert person.press("Demander").h1 == "En attente"
    assert to(hall) == ["Votre demande"]


@pytest.mark.parametrize("spelt", ["Victime@Exemple.FR", "victime@EXEMPLE.fr"])
def test_pending_squatting_an_address_spelt_otherwise_is_the_same(hall: ServiceUnderTest, spelt: str) -> None:
    for _ in range(3):
        ask(hall)
    assert ask(hall, spelt).page.status == 429
    assert ask(hall, "un.autre@exemple.fr").page.h1 == "En attente"


SPELLINGS = [
    *(f"victime+{number}@exemple.fr" for number in range(34)),
    "VICTIME+x@exemple.fr", "victime+@exemple.fr", "victime++1@exemple.fr", "victime+a+b@exemple.fr",
    "Victime+.@EXEMPLE.fr", "victime@exemple。fr",
]  # fmt: skip


def test_pending_squatting_40_spellings_of_one_mailbox_get_3_mails(hall: ServiceUnderTest) -> None:
    pages = [ask(hall, spelt, at(hall, "192.0.2.1")).page for spelt in SPELLINGS]
    told = Counter(page.status for page in pages)
    assert told[200] == 3
    assert len(hall.mails()) == 3
    refused = next(page for page in pages if page.status == 429)
    assert "à cette boîte aux lettres" in refused.text
    assert refused.value("email") == SPELLINGS[3], "nothing typed is lost"


def test_pending_squatting_one_client_writes_to_10_strangers_an_hour(hall: ServiceUnderTest) -> None:
    """Each mail to another mailbox, each browser a new one: what a count of recipients does not stop."""
    people = [ask(hall, f"victime{number}@exemple.fr", at(hall, "192.0.2.1")) for number in range(40)]
    assert Counter(person.page.status for person in people) == {200: 10, 429: 30}
    assert len(hall.mails()) == 10
    refused = people[10]
    assert "depuis le réseau que vous utilisez" in refused.page.text
    assert "lundi 23 novembre 2026 à 11 h" in refused.page.text
    assert refused.page.value("email") == "victime10@exemple.fr", "nothing typed is lost"
    assert ask(hall, "un.autre@exemple.fr", at(hall, "192.0.2.2")).page.h1 == "En attente"
    hall.advance(minutes=59)
    assert refused.press("Demander").status == 429
    hall.advance(minutes=1)
    assert refused.press("Demander").h1 == "En attente"


def test_pending_squatting_whoever_is_known_here_is_written_to_whatever_their_network_did(
    hall: ServiceUnderTest,
) -> None:
    ask(hall, "ana@exemple.fr")
    assert confirm(hall, "ana@exemple.fr").h1 == "Confirmée"
    for number in range(10):
        ask(hall, f"victime{number}@exemple.fr", at(hall, "192.0.2.1"))
    assert ask(hall, "ana@exemple.fr", at(hall, "192.0.2.1")).page.h1 == "En attente"
    assert ask(hall, "eva@exemple.fr", at(hall, "192.0.2.1")).page.status == 429


def test_pending_squatting_clients_that_are_not_known_share_no_count(tmp_path: Path, write_flow: WriteFlow) -> None:
    """A proxy that passes no address on: that all would be one is worse than that none is counted."""
    write_flow("salle", ASKED, {"demande": DEMANDE, "code": CODE})
    service = ServiceUnderTest(tmp_path, tmp_path, proxies=1)
    people = [ask(service, f"victime{number}@exemple.fr") for number in range(12)]
    assert {person.page.status for person in people} == {200}
    assert [ask(service).page.status for _ in range(4)] == [200, 200, 200, 429], "recipients are counted all the same"
    service.close()


def test_pending_squatting_a_code_that_came_back_lifts_the_limit(hall: ServiceUnderTest) -> None:
    for _ in range(3):
        ask(hall)
    assert confirm(hall).h1 == "Confirmée"
    for _ in range(3):
        assert ask(hall).page.h1 == "En attente"
    assert len(to(hall)) == 6


def test_pending_squatting_the_code_typed_in_its_own_case_lifts_the_limit(hall: ServiceUnderTest) -> None:
    for _ in range(3):
        person = ask(hall)
    assert person.press("Confirmer ici", code_saisi=code_for(hall)).h1 == "Confirmée"
    for _ in range(3):
        assert person.press("Encore un courriel").status == 200
    assert to(hall).count("Reçu") == 3


def test_pending_squatting_a_code_spent_unread_or_mailed_to_another_proves_nothing(hall: ServiceUnderTest) -> None:
    for _ in range(3):
        ask(hall).press("Annuler")
    ask(hall, "pirate@exemple.fr")
    assert confirm(hall, "pirate@exemple.fr").h1 == "Confirmée"
    assert ask(hall).page.status == 429


def test_pending_squatting_a_timers_mail_is_dropped_and_the_timer_goes_on(
    hall: ServiceUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        ask(hall)
    hall.advance(hours=20)
    hall.worker.work()
    assert to(hall) == ["Votre demande"] * 3, "three reminders were due"
    assert caplog.text.count("dropped") == 3
    assert VICTIM not in caplog.text
    hall.advance(hours=20)
    hall.worker.fire()
    with hall.parcours.database.read() as tx:
        assert set(tx.execute(text("select state from cases")).scalars()) == {"fini"}


def test_pending_squatting_a_recipient_that_the_flow_names_itself_gets_every_mail(hall: ServiceUnderTest) -> None:
    person = ask(hall)
    for _ in range(5):
        assert person.press("Avertir l'accueil").h1 == "En attente"
    assert to(hall, "accueil@exemple.fr") == ["Une demande"] * 5


def test_pending_squatting_the_mail_says_what_was_asked_and_that_doing_nothing_ends_it(
    service: ServiceUnderTest,
) -> None:
    expert.preregister(service.person())
    words = text_of(service.mails()[-1])
    assert f"la création d'un espace professionnel avec l'adresse {EMAIL} est en attente" in words
    assert "Ne faites rien : sans activation, la demande s'éteint d'elle-même" in words.replace("\n", " ")


# -- secrets


def test_secrets_are_hashed_with_parameters_of_our_own() -> None:
    """The library's would take 64 MiB and four threads for each, at whatever many come."""
    assert Vault("k" * 32).hash("Voiture2Rouge").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("where", ["a new password", "a sign-in"])
def test_secrets_more_than_the_pool_holds_are_told_to_come_back(service: ServiceUnderTest, where: str) -> None:
    vault = service.parcours.vault
    vault._patience = 0.01
    person = service.person()
    press: Callable[[], Page]
    if where == "a new password":
        expert.accept(person)
        press = lambda: expert.identify(person)  # noqa: E731
    else:
        expert.create(service, service.person())
        press = lambda: expert.sign_in(person)  # noqa: E731
    before = dump(service)
    taken = 0
    while vault._places.acquire(blocking=False):
        taken += 1
    assert taken == 4
    page = press()
    assert page.status == 503
    assert int(page.headers["Retry-After"]) > 0
    assert dump(service) == before, "nothing is half done"
    for _ in range(taken):
        vault._places.release()
    assert press().status == 200
