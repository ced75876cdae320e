"""A variant over its base: what each way of writing a change makes of a flow, beside the flow written by hand."""

from __future__ import annotations

from textwrap import dedent

import pytest
import yaml

from engine.language.schema.flow import FLOW
from engine.language.variants.fields import FormMerging
from engine.language.variants.merging import Merging
from engine.language.variants.spots import Spot
from engine.language.yaml import Mapping, Node, read_tree, write_tree


def tree(text: str, file: str) -> Mapping:
    node, problems = read_tree(dedent(text), file)
    assert not problems, "\n".join(map(str, problems))
    assert isinstance(node, Mapping)
    return node


def value(text: str) -> object:
    return yaml.safe_load(dedent(text))


def kept(node: Node) -> object:
    return yaml.safe_load(write_tree(node))


BASE = """
    title: Une carte
    settings: {delai: 2 days, places: 4}
    facts:
      connue: {register: cartes, key: email}
    pages:
      accueil:
        title: Accueil
        links: [{id: a, label: A, page: b}, {label: B, url: "https://b.fr"}, {id: c, label: C, flow: f, entry: e}]
    states:
      qui:
        title: Qui
        notes: [{id: n, title: N, text: T}]
        sections: [{id: s, title: S, links: [{id: l, label: L, page: p}]}]
        reminders: [{id: r, after: 2 days, effects: [{id: m, mail: x}]}]
        timeout: {after: 2 days, target: fin}
        tries: {max: 3, target: fin}
        transitions:
          suite:
            label: Suite
            first_of:
              - {id: b1, guard: g, target: un, effects: [{id: e1, mail: m}, {set: {v: 1}}]}
              - {id: b2, guard: h, resume: {state: s, code: c, typed: t, event: ev}}
              - {target: deux}
          seule: {label: Seule, target: un, effects: [{mail: m}]}
      fin: {title: Fin, final: true}
"""
SUITE = "states: {qui: {transitions: {suite: %s}}}"
# What is written in the variant, what of the base it takes the place of, and what that becomes; the reason beside.
CHANGES = {
    "a text": ("title: Autre", ["title"], "Autre"),
    "a key more of a map keeps the others": (
        "settings: {age: 3}",
        ["settings"],
        {"delai": "2 days", "places": 4, "age": 3},
    ),
    "null removes a key": ("settings: {delai: null}", ["settings"], {"places": 4}),
    "a map of which nothing is left goes": ("settings: {delai: null, places: null}", ["settings"], None),
    "a quoted null is a text": ('title: "null"', ["title"], "null"),
    "a list replaces a list": (
        "states: {qui: {notes: [{title: Z, text: Y}]}}",
        ["states", "qui", "notes"],
        [{"title": "Z", "text": "Y"}],
    ),
    "an item by its id": (
        "pages: {accueil: {links: {a: {label: Z}}}}",
        ["pages", "accueil", "links", 0],
        {"id": "a", "label": "Z", "page": "b"},
    ),
    "an item without id stays where it stands": (
        "pages: {accueil: {links: {a: null, d: {label: D, page: d}}}}",
        ["pages", "accueil", "links"],
        [
            {"label": "B", "url": "https://b.fr"},
            {"id": "c", "label": "C", "flow": "f", "entry": "e"},
            {"id": "d", "label": "D", "page": "d"},
        ],
    ),
    "a list of which nothing is left goes": ("states: {qui: {notes: {n: null}}}", ["states", "qui", "notes"], None),
    "an item of a list within an item": (
        "states: {qui: {sections: {s: {links: {l: {page: q}}}}}}",
        ["states", "qui", "sections"],
        [{"id": "s", "title": "S", "links": [{"id": "l", "label": "L", "page": "q"}]}],
    ),
    "a link leads elsewhere: one way takes the place of another": (
        'pages: {accueil: {links: {a: {url: "https://a.fr"}, c: {page: z}}}}',
        ["pages", "accueil", "links"],
        [
            {"id": "a", "label": "A", "url": "https://a.fr"},
            {"label": "B", "url": "https://b.fr"},
            {"id": "c", "label": "C", "page": "z"},
        ],
    ),
    "a reminder before instead of after": (
        "states: {qui: {reminders: {r: {before: 1 days}}}}",
        ["states", "qui", "reminders", 0],
        {"id": "r", "before": "1 days", "effects": [{"id": "m", "mail": "x"}]},
    ),
    "an effect of another kind": (
        "states: {qui: {reminders: {r: {effects: {m: {spend: c}}}}}}",
        ["states", "qui", "reminders", 0, "effects"],
        [{"id": "m", "spend": "c"}],
    ),
    "tries that pause": (
        "states: {qui: {tries: {per: f, pause: 5 minutes}}}",
        ["states", "qui", "tries"],
        {"max": 3, "per": "f", "pause": "5 minutes"},
    ),
    "a fact of another kind": (
        "facts: {connue: {code: c, typed: t}}",
        ["facts", "connue"],
        {"code": "c", "typed": "t"},
    ),
    "one key more of a fact": (
        "facts: {connue: {key: autre}}",
        ["facts", "connue"],
        {"register": "cartes", "key": "autre"},
    ),
    "a branch's target": (
        SUITE % "{first_of: {b1: {target: trois}}}",
        ["states", "qui", "transitions", "suite", "first_of", 0],
        {"id": "b1", "guard": "g", "target": "trois", "effects": [{"id": "e1", "mail": "m"}, {"set": {"v": 1}}]},
    ),
    "a verb takes the place of the old one; a refusal has no effects": (
        SUITE % "{first_of: {b1: {refuse: {message: Non}}}}",
        ["states", "qui", "transitions", "suite", "first_of", 0],
        {"id": "b1", "guard": "g", "refuse": {"message": "Non"}},
    ),
    "a target in the place of a resume": (
        SUITE % "{first_of: {b2: {target: un}}}",
        ["states", "qui", "transitions", "suite", "first_of", 1],
        {"id": "b2", "guard": "h", "target": "un"},
    ),
    "both, where both are written": (
        SUITE % "{first_of: {b2: {resume: {event: autre}, target: un}}}",
        ["states", "qui", "transitions", "suite", "first_of", 1],
        {
            "id": "b2",
            "guard": "h",
            "target": "un",
            "resume": {"state": "s", "code": "c", "typed": "t", "event": "autre"},
        },
    ),
    "a resume by another way": (
        SUITE % "{first_of: {b2: {resume: {register: r, key: k}}}}",
        ["states", "qui", "transitions", "suite", "first_of", 1, "resume"],
        {"state": "s", "event": "ev", "register": "r", "key": "k"},
    ),
    "branches in the place of one": (
        "states: {qui: {transitions: {seule: {first_of: [{target: deux}]}}}}",
        ["states", "qui", "transitions", "seule"],
        {"label": "Seule", "first_of": [{"target": "deux"}]},
    ),
    "one branch in the place of several": (
        SUITE % "{target: deux}",
        ["states", "qui", "transitions", "suite"],
        {"label": "Suite", "target": "deux"},
    ),
    "a state that rests": ("states: {fin: {rest: true}}", ["states", "fin"], {"title": "Fin", "rest": True}),
    "decided at once": (
        "states: {qui: {automatic: {first_of: [{target: fin}]}}}",
        ["states", "qui", "transitions"],
        None,
    ),
}
ORDERS = {
    "a new branch is the last but one": ("{neuf: {guard: z, target: z}}", ["b1", "b2", "neuf", None]),
    "two, in the order written": ("{x: {guard: z, target: z}, y: {guard: z, target: z}}", ["b1", "b2", "x", "y", None]),
    "before another": ("{neuf: {guard: z, target: z, before: b1}}", ["neuf", "b1", "b2", None]),
    "before a new one, written later": (
        "{x: {guard: z, target: z, before: y}, y: {guard: z, target: z, before: b2}}",
        ["b1", "x", "y", "b2", None],
    ),
    "one of the base is moved": ("{b2: {before: b1}}", ["b2", "b1", None]),
    "the only one that is left": ("{b1: null, b2: null}", [None]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_a_change_makes_of_the_base(name: str) -> None:
    written, way, wanted = CHANGES[name]
    merging = Merging("carte")
    found = kept(merging.maps(tree(BASE, "base.yaml"), tree(written, "variant.yaml"), Spot(FLOW.shape)))
    assert merging.problems == []
    for key in way[:-1]:
        found = found[key]  # type: ignore[index]
    last = way[-1]
    assert (found.get(last) if isinstance(found, dict) else found[last]) == wanted  # type: ignore[index]


@pytest.mark.parametrize("name", ORDERS)
def test_the_order_of_branches(name: str) -> None:
    written, wanted = ORDERS[name]
    merging = Merging("carte")
    over = tree(SUITE % f"{{first_of: {written}}}", "variant.yaml")
    found = kept(merging.maps(tree(BASE, "base.yaml"), over, Spot(FLOW.shape)))
    assert merging.problems == []
    branches = found["states"]["qui"]["transitions"]["suite"]["first_of"]  # type: ignore[index]
    assert [branch.get("id") for branch in branches] == wanted


def test_a_last_branch_that_is_replaced_stays_the_last() -> None:
    base = tree(BASE.replace("- {target: deux}", "- {id: reste, target: deux}"), "base.yaml")
    merging = Merging("carte")
    found = kept(
        merging.maps(base, tree(SUITE % "{first_of: {reste: null, autre: {target: un}}}", "v.yaml"), Spot(FLOW.shape))
    )
    branches = found["states"]["qui"]["transitions"]["suite"]["first_of"]  # type: ignore[index]
    assert [branch["id"] for branch in branches] == ["b1", "b2", "autre"]


FORM = """
    type: object
    required: [nom, age]
    properties:
      nom: {type: string, title: Nom}
      age: {type: integer, title: Âge, minimum: 3}
      ville: {type: string, title: Ville, enum: [Lyon, Brest]}
      mot: {type: string, title: Mot}
    x-groups: [{title: Vous, fields: [nom, age]}, {title: Où, fields: [ville]}]
"""
FIELD = "{type: string, title: Neuf%s}"
FORMS = {
    "a figure": ("properties: {age: {minimum: 5}}", "properties.age.minimum", 5),
    "options in another way": (
        "properties: {ville: {oneOf: [{const: a, title: A}]}}",
        "properties.ville",
        {"type": "string", "title": "Ville", "oneOf": [{"const": "a", "title": "A"}]},
    ),
    "a new field is the last": (f"properties: {{x: {FIELD % ''}}}", "order", "nom age ville mot x"),
    "after another": (f"properties: {{x: {FIELD % ', x-after: nom'}}}", "order", "nom x age ville mot"),
    "two after one, in the order written": (
        f"properties: {{x: {FIELD % ', x-after: nom'}, y: {FIELD % ', x-after: nom'}}}",
        "order",
        "nom x y age ville mot",
    ),
    "one after a new one": (
        f"properties: {{x: {FIELD % ', x-after: y'}, y: {FIELD % ', x-after: nom'}}}",
        "order",
        "nom y x age ville mot",
    ),
    "one of the base is moved": ("properties: {mot: {x-after: nom}}", "order", "nom mot age ville"),
    "it joins the group of the field before it": (
        f"properties: {{x: {FIELD % ', x-after: nom'}}}",
        "groups",
        [["nom", "x", "age"], ["ville"]],
    ),
    "moved to another group": ("properties: {ville: {x-after: nom}}", "groups", [["nom", "ville", "age"]]),
    "a removed field leaves the required ones": ("properties: {age: null}", "required", ["nom"]),
    "and its group": ("properties: {age: null}", "groups", [["nom"], ["ville"]]),
    "a group that is left empty goes": ("properties: {ville: null}", "groups", [["nom", "age"]]),
    "required as a map": ("required: {mot: true, age: null}", "required", ["nom", "mot"]),
    "false takes out too": ("required: {age: false}", "required", ["nom"]),
    "nothing is required any more": ("required: {nom: null, age: null}", "required", None),
    "required as a list": ("required: [mot]", "required", ["mot"]),
    "required removed": ("required: null", "required", None),
    "groups replaced": (
        f"{{properties: {{x: {FIELD % ', x-after: nom'}}}, x-groups: [{{title: T, fields: [mot]}}]}}",
        "groups",
        [["mot"]],
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_what_a_change_makes_of_a_form(name: str) -> None:
    written, what, wanted = FORMS[name]
    merging = Merging("carte")
    found = kept(FormMerging(merging).form(tree(FORM, "form.yaml"), tree(written, "variant.yaml"), "qui"))
    assert merging.problems == []
    assert isinstance(found, dict)
    got: object
    if what == "order":
        got = " ".join(found["properties"])
    elif what == "groups":
        got = [group["fields"] for group in found.get("x-groups", [])]
    else:
        got = found
        for key in what.split("."):
            got = got.get(key)  # type: ignore[attr-defined]
    assert got == wanted
    assert "x-after" not in write_tree(tree(FORM, "f.yaml")) + str(found)


def test_every_value_keeps_its_place() -> None:
    merging = Merging("carte")
    over = tree("\n\nsettings: {places: 5}\n", "variant.yaml")
    merged = merging.maps(tree(BASE, "base.yaml"), over, Spot(FLOW.shape))
    settings = merged.entries["settings"].value
    assert isinstance(settings, Mapping)
    places = {name: entry.value.place for name, entry in settings.entries.items()}
    assert (places["delai"].file, places["delai"].line) == ("base.yaml", 3)
    assert (places["places"].file, places["places"].line) == ("variant.yaml", 3)
