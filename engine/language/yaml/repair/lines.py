"""Lines of YAML: what they look like, where the parser gave up, and what a trap is."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.problems import Place, Problem

LONGEST = 2000  # characters: a longer line is not looked at
KEY = r"(?:\"[^\"]*\"|'[^']*'|[^\s\"'\[\]{}#&*!|>%@`,?-][^:#{}\[\]]*?|[?-][^\s:#{}\[\]][^:#{}\[\]]*?)"
LINE = re.compile(rf"(?P<head>\s*(?:-\s+)*(?:{KEY}\s*:(?:\s+|$))?)(?P<value>.*)")
COMMENT = re.compile(r"\s+#(?:\s.*)?$")
FLOW_KEY = re.compile(r"(?:\"[^\"]*\"|'[^']*'|[^\s\"':#{}\[\],?-][^:#{}\[\],]*?)\s*:\s+")
EXPRESSION = re.compile(r"\s(?:==|!=|<=?|>=?|in|and|or|not)\s")
OF_PATTERN = re.compile(r"\bpattern\s*:\s+\Z")  # what follows is a text, even if it begins with a bracket
ODD_SPACES = ("\u00a0", "\u202f", "\u2007")  # no-break spaces: YAML takes them for letters
ODD = " " + "".join(ODD_SPACES)
INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u2060"  # no width at all
# The language's own keys: a line among keys that begins with one, and has no colon, was meant as one.
_WORDS = """
$schema account after allOf anyone automatic back before beside button check claim closed code const content default
description digits document documents draft effects entries entry enum event examples facts field fields fills final
first_of flow foot forget form format gate guard guards id in items key kind label language leave length links lives
mail mails max maxLength maximum message minLength minimum multipleOf name new_tab notes notice number of on_enter oneOf
over page pages parcours path pattern pause per phase phases properties refuse register registers release reminders
required rest resume retention review samples secret sections service set settings show skip_form spend state states
status statuses subject target template text timeout timezone title to transitions tries type typed url values version
view views when where who x-autocomplete x-confirms x-grouping x-groups x-hint x-ignore x-messages x-rules x-secret
x-unit x-widget list only without x-options extends forms x-after x-when formatMinimum formatMaximum minItems maxItems
at calendar country lands region since from open until carry call effect otherwise with languages sort first
"""
KEYS = frozenset(_WORDS.split())
LIKE_KEY = re.compile(r"\s*(?:-\s+)*(?:\"[^\"]*\"|'[^']*'|[\w$-]+)\s*:(?:\s|$)")
NO_COLON = re.compile(
    r"(?P<head>\s*(?:-\s+)*)(?P<key>[A-Za-z$_][\w$-]*)(?P<gap>\s*[=;,.]\s*|\s+[-\u2013\u2014]\s+|\s+)(?P<value>\S.*)"
)
HARD_TO_START = "{[*&\"'->%@`!|,?]}#"


class Failure(NamedTuple):
    """Where and why the C parser gave up. Lines and columns count from 0."""

    line: int
    column: int
    words: str
    context: str
    context_line: int | None
    context_column: int


class Trap(NamedTuple):
    """What is wrong with a line. `line`, `column` count from 0; `fixed`: the whole line as it should be."""

    code: str
    message: str
    cause: str
    line: int
    column: int
    width: int
    fixed: str | None
    fix: str | None = None  # where "write: <the fixed line>" does not say it
    others: tuple[tuple[int, str], ...] = ()  # further lines that are fixed with it

    def problem(self, file: str, lines: list[str]) -> Problem:
        place = Place(file, self.line + 1, self.column + 1, self.width, lines[self.line])
        return Problem(self.code, self.message, place, self.cause, self.fix or f"write: {(self.fixed or '').strip()}")


def column_of(line: str) -> int:
    """Where the first word begins, that of an item too."""
    return len(line) - len(line.lstrip(" -"))


def is_prose(line: str) -> bool:
    """Whether a line looks like words of a text rather than a key, an item or a comment."""
    words = line.strip()
    return bool(words) and not re.match(r"(?:-\s+)?(?:[{\[]\w|[\"']?[\w-]+[\"']?\s*:(?:\s|$))|-\s|#\s", words)


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
