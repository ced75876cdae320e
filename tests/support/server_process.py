"""`parcours serve --dev` as a process of its own, which a test may kill."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from engine.shipped import shipped
from tests.support.person import Person, over_http

OURS = ("SECRET_KEY", "PUBLIC_BASE_URL", "TRUSTED_HOSTS", "DATABASE_URL", "PARCOURS_ENV", "MAIL_", "PYTHON")
# A run from a checkout finds the engine there, whatever the folder it runs in.
FROM_CHECKOUT = {"PYTHONPATH": str(shipped())}


class Served(NamedTuple):
    process: subprocess.Popen[str]
    address: str

    def person(self) -> Person:
        """Someone with a browser of their own."""
        return over_http(self.address)

    def kill(self) -> None:
        """kill −9, and it is gone."""
        self.process.kill()
        self.process.wait(30)


@contextmanager
def serving(
    folder: Path, *, command: Sequence[str] = (sys.executable, "-m", "engine"), **settings: str
) -> Iterator[Served]:
    """
    Serves from `folder`, which keeps the database and the key from one run to the next.

    Args:
        settings: of its environment; none of the machine's.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    with (
        open(folder / "serve.log", "a", encoding="utf-8") as log,
        subprocess.Popen(
            [*command, "serve", "--dev", "--port", "0"],
            cwd=folder,
            env={**clean, **settings},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout
            first = process.stdout.readline()
            assert first.startswith("http://"), (folder / "serve.log").read_text(encoding="utf-8")
            yield Served(process, first.split()[0])
        finally:
            process.kill()
