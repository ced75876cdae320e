"""A form's fields as plain JSON Schema, and what is wrong with an answer. The only room with jsonschema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import re2
import referencing
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from engine.language.forms.nouns import Field
from engine.registry import Format

_ANCHORED = re.compile(r"(?:\(\?[a-zA-Z]+\))?\^(?:.*[^\\])?(?:\\\\)*\$\Z", re.S)
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


def validator(schema: Mapping[str, Any], formats: Mapping[str, Format]) -> Any:
    """jsonschema's validator, once for all answers. Its registry is empty: nothing is ever fetched."""
    checker = FormatChecker(formats=())
    for name, known in formats.items():
        checker.checkers[name] = (_applied(known), ())
    return _Strict(schema, registry=referencing.Registry(), format_checker=checker)


def findings(validator: Any, instance: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything wrong with the answers, keyword by keyword."""
    for error in validator.iter_errors(instance):
        path, where = list(error.absolute_path), list(error.absolute_schema_path)
        which = where[where.index("allOf") + 1] if "allOf" in where else None
        yield Finding(str(path[0]), str(error.validator), which)


def _applied(format: Format) -> Callable[[object], bool]:
    """Formats are of texts; a keyword says nothing of what has another type."""
    return lambda value: not isinstance(value, str) or format.check(value)


@lru_cache(maxsize=1024)
def compile_pattern(source: str) -> Any:
    """RE2's pattern: linear time on any input. Raises re2.error where RE2 cannot run it."""
    options = re2.Options()
    options.log_errors = False
    return re2.compile(source, options)


def matches(source: str, text: str) -> bool:
    """Whether a pattern accepts the text: the whole of it where it is anchored at both ends, also `^a|b$`."""
    pattern = compile_pattern(source)
    return (pattern.fullmatch if _ANCHORED.match(source) else pattern.search)(text) is not None


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
        schema["format"] = field.format
    if field.patterns:
        schema["allOf"] = [{"pattern": pattern.source} for pattern in field.patterns]
    return schema


# Keywords that jsonschema reads in its own way: patterns by RE2, multiples exactly, each missing field by its name.


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not matches(pattern, instance):
        yield ValidationError("does not match")


def _multiple(validator: Any, step: int | Decimal, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, int | Decimal) and Fraction(instance) % Fraction(step):
        yield ValidationError("is no multiple")


def _required(validator: Any, required: list[str], instance: Any, schema: Any) -> Iterator[ValidationError]:
    for name in required:
        if name not in instance:
            yield ValidationError("is missing", path=(name,))


_KEYWORDS = {"pattern": _pattern, "multipleOf": _multiple, "required": _required}
_Strict = extend(Draft202012Validator, _KEYWORDS)  # type: ignore[no-untyped-call]
