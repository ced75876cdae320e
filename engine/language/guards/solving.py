"""The worlds of several expressions, or nothing where they are too many or not understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.language.guards.domains import Domains
from engine.language.guards.nodes import Node
from engine.language.guards.terms import Terms, Unclear
from engine.language.guards.worlds import Worlds

NO_NODES: frozenset[int] = frozenset()
NO_GUARDS: frozenset[str] = frozenset()


def worlds_of(
    nodes: Iterable[Node],
    domains: Domains,
    guards: Mapping[str, Node],
    open_guards: frozenset[str] = NO_GUARDS,
    open_parts: frozenset[int] = NO_NODES,
) -> Worlds | None:
    """
    The worlds that these expressions tell apart; None: too many, or something in them is not understood.

    Args:
        domains: of every name that they read, but for named guards.
        guards: named guards, read through.
        open_guards: those of them that may turn out either way whatever they say.
        open_parts: identities of nodes of which the same holds.
    """
    nodes = tuple(nodes)
    try:
        worlds = Worlds(nodes, Terms(domains, guards, open_guards, open_parts))
        for node in nodes:
            worlds.verdicts(node)
    except Unclear:
        return None
    return worlds if worlds.all else None
