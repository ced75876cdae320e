"""What is typed into a field so that guards can tell: its examples, and what stands beside the bounds of guards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from engine.language.forms import Field, typed_again
from engine.language.guards import Guard, NamedGuards
from engine.language.guards.nodes import Call, Compare, Listing, Literal, Name, Node, as_date, inside
from engine.language.model import Claim, Flow, Set, State
from engine.language.model.parts import within
from engine.language.texts.locales import Locale
from engine.language.values import Value

Typed = tuple[str, ...]  # as a browser sends it

ADDRESSES = ("camille.martin@exemple.fr", "claude.dupont@exemple.fr")
PASSWORDS = ("TroisRivieres2026Calmes", "QuatreCollines2027Vertes")
WORDS = ("Camille Martin", "Paris")
TELEPHONE = "01 23 45 67 89"
MOST = 16  # of a field


class Cut(NamedTuple):
    """A value that a guard compares with. `of`: "" the name itself, "len", "years_since", "matches"."""

    of: str
    value: Value


class Cells:
    """
    The entries that a flow tells apart, field by field. Made once for a flow.

    Args:
        locale: in which figures and days are typed.
    """

    def __init__(self, flow: Flow, locale: Locale) -> None:
        self.flow = flow
        self.locale = locale
        self._together: dict[str, tuple[tuple[str, str], ...]] = {}

    @cached_property
    def _guards(self) -> tuple[Guard, ...]:
        forms = [rule.check for form in self.flow.forms.values() for rule in form.rules]
        whens = [when for form in self.flow.forms.values() for _, when in form.conditions()]
        branches = [branch.guard for branch in self.flow.branches() if branch.guard]
        sets = [effect for effect in self.flow.effects() if isinstance(effect, Set)]
        pages = [guard for state in self.flow.states.values() for guard in state.conditions()]
        pages += [guard for view in self.flow.views.values() for guard in view.conditions()]
        every = (*self.flow.guards.values(), *branches, *forms, *whens, *within(tuple(sets), (Guard,)), *pages)
        return tuple(every)

    @cached_property
    def cuts(self) -> Mapping[str, tuple[Cut, ...]]:
        """name -> what it is compared with, in the order written."""
        found: dict[str, dict[Cut, None]] = {}
        for guard in self._guards:
            for node in inside(guard.tree):
                for name, cut in self._of(node):
                    found.setdefault(name, {})[cut] = None
        return {name: tuple(cuts) for name, cuts in found.items()}

    @cached_property
    def read(self) -> frozenset[str]:
        """The names on which it hangs how a case goes: read by a guard, asked of a register, a code, a service."""
        names = frozenset[str]().union(*(guard.names for guard in self._guards))
        for fact in self.flow.facts.values():
            names |= {one.name for one in (fact.key, fact.typed, *fact.given) if one}
        for branch in self.flow.branches():
            if branch.resume:
                resume = branch.resume
                asked = (resume.typed, resume.key, *resume.where.values(), *resume.secret.values())
                names |= {one.name for one in asked if one}
        for state in self.flow.states.values():
            if state.tries and state.tries.per:
                names |= {state.tries.per.name}
        return names | {effect.key.name for effect in self.flow.effects() if isinstance(effect, Claim)}

    def together(self, state: State) -> tuple[tuple[str, str], ...]:
        """Each two names that one guard of a state's branches reads, itself or by the guards that it names."""
        if state.name not in self._together:
            named = NamedGuards(self.flow.guards)
            found: dict[tuple[str, str], None] = {}
            for branch in state.branches():
                read = branch.guard.names if branch.guard else frozenset[str]()
                read = read.union(*(named.reads(name) for name in read if name in named))
                found |= dict.fromkeys(combinations(sorted(read), 2))
            self._together[state.name] = tuple(found)
        return self._together[state.name]

    def entries(self, field: Field, today: date, known: Iterable[str] = ()) -> tuple[Typed, ...]:
        """
        What may be typed into a field, the most usual first; not all of it need be valid.

        Args:
            today: in the flow's zone; days are counted from it.
            known: texts that are known by now and that the field may ask for: codes, numbers, addresses.
        """
        found = dict.fromkeys(self._usual(field))
        found |= dict.fromkeys((text,) for text in known)
        found |= dict.fromkeys(self._beside(field, today))
        if not field.required and field.kind != "boolean":
            found[()] = None
        return tuple(found)[:MOST]

    def _usual(self, field: Field) -> Iterator[Typed]:
        for example in (*field.examples, *([field.default] if field.default not in (None, False) else [])):
            yield self._typed(field, example)
        if field.kind == "boolean":
            yield ("true",)
            yield ()
        elif field.options:
            consts = [option.const for option in field.options]
            yield from ((const,) for const in consts[:MOST])
            if field.kind == "list":
                yield tuple(consts)
                yield tuple(consts[:2])
        elif field.format == "email":
            yield from ((address,) for address in ADDRESSES)
        elif field.format == "tel":
            yield (TELEPHONE,)
        elif field.secret:
            yield from ((word,) for word in PASSWORDS)
        elif field.kind == "text":
            yield from ((word,) for word in WORDS)

    def _beside(self, field: Field, today: date) -> Iterator[Typed]:
        cuts = self.cuts.get(field.name, ())
        if field.kind in ("integer", "number"):
            step = field.figures.get("multipleOf", 1)
            numbers = [cut.value for cut in cuts if isinstance(cut.value, int | Decimal)]
            for bound in (field.figures.get("minimum"), field.figures.get("maximum")):
                if bound is not None:
                    yield self._typed(field, bound)
            for number in numbers:
                yield from (self._typed(field, number + by) for by in (-step, 0, step))
            yield from (self._typed(field, number) for number in (1, 10))
        elif field.kind == "date":
            for cut in cuts:
                if cut.of == "years_since" and isinstance(cut.value, int):
                    day = _years_before(today, cut.value)
                    yield from (self._typed(field, day + timedelta(by)) for by in (-1, 0, 1))
                    day = _years_before(today, cut.value + 1)
                    yield from (self._typed(field, day + timedelta(by)) for by in (0, 1))
                elif (day_said := cut.value if isinstance(cut.value, date) else as_date(cut.value)) is not None:
                    yield from (self._typed(field, day_said + timedelta(by)) for by in (-1, 0, 1))
            yield from (self._typed(field, today + timedelta(days)) for days in (0, 1, -1, 3, 7, 30, 90, 365, -3650))
        elif field.kind == "text" and not field.options:
            for cut in cuts:
                if cut.of == "" and isinstance(cut.value, str):
                    yield (cut.value,)
                elif cut.of == "len" and isinstance(cut.value, int) and 0 < cut.value < 60:
                    yield ("75005123450987654321"[: cut.value] if cut.value <= 20 else "a" * cut.value,)
            yield ("A1B2C3",)

    def _typed(self, field: Field, value: Value) -> Typed:
        return typed_again(field, value, self.locale)

    def _of(self, node: Node) -> Iterator[tuple[str, Cut]]:
        if not isinstance(node, Compare):
            return
        for one, other in ((node.left, node.right), (node.right, node.left)):
            subject, of = one, ""
            if isinstance(one, Call) and one.function in ("len", "years_since") and one.arguments:
                subject, of = one.arguments[0], one.function
            if isinstance(subject, Name) and subject.name not in self.flow.settings:
                yield from ((subject.name, Cut(of, value)) for value in self._values(other))

    def _values(self, node: Node) -> Iterator[Value]:
        if isinstance(node, Literal):
            yield node.value
        elif isinstance(node, Listing):
            yield from (item.value for item in node.items)
        elif isinstance(node, Name) and node.name in self.flow.settings:
            value = self.flow.settings[node.name].value
            if isinstance(value, str | int | Decimal | date):
                yield value


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
