"""How much is tried: a little in every run, as much as one likes by hand (`pytest tests/faults --seeds 20000`)."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("faults")
    group.addoption("--seeds", type=int, default=300, help="how many simulations are run")
    group.addoption("--faults", choices=["some", "all"], default="some", help="all: each call in each way, to the end")
    group.addoption("--kills", type=int, default=25, help="how often a process is killed at each point")
    group.addoption("--seed", type=int, help="only this simulation; its story is told")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Seeds come in batches, so that several processes share them."""
    if "seeds" in metafunc.fixturenames:
        one = metafunc.config.getoption("--seed", None)
        # A run that does not begin in this folder knows no option of it.
        most = metafunc.config.getoption("--seeds", 300)
        batches = [range(first, min(first + 15, most)) for first in range(0, most, 15)]
        chosen = batches if one is None else [range(one, one + 1)]
        metafunc.parametrize("seeds", chosen, ids=[f"{batch[0]}-{batch[-1]}" for batch in chosen])
