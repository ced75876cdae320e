"""What does not fit together in a form: figures that no answer meets, values that its own schema refuses."""

from __future__ import annotations

from engine.language.forms import answering
from engine.language.forms.nouns import Field
from engine.language.forms.readers import NEUTRAL, Reader
from engine.language.forms.schema import Checker
from engine.language.values import Value
from engine.language.yaml import Entry, Mapping, Scalar
from engine.problems import Place


def figures(reader: Reader, field: Field, entries: dict[str, Entry]) -> None:
    """A field's own keywords against each other."""
    for least, most in (("minLength", "maxLength"), ("minimum", "maximum")):
        if least in field.figures and most in field.figures and field.figures[least] > field.figures[most]:
            reader.say(
                "contradiction",
                f"{least} {field.figures[least]} is more than {most} {field.figures[most]}",
                entries[least].value.place,
                "no answer can meet both",
                f"write a {least} of at most {field.figures[most]}, or a greater {most}",
            )
    if field.secret and field.default is not None:
        reader.say(
            "contradiction",
            "a secret with a default",
            entries["default"].key.place,
            "a secret is never shown, so it cannot be filled in beforehand",
            "take the default out",
        )
    if field.widget == "password" and not field.secret:
        reader.say(
            "contradiction",
            "a password that is kept in clear",
            entries["x-widget"].value.place,
            "what is hidden while it is typed must not be kept, shown or mailed",
            "add x-secret: true",
        )


def unmet(reader: Reader, field: Field, entries: dict[str, Entry]) -> None:
    """A field's own keywords that nobody would ever meet."""
    if field.kind == "boolean" and field.required and "const" not in field.figures:
        reader.say(
            "no-effect",
            f"{field.name} is required and need not be ticked",
            field.place,
            "a box that is not ticked is an answer: false",
            "write const: true if it must be ticked, or take it out of required",
        )
    if field.autocomplete and field.widget == "radio":
        reader.say(
            "no-effect",
            "x-autocomplete beside options that are all shown",
            entries["x-autocomplete"].key.place._replace(width=len("x-autocomplete")),
            "browsers complete what is typed or chosen from a list",
            "take x-autocomplete out, or write x-widget: select",
        )


def confirmation(reader: Reader, field: Field, fields: dict[str, Field], properties: dict[str, Entry]) -> None:
    """What `x-confirms` names: another field, of the same kind."""
    node = properties[field.name].value
    if field.confirms is None or not isinstance(node, Mapping):
        return
    scalar = node.entries["x-confirms"].value
    assert isinstance(scalar, Scalar)
    if not reader.known(scalar, tuple(n for n in properties if n != field.name)):
        return
    other = fields.get(field.confirms)
    if other and (field.kind, field.secret, bool(field.options)) != (other.kind, other.secret, bool(other.options)):
        reader.say(
            "contradiction",
            f"{field.name} confirms {other.name}, which is of another kind",
            scalar.place._replace(width=len(scalar.text)),
            "both are compared as typed, so both have one type, and both are secret or neither is",
            f"give {field.name} the type, format and x-secret of {other.name}",
        )
    elif other and other.confirms:
        reader.say(
            "contradiction",
            f"{field.name} confirms {other.name}, itself a confirmation",
            scalar.place._replace(width=len(scalar.text)),
            "a confirmation is typed once more for a field of its own",
            f"write x-confirms: {other.confirms}",
        )


def own_values(reader: Reader, field: Field, checker: Checker, entry: Entry) -> None:
    """A default, example, const or option that is not valid, or would not be kept as it stands here."""
    given = entry.value.entries if isinstance(entry.value, Mapping) else {}
    told: list[tuple[str, Value, Place]] = []
    if field.default not in (None, False):
        told.append(("default", field.default, given["default"].value.place))
    told += [("example", example, given["examples"].value.place) for example in field.examples]
    if "const" in field.figures:
        told.append(("const", field.figures["const"], given["const"].value.place))
    if len({option.const for option in field.options}) == len(field.options):
        told += [("option", (o.const,) if field.kind == "list" else o.const, o.title.place) for o in field.options]
    for what, value, place in told:
        read = answering.read(field, answering.typed_again(field, value, NEUTRAL), NEUTRAL)
        keyword = read.fault or answering.check(field, checker, value)
        if keyword is None and read.value == value:
            continue
        words = ", ".join(value) if isinstance(value, tuple) else str(value)
        fix = f"write one that does, or change {keyword}" if keyword else f'write "{_kept(read.value)}"'
        if keyword == "enum":
            keyword = _listed_by(given)
            fix = _option_meant(field, value) or f"write one of its options, or add this one to {keyword}"
        reader.say(
            "never-valid",
            f'the {what} "{words}" of {field.name} is not valid',
            place._replace(width=max(1, len(words))),
            f"it does not meet the field's own {keyword}" if keyword else "once typed it would be kept in another form",
            fix,
        )


def _listed_by(given: dict[str, Entry]) -> str:
    """The keyword by which the field, or an array's items, lists its options."""
    inner = given["items"].value if "items" in given else None
    return "oneOf" if "oneOf" in (inner.entries if isinstance(inner, Mapping) else given) else "enum"


def _option_meant(field: Field, value: Value) -> str | None:
    """The const of the option whose title was written in its place."""
    titles = {option.title.source.casefold(): option.const for option in field.options}
    if isinstance(value, str):
        return f'write "{titles[value.casefold()]}"' if value.casefold() in titles else None
    said = value if isinstance(value, tuple) else ()
    consts = [one if one in titles.values() else titles.get(one.casefold()) for one in said]
    listed = ", ".join(f'"{const}"' for const in consts)
    return f"write [{listed}]" if said and None not in consts else None


def _kept(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value or "a text that is not blank")
