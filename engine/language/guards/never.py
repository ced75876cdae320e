"""Why two sides of a comparison are never equal: what one of them can be at all, the other never is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import NamedTuple

from engine.language import signs
from engine.language.decoding import closest, listed
from engine.language.guards import fixes
from engine.language.guards.nodes import Literal, Name, Node, Slot, as_date

MOST_CHOICES = 300  # of which each is looked at

_NOTHING_SEEN = "an answer in which there is nothing to be seen is not given"


class Never(NamedTuple):
    cause: str
    fix: str


def equal(name: Node, other: Node, operator: str, scope: Mapping[str, Slot]) -> Never | None:
    """Why a name never equals a value that is written out, or that of a setting; None: it may, or there is no such."""
    slot = scope.get(name.name) if isinstance(name, Name) else None
    setting = scope.get(other.name) if isinstance(other, Name) else None
    if slot is None or slot.origin == "setting" or (setting and setting.origin != "setting"):
        return None
    value = setting.value if setting else other.value if isinstance(other, Literal) else None
    if not isinstance(value, (str, int, Decimal)) or isinstance(value, bool):
        return None
    there = fixes.in_setting(setting) if setting else ""
    if isinstance(value, str) and slot.choices:
        return None if value in slot.choices else _none_of(value, slot.choices, there)
    if isinstance(value, str) and slot.kept:
        read = slot.kept(value)
        if not read or read != value:
            assert isinstance(name, Name)
            unseen = signs.unseen_in(value)
            without = f", without the {unseen}" if unseen != signs.unseen_in(read) else ""
            kept = f'an answer is kept as "{read}"{without}' if read else _NOTHING_SEEN
            return Never(kept, fixes.of_unkept(name.name, read, operator, setting))
    refused = slot.refuses((as_date(value) or value) if slot.kind == "date" else value) if slot.refuses else None
    if refused is None:
        return None
    better = f'write "{refused.better}"' if refused.better else refused.instead
    return Never(refused.cause, f"{better}{there}")


def _none_of(value: str, choices: Collection[str], there: str) -> Never:
    near = closest(value, choices)
    return Never(f"it is one of: {listed(choices)}", (f'write "{near}"' if near else "write one of these") + there)


def alike(left: Name, right: Name, scope: Mapping[str, Slot]) -> Never | None:
    """Why two names never have one value; None: they may."""
    one, other = scope.get(left.name), scope.get(right.name)
    if one is None or other is None or "setting" in (one.origin, other.origin):
        return None
    cause = apart((left.name, one), (right.name, other))
    if cause is None and one.texts and other.texts and not one.texts.share(other.texts):
        cause = "what one of them takes, by its format, patterns and lengths, the other refuses"
    return Never(cause, "compare two that can be equal") if cause else None


def apart(left: tuple[str, Slot], right: tuple[str, Slot]) -> str | None:
    """Why two names, of which one has a closed list of values, never have one value; None: they may."""
    (left_name, one), (right_name, other) = left, right
    if one.choices and other.choices:
        together = set(one.choices).intersection(other.choices)
        cause = f'"{left_name}" is one of {listed(one.choices)}; "{right_name}" is one of {listed(other.choices)}'
        return None if together else cause
    for chosen, typed, name in ((one, other, right_name), (other, one, left_name)):
        few = typed.texts is not None and 0 < len(chosen.choices) <= MOST_CHOICES
        if few and not any(possible(typed, value) for value in chosen.choices):
            return f'no answer to "{name}" is one of {listed(chosen.choices)}'
    return None


def possible(slot: Slot, value: str) -> bool:
    """Whether a text may be an answer, as far as is known."""
    return (slot.kept is None or slot.kept(value) == value) and not (slot.refuses and slot.refuses(value))
