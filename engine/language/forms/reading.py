"""A form's tree -> Form, and every mistake in it at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

import re2

from engine.language import guards
from engine.language.forms import answering, keywords, schema
from engine.language.forms.nouns import Field, Form, Group, Option, Pattern, Rule
from engine.language.guards import Slot
from engine.language.locales import Locale
from engine.language.texts import Text, literal, parse_text
from engine.language.tree import Entry, Mapping, Node, Scalar, Sequence
from engine.language.values import Value
from engine.problems import Place, Problem
from engine.registry import Registry, iso_date

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")
_NEUTRAL = Locale("en", "UTC")  # for checking what the form itself says: values there are typed as YAML has them


def read_form(node: Node, name: str, file: str, registry: Registry) -> tuple[Form | None, list[Problem]]:
    """A form's tree -> Form. Anything the language does not list is refused by name; None where there is a problem."""
    reading = _Reading(name, file, registry)
    form = reading.form(node)
    return (None if reading.problems else form), reading.problems


class _Reading:
    """One form being read; its problems so far."""

    def __init__(self, name: str, file: str, registry: Registry) -> None:
        self.name = name
        self.file = file
        self.registry = registry
        self.problems: list[Problem] = []

    def say(self, code: str, message: str, place: Place, cause: str, mend: str) -> None:
        self.problems.append(Problem(code, message, place, cause, mend))

    # The form

    def form(self, node: Node) -> Form | None:
        entries = self.entries(node, f"the form {self.name}", keywords.FORM)
        if entries is None:
            return None
        self.word(entries.get("type"), "type", ("object",))
        self.word(entries.get("$schema"), "$schema", (schema.DIALECT,))
        properties = self.entries(entries.get("properties"), "properties", None)
        if not properties:
            self.missing("properties", node.place, "a form asks for something: one property for each field")
            return None
        required = self.required(entries.get("required"), tuple(properties))
        fields = {}
        for name, entry in properties.items():
            if field := self.field(name, entry, name in required):
                fields[name] = field
        for field in fields.values():
            self.confirmation(field, fields, properties)
        groups = self.groups(entries.get("x-groups"), tuple(properties))
        rules = self.rules(entries.get("x-rules"), fields, tuple(properties))
        plain = schema.build(fields)
        validator = schema.validator(plain, self.registry.formats)
        for field in fields.values():
            self.own_values(field, validator, properties[field.name].value)
        title = self.text(entries.get("title"))
        return Form(self.name, self.file, title, fields, groups, rules, plain, node.place, validator)

    def required(self, node: Entry | None, names: tuple[str, ...]) -> frozenset[str]:
        return frozenset(self.field_list(node, "required", names, set()))

    def groups(self, node: Entry | None, names: tuple[str, ...]) -> tuple[Group, ...]:
        groups, seen = [], set[str]()
        for item in self.items(node, "x-groups"):
            entries = self.entries(item, "a group", ("title", "fields")) or {}
            title = self.text(entries.get("title"))
            fields = self.field_list(entries.get("fields"), "a group", names, seen)
            for key in ("title", "fields"):
                if key not in entries:
                    self.missing(key, item.place, "a group has a title and the fields it shows")
            if title and fields:
                groups.append(Group(title, fields))
        return tuple(groups)

    def rules(self, node: Entry | None, fields: dict[str, Field], names: tuple[str, ...]) -> tuple[Rule, ...]:
        scope = {f.name: Slot("secret" if f.secret else f.kind, "field", not f.required) for f in fields.values()}
        rules = []
        for item in self.items(node, "x-rules"):
            entries = self.entries(item, "a rule", ("check", "field", "message")) or {}
            for key in ("check", "message"):
                if key not in entries:
                    self.missing(
                        key, item.place, "a rule has a check that must hold, and the message shown where it does not"
                    )
            check = self.scalar(entries.get("check"), "check")
            field = self.scalar(entries.get("field"), "field")
            message = self.text(entries.get("message"))
            if field:
                self.known(field, names)
            if check is None:
                continue
            guard, problems = guards.parse_guard(check.text, check.place)
            self.problems += problems
            if guard and guard.names <= scope.keys():  # with settings in it, it is checked where these are known
                self.problems += guards.check_guard(guard, scope)
            if guard and message:
                rules.append(Rule(guard, field.text if field else None, message))
        return tuple(rules)

    # A field

    def field(self, name: str, entry: Entry, required: bool) -> Field | None:
        if not NAME.match(name):
            self.say(
                "bad-name",
                f'"{name}" is no name',
                entry.key.place,
                "a name is lower case letters, digits and _, and begins with a letter",
                f'write "{keywords.as_name(name)}"',
            )
        node = entry.value
        if not isinstance(node, Mapping):
            self.wrong(node, f"the field {name}", "a map", "write its type and title: {type: string, title: …}")
            return None
        kind = self.kind(node, entry.key.place)
        if kind is None:
            return None
        entries = self.entries(node, f"the field {name}", keywords.FIELD[kind], keywords.elsewhere(kind))
        if entries is None:
            return None
        if "title" not in entries:
            self.missing("title", entry.key.place, "the title is the label people read at the field")
        title = self.text(entries.get("title")) or literal(name, entry.key.place)
        format = self.format(entries.get("format"))
        options = self.options(self.entries(self.node(entries.get("items")), "items", keywords.ITEMS) or {})
        if kind == "list" and not options:
            self.say(
                "unsupported-keyword",
                "a list of something else than options",
                node.place,
                "an array holds the options that were ticked: items is a string with enum or oneOf",
                "write items: {type: string, enum: [one, other]}; arrays of objects are not yet in this version",
            )
        options = options or self.options(entries)
        secret = self.truth(entries.get("x-secret"), "x-secret")
        figures = self.figures(entries, kind)
        field = Field(
            name=name,
            kind=kind,
            title=title,
            description=self.text(entries.get("description")),
            required=required or figures.get("const") is True,
            default=self.value(entries.get("default"), kind),
            examples=tuple(v for item in self.items(entries.get("examples"), "examples") for v in self.one(item, kind)),
            options=options,
            patterns=tuple(self.patterns(entries)),
            format=format,
            figures=figures,
            confirms=self.confirmed(entries.get("x-confirms")),
            secret=secret,
            widget=self.widget(entries.get("x-widget"), kind, len(options), secret),
            unit=self.text(entries.get("x-unit")),
            autocomplete=self.autocomplete(entries.get("x-autocomplete")),
            messages={},
            place=entry.key.place,
            checked=self.registry.formats.get(format) if format else None,
        )
        self.sense(field, entries)
        return field._replace(messages=self.messages(entries.get("x-messages"), field, keywords.of(field)))

    def kind(self, node: Mapping, place: Place) -> str | None:
        if "type" not in node.entries:
            self.missing("type", place, "the type says what kind of answer is kept: " + ", ".join(keywords.TYPES))
            return None
        typed = self.word(node.entries["type"], "type", tuple(keywords.TYPES))
        format = node.entries.get("format")
        if typed == "string" and format and isinstance(format.value, Scalar) and format.value.text == "date":
            return "date"
        return keywords.TYPES[typed] if typed else None

    def format(self, entry: Entry | None) -> str | None:
        scalar = self.scalar(entry, "format")
        if scalar is None:
            return None
        known = tuple(sorted(self.registry.formats))
        if scalar.text in known:
            return scalar.text
        self.say(
            "unknown-format",
            f'unknown format "{scalar.text}"',
            scalar.place,
            "no format of this name is registered: a plug-in adds its own",
            self.nearest(scalar.text, known),
        )
        return None

    def options(self, entries: dict[str, Entry]) -> tuple[Option, ...]:
        if "enum" in entries and "oneOf" in entries:
            self.say(
                "contradiction",
                "enum and oneOf in one field",
                entries["oneOf"].key.place,
                "both list the options of the field",
                "keep oneOf, which gives each option a title, and take enum out",
            )
        options: list[Option] = []
        for item in self.items(entries.get("enum"), "enum"):
            if isinstance(item, Scalar):
                options.append(Option(item.text, literal(item.text, item.place)))
            else:
                self.wrong(item, "an option", "a text", "write one text for each option; with titles: oneOf")
        for item in self.items(entries.get("oneOf"), "oneOf"):
            given = self.entries(item, "an option", ("const", "title")) or {}
            const, title = self.scalar(given.get("const"), "const"), self.text(given.get("title"))
            for key in ("const", "title"):
                if key not in given:
                    self.missing(key, item.place, "an option has the const that is kept and the title people read")
            if const and title:
                options.append(Option(const.text, title))
        seen = set[str]()
        for option in options:
            if option.const in seen:
                self.say(
                    "contradiction",
                    f'the option "{option.const}" stands twice',
                    option.title.place,
                    "each option of a field is kept under a text of its own",
                    "take one of them out, or give it another const",
                )
            seen.add(option.const)
        return tuple(options)

    def patterns(self, entries: dict[str, Entry]) -> Iterator[Pattern]:
        if own := self.pattern(entries.get("pattern")):
            yield Pattern(own[0], own[1], None)
        for item in self.items(entries.get("allOf"), "allOf"):
            given = self.entries(item, "an item of allOf", ("pattern", "x-messages")) or {}
            if "pattern" not in given:
                self.missing(
                    "pattern", item.place, "allOf lists patterns that all must match, each with its own message"
                )
            found = self.pattern(given.get("pattern"))
            messages = self.messages(given.get("x-messages"), None, ("pattern",))
            if found:
                yield Pattern(*found, messages.get("pattern"))

    def pattern(self, entry: Entry | None) -> tuple[str, Any] | None:
        scalar = self.scalar(entry, "pattern")
        if scalar is None:
            return None
        why = ""
        if found := re.search(r"\(\?[a-zA-Z]*m", scalar.text):
            why = f"{found.group()} makes ^ and $ match inside the value, which then is not checked whole"
        elif len(scalar.text) > keywords.LONGEST_PATTERN:
            why = f"it has more than {keywords.LONGEST_PATTERN} characters"
        else:
            try:
                return scalar.text, schema.compile_pattern(scalar.text)
            except (re2.error, UnicodeError) as error:
                why = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        self.say(
            "bad-pattern",
            "a pattern that cannot be run",
            scalar.place._replace(width=max(1, len(scalar.text))),
            f"patterns run in linear time (RE2): {why}",
            keywords.pattern_mend(scalar.text),
        )
        return None

    def figures(self, entries: dict[str, Entry], kind: str) -> dict[str, Any]:
        figures: dict[str, Any] = {}
        for key in ("minLength", "maxLength", "minimum", "maximum", "multipleOf"):
            if key not in entries or not (scalar := self.scalar(entries[key], key)):
                continue
            whole = key.endswith("Length")
            plain = scalar.style == "plain" and (_INTEGER if whole else _NUMBER).match(scalar.text)
            if not plain or (whole and int(scalar.text) < 0) or (key == "multipleOf" and Decimal(scalar.text) <= 0):
                needed = "a whole number" if whole else "a number above 0" if key == "multipleOf" else "a number"
                self.wrong(scalar, key, needed, f"write {key}: 20" if whole else f"write {key}: 10", len(scalar.text))
            else:
                figures[key] = int(scalar.text) if _INTEGER.match(scalar.text) else Decimal(scalar.text)
        const = self.value(entries.get("const"), kind)
        if const is False:
            self.say(
                "contradiction",
                "a box that must not be ticked",
                entries["const"].key.place,
                "const: true asks for a tick; nobody needs a box that asks for none",
                "write const: true, or take const out",
            )
        elif const is not None:
            figures["const"] = const
        return figures

    def widget(self, entry: Entry | None, kind: str, options: int, secret: bool) -> str:
        able = keywords.widgets(kind, options, secret)
        chosen = self.word(entry, "x-widget", keywords.WIDGETS)
        if entry and chosen and chosen not in able:
            self.say(
                "contradiction",
                f"x-widget: {chosen} does not fit this field",
                entry.value.place,
                "a list of options, a number, a secret and a text are each typed in their own way",
                f"write {' or '.join(able)}" if set(able) & set(keywords.WIDGETS) else "take x-widget out",
            )
        return chosen if chosen in able else able[0]

    def autocomplete(self, entry: Entry | None) -> str | None:
        scalar = self.scalar(entry, "x-autocomplete")
        if scalar and (unknown := [w for w in scalar.text.split() if w not in keywords.AUTOCOMPLETE]):
            self.say(
                "unknown-autocomplete",
                f'"{unknown[0]}" is nothing a browser completes',
                scalar.place._replace(width=len(scalar.text)),
                "the words are those of HTML's autocomplete attribute",
                self.nearest(unknown[0], keywords.AUTOCOMPLETE),
            )
        return scalar.text if scalar else None

    def confirmed(self, entry: Entry | None) -> str | None:
        scalar = self.scalar(entry, "x-confirms")
        return scalar.text if scalar else None

    def messages(self, entry: Entry | None, field: Field | None, able: tuple[str, ...]) -> dict[str, Text]:
        messages: dict[str, Text] = {}
        for key, given in (self.entries(entry, "x-messages", None) or {}).items():
            keyword = "enum" if key == "oneOf" else key
            message = self.text(given)
            if keyword not in able:
                self.say(
                    "message-for-nothing",
                    f'a message for "{key}", which this field does not have',
                    given.key.place._replace(width=len(key)),
                    "a message is shown where its keyword is not met",
                    f"take it out, or write it for one of: {', '.join(able)}" if able else "take it out",
                )
            elif message:
                messages[keyword] = message
                self.figures_named(message, field)
        return messages

    def figures_named(self, message: Text, field: Field | None) -> None:
        """`{minLength}` in a message is a figure of the message's own field."""
        own = tuple(field.figures) if field else ()
        for placeholder in message.placeholders:
            if placeholder.name in keywords.FIGURES and placeholder.figure is None and placeholder.name not in own:
                self.say(
                    "unknown-placeholder",
                    f'"{{{placeholder.name}}}" names no figure of this field',
                    placeholder.place,
                    "a message may quote the figures of its own field: " + (", ".join(own) or "it has none"),
                    f"give the field a {placeholder.name}, or take the placeholder out",
                )

    # What does not fit together

    def sense(self, field: Field, entries: dict[str, Entry]) -> None:
        for least, most in (("minLength", "maxLength"), ("minimum", "maximum")):
            if least in field.figures and most in field.figures and field.figures[least] > field.figures[most]:
                self.say(
                    "contradiction",
                    f"{least} {field.figures[least]} is more than {most} {field.figures[most]}",
                    entries[least].value.place,
                    "no answer can meet both",
                    f"write a {least} of at most {field.figures[most]}, or a greater {most}",
                )
        if field.secret and field.default is not None:
            self.say(
                "contradiction",
                "a secret with a default",
                entries["default"].key.place,
                "a secret is never shown, so it cannot be filled in beforehand",
                "take the default out",
            )
        if field.widget == "password" and not field.secret:
            self.say(
                "contradiction",
                "a password that is kept in clear",
                entries["x-widget"].value.place,
                "what is hidden while it is typed must not be kept, shown or mailed",
                "add x-secret: true",
            )

    def confirmation(self, field: Field, fields: dict[str, Field], properties: dict[str, Entry]) -> None:
        node = properties[field.name].value
        if field.confirms is None or not isinstance(node, Mapping):
            return
        scalar = node.entries["x-confirms"].value
        assert isinstance(scalar, Scalar)
        if not self.known(scalar, tuple(n for n in properties if n != field.name)):
            return
        other = fields.get(field.confirms)
        if other and (field.kind, field.secret, bool(field.options)) != (other.kind, other.secret, bool(other.options)):
            self.say(
                "contradiction",
                f"{field.name} confirms {other.name}, which is of another kind",
                scalar.place._replace(width=len(scalar.text)),
                "both are compared as typed, so both have one type, and both are secret or neither is",
                f"give {field.name} the type, format and x-secret of {other.name}",
            )
        elif other and other.confirms:
            self.say(
                "contradiction",
                f"{field.name} confirms {other.name}, itself a confirmation",
                scalar.place._replace(width=len(scalar.text)),
                "a confirmation is typed once more for a field of its own",
                f"write x-confirms: {other.confirms}",
            )

    def own_values(self, field: Field, validator: Any, node: Node) -> None:
        """A default, example, const or option that the field's own schema refuses."""
        assert isinstance(node, Mapping)
        told: list[tuple[str, Value, Place]] = []
        if field.default is not None:
            told.append(("default", field.default, node.entries["default"].value.place))
        told += [("example", example, node.entries["examples"].value.place) for example in field.examples]
        if "const" in field.figures:
            told.append(("const", field.figures["const"], node.entries["const"].value.place))
        told += [("option", o.const, o.title.place) for o in field.options if field.kind != "list"]
        for what, value, place in told:
            typed = answering.typed_again(field, value, _NEUTRAL)
            entry = answering.read(field, typed, _NEUTRAL)
            same = value is False or (entry.fault is None and entry.value == value)
            broken = answering.check(field, validator, value) if what != "default" or value is not False else None
            if same and broken is None:
                continue
            keyword = broken or entry.fault
            self.say(
                "never-valid",
                f'the {what} "{_words(value)}" of {field.name} is not valid',
                place,
                f"it does not meet the field's own {keyword}"
                if keyword
                else "it is not as it would be kept, once typed",
                f"write one that does, or change {keyword}" if keyword else "write it without spaces around, as kept",
            )

    # Small readers

    def entries(
        self, node: Node | Entry | None, what: str, keys: tuple[str, ...] | None, elsewhere: tuple[str, ...] = ()
    ) -> dict[str, Entry] | None:
        """A map's entries, each key known; None where it is no map."""
        node = self.node(node) if isinstance(node, Entry) else node
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self.wrong(node, what, "a map", "write its keys under it, each with its value")
            return None
        for key, entry in node.entries.items():
            if keys is not None and key not in keys:
                self.unsupported(key, entry.key.place._replace(width=len(key)), what, keys, elsewhere)
        return {key: entry for key, entry in node.entries.items() if keys is None or key in keys}

    def unsupported(self, key: str, place: Place, what: str, keys: tuple[str, ...], elsewhere: tuple[str, ...]) -> None:
        listed = f"in {what} stand: {', '.join(keys)}"
        if key in keywords.LATER:
            cause, mend = "the word is reserved for a later version of the language", f"take {key} out"
            self.say("not-yet", f'"{key}" is not yet in this version', place, cause, mend)
        elif key in elsewhere:
            message = f'"{key}" says nothing about a field of this type'
            self.say("unsupported-keyword", message, place, listed, f"take {key} out, or change the type")
        elif key in keywords.UNSUPPORTED:
            message = f'"{key}" is not supported in a form'
            self.say("unsupported-keyword", message, place, listed, keywords.UNSUPPORTED[key] or f"take {key} out")
        else:
            self.say("unknown-key", f'unknown key "{key}"', place, listed, self.nearest(key, keys))

    def node(self, entry: Entry | None) -> Node | None:
        return entry.value if entry else None

    def items(self, entry: Entry | None, what: str) -> tuple[Node, ...]:
        if entry is None:
            return ()
        if isinstance(entry.value, Sequence) and entry.value.items:
            return entry.value.items
        self.wrong(entry.value, what, "a list", f"write {what}: [ … ], or one item a line after a dash")
        return ()

    def field_list(self, entry: Entry | None, what: str, names: tuple[str, ...], seen: set[str]) -> tuple[str, ...]:
        """Names of fields, none of which was `seen` before."""
        found = []
        for item in self.items(entry, what if what == "required" else "fields"):
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
                found.append(item.text)
        return tuple(found)

    def known(self, scalar: Scalar, names: tuple[str, ...]) -> bool:
        if scalar.text in names:
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
            mend = "write the text itself, in the language of the flow"
            self.say("not-yet", "texts by language are not yet in this version", entry.value.place, cause, mend)
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
            self.wrong(scalar, what, "true or false", f"write {what}: true", len(scalar.text))
        return scalar.text == "true"

    def value(self, entry: Entry | None, kind: str) -> Value:
        """A default or const of the field's own kind."""
        if entry is None:
            return None
        if kind == "list":
            return tuple(v for item in self.items(entry, entry.key.text) for v in self.one(item, "text"))  # type: ignore[misc]
        return next(iter(self.one(entry.value, kind)), None)

    def one(self, node: Node, kind: str) -> tuple[Value, ...]:
        """One value, or none where it is not of the kind."""
        needed, example, read = _VALUES[kind]
        if isinstance(node, Scalar) and (value := read(node)) is not None:
            return (value,)
        self.wrong(node, "this value", needed, f"write {example}", len(node.text) if isinstance(node, Scalar) else 1)
        return ()

    def missing(self, key: str, place: Place, cause: str) -> None:
        self.say("missing-key", f'"{key}" is missing', place, cause, f"add {key}: …")

    def wrong(self, node: Node, what: str, needed: str, mend: str, width: int = 1) -> None:
        found = {"Mapping": "a map", "Sequence": "a list"}.get(type(node).__name__)
        if isinstance(node, Scalar):
            found = "an empty text" if not node.text.strip() else f'"{node.text[:40]}"'
            found += " as a text" if node.style != "plain" and node.text.strip() else ""
        place = node.place._replace(width=max(1, width))
        self.say("wrong-type", f"{what} must be {needed}, not {found}", place, "the value is of another type", mend)

    def nearest(self, wrong: str, able: tuple[str, ...]) -> str:
        close = get_close_matches(wrong, able, 1, 0.6)
        return f'write "{close[0]}"' if close else f"write one of: {', '.join(able)}"


def _number(scalar: Scalar) -> Decimal | None:
    return Decimal(scalar.text) if scalar.style == "plain" and _NUMBER.match(scalar.text) else None


def _integer(scalar: Scalar) -> int | None:
    return int(scalar.text) if scalar.style == "plain" and _INTEGER.match(scalar.text) else None


def _boolean(scalar: Scalar) -> bool | None:
    return {"true": True, "false": False}.get(scalar.text) if scalar.style == "plain" else None


def _date(scalar: Scalar) -> Value:
    return _NEUTRAL.read_date(scalar.text) if iso_date.check(scalar.text) else None


# kind -> what is needed, an example of it, how it is read from YAML
_VALUES: dict[str, tuple[str, str, Callable[[Scalar], Value]]] = {
    "text": ("a text", "the text itself", lambda scalar: scalar.text),
    "integer": ("a whole number", "10, without quotes", _integer),
    "number": ("a number", "12.50, without quotes", _number),
    "boolean": ("true or false", "true", _boolean),
    "date": ("a date", "it as year-month-day: 2026-11-24", _date),
    "list": ("a list of texts", "[one, other]", lambda scalar: None),
}


def _words(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
