"""The command `parcours`: one module for each family of commands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from engine.cli import check, migrate, outbox, register, serve
from engine.cli import worker as worker_command
from engine.problems import EngineError


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 done, 1 files or settings are wrong, 2 the call is wrong."""
    parser = argparse.ArgumentParser(
        prog="parcours",
        description="Serves procedures written in YAML as web pages.",
        epilog="Exit codes: 0 done, 1 files or settings are wrong, 2 the call is wrong. Each command takes --help.",
    )
    parser.add_argument("--version", action="version", version=f"parcours {_version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for family in (serve, check, worker_command, migrate, outbox, register):
        family.add_to(commands)
    arguments = parser.parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except EngineError as fault:
        print(f"parcours: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _version() -> str:
    try:
        return version("parcours")
    except PackageNotFoundError:  # run from a folder of sources
        return "(not installed)"
