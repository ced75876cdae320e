"""Files -> checked flows: read, parse, check, in that order; every problem of every file at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from engine.language.model import Flow, Site
from engine.problems import Problem
from engine.registry import Registry


class Catalogue(NamedTuple):
    """A folder's flows: those that load, and every problem of those that do not."""

    site: Site
    flows: Mapping[str, Flow]
    problems: tuple[Problem, ...]


def load_flow(path: Path, *, registry: Registry | None = None) -> tuple[Flow | None, tuple[Problem, ...]]:
    """
    One flow with its forms (`../forms` from its folder) and its `site.yaml` (beside it, where there is one).

    Never raises for what an analyst wrote; an unreadable file is a problem too.
    """
    raise NotImplementedError


def load_catalogue(folder: Path, *, registry: Registry | None = None) -> Catalogue:
    """Every flow of `folder/flows` (all `*.yaml` but `site.yaml`) with `folder/forms`, and what spans them: a form
    used by no flow, two pages at one path."""
    raise NotImplementedError


def load_sources(name: str, sources: Mapping[str, str], site: Site, *, registry: Registry | None = None) -> Flow:
    """
    A stored version again, from `Flow.sources`; checked when it was published, so not checked again.

    Raises:
        EngineError: the text no longer loads (an engine that dropped a key).
    """
    raise NotImplementedError


def empty_site() -> Site:
    """The site of a folder that has no `site.yaml`."""
    raise NotImplementedError
