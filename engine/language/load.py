"""Files -> checked flows: read, parse, check, in that order; every problem of every file at once."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from engine import files
from engine.language.folder import LISTS, Folder, Loaded, empty_site, finished, form_names, wrong_endings
from engine.language.forms import Form, SharedList
from engine.language.model import Flow, Register, Site
from engine.language.model.spoken import spoken
from engine.language.reading import (
    SITE_FILE,
    read_form_text,
    read_list_text,
    read_whole,
)
from engine.language.rules import check_addresses, check_together
from engine.language.variants import (
    Whole,
    Written,
    spanning_problems,
)
from engine.language.yaml import Node, read_tree
from engine.problems import EngineError, Problem, in_order, on_other_lines, refusing
from engine.registry import Registry, default_registry

SITE = SITE_FILE

__all__ = [
    "SITE",
    "Catalogue",
    "empty_site",
    "load_catalogue",
    "load_flow",
    "load_sources",
    "put_together",
]


class Catalogue(NamedTuple):
    """
    A folder's flows: those that load, and every problem of those that do not, with the notes of all.

    Attributes:
        withdrawn: flows that were served before and have no file any more, in their newest version: their cases go on.
    """

    site: Site
    flows: Mapping[str, Flow]
    problems: tuple[Problem, ...]
    lists: int = 0  # of options, in `forms/lists/`
    withdrawn: Mapping[str, Flow] = MappingProxyType({})

    def refusing(self) -> tuple[Problem, ...]:
        """The problems that keep the folder from being served: all but notes."""
        return refusing(self.problems)

    def known(self) -> Mapping[str, Flow]:
        """Every flow that an address may be one of: those that are served, then those withdrawn."""
        return {**self.flows, **self.withdrawn}

    def registers(self) -> Mapping[str, Register]:
        """The registers of the site and of every flow, by name."""
        found = dict(self.site.registers)
        for flow in self.flows.values():
            found.update(flow.registers)
        return found

    def languages(self) -> tuple[str, ...]:
        """All that its flows speak: those of the first flow before the others."""
        return tuple(dict.fromkeys(language for flow in self.flows.values() for language in flow.languages))

    def spoken(self, language: str) -> Catalogue:
        """The same in one language, as far as it is spoken."""
        flows, withdrawn = (
            {name: flow.spoken(language) for name, flow in some.items()} for some in (self.flows, self.withdrawn)
        )
        return self._replace(site=spoken(self.site, language), flows=flows, withdrawn=withdrawn)


@contextmanager
def _without_collector() -> Iterator[None]:
    """
    A folder read makes some hundred thousand values, and nearly all of them stay: to look through them for what is
    dropped takes a seventh of the time. They count as old when the collector goes on.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # what a host has frozen stays so
            gc.freeze()
            gc.unfreeze()
        if enabled:
            gc.enable()


@_without_collector()
def load_flow(path: Path, *, registry: Registry | None = None) -> tuple[Flow | None, tuple[Problem, ...]]:
    """
    One flow with its forms (`../forms` from its folder) and its `site.yaml` (beside it, where there is one).

    Never raises for what an analyst wrote; an unreadable file is a problem too. None where one refuses it.
    """
    path = Path(path)
    folder = Folder(_root_of(path), path.parent, registry or _default_registry())
    loaded = folder.flow(path)
    problems = [*wrong_endings([path]), *folder.site_problems, *folder.unusable_fonts(), *loaded.problems]
    problems += loaded.of_bases
    if loaded.flow:
        problems += on_other_lines(problems, check_addresses(loaded.flow, folder.site))
    return (None if refusing(problems) else loaded.flow), in_order(problems)


