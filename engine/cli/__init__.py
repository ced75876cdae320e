"""The command `parcours`: one module for each family of commands."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from engine.cli.printing import run_printing


def main(argv: Sequence[str] | None = None) -> int:
    """
    Runs one command and returns its exit code: 0 done, 1 files or settings are wrong, 2 the call is wrong, 130 it was
    interrupted, 141 whoever read its output has read enough.
    """
    return run_printing(lambda: _run(argv))


def _run(argv: Sequence[str] | None) -> int:
    # Imported here, where an interrupt is expected: until all of it is there half a second goes by.
    from engine.cli import check, migrate, outbox, paths, picture, register, serve, show
    from engine.cli import worker as worker_command

    parser = argparse.ArgumentParser(
        prog="parcours",
        description="Serves procedures written in YAML as web pages.",
        epilog="Exit codes: 0 done, 1 files or settings are wrong, 2 the call is wrong. Each command takes --help.",
    )
    parser.add_argument("--version", action="version", version=f"parcours {_version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for family in (serve, check, show, picture, paths, worker_command, migrate, outbox, register):
        family.add_to(commands)
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))


def _version() -> str:
    try:
        return version("parcours")
    except PackageNotFoundError:  # run from a folder of sources
        return "(not installed)"
