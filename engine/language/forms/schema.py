"""A form's fields as plain JSON Schema, and what is wrong with an answer. Only this module imports jsonschema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import referencing
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from engine.language.forms.nouns import Field
from engine.language.patterns import matches
from engine.registry import Format

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TYPES = {"text": "string", "date": "string", "list": "array"}  # of the kinds whose JSON type has another name


class Finding(NamedTuple):
    """One keyword that an answer does not meet. `pattern`: which of the field's patterns, where it is one."""

    field: str
    keyword: str
    pattern: int | None


def build(fields: Mapping[str, Field]) -> dict[str, Any]:
    """The form as plain data: what jsonschema checks, without our extensions."""
    required = [field.name for field in fields.values() if field.required]
    properties = {field.name: _property(field) for field in fields.values()}
    return {"$schema": DIALECT, "type": "object", "properties": properties, "required": required}


class _Keyword(NamedTuple):
    """One keyword of a field. `check` is jsonschema's: it yields an error for each way in which a value fails it."""

    name: str
    pattern: int | None
    check: Callable[[Any, Any, Any, Any], Iterable[ValidationError]]
    argument: Any
    validator: Any


class Checker:
    """
    jsonschema's keywords, laid out field by field once for all answers: its own way through a schema takes longer than
    all that it finds there.

    Args:
        schema: of `build`.

    Attributes:
        whole: jsonschema's validator of the same. Its registry is empty: nothing is ever fetched.
    """

    def __init__(self, schema: Mapping[str, Any], formats: Mapping[str, Format]) -> None:
        known = FormatChecker(formats=())
        for name, own in formats.items():
            known.checkers[name] = (_applied(own), ())
        self.whole: Any = _Strict(schema, registry=referencing.Registry(), format_checker=known)
        self._required = schema["required"]
        self._keywords = {name: tuple(self._laid_out(own)) for name, own in schema["properties"].items()}

    def findings(self, answers: Mapping[str, Any]) -> Iterator[Finding]:
        """Everything wrong with the answers, keyword by keyword."""
        for name in self._required:
            if name not in answers:
                yield Finding(name, "required", None)
        for name, value in answers.items():
            yield from self.of(name, value)

    def of(self, name: str, value: Any) -> Iterator[Finding]:
        """Everything wrong with one answer."""
        for keyword, pattern, check, argument, validator in self._keywords[name]:
            for error in check(validator, argument, value, validator.schema):
                # Of a list's items it is the keyword that an item fails.
                yield Finding(name, str(error.validator) if keyword == "items" else keyword, pattern)

    def _laid_out(self, own: Mapping[str, Any]) -> Iterator[_Keyword]:
        validator, known = self.whole.evolve(schema=own), self.whole.VALIDATORS
        for keyword, argument in own.items():
            if keyword == "allOf":  # of patterns: see `_property`
                for which, one in enumerate(argument):
                    yield _Keyword("pattern", which, known["pattern"], one["pattern"], validator)
            elif keyword in known:  # a title asks nothing
                yield _Keyword(keyword, None, known[keyword], argument, validator)


def _applied(format: Format) -> Callable[[object], bool]:
    """Returns the format's check, which passes values that are not texts: those are the keyword `type`'s."""
    return lambda value: not isinstance(value, str) or format.check(value)


def _property(field: Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": TYPES.get(field.kind, field.kind), "title": field.title.source}
    # enum also for oneOf: of the same meaning, and a list of countries is looked through once, not item by item
    options = {"enum": [option.const for option in field.options]} if field.options else {}
    if field.kind == "list":
        schema["items"] = {"type": "string", **options}
    else:
        schema.update(options)
    # an answer is looked at as plain data, where a date is text
    schema.update({key: v.isoformat() if isinstance(v, date) else v for key, v in field.figures.items()})
    if field.format:
        schema["format"] = field.checked.name if field.checked else field.format
    if field.patterns:
        schema["allOf"] = [{"pattern": pattern.source} for pattern in field.patterns]
    return schema


# Keywords that are read in our own way: patterns by RE2, multiples exactly; types and lengths, which almost every
# answer is asked for, without the library's table of types; options, which are texts, without its way to compare.

_OWN_TYPE = {"string": str, "array": list, "boolean": bool, "integer": int}


def _type(validator: Any, asked: str, instance: Any, schema: Any) -> Iterable[ValidationError]:
    if type(instance) is _OWN_TYPE.get(asked):
        return ()
    errors: Iterable[ValidationError] = Draft202012Validator.VALIDATORS["type"](validator, asked, instance, schema)
    return errors


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not matches(pattern, instance):
        yield ValidationError("does not match")


def _multiple(validator: Any, step: int | Decimal, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, int | Decimal) and Fraction(instance) % Fraction(step):
        yield ValidationError("is not a multiple")


def _min_length(validator: Any, least: int, instance: Any, schema: Any) -> Iterable[ValidationError]:
    return (ValidationError("is too short"),) if isinstance(instance, str) and len(instance) < least else ()


def _max_length(validator: Any, most: int, instance: Any, schema: Any) -> Iterable[ValidationError]:
    return (ValidationError("is too long"),) if isinstance(instance, str) and len(instance) > most else ()


def _not_before(validator: Any, first: str, instance: Any, schema: Any) -> Iterable[ValidationError]:
    """Days are looked at as text, year first and in four digits: their order is that of the texts."""
    return (ValidationError("is too early"),) if isinstance(instance, str) and instance < first else ()


def _not_after(validator: Any, last: str, instance: Any, schema: Any) -> Iterable[ValidationError]:
    return (ValidationError("is too late"),) if isinstance(instance, str) and instance > last else ()


def _enum(validator: Any, listed: Any, instance: Any, schema: Any) -> Iterable[ValidationError]:
    return () if isinstance(instance, str) and instance in listed else (ValidationError("is not listed"),)


_KEYWORDS = {
    "enum": _enum,
    "type": _type,
    "minLength": _min_length,
    "maxLength": _max_length,
    "pattern": _pattern,
    "multipleOf": _multiple,
    "formatMinimum": _not_before,
    "formatMaximum": _not_after,
}
_Strict = extend(Draft202012Validator, _KEYWORDS)  # type: ignore[no-untyped-call]  # the library has no types for it
