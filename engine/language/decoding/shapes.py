"""A node of another shape than is wanted -> the text that has it: what was written stays, and is put in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from engine.language import spellings
from engine.language.decoding.kinds import BROKEN, Broken, Kind, Reading, Shape
from engine.language.decoding.names import NAME, NAMED, PLAIN_NAME
from engine.language.decoding.scalars import string_schema
from engine.language.decoding.suggestions import slug
from engine.language.yaml import Entry, Node, Scalar, read_tree, repair
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Sequence as List
from engine.problems import Place

T = TypeVar("T")

LONGEST = 1500  # characters: a longer part of a file is not written again in a fix
_NAMING = ("id", "name", "event", "key")  # what gives an item its name, where a map has it as a key
_TO_QUOTE = re.compile(r"[\[\]{},?]|: |:\Z| #|\A[-#&*!|>'\"%@`:=]|\A\s|\s\Z|\A\Z")


def written(node: Node) -> str | None:
    """The node on one line, as it stands between brackets; None where it is long, or a text of several lines."""
    text = _written(node)
    return text if text is not None and len(text) <= LONGEST else None


def _written(node: Node) -> str | None:
    if isinstance(node, Scalar):
        if "\n" in node.text.strip("\n") or (node.style == "plain" and node.place.source.count(node.text) == 0):
            return None  # of several lines
        text = node.text.strip("\n")
        return repair.quoted(text) if node.style != "plain" or _TO_QUOTE.search(text) else text
    if isinstance(node, List):
        items = [_written(item) for item in node.items]
        return None if None in items else f"[{', '.join(filter(None, items))}]"
    return _braces((entry.key.text, _written(entry.value)) for entry in node.entries.values())


def _braces(pairs: Iterable[tuple[str, str | None]]) -> str | None:
    every = list(pairs)
    if any(value is None for _, value in every):
        return None
    return f"{{{', '.join(f'{_in_braces(key)}: {value}' for key, value in every)}}}"


def _in_braces(text: str) -> str:
    return repair.quoted(text) if _TO_QUOTE.search(text) else text


def instead_of(node: Node, at: Scalar | None, key: str, value: str) -> str:
    """The fix that writes a key again with another value: in place of a line, or of as many as it has taken."""
    begin, end = (at or node).place.line, _last_line(node)
    text = f"{key}: {value}" if key else value
    if end == begin:
        return f"write: {text}"
    in_brackets = node.place.source[node.place.column - 1 : node.place.column] in ("[", "{")
    return f"write in place of {'all of it' if in_brackets else f'lines {begin} to {end}'}: {text}"


def _last_line(node: Node) -> int:
    if isinstance(node, Scalar):
        return node.place.line
    inner = node.items if isinstance(node, List) else (entry.value for entry in node.entries.values())
    return max((node.place.line, *map(_last_line, inner)))


def read_again(reading: Reading, kind: Kind[T], text: str, node: Node, at: Scalar | None) -> T | Broken:
    """The value of what should have been written, so that what it declares is known; its own problems come later."""
    meant, problems = read_tree(text, node.place.file)
    if meant is None or problems:
        return BROKEN
    before = len(reading.problems)
    value = kind.read(reading, _at_place(meant, node.place), at)
    del reading.problems[before:]
    return value


def _at_place(node: Node, place: Place) -> Node:
    if isinstance(node, Scalar):
        return node._replace(place=place)
    if isinstance(node, List):
        return List(tuple(_at_place(item, place) for item in node.items), place)
    entries = {
        word: Entry(entry.key._replace(place=place), _at_place(entry.value, place))
        for word, entry in node.entries.items()
    }
    return Map(entries, place)


def completed(shape: Shape, given: Mapping[str, str | None]) -> str | None:
    """A table in braces with these keys, and `…` for each text that it lacks; None where it lacks more than texts."""
    if shape.wants and not given.keys() & {*shape.wants}:
        return None
    lacking = {word: key.example for word, key in shape.keys.items() if key.need and word not in given}
    if any(example == "…" and not _any_text(shape.keys[word].kind) for word, example in lacking.items()):
        return None
    first = {word: value for word, value in {**lacking, **given}.items() if word in shape.keys}
    return _braces((word, first[word]) for word in shape.keys if word in first)


def as_table(shape: Shape, node: Node) -> str | None:
    """What to write for a text, or a list, where a table is wanted."""
    if isinstance(node, Scalar):
        if re.match(r"[A-Za-z_]\w*:(?=[^ \n])", node.text):
            return None  # only the space after a colon is missing
        if spellings.truth(node.text) == "true":
            return completed(shape, {})
        given = lone_key(shape, node)
        return completed(shape, given) if given else None
    if not isinstance(node, List) or not node.items or not all(isinstance(item, Map) for item in node.items):
        return None
    entries = [entry for item in node.items if isinstance(item, Map) for entry in item.entries.values()]
    words = [entry.key.text for entry in entries]
    if len(set(words)) < len(words) or (shape.single and len(words) > 1):
        return None
    return _braces((entry.key.text, _written(entry.value)) for entry in entries)


def lone_key(shape: Shape, node: Scalar) -> dict[str, str | None]:
    """The key that a text alone was meant to be the value of, with that; empty: unclear."""
    lone = shape.lone(node.text.strip()) if shape.lone else None
    if not lone:
        return {}
    word, _, value = lone.partition(": ")
    text = value or _written(node)
    return {word: f"[{text}]" if text and shape.keys[word].kind.many == "list" else text}


def as_items(kind: Kind[Any], node: Node) -> list[str] | None:
    """What to write for a text, or a map, where a list of this kind is wanted: its items."""
    shape = kind.shape
    if isinstance(node, Scalar):
        items: list[str | None] = [_item(shape, node)] if shape else list(_split(kind, node))
    elif not isinstance(node, Map) or not node.entries:
        return None
    elif shape is None:
        items = list(node.entries) if kind in (NAMED, PLAIN_NAME) else []
    else:
        items = _items_of_map(shape, node)
    return None if not items or None in items else [item for item in items if item is not None]


def _item(shape: Shape, node: Scalar) -> str | None:
    word, _, name = node.text.partition(" ")
    if word in shape.keys and shape.keys[word].kind in (NAMED, PLAIN_NAME) and NAME.match(name):
        return f"{{{word}: {name}}}"
    return as_table(shape, node)


def _split(kind: Kind[Any], node: Scalar) -> Iterable[str | None]:
    """The parts of a text: names may stand apart by anything, texts by commas."""
    words = [word for word in re.split(r"[\s,;]+", node.text.strip()) if word not in ("et", "and")]
    if kind in (NAMED, PLAIN_NAME) or (len(words) > 1 and all(NAME.match(word) for word in words)):
        return words if all(NAME.match(word) for word in words) else [_written(node)]
    parts = [part.strip() for part in re.split(r"[,;]", node.text) if part.strip()]
    return [_in_braces(part) for part in parts] if node.style == "plain" and len(parts) > 1 else [_written(node)]


def _items_of_map(shape: Shape, node: Map) -> list[str | None]:
    entries = list(node.entries.values())
    tables = all(isinstance(entry.value, Map) for entry in entries)
    if any(word in shape.keys for word in node.entries) and not (tables and not shape.single):
        if not shape.single:
            return [_written(node)]
        return [_braces([(entry.key.text, _written(entry.value))]) for entry in entries]
    if tables:
        return [_named_item(shape, entry.key.text, entry.value) for entry in entries if isinstance(entry.value, Map)]
    if shape.pair:
        name, value = shape.pair
        several = shape.keys[value].kind.many == "list"
        pairs = ((entry.key.text, entry.value, _written(entry.value)) for entry in entries)
        return [
            _braces([(name, _in_braces(key)), (value, f"[{text}]" if several and isinstance(one, Scalar) else text)])
            for key, one, text in pairs
        ]
    return []


def _named_item(shape: Shape, name: str, value: Map) -> str | None:
    own = [(entry.key.text, _written(entry.value)) for entry in value.entries.values()]
    if shape.pair and shape.pair[0] not in value.entries:
        return _braces([(shape.pair[0], _in_braces(name)), *own])
    if "id" in shape.keys and "id" not in value.entries:
        return _braces([("id", name), *own])
    return _braces(own)


def as_map(kind: Kind[Any], node: Node) -> str | None:
    """What to write for a list, or a text, where a map of names is wanted."""
    items = node.items if isinstance(node, List) else (node,)
    found: dict[str, str | None] = {}
    for item in items:
        for name, value in _named(kind, item):
            if not NAME.match(name) or name in found:
                return None
            found[name] = value
    return _braces(found.items()) if found else None


def _named(kind: Kind[Any], item: Node) -> Iterable[tuple[str, str | None]]:
    """The names in one item of a list, each with what is declared by it; ("", None) where there is none."""
    shape = kind.shape
    if isinstance(item, Scalar):
        text = item.text.strip()
        if shape is None:
            return [(slug(text), _written(item))] if _any_text(kind) else [("", None)]
        given = lone_key(shape, item) if NAME.match(text) else {}
        table = completed(shape, given) if given else None
        return [(text, table)] if table else [("", None)]
    if not isinstance(item, Map):
        return [("", None)]
    if shape is None or not any(word in shape.keys for word in item.entries):
        naming = [] if shape is None else [word for word in _NAMING if word in item.entries]
        if not naming:
            return [(entry.key.text, _declared(shape, entry.value)) for entry in item.entries.values()]
    return [_named_table(shape, item)] if shape else []


def _declared(shape: Shape | None, node: Node) -> str | None:
    """What a name declares: a table, also where only its one key's value is written."""
    given = lone_key(shape, node) if shape and isinstance(node, Scalar) else {}
    return completed(shape, given) if shape and given else _written(node)


def _named_table(shape: Shape, item: Map) -> tuple[str, str | None]:
    rest = dict(item.entries)
    for word in (word for word in _NAMING if word in rest):
        value = rest[word].value
        if isinstance(value, Scalar) and NAME.match(value.text):
            del rest[word]
            return value.text, _braces((entry.key.text, _written(entry.value)) for entry in rest.values())
    words = [rest[word].value for word in ("label", "title") if word in rest]
    name = slug(words[0].text) if words and isinstance(words[0], Scalar) else ""
    return name, _braces((entry.key.text, _written(entry.value)) for entry in rest.values())


def _any_text(kind: Kind[Any]) -> bool:
    """Whether any text is right, be it `…`."""
    types = kind.schema({}).get("type")
    return isinstance(types, list) and {*string_schema({})["type"]} <= {*types}
