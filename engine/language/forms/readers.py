"""A node of a form's tree as a text, a word, a list, a value – or a problem."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from difflib import get_close_matches

from engine.language import spellings
from engine.language.forms import keywords
from engine.language.texts.locales import Locale
from engine.language.texts.text import Text, parse_text
from engine.language.values import Value
from engine.language.yaml import Entry, Mapping, Node, Scalar, Sequence, repair
from engine.problems import Place, Problem
from engine.registry import Registry, iso_date

NEUTRAL = Locale("en", "UTC")  # for what a form itself says: values there are written as YAML and ISO 8601 have them
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")


class Reader:
    """Reads nodes; keeps every problem met on the way. What cannot be read is None, or left out."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.problems: list[Problem] = []
        self.misnamed: dict[str, str] = {}  # fields whose name is none -> the name each is to become
        self.unsure = False  # which fields are required: what says so has a problem

    def say(self, code: str, message: str, place: Place, cause: str, fix: str) -> None:
        self.problems.append(Problem(code, message, place, cause, fix))

    def entries(self, node: Node | Entry | None, what: str, keys: tuple[str, ...] | None) -> dict[str, Entry] | None:
        """A map's entries, each key known; None where it is no map."""
        node = node.value if isinstance(node, Entry) else node
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self.wrong(node, what, "a map", "write its keys under it, each with its value")
            return None
        for key, entry in node.entries.items():
            if keys is not None and key not in keys:
                self.unsupported(key, entry.key.place._replace(width=len(key)), what, keys)
        return {key: entry for key, entry in node.entries.items() if keys is None or key in keys}

    def unsupported(self, key: str, place: Place, what: str, keys: tuple[str, ...]) -> None:
        listed = f"in {what} stand: {', '.join(keys)}"
        if key in keywords.LATER:
            cause, fix = "the word is reserved for a later version of the language", f"take {key} out"
            self.say("not-yet", f'"{key}" is not yet in this version', place, cause, fix)
        elif key in keywords.ALL:
            fix = keywords.UNSUPPORTED.get(key) or f"take {key} out"
            self.say("unsupported-keyword", f'"{key}" is not supported in {what}', place, listed, fix)
        else:
            self.say("unknown-key", f'unknown key "{key}"', place, listed, self.nearest(key, keys))

    def items(self, entry: Entry | None, what: str) -> tuple[Node, ...]:
        if entry is None:
            return ()
        if isinstance(entry.value, Sequence) and entry.value.items:
            return entry.value.items
        if isinstance(entry.value, Sequence):
            cause = f"{what} says nothing where it lists nothing"
            self.say("wrong-type", f"{what} is an empty list", entry.value.place, cause, f"take {what} out")
            return ()
        self.wrong(entry.value, what, "a list", f"write {what}: [ … ], or one item a line after a dash")
        return ()

    def field_list(self, entry: Entry | None, what: str, names: tuple[str, ...], seen: set[str]) -> tuple[str, ...]:
        """Names of fields, none of which was `seen` before."""
        found = []
        for item in self._named_in_text(entry, names) or self.items(entry, what if what == "required" else "fields"):
            if not isinstance(item, Scalar):
                self.wrong(item, what, "the names of fields", "write a name")
            elif item.text in seen:
                self.say(
                    "duplicate-field",
                    f'the field "{item.text}" stands twice',
                    item.place._replace(width=len(item.text)),
                    "a field is shown in one place" if what != "required" else "once is enough",
                    "take one of them out",
                )
            elif self.known(item, names):
                seen.add(item.text)
                found.append(self.misnamed.get(item.text, item.text))
        return tuple(found)

    def _named_in_text(self, entry: Entry | None, names: tuple[str, ...]) -> list[Scalar]:
        """The names of fields that one text holds where their list should stand: told, and read as that list."""
        if entry is None or not isinstance(text := entry.value, Scalar):
            return []
        if text.style == "block" or len(text.text) > repair.LONGEST:
            return []
        words = [found for found in re.finditer(r"[^\s,;]+", text.text) if found[0] not in ("et", "and")]
        listed = [Scalar(word[0], "plain", text.place.inside(word.start(), len(word[0]))) for word in words]
        if not any(word.text in names for word in listed):
            return []
        fix = f"write {entry.key.text}: [{', '.join(word.text for word in listed)}]"
        self.wrong(text, entry.key.text, "a list", fix)
        return listed

    def known(self, scalar: Scalar, names: tuple[str, ...]) -> bool:
        if scalar.text in names or scalar.text in self.misnamed:  # of a name that is none, its declaration tells
            return True
        self.say(
            "unknown-field",
            f'unknown field "{scalar.text}"',
            scalar.place._replace(width=max(1, len(scalar.text))),
            "no field of this name is asked by this form",
            self.nearest(scalar.text, names),
        )
        return False

    def scalar(self, entry: Entry | None, what: str) -> Scalar | None:
        if entry is None:
            return None
        if isinstance(entry.value, Scalar):
            return entry.value
        self.wrong(entry.value, what, "one text", "write one value on this line")
        return None

    def word(self, entry: Entry | None, what: str, able: tuple[str, ...]) -> str | None:
        """One of a closed list of words."""
        scalar = self.scalar(entry, what)
        if scalar is None or scalar.text in able:
            return scalar.text if scalar else None
        cause = f"{what} is one of: {', '.join(able)}"
        if what == "type" and scalar.text == "object" and len(able) > 1:
            cause = "a form is flat: fields do not hold fields"
        place = scalar.place._replace(width=max(1, len(scalar.text)))
        self.say("wrong-type", f'{what} cannot be "{scalar.text}"', place, cause, self.nearest(scalar.text, able))
        return None

    def text(self, entry: Entry | None) -> Text | None:
        if entry is None:
            return None
        if isinstance(entry.value, Mapping):
            cause = "texts by language are reserved for a later version of the language"
            fix = "write the text itself, in the language of the flow"
            self.say("not-yet", "texts by language are not yet in this version", entry.value.place, cause, fix)
            return None
        scalar = self.scalar(entry, entry.key.text)
        if scalar is None:
            return None
        if not scalar.text.strip():
            self.wrong(scalar, entry.key.text, "a text", f"write the words, or take {entry.key.text} out")
            return None
        text, problems = parse_text(scalar.text, scalar.place)
        self.problems += problems
        return text

    def truth(self, entry: Entry | None, what: str) -> bool:
        scalar = self.scalar(entry, what)
        if scalar is None:
            return False
        if scalar.style != "plain" or scalar.text not in ("true", "false"):
            given = spellings.truth(scalar.text) or "true"
            self.wrong(scalar, what, "true or false", f"write {what}: {given}, without quotes", len(scalar.text))
        return scalar.text == "true"

    def value(self, entry: Entry | None, kind: str) -> Value:
        """A default or const of the field's own kind."""
        if entry is None:
            return None
        if kind == "list":
            texts = (value for item in self.items(entry, entry.key.text) for value in self.one(item, "text"))
            return tuple(text for text in texts if isinstance(text, str))  # which they all are
        return next(iter(self.one(entry.value, kind)), None)

    def one(self, node: Node, kind: str) -> tuple[Value, ...]:
        """One value, or none where it is not of the kind."""
        needed, form, read, understood = _VALUES[kind]
        if isinstance(node, Scalar) and (value := read(node)) is not None:
            return (value,)
        given = understood(node.text) if isinstance(node, Scalar) else None
        width = len(node.text) if isinstance(node, Scalar) else 0
        self.wrong(node, "this value", needed, f"write {given or form}", width)
        return ()

    def missing(self, key: str, place: Place, cause: str) -> None:
        self.say("missing-key", f'"{key}" is missing', place, cause, f"add {key}: …")

    def wrong(self, node: Node, what: str, needed: str, fix: str, width: int = 0) -> None:
        found = {"Mapping": "a map", "Sequence": "a list"}.get(type(node).__name__)
        if isinstance(node, Scalar):
            found = "an empty text" if not node.text.strip() else f'"{node.text[:40]}"'
            found += " as a text" if node.style != "plain" and node.text.strip() else ""
        place = node.place._replace(width=width) if width else node.place
        self.say("wrong-type", f"{what} must be {needed}, not {found}", place, "the value is of another type", fix)

    def nearest(self, wrong: str, able: tuple[str, ...]) -> str:
        close = get_close_matches(wrong, able, 1, 0.6)
        return f'write "{close[0]}"' if close else f"write one of: {', '.join(able)}"


