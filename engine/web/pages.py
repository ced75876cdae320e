"""What a page says: a screen, or a page of a flow or the site -> nouns that a template only lays out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from markupsafe import Markup, escape

from engine.delivery.display import settings_shown, shown_row, shown_values, summary, value_text
from engine.delivery.links import Links, nowhere
from engine.delivery.messages import Messages
from engine.language.model import Flow, Link, Page, Site
from engine.language.texts.text import Href, Target
from engine.language.urls import Address
from engine.service.browsing.results import Screen
from engine.web.controls import (
    GATE,
    ControlGroup,
    ErrorLine,
    FormContext,
    error_lines,
    errors_by_field,
    field_id,
    form_context,
    groups_of,
)

# Notices that an address may carry (?n=…): those of a redirect. Anything else there is ignored.
CARRIED = ("stale", "too_late", "elsewhere", "begun", "no_case", "come_back", "left", "no_cookie")


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


class Frame(NamedTuple):
    """What surrounds every page."""

    language: str
    title: str  # of the browser's tab
    service: Markup
    home: str
    demonstration: Markup | None
    foot: tuple[Anchor, ...]


class Notice(NamedTuple):
    words: Markup
    alarming: bool


class Stepper(NamedTuple):
    number: int
    total: int
    title: Markup
    next: str | None


class Part(NamedTuple):
    """A section of a page, or a note beside a form."""

    title: Markup | None
    content: Markup | None
    links: tuple[Anchor, ...]


class Row(NamedTuple):
    title: Markup
    value: str | None  # None: not given


class Answers(NamedTuple):
    """A group of the summary. `modify`: where it can still be changed."""

    title: str
    modify: str | None
    rows: tuple[Row, ...]


class GateBox(NamedTuple):
    """The image, its sound and the field for its answer. No `picture`: solved. No `sound`: not in this language."""

    picture: str | None
    sound: str | None
    length: str
    id: str
    error: Markup | None

    @property
    def described_by(self) -> str:
        return f"{self.id}-hint {self.id}-error" if self.error else f"{self.id}-hint"


class Button(NamedTuple):
    value: str
    words: Markup
    primary: bool


class StatePage(NamedTuple):
    """Any state of any flow."""

    frame: Frame
    heading: Markup
    stepper: Stepper | None
    notice: Notice | None
    errors: tuple[ErrorLine, ...]
    content: Markup | None
    notes: tuple[Part, ...]
    shown: tuple[Row, ...]
    answers: tuple[Answers, ...]
    links: tuple[Anchor, ...]
    action: str
    hidden: tuple[tuple[str, str], ...]
    groups: tuple[ControlGroup, ...]
    gate: GateBox | None
    buttons: tuple[Button, ...]
    back: Markup | None
    unchanged: str | None  # an earlier form: the way to the present state that changes nothing

    @property
    def any_required(self) -> bool:
        asked = any(control.required for group in self.groups for control in group.controls)
        return asked or bool(self.gate and self.gate.picture)


class PlainPage(NamedTuple):
    """A page outside any case."""

    frame: Frame
    heading: Markup
    notice: Notice | None
    parts: tuple[Part, ...]


def state_page(
    screen: Screen,
    links: Links,
    words: Messages,
    csrf: str,
    papers: Mapping[str, PaperLink] = MappingProxyType({}),
    *,
    spoken: bool = False,
) -> StatePage:
    """
    One screen as a page.

    Args:
        csrf: the token its form carries.
        papers: what is said beside each link to a document.
        spoken: its image may be heard instead.
    """
    flow, state = screen.flow, screen.state
    values = shown_values(flow, screen.case)
    href = _with_papers(links.href(flow, inside=True), papers)
    # One filled button a page. Where a document is to be kept first, that link is it.
    kept_first = state.form is None and bool(state.content and state.content.offers_document())
    context = form_context(flow, values, href, words)
    title = words.plain(
        "page.title_in_flow",
        title=state.title.plain(values, nowhere),
        flow=flow.title.plain(values, nowhere),
        service=_service(links.catalogue.site),
    )
    if screen.faults or screen.status >= 400:
        title = words.plain("page.title_wrong", title=title)
    return StatePage(
        frame=_frame(links, flow.language, title),
        heading=state.title.inline(values, href),
        stepper=_stepper(screen, values),
        notice=_notice_of(screen, words),
        errors=error_lines(screen, context),
        content=state.content.html(values, href, 2) if state.content else None,
        notes=tuple(Part(note.title.inline(values, href), note.text.html(values, href, 3), ()) for note in state.notes),
        shown=_shown(screen, values, words),
        answers=_answers(links, screen, values, words) if state.review else (),
        links=_anchors(links, flow, state.links, values, inside=True, papers=papers),
        action=links.address(screen.url),
        hidden=_hidden(screen, csrf),
        groups=groups_of(screen, context),
        gate=_gate(links, screen, context, spoken=spoken),
        buttons=tuple(
            Button(button.name, button.label.inline(values, nowhere), number == 0 and not kept_first)
            for number, button in enumerate(screen.buttons)
            if button.label
        ),
        back=state.back.label.inline(values, nowhere) if state.back and screen.can_go_back else None,
        unchanged=_state(links, screen, screen.case.state) if screen.at == "earlier" else None,
    )


def plain_page(page: Page, flow: Flow | None, links: Links, words: Messages, notice: str | None) -> PlainPage:
    """A page of a flow, or of the site (`flow` None)."""
    values = settings_shown(flow) if flow else _settings(links.catalogue.site)
    # Which case it would be of is not known here: its format alone is said.
    papers = dict.fromkeys(flow.documents if flow else (), PaperLink(words.html("document.format")))
    href = _with_papers(links.href(flow), papers)
    heading = page.title.plain(values, nowhere)
    names = {"title": heading, "service": _service(links.catalogue.site)}
    title = (
        words.plain("page.title_in_flow", flow=flow.title.plain(values, nowhere), **names)
        if flow
        else words.plain("page.title", **names)
    )
    parts = [Part(None, page.content.html(values, href, 2) if page.content else None, ())]
    for section in page.sections:
        parts.append(
            Part(
                section.title.inline(values, href) if section.title else None,
                section.content.html(values, href, 3 if section.title else 2) if section.content else None,
                _anchors(links, flow, section.links, values, inside=False, papers=papers),
            )
        )
    parts.append(Part(None, None, _anchors(links, flow, page.links, values, inside=False, papers=papers)))
    return PlainPage(
        frame=_frame(links, words.language, title),
        heading=page.title.inline(values, href),
        notice=Notice(words.html(f"notices.{notice}"), False) if notice in CARRIED else None,
        parts=tuple(part for part in parts if part.content or part.links or part.title),
    )


def procedures_page(links: Links, words: Messages) -> PlainPage:
    """The flows that are hosted, each with the way in."""
    title = words.plain("page.title", title=words.plain("procedures.title"), service=_service(links.catalogue.site))
    doors = tuple(
        Anchor(flow.title.inline(settings_shown(flow), nowhere), links.front_door(flow), False, False)
        for flow in links.catalogue.flows.values()
    )
    none = Markup("<p>{}</p>").format(words.html("procedures.none"))
    part = Part(None, None, doors) if doors else Part(None, none, ())
    heading = words.html("procedures.title")
    return PlainPage(_frame(links, words.language, title), heading, None, (part,))


def error_page(kind: str, links: Links, words: Messages) -> PlainPage:
    """The page of an error: what happened, and a way out. `kind`: a key under "errors"."""
    heading = words.plain(f"errors.{kind}.title")
    title = words.plain("page.title", title=heading, service=_service(links.catalogue.site))
    parts = (
        Part(None, Markup("<p>{}</p>").format(words.html(f"errors.{kind}.text")), ()),
        Part(None, None, (Anchor(words.html("errors.back"), links.address(Address("home")), False, True),)),
    )
    return PlainPage(_frame(links, words.language, title), escape(heading), None, parts)


def _frame(links: Links, language: str, title: str) -> Frame:
    return _bare_frame(links)._replace(language=language, title=title)


@lru_cache(maxsize=8)
def _bare_frame(links: Links) -> Frame:
    site = links.catalogue.site
    values = _settings(site)
    href = links.href(None)
    return Frame(
        language="",
        title="",
        service=site.service.inline(values, nowhere),
        home=links.address(Address("home")),
        demonstration=site.notice.inline(values, href) if site.notice else None,
        foot=_anchors(links, None, site.foot, values, inside=False),
    )


def _stepper(screen: Screen, values: Mapping[str, str]) -> Stepper | None:
    phases = screen.flow.phases
    if screen.state.phase is None or screen.state.phase.name not in phases:
        return None
    names = list(phases)
    at = names.index(screen.state.phase.name)
    following = phases[names[at + 1]].plain(values, nowhere) if at + 1 < len(names) else None
    return Stepper(at + 1, len(names), phases[names[at]].inline(values, nowhere), following)


def _notice_of(screen: Screen, words: Messages) -> Notice | None:
    if screen.notice:
        return Notice(words.html(f"notices.{screen.notice}", **screen.notice_values), screen.status >= 400)
    return Notice(words.html("form.earlier"), False) if screen.at == "earlier" and not screen.faults else None


def _shown(screen: Screen, values: Mapping[str, str], words: Messages) -> tuple[Row, ...]:
    rows = (shown_row(screen.flow, named.name, screen.case) for named in screen.state.show)
    return tuple(Row(row.title.inline(values, nowhere), value_text(row.value, row.ticked, words)) for row in rows)


def _answers(links: Links, screen: Screen, values: Mapping[str, str], words: Messages) -> tuple[Answers, ...]:
    return tuple(
        Answers(
            group.title.plain(values, nowhere),
            _state(links, screen, group.state) if group.state in screen.modifiable else None,
            tuple(
                Row(row.title.inline(values, nowhere), value_text(row.value, row.ticked, words)) for row in group.rows
            ),
        )
        for group in summary(screen.flow, screen.case)
    )


def _gate(links: Links, screen: Screen, context: FormContext, *, spoken: bool) -> GateBox | None:
    gate = screen.state.gate
    if gate is None or not (screen.challenge or screen.proof):
        return None
    length = context.locale.show(gate.length.value) if gate.length else ""
    error = errors_by_field(screen, context).get(GATE)
    picture, sound = None, None
    if screen.challenge:
        picture = links.address(Address("image", None, screen.challenge))
        sound = links.address(Address("sound", None, screen.challenge)) if spoken else None
    return GateBox(picture, sound, length, field_id(GATE), error)


def _hidden(screen: Screen, csrf: str) -> tuple[tuple[str, str], ...]:
    gate = (("_proof", screen.proof), ("_challenge", None if screen.proof else screen.challenge))
    fixed = (
        ("_csrf", csrf),
        ("_case", screen.case.id if screen.case.revision else ""),
        ("_visit", str(screen.visit)),
        ("_token", screen.token),
    )
    return (*fixed, *((name, value) for name, value in gate if value))


def _state(links: Links, screen: Screen, state: str) -> str:
    return links.address(Address("state", screen.flow.name, state))


def _anchors(
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


def _with_papers(href: Href, papers: Mapping[str, PaperLink]) -> Href:
    """The same, with what is said of a document in and beside each link to it in a text."""

    def with_paper(kind: str, target: str) -> tuple[str, bool] | Target:
        leads = href(kind, target)
        if kind != "document" or target not in papers:
            return leads
        paper = papers[target]
        beside = Markup().join(Markup(' <span class="lacking">{}</span>').format(line) for line in paper.lacking)
        return Target(leads[0], leads[1], Markup('<span class="format">{}</span>').format(paper.format), beside)

    return with_paper


def _settings(site: Site) -> dict[str, str]:
    return {name: str(setting.value) for name, setting in site.settings.items()}


def _service(site: Site) -> str:
    return site.service.plain(_settings(site), nowhere)
