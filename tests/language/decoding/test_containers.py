"""Lists, maps and records: what is read of them where a part is broken, and each problem."""

from __future__ import annotations

from typing import Any

import pytest

from engine.language.decoding import (
    BROKEN,
    FLAG,
    PLAIN_NAME,
    STRING,
    WHOLE,
    Found,
    Key,
    Kind,
    Reading,
    Refused,
    at_most_one,
    list_of,
    map_of,
    not_with,
    one_needed,
    one_or_more,
    record,
)
from engine.registry import default_registry
from tests.support.decoding import decoded, the_problem, under

NAMES = list_of(PLAIN_NAME)
COUNTS = map_of(WHOLE)
BOX = record(
    "box",
    {
        "label": Key(STRING, "what is on it", need=True),
        "size": Key(WHOLE, "how large", default=1),
        "open": Key(FLAG, "no lid", default=False),
    },
    lambda _, found: (found["label"], found["size"], found["open"]),
    refused={"lid": Refused("boxes that close"), "lock": Refused(fix="write open: false")},
)

GOOD: list[tuple[Kind[Any], str, Any]] = [
    (NAMES, "[a, b]", ("a", "b")),
    (one_or_more(PLAIN_NAME), "a", ("a",)),
    (one_or_more(PLAIN_NAME), "[a, b]", ("a", "b")),
    (COUNTS, "{a: 1, b: 2}", {"a": 1, "b": 2}),
    (map_of(WHOLE, names=False), '{"A b": 1}', {"A b": 1}),
    (BOX, "{label: Nord}", ("Nord", 1, False)),
    (BOX, "{open: true, label: Nord, size: 3}", ("Nord", 3, True)),
]


@pytest.mark.parametrize(("kind", "written", "value"), GOOD, ids=[row[1] for row in GOOD])
def test_a_value_is_read(kind: Kind[Any], written: str, value: Any) -> None:
    assert decoded(kind, written) == (value, [])


# Kind, what is written, what is read all the same, code, message, fix
WRONG: list[tuple[Kind[Any], str, Any, str, str, str]] = [
    (NAMES, "a", ("a",), "wrong-type", '"k" must be a list, not "a"', "write: k: [a]"),  # and read as what is meant
    (NAMES, "{a: b}", ("a",), "wrong-type", '"k" must be a list, not a map', "write: k: [a]"),
    (list_of(WHOLE), "{a: b}", BROKEN, "wrong-type", '"k" must be a list, not a map', "write a dash before each item"),
    (NAMES, "[]", BROKEN, "empty-value", '"k" is empty', "write what belongs in it, or take the key out"),
    (NAMES, "[a, B, c]", ("a", "c"), "bad-name", '"B" is not a valid name', 'write "b"'),
    (COUNTS, "[a]", BROKEN, "wrong-type", '"k" must be a map of names, not a list',
     "write one name a line, each followed by a colon, a space and its value"),
    (COUNTS, "{}", BROKEN, "empty-value", '"k" is empty', "write what belongs in it, or take the key out"),
    (COUNTS, "{a: 1, b: x}", {"a": 1}, "wrong-type", '"b" must be a whole number, not "x"',
     "write a whole number, in digits, without quotes"),
    (COUNTS, "{Été: 1}", {"ete": 1}, "bad-name", '"Été" is not a valid name',
     'write "ete", here and wherever it is used'),
    (BOX, "Nord", BROKEN, "wrong-type", '"k" must be a map with keys (label, size, open), not "Nord"',
     "write: label: …"),
    (BOX, "{size: 3}", BROKEN, "missing-key", 'the box "k" has no "label"', "add label: …"),
    (BOX, "{label: Nord, size: x}", ("Nord", 1, False), "wrong-type", '"size" must be a whole number, not "x"',
     "write a whole number, in digits, without quotes"),
    (BOX, "{lable: Nord}", ("Nord", 1, False), "unknown-key", 'unknown key "lable"', 'write "label"'),
    (BOX, "{label: Nord, weight: 3}", ("Nord", 1, False), "unknown-key", 'unknown key "weight"',
     "take it out, or write one of these keys"),
    (BOX, "{weight: 3}", BROKEN, "unknown-key", 'unknown key "weight"', "take it out, or write one of these keys"),
    (BOX, "{label: Nord, lid: true}", BROKEN, "not-yet", 'not yet supported: "lid" (boxes that close)', "take it out"),
    (BOX, "{label: Nord, clocks: a}", ("Nord", 1, False), "not-yet",
     'not yet supported: "clocks" (delays that stand still while somebody else has to act)', "take it out"),
    (BOX, "{label: Nord, lock: true}", ("Nord", 1, False), "unsupported-keyword", '"lock" is not supported in a box',
     "write open: false"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "written", "value", "code", "message", "fix"), WRONG, ids=[f"{row[3]}: {row[1]}" for row in WRONG]
)
def test_what_is_broken_is_reported_and_the_rest_is_read(
    kind: Kind[Any], written: str, value: Any, code: str, message: str, fix: str
) -> None:
    assert decoded(kind, written)[0] == value
    assert the_problem(kind, written) == (code, message, fix)


