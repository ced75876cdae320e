"""What strict YAML does not allow in a key: signs that cannot be seen, a question mark, a list, a merge, a repeat."""

from __future__ import annotations

import re

import yaml

from engine.language.yaml import repair
from engine.language.yaml.characters import named
from engine.language.yaml.events import start_of
from engine.language.yaml.nodes import Scalar
from engine.language.yaml.source import Refused, Source

_SPACES = "".join(repair.ODD_SPACES)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")  # nearly every key: nothing is hidden in it


def visible(key: Scalar, source: Source) -> Scalar | None:
    """The key without what cannot be seen in it: that is a problem, and the key read as it looks. None: not a key."""
    if _NAME.fullmatch(key.text):
        return key
    opens = key.style == "plain" and re.match(rf"\w+\s*:[{_SPACES}]+[{{\[]", key.text)
    if opens and space_after_colon(key, source):
        raise Refused  # what the brace or bracket holds is not read as what it is
    bare = re.sub(f"[{repair.INVISIBLE}]", "", key.text).strip(_SPACES)
    if key.style != "plain" or (bare == key.text and not re.match(rf"-[{_SPACES}]", bare)):
        return key
    before, after = key.place.source[: key.place.column - 1], key.place.source[key.place.column - 1 :]
    if key.text[:1] in repair.ODD_SPACES and not before.strip(" -"):
        source.add(
            "odd-space",
            "a no-break space at the beginning of the line",
            key.place._replace(width=1),
            "YAML indents by plain spaces only; this one looks the same, and is often copied from a web page",
            "replace the no-break spaces by plain ones",
        )
    elif bare == key.text:
        source.add(
            "odd-space",
            "a no-break space after the dash",
            key.place.inside(1, 1),
            "only a dash with a plain space after it begins an item",
            f"write: - {after[1:].lstrip(_SPACES)}",
        )
        return None
    else:
        signs = [sign for sign in key.text if sign in (*repair.ODD_SPACES, *repair.INVISIBLE)]
        source.add(
            "odd-space",
            f'a character that cannot be seen is in the key "{bare[:60]}": {named(signs[0])}',
            key.place,
            "it makes another word of it, and is often copied from a web page or a word processor",
            f"delete the word with the characters around it, and type it again: {bare[:60]}:",
        )
    return key._replace(text=bare)


def space_after_colon(key: Scalar, source: Source) -> bool:
    """Whether a no-break space makes one word of a key and its value; then it is a problem."""
    glued = re.match(rf"\w+\s*:(?=[{_SPACES}])", key.text)
    if glued:
        line, begin = key.place.source, key.place.column - 1
        source.add(
            "odd-space",
            "a no-break space after the colon",
            key.place.inside(glued.end(), 1),
            "only a colon with a plain space after it ends a key",
            f"write: {line[:begin].lstrip()}{glued[0]} {line[begin + glued.end() :].lstrip(_SPACES)}",
        )
    return glued is not None


def question(key: yaml.Event, source: Source) -> bool:
    """Whether a question mark begins the key, which is YAML's other way to write one; then it is a problem."""
    at = start_of(key)
    line = source.lines[min(at.line, len(source.lines) - 1)]
    found = "?" in line and re.search(r"\?\s+$", line[: at.column])
    if found:
        source.add(
            "text-needs-quotes",
            'a text that begins with "?"',
            source.place(at.line, found.start(), 1),
            'at the beginning of a value, "?" is a sign of YAML',
            repair.quoted_fix(line, found.start()),
        )
    return bool(found)


def not_a_name(key: yaml.Event, source: Source) -> None:
    """A key that is a list or a map: most often a text that begins with a bracket."""
    at = start_of(key)
    source.add(
        "text-needs-quotes",
        "a key cannot be a list or a map",
        source.place(at.line, at.column, 1),
        "a key is a name; a text that begins with a brace or a bracket needs quotes",
        repair.quoted_fix(source.lines[at.line], at.column),
    )


def merge(key: Scalar, source: Source) -> None:
    """A `<<`, unless it is quoted."""
    if key.style == "plain":
        source.add(
            "yaml-merge",
            "a merge key",
            key.place,
            '"<<" would copy other keys to here; the flow language has no such copies',
            "write the keys out",
        )


def repeated(key: Scalar, first: Scalar, source: Source) -> None:
    """A key that its mapping has already."""
    source.add(
        "duplicate-key",
        f'the key "{key.text[:60]}" is written twice',
        key.place,
        f"it is already written in line {first.place.line}; only one of two values for a key could count",
        "give it another name, or take one of the two out",
    )
