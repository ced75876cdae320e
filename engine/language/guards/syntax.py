"""Guard text -> nodes. Python's parser sees only the shape: names and texts are blanked out and put back after."""

from __future__ import annotations

import ast
import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple, NoReturn

from engine.language import patterns, spellings
from engine.language.guards.nodes import Call, Compare, Guard, Joined, Listing, Literal, Name, Node, Not, inside
from engine.problems import Place, Problem

MOST_CHARACTERS = 500
MOST_TOKENS = 300
MOST_NODES = 100
DEEPEST = 30

FUNCTIONS = {"len": 1, "matches": 2, "given": 1, "today": 0, "years_since": 1}
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
WORDS = ("and", "or", "not", "in")
CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
RESERVED = frozenset({*WORDS, *CONSTANTS})

WHOLE = (
    "a guard is made of names, literals, lists, and / or / not, comparisons, in, "
    "len, matches, given, today and years_since"
)

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<name>[a-z][a-z0-9_]*)"
    r"|(?P<mark>==|!=|<=|>=|[<>()\[\],-])"
)
_DATE = re.compile(r"[0-9]{1,2}([-/])[0-9]{1,2}\1[0-9]{4}(?![\w])|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?!\w)")
_FRENCH = re.compile(
    r"(?=[0-9]+(?:[ \u00a0\u202f][0-9]{3}(?![0-9.])|,[0-9]|[ \u00a0\u202f]*[%€]))"
    r"[0-9]+(?P<groups>(?:[ \u00a0\u202f][0-9]{3}(?![0-9]))+)?(?P<comma>,[0-9]+)?(?P<unit>[ \u00a0\u202f]*[%€])?(?!\w)"
)
_MISSED = re.compile(r"\w+|\*\*|:=|=+>?|&&?|\|\|?|.", re.DOTALL)

# What people write in place of a guard's own words -> what to write.
_INSTEAD = {
    "=": "==",
    "===": "==",
    "=>": ">=",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    **dict.fromkeys(("“", "”", "«", "»", "„", "‘", "’"), '"'),
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "True": "true",
    "False": "false",
    "None": "null",
    "AND": "and",
    "OR": "or",
    "NOT": "not",
    "IN": "in",
    "ET": "and",
    "OU": "or",
    "NON": "not",
}
# The same, where the word could be a name too: it is none before or after another operand.
_SAID = {"et": "and", "ou": "or", "non": "not", "pas": "not", "dans": "in", "est": "==", "is": "=="}
_ARITHMETIC = {"+", "*", "/", "%", "**", "-"}


class _Token(NamedTuple):
    kind: str  # "text" | "number" | "name" | "word" | "mark"
    text: str
    at: int

    @property
    def end(self) -> int:
        return self.at + len(self.text)

    @property
    def closes(self) -> bool:
        """An operand may end here."""
        return self.kind in ("text", "number", "name") or self.text in (")", "]")

    @property
    def opens(self) -> bool:
        """An operand may begin here."""
        return self.kind in ("text", "number", "name") or self.text in ("(", "[")


class _Refused(Exception):
    """Ends the reading of one guard at its first fault."""

    def __init__(self, at: int, width: int, message: str, cause: str, fix: str, code: str = "bad-guard") -> None:
        super().__init__(message)
        self.at, self.width, self.message, self.cause, self.fix, self.code = at, width, message, cause, fix, code


def parse_guard(source: str, place: Place, role: str = "") -> tuple[Guard | None, list[Problem]]:
    """
    Text to expression; problems carry the column inside the guard.

    Held to an allowlist twice, over the tokens and over the tree; never compiled. At most 500 characters and
    100 nodes, counted before the parser is called, so that nothing deep or long ever reaches it.
    """
    source = source.rstrip()
    try:
        tree = _tree(source)
    except _Refused as fault:
        at = place.inside(fault.at, max(1, fault.width))
        return None, [Problem(fault.code, fault.message, at, fault.cause, fault.fix)]
    names = frozenset(node.name for node in inside(tree) if isinstance(node, Name))
    return Guard(source, place, tree, names, role), []


