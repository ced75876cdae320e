"""What `set` writes has a value wherever what it reads surely has one: no `given()` is asked for it then."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.language.rules.test_rules import codes

FLOW = """
settings: {prix: 2.50, jour: 2027-03-01}
registers: {adresses: {kind: email, statuses: [prise]}}
facts:
  adresse: {register: adresses, key: email}
  autre_adresse: {register: adresses, key: autre}
guards: {cher: parts > 3}
values:
  copie: {type: TYPE, title: Copie}
  autre: {type: string, title: Autre, format: email}
entries: {creation: {state: un}}
states:
  un:
    title: A
    form: personne
    transitions:
      ok:
        label: OK
        first_of:
          - {guard: autre_adresse == "prise", target: loin}
          - {guard: cher or adresse == "prise", target: deux, effects: [{set: {copie: FROM}}, {set: {autre: email}}]}
          - {target: deux, effects: [{set: {copie: FROM, autre: email}}]}
  deux:
    title: B {prix} {jour}
    transitions: {ok: {label: OK, first_of: [{guard: 'READ', target: fin}, {target: loin}]}}
  fin: {title: C, final: true}
  loin: {title: D, final: true}
"""


@pytest.mark.parametrize(
    ("source", "kind", "read", "found"),
    [
        ("prix", "number", "copie * 2 > 3", []),  # a setting
        ("jour", "date", "copie > today()", []),
        ("cher", "boolean", "copie", []),  # a named guard
        ("adresse", "string", "len(copie) > 4", []),  # a fact about an address that every way here has asked
        ("parts", "integer", "copie > 3", []),
        ("parts * prix", "number", "copie > 3", []),
        ("autre_adresse", "string", "len(copie) > 4", ["null-not-guarded"]),  # nothing has written `autre` there
        ("age", "integer", "copie > 3", ["null-not-guarded"]),  # optional
        ("null", "integer", "copie > 3", ["null-not-guarded"]),
    ],
)
def test_what_is_written_is_given_where_what_is_read_is(
    source: str, kind: str, read: str, found: list[str], tmp_path: Path
) -> None:
    text = FLOW.replace("FROM", source).replace("TYPE", kind).replace("READ", read)
    assert [code for code in codes(tmp_path, text) if code == "null-not-guarded"] == found
