"""The tables of keys: every key changes the flow, every other word is refused, and editors know the same keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from engine.language.load import empty_site
from engine.language.schema import editors
from engine.language.schema.flow import FLOW_KEYS, read_flow
from engine.language.schema.form import read_form
from engine.language.schema.list_file import read_list
from engine.language.schema.site import read_site
from engine.language.yaml import Entry, Mapping, Node, Scalar, Sequence, read_tree
from engine.problems import Problem
from engine.registry import Effect, Service, default_registry

REGISTRY = default_registry().with_service(Service("x", str, ("x",))).with_effect(Effect("x", lambda key, given: None))

FULL = """\
parcours: 1
flow: tout
title: Tout ce que la langue sait dire
version: 2027
language: fr
languages: [fr, en]
timezone: Europe/Paris
settings: {duree: 48 hours, taille: 6}
registers:
  espaces: {kind: email, statuses: [actif, importe], samples: {a@exemple.fr: actif}}
phases: {debut: Début}
values:
  numero: {type: string, title: Numéro}
  tarif: {type: number, title: Tarif, multipleOf: 0.01, x-unit: €, x-grouping: false}
  motif: {type: string, title: Motif, enum: [un, deux]}
  adresse: {type: string, title: Adresse, format: email}
facts:
  espace: {register: espaces, key: email}
  code_saisi: {code: activation, typed: code, of: case}
  risque: {service: x, with: [email], values: [x], otherwise: y}
guards: {adresse_active: espace == "actif"}
entries:
  creation:
    state: un
    fills: {code: activation}
    open: {from: "2026-09-01", until: "2026-10-15", message: Plus tard}
pages:
  accueil:
    title: Bienvenue
    path: /accueil
    content: Bonjour
    sections:
      - {title: Partie, content: Texte, links: [{label: Ici, page: accueil, when: taille == 6}], when: taille == 6}
    links:
      - {label: Entrer, entry: creation, button: true, new_tab: true}
      - {label: Ailleurs, url: "https://www.exemple.fr"}
      - {label: Autre, flow: autre, entry: creation}
      - {label: Papier, document: resume}
      - {label: Vue, view: vue}
states:
  un:
    phase: debut
    title: Un
    content: Texte
    sections: [{title: Partie}]
    notes: [{title: Conseil, text: Notez, beside: email, when: adresse_active}]
    show: [email]
    gate: {name: captcha, length: taille}
    form: identifiants
    review: true
    back: {label: Étape précédente}
    links: [{label: Ici, page: accueil}]
    tries: {max: 5, target: deux}
    timeout: {after: duree, since: deux, lands: working day, target: deux, effects: [{mail: code}]}
    reminders:
      - {at: "2026-11-24", effects: [{mail: code}]}
      - {after: 12 hours, effects: [{mail: code}]}
      - {before: 12 hours, effects: [{mail: code}]}
    on_enter: [{mail: code}]
    transitions:
      seul: {label: Seul, skip_form: true, id: seul, guard: adresse_active, target: deux, effects: [{mail: code}]}
      refuser: {label: Refuser, refuse: {state: un, field: email, message: Non}}
      ouvrir: {label: Ouvrir, resume: {register: espaces, key: email, anyone: true}, target: deux}
      reprendre: {label: Reprendre, resume: {code: activation, typed: code}, target: deux}
      partir: {label: Partir, leave: {page: accueil, message: À bientôt}}
      plusieurs:
        label: Plusieurs
        first_of:
          - {id: un, guard: adresse_active, refuse: {message: Non}}
          - resume:
              flow: [autre, encore]
              state: [un, deux]
              register: espaces
              key: email
              where: {email: email}
              secret: {mot: mot}
              event: seul
              carry: {numero: email}
          - {guard: adresse_active, leave: accueil}
          - target: deux
            effects:
              - claim: {register: espaces, key: email, status: actif, over: [importe]}
              - release: {register: espaces, key: email}
              - code: {name: activation, length: 10, lives: duree, lands: working day}
              - spend: activation
              - number: {field: numero, digits: 10}
              - mail: code
              - set: {numero: '"x"'}
              - forget: [email]
              - call: {effect: x, with: {a: email, b: {document: resume}}}
  deux:
    title: Deux
    tries: {max: 5, per: email, pause: 15 minutes}
    rest: true
  trois: {automatic: {first_of: [{target: deux}]}}
  quatre: {title: Fin, final: true}
  cinq: {title: Cinq, timeout: {at: "2026-11-24", target: quatre}}
