"""What a document says: its texts with the answers and values of one case, as the HTML that becomes a PDF."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from engine.core.case import Case
from engine.delivery.display import Row, locale_of, settings_shown, shown_row, shown_values, summary, value_text
from engine.delivery.messages import Messages
from engine.delivery.templates import Environment
from engine.language.model import Document, Flow, Site
from engine.language.texts.text import Href


class DocumentRow(NamedTuple):
    title: str
    value: str | None  # None: not given; the template shows `blank`


class DocumentGroup(NamedTuple):
    title: str  # "": no heading
    rows: tuple[DocumentRow, ...]


def document_html(
    templates: Environment,
    *,
    title: str,
    language: str,
    service: str,
    groups: Iterable[DocumentGroup],
    content: Markup | str = "",
    made_on: str = "",
    notice: str = "",
    blank: str = "",
    subject: str = "",
    template: str = "document",
) -> str:
    """The HTML that `PdfMaker.make` takes, laid out by templates/pdf/<template>.html (its head says what it gets)."""
    return templates.get_template(f"pdf/{template}.html").render(
        title=title,
        language=language,
        service=service,
        groups=tuple(groups),
        content=content,
        made_on=made_on,
        notice=notice,
        blank=blank,
        subject=subject,
    )


def compose(
    flow: Flow,
    case: Case,
    document: Document,
    *,
    site: Site,
    words: Messages,
    templates: Environment,
    href: Href,
    made_at: datetime,
) -> str:
    """
    The document of this case, in the flow's language.

    Args:
        href: gives absolute addresses, for a document is read elsewhere.
        made_at: aware.
    """
    values = shown_values(flow, case)
    shared = {**settings_shown(flow), **{name: str(setting.value) for name, setting in site.settings.items()}}

    def row_of(row: Row) -> DocumentRow:
        return DocumentRow(row.title.plain(values, href), value_text(row.value, row.ticked, words))

    shown = tuple(row_of(shown_row(flow, named.name, case)) for named in document.show)
    groups = [DocumentGroup("", shown)] if shown else []
    for group in summary(flow, case) if document.review else ():
        groups.append(DocumentGroup(group.title.plain(values, href), tuple(map(row_of, group.rows))))
    return document_html(
        templates,
        title=document.title.plain(values, href),
        language=flow.language,
        service=site.service.plain(shared, href),
        groups=groups,
        content=document.content.html(values, href, 2) if document.content else "",
        made_on=words.plain("document.made_on", moment=locale_of(flow).show(made_at)),
        notice=site.notice.plain(shared, href) if site.notice else "",
        blank=words.plain("summary.blank"),
        subject=" – ".join(filter(None, (flow.title.plain(values, href), flow.version))),
        template=document.template.name if document.template else "document",
    )
