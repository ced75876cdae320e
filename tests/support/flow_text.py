"""A flow from texts alone: no files, no rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from textwrap import dedent

from engine.language.load import empty_site
from engine.language.model import Flow, Site
from engine.language.schema.flow import read_flow
from engine.language.schema.form import read_form
from engine.language.yaml import Node, read_tree
from engine.registry import default_registry

HEAD = """parcours: 1
flow: essai
title: Essai
version: "1"
language: fr
timezone: Europe/Paris
retention: {draft: 24 hours, closed: 24 hours}
"""


def flow_of(text: str, forms: Mapping[str, str] | None = None, site: Site | None = None) -> Flow:
    """
    The flow that a text says, with its forms, as it is read, whatever its rules would say.

    Args:
        text: everything but the head (version, name, title, language, zone, retention).
        forms: name -> text.
    """
    registry = default_registry()
    read = read_flow(_node(HEAD + dedent(text), "essai.yaml"), "essai", "essai.yaml", registry, site or empty_site())
    assert read.flow
    assert not read.problems, "\n".join(map(str, read.problems))
    found = {}
    for name, form_text in (forms or {}).items():
        file = f"forms/{name}.yaml"
        form, problems = read_form(_node(dedent(form_text), file), name, file, registry)
        assert form
        assert not problems, "\n".join(map(str, problems))
        found[name] = form
    return replace(read.flow, forms=found)


def _node(text: str, file: str) -> Node:
    node, problems = read_tree(text, file)
    assert not problems, "\n".join(map(str, problems))
    assert node
    return node
