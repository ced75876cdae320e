"""Guard text -> nodes. Python's parser sees only the shape: names and texts are blanked out and put back after."""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from typing import NoReturn

from engine.language import patterns, signs
from engine.language.guards import typing
from engine.language.guards.fixes import in_guard
from engine.language.guards.nodes import (
    Arithmetic,
    Call,
    Compare,
    Guard,
    Joined,
    Listing,
    Literal,
    Name,
    Negated,
    Node,
    Not,
    inside,
)
from engine.language.guards.refusals import WORDS_INSTEAD, Refused, instead, too_many, unknown_function
from engine.language.guards.tokens import Token, check_order, tokens_of
from engine.language.guards.translation import translated
from engine.language.guards.vocabulary import (
    CONSTANTS,
    FUNCTIONS,
    MOST_CHARACTERS,
    MOST_DECIMALS,
    MOST_NODES,
    OPERATORS,
    SIGNS,
    USAGE,
    WHOLE,
)
from engine.problems import Place, Problem


def parse_guard(source: str, place: Place, role: str = "") -> tuple[Guard | None, list[Problem]]:
    """
    Text to expression; problems carry the column inside the guard.

    Held to an allowlist twice, over the tokens and over the tree; never compiled. At most 500 characters and
    100 nodes, counted before the parser is called, so that nothing deep or long ever reaches it.
    """
    source = source.rstrip()
    try:
        tree = _tree(source, role)
    except Refused as fault:
        at = place.inside(fault.at, max(1, fault.width))
        return None, [Problem(fault.code, fault.message, at, fault.cause, _fix(fault, source, place))]
    names = frozenset(node.name for node in inside(tree) if isinstance(node, Name))
    return Guard(source, place, tree, names, role), []


def _fix(fault: Refused, source: str, place: Place) -> str:
    """What to write: instead of the one fault, or where there are others of its kind, instead of the whole."""
    own = re.match(r"write `([^`]*)`", fault.fix)
    end = fault.at + fault.width
    fixed = f"{source[: fault.at]}{own[1]}{source[end:]}" if own else ""
    if own and re.match(r"\w\w", own[1][-1:] + source[end : end + 1]):
        fixed = ""  # two words would be one
    better = translated(source, "'" if typing.quote_around(place) == '"' else '"')
    if better and _reads(better) and better != re.sub(r"\s+", " ", fixed):
        return typing.whole(better, place)
    if fixed and typing.is_plain(place) and typing.needs_quotes(fixed, place) and _reads(fixed):
        return typing.whole(fixed, place)
    return typing.as_typed(fault.fix, place)


def _reads(source: str) -> bool:
    try:
        _tree(source)
    except Refused:
        return False
    return True


def _tree(source: str, role: str = "") -> Node:
    if len(source) > MOST_CHARACTERS:
        raise Refused(
            0,
            1,
            f"a guard of {len(source)} characters",
            f"a guard has at most {MOST_CHARACTERS} characters",
            'name parts of it under "guards" and join the names',
        )
    tokens = tokens_of(source)
    check_order(tokens)
    first = tokens[0].at
    try:
        shape = ast.parse(_shape(source, tokens)[first:], mode="eval").body
    except SyntaxError as error:
        _misplaced(tokens, (error.offset or 1) - 1 + first)
    except (
        ValueError,
        MemoryError,
        RecursionError,
    ):  # a parser that gives up: not our guard's fault alone, but refused
        _misplaced(tokens, first)
    return _Builder(source, tokens, first, role).node(shape)


def _shape(source: str, tokens: list[Token]) -> str:
    """The text with every name and literal blanked, character for character: what the parser sees holds no words."""
    shape = [" "] * len(source)
    for token in tokens:
        if token.kind == "name":
            blank = "_" * len(token.text)
        elif token.kind == "text":
            blank = '"' + "x" * (len(token.text) - 2) + '"'
        elif token.kind == "number":
            blank = "1" * len(token.text)
        else:
            blank = token.text
        shape[token.at : token.end] = blank
    return "".join(shape)


