"""What a person types: values, or one fault a field, and never an exception."""

from __future__ import annotations

import http.server
import threading
import time
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from engine.language.forms import (
    FAULT_KEYS,
    HINT_KEYS,
    Answers,
    Form,
    hint,
    normalise,
    typed_again,
    validate,
)
from engine.language.guards import GuardFailed
from engine.language.patterns import matches
from engine.language.schema.form import read_form
from engine.language.texts.locales import Locale
from engine.language.yaml import read_tree
from engine.problems import EngineError
from engine.registry import default_registry, format

REGISTRY = default_registry()
FRENCH = Locale("fr", "Europe/Paris")


def form(source: str) -> Form:
    node, problems = read_tree(source, "forms/f.yaml")
    assert node is not None, problems
    read, problems = read_form(node, "f", "forms/f.yaml", REGISTRY)
    assert read is not None
    assert [str(p) for p in problems] == []
    return read


def one(keywords: str, required: bool = False) -> Form:
    """A form of one field, `f`."""
    return form(f"properties:\n  f: {{title: Champ, {keywords}}}\n" + ("required: [f]\n" if required else ""))


def answer(form: Form, /, **typed: str | list[str]) -> Answers:
    return validate(form, {n: [v] if isinstance(v, str) else v for n, v in typed.items()}, locale=FRENCH)


def found(answers: Answers) -> list[tuple[str | None, str]]:
    return [(fault.field, fault.key) for fault in answers.faults]


# Every keyword: valid, at its bound, just past it

