"""What an analyst may get wrong in a form: told by name, at its place, with what to write instead."""

from __future__ import annotations

import pytest

from engine.language.analysis.scope import scope_of_form
from engine.language.forms import Form
from engine.language.guards import check_guard
from engine.language.model import Setting
from engine.language.schema.form import FORM_KEYS, read_form
from engine.language.schema.json_words import UNSUPPORTED
from engine.language.yaml import read_tree
from engine.problems import Place, Problem
from engine.registry import default_registry

REGISTRY = default_registry().without_samples()


def read(source: str) -> tuple[Form | None, list[Problem]]:
    node, problems = read_tree(source, "forms/f.yaml")
    assert node is not None, problems
    return read_form(node, "f", "forms/f.yaml", REGISTRY)


def field(keywords: str) -> str:
    return f"properties:\n  f: {{{keywords}}}\n  g: {{type: string, title: G}}\n"


def at(problem: Problem) -> str:
    """The characters under the carets."""
    place = problem.place
    return place.source[place.column - 1 : place.column - 1 + place.width]


# a field's keywords, code of the problem, characters under the carets, how the fix begins
FIELD: list[tuple[str, str, str, str]] = [
    # keys
    ("type: string, title: F, titel: x", "unknown-key", "titel", 'take it out: "title" is written in line'),
    ("type: string, titel: x", "unknown-key", "titel", 'write "title"'),
    ("type: string, title: F, minlength: 3", "unknown-key", "minlength", 'write "minLength"'),
    ("type: string, title: F, x-mesages: {a: b}", "unknown-key", "x-mesages", 'write "x-messages"'),
    ("type: string, title: F, x-wen: g", "unknown-key", "x-wen", 'write "x-when"'),
    ("type: string, title: F, when: g", "unknown-key", "when", 'write "x-when"'),
    ("type: string, title: F, x-when: g >", "bad-guard", "", ""),
    ("type: string, title: F, x-when: [g]", "text-needs-quotes", "[g]", "write: f: {type: string"),
    ("type: string, title: F, x-confirms: g, x-when: given(g)", "contradiction", "x-when", "take x-when out"),
    ("type: string, title: F, x-after: g", "unsupported-keyword", "x-after", "take it out"),
    ("type: string, title: F, $ref: a", "unsupported-keyword", "$ref", "write the field out"),
    ("type: string, title: F, if: {}", "unsupported-keyword", "if", "write x-when in"),
    ("type: integer, title: F, exclusiveMinimum: 3", "unsupported-keyword", "exclusiveMinimum", "write: minimum: 4"),
    ("type: string, title: F, required: true", "unsupported-keyword", "required",
     "take required out, and write in the form: required: [f]"),
    ("type: string, title: F, minimum: 3", "unsupported-keyword", "minimum", "write: type: integer"),
    ("type: string, title: F, format: email, minimum: 3", "unsupported-keyword", "minimum", "take it out"),
    ("type: integer, title: F, pattern: a", "unsupported-keyword", "pattern", "write: type: string"),
    ("type: integer, title: F, minimum: 1, pattern: a", "unsupported-keyword", "pattern", "take it out"),
    ("type: boolean, title: F, x-secret: true", "unsupported-keyword", "x-secret", "take it out"),
    ("type: array, title: F, items: {enum: [a], minLength: 3}", "unsupported-keyword", "minLength", "take"),
    # types
    ("title: F", "missing-key", "f", "add type"),
    ("type: string", "missing-key", "f", "add title"),
    ("type: text, title: F", "unknown-word", "text", 'write "string"'),
    ("type: gomme, title: F", "unknown-word", "gomme", "write one of: string"),
    ("type: strin, title: F", "unknown-word", "strin", 'write "string"'),
    ("type: object, title: F", "unknown-word", "object", "write one of: string"),
    ("type: [string], title: F", "wrong-type", "[string]", "write: type: string"),
    ("type: array, title: F", "missing-key", "f", "add items: {type: string, enum"),
    ("type: array, title: F, items: {type: object}", "not-yet", "object", "write items"),
    ("type: array, title: F, items: {type: integer}", "unknown-word", "integer", "write items"),
    ('type: string, title: " "', "empty-text", "", "write the text, or take"),
    ("type: string, title: [a]", "wrong-type", "[a]", 'write: f: {type: string, title: "[a]"}'),
    ('type: string, title: F, minLength: "3"', "wrong-type", "3", "write minLength: 3"),
    ("type: string, title: F, minLength: -1", "out-of-bounds", "-1", "write after minLength: a whole number of 0"),
    ("type: string, title: F, maxLength: 3.5", "wrong-type", "3.5", "write maxLength: 3, a whole number"),
    ("type: integer, title: F, minimum: dix", "wrong-type", "dix", "write after minimum: a whole number"),
    ("type: number, title: F, multipleOf: 0", "out-of-bounds", "0", "write after multipleOf: a number above 0"),
    ("type: number, title: F, multipleOf: -0.5", "out-of-bounds", "-0.5", "write after multipleOf: a number above 0"),
    ("type: string, title: F, x-secret: yes", "wrong-type", "yes", "write: x-secret: true"),
    ("type: string, title: F, x-secret: non", "wrong-type", "non", "write: x-secret: false"),
    ("type: integer, title: F, default: 1.5", "wrong-type", "1.5", "write a whole number"),
    ('type: integer, title: F, default: "1"', "wrong-type", "1", "write without quotes: default: 1"),
    ("type: boolean, title: F, default: yes", "wrong-type", "yes", "write: default: true"),
    ("type: boolean, title: F, default: Non", "wrong-type", "Non", "write: default: false"),
    ("type: string, format: date, title: F, default: 1/2/2026", "wrong-type", "1/2/2026", "write: default: 2026-02-01"),
    ('type: string, format: date, title: F, default: "31/01/2025"', "wrong-type", "31/01/2025", "write: default: 2025"),
    ("type: string, format: date, title: F, examples: [1er mai 2025]", "wrong-type", "1er mai 2025", "write: 2025-05"),
    ("type: string, format: date, title: F, default: demain", "wrong-type", "demain", "write it as year-month-day"),
    (
        "type: string, format: date, title: F, default: 31/02/2025",
        "wrong-type",
        "31/02/2025",
        "write: default: 2025-02-28",
    ),
    ('type: string, format: date, title: F, default: "0026-02-01"', "out-of-bounds", "0026-02-01", "write a date of"),
    ('type: string, format: date, title: F, const: "1799-12-31"', "out-of-bounds", "1799-12-31", "write a date of"),
    ('type: string, format: date, title: F, examples: ["2200-01-01"]', "out-of-bounds", "2200-01-01", "write a date"),
    ("type: integer, title: F, x-grouping: non", "wrong-type", "non", "write: x-grouping: false"),
    ("type: string, title: F, x-hint: true", "unknown-word", "true", "take x-hint out"),
    ("type: string, title: F, x-hint: non", "wrong-type", "non", "write: x-hint: false"),
    ("type: boolean, title: F, x-hint: false", "unsupported-keyword", "x-hint", "take it out"),
    ("type: string, title: F, description: D, x-hint: false", "no-effect", "x-hint", "take x-hint out"),
    ("type: string, title: F, enum: [a, b], x-hint: false", "no-effect", "x-hint", "take x-hint out"),
    ("type: string, title: F, x-grouping: false", "unsupported-keyword", "x-grouping", "take it out"),
    ("type: string, format: date, title: F, x-grouping: false", "unsupported-keyword", "x-grouping", "take it out"),
    ("type: boolean, title: F, x-grouping: false", "unsupported-keyword", "x-grouping", "take it out"),
    ('type: integer, title: F, minimum: "1"', "wrong-type", "1", "write minimum: 1"),
    ("type: integer, title: F, maximum: 1 000", "wrong-type", "1 000", "write maximum: 1000"),
    ("type: integer, title: F, maximum: 1\u202f000", "wrong-type", "1\u202f000", "write maximum: 1000"),
    ('type: number, title: F, minimum: "1,5"', "wrong-type", "1,5", "write minimum: 1.5"),
    ('type: integer, title: F, minimum: "1,5"', "wrong-type", "1,5", "write minimum: 2, a whole number"),
    ('type: number, title: F, maximum: "1.000,50"', "wrong-type", "1.000,50", "write maximum: 1000.50"),
    ('type: number, title: F, maximum: "1,000"', "wrong-type", "1,000", "write after maximum: a number"),  # or 1000
    ("type: number, title: F, maximum: 50 %", "wrong-type", "50 %", "write maximum: 50"),
    ("type: string, title: F, examples: a", "wrong-type", "a", "write: examples: [a]"),
    ("type: string, title: F, examples: []", "empty-value", "[]", "write what belongs in it, or take"),
    ("type: string, title: F, enum: [[a]]", "wrong-type", "[a]", "write one text"),
    # what does not exist
    ("type: string, title: F, format: emial", "unknown-format", "emial", 'write "email"'),
    ("type: string, title: F, format: siren", "unknown-format", "siren", "write one of: date, email"),
    ("type: string, title: F, x-confirms: h", "unknown-field", "h", "write "),
    ("type: string, title: F, x-confirms: f", "contradiction", "f", "write one of: g"),
    ("type: string, title: F, x-autocomplete: emial", "unknown-autocomplete", "emial", 'write "email"'),
    ("type: string, title: F, x-widget: textaera", "unknown-word", "textaera", 'write "textarea"'),
    # patterns
    ('type: string, title: F, pattern: "(?=a)b"', "bad-pattern", "(?=a)b", "write one pattern for each"),
    ('type: string, title: F, pattern: "(?<!a)b"', "bad-pattern", "(?<!a)b", "write one pattern for each"),
    (r"type: string, title: F, pattern: '(a)\1'", "bad-pattern", r"(a)\1", "write the pattern without a reference"),
    ('type: string, title: F, pattern: "(a"', "bad-pattern", "(a", "write it in RE2's syntax"),
    ('type: string, title: F, pattern: "a{1,2000}"', "bad-pattern", "a{1,2000}", "write it in RE2's syntax"),
    ('type: string, title: F, pattern: "(?m)^a$"', "bad-pattern", "(?m)^a$", "write it in RE2's syntax"),
    (f'type: string, title: F, pattern: "{"a" * 501}"', "bad-pattern", "a" * 501, "write it in RE2's syntax"),
    ("type: string, title: F, allOf: [{pattern: a, minLength: 3}]", "unsupported-keyword", "minLength", "take"),
    ('type: string, title: F, allOf: [{pattern: "("}]', "bad-pattern", "(", "write it in RE2's syntax"),
    ("type: string, title: F, pattern: [A-Z]", "wrong-type", "[A-Z]", 'write: pattern: "[A-Z]"'),
    # what cannot be met
    ("type: string, title: F, minLength: 5, maxLength: 3", "contradiction", "5", "write a minLength of at most 3"),
    ("type: number, title: F, minimum: 0.5, maximum: 0.4", "contradiction", "0.5", "write a minimum of at most 0.4"),
    ("type: string, title: F, maxLength: 87382", "form-too-large", "f", "write a maxLength of at most 87381 in f"),
    ("type: boolean, title: F, const: false", "contradiction", "const", "write const: true"),
    ("type: string, title: F, enum: [a, b, a]", "duplicate-item", "a", "take one of the two out"),
    ("type: string, title: F, enum: [a], oneOf: [{const: b, title: B}]", "contradiction", "oneOf", "keep oneOf"),
    ("type: string, title: F, x-secret: true, default: a", "contradiction", "default", "take the default out"),
    ("type: string, title: F, x-widget: password", "contradiction", "password", "add x-secret: true"),
    ("type: string, title: F, x-widget: select", "contradiction", "select", "write text or textarea"),
    ("type: string, title: F, enum: [a], x-widget: code", "contradiction", "code", "write radio or select"),
    ("type: string, title: F, format: email, x-widget: code", "contradiction", "code", "take x-widget out"),
    ("type: string, title: F, format: uri, x-widget: code", "contradiction", "code", "take x-widget out"),
    ("type: string, title: F, format: tel, x-widget: code", "contradiction", "code", "take x-widget out"),
    ("type: integer, title: F, x-confirms: g", "contradiction", "g", "give f the type"),
    ("type: string, title: F, enum: [a], x-ignore: spaces", "contradiction", "x-ignore", "take x-ignore out"),
    ("type: string, title: F, x-secret: true, x-ignore: spaces", "contradiction", "x-ignore", "take x-ignore out"),
    ("type: string, title: F, x-widget: code, x-ignore: spaces", "contradiction", "x-ignore", "take x-ignore out"),
    ("type: string, title: F, x-widget: textarea, x-ignore: spaces", "contradiction", "x-ignore", "take x-ignore out"),
    ("type: string, title: F, x-ignore: dashes", "unknown-word", "dashes", 'write "spaces"'),
    ("type: integer, title: F, x-ignore: spaces", "unsupported-keyword", "x-ignore", "take it out"),
    ("type: string, format: date, title: F, x-ignore: spaces", "unsupported-keyword", "x-ignore", "take it out"),
    # what nobody would meet
    ("type: string, title: F, enum: [a, b], x-autocomplete: sex", "no-effect", "x-autocomplete", "take x-autocomplete"),
    ("type: integer, title: F, x-widget: text", "unsupported-keyword", "x-widget", "take it out"),
    # what cannot be met
    ("type: string, x-secret: true, title: F, x-confirms: g", "contradiction", "g", "give f the type"),
    ("type: string, title: F, minLength: 3, default: ab", "never-valid", "ab", "write one that does"),
    ("type: string, title: F, maxLength: 3, examples: [abc, abcd]", "never-valid", "", "write one that does"),
    ('type: string, title: F, pattern: "^a$", default: b', "never-valid", "b", "write one that does"),
    ("type: string, title: F, format: email, default: a", "never-valid", "a", "write one that does"),
    ("type: integer, title: F, maximum: 3, default: 4", "never-valid", "4", "write one that does"),
    ("type: number, title: F, multipleOf: 0.01, const: 0.005", "never-valid", "0.005", "write one that does"),
    ("type: string, title: F, enum: [a, b], default: c", "never-valid", "c", "write one of its options"),
    ("type: string, title: F, enum: [a, b], default: A", "never-valid", "A", 'write "a"'),
    ('type: string, title: F, enum: [a, " b"]', "never-valid", " b", 'write "b"'),
    ("type: string, title: F, x-widget: code, default: ab-1", "never-valid", "ab-1", 'write "AB1"'),
    ("type: string, title: F, x-widget: code, const: soleil", "never-valid", "soleil", 'write "SOLEIL"'),
    ("type: string, title: F, x-ignore: spaces, default: 75 005", "never-valid", "75 005", 'write "75005"'),
    ("type: string, title: F, x-widget: code, const: ab-c", "never-valid", "ab-c", 'write "ABC"'),
    ("type: array, title: F, items: {type: string, enum: [a]}, default: [b]", "never-valid", "[", "write one"),
    # messages
    ("type: string, title: F, x-messages: {minLength: a}", "message-for-nothing", "minLength", "take it out"),
    ("type: string, title: F, x-messages: {required: a}", "message-for-nothing", "required", "take it out"),
    ("type: string, title: F, maxLength: 3, x-messages: {patern: a}", "message-for-nothing", "patern", "take it"),
    ('type: string, title: F, maxLength: 3, x-messages: {maxLength: "{minLength}"}',
     "unknown-placeholder", "{minLength}", "give the field a minLength"),
    ('type: string, title: "{Nom}"', "bad-placeholder", "{Nom}", "write {nom}"),
    ('type: string, title: F, description: "[a](javascript:b)"', "bad-link", "javascript:b", "write one of these"),
]  # fmt: skip


