"""Every address of a site and its flows, with what is found there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.language.analysis.subject import Folder
from engine.language.model import Flow, Site
from engine.problems import Place


class Address(NamedTuple):
    """Something that is found at a path, e.g. `page "help"` at `/help`."""

    path: str
    what: str
    place: Place

    @property
    def first(self) -> str:
        """The first part of the path."""
        return self.path.split("/")[1]


def addresses_of(folder: Folder) -> Iterator[Address]:
    """The addresses of the site's pages, then of each flow: its own, its states, entries, documents and pages."""
    if folder.site is not None:
        yield from _of_site(folder.site)
    for flow in folder.flows.values():
        yield from _of_flow(flow)


def _of_site(site: Site) -> Iterator[Address]:
    for page in site.pages.values():
        yield Address(page.path or f"/{page.name}", f'page "{page.name}"', page.place)


def _of_flow(flow: Flow) -> Iterator[Address]:
    """A flow's own name first: everything below it is the flow's. Pages and states of one name are a clash."""
    yield Address(f"/{flow.name}", f'flow "{flow.name}"', flow.place)
    for state in flow.states.values():
        if state.name not in flow.pages:
            yield Address(f"/{flow.name}/{state.name}", f'state "{state.name}"', state.place)
    for entry in flow.entries.values():
        yield Address(f"/{flow.name}/start/{entry.name}", f'entry "{entry.name}"', entry.place)
    for document in flow.documents.values():
        yield Address(f"/{flow.name}/document/{document.name}", f'document "{document.name}"', document.place)
    for page in flow.pages.values():
        yield Address(page.path or f"/{flow.name}/{page.name}", f'page "{page.name}"', page.place)