SECRET = "x-secret: true, type: string"
KEYWORDS: list[tuple[str, str, Any, str]] = [
    # field, typed, value or fault, why
    ("type: string", "a", "a", "any text"),
    ("type: string", "  a  b ", "a  b", "trimmed, not inside"),
    ("type: string", "\u200b a\ufeff\u00a0", "a", "what comes along when copied"),
    ("type: string", "a\nb\tc", "a b c", "one line"),
    ("type: string, x-widget: textarea", "a\r\nb\rc\n", "a\nb\nc", "lines stay, in one spelling"),
    ("type: string", "e\u0301", "é", "one Unicode form"),
    ("type: string", "a\x00b", "!characters", "a control character"),
    ("type: string", "a\x1b[0m", "!characters", "a control character"),
    ("type: string", "\ud83d", "!characters", "half a character"),
    ("type: string", "a" * 10000, "a" * 10000, "as long as can be"),
    ("type: string", "a" * 10001, "!maxLength", "longer"),
    ("type: string, minLength: 3", "abc", "abc", "at the bound"),
    ("type: string, minLength: 3", "ab", "!minLength", "below"),
    ("type: string, minLength: 3", "a  ", "!minLength", "spaces around do not count"),
    ("type: string, minLength: 3", "e\u0301e\u0301", "!minLength", "two characters, however coded"),
    ("type: string, maxLength: 3", "abc", "abc", "at the bound"),
    ("type: string, maxLength: 3", "abcd", "!maxLength", "above"),
    ("type: string, maxLength: 3", "e\u0301" * 3, "ééé", "three characters, however coded"),
    ("type: string, maxLength: 3", "😀" * 3, "😀" * 3, "three characters of two halves"),
    ("type: string, pattern: '^[a-z]+$'", "abc", "abc", "matches"),
    ("type: string, pattern: '^[a-z]+$'", "abcD", "!pattern.sign", "one character does not"),
    ("type: string, pattern: '[a-z]'", "AbC", "AbC", "not anchored: somewhere"),
    ("type: string, pattern: '^a|b$'", "b", "b", "anchored: the whole value, either way"),
    ("type: string, pattern: '^a|b$'", "axx", "!pattern.sign", "anchored: not only its beginning"),
    ("type: string, pattern: '^a$', x-widget: textarea", "a\nb", "!pattern.sign", "$ is the end of the value"),
    ("type: string, allOf: [{pattern: '[a-z]'}, {pattern: '[0-9]'}]", "a1", "a1", "both"),
    ("type: string, allOf: [{pattern: '[a-z]'}, {pattern: '[0-9]'}]", "ab", "!pattern", "one of two"),
    ("type: string, format: email", "a@exemple.fr", "a@exemple.fr", "an address"),
    ("type: string, format: email", "a@exemple", "!format.email", "none"),
    ("type: string, format: tel", "01 02 03 04 05", "01 02 03 04 05", "a number, kept as typed"),
    ("type: string, format: tel", "12345", "!format.tel", "too short"),
    ("type: string, format: uri", "https://exemple.fr", "https://exemple.fr", "an address"),
    ("type: string, format: uri", "javascript:a", "!format.uri", "none of the web"),
    ("type: string, format: date", "24/11/2026", date(2026, 11, 24), "day, month, year"),
    ("type: string, format: date", "2026-11-24", date(2026, 11, 24), "as a date input sends it"),
    ("type: string, format: date", "31/11/2026", "!format.date", "no such day"),
    ("type: string, enum: [a, b]", "b", "b", "an option"),
    ("type: string, enum: [a, b]", "c", "!enum", "none"),
    ("type: string, oneOf: [{const: a, title: A}, {const: b, title: B}]", "a", "a", "an option"),
    ("type: string, oneOf: [{const: a, title: A}, {const: b, title: B}]", "A", "!enum", "its title is no option"),
    ("type: string, const: OUI", "OUI", "OUI", "the word"),
    ("type: string, const: OUI", "NON", "!const", "another"),
    ("type: string, x-widget: code", "ab-oi l2", "ABOIL2", "spaces, dashes, case; a letter is no figure"),
    ("type: string, x-widget: code", " -- ", None, "nothing of a code"),
    ("type: integer", "12", 12, "a figure"),
    ("type: integer", "1 200", 1200, "grouped"),
    ("type: integer", "12,0", 12, "the same figure"),
    ("type: integer", "12,5", "!type.integer", "not whole"),
    ("type: integer", "douze", "!type.integer", "a word"),
    ("type: integer, minimum: 18", "18", 18, "at the bound"),
    ("type: integer, minimum: 18", "17", "!minimum", "below"),
    ("type: integer, maximum: 99", "99", 99, "at the bound"),
    ("type: integer, maximum: 99", "100", "!maximum", "above"),
    (
        "type: string, format: email",
        "a@ن\u200cن\u200bن\u200c.ir",
        "a@ن\u200cنن.ir",
        "a joiner of the domain, and others",
    ),
    ("type: string, format: email", "a@xn--mgba3gch31f060k.com", "a@xn--mgba3gch31f060k.com", "the same in ASCII"),
    ("type: integer, multipleOf: 5", "15", 15, "a multiple"),
    ("type: integer, multipleOf: 5", "16", "!multipleOf", "none"),
    ("type: number", "12 500,50", Decimal("12500.50"), "French"),
    ("type: number", "12500.50", Decimal("12500.50"), "with a point"),
    ("type: number, x-unit: €", "12,50 €", Decimal("12.50"), "with its unit"),
    ("type: number", "12,50 €", "!type.number", "with a unit it does not have"),
    ("type: number", "0,1", Decimal("0.1"), "exact"),
    ("type: number, minimum: 0.1", "0,1", Decimal("0.1"), "at the bound, exactly"),
    ("type: number, minimum: 0.1", "0,09999999999999999999999", "!minimum", "below by less than a float can tell"),
    ("type: number, multipleOf: 0.01", "0,29", Decimal("0.29"), "0.29 % 0.01 is not 0 in floats"),
    ("type: number, multipleOf: 0.01", "0,295", "!multipleOf", "none"),
    ("type: number, multipleOf: 0.01", "1" * 39, Decimal("1" * 39), "more digits than a context has"),
    ("type: boolean", "true", True, "ticked"),
    ("type: boolean", "on", True, "ticked, as a browser says it"),
    ("type: boolean", "", False, "not ticked"),
    ("type: boolean", "false", False, "not ticked"),
    ("type: boolean, const: true", "true", True, "ticked"),
    ("type: boolean, const: true", "", "!const.box", "must be ticked"),
]


