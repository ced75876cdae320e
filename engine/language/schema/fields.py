"""Small readers of nodes, and tables of keys made of them: a table reads a node and writes its schema for editors."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, Final, Generic, NamedTuple, TypeVar

from engine.language import spellings
from engine.language.guards import Guard, parse_guard
from engine.language.guards.nodes import Literal
from engine.language.model import Amount, Named, Setting
from engine.language.texts.text import Text, parse_text
from engine.language.values import Duration, SettingValue
from engine.language.yaml import Entry, Node, Scalar, repair
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Sequence as List
from engine.problems import Place, Problem
from engine.registry import Registry

T = TypeVar("T")

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
MOST_DIGITS = 15  # of a figure an analyst writes


class Broken(Enum):
    """What a reader gives for what it could not read; the problem is told already."""

    BROKEN = "broken"


BROKEN: Final = Broken.BROKEN

# Words of later versions, understood nowhere yet: told apart from slips, and never left without effect.
LATER: Mapping[str, str] = {
    "extends": "variants of another flow",
    "in_flight": "what becomes of running cases when a new version is published",
    "properties": "properties to be proved",
    "requirements": "requirements to be traced",
    "call": "effects of plug-ins",
    "carry": "answers taken along by a resume",
    "service": "facts of plug-ins",
    "actors": "steps of other people than the one who asks",
    "faces": "several faces of one page",
    "by": "steps of other people than the one who asks",
    "clocks": "calendars of one's own",
    "lookups": "lists of choices kept elsewhere",
    "words": "words shared by several texts",
    "x-when": "fields asked only sometimes",
    "x-after": "the place of a field in a variant",
}


class Reading:
    """One file being read: its problems so far, and what its nodes refer to."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.problems: list[Problem] = []
        self.settings: Mapping[str, Setting] = {}
        self.types: dict[str, str] = {}  # of the values declared so far
        self.broken: set[str] = set()  # names whose declaration could not be read: not unknown, only broken
        self.lost: set[str] = set()  # whole tables of names that could not be read
        self.exceeded: set[tuple[str, str]] = set()  # settings out of bounds, with what was told to write

    def tell(self, code: str, message: str, place: Place, cause: str, fix: str) -> Broken:
        self.problems.append(Problem(code, message, place, cause, fix))
        return BROKEN


class Kind(NamedTuple, Generic[T]):
    """
    One kind of value: how it is read, and how an editor checks it.

    `read(reading, node, at)`: `at` is the key under which the node stands, or the node itself in a list.
    `schema(definitions)`: JSON Schema; adds what it refers to.
    """

    read: Callable[[Reading, Node, Scalar | None], T | Broken]
    schema: Callable[[dict[str, Any]], dict[str, Any]]


class Key(NamedTuple):
    """One key of a table. `doc` is shown by editors."""

    kind: Kind[Any]
    doc: str
    need: bool = False
    default: Any = None
    instead: Callable[[Place], Any] | None = None  # stands in where it is missing or broken: the whole stays known


class Found:
    """A node read by a table: each key's value, the default where it is missing or broken."""

    def __init__(self, node: Map, at: Scalar | None, values: Mapping[str, Any]) -> None:
        self.node = node
        self.name = at.text if at else ""
        self.place = at.place if at else node.place
        self.values = values

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def has(self, key: str) -> bool:
        """Whether the key is written, even if its value is broken."""
        return key in self.node.entries

    def those(self, keys: Collection[str]) -> list[str]:
        """Those of the keys that are written, in the order written."""
        return [key for key in self.node.entries if key in keys]

    def at(self, key: str) -> Place:
        """Where the key is written; the whole where it is not."""
        return self.node.entries[key].key.place if key in self.node.entries else self.place


def what(node: Node) -> str:
    """A node in words."""
    if isinstance(node, Scalar):
        return f'the text "{node.text[:40]}"' if node.text else "nothing"
    return "keys with values" if isinstance(node, Map) else "a list"


def near(word: str, known: Collection[str]) -> str | None:
    """The known word nearest to one that is not."""
    plain = slug(word)
    found = difflib.get_close_matches(plain, known, 1, 0.6) or difflib.get_close_matches(word, known, 1, 0.6)
    return found[0] if found else None


