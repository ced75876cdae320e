"""
Starts 20 processes at one database and tells, as JSON, what each of them was answered.

    python -m tests.support.racing RACE FOLDER

Each walks up to the decisive post, waits for the others, and posts. The launcher has one thread and no connection open
when it forks: a forked thread's lock or a forked SQLite connection would be a fault of the test.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import traceback
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from threading import BrokenBarrierError
from typing import Any
from urllib.parse import urlencode

from engine.delivery.smtp import MailSettings
from engine.web.security import known_cookie_name
from tests.support.expert import (
    EMAIL,
    PASSWORD,
    code_in,
    create,
    give_code,
    preregister,
    sign_in,
    to_conditions,
    to_recap,
)
from tests.support.person import Page, Person, in_process
from tests.support.service_under_test import ServiceUnderTest

RACERS = 20
LETTERS = 10  # in one_outbox
ACCOUNT = "/espace_expert/mon_espace"
PATIENCE = 60  # seconds, for the slowest to come to the start

Answer = dict[str, Any]
Decisive = Callable[[], Answer]
Racer = Callable[[int], Decisive]

_context = multiprocessing.get_context("fork")


def one_address(folder: Path) -> Racer:
    """Each confirms a request for the same address. They also start the service and make its database, all at once."""

    def walk(number: int) -> Decisive:
        person = ServiceUnderTest(folder).person()
        to_recap(person)
        return lambda: _told(person.press("Valider"))

    return walk


def one_mailbox(folder: Path) -> Racer:
    """Each confirms a request for another address, all of one mailbox, from one network address."""
    return _confirming(folder, lambda number: f"victime+{number}@exemple.fr")


def strangers(folder: Path) -> Racer:
    """The same for 20 mailboxes."""
    return _confirming(folder, lambda number: f"victime{number}@exemple.fr")


def one_code(folder: Path) -> Racer:
    """Each has typed the same code, and confirms the address."""
    service = ServiceUnderTest(folder)
    preregister(service.person())
    code = code_in(service)
    service.close()

    def walk(number: int) -> Decisive:
        person = service.person()
        give_code(person, code)
        return lambda: _told(person.press("Continuer", email_saisi=EMAIL))

    return walk


def one_token(folder: Path) -> Racer:
    """One browser sends the same last post 20 times, and loses every answer."""
    service = ServiceUnderTest(folder)
    person = service.person()
    to_recap(person)
    return _clicks(service, person, lambda number: person.filled("Valider"))


def first_token(folder: Path) -> Racer:
    """The same with the first post of all: no case has begun yet."""
    service = ServiceUnderTest(folder)
    person = service.person()
    to_conditions(person)
    answer = person.page.captcha()
    return _clicks(service, person, lambda number: person.filled("Continuer", accepte=True, _answer=answer))


def one_image(folder: Path) -> Racer:
    """The right answer to one CAPTCHA, with 20 step tokens."""
    service = ServiceUnderTest(folder)
    person = service.person()
    to_conditions(person)
    answer = person.page.captcha()

    def filled(number: int) -> tuple[str, list[tuple[str, str]]]:
        url, pairs = person.filled("Continuer", accepte=True, _answer=answer)
        return url, [(name, f"{value}{number}" if name == "_token" else value) for name, value in pairs]

    return _clicks(service, person, filled)


def one_outbox(folder: Path) -> Racer:
    """Each is a worker that sends the outbox, to the relay whose port stands in the file `relay`."""
    service = ServiceUnderTest(folder)
    for number in range(LETTERS):
        preregister(service.person(), f"personne{number}@exemple.fr")
    service.close()
    relay = MailSettings("127.0.0.1", int((folder / "relay").read_text()), None, None, False, False, 30.0, None)

    def walk(number: int) -> Decisive:
        worker = ServiceUnderTest(folder, mail=relay).worker
        return lambda: {"posted": worker.post()}

    return walk


def sign_outs(folder: Path) -> Racer:
    """
    Ten sign out of one account in five browsers each; ten others go to and fro in it meanwhile. All have signed in
    before, one after another: 100 sign-ins at once would be a race of their own, for a database that waits 5 seconds.
    """
    service = ServiceUnderTest(folder)
    create(service, service.person())
    signed_in = [[service.person() for _ in range(5)] for _ in range(RACERS)]
    for person in chain(*signed_in):
        page = sign_in(person)
        assert page.h1 == "Mon espace", (page.status, page.path, page.text)
    service.close()

    def walk(number: int) -> Decisive:
        people = signed_in[number]

        def leave() -> Answer:
            pages = [person.press("Se déconnecter") for person in people]
            return {"paths": [page.path for page in pages], "then": [p.open(ACCOUNT).path for p in people]}

        def walk_about() -> Answer:
            guest = service.person()
            for person in people:
                person.open(ACCOUNT)
                person.follow("Gérer mes services")
                sign_in(guest)  # a step of the same case; then it is out again
                guest.press("Se déconnecter")
            return {"still there": [person.open(ACCOUNT).path for person in people]}

        return leave if number < RACERS // 2 else walk_about

    return walk


def guesses(folder: Path) -> Racer:
    """Ten strangers guess at a password, ten more in browsers with the cookie of one that has opened the account."""
    service = ServiceUnderTest(folder)
    owner = service.person()
    create(service, owner)
    sign_in(owner)
    name = known_cookie_name(production=False)
    cookies = dict(pair.split("=") for pair in owner.cookies().split("; "))
    service.close()

    def walk(number: int) -> Decisive:
        known = number >= RACERS // 2
        person = in_process(service.app, {name: cookies[name]} if known else {})
        person.open("/espace_expert/start/connexion")
        wrong = {"email_saisi": EMAIL, "mot_de_passe_saisi": f"{PASSWORD}{number}"}
        return lambda: {**_told(person.press("Entrer", **wrong)), "known": known}

    return walk


RACES: dict[str, Callable[[Path], Racer]] = {
    "one_address": one_address,
    "one_mailbox": one_mailbox,
    "strangers": strangers,
    "one_code": one_code,
    "one_token": one_token,
    "first_token": first_token,
    "one_image": one_image,
    "one_outbox": one_outbox,
    "sign_outs": sign_outs,
    "guesses": guesses,
}


def race(racer: Racer) -> list[Answer]:
    """What each of 20 forked processes was answered, in the order of their numbers."""
    start = _context.Barrier(RACERS)
    told = _context.SimpleQueue()
    processes = [_context.Process(target=_run, args=(racer, number, start, told)) for number in range(RACERS)]
    for process in processes:
        process.start()
    answers = [told.get() for _ in processes]
    for process in processes:
        process.join()
    return [answer for _, answer in sorted(answers, key=lambda pair: pair[0])]


def _run(racer: Racer, number: int, start: Any, told: Any) -> None:
    try:
        decisive = racer(number)
        start.wait(PATIENCE)
        told.put((number, decisive()))
    except BrokenBarrierError:
        told.put((number, {}))  # another one fell, and says why
    except BaseException:  # noqa: BLE001 - the launcher waits for a word of each, whatever it is
        start.abort()
        told.put((number, {"fault": traceback.format_exc()}))


def _confirming(folder: Path, address: Callable[[int], str]) -> Racer:
    service = ServiceUnderTest(folder)
    service.close()

    def walk(number: int) -> Decisive:
        person = service.person()
        to_recap(person, address(number))
        return lambda: _told(person.press("Valider"))

    return walk


def _clicks(
    service: ServiceUnderTest, person: Person, filled: Callable[[int], tuple[str, list[tuple[str, str]]]]
) -> Racer:
    """Racers that are all the browser of `person`: they post as it would, and see no cookie that is set."""
    cookies = {"Cookie": person.cookies()}
    service.close()

    def walk(number: int) -> Decisive:
        client = service.app.test_client(use_cookies=False)
        url, pairs = filled(number)

        def post() -> Answer:
            form = {"data": urlencode(pairs), "content_type": "application/x-www-form-urlencoded"}
            posted = client.post(url, headers=cookies, **form)
            to = posted.headers.get("Location")
            shown = client.get(to, headers=cookies) if to else posted
            page = Page(to or url, shown.status_code, shown.data, dict(shown.headers))
            return {**_told(page), "posted": posted.status_code}

        return post

    return walk


def _told(page: Page) -> Answer:
    return {"status": page.status, "path": page.path, "h1": page.h1, "errors": page.errors}


if __name__ == "__main__":
    json.dump(race(RACES[sys.argv[1]](Path(sys.argv[2]))), sys.stdout)
