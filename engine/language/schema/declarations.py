"""Tables of keys of what a flow declares once: values, facts, entries, mails, documents and retention."""

from __future__ import annotations

from engine.language import signs
from engine.language.decoding import (
    BROKEN,
    CHARACTERS,
    FLAG,
    NAMED,
    Broken,
    Found,
    Key,
    Kind,
    Meant,
    Named,
    Reading,
    alone,
    day,
    each_once,
    empty,
    kept,
    list_of,
    map_of,
    not_with,
    one_needed,
    one_of,
    one_or_more,
    record,
    subject,
)
from engine.language.model import Document, Entry, Fact, Mail, Opening, Retention, ValueDecl, View
from engine.language.schema.field_values import figure
from engine.language.schema.ids import items_of
from engine.language.schema.meant import keys_of_type, type_of_value
from engine.language.schema.plugins import SERVICE_KEYS, service_fact
from engine.language.schema.shared import LINK, NAMES, SECTIONS
from engine.language.texts.decoding import TEXT
from engine.language.texts.figures import Style, decimals_of
from engine.language.values import Duration
from engine.language.yaml import Node, Scalar
from engine.registry import email

DEFAULT_KEPT = Duration(24, "hour")
DEFAULT_RETENTION = Retention(DEFAULT_KEPT, DEFAULT_KEPT)


_WRITTEN = {"integer": ("x-unit", "x-grouping"), "number": ("x-unit", "x-grouping", "multipleOf")}  # in a style


def _value(reading: Reading, found: Found) -> ValueDecl:
    kind = found["type"]
    stray = found.node.entries.get("format")
    if stray and isinstance(stray.value, Scalar) and type_of_value(stray.value.text) == "date":
        kind = "date"
    reading.types[found.name] = kind
    for key in found.those(_WRITTEN["number"]):
        if key not in _WRITTEN.get(kind, ()):
            reading.report(
                "no-effect",
                f'"{key}" has no effect on a value of type {kind}',
                found.at(key),
                "it says how a number is written",
                f"take {key} out, or write type: number",
            )
    for key in found.those(("enum", "format")):
        if kind != "string" and not (key == "format" and found["format"] is None):
            reading.report(
                "no-effect",
                f'"{key}" has no effect on a value of type {kind}',
                found.at(key),
                "it says which texts a value can be",
                f"take {key} out, or write type: string",
            )
    _texts_once(reading, found["enum"], found["format"])
    step = found["multipleOf"]
    least = decimals_of(step) if step else 0
    style = Style(least if step else None, least, found["x-grouping"])
    texts = tuple(named.name for named in found["enum"]) if kind == "string" else ()
    address = found["format"] if kind == "string" else None
    return ValueDecl(found.name, kind, found["title"], found.place, found["x-unit"], style, texts, address)


def _texts_once(reading: Reading, texts: tuple[Named, ...], format: str | None) -> None:
    """Reports a text that the value never is: one that nobody can see, or no address where it is one."""
    for text, place in texts:
        if signs.is_blank(text) or signs.trimmed(text) != text:
            kept = signs.trimmed(text)
            fix = f'write "{kept}"' if kept else "take it out: a value that has none is null"
            cause = "what cannot be seen is no part of a text that people, and guards, can tell apart"
            reading.report("never-valid", f'the text "{text[:60]}" is not valid', place, cause, fix)
        elif format and not email.check(text):
            message, cause = f'"{text[:60]}" is not an e-mail address', "the value's format is email"
            reading.report("never-valid", message, place, cause, "write an address, or take format out")