@pytest.mark.parametrize(
    ("keywords", "typed", "expected", "why"), KEYWORDS, ids=[f"{k}: {w}" for k, _, _, w in KEYWORDS]
)
def test_each_keyword_at_its_bound_and_just_past_it(keywords: str, typed: str, expected: Any, why: str) -> None:
    answers = answer(one(keywords), f=typed)
    if isinstance(expected, str) and expected.startswith("!"):
        assert (answers.values, found(answers)) == ({}, [("f", expected[1:])])
    else:
        assert (answers.values, found(answers)) == ({} if expected is None else {"f": expected}, [])
        assert type(answers.values.get("f")) is type(expected)


@pytest.mark.parametrize(
    ("keywords", "key"),
    [
        ("type: string", "required"),
        ("type: string, minLength: 3, pattern: '^a', format: email", "required"),
        ("type: integer, minimum: 3", "required"),
        ("type: string, format: date", "required"),
        ("type: string, enum: [a, b]", "required.choice"),
        ("type: array, items: {type: string, enum: [a, b]}", "required.choice"),
        (SECRET + ", minLength: 3", "required"),
    ],
)
@pytest.mark.parametrize("typed", [[], [""], ["", ""]])
def test_a_blank_entry_is_not_given_and_no_other_keyword_looks_at_it(keywords: str, key: str, typed: list[str]) -> None:
    assert answer(one(keywords), f=typed) == Answers({}, {}, (), ())
    assert found(answer(one(keywords, required=True), f=typed)) == [("f", key)]


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\t\n", "\u200b", "\u2003 \u202f"])
def test_spaces_alone_are_blank(blank: str) -> None:
    assert answer(one("type: string, minLength: 3"), f=blank).faults == ()
    assert found(answer(one("type: string", required=True), f=blank)) == [("f", "required")]


def test_a_box_not_sent_is_a_box_not_ticked() -> None:
    assert answer(one("type: boolean")).values == {"f": False}
    assert answer(one("type: boolean"), f=["false", "true"]).values == {"f": True}
    assert one("type: boolean, const: true").fields["f"].required


def test_what_is_ticked_is_kept_in_the_order_of_the_options_and_once() -> None:
    choice = one(
        "type: array, items: {type: string, oneOf: [{const: b, title: B}, {const: a, title: A}, {const: c, title: C}]}"
    )
    assert answer(choice, f=["c", "b", "b", ""]).values == {"f": ("b", "c")}
    assert found(answer(choice, f=["b", "z"])) == [("f", "enum")]


def test_only_the_fields_of_the_form_are_read() -> None:
    assert answer(one("type: string"), f="a", state="actif", g="b").values == {"f": "a"}


def test_several_different_entries_for_one_field_are_a_fault_and_equal_ones_are_one() -> None:
    assert found(answer(one("type: string"), f=["a", "b"])) == [("f", "type")]
    assert answer(one("type: string"), f=["a", " a"]).values == {"f": "a"}


def test_every_field_has_its_fault_and_each_the_most_basic_in_the_order_of_the_page() -> None:
    several = form("""
properties:
  groupe: {type: string, title: a, minLength: 5, pattern: "^[0-9]+$"}
  seul: {type: string, title: b, maxLength: 6, format: email}
  manque: {type: string, title: c}
required: [manque]
x-groups: [{title: G, fields: [groupe]}]
""")
    answers = answer(several, groupe="a", seul="abcdefg")
    assert found(answers) == [("seul", "maxLength"), ("manque", "required"), ("groupe", "minLength")]


def test_a_fault_carries_the_analysts_message_and_the_figures_it_may_quote() -> None:
    texts = one(
        'type: string, minLength: 3, maxLength: 9, x-messages: {minLength: "Au moins {minLength}.", required: Manque.}',
        required=True,
    )
    (fault,) = answer(texts, f="a").faults
    assert fault.message is not None
    assert fault.message.plain({"minLength": "3"}, lambda kind, target: ("", False)) == "Au moins 3."
    assert fault.figures == {"minLength": 3, "maxLength": 9, "length": 1}
    (missing,) = answer(texts).faults
    assert missing.message is not None
    assert missing.message.source == "Manque."
    (long,) = answer(texts, f="a" * 10).faults
    assert long.message is None