@pytest.mark.parametrize(("keywords", "code", "under", "fix"), FIELD, ids=[f"{c}: {k}"[:90] for k, c, _, _ in FIELD])
def test_a_mistake_in_a_field_is_told_with_its_fix(keywords: str, code: str, under: str, fix: str) -> None:
    _, problems = read(field(keywords))
    assert [problem.code for problem in problems] == [code], [str(p) for p in problems]
    (problem,) = problems
    assert problem.place.line == 2
    assert problem.fix.startswith(fix)
    if under:
        assert at(problem) == under


# A value that is no option: the keyword that lists them is named, and the const of the title that was written.
ONE = "oneOf: [{const: FR, title: France}, {const: BE, title: Belgique}]"
NO_OPTION = [
    (f"type: string, {ONE}, default: France", 'write "FR"', "a title"),
    (f"type: string, {ONE}, default: belgique", 'write "BE"', "a title, in small letters"),
    (f"type: string, {ONE}, default: Espagne", "write one of its options, or add this one to oneOf", "neither"),
    ("type: string, enum: [a, b], default: c", "write one of its options, or add this one to enum", "of an enum"),
    (f"type: array, items: {{type: string, {ONE}}}, default: [France, BE]", 'write ["FR", "BE"]', "of a list"),
    (f"type: array, items: {{type: string, {ONE}}}, default: [FR, Espagne]",
     "write one of its options, or add this one to oneOf", "of a list, neither"),
]  # fmt: skip


