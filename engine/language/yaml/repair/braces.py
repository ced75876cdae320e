"""A line with braces or brackets that lacks one of their signs: a comma, a colon, a space, or one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.language.yaml.repair.lines import INVISIBLE, KEYS, LINE, ODD, Trap
from engine.language.yaml.repair.quoting import before_comment

_ODD = ODD.strip(" ")
_NO_COMMA = re.compile(r"(?<=[\w\"'}\]!?.])(?P<gap>\s+)(?P<key>[a-z$][\w$-]*): ")
_NO_COLON = re.compile(r"(?<=[{,])(?P<gap>\s*)(?P<key>[A-Za-z$][\w$-]*)(?P<sign>\s*[=;]\s*| +)(?=[^\s:,}])")
_NO_SPACE = re.compile(r"(?<=[{,])(\s*[A-Za-z$][\w$-]*):(?=[^\s:/,}])")
_UNSEEN = re.compile(rf"(?<=[\w\"']):[{_ODD}{INVISIBLE}]+ ?|(?<=,)[{_ODD}{INVISIBLE}]+ ?")
_NO_BRACE = re.compile(r"(?:(?<=: )|(?<=\[)|(?<=- ))(?=[a-z$][\w$-]*: )")
_END = re.compile(r"(?=, [a-z$][\w$-]*: )|(?=[}\]])|(?<=[}\]])(?=, )")


def lacking(source: str, number: int) -> Iterator[Trap]:
    """The line with one sign more, those that are forgotten most often first."""
    match = LINE.match(source)
    if not match or not set("{}[]") & set(source):
        return
    end = before_comment(source, 0)
    for found in _NO_SPACE.finditer(source, 0, end):
        if _open(source, found.start()):
            at = found.end()
            fixed = f"{source[:at]} {source[at:]}"
            yield _trap(
                "missing-space",
                "no space after the colon",
                "only a colon with a space after it ends a key",
                number,
                at - 1,
                fixed,
            )
    for found in _NO_COMMA.finditer(source, 0, end):
        if _open(source, found.start()):
            at = found.start()
            fixed = f"{source[:at]},{source[at:]}"
            yield _trap(
                "missing-comma",
                f'no comma before "{found["key"]}"',
                "in braces, keys are parted by commas",
                number,
                at,
                fixed,
            )
    for found in _NO_COLON.finditer(source, 0, end):
        if found["key"] in KEYS and _open(source, found.start()):
            fixed = f"{source[: found.end('key')]}: {source[found.end() :]}"
            yield _trap(
                "missing-colon",
                f'no colon after "{found["key"]}"',
                "a key ends with a colon and a space",
                number,
                found.start("key"),
                fixed,
            )
    yield from _missing(source, number, end)


def _missing(source: str, number: int, end: int) -> Iterator[Trap]:
    """One bracket or brace more: an opening one before a key, a closing one where a value ends."""
    for opening, closing in ("{}", "[]"):
        cause = f'each "{opening}" has its "{closing}"'
        if source.count(opening, 0, end) < source.count(closing, 0, end):
            places = [found.start() for found in _NO_BRACE.finditer(source, 0, end)]
            if opening == "[":
                places = [found.end() for found in re.finditer(r": (?=[\w\"{])", source[:end])]
            for at in places:
                fixed = source[:at] + opening + source[at:]
                yield _trap(
                    "unclosed-bracket",
                    f'no "{opening}" before the "{closing}" that closes it',
                    cause,
                    number,
                    at,
                    fixed,
                )
        elif source.count(opening, 0, end) > source.count(closing, 0, end):
            last = source.rindex(opening, 0, end)
            places = [found.start() for found in _END.finditer(source, last, end)]
            for at in (*places, end):
                fixed = source[:at] + closing + source[at:]
                yield _trap("unclosed-bracket", f'a "{opening}" that is not closed', cause, number, last, fixed)


def unseen(source: str, number: int) -> Iterator[Trap]:
    """Blanks that are no spaces behind the colons and commas of braces."""
    match = LINE.match(source)
    found = _UNSEEN.search(source) if match and ("{" in source or "[" in source) else None
    if found and _open(source, found.start()):
        begin = found.start() + found[0].startswith(":")
        fixed = _UNSEEN.sub(lambda one: ": " if one[0].startswith(":") else " ", source)
        where = "colon" if begin > found.start() else "comma"
        yield _trap(
            "odd-space",
            f"a no-break space after the {where}",
            "only a colon with a plain space after it ends a key",
            number,
            begin,
            fixed,
        )


def _open(source: str, at: int) -> bool:
    """Whether a bracket or a brace that opens before here is not closed before here; quotes count as they stand."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", lambda found: " " * len(found[0]), source[:at])
    return bare.count("{") + bare.count("[") > bare.count("}") + bare.count("]")


def _trap(code: str, message: str, cause: str, number: int, column: int, fixed: str) -> Trap:
    return Trap(code, message, cause, number, column, 1, fixed)
