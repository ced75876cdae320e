"""One pattern as a network of places: which of them a text can lead to, character by character."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from engine.language.patterns.parsing import Atom, Choice, Mark, Part, Repeat, Sequence, parsed
from engine.language.patterns.running import anchored, why_not

MOST_PLACES = 4_000
MOST_WORK = 400_000  # places passed on the way

# What stands beside a place, as far as `^`, `$`, `b` and `B` ask: nothing, a letter of a word, another character.
BEGIN, END, WORD, OTHER = "begin", "end", "word", "other"

_ANY = r"(?s:.)"


class TooLarge(Exception):
    """There is more to look at than is worth while, or what cannot be looked at."""


class Network:
    """
    The places of a pattern. From one a character leads on, or nothing does, which may ask where in the text it is.

    Attributes:
        begin: the places of the empty text.
        asks_words: whether it asks for the edges of words.
    """

    def __init__(self) -> None:
        self.asks_words = False
        self.begin: frozenset[int] = frozenset()
        self._free: list[list[tuple[int, str]]] = []  # place -> those reached by nothing, and what is asked for that
        self._taking: list[tuple[str, int] | None] = []  # place -> the atom that takes a character, and where it leads
        self._end = -1
        self._rest: int | None = None  # the place where whatever follows is taken
        self._spread: dict[tuple[frozenset[int], str, str], tuple[int, ...]] = {}
        self._wanted: dict[frozenset[int], frozenset[str]] = {}
        self._after: dict[tuple[frozenset[int], str, str, frozenset[str]], frozenset[int]] = {}
        self._work = 0

    def atoms(self) -> Iterator[str]:
        """The atoms that take a character somewhere."""
        yield from (taking[0] for taking in self._taking if taking)

    def wanted(self, places: frozenset[int]) -> frozenset[str]:
        """The atoms of which one takes the next character, whatever stands beside it."""
        found = self._wanted.get(places)
        if found is None:
            reached, waiting = set(places), list(places)
            while waiting:
                further = [place for place, _ in self._free[waiting.pop()] if place not in reached]
                reached.update(further)
                waiting += further
            taking = (self._taking[place] for place in reached)
            found = self._wanted[places] = frozenset(one[0] for one in taking if one)
        return found

    def ends(self, places: frozenset[int], behind: str) -> bool:
        """Whether the text may end here."""
        return self._end in self._reached(places, behind, END)

    def after(self, places: frozenset[int], behind: str, ahead: str, atoms: frozenset[str]) -> frozenset[int]:
        """The places behind one character more, which these atoms take."""
        key = (places, behind, ahead, atoms)
        found = self._after.get(key)
        if found is None:
            taking = (self._taking[place] for place in self._reached(places, behind, ahead))
            found = frozenset(one[1] for one in taking if one and one[0] in atoms)
            if self._rest is not None and self._rest in found:
                found = frozenset((self._rest,))
            self._after[key] = found
        return found

    def _reached(self, places: frozenset[int], behind: str, ahead: str) -> tuple[int, ...]:
        """The places reached by nothing more, between what stands behind and ahead."""
        key = (places, behind, ahead)
        found = self._spread.get(key)
        if found is None:
            asked = _held(behind, ahead)
            seen, waiting = set(places), list(places)
            while waiting:
                for place, question in self._free[waiting.pop()]:
                    if place not in seen and (not question or question in asked):
                        seen.add(place)
                        waiting.append(place)
            self._work += len(seen)
            if self._work > MOST_WORK:
                raise TooLarge
            found = self._spread[key] = tuple(seen)
        return found

    # How it is made

    def place(self) -> int:
        if len(self._free) >= MOST_PLACES:
            raise TooLarge
        self._free.append([])
        self._taking.append(None)
        return len(self._free) - 1

    def lead(self, begin: int, end: int, question: str = "") -> None:
        self._free[begin].append((end, question))

    def take(self, begin: int, atom: str, end: int) -> None:
        self._taking[begin] = (atom, end)

    def finish(self, begin: int, end: int, *, searched: bool) -> None:
        """Set between these places. `searched`: what stands before and behind is not looked at."""
        if searched:
            before, rest = self.place(), self.place()
            self.take(before, _ANY, before)
            self.lead(before, begin)
            self.lead(end, rest)
            self.take(rest, _ANY, rest)
            begin, end, self._rest = before, rest, rest
        self.begin, self._end = frozenset((begin,)), end


def network_of(source: str) -> Network:
    """The network of a pattern, which accepts what `matches` accepts. Raises TooLarge where it is not read."""
    part = None if why_not(source) else parsed(source)
    if part is None:
        raise TooLarge
    network = Network()
    begin = network.place()
    end = _laid(network, part, begin)
    network.finish(begin, end, searched=not anchored(source))
    return network


def _held(behind: str, ahead: str) -> frozenset[str]:
    """The questions that are answered with yes between what stands behind and ahead."""
    held = {"b" if (behind == WORD) is not (ahead == WORD) else "B"}
    if behind == BEGIN:
        held.add("^")
    if ahead == END:
        held.add("$")
    return frozenset(held)


def _laid(network: Network, part: Part, begin: int) -> int:
    """The place behind a part that begins at this one."""
    match part:
        case Atom():
            end = network.place()
            network.take(begin, part.source, end)
            return end
        case Mark():
            network.asks_words = network.asks_words or part.kind in "bB"
            end = network.place()
            network.lead(begin, end, part.kind)
            return end
        case Sequence():
            for one in part.parts:
                begin = _laid(network, one, begin)
            return begin
        case Choice():
            end = network.place()
            for one in part.branches:
                first = network.place()
                network.lead(begin, first)
                network.lead(_laid(network, one, first), end)
            return end
        case Repeat():
            return _repeated(network, part, begin)
        case _:
            assert_never(part)


def _repeated(network: Network, part: Repeat, begin: int) -> int:
    for _ in range(part.least):
        begin = _laid(network, part.part, begin)
    if part.most is None:
        inner = network.place()
        network.lead(begin, inner)
        last = _laid(network, part.part, inner)
        end = network.place()
        network.lead(inner, end)
        network.lead(last, inner)
        return end
    end = network.place()
    for _ in range(part.most - part.least):
        inner = network.place()
        network.lead(begin, end)
        network.lead(begin, inner)
        begin = _laid(network, part.part, inner)
    network.lead(begin, end)
    return end
