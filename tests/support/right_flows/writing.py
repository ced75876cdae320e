"""YAML as people write it: texts of several lines under `|`, leaves in braces or not."""

from __future__ import annotations

from typing import Any

import yaml


class _Dumper(yaml.CSafeDumper):
    """The language has no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def written(node: Any, *, braces: bool) -> str:
    """
    The text of a file.

    Args:
        braces: what holds no other collection stands on one line.
    """
    style = None if braces else False
    return str(
        yaml.dump(node, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=style)
    )