@_without_collector()
def load_catalogue(folder: Path, *, registry: Registry | None = None) -> Catalogue:
    """Every flow of `folder/flows` (all `*.yaml` but `site.yaml`) with `folder/forms`, and what spans them: a form
    used by no flow, two pages at one path."""
    root = Path(folder)
    here = Folder(root, root / "flows", registry or _default_registry())
    problems = list(here.site_problems)
    loaded: dict[str, Loaded] = {}
    for path in here.flow_paths(problems):
        loaded[path.stem] = here.flow(path)
        problems += loaded[path.stem].problems
    flows = {name: one.flow for name, one in loaded.items() if one.flow}
    lost = frozenset[str]()  # with the names of the flows themselves: what leads there is right
    for name, one in loaded.items():
        lost |= one.unread.elsewhere | {name} if not one.flow else lost
    known = not here.flows_lost and all(one.flow or one.unread for one in loaded.values())
    unread = {one.flow.file: one.unread for one in loaded.values() if one.flow} | {here.site.file: here.site_unread}
    spanning = spanning_problems(
        flows,
        frozenset(name for name, one in loaded.items() if len(one.files) > 1),
        lambda among: check_together(among, here.site, unread=unread, lost=lost if known else None, files=here.files),
    )
    problems += here.list_problems()
    problems += on_other_lines(problems, [*spanning, *here.wrong_endings()])
    problems += here.unusable_fonts()
    wrong = {problem.place.file for problem in refusing(problems)}
    good = {
        name: flow
        for name, flow in flows.items()
        if not refusing(loaded[name].problems)
        and not wrong & {here.site.file, *loaded[name].files, *(f.file for f in flow.forms.values())}
    }
    return Catalogue(here.site, good, in_order(problems), len(here.shared))


def load_sources(name: str, sources: Mapping[str, str], site: Site, *, registry: Registry | None = None) -> Flow:
    """
    A stored version again, from `Flow.sources`; checked when it was published, so not checked again.

    Raises:
        EngineError: the text no longer loads (an engine that dropped a key).
    """
    registry = registry or _default_registry()
    file = f"flows/{name}.yaml"
    if file not in sources:
        raise EngineError(f"the stored version of {name!r} has no {file}")
    text = sources[file]
    node, wrong = read_tree(text, file)
    written = Written(name, file, text, node, tuple(wrong))
    read, *_ = read_whole(Whole(name, node, (written,)), registry, site, stored=True)
    problems = list(read.problems)
    lists: dict[str, SharedList] = {}
    for listed, text in sources.items():
        if listed.startswith(LISTS):
            shared, wrong = read_list_text(text, Path(listed).stem, listed, registry, stored=True)
            lists[shared.name] = shared
            problems += wrong if not shared.whole else []
    forms: dict[str, Form] = {}
    for form in form_names(read.flow):
        source = sources.get(f"forms/{form}.yaml")
        if source is None:
            raise EngineError(f"the stored version of {name!r} has no form {form!r}")
        one, wrong = read_form_text(source, form, f"forms/{form}.yaml", registry, lists=lists, stored=True)
        if one is None or one.unread:
            problems += wrong
        else:  # read whole: what a later engine finds wrong in it is no reason to leave its cases alone
            forms[form] = one
    if read.flow is None or problems:
        raise EngineError(f"the stored version of {name!r} no longer loads:\n" + "\n".join(map(str, problems)))
    return finished(read.flow, forms, sources)


def put_together(folder: Path, name: str, form: str | None = None) -> tuple[Node | None, tuple[Problem, ...]]:
    """
    The tree of a flow of `folder/flows` with all that it inherits, or of one of its forms, as it is written: every
    value knows its file and line. None where it cannot be put together; the problems say why.

    Raises:
        EngineError: there is no such flow, or it has no such form.
    """
    root = Path(folder)
    here = Folder(root, root / "flows", _default_registry())
    whole = here.written.find(name)
    if whole is None:
        raise EngineError(
            f"no flow {name!r} in {files.shown(here.flows)}; it has: {', '.join(here.written.names) or 'none'}"
        )
    if form is None:
        return whole.node, in_order([*(one for part in whole.files for one in part.problems), *whole.problems])
    if form not in here.files.forms and form not in whole.forms:
        there = ", ".join(sorted({*here.files.forms, *whole.forms}))
        raise EngineError(f"no form {form!r} in {files.shown(here.forms)}; it has: {there or 'none'}")
    tree, _, problems = here.form_tree(whole, form)
    return tree, in_order(problems)


def _root_of(path: Path) -> Path:
    """The folder that holds the flow's own folder, also where the path does not name it."""
    return path.parent.parent if path.parent.name not in ("", "..") else Path(os.path.abspath(path)).parent.parent


@cache
def _default_registry() -> Registry:
    return default_registry()
