"""What does not fit together in a form: figures that no answer meets, values that its own schema refuses."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from engine.language import signs
from engine.language.decoding import Found, Reading
from engine.language.forms import Field, Form, Option, answering, cleaning
from engine.language.forms.extent import BYTES_OF_A_CHARACTER, MOST_BYTES
from engine.language.forms.schema import Checker
from engine.language.texts.locales import Locale
from engine.language.values import Value
from engine.language.yaml import Entry
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Sequence as List
from engine.problems import Place

_OF_MORE_THAN_LETTERS = {"email": "@", "uri": "://", "tel": "+"}
PAIRS = (
    ("minLength", "maxLength"),
    ("minimum", "maximum"),
    ("formatMinimum", "formatMaximum"),
    ("minItems", "maxItems"),
)
NEUTRAL = Locale("en", "UTC")  # values in a form are written as YAML and ISO 8601 have them


def figures(reading: Reading, field: Field, found: Found) -> None:
    """Reports keywords of a field that contradict each other."""
    entries = found.node.entries
    for least, most in PAIRS:
        if least in field.figures and most in field.figures and field.figures[least] > field.figures[most]:
            than, fix = "greater", f"write a {least} of at most {field.figures[most]}, or a greater {most}"
            if field.kind == "date":
                than, fix = "later", f"write a {least} of {field.figures[most]} or before, or a later {most}"
            reading.report(
                "contradiction",
                f"{least} {field.figures[least]} is {than} than {most} {field.figures[most]}",
                entries[least].value.place,
                "no answer can meet both",
                fix,
            )
    if field.kind == "list" and field.options:
        _ticked(reading, field, found)
    _between(reading, field, found)
    if field.secret and field.default is not None:
        reading.report(
            "contradiction",
            f"{field.name} is a secret with a default",
            entries["default"].key.place,
            "a secret is never shown, so it cannot have a default",
            "take the default out",
        )
    if field.widget == "password" and not field.secret:
        reading.report(
            "contradiction",
            f"{field.name} is a password that is kept in clear",
            entries["x-widget"].value.place,
            "what is hidden while it is typed must not be shown or mailed",
            "add x-secret: true",
        )


def _ticked(reading: Reading, field: Field, found: Found) -> None:
    """Reports more boxes than there are options."""
    there = len(field.options)
    for key, code in (("minItems", "contradiction"), ("maxItems", "no-effect")):
        if field.figures.get(key, 0) > there:
            reading.report(
                code,
                f"{key} {field.figures[key]} is more than there are options",
                found.node.entries[key].value.place,
                f"{field.name} has {there} option{'s' if there != 1 else ''}, each of which is ticked once",
                f"write {key}: {there}, or take {key} out",
            )


def fewest(reading: Reading, field: Field, found: Found) -> None:
    """Reports a `minItems` of one box where none need be ticked."""
    if field.figures.get("minItems") == 1 and not field.required:
        reading.report(
            "no-effect",
            f"minItems has no effect in {field.name}",
            found.at("minItems"),
            "boxes of which none is ticked are not given, and this field need not be; one that is ticked is enough",
            f"take minItems out, and list {field.name} under required if one must be ticked",
        )


def _between(reading: Reading, field: Field, found: Found) -> None:
    """Reports bounds between which there is no number of the field: none that is whole, or none of its multiples."""
    least, most = (field.figures.get(key) for key in ("minimum", "maximum"))
    step = Fraction(field.figures.get("multipleOf", 0))
    if field.kind == "integer":
        step = Fraction(step.numerator) if step else Fraction(1)
    if least is None or most is None or least > most or not step:
        return
    first = math.ceil(Fraction(least) / step) * step
    if first <= Fraction(most):
        return
    kind = "whole number" if step == 1 else f"multiple of {_shortest(step)}"
    reading.report(
        "contradiction",
        f"no {kind} is between minimum {least} and maximum {most}",
        found.node.entries["maximum"].value.place,
        f"an answer is a {kind}",
        f"write maximum: {_shortest(first)}, or a smaller minimum",
    )


def _shortest(figure: Fraction) -> str:
    """A figure as the language writes it."""
    return format((Decimal(figure.numerator) / Decimal(figure.denominator)).normalize(), "f")


def coded(reading: Reading, field: Field, found: Found) -> None:
    """Reports a code of a format that asks for more than letters and digits: the answer would be another, or none."""
    if field.widget == "code" and field.format in _OF_MORE_THAN_LETTERS:
        reading.report(
            "contradiction",
            f"{field.name} cannot be a code of format {field.format}",
            found.node.entries["x-widget"].value.place,
            f"with x-widget: code, only letters and digits are kept: no {_OF_MORE_THAN_LETTERS[field.format]}",
            "take x-widget out, or take format out",
        )


def unhinted(reading: Reading, field: Field, found: Found) -> None:
    """Reports `x-hint: false` where no hint is built whatever the keywords say."""
    why = ""
    if field.description:
        why = "its description is the hint, and no other is built"
    elif field.kind == "list" and field.figures.keys() & {"minItems", "maxItems"}:
        return
    elif field.options:
        why = "its choices are shown, so no hint is built"
    elif field.confirms:
        why = "a field that confirms another has no hint of its own"
    if why and not field.hinted:
        reading.report("no-effect", f"x-hint has no effect in {field.name}", found.at("x-hint"), why, "take x-hint out")


def ignored(reading: Reading, field: Field, found: Found) -> None:
    """Reports `x-ignore` where there are no spaces to ignore, or where they are part of the answer."""
    if not field.ignores_spaces:
        return
    why = ""
    if field.options:
        why = "the answer is chosen, and not typed"
    elif cleaning.reading_of(field) == cleaning.PASSWORD:
        why = "nothing is taken out of a password"
    elif field.widget == "code":
        why = "with x-widget: code, only letters and digits count"
    elif field.widget == "textarea":
        why = "a text of several lines has words, and spaces between them"
    if why:
        message = f"{field.name} cannot ignore spaces"
        reading.report("contradiction", message, found.at("x-ignore"), why, "take x-ignore out")


def unmet(reading: Reading, field: Field, found: Found) -> None:
    """Reports keywords of a field that have no effect."""
    if field.kind == "boolean" and field.required and "const" not in field.figures:
        reading.report(
            "no-effect",
            f"{field.name} is required and need not be ticked",
            field.place,
            "a box that is not ticked is an answer: false",
            "write const: true if it must be ticked, or take it out of required",
        )
    if field.autocomplete and field.widget == "radio":
        reading.report(
            "no-effect",
            '"x-autocomplete" has no effect where all options are shown',
            found.at("x-autocomplete"),
            "browsers complete what is typed, or chosen from a list",
            "take x-autocomplete out, or write x-widget: select",
        )


def confirmation(reading: Reading, field: Field, found: Found, fields: Mapping[str, Field]) -> None:
    """Reports an `x-confirms` that names the field itself, a field of another kind, or another confirmation."""
    if field.confirms is None:
        return
    place = found.node.entries["x-confirms"].value.place
    other = fields.get(field.confirms)
    if field.confirms == field.name:
        others = [name for name in fields if name != field.name] or ["the field that is typed first"]
        reading.report(
            "contradiction",
            f"{field.name} confirms itself",
            place,
            "a confirmation is compared with another field",
            f"write one of: {', '.join(others)}",
        )
    elif other and (field.kind, field.secret, bool(field.options)) != (other.kind, other.secret, bool(other.options)):
        reading.report(
            "contradiction",
            f"{field.name} confirms {other.name}, which is of another kind",
            place,
            "both are compared as typed, so both have one type, and both are secret or neither is",
            f"give {field.name} the type, format and x-secret of {other.name}",
        )
    elif other and other.confirms:
        reading.report(
            "contradiction",
            f"{field.name} confirms {other.name}, itself a confirmation",
            place,
            "a confirmation repeats a field that people fill in",
            f"write x-confirms: {other.confirms}",
        )


def extent(reading: Reading, form: Form) -> None:
    """Reports a form whose `maxLength`s allow a larger post than any that is read."""
    most = MOST_BYTES // BYTES_OF_A_CHARACTER
    total = sum(field.figures.get("maxLength", 0) for field in form.fields.values())
    if total <= most:
        return
    longest = max(form.fields.values(), key=lambda field: field.figures.get("maxLength", 0))
    length = longest.figures["maxLength"]
    rest = total - length
    fix = (
        f"write a maxLength of at most {most - rest} in {longest.name}"
        if rest < most
        else "write smaller maxLengths, or move fields to a form of another state"
    )
    reading.report(
        "form-too-large",
        f"the fields of {form.name} may have {total} characters together",
        longest.place,
        f"a form is sent as one body of at most 1 MiB, which {most} characters may fill; {longest.name} alone may "
        f"have {length}",
        fix,
    )


def kept_as_written(reading: Reading, option: Option) -> None:
    """Reports an option of a shared list that a page would send back as another text."""
    kept = signs.trimmed(option.const)
    if kept != option.const or not kept:
        reading.report(
            "never-valid",
            f'the option "{option.const[:60]}" is not valid',
            option.title.place,
            _why_other(option.const),
            f'write "{kept}"' if kept else "write a const that is not blank",
        )


def own_values(reading: Reading, field: Field, found: Found, checker: Checker) -> None:
    """Reports a default, example, const or option that is not valid, or would be kept in another form."""
    for what, value, place in _values(field, found.node.entries):
        read = answering.read(field, answering.typed_again(field, value, NEUTRAL), NEUTRAL)
        keyword = read.fault or answering.check(field, checker, value)
        if keyword is None and read.value == value:
            continue
        if what == "option" and keyword == "minItems":
            continue  # one option alone is too few: that says nothing of it
        words = ", ".join(value) if isinstance(value, tuple) else str(value)
        fix = f"write one that does, or change {keyword}" if keyword else f'write "{_kept(read.value)}"'
        if keyword == "enum":
            keyword = _listed_by(found.node.entries)
            fix = _option_meant(field, value) or f"write one of its options, or add this one to {keyword}"
        elif what == "option" and field.shared:
            fix = f"take {keyword} out, or leave such options out with without"
        reading.report(
            "never-valid",
            f'the {what} "{words}" of {field.name} is not valid',
            place._replace(width=max(1, len(words))),
            f"it does not meet the field's own {keyword}" if keyword else _why_other(words),
            fix,
        )
        if what == "option" and field.shared:
            return  # one keyword may refuse all of a long list


def _values(field: Field, written: Mapping[str, Entry]) -> Iterator[tuple[str, Value, Place]]:
    """Each value that a form states for one of its fields: what it is, and its place."""
    if field.default is not None and field.default is not False:  # and not 0, which Python holds for False
        yield "default", field.default, written["default"].value.place
    examples = written["examples"].value if "examples" in written else None
    for at, example in enumerate(field.examples):
        every = examples.items if isinstance(examples, List) and len(examples.items) == len(field.examples) else ()
        yield "example", example, every[at].place if every else written["examples"].value.place
    if "const" in field.figures:
        yield "const", field.figures["const"], written["const"].value.place
    asked = field.figures or field.patterns or field.format
    if field.shared and not asked:
        return  # the options of a list are looked at there, once for all its fields
    if len({option.const for option in field.options}) == len(field.options):
        named = _listing(written).get("x-options") if field.shared else None
        for option in field.options:
            place = named.value.place if named else option.title.place
            yield "option", (option.const,) if field.kind == "list" else option.const, place


def _listing(written: Mapping[str, Entry]) -> Mapping[str, Entry]:
    """The keywords of the field, or of an array's items: among them those that list options."""
    inner = written["items"].value if "items" in written else None
    return inner.entries if isinstance(inner, Map) else written


def _listed_by(given: Mapping[str, Entry]) -> str:
    """The keyword by which the field, or an array's items, lists its options."""
    listing = _listing(given)
    return next((key for key in ("oneOf", "x-options") if key in listing), "enum")


def _option_meant(field: Field, value: Value) -> str | None:
    """The const of the option whose title was written in its place."""
    titles = {option.title.source.casefold(): option.const for option in field.options}
    if isinstance(value, str):
        return f'write "{titles[value.casefold()]}"' if value.casefold() in titles else None
    written = value if isinstance(value, tuple) else ()
    consts = [one if one in titles.values() else titles.get(one.casefold()) for one in written]
    listed = ", ".join(f'"{const}"' for const in consts)
    return f"write [{listed}]" if written and None not in consts else None


def _why_other(words: str) -> str:
    """Why a value would be kept in another form: what cannot be seen in it has a name."""
    unseen = signs.unseen_in(words)
    if unseen:
        return f"once typed it would be kept in another form: it has a {unseen}, which cannot be seen"
    return "once typed it would be kept in another form" + (
        ": it has a blank at its end" if words != words.strip() else ""
    )


def _kept(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value or "a text that is not blank")