def test_each_pattern_has_its_own_message() -> None:
    word = one(
        "type: string, pattern: '^[a-z0-9]+$', x-messages: {pattern: Des lettres.}, "
        "allOf: [{pattern: '[0-9]', x-messages: {pattern: Un chiffre.}}, {pattern: '[a-z]'}]"
    )
    said = {
        typed: [f.message.source for f in answer(word, f=typed).faults if f.message] for typed in ("é1", "ab", "12")
    }
    assert said == {"é1": ["Des lettres."], "ab": ["Un chiffre."], "12": ["Des lettres."]}


def test_a_box_that_must_be_ticked_may_say_so_as_required() -> None:
    (fault,) = answer(one("type: boolean, const: true, x-messages: {required: Cochez.}")).faults
    assert fault.message is not None
    assert fault.message.source == "Cochez."


# Confirmations and secrets

IDENTIFIERS = """
properties:
  email: {type: string, format: email, title: a}
  email_encore: {type: string, format: email, title: b, x-confirms: email}
  mot: {type: string, x-secret: true, minLength: 3, title: c}
  mot_encore: {type: string, x-secret: true, title: d, x-confirms: mot}
required: [email, email_encore, mot, mot_encore]
"""
GOOD = {"email": "a@exemple.fr", "email_encore": "a@exemple.fr", "mot": "abc", "mot_encore": "abc"}


def test_a_secret_stands_apart_and_its_confirmation_nowhere() -> None:
    assert answer(form(IDENTIFIERS), **GOOD) == Answers(
        {"email": "a@exemple.fr", "email_encore": "a@exemple.fr"}, {"mot": "abc"}, ("mot",), ()
    )


@pytest.mark.parametrize(
    ("typed", "faults", "why"),
    [
        ({"email_encore": "A@Exemple.FR"}, [], "an address is compared as an address"),
        ({"email_encore": " a@exemple.fr "}, [], "trimmed"),
        ({"email_encore": "b@exemple.fr"}, [("email_encore", "x-confirms")], "another address"),
        ({"email_encore": ""}, [("email_encore", "required")], "not confirmed"),
        ({"mot_encore": "abC"}, [("mot_encore", "x-confirms")], "a secret is compared exactly"),
        ({"mot_encore": "abc "}, [("mot_encore", "x-confirms.space")], "a secret is not trimmed"),
        ({"mot": "ab", "mot_encore": "xy"}, [("mot", "minLength")], "first fix what is confirmed"),
        ({"mot": "", "mot_encore": "abc"}, [("mot", "required")], "nothing to confirm"),
        ({"mot": "", "mot_encore": ""}, [("mot", "required"), ("mot_encore", "required")], "both"),
    ],
)
def test_a_confirmation_says_the_same(typed: dict[str, str], faults: list[tuple[str, str]], why: str) -> None:
    assert found(answer(form(IDENTIFIERS), **(GOOD | typed))) == faults, why


def test_a_kept_secret_left_blank_counts_as_given_and_asks_no_confirmation() -> None:
    typed = {n: [v] for n, v in (GOOD | {"mot": "", "mot_encore": ""}).items()}
    answers = validate(form(IDENTIFIERS), typed, kept_secrets=["mot"], locale=FRENCH)
    assert (answers.secrets, answers.given_secrets, answers.faults) == ({}, ("mot",), ())


@pytest.mark.parametrize(
    ("mot", "encore", "faults"),
    [
        ("new", "new", []),
        ("new", "", [("mot_encore", "required")]),
        ("ab", "ab", [("mot", "minLength")]),
        ("", "new", [("mot_encore", "x-confirms")]),
    ],
)
def test_a_kept_secret_typed_again_is_checked_like_a_new_one(mot: str, encore: str, faults: list[Any]) -> None:
    typed = {n: [v] for n, v in (GOOD | {"mot": mot, "mot_encore": encore}).items()}
    answers = validate(form(IDENTIFIERS), typed, kept_secrets=["mot"], locale=FRENCH)
    assert found(answers) == faults
    assert answers.secrets == ({"mot": "new"} if mot == "new" else {})


