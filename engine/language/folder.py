"""One folder of flows, forms and lists: each file is read once, each flow is checked with its forms."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from engine import files
from engine.fonts import Fonts
from engine.language.analysis import Files, Outline, Unread, declared_in, unread_of, words_in
from engine.language.analysis.carried import Carried, carried_out_of, together
from engine.language.analysis.suggestions import meant as meant_by
from engine.language.decoding import closest
from engine.language.forms import Form, SharedList, with_days
from engine.language.guards import Guard, NamedGuards
from engine.language.model import Flow, Site
from engine.language.model.spoken import spoken
from engine.language.reading import (
    SITE_FILE,
    FlowFiles,
    read_form_text,
    read_list_text,
    read_whole,
    text_of_file,
    tree_of,
    unreadable,
)
from engine.language.rules import check_all
from engine.language.schema.form import read_form
from engine.language.schema.site import SITE_KEYS, read_site
from engine.language.texts.text import parse_text
from engine.language.variants import (
    Whole,
    form_of,
    own_problems,
    text_of,
    too_large_to_store,
    unasked_forms,
)
from engine.language.yaml import Node, write_tree
from engine.problems import Place, Problem, beside, on_other_lines
from engine.registry import Registry
from engine.shipped import shipped

LISTS = "forms/lists/"
_FLOW_KEY = re.compile(r"""\bflow["']?\s*:""")


def empty_site() -> Site:
    """The site of a folder that has no `site.yaml`."""
    return Site("", parse_text("Parcours", Place("", 1, 1))[0], None, (), {}, {}, {})


class Loaded(NamedTuple):
    flow: Flow | None  # also where it has problems, if it could be read
    problems: list[Problem]
    unread: Unread
    files: frozenset[str] = frozenset()  # of a variant those of its bases too
    of_bases: tuple[Problem, ...] = ()  # each is one of another flow


