"""What `where` compares, and what a register is asked with, can be the same; else no case is ever found."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.load import load_flow
from tests.language.rules.test_compared_alike import DEUX, FLOW, UN

FIELDS = [
    # their field, ours, whether they are reported, why
    ("type: string, enum: [a, b]", "type: string, enum: [c, d]", True, "no option in common"),
    ("type: string, enum: [a, b]", "type: string, enum: [b, c]", False, "one option"),
    ("type: string, enum: [a, b]", "type: string, pattern: '^[0-9]+$'", True, "no option meets the pattern"),
    ("type: string, pattern: '^[0-9]+$'", "type: string, enum: ['12', b]", False, "one does"),
    ("type: string, pattern: '^[0-9]{5}$'", "type: string, pattern: '^[0-9]{6}$'", True, "five digits and six"),
    ("type: string, pattern: '^[0-9]{5}$'", "type: string, pattern: '^[0-9]{4,6}$'", False, "both with five"),
    ("type: string, pattern: '^[0-9]{5}$'", "type: string, maxLength: 4", True, "four characters at most"),
    ("type: string, pattern: '^[0-9]{5}$'", "type: string", False, "any text"),
    ("type: string, minLength: 9", "type: string, maxLength: 5", False, "spaces between words are compared as one"),
    ("type: string, pattern: '^a  b$'", "type: string, pattern: '^a b$'", False, "these too"),
    ("type: string, x-widget: code, maxLength: 4", "type: string, x-widget: code, minLength: 5", True,
     "no code in common"),
    ("type: integer, maximum: 9", "type: integer, minimum: 10", True, "no number in common"),
    ("type: integer, maximum: 9", "type: integer, minimum: 9", False, "9"),
    ("type: integer, maximum: 9", "type: number", False, "any number"),
    ("type: string, format: email, pattern: '^[a-z@.]+$'", "type: string, format: email, pattern: '^[A-Z@.]+$'", False,
     "an address is compared without its case"),
    ("type: string, format: tel, pattern: '^0[0-9]{9}$'", "type: string, format: tel, pattern: '^.{14}$'", False,
     "a number by its digits"),
    ("type: string, format: date", "type: string, format: date", False, "days"),
]  # fmt: skip


@pytest.mark.parametrize(("kept", "asked", "told", "why"), FIELDS, ids=[why for *_, why in FIELDS])
def test_what_where_compares_can_be_the_same(tmp_path: Path, kept: str, asked: str, told: bool, why: str) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "un.yaml").write_text(UN.format(kept), encoding="utf-8")
    (tmp_path / "forms" / "deux.yaml").write_text(DEUX.format(asked), encoding="utf-8")
    path = tmp_path / "flows" / "essai.yaml"
    path.write_text(FLOW, encoding="utf-8")
    _, problems = load_flow(path)
    assert [problem.code for problem in problems] == ["impossible-value"] * told
    assert not told or problems[0].message == '"g" is never the "f" of a case that waits'


REGISTERED = """
parcours: 1
flow: essai
title: Essai
language: fr
timezone: Europe/Paris
registers: {{comptes: {{kind: {kind}, statuses: [pris]{samples}}}}}
facts: {{compte: {{register: comptes, key: cle}}}}
entries: {{debut: {{state: un}}}}
states:
  un:
    title: Un
    form: un
    transitions:
      ok:
        label: OK
        first_of:
          - {{guard: compte != "free", refuse: {{message: Non.}}}}
          - {{target: fin, effects: [{{claim: {{register: comptes, key: cle, status: pris}}}}]}}
  fin: {{title: Fin, final: true}}
"""
KEYS = [
    # kind of the register, its samples, the field of its key, whether it is reported, why
    ("email", "", "type: string, format: email", False, "an address"),
    ("email", "", "type: string", False, "any text may be one"),
    ("email", "", "type: string, pattern: '^[^ ]+$'", False, "so may this"),
    ("email", "", "type: string, pattern: '^[0-9]{14}$'", True, "digits are none"),
    ("email", "", "type: string, x-widget: code", True, "a code has no @"),
    ("email", "", "type: string, format: tel", True, "nor has a phone number"),
    ("email", "", "type: string, format: uri", True, "nor is a web address one"),
    ("email", "", "type: string, maxLength: 4", True, "none is so short"),
    ("email", "", "type: string, enum: [a, b]", True, "no option is one"),
    ("email", "", "type: string, enum: [a@exemple.fr, b]", False, "one is"),
    ("text", "", "type: string, pattern: '^[0-9]{14}$'", False, "a key of any text"),
    ("text", "", "type: string, format: email", False, "an address is a text"),
    ("text", ", samples: {'12345': pris}", "type: string, pattern: '^[0-9]{5}$'", False, "a sample that can be typed"),
    ("text", ", samples: {'1234': pris}", "type: string, pattern: '^[0-9]{5}$'", True, "one that cannot"),
    ("text", ", samples: {'ab-1': pris}", "type: string, x-widget: code", True, "one that is kept otherwise"),
    ("text", ", samples: {'75 001': pris}", "type: string, x-ignore: spaces", True, "spaces are ignored"),
    ("text", ", samples: {AB1: pris}", "type: string, x-widget: code", False, "as it is kept"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "samples", "field", "told", "why"), KEYS, ids=[why for *_, why in KEYS])
def test_what_a_register_is_asked_with_can_be_a_key_of_it(
    tmp_path: Path, kind: str, samples: str, field: str, told: bool, why: str
) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "forms").mkdir()
    form = f"properties: {{cle: {{title: C, {field}}}}}\nrequired: [cle]"
    (tmp_path / "forms" / "un.yaml").write_text(form, encoding="utf-8")
    path = tmp_path / "flows" / "essai.yaml"
    path.write_text(REGISTERED.format(kind=kind, samples=samples), encoding="utf-8")
    _, problems = load_flow(path)
    assert [problem.code for problem in problems] == ["impossible-value"] * told
