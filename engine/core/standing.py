"""What stands on a page now: its sections, notes and links, but those whose `when` does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Generic, NamedTuple, TypeVar, cast

from engine.core.case import Case
from engine.core.context import EvaluationContext, names_shown
from engine.language.guards import Guard, GuardFailed, evaluate
from engine.language.guards.vocabulary import TRIES_LEFT
from engine.language.model import Conditional, Flow, Page, Section, Setting, State, View
from engine.language.values import Duration, Value

Part = TypeVar("Part", bound=Conditional)
Shown = TypeVar("Shown", bound=State | View)  # a page of a case
Holds = Callable[[Guard], bool]


class Standing(NamedTuple, Generic[Shown]):
    """
    A state or a view as its page shows it.

    Attributes:
        page: without what does not stand there now.
        failed: each `when` that could not be evaluated; what it belongs to does not stand there.
    """

    page: Shown
    failed: tuple[GuardFailed, ...] = ()


class _Conditions:
    """Whether each `when` holds. One that cannot be evaluated does not: a page is not taken down by a note."""

    def __init__(self, holds: Holds) -> None:
        self._holds = holds
        self.failed: list[GuardFailed] = []

    def of(self, parts: Iterable[Part]) -> tuple[Part, ...]:
        """Those that stand, a section with the links that do."""
        return tuple(self._whole(part) for part in parts if part.when is None or self._hold(part.when))

    def _whole(self, part: Part) -> Part:
        return part._replace(links=self.of(part.links)) if isinstance(part, Section) else part

    def _hold(self, when: Guard) -> bool:
        try:
            return self._holds(when)
        except GuardFailed as failed:
            self.failed.append(failed)
            return False


def standing(context: EvaluationContext, case: Case, page: Shown, tries_left: int | None) -> Standing[Shown]:
    """
    A state or a view as its page shows it for this case now.

    Args:
        tries_left: in that state, for whom the page is shown to; None: none was refused yet.

    Raises:
        Unanswered: a fact that some `when` reads has to be looked up first.
    """
    names = names_shown(context, case)
    names[TRIES_LEFT] = tries_left
    conditions = _Conditions(lambda when: bool(context.value(when, names, boolean=True)))
    shown = _with(page, conditions)
    return Standing(shown, tuple(conditions.failed))


def unconditional(page: Shown) -> Shown:
    """The page with nothing on it that depends on a `when`."""
    return _with(page, _Conditions(lambda when: False))


def _with(page: Shown, conditions: _Conditions) -> Shown:
    sections, links = conditions.of(page.sections), conditions.of(page.links)
    shown: State | View
    if isinstance(page, View):
        shown = page._replace(sections=sections, links=links)
    else:
        shown = replace(page, notes=conditions.of(page.notes), sections=sections, links=links)
    return cast("Shown", shown)  # a page of the same kind


def page_standing(
    page: Page, settings: Callable[[str], Setting | None], flow: Flow | None, today: date
) -> tuple[Page, tuple[GuardFailed, ...]]:
    """
    A page outside any case as it is shown now, and each `when` that could not be evaluated.

    Args:
        settings: those of its flow, or of the site.
        flow: whose named guards may be read; None: it is a page of the site.
    """

    def look(name: str) -> Value:
        setting = settings(name)
        if setting is not None:
            return str(setting.value) if isinstance(setting.value, Duration) else setting.value
        guard = flow.guards.get(name) if flow else None
        return evaluate(guard, look, today, boolean=True).value if guard else None

    conditions = _Conditions(lambda when: bool(evaluate(when, look, today, boolean=True).value))
    shown = page._replace(sections=conditions.of(page.sections), links=conditions.of(page.links))
    return shown, tuple(conditions.failed)
