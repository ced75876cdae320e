"""A process killed at any point of a step: nothing is lost, nothing half done, and the same sent again leads on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support.kills import (
    AFTER_250,
    AFTER_A_WRITE,
    AFTER_CLAIM,
    AFTER_COMMIT,
    AFTER_LEASE,
    AFTER_MARK,
    AFTER_THE_ANSWER,
    BEFORE_BEGIN,
    BEFORE_COMMIT,
    BEFORE_DATA,
    BEFORE_THE_ANSWER,
)

ROOT = Path(__file__).parents[2]

# A person's step -> its least writes; each passes every point that a page has.
OF_A_PERSON = {"accepts": 5, "confirms": 10, "types the code": 3, "types the address": 9, "signs in": 3, "signs out": 2}
A_PAGES = {BEFORE_BEGIN, AFTER_A_WRITE, BEFORE_COMMIT, AFTER_COMMIT, BEFORE_THE_ANSWER, AFTER_THE_ANSWER}
# A worker's step -> the points that it alone passes.
OF_A_WORKER = {
    "is mailed": {AFTER_LEASE, BEFORE_DATA, AFTER_250, AFTER_MARK},
    "is too late": {AFTER_CLAIM},
    "is erased": set[str](),
}


@pytest.mark.parametrize("step", [*OF_A_PERSON, *OF_A_WORKER])
def test_kill_9_loses_nothing_and_sends_a_mail_twice_only_after_the_relays_250(
    step: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kills = request.config.getoption("--kills", 25)  # at each point, over all of the steps
    times = -(-kills // len(OF_A_PERSON))
    command = [sys.executable, "-W", "error", "-m", "tests.support.kills", step, str(tmp_path), str(times), str(kills)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120 + 10 * kills)
    assert done.returncode == 0, done.stderr
    ended: list[dict[str, Any]] = json.loads(done.stdout)

    assert [one["point"] for one in ended if not one["killed"]] == []
    assert [f"{one['point']}\n{one['fault']}" for one in ended if one["fault"]] == []
    points = Counter(one["point"]["name"] for one in ended)
    if step in OF_A_PERSON:
        assert {name: points[name] for name in A_PAGES if points[name] < times} == {}
        assert len({one["point"]["at"] for one in ended if one["point"]["name"] == AFTER_A_WRITE}) >= OF_A_PERSON[step]
    else:
        assert {name: points[name] for name in OF_A_WORKER[step] if points[name] < kills} == {}
        assert points[AFTER_A_WRITE] >= times
    for one in ended:
        # Taken, and nobody noted it: only then a copy.
        twice = one["taken"] and not one["marked"]
        expected = 2 if twice else 1 if one["taken"] or one["copies"] else 0
        assert one["copies"] == expected, one
        assert not twice or one["point"]["name"] not in {BEFORE_DATA, BEFORE_THE_ANSWER}
    if step == "is mailed":
        assert {one["copies"] for one in ended if one["point"]["name"] == AFTER_250} == {2}
        assert {one["copies"] for one in ended if one["point"]["name"] in (AFTER_LEASE, BEFORE_DATA, AFTER_MARK)} == {1}
        assert {one["copies"] for one in ended} == {1, 2}
