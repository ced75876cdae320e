"""What a page says beside each link to a document: its format and weight, and what the document cannot show."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from math import ceil
from threading import Lock

from engine.application import Application
from engine.core.browsing.results import Paper
from engine.core.case import Case
from engine.delivery import documents
from engine.delivery.display import settings_shown
from engine.delivery.documents import DocumentContent
from engine.delivery.layout import Layout
from engine.delivery.links import nowhere
from engine.delivery.pdf import PdfFailed, PdfMaker
from engine.language.decoding import slug
from engine.language.model import Document, Flow, State, View
from engine.language.texts.collation import alphabetical
from engine.web.frame import PaperLink

_KEPT = 256
_LONGEST_NAME = 80  # of a file
_MOST_WEIGHED = 64 << 10  # characters of HTML


def file_name(flow: Flow, document: Document) -> str:
    """What a document is called where it is saved: its title, in plain letters and without anything of the case."""
    words, _ = alphabetical(document.title.plain(settings_shown(flow), nowhere))  # « vœux » has an e
    title = slug(" ".join(words)).replace("_", "-")
    return f"{title[:_LONGEST_NAME].rstrip('-') or f'{flow.name}-{document.name}'}.pdf"


class Papers:
    """
    Makes documents, and knows what each weighs.

    A weight is measured on the first document of its kind – of one version, drawn with the same fonts – and said
    roughly: what a document weighs is its fonts, the answers of one case add little.
    """

    def __init__(self, application: Application, maker: PdfMaker) -> None:
        self._application = application
        self._maker = maker

    def make(self, paper: Paper) -> bytes:
        """The PDF. Raises PdfFailed."""
        layout = self._application.layout(paper.flow.language)
        return self._maker.make(documents.compose(paper.document, self._content(paper, layout), layout))

    def links(self, flow: Flow, case: Case, page: State | View) -> Mapping[str, PaperLink]:
        """Of each document that a page of the case links to."""
        return {
            name: self._link(Paper(flow, case, flow.documents[name]))
            for name in sorted(flow.documents_linked(page))
            if name in flow.documents
        }

    def _link(self, paper: Paper) -> PaperLink:
        layout = self._application.layout(paper.flow.language)
        content = self._content(paper, layout)
        weight = self._weight(paper, content, layout)
        words = layout.words
        said = words.html("document.format_and_weight", weight=str(weight)) if weight else words.html("document.format")
        return PaperLink(said, documents.lacking_lines(content, layout))

    def _content(self, paper: Paper, layout: Layout) -> DocumentContent:
        flow, case, document = paper
        href = self._application.links_in(flow.language).href(flow, base=self._application.settings.base_url)
        return documents.content_of(flow, case, document, layout, href, self._application.service.now())

    def _weight(self, paper: Paper, content: DocumentContent, layout: Layout) -> int | None:
        """
        In kilobytes, rounded up to ten. None: not known, for a page waits for no other document and for no large one;
        one that cannot be made is said to whoever opens it.
        """
        drawn = frozenset(run.family for run in layout.fonts.runs(content.drawn()))
        key = (paper.flow.digest, paper.flow.language, paper.document.name, drawn)
        known = _weights.get(key)
        if known is None:
            html = documents.compose(paper.document, content, layout)
            if len(html) > _MOST_WEIGHED:
                return None
            try:
                known = len(self._maker.make(html, patience=0))
            except PdfFailed as failed:
                if failed.why in ("busy", "stopped"):
                    return None
                known = 0  # not tried again at each page
            _weights.keep(key, known)
        return ceil(known / 10_000) * 10 or None


class _Weights:
    """Bytes by what is drawn; of the whole process, for it follows from the key alone."""

    def __init__(self) -> None:
        self._known: OrderedDict[object, int] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object) -> int | None:
        with self._lock:
            return self._known.get(key)

    def keep(self, key: object, size: int) -> None:
        with self._lock:
            self._known[key] = size
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)


_weights = _Weights()
