"""Where pages and flows stand: what would be found at one address twice, or where the engine's own pages are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.language.model import Flow, Site
from engine.language.urls import RESERVED, Address, path_of
from engine.problems import Place, Problem


def check_addresses(flows: Mapping[str, Flow], site: Site) -> list[Problem]:
    """Flows and pages at an address that is taken already, by another one or by the engine."""
    problems = []
    taken: dict[str, tuple[str, Place]] = {}
    for address, what, place in (*_of_site(site), *(row for flow in flows.values() for row in _of_flow(flow))):
        first = address.split("/")[1]
        if first in RESERVED:
            problems.append(
                Problem(
                    "reserved-address",
                    f"the {what} would stand at {address}",
                    place,
                    f"addresses that begin with /{first} are the engine's own",
                    "give it another name, or another path",
                )
            )
        elif address in taken:
            other, there = taken[address]
            problems.append(
                Problem(
                    "same-address",
                    f"the {what} would stand at {address}, like the {other}",
                    place,
                    f"the {other} is declared in {there.file}, line {there.line}",
                    "give one of the two another name, or another path",
                )
            )
        else:
            taken[address] = (what, place)
    return problems


def _of_site(site: Site) -> Iterator[tuple[str, str, Place]]:
    for page in site.pages.values():
        yield path_of(Address("page", None, page.name), page.path), f'page "{page.name}"', page.place


def _of_flow(flow: Flow) -> Iterator[tuple[str, str, Place]]:
    """A flow's own name first: whatever stands below it is the flow's. Pages and states of one name are a clash."""
    yield path_of(Address("flow", flow.name)), f'flow "{flow.name}"', flow.place
    for state in flow.states.values():
        if state.name not in flow.pages:
            yield path_of(Address("state", flow.name, state.name)), f'state "{state.name}"', state.place
    for entry in flow.entries.values():
        yield path_of(Address("entry", flow.name, entry.name)), f'entry "{entry.name}"', entry.place
    for document in flow.documents.values():
        yield path_of(Address("document", flow.name, document.name)), f'document "{document.name}"', document.place
    for page in flow.pages.values():
        yield path_of(Address("page", flow.name, page.name), page.path), f'page "{page.name}"', page.place
