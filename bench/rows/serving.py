"""Steps and whole procedures over HTTP, under gunicorn with two processes: how many there are in some seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Barrier

from argon2 import PasswordHasher

from bench.person import Line, Person
from bench.rows.showing import COOKIE, FORM, IDENTITY, floor_person, walked
from bench.servers import ENGINE, FLOOR, Served, gunicorn
from bench.service import ServiceUnderTest
from bench.table import Row

PERSONS = 8
SECONDS = 8.0

Work = Callable[[], object]


def rows(folder: Path) -> Iterator[Row]:
    floor_person(f"sqlite:///{folder}/floor.db", PERSONS)
    with ServiceUnderTest(folder) as service, gunicorn(ENGINE, folder) as ours:
        with gunicorn(FLOOR, folder) as floor:
            engine, bare = _in_turns(
                lambda number: _stepping(service, ours, number), lambda n: _floor_stepping(floor, n)
            )
        yield Row("steps over HTTP, each with its page", engine, bare, bare / engine, "/s", bound=200, rate=True)
        engine = _rate(lambda number: _procedures(service, ours, number), SECONDS)
        bare = _rate(_hashes, 2.0, persons=2)
        yield Row("procedures over HTTP", engine, bare, bare / engine, "/s", bound=5, rate=True)


def _stepping(service: ServiceUnderTest, served: Served, number: int) -> Work:
    """Between the largest form and the summary, to and fro."""
    person = walked(Person(Line(served.port), service.read), f"steps.{number}@exemple.fr")

    def step() -> None:
        if person.path == FORM:
            person.press("continuer", **IDENTITY, reponse="")
        else:
            person.press("back")

    return step


def _floor_stepping(served: Served, number: int) -> Work:
    person = Person(Line(served.port), lambda _challenge: None)
    person.cookie = f"{COOKIE}{number}"
    person.open(FORM)

    def step() -> None:
        assert person.request("POST", FORM, person.filled("continuer", **IDENTITY, reponse="")).status == 303
        person.open(FORM)

    return step


def _procedures(service: ServiceUnderTest, served: Served, number: int) -> Work:
    """From the conditions to the account, by two browsers: the code is what the mail would say."""
    numbers = count()

    def procedure() -> None:
        email = f"procedure.{number}.{next(numbers)}@exemple.fr"
        person = walked(Person(Line(served.port), service.read), email)
        person.press("valider")
        code = service.parcours.vault.code(person.hidden["_case"], "activation", 1, 10)
        other = Person(Line(served.port), service.read)
        other.open("/espace_expert/start/activation")
        other.press("continuer", code_activation=code)
        other.press("continuer", email_saisi=email)
        assert other.path == "/espace_expert/espace_cree", other.path

    return procedure


def _hashes(_number: int) -> Work:
    """What Argon2 alone leaves: two hashes a procedure."""
    hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
    return lambda: (hasher.hash("password"), hasher.hash("answer"))


def _in_turns(engine: Callable[[int], Work], floor: Callable[[int], Work]) -> tuple[float, float]:
    """The better of two turns of each."""
    turns = [(_rate(engine, SECONDS / 2), _rate(floor, SECONDS / 2)) for _ in range(2)]
    return max(mine for mine, _ in turns), max(bare for _, bare in turns)


def _rate(make: Callable[[int], Work], seconds: float, persons: int = PERSONS) -> float:
    """How often in a second, by so many at once; what comes before the first is not counted."""
    start = Barrier(persons)

    def run(number: int) -> float:
        work = make(number)
        start.wait(60)
        began = time.perf_counter()
        done = 0
        while time.perf_counter() - began < seconds:
            work()
            done += 1
        return done / (time.perf_counter() - began)

    with ThreadPoolExecutor(persons) as pool:
        return sum(pool.map(run, range(persons)))
