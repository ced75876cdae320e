"""Where things of a flow are found: one address each for its pages, states, entries and documents."""

from __future__ import annotations

from engine.language.model import Flow, Page, Site


def page_path(flow: Flow | None, page: Page) -> str:
    """A page's own `path`, else /<flow>/<page>; the site's pages at /<page>."""
    if page.path:
        return page.path
    return f"/{flow.name}/{page.name}" if flow else f"/{page.name}"


def named_page_path(site: Site, flow: Flow | None, name: str) -> str:
    """The address of the page a flow calls `name`: its own, else the site's."""
    if flow and name in flow.pages:
        return page_path(flow, flow.pages[name])
    return page_path(None, site.pages[name])


def state_path(flow: str, state: str) -> str:
    return f"/{flow}/{state}"


def entry_path(flow: str, entry: str) -> str:
    return f"/{flow}/start/{entry}"


def document_path(flow: str, document: str) -> str:
    return f"/{flow}/document/{document}"
