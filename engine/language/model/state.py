"""One state of a flow, and the traversals over what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.language.decoding import Named
from engine.language.guards import Guard
from engine.language.model.branches import Branch, BranchList, Reminder, Timeout, Transition, Tries
from engine.language.model.effects import EFFECTS, Effect
from engine.language.model.nouns import Back, Gate, Link, Note, Section, conditions_of
from engine.language.model.parts import parts_of, within
from engine.language.texts.text import Text
from engine.problems import Place


@dataclass(frozen=True, eq=False)
class State:
    """A state in which a case can be. Two states are the same where they are one object."""

    name: str
    phase: Named | None
    title: Text
    content: Text | None
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    show: tuple[Named, ...]
    gate: Gate | None
    form: Named | None
    review: bool
    back: Back | None
    links: tuple[Link, ...]
    transitions: Mapping[str, Transition]
    automatic: tuple[Branch, ...]  # empty: a state with a screen
    tries: Tries | None
    timeout: Timeout | None
    reminders: tuple[Reminder, ...]
    on_enter: tuple[Effect, ...]
    final: bool
    rest: bool
    place: Place

    def branch_lists(self) -> tuple[BranchList, ...]:
        """Every list of branches out of this state, in the order written."""
        return self._branch_lists

    def branches(self) -> Iterator[Branch]:
        """Every branch out of this state, in the order written."""
        return (branch for listed in self._branch_lists for branch in listed.branches)

    def buttons(self) -> tuple[Transition, ...]:
        """The transitions with a label: what a person may press."""
        return tuple(transition for transition in self.transitions.values() if transition.label)

    def conditions(self) -> tuple[Guard, ...]:
        """Every `when` on its page, in the order written."""
        return self._conditions

    def effects(self) -> Iterator[Effect]:
        """Every effect of this state, of its branches and timers too, in the order written."""
        return within(self, EFFECTS)

    @cached_property
    def _conditions(self) -> tuple[Guard, ...]:
        return tuple(conditions_of((*self.notes, *self.sections, *self.links)))

    @cached_property
    def _branch_lists(self) -> tuple[BranchList, ...]:
        lists: list[BranchList] = []
        for part in parts_of(self):
            found = tuple(within(part, (Transition, Branch)))
            lists += (BranchList(self.name, noun, noun.branches) for noun in found if isinstance(noun, Transition))
            if automatic := tuple(noun for noun in found if isinstance(noun, Branch)):
                lists.append(BranchList(self.name, None, automatic))
        return tuple(lists)
