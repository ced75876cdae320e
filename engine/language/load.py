"""Files -> checked flows: read, parse, check, in that order; every problem of every file at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from engine import files
from engine.fonts import Fonts
from engine.language.decoding import NAME, closest, slug
from engine.language.forms import Form
from engine.language.model import Flow, Register, Site
from engine.language.rules import Extent, check_addresses, check_all, check_together
from engine.language.schema.flow import ReadFlow, read_flow
from engine.language.schema.form import read_form
from engine.language.schema.site import read_site
from engine.language.texts.text import parse_text
from engine.language.yaml import LARGEST, plain, read_tree
from engine.problems import EngineError, Place, Problem, beside, in_order, on_other_lines
from engine.registry import Registry, default_registry
from engine.shipped import shipped

SITE = "site.yaml"


class Catalogue(NamedTuple):
    """A folder's flows: those that load, and every problem of those that do not."""

    site: Site
    flows: Mapping[str, Flow]
    problems: tuple[Problem, ...]

    def registers(self) -> Mapping[str, Register]:
        """The registers of the site and of every flow, by name."""
        found = dict(self.site.registers)
        for flow in self.flows.values():
            found.update(flow.registers)
        return found


def load_flow(path: Path, *, registry: Registry | None = None) -> tuple[Flow | None, tuple[Problem, ...]]:
    """
    One flow with its forms (`../forms` from its folder) and its `site.yaml` (beside it, where there is one).

    Never raises for what an analyst wrote; an unreadable file is a problem too. None where there is any problem.
    """
    path = Path(path)
    folder = _Folder(_root_of(path), path.parent, registry or _default_registry())
    loaded = folder.flow(path)
    problems = [*_wrong_endings([path]), *folder.site_problems, *folder.unusable_fonts(), *loaded.problems]
    if loaded.flow:
        problems += on_other_lines(problems, check_addresses(loaded.flow, folder.site))
    return (None if problems else loaded.flow), in_order(problems)


def load_catalogue(folder: Path, *, registry: Registry | None = None) -> Catalogue:
    """Every flow of `folder/flows` (all `*.yaml` but `site.yaml`) with `folder/forms`, and what spans them: a form
    used by no flow, two pages at one path."""
    root = Path(folder)
    here = _Folder(root, root / "flows", registry or _default_registry())
    problems = list(here.site_problems)
    loaded: dict[str, _Loaded] = {}
    for path in here.flow_paths(problems):
        loaded[path.stem] = here.flow(path)
        problems += loaded[path.stem].problems
    flows = {name: one.flow for name, one in loaded.items() if one.flow}
    whole = not problems
    spanning = (
        [] if here.site_unread else check_together(flows, here.site, readable=Extent.WHOLE if whole else Extent.PARTS)
    )
    problems += on_other_lines(problems, [*spanning, *here.unused_forms(flows.values(), whole)])
    problems += here.unusable_fonts()
    wrong = {problem.place.file for problem in problems}
    good = {
        name: flow
        for name, flow in flows.items()
        if not loaded[name].problems and not wrong & {here.site.file, flow.file, *(f.file for f in flow.forms.values())}
    }
    return Catalogue(here.site, good, in_order(problems))


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
    read, _ = _read(sources[file], name, file, registry, site, stored=True)
    problems = list(read.problems)
    forms: dict[str, Form] = {}
    for form in _form_names(read.flow):
        source = sources.get(f"forms/{form}.yaml")
        if source is None:
            raise EngineError(f"the stored version of {name!r} has no form {form!r}")
        one, wrong = _read_form(source, form, f"forms/{form}.yaml", registry, stored=True)
        if one is None or one.unread:
            problems += wrong
        else:  # read whole: what a later engine finds wrong in it is no reason to leave its cases alone
            forms[form] = one
    if read.flow is None or problems:
        raise EngineError(f"the stored version of {name!r} no longer loads:\n" + "\n".join(map(str, problems)))
    return _finished(read.flow, forms, sources)


def empty_site() -> Site:
    """The site of a folder that has no `site.yaml`."""
    return Site("", parse_text("Parcours", Place("", 1, 1))[0], None, (), {}, {}, {})


class _Loaded(NamedTuple):
    flow: Flow | None  # also where it has problems, if it could be read
    problems: list[Problem]


