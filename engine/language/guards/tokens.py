"""Guard text -> words and marks, in an order in which a guard can have them."""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from engine.language import spellings
from engine.language.guards.refusals import WORDS_INSTEAD, Refused, instead, too_many, unreadable
from engine.language.guards.vocabulary import DEEPEST, MOST_TOKENS, WHOLE, WORDS

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<name>[a-z][a-z0-9_]*)"
    r"|(?P<mark>==|!=|<=|>=|\*(?!\*)|/(?!/)|[<>()\[\],+-])"
)
_DATE = re.compile(r"[0-9]{1,2}([-/])[0-9]{1,2}\1[0-9]{4}(?![\w])|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?!\w)")
_FIGURE = re.compile(
    r"(?=[0-9]+(?:[ \u00a0\u202f][0-9]{3}(?![0-9.])|,[0-9]|[ \u00a0\u202f]*[%€]))"
    r"[0-9]+(?P<groups>(?:[ \u00a0\u202f][0-9]{3}(?![0-9]))+)?(?P<comma>,[0-9]+)?(?P<unit>[ \u00a0\u202f]*[%€])?(?!\w)"
)


class Token(NamedTuple):
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


def tokens_of(source: str) -> list[Token]:
    """The words and marks of the text, or the first that a guard cannot hold."""
    found: list[Token] = []
    position = depth = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            unreadable(source, position)
        kind, text = match.lastgroup or "", match.group()
        if kind == "space":
            if "\n" in text or "\r" in text:
                raise Refused(position, 1, "a guard over several lines", "a guard is one line", "write it on one line")
        else:
            token = Token("word" if kind == "name" and text in WORDS else kind, text, position)
            if kind == "number":
                _check_figure(source, position, found)
            depth += (text in ("(", "[")) - (text in (")", "]")) if kind == "mark" else 0
            _check_token(token, found[-1] if found else None, depth)
            found.append(token)
        position = match.end()
    if not found:
        raise Refused(
            0, 1, "an empty guard", "a guard says when its branch is taken", "write a guard, or remove the key"
        )
    if len(found) > MOST_TOKENS:
        too_many(found[MOST_TOKENS].at)
    return found


def _check_figure(source: str, at: int, before: list[Token]) -> None:
    """Refuses a date without quotes and a number as French writes it, before their parts are read as something else."""
    if dated := _DATE.match(source, at):
        day = spellings.day(dated.group())
        raise Refused(
            at,
            len(dated.group()),
            f"the date {dated.group()} without quotes",
            "a date is a text: year-month-day, in quotes",
            f'write `"{day}"`' if day else "write it as year-month-day, in digits and in quotes",
        )
    _check_clear(source, at)
    found = _FIGURE.match(source, at)
    if found is None or (found["comma"] and not found["groups"] and _in_list(before)):
        return
    text = found.group()
    percent = "%" in (found["unit"] or "")
    if percent and re.compile(r"\s*[\w(]").match(source, found.end()):
        unreadable(source, found.end() - 1)  # the remainder of a division
    if percent and before and before[-1].text == "*":
        share = spellings.share(text.rstrip("%\u00a0\u202f "))
        raise Refused(at, len(text), f"`{text}` in a guard", "a percentage is written as a figure", f"write `{share}`")
    unit = "and a figure has no unit" if found["unit"] else ""
    thousands = "thousands are written without a space" if found["groups"] else ""
    decimals = "decimals take a point" if found["comma"] else ""
    why = ", ".join(part for part in (decimals, thousands, unit) if part).removeprefix("and ")
    given = spellings.figure(text)
    plain = text.replace(",", "")
    fix = f"write `{given}`" if given else f"write `{text.replace(',', '.')}`, or `{plain}` if thousands are meant"
    raise Refused(at, len(text), f"`{text}` is not a number of a guard", why, fix)


def _check_clear(source: str, at: int) -> None:
    """Refuses a figure that is a thousand to some and one to others."""
    found = re.compile(r"[0-9.]+").match(source, at)
    text = found[0].rstrip(".") if found else ""
    if readings := spellings.two_readings(text):
        cause = f"a point begins decimals, so this is {readings[1]}; to many it is {readings[0]}"
        fix = f"write `{readings[0]}`, or `{readings[1]}`"
        raise Refused(at, len(text), f"`{text}` can be read in two ways", cause, fix, "unclear-number")
    if text.count(".") > 1 and (given := spellings.figure(text)):
        cause = "thousands are written without a point"
        raise Refused(at, len(text), f"`{text}` is not a number of a guard", cause, f"write `{given}`")


def _in_list(before: list[Token]) -> bool:
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


def _check_token(token: Token, before: Token | None, depth: int) -> None:
    if token.kind == "number" and len(token.text) > 1 and token.text[0] == "0" and token.text[1] != ".":
        raise Refused(
            token.at,
            len(token.text),
            f"the number {token.text} begins with 0",
            "a number has no leading zero; figures that begin with 0 are a text",
            f'write `{token.text.lstrip("0") or "0"}`, or the text `"{token.text}"`',
        )
    if token.kind == "text":
        _check_escapes(token)
    if depth > DEEPEST:
        raise Refused(
            token.at, 1, "brackets nested too deep", f"at most {DEEPEST} levels", 'name parts of it under "guards"'
        )


def _check_escapes(token: Token) -> None:
    """`\\d` stands for itself; what Python turns into another character (`\\b`, `\\n`) is a trap: refused."""
    for match in re.finditer(r"\\(.)", token.text):
        if match[1] in "abfnrtvxuUN01234567":
            raise Refused(
                token.at + match.start(),
                2,
                f"`{match[0]}` in a text",
                "it stands for a character that cannot be seen; a guard's text has none",
                f"write `\\{match[0]}` where a pattern is meant to read `{match[0]}`",
            )


def check_order(tokens: list[Token]) -> None:
    """Two operands side by side, or brackets that do not match: reported here better than the parser can."""
    open_at: list[Token] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before and before.closes and token.opens:
            call = before.kind == "name" and token.text == "("
            if token.text == "[":
                raise Refused(
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
                raise Refused(
                    token.at, 1, f"`{token.text}` closes nothing", "no bracket is open here", f"remove `{token.text}`"
                )
    if not tokens[-1].closes and not open_at:
        last = tokens[-1]
        raise Refused(
            last.at,
            len(last.text),
            f"nothing follows `{last.text}`",
            "a guard cannot stop here",
            f"finish it, or remove `{last.text}`",
        )
    if open_at:
        last = open_at[-1]
        closing = ")" if last.text == "(" else "]"
        raise Refused(
            last.at,
            1,
            f"`{last.text}` is never closed",
            "each bracket has its other half",
            f"write the missing `{closing}`",
        )


def _stray(token: Token, before: Token) -> NoReturn:
    if before.text in WORDS_INSTEAD:
        instead(before.at, before.text, WORDS_INSTEAD[before.text])
    raise Refused(
        token.at,
        len(token.text),
        f"`{token.text}` cannot stand after `{before.text}`",
        "two operands are side by side; " + WHOLE,
        f"write `{WORDS_INSTEAD[token.text]}`"
        if token.text in WORDS_INSTEAD
        else "write what joins them: a comparison, `and`, `or`, a comma in a list",
    )
