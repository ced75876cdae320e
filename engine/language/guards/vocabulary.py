"""The words of guards, their functions and operators, and how large a guard may be."""

from __future__ import annotations

import ast

MOST_CHARACTERS = 500
MOST_TOKENS = 300
MOST_NODES = 100
DEEPEST = 30
MOST_LEVELS = 128  # through named guards: each takes the interpreter up to five calls, of a thousand that it allows
FUNCTIONS = {"len": 1, "matches": 2, "given": 1, "today": 0, "years_since": 1, "round": 2}
TRIES_LEFT = "tries_left"  # the language's own: how many tries are left in a state, after the first refusal
USAGE = {
    "len": "len(name)",
    "matches": 'matches(name, "pattern")',
    "given": "given(name)",
    "today": "today()",
    "years_since": "years_since(date)",
    "round": "round(x / y, 2)",
}
OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
MOST_DECIMALS = 6  # that `round` leaves
WORDS = ("and", "or", "not", "in")
CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
RESERVED = frozenset({*WORDS, *CONSTANTS})
WHOLE = (
    "a guard is made of names, literals, lists, and / or / not, comparisons, in, + - *, "
    "len, matches, given, today, years_since and round"
)