def test_a_secret_is_one_word_however_its_accents_are_coded_and_keeps_its_spaces() -> None:
    secret = one(SECRET)
    assert answer(secret, f="e\u0301").secrets == answer(secret, f="\u00e9").secrets == {"f": "é"}
    assert answer(secret, f=" a ").secrets == {"f": " a "}
    assert answer(secret, f="   ").secrets == {}
    assert found(answer(secret, f="a\x00")) == [("f", "characters")]


def test_no_answer_or_fault_shows_a_secret() -> None:
    typed = GOOD | {"mot": "chut" * 3, "mot_encore": "autre"}
    answers = answer(form(IDENTIFIERS), **typed)
    assert "chut" not in repr(answers.values) + repr(answers.faults)


# Rules across fields

STAY = """
properties:
  debut: {type: string, format: date, title: a}
  fin: {type: string, format: date, title: b}
  nuits: {type: integer, title: c}
required: [debut, fin]
x-rules:
  - {check: debut < fin, field: fin, message: Après le début.}
  - {check: not given(nuits) or nuits <= nuits_max, message: Trop de nuits.}
"""


@pytest.mark.parametrize(
    ("typed", "faults", "why"),
    [
        ({}, [], "all hold; what is not given is tested first"),
        ({"fin": "01/05/2026"}, [("fin", "x-rules")], "at its field"),
        ({"nuits": "8"}, [(None, "x-rules")], "above the form"),
        ({"nuits": "8", "fin": "01/05/2026"}, [(None, "x-rules"), ("fin", "x-rules")], "all of them"),
        ({"fin": "31/02/2026"}, [("fin", "format.date")], "a faulty field is fixed first"),
        ({"fin": ""}, [("fin", "required")], "a missing one too"),
    ],
)
def test_rules_hold_across_fields(typed: dict[str, str], faults: list[Any], why: str) -> None:
    given = {"debut": "02/05/2026", "fin": "03/05/2026"} | typed
    answers = validate(form(STAY), {n: [v] for n, v in given.items()}, names={"nuits_max": 7}, locale=FRENCH)
    assert found(answers) == faults, why


BIRTH = """
properties: {ne: {type: string, format: date, title: a}}
required: [ne]
x-rules: [{check: years_since(ne) >= 18, field: ne, message: Majeur.}]
"""


def test_a_rule_counts_years_up_to_the_day_it_is_given() -> None:
    adult = form(BIRTH)
    typed = {"ne": ["24/11/2008"]}
    assert found(validate(adult, typed, locale=FRENCH, today=date(2026, 11, 23))) == [("ne", "x-rules")]
    assert found(validate(adult, typed, locale=FRENCH, today=date(2026, 11, 24))) == []
    with pytest.raises(EngineError, match="today"):
        validate(adult, typed, locale=FRENCH)


def test_a_rule_that_cannot_be_evaluated_is_our_fault_and_not_the_persons() -> None:
    with pytest.raises(GuardFailed):
        validate(form(STAY), {"debut": ["02/05/2026"], "fin": ["03/05/2026"], "nuits": ["1"]}, locale=FRENCH)


# Nothing typed raises

EVERYTHING = """
properties:
  texte: {type: string, title: a, minLength: 2, maxLength: 20, pattern: "^[a-z ]+$"}
  lignes: {type: string, title: a, x-widget: textarea}
  email: {type: string, format: email, title: a}
  encore: {type: string, format: email, title: a, x-confirms: email}
  tel: {type: string, format: tel, title: a}
  uri: {type: string, format: uri, title: a}
  jour: {type: string, format: date, title: a}
  code: {type: string, title: a, x-widget: code}
  entier: {type: integer, title: a, minimum: -5, maximum: 10, multipleOf: 5}
  nombre: {type: number, title: a, multipleOf: 0.01, x-unit: €}
  case: {type: boolean, title: a, const: true}
  choix: {type: string, title: a, enum: [a, b]}
  liste: {type: array, title: a, items: {type: string, enum: [a, b]}}
  secret: {type: string, title: a, x-secret: true, minLength: 3}
"""
ALL = form(EVERYTHING)
ANY = st.text(st.characters() | st.sampled_from("\x00\ud800\u202e\n-+,. 0e/@"), max_size=30)