@pytest.mark.parametrize(("keywords", "fix", "reason"), [pytest.param(*row, id=row[2]) for row in NO_OPTION])
def test_a_value_that_is_no_option_is_fixed_by_one(keywords: str, fix: str, reason: str) -> None:
    _, (problem,) = read(field(f"title: F, {keywords}"))
    assert (problem.code, problem.fix) == ("never-valid", fix)
    assert problem.cause == f"it does not meet the field's own {'oneOf' if ONE in keywords else 'enum'}"


FORM: list[tuple[str, str, int, str, str]] = [
    # the form, code, line, characters under the carets, how the fix begins
    ("titel: a\n", "unknown-key", 1, "titel", 'write "title"'),
    ("description: a\n", "unsupported-keyword", 1, "description", "take"),
    ("$ref: a\n", "unsupported-keyword", 1, "$ref", "write the field out"),
    ("if: {}\n", "unsupported-keyword", 1, "if", "write x-when in"),
    ("$defs: {}\n", "unsupported-keyword", 1, "$defs", "take it out"),
    ("additionalProperties: false\n", "unsupported-keyword", 1, "additionalProperties", "take"),
    ("type: array\n", "unknown-word", 1, "array", 'write "object"'),
    ("$schema: http://json-schema.org/draft-07/schema\n", "unknown-word", 1, "http", 'write "https://json-schema.org/draft/2020'),
    ("required: [a, c]\n", "unknown-field", 1, "c", "write one of: a, b"),
    ("required: [a, a]\n", "duplicate-item", 1, "a", "take one of the two out"),
    ("required: a\n", "wrong-type", 1, "a", "write required: ["),
    ("x-groups: [{title: G, fields: [a, c]}]\n", "unknown-field", 1, "c", "write one of: a, b"),
    ("x-groups: [{title: G, fields: [a]}, {title: H, fields: [a]}]\n", "duplicate-item", 1, "a", "take one of the two"),
    ("x-groups: [{fields: [a]}]\n", "missing-key", 1, "{", "add title"),
    ("x-groups: [{title: G}]\n", "missing-key", 1, "{", "add fields"),
    ("x-rules: [{check: a == b}]\n", "missing-key", 1, "{", "add message"),
    ("x-rules: [{message: a}]\n", "missing-key", 1, "{", "add check"),
    ("x-rules: [{check: given(a), field: c, message: m}]\n", "unknown-field", 1, "c", "write one of: a, b"),
    ("x-rules: [{check: a > 3, message: m}]\n", "guard-type", 1, "", ""),
    ("x-rules: [{check: len(a) > 3, message: m}]\n", "null-not-guarded", 1, "a",
     "write the whole as `not given(a) or len(a) > 3`"),
    ("x-rules: [{check: a, message: m}]\n", "guard-type", 1, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "code", "line", "under", "fix"), FORM, ids=[f"{c}: {s.strip()}" for s, c, *_ in FORM]
)
def test_a_mistake_in_a_form_is_told_with_its_fix(source: str, code: str, line: int, under: str, fix: str) -> None:
    _, problems = read(source + "properties:\n  a: {type: string, title: A}\n  b: {type: string, title: B}\n")
    assert [problem.code for problem in problems] == [code], [str(p) for p in problems]
    assert problems[0].place.line == line
    assert problems[0].fix.startswith(fix)
    assert at(problems[0]).startswith(under)


