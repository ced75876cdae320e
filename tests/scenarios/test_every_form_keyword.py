"""No keyword of a form is without effect: with and without it, whoever fills the form in meets another page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest

from engine.language.forms import FAULT_KEYS
from engine.language.load import load_catalogue
from engine.language.schema.field import FIELD_KEYS
from engine.language.schema.form import FORM_KEYS, GROUP_KEYS, RULE_KEYS
from engine.language.schema.options import ITEMS_KEYS, OPTION_KEYS, PATTERN_KEYS
from engine.language.schema.shared_options import SHARED_KEYS
from tests.support.every_key import Edit, change, data, dumped, perceived, write
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest

DIALECT = "https://json-schema.org/draft/2020-12/schema"


Sent = Mapping[str, str | bool | tuple[str, ...]]  # of boxes that are ticked, each


class Row(NamedTuple):
    """
    One keyword of one kind of field, and what an edit of it changes.

    Args:
        form: the fields of a form; the one asked about is `champ`.
        edit: None: the keyword is taken out of `champ`.
        typed: what is sent; None: the form is only looked at.
        seen, instead: what is met with the form as it stands and not after the edit, and the other way round.
    """

    key: str
    form: str
    typed: Sent | None
    seen: str
    instead: str = ""
    edit: Edit | None = None


def typed(champ: str | bool | tuple[str, ...] = "", **more: str | bool) -> Sent:
    return {"champ": champ, **more}


TEXT = "{champ: {type: string, title: Champ, %s}}"
DATE = "{champ: {type: string, format: date, title: Champ, %s}}"
INTEGER = "{champ: {type: integer, title: Champ, %s}}"
NUMBER = "{champ: {type: number, title: Champ, %s}}"
BOX = "{champ: {type: boolean, title: Champ, %s}}"
BOXES = "{champ: {type: array, title: Champ, items: {type: string, enum: [bleu, vert]}, %s}}"
THREE = BOXES.replace("vert", "vert, gris")
TWICE = "{un: {%s, title: Un}, champ: {%s, title: Champ, x-confirms: un}}"
LISTS = {
    "sports": {"a": "Aviron", "b": "Boxe"},
    "ports": {"z": "Zadar", "a": "Aden"},
    "elements": {"e": "Eau", "f": "Feu"},
}
OPTIONS = "oneOf: [{const: a, title: Aviron}, {const: b, title: Boxe}]"


def with_own_words(key: str, form: str, keyword: str, sent: Sent, own: str = "Pas ainsi.") -> Row:
    """A message of the form's own for one keyword."""
    return Row(key, form % f'x-messages: {{{keyword}: "{own}"}}', sent, own)


def in_every_kind(kind: str, form: str, default: str, shown: str, sent: Sent) -> Iterator[Row]:
    """What every field may hold."""
    yield Row(f"{kind}.title", form % "", None, "Champ", "Terrain", {"champ.title": "Terrain"})
    yield Row(f"{kind}.description", form % "description: Réfléchissez.", None, "Réfléchissez.")
    yield Row(f"{kind}.default", form % f"default: {default}", None, shown)
    beside = form.replace("{champ:", "{un: {type: boolean, title: Un}, champ:")
    yield Row(f"{kind}.x-when", beside % "x-when: un", None, "À remplir si « Un » est coché")


def in_most_kinds(kind: str, form: str, value: str, shown: str, other: str) -> Iterator[Row]:
    """What is typed may also be exemplified, fixed, confirmed and completed by the browser."""
    own = {"text": "type: string", "date": "type: string, format: date"}.get(kind, f"type: {kind}")
    yield Row(f"{kind}.examples", form % f"examples: [{value}]", None, f"ar exemple {shown}")
    yield Row(f"{kind}.const", form % f"const: {value}", typed(other), "n'est pas celle qui est attendue", "<Fini")
    yield Row(f"{kind}.x-confirms", TWICE % (own, own), typed(other, un=shown), "n'est pas identique à « Un »", "<Fini")
    yield Row(f"{kind}.x-autocomplete", form % "x-autocomplete: bday", None, "completed as bday")


