"""A field's node -> Field, with what is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from difflib import get_close_matches
from typing import Any

from engine.language import patterns, spellings
from engine.language.forms import keywords, sense
from engine.language.forms.nouns import Field, Option, Pattern
from engine.language.forms.readers import INTEGER, NUMBER, Reader
from engine.language.texts.text import Text, literal
from engine.language.yaml import Entry, Mapping, Scalar, Sequence, repair
from engine.problems import Place

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def read_field(reader: Reader, name: str, entry: Entry, required: bool) -> Field | None:
    """One property of a form, as `name`; None where it cannot even be said what kind of answer it asks."""
    told = len(reader.problems)
    written = entry.key.text
    if not NAME.match(written):
        reader.say(
            "bad-name",
            f'"{written[:60]}" is no name',
            entry.key.place,
            "a name is lower case letters, digits and _, and begins with a letter",
            f'write "{keywords.as_name(written)}", here and wherever the field is named',
        )
    node = entry.value
    if not isinstance(node, Mapping):
        reader.wrong(node, f"the field {name}", "a map", "write its type and title: {type: string, title: …}")
        return None
    node = _typed(reader, node)
    kind = _kind(reader, node, entry.key.place)
    if kind is None:
        reader.entries(node, "a field", keywords.ANYWHERE)  # what no field has, whatever its type
        return None
    entries = reader.entries(node, f"a field of {keywords.KINDS[kind]}", keywords.FIELD[kind])
    if entries is None:
        return None
    if "title" not in entries:
        reader.missing("title", entry.key.place, "the title is the label people read at the field")
    title = reader.text(entries.get("title")) or literal(name, entry.key.place)
    format = _format(reader, entries.get("format"))
    options = _items(reader, entries.get("items"), entry.key.place) if kind == "list" else _options(reader, entries)
    secret = reader.truth(entries.get("x-secret"), "x-secret")
    figures = _figures(reader, entries, kind)
    field = Field(
        name=name,
        kind=kind,
        title=title,
        description=reader.text(entries.get("description")),
        required=required or figures.get("const") is True,
        default=reader.value(entries.get("default"), kind),
        examples=tuple(v for item in reader.items(entries.get("examples"), "examples") for v in reader.one(item, kind)),
        options=options,
        patterns=tuple(_patterns(reader, entries, tuple(figures))),
        format=format,
        figures=figures,
        confirms=_confirmed(reader, entries.get("x-confirms")),
        secret=secret,
        widget=_widget(reader, entries.get("x-widget"), kind, len(options), secret),
        unit=reader.text(entries.get("x-unit")),
        autocomplete=_autocomplete(reader, entries.get("x-autocomplete")),
        messages={},
        place=entry.key.place,
        checked=reader.registry.formats.get(format) if format else None,
    )
    sense.figures(reader, field, entries)
    sense.unmet(reader, field, entries)
    # A keyword misspelt or misused is one the field means to have: its message is not for nothing.
    able = keywords.of(field) if len(reader.problems) == told else None
    return field._replace(messages=_messages(reader, entries.get("x-messages"), able, tuple(figures)))


def _typed(reader: Reader, node: Mapping) -> Mapping:
    """The field with a misspelt `type` read as one, and told."""
    strange = [key for key in node.entries if key not in keywords.ALL and get_close_matches(key.lower(), ("type",))]
    if "type" in node.entries or not strange:
        return node
    slip = node.entries[strange[0]]
    reader.unsupported(strange[0], slip.key.place._replace(width=len(strange[0])), "a field", keywords.ANYWHERE)
    others = {key: entry for key, entry in node.entries.items() if key != strange[0]}
    return node._replace(entries={"type": slip, **others})


def _kind(reader: Reader, node: Mapping, place: Place) -> str | None:
    if "type" not in node.entries:
        reader.missing("type", place, "the type says what kind of answer is kept: " + ", ".join(keywords.TYPES))
        return None
    typed = reader.word(node.entries["type"], "type", tuple(keywords.TYPES))
    format = node.entries.get("format")
    if typed == "string" and format and isinstance(format.value, Scalar) and format.value.text == "date":
        return "date"
    return keywords.TYPES[typed] if typed else None


def _format(reader: Reader, entry: Entry | None) -> str | None:
    scalar = reader.scalar(entry, "format")
    if scalar is None:
        return None
    known = tuple(sorted(reader.registry.formats))
    if scalar.text in known:
        return scalar.text
    reader.say(
        "unknown-format",
        f'unknown format "{scalar.text}"',
        scalar.place,
        "no format of this name is registered: a plug-in adds its own",
        reader.nearest(scalar.text, known),
    )
    return None


def _options(reader: Reader, entries: dict[str, Entry]) -> tuple[Option, ...]:
    if "enum" in entries and "oneOf" in entries:
        reader.say(
            "contradiction",
            "enum and oneOf in one field",
            entries["oneOf"].key.place,
            "both list the options of the field",
            "keep oneOf, which gives each option a title, and take enum out",
        )
    options: list[Option] = []
    for item in reader.items(entries.get("enum"), "enum"):
        if isinstance(item, Scalar):
            options.append(Option(item.text, literal(item.text, item.place)))
        else:
            reader.wrong(item, "an option", "a text", "write one text for each option; with titles: oneOf")
    for item in reader.items(entries.get("oneOf"), "oneOf"):
        given = reader.entries(item, "an option", keywords.OPTION) or {}
        const, title = reader.scalar(given.get("const"), "const"), reader.text(given.get("title"))
        for key in keywords.OPTION:
            if key not in given:
                reader.missing(key, item.place, "an option has the const that is kept and the title people read")
        if const and title:
            options.append(Option(const.text, title))
    seen = set[str]()
    for option in options:
        if option.const in seen:
            reader.say(
                "contradiction",
                f'the option "{option.const}" stands twice',
                option.title.place,
                "each option of a field is kept under a text of its own",
                "take one of them out, or give it another const",
            )
        seen.add(option.const)
    return tuple(options)


def _items(reader: Reader, entry: Entry | None, place: Place) -> tuple[Option, ...]:
    """What may be ticked in an array: its items are texts of a closed list."""
    needed = "an array holds the options that were ticked: its items are strings with enum or oneOf"
    fix = "write items: {type: string, enum: [one, other]}"
    given = entry.value.entries if entry and isinstance(entry.value, Mapping) else {}
    typed = given["type"].value if "type" in given else None
    if isinstance(typed, Scalar) and typed.text != "string":
        code, what = (
            ("not-yet", "not yet in this version") if typed.text == "object" else ("wrong-type", "not supported")
        )
        width = len(typed.text)
        reader.say(code, f"an array of {typed.text}s is {what}", typed.place._replace(width=width), needed, fix)
        return ()
    options = _options(reader, reader.entries(entry, "items", keywords.ITEMS) or {})
    if not options:
        reader.say("missing-key", "an array without options", entry.key.place if entry else place, needed, fix)
    return options


def _patterns(reader: Reader, entries: dict[str, Entry], figures: tuple[str, ...]) -> Iterator[Pattern]:
    """The field's own pattern, then those of `allOf`, each with its own message."""
    if (own := _pattern(reader, entries.get("pattern"))) is not None:
        yield Pattern(own, None)
    for item in reader.items(entries.get("allOf"), "allOf"):
        given = reader.entries(item, "an item of allOf", keywords.PATTERN) or {}
        if "pattern" not in given:
            reader.missing("pattern", item.place, "allOf lists patterns that all must match, each with its own message")
        found = _pattern(reader, given.get("pattern"))
        messages = _messages(reader, given.get("x-messages"), ("pattern",), figures)
        if found is not None:
            yield Pattern(found, messages.get("pattern"))


