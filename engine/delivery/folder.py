"""A folder as it is served: its flows, and the words, layouts and recordings that they need."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import TemplateError

from engine import files
from engine.delivery.messages import read_texts
from engine.delivery.speech import voices
from engine.delivery.templates import environment
from engine.language.decoding.suggestions import one_of_these
from engine.language.load import Catalogue, load_catalogue
from engine.language.model import Flow
from engine.language.reading import unreadable
from engine.language.texts.text import Placeholder, Text
from engine.problems import EngineError, Place, Problem, in_order, one_line
from engine.registry import Registry
from engine.shipped import shipped

_LANGUAGE = re.compile(r"(?:^|[{,])[ \t]*language[ \t]*:[ \t]*([\"']?[\w-]+[\"']?)", re.MULTILINE)
# Words that the engine does without where a language has none; of `keywords` it needs one for every other.
_OPTIONAL = re.compile(r"(?:hints|keywords)\..*|mail\.foot")
_FOLDERS = ("page", "mail", "pdf", "texts", "audio", "fonts")  # of templates/
_OF_FILES = (".yaml", ".html", ".txt", ".ttf", ".wav", ".css")
_ALWAYS = "keywords.other"
_MOST_NAMED = 8


def load_folder(folder: Path | None = None, *, registry: Registry | None = None) -> tuple[Path, Catalogue]:
    """
    The flows of `folder`, with every problem that would keep it from being served: what `serve` refuses, `check`
    refuses. None: of the current folder where it holds flows, else those that travel with the engine.

    Raises:
        EngineError: there is no such folder.
    """
    if folder is not None and not folder.is_dir():
        why = "it is not a folder" if folder.exists() else "there is no such folder"
        raise EngineError(f"--folder {one_line(str(folder))}: {why}")
    chosen = folder or (Path() if os.path.lexists("flows") else shipped())
    catalogue = load_catalogue(chosen, registry=registry)
    beside = [*problems_beside(chosen, catalogue)]
    unread = {problem.place.file for problem in beside}  # a font that is a pipe is one problem, not two
    found = [one for one in catalogue.problems if one.code != "unusable-font" or one.place.file not in unread]
    problems = [*found, *beside]
    if not catalogue.flows and all(problem.code == "unused-form" for problem in problems):
        problems = [_no_flow(chosen / "flows")]  # that nothing uses its forms is the same mistake
    return chosen, catalogue._replace(problems=in_order(problems))


def problems_beside(folder: Path, catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with the texts, layouts, recordings and static files of a folder that is served."""
    unread = [*_unread(folder)]
    yield from unread
    if unread:
        return
    known = {flow.language for flow in catalogue.flows.values()}
    own = folder / "templates" / "texts"
    written = {path.stem for path in own.glob("*.yaml")} if own.is_dir() else set()
    for language in sorted(known | written):
        yield from problems_of_words(folder, language, [f for f in catalogue.flows.values() if f.language == language])
    yield from _problems_of_layouts(folder)
    try:
        voices([folder / "templates" / "audio"])
    except EngineError as fault:
        fix = "record every character, or remove the language's folder"
        yield unreadable(folder / "templates" / "audio", str(fault), fix)


