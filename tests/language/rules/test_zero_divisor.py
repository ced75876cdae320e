"""Which divisors may be 0, and which surely are not: by bounds, by settings, by what a guard has asked first."""

from __future__ import annotations

import pytest

from engine.language.rules import check_all
from tests.support.flow_text import flow_of

FORM = """{properties: {
  price: {type: number, title: P, minimum: 0}, guests: {type: integer, title: G, minimum: 0},
  tables: {type: integer, title: T, minimum: 1}, change: {type: number, title: C, maximum: -0.5},
  days: {type: array, title: D, items: {enum: [a, b]}},
  free: {type: integer, title: F}, also: {type: integer, title: A},
  name: {type: string, title: N}},
  required: [price, guests, tables, change, days, free, also, name]}"""
FLOW = """
settings: {{half: 2, nothing: 0, rate: 0.5, word: abc}}
values: {{share: {{type: number, title: S}}, other: {{type: number, title: O}}, note: {{type: string, title: N}}}}
guards:
  some: guests > 0
  none: not some
  often: {often}
entries: {{begin: {{state: ask}}}}
states:
  ask:
    title: Ask
    form: you
    transitions:
      go:
        label: Go
        first_of:
          - guard: {first}
            refuse: {{message: No.}}
          - guard: {second}
            target: told
            effects: [{{set: {{share: '{share}'}}}}]
          - {{target: told, effects: [{{set: {{share: 1, other: 2, note: '"x"'}}}}]}}
  told: {{title: "Told", content: "{{share}} {{other}} {{note}}", show: [price, change, days, also, name], final: true}}
"""
GOOD = {"first": "some and often", "second": "price > 3", "share": "price", "often": "free == 1"}

CASES = [
    ({"share": "round(price / guests, 2)"}, "guests", "its minimum is 0"),
    ({"share": "round(price / free, 2)"}, "free", "no minimum at all"),
    ({"share": "round(price / tables, 2)"}, None, "its minimum is 1"),
    ({"share": "round(price / change, 2)"}, None, "always below 0"),
    ({"share": "round(price / half, 2)"}, None, "a setting"),
    ({"share": "round(price / rate, 2)"}, None, "a setting with decimals"),
    ({"share": "round(price / nothing, 2)"}, "nothing", "a setting that is 0"),
    ({"share": "round(price / 100, 2)"}, None, "a figure"),
    ({"share": "round(price / 0, 2)"}, "0", "nothing"),
    ({"share": "round(price / 0.00, 2)"}, "0.00", "nothing in cents"),
    ({"share": "round(price / len(days), 2)"}, None, "boxes that are ticked"),
    ({"share": "round(price / len(name), 2)"}, None, "a text that is given has a character"),
    ({"share": "round(price / (guests + 1), 2)"}, None, "one more than none"),
    ({"share": "round(price / (guests + tables), 2)"}, None, "one at least in all"),
    ({"share": "round(price / (tables - 1), 2)"}, "tables - 1", "one less than one"),
    ({"share": "round(price / (tables + free), 2)"}, "tables + free", "may be below 0"),
    ({"share": "round(price / (tables * half), 2)"}, None, "a product of what is not 0"),
    ({"share": "round(price / (tables * guests), 2)"}, "tables * guests", "a product with what may be 0"),
    ({"share": "round(price / (tables * change), 2)"}, None, "a product below 0"),
    ({"share": "round(price / -tables, 2)"}, None, "with a minus"),
    ({"share": "round(price / round(tables / 4, 0), 2)"}, "round(tables / 4, 0)", "rounded to nothing"),
    ({"share": "round(price / tables, 2) + round(1 / guests, 1)"}, "guests", "the second quotient"),
    ({"second": "guests > 0", "share": "round(price / guests, 2)"}, None, "the branch's guard"),
    ({"second": "guests != 0", "share": "round(price / guests, 2)"}, None, "the branch's guard: not 0"),
    ({"second": "guests >= 1 and price > 3", "share": "round(price / guests, 2)"}, None, "a part of it"),
    ({"second": "0 < guests", "share": "round(price / guests, 2)"}, None, "the other way round"),
    ({"second": "not guests == 0", "share": "round(price / guests, 2)"}, None, "not 0, in words"),
    ({"second": "guests in [1, 2]", "share": "round(price / guests, 2)"}, None, "in a list"),
    ({"second": "guests not in [0, 1]", "share": "round(price / guests, 2)"}, None, "not in a list"),
    ({"second": "guests in [0, 2]", "share": "round(price / guests, 2)"}, "guests", "in a list with 0"),
    ({"second": "guests >= 0", "share": "round(price / guests, 2)"}, "guests", "0 too"),
    ({"second": "guests > 0 or price > 3", "share": "round(price / guests, 2)"}, "guests", "or something else"),
    ({"second": "guests > 3 or guests == 1", "share": "round(price / guests, 2)"}, None, "either is enough"),
    ({"second": "guests > free", "share": "round(price / guests, 2)"}, "guests", "more than what may be below 0"),
    ({"second": "free > guests", "share": "round(price / free, 2)"}, None, "more than what is not below 0"),
    ({"second": "free > tables", "share": "round(price / (free - 1), 2)"}, None, "more than one, less one"),
    ({"second": "free > half", "share": "round(price / free, 2)"}, None, "more than a setting"),
    ({"second": "some", "share": "round(price / guests, 2)"}, None, "a named guard"),
    ({"second": "not none", "share": "round(price / guests, 2)"}, None, "through two named guards"),
    ({"first": "guests == 0", "share": "round(price / guests, 2)"}, None, "a branch before took those away"),
    ({"first": "guests < 1", "share": "round(price / guests, 2)"}, None, "a branch before: less than one"),
    ({"first": "guests == 0 and free > 2", "share": "round(price / guests, 2)"}, "guests", "it took some of them"),
    ({"second": "free - also > 0", "share": "round(price / (free - also), 2)"}, None, "the same difference"),
    ({"second": "free != also", "share": "round(price / (free - also), 2)"}, "free - also", "is not worked out"),
    ({"second": "price > 3 and round(price / guests, 1) > 1"}, "guests", "in a guard"),
    ({"second": "guests > 0 and round(price / guests, 1) > 1"}, None, "in a guard, asked before"),
    ({"second": "round(price / guests, 1) > 1 and guests > 0"}, "guests", "in a guard, asked after"),
    ({"second": "guests == 0 or round(price / guests, 1) > 1"}, None, "in a guard, or"),
    ({"second": "not (guests > 0 and round(price / guests, 1) > 1)"}, None, "in a guard, under not"),
    ({"first": "guests == 0", "second": "round(price / guests, 1) > 1"}, None, "in a guard, a branch before"),
    ({"often": "round(price / guests, 1) > 1"}, "guests", "in a named guard"),
    ({"often": "some and round(price / guests, 1) > 1"}, None, "in a named guard that asks"),
    ({"share": "1', other: 'round(price / share, 2)"}, "share", "a value that was written"),
    ({"second": "price > 3", "share": "price', other: 'round(1 / price, 2)"}, None, "what another value is"),
]


@pytest.mark.parametrize(("changed", "words", "reason"), CASES, ids=[row[2] for row in CASES])
def test_a_divisor_that_may_be_zero_is_reported(changed: dict[str, str], words: str | None, reason: str) -> None:
    flow = flow_of(FLOW.format_map(GOOD | changed), {"you": FORM})
    found = [problem for problem in check_all(flow) if problem.code == "zero-divisor"]
    marked = [p.place.source[p.place.column - 1 : p.place.column - 1 + p.place.width] for p in found]
    assert marked == ([words] if words else [])
