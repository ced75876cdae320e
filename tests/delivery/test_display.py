"""The words of a mail: made from values when it is sent, or as an earlier version has kept them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.core.case import PutMail
from engine.delivery.display import words_of_mail
from engine.language.model import Flow
from engine.language.values import Duration
from tests.conftest import MakeFlow

FLOW = """
    parcours: 1
    flow: lettre
    title: Lettre
    language: fr
    timezone: Europe/Paris
    values: {jour: {type: date, title: Jour}}
    entries: {e: {state: s}}
    states:
      s: {title: S, form: f, transitions: {suite: {label: Suite, target: fin, effects: [{set: {jour: today()}}]}}}
      fin: {title: Fin, final: true, show: [jour]}
"""
FORM = """
    type: object
    properties:
      poids: {type: number, title: Poids, x-unit: kg}
      couleur: {type: string, title: Couleur, oneOf: [{const: rouge, title: Rouge vif}, {const: bleu, title: Bleu}]}
      fleurs: {type: array, title: Fleurs, items: {oneOf: [{const: r, title: Roses}, {const: l, title: Lys}]}}
"""


@pytest.fixture
def flow(make_flow: MakeFlow) -> Flow:
    return make_flow("lettre", FLOW, {"f": FORM})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("poids", Decimal("12500.5"), "12 500,5 kg"),
        ("couleur", "rouge", "Rouge vif"),
        ("fleurs", ("r", "l"), "Roses et Lys"),
        ("jour", date(2026, 11, 24), "24 novembre 2026"),
        ("delai", Duration(48, "hour"), "48 heures"),
        ("deadline", datetime(2026, 11, 24, 9, 32, tzinfo=UTC), "mardi 24 novembre 2026 à 10 h 32, heure de Paris"),
        ("poids.maximum", 20, "20"),
    ],
)
def test_a_value_is_put_into_words_when_the_mail_is_sent(flow: Flow, name: str, value: Any, words: str) -> None:
    put = PutMail("m", "a@exemple.fr", {name: value}, {}, "k", "fr")
    assert " ".join(words_of_mail(flow, put)[name].split()) == words


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("poids", "12 kg"),  # a unit is not put twice
        ("couleur", "rouge"),  # a word that is an option's too: not its title
        ("deadline", "le 24 à midi"),
    ],
)
def test_words_that_an_earlier_version_put_are_sent_as_they_are(flow: Flow, name: str, kept: str) -> None:
    put = PutMail("m", "a@exemple.fr", {name: kept}, {}, "k")
    assert words_of_mail(flow, put) == {name: kept}
