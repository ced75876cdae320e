"""What a document says: its texts with the answers and values of one case, as the HTML that becomes a PDF."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from engine.core.case import Case
from engine.delivery.display import Row, locale_of, shown_row, shown_values, summary, value_text
from engine.delivery.layout import Layout
from engine.delivery.templates import Environment
from engine.language.model import Document, Flow
from engine.language.texts.text import Href


class DocumentRow(NamedTuple):
    title: str
    value: str | None  # None: not given; the template shows `blank`


class DocumentGroup(NamedTuple):
    title: str  # "": no heading
    rows: tuple[DocumentRow, ...]


class DocumentContent(NamedTuple):
    """What templates/pdf/<template>.html lays out: its head says what each is. All but `content` are plain text."""

    title: str
    language: str
    service: str
    groups: tuple[DocumentGroup, ...]
    content: Markup = Markup()
    made_on: str = ""
    notice: str = ""
    blank: str = ""
    subject: str = ""


def document_html(templates: Environment, content: DocumentContent, template: str = "document") -> str:
    """The HTML that `PdfMaker.make` takes."""
    return templates.get_template(f"pdf/{template}.html").render(content._asdict())


def compose(flow: Flow, case: Case, document: Document, layout: Layout, href: Href, made_at: datetime) -> str:
    """
    The document of this case, in the flow's language.

    Args:
        href: gives absolute addresses, for a document is read elsewhere.
        made_at: aware.
    """
    values = shown_values(flow, case)
    words = layout.words

    def row_of(row: Row) -> DocumentRow:
        return DocumentRow(row.title.plain(values, href), value_text(row.value, row.ticked, words))

    shown = tuple(row_of(shown_row(flow, named.name, case)) for named in document.show)
    groups = [DocumentGroup("", shown)] if shown else []
    for group in summary(flow, case) if document.review else ():
        groups.append(DocumentGroup(group.title.plain(values, href), tuple(map(row_of, group.rows))))
    content = DocumentContent(
        title=document.title.plain(values, href),
        language=flow.language,
        service=layout.service(href),
        groups=tuple(groups),
        content=document.content.html(values, href, 2) if document.content else Markup(),
        made_on=words.plain("document.made_on", moment=locale_of(flow).show(made_at)),
        notice=layout.notice(href),
        blank=words.plain("summary.blank"),
        subject=" – ".join(filter(None, (flow.title.plain(values, href), flow.version))),
    )
    return document_html(layout.templates, content, document.template.name if document.template else "document")