@given(st.dictionaries(st.sampled_from(list(ALL.fields)), st.lists(ANY, max_size=3)))
def test_whatever_is_posted_gives_values_or_faults_and_never_an_exception(posted: dict[str, list[str]]) -> None:
    answers = validate(ALL, posted, locale=FRENCH, kept_secrets=["secret"])
    assert not {fault.field for fault in answers.faults} & (answers.values.keys() | answers.secrets.keys())
    assert {fault.key for fault in answers.faults} <= set(FAULT_KEYS)
    for name, value in answers.values.items():
        again = validate(ALL, {name: typed_again(ALL.fields[name], value, FRENCH)}, locale=FRENCH)
        assert again.values[name] == value, "typed again, it is the same value"


@pytest.mark.parametrize("name", list(ALL.fields))
@pytest.mark.parametrize("typed", ["9" * 10000, "9" * 5000, "-" * 9999, "a" * 10000, "é" * 10001, "\ufdfa" * 5000])
def test_long_entries_are_answered_at_once(name: str, typed: str) -> None:
    begin = time.process_time()
    answer(ALL, **{name: typed})
    assert time.process_time() - begin < 0.2


MONSTERS = [
    ("^(a+)+$", "a" * 28 + "!"),
    ("^(a|aa)+$", "a" * 5000 + "!"),
    ("^(a|a?)+$", "a" * 5000 + "!"),
    ("^(.*)*$", "\n" * 5000),
    ("(x+x+)+y", "x" * 5000),
    ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 5000),
    ("^([a-zA-Z0-9]+)*@exemple$", "a" * 5000),
    ("(.*){1,30}[bc]", "a" * 5000),
]


@pytest.mark.parametrize(("pattern", "typed"), MONSTERS)
def test_a_monster_of_a_pattern_answers_within_ten_milliseconds(pattern: str, typed: str) -> None:
    matches(pattern, "")  # compiled when the form is read
    best = 1.0
    for _ in range(3):
        begin = time.process_time()
        matches(pattern, typed)
        best = min(best, time.process_time() - begin)
    assert best < 0.01


def test_a_dollar_does_not_accept_a_final_line_break() -> None:
    assert not matches("^a$", "a\n")
    assert not matches("a$", "a\n")


# The schema handed to jsonschema


JSON = st.recursive(
    st.text("aé1@. ", max_size=4)
    | st.integers(-3, 12)
    | st.decimals(-3, 12, places=2)
    | st.booleans()
    | st.sampled_from("ab"),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(list(ALL.fields)), JSON))
def test_the_keywords_laid_out_find_what_jsonschema_finds_on_its_own_way(answers: dict[str, Any]) -> None:
    # whatever the types: a checker that is asked of a default sees values that no browser can send
    errors = [(error.absolute_path, str(error.validator)) for error in ALL.checker.whole.iter_errors(answers)]
    own_way = [(str(path[0]), keyword) for path, keyword in errors if keyword != "required"]
    missing = [(name, "required") for name in ALL.schema["required"] if name not in answers]
    assert len(missing) == len(errors) - len(own_way)
    laid_out = [(finding.field, finding.keyword) for finding in ALL.checker.findings(answers)]
    assert sorted(laid_out) == sorted(own_way + missing)


def test_the_schema_is_plain_json_schema() -> None:
    Draft202012Validator.check_schema(ALL.schema, format_checker=FormatChecker(formats=()))
    assert ALL.schema["properties"]["texte"] == {
        "type": "string",
        "title": "a",
        "minLength": 2,
        "maxLength": 20,
        "allOf": [{"pattern": "^[a-z ]+$"}],
    }


