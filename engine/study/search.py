"""Looks for a path to each goal of a flow, from an empty world, by doing what people, clocks and operators can do."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from engine.core.browsing.results import Screen
from engine.core.entrances import finds_again
from engine.core.filling import locale_of
from engine.language.forms import Form
from engine.language.guards import as_date
from engine.language.load import Catalogue
from engine.language.urls import Address
from engine.study.cells import Cells
from engine.study.filling import Filling
from engine.study.goals import Goal
from engine.study.situation import Situation
from engine.study.world import Action, Advance, Hosted, Observation, Open, Post, PutRow, SayAnswer, World

MOST_ACTIONS = 20_000
LONGEST = 30  # actions of a path
A_MOMENT = timedelta(seconds=20)  # between two actions of a person
SHORTLY_BEFORE = timedelta(minutes=5)
MOST_TRIES = 20
DAYS_BEFORE = 3  # a day that a setting names
FAR = timedelta(days=730)
ALIKE = 3  # what each situation of a kind that was gone on from adds to the cost of the next
WANTED, UNWANTED = 2, 8  # what unusual entries add, where a goal of that very state is open, and elsewhere

Told = Callable[[int, int, int], None]


class Bounds(NamedTuple):
    """
    How a search is bounded.

    Attributes:
        start: when the first door is opened (aware, UTC).
        most: actions that are tried.
    """

    start: datetime
    most: int = MOST_ACTIONS


class Found(NamedTuple):
    """
    What a search has come to.

    Attributes:
        reached: goal -> the shortest way that was found there.
        open: the goals to which none was found.
        actions: how many were tried.
        all_tried: nothing was left to try: the bounds alone, not the budget, ended it.
    """

    reached: Mapping[Goal, Situation]
    open: tuple[Goal, ...]
    actions: int
    all_tried: bool


def search(catalogue: Catalogue, flow: str, goals: Sequence[Goal], bounds: Bounds, told: Told | None = None) -> Found:
    """
    Looks for each of the goals.

    Args:
        told: of each goal that is reached: how many are by now, of how many, after how many actions.
    """
    return _Search(catalogue, flow, goals, bounds, told).found()


class _Search:
    """Situations are gone on from in the order of their length; one whose like was gone on from often has to wait."""

    def __init__(
        self, catalogue: Catalogue, flow: str, goals: Sequence[Goal], bounds: Bounds, told: Told | None
    ) -> None:
        self.flow = catalogue.flows[flow]
        self.told = told
        self.bounds = bounds
        self.hosted = Hosted(catalogue)
        self.filling = Filling(Cells(self.flow, locale_of(self.flow)))
        self.done = 0
        self.goals = {goal.id: goal for goal in goals}
        self.reached: dict[Goal, Situation] = {}
        self.known: set[str] = set()
        self.gone_on: Counter[object] = Counter()
        self.waiting: list[tuple[int, int, bool, Situation]] = []  # cost, number, whether unusual entries come
        self.serial = 0
        account = catalogue.site.account
        self.sign_in = (account.flows[0].name, account.entry.name) if account else None

    @property
    def left(self) -> int:
        """How many actions may still be tried."""
        return self.bounds.most - self.done - self.filling.posts

    def found(self) -> Found:
        for first in self._beginnings():
            self._wait(first)
        while self.waiting and self.left > 0 and len(self.reached) < len(self.goals):
            cost, number, unusual, here = heapq.heappop(self.waiting)
            now = self._cost(here, unusual=unusual)
            if now > cost and self.waiting and now > self.waiting[0][0]:
                heapq.heappush(self.waiting, (now, number, unusual, here))
                continue
            self.gone_on[here.kind(), unusual] += 1
            for after in self._unusual(here) if unusual else self._usual(here):
                self._wait(after)
                if len(self.reached) == len(self.goals):
                    break
        left = [goal for goal in self.goals.values() if goal not in self.reached]
        return Found(self.reached, tuple(left), self.bounds.most - self.left, all_tried=not self.waiting)

    def _cost(self, here: Situation, *, unusual: bool) -> int:
        cost = here.depth + ALIKE * self.gone_on[here.kind(), unusual]
        if not unusual:
            return cost
        page = here.world.page(here.at_hand())
        wanted = page is not None and any(
            goal.id.startswith(f"{page.state.name}.") for goal in self.goals.values() if goal not in self.reached
        )
        return cost + (WANTED if wanted else UNWANTED)

    # -- situations

    def _wait(self, here: Situation) -> None:
        key = here.key(self.filling.cells.read)
        if key in self.known or here.depth >= LONGEST:
            return
        self.known.add(key)
        for unusual in (False, True):
            self.serial += 1
            heapq.heappush(self.waiting, (self._cost(here, unusual=unusual), self.serial, unusual, here))

    def _do(self, here: Situation, *actions: Action) -> Situation | None:
        """The situation after these actions; None: the budget is spent."""
        for action in actions:
            if self.left <= 0:
                return None
            self.done += 1
            world, seen = here.world.do(action)
            here = Situation(world, seen, here.depth + 1, here, action, self._met(world, action, seen))
            self._note(here)
        return here

    def _met(self, world: World, action: Action, seen: Observation) -> tuple[str, ...]:
        taken = [one for flow, one in world.tables.taken if flow == self.flow.name]
        names = [*(one.transition for one in taken), *(one.state for one in taken)]
        names += [row.case.state for row in world.tables.cases.values() if row.case.flow == self.flow.name]
        if seen.shown and seen.shown.kind == "screen" and seen.shown.flow == self.flow.name:
            names.append(seen.shown.name)
            if isinstance(action, Open) and action.address.kind == "entry":
                names.append(f"entry {action.address.name}")
        return tuple(names)

    def _note(self, here: Situation) -> None:
        for name in here.met:
            goal = self.goals.get(name)
            if goal and (goal not in self.reached or here.depth < self.reached[goal].depth):
                if goal not in self.reached and self.told:
                    self.told(len(self.reached) + 1, len(self.goals), self.bounds.most - self.left)
                self.reached[goal] = here

    # -- what can be done

    def _beginnings(self) -> Iterator[Situation]:
        bare = Situation(World.begun(self.hosted, self.bounds.start))
        services = {fact.service.name: fact for fact in self.flow.facts.values() if fact.service}
        for service, fact in services.items():
            usual = fact.listed[0] if fact.listed else ""
            bare = self._do(bare, SayAnswer(service, usual)) or bare
        yield bare
        for day in self._days(bare.world.now.date()):
            yield from self._step(bare, Advance(timedelta(days=(day - bare.world.now.date()).days - DAYS_BEFORE)))
        for fact in self.flow.facts.values():
            field = self.flow.field(fact.key.name) if fact.register and fact.key else None
            if fact.register is None or field is None:
                continue
            [key], *_ = self.filling.cells.entries(field, bare.world.now.date())
            for status in self.flow.registers[fact.register.name].statuses:
                yield from self._step(bare, PutRow(fact.register.name, key, status))

    def _days(self, today: date) -> list[date]:
        """Those that the settings of the flow name, still to come: some days before each, things are otherwise."""
        values = (setting.value for setting in self.flow.settings.values())
        days = {day for value in values if (day := as_date(value))}
        return sorted(day for day in days if timedelta(DAYS_BEFORE) < day - today < FAR)

    def _usual(self, here: Situation) -> Iterator[Situation]:
        """What most people do: each button with usual entries; and what the clock does."""
        browser = here.at_hand()
        page = here.world.page(browser)
        for button in page.buttons if page is not None else ():
            values = self.filling.usual(here.world, browser, page, button.name) if page is not None else {}
            yield from self._step(here, Post(browser, button.name, values))
        for action in self._actions(here, browser):
            yield from self._step(here, action)

    def _unusual(self, here: Situation) -> Iterator[Situation]:
        """
        The form with each other entry of the fields on which it hangs how the case goes, and again and again where
        tries are counted; the gate not passed; what others do meanwhile.
        """
        browser = here.at_hand()
        page = here.world.page(browser)
        if page is not None and page.form is not None:
            for button in page.buttons:
                if not button.skip_form:
                    yield from self._other_entries(here, browser, page, page.form, button.name)
        for other in here.world.persons:
            theirs = here.world.page(other)
            if other != browser and theirs is None and here.world.tables.cases:
                for door in self.flow.entries:
                    if finds_again(self.flow, door):
                        yield from self._step(here, Open(other, Address("entry", self.flow.name, door)))
            if other != browser and theirs is not None:
                for button in theirs.buttons:
                    values = self.filling.usual(here.world, other, theirs, button.name)
                    yield from self._step(here, Post(other, button.name, values))
        for change in (*self._rows(here), *self._answers(here)):
            yield from self._step(here, change)

    def _answers(self, here: Situation) -> Iterator[Action]:
        """Services answer otherwise, or fail: from the beginning on."""
        if not isinstance(here.action, Open | Post):
            for fact in self.flow.facts.values():
                if fact.service:
                    yield from (SayAnswer(fact.service.name, answer) for answer in (*fact.listed[1:], None))

    def _other_entries(
        self, here: Situation, browser: str, page: Screen, form: Form, event: str
    ) -> Iterator[Situation]:
        base = self.filling.usual(here.world, browser, page, event)
        if page.challenge is not None and page.proof is None:
            yield from self._step(here, Post(browser, event, base, "failed"))
        for other in self.filling.others(here.world, page, form):
            values = {**base, **other}
            if values == base:
                continue
            post = Post(browser, event, values)
            for after in self._step(here, post):
                yield after
                if page.state.tries and after.refused():
                    yield from self._again(after, post)

    def _again(self, here: Situation, post: Post) -> Iterator[Situation]:
        """The same once more, until something else comes of it."""
        for _ in range(MOST_TRIES):
            after = self._do(here, Advance(A_MOMENT), post)
            if after is None:
                return
            if not after.refused() or after.world.tables.taken == ():
                yield after
                return
            here = after

    def _rows(self, here: Situation) -> Iterator[Action]:
        """Meanwhile a key that a case has asked about comes to have another status, or none."""
        keys = here.world.tables.keys
        for fact in self.flow.facts.values():
            if fact.register is None or fact.key is None:
                continue
            register = self.flow.registers[fact.register.name]
            for row in here.world.tables.cases.values():
                key = row.case.known().get(fact.key.name)
                found = keys.get((register.name, str(key)))
                if key is None or row.case.closed_at or (found and found.case_id is not None):
                    continue
                statuses = (*register.statuses, *([None] if found else []))
                yield from (
                    PutRow(register.name, str(key), status)
                    for status in statuses
                    if found is None or status != found.status
                )

    def _step(self, here: Situation, action: Action) -> Iterator[Situation]:
        again = isinstance(action, Post) and any(done.action == action for done in here.path())
        after = self._do(here, Advance(A_MOMENT), action) if again else self._do(here, action)
        if after is not None:
            yield after

    def _actions(self, here: Situation, browser: str) -> Iterator[Action]:
        page = here.world.page(browser)
        if page is not None and page.can_go_back:
            yield Post(browser, "back")
        if not isinstance(here.action, Open):
            yield from self._doors(here, browser)
        yield from self._jumps(here)

    def _doors(self, here: Situation, browser: str) -> Iterator[Action]:
        """No door is opened while the same person's draft is under way."""
        cases = [row.case for row in here.world.tables.cases.values()]
        if any(not case.bound and not case.closed_at for case in cases):
            return
        doors = [Address("entry", self.flow.name, name) for name in self.flow.entries]
        if self.sign_in and self.sign_in[0] != self.flow.name:
            doors.append(Address("entry", *self.sign_in))
        for name in here.world.persons if cases else (browser,):
            yield from (Open(name, door) for door in doors)

    def _jumps(self, here: Situation) -> Iterator[Action]:
        now = here.world.now
        at = {due.at for due in here.world.due() if due.what != "erasure" and due.at > now}
        at |= {
            code.expires_at
            for code in here.world.tables.codes.values()
            if code.state == "live" and code.expires_at > now
        }
        at |= {row.counted.paused_until for row in here.world.tables.tries.values() if row.counted.paused_until}
        for one in sorted(at)[:1]:
            yield from (Advance(to - now) for to in (one, one - SHORTLY_BEFORE) if to > now)
