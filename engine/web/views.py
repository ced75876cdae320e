"""What a view of a case says: as much of the case as the view shows, and nothing that would change it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from markupsafe import Markup

from engine.core.browsing.navigation import CARRIED
from engine.core.browsing.results import Viewed
from engine.delivery.display import shown_row, shown_values, summary
from engine.delivery.links import Links, nowhere
from engine.delivery.messages import Messages
from engine.web.frame import (
    Anchor,
    Frame,
    Notice,
    PaperLink,
    anchors,
    frame_of,
    notice_of,
    title_in_flow,
    with_papers,
)
from engine.web.pages import Answers, Row, rows_of
from engine.web.plain import Part, one_filled, sections_of


class ViewPage(NamedTuple):
    """Any view of any flow."""

    frame: Frame
    heading: Markup
    notice: Notice | None
    content: Markup | None
    kept_first: bool  # the link to a document in `content` is the next thing to do
    parts: tuple[Part, ...]
    shown: tuple[Row, ...]
    answers: tuple[Answers, ...]
    links: tuple[Anchor, ...]


def view_page(
    viewed: Viewed, links: Links, words: Messages, papers: Mapping[str, PaperLink] = MappingProxyType({})
) -> ViewPage:
    """
    A view as a page.

    Args:
        papers: what is said beside each link to a document.
    """
    flow, view, case = viewed.flow, viewed.view, viewed.case
    values = shown_values(flow, case)
    href = with_papers(links.href(flow, inside=True), papers)
    title = title_in_flow(flow, view.title, values, links, words)
    leading = partial(anchors, links, flow, values=values, inside=True, papers=papers)
    content = view.content.html(values, href, 2) if view.content else None
    parts = one_filled(
        (
            Part(None, content, (), bool(view.content and view.content.offers_document())),
            *sections_of(view.sections, values, href, leading),
            Part(None, None, leading(view.links)),
        )
    )
    rows = (shown_row(flow, named.name, case) for named in view.show)
    groups = summary(flow, case) if view.review else ()
    return ViewPage(
        frame=frame_of(links, flow.language, title),
        heading=view.title.inline(values, href),
        notice=_notice(viewed.notice, words),
        content=content,
        kept_first=parts[0].kept_first,
        parts=parts[1:-1],
        shown=rows_of(rows, values, words),
        answers=tuple(
            Answers(group.title.plain(values, nowhere), None, rows_of(group.rows, values, words)) for group in groups
        ),
        links=parts[-1].links,
    )


def _notice(key: str | None, words: Messages) -> Notice | None:
    return notice_of(key, words.html(f"notices.{key}")) if key and key in CARRIED else None