class _Folder:
    """Flows and forms of one folder: each form is read once. `root`, and what is above it, may be a link itself."""

    def __init__(self, root: Path, flows: Path, registry: Registry) -> None:
        self.root = root
        self.flows = flows
        self.forms = root / "forms"
        self.registry = registry
        # A site's own before those that travel with the engine, as the service itself looks them up.
        self._fonts = Fonts([folder / "templates" / "fonts" for folder in (root, shipped())], root)
        self._forms: dict[str, tuple[str, Form | None, list[Problem]]] = {}
        # None: it could not be read, so that whatever is declared there would be unknown.
        site, self.site_problems, self._broken = self._read_site()
        self.site_unread = site is None
        self.site = site or empty_site()._replace(file=files.shown(self.flows / SITE))

    def _read_site(self) -> tuple[Site | None, list[Problem], frozenset[str]]:
        path = self.flows / SITE
        if not os.path.lexists(path):
            return empty_site(), [], frozenset()
        text, problems = _text_of(path, self.root)
        if text is None:
            return None, problems, frozenset()
        node, problems = read_tree(text, files.shown(path))
        if node is None:
            return None, problems, frozenset()
        site, found, broken = read_site(node, files.shown(path), self.registry)
        problems += on_other_lines(problems, found)
        return site, problems, broken

    def flow_paths(self, problems: list[Problem]) -> list[Path]:
        try:
            paths = files.visible(self.flows, self.root)
        except files.Unreadable as fault:
            problems.append(unreadable(self.flows, fault.why, fault.fix))
            return []
        problems += _wrong_endings(paths)
        return [path for path in paths if path.suffix == ".yaml" and path.name != SITE]

    def flow(self, path: Path) -> _Loaded:
        """One flow with its forms, checked."""
        file = files.shown(path)
        text, problems = _text_of(path, self.root)
        if text is None:
            return _Loaded(None, problems)
        read, guessed = _read(text, path.stem, file, self.registry, self.site)
        problems = list(read.problems)
        if read.flow is None:
            return _Loaded(None, problems)
        sources = {f"flows/{path.stem}.yaml": text}
        forms: dict[str, Form] = {}
        lost = "form" in read.lost
        for form in _form_names(read.flow):
            source, one, wrong = self._form(form)
            problems += wrong
            if one:
                forms[form] = one
            elif not wrong:
                problems += self._unknown_form(read.flow, form)
            lost = lost or not one
            sources[f"forms/{form}.yaml"] = source
        flow = _finished(read.flow, forms, sources)
        broken = read.broken | self._broken | {name for form in forms.values() for name in form.unread}
        if self.site_unread or read.lost - {"form"}:
            return _Loaded(flow, problems)  # everything declared there would be unknown
        readable = Extent.WHOLE
        if problems or self.site_problems:
            readable = Extent.PARTS if lost else Extent.FORMS
        found = [
            p
            for p in check_all(flow, self.site, readable=readable, fonts=self._fonts)
            if _name_at(p.place) not in broken
        ]
        if readable is Extent.WHOLE:
            found += self._unknown_layouts(flow)
        return _Loaded(flow, problems + beside(problems, on_other_lines(guessed, found)))

    def unused_forms(self, flows: Iterable[Flow], whole: bool) -> list[Problem]:
        """Forms that no flow asks for; unless some flow could not be read, which may well ask for them."""
        used = {name for flow in flows for name in _form_names(flow)}
        problems = _wrong_endings(self._form_paths())
        for path in self._form_paths():
            if not whole or path.suffix != ".yaml" or path.stem in used:
                continue
            if wrong := files.why_no_name(path.name):
                problems.append(unreadable(path, *wrong))
                continue
            name = path.stem if NAME.match(path.stem) else slug(path.stem) or "a_name"
            rename = "" if name == path.stem else f"call it {name}.yaml and "
            problems.append(
                Problem(
                    "unused-form",
                    "no flow asks for this form",
                    Place(files.shown(path), 1, 1),
                    "a file that nothing uses is left over, or its name is spelled differently in the flow",
                    f"{rename}write form: {name} in a state, or remove the file",
                )
            )
        return problems

    def unusable_fonts(self) -> list[Problem]:
        """Files among the site's fonts that no document can be drawn with."""
        return [
            Problem(
                "unusable-font",
                f"{files.shown(font.path)} cannot be used in documents",
                Place(files.shown(font.path), 1, 1),
                font.cause,
                font.fix,
            )
            for font in self._fonts.unusable
        ]

    def _form(self, name: str) -> tuple[str, Form | None, list[Problem]]:
        """Source, form and problems; none of them where there is no such file."""
        if name not in self._forms:
            path = self.forms / f"{name}.yaml"
            text, problems = _text_of(path, self.root) if os.path.lexists(path) else (None, [])
            form = None
            if text is not None:
                form, problems = _read_form(text, name, files.shown(path), self.registry)
            self._forms[name] = (text or "", form, problems)
        return self._forms[name]

    def _unknown_form(self, flow: Flow, name: str) -> list[Problem]:
        path = files.shown(self.forms / f"{name}.yaml")
        near = closest(name, [f.stem for f in self._form_paths() if f.suffix == ".yaml"])
        fix = "write that file, or remove the form from the state"
        return [
            Problem(
                "unknown-form",
                f'unknown form "{name}"',
                state.form.place,
                f"there is no file {path}",
                f'write "{near}"; or {fix}' if near else fix,
            )
            for state in flow.states.values()
            if state.form and state.form.name == name
        ]

    def _unknown_layouts(self, flow: Flow) -> list[Problem]:
        """Layouts that lie neither in `templates/` beside the flows nor among those that travel with the engine."""
        wanted = [(mail.template, "mail", ["html", "txt"]) for mail in flow.mails.values()]
        wanted += [(document.template, "pdf", ["html"]) for document in flow.documents.values()]
        roots = (self.root, shipped())
        problems = []
        for named, kind, endings in wanted:
            layouts = [f"templates/{kind}/{named.name}.{ending}" for ending in endings] if named else []
            missing = [file for file in layouts if not any(files.is_file(root / file, root) for root in roots)]
            if named and missing:
                there = {path.stem for root in roots for path in (root / "templates" / kind).glob("*.html")}
                near = closest(named.name, sorted(there))
                fix = "write that layout, or remove `template`"
                problems.append(
                    Problem(
                        "unknown-template",
                        f'unknown template "{named.name}"',
                        named.place,
                        f"there is no file {' and no '.join(files.shown(roots[0] / file) for file in missing)}",
                        f'write "{near}"; or {fix}' if near else fix,
                    )
                )
        return problems

    def _form_paths(self) -> list[Path]:
        try:
            return files.visible(self.forms, self.root)
        except files.Unreadable:
            return []