def _pattern(reader: Reader, entry: Entry | None) -> str | None:
    place = entry.value.place if entry and isinstance(entry.value, Sequence) else None
    if entry and place and (bracket := place.source[place.column - 1 :][: place.width]).startswith("["):
        reader.wrong(entry.value, "pattern", "one text", f"write pattern: {repair.quoted(bracket)}")
        return None
    scalar = reader.scalar(entry, "pattern")
    if scalar is None:
        return None
    why = ""
    if found := re.search(r"(?<!\\)\(\?[a-zA-Z]*m[a-zA-Z-]*[:)]", scalar.text):
        why = f"{found.group()} makes ^ and $ match inside the value, which then is not checked whole"
    elif len(scalar.text) > keywords.LONGEST_PATTERN:
        why = f"it has more than {keywords.LONGEST_PATTERN} characters"
    else:
        why = patterns.why_not(scalar.text) or ""
        if not why:
            return scalar.text
    reader.say(
        "bad-pattern",
        "a pattern that cannot be run",
        scalar.place._replace(width=max(1, len(scalar.text))),
        f"patterns run in linear time (RE2): {why}",
        keywords.pattern_fix(scalar.text),
    )
    return None


def _figures(reader: Reader, entries: dict[str, Entry], kind: str) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for key in ("minLength", "maxLength", "minimum", "maximum", "multipleOf"):
        if key not in entries or not (scalar := reader.scalar(entries[key], key)):
            continue
        whole = key.endswith("Length")
        plain = scalar.style == "plain" and (INTEGER if whole else NUMBER).match(scalar.text)
        if plain and ((whole and int(scalar.text) < 0) or (key == "multipleOf" and Decimal(scalar.text) <= 0)):
            least = "0 or more" if whole else "above 0"
            reader.say(
                "out-of-bounds",
                f"{key} must be {least}, not {scalar.text[:40]}",
                scalar.place._replace(width=len(scalar.text)),
                "no text has fewer characters than none" if whole else "nothing is a multiple of such a number",
                f"write after {key}: a {'whole number of' if whole else 'number'} {least}, or take {key} out",
            )
        elif not plain:
            needed = "a whole number" if whole else "a number above 0" if key == "multipleOf" else "a number"
            reader.wrong(
                scalar, key, needed, _figure_fix(key, scalar.text, whole or kind == "integer"), len(scalar.text)
            )
        else:
            figures[key] = int(scalar.text) if INTEGER.match(scalar.text) else Decimal(scalar.text)
    const = reader.value(entries.get("const"), kind)
    if const is False:
        reader.say(
            "contradiction",
            "a box that must not be ticked",
            entries["const"].key.place,
            "const: true asks for a tick; nobody needs a box that asks for none",
            "write const: true, or take const out",
        )
    elif const is not None:
        figures["const"] = const
    return figures


