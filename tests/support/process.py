"""What can happen to a process while it does something: a call of the database fails, it dies, others act meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.support.database_faults import BEGIN, FAULTS, Driver, Failing

NOTHING, DIES_BEFORE, DIES_AFTER, WAITS = "nothing", "dies before", "dies after", "waits"


class Died(BaseException):
    """The process is gone: nothing of it runs any more, whatever it was doing."""


class Plan(NamedTuple):
    """What is to happen at the `at`-th call of the database; WAITS: before the `at`-th transaction that writes."""

    kind: str = NOTHING  # or a name of FAULTS
    at: int = 0


@contextmanager
def happening(driver: Driver, plan: Plan, meanwhile: Callable[[], None], note: Callable[[str], None]) -> Iterator[None]:
    """Within the block the plan happens to whatever is done; what happened to calls around it waits."""
    made = begun = 0

    def before(words: str) -> None:
        nonlocal made, begun
        made += 1
        if plan.kind == WAITS:
            if words == BEGIN and not driver.writing:
                begun += 1
                if begun == plan.at:
                    meanwhile()
        elif made == plan.at and plan.kind in FAULTS:
            note(f"  {plan.kind} at {short(words)}")
            raise Failing(FAULTS[plan.kind])
        elif made == plan.at and plan.kind == DIES_BEFORE:
            note(f"  dies before {short(words)}")
            raise Died

    def after(words: str) -> None:
        if made == plan.at and plan.kind == DIES_AFTER:
            note(f"  dies after {short(words)}")
            raise Died

    around = driver.before, driver.after
    driver.before, driver.after = before, after
    try:
        yield
    finally:
        driver.before, driver.after = around


def short(words: str) -> str:
    """A statement as a story tells it."""
    words = " ".join(words.split())
    return words if len(words) < 60 else f"{words[:30]} … {words[-26:]}"
