"""The expert procedure, one request at a time, each from a snapshot of all there is before it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

from engine.service.browsing.recent_refusals import RecentRefusals
from engine.worker import create_worker
from tests.support.expert import EMAIL, IDENTITY, PASSWORD, SAVE
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest
from tests.support.simulation.oracle import REQUESTED

PDF = "/espace_expert/document/recapitulatif"


class Browser:
    """
    A person's browser whose cookies can be put back, and whose last request can be sent again.

    Attributes:
        redirected: called when it has been told to go elsewhere, before it goes.
    """

    def __init__(self, app: Any) -> None:
        self._client = app.test_client(use_cookies=False)
        self.cookie = ""
        self.last: tuple[str, str, bytes | None] = ("GET", "http://127.0.0.1/", None)
        self.redirected: Callable[[], None] = lambda: None
        self.person = Person(self._send, lambda: self.cookie)

    def reload(self) -> Page:
        """The last request again, the last of its redirects: a form and all, where that was not answered."""
        self.person.page = self._send(*self.last)
        return self.person.page

    def _send(self, method: str, url: str, body: bytes | None) -> Page:
        self.last = method, url, body
        for _ in range(5):
            content = {"content_type": "application/x-www-form-urlencoded"} if body is not None else {}
            headers = {"Cookie": self.cookie} if self.cookie else {}
            answer = self._client.open(url, method=method, data=body, headers=headers, **content)
            for line in answer.headers.getlist("Set-Cookie"):
                jar = SimpleCookie(self.cookie)
                jar.load(line)
                self.cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())
            if answer.status_code not in (302, 303):
                return Page(url, answer.status_code, answer.data, dict(answer.headers))
            self.last = method, url, body = "GET", urljoin(url, answer.headers["Location"]), None
            self.redirected()
        raise AssertionError(f"sent in a circle, last to {url}")


class Walk(NamedTuple):
    """Who goes where."""

    service: ServiceUnderTest
    browser: Browser

    @property
    def person(self) -> Person:
        return self.browser.person

    def code(self) -> str:
        """What the mail says."""
        with closing(sqlite3.connect(self.service.database)) as connection:
            ((case_id,),) = connection.execute("SELECT case_id FROM codes WHERE state = 'live'")
        return self.service.parcours.vault.code(case_id, "activation", 1, 10)


class Step(NamedTuple):
    """One request of the procedure, or one round of the worker."""

    name: str
    take: Callable[[Walk], Page | None]  # None: no page comes of it
    title: str  # what the page is headed then; "": a PDF, or none
    status: int = 200


def _opens(path: str) -> Callable[[Walk], Page]:
    return lambda walk: walk.person.open(path)


def _presses(button: str, **fields: Any) -> Callable[[Walk], Page]:
    return lambda walk: walk.person.press(button, **fields)


def _solves(button: str, **fields: Any) -> Callable[[Walk], Page]:
    """The same, with the image read."""

    def solve(walk: Walk) -> Page:
        challenge = walk.person.page.value("_challenge")
        assert challenge
        return walk.person.press(
            button, _answer=walk.service.parcours.service.challenge_answer(challenge) or "", **fields
        )

    return solve


def _types_the_code(walk: Walk) -> Page:
    return _solves("Continuer", code_activation=walk.code())(walk)


def _works(**later: float) -> Callable[[Walk], None]:
    """A round of the worker, so much later."""

    def work(walk: Walk) -> None:
        walk.service.advance(**later)
        walk.service.worker.work()

    return work


_NAMED = {"email": EMAIL, "email_confirmation": EMAIL}
_SECRET = {"mot_de_passe": PASSWORD, "mot_de_passe_confirmation": PASSWORD}
_WAITING, _IS_REGISTERED = f"/espace_expert/{REQUESTED}", "Pré-inscription enregistrée"

_TO_THE_REQUEST = (
    Step(
        "opens the first form",
        _opens("/espace_expert/start/creation"),
        "Acceptez les conditions générales et recopiez les caractères de l'image",
    ),
    Step("accepts", _solves("Continuer", accepte=True), "Créez vos identifiants"),
    Step("chooses an address", _presses("Continuer", **_NAMED, **_SECRET), "Renseignez vos informations"),
    Step("says who it is", _presses("Continuer", **IDENTITY), "Récapitulatif"),
    Step("confirms", _presses("Valider"), _IS_REGISTERED),
    Step("is mailed", _works(), ""),
)
_OPENS_THE_ACTIVATION = Step("opens the activation", _opens("/espace_expert/start/activation"), "Activez votre espace")
_TYPES_THE_CODE = Step("types the code", _types_the_code, "Confirmez votre adresse électronique")

STRAIGHT = (
    *_TO_THE_REQUEST,
    _OPENS_THE_ACTIVATION,
    _TYPES_THE_CODE,
    Step("types the address", _presses("Continuer", email_saisi=EMAIL), "Votre espace est créé"),
    Step("takes the document", _opens(PDF), ""),
    Step("is back at the page", _opens("/espace_expert/espace_cree"), "Votre espace est créé"),
    Step("goes on", _presses("Accéder à mon espace"), "Mon espace"),
    Step("signs out", _presses("Se déconnecter"), "Bienvenue"),
    Step("opens the sign-in", _opens("/espace_expert/start/connexion"), "Connexion à mon espace"),
    Step("signs in", _presses("Entrer", email_saisi=EMAIL, mot_de_passe_saisi=PASSWORD), "Mon espace"),
)
EXPIRED = (
    *_TO_THE_REQUEST,
    Step("looks in", lambda walk: _later(walk, 20).person.open(_WAITING), _IS_REGISTERED),
    Step("looks in again", lambda walk: _later(walk, 20).person.open(_WAITING), _IS_REGISTERED),
    Step("is too late", _works(hours=8), ""),
    Step("is told so", _opens(_WAITING), "Votre demande a expiré"),
    Step("is erased", _works(hours=24), ""),
)
ASIDE = (
    *_TO_THE_REQUEST[:3],
    Step("goes back", _presses("Étape précédente"), "Créez vos identifiants"),
    Step("comes again", _presses("Continuer", **_NAMED), "Renseignez vos informations"),
    _TO_THE_REQUEST[3],
    Step("changes the address", _opens("/espace_expert/identifiants"), "Créez vos identifiants"),
    Step("is at the recap again", _presses(SAVE, **_NAMED), "Récapitulatif"),
    *_TO_THE_REQUEST[4:],
    _OPENS_THE_ACTIVATION,
    Step("types a wrong code", _solves("Continuer", code_activation="ABCDE12345"), "Activez votre espace", 422),
    _TYPES_THE_CODE,
    Step(
        "types a wrong address",
        _presses("Continuer", email_saisi="autre@exemple.fr"),
        "Confirmez votre adresse électronique",
        422,
    ),
    Step("types the right one", _presses("Continuer", email_saisi=EMAIL), "Votre espace est créé"),
    Step("signs out too", _presses("Se déconnecter"), "Bienvenue"),  # else the sign-in leads straight in
    Step("opens the sign-in too", _opens("/espace_expert/start/connexion"), "Connexion à mon espace"),
    Step(
        "mistakes the password",
        _presses("Entrer", email_saisi=EMAIL, mot_de_passe_saisi="Faux2"),
        "Connexion à mon espace",
        422,
    ),
)


def _later(walk: Walk, hours: float) -> Walk:
    walk.service.advance(hours=hours)
    return walk


class Snapshot(NamedTuple):
    """All there is before a step."""

    files: Path
    page: Page
    cookie: str
    last: tuple[str, str, bytes | None]
    now: datetime


class Procedure:
    """
    Walks up to a step once, and puts everything back to there as often as asked.

    Args:
        folder: of this procedure alone.
    """

    def __init__(self, folder: Path, steps: tuple[Step, ...], **settings: Any) -> None:
        self.steps = steps
        self._folder = folder
        service = ServiceUnderTest(folder, **{"dev": False, **settings})
        self.walk = Walk(service, Browser(service.app))

    def to(self, name: str) -> Snapshot:
        """Takes every step before `name`."""
        for step in self.steps[: [step.name for step in self.steps].index(name)]:
            self.take(step)
        return self.snapshot()

    def take(self, step: Step) -> Page | None:
        """
        Raises:
            AssertionError: it leads elsewhere.
        """
        page = step.take(self.walk)
        if page is not None:
            assert page.status == step.status, f"{step.name}: {page.status} {page.text}"
            assert page.body.startswith(b"%PDF-") if not step.title else page.h1 == step.title, step.name
        return page

    def snapshot(self) -> Snapshot:
        self.walk.service.parcours.database.close()  # with the last connection the log goes into the file
        kept = self._folder / "kept.db"
        shutil.copyfile(self.walk.service.database, kept)
        browser = self.walk.browser
        return Snapshot(kept, browser.person.page, browser.cookie, browser.last, self.walk.service.now)

    def back_to(self, snapshot: Snapshot) -> None:
        service, browser = self.walk
        service.parcours.database.close()
        for beside in ("-wal", "-shm"):
            Path(f"{service.database}{beside}").unlink(missing_ok=True)
        shutil.copyfile(snapshot.files, service.database)
        browser.person.page, browser.cookie, browser.last = snapshot.page, snapshot.cookie, snapshot.last
        service.now = snapshot.now
        # What a process keeps in its memory alone: when it did what, and what it refused a moment ago.
        service.worker = create_worker(service.parcours)
        for speaking in (service.parcours.service, *service.parcours._services.values()):
            speaking._submitting._memory = RecentRefusals()

    def close(self) -> None:
        self.walk.service.close()


@contextmanager
def procedure_in(folder: Path, steps: tuple[Step, ...] = STRAIGHT, **settings: Any) -> Iterator[Procedure]:
    procedure = Procedure(folder, steps, **settings)
    try:
        yield procedure
    finally:
        procedure.close()