def slug(text: str) -> str:
    """The name nearest to a text: `Étape 1` -> `etape_1`."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_").lstrip("0123456789_")


def wrong(reading: Reading, node: Node, wanted: str, example: str = "", *, fix: str | None = None) -> Broken:
    """Another kind of node than wanted. `fix`: where `write: <example>` does not say it."""
    cause = f"{wanted} is wanted here"
    if fix:
        return reading.tell("wrong-type", f"{what(node)} stands here", node.place, cause, fix)
    if isinstance(node, Scalar) and (glued := re.match(r"[A-Za-z_]\w*:(?=[^ \n])", node.text)):
        unseen = node.text[glued.end()] in repair.ODD_SPACES
        cause = f"only a colon with a space after it ends a key{', and here stands a no-break space' if unseen else ''}"
        example = f"{_dash(node)}{glued[0]} {node.text[glued.end() :].lstrip()}"
    return reading.tell("wrong-type", f"{what(node)} stands here", node.place, cause, f"write: {example}")


def _dash(node: Scalar) -> str:
    """The dash of an item that has its own line."""
    return "- " if node.place.source[: node.place.column - 1].strip() == "-" else ""


def an(noun: str) -> str:
    """The noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _in_quotes(place: Place) -> str:
    """`write: …` with what stands at the place in quotes."""
    begin, end = place.column - 1, place.column - 1 + place.width
    if place.source[end : end + 1] not in ("]", "}", ","):
        return repair.quoted_fix(place.source, begin)
    return f"write: {(place.source[:begin] + repair.quoted(place.source[begin:end]) + place.source[end:]).strip()}"


_SCALAR = ["string", "number", "boolean"]  # what an editor takes a plain word for


# One value ------------------------------------------------------------------------------------------------------------


def _read_words(reading: Reading, node: Node, at: Scalar | None) -> Scalar | Broken:
    """A text's characters, whatever YAML would have taken them for."""
    if isinstance(node, Scalar):
        if node.text.strip():
            return node
        return reading.tell(
            "empty-text",
            "an empty text",
            node.place,
            "a text that says nothing would be left without effect",
            "write the text, or take the key out",
        )
    keys = list(node.entries) if isinstance(node, Map) else []
    if keys and all(re.fullmatch("[a-z]{2}", key) for key in keys):
        return later(reading, "a text in several languages", node.place, "write the text in the flow's language")
    return reading.tell(
        "wrong-type",
        f"{what(node)} where a text should stand",
        node.place,
        "a text that begins with a sign of YAML, or holds a colon followed by a space, needs quotes",
        _in_quotes(node.place),
    )


def later(reading: Reading, thing: str, place: Place, fix: str = "take it out") -> Broken:
    """What a later version will understand, and this one refuses by name."""
    return reading.tell(
        "not-yet", f"{thing}: not yet in this version", place, "the word is kept for a later version", fix
    )


def _read_text(reading: Reading, node: Node, at: Scalar | None) -> Text | Broken:
    words = _read_words(reading, node, at)
    if words is BROKEN:
        return BROKEN
    parsed, problems = parse_text(words.text, words.place)
    reading.problems += problems
    return parsed


