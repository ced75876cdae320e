"""One file as far as it could be read: a flow with all that it inherits, a form, a list of options."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from engine import files
from engine.language.analysis import Outline, Unread, unread_in, words_in
from engine.language.forms import Form, SharedList
from engine.language.model import Site
from engine.language.schema.flow import FLOW, ReadFlow, read_flow
from engine.language.schema.form import FORM, read_form
from engine.language.schema.list_file import LIST, read_list
from engine.language.schema.site import SITE
from engine.language.schema.variant import variant_schema
from engine.language.variants import Whole, Written, base_of, no_flow, whole_of
from engine.language.yaml import LARGEST, Node, Shape, plain, read_tree, shape_of
from engine.problems import Place, Problem, on_other_lines
from engine.registry import Registry

SITE_FILE = "site.yaml"
_EXTENDS = re.compile(r"^extends\s*:", re.MULTILINE)


class FlowFiles:
    """The flows of one folder as they are written: each file is read once."""

    def __init__(self, root: Path, flows: Path, registry: Registry) -> None:
        self.root = root
        self.flows = flows
        self.registry = registry
        self._texts: dict[Path, tuple[str | None, list[Problem]]] = {}
        self._files: dict[Path, Written] = {}
        self._wholes: dict[Path, Whole] = {}

    def find(self, name: str) -> Whole | None:
        """A flow with all that it inherits; None: there is none of this name."""
        path = self.path(name)
        return self.whole(path) if name in self.names else None

    def whole(self, path: Path) -> Whole:
        """A flow with all that it inherits, by its file."""
        for base in reversed(self._bases(self._written(path))):
            self._put_together(self.path(base))  # the farthest first: each finds its own base
        return self._put_together(path)

    def _put_together(self, path: Path) -> Whole:
        if path not in self._wholes:
            written = self._written(path)
            find = no_flow if written.name in self._bases(written) else self.find
            self._wholes[path] = whole_of(written, find, self.names, self.registry)
        return self._wholes[path]

    def _written(self, path: Path) -> Written:
        if path not in self._files:
            text, problems = self._text(path)
            node = None
            if text is not None:
                kind = "variant" if _EXTENDS.search(text) else "flow"
                node, problems = tree_of(text, files.shown(path), kind)
            self._files[path] = Written(path.stem, files.shown(path), text or "", node, tuple(problems))
        return self._files[path]

    def _text(self, path: Path) -> tuple[str | None, list[Problem]]:
        if path not in self._texts:
            self._texts[path] = text_of_file(path, self.root)
        return self._texts[path]

    def texts(self, name: str) -> tuple[str, ...]:
        """What stands in a flow's file and in those that it inherits from. A variant alone is read as YAML for it."""
        path = self.path(name)
        text = self._text(path)[0] or ""
        bases = self._bases(self._written(path)) if _EXTENDS.search(text) else ()
        return (text, *(self._text(self.path(base))[0] or "" for base in bases))

    def _bases(self, written: Written) -> tuple[str, ...]:
        """The flows that a flow inherits from, the nearest first; with its own name where they lead back to it."""
        passed: dict[str, None] = {}
        base = base_of(written.node)
        while base is not None and base in self.names and base not in passed:
            passed[base] = None
            base = base_of(self._written(self.path(base)).node)
        return tuple(passed)

    def path(self, name: str) -> Path:
        """Where a flow of this name is written."""
        return self.flows / f"{name}.yaml"

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of all flows of the folder."""
        try:
            paths = files.visible(self.flows, self.root)
        except files.Unreadable:
            return ()
        return tuple(path.stem for path in paths if path.suffix == ".yaml" and path.name != SITE_FILE)


def read_whole(
    whole: Whole, registry: Registry, site: Site, *, stored: bool = False
) -> tuple[ReadFlow, list[Problem], Unread]:
    """The flow with every problem of its reading; those of its lines, which make a guess of the rest; the unread."""
    guessed = [problem for one in whole.files for problem in one.problems]
    if whole.node is None:
        words = frozenset[str]().union(*(words_in(one.text) for one in whole.files))
        problems = guessed + on_other_lines(guessed, whole.problems)
        return ReadFlow(None, problems, frozenset(), frozenset()), guessed, Unread(elsewhere=words)
    top = whole.node.place
    read = read_flow(whole.node, whole.name, whole.file, registry, site, stored=stored)
    of_reading = [one for one in read.problems if not (whole.orphan and one.code == "missing-key" and one.place == top)]
    found = on_other_lines(guessed, [*whole.problems, *of_reading])
    outlines = {one.file: Outline(one.node, one.text) for one in whole.files if one.node is not None}
    lost = [one for one in found if one not in whole.problems or one.code == "list-without-ids"]
    unread = unread_in(outlines, guessed, lost, read.understood)
    unread = replace(unread, names=unread.names | read.broken)
    return read._replace(problems=guessed + found), guessed, unread


def read_form_text(
    text: str, name: str, file: str, registry: Registry, *, lists: Mapping[str, SharedList], stored: bool = False
) -> tuple[Form | None, list[Problem]]:
    """A form, and its problems."""
    node, problems = read_tree(text, file) if stored else tree_of(text, file, "form")
    if node is None:
        return None, problems
    form, found = read_form(node, name, file, registry, lists=lists, stored=stored)
    return form, problems + on_other_lines(problems, found)


def read_list_text(
    text: str, name: str, file: str, registry: Registry, *, stored: bool = False
) -> tuple[SharedList, list[Problem]]:
    """A list of options, and its problems."""
    node, problems = read_tree(text, file) if stored else tree_of(text, file, "list")
    if node is None:
        return SharedList(name, file, (), whole=False), problems
    one, found = read_list(node, name, file, registry, stored=stored)
    return one._replace(whole=one.whole and not problems), problems + on_other_lines(problems, found)


def tree_of(text: str, file: str, kind: str) -> tuple[Node | None, list[Problem]]:
    """What `read_tree` makes of a file of this kind."""
    node, problems = kept_tree(text, file, kind)
    return node, [*problems]


@lru_cache(64)
def kept_tree(text: str, file: str, kind: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read once: of a folder that is read again after an edit, most files are what they were."""
    node, problems = read_tree(text, file, shapes(kind))
    return node, tuple(problems)


@cache
def shapes(kind: str) -> tuple[Shape, ...]:
    """What a file of this kind may hold: "flow", "variant", "form", "list" or "site"."""
    definitions: dict[str, Any] = {}
    roots: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
        "flow": FLOW.schema,
        "variant": variant_schema,
        "form": FORM.schema,
        "list": LIST.schema,
        "site": SITE.schema,
    }
    root = roots[kind](definitions)
    return shape_of({**root, "definitions": definitions})


def text_of_file(path: Path, root: Path) -> tuple[str | None, list[Problem]]:
    """A file's text as it is read and stored: without byte order mark, lines ended by a line feed alone."""
    try:
        data = files.read(path, root, LARGEST)
    except files.Unreadable as fault:
        return None, [unreadable(path, fault.why, fault.fix)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None, read_tree(data, files.shown(path))[1]
    return plain(text), []


def unreadable(path: Path, why: str, fix: str) -> Problem:
    """The problem of a file that is not read."""
    return Problem("unreadable-file", f"{files.shown(path)} cannot be read", Place(files.shown(path), 1, 1), why, fix)
