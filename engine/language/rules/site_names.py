"""
What the rules about unknown names ask of `site.yaml`: its links lead to its pages or to flows, its texts and each
`when` name its settings. The manual of each code is that of its rule: unknown-placeholder, unknown-page, unknown-entry,
unknown-document, unknown-flow, unknown-name, guard-type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.language.analysis.declarations import places
from engine.language.analysis.scope import slots_of_settings
from engine.language.analysis.subject import Extent, Folder
from engine.language.analysis.suggestions import nearest
from engine.language.analysis.texts import words_of_site
from engine.language.guards import check_guard
from engine.language.model import Flow, Link, Site
from engine.language.rules.unknown_flow import links_missing
from engine.problems import Place, Problem

NEEDS = Extent.WHOLE


def check(folder: Folder) -> list[Problem]:
    site, flows = folder.site, folder.flows
    if site is None:
        return []
    links = (problem for link in _links(site) for problem in _of_link(site, link, flows))
    return [*_texts(site, flows), *links, *_conditions(site)]


def _conditions(site: Site) -> Iterator[Problem]:
    """A `when` on a page of the site reads the site's settings and the day."""
    scope = slots_of_settings(site.settings)
    for page in site.pages.values():
        for when in page.conditions():
            yield from check_guard(when, scope)


def _texts(site: Site, flows: Mapping[str, Flow]) -> Iterator[Problem]:
    for words in words_of_site(site):
        for placeholder in words.text.placeholders:
            if placeholder.figure is None and placeholder.name in site.settings:
                continue
            message = f"placeholder {{{placeholder.name}}} names nothing here"
            fix = nearest(placeholder.name, places(site.settings), placeholder.place, "write `{{` for a brace")
            yield Problem(
                "unknown-placeholder", message, placeholder.place, "the site's texts know the site's settings", fix
            )
        for link in words.text.links:
            if link.kind == "flow" and link.target not in flows:
                yield _unknown("flow", link.target, link.place, places(flows))
            elif link.kind == "page" and link.target not in site.pages:
                yield _unknown("page", link.target, link.place, places(site.pages))
            elif link.kind in ("entry", "document"):
                yield _outside(link.kind, link.target, link.place)


def _of_link(site: Site, link: Link, flows: Mapping[str, Flow]) -> Iterator[Problem]:
    if link.flow is not None:
        yield from links_missing(link, flows)
    elif link.page is not None and link.page not in site.pages:
        yield _unknown("page", link.page, link.place, places(site.pages))
    elif link.entry is not None or link.document is not None:
        kind = "entry" if link.entry is not None else "document"
        yield _outside(kind, link.entry or link.document or "", link.place)


def _links(site: Site) -> Iterator[Link]:
    yield from site.foot
    for page in site.pages.values():
        yield from page.links
        for section in page.sections:
            yield from section.links


def _unknown(noun: str, name: str, place: Place, known: Mapping[str, Place | None]) -> Problem:
    where = 'under "pages" of the site' if noun == "page" else "in the folder of flows"
    fix = nearest(name, known, place, f"declare it {where}")
    return Problem(f"unknown-{noun}", f'unknown {noun} "{name}"', place, f"no {noun} of this name is {where}", fix)


def _outside(kind: str, name: str, place: Place) -> Problem:
    fix = f"write `flow: …` with `{kind}: {name}`" if kind == "entry" else "link to it from a state of its flow"
    return Problem(f"unknown-{kind}", f'{kind} "{name}" of no flow', place, f"the site has no {kind} of its own", fix)
