"""Which keywords a form and its fields may hold, by kind; and what to say of those that they may not."""

from __future__ import annotations

import re
import unicodedata

from engine.language.forms.nouns import Field

TYPES = {"string": "text", "integer": "integer", "number": "number", "boolean": "boolean", "array": "list"}

KINDS = {
    "text": "type string",
    "date": "format date",
    "integer": "type integer",
    "number": "type number",
    "boolean": "type boolean",
    "list": "type array",
}

FORM = ("$schema", "type", "title", "properties", "required", "x-groups", "x-rules")

_ANY = ("type", "title", "description", "default", "x-messages")
_TYPED = ("examples", "const", "x-confirms", "x-autocomplete")
_FIGURES = ("minimum", "maximum", "multipleOf", "x-unit")

FIELD = {
    "text": (
        *_ANY, *_TYPED, "enum", "oneOf", "minLength", "maxLength", "pattern", "allOf", "format", "x-secret",
        "x-widget",
    ),
    "date": (*_ANY, *_TYPED, "format"),
    "integer": (*_ANY, *_TYPED, *_FIGURES),
    "number": (*_ANY, *_TYPED, *_FIGURES),
    "boolean": (*_ANY, "const"),
    "list": (*_ANY, "items"),
}  # fmt: skip
ANYWHERE = tuple(dict.fromkeys(key for keys in FIELD.values() for key in keys))  # what a field of some type may hold
ITEMS = ("type", "enum", "oneOf")
OPTION = ("const", "title")
PATTERN = ("pattern", "x-messages")
GROUP = ("title", "fields")
RULE = ("check", "field", "message")

FIGURES = ("minLength", "maxLength", "minimum", "maximum", "multipleOf", "const")  # what a message may quote
LATER = ("x-when", "x-after")  # words of the language, reserved for a later version

# Words of JSON Schema that the language leaves out, with what to write instead where there is something.
UNSUPPORTED = {
    "$ref": "write the field out: nothing is ever fetched, and nothing refers to another place",
    "if": "write what depends on another answer as x-rules",
    "then": "write what depends on another answer as x-rules",
    "else": "write what depends on another answer as x-rules",
    "dependentRequired": "write it as x-rules: - {check: not given(one) or given(other), field: other, message: …}",
    "exclusiveMinimum": "write minimum, with the least figure that is allowed",
    "exclusiveMaximum": "write maximum, with the greatest figure that is allowed",
    "required": "write required on the form: a list of the fields that must be given",
    "anyOf": "write oneOf for options; for patterns, one pattern with |",
    **dict.fromkeys(("oneOf", "allOf", "enum", "not", "dependentSchemas", "dependencies", "$defs", "definitions"), ""),
    **dict.fromkeys(("$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "$comment"), ""),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems", "prefixItems", "contains"), ""),
    **dict.fromkeys(("minContains", "maxContains", "unevaluatedItems", "unevaluatedProperties"), ""),
    **dict.fromkeys(("properties", "patternProperties", "additionalProperties", "propertyNames"), ""),
    **dict.fromkeys(("minProperties", "maxProperties", "contentEncoding", "contentMediaType", "contentSchema"), ""),
    **dict.fromkeys(("readOnly", "writeOnly", "deprecated"), ""),
}

ALL = frozenset(key for keys in (FORM, *FIELD.values(), ITEMS, UNSUPPORTED) for key in keys)

WIDGETS = ("text", "textarea", "select", "radio", "password", "code")
MOST_RADIOS = 5  # more options than these are easier to choose in a list
LONGEST_PATTERN = 500

# The words of https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill
_AUTOFILL = """
off on shipping billing home work mobile fax pager name honorific-prefix given-name additional-name family-name
honorific-suffix nickname username new-password current-password one-time-code organization-title organization
street-address address-line1 address-line2 address-line3 address-level4 address-level3 address-level2
address-level1 country country-name postal-code cc-name cc-given-name cc-additional-name cc-family-name cc-number
cc-exp cc-exp-month cc-exp-year cc-csc cc-type transaction-currency transaction-amount language bday bday-day
bday-month bday-year sex url photo tel tel-country-code tel-national tel-area-code tel-local tel-local-prefix
tel-local-suffix tel-extension email impp webauthn
"""
AUTOCOMPLETE = tuple(_AUTOFILL.split())


def widgets(kind: str, options: int, secret: bool) -> tuple[str, ...]:
    """How a field may be filled in; first what it is where nothing is said."""
    if kind == "boolean":
        return ("checkbox",)
    if kind == "list":
        return ("checkboxes",)
    if options:
        return ("radio", "select") if options <= MOST_RADIOS else ("select", "radio")
    if secret:
        return ("password", "text", "code")
    return ("text", "textarea", "code", "password") if kind == "text" else ("text",)


def of(field: Field) -> tuple[str, ...]:
    """The keywords that an answer to this field can fail."""
    found = [key for key in field.figures if key in FIGURES]
    if field.required:
        found.append("required")
    if field.kind in ("integer", "number"):
        found.append("type")
    if any(pattern.message is None for pattern in field.patterns):
        found.append("pattern")
    if field.format:
        found.append("format")
    if field.options:
        found.append("enum")
    if field.confirms:
        found.append("x-confirms")
    return tuple(found)


def as_name(written: str) -> str:
    """The nearest name: `Prénom usuel` -> `prenom_usuel`."""
    letters = unicodedata.normalize("NFKD", written).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "_", letters).strip("_0123456789") or "field"


def pattern_fix(source: str) -> str:
    """What to write instead of a pattern that RE2 refuses."""
    if re.search(r"\(\?<?[=!]", source):
        return 'write one pattern for each condition under allOf: [{pattern: "[0-9]"}, {pattern: "[A-Za-z]"}]'
    if re.search(r"\\[1-9]", source):
        return "write the pattern without a reference such as \\1"
    return "write it in RE2's syntax: https://github.com/google/re2/wiki/Syntax"
