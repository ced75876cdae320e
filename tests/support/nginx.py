"""
An nginx that runs: the system's, or Debian's brought into this environment by `python -m tests.support.nginx`
(`make test` does). It is unpacked there and not installed: no service is begun, and nobody need be root.

Where none can be had, production's tests run gunicorn alone and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

OWN = Path(sys.prefix) / "nginx"
SECONDS = 300


def find_nginx() -> str | None:
    """The path of one that runs; None: there is none. The setting NGINX names one."""
    named = os.environ.get("NGINX")
    places = [named] if named else [shutil.which("nginx"), "/usr/sbin/nginx", str(OWN / "usr" / "sbin" / "nginx")]
    return next((place for place in places if place and _run([place, "-v"]) is None), None)


def main() -> int:
    """Always 0: without nginx there are fewer tests and a line that says so."""
    if find_nginx():
        return 0
    why = _bring_debians()
    if why is None and find_nginx():
        return 0
    print(f"No nginx here, so production's tests run gunicorn alone: {why or 'it was unpacked, but does not run'}")
    return 0


def _bring_debians() -> str | None:
    """None where it is unpacked; else why not."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return "no apt-get on this system"
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        _run(["apt-get", "update", "-qq"])
    with tempfile.TemporaryDirectory(prefix="nginx-") as folder:
        why = _run(["apt-get", "download", "nginx"], folder)
        for package in Path(folder).glob("*.deb"):
            why = why or _run(["dpkg-deb", "--extract", str(package), str(OWN)])
    return why


def _run(command: Sequence[str], folder: str | None = None) -> str | None:
    """None where the command is done; else why it is not."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        return str(fault)
    return None if done.returncode == 0 else f"{' '.join(command)}: {(done.stderr or done.stdout).strip()[-300:]}"


if __name__ == "__main__":
    raise SystemExit(main())
