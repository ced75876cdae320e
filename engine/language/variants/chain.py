"""A flow's file and those of its bases -> one tree, with the file and line of every value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from engine.language.decoding import BROKEN, NAMED, Reading, closest, near
from engine.language.schema.flow import FLOW
from engine.language.variants.fields import FormMerging
from engine.language.variants.merging import Above, Merging, Removal
from engine.language.variants.spots import Spot, is_null
from engine.language.yaml import MOST_EVENTS, Entry, Node, Scalar, read_tree, write_tree
from engine.language.yaml import Mapping as Map
from engine.problems import Place, Problem
from engine.registry import Registry

EXTENDS, FORMS = "extends", "forms"


class Written(NamedTuple):
    """One file of a flow as it is written."""

    name: str
    file: str  # as it is shown
    text: str
    node: Node | None  # None: it could not be read at all
    problems: tuple[Problem, ...] = ()  # of its lines: what they hold is a guess


class Change(NamedTuple):
    """What one variant changes of one form."""

    variant: str
    base: str
    entry: Entry
    beside: int  # how many forms it changes
    keys: int  # how many keys the variant has

    def above(self) -> tuple[Above, ...]:
        """The keys that lead to the form."""
        return ((FORMS, self.keys), (self.entry.key.text, self.beside))


class Whole(NamedTuple):
    """A flow with all that it inherits; of one that is no variant, what its file holds."""

    name: str
    node: Node | None  # None: its file, or that of a base, could not be read
    files: tuple[Written, ...]  # its own, then those of its bases
    forms: Mapping[str, tuple[Change, ...]] = {}  # by form, the nearest to the first base first
    problems: tuple[Problem, ...] = ()  # of `extends`, and of what its own changes change
    removed: Mapping[str, Removal] = {}  # names that it takes out of its base
    alike: Mapping[tuple[int, int], str] = {}  # line and column of a new name -> the one of the base that it is like
    moments: Collection[tuple[int, int]] = ()  # line and column of each that may be meant as a reminder's id
    orphan: bool = False  # its base is not known: what it lacks is not missing

    @property
    def file(self) -> str:
        return self.files[0].file

    @property
    def is_variant(self) -> bool:
        return extends_of(self.files[0].node) is not None

    def bases(self) -> tuple[str, ...]:
        """The flows that it inherits from, the nearest first."""
        return tuple(one.name for one in self.files[1:])


Find = Callable[[str], Whole | None]


def extends_of(node: Node | None) -> Entry | None:
    """What names the base of a flow, where it has one."""
    return node.entries.get(EXTENDS) if isinstance(node, Map) else None


def base_of(node: Node | None) -> str | None:
    """The name of the base, right or wrong; None: it has none, or what stands there is no text."""
    entry = extends_of(node)
    return entry.value.text if entry and isinstance(entry.value, Scalar) else None


def no_flow(_: str) -> None:
    """Returns None: what a flow finds whose bases lead back to it."""


def whole_of(written: Written, find: Find, flows: tuple[str, ...], registry: Registry) -> Whole:
    """
    A flow with all that it inherits.

    Args:
        find: gives another flow with all that it inherits; None: there is none, or it leads back here in a circle.
        flows: the names of all flows of the folder.
    """
    extends = extends_of(written.node)
    if extends is None or not isinstance(written.node, Map):
        return Whole(written.name, written.node, (written,))
    reading = Reading(registry)
    named = NAMED.read(reading, extends.value, extends.key)
    if named is BROKEN:
        return _orphan(written, written.node, tuple(reading.problems))
    base = find(named.name) if named.name != written.name else None
    problems: tuple[Problem, ...] = ()
    if base is None:
        meant = None if named.name in flows else near(named.name, _others(written, flows))
        problems = (_no_base(written, named.name, named.place, flows, meant),)
        base = find(meant) if meant else None
    if base is None:
        return _orphan(written, written.node, problems)
    if base.node is None or not isinstance(base.node, Map):
        problem = Problem(
            "unknown-base",
            f'"{named.name}" cannot be put together, so this variant of it is not checked',
            named.place,
            "a variant is its base with changes",
            f"correct {base.file} first: its problems are listed too",
        )
        return Whole(written.name, None, (written, *base.files), problems=(problem,))
    merged = _merged(written, base, base.node, written.node)
    return merged._replace(problems=problems + merged.problems)


def _merged(written: Written, base: Whole, below: Map, own: Map) -> Whole:
    merging = Merging(base.name)
    forms = {**base.forms}
    changed_forms = _forms_in(merging, own)
    for name, change in changed_forms.items():
        forms[name] = (
            *forms.get(name, ()),
            Change(written.name, base.name, change, len(changed_forms), len(own.entries)),
        )
        merging.removed.update(_removed_fields(forms[name][-1]))
    inherited = _without_paths(_without(below, "flow"))
    changed = _without(own, EXTENDS, FORMS, "flow")
    node = merging.maps(inherited, changed, Spot(FLOW.shape))
    place = own.place
    named = own.entries.get("flow") or Entry(
        Scalar("flow", "plain", place), Scalar(written.name, "plain", extends_place(own))
    )
    first = {word: entry for word, entry in node.entries.items() if word == "parcours"}
    node = Map({**first, "flow": named, **node.entries}, place)
    of_own = tuple(merging.problems), merging.removed, merging.alike, merging.moments
    return Whole(written.name, node, (written, *base.files), forms, *of_own)


def extends_place(node: Map) -> Place:
    return node.entries[EXTENDS].value.place


def form_of(node: Node | None, changes: tuple[Change, ...], variant: str) -> tuple[Map | None, list[Problem]]:
    """
    A form with what variants change of it, and the problems of what this variant changes; None: nothing is left of it.

    Args:
        node: of its file; None: it has none.
    """
    form = node if isinstance(node, Map) else None
    problems: list[Problem] = []
    for change in changes:
        if is_null(change.entry.value):
            form = None
            continue
        if not isinstance(change.entry.value, Map):
            continue  # reported with the flow
        merging = Merging(change.base, change.above())
        below = form or Map({}, change.entry.value.place)
        form = FormMerging(merging).form(below, change.entry.value, change.entry.key.text)
        problems += merging.problems if change.variant == variant else []
    return form, problems


def unasked_forms(whole: Whole, asked: Collection[str], unread: Collection[str]) -> list[Problem]:
    """
    The changes of forms that no state asks, and forms that are taken out although one does.

    Args:
        asked: the forms of the flow's states.
        unread: words of what could not be read: a form of such a name may be asked there.
    """
    found = []
    for name, (*_, change) in whole.forms.items():
        key, gone = change.entry.key, is_null(change.entry.value)
        if change.variant != whole.name or gone == (name not in asked) or name in unread:
            continue
        better = closest(name, [form for form in asked if form not in whole.forms])
        out = name if change.beside > 1 else FORMS
        cause, fix = "what a variant changes of a form shows where a state asks that form", f'take out "{out}"'
        fix = f'write "{better}"; or {fix}' if better else fix
        if gone:
            cause, fix = "a state still asks it", f'take out "{out}", or write another form in that state'
        message = f'the form "{name[:60]}" is taken out' if gone else f'no state asks the form "{name[:60]}"'
        found.append(Problem("form-not-asked", message, key.place, cause, fix))
    return found


def too_large_to_store(whole: Whole, sources: Mapping[str, str]) -> list[Problem]:
    """
    Reports a variant that could not be read again once it is stored: larger, with what it inherits, than a file may be.

    Args:
        sources: the texts as they are stored.
    """
    extends = extends_of(whole.files[0].node)
    if extends is None:
        return []
    found = []
    for name, text in sources.items():
        if len(text) > MOST_EVENTS - 4 and any(one.code == "too-large" for one in read_tree(text, name)[1]):
            cause = "a file has at most 2 MiB, and so many keys, values and lists; a variant is stored as one file"
            fix = "take something out of it, or split its base into several flows"
            message = f"{name} is too large with what it inherits"
            found.append(Problem("too-large", message, extends.value.place, cause, fix))
    return found


def text_of(whole: Whole) -> str:
    """The text of a flow as it is stored: of a variant with all that it inherits, so that it loads by itself."""
    own = whole.files[0]
    return write_tree(whole.node) if whole.is_variant and whole.node is not None else own.text


def _forms_in(merging: Merging, node: Map) -> dict[str, Entry]:
    """The forms that a variant changes, by name."""
    forms = node.entries.get(FORMS)
    if forms is None:
        return {}
    if not isinstance(forms.value, Map) or not forms.value.entries:
        cause = "a variant changes forms by their names"
        fix = "write the form's name, and below it what changes; or take forms out"
        merging.report("wrong-type", '"forms" must be a map of forms', forms.value.place, cause, fix)
        return {}
    for name, entry in forms.value.entries.items():
        if not isinstance(entry.value, Map) and not is_null(entry.value):
            cause = "what a variant changes of a form is a form, with the keys that change"
            message = f'"{name[:60]}" must be a map with keys (properties, required, x-groups …)'
            merging.report("wrong-type", message, entry.value.place, cause, "write below it: properties: …")
    return dict(forms.value.entries)


def _removed_fields(change: Change) -> dict[str, Removal]:
    """The fields of the base that a form's change takes out."""
    form = change.entry.value
    fields = form.entries.get("properties") if isinstance(form, Map) else None
    if not isinstance(form, Map) or fields is None or not isinstance(fields.value, Map):
        return {}
    merging = Merging(change.base, change.above())
    found = {}
    for name, entry in fields.value.entries.items():
        with merging.under("properties", len(form.entries)), merging.under(name, len(fields.value.entries)):
            found[name] = Removal(entry.key.place, merging.lone(name))
    return {name: found[name] for name, entry in fields.value.entries.items() if is_null(entry.value)}


