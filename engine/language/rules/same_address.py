"""
same-address: one thing is found at one address, over all flows and the site.

Looked at: pages with their `path`, flows, states, views, entries and documents. Of two things at one address only one
could be shown.

    # reported: flow "permit" has a state "form", found at /permit/form
    pages: {printable: {title: Form on paper, path: /permit/form}}

    # fixed
    pages: {printable: {title: Form on paper, path: /permit/paper}}
"""

from __future__ import annotations

from engine.language.analysis.addresses import Destination, addresses_of
from engine.language.analysis.subject import Extent, Folder
from engine.language.urls import RESERVED
from engine.problems import Problem

CODE = "same-address"
NEEDS = Extent.PARTS


def check(folder: Folder) -> list[Problem]:
    found = []
    taken: dict[str, Destination] = {}
    for address in addresses_of(folder):
        if address.first in RESERVED:
            continue  # another rule's
        first = taken.setdefault(address.path, address)
        if first is not address:
            message = f"the {address.what} would be found at {address.path}, like the {first.what}"
            cause = f"the {first.what} is declared in {first.place.file}, line {first.place.line}"
            fix = "give one of the two another name, or another path"
            found.append(Problem(CODE, message, address.place, cause, fix))
    return found
