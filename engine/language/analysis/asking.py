"""Where fields are asked that are not always asked, and what follows once that is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.language.analysis.once import once
from engine.language.forms import Form
from engine.language.guards import NamedGuards, asked_in
from engine.language.guards.nodes import Name, Node, inside
from engine.language.model import Flow, Forget


class Asking(NamedTuple):
    """
    What of the conditions of a flow's forms can be known again where a guard reads them.

    Attributes:
        named: the flow's named guards, which know the conditions.
        reads: what is known of a condition or of its parts -> the names that it depends on.
    """

    named: NamedGuards
    reads: Mapping[str, frozenset[str]]

    def passed(self, given: frozenset[str], form: Form) -> frozenset[str]:
        """Of the names that were surely given, those that are once this form has been passed; with what that tells."""
        if not form.conditional and not self.reads:
            return given
        lost = form.conditional | {what for what, names in self.reads.items() if names & form.fields.keys()}
        return (given - lost) | {what for name in form.conditional if (what := asked_in(form.name, name)) in self.reads}


@once
def asking_of(flow: Flow) -> Asking:
    """
    The conditions of required fields that change with the answers alone: not with the day, nor with what is written or
    forgotten.
    """
    plain = NamedGuards(flow.guards)
    forgotten = {field.name for effect in flow.effects() if isinstance(effect, Forget) for field in effect.fields}
    conditions: dict[str, dict[str, Node]] = {}
    reads: dict[str, frozenset[str]] = {}
    for form in flow.forms.values():
        for name in form.conditional:
            field, when = form.fields[name], form.fields[name].when
            assert when
            names = when.names.union(*(plain.reads(other) for other in when.names if other in plain))
            day = any(guard.asks_the_day for guard in (when, *(plain[one] for one in names if one in plain)))
            if not field.required or day or (names | {name}) & (flow.values.keys() | forgotten):
                continue
            conditions.setdefault(name, {})[form.name] = when.tree
            reads[asked_in(form.name, name)] = names | {name}
    named = NamedGuards(flow.guards, conditions)
    for atom in (one for trees in conditions.values() for tree in trees.values() for one in named.atoms(tree)):
        names = frozenset(node.name for node in inside(atom) if isinstance(node, Name))
        for truth in (True, False):
            reads |= dict.fromkeys(named.facts(atom, truth), names)
    return Asking(named, reads)


def in_form(form: Form) -> NamedGuards:
    """The conditions of a form by itself, as its own rules read them."""
    conditions = {n: {form.name: one.when.tree} for n, one in form.fields.items() if one.required and one.when}
    return NamedGuards({}, conditions)


def asked_now(form: Form) -> frozenset[str]:
    """What is known of the conditions of a form where it is being filled in."""
    return frozenset(asked_in(form.name, name) for name in form.conditional if form.fields[name].required)
