"""Every call of the database fails once in turn, on the whole procedure: nothing is half done, and on it goes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.core.kept import Unavailable
from engine.worker import LEASE_SECONDS
from tests.support.database_faults import BEGIN, COMMIT, FAULTS, ROLLBACK, Driver
from tests.support.expert_requests import ASIDE, EXPIRED, STRAIGHT, Procedure, Step, procedure_in
from tests.support.person import Page
from tests.support.process import Plan, happening
from tests.support.simulation.oracle import Oracle

KINDS = tuple(FAULTS)
DELAY = timedelta(hours=48)


class Trial:
    """One step of a procedure, of which any call may fail."""

    def __init__(self, procedure: Procedure, driver: Driver, step: Step) -> None:
        self._procedure = procedure
        self._driver = driver
        self._step = step
        self._before = procedure.to(step.name)
        catalogue = procedure.walk.service.parcours.catalogue
        self._delays = {flow.digest: DELAY for flow in catalogue.flows.values()}

    def calls(self) -> list[str]:
        """What the step asks of the database, where nothing fails."""
        made: list[str] = []
        self._procedure.back_to(self._before)
        self._driver.before = made.append
        self._procedure.take(self._step)
        self._driver.at_ease()
        return made

    def fail(self, at: int, kind: str, *, to_the_end: bool) -> None:
        """The `at`-th call of the step fails; then it is tried again, and the procedure goes on."""
        self._procedure.back_to(self._before)
        service = self._procedure.walk.service
        oracle = Oracle(service.database, self._delays)
        noted: list[str] = []
        try:
            with happening(self._driver, Plan(kind, at), lambda: None, noted.append):
                page = self._tried()
            assert noted, "nothing has failed"
            oracle.look(service.now)
            self._again(page)
            oracle.look(service.now)
            if to_the_end:
                for step in self._procedure.steps[self._procedure.steps.index(self._step) + 1 :]:
                    self._procedure.take(step)
                oracle.look(service.now)
        finally:
            oracle.close()

    def _tried(self) -> Page | None:
        """The page that comes; None: it is the worker's step."""
        try:
            page = self._step.take(self._procedure.walk)
        except Unavailable:
            assert not self._step.title, "no page of a person's may be an exception"
            return None
        if page and page.status == 503:
            assert page.headers["Retry-After"]
            assert page.h1
        elif page:
            assert page.status == self._step.status, f"{page.status}: {page.text}"
        return page

    def _again(self, page: Page | None) -> None:
        """Where a page came that says « not now », it is loaded again, form and all; the worker comes again."""
        walk = self._procedure.walk
        if page is None:
            walk.service.advance(seconds=LEASE_SECONDS)
            walk.service.worker.work()
        elif page.status == 503:
            again = walk.browser.reload()
            assert again.status == self._step.status, f"{again.status}: {again.text}"
            assert again.body.startswith(b"%PDF-") if not self._step.title else again.h1 == self._step.title


WAYS = {"straight": STRAIGHT, "expired": EXPIRED, "aside": ASIDE}
# Every step of every way, once: a later way shares its first steps with an earlier one.
TRIALS = list({step: (way, step) for way in reversed(WAYS) for step in WAYS[way]}.values())


@pytest.mark.parametrize(("way", "step"), TRIALS, ids=lambda part: part if isinstance(part, str) else part.name)
def test_a_step_of_which_a_call_fails_is_done_wholly_or_not_at_all_and_can_be_gone_on_with(
    way: str, step: Step, tmp_path: Path, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)  # what fails on purpose is logged in plenty
    everything = request.config.getoption("--faults", "some") == "all"
    driver = Driver()
    with driver.connected(), procedure_in(tmp_path, WAYS[way]) as procedure:
        trial = Trial(procedure, driver, step)
        calls = trial.calls()
        assert len(calls) > 5, "the database was hardly asked"
        for at, kinds in _chosen(calls, thorough=everything or way == "straight", everything=everything):
            for kind in kinds:
                try:
                    trial.fail(at, kind, to_the_end=everything or (at % 8 == 0 and kind == kinds[0]))
                except BaseException as fault:
                    fault.add_note(f"{step.name}: {kind} at call {at} of {len(calls)}, {calls[at - 1]}")
                    raise


def _chosen(calls: list[str], *, thorough: bool, everything: bool) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Which calls fail in which ways: where it writes in all of them, if thorough; else in one, in turn."""
    writing = False
    for at, words in enumerate(calls, 1):
        writing = writing or words == BEGIN
        yield at, KINDS if everything or (thorough and writing) else (KINDS[at % len(KINDS)],)
        writing = writing and words not in (COMMIT, ROLLBACK)
