"""Fields of every type, each with its keywords in agreement, and what a person types into it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

Typed = str | bool | list[str]


class Asked(NamedTuple):
    """A field: its keywords, whether a form requires it, and an entry that it accepts."""

    name: str
    keywords: dict[str, Any]
    required: bool
    typed: Typed

    @property
    def kind(self) -> str:
        """What it may be used for: choice, integer, number, date, boolean, secret, email or text."""
        words = self.keywords
        if words.get("x-secret"):
            return "secret"
        if "enum" in words or "oneOf" in words:
            return "choice"
        if words.get("format") in ("date", "email"):
            return str(words["format"])
        return {"string": "text"}.get(words["type"], str(words["type"]))

    @property
    def options(self) -> list[str]:
        listed = self.keywords.get("enum") or [one["const"] for one in self.keywords["oneOf"]]
        return [str(option) for option in listed]


OPTIONS = ("matin", "midi", "soir", "nuit", "week-end", "vacances")
# What one pattern, its lengths and its widget say together, and an entry that meets all of it.
PATTERNS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"pattern": "^[0-9]{5}$", "x-ignore": "spaces", "examples": [29200]}, "29 200"),
    ({"pattern": "^[A-Z]{2}[0-9]{3}$", "x-widget": "code", "maxLength": 5}, "ab 123"),
    ({"pattern": r"^[\[\]a-z]{2,8}$", "minLength": 2, "maxLength": 8}, "[ab]"),
    ({"pattern": "^[A-Za-zÀ-ÿ' -]+$", "minLength": 3, "maxLength": 60}, "Zoé Le Goff"),
    ({"allOf": [{"pattern": "[0-9]"}, {"pattern": "[a-z]"}], "minLength": 2}, "a1b2"),
    ({"pattern": "^(A|B|C)[0-9]+(-[0-9]+)?$", "maxLength": 12}, "B12-7"),
    ({"pattern": "^[^<>]*$"}, "sans crochets"),
    ({"pattern": "^ ?[0-9]{1,3}( [0-9]{3})*$", "maxLength": 15}, "12 500"),
)


def text(rng: Random) -> tuple[dict[str, Any], Typed]:
    words: dict[str, Any] = {"type": "string"}
    if rng.random() < 0.4:
        more, typed = rng.choice(PATTERNS)
        return {**words, **more}, typed
    if rng.random() < 0.5:
        words["minLength"] = rng.randint(1, 3)
        words["maxLength"] = rng.choice([3, 40, 80, 2000])
    if rng.random() < 0.2 and words.get("maxLength") != 3:
        return {**words, "x-widget": "textarea"}, "Une ligne\net une autre"
    return words, "Zoé"


def email(rng: Random) -> tuple[dict[str, Any], Typed]:
    return {"type": "string", "format": "email", **({"maxLength": 100} if rng.random() < 0.3 else {})}, "eva@exemple.fr"


def telephone(rng: Random) -> tuple[dict[str, Any], Typed]:
    return {"type": "string", "format": "tel"}, "01 02 03 04 05"


def address(rng: Random) -> tuple[dict[str, Any], Typed]:
    return {"type": "string", "format": "uri"}, "https://exemple.fr/"


def day(rng: Random) -> tuple[dict[str, Any], Typed]:
    words: dict[str, Any] = {"type": "string", "format": "date"}
    if rng.random() < 0.3:
        words["examples"] = ["1980-05-12"]
    return words, rng.choice(["12/05/1980", "12051980", "1980-05-12", "1er février 1999"])


def integer(rng: Random) -> tuple[dict[str, Any], Typed]:
    words: dict[str, Any] = {"type": "integer", "minimum": rng.choice([0, 1]), "maximum": rng.choice([20, 2000, 23000])}
    if rng.random() < 0.3:
        words["x-unit"] = rng.choice(["jours", "€", "personnes"])
    if rng.random() < 0.2:
        words["x-grouping"] = False
    return words, str(rng.randint(1, 20))


def number(rng: Random) -> tuple[dict[str, Any], Typed]:
    words: dict[str, Any] = {"type": "number", "minimum": 0}
    if rng.random() < 0.6:
        words |= {"multipleOf": 0.01, "x-unit": "€"}
    return words, "12,5"


def boolean(rng: Random) -> tuple[dict[str, Any], Typed]:
    return {"type": "boolean", **({"const": True} if rng.random() < 0.4 else {})}, True


def choice(rng: Random) -> tuple[dict[str, Any], Typed]:
    options = rng.sample(OPTIONS, rng.randint(2, len(OPTIONS)))
    words: dict[str, Any] = {"type": "string"}
    if rng.random() < 0.5:
        words["enum"] = options
    else:
        words["oneOf"] = [{"const": option, "title": f"Le choix {option}"} for option in options]
    if rng.random() < 0.5:
        words["x-widget"] = rng.choice(["radio", "select"])
    return words, rng.choice(options)


def several(rng: Random) -> tuple[dict[str, Any], Typed]:
    options = rng.sample(OPTIONS, 3)
    return {"type": "array", "items": {"enum": options}}, rng.sample(options, 2)


KINDS: dict[str, Callable[[Random], tuple[dict[str, Any], Typed]]] = {
    "text": text,
    "email": email,
    "telephone": telephone,
    "address": address,
    "date": day,
    "integer": integer,
    "number": number,
    "boolean": boolean,
    "choice": choice,
    "several": several,
}


def ask(rng: Random, name: str, kind: str, required: bool | None = None) -> Asked:
    """
    A field of this kind.

    Args:
        required: None: as it comes.
    """
    keywords, typed = KINDS[kind](rng)
    if keywords["type"] == "boolean":
        required = keywords.get("const") is True
    elif required is None:
        required = rng.random() < 0.6
    keywords = {"type": keywords.pop("type"), "title": f"Question {name}", **keywords}
    if rng.random() < 0.2:
        keywords["description"] = f"Une aide pour {name}."
    if required and rng.random() < 0.2:
        keywords["x-messages"] = {"required": f"Répondez à {name}."}
    return Asked(name, keywords, required, typed)


def form_of(fields: list[Asked], rng: Random) -> dict[str, Any]:
    """A form of these fields, some in groups."""
    found: dict[str, Any] = {"type": "object"}
    if len(fields) > 2 and rng.random() < 0.4:
        cut = rng.randint(1, len(fields) - 1)
        groups = [fields[:cut], fields[cut:]] if rng.random() < 0.5 else [fields[cut:]]
        found["x-groups"] = [
            {"title": f"Groupe {number}", "fields": [field.name for field in group]}
            for number, group in enumerate(groups, 1)
        ]
    required = [field.name for field in fields if field.required]
    if required:
        found["required"] = required
    found["properties"] = {field.name: field.keywords for field in fields}
    return found