class Folder:
    """Flows and forms of one folder: each form is read once. `root`, and what is above it, may be a link itself."""

    def __init__(self, root: Path, flows: Path, registry: Registry) -> None:
        self.root = root
        self.flows = flows
        self.forms = root / "forms"
        self.lists = self.forms / "lists"
        self.registry = registry
        # A site's own before those that travel with the engine, as the service itself looks them up.
        self._fonts = Fonts([folder / "templates" / "fonts" for folder in (root, shipped())], root)
        self._forms: dict[str, tuple[str, Form | None, list[Problem]]] = {}
        self.written = FlowFiles(root, flows, registry)
        self._loaded: dict[Path, Loaded] = {}
        self._carried_out: dict[str, tuple[Mapping[str, Carried], frozenset[str]]] = {}
        # None: it could not be read, so that whatever is declared there would be unknown.
        site, self.site_problems, self.site_unread = self._read_site()
        # Nothing is known of it: whatever a flow uses may be declared there.
        self.site_lost = site is None and not self.site_unread
        self.flows_lost = False
        self.site = site or empty_site()._replace(file=files.shown(self.flows / SITE_FILE))

    def _read_site(self) -> tuple[Site | None, list[Problem], Unread]:
        path = self.flows / SITE_FILE
        if not os.path.lexists(path):
            return empty_site(), [], Unread()
        text, problems = text_of_file(path, self.root)
        node, guessed = tree_of(text, files.shown(path), "site") if text is not None else (None, problems)
        if text is None or node is None:
            return None, guessed, Unread(names=declared_in(text or ""), elsewhere=words_in(text or ""))
        read = read_site(node, files.shown(path), self.registry)
        found = on_other_lines(guessed, read.problems)
        unread = unread_of(Outline(node, text), guessed, found, read.understood, SITE_KEYS)
        return read.site, guessed + found, replace(unread, names=unread.names | read.broken)

    def flow_paths(self, problems: list[Problem]) -> list[Path]:
        try:
            paths = files.visible(self.flows, self.root)
        except files.Unreadable as fault:
            problems.append(unreadable(self.flows, fault.why, fault.fix))
            self.flows_lost = True
            return []
        problems += wrong_endings(paths)
        return [path for path in paths if path.suffix == ".yaml" and path.name != SITE_FILE]

    def flow(self, path: Path) -> Loaded:
        """One flow with its forms, checked."""
        if path not in self._loaded:
            whole = self.written.whole(path)
            found = self._checked(whole)
            far_first = [self.flow(self.written.path(base)) for base in reversed(whole.bases())]
            of_bases = [problem for base in far_first for problem in base.problems]
            own = own_problems(whole, found.problems, of_bases) if whole.is_variant else found.problems
            names = frozenset(one.file for one in whole.files)
            self._loaded[path] = found._replace(problems=own, files=names, of_bases=tuple(of_bases))
        return self._loaded[path]

    def _checked(self, whole: Whole) -> Loaded:
        read, guessed, unread = read_whole(whole, self.registry, self.site)
        problems = list(read.problems)
        if read.flow is None:
            return Loaded(None, problems, unread)
        forms, sources, unread = self._forms_of(read.flow, whole, unread, problems)
        flow = finished(read.flow, forms, {f"flows/{whole.name}.yaml": text_of(whole), **sources})
        if too_large := too_large_to_store(whole, flow.sources):
            return Loaded(flow, problems + too_large, unread)
        problems += unasked_forms(whole, form_names(flow), unread.words())
        flow = replace(flow, carried_in=self._carried_into(flow))
        if not flow.states or self.site_lost:
            return Loaded(flow, problems, unread)  # whatever is declared there would be unknown
        known = self.files._replace(forms={**dict.fromkeys(whole.forms, whole.file), **self.files.forms})
        found = check_all(flow, self.site, unread=unread, fonts=self._fonts, files=known)
        return Loaded(flow, problems + beside(problems, on_other_lines(guessed, found)), unread)

    def _carried_into(self, flow: Flow) -> Carried:
        """
        What the resumes of the other flows of the folder bring along for the cases of this one; of one that could not
        be read whole, whatever it names.
        """
        if not any(self._may_carry(name, flow.name) for name in self.written.names):
            return {}
        others = [
            self._carrying(name) for name in self.written.names if name != flow.name and self._names_another(name)
        ]
        names = self.written.names
        brought = [one for into, _ in others for name, one in into.items() if meant_by(name, names) == flow.name]
        words = frozenset[str]().union(*(words for _, words in others))
        if meant := dict.fromkeys(sorted(flow.values.keys() & words), False):
            brought += [{event: meant for state in flow.states.values() for event in state.transitions}]
        return together(brought)

    def _may_carry(self, name: str, into: str) -> bool:
        """
        Whether the text of a flow may hold a resume that brings something along for the cases of another, or of its
        own. It is looked for before anything is read as YAML: a flow is checked as fast beside a hundred others as
        alone.
        """
        return self._carries(name) and (name == into or self._names_another(name))

    def _carries(self, name: str) -> bool:
        return any("carry" in text for text in self.written.texts(name))

    def _names_another(self, name: str) -> bool:
        """Whether the text of a flow has the key `flow` besides the one with its own name."""
        return any(len(_FLOW_KEY.findall(text)) > 1 for text in self.written.texts(name))

    def _carrying(self, name: str) -> tuple[Mapping[str, Carried], frozenset[str]]:
        """flow -> what the resumes of one bring along for the cases of the other; the words of what was not read."""
        if name not in self._carried_out:
            whole = self.written.whole(self.written.path(name))
            read = read_whole(whole, self.registry, self.site)[0]
            forms = {form: known for form in form_names(read.flow) if (known := self._form_in(whole, form)[1])}
            brought = carried_out_of(replace(read.flow, forms=forms)) if read.flow else {}
            unsure = whole.files if read.problems and self._carries(name) else ()
            words = frozenset[str]().union(*(words_in(one.text) for one in unsure))
            self._carried_out[name] = (brought, words)
        return self._carried_out[name]

    def _forms_of(
        self, flow: Flow, whole: Whole, unread: Unread, problems: list[Problem]
    ) -> tuple[dict[str, Form], dict[str, str], Unread]:
        """The forms of a flow, and their sources; what is not known of the flow without those that cannot be read."""
        there = {*self.files.forms, *whole.forms}
        found: dict[str, Form] = {}
        sources: dict[str, str] = {}
        lost: dict[str, frozenset[str]] = {}
        certain = True
        # A form whose name stands where it could not be read may be asked there; one of no such name is the nearest.
        meant = dict.fromkeys((*form_names(flow), *sorted(unread.of_forms() & there)))
        for name in meant:
            source, form, wrong = self._form_in(whole, name if name in there else closest(name, there) or name)
            problems += wrong
            sources[f"forms/{name}.yaml"] = source
            if form:
                found[name] = form
                sources |= {f"{LISTS}{one}.yaml": self.shared[one][0] for one in form.lists if one in self.shared}
            elif declared := declared_in(source):
                lost[name] = declared
            else:
                certain = False
        for state in flow.states.values():  # a form whose name cannot be read, and is none of those that there are
            words = unread.of("states", state.name, "form")
            certain = certain and (not words or bool(words & there))
        names = unread.names | (unread.made - flow.codes().keys()) | self.site_unread.names
        names = names.union(*lost.values(), *(form.unread for form in found.values()))
        elsewhere = unread.elsewhere | self.site_unread.words()
        return found, sources, replace(unread, names=names, elsewhere=elsewhere, forms=lost, certain=certain)

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

    def form(self, name: str) -> tuple[str, Form | None, list[Problem]]:
        """Source, form and problems; none of them where there is no such file."""
        if name not in self._forms:
            text, file, problems = self._form_text(name)
            form = None
            if text is not None:
                form, problems = read_form_text(text, name, file, self.registry, lists=self._lists)
                problems = problems + self._problems_of_lists(form)
            self._forms[name] = (text or "", form, problems)
        return self._forms[name]

    def _form_text(self, name: str) -> tuple[str | None, str, list[Problem]]:
        path = self.forms / f"{name}.yaml"
        text, problems = text_of_file(path, self.root) if os.path.lexists(path) else (None, [])
        return text, files.shown(path), problems

    def _form_in(self, whole: Whole, name: str) -> tuple[str, Form | None, list[Problem]]:
        """The same of a form as a flow has it, which may change it."""
        changes = whole.forms.get(name)
        if not changes:
            return self.form(name)
        merged, file, problems = self.form_tree(whole, name)
        if merged is None:
            return "", None, problems
        form, found = read_form(merged, name, file, self.registry, lists=self._lists)
        found += self._problems_of_lists(form)
        return write_tree(merged), form, problems + on_other_lines(problems, found)

    def form_tree(self, whole: Whole, name: str) -> tuple[Node | None, str, list[Problem]]:
        """The tree of a form as a flow has it, its file, and the problems of its lines and of what changes it."""
        text, file, guessed = self._form_text(name)
        node = None
        if text is not None:
            node, guessed = tree_of(text, file, "form")
        if guessed and node is None:
            return None, file, guessed
        merged, problems = form_of(node, whole.forms.get(name, ()), whole.name)
        return merged, file, guessed + on_other_lines(guessed, problems)

    @cached_property
    def shared(self) -> dict[str, tuple[str, SharedList, list[Problem]]]:
        """Each list of `forms/lists/`, with its source and problems; without options where it cannot be read."""
        found = {}
        for path in self._paths(self.lists) or sorted(self.lists.glob("*")):  # each file of a folder that leads out
            if path.suffix == ".yaml":
                text, problems = text_of_file(path, self.root)
                one = SharedList(path.stem, files.shown(path), (), whole=False)
                if text is not None:
                    one, problems = read_list_text(text, path.stem, files.shown(path), self.registry)
                found[path.stem] = (text or "", one, problems)
        return found

    def list_problems(self) -> list[Problem]:
        """What is wrong in lists, also in those that no form uses."""
        return [problem for _, _, problems in self.shared.values() for problem in problems]

    @cached_property
    def _lists(self) -> dict[str, SharedList]:
        return {name: one for name, (_, one, _) in self.shared.items()}

    def _problems_of_lists(self, form: Form | None) -> list[Problem]:
        """What is wrong in the lists that a form chooses from."""
        names = form.lists if form else ()
        return [problem for name in names if name in self.shared for problem in self.shared[name][2]]

    def wrong_endings(self) -> list[Problem]:
        """Files among the forms and lists that are not read."""
        return wrong_endings([*self._paths(self.forms), *self._paths(self.lists)])

    @cached_property
    def files(self) -> Files:
        """What rules look for beside the flows."""
        forms = {path.stem: files.shown(path) for path in self._paths(self.forms) if path.suffix == ".yaml"}
        roots = [root / "templates" for root in (self.root, shipped())]
        found = ((root, path) for root in roots for kind in ("mail", "pdf") for path in (root / kind).glob("*.*"))
        layouts = (path.relative_to(root).as_posix() for root, path in found if files.is_file(path, root.parent))
        lists = {name: one.file for name, (_, one, _) in self.shared.items()}
        return Files(files.shown(self.forms), forms, files.shown(roots[0]), frozenset(layouts), lists)

    def _paths(self, folder: Path) -> list[Path]:
        try:
            return files.visible(folder, self.root)
        except files.Unreadable:
            return []


