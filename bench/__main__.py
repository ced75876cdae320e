"""
Prints the table of docs/bench.md.

    python -m bench [--only NAME]…
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from bench.rows import (
    checking,
    deciding,
    growing,
    keeping,
    loading,
    printing,
    robots,
    serving,
    showing,
    starting,
)
from bench.table import Row, table


class Group(NamedTuple):
    """Rows that are measured together, in a folder of their own."""

    rows: Callable[[Path], Iterator[Row]]
    there: Path | None = None  # None: where the system has its temporary files


# Where the processor's time is asked, or memory, a disk's waits would only hide it.
MEMORY = Path("/dev/shm")
GROUPS = {
    "decide": Group(deciding.rows),
    "step": Group(keeping.rows, MEMORY),
    "page": Group(showing.rows, MEMORY),
    "load": Group(loading.rows),
    "check": Group(checking.rows, MEMORY),
    "start": Group(starting.rows),
    "pdf": Group(printing.rows),
    "http": Group(serving.rows),
    "memory": Group(growing.rows, MEMORY),
    "robots": Group(robots.rows),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="What a step, a page and a procedure cost.")
    parser.add_argument("--only", action="append", choices=GROUPS, help="may be given several times")
    asked = parser.parse_args().only
    began = time.perf_counter()
    rows: list[Row] = []
    for name in asked or GROUPS:
        print(f"{name} …", file=sys.stderr, flush=True)
        rows += _measured(GROUPS[name])
    print(f"\n{table(rows)}\n\n{_machine()}. Measured in {time.perf_counter() - began:.0f} s.")
    return 0


def _measured(group: Group) -> list[Row]:
    there = group.there if group.there and group.there.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="bench-", dir=there) as folder:
        return list(group.rows(Path(folder)))


def _machine() -> str:
    """What the figures hang on."""
    python, load = f"{platform.python_implementation()} {platform.python_version()}", os.getloadavg()[0]
    return f"{python}, {os.cpu_count()} cores, load {load:.1f}; the disk keeps a block in {_sync():.2g} ms"


def _sync() -> float:
    """Milliseconds that every committed step waits for the disk, once."""
    times = []
    with tempfile.TemporaryFile() as file:
        for _ in range(20):
            file.write(b"0" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - began)
    return sorted(times)[len(times) // 2] * 1e3


if __name__ == "__main__":
    sys.exit(main())
