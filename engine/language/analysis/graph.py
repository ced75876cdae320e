"""The graph of a flow: which steps come before a state, and which of them can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.language.model import SEALING, Edge, Flow

# In one message: more of them nobody reads, and a problem of each of thousands would say thousands.
MOST_NAMED = 40


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


def circles(names: Iterable[str], ahead: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """
    The circles there are: of names each of which is reached from each. In the order given, the names of one too.

    Args:
        ahead: name -> those one step on. (Tarjan's algorithm, without recursion: a flow may have thousands of states.)
    """
    order = {name: at for at, name in enumerate(names)}
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    closed: set[str] = set()
    found = []
    for start in order:
        todo = [] if start in number else [(start, iter(ahead.get(start, ())))]
        while todo:
            name, rest = todo[-1]
            if name not in number:
                number[name] = low[name] = len(number)
                stack.append(name)
            for after in rest:
                if after not in number:
                    todo.append((after, iter(ahead.get(after, ()))))
                    break
                if after not in closed:
                    low[name] = min(low[name], number[after])
            else:
                todo.pop()
                if todo:
                    low[todo[-1][0]] = min(low[todo[-1][0]], low[name])
                if low[name] == number[name]:
                    one = [stack.pop()]
                    while one[-1] != name:
                        one.append(stack.pop())
                    closed.update(one)
                    if len(one) > 1 or name in ahead.get(name, ()):
                        found.append(sorted(one, key=order.__getitem__))
    return sorted(found, key=lambda circle: order[circle[0]])


def in_words(names: Sequence[str]) -> str:
    """The names, as many as can be read."""
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def closing_loops(flow: Flow, edges: tuple[Edge, ...]) -> frozenset[int]:
    """The positions of the edges whose target may be on the unsealed trail of their source: a case comes back there."""
    behind = unsealed_behind(flow, edges)
    return frozenset(
        index for index, edge in enumerate(edges) if edge.target.name in {edge.source, *ancestors(behind, edge.source)}
    )
