"""The engine's own messages, read from files of texts that a site may override key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from engine.language import yaml
from engine.language.texts.text import Text, parse_text
from engine.problems import EngineError, Problem, render


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
        self._files = [path for folder in folders if (path := folder / f"{language}.yaml").is_file()]
        if not self._files:
            looked_in = ", ".join(str(folder) for folder in folders) or "no folder"
            raise EngineError(f'no words in the language "{language}": {looked_in} has no {language}.yaml')
        self.language = language
        self._texts: dict[str, Text] = {}
        for path in self._files:
            self._texts.update(_read(path))

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


def _read(path: Path) -> dict[str, Text]:
    """key -> text of one file."""
    root, problems = yaml.read_tree(path.read_bytes(), str(path))
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
        raise EngineError(f"{path} is not a map of texts")
    if problems:
        raise EngineError("\n".join(render(problem) for problem in problems))
    return found


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
