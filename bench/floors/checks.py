"""What the form « informations » asks of its answers, checked by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from unicodedata import normalize

import yaml

from bench.floors.files import in_french
from engine.shipped import shipped

FIELDS = in_french(yaml.safe_load((shipped() / "forms" / "informations.yaml").read_text("utf-8")))["properties"]
FIELDS["pays"]["oneOf"] = in_french(yaml.safe_load((shipped() / "forms" / "lists" / "pays.yaml").read_text("utf-8")))
CHOICES = {name: {o["const"]: o["title"] for o in field["oneOf"]} for name, field in FIELDS.items() if "oneOf" in field}
LENGTHS = {name: field["maxLength"] for name, field in FIELDS.items() if "maxLength" in field}
OPTIONAL = {"complement", "reponse"}  # the answer of trust: given already, blank keeps it

_PHONE = re.compile(r"(\+|0)[0-9 .()-]{8,28}")
_POSTAL_CODE = re.compile("[0-9]{5}")


def said(form: Mapping[str, str]) -> dict[str, str]:
    return {name: normalize("NFC", form.get(name, "")).strip() for name in FIELDS}


def wrong(case: dict[str, str]) -> dict[str, str]:
    """field -> what is wrong with it."""
    faults = {n: "Trop long." for n, most in LENGTHS.items() if len(case[n]) > most or not case[n].isprintable()}
    faults |= {n: "À choisir dans la liste." for n, options in CHOICES.items() if case[n] not in options}
    faults |= {n: "À saisir." for n in LENGTHS if n not in OPTIONAL and not case[n]}
    if not _PHONE.fullmatch(case["telephone"]):
        faults["telephone"] = "Saisissez un numéro valide."
    if case["pays"] == "FR" and not _POSTAL_CODE.fullmatch(case["code_postal"]):
        faults["code_postal"] = "Saisissez les 5 chiffres de votre code postal."
    return faults
