"""What a document says: its texts with the answers and values of one case, as the HTML that becomes a PDF."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from engine.core.case import Case
from engine.core.filling import locale_of
from engine.delivery.display import Row, shown_row, shown_values, summary, value_text
from engine.delivery.layout import Layout
from engine.delivery.templates import Environment
from engine.language.model import Document, Flow
from engine.language.texts.text import Href

_MOST_NAMED = 30  # characters: a name in another script has fewer, a whole text need not be repeated


class DocumentRow(NamedTuple):
    title: str
    value: str | None  # None: not given; the template shows `blank`


class DocumentGroup(NamedTuple):
    title: str  # "": no heading
    rows: tuple[DocumentRow, ...]
    framed: bool = False  # what the document itself shows: the first value is the one by which the case is known


class DocumentContent(NamedTuple):
    """What templates/pdf/<template>.html lays out: its head says what each is. All but `content` is plain text."""

    title: str
    language: str
    service: str
    groups: tuple[DocumentGroup, ...]
    content: Markup = Markup()
    made_on: str = ""
    notice: str = ""
    blank: str = ""
    subject: str = ""
    foot: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()  # why signs stand in the place of characters; why letters are not joined

    def drawn(self) -> str:
        """Every word that is drawn, in one text."""
        rows = [row for group in self.groups for row in group.rows]
        words = [self.title, self.service, self.made_on, self.notice, *self.foot, self.content.striptags()]
        words += [group.title for group in self.groups] + [row.title for row in rows]
        return "\n".join([*words, *((self.blank if row.value is None else row.value) for row in rows)])


def document_html(templates: Environment, content: DocumentContent, template: str = "document") -> str:
    """The HTML that `PdfMaker.make` takes."""
    html = templates.get_template(f"pdf/{template}.html").render(content._asdict())
    # The library knows the characters that keep a value's direction to itself, and not the element.
    return html.replace("<bdi>", "\N{FIRST STRONG ISOLATE}").replace("</bdi>", "\N{POP DIRECTIONAL ISOLATE}")


def compose(document: Document, content: DocumentContent, layout: Layout) -> str:
    """The HTML of a document that says this."""
    return document_html(layout.templates, content, document.template.name if document.template else "document")


class Letter(NamedTuple):
    """A document of a case, with codes that it says: one that a plug-in is handed."""

    flow: Flow
    case: Case
    document: Document
    codes: Mapping[str, str] = {}  # name -> as it is shown


def content_of(
    flow: Flow, case: Case, document: Document, layout: Layout, href: Href, made_at: datetime
) -> DocumentContent:
    """
    What the document of this case says, in the flow's language.

    Args:
        href: gives absolute addresses, for a document is read elsewhere.
        made_at: aware.
    """
    return content_of_letter(Letter(flow, case, document), layout, href, made_at)


def content_of_letter(letter: Letter, layout: Layout, href: Href, made_at: datetime) -> DocumentContent:
    """The same of a letter."""
    flow, case, document, codes = letter
    values = {**shown_values(flow, case), **codes}
    words = layout.words

    def row_of(row: Row) -> DocumentRow:
        return DocumentRow(row.title.plain(values, href), value_text(row.value, row.ticked, words))

    shown = tuple(row_of(shown_row(flow, named.name, case)) for named in document.show)
    groups = [DocumentGroup("", shown, framed=True)] if shown else []
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
        foot=tuple(link.label for link in layout.foot()),
    )
    drawn, lacking = content.drawn(), []
    if layout.fonts.missing(drawn):
        lacking.append(words.plain("document.replaced"))
    if layout.fonts.unjoined(drawn):
        lacking.append(words.plain("document.apart"))
    return content._replace(lacking=tuple(lacking))


def lacking_lines(content: DocumentContent, layout: Layout) -> tuple[Markup, ...]:
    """
    What the page that leads to a document says of it: the characters that no font has, the letters that stay apart.

    Of many, the first are named.
    """
    drawn, words = content.drawn(), layout.words
    found = (
        ("document.missing", layout.fonts.missing(drawn)),
        ("document.unjoined", layout.fonts.unjoined(drawn)),
    )
    return tuple(words.html(key, characters=_listed(characters)) for key, characters in found if characters)


def _listed(characters: tuple[str, ...]) -> str:
    return ", ".join(map(_named, characters[:_MOST_NAMED])) + ("…" if len(characters) > _MOST_NAMED else "")


def _named(character: str) -> str:
    """A character as it is; one for private use or of a later Unicode, which a page has not either, by number."""
    numbers = [f"U+{ord(sign):04X}" for sign in character if unicodedata.category(sign) in ("Co", "Cn")]
    return f"{character} ({' '.join(numbers)})" if numbers else character