ROWS = (
    *in_every_kind("text", TEXT, "Lyon", "text «Lyon»", typed("x")),
    *in_every_kind("date", DATE, '"2026-11-24"', "«24/11/2026»", typed("x")),
    *in_every_kind("integer", INTEGER, "12", "«12»", typed("x")),
    *in_every_kind("number", NUMBER, "12.25", "«12,25»", typed("x")),
    *in_every_kind("boolean", BOX, "true", " ticked", typed(False)),
    *in_every_kind("list", BOXES, "[vert]", "«vert» ticked", typed()),
    *in_most_kinds("text", TEXT, "Zoé", "Zoé", "Eva"),
    *in_most_kinds("date", DATE, '"2026-11-24"', "24/11/2026", "25/11/2026"),
    *in_most_kinds("integer", INTEGER, "12", "12", "13"),
    *in_most_kinds("number", NUMBER, "12.5", "12,5", "13"),
    # No hint between the label and the button.
    Row("text.x-hint", TEXT % "maxLength: 3, x-hint: false", None, "Champ Continuer", "3 caractères au maximum"),
    Row("date.x-hint", DATE % "x-hint: false", None, "Champ Continuer", "Jour/mois/année"),
    Row("integer.x-hint", INTEGER % "minimum: 5, x-hint: false", None, "Champ Continuer", "à partir de 5"),
    Row("number.x-hint", NUMBER % "maximum: 5, x-hint: false", None, "Champ Continuer", "jusqu'à 5"),
    # Texts
    Row("text.type", TEXT % "", typed("abc"), "Champ abc", "nombre entier", {"champ.type": "integer"}),
    Row("text.enum", TEXT % "enum: [bleu, vert]", None, "{bleu: radio «bleu»} {vert: radio «vert»}"),
    Row("text.oneOf", TEXT % OPTIONS, None, "{Aviron: radio «a»} {Boxe: radio «b»}"),
    Row("text.x-options", TEXT % "x-options: sports", typed("b"), "Champ Boxe", "Champ b"),
    Row("text.minLength", TEXT % "minLength: 3", typed("ab"), "3 caractères au minimum", "<Fini"),
    Row("text.maxLength", TEXT % "maxLength: 3", typed("abcd"), "3 caractères au maximum", "<Fini"),
    Row("text.pattern", TEXT % 'pattern: "^[a-z]+$"', typed("A1"), "« A » n'est pas accepté", "<Fini"),
    Row("text.allOf", TEXT % 'allOf: [{pattern: "[0-9]"}]', typed("abc"), "n'a pas le format attendu", "<Fini"),
    Row("text.format", TEXT % "format: email", typed("abc"), "une adresse électronique valide", "<Fini"),
    Row("text.x-secret", TEXT % "x-secret: true", typed("tresor"), ": password «", "tresor"),
    Row("text.x-widget", TEXT % "x-widget: textarea", None, "{Champ: textarea «»}", "{Champ: text «»}"),
    Row("text.x-ignore", TEXT % "x-ignore: spaces", typed("75 005"), "Champ 75005", "Champ 75 005"),
    Row("text.x-messages", TEXT % 'minLength: 3, x-messages: {minLength: "{minLength} !"}', typed("ab"), "3 !"),
    # Dates
    Row(
        "date.type",
        DATE % "",
        typed("24/11/2026"),
        "Champ 24 novembre 2026",
        "",
        {"champ": {"type": "integer", "title": "Champ"}},
    ),
    Row("date.format", DATE % "", typed("24/11/2026"), "Champ 24 novembre 2026", "Champ 24/11/2026"),
    with_own_words("date.x-messages", DATE, "format", typed("hier")),
    Row("date.formatMinimum", DATE % "formatMinimum: 2026-11-24", typed("23/11/2026"), "au plus tôt le 24 n", "<Fini"),
    Row("date.formatMaximum", DATE % "formatMaximum: today", typed("24/11/2026"), "au plus tard le 23 n", "<Fini"),
    # Figures
    Row("integer.type", INTEGER % "", typed("1,5"), "un nombre entier", "Champ 1,5", {"champ.type": "number"}),
    Row("number.type", NUMBER % "", typed("abc"), "un nombre, en chiffres", "Champ abc", {"champ.type": "string"}),
    *(
        row
        for kind, form in (("integer", INTEGER), ("number", NUMBER))
        for row in (
            Row(f"{kind}.minimum", form % "minimum: 5", typed("4"), "supérieur ou égal à 5", "<Fini"),
            Row(f"{kind}.maximum", form % "maximum: 5", typed("6"), "inférieur ou égal à 5", "<Fini"),
            Row(f"{kind}.multipleOf", form % "multipleOf: 5", typed("6"), "un multiple de 5", "<Fini"),
            Row(f"{kind}.x-unit", form % "x-unit: kg", typed("1234"), "Champ 1 234 kg"),
            Row(f"{kind}.x-grouping", form % "x-grouping: false", typed("1987"), "Champ 1987", "Champ 1 987"),
            with_own_words(f"{kind}.x-messages", form, "type", typed("abc")),
        )
    ),
    # Boxes
    Row("boolean.type", BOX % "", typed(True), "Champ Oui", "", {"champ.type": "string"}),
    Row("boolean.const", BOX % "const: true", typed(False), "cochez la case « Champ »", "<Fini"),
    Row(
        "boolean.x-messages",
        BOX % "const: true, x-messages: {const: Cochez donc.}",
        typed(False),
        "Cochez donc.",
        "cochez la case",
    ),
    Row(
        "list.type",
        BOXES % "",
        None,
        "{bleu: checkbox «bleu»}",
        "{Champ: text «»}",
        {"champ.type": "string", "champ.items": None},
    ),
    Row("list.minItems", BOXES % "minItems: 2", typed("bleu"), "choisissez au moins 2 réponses", "<Fini"),
    Row("list.maxItems", THREE % "maxItems: 1", None, "Choisissez une réponse au plus."),
    Row("list.x-hint", BOXES % "maxItems: 1, x-hint: false", None, "Champ bleu", "Choisissez une réponse au plus"),
    Row("list.items", BOXES % "", None, "{bleu: checkbox", "{rouge: checkbox", {"champ.items.enum": ["rouge"]}),
    Row(
        "list.x-messages",
        BOXES % "x-messages: {enum: Une des cases.}",
        typed("rouge"),
        "Une des cases.",
        "une des réponses proposées",
    ),
    Row("items.enum", BOXES % "", None, "{bleu: checkbox «bleu»}", "{rouge:", {"champ.items.enum": ["rouge"]}),
    Row(
        "items.oneOf",
        "{champ: {type: array, title: Champ, items: {type: string, oneOf: [{const: a, title: Aviron}]}}}",
        None,
        "{Aviron: checkbox «a»}",
        "{a: checkbox «a»}",
        {"champ.items": {"type": "string", "enum": ["a"]}},
    ),
    Row(
        "items.x-options",
        "{champ: {type: array, title: Champ, items: {x-options: sports}}}",
        None,
        "{Aviron: checkbox «a»}",
        "{a: checkbox «a»}",
        {"champ.items": {"type": "string", "enum": ["a"]}},
    ),
    Row(
        "shared.list",
        TEXT % "x-options: {list: sports}",
        None,
        "{Boxe: radio «b»}",
        "{Eau: radio «e»}",
        {"champ.x-options.list": "elements"},
    ),
    Row(
        "shared.only",
        TEXT % "x-options: {list: sports, only: [a]}",
        None,
        "Champ Aviron Sans réponse",
        "{Boxe: radio «b»}",
        {"champ.x-options.only": None},
    ),
    Row(
        "shared.without",
        TEXT % "x-options: {list: sports, without: [b]}",
        None,
        "Champ Aviron Sans réponse",
        "{Boxe: radio «b»}",
        {"champ.x-options.without": None},
    ),
    Row(
        "shared.sort",
        TEXT % "x-options: {list: ports, sort: true}, x-widget: select",
        None,
        "Aden Zadar",
        "Zadar Aden",
        {"champ.x-options.sort": None},
    ),
    Row(
        "shared.first",
        TEXT % "x-options: {list: sports, first: [b]}, x-widget: select",
        None,
        "Boxe Aviron",
        "Aviron Boxe",
        {"champ.x-options.first": None},
    ),
    Row("option.const", TEXT % OPTIONS, None, "{Boxe: radio «b»}", "{Boxe: radio «x»}", {"champ.oneOf.1.const": "x"}),
    Row("option.title", TEXT % OPTIONS, typed("b"), "Champ Boxe", "Champ Judo", {"champ.oneOf.1.title": "Judo"}),
    Row(
        "pattern.pattern",
        TEXT % 'allOf: [{pattern: "[0-9]"}]',
        typed("abc"),
        "n'a pas le format attendu",
        "<Fini",
        {"champ.allOf.0.pattern": "[a-z]"},
    ),
    Row(
        "pattern.x-messages",
        TEXT % 'allOf: [{pattern: "[0-9]", x-messages: {pattern: Un chiffre manque.}}]',
        typed("abc"),
        "Un chiffre manque.",
        "n'a pas le format attendu",
        {"champ.allOf.0.x-messages": None},
    ),
    # Each keyword that an answer can fail has a message of its own
    Row("message.required", TEXT % 'x-messages: {required: "Il le faut."}', typed(), "Il le faut."),
    with_own_words("message.minLength", TEXT.replace("%s", "minLength: 3, %s"), "minLength", typed("ab")),
    with_own_words("message.maxLength", TEXT.replace("%s", "maxLength: 3, %s"), "maxLength", typed("abcd")),
    with_own_words("message.minimum", INTEGER.replace("%s", "minimum: 5, %s"), "minimum", typed("4")),
    with_own_words("message.maximum", INTEGER.replace("%s", "maximum: 5, %s"), "maximum", typed("6")),
    with_own_words("message.multipleOf", INTEGER.replace("%s", "multipleOf: 5, %s"), "multipleOf", typed("6")),
    with_own_words("message.pattern", TEXT.replace("%s", "pattern: '^[a-z]+$', %s"), "pattern", typed("A1")),
    with_own_words("message.format", TEXT.replace("%s", "format: tel, %s"), "format", typed("abc")),
    with_own_words("message.type", NUMBER, "type", typed("abc")),
    with_own_words("message.enum", TEXT.replace("%s", f"{OPTIONS}, x-widget: select, %s"), "oneOf", typed("rouge")),
    with_own_words(
        "message.formatMinimum", DATE.replace("%s", "formatMinimum: today, %s"), "formatMinimum", typed("1/1/2000")
    ),
    with_own_words(
        "message.formatMaximum", DATE.replace("%s", "formatMaximum: today, %s"), "formatMaximum", typed("1/1/2030")
    ),
    with_own_words("message.minItems", BOXES.replace("%s", "minItems: 2, %s"), "minItems", typed("bleu")),
    with_own_words("message.maxItems", BOXES.replace("%s", "maxItems: 1, %s"), "maxItems", typed(("bleu", "vert"))),
    with_own_words("message.const", BOX.replace("%s", "const: true, %s"), "const", typed(False)),
    with_own_words(
        "message.x-confirms",
        "{un: {type: string, title: Un}, champ: {type: string, title: Champ, x-confirms: un, %s}}",
        "x-confirms",
        typed("b", un="a"),
    ),
    # The form as a whole
    Row(
        "form.title",
        TEXT % "",
        typed("a"),
        "Fini Fiche Champ a",
        "Fini Étape Champ a",
        {"title": None},
    ),
    Row(
        "form.properties",
        TEXT % "",
        None,
        "{Champ: text «»}",
        "{Autre: text «»}",
        {"properties": {"autre": {"type": "string", "title": "Autre"}}},
    ),
    Row("form.required", TEXT % "", typed(), "ce champ est obligatoire", "<Fini", {"required": None}),
    Row("form.x-groups", TEXT % "", None, "Groupe", "", {"x-groups": None}),
    Row("form.x-rules", TEXT % "", typed("interdit"), "Pas ce mot.", "<Fini", {"x-rules": None}),
    Row("group.title", TEXT % "", None, "Groupe", "Ensemble", {"x-groups.0.title": "Ensemble"}),
    Row(
        "group.fields",
        "{champ: {type: string, title: Champ}, autre: {type: string, title: Autre}}",
        None,
        "Autre Groupe * Champ",
        "* Champ Groupe Autre",
        {"x-groups.0.fields": ["autre"]},
    ),
    Row(
        "rule.check",
        TEXT % "",
        typed("interdit"),
        "Pas ce mot.",
        "<Fini",
        {"x-rules.0.check": 'champ != "autre"'},
    ),
    Row("rule.field", TEXT % "", typed("interdit"), "[Pas ce mot.](#field-", "", {"x-rules.0.field": None}),
    Row("rule.message", TEXT % "", typed("interdit"), "Pas ce mot.", "Non.", {"x-rules.0.message": "Non."}),
)

