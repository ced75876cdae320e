"""Nodes -> YAML text that reads back as the same: one key or item a line, without braces."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from engine.language.yaml.nodes import Mapping, Node, Scalar

Remark = Callable[[Scalar], str]
_STEP = 2
# What a plain text may not begin with, hold or end with, to be read as it was.
_QUOTED = re.compile(r"\A[-?:](?=\s|\Z)|\A[,\[\]{}#&*!|>'\"%@` ]|: |:\Z| #|\s\Z|[\n\t]|\A\Z|\A---|\A\.\.\.")
_NUMBER = re.compile(r"-?[0-9.]+\Z")
_UNSEEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\xa0\\xad\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def write_tree(node: Node, remark: Remark | None = None) -> str:
    """
    The text of a tree, as a file holds it.

    Args:
        remark: what is said of a value in a comment at the end of its (first) line; "": nothing.
    """
    lines = list(_lines(node, 0, remark))
    longest = max((len(text) for text, said in lines if said and len(text) <= _WIDEST), default=0)
    return "".join(f"{text.ljust(longest)}  # {said}\n" if said else f"{text}\n" for text, said in lines)


_WIDEST = 72
Line = tuple[str, str]  # the text, and what is said of it


def _lines(node: Node, indent: int, remark: Remark | None) -> Iterator[Line]:
    pad = " " * indent
    if isinstance(node, Scalar):
        yield from _after(pad, node, indent, remark)
    elif isinstance(node, Mapping):
        for entry in node.entries.values():
            yield from _under(f"{pad}{_key(entry.key)}:", entry.value, indent, remark)
    else:
        for item in node.items:
            yield from _item(item, indent, remark)


def _under(head: str, node: Node, indent: int, remark: Remark | None) -> Iterator[Line]:
    if isinstance(node, Scalar):
        yield from _after(f"{head} ", node, indent, remark)
    elif empty := _empty(node):
        yield f"{head} {empty}", ""
    else:
        yield head, ""
        yield from _lines(node, indent + _STEP, remark)


def _item(node: Node, indent: int, remark: Remark | None) -> Iterator[Line]:
    pad = " " * indent
    if isinstance(node, Scalar):
        yield from _after(f"{pad}- ", node, indent, remark)
    elif empty := _empty(node):
        yield f"{pad}- {empty}", ""
    else:
        inside = _lines(node, indent + _STEP, remark)
        first, said = next(inside)
        yield f"{pad}- {first[indent + _STEP :]}", said
        yield from inside


def _after(head: str, node: Scalar, indent: int, remark: Remark | None) -> Iterator[Line]:
    said = remark(node) if remark else ""
    if node.style == "block" and _fits_block(node.text):
        yield f"{head}|{_chomping(node.text)}", said
        for line in node.text.removesuffix("\n").split("\n"):
            yield (" " * (indent + _STEP) + line if line else "", "")
    else:
        yield head + _flat(node), said


def _flat(node: Scalar) -> str:
    if node.style == "plain" and not _QUOTED.search(node.text):
        return node.text
    return _in_quotes(node.text)


def _key(key: Scalar) -> str:
    plain = not _QUOTED.search(key.text) and not _UNSEEN.search(key.text) and ":" not in key.text
    return key.text if plain and not _NUMBER.match(key.text) else _in_quotes(key.text)


def _empty(node: Node) -> str:
    if isinstance(node, Mapping):
        return "" if node.entries else "{}"
    return "" if isinstance(node, Scalar) or node.items else "[]"


def _in_quotes(text: str) -> str:
    return _UNSEEN.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04X}"


def _fits_block(text: str) -> bool:
    """Whether a text can stand under `|`: its first line tells how far in it stands."""
    begins = re.match(r"\n*( |\t)", text)
    return bool(text.strip()) and not begins and not _UNSEEN.search(text)


def _chomping(text: str) -> str:
    if not text.endswith("\n"):
        return "-"
    return "+" if text.endswith("\n\n") else ""