def test_nothing_is_fetched_for_a_ref() -> None:
    hits: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/a.json"
        for source in (
            f'$schema: "{url}"\nproperties: {{f: {{type: string, title: a}}}}',
            f'properties: {{f: {{$ref: "{url}", type: string, title: a}}}}',
            f'$ref: "{url}"\nproperties: {{f: {{type: string, title: a}}}}',
            f'properties: {{f: {{type: array, title: a, items: {{$ref: "{url}"}}}}}}',
            f'properties: {{f: {{type: string, title: a, allOf: [{{$ref: "{url}"}}]}}}}',
        ):
            node, _ = read_tree(source, "forms/f.yaml")
            assert node is not None
            read, problems = read_form(node, "f", "forms/f.yaml", REGISTRY)
            assert problems
            if read is not None:
                answer(read, f="a")
        # and were one to stand in a schema, it would not be followed
        reference = ALL.checker.whole.evolve(schema={"properties": {"f": {"$ref": url}}})
        with pytest.raises(Exception, match="Unresolvable"):
            list(reference.iter_errors({"f": "a"}))
        server.shutdown()
    assert hits == []


def test_a_plug_ins_format_is_enforced_and_compared_in_its_own_way() -> None:
    @format("siren", normalise=lambda text: text.replace(" ", ""))
    def siren(text: str) -> bool:
        return len(text.replace(" ", "")) == 9

    source = """
properties:
  a: {type: string, title: a, format: siren}
  b: {type: string, title: b, format: siren, x-confirms: a}
"""
    node, _ = read_tree(source, "forms/f.yaml")
    assert node is not None
    read, problems = read_form(node, "f", "forms/f.yaml", REGISTRY.with_format(siren))
    assert read is not None
    assert problems == []
    assert found(answer(read, a="12")) == [("a", "format.siren")]
    assert answer(read, a="732 829 320", b="732829320").faults == ()


# Typed again, normalised, hinted


@pytest.mark.parametrize(
    ("keywords", "value", "typed"),
    [
        ("type: string", "a", ("a",)),
        ("type: number", Decimal("12500.50"), ("12500,50",)),
        ("type: integer", 1200, ("1200",)),
        ("type: string, format: date", date(2026, 2, 1), ("01/02/2026",)),
        ("type: boolean", True, ("true",)),
        ("type: boolean", False, ()),
        ("type: array, items: {type: string, enum: [a, b]}", ("a", "b"), ("a", "b")),
        ("type: string", None, ()),
    ],
)
def test_a_value_fills_the_form_as_it_would_be_typed(keywords: str, value: Any, typed: tuple[str, ...]) -> None:
    assert typed_again(one(keywords).fields["f"], value, FRENCH) == typed


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("email", "A@x.fr", "a@X.FR"),
        ("email", "cafe\u0301@x.fr", "caf\u00e9@x.fr"),
        ("email", "a@\u00e9.fr", "a@xn--9ca.fr"),
        ("email", "a@E\u0301.FR", "a@XN--9CA.fr"),
        ("email", "a@x\u3002fr", "a@x.fr"),
        ("email", " a@x.fr ", "a@x.fr"),
        ("text", " a  b\u00a0c ", "a b c"),
        ("text", "e\u0301", "\u00e9"),
        ("text", "\ufeffa\u200b", "a"),
        ("email", "\ufeffa@x.fr\u200b", "a@x.fr"),
        ("email", "a\u200cb@x\u200d.f\u200cr\u200d", "ab@x.fr"),
        ("email", "a@نامه\u200b\u200c\u200cای\u200e.com", "a@xn--mgba3gch31f060k.com"),
        ("email", "a@क\u094d\u200dष。in", "a@xn--11b2ezcw70k.in"),
        ("code", "ab-cd ef", "ABCDEF"),
        ("code", "O0 Il1", "00111"),
        ("code", "ａｂ\u2013\u00adc", "ABC"),
    ],
)
def test_two_spellings_are_one_key(kind: str, one: str, other: str) -> None:
    assert normalise(kind, one) == normalise(kind, other)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("email", "a@x.fr", "b@x.fr"),
        ("email", "a.b@x.fr", "ab@x.fr"),
        ("email", "a@stra\u00dfe.de", "a@strasse.de"),
        ("text", "a", "A"),
        ("text", "ab", "a b"),
        ("code", "A1", "A2"),
    ],
)
def test_two_keys_stay_two(kind: str, one: str, other: str) -> None:
    assert normalise(kind, one) != normalise(kind, other)


