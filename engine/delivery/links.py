"""Where the links of texts lead: in a page, in a mail, in a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.language.load import Catalogue
from engine.language.model import Flow, Link, Page
from engine.language.urls import Address, Languages, Urls


class Links:
    """
    The links of one service.

    Args:
        prefix: the path that the service is mounted at; "": the host's root.
        language: of the pages that they lead to, and of what is declared; "": each flow's first.
    """

    def __init__(self, catalogue: Catalogue, prefix: str = "", language: str = "") -> None:
        self.prefix = prefix
        self.language = language
        self.catalogue = catalogue.spoken(language) if language else catalogue
        self._flows = self.catalogue.known()
        site, flows = self.catalogue.site, self._flows.values()
        spoken: dict[str | None, tuple[str, ...]] = {flow.name: flow.languages for flow in flows}
        languages = Languages({**spoken, None: catalogue.languages()}, language)
        declared = _declared(None, site.pages.values())
        for flow in flows:
            declared |= _declared(flow.name, flow.pages.values())
        # The home page of a procedure that has ended is the service's no more.
        home = (at for at, path in declared.items() if path == "/" and at.flow in catalogue.withdrawn)
        for address in [*home]:
            del declared[address]
        pages = {flow.name: frozenset(flow.pages) for flow in flows}
        self.urls = Urls(pages, frozenset(site.pages), declared, prefix, languages)

    def address(self, leads_to: Address) -> str:
        """The one address of a page, state, entry, document or flow, as a browser asks for it."""
        if leads_to.kind == "page":
            return self.urls.page(leads_to.flow, leads_to.name)
        if leads_to.kind == "flow" and leads_to.flow:
            return self.front_door(self._flows[leads_to.flow])
        return self.urls.build(leads_to)

    def front_door(self, flow: Flow) -> str:
        """Where a flow is best begun: at its page that leads to its first entry, else at that entry itself."""
        first = next(iter(flow.entries))
        for page in flow.pages.values():
            links = [*page.links, *(link for section in page.sections for link in section.links)]
            if any(link.entry == first and link.flow in (None, flow.name) for link in links):
                return self.urls.page(flow.name, page.name)
        return self.urls.build(Address("entry", flow.name, first))

    def href(
        self, flow: Flow | None, *, inside: bool = False, base: str = ""
    ) -> Callable[[str, str], tuple[str, bool]]:
        """
        Where the links of a text lead.

        Args:
            flow: whose text it is; None: the site's.
            inside: it is shown in a case: a page then opens in a new tab, so that nothing typed is lost.
            base: what addresses of the service begin with where the text is read elsewhere, e.g. "https://host".
        """
        urls = self.urls

        def href(kind: str, target: str) -> tuple[str, bool]:
            if kind == "page":
                return base + urls.page(flow.name if flow else None, target), inside
            if kind == "flow":
                other = self._flows.get(target)  # an older version may lead to what is not served any more
                first = next(iter(other.entries)) if other else ""
                return base + urls.build(Address("entry", target, first) if other else Address("home")), False
            if kind == "view" and flow:
                return base + urls.build(Address("view", flow.name, target)), False
            if kind == "entry" and flow:
                return base + urls.build(Address("entry", flow.name, target)), False
            if kind == "document" and flow:
                return base + urls.build(Address("document", flow.name, target)), False
            return (target, False) if kind == "url" else ("", False)

        return href

    def declared(self, flow: Flow | None, link: Link, *, inside: bool, base: str = "") -> tuple[str, bool]:
        """The address of a declared link, which may also lead to another flow, and whether it opens a new tab."""
        if link.flow and link.flow not in self._flows:  # of an older version
            return base + self.urls.build(Address("home")), link.new_tab
        href = self.href(self._flows[link.flow] if link.flow else flow, inside=inside, base=base)
        targets = {
            "page": link.page, "view": link.view, "entry": link.entry, "document": link.document, "url": link.url,
            "flow": link.flow,
        }  # fmt: skip
        kind, target = next((kind, target) for kind, target in targets.items() if target)
        address, new_tab = href(kind, target)
        return address, new_tab or link.new_tab

    def without_values(self, path: str) -> str:
        """A path as a log may hold it: what is declared, and nothing that was typed."""
        found = self.urls.parse(path)
        if found is None or (found.kind != "page" and not found.flow):
            return self.urls.build(Address("page", None, "…"))
        flow = self._flows[found.flow] if found.flow else None
        names = (*flow.states, *flow.views, *flow.entries, *flow.documents, *flow.pages, "") if flow else (found.name,)
        return path if found.name in names else self.urls.build(Address("state", found.flow, "…"))


def nowhere(_kind: str, _target: str) -> tuple[str, bool]:
    """For words that are inside a link already: their own links are shown as words."""
    return "", False


def _declared(flow: str | None, pages: Iterable[Page]) -> dict[Address, str]:
    return {Address("page", flow, page.name): page.path for page in pages if page.path}
