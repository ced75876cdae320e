"""YAML text -> nodes: what strict YAML takes, what it refuses, and where it says things stand."""

from __future__ import annotations

from typing import Any

import pytest

from engine.language.yaml import DEEPEST, LARGEST, Mapping, Node, Scalar, Sequence, read_tree
from engine.problems import Problem


def plain(node: Node | None) -> Any:
    """A tree as plain data, every scalar by its characters."""
    if isinstance(node, Mapping):
        return {key: plain(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text if node else None


def read(text: str | bytes) -> Any:
    node, problems = read_tree(text, "f.yaml")
    assert problems == []
    return plain(node)


def problems_of(text: str | bytes) -> list[Problem]:
    return read_tree(text, "f.yaml")[1]


def only_problem(text: str | bytes) -> Problem:
    problems = problems_of(text)
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def at(node: Node | None, *way: str | int) -> Scalar:
    for step in way:
        if isinstance(step, int):
            assert isinstance(node, Sequence)
            node = node.items[step]
        else:
            assert isinstance(node, Mapping)
            node = node.entries[step].value
    assert isinstance(node, Scalar)
    return node


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a: on", "on"),
        ("a: no", "no"),
        ("a: 012", "012"),
        ("a: 12:30", "12:30"),
        ("a: 2027", "2027"),
        ("a: 1.50", "1.50"),
        ("a: true", "true"),
        ("a: null", "null"),
        ("a: ~", "~"),
        ("a: 2026-11-24", "2026-11-24"),
        ("a: 0x1F", "0x1F"),
        ("a: =", "="),
        ('a: "1"', "1"),
        ("a: 'l''adresse'", "l'adresse"),
        ('a: "dit \\"oui\\""', 'dit "oui"'),
        ("a: Vraiment ? Oui !", "Vraiment ? Oui !"),
        ("a: https://www.exemple.fr/x?y=1#z", "https://www.exemple.fr/x?y=1#z"),
        ("a: n°12", "n°12"),
        ("a: 10 % de remise", "10 % de remise"),
        ('a: not x == "y"', 'not x == "y"'),
        ("a: Bonjour {nom}, merci", "Bonjour {nom}, merci"),
        ("a: texte # remarque", "texte"),
        ("a: texte#1", "texte#1"),
        ("a : b", "b"),
        ("a: une\n  suite", "une suite"),
        ("a: |\n  une\n  suite : oui\n", "une\nsuite : oui\n"),
        ("a: >-\n  une\n  suite", "une suite"),
    ],
)
def test_a_scalar_is_its_characters(text: str, meaning: str) -> None:
    assert read(text) == {"a": meaning}


@pytest.mark.parametrize(
    ("data", "meaning"),
    [
        (b"\xef\xbb\xbfa: b\n", {"a": "b"}),  # a byte order mark
        (b"a: b\r\nc: d\r\n", {"a": "b", "c": "d"}),  # Windows line ends
        (b"a: |\r\n  b\r\n  c\r\n", {"a": "b\nc\n"}),
        (b"---\na: b\n...\n", {"a": "b"}),
        (b"%YAML 1.1\n---\na: b\n", {"a": "b"}),
        ("é: à".encode(), {"é": "à"}),
        (b"- a\n- [b, c]\n- {d: e}\n", ["a", ["b", "c"], {"d": "e"}]),
    ],
)
def test_what_editors_write_is_accepted(data: bytes, meaning: Any) -> None:
    assert read(data) == meaning


