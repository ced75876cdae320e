"""Words of JSON Schema, and of HTML, that are known by name although a form may not hold all of them."""

from __future__ import annotations

from engine.language.decoding import Refused

# Words of JSON Schema that the language leaves out, with what to write instead where there is something.
UNSUPPORTED = {
    "$ref": "write the field out: nothing is ever fetched, and nothing refers to another place",
    "if": "write x-when in a field that is asked only sometimes; what else depends on another answer as x-rules",
    "then": "write x-when in a field that is asked only sometimes; what else depends on another answer as x-rules",
    "else": "write x-when in a field that is asked only sometimes; what else depends on another answer as x-rules",
    "dependentRequired": "write it as x-rules: - {check: not given(one) or given(other), field: other, message: …}",
    "exclusiveMinimum": "write minimum, with the least figure that is allowed",
    "exclusiveMaximum": "write maximum, with the greatest figure that is allowed",
    "required": "write required on the form: a list of the fields that must be given",
    "anyOf": "write oneOf for options; for patterns, one pattern with |",
    **dict.fromkeys(("oneOf", "allOf", "enum", "not", "dependentSchemas", "dependencies", "$defs", "definitions"), ""),
    **dict.fromkeys(("$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "$comment"), ""),
    **dict.fromkeys(("uniqueItems", "prefixItems", "contains"), ""),
    **dict.fromkeys(("minContains", "maxContains", "unevaluatedItems", "unevaluatedProperties"), ""),
    **dict.fromkeys(("properties", "patternProperties", "additionalProperties", "propertyNames"), ""),
    **dict.fromkeys(("minProperties", "maxProperties", "contentEncoding", "contentMediaType", "contentSchema"), ""),
    **dict.fromkeys(("readOnly", "writeOnly", "deprecated"), ""),
}

# Words that some table of a form has, and that are refused by name in the others.
_OF_SOME_TABLE = (
    "type", "title", "description", "default", "examples", "const", "enum", "items", "format", "pattern",
    "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "formatMinimum", "formatMaximum",
    "multipleOf", "$schema", "x-autocomplete", "x-confirms", "x-groups", "x-grouping", "x-hint", "x-ignore",
    "x-messages", "x-options", "x-rules", "x-secret", "x-unit", "x-when", "x-widget",
)  # fmt: skip
_IN_A_VARIANT = {"x-after": "take it out: fields stand in the order written; only a variant places one after another"}
REFUSED = {
    **{word: Refused(fix=UNSUPPORTED.get(word) or "take it out") for word in (*_OF_SOME_TABLE, *UNSUPPORTED)},
    **{word: Refused(fix=fix) for word, fix in _IN_A_VARIANT.items()},
}

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
