"""Which names a flow declares and uses, what each stands for in a guard, and which was meant by an unknown one."""

from __future__ import annotations

import pytest

from engine.language.analysis import (
    answers_of,
    fields_of,
    line_of,
    nearest,
    scope_of,
    scope_of_form,
    secrets_of,
    typed_codes,
    uses_of,
)
from engine.problems import Place
from tests.support.flow_text import flow_of

FORMS = {
    "compte": """
        type: object
        properties:
          email: {type: string, format: email, title: E}
          mot_de_passe: {type: string, title: M, x-secret: true}
          age: {type: integer, title: Âge}
          sorte: {type: string, title: S, oneOf: [{const: a, title: A}, {const: b, title: B}]}
        required: [email, sorte]
        """,
    "suite": """
        type: object
        properties:
          email: {type: string, format: email, title: Encore}
          saisi: {type: string, title: Code}
        required: [email, saisi]
        """,
}
FLOW = """
settings: {delai: 2 days, longueur: 12, contact: a@exemple.fr}
registers: {adresses: {kind: email, statuses: [prise]}}
values: {reference: {type: string, title: R}}
facts:
  adresse: {register: adresses, key: email}
  code: {code: activation, typed: saisi}
guards: {libre: adresse == "free"}
mails: {code_envoye: {to: email, subject: S, content: "{activation}"}}
entries: {creation: {state: a}}
states:
  a:
    title: A
    form: compte
    transitions:
      ok:
        label: OK
        first_of:
          - guard: libre
            target: b
            effects: [{code: {name: activation, length: longueur, lives: delai}}, {mail: code_envoye}]
          - target: a
  b: {title: B, form: suite, show: [email], transitions: {ok: {label: OK, target: a}}}
"""


def test_a_field_that_two_forms_ask_is_the_first_ones() -> None:
    flow = flow_of(FLOW, FORMS)
    assert {name: form for name, (_, form) in fields_of(flow).items()} == {
        "email": "compte",
        "mot_de_passe": "compte",
        "age": "compte",
        "sorte": "compte",
        "saisi": "suite",
    }
    assert answers_of(flow).keys() == {*fields_of(flow), "reference"}
    assert secrets_of(flow) == {"mot_de_passe"}


@pytest.mark.parametrize(
    ("typed", "to", "expected"),
    [
        ("saisi", "email", {"saisi"}),
        ("saisi", "saisi", set()),  # a mail goes there: it is a recipient first
        ("email", "contact", set()),  # a fact looks it up in a register: it is a key first
    ],
)
def test_a_field_for_a_code_is_for_nothing_else(typed: str, to: str, expected: set[str]) -> None:
    text = FLOW.replace("typed: saisi", f"typed: {typed}").replace("to: email", f"to: {to}")
    assert typed_codes(flow_of(text, FORMS)) == expected


def test_every_use_of_a_name_says_what_it_should_name() -> None:
    found = [(use.kind, use.name, use.role) for use in uses_of(flow_of(FLOW, FORMS))]
    assert found == [
        ("register", "adresses", ""),
        ("answer", "email", "key"),
        ("code", "activation", ""),
        ("field", "saisi", "typed"),
        ("name", "adresse", ""),
        ("state", "a", ""),
        ("name", "libre", ""),
        ("state", "b", ""),
        ("state", "a", ""),
        ("name", "longueur", ""),
        ("name", "delai", ""),
        ("mail", "code_envoye", ""),
        ("answer", "email", "shown"),
        ("state", "a", ""),
        ("recipient", "email", ""),
        ("name", "activation", ""),
    ]


def test_a_use_has_the_place_where_it_is_written() -> None:
    flow = flow_of(FLOW, FORMS)
    for use in uses_of(flow):
        written = use.place.source[use.place.column - 1 : use.place.column - 1 + use.place.width]
        assert use.name in written, use


def test_the_scope_says_what_each_name_is() -> None:
    scope = scope_of(flow_of(FLOW, FORMS), given={"email", "sorte"}, where="in a test")
    assert {name: (slot.kind, slot.origin, slot.nullable) for name, slot in scope.items()} == {
        "email": ("text", "field", False),
        "mot_de_passe": ("secret", "field", True),
        "age": ("integer", "field", True),
        "sorte": ("text", "field", False),
        "saisi": ("code", "field", True),
        "reference": ("text", "value", True),
        "adresse": ("text", "fact", False),
        "code": ("text", "fact", True),  # of a field that is not given
        "delai": ("duration", "setting", False),
        "longueur": ("integer", "setting", False),
        "contact": ("text", "setting", False),
        "libre": ("boolean", "guard", False),
        "activation": ("code", "code", True),
    }
    assert scope["sorte"].choices == ("a", "b")
    assert scope["adresse"].choices == ("free", "prise")
    assert scope["age"].why_null == '"age" is optional in form "compte"'


def test_without_a_place_every_answer_counts_as_given() -> None:
    scope = scope_of(flow_of(FLOW, FORMS))
    assert {name for name, slot in scope.items() if slot.nullable} == {"activation"}


def test_a_form_reads_its_own_fields_and_settings() -> None:
    flow = flow_of(FLOW, FORMS)
    assert scope_of_form(flow.forms["suite"], flow.settings).keys() == {
        "email",
        "saisi",
        "delai",
        "longueur",
        "contact",
    }


HERE = Place("f.yaml", 9, 1)


@pytest.mark.parametrize(
    ("name", "known", "fix"),
    [
        ("fni", {"fin": Place("f.yaml", 3, 1)}, 'write "fin" (line 3), or declare it'),
        ("fni", {"fin": Place("g.yaml", 3, 1)}, 'write "fin" (g.yaml, line 3), or declare it'),
        ("fni", {"fin": None}, 'write "fin", or declare it'),
        ("zzz", {"un": None, "deux": None}, "write one of un, deux; or declare it"),  # few: all of them
        ("zzz", {f"nom_{n}": None for n in range(9)}, "declare it"),  # too many to list
        ("zzz", {}, "declare it"),
    ],
)
def test_the_fix_of_an_unknown_name(name: str, known: dict[str, Place | None], fix: str) -> None:
    assert nearest(name, known, HERE, "declare it") == fix


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (None, ""),
        (Place("", 1, 1), ""),  # of something that no file declares
        (Place("f.yaml", 3, 1), " (line 3)"),
        (Place("g.yaml", 3, 1), " (g.yaml, line 3)"),
    ],
)
def test_a_line_of_another_file_is_named_with_its_file(place: Place | None, words: str) -> None:
    assert line_of(place, HERE) == words
