"""The tables of keys as JSON Schema, by which editors complete and check flows and forms while they are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.language.decoding import Kind
from engine.language.schema.flow import FLOW
from engine.language.schema.form import FORM
from engine.language.schema.list_file import LIST
from engine.language.schema.site import SITE
from engine.language.schema.variant import variant_schema

SCHEMAS: dict[str, tuple[str, Kind[Any]]] = {
    "flow.schema.json": ("A flow, version 1 of the language", FLOW),
    "site.schema.json": ("What flows share", SITE),
    "form.schema.json": ("A form, version 1 of the language", FORM),
    "list.schema.json": ("Options that forms share, version 1 of the language", LIST),
}


def schema_text(title: str, kind: Kind[Any]) -> str:
    """One schema as its file holds it. Draft 7: what editors of YAML understand."""
    definitions: dict[str, Any] = {}
    root = kind.schema(definitions)
    if kind is SITE:
        for table in definitions.values():
            table["properties"].pop("id", None)  # by which a variant changes an item: no variant changes the site
    parts: dict[str, Any] = {"definitions": definitions}
    if kind is FLOW:
        changes: dict[str, Any] = {}
        of_variant = variant_schema(changes)
        root = {"if": {"required": ["extends"]}, "then": _elsewhere(of_variant), "else": root}
        parts["changes"] = _elsewhere(changes)
    whole = {"$schema": "http://json-schema.org/draft-07/schema#", "title": title, "allOf": [root]}
    return json.dumps({**whole, **parts}, ensure_ascii=False, indent=1) + "\n"


def _elsewhere(schema: dict[str, Any]) -> dict[str, Any]:
    """The same with its definitions under `changes`: those of a variant are other ones of the same names."""
    text = json.dumps(schema, ensure_ascii=False).replace('"#/definitions/', '"#/changes/')
    found: dict[str, Any] = json.loads(text)
    return found


def write_schemas(folder: Path = Path(__file__).parents[1]) -> None:
    """Writes the schemas into `engine/language`: `python -m engine.language.schema.editors`."""
    for name, (title, kind) in SCHEMAS.items():
        (folder / name).write_text(schema_text(title, kind), encoding="utf-8")


if __name__ == "__main__":
    write_schemas()
