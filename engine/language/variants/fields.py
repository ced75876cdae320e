"""A form over that of the base: its fields, where a new one stands, and which are required."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.language.schema.form import FORM
from engine.language.variants.merging import Merging, arranged
from engine.language.variants.spots import Spot, either, is_null
from engine.language.yaml import Entry, Node, Scalar
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Sequence as List

AFTER = "x-after"
_CHOICES = (either("enum", "oneOf", "x-options"),)
_FORM = Spot(FORM.shape)
_FIELDS = Spot(None, "map", _CHOICES, (("type",), ("title",)))


class FormMerging:
    """Merges the form of one variant over that of its base."""

    def __init__(self, merging: Merging) -> None:
        self.merging = merging

    def form(self, base: Map, over: Map, name: str) -> Map:
        """The form of a variant over that of its base, of the same name."""
        before, changes = _table(base, "properties"), _table(over, "properties")
        after = self._placed(changes)
        with self.merging.under("properties", len(over.entries)):
            fields = self._fields(before, changes, after)
        removed = before.entries.keys() - fields.entries.keys()
        rest = self.merging.maps(_without(base, "required"), _without(over, "required"), _FORM, name)
        entries = dict(rest.entries)
        with self.merging.under("required", len(over.entries)):
            required = self._required(base, over)
        groups = _groups(entries.pop("x-groups", None), removed, after if "x-groups" not in over.entries else {})
        key = over.entries.get("properties") or base.entries.get("properties")
        found: dict[str, Entry | None] = {
            "required": required and _left(required, removed),
            "properties": key._replace(value=fields) if key else None,
            "x-groups": groups,
        }
        return Map({**entries, **{word: entry for word, entry in found.items() if entry}}, over.place)

    def _placed(self, changes: Map) -> dict[str, Scalar]:
        """field -> the one that it stands after."""
        found: dict[str, Scalar] = {}
        for name, entry in changes.entries.items():
            after = entry.value.entries.get(AFTER) if isinstance(entry.value, Map) else None
            if after and isinstance(after.value, Scalar) and not is_null(after.value):
                found[name] = after.value
            elif after and not is_null(after.value):
                cause = "a field stands after one other"
                self.merging.report(
                    "wrong-type", f'"{AFTER}" must be one name', after.value.place, cause, f"write: {AFTER}: name"
                )
        return found

    def _fields(self, before: Map, changes: Map, after: Mapping[str, Scalar]) -> Map:
        without = {
            name: entry._replace(value=_without_key(entry.value, AFTER)) for name, entry in changes.entries.items()
        }
        only_moved = {name for name in without.keys() & after.keys() if _is_empty(without[name].value)}
        for name in only_moved - before.entries.keys():
            cause = "a field of the base may be placed again; a new one has a type and a title"
            self.merging.not_in_base(changes.entries[name].key, before.entries.keys() - changes.entries.keys(), cause)
        changed = {name: entry for name, entry in without.items() if name not in only_moved}
        merged = self.merging.maps(before, changes._replace(entries=changed), _FIELDS, "properties")
        beside = {name: one.text for name, one in after.items() if name in merged.entries}
        free = [name for name in merged.entries if name not in beside]
        order, left = arranged(free, beside, before=False)
        for name in left:
            others = [other for other in merged.entries if other != name]
            cause = f'"{AFTER}" names the field that this one stands after, of the same form'
            self.merging.not_in_base(after[name], others, cause, AFTER)
        return merged._replace(entries={name: merged.entries[name] for name in order + left})

    def _required(self, base: Map, over: Map) -> Entry | None:
        """The fields that must be given: the base's list, or what the variant's list or map makes of it."""
        old, new = base.entries.get("required"), over.entries.get("required")
        if new is None:
            return old
        if is_null(new.value):
            if old is None:
                self.merging.not_in_base(new.key, base.entries, "null takes out what the base has there", "required")
            return None
        if not isinstance(new.value, Map):
            return new
        items = list(old.value.items) if old and isinstance(old.value, List) else []
        there = {item.text for item in items if isinstance(item, Scalar)}
        for name, entry in new.value.entries.items():
            wanted = entry.value.text if isinstance(entry.value, Scalar) and entry.value.style == "plain" else ""
            if wanted == "true" and name in there:
                cause = f'"{self.merging.base}" requires it already'
                with self.merging.under(name, len(new.value.entries)):
                    fix = f'take out "{self.merging.lone(name)}"'
                self.merging.report("no-effect", f'"{name}" is required already', entry.key.place, cause, fix)
            elif wanted == "true":
                items.append(Scalar(name, "plain", entry.key.place))
            elif wanted in ("null", "false") and name not in there:
                with self.merging.under(name, len(new.value.entries)):
                    cause, out = f"{wanted} takes a field out of the required ones", self.merging.lone(name)
                self.merging.not_in_base(entry.key, there, cause, out)
            elif wanted in ("null", "false"):
                items = [item for item in items if not (isinstance(item, Scalar) and item.text == name)]
            else:
                self.merging.report(
                    "wrong-type",
                    f'"{name}" must be true or false',
                    entry.value.place,
                    "under required, true adds a field to those of the base, false or null takes one out",
                    f"write: {name}: {'false' if name in there else 'true'}",
                )
        return Entry(new.key, List(tuple(items), new.value.place)) if items else None


def _table(form: Map, key: str) -> Map:
    entry = form.entries.get(key)
    return entry.value if entry and isinstance(entry.value, Map) else Map({}, form.place)


def _without(form: Map, *more: str) -> Map:
    words = {"properties", *more}
    return form._replace(entries={word: entry for word, entry in form.entries.items() if word not in words})


def _without_key(node: Node, key: str) -> Node:
    if not isinstance(node, Map) or key not in node.entries:
        return node
    return node._replace(entries={word: entry for word, entry in node.entries.items() if word != key})


def _is_empty(node: Node) -> bool:
    return isinstance(node, Map) and not node.entries


def _left(listed: Entry, removed: Iterable[str]) -> Entry | None:
    """A list of names without those that are removed; None where nothing is left of it."""
    if not isinstance(listed.value, List):
        return listed
    items = tuple(item for item in listed.value.items if not (isinstance(item, Scalar) and item.text in removed))
    return listed._replace(value=listed.value._replace(items=items)) if items else None


def _groups(groups: Entry | None, removed: Iterable[str], after: Mapping[str, Scalar]) -> Entry | None:
    """The groups without removed fields, and with the new ones beside those that they stand after."""
    if groups is None or not isinstance(groups.value, List):
        return groups
    items: list[Node] = []
    for item in groups.value.items:
        fields = item.entries.get("fields") if isinstance(item, Map) else None
        if not isinstance(item, Map) or fields is None:
            items.append(item)
            continue
        joined = _joined(fields, after)
        if left := _left(joined, {*removed}):
            items.append(item._replace(entries={**item.entries, "fields": left}))
    return groups._replace(value=groups.value._replace(items=tuple(items))) if items else None


def _joined(fields: Entry, after: Mapping[str, Scalar]) -> Entry:
    if not isinstance(fields.value, List):
        return fields
    there = {item.text: item for item in fields.value.items if isinstance(item, Scalar) and item.text not in after}
    order, _ = arranged(there, {name: one.text for name, one in after.items()}, before=False)
    items = tuple(there.get(name) or Scalar(name, "plain", after[name].place) for name in order)
    strange = tuple(item for item in fields.value.items if not isinstance(item, Scalar))
    return fields._replace(value=fields.value._replace(items=(*items, *strange)))
