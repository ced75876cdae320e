"""What to write in a guard where types or names do not fit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from engine.language import spellings
from engine.language.decoding import closest
from engine.language.guards import typing
from engine.language.guards.kinds import IN_WORDS, NUMBERS, reads_as_date
from engine.language.guards.nodes import Arithmetic, Compare, Guard, Joined, Literal, Name, Node, Slot, inside
from engine.language.guards.vocabulary import FUNCTIONS
from engine.problems import Place

# What `set` writes to a value of this type. A text has two pairs of quotes: the outer ones are YAML's.
_WRITTEN = {
    "string": "{text} for a text",
    "date": "today(), or a date as '\"year-month-day\"', in digits",
    "integer": "a whole number in digits",
    "number": "a number in digits",
    "boolean": "true or false",
}


_CONSTANTS = {
    **dict.fromkeys(("vrai", "oui", "yes"), "true"),
    **dict.fromkeys(("faux", "no"), "false"),
    **dict.fromkeys(("nul", "nulle", "vide", "none", "nil", "rien", "empty", "undefined"), "null"),
}


def of_unknown_name(node: Name, guard: Guard, scope: Mapping[str, Slot], beside: Node | None = None) -> str:
    """
    The nearest name that there is; a function, a constant or a text in quotes, where one of those was meant.

    Args:
        beside: what the name is compared with.
    """
    if node.name in _CONSTANTS and not (guard.tree is node and guard.role):
        return f"write `{_CONSTANTS[node.name]}`"
    if node.name in choices_of(beside, scope):
        return in_place(node, f'"{node.name}"', guard)
    lone = guard.tree is node and guard.role in _WRITTEN
    kind = {"string": "text"}.get(guard.role, guard.role)
    candidates = [name for name, slot in scope.items() if slot.kind == kind] if lone else scope
    near = closest(node.name, candidates)
    if near:
        declared = scope[near].place
        line = f" ({_line(declared, guard.place)})" if declared else ""
        fix = f'write "{near}"{line}, or declare it'
    elif node.name in FUNCTIONS:
        fix = f"write `{node.name}()`" if not FUNCTIONS[node.name] else f"write `{node.name}(…)`"
    else:
        fix = f'declare it, or write `"{node.name}"` for a text'
    if lone and node.name not in FUNCTIONS:
        written = _WRITTEN[guard.role].format(text=f"'\"{node.name}\"'")
        fix = f"write {written}; or {fix if near else 'declare it'}"
    return fix


def choices_of(node: Node | None, scope: Mapping[str, Slot]) -> tuple[str, ...]:
    """The closed list of texts that a name may be; none of what may be any text."""
    slot = scope.get(node.name) if isinstance(node, Name) else None
    return slot.choices if slot and slot.origin != "setting" else ()


def in_place(node: Node, words: str, guard: Guard) -> str:
    """The fix that replaces one part of a guard; the whole, where YAML wants that in quotes then."""
    fixed = f"{guard.source[: node.at]}{words}{guard.source[node.at + node.width :]}"
    if typing.is_plain(guard.place) and typing.needs_quotes(fixed, guard.place):
        return typing.whole(fixed, guard.place)
    return typing.as_typed(f"write `{words}`", guard.place)


def of_bare_alternative(part: Node, before: Node | None, guard: Guard, scope: Mapping[str, Slot]) -> str | None:
    """`x == "a" or "b"`: the list of what the name may be."""
    if not isinstance(before, Compare) or before.operator not in ("==", "!=") or not isinstance(before.left, Name):
        return None
    literal = part.value if isinstance(part, Literal) else part.name if isinstance(part, Name) else None
    first = before.right.value if isinstance(before.right, Literal) else None
    if isinstance(before.right, Name) and before.right.name in choices_of(before.left, scope):
        first = before.right.name
    if not isinstance(literal, str) or not isinstance(first, str):
        return None
    operator = "in" if before.operator == "==" else "not in"
    fixed = f'{before.left.name} {operator} ["{first}", "{literal}"]'
    end = part.at + part.width
    return typing.whole(f"{guard.source[: before.at]}{fixed}{guard.source[end:]}", guard.place)


def of_hyphen(node: Arithmetic, guard: Guard, scope: Mapping[str, Slot]) -> str | None:
    """The name that was meant, where a word with a hyphen is read as a difference: `code-postal`."""
    if node.operator != "-" or not isinstance(node.left, Name) or not isinstance(node.right, Name):
        return None
    joined = _words(node, guard).replace("-", "_")
    if joined not in scope or (node.left.name in scope and node.right.name in scope):
        return None
    return in_place(node, joined, guard)


def of_no_number(
    side: tuple[Node, str], whole: Node | None, guard: Guard, scope: Mapping[str, Slot]
) -> tuple[str, str]:
    """
    Cause and fix of what is no number, and is calculated with.

    Args:
        side: what it is, with its kind.
        whole: the calculation; None: a minus, or `round`.
    """
    node, kind = side
    words = _words(node, guard)
    if kind == "list" and isinstance(node, Name):
        return "numbers alone are calculated with; of a list the choices are counted", f"write `len({words})`"
    if kind == "date":
        cause = "there is no calculation with dates: they are compared, and years_since() counts the years"
        return cause, "compare the date with another, or write the delay as the `after` of a timeout"
    if kind == "duration":
        return "a timer reads durations: a guard does not", "write a figure without a unit in the setting"
    if kind == "boolean":
        return "numbers alone are calculated with", "write one branch for true and another for false"
    if isinstance(node, Literal) and (figure := spellings.figure(str(node.value))):
        return "numbers alone are calculated with", f"write `{figure}` without quotes"
    slot = scope.get(node.name) if isinstance(node, Name) else None
    if isinstance(node, Name) and (fix := _of_setting(node, "share", guard, scope)):
        return "numbers alone are calculated with", fix
    if kind == "text" and isinstance(whole, Arithmetic) and whole.operator == "+":
        names = dict.fromkeys(part.name for part in inside(whole) if isinstance(part, Name))
        shown = " ".join(f"{{{name}}}" for name in names)
        return "a guard does not join texts", f"name them in the text that shows them: {shown}"
    if slot and slot.origin in ("field", "value") and not slot.choices:
        return (
            "numbers alone are calculated with",
            f'give "{words}" `type: number`, or write its length: `len({words})`',
        )
    return "numbers alone are calculated with", "write a number"


def of_null(name: str, guard: Guard) -> str:
    """The guard with a test that the name is given."""
    fix = tested_first(f"given({name})", f"not given({name})", guard)
    return f'{fix}, or ask "{name}" on every way here' if guard.role in _WRITTEN else fix


def tested_first(test: str, otherwise: str, guard: Guard) -> str:
    """
    The guard that is read only where a test has held; of what `set` writes, the branch for it.

    Args:
        otherwise: where the test does not hold.
    """
    if guard.role in _WRITTEN:  # it is a value, and no condition
        return f"put the effect in a branch with `guard: {test}`"
    if guard.role == "check":  # it must hold: what cannot be looked at passes, or nobody could leave it out
        return typing.whole(f"{otherwise} or {guard.source}", guard.place)
    if _alternatives(guard.tree):
        return typing.whole(f"{test} and ({guard.source})", guard.place)
    return typing.whole(f"{test} and {guard.source}", guard.place)


def of_ordered_texts(node: Compare, scope: Mapping[str, Slot]) -> tuple[str, str]:
    """Cause and fix of `<` between two texts: most often one of them should have been a number or a date."""
    cause = 'only numbers and dates have an order; as texts, "10" would come before "9"'
    fix = "compare with == or !="
    for one, other in ((node.left, node.right), (node.right, node.left)):
        slot = scope.get(one.name) if isinstance(one, Name) else None
        if slot is None or not isinstance(one, Name) or slot.origin not in ("field", "value"):
            continue
        text = other.value if isinstance(other, Literal) else None
        if slot.choices:
            return cause, f"write those that are meant: `{one.name} in [{_some(slot.choices)}]`"
        if reads_as_date(other, scope):
            kind = "`format: date`" if slot.origin == "field" else "`type: date`"
            return cause, f'give "{one.name}" {kind}, or {fix}'
        if isinstance(text, str) and text.isdecimal():
            return cause, f'give "{one.name}" `type: integer` and write `{text}` without quotes, or {fix}'
    return cause, fix


def _some(choices: Sequence[str]) -> str:
    return ", ".join(f'"{choice}"' for choice in choices[:2]) + (", …" if len(choices) > 2 else "")


def of_types(left_side: tuple[Node, str], right_side: tuple[Node, str], guard: Guard, scope: Mapping[str, Slot]) -> str:
    """Of two sides, each with its kind, that are not alike: the one that was meant as the other's kind."""
    (left_node, left), (right_node, right) = left_side, right_side
    for node, kind, other in ((right_node, right, left), (left_node, left, right)):
        if isinstance(node, Name) and kind == "text" and (fix := _of_setting(node, other, guard, scope)):
            return fix
        if isinstance(node, Literal):
            words = _words(node, guard)
            if other == "text" and kind in NUMBERS:
                return f'write `"{words}"`' + (", or len() of the text" if kind == "integer" else "")
            if other in NUMBERS and kind == "text" and (given := spellings.figure(str(node.value))):
                return f"write `{given}` without quotes"
            if other == "boolean" and kind == "text" and (given := spellings.truth(str(node.value))):
                return f"write `{given}` without quotes"
    slot = scope.get(right_node.name) if isinstance(right_node, Name) else None
    own = slot.place if slot and slot.origin == "setting" else None
    there = f", or write one in {_line(own, guard.place)}" if own else ""
    return f"compare `{_words(left_node, guard)}` with {IN_WORDS[left]}{there}"


