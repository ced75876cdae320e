"""Whatever happens to a few people, two workers and a process that dies, the promises of docs/security.md hold."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest

from tests.support.simulation.story import live


def test_every_promise_holds_after_every_step(seeds: Sequence[int], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)  # what fails on purpose is logged in plenty
    for seed in seeds:
        story: list[str] = []
        try:
            live(seed, tell=story.append)
        except BaseException as fault:
            fault.add_note("\n".join([*story[-80:], f"seed {seed}: python -m tests.support.simulation.story {seed}"]))
            raise
        if len(seeds) == 1:
            print("\n".join(story))


def test_a_seed_is_the_same_story_each_time() -> None:
    told: list[list[str]] = [[], []]
    for story in told:
        live(7, tell=story.append)
    assert told[0] == told[1]
    assert len(told[0]) > 60