def test_each_node_knows_its_line_and_column_in_characters() -> None:
    text = '# été\nétat:\n  "é": {n: "😀 x", m: y}\n  l: [a, "b"]\n'
    node, _ = read_tree(text, "f.yaml")
    assert isinstance(node, Mapping)
    assert node.entries["état"].key.place[1:4] == (2, 1, 4)
    inner = at(node, "état", "é", "n")
    assert (inner.place.line, inner.place.column, inner.place.width) == (3, 13, 3)  # inside the quotes
    assert inner.place.source == '  "é": {n: "😀 x", m: y}'
    assert at(node, "état", "é", "m").place[1:4] == (3, 22, 1)
    assert at(node, "état", "l", 1).place[1:4] == (4, 11, 1)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: |\n  bonjour\n  b", 2, 3),
        ("a: |  # remarque\n     bonjour", 2, 6),
        ("a: |\n\n    bonjour", 2, 5),  # the text begins with the blank line
        ("a: >-\n  bonjour\n  suite", 2, 3),
        ("a: |2\n    bonjour", 2, 3),  # two of the four spaces are the text's own
    ],
)
def test_a_block_stands_at_its_first_line(text: str, line: int, column: int) -> None:
    node, problems = read_tree(text, "f.yaml")
    assert problems == []
    block = at(node, "a")
    assert (block.style, block.place.line, block.place.column) == ("block", line, column)


@pytest.mark.parametrize(("text", "style"), [("a: b", "plain"), ("a: 'b'", "quoted"), ('a: "b"', "quoted")])
def test_a_scalar_says_how_it_was_written(text: str, style: str) -> None:
    assert at(read_tree(text, "f.yaml")[0], "a").style == style


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: &x b", "yaml-anchor", 1, 4),
        ("a: &x {b: c}", "yaml-anchor", 1, 4),
        ("a: &x", "yaml-anchor", 1, 4),
        ("a: b\nc: *a", "yaml-alias", 2, 4),
        ("a: !x b", "yaml-tag", 1, 4),
        ("a: !!str b", "yaml-tag", 1, 4),
        ("a: !!python/object/apply:os.system [ls]", "yaml-tag", 1, 4),
        ("a: !", "yaml-tag", 1, 4),
        ("a: b\n<<: {c: d}", "yaml-merge", 2, 1),
        ("---\na: b\n---\nc: d", "second-document", 3, 1),
        ("%TAG ! tag:x,2000:\n---\na: b", "yaml-directive", 1, 1),
        ("a: b\nc: d\na: e", "duplicate-key", 3, 1),
        ("x: {a: b, a: c}", "duplicate-key", 1, 11),
        ('a: b\n"a": c', "duplicate-key", 2, 2),
        ("a:\nb: c", "empty-value", 1, 1),
        ("a:", "empty-value", 1, 1),
        ("x:\n  - b\n  -\n", "empty-value", 3, 4),
        ("x: {a: , b: c}", "empty-value", 1, 5),
        ("", "empty-file", 1, 1),
        ("# nothing\n", "empty-file", 1, 1),
        ("[a, b]: c", "text-needs-quotes", 1, 1),
        ("{a: b}: c", "text-needs-quotes", 1, 1),
    ],
)
def test_what_strict_yaml_refuses(text: str, code: str, line: int, column: int) -> None:
    problem = only_problem(text)
    assert (problem.code, problem.place.line, problem.place.column) == (code, line, column)
    assert problem.cause
    assert problem.fix


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        (b"a: b\nc: caf\xe9\n", "not-utf8", 2, 7),  # Windows-1252
        ("a: é\nc: ".encode() + b"\xff\n", "not-utf8", 2, 4),
        ("a: b".encode("utf-16"), "not-utf8", 1, 1),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not-utf8", 1, 1),
        (b"a: \xed\xa0\x80", "not-utf8", 1, 4),  # half of a surrogate pair
        (b"a: b\0c", "control-character", 1, 5),
        (b"a: b\nc: \x1b[31m", "control-character", 2, 4),
        ("a: b\u2028c".encode(), "control-character", 1, 5),  # a line end only YAML knows
        ("a: b\u0085c".encode(), "control-character", 1, 5),
        ("a: \u202eb".encode(), "control-character", 1, 4),  # reads from right to left
        ("a: b\ufeff".encode(), "control-character", 1, 5),
        (b'a: "\\0"', "control-character", 1, 4),
        (b'a: "\\u202e"', "control-character", 1, 4),
    ],
)
def test_bytes_that_are_no_text_have_a_place(data: bytes, code: str, line: int, column: int) -> None:
    problem = only_problem(data)
    assert (problem.code, problem.place.line, problem.place.column) == (code, line, column)