@pytest.mark.parametrize("kind", ["email", "text", "code"])
@given(text=st.text(st.characters() | st.sampled_from("@.\u0130\u0345\u1e9e\u00df\ufb01\u212a"), max_size=20))
def test_normalising_twice_is_normalising_once(kind: str, text: str) -> None:
    once = normalise(kind, text)
    assert normalise(kind, once) == once
    if kind != "email":  # a domain's own rules say which of its characters are one
        assert normalise(kind, unicodedata.normalize("NFD", text)) == once


@pytest.mark.parametrize(
    ("keywords", "hints"),
    [
        ("type: string, minLength: 20", [("length.min", {"minLength": 20})]),
        # A maximum is said where an ordinary entry can reach it.
        ("type: string, maxLength: 40", [("length.max", {"maxLength": 40})]),
        ("type: string, maxLength: 41", []),
        ("type: string, format: email, maxLength: 100", [("format.email", {})]),
        ("type: string, maxLength: 500, x-widget: textarea", [("length.max", {"maxLength": 500})]),
        ("type: string, minLength: 20, maxLength: 128", [("length.min", {"minLength": 20})]),
        ("type: string, minLength: 20, maxLength: 30", [("length.between", {"minLength": 20, "maxLength": 30})]),
        ("type: string, minLength: 20, maxLength: 128, x-secret: true",
         [("length.between", {"minLength": 20, "maxLength": 128})]),
        ("type: string, minLength: 64, maxLength: 64", [("length.exact", {"length": 64})]),
        ("type: string, minLength: 5, maxLength: 5", [("length.exact", {"length": 5})]),
        ("type: string, minLength: 1, maxLength: 5", [("length.max", {"maxLength": 5})]),
        ("type: string, format: email", [("format.email", {})]),
        ("type: string, format: date, examples: [2026-11-24]",
         [("format.date", {}), ("example", {"example": date(2026, 11, 24)})]),
        ("type: string, x-widget: code", [("code", {})]),
        ("type: integer, minimum: 1, maximum: 9",
         [("number.integer", {}), ("number.between", {"minimum": 1, "maximum": 9})]),
        ("type: number, minimum: 0", [("number.decimal", {}), ("number.min", {"minimum": 0})]),
        ("type: number, maximum: 9, multipleOf: 0.5",
         [("number.decimal", {}), ("number.max", {"maximum": 9}), ("number.multiple", {"multipleOf": Decimal("0.5")})]),
        ("type: string", []),
        ("type: string, enum: [a, b]", []),
        ("type: boolean", []),
        ("type: string, minLength: 20, description: Choisissez., title: a", []),
        ("type: string, minLength: 20, x-hint: false", []),
        ("type: string, format: email, examples: [a@b.fr], x-hint: false", []),
        ("type: string, x-widget: code, x-hint: false", []),
        ("type: string, format: date, x-hint: false", []),
        ("type: integer, minimum: 1, x-hint: false", []),
        ("type: number, x-hint: false", []),
    ],
)  # fmt: skip
def test_a_field_without_description_says_what_its_schema_asks(keywords: str, hints: list[Any]) -> None:
    read = form(f"properties:\n  f: {{{keywords + ('' if 'title' in keywords else ', title: a')}}}\n").fields["f"]
    assert [tuple(h) for h in hint(read)] == hints
    assert {h.key for h in hint(read)} <= set(HINT_KEYS)


@pytest.mark.parametrize(
    ("keywords", "widget"),
    [
        ("type: string", "text"),
        ("type: string, x-widget: textarea", "textarea"),
        ("type: string, enum: [a, b]", "radio"),
        ("type: string, enum: [a, b, c, d, e, f]", "select"),
        ("type: string, enum: [a, b], x-widget: select", "select"),
        ("type: string, x-secret: true", "password"),
        ("type: string, x-secret: true, x-widget: text", "text"),
        ("type: boolean", "checkbox"),
        ("type: array, items: {type: string, enum: [a]}", "checkboxes"),
    ],
)
def test_a_field_is_filled_in_as_suits_its_kind(keywords: str, widget: str) -> None:
    assert one(keywords).fields["f"].widget == widget