def _read_string(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
    words = _read_words(reading, node, at)
    return BROKEN if words is BROKEN else words.text.strip()


def read_name(reading: Reading, node: Node, at: Scalar | None = None) -> Named | Broken:
    """A name, with its place."""
    if not isinstance(node, Scalar):
        return wrong(reading, node, "a name", fix=_one_name(node, at))
    if NAME.match(node.text):
        return Named(node.text, node.place)
    signs = [sign for sign in node.text if sign in (*repair.ODD_SPACES, *repair.INVISIBLE)]
    seen = "".join(sign for sign in node.text if sign not in signs)
    if signs and NAME.match(seen):
        return reading.tell(
            "odd-space",
            f'a character that cannot be seen stands in the name "{seen[:60]}": U+{ord(signs[0]):04X}',
            node.place,
            "it makes another word of it, and is often copied from a web page or a text program",
            f"delete the word, and what stands before and after it, and type it anew: {seen[:60]}",
        )
    cause = "a name is made of small letters without accents, digits and _, and begins with a letter"
    better = slug(_stem(node.text))
    fix = f'write "{better[:60]}"' if better else "write a name such as etape_1"
    if address := _ADDRESS.search(node.text):
        same = [name for name, setting in reading.settings.items() if setting.value == address[0]]
        cause = "here stands the name of what holds the address; an address that is always the same is a setting"
        fix = f'put it under "settings" (adresse_contact: {address[0]}) and write that name here: adresse_contact'
        fix = f'write "{same[0]}"' if same else fix
        if re.search("[,;]", node.text):
            fix = "write one name, which holds one address"
    elif at and at is not node and at.text == "form" and better and better != _stem(node.text):
        fix = f"{fix}, and call the file so: forms/{better}.yaml"
    return reading.tell("bad-name", f'"{node.text[:60]}" is no name', node.place, cause, fix)


_ADDRESS = re.compile(r"[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@,;]+")


def _stem(text: str) -> str:
    """A file's name without its folder and ending: `forms/besoin.yaml` -> `besoin`."""
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


def _read_guard(reading: Reading, node: Node, at: Scalar | None) -> Guard | Broken:
    if isinstance(node, List):
        return reading.tell(
            "text-needs-quotes",
            "a guard that begins with a list",
            node.place,
            'at the beginning of a value, "[" begins a list of YAML',
            _in_quotes(node.place),
        )
    words = _read_words(reading, node, at)
    if words is BROKEN:
        return BROKEN
    guard, problems = parse_guard(words.text.rstrip("\n"), words.place)
    reading.problems += problems
    return guard if guard is not None else BROKEN


def _read_expression(reading: Reading, node: Node, at: Scalar | None) -> Guard | Broken:
    """What `set` writes to the value `at`: a guard's expression, of which a text keeps quotes of its own."""
    if not isinstance(node, Scalar) or not at:
        return _read_guard(reading, node, at)
    words = _read_words(reading, node, at)
    if words is BROKEN:
        return BROKEN
    text = words.text.strip()
    type = reading.types.get(at.text, "string")
    guard, problems = parse_guard(words.text.rstrip("\n"), words.place, type)
    given = _meant_expression(text, type, guard)
    if given is None:
        reading.problems += problems
        return guard if guard is not None else BROKEN
    is_text = given[0] in "\"'"
    return reading.tell(
        "text-needs-quotes" if is_text else "bad-guard",
        f'"{text[:60]}" is read as an expression',
        words.place,
        "YAML takes the outer quotes away; a text in an expression has quotes of its own"
        if is_text
        else f'"{at.text}" is declared as {type}',
        f"write: {at.text}: {repair.quoted(given) if is_text else given}",
    )


def _meant_expression(text: str, type: str, guard: Guard | None) -> str | None:
    """The expression that a text, a date, a figure or a yes was meant to be; None where it is one, or is unclear."""
    tree = guard.tree if guard else None
    inner = tree.value if isinstance(tree, Literal) else None
    if inside := re.fullmatch(r"\{([a-z][a-z0-9_]*)\}", text):
        return inside[1]
    if guard is not None and not isinstance(tree, Literal):
        return {"oui": "true", "vrai": "true", "non": "false", "faux": "false"}.get(text) if type == "boolean" else None
    said = inner if isinstance(inner, str) else text
    if type == "date":
        day = spellings.day(said)
        return f'"{day}"' if day and day != inner else None
    if type in ("integer", "number"):
        figure = spellings.figure(said) if guard is None or isinstance(inner, str) else None
        return figure if figure and (type == "number" or "." not in figure) else None
    if type == "boolean":
        return spellings.truth(said) if isinstance(inner, str) else None
    if isinstance(inner, str) or text == "null" or re.search(r"[\"=<>+*()\[\]]|\b(?:and|or|not|in)\b", text):
        return None
    return f'"{text}"'


def _read_flag(reading: Reading, node: Node, at: Scalar | None) -> bool | Broken:
    if isinstance(node, Scalar) and node.style == "plain" and node.text in ("true", "false"):
        return node.text == "true"
    key = at.text if at else "it"
    no = isinstance(node, Scalar) and node.text.lower() in ("no", "off", "non", "n", "false", "faux")
    return wrong(reading, node, "true or false, without quotes,", f"{key}: {'false' if no else 'true'}")


def _string_schema(_: dict[str, Any]) -> dict[str, Any]:
    return {"type": _SCALAR}


def _name_schema(_: dict[str, Any]) -> dict[str, Any]:
    return {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}


TEXT: Kind[Text] = Kind(_read_text, lambda _: {"type": _SCALAR, "description": "Markdown with {placeholders}"})
STRING: Kind[str] = Kind(_read_string, _string_schema)
NAMED: Kind[Named] = Kind(read_name, _name_schema)
PLAIN_NAME: Kind[str] = Kind(_read_plain_name, _name_schema)
GUARD: Kind[Guard] = Kind(_read_guard, _string_schema)
EXPRESSION: Kind[Guard] = Kind(_read_expression, _string_schema)
FLAG: Kind[bool] = Kind(_read_flag, lambda _: {"type": "boolean"})


def one_of(*words: str) -> Kind[str]:
    """One of these words."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
        if isinstance(node, Scalar) and node.text in words:
            return node.text
        if not isinstance(node, Scalar):
            return wrong(reading, node, f"one of {', '.join(words)}", words[0])
        return reading.tell(
            "unknown-word",
            f'"{node.text[:60]}" means nothing here',
            node.place,
            f"what may stand here: {', '.join(words)}",
            f'write "{near(node.text, words) or words[0]}"',
        )

    return Kind(read, lambda _: {"enum": [int(word) if word.isdigit() else word for word in words]})


def matching(pattern: str, wanted: str, example: str) -> Kind[str]:
    """A text of one shape."""
    shape = re.compile(rf"(?:{pattern})\Z")

    def read(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
        if isinstance(node, Scalar) and shape.match(node.text):
            return node.text
        if not isinstance(node, Scalar):
            return wrong(reading, node, wanted, example)
        return reading.tell(
            "bad-value", f'"{node.text[:60]}" cannot stand here', node.place, f"{wanted} is wanted", f"write: {example}"
        )

    return Kind(read, lambda _: {"type": "string", "pattern": f"^(?:{pattern})$"})


# Figures and delays ---------------------------------------------------------------------------------------------------

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400, "month": 31 * 86400}
_DURATION = re.compile(rf"([0-9]+) ({'|'.join(_UNITS)})s?")
_LONGEST = 100 * 366 * 86400  # seconds: a hundred years
_LIKE_DURATION = re.compile(r"([0-9]+)\s*(?:([a-zA-Zé]+)\.?|(.*))")
_OTHER_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "seconde", "secondes"), "seconds"),
    **dict.fromkeys(("m", "mn", "min", "mins"), "minutes"),
    **dict.fromkeys(("h", "hr", "hrs", "heure", "heures"), "hours"),
    **dict.fromkeys(("d", "j", "jour", "jours"), "days"),
    **dict.fromkeys(("w", "semaine", "semaines"), "weeks"),
    **dict.fromkeys(("mois",), "months"),
}


def duration_in(text: str) -> Duration | None:
    """`48 hours` -> Duration; None for any other text, and for delays of nothing or of more than a hundred years."""
    found = _DURATION.fullmatch(text)
    if not found or len(found[1]) > MOST_DIGITS or not 0 < int(found[1]) * _UNITS[found[2]] <= _LONGEST:
        return None
    return Duration(int(found[1]), found[2])


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(rf"0|-?[1-9][0-9]{{0,{MOST_DIGITS - 1}}}", text) else None


_WORKING_DAYS = re.compile(r"working\s+days?|business\s+days?|jours?\s+ouvr")


def _in_days(text: str) -> str:
    found = re.search(r"[1-9][0-9]*", text)
    return f"{found[0]} days, or as many as they are" if found else "how many days"


def _meant_delay(text: str) -> str | None:
    """A delay in other words: `48h`, `48 heures` -> `48 hours`. None where the unit is not said, or is none."""
    found = _LIKE_DURATION.fullmatch(text.strip())
    if not found or not found[1].lstrip("0"):
        return None
    figure, unit = found[1].lstrip("0"), (found[2] or "").lower()
    if unit in ("an", "ans", "year", "years", "y") and len(figure) < 4:
        better = f"{int(figure) * 12} months"
    elif word := _OTHER_UNITS.get(unit) or near(unit, [f"{name}s" for name in _UNITS]):
        better = f"{figure} {word}"
    else:
        return None
    return better if duration_in(better) else None


def _is_delay(value: SettingValue) -> bool:
    return isinstance(value, Duration)


def _not_duration(reading: Reading, node: Scalar) -> Broken:
    """Says what is wrong with a delay."""
    text = node.text.strip()
    if _WORKING_DAYS.search(text):
        return later(reading, "working days", node.place, f"count in days: write {_in_days(text)}")
    cause = "a delay is a figure and a unit: seconds, minutes, hours, days, weeks or months; at most a hundred years"
    fix = "write a delay such as 48 hours"
    if found := _LIKE_DURATION.fullmatch(text):
        figure, unit = found[1].lstrip("0"), (found[2] or "").lower()
        if not figure:
            cause = "a delay of nothing is no delay"
        elif _DURATION.fullmatch(text):
            cause, fix = "it is longer than a hundred years", "write a shorter one: 1200 months at most"
        elif not unit and not found[3]:
            cause, fix = "a figure alone does not say of what", f"write the unit: {figure} hours"
        elif better := _meant_delay(text):
            fix = f"write: {better}"
    return reading.tell("bad-duration", f'"{text[:60]}" is no delay', node.place, cause, fix)


def _read_duration(reading: Reading, node: Node, at: Scalar | None) -> Duration | Broken:
    if not isinstance(node, Scalar):
        return wrong(reading, node, "a delay", f"{at.text if at else 'after'}: 48 hours")
    return duration_in(node.text.strip()) or _not_duration(reading, node)


_DURATION_PATTERN = rf"[0-9]+ (?:{'|'.join(_UNITS)})s?"
DURATION: Kind[Duration] = Kind(_read_duration, lambda _: {"type": "string", "pattern": f"^{_DURATION_PATTERN}$"})


def delay() -> Kind[Amount]:
    """A delay, written out or by the name of a setting."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> Amount | Broken:
        if not isinstance(node, Scalar):
            return wrong(reading, node, "a delay, or the name of a setting,", f"{at.text if at else 'after'}: 48 hours")
        text = node.text.strip()
        if not NAME.match(text):
            given = duration_in(text)
            return Amount(given, None, node.place) if given else _not_duration(reading, node)
        value = _setting(reading, text, node.place, "48 hours")
        if value is not BROKEN and not isinstance(value, Duration):
            value = _wrong_setting(reading, text, node.place, "a delay", _meant_delay, _is_delay, "such as 48 hours")
        return Amount(None if value is BROKEN else value, text, node.place)

    return Kind(read, lambda _: {"type": "string", "pattern": f"^(?:{_DURATION_PATTERN}|[a-z][a-z0-9_]*)$"})


def no_amount(place: Place) -> Amount:
    """In place of a figure or delay that could not be read."""
    return Amount(None, None, place)


def no_name(place: Place) -> Named:
    """In place of a name that could not be read: nothing is called so."""
    return Named("", place)


def count(least: int, most: int, why: str) -> Kind[Amount]:
    """A whole number between two bounds, written out or by the name of a setting. `why`: the bounds in words."""

    def within(value: SettingValue | None) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    def meant_by(text: str) -> str | None:
        given = spellings.figure(text)
        return given if given and within(_whole(given)) else None

    def read(reading: Reading, node: Node, at: Scalar | None) -> Amount | Broken:
        example = f"{at.text if at else 'max'}: {max(least, min(6, most))}"
        if not isinstance(node, Scalar):
            return wrong(reading, node, "a whole number, or the name of a setting,", example)
        text = node.text.strip()
        value: SettingValue | Broken | None = _whole(text)
        setting = text if NAME.match(text) else None
        if setting:
            value = _setting(reading, setting, node.place, str(max(least, min(6, most))))
            if value is not BROKEN and (isinstance(value, bool) or not isinstance(value, int)):
                value = _wrong_setting(
                    reading, text, node.place, "a whole number", meant_by, within, f"from {least} to {most}"
                )
        elif value is None:
            return wrong(reading, node, "a whole number, or the name of a setting,", example)
        if not isinstance(value, int):
            return Amount(None, setting, node.place)
        if not within(value):
            size, fix = "small" if value < least else "large", f"write a number from {least} to {most}"
            _out_of_bounds(reading, value, setting, node.place, size, why, fix)
        return Amount(value, setting, node.place)

    return Kind(
        read,
        lambda _: {
            "anyOf": [
                {"type": "integer", "minimum": least, "maximum": most},
                {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
            ]
        },
    )


def _out_of_bounds(
    reading: Reading, value: int, setting: str | None, place: Place, size: str, why: str, fix: str
) -> None:
    """A figure written out, or that of a setting: told once, however often the setting is used."""
    message = f"{value} is too {size}"
    if setting:
        there = reading.settings[setting].place
        message = f'the setting "{setting}" is too {size}'
        why = f"it is {value} ({there.file}, line {there.line}); {why}"
        fix = f"{fix} in line {there.line}, after {setting}:"
        if (setting, fix) in reading.exceeded:
            return
        reading.exceeded.add((setting, fix))
    reading.tell("out-of-bounds", message, place, why, fix)


def _setting(reading: Reading, name: str, place: Place, example: str) -> SettingValue | Broken:
    if setting := reading.settings.get(name):
        return setting.value
    if name in reading.broken or "settings" in reading.lost:
        return BROKEN
    known = reading.settings
    better = near(name, list(known))
    fix = f'declare it under "settings": {name}: {example}'
    if better:
        fix = f'write "{better}" (line {known[better].place.line}), or {fix}'
    return reading.tell("unknown-setting", f'unknown setting "{name}"', place, "no setting of this name stands", fix)


def _wrong_setting(
    reading: Reading,
    name: str,
    place: Place,
    wanted: str,
    meant_by: Callable[[str], str | None],
    fits: Callable[[SettingValue], bool],
    such: str,
) -> Broken:
    """A setting of another kind. It may be right where else it is read: only a text that was meant so is fixed."""
    setting = reading.settings[name]
    where = f"line {setting.place.line}" if setting.place.file == place.file else str(setting.place.file)
    value = setting.value
    if isinstance(value, str) and _WORKING_DAYS.search(value):
        return later(reading, "working days", place, f"count in days, in {where}: {name}: {_in_days(value)}")
    if isinstance(value, str) and (given := meant_by(value)):
        fix = f"write in {where}: {name}: {given}"
    else:
        others = [other for other, one in reading.settings.items() if fits(one.value)]
        use = f"name a setting that is one: {', '.join(others[:4])}" if others else "declare another setting for it"
        fix = f"write {wanted} here, {such}; or {use}"
    cause = f"it is {value} ({setting.place.file}, line {setting.place.line})"
    return reading.tell("wrong-setting", f'the setting "{name}" is not {wanted}', place, cause, fix)


def _read_setting(reading: Reading, node: Node, at: Scalar | None) -> SettingValue | Broken:
    key = at.text if at else "it"
    if not isinstance(node, Scalar):
        fix = f"write one figure, delay or text after {key}:"
        if isinstance(node, List) and len(node.items) > 1 and all(isinstance(item, Scalar) for item in node.items):
            several = (f"{key}_{n}: {item.text}" for n, item in enumerate(node.items, 1) if isinstance(item, Scalar))
            fix = f"write a setting for each: {', '.join(several)}"
        elif isinstance(node, List) and len(node.items) == 1 and isinstance(node.items[0], Scalar):
            fix = f"write: {key}: {node.items[0].text}"
        return wrong(reading, node, "one figure, delay or text", fix=fix)
    words = _read_words(reading, node, at)
    if words is BROKEN or node.style != "plain":
        return BROKEN if words is BROKEN else node.text
    text = node.text
    if text == "null":
        return wrong(reading, node, "a figure, a delay, a text or true or false", fix=f"write one after {key}:")
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) and len(text) > MOST_DIGITS:
        return reading.tell(
            "out-of-bounds",
            "a figure of too many digits",
            node.place,
            f"a figure has at most {MOST_DIGITS} digits",
            f'write fewer; if it is a text, in quotes: {key}: "{text[:40]}"',
        )
    if (whole := _whole(text)) is not None:
        return whole
    if re.fullmatch(r"-?(0|[1-9][0-9]*)\.[0-9]+", text):
        return Decimal(text)
    if re.fullmatch(r"[0-9]+ (?:working|business) days?", text):
        fix = f'count in days: write {_in_days(text)}; for a text, in quotes: {key}: "{text}"'
        return later(reading, "working days", node.place, fix)
    return duration_in(text) or text


SETTING: Kind[SettingValue] = Kind(_read_setting, _string_schema)


# Several values -------------------------------------------------------------------------------------------------------


def list_of(kind: Kind[T]) -> Kind[tuple[T, ...]]:
    """At least one; those that are broken are left out."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> tuple[T, ...] | Broken:
        if not isinstance(node, List):
            fix = (
                f"{at.text if at else 'list'}: [{node.text}]" if isinstance(node, Scalar) else "a dash before each item"
            )
            return wrong(reading, node, "a list", fix)
        if not node.items:
            return nothing(reading, node, "list")
        read = (kind.read(reading, item, None) for item in node.items)
        return tuple(item for item in read if item is not BROKEN)

    return Kind(read, lambda defs: {"type": "array", "minItems": 1, "items": kind.schema(defs)})


def one_or_more(kind: Kind[T]) -> Kind[tuple[T, ...]]:
    """One alone, or a list of them."""
    several = list_of(kind)

    def read(reading: Reading, node: Node, at: Scalar | None) -> tuple[T, ...] | Broken:
        if isinstance(node, List):
            return several.read(reading, node, at)
        one = kind.read(reading, node, at)
        return BROKEN if one is BROKEN else (one,)

    return Kind(read, lambda defs: {"anyOf": [kind.schema(defs), several.schema(defs)]})


def map_of(kind: Kind[T], *, names: bool = True) -> Kind[dict[str, T]]:
    """At least one, by name, in the order written; those that are broken are left out. `names`: keys are names."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> dict[str, T] | Broken:
        if not isinstance(node, Map):
            return wrong(reading, node, "names with values", "one name a line, each followed by a colon and its value")
        if not node.entries:
            return nothing(reading, node, "map")
        found: dict[str, T] = {}
        for name, entry in node.entries.items():
            good = not names or read_name(reading, entry.key, entry.key) is not BROKEN
            # A name that is none is read as the one it is to become: whoever uses that is right, and told nothing.
            meant_as = name if good else slug(name)
            known = good or (bool(meant_as) and meant_as not in node.entries and meant_as not in found)
            value = kind.read(reading, entry.value, entry.key._replace(text=meant_as) if known else entry.key)
            if value is BROKEN or not known:
                reading.broken |= {name, meant_as}
            else:
                found[meant_as] = value
        return found

    def schema(defs: dict[str, Any]) -> dict[str, Any]:
        shape = {"type": "object", "minProperties": 1, "additionalProperties": kind.schema(defs)}
        return {**shape, "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"}} if names else shape

    return Kind(read, schema)


