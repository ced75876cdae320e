"""
What the rules about unknown names ask of `site.yaml`: its links lead to its pages or to flows, its texts and each
`when` name its settings, its account is one of a flow. The manual of each code is that of its rule:
unknown-placeholder, unknown-page, unknown-view, unknown-entry, unknown-document, unknown-flow, unknown-target,
unknown-name, guard-type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.language.analysis.declarations import answers_of, places, typed_codes
from engine.language.analysis.guards import spoken_settings
from engine.language.analysis.scope import slots_of_settings
from engine.language.analysis.subject import Extent, Folder
from engine.language.analysis.suggestions import nearest
from engine.language.analysis.texts import words_of_site
from engine.language.guards import check_guard
from engine.language.model import Account, Flow, Link, Site
from engine.language.rules.unknown_flow import links_missing
from engine.language.texts.text import Text
from engine.problems import Place, Problem

NEEDS = Extent.WHOLE


def check(folder: Folder) -> list[Problem]:
    site, flows = folder.site, folder.flows
    if site is None:
        return []
    links = (problem for link in _links(site) for problem in _of_link(site, link, flows))
    account = _of_account(site, site.account, flows) if site.account else ()
    return [*_texts(site, flows), *links, *_conditions(site), *account]


def _conditions(site: Site) -> Iterator[Problem]:
    """A `when` on a page of the site reads the site's settings and the day."""
    scope = slots_of_settings(site.settings)
    for page in site.pages.values():
        for when in page.conditions():
            yield from check_guard(when, scope)
            yield from spoken_settings(when, site.settings)


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
            elif link.kind in ("view", "entry", "document"):
                yield _outside(link.kind, link.target, link.place)


def _of_link(site: Site, link: Link, flows: Mapping[str, Flow]) -> Iterator[Problem]:
    if link.flow is not None:
        yield from links_missing(link, flows)
    elif link.page is not None and link.page not in site.pages:
        yield _unknown("page", link.page, link.at("page"), places(site.pages))
    for kind, name in (("view", link.view), ("entry", link.entry), ("document", link.document)):
        if link.flow is None and name is not None:
            yield _outside(kind, name, link.at(kind))


def _of_account(site: Site, account: Account, flows: Mapping[str, Flow]) -> Iterator[Problem]:
    for named in account.flows:
        if named.name not in flows:
            yield _unknown("flow", named.name, named.place, places(flows))
    theirs = [flows[named.name] for named in account.flows if named.name in flows]
    if len(theirs) < len(account.flows):
        return  # what the others would have is not known
    first = theirs[0]
    if account.entry.name not in first.entries:
        yield _unknown("entry", account.entry.name, account.entry.place, places(first.entries), first)
    states = {name: place for flow in theirs for name, place in places(flow.states).items()}
    for named in account.states:
        if named.name not in states:
            where = first if len(theirs) == 1 else None
            yield _unknown("target", named.name, named.place, states, where)
    if account.who:
        yield from _who(site, account.who, theirs)


def _who(site: Site, who: Text, flows: Sequence[Flow]) -> Iterator[Problem]:
    """What tells who is signed in names the site's settings, and what a case of each of the flows may show."""
    shown = [{name: place for name, place in answers_of(flow).items() if _showable(flow, name)} for flow in flows]
    known = {name: place for name, place in shown[0].items() if all(name in names for names in shown)}
    for placeholder in who.placeholders:
        if placeholder.figure is None and (placeholder.name in known or placeholder.name in site.settings):
            continue
        message = f"placeholder {{{placeholder.name}}} names nothing here"
        cause = "`who` shows a setting of the site, or an answer or a value that a page may show"
        fix = nearest(placeholder.name, known, placeholder.place, "write `{{` for a brace")
        yield Problem("unknown-placeholder", message, placeholder.place, cause, fix)


def _showable(flow: Flow, name: str) -> bool:
    """Whether a text may name it: no secret, no code, and nothing that is true or false."""
    if name in flow.values:
        return flow.values[name].type != "boolean"
    field = flow.field(name)
    return field is not None and not (field.secret or field.kind == "boolean" or name in typed_codes(flow))


def _links(site: Site) -> Iterator[Link]:
    yield from site.foot
    for page in site.pages.values():
        yield from page.links
        for section in page.sections:
            yield from section.links


def _unknown(
    noun: str, name: str, place: Place, known: Mapping[str, Place | None], flow: Flow | None = None
) -> Problem:
    where = 'under "pages" of the site' if noun == "page" else "in the folder of flows"
    if flow or noun == "target":
        where = f"in {flow.file}" if flow else "in these flows"
    fix = nearest(name, known, place, f"declare it {where}")
    return Problem(f"unknown-{noun}", f'unknown {noun} "{name}"', place, f"no {noun} of this name is {where}", fix)


def _outside(kind: str, name: str, place: Place) -> Problem:
    fix = f"write `flow: …` with `{kind}: {name}`" if kind == "entry" else "link to it from a state of its flow"
    return Problem(f"unknown-{kind}", f'{kind} "{name}" of no flow', place, f"the site has no {kind} of its own", fix)