views:
  vue:
    in: [un, deux]
    title: Vue
    content: Texte
    sections: [{title: Partie, content: Texte}]
    show: [email]
    review: true
    links: [{label: Ici, page: accueil}]
mails:
  code: {to: email, subject: Votre code, content: "Le voici : {activation}", template: code}
documents:
  resume: {title: Résumé, content: Texte, show: [numero], review: true, template: resume}
retention: {draft: 12 hours, closed: 2 days}
"""

SITE = """\
parcours: 1
service: Mon service
notice: Une démonstration
foot: [{label: Ici, page: aide}]
settings: {assistance: 0809 400 210}
registers:
  espaces: {kind: text, statuses: [actif], samples: {a: actif}}
pages:
  aide: {title: Aide, path: /aide, content: Texte, sections: [{title: Partie}], links: [{label: Ici, page: aide}]}
account: {flow: autre, entry: entree, state: [un, deux], label: Mon compte, leave: sortir, who: "{email}"}
calendar: {country: FR, region: Alsace, closed: ["2026-12-24"]}
"""

FORM = """\
$schema: https://json-schema.org/draft/2020-12/schema
type: object
title: Tout
properties:
  texte:
    type: string
    title: Texte
    description: Un indice
    default: abc
    examples: [abc]
    minLength: 2
    maxLength: 9
    pattern: "^[a-z]+$"
    allOf: [{pattern: a, x-messages: {pattern: Un a}}]
    x-widget: textarea
    x-autocomplete: nickname
    x-messages: {minLength: Trop court}
  mot: {type: string, title: Mot, const: oui}
  secret: {type: string, title: Secret, x-secret: true}
  postal: {type: string, title: Postal, x-ignore: spaces, x-hint: false}
  courriel: {type: string, title: Courriel, format: email}
  encore: {type: string, title: Encore, format: email, x-confirms: courriel}
  parfois: {type: string, title: Parfois, x-when: given(mot)}
  ce_jour_parfois: {type: string, format: date, title: Parfois, x-when: given(mot)}
  entier_parfois: {type: integer, title: Parfois, x-when: given(mot)}
  nombre_parfois: {type: number, title: Parfois, x-when: given(mot)}
  case_parfois: {type: boolean, title: Parfois, x-when: given(mot)}
  cases_parfois: {type: array, title: Parfois, items: {type: string, enum: [a]}, x-when: given(mot)}
  choix: {type: string, title: Choix, enum: [a, b]}
  pays: {type: string, title: Pays, oneOf: [{const: FR, title: France}]}
  jour:
    type: string
    format: date
    title: Jour
    description: Un indice
    default: "2026-11-24"
    examples: ["2026-11-25"]
    formatMinimum: "2026-01-01"
    formatMaximum: today
    x-autocomplete: bday
    x-messages: {format: Un jour}
  autre_jour: {type: string, format: date, title: Jour, const: "2026-11-24", x-confirms: jour}
  entier:
    type: integer
    title: Entier
    description: Un indice
    default: 4
    examples: [6]
    minimum: 2
    maximum: 8
    multipleOf: 2
    x-unit: km
    x-grouping: false
    x-autocomplete: bday-day
    x-messages: {minimum: Trop petit}
  sans_indice: {type: integer, title: Entier, x-hint: false}
  ni_lui: {type: number, title: Nombre, x-hint: false}
  ni_ce_jour: {type: string, format: date, title: Jour, x-hint: false}
  autre_entier: {type: integer, title: Entier, const: 4, x-confirms: entier}
  nombre:
    type: number
    title: Nombre
    description: Un indice
    default: 1.5
    examples: [2.5]
    minimum: 0.5
    maximum: 8.5
    multipleOf: 0.5
    x-unit: €
    x-grouping: false
    x-autocomplete: transaction-amount
    x-messages: {minimum: Trop petit}
  autre_nombre: {type: number, title: Nombre, const: 1.5, x-confirms: nombre}
  case: {type: boolean, title: Case, description: Un indice, default: true, const: true, x-messages: {const: Cochez}}
  liste:
    type: array
    title: Liste
    description: Un indice
    items: {type: string, enum: [a, b]}
    default: [a]
    x-messages: {enum: Choisissez}
  bornee: {type: array, title: Bornée, items: {x-options: villes}, minItems: 2, maxItems: 3, x-hint: false}
  ville: {type: string, title: Ville, x-options: {list: villes, only: [p]}}
  ailleurs: {type: string, title: Ailleurs, x-options: {list: villes, without: [p]}}
  ordre: {type: string, title: Ordre, x-options: {list: villes, sort: true, first: [n]}}
  autre_liste: {type: array, title: Liste, items: {oneOf: [{const: a, title: A}]}}
