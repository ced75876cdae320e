"""Looks for a path to each goal of a flow, from an empty world, by doing what people, clocks and operators can do."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any, NamedTuple

from engine.core.browsing.results import Screen
from engine.core.filling import locale_of
from engine.language.forms import CODE_ALPHABET, Field, Form
from engine.language.load import Catalogue
from engine.language.model import Flow
from engine.language.urls import Address
from engine.study.cells import ADDRESSES, Cells, Typed
from engine.study.goals import Goal
from engine.study.world.observation import Observation
from engine.study.world.world import Action, Advance, Hosted, Open, Post, PutRow, SayAnswer, World

MOST_ACTIONS = 20_000
LONGEST = 30  # actions of a path
REPAIRS = 12  # of the entries of one form
A_MOMENT = timedelta(seconds=20)  # between two actions of a person
SHORTLY_BEFORE = timedelta(minutes=5)
MOST_TRIES = 20
FEW = 4  # entries of each of two fields
WRONG_CODE = CODE_ALPHABET[-2:] * 20


class Situation(NamedTuple):
    """
    A world, and how it was come to.

    Attributes:
        before: None: nothing was done yet.
        action: what led here from there.
        met: the goals of the flow, by their ids, that the action has reached, also those that nobody asked for.
    """

    world: World
    seen: Observation | None
    depth: int
    before: Situation | None
    action: Action | None
    met: tuple[str, ...] = ()

    def path(self) -> tuple[Situation, ...]:
        """The situations from the first action on, this one at the end."""
        found: list[Situation] = []
        here: Situation | None = self
        while here is not None and here.action is not None:
            found.append(here)
            here = here.before
        return tuple(reversed(found))


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


Told = Callable[[int, int, int], None]


def search(
    catalogue: Catalogue,
    flow: str,
    goals: Sequence[Goal],
    start: datetime,
    most: int = MOST_ACTIONS,
    told: Told | None = None,
) -> Found:
    """
    Looks for each of the goals.

    Args:
        start: when the first door is opened (aware, UTC).
        most: actions that are tried.
        told: of each goal that is reached: how many are by now, of how many, after how many actions.
    """
    return _Search(catalogue, catalogue.flows[flow], goals, start, most, told).found()


class _Search:
    """Situations are gone on from in the order of their length; one whose like was gone on from often has to wait."""

    def __init__(
        self,
        catalogue: Catalogue,
        flow: Flow,
        goals: Sequence[Goal],
        start: datetime,
        most: int,
        told: Told | None = None,
    ) -> None:
        self.flow = flow
        self.told = told
        self.hosted = Hosted(catalogue)
        self.cells = Cells(flow, locale_of(flow), start.date())
        self.most = self.left = most
        self.start = start
        self.goals = {goal.id: goal for goal in goals}
        self.reached: dict[Goal, Situation] = {}
        self.known: set[object] = set()
        self.gone_on: Counter[object] = Counter()
        self.waiting: list[tuple[int, int, bool, Situation]] = []  # cost, number, with unusual entries
        self.filled: dict[tuple[str, str], dict[str, int]] = {}  # of a form: which entry of each field is taken
        self.serial = 0
        site = catalogue.site
        self.sign_in = (site.account.flows[0].name, site.account.entry.name) if site.account else None

    def found(self) -> Found:
        for first in self._beginnings():
            self._wait(first)
        while self.waiting and self.left > 0 and len(self.reached) < len(self.goals):
            cost, number, unusual, here = heapq.heappop(self.waiting)
            now = self._cost(here, unusual=unusual)
            if now > cost and self.waiting and now > self.waiting[0][0]:
                heapq.heappush(self.waiting, (now, number, unusual, here))
                continue
            self.gone_on[self._kind(here), unusual] += 1
            for after in self._unusual(here) if unusual else self._usual(here):
                self._wait(after)
                if len(self.reached) == len(self.goals):
                    break
        left = [goal for goal in self.goals.values() if goal not in self.reached]
        return Found(self.reached, tuple(left), self.most - self.left, all_tried=not self.waiting)

    def _cost(self, here: Situation, *, unusual: bool) -> int:
        cost = here.depth + 3 * self.gone_on[self._kind(here), unusual]
        if not unusual:
            return cost
        page = here.world.page(self._at_hand(here))
        wanted = page is not None and any(
            goal.id.startswith(f"{page.state.name}.") for goal in self.goals.values() if goal not in self.reached
        )
        return cost + (2 if wanted else 8)

    # -- situations

    def _wait(self, here: Situation) -> None:
        key = self._key(here)
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
            self.left -= 1
            world, seen = here.world.do(action)
            here = Situation(world, seen, here.depth + 1, here, action, self._met(world, action, seen))
            self._note(here)
        return here

    def _met(self, world: World, action: Action, seen: Observation) -> tuple[str, ...]:
        names = [taken.transition for flow, taken in world.tables.taken if flow == self.flow.name]
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
                    self.told(len(self.reached) + 1, len(self.goals), self.most - self.left)
                self.reached[goal] = here

    def _kind(self, here: Situation) -> object:
        """What situations have in common that are much alike."""
        pages = tuple(
            (p.kind, p.flow, p.name) if (p := self._page(here, name)) else None for name in here.world.persons
        )
        cases = sorted((row.case.flow, row.case.state) for row in here.world.tables.cases.values())
        given = sorted((name, key.status) for (name, _), key in here.world.tables.keys.items() if key.case_id is None)
        return pages, tuple(cases), tuple(given)

    def _page(self, here: Situation, browser: str) -> Any:
        shown: Situation | None = here
        while shown is not None:
            if shown.seen and shown.seen.shown and getattr(shown.action, "browser", None) == browser:
                return shown.seen.shown
            shown = shown.before
        return None

    def _key(self, here: Situation) -> object:
        """What decides how it can go on, without ids and instants."""
        tables = here.world.tables
        cases = []
        for row in tables.cases.values():
            case = row.case
            known = tuple(sorted((n, v) for n, v in case.known().items() if n in self.cells.read and not _is_drawn(v)))
            timers = tuple((timer.kind, timer.which, timer.due_at <= here.world.now) for timer in case.present.timers)
            codes = tuple(sorted((name, code.expires_at > here.world.now) for name, code in case.codes.items()))
            tries = tuple(sorted(case.tries))
            cases.append((case.flow, case.state, known, timers, codes, tries, case.closed_at is None, case.sealed))
        rows = tuple(sorted((*this, key.status, key.case_id is not None) for this, key in tables.keys.items()))
        tried = tuple(
            sorted(
                (*this[:2], row.counted.refused > 0, row.counted.paused_until is not None)
                for this, row in tables.tries.items()
            )
        )
        pages = []
        for name in here.world.persons:
            page = self._page(here, name)
            pages.append(
                (page.kind, page.flow, page.name, page.buttons, page.back, page.modifiable, page.gate) if page else None
            )
        return repr((pages, sorted(cases, key=repr), rows, tried, sorted(tables.answers.items(), key=repr)))

    # -- what can be done

    def _beginnings(self) -> Iterator[Situation]:
        bare = Situation(World.begun(self.hosted, self.start), None, 0, None, None)
        services = {fact.service.name: fact for fact in self.flow.facts.values() if fact.service}
        for service, fact in services.items():
            usual = fact.listed[0] if fact.listed else ""
            bare = self._do(bare, SayAnswer(service, usual)) or bare
        yield bare
        asked = sorted({fact.register.name for fact in self.flow.facts.values() if fact.register})
        held = [bare]
        for name in asked:
            register = self.flow.registers[name]
            key = ADDRESSES[0] if register.kind == "email" else next(iter(register.samples), "")
            for status in register.statuses if key else ():
                held += self._step(bare, PutRow(name, key, status))
        yield from held[1:]

    def _usual(self, here: Situation) -> Iterator[Situation]:
        """What most people do: each button with usual entries; and what the clock does."""
        browser = self._at_hand(here)
        page = here.world.page(browser)
        for button in page.buttons if page is not None else ():
            values = self._base(here, browser, page, button.name) if page is not None and page.form else {}
            yield from self._step(here, Post(browser, button.name, values))
        for action in self._actions(here, browser):
            yield from self._step(here, action)

    def _unusual(self, here: Situation) -> Iterator[Situation]:
        """
        The form with each other entry of the fields on which it hangs how the case goes, and again and again where
        tries are counted; the gate not passed; what others do meanwhile.
        """
        browser = self._at_hand(here)
        page = here.world.page(browser)
        if page is not None and page.form is not None:
            for button in page.buttons:
                if not button.skip_form:
                    yield from self._other_entries(here, browser, page, page.form, button.name)
        for other in here.world.persons:
            theirs = here.world.page(other)
            if other != browser and theirs is not None:
                for button in theirs.buttons:
                    values = self._base(here, other, theirs, button.name) if theirs.form else {}
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
        base = self._base(here, browser, page, event)
        if page.challenge is not None and page.proof is None:
            yield from self._step(here, Post(browser, event, base, "failed"))
        for other in self._deviations(here, page, form):
            values = {**base, **other}
            if values == base:
                continue
            post = Post(browser, event, values)
            for after in self._step(here, post):
                yield after
                if page.state.tries and _refused(after):
                    yield from self._again(after, post)

    def _deviations(self, here: Situation, page: Screen, form: Form) -> Iterator[dict[str, Typed]]:
        """Other entries: of each field that is read, then of two that one guard reads here."""
        entries = {
            field.name: self._entries(here, form, field)
            for field in form.fields.values()
            if field.name in self.cells.read or field.when is not None
        }
        for name, several in entries.items():
            yield from ({name: entry, **self._same(form, name, entry)} for entry in several)
        for pair in self.cells.together(page.state):
            if pair[0] in entries and pair[1] in entries:
                for one, other in product(*(entries[name][:FEW] for name in pair)):
                    both = {pair[0]: one, pair[1]: other}
                    yield {**both, **self._same(form, pair[0], one), **self._same(form, pair[1], other)}

    def _again(self, here: Situation, post: Post) -> Iterator[Situation]:
        """The same once more, until something else comes of it."""
        for _ in range(MOST_TRIES):
            after = self._do(here, Advance(A_MOMENT), post)
            if after is None:
                return
            if not _refused(after) or after.world.tables.taken == ():
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

    def _at_hand(self, here: Situation) -> str:
        back: Situation | None = here
        while back is not None:
            if isinstance(back.action, Open | Post):
                return back.action.browser
            back = back.before
        return next(iter(here.world.persons))

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

    def _base(self, here: Situation, browser: str, page: Screen, event: str) -> Mapping[str, Typed]:
        """Entries that the form takes, as far as they were found."""
        form = page.form
        assert form
        taken = self.filled.setdefault((page.flow.name, form.name), {})
        for _ in range(REPAIRS):
            values = self._values(here, form, taken)
            if self.left <= 0:
                return values
            self.left -= 1
            _, seen = here.world.do(Post(browser, event, values))
            problems = seen.shown.problems if seen.shown and seen.shown.name == page.state.name else ()
            wrong = {one.field for one in problems if one.field in form.fields and one.keyword != "refused"}
            moved = False
            for name in wrong:
                if (
                    name
                    and not form.fields[name].confirms
                    and taken.get(name, 0) + 1 < len(self._entries(here, form, form.fields[name]))
                ):
                    taken[name] = taken.get(name, 0) + 1
                    moved = True
            if not moved:
                return values
        return self._values(here, form, taken)

    def _values(self, here: Situation, form: Form, taken: Mapping[str, int]) -> dict[str, Typed]:
        values: dict[str, Typed] = {}
        for field in form.fields.values():
            if not field.confirms:
                entries = self._entries(here, form, field)
                values[field.name] = entries[min(taken.get(field.name, 0), len(entries) - 1)] if entries else ()
        for field in form.fields.values():
            if field.confirms:
                values[field.name] = values.get(field.confirms, ())
        return values

    def _same(self, form: Form, name: str, entry: Typed) -> dict[str, Typed]:
        return {field.name: entry for field in form.fields.values() if field.confirms == name}

    def _entries(self, here: Situation, form: Form, field: Field) -> tuple[Typed, ...]:
        if field.name in form.codes:
            codes = [words for flow, _, words in here.world.codes() if flow == self.flow.name]
            length = field.figures.get("minLength") or len(codes[0] if codes else "") or 10
            return tuple((code,) for code in (*codes[:4], WRONG_CODE[:length]))
        known: list[str] = []
        if field.name in self.cells.read and field.kind == "text" and not field.options:
            tables = here.world.tables
            known += [key for (_, key) in tables.keys if ("@" in key) == (field.format == "email")]
            if field.format != "email":
                known += [number for _, number in sorted(tables.numbers)]
        return self.cells.entries(field, known)


def _refused(here: Situation) -> bool:
    shown = here.seen.shown if here.seen else None
    return shown is not None and any(one.keyword == "refused" for one in shown.problems)


def _is_drawn(value: object) -> bool:
    """Whether a value was drawn, or hashed, so that it is another on every path."""
    return isinstance(value, str) and value.startswith("code: ")