# What says which fields are required has a mistake: their messages for it are no further ones. The line, code, fix.
REQUIRED = [
    ("required: a, b", "wrong-type", "write required: [a, b]", "a text for the list"),
    ("required: a et b", "wrong-type", "write required: [a, b]", "in words"),
    ("required: b; a", "wrong-type", "write required: [b, a]", "with a semicolon"),
    ("required: true", "wrong-type", "write required: [ … ]", "no name of a field"),
    ("required: {a: true}", "wrong-type", "write required: [ … ]", "a map"),
    ("required: [a, c]", "unknown-field", "write one of: a, b", "one misspelt"),
    ("requird: [a, b]", "unknown-key", 'write "required"', "the key misspelt"),
]


@pytest.mark.parametrize(("line", "code", "fix", "reason"), [pytest.param(*row, id=row[3]) for row in REQUIRED])
def test_where_it_is_unsure_which_fields_are_required_only_that_is_told(
    line: str, code: str, fix: str, reason: str
) -> None:
    fields = "".join(f"  {name}: {{type: string, title: T, x-messages: {{required: M}}}}\n" for name in ("a", "b"))
    _, problems = read(f"{line}\nproperties:\n{fields}x-rules: [{{check: len(a) > 1, message: M}}]\n")
    assert [problem.code for problem in problems] == [code], [str(p) for p in problems]
    assert problems[0].fix.startswith(fix)


