"""What was meant by a word or a keyword that a form's field cannot have: data, and the fix made of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from engine.language import spellings
from engine.language.decoding import INTEGER, NAME, NUMBER, Reading, Stray, near, slug
from engine.language.decoding.shapes import written
from engine.language.yaml import Entry, Scalar, Sequence
from engine.language.yaml import Mapping as Map

_DATE = {"type": "string", "format": "date"}
_KEYS = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "array": {"type": "array"},
    "date": _DATE,
    "email": {"type": "string", "format": "email"},
    "tel": {"type": "string", "format": "tel"},
    "uri": {"type": "string", "format": "uri"},
    "password": {"type": "string", "x-secret": "true"},
    "textarea": {"type": "string", "x-widget": "textarea"},
    "code": {"type": "string", "x-widget": "code"},
}
# what it stands for -> words that people write for it, as a type or as a format
_WORDS = {
    "string": "text, texte, str, chaine, varchar, char, select, choix, choice, enum, radio, dropdown, "
    "liste deroulante, input, line, ligne, word, mot, nom, name, option, options",
    "integer": "int, entier, nombre entier, whole, long, year, annee, age, count, whole_number",
    "number": "float, decimal, double, nombre, real, reel, montant, money, amount, numeric, numerique, currency, prix",
    "boolean": "bool, booleen, checkbox, case, case a cocher, coche, yes_no, oui_non, true_false, flag, toggle, switch",
    "array": "list, liste, checkboxes, cases, cases a cocher, multiselect, multiple, tableau, set, choix multiples",
    "date": "jour, day, datetime, date_time, calendar, calendrier, birthday, date de naissance",
    "email": "courriel, e_mail, mail, mel, adresse electronique, email_address",
    "tel": "phone, telephone, mobile, portable, phone_number, numero de telephone",
    "uri": "url, lien, link, site, href, web, website",
    "password": "mot de passe, secret, mdp, passwd, passwort, hidden",
    "textarea": "multiline, longtext, paragraph, paragraphe, texte long, memo, zone de texte, long_text",
    "code": "otp, pin",
}
_BY_WORD = {slug(word): kind for kind, words in _WORDS.items() for word in (*words.split(","), kind)}
# In the declaration of a value, a date is a type, and a text has no format.
_OF_A_VALUE = {"integer": "integer", "number": "number", "boolean": "boolean", "date": "date"}


def keys_of_type(word: str) -> Mapping[str, str]:
    """The keys that say what was meant as a type: `email` -> `type: string`, `format: email`. Empty: unclear."""
    meant = _BY_WORD.get(slug(word)) or near(word, tuple(_KEYS))
    return _KEYS[meant] if meant else {}


def keys_of_format(word: str) -> Mapping[str, str]:
    """The keys that say what was meant as a format, without the type: `password` -> `x-secret: true`."""
    meant = _BY_WORD.get(slug(word))
    return {key: value for key, value in _KEYS[meant].items() if key != "type"} if meant else {}


def type_of_value(word: str) -> str:
    """The type of a value that was meant: `text` -> `string`."""
    return _OF_A_VALUE.get(_BY_WORD.get(slug(word), ""), "string" if slug(word) in _BY_WORD else "")


def write_keys(keys: Mapping[str, str], beside: Entry) -> str:
    """`write: …` with these keys in place of one: in braces they stand side by side, else each on its line."""
    first, *others = [f"{key}: {value}" for key, value in keys.items()]
    if in_braces(beside):
        return f"write: {', '.join((first, *others))}"
    return f"write: {', and below it: '.join((first, *others))}"


def in_braces(entry: Entry) -> bool:
    """Whether an entry stands within braces, among others of the line."""
    before = entry.key.place.source[: entry.key.place.column - 1]
    return before.count("{") > before.count("}")


# Keywords that stand in the wrong table ------------------------------------------------------------------------------


def required(reading: Reading, stray: Stray) -> str | None:
    """`required: true` at a field, which is a list of names at the form."""
    name = reading.fields.get(stray.at.text, "") if stray.at else ""
    value = stray.entry.value
    if not name or not isinstance(value, Scalar):
        return None
    word = stray.entry.key.text
    if spellings.truth(value.text) == "false" and name not in reading.required:
        return f"take {word} out: only what the form lists under required must be given"
    if spellings.truth(value.text) == "false":
        others = [other for other in reading.required if other != name]
        return f"take {word} out, and write in the form: required: [{', '.join(others)}]" if others else None
    if spellings.truth(value.text) != "true":
        return None
    if name in reading.required:
        return f"take {word} out: the form lists the field under required"
    return f"take {word} out, and write in the form: required: [{', '.join((*reading.required, name))}]"


def options(reading: Reading, stray: Stray) -> str | None:
    """`enum` of figures: what is chosen is a text, what is typed has a least and a greatest."""
    value = stray.entry.value
    if not isinstance(value, Sequence) or not _written_type(stray):
        return None
    figures = [item.text for item in value.items if isinstance(item, Scalar) and NUMBER.match(item.text)]
    if len(figures) < len(value.items):
        return "write: type: string"
    whole = sorted(int(figure) for figure in figures if INTEGER.match(figure))
    if len(whole) > 1 and whole == list(range(whole[0], whole[-1] + 1)):
        bounds = f"minimum: {whole[0]} and maximum: {whole[-1]}"
        return f"write: type: string; or, in place of {stray.entry.key.text}, {bounds}"
    return "write: type: string"


def of_a_date(_: Reading, stray: Stray) -> str | None:
    """The first or the last day of a text that has no format yet."""
    return "add format: date" if not stray.node.entries.keys() & {"format", "enum", "oneOf", "x-options"} else None


def of_a_list(_: Reading, stray: Stray) -> str | None:
    """The options of a list, at a figure: what is chosen is a text."""
    return "write: type: string" if _written_type(stray) else None


def of_a_text(_: Reading, stray: Stray) -> str | None:
    """Lengths and patterns of figures: what has as many digits is a text of digits."""
    figures = ("minimum", "maximum", "multipleOf", "x-unit", "x-grouping")
    return "write: type: string" if _written_type(stray) and not stray.node.entries.keys() & {*figures} else None


def of_a_figure(_: Reading, stray: Stray) -> str | None:
    """A least or a greatest of a text: what has one is a figure."""
    figure = isinstance(stray.entry.value, Scalar) and NUMBER.match(stray.entry.value.text)
    texts = ("enum", "oneOf", "pattern", "format", "minLength", "maxLength", "allOf", "x-secret", "x-ignore")
    if not figure or not _written_type(stray) or stray.node.entries.keys() & {*texts}:
        return None
    whole = all(
        INTEGER.match(entry.value.text)
        for word in ("minimum", "maximum", "multipleOf")
        if (entry := stray.node.entries.get(word)) and isinstance(entry.value, Scalar)
    )
    return f"write: type: {'integer' if whole else 'number'}"


def day_bound(_: Reading, stray: Stray) -> str | None:
    """`minimum` of a date: its first day; without that day itself, the next one."""
    value = stray.entry.value
    if not isinstance(value, Scalar):
        return None
    key = "formatMinimum" if stray.word.lower().endswith("minimum") else "formatMaximum"
    if slug(value.text) in ("today", "aujourd_hui", "now"):
        return None if stray.word.startswith("exclusive") else f"write: {key}: today"
    given = spellings.day(value.text)
    if not given:
        named = NAME.match(value.text) and not stray.word.startswith("exclusive")
        return f"write: {key}: {value.text}" if named else None
    day = date.fromisoformat(given)
    if stray.word.startswith("exclusive"):
        day += timedelta(days=1 if key == "formatMinimum" else -1)
    return f"write: {key}: {day}"


def strict_bound(_: Reading, stray: Stray) -> str | None:
    """`exclusiveMinimum` of whole numbers: the next one."""
    value = stray.entry.value
    if not isinstance(value, Scalar) or not INTEGER.match(value.text) or _type(stray) != "integer":
        return None
    low = stray.word == "exclusiveMinimum"
    return f"write: {'minimum' if low else 'maximum'}: {Decimal(value.text) + (1 if low else -1)}"


def messages_of_fields(reading: Reading, stray: Stray) -> str | None:
    """`x-messages` of a form: each field has its own."""
    value = stray.entry.value
    if not isinstance(value, Map) or len(value.entries) != 1:
        return "take it out here, and write x-messages in the field that it speaks of"
    ((name, own),) = value.entries.items()
    text = written(own.value) if isinstance(own.value, Map) else None
    fields = stray.node.entries["properties"].value if "properties" in stray.node.entries else None
    if not isinstance(fields, Map) or name not in fields.entries or not text:
        return "take it out here, and write x-messages in the field that it speaks of"
    field = fields.entries[name].value
    if isinstance(field, Map) and "x-messages" in field.entries:
        line = field.entries["x-messages"].key.place.line
        return f"take x-messages out, and write in {name}, under x-messages (line {line}): {text[1:-1]}"
    return f"take x-messages out, and write in {name}: x-messages: {text}"


def _written_type(stray: Stray) -> bool:
    return "type" in stray.node.entries and NAME.match(_type(stray)) is not None


def _type(stray: Stray) -> str:
    value = stray.node.entries["type"].value if "type" in stray.node.entries else None
    return value.text if isinstance(value, Scalar) else ""