def _tree(source: str) -> Node:
    if len(source) > MOST_CHARACTERS:
        raise _Refused(
            0,
            1,
            f"a guard of {len(source)} characters",
            f"a guard has at most {MOST_CHARACTERS} characters",
            'name parts of it under "guards" and join the names',
        )
    tokens = _tokens(source)
    _check_order(tokens)
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
    return _Builder(source, tokens, first).node(shape)


def _tokens(source: str) -> list[_Token]:
    """The words and marks of the text, or the first that a guard cannot hold."""
    found: list[_Token] = []
    position = depth = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            _unknown(source, position, bool(found) and found[-1].closes)
        kind, text = match.lastgroup or "", match.group()
        if kind == "space":
            if "\n" in text or "\r" in text:
                raise _Refused(position, 1, "a guard over several lines", "a guard is one line", "write it on one line")
        else:
            token = _Token("word" if kind == "name" and text in WORDS else kind, text, position)
            if kind == "number":
                _check_figure(source, position, found)
            depth += (text in ("(", "[")) - (text in (")", "]")) if kind == "mark" else 0
            _check_token(token, found[-1] if found else None, depth)
            found.append(token)
        position = match.end()
    if not found:
        raise _Refused(
            0, 1, "an empty guard", "a guard says when its branch is taken", "write a guard, or remove the key"
        )
    if len(found) > MOST_TOKENS:
        _too_many(found[MOST_TOKENS].at)
    return found


def _check_figure(source: str, at: int, before: list[_Token]) -> None:
    """A date without quotes, or a figure as French writes it: said before its parts are taken for something else."""
    if dated := _DATE.match(source, at):
        day = spellings.day(dated.group())
        raise _Refused(
            at,
            len(dated.group()),
            f"the date {dated.group()} without quotes",
            "a date is a text: year-month-day, in quotes",
            f'write `"{day}"`' if day else "write it as year-month-day, in digits and in quotes",
        )
    found = _FRENCH.match(source, at)
    if found is None or (found["comma"] and not found["groups"] and _in_list(before)):
        return
    text = found.group()
    unit = "and a figure has no unit" if found["unit"] else ""
    thousands = "thousands stand without a space" if found["groups"] else ""
    decimals = "decimals take a point" if found["comma"] else ""
    why = ", ".join(part for part in (decimals, thousands, unit) if part).removeprefix("and ")
    given = spellings.figure(text)
    plain = text.replace(",", "")
    fix = f"write `{given}`" if given else f"write `{text.replace(',', '.')}`, or `{plain}` if thousands are meant"
    raise _Refused(at, len(text), f"`{text}` is no figure of a guard", why, fix)


def _in_list(before: list[_Token]) -> bool:
    """Whether a comma here stands between the items of a list, be it in the wrong brackets."""
    opened: list[int] = []
    for index, token in enumerate(before):
        if token.kind == "mark" and token.text in ("(", "["):
            opened.append(index)
        elif token.kind == "mark" and token.text in (")", "]") and opened:
            opened.pop()
    if not opened:
        return False
    opener = before[opened[-1]]
    return opener.text == "[" or (opened[-1] > 0 and before[opened[-1] - 1].text not in ("and", "or", "not"))


def _check_token(token: _Token, before: _Token | None, depth: int) -> None:
    if token.kind == "number" and len(token.text) > 1 and token.text[0] == "0" and token.text[1] != ".":
        raise _Refused(
            token.at,
            len(token.text),
            f"the number {token.text} begins with 0",
            "a number has no leading zero; figures that begin with 0 are a text",
            f'write `{token.text.lstrip("0") or "0"}`, or the text `"{token.text}"`',
        )
    if token.kind == "text":
        _check_escapes(token)
    if depth > DEEPEST:
        raise _Refused(
            token.at, 1, "brackets nested too deep", f"at most {DEEPEST} levels", 'name parts of it under "guards"'
        )
    if token.text == "-" and before is not None and before.closes:
        _arithmetic(token.at, "-")


def _check_escapes(token: _Token) -> None:
    """`\\d` stands for itself; what Python turns into another character (`\\b`, `\\n`) is a trap: refused."""
    for match in re.finditer(r"\\(.)", token.text):
        if match[1] in "abfnrtvxuUN01234567":
            raise _Refused(
                token.at + match.start(),
                2,
                f"`{match[0]}` in a text",
                "it stands for a character that cannot be seen; a guard's text has none",
                f"write `\\{match[0]}` where a pattern is meant to read `{match[0]}`",
            )


