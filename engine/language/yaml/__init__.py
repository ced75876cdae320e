"""YAML text -> nodes that know their line and column, or problems with a fix. Only this package imports yaml."""

from __future__ import annotations

from engine.language.yaml.characters import LARGEST, plain
from engine.language.yaml.events import DEEPEST, MOST_EVENTS
from engine.language.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence
from engine.language.yaml.reading import read_tree
from engine.language.yaml.shape import Shape, shape_of
from engine.language.yaml.source import MOST_PROBLEMS
from engine.language.yaml.writing import write_tree

__all__ = [
    "DEEPEST",
    "LARGEST",
    "MOST_EVENTS",
    "MOST_PROBLEMS",
    "Entry",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "Shape",
    "plain",
    "read_tree",
    "shape_of",
    "write_tree",
]
