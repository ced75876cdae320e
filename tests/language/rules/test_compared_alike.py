"""What `where` compares is read alike on both sides: else the right answer is refused, and nobody can find out why."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.load import load_flow

FLOW = """
parcours: 1
flow: essai
title: Essai
language: fr
timezone: Europe/Paris
facts: {connu: {code: cle, typed: code_saisi}}
entries: {debut: {state: un}, retour: {state: deux}}
states:
  un: {title: Un, form: un, transitions: {ok: {label: OK, target: garde}}}
  garde:
    title: Gardé
    on_enter: [{code: {name: cle, length: 10, lives: 2 days}}, {mail: cle}]
    timeout: {after: 2 days, target: fin}
    transitions: {lu: {target: fin}}
  deux:
    title: Deux
    form: deux
    transitions:
      ok:
        label: OK
        first_of:
          - {guard: connu != "valid", refuse: {message: Non.}}
          - {resume: {state: garde, code: cle, typed: code_saisi, where: {f: g}, event: lu}}
          - {refuse: {message: Non.}}
  fin: {title: Fin, final: true}
settings: {service: service@exemple.fr}
mails: {cle: {to: service, subject: Clé, content: "{cle}"}}
"""
UN = "properties: {{f: {{title: F, {}}}}}"
DEUX = "properties: {{code_saisi: {{title: C, type: string}}, g: {{title: G, {}}}}}"

FIELDS = [
    ("type: string, x-widget: code", "type: string", '"g" is read as a text, and "f" read as letters', "AB-12 is AB12"),
    ("type: string, x-ignore: spaces", "type: string", '"g" is read as a text, and "f" read as a text', "75 005"),
    ("type: string, format: tel", "type: string", '"g" is read as a text, and "f" of format tel', "01 02 is 0102"),
    ("type: string, format: email", "type: string, format: uri", '"g" is of format uri', "two formats"),
    ("type: string, format: tel", "type: string, format: tel, minLength: 3", "", "the same, with another limit"),
    ("type: string, x-widget: code", "type: string, x-widget: code, maxLength: 9", "", "the same"),
    ("type: string", "type: string, x-widget: textarea", "", "both texts"),
    ("type: integer, x-unit: km", "type: integer", "", "figures"),
]


@pytest.mark.parametrize(("kept", "asked", "told", "why"), FIELDS, ids=[f"{a} / {b}" for a, b, *_ in FIELDS])
def test_where_compares_what_is_read_alike(tmp_path: Path, kept: str, asked: str, told: str, why: str) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "un.yaml").write_text(UN.format(kept), encoding="utf-8")
    (tmp_path / "forms" / "deux.yaml").write_text(DEUX.format(asked), encoding="utf-8")
    path = tmp_path / "flows" / "essai.yaml"
    path.write_text(FLOW, encoding="utf-8")
    _, problems = load_flow(path)
    assert [problem.code for problem in problems] == ["secret-differs"] * bool(told), why
    assert not told or problems[0].message.startswith(told)
