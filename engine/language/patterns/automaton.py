"""
Which texts meet several patterns together, without trying any: an automaton over what the patterns are made of.

The answer is certain or it is not given: where a pattern holds what is not read, or there would be too much to look
at, nothing is known of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from engine.language.patterns.network import BEGIN, OTHER, WORD, Network, TooLarge, network_of
from engine.language.patterns.running import taken_by

MOST_STATES = 4_000
MOST_STEPS = 60_000
MOST_KINDS = 400  # of characters, which all the patterns' classes together tell apart
MOST_LAYERS = 400_000  # states looked at, length by length

_WORD = "[0-9A-Za-z_]"


class Lengths(NamedTuple):
    """The characters of the shortest and the longest text; None: there is no longest."""

    least: int
    most: int | None


def whole(source: str) -> str:
    """The pattern that accepts the texts of which another one accepts the whole."""
    return f"^(?:{source})$"


@lru_cache(maxsize=2048)
def ever_met(sources: tuple[str, ...], least: int = 0, most: int | None = None) -> bool | None:
    """Whether some text of these lengths meets all the patterns; None: it is not known."""
    graph = _graph(sources)
    if graph is None:
        return None
    return False if graph.lengths is None else graph.has(least, most)


def lengths_of(sources: tuple[str, ...]) -> Lengths | None:
    """The lengths of the texts that meet all the patterns; None: there is none, or it is not known."""
    graph = _graph(sources)
    return None if graph is None else graph.lengths


@lru_cache(maxsize=512)
def _graph(sources: tuple[str, ...]) -> _Graph | None:
    try:
        networks = tuple(map(network_of, sources))
        return _explored(networks, _kinds(networks))
    except TooLarge:
        return None


class _Kind(NamedTuple):
    """Characters that no class of the patterns tells apart. `atoms`: those that take them."""

    atoms: frozenset[str]
    word: bool


def _kinds(networks: Iterable[Network]) -> tuple[_Kind, ...]:
    atoms = list(dict.fromkeys(atom for network in networks for atom in network.atoms()))
    if any(network.asks_words for network in networks):
        atoms.append(_WORD)
    changes: dict[int, int] = {0: 0}
    for n, atom in enumerate(atoms):
        for first, last in taken_by(atom):
            changes[first] = changes.get(first, 0) ^ (1 << n)
            changes[last + 1] = changes.get(last + 1, 0) ^ (1 << n)
    found: dict[int, None] = {}
    mask = 0
    for at in sorted(changes):
        mask ^= changes[at]
        if at <= 0x10FFFF:
            found[mask] = None
    if len(found) > MOST_KINDS:
        raise TooLarge
    return tuple(
        _Kind(
            frozenset(atom for n, atom in enumerate(atoms) if mask >> n & 1),
            bool(atoms) and atoms[-1] == _WORD and bool(mask >> len(atoms) - 1 & 1),
        )
        for mask in found
    )


class _State(NamedTuple):
    """Where each of the networks may be behind some text, and what that text ends with."""

    behind: str
    places: tuple[frozenset[int], ...]


class _Graph:
    """All ways through several networks at once that lead to an end. `nexts`: state -> those one character further."""

    def __init__(self, nexts: Mapping[int, frozenset[int]], ends: frozenset[int]) -> None:
        self.nexts, self.ends = nexts, ends
        self.lengths = self._lengths()

    def _lengths(self) -> Lengths | None:
        """None: no way leads to an end."""
        if not self.nexts:
            return None
        layer, least = frozenset((0,)), 0
        while not layer & self.ends:
            layer, least = self._after(layer), least + 1
        return Lengths(least, self._longest())

    def _longest(self) -> int | None:
        """The length of the longest way to an end; None: some lead in a circle."""
        before = dict.fromkeys(self.nexts, 0)
        for reached in self.nexts.values():
            for state in reached:
                before[state] += 1
        waiting, far = [state for state, count in before.items() if not count], dict.fromkeys(self.nexts, 0)
        passed = 0
        while waiting:
            here = waiting.pop()
            passed += 1
            for state in self.nexts[here]:
                far[state] = max(far[state], far[here] + 1)
                before[state] -= 1
                if not before[state]:
                    waiting.append(state)
        return max(far[state] for state in self.ends) if passed == len(self.nexts) else None

    def has(self, least: int, most: int | None) -> bool | None:
        """Whether a text has a length between these."""
        assert self.lengths
        last = least + len(self.nexts)  # of a longer text, what leads in a circle can be left out
        last = last if most is None else min(most, last)
        if self.lengths.most is not None:
            last = min(last, self.lengths.most)
        layer, looked_at = frozenset((0,)), 0
        for length in range(last + 1):
            if length >= least and layer & self.ends:
                return True
            layer = self._after(layer)
            looked_at += len(layer)
            if looked_at > MOST_LAYERS:
                return None
        return False

    def _after(self, layer: frozenset[int]) -> frozenset[int]:
        return frozenset().union(*(self.nexts[state] for state in layer))


def _explored(networks: tuple[Network, ...], kinds: tuple[_Kind, ...]) -> _Graph:
    """Every state that a text can lead to, without those from which no text leads to an end."""
    first = _State(BEGIN, tuple(network.begin for network in networks))
    words = any(network.asks_words for network in networks)
    number = {first: 0}
    waiting, nexts, ends, steps = [first], dict[int, set[int]](), set[int](), 0
    while waiting:
        state = waiting.pop()
        here = nexts.setdefault(number[state], set())
        if all(n.ends(places, state.behind) for n, places in zip(networks, state.places, strict=True)):
            ends.add(number[state])
        wanted = [n.wanted(places) for n, places in zip(networks, state.places, strict=True)]
        for kind in kinds:
            if any(map(kind.atoms.isdisjoint, wanted)):
                continue
            steps += 1
            ahead = WORD if kind.word else OTHER
            places = []
            for network, before in zip(networks, state.places, strict=True):
                after = network.after(before, state.behind, ahead, kind.atoms)
                if not after:
                    break
                places.append(after)
            else:
                reached = _State(ahead if words else OTHER, tuple(places))
                if reached not in number:
                    number[reached] = len(number)
                    waiting.append(reached)
                here.add(number[reached])
        if len(number) > MOST_STATES or steps > MOST_STEPS:
            raise TooLarge
    return _leading_to(nexts, ends)


def _leading_to(nexts: Mapping[int, set[int]], ends: set[int]) -> _Graph:
    """The graph without the states from which no end is reached."""
    before: dict[int, list[int]] = {}
    for state, reached in nexts.items():
        for one in reached:
            before.setdefault(one, []).append(state)
    alive, waiting = set(ends), list(ends)
    while waiting:
        for state in before.get(waiting.pop(), ()):
            if state not in alive:
                alive.add(state)
                waiting.append(state)
    if 0 not in alive:
        return _Graph({}, frozenset())
    return _Graph({state: frozenset(nexts[state] & alive) for state in alive}, frozenset(ends))
