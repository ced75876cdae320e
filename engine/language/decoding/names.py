"""A node -> a name, and what a text that is not a valid name was meant to be."""

from __future__ import annotations

import re
from typing import Any

from engine.language.decoding.kinds import BROKEN, Broken, Kind, Named, Reading
from engine.language.decoding.mistakes import wrong_type
from engine.language.decoding.suggestions import near, slug
from engine.language.yaml import Node, Scalar, repair
from engine.language.yaml import Sequence as List

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def read_name(reading: Reading, node: Node, at: Scalar | None = None) -> Named | Broken:
    """A name, with its place."""
    if not isinstance(node, Scalar):
        return wrong_type(reading, node, at, "one name", fix=_one_name(node, at))
    if NAME.match(node.text):
        return Named(node.text, node.place)
    signs = [sign for sign in node.text if sign in (*repair.ODD_SPACES, *repair.INVISIBLE)]
    seen = "".join(sign for sign in node.text if sign not in signs)
    if signs and NAME.match(seen):
        return reading.report(
            "odd-space",
            f'the name "{seen[:60]}" contains an invisible character: U+{ord(signs[0]):04X}',
            node.place,
            "it makes another name of it, and often comes with text copied from a web page or a word processor",
            f"delete the name with the characters next to it, and type it again: {seen}",
        )
    cause = "a name has lower-case letters without accents, digits and _, and begins with a letter"
    better = slug(without_folder_and_ending(node.text))
    if at is not node:
        better = _declared(reading, node.text, at) or better
    fix = f'write "{better}"' if better else "write a name such as step_1"
    if at is node:  # a declaration
        fix = f"{fix}, here and wherever it is used"
    if address := _ADDRESS.search(node.text):
        same = [name for name, setting in reading.settings.items() if setting.value == address[0]]
        cause = "this is the name of what holds the address; an address that never changes is a setting"
        fix = f'put it under "settings" (adresse_contact: {address[0]}) and write that name here: adresse_contact'
        fix = f'write "{same[0]}"' if same else fix
        if re.search("[,;]", node.text):
            fix = "write one name, which holds one address"
    elif at and at is not node and at.text == "form" and better and better != without_folder_and_ending(node.text):
        fix = f"{fix}, and rename the file to forms/{better}.yaml"
    return reading.report("bad-name", f'"{node.text[:60]}" is not a valid name', node.place, cause, fix)


# key -> the table that declares the names which may stand there
_DECLARED_IN = {
    **dict.fromkeys(("target", "state", "in"), "states"),
    **dict.fromkeys(("page", "leave"), "pages"),
    "entry": "entries",
    "view": "views",
    "document": "documents",
    "mail": "mails",
    "phase": "phases",
    "register": "registers",
}


def _declared(reading: Reading, text: str, at: Scalar | None) -> str | None:
    """The declared name that was meant by a text: the one with this title, or the nearest one."""
    titles = reading.titles.get(_DECLARED_IN.get(at.text, ""), {}) if at else {}
    plain = slug(without_folder_and_ending(text))
    named = [name for name, title in titles.items() if title and slug(title) == plain]
    if plain in titles or len(named) != 1:
        return plain if plain in titles else near(text, titles)
    return named[0]


_ADDRESS = re.compile(r"[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@,;]+")


def without_folder_and_ending(text: str) -> str:
    """A file's name without its folder and ending: `forms/request.yaml` -> `request`."""
    found = re.fullmatch(r"(?:.*/)?([^/]*?)\s*\.ya?ml", text.strip(), re.IGNORECASE)
    return found[1] if found else text


def _one_name(node: Node, at: Scalar | None) -> str:
    key = f"{at.text}: " if at else ""
    names = [one.text for one in node.items if isinstance(one, Scalar)] if isinstance(node, List) else []
    if len(names) == 1 and NAME.match(names[0]):
        return f"write: {key}{names[0]}"
    if names:
        return f"write one name{' after ' + key.strip() if at else ''}, without brackets or a dash"
    return f"write one name{' after ' + key.strip() if at else ''}, without keys below it"


def _read_plain_name(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
    named = read_name(reading, node, at)
    return BROKEN if named is BROKEN else named.name


def name_schema(_: dict[str, Any]) -> dict[str, Any]:
    return {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}


NAMED: Kind[Named] = Kind(read_name, name_schema)
PLAIN_NAME: Kind[str] = Kind(_read_plain_name, name_schema)