# What has one right value alone: another is refused when the form is read.
REFUSED = {
    "form.$schema": ({"$schema": "https://json-schema.org/draft-07/schema"}, '"$schema" cannot be'),
    "form.type": ({"type": "array"}, '"type" cannot be "array"'),
    "items.type": ({"properties.champ.items.type": "integer"}, "an array of integers"),
}

# Keywords of the form as a whole, in every form here; a row takes one of them out.
WHOLE = """
type: object
$schema: https://json-schema.org/draft/2020-12/schema
title: Fiche
required: [champ]
x-groups: [{title: Groupe, fields: [champ]}]
x-rules: [{check: 'champ != "interdit"', field: champ, message: Pas ce mot.}]
"""


def forms_of(row: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    """The form as it stands, and after the row's edit."""
    table, _, keyword = row.key.partition(".")
    fields = deepcopy(data(row.form.replace(", }", "}")))
    edit: Edit = {f"properties.{way}": to for way, to in (row.edit or {f"champ.{keyword}": None}).items()}
    form = {"type": "object", "properties": fields}
    if table in ("form", "group", "rule"):
        form, edit = {**deepcopy(data(WHOLE)), "properties": fields}, row.edit or {}
        if keyword in ("title", "properties") and table == "form":
            del form["x-groups"], form["x-rules"], form["required"]
    elif table == "message":
        form, edit = {**form, "required": ["champ"]}, {"properties.champ.x-messages": None}
    edited = deepcopy(form)
    for way, to in edit.items():
        change(edited, way, to)
    return form, edited


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceUnderTest]:
    """One procedure with a door to each form, as it stands and edited."""
    folder = tmp_path_factory.mktemp("forms")
    write_forms(folder, dict(every_form()))
    service = ServiceUnderTest(folder / "data", folder)
    yield service
    service.close()