def nothing(reading: Reading, node: Node, kind: str) -> Broken:
    """Something that holds nothing."""
    return reading.tell(
        "empty-value",
        f"an empty {kind}",
        node.place,
        "it says nothing, so it would be left without effect",
        "write what belongs in it, or take the key out",
    )


# Tables of keys -------------------------------------------------------------------------------------------------------


def record(
    name: str,
    keys: Mapping[str, Key],
    make: Callable[[Reading, Found], T | Broken],
    *,
    later_here: Mapping[str, str] | None = None,
    shape: Mapping[str, Any] | None = None,
    partly: bool = False,
) -> Kind[T]:
    """
    A node with these keys, read in the table's order.

    Args:
        name: in words, e.g. "state".
        make: the value of what was found; tells what does not go together. A needed key that is missing or broken
            makes the whole broken.
        later_here: words of later versions that are known only here -> what they are for; they make the whole broken.
        shape: more of the JSON Schema.
        partly: made even where a needed key is missing or broken (None), so that all the rest is looked at.
    """

    def read(reading: Reading, node: Node, at: Scalar | None) -> T | Broken:
        if not isinstance(node, Map):
            some = ", ".join(list(keys)[:6])
            return wrong(reading, node, f"{an(name)} with its keys ({some} …)", _with_colon(node, keys))
        postponed = [entry.key for word, entry in node.entries.items() if word in (later_here or {})]
        for written in postponed:
            later(reading, f'"{written.text}" ({(later_here or {})[written.text]})', written.place)
        if postponed:
            return BROKEN
        strangers = [entry for word, entry in node.entries.items() if word not in keys]
        # A slip is read as what was meant: it is told once, and nothing else goes missing for it.
        meant = {_unknown_key(reading, entry, name, keys): entry for entry in strangers}
        alien = bool(strangers) and len(strangers) == len(node.entries) and not any(meant)  # something else altogether
        node = node._replace(entries={**{word: entry for word, entry in meant.items() if word}, **node.entries})
        values: dict[str, Any] = {}
        whole = True
        for word, key in keys.items():
            entry_or_none = node.entries.get(word)
            value: Any = BROKEN
            if entry_or_none:
                value = key.kind.read(reading, entry_or_none.value, entry_or_none.key)
            elif key.need and not alien:
                place = at.place if at else node.place
                of = f'{name} "{at.text}"' if at else name
                reading.tell(
                    "missing-key", f'the {of} has no "{word}"', place, f"{key.doc}; it is needed", f"add {word}: …"
                )
            if value is BROKEN and key.instead and (entry_or_none or key.need):
                value = key.instead(entry_or_none.value.place if entry_or_none else at.place if at else node.place)
            whole = whole and not (key.need and value is BROKEN)
            if partly and value is BROKEN and (entry_or_none or key.need):
                reading.lost.add(word)
            values[word] = key.default if value is BROKEN else value
        return make(reading, Found(node, at, values)) if whole or partly else BROKEN

    def schema(defs: dict[str, Any]) -> dict[str, Any]:
        if name not in defs:
            defs[name] = {}  # holds its place in the order
            needed = [word for word, key in keys.items() if key.need]
            defs[name] = {
                "type": "object",
                "properties": {
                    word: {**_describe(key.kind.schema(defs)), "description": key.doc} for word, key in keys.items()
                },
                **({"required": needed} if needed else {}),
                "additionalProperties": False,
                **(shape or {}),
            }
        return {"$ref": f"#/definitions/{name.replace(' ', '%20')}"}

    return Kind(read, schema)