@pytest.mark.parametrize("source", ["title: a\n", "properties: {}\n", "properties: [a]\n", "- a\n"])
def test_a_form_without_a_field_is_no_form(source: str) -> None:
    read_so_far, problems = read(source)
    assert read_so_far is None
    assert {problem.code for problem in problems} <= {"missing-key", "empty-value", "wrong-type"}
    assert problems


def test_a_name_that_no_guard_could_write_is_refused() -> None:
    _, (problem,) = read("properties:\n  Prénom usuel: {type: string, title: a}\n")
    assert (problem.code, problem.fix, at(problem)) == (
        "bad-name", 'write "prenom_usuel", here and wherever it is used', "Prénom usuel",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "better"), [("Nom", "nom"), ("nom_présent", "nom_present"), ("Nom de famille", "nom_de_famille")]
)
def test_a_field_whose_name_is_none_is_told_once_and_known_by_its_name_to_be(name: str, better: str) -> None:
    for used in (name, better):
        form, problems = read(
            f"properties:\n  {name}: {{type: string, title: N}}\n  b: {{type: string, title: B, x-confirms: {used}}}\n"
            f"required: [{used}]\nx-groups: [{{title: G, fields: [{used}]}}]\n"
            f"x-rules: [{{check: len({better}) > 1, field: {used}, message: M}}]\n"
        )
        assert [(p.code, p.place.line) for p in problems] == [("bad-name", 2)], [str(p) for p in problems]
        assert form
        assert (list(form.fields), form.fields[better].required, form.rules[0].field) == ([better, "b"], True, better)