def _of_setting(node: Name, wanted: str, guard: Guard, scope: Mapping[str, Slot]) -> str | None:
    """A setting that was meant as a figure, a date or true or false, and is read as a text: fixed where it is."""
    slot = scope.get(node.name)
    if slot is None or slot.origin != "setting" or not slot.choices or not slot.place:
        return None
    line, text = _line(slot.place, guard.place), slot.choices[0]
    given = None
    if wanted == "share" and text.endswith("%") and spellings.figure(text):
        given = spellings.share(text)
    elif wanted in (*NUMBERS, "share"):
        given = spellings.figure(text)
    elif wanted == "date":
        given = spellings.day(text)
    elif wanted == "boolean":
        given = spellings.truth(text)
    return f"write in {line}: {node.name}: {given}" if given else None


def _words(node: Node, guard: Guard) -> str:
    return guard.source[node.at : node.at + node.width]


def _alternatives(node: Node) -> bool:
    """`given(x) and …` before it would bind to its first alternative only."""
    return isinstance(node, Joined) and node.word == "or"


def _line(place: Place, beside: Place) -> str:
    return f"line {place.line}" if place.file == beside.file else f"{place.file}, line {place.line}"


def of_unkept(asked: str, read: str, operator: str, setting: Slot | None) -> str:
    """Instead of a text that no entry can equal. `read`: what would be kept of it; "" where it would not be given."""
    if setting:
        return (f'write "{read}"' if read else "write a text that can be seen") + in_setting(setting)
    if read:
        return f'write "{read}"'
    question = f"given({asked})" if operator in ("!=", "not in") else f"not given({asked})"
    return f"write `{question}`" if operator in ("==", "!=") else f"take it out, and ask `{question}` beside it"


def in_setting(setting: Slot) -> str:
    """Where a fix is written that is one of a setting's value."""
    return " in the setting" + (f" (line {setting.place.line})" if setting.place else "")


def in_guard(text: str) -> str:
    """A text as a guard writes it: in quotes that it does not hold, or with a backslash before them."""
    quote = "'" if '"' in text and "'" not in text else '"'
    return quote + re.sub(rf"\\(?=[\\\"'])|{quote}", lambda sign: "\\" + sign[0], text) + quote
