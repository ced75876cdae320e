"""One value as an analyst writes it, read by one kind."""

from __future__ import annotations

from typing import Any

from engine.language.decoding import Kind, Reading, report_unfit
from engine.language.yaml import Mapping, read_tree
from engine.problems import Problem
from engine.registry import default_registry


def decoded(kind: Kind[Any], written: str, key: str = "k", reading: Reading | None = None) -> tuple[Any, list[Problem]]:
    """The value of `key: written`, BROKEN where it cannot be read; and its problems."""
    reading = reading or Reading(default_registry())
    node, problems = read_tree(f"{key}: {written}\n", "f.yaml")
    assert isinstance(node, Mapping), problems
    assert problems == [], [str(problem) for problem in problems]
    (entry,) = node.entries.values()
    value = kind.read(reading, entry.value, entry.key)
    report_unfit(reading)
    return value, reading.problems


def the_problem(kind: Kind[Any], written: str, key: str = "k", reading: Reading | None = None) -> tuple[str, str, str]:
    """Code, message and fix of the one problem of `key: written`."""
    _, problems = decoded(kind, written, key, reading)
    assert len(problems) == 1, [str(problem) for problem in problems]
    assert problems[0].cause
    return problems[0].code, problems[0].message, problems[0].fix


def under(problem: Problem) -> str:
    """The characters under the carets."""
    place = problem.place
    return place.source[place.column - 1 : place.column - 1 + place.width]