required: [texte]
x-groups: [{title: Groupe, fields: [texte]}]
x-rules: [{check: texte != mot, field: texte, message: Autre chose}]
"""

LIST = """\
- {const: p, title: Paris}
- {const: l, title: Lyon}
- {const: n, title: Nice}
"""

WAY = tuple[str | int, ...]


@cache
def schema(name: str) -> dict[str, Any]:
    text: dict[str, Any] = json.loads((Path(editors.__file__).parents[1] / name).read_text(encoding="utf-8"))
    return text


def tables(root: dict[str, Any], shape: dict[str, Any], node: Node, way: WAY = ()) -> Iterator[tuple[str, WAY]]:
    """Every table of keys that reads a node of this tree: its name, and the way to the node."""
    for part in (*shape.get("allOf", ()), *shape.get("anyOf", ()), *filter(None, [shape.get("else")])):
        yield from tables(root, part, node, way)
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2].replace("%20", " ")
        table = root["definitions"][name]
        if isinstance(node, Mapping) and fits(table, node):
            yield name, way
            yield from tables(root, table, node, way)
    if isinstance(node, Sequence) and "items" in shape:
        for number, item in enumerate(node.items):
            yield from tables(root, shape["items"], item, (*way, number))
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            inner = shape.get("properties", {}).get(key) or shape.get("additionalProperties")
            if isinstance(inner, dict):
                yield from tables(root, inner, entry.value, (*way, key))


def fits(table: dict[str, Any], node: Mapping) -> bool:
    """Whether the table is meant by the node: of the tables of fields, the one of its type."""
    for key, shape in table["properties"].items():
        value = node.entries[key].value if key in node.entries else None
        if isinstance(value, Scalar) and shape.get("not") == {"const": value.text}:
            return False
        if (
            isinstance(value, Scalar)
            and len(shape.get("enum", ())) == 1
            and [value.text] != list(map(str, shape["enum"]))
        ):
            return False
    return set(table.get("required", ())) <= set(node.entries)


def without(node: Node, way: WAY, key: str) -> Node:
    """The tree without one key."""
    if isinstance(node, Sequence):
        number = way[0]
        assert isinstance(number, int)
        items = [without(item, way[1:], key) if n == number else item for n, item in enumerate(node.items)]
        return node._replace(items=tuple(items))
    assert isinstance(node, Mapping)
    if not way:
        return node._replace(entries={k: entry for k, entry in node.entries.items() if k != key})
    entries = {
        k: Entry(entry.key, without(entry.value, way[1:], key)) if k == way[0] else entry
        for k, entry in node.entries.items()
    }
    return node._replace(entries=entries)


def at(node: Node, way: WAY) -> Mapping:
    for step in way:
        if isinstance(node, Sequence):
            assert isinstance(step, int)
            node = node.items[step]
        else:
            assert isinstance(node, Mapping)
            assert isinstance(step, str)
            node = node.entries[step].value
    assert isinstance(node, Mapping)
    return node


@cache
def tree_of(text: str) -> Node:
    node, problems = read_tree(text, "f.yaml")
    assert problems == []
    assert node
    return node


REGISTRY = REGISTRY


def meaning(node: Node, name: str) -> tuple[object, list[Problem]]:
    if name == "flow.schema.json":
        read = read_flow(node, "tout", "flows/tout.yaml", REGISTRY, empty_site())
        return read.flow, read.problems
    if name == "form.schema.json":
        villes, _ = read_list(tree_of(LIST), "villes", "forms/lists/villes.yaml", REGISTRY)
        form, problems = read_form(node, "tout", "forms/tout.yaml", REGISTRY, lists={"villes": villes})
        return form and (form.title, form.fields, form.groups, form.rules), problems
    if name == "list.schema.json":
        return read_list(node, "villes", "forms/lists/villes.yaml", REGISTRY)
    return read_site(node, "flows/site.yaml", REGISTRY)[:2]


FULL_TEXTS = {"flow.schema.json": FULL, "site.schema.json": SITE, "form.schema.json": FORM, "list.schema.json": LIST}
# What says only which language a file or value is in.
FOR_OTHER_TOOLS = {("site", "parcours"), ("form", "$schema"), ("form", "type"), ("item list", "type")}


def every_key() -> list[tuple[str, str, str]]:
    return [
        (file, table, key)
        for file in editors.SCHEMAS
        for table, shape in schema(file)["definitions"].items()
        for key in shape["properties"]
        if (table, key) not in FOR_OTHER_TOOLS
        and (key != "id" or table == "branch")  # by which a variant changes an item: tests/language/variants
    ]


@pytest.mark.parametrize(("file", "table", "key"), every_key())
def test_every_key_makes_a_difference(file: str, table: str, key: str) -> None:
    root = schema(file)
    tree = tree_of(FULL_TEXTS[file])
    whole, problems = meaning(tree, file)
    assert problems == []
    ways = [way for name, way in tables(root, root, tree) if name == table and key in at(tree, way).entries]
    if not ways and file == "site.schema.json":
        assert key in schema("flow.schema.json")["definitions"][table]["properties"]  # the same table, shown there
        return
    assert ways, f"the full flow has no {table} with {key}"
    for way in ways:
        less, complaints = meaning(without(tree, way, key), file)
        assert complaints or less != whole


@pytest.mark.parametrize(
    ("file", "table"),
    [
        (file, table)
        for file in ("flow.schema.json", "form.schema.json", "list.schema.json")
        for table in sorted(schema(file)["definitions"])
    ],
)
def test_a_word_that_is_no_key_is_refused_everywhere(file: str, table: str) -> None:
    root = schema(file)
    tree = tree_of(FULL_TEXTS[file])
    way = next(way for name, way in tables(root, root, tree) if name == table)
    stranger = tree_of("zzz: x")
    assert isinstance(stranger, Mapping)

    def added(node: Node, rest: WAY) -> Node:
        if not rest:
            assert isinstance(node, Mapping)
            return node._replace(entries={**node.entries, **stranger.entries})
        if isinstance(node, Sequence):
            return node._replace(
                items=tuple(added(i, rest[1:]) if n == rest[0] else i for n, i in enumerate(node.items))
            )
        assert isinstance(node, Mapping)
        return node._replace(
            entries={k: Entry(e.key, added(e.value, rest[1:])) if k == rest[0] else e for k, e in node.entries.items()}
        )

    problems = meaning(added(tree, way), file)[1]
    assert [problem.code for problem in problems] == ["unknown-key"]


@pytest.mark.parametrize("name", editors.SCHEMAS)
def test_the_schemas_for_editors_are_current(name: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--rewrite-golden"):
        editors.write_schemas()
    written = (Path(editors.__file__).parents[1] / name).read_text(encoding="utf-8")
    assert written == editors.schema_text(*editors.SCHEMAS[name]), "run: python -m engine.language.schema.editors"


@pytest.mark.parametrize(("name", "text"), FULL_TEXTS.items())
def test_the_schemas_for_editors_take_what_the_reader_takes(name: str, text: str) -> None:
    jsonschema.Draft7Validator.check_schema(schema(name))
    found = jsonschema.Draft7Validator(schema(name)).iter_errors(yaml.safe_load(text))
    assert [error.message for error in found] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("parcours: 1", "parcours: 2"),
        ("language: fr", "langue: fr"),
        ("kind: email", "kind: phone"),
        ("after: duree", "after: 48 heures"),
        ("button: true", "button: yes please"),
        ("  quatre: {title: Fin, final: true}", "  Quatre: {title: Fin, final: true}"),
        ("max: 5", "max: 0"),
        ("- mail: code", "- {mail: code, spend: activation}"),
    ],
)
def test_the_schemas_for_editors_refuse_what_the_reader_refuses(old: str, new: str) -> None:
    text = FULL.replace(old, new)
    assert text != FULL
    assert list(jsonschema.Draft7Validator(schema("flow.schema.json")).iter_errors(yaml.safe_load(text)))
    assert meaning(tree_of(text), "flow.schema.json")[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("type: boolean", "type: bool"),
        ("minLength: 2", "minlength: 2"),
        ("minimum: 2", "minimum: deux"),
        ("multipleOf: 2", "multipleOf: 0"),
        ("x-widget: textarea", "x-widget: zone"),
        ("{const: a, title: A}", "{const: a}"),
        ("required: [texte]", "required: texte"),
        ("field: texte, ", "champ: texte, "),
        ("items: {type: string, enum: [a, b]}", "items: {type: integer}"),
        ("format: date, title: Jour, const", "title: Jour, minimum"),
        ("formatMaximum: today", "formatMaximum: 31/12/2026"),
        ("minItems: 2", "minItems: 0"),
        ("{list: villes, only: [p]}", "{liste: villes}"),
    ],
)
def test_the_schema_of_forms_refuses_what_the_reader_refuses(old: str, new: str) -> None:
    text = FORM.replace(old, new)
    assert text != FORM
    assert list(jsonschema.Draft7Validator(schema("form.schema.json")).iter_errors(yaml.safe_load(text)))
    assert meaning(tree_of(text), "form.schema.json")[1]


def test_settings_are_read_before_what_names_them() -> None:
    assert list(FLOW_KEYS).index("settings") < list(FLOW_KEYS).index("states")


VARIANTS = {
    "a title alone": ("extends: tout\ntitle: Autre\n", True),
    "a text": ("extends: tout\nflow: autre\nstates: {un: {title: Autre}}\n", True),
    "null": ("extends: tout\nflow: autre\nstates: {un: {back: null}, deux: null}\n", True),
    "items by their ids": (
        "extends: tout\nstates: {un: {links: {a: {label: A}, b: null, c: {label: C, page: p, before: a}}}}\n",
        True,
    ),
    "a form": (
        "extends: tout\nforms: {a: {properties: {b: {title: B, x-after: c}, d: null}, required: {b: true}}}\n",
        True,
    ),
    "an unknown key": ("extends: tout\nzzz: 1\n", False),
    "an unknown key of a state": ("extends: tout\nstates: {un: {zzz: 1}}\n", False),
    "an unknown keyword": ("extends: tout\nforms: {a: {properties: {b: {zzz: 1}}}}\n", False),
    "a whole flow lacks its title": (FULL.replace("title: Tout", "version: a"), False),
    "a whole flow with forms": (FULL + "forms: {a: null}\n", False),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_schema_for_editors_asks_nothing_of_a_variant_that_its_base_has(name: str) -> None:
    text, taken = VARIANTS[name]
    errors = list(jsonschema.Draft7Validator(schema("flow.schema.json")).iter_errors(yaml.safe_load(text)))
    assert (errors == []) is taken, errors