def test_a_name_that_is_none_is_never_suggested() -> None:
    _, problems = read("properties:\n  Prenom: {type: string, title: N}\nrequired: [prenon]\n")
    assert ("unknown-field", 'write "prenom"') in [(p.code, p.fix) for p in problems]


# Beside a `type` that is missing or misspelt, all else is told too: the keywords, and code with fix of each problem
UNTYPED = [
    ('typ: integer, $ref: "a", title: F', ["unknown-key", "unsupported-keyword"], 'write "type"'),
    ("Type: integer, title: F", ["unknown-key"], 'write "type"'),
    ("types: integer, title: F, pattern: a", ["unknown-key", "unsupported-keyword"], 'write "type"'),
    ("title: F, foo: a, minimum: 3", ["unknown-key", "missing-key"], "add type: string"),
    ("type: text, titel: F, x-after: a", ["unknown-word", "unknown-key", "unsupported-keyword"], 'write "string"'),
    ("type: gomme, titel: F, x-after: a", ["unknown-key", "unsupported-keyword", "unknown-word"], "write one of:"),
]


@pytest.mark.parametrize(("written", "codes", "fix"), UNTYPED, ids=[row[0] for row in UNTYPED])
def test_a_field_without_its_type_is_looked_at_all_the_same(written: str, codes: list[str], fix: str) -> None:
    _, problems = read(field(written))
    assert [problem.code for problem in problems] == codes, [str(p) for p in problems]
    assert any(problem.fix.startswith(fix) for problem in problems)


