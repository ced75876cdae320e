"""Servers started for a row, on a free port of this machine, and ended with it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.service import KEY

ROOT = Path(__file__).resolve().parent.parent
ENGINE, FLOOR = "engine.web.wsgi:app()", "bench.floors.server:app()"


class Served(NamedTuple):
    port: int
    workers: tuple[int, ...]  # their process ids


@contextmanager
def gunicorn(app: str, folder: Path, *, workers: int = 2) -> Iterator[Served]:
    """The application as docs/running.md serves it: so many processes, four threads each."""
    command = ["-m", "gunicorn", "-b", "127.0.0.1:0", "-w", str(workers), "--threads", "4", "--keep-alive", "60", app]
    with started(command, folder) as process:
        assert process.stderr
        port, pids = 0, []
        while len(pids) < workers:
            line = process.stderr.readline()
            assert line, f"{app} did not start"
            if found := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", line):
                port = int(found[1])
            if found := re.search(r"Booting worker with pid: (\d+)", line):
                pids.append(int(found[1]))
        yield Served(port, tuple(pids))


@contextmanager
def started(command: list[str], folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A Python program in `folder`, set as production is: its database there, its relay nowhere."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env={**_passed_on(os.environ), **_settings(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def memory_of(process: int) -> float:
    """MiB that a process holds, as `ps` tells it."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024


def _settings(folder: Path) -> dict[str, str]:
    return {
        "SECRET_KEY": KEY,
        "PUBLIC_BASE_URL": "https://127.0.0.1",
        "TRUSTED_HOSTS": "127.0.0.1",
        "MAIL_SERVER": "127.0.0.1",  # nobody calls it: mails stay in the outbox, no worker runs
        "MAIL_DEFAULT_SENDER": "bench@exemple.fr",
        "DATABASE_URL": f"sqlite:///{folder}/parcours.db",
        "FLOOR_URL": f"sqlite:///{folder}/floor.db",
        "PYTHONPATH": str(ROOT),
    }


def _passed_on(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR") if name in environ}
