"""A tree written as text reads back as the same tree: every key, every value, as plain or as quoted as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.yaml import Mapping, Node, Scalar, read_tree, write_tree

ROOT = Path(__file__).parents[3]
FILES = sorted(
    path
    for room in (
        "flows",
        "forms",
        "tests/golden/problems",
        "tests/support/right_flows",
        "engine/language/manual/library",
        "templates/texts",
    )
    for path in (ROOT / room).rglob("*.yaml")
)


def content(node: Node) -> object:
    if isinstance(node, Scalar):
        return (node.text, node.style == "plain" and node.text)
    if isinstance(node, Mapping):
        return [(name, content(entry.value)) for name, entry in node.entries.items()]
    return [content(item) for item in node.items]


def again(node: Node) -> Node:
    text = write_tree(node)
    read, problems = read_tree(text, "again.yaml")
    assert problems == [], "\n".join(map(str, problems)) + "\n" + text
    assert read
    commented, _ = read_tree(write_tree(node, lambda value: f"{value.place.file}:{value.place.line}"), "again.yaml")
    assert commented
    assert content(commented) == content(read)
    return read


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])
def test_a_file_reads_back_as_it_was(path: Path) -> None:
    node, problems = read_tree(path.read_text(encoding="utf-8"), path.name)
    if problems or node is None:
        pytest.skip("its own lines have problems")
    assert content(again(node)) == content(node)


TEXTS = {
    "a colon and a space": 'a: "b: c"',
    "a number sign": 'a: "b #c"',
    "a colon at the end": 'a: "b:"',
    "a plain text with commas and brackets, outside braces": "a: b, c [d] {e}",
    "beginnings that YAML minds": "a: ['- b', '? b', ': b', '* b', '& b', '! b', '| b', '> b', '% b', '@ b', '` b']",
    "marks of documents": "a: ['---', '...', '--- b']",
    "quotes and backslashes": r"""a: ["d\\d \"x\"", 'it''s', "\\"]""",
    "words that would be no text": 'a: ["true", "null", "12", "1.5", true, null, 12, 1.5, -3]',
    "numbers as keys": '{"12": a, "true": b, "null": c, "a b": d, "a: b": e}',
    "blanks at the ends": 'a: " b "',
    "an empty text": 'a: ""',
    "no-break spaces": "a: « b » : c",
    "a text under a bar": "a: |\n  b\n\n    c\n  d\n",
    "without a last line break": "a: |-\n  b\n  c\n",
    "with several": "a: |+\n  b\n\n\nd: e",
    "folded": "a: >\n  b\n  c\n\n  d\n",
    "with spaces before its first line": "a: |2\n    b\n  c\n",
    "with a blank first line": "a: |\n\n  b\n",
    "in a list": "a:\n  - |\n    b\n    c\n  - d\n  - - e\n    - f\n",
    "in quotes on two lines": 'a: "b\n  c"',
    "line breaks in quotes": r'a: "b\nc\td"',
    "an emoji in several parts": "a: 👨‍👩‍👧",
    "a soft hyphen": "a: co­opérer",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_reads_back_as_it_was(name: str) -> None:
    node, _ = read_tree(TEXTS[name], "a.yaml")
    assert node
    assert content(again(node)) == content(node)