def _read_format(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
    """The one format of a value; another word may be meant as its type."""
    if isinstance(node, Scalar) and node.text == "email":
        return node.text
    meant = keys_of_type(node.text) if isinstance(node, Scalar) else {}
    fix = "take format out"
    if isinstance(node, Scalar) and type_of_value(node.text) == "date":
        fix = "write: type: date; and take format out"
    elif meant.get("format") == "email":
        fix = "write format: email"
    place = at.place if at else node.place
    cause = "a value is checked when it is written; the one format that it can have is email"
    return reading.report("unsupported-keyword", "this format is not supported in a value", place, cause, fix)


def _read_text(reading: Reading, node: Node, at: Scalar | None) -> Named | Broken:
    text = CHARACTERS.read(reading, node, at)
    return BROKEN if text is BROKEN else Named(text, node.place)


_TYPES = one_of("string", "integer", "number", "boolean", "date")


def _read_type(reading: Reading, node: Node, at: Scalar | None) -> str | Broken:
    """Returns the type; that which was meant by another word, which is a problem of its own."""
    meant = type_of_value(node.text) if isinstance(node, Scalar) else ""
    if not isinstance(node, Scalar) or not meant or node.text == meant:
        return _TYPES.read(reading, node, at)
    cause = "it is one of: string, integer, number, boolean, date"
    reading.report("unknown-word", f'{subject(at)} cannot be "{node.text[:60]}"', node.place, cause, f'write "{meant}"')
    return meant


VALUE = record(
    "value",
    {
        "type": Key(Kind(_read_type, _TYPES.schema), "what it holds", need=True, example="string"),
        "title": Key(TEXT, "its words on pages, in mails and documents", need=True),
        "enum": Key(each_once(list_of(Kind(_read_text, CHARACTERS.schema))), "the only texts it can be", default=()),
        "format": Key(Kind(_read_format, one_of("email").schema), "email: it is one e-mail address"),
        "multipleOf": Key(figure("multipleOf"), "0.01: a number is shown with two decimals"),
        "x-unit": Key(TEXT, "the unit shown behind a number"),
        "x-grouping": Key(FLAG, "false: thousands do not stand apart, as in a year", default=True),
    },
    _value,
    meant=Meant(lambda text: f"type: {type_of_value(text)}" if type_of_value(text) else "title"),
)


OF_A_SERVICE = ("with", "values", "otherwise")


def _fact(reading: Reading, found: Found) -> Fact | Broken:
    if not one_needed(reading, found, ("register", "code", "service"), "fact"):
        return BROKEN
    if found.has("service"):
        return service_fact(reading, found)
    pairs = {"register": ("key", ("typed", "of")), "code": ("typed", ("key",))}
    first = "register" if found.has("register") else "code"
    second, strangers = pairs[first]
    other = "code" if first == "register" else "register"
    not_with(reading, found, strangers, first, f"it belongs to a fact about a {other}")
    not_with(reading, found, OF_A_SERVICE, first, "it belongs to a fact that a service answers")
    if not found.has(second) and not found.strange:
        reading.report(
            "missing-key",
            f'the fact "{found.name}" has no "{second}"',
            found.place,
            "a register is asked for a key, a code is compared with what was typed",
            f"add {second}: and the name of a field",
        )
    if found[first] is None or found[second] is None:
        return BROKEN
    return Fact(
        found.name, found["register"], found["key"], found["code"], found["typed"], found["of"] is not None, found.place
    )


FACT = record(
    "fact",
    {
        "register": Key(NAMED, "a register: free, or one of its statuses"),
        "key": Key(NAMED, "the field or value that is looked up in the register"),
        "code": Key(NAMED, "a code this flow makes: unknown, valid, expired or used"),
        "typed": Key(NAMED, "the field into which the code is typed"),
        "of": Key(one_of("case"), "case: only this case's own codes are known"),
        **SERVICE_KEYS,
    },
    _fact,
)


def _opening(reading: Reading, found: Found) -> Opening | Broken:
    since, until = found["from"], found["until"]
    if not found.those(("from", "until")):
        if found.strange:
            return BROKEN
        return reading.report(
            "missing-key",
            'the "open" has none of from, until',
            found.place,
            "it says from which day, or until which, a case may begin here",
            "say the first day after from:, the last after until:, or both",
        )
    if since and until and since.value and until.value and since.value > until.value:
        reading.report(
            "contradiction",
            f"from {since.value} is after until {until.value}",
            since.place,
            "there is no day on which it is open",
            f"write a from of {until.value} or before, or a later until",
        )
    return Opening(since, until, found["message"], found.place)


OPENING = record(
    "open",
    {
        "from": Key(day(), "the first day on which a case may begin"),
        "until": Key(day(), "the last day on which a case may begin"),
        "message": Key(TEXT, "what the entry says on any other day"),
    },
    _opening,
    meant=Meant(alone("until")),
)


def _entry(reading: Reading, found: Found) -> Entry:
    words = found.words("fills")
    return Entry(found.name, found["state"], found["fills"], found.place, words, found["open"])


ENTRY = record(
    "entry",
    {
        "state": Key(NAMED, "where a case begins", need=True),
        "fills": Key(map_of(NAMED), "field: code – a mail's link to here carries that mail's code", default={}),
        "open": Key(OPENING, "the days on which a case may begin here; without it, on any day"),
    },
    _entry,
    meant=Meant(alone("state")),
)


def _mail(reading: Reading, found: Found) -> Mail:
    return Mail(found.name, **found.values, place=found.place)


MAIL = record(
    "mail",
    {
        "to": Key(NAMED, "a field, a value or a text setting: the address", need=True),
        "subject": Key(TEXT, "the subject", need=True),
        "content": Key(TEXT, "Markdown", need=True),
        "template": Key(NAMED, "another layout, from templates/mail/"),
    },
    _mail,
)


def _document(reading: Reading, found: Found) -> Document:
    return Document(found.name, **found.values, place=found.place)


DOCUMENT = record(
    "document",
    {
        "title": Key(TEXT, "the document's title", need=True),
        "content": Key(TEXT, "Markdown"),
        "show": Key(NAMES, "answers and values shown", default=()),
        "review": Key(FLAG, "shows all the answers given", default=False),
        "template": Key(NAMED, "another layout, from templates/pdf/"),
    },
    _document,
    meant=Meant(alone("title")),
)


def _view(reading: Reading, found: Found) -> View:
    values = {("states" if key == "in" else key): value for key, value in found.values.items()}
    return View(found.name, **values, place=found.place)


VIEW = record(
    "view",
    {
        "in": Key(each_once(one_or_more(NAMED)), "the state, or states, in which a case shows it", need=True),
        "title": Key(TEXT, "the page's title", need=True),
        "content": Key(TEXT, "Markdown"),
        "sections": SECTIONS,
        "show": Key(NAMES, "answers and values shown", default=()),
        "review": Key(FLAG, "shows all the answers given", default=False),
        "links": Key(items_of(LINK), "links and buttons below", default=()),
    },
    _view,
)


def _retention(reading: Reading, found: Found) -> Retention | Broken:
    if not found.node.entries:
        return empty(reading, found.node, found.key or "retention")
    written = [found[name] for name in ("draft", "closed")]
    draft, closed = (one.value if one and isinstance(one.value, Duration) else DEFAULT_KEPT for one in written)
    return Retention(draft, closed, tuple(one for one in written if one))


RETENTION = record(
    "retention",
    {
        "draft": Key(kept(), "after the last step of a case that nothing has sealed"),
        "closed": Key(kept(), "after the end"),
    },
    _retention,
)