def test_a_file_in_windows_1252_shows_its_line() -> None:
    assert only_problem(b"a: b\nc: caf\xe9\n").place.source == "c: café"


def test_levels_are_counted_however_they_are_written() -> None:
    deep = DEEPEST - 1
    assert read_tree("a: " + "[" * deep + "x" + "]" * deep, "f")[1] == []
    assert only_problem("a: " + "[" * (deep + 1) + "x" + "]" * (deep + 1)).code == "too-deep"
    block = "\n".join("  " * level + "a:" for level in range(DEEPEST - 1))
    assert read_tree(block + " x", "f")[1] == []
    assert only_problem(block + "\n" + "  " * DEEPEST + "a:\n" + "  " * (DEEPEST + 1) + "a: x").code == "too-deep"
    assert only_problem("- " * (DEEPEST + 1) + "x").code == "too-deep"


def test_size_is_counted_in_bytes() -> None:
    assert only_problem("a: |\n  " + "é" * (LARGEST // 2)).code == "too-large"
    assert read_tree("a: " + "x" * (LARGEST - 3), "f")[1] == []
    assert only_problem("a: " + "x" * (LARGEST - 2)).code == "too-large"


def test_all_problems_of_a_file_are_told_at_once() -> None:
    text = 'a: b : c\nd: &x e\nf:\n  - @g\n  - h\ni: "\\d"\nj:\nk: [l\nm: n\n'
    node, problems = read_tree(text, "f.yaml")
    assert [(problem.place.line, problem.code) for problem in problems] == [
        (1, "text-needs-quotes"),
        (2, "yaml-anchor"),
        (4, "text-needs-quotes"),
        (6, "bad-escape"),
        (7, "empty-value"),
        (8, "unclosed-bracket"),
    ]
    assert plain(node) == {
        "a": "b : c",
        "d": "e",
        "f": ["@g", "h"],
        "i": "\\d",
        "j": "",
        "k": ["l"],
        "m": "n",
    }


def test_a_problem_shows_its_line_with_carets() -> None:
    assert str(only_problem("x: y\n  \ntitle: Cas : un\n")) == (
        "f.yaml:3:8: a text that holds a colon followed by a space [text-needs-quotes]\n"
        "  |\n"
        "3 | title: Cas : un\n"
        "  |        ^^^^^^^^\n"
        "  cause: a colon followed by a space ends a key, so the words before it are taken for one\n"
        '  fix:   write: title: "Cas : un"'
    )


@pytest.mark.parametrize(
    ("text", "offset", "at"),
    [
        ("a: >-\n  one two\n  three\n", 8, (3, 3)),  # folded: the line break is a space
        ("a: >\n  one two\n  three\n", 10, (3, 5)),
        ("a: |\n  one two\n  three\n", 8, (3, 3)),  # as written
        ("a: one two\n  three\n", 8, (2, 3)),  # plain, over two lines
        ("a: >-\n  one two\n  three\n", 4, (2, 7)),  # in the first line
        ("a: >-\n  one\n  two\n  three\n", 8, (4, 3)),
        ("a: one two\n", 4, (1, 8)),
        ("a: >-\n  one\n\n  two\n", 4, (2, 7)),  # a blank line: not as it is written, so by its first line
    ],
)
def test_a_place_within_a_text_of_several_lines_is_in_its_own_line(text: str, offset: int, at: tuple[int, int]) -> None:
    node, problems = read_tree(text, "f.yaml")
    assert isinstance(node, Mapping)
    assert not problems
    place = node.entries["a"].value.place.inside(offset)
    assert (place.line, place.column) == at
