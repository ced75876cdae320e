"""The shipped canteen, step by step, as a parent goes through it: for tests and for the tour."""

from __future__ import annotations

from typing import Any

from tests.support.service_under_test import ServiceUnderTest, codes_in, text_of

EMAIL = "camille.martin-de-la-tour@exemple.fr"
CHILD = {"prenom": "Inès", "nom": "Martin de La Tour", "naissance": "12/05/2019", "ecole": "tilleuls"}
MEALS: dict[str, str | list[str]] = {
    "jours_repas": ["lundi", "mardi", "jeudi"],
    "debut": "04/01/2027",
    "regime": "aucun",
}
ALLERGY = {**MEALS, "regime": "allergie", "allergenes": ["lait", "autre"], "autre_allergene": "Kiwi", "pai": "signe"}
FAMILY = {"responsable": "Camille Martin", "email": EMAIL, "telephone": "01 02 03 04 05", "domicile": "ville"}
START = "/cantine/start/inscription"


def to_meals(person: Any, **child: str) -> None:
    """From the beginning, to the page of the meals."""
    person.open(START)
    person.press("Continuer", **{**CHILD, **child})


def to_summary(person: Any, *, child: Any = None, meals: Any = None, family: Any = None) -> None:
    """From the beginning, to the page with what is to pay."""
    to_meals(person, **(child or {}))
    person.press("Continuer", **{**MEALS, **(meals or {})})
    person.press("Continuer", **{**FAMILY, **(family or {})})


def send(person: Any, **answers: Any) -> None:
    """From the beginning, to the request that waits for its code."""
    to_summary(person, **answers)
    person.press("Envoyer ma demande")


def code_in(service: ServiceUnderTest) -> str:
    """The code of the last mail to the parent."""
    mails = [mail for mail in service.mails() if EMAIL in str(mail["To"])]
    (code,) = codes_in(text_of(mails[-1]), 12)
    return code


def confirm(person: Any, code: str) -> None:
    """By the link of the mail."""
    person.open(f"/cantine/start/confirmation?code_confirmation={code}")
    person.press("Confirmer l'inscription")