def problems_of_words(folder: Path, language: str, flows: list[Flow]) -> list[Problem]:
    """
    What is wrong with the engine's own words in a language: those of the folder, over those that ship.

    Args:
        flows: that are written in it.
    """
    name = f"{language}.yaml"
    own, ours = (root / "templates" / "texts" / name for root in (folder, shipped()))
    if folder.resolve() == shipped().resolve():
        own = folder / "no such file"
    there: dict[str, Text] = {}
    problems: list[Problem] = []
    for path in (ours, own):
        if path.is_file():
            texts, found = read_texts(path)
            problems += found
            there.update(texts)
    if not (own.is_file() or ours.is_file()):
        shown = files.shown(folder / "templates" / "texts" / name)
        return [
            Problem(
                "missing-words",
                f'the engine has no words in the language "{language}"',
                _place_of_language(flow),
                f"there is no file {shown}, and none that ships: no page could be shown",
                f"write {shown}, a translation of the engine's own templates/texts/fr.yaml; or write: language: fr",
            )
            for flow in flows
        ]
    if problems:
        return problems
    wanted, _ = read_texts(shipped() / "templates" / "texts" / "fr.yaml")
    problems += [found for key in wanted.keys() & there.keys() for found in _unfilled(key, there[key], wanted[key])]
    missing = [key for key in wanted if key not in there and (key == _ALWAYS or not _OPTIONAL.fullmatch(key))]
    if missing and flows:
        more = len(missing) - _MOST_NAMED
        named = ", ".join(missing[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        problems.append(
            Problem(
                "missing-words",
                f"texts that pages need are missing: {named}",
                Place(files.shown(own), 1, 1),
                f'the engine has no words of its own in the language "{language}"',
                "add them, translated from the engine's own templates/texts/fr.yaml",
            )
        )
    return problems


def _unfilled(key: str, text: Text, ours: Text) -> Iterator[Problem]:
    """Placeholders that the engine fills in nowhere in this text."""
    filled = sorted({_name_of(placeholder) for placeholder in ours.placeholders})
    for placeholder in text.placeholders:
        if _name_of(placeholder) not in filled:
            yield Problem(
                "unknown-placeholder",
                f'"{key}" asks for {{{_name_of(placeholder)}}}',
                placeholder.place,
                f"the engine fills in here: {', '.join(filled) or 'nothing'}",
                one_of_these(_name_of(placeholder), filled) if filled else "take it out",
            )


def _name_of(placeholder: Placeholder) -> str:
    return f"{placeholder.name}.{placeholder.figure}" if placeholder.figure else placeholder.name


def _no_flow(flows: Path) -> Problem:
    place = Place(files.shown(flows), 1, 1)
    cause = "the folder holds no file that ends in .yaml, besides site.yaml"
    return Problem("unreadable-file", "no flow here", place, cause, "put a flow into it, such as loan.yaml")


def _place_of_language(flow: Flow) -> Place:
    """Where the flow says its language."""
    source = flow.sources.get(f"flows/{flow.name}.yaml", "")
    if not (found := _LANGUAGE.search(source)):
        return flow.place
    begin = source.rfind("\n", 0, found.start(1)) + 1
    line = source[begin:].partition("\n")[0]
    number = source.count("\n", 0, begin) + 1
    return Place(flow.file, number, found.start(1) - begin + 1, len(found[1]), line)


def _unread(folder: Path) -> Iterator[Problem]:
    """Files that would be needed sooner or later and cannot be read."""
    for name in ("templates", "static"):
        if not os.path.lexists(folder / name):
            continue
        if why := files.LEADS_OUT if files.leads_out(folder / name, folder) else files.not_a_folder(folder / name):
            yield unreadable(folder / name, *why)
            continue
        for here, folders, names in os.walk(folder / name):
            folders[:] = sorted(one for one in folders if not one.startswith("."))
            for one in folders:
                if files.leads_out(path := Path(here, one), folder):
                    yield unreadable(path, *files.LEADS_OUT)
                elif path.suffix in _OF_FILES:
                    yield unreadable(path, "it is not a file but a folder", "put a file in its place, or remove it")
            for one in sorted(names):
                if one.startswith("."):
                    continue
                path = Path(here, one)
                if path.parent == folder / "templates" and one in _FOLDERS:
                    yield unreadable(path, "it is not a folder but a file", "put a folder in its place, or remove it")
                    continue
                try:
                    files.read(path, folder, 0)
                except files.Unreadable as fault:
                    yield unreadable(path, fault.why, fault.fix)


def _problems_of_layouts(folder: Path) -> Iterator[Problem]:
    """Layouts of the folder's own that Jinja cannot read."""
    templates = folder / "templates"
    if not templates.is_dir() or folder.resolve() == shipped().resolve():
        return
    made = environment([templates])
    for kind in ("page", "mail", "pdf"):
        for path in sorted((templates / kind).rglob("*")):
            if path.suffix not in (".html", ".txt") or not path.is_file():
                continue
            try:
                made.get_template(path.relative_to(templates).as_posix())
            except UnicodeDecodeError as fault:
                line = fault.object.count(b"\n", 0, fault.start) + 1
                fix = 'save it again with the encoding "UTF-8" in your editor'
                place = Place(files.shown(path), line, 1)
                yield Problem("bad-layout", "the layout cannot be read", place, "it is not UTF-8 text", fix)
            except (TemplateError, EngineError) as fault:
                place = Place(files.shown(path), getattr(fault, "lineno", None) or 1, 1)
                why = getattr(fault, "message", None) or str(fault)
                yield Problem("bad-layout", "the layout cannot be read", place, why, "correct this line")