def _check_order(tokens: list[_Token]) -> None:
    """Two operands side by side, or brackets that do not match: said here better than the parser can."""
    open_at: list[_Token] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before and before.closes and token.opens:
            call = before.kind == "name" and token.text == "("
            if token.text == "[":
                raise _Refused(
                    token.at,
                    1,
                    "`[` after a name",
                    "a guard cannot look inside a value",
                    "compare the value as a whole",
                )
            if not call:
                _stray(token, before)
        if token.kind == "mark" and token.text in ("(", "["):
            open_at.append(token)
        elif token.kind == "mark" and token.text in (")", "]"):
            opener = open_at.pop() if open_at else None
            if opener is None or opener.text + token.text not in ("()", "[]"):
                raise _Refused(
                    token.at, 1, f"`{token.text}` closes nothing", "no bracket is open here", f"remove `{token.text}`"
                )
    if not tokens[-1].closes and not open_at:
        last = tokens[-1]
        raise _Refused(
            last.at,
            len(last.text),
            f"nothing follows `{last.text}`",
            "a guard cannot stop here",
            f"finish it, or remove `{last.text}`",
        )
    if open_at:
        last = open_at[-1]
        closing = ")" if last.text == "(" else "]"
        raise _Refused(
            last.at,
            1,
            f"`{last.text}` is never closed",
            "each bracket has its other half",
            f"write the missing `{closing}`",
        )