def every_form() -> Iterator[tuple[str, dict[str, Any]]]:
    for number, row in enumerate(ROWS):
        for part, form in zip("ab", forms_of(row), strict=True):
            yield f"f{number}{part}", own_names(form, f"{number}{part}")


def own_names(form: Any, mark: str) -> Any:
    """The form with names of its own for its fields: all stand in one procedure, where a name means one field."""
    return data(re.sub(r"\b(champ|un|autre)\b", rf"\g<0>{mark}", dumped(form)))


def write_forms(folder: Path, forms: Mapping[str, Any]) -> None:
    """A procedure of one step, behind one door for each form."""
    button = {"suite": {"label": "Continuer", "target": "fini"}}
    states = {name: {"title": "Étape", "form": name, "transitions": button} for name in forms}
    flow = {
        "parcours": 1,
        "flow": "fiches",
        "title": "Des fiches",
        "language": "fr",
        "timezone": "Europe/Paris",
        "entries": {name: {"state": name} for name in forms},
        "states": {**states, "fini": {"title": "Fini", "review": True, "final": True}},
    }
    write(folder, "flows/fiches.yaml", flow)
    for name, form in forms.items():
        write(folder, f"forms/{name}.yaml", form)
    for name, options in LISTS.items():
        if name in dumped(forms):  # a list that no form uses is a problem
            write(folder, f"forms/lists/{name}.yaml", [{"const": c, "title": t} for c, t in options.items()])


