"""
reserved-address: no flow and no page has an address that the engine itself serves.

Addresses that begin with `/static`, `/procedures`, `/challenge`, `/_dev` or `/healthz` are the engine's own, and so are
those that begin with a language that a flow speaks besides its first, such as `/en`. The page could never be shown.

    # reported
    pages: {fonts: {title: Fonts, path: /static/fonts}}

    # fixed
    pages: {fonts: {title: Fonts, path: /fonts}}
"""

from __future__ import annotations

from engine.language.analysis.addresses import addresses_of
from engine.language.analysis.subject import Extent, Folder
from engine.language.urls import RESERVED
from engine.problems import Problem

CODE = "reserved-address"
NEEDS = Extent.PARTS


def check(folder: Folder) -> list[Problem]:
    languages = {language for flow in folder.flows.values() for language in flow.languages[1:]}
    return [
        Problem(
            CODE,
            f"the {address.what} would be found at {address.path}",
            address.place,
            f"addresses that begin with /{address.first} are the engine's own",
            "give it another name, or another path",
        )
        for address in addresses_of(folder)
        if address.first in RESERVED or address.first in languages
    ]