def _without(node: Map, *words: str) -> Map:
    return node._replace(entries={word: entry for word, entry in node.entries.items() if word not in words})


def _without_paths(node: Map) -> Map:
    """Without the addresses of pages: each is of one flow."""
    pages = node.entries.get("pages")
    if pages is None or not isinstance(pages.value, Map):
        return node
    entries = {
        name: entry._replace(value=_without(entry.value, "path")) if isinstance(entry.value, Map) else entry
        for name, entry in pages.value.entries.items()
    }
    changed = pages._replace(value=pages.value._replace(entries=entries))
    return node._replace(entries={**node.entries, "pages": changed})


def _orphan(written: Written, node: Map, problems: tuple[Problem, ...]) -> Whole:
    """A flow whose base is not known: read by itself where it seems to be a whole flow."""
    seems_whole = node.entries.keys() >= _OF_WHOLE
    alone = _without(node, EXTENDS, FORMS) if seems_whole else None
    return Whole(written.name, alone, (written,), problems=problems, orphan=True)


_OF_WHOLE = frozenset(("language", "timezone", "entries", "states"))


def _others(written: Written, flows: tuple[str, ...]) -> list[str]:
    return [flow for flow in flows if flow != written.name]


def _no_base(written: Written, name: str, place: Place, flows: tuple[str, ...], meant: str | None) -> Problem:
    others = _others(written, flows)
    if name == written.name:
        message, cause = f'"{name}" extends itself', "a variant is another flow with changes"
    elif name in flows:
        message, cause = f'"{name}" leads back to this flow', "flows that extend each other in a circle have no base"
    else:
        message, cause = f'unknown flow "{name}"', "there is no such file beside this one"
    fix = f'write "{meant}"' if meant else _other_base(others, name)
    return Problem("unknown-base", message, place, cause, fix)


def _other_base(others: list[str], name: str) -> str:
    left = [flow for flow in others if flow != name]
    if 0 < len(left) <= 8:
        return f"write one of {', '.join(left)}; or take extends out, and write the whole flow"
    return "write the name of another flow; or take extends out, and write the whole flow"
