"""The engine's own messages, read from files of texts that a site may override key by key."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from engine import files
from engine.language import yaml
from engine.language.reading import unreadable
from engine.language.texts.text import Text, parse_text
from engine.problems import EngineError, Place, Problem, render


class Messages:
    """
    The messages of one language, by dotted key. Templates know them as `words`.

    `<folder>/<language>.yaml` is a map of texts, or of such maps: `errors: {title: …}` is the key "errors.title".

    Args:
        folders: a later one overrides an earlier one, key by key; one without such a file is skipped.

    Raises:
        EngineError: no folder has the language, or a file is wrong: all of its problems are in the message.
    """

    def __init__(self, folders: Sequence[Path], language: str) -> None:
        self._files = [path for folder in folders if os.path.lexists(path := folder / f"{language}.yaml")]
        if not self._files:
            looked_in = ", ".join(str(folder) for folder in folders) or "no folder"
            raise EngineError(f'no words in the language "{language}": {looked_in} has no {language}.yaml')
        self.language = language
        self._texts: dict[str, Text] = {}
        for path in self._files:
            texts, problems = read_texts(path)
            if problems:
                raise EngineError("\n".join(render(problem) for problem in problems))
            self._texts.update(texts)

    def has(self, key: str) -> bool:
        return key in self._texts

    def text(self, key: str) -> Text:
        """The text itself, for a caller that has its values as a mapping."""
        try:
            return self._texts[key]
        except KeyError:
            files = " nor in ".join(str(path) for path in self._files)
            raise EngineError(f'no words "{key}" in {files}') from None

    def html(self, key: str, **values: str) -> Markup:
        """One run of HTML (no paragraph around it), the values escaped."""
        return self.text(key).inline(self._given(key, values), _own_address)

    def plain(self, key: str, **values: str) -> str:
        """The same for a title, a mail's text part, an attribute: without markup."""
        return self.text(key).plain(self._given(key, values), _own_address)

    def _given(self, key: str, values: Mapping[str, str]) -> Mapping[str, str]:
        """The values; each name in the text must be among them, or the sentence would have a hole."""
        for placeholder in self.text(key).placeholders:
            name = f"{placeholder.name}.{placeholder.figure}" if placeholder.figure else placeholder.name
            if name not in values:
                given = ", ".join(sorted(values)) or "nothing"
                raise EngineError(f'words "{key}" ({placeholder.place.file}) need {{{name}}}; given: {given}')
        return values


def read_texts(path: Path) -> tuple[dict[str, Text], list[Problem]]:
    """key -> text of one file in `templates/texts`, and what is wrong with it."""
    shown = str(path)
    try:
        data = files.read(path, path.parent.parent.parent, yaml.LARGEST)
    except files.Unreadable as fault:
        return {}, [unreadable(path, fault.why, fault.fix)]
    root, problems = yaml.read_tree(data, shown)
    found: dict[str, Text] = {}
    if not problems and isinstance(root, yaml.Mapping):
        for key, scalar in _leaves(root, "", problems):
            text, faults = parse_text(scalar.text, scalar.place)
            problems += faults
            problems += [
                _not_an_address(link.kind, link.target, key, text) for link in text.links if link.kind != "url"
            ]
            found[key] = text
    elif not problems:
        cause, fix = "each line is a key, a colon and its text", "write: step: Step {number} of {total}"
        problems.append(Problem("not-a-text", "this is not a map of texts", Place(shown, 1, 1), cause, fix))
    return found, problems


def _leaves(node: yaml.Mapping, before: str, problems: list[Problem]) -> Iterator[tuple[str, yaml.Scalar]]:
    for name, entry in node.entries.items():
        key = before + name
        if isinstance(entry.value, yaml.Scalar):
            yield key, entry.value
        elif isinstance(entry.value, yaml.Mapping):
            yield from _leaves(entry.value, key + ".", problems)
        else:
            problems.append(
                Problem(
                    "not-a-text",
                    f'"{key}" is a list',
                    entry.value.place,
                    "this file holds texts, and maps of texts",
                    f'write one text after "{name}:", or a key for each',
                )
            )


def _not_an_address(kind: str, target: str, key: str, text: Text) -> Problem:
    return Problem(
        "bad-link",
        f'"{key}" links to {kind}:{target}',
        text.place,
        "these words belong to no flow, so they know no page or entry of one",
        "write a whole address, such as https://example.org/help, or no link",
    )


def _own_address(_kind: str, target: str) -> tuple[str, bool]:
    return target, False
