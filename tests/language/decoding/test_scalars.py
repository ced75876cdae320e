"""One plain value: texts, true or false, one of some words, a text of one shape, names."""

from __future__ import annotations

from typing import Any

import pytest

from engine.language.decoding import (
    BROKEN,
    CHARACTERS,
    FLAG,
    NAMED,
    PLAIN_NAME,
    STRING,
    Kind,
    Reading,
    Setting,
    matching,
    one_of,
)
from engine.problems import Place
from engine.registry import default_registry
from tests.support.decoding import decoded, the_problem, under

COLOUR = one_of("red", "green", "blue")
ONE = one_of("1")
SHORT = matching("[A-Z]{2}", "two capital letters", "FR")

GOOD: list[tuple[Kind[Any], str, Any]] = [
    (STRING, "Bonjour", "Bonjour"),
    (STRING, '" Bonjour "', "Bonjour"),
    (STRING, "true", "true"),
    (STRING, "1.10", "1.10"),
    (CHARACTERS, '" "', " "),
    (CHARACTERS, "1.10", "1.10"),
    (FLAG, "true", True),
    (FLAG, "false", False),
    (COLOUR, "green", "green"),
    (COLOUR, '"green"', "green"),
    (ONE, "1", "1"),
    (SHORT, "FR", "FR"),
    (PLAIN_NAME, "etape_1", "etape_1"),
]


@pytest.mark.parametrize(("kind", "written", "value"), GOOD, ids=[row[1] for row in GOOD])
def test_a_value_is_read(kind: Kind[Any], written: str, value: Any) -> None:
    assert decoded(kind, written) == (value, [])


# Kind, what is written, code, message, fix
WRONG: list[tuple[Kind[Any], str, str, str, str]] = [
    (STRING, '" "', "empty-text", '"k" is empty', "write the text, or take the key out"),
    (STRING, "[a]", "wrong-type", '"k" must be a text, not a list', 'write: k: "[a]"'),
    (STRING, "{a: b}", "wrong-type", '"k" must be a text, not a map', 'write: k: "a: b"'),
    (STRING, "{fr: a, en: b}", "wrong-type", '"k" must be a text, not a map', 'write: k: "fr: a, en: b"'),
    (CHARACTERS, "[a]", "wrong-type", '"k" must be a text, not a list', "write: k: a"),
    (FLAG, "oui", "wrong-type", '"k" must be true or false, not "oui"', "write: k: true"),
    (FLAG, "Off", "wrong-type", '"k" must be true or false, not "Off"', "write: k: false"),
    (FLAG, '"true"', "wrong-type", '"k" must be true or false, not "true" in quotes', "write: k: true"),
    (FLAG, "[true]", "wrong-type", '"k" must be true or false, not a list', "write: k: true"),
    (COLOUR, "gren", "unknown-word", '"k" cannot be "gren"', 'write "green"'),
    (COLOUR, "violet", "unknown-word", '"k" cannot be "violet"', "write one of: red, green, blue"),
    (COLOUR, "[red]", "wrong-type", '"k" must be one of red, green, blue, not a list', "write: k: red"),
    (ONE, "2", "unknown-word", '"k" cannot be "2"', 'write "1"'),
    (SHORT, "fr", "bad-value", '"k" cannot be "fr"', "write: k: FR"),
    (SHORT, "FRA", "bad-value", '"k" cannot be "FRA"', "write: k: FR"),
    (SHORT, "{a: b}", "wrong-type", '"k" must be two capital letters, not a map', "write: k: FR"),
    (PLAIN_NAME, "Étape 1", "bad-name", '"Étape 1" is not a valid name', 'write "etape_1"'),
    (PLAIN_NAME, "1", "bad-name", '"1" is not a valid name', "write a name such as step_1"),
    (PLAIN_NAME, "[a]", "wrong-type", '"k" must be one name, not a list', "write: k: a"),
    (PLAIN_NAME, "[a, b]", "wrong-type", '"k" must be one name, not a list',
     "write one name after k:, without brackets or a dash"),
    (PLAIN_NAME, "{a: b}", "wrong-type", '"k" must be one name, not a map',
     "write one name after k:, without keys below it"),
    (PLAIN_NAME, "a@exemple.fr", "bad-name", '"a@exemple.fr" is not a valid name',
     'put it under "settings" (adresse_contact: a@exemple.fr) and write that name here: adresse_contact'),
    (PLAIN_NAME, "a@exemple.fr; b@exemple.fr", "bad-name", '"a@exemple.fr; b@exemple.fr" is not a valid name',
     "write one name, which holds one address"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "written", "code", "message", "fix"), WRONG, ids=[f"{row[2]}: {row[1]}" for row in WRONG]
)
def test_another_value_is_reported(kind: Kind[Any], written: str, code: str, message: str, fix: str) -> None:
    assert decoded(kind, written)[0] is BROKEN
    assert the_problem(kind, written) == (code, message, fix)


def test_a_fix_followed_to_the_letter_is_read() -> None:
    for kind, written, code, _, fix in WRONG:
        if code in ("wrong-type", "bad-value", "unknown-word") and fix.startswith(("write: k: ", 'write "')):
            fixed = fix.removeprefix("write: k: ").removeprefix('write "').removesuffix('"' if 'write "' in fix else "")
            assert decoded(kind, fixed)[1] == [], written


def test_a_name_keeps_its_place() -> None:
    named, _ = decoded(NAMED, "etape_1")
    assert (named.name, named.place.line, named.place.column) == ("etape_1", 1, 4)


def test_an_address_whose_setting_is_known_is_replaced_by_its_name() -> None:
    reading = Reading(default_registry())
    reading.settings = {"contact": Setting("contact", "a@exemple.fr", Place("f.yaml", 1, 1))}
    assert the_problem(PLAIN_NAME, "a@exemple.fr", reading=reading)[2] == 'write "contact"'


def test_a_file_is_named_after_the_form() -> None:
    assert the_problem(PLAIN_NAME, "forms/besoin.yaml", "form")[2] == 'write "besoin"'
    assert the_problem(PLAIN_NAME, "mon-besoin", "form")[2] == (
        'write "mon_besoin", and rename the file to forms/mon_besoin.yaml'
    )


def test_a_key_glued_to_its_value_is_explained() -> None:
    _, (problem,) = decoded(FLAG, "label:oui")
    assert (problem.cause, problem.fix) == ("only a colon with a space after it ends a key", "write: label: oui")
    assert under(problem) == "label:oui"