def _root_of(path: Path) -> Path:
    """The folder that holds the flow's own folder, also where the path does not name it."""
    return path.parent.parent if path.parent.name not in ("", "..") else Path(os.path.abspath(path)).parent.parent


def _read(
    text: str, name: str, file: str, registry: Registry, site: Site, *, stored: bool = False
) -> tuple[ReadFlow, list[Problem]]:
    """The flow with every problem of its reading; and those of its lines, of which the rest is a guess."""
    node, problems = read_tree(text, file)
    if node is None:
        return ReadFlow(None, problems, frozenset(), frozenset()), problems
    read = read_flow(node, name, file, registry, site, stored=stored)
    return read._replace(problems=problems + on_other_lines(problems, read.problems)), problems


def _read_form(
    text: str, name: str, file: str, registry: Registry, *, stored: bool = False
) -> tuple[Form | None, list[Problem]]:
    node, problems = read_tree(text, file)
    if node is None:
        return None, problems
    form, found = read_form(node, name, file, registry, stored=stored)
    return form, problems + on_other_lines(problems, found)


def _form_names(flow: Flow | None) -> list[str]:
    """Each form a flow asks for, once, in the order of its states."""
    states = flow.states.values() if flow else ()
    return list(dict.fromkeys(state.form.name for state in states if state.form))


def _finished(flow: Flow, forms: Mapping[str, Form], sources: Mapping[str, str]) -> Flow:
    digest = sha256()
    for name in sorted(sources):
        data = sources[name].encode()
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    codes = flow.code_fields()
    known = {name: replace(form, codes=codes & form.fields.keys()) for name, form in forms.items()}
    return replace(flow, forms=known, sources=dict(sources), digest=digest.hexdigest())


def _name_at(place: Place) -> str:
    """The name that a problem points at; of a placeholder `{name.figure}` too."""
    return place.source[place.column - 1 : place.column - 1 + place.width].strip("{}").partition(".")[0]


def _text_of(path: Path, root: Path) -> tuple[str | None, list[Problem]]:
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


def _wrong_endings(paths: Iterable[Path]) -> list[Problem]:
    """Files that look as if they were meant to be read, and are not."""
    return [
        Problem(
            "wrong-ending",
            f"{files.shown(path)} is not read",
            Place(files.shown(path), 1, 1),
            "flows and forms are the files that end in .yaml",
            f"call it {files.shown(path.with_suffix('.yaml'))}, or remove it",
        )
        for path in paths
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml"
    ]


def unreadable(path: Path, why: str, fix: str) -> Problem:
    """The problem of a file that is not read."""
    return Problem("unreadable-file", f"{files.shown(path)} cannot be read", Place(files.shown(path), 1, 1), why, fix)


@cache
def _default_registry() -> Registry:
    return default_registry()
