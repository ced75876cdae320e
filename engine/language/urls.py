"""
Builds and parses every address of the service, under any prefix.

Nothing else in the engine knows what an address looks like: routes, links, redirects, mails, documents and the check
that no two things have one address all ask here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from copy import copy
from typing import Literal, NamedTuple
from urllib.parse import urlencode

# "page", "state", "view", "entry" and "document" are declared by a flow or the site; the others are the engine's own.
Kind = Literal[
    "home", "procedures", "page", "flow", "state", "view", "entry", "document", "sheet", "static", "image", "sound",
    "health", "robots", "dev",
]  # fmt: skip

# First parts of the engine's own addresses: no flow and no page may have one of these.
RESERVED = ("static", "procedures", "challenge", "_dev", "healthz")

_SHAPES: Mapping[Kind, str] = {
    "home": "/",
    "procedures": "/procedures",
    "flow": "/{flow}",
    "state": "/{flow}/{name}",
    "view": "/{flow}/{name}",  # a view of one version may be a state of another
    "entry": "/{flow}/start/{name}",
    "document": "/{flow}/document/{name}",
    "sheet": "/{flow}/style/{name}.css",
    "static": "/static/{name}",
    "image": "/challenge/{name}.png",
    "sound": "/challenge/{name}.wav",
    "health": "/healthz",
    "robots": "/robots.txt",
    "dev": "/_dev/{name}",
}
# Nobody reads them, or they are the developer's.
WITHOUT_LANGUAGE = ("sheet", "static", "image", "health", "robots", "dev")
CHALLENGES = "/challenge/"  # below it nothing is for a search engine
# Anything else in an address, such as the end of a line, names nothing and is repeated in no answer's header.
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_SHEET = re.compile(rf"/({_NAME.pattern})/style/([0-9a-f]+/{_NAME.pattern})\.css", re.ASCII)


class Address(NamedTuple):
    """
    What an address leads to.

    Attributes:
        flow: whose it is; None: the site's, or the engine's own.
        name: as declared; of "static" the file, of "image" and "sound" the signed challenge, of "dev" the page; of a
            form's "sheet" its version and itself: version/form.
    """

    kind: Kind
    flow: str | None = None
    name: str = ""


class Languages(NamedTuple):
    """
    Which language stands before the paths of what. The first of a flow, or of the site, has the paths as they are.

    Attributes:
        spoken: flow -> its languages, its first before the others; None -> those of the site.
        language: that addresses are built in; "": each flow's first.
    """

    spoken: Mapping[str | None, tuple[str, ...]]
    language: str = ""

    def of(self, flow: str | None) -> tuple[str, ...]:
        return self.spoken.get(flow, ())

    def prefix(self, address: Address) -> str:
        """What stands before the path."""
        if address.kind in WITHOUT_LANGUAGE:
            return ""
        return f"/{self.language}" if self.language in self.of(address.flow)[1:] else ""

    def speaking(self, language: str) -> Languages:
        return self._replace(language=language)

    def before_paths(self) -> frozenset[str]:
        """Every language that stands before some path."""
        return frozenset(language for languages in self.spoken.values() for language in languages[1:])


NO_LANGUAGES = Languages({})


def path_of(address: Address, declared: str | None = None) -> str:
    """
    The path of an address, without a prefix. A name in angle brackets makes it a rule of Flask's.

    Args:
        declared: the `path` that a page declares for itself.
    """
    if declared:
        return declared
    shape = _SHAPES.get(address.kind) or ("/{flow}/{name}" if address.flow else "/{name}")
    return shape.format(flow=address.flow, name=address.name)


def with_query(path: str, query: Mapping[str, str] | str) -> str:
    """The path followed by a query, which may be encoded already; the path alone where that is empty."""
    encoded = query if isinstance(query, str) else urlencode(query)
    return f"{path}?{encoded}" if encoded else path


class Urls:
    """
    Every address of one service.

    Args:
        flows: name -> the names of its pages.
        pages: the names of the site's pages.
        declared: page -> the `path` that it declares; of two at one path the first is found there.
        prefix: the path that the service is mounted at, e.g. "/services"; "": the host's root.
        languages: those that are spoken, and the one that addresses are built in.
    """

    def __init__(
        self,
        flows: Mapping[str, Collection[str]],
        pages: Collection[str] = (),
        declared: Mapping[Address, str] | None = None,
        prefix: str = "",
        languages: Languages = NO_LANGUAGES,
    ) -> None:
        self._languages = languages
        self._flows = flows
        self._pages = pages
        self._declared = declared or {}
        self._at = {path: address for address, path in reversed([*self._declared.items()])}
        self._prefix = prefix

    def build(self, address: Address, query: Mapping[str, str] | str = "") -> str:
        """The one address of a thing, from the host's root on."""
        path = path_of(address, self._declared.get(address))
        return self._prefix + self._languages.prefix(address) + with_query(path, query)

    def speaking(self, language: str) -> Urls:
        """The same, which builds addresses in this language."""
        same = copy(self)
        same._languages = self._languages.speaking(language)
        return same

    def spoken(self, address: Address) -> tuple[str, ...]:
        """The languages of what stands at an address, its first before the others."""
        return self._languages.of(address.flow)

    def language_of(self, path: str) -> str | None:
        """The language of what stands at a path; None where none is known there."""
        _, language = self._without_language(path)
        address = self.parse(path)
        flow = address.flow if address else None
        return language or next(iter(self._languages.of(flow)), None)

    def _without_language(self, path: str) -> tuple[str | None, str | None]:
        """What follows the prefix, without the language that stands before it; None: it is not below the prefix."""
        if not f"{path}/".startswith(f"{self._prefix}/"):
            return None, None
        rest = path[len(self._prefix) :] or "/"
        first, _, behind = rest[1:].partition("/")
        return (f"/{behind}", first) if first in self._languages.before_paths() else (rest, None)

    def page(self, flow: str | None, name: str) -> str:
        """The address of the page that a flow calls `name`: its own, else the site's."""
        own = flow is not None and name in self._flows[flow]
        return self.build(Address("page", flow if own else None, name))

    def parse(self, path: str) -> Address | None:
        """
        What a path leads to, a query left off; None where nothing can be.

        Whether a flow has such a state, entry or document is not asked: an older version may have it. A view's address
        is read as that of a state: which of the two it is depends on the version.
        """
        rest, language = self._without_language(path)
        if rest is None:
            return None
        names = rest.strip("/").split("/")
        found = self._at.get(rest) or (self._of_flow_or_site(names) if all(map(_NAME.fullmatch, names)) else None)
        found = found or self._sheet(rest) or _engines_own(rest)
        if found and language and self._languages.speaking(language).prefix(found) != f"/{language}":
            return None
        return found

    def _sheet(self, path: str) -> Address | None:
        found = _SHEET.fullmatch(path)
        return Address("sheet", found[1], found[2]) if found and found[1] in self._flows else None

    def _of_flow_or_site(self, names: list[str]) -> Address | None:
        match names:
            case [name] if name in self._pages:
                return Address("page", None, name)
            case [name] if name in self._flows:
                return Address("flow", name)
            case [flow, name] if flow in self._flows:
                return Address("page" if name in self._flows[flow] else "state", flow, name)
            case [flow, "start", name] if flow in self._flows:
                return Address("entry", flow, name)
            case [flow, "document", name] if flow in self._flows:
                return Address("document", flow, name)
        return None


def _engines_own(path: str) -> Address | None:
    for kind, shape in _SHAPES.items():
        before, named, after = shape.partition("{name}")
        if "{flow}" in shape:
            continue
        if not named and path == shape:
            return Address(kind)
        name = path[len(before) : len(path) - len(after)]
        if named and name and path == f"{before}{name}{after}":
            return Address(kind, None, name)
    return None
