"""The style sheet of a form: hides what is not asked, as the choices above it say. Nothing else on the page does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import product
from typing import NamedTuple, assert_never

from engine.language.forms import Field, Form, Leaf, Names, Tree
from engine.language.forms.asking import Denied, Several, leaves, looking, names_read, tree_of
from engine.language.guards import GuardFailed
from engine.language.guards.nodes import Call, Compare, Literal, Name, Node
from engine.language.values import Value
from engine.web.faults import field_id

MOST_ROWS = 400  # of a leaf's table: the options of its fields, each with each

Selector = str | bool  # of the form, where something holds; true or false: always or never


class Row(NamedTuple):
    """One way to answer the fields that a leaf reads."""

    values: tuple[Value, ...]
    selector: Selector


def when_id(name: str) -> str:
    """The id of what surrounds a field, or a group, that is not always asked."""
    return f"when-{name}"


@lru_cache(maxsize=256)
def sheet_of(form: Form) -> str:
    """
    The sheet. Within `@supports selector(:has(*))` alone: without it everything is shown, with its condition in words.

    The page says by classes of the form what is known before it, and by `worded` where a condition is in words.
    """
    rules: list[str] = []
    asked = _asked(form)
    for name, selector in asked.items():
        hidden, there = _not(selector), f"#{when_id(name)}:not(.worded)"
        if hidden is not False:
            rules.append(f".form{'' if hidden is True else hidden} {there} {{ display: none; }}")
        rules.append(f"{there} .condition {{ display: none; }}")
    for group in form.groups:
        if all(name in asked for name in group.fields):
            hidden = _not(_any([asked[name] for name in group.fields]))
            if hidden is not False:
                there = f"#{when_id(f'group-{group.fields[0]}')}:not(.worded)"
                rules.append(f".form{'' if hidden is True else hidden} {there} {{ display: none; }}")
    return "@supports selector(:has(*)) {\n" + "\n".join(rules) + "\n}\n"


def known_before(form: Form, names: Names, today: date) -> tuple[str, ...]:
    """The classes that say to the sheet what is known before the form."""
    found: list[str] = []
    for number, (_, leaf) in enumerate(_leaves(form)):
        own = own_names(form, leaf)
        if not _reads_outside(form, leaf):
            continue
        if not own:
            found += [f"k{number}"] if _holds(form, leaf, {}, names, today) else []
            continue
        for at, row in enumerate(rows_of(form, leaf, _asked(form)) or ()):
            if _holds(form, leaf, dict(zip(own, row.values, strict=True)), names, today):
                found.append(f"k{number}-{at}")
    return tuple(found)


def is_of_choices(form: Form, tree: Tree) -> bool:
    """Whether a condition tests only choices and boxes of the form, which the sheet can look at."""
    return all(own_names(form, leaf) and _rows_in(form, leaf) for leaf in leaves(tree))


def own_names(form: Form, leaf: Leaf) -> tuple[str, ...]:
    """The fields of the form that a leaf reads, itself or through named guards."""
    read = names_read(form, leaf)
    return tuple(name for name in form.order() if name in read)


def rows_of(form: Form, leaf: Leaf, asked: Mapping[str, Selector]) -> tuple[Row, ...] | None:
    """
    Every way to answer the fields that a leaf reads; None where these are not all choices, or too many.

    Args:
        asked: where each of them is asked; always, of one that is not in it.
    """
    if _rows_in(form, leaf) is None:
        return None
    ways = [_ways(form.fields[name], asked.get(name, True), leaf) for name in own_names(form, leaf)]
    return tuple(
        Row(tuple(value for row in rows for value in row.values), _all([row.selector for row in rows]))
        for rows in product(*ways)
    )


def _rows_in(form: Form, leaf: Leaf) -> int | None:
    """How many rows its table has, at most; None where it has none, or too many."""
    rows = 1
    for field in (form.fields[name] for name in own_names(form, leaf)):
        if field.kind == "list" and not (_asks_for_null(leaf.node) or _asks_for_one(leaf.node, field.name)):
            return None
        rows *= 3 if field.kind == "boolean" else len(field.options) + 1 if field.options else MOST_ROWS + 1
    return rows if rows <= MOST_ROWS else None


def _ways(field: Field, asked: Selector, leaf: Leaf) -> list[Row]:
    """Every way to answer one field; of several boxes, each by itself: any of those that would do, or must not be."""
    if field.kind == "boolean":
        ticked = _checked(field_id(field.name))
        there = [Row((True,), _all([asked, ticked])), Row((False,), _all([asked, _not(ticked)]))]
        return there if asked is True else [*there, Row((None,), _not(asked))]
    chosen = [(option.const, _all([asked, _option(field, number)])) for number, option in enumerate(field.options)]
    nothing = Row((None,), _not(_any([selector for _, selector in chosen])))
    if field.kind != "list":
        return [*(Row((const,), selector) for const, selector in chosen), nothing]
    if _asks_for_null(leaf.node):
        return [Row(((chosen[0][0],),), _not(nothing.selector)), nothing]
    return [Row(((const,),), selector) for const, selector in chosen]


def _asks_for_one(node: Node, name: str) -> bool:
    """Whether it asks if one box of several is ticked: how many are would be too many ways."""
    if not isinstance(node, Compare) or not isinstance(node.right, Name) or node.right.name != name:
        return False
    return node.operator == "in" or (node.operator == "not in" and isinstance(node.left, Literal))


def _asks_for_null(node: Node) -> bool:
    """Whether it asks only if something is given."""
    if isinstance(node, Compare) and node.operator in ("==", "!="):
        return any(isinstance(side, Literal) and side.value is None for side in (node.left, node.right))
    return isinstance(node, Call) and node.function == "given"


@lru_cache(maxsize=256)
def _asked(form: Form) -> dict[str, Selector]:
    """field -> where its condition holds; where it tests what no sheet can look at, the page says so."""
    found: dict[str, Selector] = {}
    numbers = {(leaf, name): number for number, (name, leaf) in enumerate(_leaves(form))}

    def of(tree: Tree, field: str) -> Selector:
        match tree:
            case Leaf():
                return _of_leaf(form, tree, numbers[tree, field], found)
            case Denied():
                return _not(of(tree.inner, field))
            case Several():
                parts = [of(part, field) for part in tree.parts]
                return _all(parts) if tree.word == "and" else _any(parts)
            case bool():
                return tree
            case _:
                assert_never(tree)

    for name in form.order():
        when = form.fields[name].when
        if when is not None:
            found[name] = of(tree_of(form, when), name)
    return found


def _of_leaf(form: Form, leaf: Leaf, number: int, asked: Mapping[str, Selector]) -> Selector:
    own = own_names(form, leaf)
    if not own:
        return f".k{number}" if _reads_outside(form, leaf) else _holds(form, leaf, {}, {}, date.min)
    table = rows_of(form, leaf, asked)
    if table is None:
        return False
    if _reads_outside(form, leaf):
        return _any([_all([f".k{number}-{at}", row.selector]) for at, row in enumerate(table)])
    held = [_holds(form, leaf, dict(zip(own, row.values, strict=True)), {}, date.min) for row in table]
    # Of boxes some rows may be true at once: none of those that must not be ticked. Else the shorter of the two.
    node, boxes = leaf.node, any(form.fields[name].kind == "list" for name in own)
    turned = isinstance(node, Compare) and node.operator == "not in" if boxes else sum(held) * 2 > len(held)
    if turned:
        return _not(_any([row.selector for row, holds in zip(table, held, strict=True) if not holds]))
    return _any([row.selector for row, holds in zip(table, held, strict=True) if holds])


def _holds(form: Form, leaf: Leaf, given: Mapping[str, Value], names: Names, today: date) -> bool:
    """Its verdict for these answers; not where it cannot be evaluated."""

    look = looking(form, given.get, names, today)
    try:
        return leaf.holds(look, today)
    except GuardFailed:
        return False


def _leaves(form: Form) -> Iterator[tuple[str, Leaf]]:
    """Every leaf of every condition, always in the same order."""
    for name in form.order():
        when = form.fields[name].when
        if when is not None:
            yield from ((name, leaf) for leaf in leaves(tree_of(form, when)))


def _reads_outside(form: Form, leaf: Leaf) -> bool:
    """Whether its verdict depends on more than the answers of the form."""
    read = names_read(form, leaf)
    return leaf.guard.asks_the_day or any(name not in form.fields and name not in form.guards for name in read)


# Selectors ------------------------------------------------------------------------------------------------------------


def _checked(id: str) -> str:
    return f":has(#{id}:checked)"


def _option(field: Field, number: int) -> str:
    if field.widget == "select":
        return f':has(#{field_id(field.name)} option[value="{_escaped(field.options[number].const)}"]:checked)'
    return _checked(field_id(field.name) + (f"-{number}" if number else ""))


def _escaped(text: str) -> str:
    """A text within the quotes of a selector."""
    return re.sub(r"[^A-Za-z0-9_-]", lambda sign: f"\\{ord(sign[0]):x} ", text)


def _not(selector: Selector) -> Selector:
    return not selector if isinstance(selector, bool) else f":not({selector})"


def _all(parts: Sequence[Selector]) -> Selector:
    if any(part is False for part in parts):
        return False
    written = [part for part in parts if isinstance(part, str)]
    return "".join(written) if written else True


def _any(parts: Sequence[Selector]) -> Selector:
    if any(part is True for part in parts):
        return True
    written = [part for part in parts if isinstance(part, str)]
    if len(written) < 2:
        return written[0] if written else False
    return f":is({', '.join(written)})"
