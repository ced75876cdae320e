"""Developer mode's English: how long, when, and what an effect does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.language.decoding import Amount, Named
from engine.language.guards import parse_guard
from engine.language.model import EFFECTS, Call, Claim, Effect, Forget, MakeCode, Number, Release, SendMail, Set, Spend
from engine.language.values import Duration
from engine.problems import Place
from engine.web.dev.words import away, effect, moment, span

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE = Place("flows/f.yaml", 1, 1)


def name(word: str) -> Named:
    return Named(word, HERE)


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        ({"minutes": 20}, "20 minutes"),  # not « 0 d 0.3333 h »
        ({"days": 2, "hours": 3}, "2 days 3 hours"),
        ({"days": 1}, "1 day"),
        ({"hours": 1}, "1 hour"),
        ({"minutes": 1}, "1 minute"),
        ({"seconds": 1}, "1 second"),
        ({"seconds": 2}, "2 seconds"),
        ({"days": 1, "hours": 1, "minutes": 1}, "1 day 1 hour 1 minute"),
        ({"days": 1, "minutes": 5}, "1 day 5 minutes"),  # what is nothing is not said
        ({"hours": 48}, "2 days"),
        ({"minutes": 90}, "1 hour 30 minutes"),
        ({"hours": 1, "seconds": 29}, "1 hour"),  # seconds matter to nobody beside an hour
        ({"hours": 1, "seconds": 31}, "1 hour 1 minute"),
        ({"days": 2, "microseconds": -1}, "2 days"),  # what was advanced to, a moment ago
        ({"hours": 47, "minutes": 59, "seconds": 30}, "2 days"),
        ({"seconds": 59, "milliseconds": 700}, "1 minute"),  # not « 60 seconds »
        ({"seconds": 59, "milliseconds": 400}, "59 seconds"),
        ({"milliseconds": 400}, "less than a second"),
        ({}, "less than a second"),
        ({"days": 36500}, "36,500 days"),
        ({"days": 1, "hours": 23, "minutes": 59, "seconds": 59}, "2 days"),
    ],
)
def test_a_length_of_time_is_in_words_that_people_read(delta: dict[str, float], words: str) -> None:
    assert span(timedelta(**delta)) == words


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        ({"days": 2}, "in 2 days"),
        ({"milliseconds": 1}, "in less than a second"),
        ({}, "due now"),
        ({"seconds": -1}, "due now"),  # no worker has come to it
    ],
)
def test_a_due_time_says_how_long_from_now(delta: dict[str, float], words: str) -> None:
    assert away(NOW + timedelta(**delta), NOW) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Paris", "Monday 23 November 2026 at\N{NO-BREAK SPACE}10:00, Paris\N{NO-BREAK SPACE}time"),
        ("UTC", "Monday 23 November 2026 at\N{NO-BREAK SPACE}9:00, UTC\N{NO-BREAK SPACE}time"),
    ],
)
def test_a_moment_is_in_english_and_names_its_zone(zone: str, words: str) -> None:
    assert moment(NOW, zone) == words


TODAY, _ = parse_guard("today()", HERE)
assert TODAY


SAID: list[tuple[Effect, str]] = [
    (
        Claim(name("espaces"), name("email"), name("actif"), (), HERE),
        "claim: register espaces, key email, status actif",
    ),
    (
        Claim(name("espaces"), name("email"), name("actif"), (name("importe"), name("ancien")), HERE),
        "claim: register espaces, key email, status actif, over importe, ancien",
    ),
    (Release(name("espaces"), name("email"), HERE), "release: register espaces, key email"),
    (
        MakeCode("activation", Amount(10, None, HERE), Amount(Duration(48, "hour"), "delai", HERE), HERE),
        "make code: name activation, length 10, lives 48 hours",
    ),
    (Spend(name("activation"), HERE), "spend: activation"),
    (Number(name("numero"), Amount(10, None, HERE), HERE), "number: field numero, digits 10"),
    (SendMail(name("activation"), HERE), "send mail: activation"),
    (Set({"creation": TODAY}, HERE), "set: creation = today()"),
    (Forget((name("email"), name("nom")), HERE), "forget: email, nom"),
    (
        Call(name("poste"), {"a": name("nom")}, {"lettre": name("lettre")}, HERE, {"a": HERE}),
        "call: effect poste, given a = nom, documents lettre = lettre",
    ),
    (Call(name("poste"), {}, {}, HERE), "call: poste"),
]


@pytest.mark.parametrize(("does", "words"), SAID)
def test_an_effect_is_said_in_the_words_of_the_language(does: Effect, words: str) -> None:
    assert effect(does) == words


def test_every_effect_is_among_them() -> None:
    assert {type(does) for does, _ in SAID} == set(EFFECTS)