def _with_colon(node: Node, keys: Mapping[str, Key]) -> str:
    """What to write for a text in a table's place: `mail activation` lacks only its colon."""
    word, _, name = node.text.partition(" ") if isinstance(node, Scalar) else ("", "", "")
    if isinstance(node, Scalar) and word in keys and keys[word].kind in (NAMED, PLAIN_NAME) and NAME.match(name):
        return f"{_dash(node)}{word}: {name}"
    return f"{next(iter(keys))}: …"


def _describe(schema: dict[str, Any]) -> dict[str, Any]:
    """Draft 7 leaves what stands beside a `$ref` unread."""
    return {"allOf": [schema]} if "$ref" in schema else schema


def _unknown_key(reading: Reading, entry: Entry, name: str, keys: Collection[str]) -> str | None:
    """Tells of a key that the table does not have; gives the one that was meant."""
    word = entry.key.text
    if word in LATER:
        later(reading, f'"{word}" ({LATER[word]})', entry.key.place)
        return None
    better = near(word, keys)
    known = f"{an(name)} has the keys {', '.join(keys)}"
    reading.tell(
        "unknown-key",
        f'unknown key "{word[:60]}"',
        entry.key.place,
        known,
        f'write "{better}"' if better else "take it out, or write one of these keys",
    )
    return better