@pytest.fixture
def meet(service: ServiceUnderTest) -> Callable[[Row, str], str]:
    """What the person meets: the form, then what becomes of what was sent."""

    def met(row: Row, form: str) -> str:
        person = service.person()
        seen = perceived(person.open(f"/fiches/start/{form}"))
        if row.typed is not None:
            mark = form.removeprefix("f")
            there = {f"{name}{mark}": value for name, value in row.typed.items()}
            seen += perceived(send(person, there))
        return seen

    return met


def send(person: Person, typed: Sent) -> Page:
    """Sends what was typed, also what no browser would send by itself."""
    url, pairs = person.filled("Continuer")
    words = {name: "true" if value is True else value for name, value in typed.items() if value is not False}
    sent = [*(pair for pair in pairs if pair[0] not in typed), *words.items()]
    return person._send("POST", url, urlencode(sent, doseq=True).encode())


@pytest.mark.parametrize(("number", "row"), [pytest.param(n, row, id=row.key) for n, row in enumerate(ROWS)])
def test_a_keyword_is_met_by_a_person(number: int, row: Row, meet: Callable[[Row, str], str]) -> None:
    with_it, without = meet(row, f"f{number}a"), meet(row, f"f{number}b")
    assert row.seen in with_it
    assert row.seen not in without
    assert row.instead in without
    assert not row.instead or row.instead not in with_it


