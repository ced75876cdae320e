"""One name that two forms ask is one field: what would make its answer another is told, and what would not is not."""

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
entries: {debut: {state: un}}
states:
  un: {title: Un, form: un, transitions: {ok: {label: OK, target: deux}}}
  deux: {title: Deux, form: deux, transitions: {ok: {label: OK, target: fin}}}
  fin: {title: Fin, final: true}
"""

FIELDS = [
    ("type: integer, x-unit: km", "type: integer, x-unit: m", "integer in m", "5 km would become 5 m"),
    ("type: integer, x-unit: km", "type: integer", "integer in form", "and a number without a unit another"),
    ("type: integer, x-grouping: false", "type: integer", "integer in form", "one year, shown in two ways"),
    ("type: integer", "type: integer, x-grouping: false", "integer, not grouped", "in either order"),
    ("type: integer", "type: number", "number", "two types"),
    ("type: string", "type: string, x-widget: code", "text, read as letters and digits alone", "two readings"),
    ("type: string", "type: string, x-ignore: spaces", "text, read as a text without spaces", "two readings"),
    ("type: number, multipleOf: 0.01", "type: number, multipleOf: 0.5", "", "limits may differ"),
    ("type: integer, minimum: 1", "type: integer, maximum: 9", "", "limits may differ"),
    ("type: number, x-unit: €", "type: number, x-unit: €", "", "the same"),
]


@pytest.mark.parametrize(("one", "two", "told", "why"), FIELDS, ids=[f"{a} / {b}" for a, b, *_ in FIELDS])
def test_two_forms_ask_one_field_in_one_way(tmp_path: Path, one: str, two: str, told: str, why: str) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "forms").mkdir()
    for name, keys in (("un", one), ("deux", two)):
        (tmp_path / "forms" / f"{name}.yaml").write_text(f"properties: {{f: {{title: F, {keys}}}}}", encoding="utf-8")
    path = tmp_path / "flows" / "essai.yaml"
    path.write_text(FLOW, encoding="utf-8")
    _, problems = load_flow(path)
    assert [problem.code for problem in problems] == ["field-differs"] * bool(told), why
    assert not told or f'"f" is {told}' in problems[0].message
