"""How the form of a page is filled on a path: as usual, and otherwise where it hangs on that how the case goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from engine.core.browsing.results import Screen
from engine.language.forms import CODE_ALPHABET, Field, Form
from engine.study.cells import Cells, Typed
from engine.study.world import Post, World

Entries = Mapping[str, Typed]

REPAIRS = 12  # of the entries of one form
FEW = 4  # entries of each of two fields
CODES = 4  # the newest
WRONG_CODE = CODE_ALPHABET[-2:] * 20


class Filling:
    """
    Fills forms, and remembers which entries each of them has taken.

    Attributes:
        posts: how many were tried for that.
    """

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.posts = 0
        self._taken: dict[tuple[str, str], dict[str, int]] = {}  # of a form: which entry of each field

    def usual(self, world: World, browser: str, page: Screen, event: str) -> Entries:
        """Entries that the page's form takes, as far as they were found; nothing where it has none."""
        form = page.form
        if form is None:
            return {}
        taken = self._taken.setdefault((page.flow.name, form.name), {})
        values = self._values(world, form, taken)
        for _ in range(REPAIRS):
            self.posts += 1
            _, seen = world.do(Post(browser, event, values))
            problems = seen.shown.problems if seen.shown and seen.shown.name == page.state.name else ()
            wrong = dict.fromkeys(one.field for one in problems if one.field and one.keyword != "refused")
            fields = [form.fields[name] for name in wrong if name in form.fields and not form.fields[name].confirms]
            others = [
                field for field in fields if taken.get(field.name, 0) + 1 < len(self._entries(world, form, field))
            ]
            if not others:
                break
            for field in others:
                taken[field.name] = taken.get(field.name, 0) + 1
            values = self._values(world, form, taken)
        return values

    def others(self, world: World, page: Screen, form: Form) -> Iterator[Entries]:
        """What else may be typed: in each field on which it hangs how a case goes, then in two that one guard reads."""
        entries = {
            field.name: self._entries(world, form, field)
            for field in form.fields.values()
            if field.name in self.cells.read or field.when is not None
        }
        for name, several in entries.items():
            yield from (_with_confirmation(form, {name: entry}) for entry in several)
        for pair in self.cells.together(page.state):
            if pair[0] in entries and pair[1] in entries:
                for one, other in product(*(entries[name][:FEW] for name in pair)):
                    yield _with_confirmation(form, {pair[0]: one, pair[1]: other})

    def _values(self, world: World, form: Form, taken: Mapping[str, int]) -> Entries:
        values: dict[str, Typed] = {}
        for field in form.fields.values():
            if not field.confirms:
                entries = self._entries(world, form, field)
                values[field.name] = entries[min(taken.get(field.name, 0), len(entries) - 1)] if entries else ()
        return _with_confirmation(form, values)

    def _entries(self, world: World, form: Form, field: Field) -> tuple[Typed, ...]:
        if field.name in form.codes:
            codes = [words for flow, _, words in world.codes() if flow == self.cells.flow.name]
            length = field.figures.get("minLength") or len(codes[0] if codes else "") or 10
            return tuple((code,) for code in (*codes[:CODES], WRONG_CODE[:length]))
        known: list[str] = []
        if field.name in self.cells.read and field.kind == "text" and not field.options:
            known += [key for _, key in world.tables.keys if ("@" in key) == (field.format == "email")]
            if field.format != "email":
                known += [number for _, number in sorted(world.tables.numbers)]
        return self.cells.entries(field, world.now.date(), known)


def _with_confirmation(form: Form, values: Entries) -> Entries:
    """The same typed again where a field confirms another."""
    again = {f.name: values[f.confirms] for f in form.fields.values() if f.confirms and f.confirms in values}
    return {**values, **again}
