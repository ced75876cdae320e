"""A process killed at any point of a step: nothing is lost, nothing half done, and the same sent again leads on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.faults.kills import AFTER_250, AFTER_A_WRITE, BEFORE_BEGIN, BEFORE_DATA, BEFORE_THE_ANSWER

ROOT = Path(__file__).parents[2]

# Step -> how many points it has at least: so many writes, a BEGIN and two sides of a COMMIT, the page's own.
KILLED_AT = {
    "accepts": 12,
    "confirms": 15,
    "types the code": 10,
    "types the address": 15,
    "signs in": 10,
    "signs out": 8,
    "is mailed": 12,
    "is too late": 8,
    "is erased": 8,
}


@pytest.mark.parametrize("step", KILLED_AT)
def test_kill_9_loses_nothing_and_sends_a_mail_twice_only_after_the_relays_250(
    step: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    times = request.config.getoption("--kills", 1)
    command = [sys.executable, "-W", "error", "-m", "tests.faults.kills", step, str(tmp_path), str(times)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60 + 60 * times)
    assert done.returncode == 0, done.stderr
    ended: list[dict[str, Any]] = json.loads(done.stdout)

    assert [one["point"] for one in ended if not one["killed"]] == []
    assert [f"{one['point']}\n{one['fault']}" for one in ended if one["fault"]] == []
    points = Counter(one["point"]["name"] for one in ended)
    assert points[BEFORE_BEGIN] >= times
    assert points[AFTER_A_WRITE] >= times
    assert sum(points.values()) >= KILLED_AT[step] * times
    for one in ended:
        # Taken, and nobody noted it: only then a copy.
        twice = one["taken"] and not one["marked"]
        expected = 2 if twice else 1 if one["taken"] or one["copies"] else 0
        assert one["copies"] == expected, one
        assert not twice or one["point"]["name"] not in {BEFORE_DATA, BEFORE_THE_ANSWER}
    if step == "is mailed":
        assert {one["copies"] for one in ended if one["point"]["name"] == AFTER_250} == {2}
        assert {one["copies"] for one in ended if one["point"]["name"] == BEFORE_DATA} == {1}
        assert {one["copies"] for one in ended} == {1, 2}
