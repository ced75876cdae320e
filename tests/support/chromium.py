"""
A Chromium that launches: found, or brought in where `python -m tests.support.chromium` runs (`make test` does).

Tried in this order: the one that CHROMIUM names, the system's, Playwright's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable

# A browser for tests alone: nothing of its own over the network; root has no sandbox to use.
ARGUMENTS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-dev-shm-usage",
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS_TO_LAUNCH = 60
SECONDS_TO_INSTALL = 900


def find_chromium() -> str | None:
    """The path of a Chromium of this machine that launches; None: Playwright's own is to be used."""
    named = os.environ.get("CHROMIUM")
    found = [named] if named else [path for path in map(shutil.which, NAMES) if path]
    return next((path for path in found if why_not(path) is None), None)


def why_not(path: str) -> str | None:
    """None where the browser at `path` shows an empty page; else what it says."""
    with tempfile.TemporaryDirectory(prefix="chromium-") as profile:
        command = [path, *ARGUMENTS, "--headless", f"--user-data-dir={profile}", "--dump-dom", "about:blank"]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, errors="replace", timeout=SECONDS_TO_LAUNCH, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as fault:
            return f"{path}: {fault}"
    if done.returncode == 0 and "<html" in done.stdout:
        return None
    return f"{path}: exit code {done.returncode}: {done.stderr.strip()[-500:]}"


def main() -> int:
    """0 where a Chromium launches at last; 1 with every reason where none can be had."""
    if find_chromium():
        return 0
    reasons: list[str] = []
    ways: tuple[tuple[str, Callable[[], str | None]], ...] = (
        ("Playwright's own", own),
        ("playwright install chromium", install_own),
        ("apt-get install chromium", install_debians),
    )
    for name, way in ways:
        why = way()
        if why is None:
            return 0
        reasons.append(f"  {name}: {why}")
    print("No Chromium launches here, and the browser's tests are not skipped:", *reasons, sep="\n", file=sys.stderr)
    print("Install one, or name it: CHROMIUM=/path/to/chromium make test", file=sys.stderr)
    return 1


def own() -> str | None:
    """Playwright's own browser, if it was installed before."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
        return "not installed" if not os.path.exists(path) else why_not(path)


def install_own() -> str | None:
    return _run([sys.executable, "-m", "playwright", "install", "chromium"]) or own()


def install_debians() -> str | None:
    if not shutil.which("apt-get"):
        return "no apt-get on this system"
    if "--no-sandbox" not in ARGUMENTS:
        return "only root may; run: sudo apt-get install chromium"
    why = _run(["apt-get", "update", "-qq"]) or _run(["apt-get", "install", "-y", "-qq", "chromium"])
    return why or (None if find_chromium() else "installed, but it does not launch")


def _run(command: list[str]) -> str | None:
    """None where the command is done; else why it is not."""
    print(" ".join(command), flush=True)
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=SECONDS_TO_INSTALL,
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        return str(fault)
    return None if done.returncode == 0 else f"exit code {done.returncode}: {done.stdout.strip()[-500:]}"


if __name__ == "__main__":
    raise SystemExit(main())