def _number(scalar: Scalar) -> Decimal | None:
    return Decimal(scalar.text) if scalar.style == "plain" and NUMBER.match(scalar.text) else None


def _integer(scalar: Scalar) -> int | None:
    return int(scalar.text) if scalar.style == "plain" and INTEGER.match(scalar.text) else None


def _boolean(scalar: Scalar) -> bool | None:
    return {"true": True, "false": False}.get(scalar.text) if scalar.style == "plain" else None


def _date(scalar: Scalar) -> Value:
    return NEUTRAL.read_date(scalar.text) if iso_date.check(scalar.text) else None


def _whole_figure(text: str) -> str | None:
    given = spellings.figure(text)
    return f"{given}, without quotes" if given and "." not in given else None


def _any_figure(text: str) -> str | None:
    given = spellings.figure(text)
    return f"{given}, without quotes" if given else None


# kind -> what is needed, how it is written, how it is read from YAML, what was meant by a text that is none
_VALUES: dict[str, tuple[str, str, Callable[[Scalar], Value], Callable[[str], str | None]]] = {
    "text": ("a text", "the text itself", lambda scalar: scalar.text, lambda text: None),
    "integer": ("a whole number", "a whole number, in digits, without quotes", _integer, _whole_figure),
    "number": ("a number", "a number, in digits, without quotes; decimals after a point", _number, _any_figure),
    "boolean": ("true or false", "true or false, without quotes", _boolean, spellings.truth),
    "date": ("a date", "it as year-month-day, in digits", _date, spellings.day),
    "list": ("a list of texts", "[one, other]", lambda scalar: None, lambda text: None),
}