def _shape(source: str, tokens: list[_Token]) -> str:
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
    """Python's nodes -> ours; whatever is not on the list is refused."""

    def __init__(self, source: str, tokens: list[_Token], first: int) -> None:
        self.source = source
        self.token_at = {token.at: token for token in tokens}
        self.first = first
        self.nodes = 0

    def node(self, part: ast.expr) -> Node:
        at, width = self.span(part)
        self.nodes += 1
        if self.nodes > MOST_NODES:
            _too_many(at)
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
                if isinstance(number.value, (int, Decimal)):
                    return Literal(-number.value, at, width)
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
                raise _Refused(
                    at, width, "a list in round brackets", "a list stands in square ones", f"write `[{inner}]`"
                )
            case ast.Call():
                return self.call(part, at, width)
        raise _Refused(
            at, width, f"`{self.source[at : at + width]}` is no part of a guard", WHOLE, "write it with these"
        )

    def span(self, part: ast.expr) -> tuple[int, int]:
        at = part.col_offset + self.first
        return at, (part.end_col_offset or part.col_offset + 1) + self.first - at

    def literal(self, at: int, width: int) -> Literal:
        token = self.token_at[at]
        if token.kind == "text":
            return Literal(re.sub(r"\\([\\\"'])", r"\1", token.text[1:-1]), at, width)
        return Literal(Decimal(token.text) if "." in token.text else int(token.text), at, width)

    def comparison(self, part: ast.Compare, at: int, width: int) -> Node:
        if len(part.ops) > 1:
            sides = [self.source[a : a + w] for a, w in map(self.span, (part.left, *part.comparators))]
            words = [OPERATORS.get(type(op), "==") for op in part.ops]
            pairs = (f"{a} {word} {b}" for a, word, b in zip(sides, words, sides[1:], strict=False))
            raise _Refused(
                at, width, "a chained comparison", "comparisons are not chained", f"write `{' and '.join(pairs)}`"
            )
        operator = OPERATORS.get(type(part.ops[0]))
        if operator is None:
            raise _Refused(
                at, width, f"`{self.source[at : at + width]}` is no part of a guard", WHOLE, "write `==` or `!=`"
            )
        return Compare(operator, self.node(part.left), self.node(part.comparators[0]), at, width)

    def listing(self, part: ast.List, at: int, width: int) -> Node:
        if not part.elts:
            raise _Refused(at, width, "an empty list", "nothing is in it, ever", "write what it holds, or test `null`")
        items = []
        for element in part.elts:
            item = self.node(element)
            if not isinstance(item, Literal):
                raise _Refused(
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
        if _SAID.get(name) == "not":
            _instead(name_at, name, _SAID[name])
        if name not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            raise _Refused(
                name_at, name_width, f"unknown function `{name}`", f"a guard knows {known}", "use one of these"
            )
        if part.keywords or len(part.args) != FUNCTIONS[name]:
            raise _Refused(
                at,
                width,
                f"`{name}` with {len(part.args) + len(part.keywords)} arguments",
                f"`{name}` takes {FUNCTIONS[name] or 'none'}",
                f"write `{_USAGE[name]}`",
            )
        arguments = tuple(self.node(argument) for argument in part.args)
        if name in ("given", "matches", "len") and not isinstance(arguments[0], Name):
            first = arguments[0]
            raise _Refused(
                first.at,
                first.width,
                f"`{name}` of something that is no name",
                f"`{name}` asks about a name",
                f"write `{_USAGE[name]}`",
            )
        if name == "matches":
            self.pattern(arguments[1])
        return Call(name, arguments, at, width)

    def pattern(self, node: Node) -> None:
        if not isinstance(node, Literal) or not isinstance(node.value, str):
            raise _Refused(
                node.at,
                node.width,
                "a pattern that is no literal",
                "a pattern stands in quotes",
                f"write `{_USAGE['matches']}`",
            )
        why = patterns.why_not(node.value)
        if why:
            raise _Refused(
                node.at,
                node.width,
                f"a pattern that cannot be run: {why}",
                "patterns run in linear time (RE2): no look-around, no back-reference",
                "write it without",
                "bad-pattern",
            )


_USAGE = {
    "len": "len(name)",
    "matches": 'matches(name, "pattern")',
    "given": "given(name)",
    "today": "today()",
    "years_since": "years_since(date)",
}


def _unknown(source: str, at: int, after_operand: bool) -> NoReturn:
    begin = at
    while begin > 0 and re.match(r"\w\w", source[begin - 1 : begin + 1]):
        begin -= 1  # back to where the word begins: `pr` of `prénom` was read as a name
    at = at if source[begin].isdigit() else begin
    match = _MISSED.match(source, at)
    text = match.group() if match else source[at]
    if text in ("'", '"'):
        raise _Refused(
            at, 1, f"a text that is never closed: {text}", "a text stands between two quotes", f"close it with {text}"
        )
    if text in _ARITHMETIC:
        _arithmetic(at, text)
    if text in _INSTEAD:
        _instead(at, text, _INSTEAD[text])
    if text == ".":
        raise _Refused(at, 1, "`.` in a guard", "a guard cannot look inside a value", "compare the value as a whole")
    if text[0].isalnum() or text[0] == "_":
        plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode().lstrip("_0123456789")
        fix = f"write `{plain}`, or" if plain else "write the name as declared, or"
        raise _Refused(at, len(text), f"`{text}` is no name", "names are of a-z, 0-9 and _", f"{fix} a text in quotes")
    raise _Refused(
        at, len(text), f"`{text}` is no part of a guard", WHOLE, "write it with these; a text stands in quotes"
    )


def _instead(at: int, text: str, word: str) -> NoReturn:
    raise _Refused(at, len(text), f"`{text}` is no part of a guard", WHOLE, f"write `{word}`")


def _arithmetic(at: int, text: str) -> NoReturn:
    raise _Refused(
        at,
        len(text),
        f"`{text}` in a guard",
        "arithmetic is not in this version of the language",
        'write the figure itself, or put it under "settings"',
    )


def _stray(token: _Token, before: _Token) -> NoReturn:
    if before.text in _SAID:
        _instead(before.at, before.text, _SAID[before.text])
    raise _Refused(
        token.at,
        len(token.text),
        f"`{token.text}` cannot stand after `{before.text}`",
        "two operands stand side by side; " + WHOLE,
        f"write `{_SAID[token.text]}`"
        if token.text in _SAID
        else "write what joins them: a comparison, `and`, `or`, a comma in a list",
    )


def _too_many(at: int) -> NoReturn:
    raise _Refused(
        at, 1, "a guard too long to read", f"a guard has at most {MOST_NODES} parts", 'name parts of it under "guards"'
    )


def _misplaced(tokens: list[_Token], at: int) -> NoReturn:
    token = next((token for token in tokens if token.end > at), tokens[-1])
    raise _Refused(token.at, len(token.text), f"`{token.text}` cannot stand here", WHOLE, "write it with these")
