"""The service beside a small model of the procedure: whatever people do, in whatever order, both say the same."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from engine.application import Application
from engine.core.browsing.results import Paper, Screen
from engine.language.load import Catalogue
from engine.language.urls import Address
from engine.settings import Settings
from engine.shipped import shipped
from engine.store import registers
from engine.worker import create_worker
from tests.support.expert import IDENTITY
from tests.support.shipped_flows import shipped_catalogue
from tests.support.simulation.model import TRIES, Model, Request, Tries
from tests.support.simulation.seeded_random import drawn_from
from tests.support.simulation.story import MEMORY
from tests.support.simulation.visitor import Visitor

FLOW = "espace_expert"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADDRESSES = st.sampled_from(["camille@exemple.fr", "dominique@exemple.fr", "seul@exemple.fr", "cabinet@exemple.fr"])
TICK = timedelta(microseconds=1)
PASSWORDS = st.sampled_from(["Voiture2Rouge7Maison9Bleue", "Soleil4Jaune8Jardin6Vert"])
IMPORTED = {"seul@exemple.fr": "certificat_unique", "cabinet@exemple.fr": "certificat_partage"}
JUMPS = st.sampled_from(
    [
        timedelta(minutes=1),
        timedelta(minutes=16),
        timedelta(hours=20),
        timedelta(hours=28),
        timedelta(hours=48),
        timedelta(days=91),
    ]
)


@cache
def _catalogue() -> Catalogue:
    return shipped_catalogue()


class Draft:
    """Somebody on the way to a request, and where the model says they stand."""

    def __init__(self, visitor: Visitor, now: datetime) -> None:
        self.visitor = visitor
        self.state = "conditions"
        self.address = ""
        self.password = ""
        self.named = False  # has said who they are
        self.touched = now


class Attempt:
    """Somebody who activates."""

    def __init__(self, visitor: Visitor, request: Request | None, now: datetime) -> None:
        self.visitor = visitor
        self.request = request
        self.wrong = 0
        self.touched = now


class Procedure(RuleBasedStateMachine):
    """Each rule does the same to the service and to the model, and compares what is shown."""

    drafts: Bundle[Draft] = Bundle("drafts")
    requests: Bundle[Request] = Bundle("requests")
    attempts: Bundle[Attempt] = Bundle("attempts")

    def __init__(self) -> None:
        super().__init__()
        self.model = Model(START, dict(IMPORTED))
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(dir=MEMORY)))
        self._stack.enter_context(drawn_from(Random(0)))
        self._path = folder / "parcours.db"
        given = Settings(
            shipped(), f"sqlite:///{self._path}", "k" * 40, "http://127.0.0.1", ("127.0.0.1",), None, cheap_secrets=True
        )
        self._parcours = Application(given, _catalogue(), clock=lambda: self.model.now)
        self._stack.callback(self._parcours.close)
        with self._parcours.database.write() as tx:
            for address, status in IMPORTED.items():
                registers.put(tx, "espaces", address, status)
        self._worker = create_worker(self._parcours)

    def teardown(self) -> None:
        self._stack.close()

    # -- towards a request

    @rule(target=drafts)
    def begin(self) -> Draft:
        draft = Draft(self._visitor(), self.model.now)
        draft.visitor.open(Address("entry", FLOW, "creation"))
        self._shows(draft.visitor, "conditions")
        draft.visitor.press("continuer", accepte="on")
        self._shows(draft.visitor, "identifiants")
        draft.state = "identifiants"
        return draft

    @rule(draft=drafts, address=ADDRESSES, password=PASSWORDS)
    def choose(self, draft: Draft, address: str, password: str) -> None:
        if not self._stands(draft, "identifiants"):
            return
        words = {"email": address, "email_confirmation": address.upper()}
        draft.visitor.press("continuer", **words, mot_de_passe=password, mot_de_passe_confirmation=password)
        draft.state, status = self.model.chosen(address)
        self._shows(draft.visitor, draft.state, status)
        if status == 200:
            draft.address, draft.password = address, password

    @rule(draft=drafts)
    def take_another(self, draft: Draft) -> None:
        if draft.state.startswith("bloque") and self._stands(draft, draft.state):
            draft.visitor.press("autre_adresse")
            draft.state = "identifiants"
            self._shows(draft.visitor, "identifiants")

    @rule(draft=drafts)
    def say_who(self, draft: Draft) -> None:
        if self._stands(draft, "informations"):
            draft.visitor.press("continuer", **IDENTITY)
            draft.state = "recapitulatif"
            self._shows(draft.visitor, "recapitulatif")

    @rule(draft=drafts)
    def go_back(self, draft: Draft) -> None:
        before = {"identifiants": "conditions", "informations": "identifiants", "recapitulatif": "informations"}
        if draft.state in before and self._stands(draft, draft.state):
            draft.visitor.press("back")
            self._shows(draft.visitor, before[draft.state])
            draft.state = before[draft.state]
            if draft.state == "conditions":
                draft.visitor.press("continuer", accepte="on")
                self._shows(draft.visitor, "identifiants")
                draft.state = "identifiants"

    @rule(target=requests, draft=drafts)
    def confirm(self, draft: Draft) -> Any:
        if not self._stands(draft, "recapitulatif"):
            return multiple()
        free = self.model.status(draft.address) == "free"
        seen = draft.visitor.press("valider")
        if not free:
            draft.state = "identifiants"
            self._shows(draft.visitor, "identifiants", 422)
            return multiple()
        self._shows(draft.visitor, "attente_activation")
        assert isinstance(seen, Screen)
        draft.state = "attente_activation"
        request = Request(draft.address, draft.password, self.model.now)
        request.code = self._parcours.vault.code(seen.case.id, "activation", 1, 10)
        self.model.requests.append(request)
        return request

    @rule(target=requests, address=ADDRESSES, password=PASSWORDS)
    def ask(self, address: str, password: str) -> Any:
        """The straight way, as far as it leads."""
        draft = self.begin()
        self.choose(draft, address, password)
        self.say_who(draft)
        return self.confirm(draft)

    # -- towards an account

    @rule(target=attempts, request=requests)
    def type_code(self, request: Request) -> Any:
        visitor = self._visitor()
        visitor.open(Address("entry", FLOW, "activation"))
        visitor.press("continuer", code_activation=request.code.lower())
        if (may_be := request.code_is(self.model.now)) != {"valid"}:
            self._shows(visitor, "code", 422)
            message = visitor.screen.faults[0].message
            assert message
            words = {"unknown": "inconnu", "expired": "expiré", "used": "utilisé"}
            assert any(words[status] in message.source for status in may_be), message.source
            return multiple()
        self._shows(visitor, "adresse")
        return Attempt(visitor, request, self.model.now)

    @rule(attempt=attempts, address=ADDRESSES, right=st.booleans())
    def type_address(self, attempt: Attempt, address: str, right: bool) -> None:
        request = attempt.request
        if request is None or self.model.now - attempt.touched >= timedelta(hours=24):
            return
        given = request.address if right else address
        attempt.visitor.press("continuer", email_saisi=given)
        attempt.touched = self.model.now
        match request.state(self.model.now):
            case "created":
                self._shows(attempt.visitor, "code_deja_utilise")
            case "expired":
                self._shows(attempt.visitor, "code_mort")
            case "requested" if given == request.address:
                self._shows(attempt.visitor, "espace_cree")
                request.created_at = self.model.now
                assert isinstance(attempt.visitor.document(FLOW, "recapitulatif"), Paper)
            case _:
                attempt.wrong += 1
                ended = attempt.wrong >= TRIES
                self._shows(attempt.visitor, "essais_epuises" if ended else "adresse", 200 if ended else 422)
                if not ended:
                    return
        attempt.request = None

    @rule(address=ADDRESSES, password=PASSWORDS)
    def sign_in(self, address: str, password: str) -> None:
        visitor = self._visitor()
        visitor.open(Address("entry", FLOW, "connexion"))
        visitor.press("entrer", email_saisi=address.title(), mot_de_passe_saisi=password)
        tries = self.model.tries.setdefault(address, Tries())
        account = self.model.account(address)
        if tries.paused(self.model.now):
            self._shows(visitor, "connexion", 429)
        elif account and account.password == password:
            self._shows(visitor, "mon_espace")
            del self.model.tries[address]
            visitor.press("se_deconnecter")
            visitor.open(Address("state", FLOW, "mon_espace"))
            assert visitor.screen.state.name != "mon_espace"
        else:
            self._shows(visitor, "connexion", 422)
            tries.wrong(self.model.now)

    # -- the world

    @rule(jump=JUMPS)
    def time_goes_by(self, jump: timedelta) -> None:
        self.model.now += jump

    @rule(request=requests, beside=st.sampled_from([-TICK, timedelta(), TICK]))
    def a_request_comes_to_its_end(self, request: Request, beside: timedelta) -> None:
        self.model.now = max(self.model.now, request.ends_at + beside)

    @rule(address=ADDRESSES, beside=st.sampled_from([-TICK, timedelta()]))
    def a_pause_comes_to_its_end(self, address: str, beside: timedelta) -> None:
        tries = self.model.tries.get(address)
        if tries and tries.until:
            self.model.now = max(self.model.now, tries.until + beside)

    @rule()
    def the_worker_works(self) -> None:
        self._worker.work()
        self.model.worker_works()

    @invariant()
    def the_register_is_the_models(self) -> None:
        """But for what is past its time and nobody has looked at yet."""
        with closing(sqlite3.connect(self._path)) as connection:
            kept = dict(connection.execute("SELECT key, status FROM register_rows"))
        expected = self.model.register()
        overdue = {r.address for r in self.model.requests if r.state(self.model.now) == "expired"} - set(expected)
        assert {address: status for address, status in kept.items() if address not in overdue} == expected

    # -- in both

    def _visitor(self) -> Visitor:
        return Visitor("somebody", lambda: self._parcours.service, lambda *_: None)

    def _stands(self, draft: Draft, state: str) -> bool:
        """Whether the draft stands there and its browser still holds it."""
        held = self.model.now - draft.touched < timedelta(hours=24)
        if draft.state != state or not held:
            return False
        draft.touched = self.model.now
        return True

    def _shows(self, visitor: Visitor, state: str, status: int = 200) -> None:
        shown = visitor.screen
        assert (shown.state.name, shown.status) == (state, status), shown.faults


TestProcedure = Procedure.TestCase
TestProcedure.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
