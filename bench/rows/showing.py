"""The page of the largest form, and its post, beside the same written by hand: both called straight, over WSGI."""

from __future__ import annotations

import hmac
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

from bench.counting import asked
from bench.floors import page as by_hand
from bench.floors.database import begun, opened
from bench.measure import Side, batch, compare, now
from bench.person import Answer, Person, in_process
from bench.service import KEY, ServiceUnderTest
from bench.table import Row

COOKIE = "__Host-parcours=someone"  # and a number: of the hand-written application
FORM = "/espace_expert/informations"
IDENTITY = {
    "civilite": "Madame", "nom": "Martin", "prenom": "Camille", "telephone": "01 23 45 67 89",
    "voie": "12 rue des Lilas", "complement": "", "code_postal": "75005", "commune": "Paris", "pays": "FR",
    "question": "surnom",
}  # fmt: skip


def rows(folder: Path) -> Iterator[Row]:
    with ServiceUnderTest(folder) as service:
        engine = walked(Person(in_process(service.app), service.read))
        floor = floor_person(f"sqlite:///{folder}/floor.db")
        engine.press("back")
        apart = _words(engine) - _words(floor) + (_words(floor) - _words(engine))
        assert apart.total() < 20, f"both pages must say the same, wherever it stands: {dict(apart)}"
        for what, aim, sides in (
            ("page: GET", 1.3, (_get(engine), _get(floor))),
            ("page: POST, checked and kept", 1.7, (_post(engine, back=True), _post(floor, back=False))),
        ):
            found = compare(*sides)
            yield Row(what, found.engine * 1e3, found.floor * 1e3, found.ratio, "ms", aim)
        yield _asked("statements and transactions per GET", 2, _getting(engine), _getting(floor))
        yield _asked(
            "statements and transactions per POST", 6, _posting(engine, back=True), _posting(floor, back=False)
        )


def walked(person: Person, email: str = "camille@exemple.fr") -> Person:
    """Someone who has filled the form of the informations once."""
    password = "Voiture2Rouge7Maison9Bleue"
    person.open("/espace_expert/start/creation")
    person.press("continuer", accepte="true")
    both = {"email_confirmation": email, "mot_de_passe": password, "mot_de_passe_confirmation": password}
    person.press("continuer", email=email, **both)
    person.press("continuer", **IDENTITY, reponse="Mimi-la-discrete")
    return person


def floor_person(url: str, persons: int = 1) -> Person:
    """The first of so many before the hand-written application, who have filled its form as well."""
    engine = opened(url)
    body = json.dumps({**IDENTITY, "email": "camille@exemple.fr", "kept": True})
    with begun(engine) as tx:
        for statement in (Path(by_hand.__file__).parent / "page.sql").read_text("utf-8").split(";"):
            tx.exec_driver_sql(statement)
        for number in range(persons):
            shown = hmac.digest(KEY.encode(), f"someone{number}".encode(), "sha256").hex()
            tx.exec_driver_sql("insert into sessions values (?, ?, ?, null)", (shown, number, time.time_ns() // 1000))
            tx.exec_driver_sql("insert into cases values (?, ?, 'informations', 1, ?, 0)", (number, number, body))
    person = Person(in_process(by_hand.create_app(engine, KEY.encode())), lambda _challenge: None)
    person.cookie = f"{COOKIE}0"
    person.open(FORM)
    return person


def _asked(what: str, most: int, engine: Callable[[], object], floor: Callable[[], object]) -> Row:
    ours, bare = asked(engine), asked(floor)
    ratio = ours.statements / bare.statements
    return Row(what, ours.statements, bare.statements, ratio, "statements", bound=most, told=(str(ours), str(bare)))


def _get(person: Person) -> Side:
    return batch(_getting(person), 5)


def _getting(person: Person) -> Callable[[], Answer]:
    return lambda: person.request("GET", FORM)


def _post(person: Person, *, back: bool) -> Side:
    def side() -> float:
        post = _posting(person, back=back)
        start = now()
        answer = post()
        taken = now() - start
        assert answer.status == 303
        person.open(answer.headers["location"] if back else FORM)
        return taken

    return side


def _posting(person: Person, *, back: bool) -> Callable[[], Answer]:
    """The form, ready to be sent."""
    if back and person.path != FORM:
        person.press("back")
    person.open(FORM)
    body = person.filled("continuer", **IDENTITY, reponse="")
    return lambda: person.request("POST", FORM, body)


def _words(person: Person) -> Counter[str]:
    """What a page says, without its marks."""
    body = person.page.decode().partition("<body>")[2]
    return Counter(unescape(re.sub(r"<[^>]*>", " ", body)).split())
