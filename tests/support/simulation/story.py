"""
Runs the simulation of one seed and prints what happens in it, what is logged included:

    python -m tests.support.simulation.story SEED [STEPS]
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.support.simulation.seeded_random import drawn_from
from tests.support.simulation.world import STEPS, Simulation

# Memory, where the system has a folder of it: a seed then waits for no disk.
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None


def live(seed: int, steps: int = STEPS, tell: Callable[[str], None] = lambda _line: None) -> Counter[str]:
    """
    Runs the simulation of a seed and returns how often each thing happened in it, by name.

    Raises:
        AssertionError: a promise is broken, or something else that must never be.
    """
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder, drawn_from(Random(~seed), same_again=0.3):
        simulation = Simulation(seed, Path(folder), tell)
        try:
            with simulation.driver.connected():
                simulation.live(steps)
        finally:
            simulation.close()
    return simulation.happened


class _Lines(logging.Handler):
    """Prints what is logged among the lines of the story. A fault was made on purpose, so its type says enough."""

    def emit(self, record: logging.LogRecord) -> None:
        fault = record.exc_info[1] if record.exc_info else None
        print(f"  log: {record.getMessage()}{f' ({type(fault).__name__})' if fault else ''}")


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, handlers=[_Lines()])
    print(live(int(sys.argv[1]), *map(int, sys.argv[2:]), tell=print))
