"""What stands at an address, and what address a link leads to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from engine.language.load import Catalogue
from engine.language.model import Flow, Link, Page
from engine.language.once import once
from engine.language.texts.text import Href
from engine.language.urls import document_path, entry_path, named_page_path, page_path, state_path
from engine.service.browsing.results import Url

HOME, PROCEDURES = "/", "/procedures"

# Whatever else stands in an address, a line's end for one, names nothing and is repeated in no answer's header.
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


class Spot(NamedTuple):
    """What an address names. `flow` None: the site's own page."""

    kind: Literal["page", "state", "entry", "document", "flow"]
    flow: str | None
    name: str


def spot_at(catalogue: Catalogue, path: str) -> Spot | None:
    """
    What stands at `path`; None where nothing can.

    Whether a flow has such a state, entry or document is the service's to say: an older version may have it.
    """
    if path in (pages := _pages(catalogue)):
        return pages[path]
    names = path.strip("/").split("/")
    if not all(_NAME.fullmatch(name) for name in names):
        return None
    match names:
        case [name] if name in catalogue.site.pages:
            return Spot("page", None, name)
        case [name] if name in catalogue.flows:
            return Spot("flow", name, name)
        case [flow_name, name] if flow_name in catalogue.flows:
            known = name in catalogue.flows[flow_name].pages
            return Spot("page" if known else "state", flow_name, name)
        case [flow_name, "start", name] if flow_name in catalogue.flows:
            return Spot("entry", flow_name, name)
        case [flow_name, "document", name] if flow_name in catalogue.flows:
            return Spot("document", flow_name, name)
    return None


def known_part(catalogue: Catalogue, path: str) -> str:
    """A path as a log may tell it: what is declared, and nothing that somebody typed."""
    spot = spot_at(catalogue, path)
    flow = catalogue.flows.get(spot.flow) if spot and spot.flow else None
    if spot is None:
        return "/…"
    declared = (*flow.states, *flow.entries, *flow.documents, *flow.pages, flow.name) if flow else (spot.name,)
    return path if spot.name in declared else f"/{spot.flow}/…"


def address_of(catalogue: Catalogue, url: Url | Spot) -> str:
    """The one address of a page, a state, an entry or a document."""
    if url.kind == "page":
        return named_page_path(catalogue.site, catalogue.flows[url.flow] if url.flow else None, url.name)
    assert url.flow
    if url.kind == "entry":
        return entry_path(url.flow, url.name)
    if url.kind == "document":
        return document_path(url.flow, url.name)
    if url.kind == "flow":
        return front_door(catalogue, catalogue.flows[url.flow])
    return state_path(url.flow, url.name)


def front_door(catalogue: Catalogue, flow: Flow) -> str:
    """Where a flow is best begun: at its page that leads to its first entry, else at that entry itself."""
    first = next(iter(flow.entries))
    for page in flow.pages.values():
        links = [*page.links, *(link for section in page.sections for link in section.links)]
        if any(link.entry == first and link.flow in (None, flow.name) for link in links):
            return page_path(flow, page)
    return entry_path(flow.name, first)


def href_in(catalogue: Catalogue, flow: Flow | None, *, inside: bool) -> Href:
    """
    Where the links of a text lead.

    Args:
        flow: whose text it is; None: the site's.
        inside: it is shown in a case: a page then opens in a new tab, so that nothing typed is lost.
    """

    def href(kind: str, target: str) -> tuple[str, bool]:
        if kind == "page":
            return named_page_path(catalogue.site, flow, target), inside
        if kind == "flow":
            return entry_path(target, next(iter(catalogue.flows[target].entries))), False
        if kind == "entry" and flow:
            return entry_path(flow.name, target), False
        if kind == "document" and flow:
            return document_path(flow.name, target), False
        return (target, False) if kind == "url" else ("", False)

    return href


def link_address(catalogue: Catalogue, flow: Flow | None, link: Link, *, inside: bool) -> tuple[str, bool]:
    """The same for a declared link, which may also lead to a page or an entry of another flow."""
    href = href_in(catalogue, catalogue.flows[link.flow] if link.flow else flow, inside=inside)
    targets = {"page": link.page, "entry": link.entry, "document": link.document, "url": link.url, "flow": link.flow}
    kind, target = next((kind, target) for kind, target in targets.items() if target)
    address, new_tab = href(kind, target)
    return address, new_tab or link.new_tab


def nowhere(_kind: str, _target: str) -> tuple[str, bool]:
    """For words that already stand inside a link: theirs are shown as words alone."""
    return "", False


@once
def _pages(catalogue: Catalogue) -> Mapping[str, Spot]:
    """Path -> the page that stands there; of two at one path the first, the site's before a flow's."""
    own = [(flow, page) for flow in catalogue.flows.values() for page in flow.pages.values()]
    every: list[tuple[Flow | None, Page]] = [*((None, page) for page in catalogue.site.pages.values()), *own]
    return {page_path(flow, page): Spot("page", flow.name if flow else None, page.name) for flow, page in every[::-1]}
