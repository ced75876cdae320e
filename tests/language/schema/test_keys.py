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
from engine.language.schema.site import read_site
from engine.language.yaml.tree import Entry, Mapping, Node, Sequence, read_tree
from engine.problems import Problem
from engine.registry import default_registry

FULL = """\
parcours: 1
flow: tout
title: Tout ce que la langue sait dire
version: 2027
language: fr
timezone: Europe/Paris
settings: {duree: 48 hours, taille: 6}
registers:
  espaces: {kind: email, statuses: [actif, importe], samples: {a@exemple.fr: actif}}
phases: {debut: Début}
values:
  numero: {type: string, title: Numéro}
facts:
  espace: {register: espaces, key: email}
  code_saisi: {code: activation, typed: code, of: case}
guards: {adresse_active: espace == "actif"}
entries:
  creation: {state: un, fills: {code: activation}}
pages:
  accueil:
    title: Bienvenue
    path: /accueil
    content: Bonjour
    sections:
      - {title: Partie, content: Texte, links: [{label: Ici, page: accueil}]}
    links:
      - {label: Entrer, entry: creation, button: true, new_tab: true}
      - {label: Ailleurs, url: "https://www.exemple.fr"}
      - {label: Autre, flow: autre, entry: creation}
      - {label: Papier, document: resume}
states:
  un:
    phase: debut
    title: Un
    content: Texte
    notes: [{title: Conseil, text: Notez}]
    show: [email]
    gate: {name: captcha, length: taille}
    form: identifiants
    review: true
    back: {label: Étape précédente}
    links: [{label: Ici, page: accueil}]
    tries: {max: 5, target: deux}
    timeout: {after: duree, target: deux, effects: [{mail: code}]}
    reminders:
      - {after: 12 hours, effects: [{mail: code}]}
      - {before: 12 hours, effects: [{mail: code}]}
    on_enter: [{mail: code}]
    transitions:
      seul: {label: Seul, skip_form: true, id: seul, guard: adresse_active, target: deux, effects: [{mail: code}]}
      refuser: {label: Refuser, refuse: {state: un, field: email, message: Non}}
      reprendre: {label: Reprendre, resume: {code: activation, typed: code}, target: deux}
      partir: {label: Partir, leave: accueil}
      plusieurs:
        label: Plusieurs
        first_of:
          - {id: un, guard: adresse_active, refuse: {message: Non}}
          - resume:
              flow: autre
              state: [un, deux]
              register: espaces
              key: email
              where: {email: email}
              secret: {mot: mot}
              event: seul
          - {guard: adresse_active, leave: accueil}
          - target: deux
            effects:
              - claim: {register: espaces, key: email, status: actif, over: [importe]}
              - release: {register: espaces, key: email}
              - code: {name: activation, length: 10, lives: duree}
              - spend: activation
              - number: {field: numero, digits: 10}
              - mail: code
              - set: {numero: '"x"'}
              - forget: [email]
  deux:
    title: Deux
    tries: {max: 5, per: email, pause: 15 minutes}
    rest: true
  trois: {automatic: {first_of: [{target: deux}]}}
  quatre: {title: Fin, final: true}
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
"""

WAY = tuple[str | int, ...]


@cache
def schema(name: str) -> dict[str, Any]:
    text: dict[str, Any] = json.loads((Path(editors.__file__).parents[1] / name).read_text(encoding="utf-8"))
    return text


def tables(root: dict[str, Any], shape: dict[str, Any], node: Node, way: WAY = ()) -> Iterator[tuple[str, WAY]]:
    """Every table of keys that reads a node of this tree: its name, and the way to the node."""
    for part in (*shape.get("allOf", ()), *shape.get("anyOf", ())):
        yield from tables(root, part, node, way)
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2].replace("%20", " ")
        if isinstance(node, Mapping):
            yield name, way
        yield from tables(root, root["definitions"][name], node, way)
    if isinstance(node, Sequence) and "items" in shape:
        for number, item in enumerate(node.items):
            yield from tables(root, shape["items"], item, (*way, number))
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            inner = shape.get("properties", {}).get(key) or shape.get("additionalProperties")
            if isinstance(inner, dict):
                yield from tables(root, inner, entry.value, (*way, key))


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


REGISTRY = default_registry()


def meaning(node: Node, name: str) -> tuple[object, list[Problem]]:
    if name == "flow.schema.json":
        read = read_flow(node, "tout", "flows/tout.yaml", REGISTRY, empty_site())
        return read.flow, read.problems
    return read_site(node, "flows/site.yaml", REGISTRY)[:2]


def every_key() -> list[tuple[str, str, str]]:
    return [
        (file, table, key)
        for file in editors.SCHEMAS
        for table, shape in schema(file)["definitions"].items()
        for key in shape["properties"]
        if (table, key) != ("site", "parcours")  # repeats for readers which language the file is in
    ]


@pytest.mark.parametrize(("file", "table", "key"), every_key())
def test_every_key_makes_a_difference(file: str, table: str, key: str) -> None:
    root = schema(file)
    tree = tree_of(FULL if file == "flow.schema.json" else SITE)
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


@pytest.mark.parametrize("table", sorted(schema("flow.schema.json")["definitions"]))
def test_a_word_that_is_no_key_is_refused_everywhere(table: str) -> None:
    root = schema("flow.schema.json")
    tree = tree_of(FULL)
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

    problems = meaning(added(tree, way), "flow.schema.json")[1]
    assert [problem.code for problem in problems] == ["unknown-key"]


@pytest.mark.parametrize("name", editors.SCHEMAS)
def test_the_schemas_for_editors_are_current(name: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--rewrite-golden"):
        editors.write_schemas()
    written = (Path(editors.__file__).parents[1] / name).read_text(encoding="utf-8")
    assert written == editors.schema_text(*editors.SCHEMAS[name]), "run: python -m engine.language.schema.editors"


@pytest.mark.parametrize(("name", "text"), [("flow.schema.json", FULL), ("site.schema.json", SITE)])
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


def test_settings_are_read_before_what_names_them() -> None:
    assert list(FLOW_KEYS).index("settings") < list(FLOW_KEYS).index("states")
