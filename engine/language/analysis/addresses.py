"""Every address of a site and its flows, with what is found there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.language.analysis.subject import Folder
from engine.language.model import Flow, Site
from engine.language.urls import Address, path_of
from engine.problems import Place


class Destination(NamedTuple):
    """Something that is found at a path, e.g. `page "help"` at `/help`."""

    path: str
    what: str
    place: Place

    @property
    def first(self) -> str:
        """The first part of the path."""
        return self.path.split("/")[1]


def addresses_of(folder: Folder) -> Iterator[Destination]:
    """The addresses of the site's pages, then of each flow: its own, its states, entries, documents and pages."""
    if folder.site is not None:
        yield from _of_site(folder.site)
    for flow in folder.flows.values():
        yield from _of_flow(flow)


def _of_site(site: Site) -> Iterator[Destination]:
    for page in site.pages.values():
        path = path_of(Address("page", None, page.name), page.path)
        yield Destination(path, f'page "{page.name}"', page.path_place or page.place)


def _of_flow(flow: Flow) -> Iterator[Destination]:
    """A flow's own name first: everything below it is the flow's. Pages, states and views of one name are a clash."""
    yield Destination(path_of(Address("flow", flow.name)), f'flow "{flow.name}"', flow.place)
    for state in flow.states.values():
        if state.name not in flow.pages:
            yield Destination(path_of(Address("state", flow.name, state.name)), f'state "{state.name}"', state.place)
    for view in flow.views.values():
        if view.name not in flow.pages and view.name not in flow.states:
            yield Destination(path_of(Address("view", flow.name, view.name)), f'view "{view.name}"', view.place)
    for entry in flow.entries.values():
        yield Destination(path_of(Address("entry", flow.name, entry.name)), f'entry "{entry.name}"', entry.place)
    for document in flow.documents.values():
        yield Destination(
            path_of(Address("document", flow.name, document.name)), f'document "{document.name}"', document.place
        )
    for page in flow.pages.values():
        path = path_of(Address("page", flow.name, page.name), page.path)
        yield Destination(path, f'page "{page.name}"', page.path_place or page.place)