def _figure_fix(key: str, text: str, whole: bool) -> str:
    """What was typed as a figure of the language; no figure of ours, which would be another rule."""
    given = spellings.figure(text)
    value = Decimal(given) if given else None
    if value is not None and whole and key != "multipleOf":
        # Of whole answers, those of 1.5 or more are those of 2 or more.
        value = value.to_integral_value(ROUND_CEILING if key.startswith("min") else ROUND_FLOOR)
    if value is None or (key == "multipleOf" and value <= 0) or (key.endswith("Length") and value < 0):
        kinds = "a number above 0" if key == "multipleOf" else "a whole number" if whole else "a number"
        return f"write after {key}: {kinds}, in digits, without quotes; decimals after a point, or take {key} out"
    return f"write {key}: {value}, a whole number" if whole and "." in str(given) else f"write {key}: {value}"


def _widget(reader: Reader, entry: Entry | None, kind: str, options: int, secret: bool) -> str:
    able = keywords.widgets(kind, options, secret)
    chosen = reader.word(entry, "x-widget", keywords.WIDGETS)
    if entry and chosen and chosen not in able:
        reader.say(
            "contradiction",
            f"x-widget: {chosen} does not fit this field",
            entry.value.place,
            "a list of options, a number, a secret and a text are each typed in their own way",
            f"write {' or '.join(able)}" if set(able) & set(keywords.WIDGETS) else "take x-widget out",
        )
    return chosen if chosen in able else able[0]


def _autocomplete(reader: Reader, entry: Entry | None) -> str | None:
    scalar = reader.scalar(entry, "x-autocomplete")
    if scalar and (unknown := [w for w in scalar.text.split() if w not in keywords.AUTOCOMPLETE]):
        reader.say(
            "unknown-autocomplete",
            f'"{unknown[0]}" is nothing a browser completes',
            scalar.place._replace(width=len(scalar.text)),
            "the words are those of HTML's autocomplete attribute",
            reader.nearest(unknown[0], keywords.AUTOCOMPLETE),
        )
    return scalar.text if scalar else None


def _confirmed(reader: Reader, entry: Entry | None) -> str | None:
    scalar = reader.scalar(entry, "x-confirms")
    return reader.misnamed.get(scalar.text, scalar.text) if scalar else None


def _messages(
    reader: Reader, entry: Entry | None, able: tuple[str, ...] | None, figures: tuple[str, ...]
) -> dict[str, Text]:
    """keyword -> message, for the keywords that the field has; `able` None: it is not known which."""
    messages: dict[str, Text] = {}
    for key, given in (reader.entries(entry, "x-messages", None) or {}).items():
        keyword = "enum" if key == "oneOf" else key
        message = reader.text(given)
        known = able is None or keyword in able or (keyword == "required" and reader.unsure)
        if not known:
            reader.say(
                "message-for-nothing",
                f'a message for "{key}", which this field does not have',
                given.key.place._replace(width=len(key)),
                "a message is shown where its keyword is not met",
                f"take it out, or write it for one of: {', '.join(able)}" if able else "take it out",
            )
        elif message:
            messages[keyword] = message
            if able is not None:
                _figures_named(reader, message, figures)
    return messages


def _figures_named(reader: Reader, message: Text, own: tuple[str, ...]) -> None:
    """`{minLength}` in a message is a figure of the message's own field."""
    for placeholder in message.placeholders:
        if placeholder.name in keywords.FIGURES and placeholder.figure is None and placeholder.name not in own:
            reader.say(
                "unknown-placeholder",
                f'"{{{placeholder.name}}}" names no figure of this field',
                placeholder.place,
                "a message may quote the figures of its own field: " + (", ".join(own) or "it has none"),
                f"give the field a {placeholder.name}, or take the placeholder out",
            )
