"""From the command to the first page: by the clock."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.person import Line
from bench.rows.showing import COOKIE, FORM, floor_person
from bench.servers import started
from bench.table import Row

TIMES = 5


def rows(folder: Path) -> Iterator[Row]:
    floor_person(f"sqlite:///{folder}/floor.db")
    ours, floor = [], []
    for _ in range(TIMES):
        ours.append(_first_page(["-m", "engine", "serve", "--dev", "--port", "0"], folder, "/"))
        floor.append(_first_page(["-m", "bench.floors.server"], folder, FORM))
    ratio = median(mine / bare for mine, bare in zip(ours, floor, strict=True))
    yield Row("first page after `serve`", median(ours) * 1e3, median(floor) * 1e3, ratio, "ms", bound=1500)


def _first_page(command: list[str], folder: Path, path: str) -> float:
    start = time.perf_counter()
    with started(command, folder) as process:
        assert process.stdout
        address = process.stdout.readline().split()[0]
        line = Line(int(address.rpartition(":")[2]))
        answer = line("GET", path, f"{COOKIE}0", b"")
        taken = time.perf_counter() - start
        line.close()
    assert answer.status == 200
    return taken
