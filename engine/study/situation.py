"""A world with the way that has led there, and what makes two of them alike."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from engine.study.world import Action, Observation, Open, Post, Shown, World


class Situation(NamedTuple):
    """
    A world, and how it was come to.

    Attributes:
        seen: what the last action has shown; None: nothing was done yet.
        depth: how many actions have led here.
        action: the last; `before`: where it was done.
        met: the goals of the flow, by their ids, that the action has reached, also those that nobody asked for.
    """

    world: World
    seen: Observation | None = None
    depth: int = 0
    before: Situation | None = None
    action: Action | None = None
    met: tuple[str, ...] = ()

    def path(self) -> tuple[Situation, ...]:
        """The situations from the first action on, this one at the end."""
        found: list[Situation] = []
        here: Situation | None = self
        while here is not None and here.action is not None:
            found.append(here)
            here = here.before
        return tuple(reversed(found))

    def at_hand(self) -> str:
        """The browser in which something was done last."""
        here: Situation | None = self
        while here is not None:
            if isinstance(here.action, Open | Post):
                return here.action.browser
            here = here.before
        return next(iter(self.world.persons))

    def refused(self) -> bool:
        """Whether the last action was refused by the flow itself."""
        shown = self.seen.shown if self.seen else None
        return shown is not None and any(one.keyword == "refused" for one in shown.problems)

    def kind(self) -> object:
        """What situations that are much alike have in common: pages, states of cases, what was given from outside."""
        pages = sorted(((page.kind, page.flow, page.name) if page else None for page in self._pages()), key=repr)
        tables = self.world.tables
        cases = sorted((row.case.flow, row.case.state) for row in tables.cases.values())
        given = sorted((name, key.status) for (name, _), key in tables.keys.items() if key.case_id is None)
        return tuple(pages), tuple(cases), tuple(given), tuple(sorted(tables.answers.items(), key=repr))

    def key(self, read: Collection[str]) -> str:
        """
        What decides how it can go on, without ids and instants; a count of tries is there or not.

        Args:
            read: the names on which it hangs how a case goes: of other answers it does not matter what they are.
        """
        tables, now = self.world.tables, self.world.now
        cases = []
        for row in tables.cases.values():
            case = row.case
            known = sorted((n, v) for n, v in case.known().items() if n in read and not _is_hashed(v))
            timers = [(timer.kind, timer.which, timer.due_at <= now) for timer in case.present.timers]
            codes = sorted((name, code.expires_at > now) for name, code in case.codes.items())
            cases.append(
                (case.flow, case.state, known, timers, codes, sorted(case.tries), case.closed_at is None, case.sealed)
            )
        rows = sorted((*this, key.status, key.case_id is not None) for this, key in tables.keys.items())
        tried = sorted(
            (*this[:2], row.counted.refused > 0, row.counted.paused_until is not None)
            for this, row in tables.tries.items()
        )
        pages = [
            (page.kind, page.flow, page.name, page.buttons, page.back, page.modifiable, page.gate) if page else None
            for page in self._pages()
        ]
        return repr((pages, sorted(cases, key=repr), rows, tried, sorted(tables.answers.items(), key=repr)))

    def _pages(self) -> list[Shown | None]:
        """What each browser shows."""
        found: dict[str, Shown] = {}
        here: Situation | None = self
        while here is not None and len(found) < len(self.world.persons):
            if isinstance(here.action, Open | Post) and here.seen and here.seen.shown:
                found.setdefault(here.action.browser, here.seen.shown)
            here = here.before
        return [found.get(name) for name in self.world.persons]


def _is_hashed(value: object) -> bool:
    """Whether it is a typed code as it is kept, which is another on every path."""
    return isinstance(value, str) and value.startswith("code: ")
