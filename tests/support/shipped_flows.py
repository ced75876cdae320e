"""The flows that travel with the engine, read and checked once in each process."""

from __future__ import annotations

from functools import cache

from engine.language.load import Catalogue, load_catalogue
from engine.shipped import shipped


@cache
def shipped_catalogue() -> Catalogue:
    """
    The shipped flows with the site. No service changes them; a text without values only keeps the HTML made of it.

    To read them takes longer than most of what a test does with them, and grows with each flow that is added.
    """
    return load_catalogue(shipped())


def shipped_count() -> str:
    """How many flows and lists ship, by their files, as `check` says it."""
    flows = len(list((shipped() / "flows").glob("*.yaml"))) - 1  # without what they share, site.yaml
    lists = len(list((shipped() / "forms" / "lists").glob("*.yaml")))
    return f"{flows} {'flow' if flows == 1 else 'flows'}, {lists} {'list' if lists == 1 else 'lists'}"
