"""The JSON Schema of a variant: nothing is required of what it changes, null takes out, a list may be a map of ids."""

from __future__ import annotations

from typing import Any

from engine.language.schema.flow import FLOW
from engine.language.schema.form import FORM

_NULL = {"type": "null"}
_NAME = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
_ID = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_-]*$", "description": "a new item: the id of the one after it"}
_REQUIRED = {"type": "object", "additionalProperties": {"enum": [True, False, None]}}  # field -> whether it is
_OF_WHOLE = ("required", "minProperties", "maxProperties", "anyOf", "oneOf")
_PLACED = {"type": "string", "description": "in a variant: the field that this one stands after"}


def variant_schema(defs: dict[str, Any]) -> dict[str, Any]:
    """Returns the schema of a flow with `extends`; `defs` gains what it refers to."""
    root = _changes_of(FLOW.schema(defs), defs)
    forms = _or_null(_changes_of(FORM.schema(defs), defs))
    table = defs["changes of flow"]
    table["properties"] = {
        "extends": {**_NAME, "description": "the flow that this one changes: its base"},
        **table["properties"],
        "forms": {
            "type": "object",
            "additionalProperties": forms,
            "propertyNames": {"pattern": _NAME["pattern"]},
            "description": "what changes of the forms of the base, by their names",
        },
    }
    table["required"] = ["extends"]
    return root


def _changes_of(schema: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    """Returns the schema of changes of what a schema describes; `defs` gains those that it refers to."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2].replace("%20", " ")
        changed = f"changes of {name}"
        if changed not in defs:
            defs[changed] = {}  # holds its place, also where it holds itself
            defs[changed].update(_table(defs[name], defs, name))
        return {"$ref": f"#/definitions/{changed.replace(' ', '%20')}"}
    several = next((word for word in ("allOf", "anyOf", "oneOf") if word in schema), None)
    if several:
        return {**schema, several: [_changes_of(one, defs) for one in schema[several]]}
    if schema.get("type") == "object":
        return _table(schema, defs, "")
    if schema.get("type") == "array" and (item := _with_id(schema.get("items", {}), defs)):
        described = {"description": schema["description"]} if "description" in schema else {}
        return {"anyOf": [{**schema, "description": ""}, _by_id(item, defs)], **described}
    return schema


def _table(schema: dict[str, Any], defs: dict[str, Any], name: str) -> dict[str, Any]:
    whole = {key: value for key, value in schema.items() if key not in _OF_WHOLE}
    if "properties" in schema:
        keys = {key: _or_null(_changes_of(value, defs)) for key, value in schema["properties"].items()}
        if name == "form":
            keys["required"] = {"anyOf": [keys["required"], _REQUIRED]}
        if name.endswith(" field"):
            keys["x-after"] = {**_NAME, **_PLACED}
        if "id" in keys:
            keys.setdefault("before", _ID)
        return {**whole, "properties": keys}
    inside = schema.get("additionalProperties")
    return {**whole, "additionalProperties": _or_null(_changes_of(inside, defs))} if inside else whole


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    described = {"description": schema["description"]} if "description" in schema else {}
    return {"anyOf": [{key: value for key, value in schema.items() if key != "description"}, _NULL], **described}


def _with_id(item: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any] | None:
    """The items of a list, where they may have an `id`."""
    name = item["$ref"].rpartition("/")[2].replace("%20", " ") if "$ref" in item else ""
    return item if "id" in defs.get(name, {}).get("properties", {}) else None


def _by_id(item: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": _or_null(_changes_of(item, defs))}
