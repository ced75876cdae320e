"""What a fix says, done to the text by machine: word by word as it is printed, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from engine.problems import Place, Problem

SEVERAL = ", and below it: "


class Pair(NamedTuple):
    """A key with its value, and the map they stand in."""

    map: yaml.MappingNode
    key: yaml.Node
    value: yaml.Node

    @property
    def span(self) -> tuple[int, int]:
        return self.key.start_mark.index, self.value.end_mark.index


def followed(text: str, problem: Problem) -> str:
    """
    The text after the fix.

    Raises:
        AssertionError: the fix has no text that can be written, or no place for it.
    """
    fix, place = problem.fix, problem.place
    if found := re.fullmatch(r"write the whole as `(.*)`", fix):
        return _whole_scalar(text, place, found[1])
    if found := re.match(r"write `([^`]*)`", fix):
        return _at_place(text, place, found[1])
    if found := re.fullmatch(r"write an effect for each: (.*)", fix):
        return _items(text, place, found[1])
    if found := re.fullmatch(r'write it under "([\w-]+)"(?: \(line \d+\))?: (.*)', fix):
        return _moved_under(text, place, found[1], found[2])
    if found := re.fullmatch(r"take it out here, and write it in the (\w+): (.*)", fix):
        return _moved_up(text, place, found[2])
    if found := re.fullmatch(r"take [\w-]+ out, and write in the form: (\w+): (.*)", fix):
        return _in_form(_without(text, place), found[1], found[2])
    if found := re.fullmatch(r"take [\w-]+ out, and write in the form, under x-rules: (- .*)", fix):
        without = _without(text, place)
        return without.replace("x-rules:\n", f"x-rules:\n  {found[1]}\n", 1)
    if found := re.fullmatch(r"take [\w-]+ out, and write in (\w+): (x-messages: .*)", fix):
        without = _without(text, place)
        return re.sub(rf"(?m)^( +){found[1]}:\n( +)", rf"\g<0>{found[2]}\n\2", without, count=1)
    if found := re.fullmatch(r"take [\w-]+ out, and write in \w+, under x-messages \(line (\d+)\): (.*)", fix):
        lines = text.split("\n")
        indent = re.match(r" *", lines[int(found[1])])
        lines[int(found[1]) - 1] += f"\n{indent[0] if indent else ''}{found[2]}"
        return _without("\n".join(lines), place._replace(line=place.line + 1))
    if re.match(r"take \S+ out", fix):
        return _without(text, place)
    if found := re.fullmatch(r"write in place of (?:all of it|lines \d+ to \d+): (.*)", fix):
        return _written(text, place, found[1])
    if found := re.fullmatch(r"write: (.*?)(?:; (?:or|and take (\S+) out).*)?", fix):
        written = _written(text, place, found[1])
        return _without_key(written, place, found[2]) if found[2] else written
    if found := re.match(r'write "([^"]*)" in place of "([^"]*)"', fix):
        at = _index(text, place)
        return text[:at] + text[at:].replace(found[2], found[1], 1)
    if found := re.match(r'write "([^"]*)"', fix):
        return _at_place(text, place, found[1])
    if found := re.match(r"write ([a-z]+:\w+)", fix):
        at = _index(text, place)
        return text[:at] + re.sub(r"\([a-z]+:\w+\)", f"({found[1]})", text[at:], count=1)
    if found := re.match(r"(?:add|write) ([\w-]+: \S.*)", fix):
        word = found[1].partition(":")[0]
        known = [key for key, _ in _around(text, place)[0].map.value if key.value == word]
        return _written(text, place, found[1]) if known else _added(text, place, found[1])
    raise AssertionError(f"nothing to write in: {fix}")


def _at_place(text: str, place: Place, words: str) -> str:
    at = _index(text, place)
    return text[:at] + words + text[at + place.width :]


def _whole_scalar(text: str, place: Place, words: str) -> str:
    at = _index(text, place)
    scalar = next(node for node in _scalars(yaml.compose(text)) if node.start_mark.index <= at < node.end_mark.index)
    begin, end = scalar.start_mark.index, scalar.end_mark.index
    if scalar.style == "|":
        begin, end = at - place.column + 1, text.index("\n", at)
        begin += len(text[begin:end]) - len(text[begin:end].lstrip())
    if scalar.style in ("'", '"') and words[0] != scalar.style:
        begin, end = begin + 1, end - 1
    return text[:begin] + words + text[end:]


def _scalars(node: yaml.Node | None) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from (*_scalars(key), *_scalars(value))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif node is not None:
        yield node


def _written(text: str, place: Place, written: str) -> str:
    if written.startswith("- "):
        line = text.splitlines()[place.line - 1]
        return text.replace(line, line[: len(line) - len(line.lstrip())] + written, 1)
    if written.startswith("{") or ":" not in written:
        begin, end = _innermost(text, place)
        return text[:begin] + written + text[end:]
    word = written.partition(":")[0]
    around = _around(text, place)
    named = [pair for pair in around if pair.key.value == word]
    beside = [Pair(around[0].map, *pair) for pair in around[0].map.value if pair[0].value == word]
    begin, end = ((named or beside or around)[0]).span
    end = begin + len(text[begin:end].rstrip())
    column = begin - (text.rfind("\n", 0, begin) + 1)
    return text[:begin] + written.replace(SEVERAL, "\n" + " " * column) + text[end:]


def _innermost(text: str, place: Place) -> tuple[int, int]:
    """The value, or the item of a list, at the place."""
    at = _index(text, place)
    nodes = [node for node in _nodes(yaml.compose(text)) if node.start_mark.index <= at < node.end_mark.index]
    last = nodes[-1]
    return last.start_mark.index, last.start_mark.index + len(
        text[last.start_mark.index : last.end_mark.index].rstrip()
    )


def _nodes(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """Every value and item, the outer ones first."""
    if node is None:
        return
    yield node
    children = [value for _, value in node.value] if isinstance(node, yaml.MappingNode) else node.value
    for child in children if isinstance(node, yaml.CollectionNode) else ():
        yield from _nodes(child)


def _around(text: str, place: Place) -> list[Pair]:
    """The pairs in which the place lies, the inner ones first."""
    at = _index(text, place)
    found = [pair for pair in _pairs(yaml.compose(text)) if pair.span[0] <= at < max(pair.span[1], pair.span[0] + 1)]
    return found[::-1]


def _pairs(node: yaml.Node | None) -> Iterator[Pair]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield Pair(node, key, value)
            yield from _pairs(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _pairs(item)


def _without(text: str, place: Place) -> str:
    return _cut(text, _around(text, place)[0])


def _without_key(text: str, place: Place, word: str) -> str:
    line = next(number for number in range(place.line - 1, place.line + 3) if f"{word}:" in text.splitlines()[number])
    at = _index(text, place._replace(line=line + 1, column=1))
    at += text[at:].index(f"{word}:")
    return _cut(text, next(pair for pair in list(_pairs(yaml.compose(text)))[::-1] if pair.span[0] == at))


def _cut(text: str, pair: Pair) -> str:
    begin, end = pair.span
    end = begin + len(text[begin:end].rstrip())
    if pair.map.flow_style:
        if comma := re.match(r"\s*,\s*", text[end:]):
            return text[:begin] + text[end + comma.end() :]
        return re.sub(r",\s*\Z", "", text[:begin]) + text[end:]
    line = text.rfind("\n", 0, begin) + 1
    return text[:line] + text[text.index("\n", end) + 1 :]


def _put(text: str, map: yaml.Node, written: str) -> str:
    """The text with one more pair at the end of a map."""
    end = map.end_mark.index
    if map.flow_style:
        return f"{text[: end - 1]}, {written}{text[end - 1 :]}"
    end = len(text[:end].rstrip())
    return f"{text[:end]}\n{' ' * map.start_mark.column}{written}{text[end:]}"


def _moved_under(text: str, place: Place, table: str, written: str) -> str:
    stray = _around(text, place)[0]
    (into,) = [value for key, value in stray.map.value if key.value == table]
    if into.start_mark.index < stray.span[0]:  # what stands further down is cut first
        return _put(_cut(text, stray), into, written)
    return _cut(_put(text, into, written), stray)


def _moved_up(text: str, place: Place, written: str) -> str:
    around = _around(text, place)
    without = _cut(text, around[0])
    outer = _around(
        without, place._replace(line=around[1].key.start_mark.line + 1, column=around[1].key.start_mark.column + 1)
    )
    return _put(without, outer[0].map, written)


def _in_form(text: str, word: str, value: str) -> str:
    form = yaml.compose(text)
    old = [
        pair
        for pair in _pairs(form)
        if pair.map is not None and pair.key.value == word and pair.key.start_mark.column == 0
    ]
    if not old:
        return f"{text}{word}: {value}\n"
    begin, end = old[0].span
    return f"{text[:begin]}{word}: {value}{text[begin + len(text[begin:end].rstrip()) :]}"


def _added(text: str, place: Place, written: str) -> str:
    pair = _around(text, place)[0]
    return _put(text, pair.value if isinstance(pair.value, yaml.MappingNode) else pair.map, written)


def _items(text: str, place: Place, written: str) -> str:
    at = _index(text, place)
    lists = [node for node in _nodes(yaml.compose(text)) if isinstance(node, yaml.SequenceNode)]
    inside = [
        (one, item)
        for one in lists
        for item in one.value
        if isinstance(item, yaml.MappingNode) and item.start_mark.index <= at < item.end_mark.index
    ]
    one, item = inside[-1]
    begin = item.start_mark.index
    end = begin + len(text[begin : item.end_mark.index].rstrip())
    if not one.flow_style:
        items = [
            str(yaml.safe_dump(part, default_flow_style=True, allow_unicode=True, width=10000)).strip()
            for part in yaml.safe_load(f"[{written}]")
        ]
        written = ("\n" + " " * one.start_mark.column + "- ").join(items)
    return text[:begin] + written + text[end:]


def _index(text: str, place: Place) -> int:
    return sum(len(line) + 1 for line in text.split("\n")[: place.line - 1]) + place.column - 1
