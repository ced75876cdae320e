"""What can be done in a situation: on the page at hand, at the doors, and what happens by itself."""

from __future__ import annotations

from typing import NamedTuple

from engine.core.browsing.results import Screen, Viewed
from engine.language.forms import Form
from engine.language.model import Link, Page, State, View
from engine.language.urls import Address
from engine.study.world.observation import Due
from engine.study.world.person import PlainPage, papers_of
from engine.study.world.world import World


class Ways(NamedTuple):
    """
    What a browser can do, and what comes by itself.

    Attributes:
        form: of the page at hand; None: it has none, or there is no page.
        events: its buttons, in the order of the page, and "back" at the end where it leads back.
        gate: whether a challenge stands before them.
        modify: addresses of earlier forms that can be filled in again.
        views, documents: that are open where the case of the page stands.
        links: the doors and pages that it leads to besides.
        entries: every door of the catalogue.
        due: what happens by itself, in any case, the next first.
    """

    form: Form | None
    events: tuple[str, ...]
    gate: bool
    modify: tuple[Address, ...]
    views: tuple[Address, ...]
    documents: tuple[Address, ...]
    links: tuple[Address, ...]
    entries: tuple[Address, ...]
    due: tuple[Due, ...]


def ways(world: World, browser: str) -> Ways:
    """What can be done in this browser now."""
    page, flows = world.persons[browser].page, world.hosted.catalogue.flows
    entries = tuple(Address("entry", flow.name, entry) for flow in flows.values() for entry in flow.entries)
    due = world.due()
    if isinstance(page, Screen):
        events = (*(button.name for button in page.buttons), *(("back",) if page.can_go_back else ()))
        modify = tuple(Address("state", page.flow.name, state) for state in page.modifiable)
        gate = page.challenge is not None and page.proof is None
        links = _led_to(world, page.flow.name, page.state)
        return Ways(page.form, events, gate, modify, *_open_beside(page), links, entries, due)
    if isinstance(page, Viewed):
        links = _led_to(world, page.flow.name, page.view)
        return Ways(None, (), False, (), *_open_beside(page), links, entries, due)
    links = _led_to(world, page.flow, page.page) if isinstance(page, PlainPage) else ()
    return Ways(None, (), False, (), (), (), links, entries, due)


def _open_beside(page: Screen | Viewed) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
    """The views and documents of the case that a page shows."""
    flow = page.flow
    views = tuple(Address("state", flow.name, view.name) for view in flow.views_open(page.case.state))
    return views, tuple(Address("document", flow.name, document.name) for document in papers_of(page))


def _led_to(world: World, flow: str | None, shown: State | View | Page) -> tuple[Address, ...]:
    """The doors and pages that a page links to, as it stands now, each once."""
    declared = [*shown.links, *(link for section in shown.sections for link in section.links)]
    targets = [_target_of(link, flow) for link in declared]
    texts = (text for text in (shown.content, *(section.content for section in shown.sections)) if text)
    targets += [(link.kind, flow, link.target) for text in texts for link in text.links]
    found = (_address_of(world, *target) for target in targets)
    return tuple(dict.fromkeys(address for address in found if address))


def _target_of(link: Link, flow: str | None) -> tuple[str, str | None, str]:
    """Kind, flow and name of what a declared link leads to."""
    if link.page or link.entry:
        return ("page" if link.page else "entry"), link.flow or flow, link.page or link.entry or ""
    return ("flow", None, link.flow) if link.flow else ("", None, "")


def _address_of(world: World, kind: str, flow: str | None, name: str) -> Address | None:
    flows = world.hosted.catalogue.flows
    if kind == "flow":
        return Address("entry", name, next(iter(flows[name].entries))) if name in flows else None
    if kind == "entry":
        return Address("entry", flow, name)
    if kind == "page":
        own = flow is not None and name in flows[flow].pages
        return Address("page", flow if own else None, name)
    return None  # a view or a document, which is listed as such, or another site