def test_a_confirmation_of_a_confirmation_leads_to_the_field_itself() -> None:
    _, (problem,) = read(
        "properties:\n  a: {type: string, title: a}\n  b: {type: string, title: a, x-confirms: a}\n"
        "  c: {type: string, title: a, x-confirms: b}\n"
    )
    assert (problem.code, problem.fix) == ("contradiction", "write x-confirms: a")


def test_all_mistakes_of_a_form_are_told_at_once_and_its_fields_are_known_all_the_same() -> None:
    read_so_far, problems = read(
        "properties:\n  a: {type: string, titel: a}\n  b: {type: date, title: b}\n"
        "  c: {type: string, title: c, minLength: x}\n"
        "required: [a, b, z]\n"
    )
    assert sorted(problem.code for problem in problems) == [
        "unknown-field", "unknown-key", "unknown-word", "wrong-type",
    ]  # fmt: skip
    assert read_so_far is not None
    assert list(read_so_far.fields) == ["a", "b", "c"]


def test_every_word_that_json_schema_has_and_the_language_has_not_is_refused_by_name() -> None:
    for word in UNSUPPORTED:
        source = f"{word}: a\n" if word not in FORM_KEYS else ""
        _, problems = read(source + 'properties:\n  f: {type: boolean, title: F, "' + word + '": {}}\n')
        assert {problem.code for problem in problems} == {"unsupported-keyword"}, word
        assert all(f'"{word}"' in problem.message for problem in problems)