def form_names(flow: Flow | None) -> list[str]:
    """Each form a flow asks for, once, in the order of its states."""
    states = flow.states.values() if flow else ()
    return list(dict.fromkeys(state.form.name for state in states if state.form))


def finished(flow: Flow, forms: Mapping[str, Form], sources: Mapping[str, str]) -> Flow:
    digest = sha256()
    for name in sorted(sources):
        data = sources[name].encode()
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    codes = flow.code_fields()
    named = NamedGuards(flow.guards)
    settings = {name: setting.value for name, setting in flow.settings.items()}
    known = {
        name: with_days(replace(form, codes=codes & form.fields.keys(), guards=_read_by(form, named)), settings)
        for name, form in forms.items()
    }
    whole = replace(flow, forms=known, sources=dict(sources), digest=digest.hexdigest())
    return spoken(whole, flow.language)


def _read_by(form: Form, named: NamedGuards) -> Mapping[str, Guard]:
    """The named guards that conditions of a form read, at any depth."""
    read = frozenset[str]().union(*(field.when.names for field in form.fields.values() if field.when))
    read = read.union(*(named.reads(name) for name in read if name in named)) - form.fields.keys()
    return {name: named[name] for name in read if name in named}


def wrong_endings(paths: Iterable[Path]) -> list[Problem]:
    """Files that look as if they were meant to be read, and are not."""
    return [
        Problem(
            "wrong-ending",
            f"{files.shown(path)} is not read",
            Place(files.shown(path), 1, 1),
            "flows, forms and lists are the files that end in .yaml",
            f"call it {files.shown(path.with_suffix('.yaml'))}, or remove it",
        )
        for path in paths
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml"
    ]
