"""The graph of a flow: which steps come before a state, and which of them can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.language.model import SEALING, Edge, Flow


def sealing(flow: Flow, edge: Edge) -> bool:
    """Whether this step does what cannot be taken back: a claim, a code, a mail; nothing before it can be, then."""
    return any(isinstance(effect, SEALING) for effect in (*edge.effects, *flow.states[edge.target.name].on_enter))


def unsealed_behind(flow: Flow, edges: Iterable[Edge]) -> dict[str, set[str]]:
    """state -> the states one step before it, where that step seals nothing."""
    behind: dict[str, set[str]] = {}
    for edge in edges:
        if not sealing(flow, edge):
            behind.setdefault(edge.target.name, set()).add(edge.source)
    return behind


def ancestors(behind: Mapping[str, Iterable[str]], state: str) -> frozenset[str]:
    """Every state from which `state` is reached; `behind`: state -> those one step before."""
    found: set[str] = set()
    open_ = [state]
    while open_:
        for before in behind.get(open_.pop(), ()):
            if before not in found:
                found.add(before)
                open_.append(before)
    return frozenset(found)


def closing_loops(flow: Flow, edges: tuple[Edge, ...]) -> frozenset[int]:
    """The positions of the edges whose target may be on the unsealed trail of their source: a case comes back there."""
    behind = unsealed_behind(flow, edges)
    return frozenset(
        index for index, edge in enumerate(edges) if edge.target.name in {edge.source, *ancestors(behind, edge.source)}
    )
