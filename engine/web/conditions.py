"""When a field is asked, in words: what is left of its condition once what is known is put in. Pure."""

from __future__ import annotations

from datetime import date
from functools import reduce
from typing import NamedTuple, assert_never

from markupsafe import Markup

from engine.delivery.display import words_of
from engine.delivery.links import nowhere
from engine.language.forms import Field, Form, Leaf, Names, Tree
from engine.language.forms.asking import Denied, Several, leaves
from engine.language.guards import as_date
from engine.language.guards.nodes import Call, Compare, Listing, Literal, Name, Node, inside
from engine.language.values import Duration, Value
from engine.web.faults import FormContext
from engine.web.sheet import own_names

_OPPOSITE = {
    "equal": "other", "less": "at_least", "at_most": "more", "one_of": "none_of", "has": "has_not",
    "ticked": "unticked", "given": "blank",
}  # fmt: skip
_OPPOSITE |= {there: here for here, there in _OPPOSITE.items()}
_OPERATORS = {"==": "equal", "!=": "other", "<": "less", "<=": "at_most", ">": "more", ">=": "at_least"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class _NoWords(Exception):
    """A part of which nothing short can be said."""


class Condition(NamedTuple):
    """What is left of a field's condition. `worded`: no style sheet can look at what it tests."""

    words: Markup
    worded: bool


def condition_words(form: Form, rest: Tree, names: Names, context: FormContext) -> Markup:
    """The sentence that stands at the field."""
    said = _Words(form, names, context)
    try:
        return context.words.html("conditions.asked", condition=said.of(rest, None))
    except _NoWords:
        read = dict.fromkeys(name for leaf in leaves(rest) for name in own_names(form, leaf))
        titles = [said.title(name) for name in read]
        return context.words.html("conditions.depends", fields=said.joined("and", titles)) if titles else Markup()


class _Words:
    def __init__(self, form: Form, names: Names, context: FormContext) -> None:
        self._form, self._names, self._context = form, names, context

    def title(self, name: str) -> str:
        """A field by its label."""
        label = self._form.fields[name].title.plain(self._context.values, nowhere)
        return self._context.words.plain("conditions.quoted", words=label)

    def joined(self, word: str, parts: list[str]) -> str:
        """Several parts as one."""
        return reduce(lambda one, other: self._said(word, one=one, other=other), parts)

    def of(self, tree: Tree, within: str | None, *, holds: bool = True) -> str:
        """
        A condition; its opposite, unless `holds`.

        Args:
            within: "and" or "or", of what it is a part of.
        """
        match tree:
            case Denied():
                return self.of(tree.inner, within, holds=not holds)
            case Several():
                word = tree.word if holds else "or" if tree.word == "and" else "and"
                parts = [part for part in tree.parts if not _goes_without_saying(part, tree.parts)]
                told = self.joined(word, [self.of(part, word, holds=holds) for part in parts])
                return self._said("grouped", words=told) if within not in (None, word) else told
            case Leaf():
                return self._leaf(tree, holds)
            case bool():
                raise _NoWords
            case _:
                assert_never(tree)

    def _leaf(self, leaf: Leaf, holds: bool) -> str:
        node = leaf.node
        if isinstance(node, Name) and node.name in self._form.fields:
            return self._told("ticked", holds, field=self.title(node.name))
        if isinstance(node, Call) and node.function == "given" and self._is_own(node.arguments[0]):
            return self._told("given", holds, field=self._side(node.arguments[0]))
        if isinstance(node, Compare):
            return self._compared(node, holds)
        raise _NoWords

    def _compared(self, node: Compare, holds: bool) -> str:
        left, right, operator = node.left, node.right, node.operator
        if operator in ("in", "not in"):
            return self._membership(node, holds if operator == "in" else not holds)
        if not self._is_own(left):
            left, right, operator = right, left, _TURNED.get(operator, operator)
        field = self._measured(left)
        if field is None:
            raise _NoWords
        if isinstance(right, Literal) and right.value is None:
            return self._told("blank" if operator == "==" else "given", holds, field=self._side(left))
        if field.kind == "boolean" and isinstance(right, Literal):
            ticked = (operator == "==") is (right.value is True)
            return self._told("ticked", holds is ticked, field=self._side(left))
        kind = "day." if field.kind == "date" and isinstance(left, Name) and operator in _TURNED else ""
        value = self._value(right, field, measured=not isinstance(left, Name))
        return self._told(_OPERATORS[operator], holds, kind, field=self._side(left), value=value)

    def _membership(self, node: Compare, holds: bool) -> str:
        left, right = node.left, node.right
        if isinstance(right, Name) and right.name in self._form.fields:
            field = self._form.fields[right.name]
            return self._told("has", holds, field=self.title(right.name), value=self._value(left, field))
        measured = self._measured(left)
        if measured is None or not isinstance(right, Listing):
            raise _NoWords
        values = [self._value(item, measured, measured=not isinstance(left, Name)) for item in right.items]
        return self._told("one_of", holds, field=self._side(left), values=self.joined("or", values))

    def _is_own(self, node: Node) -> bool:
        return self._measured(node) is not None

    def _measured(self, node: Node) -> Field | None:
        """The field of the form that a side is, or of which it is the length or the age."""
        if isinstance(node, Call) and node.function in ("len", "years_since"):
            node = node.arguments[0]
        return self._form.fields.get(node.name) if isinstance(node, Name) else None

    def _side(self, node: Node) -> str:
        if isinstance(node, Call):
            field = self._measured(node)
            assert field
            what = "years" if node.function == "years_since" else "choices" if field.kind == "list" else "length"
            return self._said(what, field=self.title(field.name))
        assert isinstance(node, Name)
        return self.title(node.name)

    def _value(self, node: Node, field: Field, *, measured: bool = False) -> str:
        if isinstance(node, Name) and node.name in self._form.fields:
            return self.title(node.name)
        if isinstance(node, Call) and node.function == "today":
            return self._said("today")
        if isinstance(node, Name):
            value = self._known(node.name)
        elif isinstance(node, Literal):
            value = node.value
        else:
            raise _NoWords
        if isinstance(value, bool) or value is None:
            raise _NoWords
        if field.kind == "date" and not measured:
            value = as_date(value) or value
        if measured or isinstance(value, date):
            return self._context.locale.show(value)
        shown = words_of(field, value, self._context.locale)
        return self._said("quoted", words=shown) if field.kind in ("text", "list") else shown

    def _known(self, name: str) -> Value:
        value = self._names.get(name)
        return str(value) if isinstance(value, Duration) else value

    def _told(self, key: str, holds: bool, kind: str = "", **values: str) -> str:
        return self._said(f"{kind}{key if holds else _OPPOSITE[key]}", **values)

    def _said(self, key: str, **values: str) -> str:
        return self._context.words.plain(f"conditions.{key}", **values)


def _names_in(node: Node) -> set[str]:
    """The names that stand in it."""
    return {part.name for part in inside(node) if isinstance(part, Name)}


def _goes_without_saying(part: Tree, parts: tuple[Tree, ...]) -> bool:
    """Whether it only asks if something is given of which another part says more."""
    inner = part.inner if isinstance(part, Denied) else part
    if not isinstance(inner, Leaf) or not isinstance(inner.node, Call) or inner.node.function != "given":
        return False
    asked = _names_in(inner.node)
    return any(asked <= _names_in(leaf.node) for other in parts if other is not part for leaf in leaves(other))
