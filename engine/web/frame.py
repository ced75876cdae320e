"""What surrounds every page – its frame – and the links that stand on one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from markupsafe import Markup

from engine.core.accounts import SignedIn
from engine.delivery.display import shown_values
from engine.delivery.links import Links, nowhere
from engine.delivery.messages import Messages
from engine.language.model import Flow, Link, Site
from engine.language.texts.text import Href, Target, Text
from engine.language.urls import Address
from engine.web.languages import Tongue


class PaperLink(NamedTuple):
    """
    What is said of a document beside a link to it.

    Attributes:
        format: within the link, after its words.
        lacking: one line for each thing that the document does not show as it was typed.
    """

    format: Markup
    lacking: tuple[Markup, ...] = ()


class Anchor(NamedTuple):
    words: Markup
    address: str
    new_tab: bool
    button: bool
    paper: PaperLink | None = None  # what is said of the document that it leads to
    primary: bool = False  # the one filled button of its page


class SignOut(NamedTuple):
    """The button that lets an account go: a form of its own."""

    action: str
    hidden: tuple[tuple[str, str], ...]
    event: str
    words: Markup


class AccountBox(NamedTuple):
    """
    What a header says to who has signed in.

    Attributes:
        who: None: the site names nobody.
        sign_out: None: the account's version has no such button where it stands.
    """

    who: Markup | None
    words: Markup
    address: str
    sign_out: SignOut | None


class Frame(NamedTuple):
    """What surrounds every page."""

    language: str
    title: str  # of the browser's tab
    service: Markup
    home: str
    demonstration: Markup | None
    foot: tuple[Anchor, ...]
    account: AccountBox | None = None  # None: nobody is signed in
    tongues: tuple[Tongue, ...] = ()  # the other languages of the page


class Notice(NamedTuple):
    """A line above a page. tone: its look; an alarming one is read out at once."""

    words: Markup
    tone: Literal["success", "information", "alarming"]


def notice_of(key: str, words: Markup, *, alarming: bool = False) -> Notice:
    """The notice of this key in its tone: what a person did is a success, and nothing to worry about."""
    if alarming:
        return Notice(words, "alarming")
    return Notice(words, "success" if key in ("saved", "left", "signed_out") else "information")


def title_in_flow(flow: Flow, title: Text, values: Mapping[str, str], links: Links, words: Messages) -> str:
    """What the browser's tab says of a page of a flow."""
    names = {"title": title.plain(values, nowhere), "flow": flow.title.plain(values, nowhere)}
    return words.plain("page.title_in_flow", service=service_name(links.catalogue.site), **names)


def frame_of(links: Links, language: str, title: str) -> Frame:
    return _bare_frame(links)._replace(language=language, title=title)


@lru_cache(maxsize=16)
def _bare_frame(links: Links) -> Frame:
    site = links.catalogue.site
    values = site_settings(site)
    href = links.href(None)
    return Frame(
        language="",
        title="",
        service=site.service.inline(values, nowhere),
        home=links.address(Address("home")),
        demonstration=site.notice.inline(values, href) if site.notice else None,
        foot=anchors(links, None, site.foot, values, inside=False),
    )


def account_box(signed: SignedIn, links: Links, csrf: str, token: str) -> AccountBox | None:
    """
    What the header says of the account that is open in a browser.

    Args:
        csrf, token: of the form that signs out.
    """
    site, flow, case = links.catalogue.site, signed.flow, signed.case
    if site.account is None:
        return None
    values = {**site_settings(site), **shown_values(flow, case)}
    address = links.address(Address("state", flow.name, case.state))
    who = site.account.who.inline(values, nowhere) if site.account.who else None
    sign_out = None
    if signed.leave and signed.leave.label:
        hidden = (("_csrf", csrf), ("_case", case.id), ("_visit", str(case.present.visit)), ("_token", token))
        sign_out = SignOut(address, hidden, signed.leave.name, signed.leave.label.inline(values, nowhere))
    return AccountBox(who, site.account.label.inline(values, nowhere), address, sign_out)


def anchors(
    links: Links,
    flow: Flow | None,
    shown: Iterable[Link],
    values: Mapping[str, str],
    *,
    inside: bool,
    papers: Mapping[str, PaperLink] = MappingProxyType({}),
) -> tuple[Anchor, ...]:
    found = []
    for link in shown:
        address, new_tab = links.declared(flow, link, inside=inside)
        paper = papers.get(link.document) if link.document and not link.flow else None
        found.append(Anchor(link.label.inline(values, nowhere), address, new_tab, link.button, paper))
    return tuple(found)


def first_filled(links: tuple[Anchor, ...]) -> tuple[Anchor, ...]:
    """The same, the first button among them filled: of a document to keep, before any other."""
    buttons = [number for number, link in enumerate(links) if link.button]
    kept = [number for number in buttons if links[number].paper]
    first = next(iter([*kept, *buttons]), None)
    return tuple(link._replace(primary=number == first) for number, link in enumerate(links))


def with_papers(href: Href, papers: Mapping[str, PaperLink]) -> Href:
    """The same, with what is said of a document in and beside each link to it in a text."""

    def with_paper(kind: str, target: str) -> tuple[str, bool] | Target:
        leads = href(kind, target)
        if kind != "document" or target not in papers:
            return leads
        paper = papers[target]
        beside = Markup().join(Markup(' <span class="lacking">{}</span>').format(line) for line in paper.lacking)
        return Target(leads[0], leads[1], Markup('<span class="format">{}</span>').format(paper.format), beside)

    return with_paper


def site_settings(site: Site) -> dict[str, str]:
    return {name: str(setting.value) for name, setting in site.settings.items()}


def service_name(site: Site) -> str:
    return site.service.plain(site_settings(site), nowhere)