def test_what_the_language_lists_is_read() -> None:
    form, problems = read("""
$schema: https://json-schema.org/draft/2020-12/schema
type: object
title: Tout
properties:
  texte:
    {type: string, title: 75001, description: 'Un *indice* : {texte.minLength}', default: abc, examples: [abc, 75005],
    minLength: 3, maxLength: 9, pattern: "^[a-z0-9]+$", x-widget: textarea, x-autocomplete: shipping street-address}
  date: {type: string, format: date, title: D, default: 2026-11-24}
  entier: {type: integer, title: E, minimum: 1, maximum: 9, multipleOf: 2, default: 4, x-unit: km}
  nombre: {type: number, title: N, minimum: 0.5, const: 1.50}
  case: {type: boolean, title: C, default: true}
  choix: {type: string, title: O, oneOf: [{const: a, title: "*A*"}, {const: b, title: B}], default: b, x-widget: select}
  liste: {type: array, title: L, items: {type: string, enum: ["1", 2]}, default: ["1"]}
required: [texte]
x-groups: [{title: G, fields: [texte]}]
x-rules: [{check: texte != "xyz", message: M}]
""")
    assert [str(p) for p in problems] == []
    assert form is not None
    kinds = {field.name: field.kind for field in form.fields.values()}
    assert list(kinds.values()) == ["text", "date", "integer", "number", "boolean", "text", "list"]
    assert form.fields["texte"].title.source == "75001"
    assert form.fields["texte"].examples == ("abc", "75005")
    assert [option.const for option in form.fields["liste"].options] == ["1", "2"]
    assert form.order() == ("date", "entier", "nombre", "case", "choix", "liste", "texte")


# A check must hold, so what may be left out passes where it is not given. `n` optional, `m` given, `a` a box.
CHECKS = [
    ("n > 3", "not given(n) or n > 3", "an order"),
    ("3 < n and n < m", "not given(n) or 3 < n and n < m", "`and` binds first"),
    ("m == 1 or n > 3", "not given(n) or m == 1 or n > 3", "one more of several ways"),
    ("n > n_max", "not given(n) or n > n_max", "beside a setting: told by the flow"),
    ("not a or n > 3", "not given(n) or not a or n > 3", "a box that is not ticked is false, so it is given"),
]


@pytest.mark.parametrize(("check", "fixed", "reason"), [pytest.param(*row, id=row[2]) for row in CHECKS])
def test_the_fix_of_a_check_leaves_an_optional_field_optional(check: str, fixed: str, reason: str) -> None:
    def problems(check: str) -> list[Problem]:
        form, found = read(
            "properties:\n  n: {type: integer, title: N}\n  m: {type: integer, title: M}\n"
            f"  a: {{type: boolean, title: A}}\nrequired: [m]\nx-rules:\n  - {{check: {check}, message: Non}}\n"
        )
        assert form
        if "n_max" in check:
            place = Place("flows/f.yaml", 1, 1)
            scope = scope_of_form(form, {"n_max": Setting("n_max", 7, place)})
            found += check_guard(form.rules[0].check, scope)
        return found

    (problem,) = problems(check)
    assert (problem.code, problem.fix, problem.cause) == (
        "null-not-guarded", f"write the whole as `{fixed}`", '"n" is optional',
    )  # fmt: skip
    assert problems(fixed) == []


# A figure typed in French, in braces, keeps its value: in quotes it would be a text.
COMMAS = [
    ("{type: number, title: N, minimum: 1,5}", "1,5", "{type: number, title: N, minimum: 1.5}"),
    ("{type: number, minimum: -0,5, title: N}", "-0,5", "{type: number, minimum: -0.5, title: N}"),
    ("{type: number, title: N, maximum: 1 000,5 }", "1 000,5", "{type: number, title: N, maximum: 1000.5 }"),
]


@pytest.mark.parametrize(("written", "under", "fixed"), COMMAS, ids=[row[1] for row in COMMAS])
def test_a_decimal_comma_in_braces_is_fixed_by_a_point(written: str, under: str, fixed: str) -> None:
    (problem,) = read_tree(f"properties:\n  n: {written}\n", "forms/f.yaml")[1]
    assert (problem.code, at(problem)) == ("decimal-comma", under)
    assert problem.fix.startswith(f"write: n: {fixed};")
    assert read(f"properties:\n  n: {fixed}\n")[1] == []


@pytest.mark.parametrize("written", ["{title: Article 3,5}", "{title: 3,5 pages}", "{title: 3, 5 et 7}"])
def test_a_comma_in_a_text_is_no_decimal_comma(written: str) -> None:
    assert {problem.code for problem in read_tree(f"f: {written}\n", "f.yaml")[1]} == {"text-needs-quotes"}