@pytest.mark.parametrize("key", REFUSED)
def test_a_keyword_of_one_value_is_refused_with_another(key: str, tmp_path: Path) -> None:
    form = {
        **data(WHOLE),
        "properties": data(BOXES.replace(", %s", "") if key == "items.type" else TEXT % "minLength: 1"),
    }
    form = deepcopy(form)
    if key == "items.type":
        del form["x-rules"]
    write_forms(tmp_path, {"fiche": form})
    assert not load_catalogue(tmp_path).problems
    edit, told = REFUSED[key]
    for way, to in edit.items():
        change(form, way, to)
    write_forms(tmp_path, {"fiche": form})
    assert told in "\n".join(map(str, load_catalogue(tmp_path).problems))


def test_a_box_that_is_required_must_be_ticked_or_is_refused(tmp_path: Path) -> None:
    form = {"type": "object", "required": ["champ"], "properties": data(BOX.replace(", %s", ""))}
    write_forms(tmp_path, {"fiche": form})
    assert "champ is required and need not be ticked" in "\n".join(map(str, load_catalogue(tmp_path).problems))


def test_no_keyword_is_without_a_row() -> None:
    told = {row.key for row in ROWS} | set(REFUSED)
    assert sorted(told) == sorted(keywords_of_the_table())


def keywords_of_the_table() -> set[str]:
    """Every keyword that a form may hold, and where."""
    inside = {
        "form": FORM_KEYS,
        **FIELD_KEYS,
        "items": ITEMS_KEYS,
        "option": OPTION_KEYS,
        "shared": SHARED_KEYS,
        "pattern": PATTERN_KEYS,
        "group": GROUP_KEYS,
        "rule": RULE_KEYS,
        "message": {key.partition(".")[0] for key in FAULT_KEYS} - {"characters"},  # that one is the engine's alone
    }
    return {f"{table}.{keyword}" for table, words in inside.items() for keyword in words}