class _Builder:
    """Python's nodes -> ours; what is not on the list is refused."""

    def __init__(self, source: str, tokens: list[Token], first: int, role: str) -> None:
        self.source = source
        self.decimals = 0 if role == "integer" else 2  # that are proposed for a quotient
        self.token_at = {token.at: token for token in tokens}
        self.first = first
        self.nodes = 0

    def node(self, part: ast.expr) -> Node:
        at, width = self.span(part)
        self.nodes += 1
        if self.nodes > MOST_NODES:
            too_many(at)
        match part:
            case ast.Name():
                token = self.token_at[at]
                if token.text in CONSTANTS:
                    return Literal(CONSTANTS[token.text], at, width)
                return Name(token.text, at, width)
            case ast.Constant():
                return self.literal(at, width)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
                number = self.literal(self.span(part.operand)[0], width)
                if isinstance(number.value, Decimal) and number.value:  # there is one zero
                    return Literal(number.value.copy_negate(), at, width)
                if isinstance(number.value, (int, Decimal)):
                    return Literal(number.value and -number.value, at, width)
            case ast.UnaryOp(op=ast.USub()):
                return Negated(self.node(part.operand), at, width)
            case ast.UnaryOp(op=ast.UAdd()):
                plain = self.source[at + 1 : at + width].lstrip()
                raise Refused(
                    at, width, "a plus before a number", "a number has no sign but a minus", f"write `{plain}`"
                )
            case ast.BinOp() if type(part.op) in SIGNS:
                return self.arithmetic(part, at, width)
            case ast.UnaryOp(op=ast.Not()):
                return Not(self.node(part.operand), at, width)
            case ast.BoolOp():
                word = "and" if isinstance(part.op, ast.And) else "or"
                return Joined(word, tuple(self.node(value) for value in part.values), at, width)
            case ast.Compare():
                return self.comparison(part, at, width)
            case ast.List():
                return self.listing(part, at, width)
            case ast.Tuple():
                inner = self.source[at : at + width].strip("()")
                if not self.source[at : at + width].startswith("("):
                    parts = [self.source[a : a + w] for a, w in map(self.span, part.elts)]
                    raise Refused(at, width, *self.commas(parts))
                raise Refused(
                    at, width, "a list in round brackets", "a list is written in square ones", f"write `[{inner}]`"
                )
            case ast.Call():
                return self.call(part, at, width)
        raise Refused(
            at, width, f"`{self.source[at : at + width]}` is not part of a guard", WHOLE, "write it with these"
        )

    def arithmetic(self, part: ast.BinOp, at: int, width: int, *, rounded: bool = False) -> Node:
        """`rounded`: it stands first in `round`, where alone there may be a quotient."""
        if quotient := self.quotient_in(part, rounded):
            cause = "a quotient is rounded where it stands, to as many decimals as you say"
            message = f"`{self.source[at : at + width]}` is not rounded"
            if rounded:
                message, cause = (
                    "a quotient inside another calculation",
                    "`round` rounds one quotient, that of all in it",
                )
            fix = quotient if rounded else f"round({quotient}, {self.decimals})"
            raise Refused(at, width, message, cause, f"write `{fix}`")
        return Arithmetic(SIGNS[type(part.op)], self.node(part.left), self.node(part.right), at, width)

    def quotient_in(self, part: ast.BinOp, rounded: bool) -> str | None:
        """The one quotient that this is, where it must be written otherwise; None: it may stand."""
        at, width = self.span(part)
        first = part.left
        if isinstance(first, ast.BinOp) and isinstance(first.op, ast.Div) and isinstance(part.op, ast.Mult | ast.Div):
            # x / y * z is x * z / y, and x / y / z is x / (y * z): rounded once.
            inner_at, inner_width = self.span(first)
            over, under = self.sides(first, inner_at, inner_width)
            _, by = self.sides(part, at, width)
            return f"{over} * {by} / {under}" if isinstance(part.op, ast.Mult) else f"{over} / ({under} * {by})"
        if isinstance(part.op, ast.Div) and not rounded:
            return self.source[at : at + width]
        return None

    def sides(self, part: ast.BinOp, at: int, width: int) -> tuple[str, str]:
        """The words before the sign and those behind it, with their brackets."""
        (left_at, left_width), (right_at, _) = self.span(part.left), self.span(part.right)
        between = (self.token_at[begin] for begin in range(left_at + left_width, right_at) if begin in self.token_at)
        sign = next(token for token in between if token.text in SIGNS.values())
        return self.source[at : sign.at].rstrip(), self.source[sign.end : at + width].lstrip()

    def span(self, part: ast.expr) -> tuple[int, int]:
        at = part.col_offset + self.first
        return at, (part.end_col_offset or part.col_offset + 1) + self.first - at

    def literal(self, at: int, width: int) -> Literal:
        token = self.token_at[at]
        if token.kind == "text":
            words = re.sub(r"\\([\\\"'])", r"\1", token.text[1:-1])
            return Literal(signs.one_form(words), at, width)
        return Literal(Decimal(token.text) if "." in token.text else int(token.text), at, width)

    def comparison(self, part: ast.Compare, at: int, width: int) -> Node:
        if len(part.ops) > 1:
            sides = [self.source[a : a + w] for a, w in map(self.span, (part.left, *part.comparators))]
            words = [OPERATORS.get(type(op), "==") for op in part.ops]
            pairs = (f"{a} {word} {b}" for a, word, b in zip(sides, words, sides[1:], strict=False))
            raise Refused(
                at, width, "a chained comparison", "comparisons are not chained", f"write `{' and '.join(pairs)}`"
            )
        operator = OPERATORS.get(type(part.ops[0]))
        if operator is None:
            raise Refused(
                at, width, f"`{self.source[at : at + width]}` is not part of a guard", WHOLE, "write `==` or `!=`"
            )
        return Compare(operator, self.node(part.left), self.node(part.comparators[0]), at, width)

    def commas(self, parts: list[str]) -> tuple[str, str, str]:
        """The message, cause and fix of parts with commas between them: conditions, or a list without its brackets."""
        if listed := re.fullmatch(r"([a-z][a-z0-9_]*) (not in|in) (.*)", parts[0]):
            texts = [listed[3], *parts[1:]]
            items = ", ".join(f'"{text}"' if re.fullmatch(r"[a-z]\w*", text) else text for text in texts)
            cause = "a list is written in square brackets; a text in it in quotes"
            return "a list without brackets", cause, f"write `{listed[1]} {listed[2]} [{items}]`"
        return "a comma between conditions", "`and` and `or` join conditions", f"write `{' and '.join(parts)}`"

    def listing(self, part: ast.List, at: int, width: int) -> Node:
        if not part.elts:
            raise Refused(at, width, "an empty list", "nothing is in it, ever", "write what it holds, or test `null`")
        if sum(isinstance(element, ast.Name) for element in part.elts) > 1:
            words = [self.source[a : a + w] for a, w in map(self.span, part.elts)]
            texts = (f'"{word}"' if re.fullmatch(r"[a-z]\w*", word) else word for word in words)
            cause = "a list holds literals: texts in quotes, numbers"
            raise Refused(at, width, "names in a list", cause, f"write `[{', '.join(texts)}]` for texts")
        items = []
        for element in part.elts:
            item = self.node(element)
            if not isinstance(item, Literal):
                raise Refused(
                    item.at,
                    item.width,
                    f"`{self.source[item.at : item.at + item.width]}` in a list",
                    "a list holds literals: texts in quotes, numbers",
                    f'write `"{self.source[item.at : item.at + item.width]}"` for a text'
                    if isinstance(item, Name)
                    else "write literals only",
                )
            items.append(item)
        return Listing(tuple(items), at, width)

    def call(self, part: ast.Call, at: int, width: int) -> Node:
        name_at, name_width = self.span(part.func)
        token = self.token_at.get(name_at)
        name = token.text if token and isinstance(part.func, ast.Name) else self.source[name_at : name_at + name_width]
        if WORDS_INSTEAD.get(name) == "not":
            instead(name_at, name, WORDS_INSTEAD[name])
        if name not in FUNCTIONS:
            unknown_function(name_at, name)
        if part.keywords or len(part.args) != FUNCTIONS[name]:
            given = [self.source[a : a + w] for a, w in map(self.span, part.args)]
            enough = not part.keywords and len(given) > FUNCTIONS[name]
            if name == "round" and len(given) == 1 and not part.keywords:
                given, enough = [*given, str(self.decimals)], True
            fix = f"{name}({', '.join(given[: FUNCTIONS[name]])})" if enough else USAGE[name]
            raise Refused(
                at,
                width,
                f"`{name}` with {len(part.args) + len(part.keywords)} arguments",
                f"`{name}` takes {FUNCTIONS[name] or 'none'}",
                f"write `{fix}`" if enough else f"write it as {fix}",
            )
        if name == "round":
            return self.rounding(part, at, width)
        arguments = tuple(self.node(argument) for argument in part.args)
        if name in ("given", "matches", "len") and not isinstance(arguments[0], Name):
            first = arguments[0]
            raise Refused(
                first.at,
                first.width,
                f"`{name}` of something that is not a name",
                f"`{name}` asks about a name",
                f"write `{USAGE[name]}`",
            )
        if name == "matches":
            self.pattern(arguments[1])
        return Call(name, arguments, at, width)

    def rounding(self, part: ast.Call, at: int, width: int) -> Node:
        first, digits = part.args[0], self.node(part.args[1])
        if not isinstance(digits, Literal) or type(digits.value) is not int or not 0 <= digits.value <= MOST_DECIMALS:
            raise Refused(
                digits.at,
                digits.width,
                f"`round` to `{self.source[digits.at : digits.at + digits.width]}` decimals",
                f"`round` leaves 0 to {MOST_DECIMALS} decimals, in a figure that is written out",
                f"write `{self.decimals}`",
            )
        if isinstance(first, ast.BinOp) and type(first.op) in SIGNS:
            self.nodes += 1
            inner = self.arithmetic(first, *self.span(first), rounded=True)
        else:
            inner = self.node(first)
        return Call("round", (inner, digits), at, width)

    def pattern(self, node: Node) -> None:
        if not isinstance(node, Literal) or not isinstance(node.value, str):
            raise Refused(
                node.at,
                node.width,
                "a pattern that is not a text",
                "a pattern is a text in quotes",
                f"write `{USAGE['matches']}`",
            )
        why = patterns.why_not(node.value)
        if why:
            raise Refused(
                node.at,
                node.width,
                f"a pattern that cannot be run: {why}",
                "patterns run in linear time (RE2): no look-around, no back-reference",
                "write it without",
                "bad-pattern",
            )
        if slip := patterns.slip_in(node.value):
            message = f"{slip.written} in this pattern is not what it seems"
            fix = f"write {in_guard(slip.better)}" if slip.better else "write what is meant"
            raise Refused(node.at, node.width, message, slip.cause, fix, "misread-pattern")


def _misplaced(tokens: list[Token], at: int) -> NoReturn:
    token = next((token for token in tokens if token.end > at), tokens[-1])
    raise Refused(token.at, len(token.text), f"`{token.text}` cannot stand here", WHOLE, "write it with these")
