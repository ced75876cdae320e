"""What a page outside any case says: of a flow or the site, the list of procedures, an error. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple

from markupsafe import Markup, escape

from engine.core.browsing.navigation import CARRIED
from engine.core.browsing.results import ShutDoor
from engine.core.filling import locale_of
from engine.delivery.display import settings_shown
from engine.delivery.links import Links, nowhere
from engine.delivery.messages import Messages
from engine.language.model import Flow, Page, Section
from engine.language.texts.text import Href
from engine.language.urls import Address
from engine.web.frame import (
    Anchor,
    Frame,
    Notice,
    PaperLink,
    anchors,
    first_filled,
    frame_of,
    notice_of,
    service_name,
    site_settings,
    title_in_flow,
    with_papers,
)

SHORT = 300  # characters: what a card holds


class Part(NamedTuple):
    """A section of a page, or a note beside a form. `kept_first`: the document its text links to is the next thing."""

    title: Markup | None
    content: Markup | None
    links: tuple[Anchor, ...]
    kept_first: bool = False


class PlainPage(NamedTuple):
    """A page outside any case. `cards`: its parts are things to choose from."""

    frame: Frame
    heading: Markup
    notice: Notice | None
    parts: tuple[Part, ...]
    cards: bool = False


def plain_page(page: Page, flow: Flow | None, links: Links, words: Messages, notice: Notice | None) -> PlainPage:
    """A page of a flow, or of the site (`flow` None)."""
    values = settings_shown(flow) if flow else site_settings(links.catalogue.site)
    # Which case it would be of is not known here: its format alone is said.
    papers = dict.fromkeys(flow.documents if flow else (), PaperLink(words.html("document.format")))
    href = with_papers(links.href(flow), papers)
    heading = page.title.plain(values, nowhere)
    title = (
        title_in_flow(flow, page.title, values, links, words)
        if flow
        else words.plain("page.title", title=heading, service=service_name(links.catalogue.site))
    )
    offered = page.content is not None and page.content.offers_document()
    parts = [Part(None, page.content.html(values, href, 2) if page.content else None, (), offered)]
    leading = partial(anchors, links, flow, values=values, inside=False, papers=papers)
    parts += sections_of(page.sections, values, href, leading)
    parts.append(Part(None, None, leading(page.links)))
    return PlainPage(
        frame=frame_of(links, words.language, title),
        heading=page.title.inline(values, href),
        notice=notice,
        parts=one_filled(part for part in parts if part.content or part.links or part.title),
        cards=_is_choice(page, values),
    )


def one_filled(parts: Iterable[Part]) -> tuple[Part, ...]:
    """One filled button a page: the first of its buttons, a document to keep among them."""
    found, free = [], True
    for part in parts:
        kept = free and part.kept_first
        links = first_filled(part.links) if free and not kept else part.links
        free = free and not kept and not any(link.primary for link in links)
        found.append(part._replace(links=links, kept_first=kept))
    return tuple(found)


def _is_choice(page: Page, values: Mapping[str, str]) -> bool:
    """Whether a page is nothing but a few short things, each under a title, of which one can be chosen at least."""
    if page.content or page.links or len(page.sections) < 2 or not any(section.links for section in page.sections):
        return False
    return all(
        section.title and len(section.content.plain(values, nowhere) if section.content else "") <= SHORT
        for section in page.sections
    )


def sections_of(
    sections: Iterable[Section], values: Mapping[str, str], href: Href, anchors_of: Callable[..., tuple[Anchor, ...]]
) -> tuple[Part, ...]:
    """Sections as parts of a page. `anchors_of`: links -> anchors."""
    return tuple(
        Part(
            section.title.inline(values, href) if section.title else None,
            section.content.html(values, href, 3 if section.title else 2) if section.content else None,
            anchors_of(section.links),
            section.content is not None and section.content.offers_document(),
        )
        for section in sections
    )


def procedures_page(links: Links, words: Messages) -> PlainPage:
    """The flows that are hosted, each with the way in."""
    title = words.plain("page.title", title=words.plain("procedures.title"), service=service_name(links.catalogue.site))
    flows = links.catalogue.flows.values()
    doors = tuple(Anchor(_titled(flow, words.language), links.front_door(flow), False, False) for flow in flows)
    none = Markup("<p>{}</p>").format(words.html("procedures.none"))
    part = Part(None, None, doors) if doors else Part(None, none, ())
    heading = words.html("procedures.title")
    return PlainPage(frame_of(links, words.language, title), heading, None, (part,))


def _titled(flow: Flow, language: str) -> Markup:
    """A flow's title; in a list of another language, with its own: a screen reader says it so."""
    title = flow.title.inline(settings_shown(flow), nowhere)
    return title if flow.language == language else Markup('<span lang="{}">{}</span>').format(flow.language, title)


def door_page(door: ShutDoor, links: Links, words: Messages, notice: Notice | None = None) -> PlainPage:
    """
    An entry where no case begins now, or a page of a procedure that has ended: why, and a way on.

    Args:
        notice: instead of the door's own.
    """
    flow, shut = door.flow, door.shut
    values, href = settings_shown(flow), links.href(flow)
    day = {"day": locale_of(flow).show(shut.day)} if shut.day else {}
    heading = words.plain(f"doors.{shut.why}.title")
    names = {"title": heading, "flow": flow.title.plain(values, nowhere)}
    title = words.plain("page.title_in_flow", service=service_name(links.catalogue.site), **names)
    said = Markup("<p>{}</p>").format(words.html(f"doors.{shut.why}.text", **day))
    back = Anchor(words.html("errors.back"), links.address(Address("home")), False, True, primary=True)
    onward: tuple[Anchor, ...] = (back,)
    if door.case:
        there = links.address(Address("state", flow.name, door.case.state))
        here = Anchor(words.html("doors.yours"), there, False, True, primary=True)
        onward = (here, back._replace(primary=False, button=False))
    parts = [
        Part(None, Markup('<p class="of">{}</p>').format(names["flow"]), ()),
        Part(None, shut.message.html(values, href, 2) if shut.message else said, ()),
        Part(None, None, onward),
    ]
    key = door.notice if door.notice in CARRIED else None
    notice = notice or (notice_of(key, words.html(f"notices.{key}")) if key else None)
    return PlainPage(frame_of(links, words.language, title), escape(heading), notice, tuple(parts))


def error_page(kind: str, links: Links, words: Messages) -> PlainPage:
    """The page of an error: what happened, and a way out. `kind`: a key under "errors"."""
    heading = words.plain(f"errors.{kind}.title")
    title = words.plain("page.title", title=heading, service=service_name(links.catalogue.site))
    parts = (
        Part(None, Markup("<p>{}</p>").format(words.html(f"errors.{kind}.text")), ()),
        Part(
            None, None, (Anchor(words.html("errors.back"), links.address(Address("home")), False, True, primary=True),)
        ),
    )
    return PlainPage(frame_of(links, words.language, title), escape(heading), None, parts)