def test_a_problem_of_an_item_is_at_the_item() -> None:
    _, (problem,) = decoded(NAMES, "[a, B, c]")
    assert under(problem) == "B"


def test_a_declaration_that_cannot_be_read_is_known_to_be_broken() -> None:
    reading = Reading(default_registry())
    decoded(COUNTS, "{a: x, B: y, c: 1}", reading=reading)
    assert reading.broken == {"a", "B", "b"}


def test_a_whole_that_is_partly_read_has_none_for_what_is_missing() -> None:
    partly: Kind[Found] = record("box", {"label": Key(STRING, "", need=True)}, lambda _, found: found, partly=True)
    reading = Reading(default_registry())
    found, problems = decoded(partly, "{size: 3}", reading=reading)
    assert (found["label"], found.has("label"), [p.code for p in problems]) == (None, False, ["unknown-key"])
    assert reading.lost == {"label"}


def test_a_record_is_its_own_json_schema() -> None:
    definitions: dict[str, Any] = {}
    assert BOX.schema(definitions) == {"$ref": "#/definitions/box"}
    assert definitions["box"]["required"] == ["label"]
    assert definitions["box"]["properties"]["size"] == {"type": "integer", "description": "how large"}
    assert definitions["box"]["additionalProperties"] is False


def checked(written: str, check: str) -> tuple[bool | None, list[tuple[str, str, str]]]:
    """What a check of a record's keys finds: `a`, `b` and `c` are its keys."""
    verdicts: list[bool | None] = []

    def make(reading: Reading, found: Found) -> Found:
        if check == "one_needed":
            verdicts.append(one_needed(reading, found, ("a", "b"), "box"))
        elif check == "at_most_one":
            verdicts.append(at_most_one(reading, found, ("a", "b"), "box"))
        else:
            verdicts.append(not_with(reading, found, ("b", "c"), "a", "a box has one way in"))
        return found

    kind = record("box", {key: Key(STRING, "") for key in "abc"}, make)
    _, problems = decoded(kind, written)
    return verdicts[0], [(p.code, p.message, p.fix) for p in problems]


BOTH = ("too-many", '"a" and "b" cannot be used together', 'keep one of them: take out "b" or "a"')
NEITHER = ("missing-key", "the box has none of a, b", "add a: … or b: …")
CHECKS: list[tuple[str, str, bool | None, list[tuple[str, str, str]]]] = [
    ("one_needed", "{a: x}", True, []),
    ("one_needed", "{c: x}", False, [NEITHER]),
    ("one_needed", "{a: x, b: y}", False, [BOTH]),
    ("at_most_one", "{c: x}", True, []),
    ("at_most_one", "{a: x, b: y}", False, [BOTH]),
    ("not_with", "{a: x}", None, []),
    ("not_with", "{a: x, c: y}", None, [("no-effect", '"c" has no effect with "a"', 'take out "c" or "a"')]),
]


@pytest.mark.parametrize(("check", "written", "verdict", "problems"), CHECKS, ids=[f"{c[0]} {c[1]}" for c in CHECKS])
def test_keys_that_do_not_go_together_are_reported(
    check: str, written: str, verdict: bool | None, problems: list[tuple[str, str, str]]
) -> None:
    assert checked(written, check) == (verdict, problems)
