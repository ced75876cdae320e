"""A world is a value: it is forked by being kept, it says what can be done in it, and has a name of its own."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from engine.language.urls import Address
from engine.study.world import Advance, Hosted, Mail, Observation, Open, Post, PutRow, SayAnswer, World, key, ways
from tests.support.shipped_flows import shipped_catalogue

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EMAIL, PASSWORD = "camille@exemple.fr", "Voiture2Rouge7Maison9Bleue"
CREATION = Address("entry", "espace_expert", "creation")
ACTIVATION = Address("entry", "espace_expert", "activation")
SIGN_IN = Address("entry", "espace_expert", "connexion")
IDENTITY = {
    "civilite": "Madame",
    "nom": "Martin",
    "prenom": "Camille",
    "telephone": "01 23 45 67 89",
    "voie": "12 rue des Lilas",
    "code_postal": "75005",
    "commune": "Paris",
    "reponse": "Mimi-la-discrete",
}


@pytest.fixture(scope="module")
def hosted() -> Hosted:
    return Hosted(shipped_catalogue())


@pytest.fixture
def world(hosted: Hosted) -> World:
    return World.begun(hosted, NOW)


def post(browser: str, event: str, page: int = -1, **typed: str) -> Post:
    return Post(browser, event, {name: (text,) for name, text in typed.items()}, page=page)


def identify(email: str = EMAIL) -> Post:
    secret = {"mot_de_passe": PASSWORD, "mot_de_passe_confirmation": PASSWORD}
    return post("A", "continuer", email=email, email_confirmation=email, **secret)


ASKED = (
    Open("A", CREATION),
    post("A", "continuer", accepte="true"),
    identify(),
    post("A", "continuer", **IDENTITY),
    post("A", "valider"),
)


def after(world: World, *actions: Open | Post | Advance | PutRow | SayAnswer) -> tuple[World, Observation]:
    """The world after these, and what is seen at the end."""
    seen: Observation | None = None
    for action in actions:
        world, seen = world.do(action)
    assert seen
    return world, seen


def test_an_action_leaves_the_world_that_it_was_done_in_as_it_was(world: World) -> None:
    before, _ = after(world, *ASKED[:4])
    name = key(before)
    sent, seen = before.do(ASKED[4])
    assert [mail.name for mail in seen.mails] == ["activation"]
    assert key(before) == name
    again, seen_again = before.do(ASKED[4])
    assert seen_again == seen, "the same follows each time"
    assert key(again) == key(sent) != name


def test_two_futures_of_one_world_do_not_know_of_each_other(world: World) -> None:
    asked, seen = after(world, *ASKED)
    (mail,) = seen.mails
    late, _ = asked.do(Advance(timedelta(hours=48)))
    code = post("B", "continuer", code_activation=dict(mail.codes)["activation"])
    _, in_time = after(asked, Open("B", ACTIVATION), code)
    _, too_late = after(late, Open("B", ACTIVATION), code)
    assert in_time.shown
    assert in_time.shown.name == "adresse"
    assert too_late.shown
    assert [problem.field for problem in too_late.shown.problems] == ["code_activation"]


def test_a_mail_is_seen_once_with_its_typed_values_and_its_code(world: World) -> None:
    asked, seen = after(world, *ASKED)
    (mail,) = seen.mails
    assert isinstance(mail, Mail)
    assert (mail.name, mail.to, mail.language) == ("activation", EMAIL, "fr")
    assert dict(mail.values)["deadline"] == NOW + timedelta(hours=48)
    assert len(dict(mail.codes)["activation"]) == 10
    _, later = asked.do(Advance(timedelta(seconds=1)))
    assert later.mails == ()


def test_what_can_be_done_is_what_the_page_offers_and_what_comes_by_itself(world: World) -> None:
    world, _ = after(world, *ASKED[:4])
    here = ways(world, "A")
    assert here.events == ("valider", "back")
    assert [address.name for address in here.modify] == ["conditions", "identifiants", "informations"]
    assert CREATION in here.entries
    assert [(due.what, due.at) for due in here.due] == [("erasure", NOW + timedelta(hours=24))]
    assert ways(world, "B").events == (), "nothing was opened there"
    world, _ = world.do(ASKED[4])
    assert [(due.what, due.at) for due in ways(world, "A").due] == [("timeout", NOW + timedelta(hours=48))]


def test_links_are_ways_too(world: World) -> None:
    world, _ = world.do(Open("A", Address("page", "espace_expert", "presentation")))
    assert ways(world, "A").links == (Address("page", "espace_expert", "cas_particuliers"), CREATION)
    world, seen = world.do(Open("A", Address("page", None, "nowhere")))
    assert seen.shown
    assert seen.shown.status == 404


def test_a_gate_stands_before_the_form_that_asks_for_it(world: World) -> None:
    world, _ = world.do(ASKED[0])
    assert ways(world, "A").gate
    refused, seen = world.do(Post("A", "continuer", {"accepte": ("true",)}, gate="failed"))
    assert seen.shown
    assert [problem.keyword for problem in seen.shown.problems] == ["gate"]
    _, seen = refused.do(ASKED[1])
    assert seen.shown
    assert seen.shown.name == "identifiants"


def test_ids_do_not_tell_two_situations_apart(world: World) -> None:
    straight, _ = after(world, *ASKED[:2])
    detour, _ = after(world, Open("A", SIGN_IN), Open("A", CREATION), Open("A", CREATION), ASKED[1])
    assert straight.persons["A"].cookie != detour.persons["A"].cookie
    assert key(straight) == key(detour)


def test_nor_does_the_hour(hosted: Hosted, world: World) -> None:
    later = World.begun(hosted, NOW + timedelta(hours=5))
    assert key(after(world, *ASKED)[0]) == key(after(later, *ASKED)[0])
    tomorrow = World.begun(hosted, NOW + timedelta(days=1))
    assert key(world, day=True) != key(tomorrow, day=True), "the day does, where a flow reads it"


@pytest.mark.parametrize(
    ("action", "why"),
    [
        (Advance(timedelta(seconds=1)), "less time is left"),
        (Open("B", CREATION), "the other browser shows a page"),
        (PutRow("espaces", "lou@exemple.fr", "certificat_unique"), "an address is taken"),
        (SayAnswer("companies", "closed"), "a service will answer otherwise"),
        (post("A", "back"), "the case is a step before"),
        (identify()._replace(event=""), "something was typed elsewhere"),
    ],
)
def test_what_tells_two_situations_apart(world: World, action: Open | Post | Advance, why: str) -> None:
    world, _ = after(world, *ASKED[:4])
    assert key(world) != key(world.do(action)[0]), why


def test_a_double_post_is_one_step(world: World) -> None:
    once, _ = after(world, *ASKED)
    twice, seen = once.do(ASKED[4]._replace(page=-2))
    assert seen.mails == ()
    assert seen.moves == (("state", "attente_activation", None),)
    assert key(twice) == key(once)


def test_a_service_that_fails_and_one_that_answers(world: World) -> None:
    company = {
        "siren": "100 000 009",
        "raison_sociale": "Boulangerie",
        "courriel_entreprise": "contact@exemple.fr",
        "voie": "7 rue des Lilas",
        "code_postal": "75005",
        "commune": "Paris",
    }
    begun, _ = world.do(Open("A", Address("entry", "espace_simplifie", "creation")))
    described = post("A", "continuer", **company)
    _, failed = begun.do(described)
    answers, _ = begun.do(SayAnswer("companies", "active"))
    _, answered = answers.do(described)
    assert failed.shown
    assert answered.shown
    assert (failed.shown.name, answered.shown.name) == ("entreprise", "identifiants")


def test_a_world_needs_neither_pages_nor_a_database() -> None:
    loaded = "import sys, engine.study.world; print({'flask', 'sqlalchemy', 'argon2', 'PIL'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
