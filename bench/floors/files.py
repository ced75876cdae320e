"""A flow's files read by the library's own YAML, with no place of anything, and its schemas checked as schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator


def read(path: Path) -> dict[str, Any]:
    """The flow as plain maps and lists; nothing in it is looked at."""
    texts = [path, path.parent / "site.yaml"]
    flow, _ = (yaml.load(text.read_text("utf-8"), yaml.CSafeLoader) for text in texts)
    for name in {state["form"] for state in flow["states"].values() if "form" in state}:
        form = yaml.load((path.parent.parent / "forms" / f"{name}.yaml").read_text("utf-8"), yaml.CSafeLoader)
        form = in_french(form)
        Draft202012Validator.check_schema({key: value for key, value in form.items() if not key.startswith("x-")})
    return dict(flow)


def in_french(node: Any) -> Any:
    """The same with the French words of each text that is in two languages."""
    if isinstance(node, dict):
        both = node.keys() == {"fr", "en"}
        return node["fr"] if both else {key: in_french(value) for key, value in node.items()}
    return [in_french(item) for item in node] if isinstance(node, list) else node
