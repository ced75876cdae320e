"""The world in memory shows what the real service shows: 200 walks through both, compared after each action."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.study.world.world import Hosted
from tests.support.shipped_flows import shipped_catalogue
from tests.support.walks import Walk

WALKS, CHUNKS, STEPS = 200, 8, 30


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_world_shows_what_the_service_shows(chunk: int) -> None:
    hosted, met = Hosted(shipped_catalogue()), Counter[str]()
    for seed in range(chunk, WALKS, CHUNKS):
        walk = Walk(hosted, seed)
        walk.go(STEPS)
        met += walk.met
    print("\n".join(f"{count:6} {what}" for what, count in sorted(met.items())))
