"""What can be done in a situation: on the page at hand, at the doors, and what happens by itself."""

from __future__ import annotations

from typing import NamedTuple

from engine.core.browsing.results import Screen, Viewed
from engine.language.forms import Form
from engine.language.model import Flow, Link, State, View
from engine.language.urls import Address
from engine.study.world.observation import Due
from engine.study.world.person import papers_of
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
        links: what else its page leads to.
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
    if isinstance(page, Screen):
        events = (*(button.name for button in page.buttons), *(("back",) if page.can_go_back else ()))
        modify = tuple(Address("state", page.flow.name, state) for state in page.modifiable)
        gate = page.challenge is not None and page.proof is None
        return Ways(page.form, events, gate, modify, *_beside(page, page.state, flows), entries, world.due())
    if isinstance(page, Viewed):
        return Ways(None, (), False, (), *_beside(page, page.view, flows), entries, world.due())
    return Ways(None, (), False, (), (), (), (), entries, world.due())


def _beside(
    page: Screen | Viewed, shown: State | View, flows: object
) -> tuple[tuple[Address, ...], tuple[Address, ...], tuple[Address, ...]]:
    flow = page.flow
    views = tuple(Address("state", flow.name, view.name) for view in flow.views_open(page.case.state))
    documents = tuple(Address("document", flow.name, document.name) for document in papers_of(page))
    links = [*shown.links, *(link for section in shown.sections for link in section.links)]
    led = (_led_to(flow, link) for link in links)
    return views, documents, tuple(address for address in led if address)


def _led_to(flow: Flow, link: Link) -> Address | None:
    """The door that a link of a page opens; None: it leads to a page outside any case, to a view or a document."""
    if link.entry is None or link.page is not None:
        return None
    return Address("entry", link.flow or flow.name, link.entry)
