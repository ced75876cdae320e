"""The graph of a flow: which steps come before a state, and which of them can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from engine.language.model import SEALING, Edge, Flow, State


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


def in_order_of_flow(first: Iterable[str], ahead: Callable[[str], Iterable[str]]) -> list[str]:
    """Every name that is reached, each before those that come after it, as far as there is no circle."""
    seen: set[str] = set()
    done: list[str] = []
    for start in first:
        todo = [] if start in seen else [(start, iter(ahead(start)))]
        seen.add(start)
        while todo:
            for after in todo[-1][1]:
                if after not in seen:
                    seen.add(after)
                    todo.append((after, iter(ahead(after))))
                    break
            else:
                done.append(todo.pop()[0])
    return done[::-1]


def components(names: Iterable[str], ahead: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """
    The names in groups: those of a group are each reached from each. A group comes after all that are reached from it.

    Args:
        ahead: name -> those one step on. (Tarjan's algorithm, without recursion: a flow may have thousands of states.)
    """
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    closed: set[str] = set()
    for start in names:
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
                    yield one


def circles(names: Iterable[str], ahead: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The groups of names each of which is reached from each in a step or more: in the order given, one name too."""
    order = {name: at for at, name in enumerate(names)}
    groups = (one for one in components(order, ahead) if len(one) > 1 or one[0] in ahead.get(one[0], ()))
    found = [sorted(one, key=order.__getitem__) for one in groups]
    return sorted(found, key=lambda circle: order[circle[0]])


def endless(flow: Flow, edges: Iterable[Edge], untimed: Collection[str] = ()) -> list[list[str]]:
    """
    The circles of states that a case never leaves: from none of them an end can be reached, nor another circle. A
    timeout, a hand-over and `leave` count as ends, and `back` leads to every state one step before.

    Args:
        untimed: states whose timeout may be missing: it is not counted on.
    """
    ahead: dict[str, dict[str, None]] = {name: {} for name in flow.states}
    for edge in edges:
        if edge.how == "timeout" and edge.source in untimed:
            continue
        ahead[edge.source][edge.target.name] = None
        if (
            flow.states[edge.target.name].back or flow.states[edge.target.name].automatic
        ):  # `back` passes automatic ones
            ahead[edge.target.name][edge.source] = None
    for state in flow.states.values():
        for branch in state.branches():
            if branch.refuse and branch.refuse.state and branch.refuse.state.name in flow.states:
                ahead[state.name][branch.refuse.state.name] = None
    behind: dict[str, list[str]] = {}
    for name, after in ahead.items():
        for one in after:
            behind.setdefault(one, []).append(name)
    ends = [state.name for state in flow.states.values() if _ends(state, untimed)]
    ending = set(ends)
    while ends:
        for name in behind.get(ends.pop(), ()):
            if name not in ending:
                ending.add(name)
                ends.append(name)
    stuck = {name: ahead[name] for name in flow.states if name not in ending}
    found = circles(stuck, stuck)
    return [circle for circle in found if set(circle).issuperset(after for name in circle for after in stuck[name])]


def _ends(state: State, untimed: Collection[str]) -> bool:
    if state.final or state.rest or (state.timeout and state.name not in untimed):
        return True
    return any(branch.leave or branch.hands_over for branch in state.branches())


class Before:
    """
    Which names come before which, by any number of steps: of all pairs at once, a bit for each.

    Args:
        behind: name -> those one step before.
    """

    def __init__(self, behind: Mapping[str, Iterable[str]]) -> None:
        names = dict.fromkeys([*behind, *(before for all_ in behind.values() for before in all_)])
        self._bit = {name: 1 << at for at, name in enumerate(names)}
        self._before: dict[str, int] = {}
        for one in components(names, behind):
            found = 0
            for name in one:
                for before in behind.get(name, ()):
                    found |= self._bit[before] | self._before.get(before, 0)
            for name in one:
                self._before[name] = found

    def comes(self, before: str, name: str) -> bool:
        """Whether `before` is passed on some way to `name`."""
        return bool(self._before.get(name, 0) & self._bit.get(before, 0))


def closing_loops(flow: Flow, edges: tuple[Edge, ...]) -> frozenset[int]:
    """The positions of the edges whose target may be on the unsealed trail of their source: a case comes back there."""
    before = Before(unsealed_behind(flow, edges))
    return frozenset(
        index
        for index, edge in enumerate(edges)
        if edge.target.name == edge.source or before.comes(edge.target.name, edge.source)
    )
