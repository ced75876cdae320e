"""The command `parcours`: one module for each family of commands."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from engine.cli import check, migrate, outbox, register, serve
from engine.cli import worker as worker_command
from engine.cli.printing import run_printing


def main(argv: Sequence[str] | None = None) -> int:
    """
    Runs one command and returns its exit code: 0 done, 1 files or settings are wrong, 2 the call is wrong, 130 it was
    interrupted, 141 whoever read its output has read enough.
    """
    parser = argparse.ArgumentParser(
        prog="parcours",
        description="Serves procedures written in YAML as web pages.",
        epilog="Exit codes: 0 done, 1 files or settings are wrong, 2 the call is wrong. Each command takes --help.",
    )
    parser.add_argument("--version", action="version", version=f"parcours {_version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for family in (serve, check, worker_command, migrate, outbox, register):
        family.add_to(commands)
    return run_printing(lambda: _run(parser, argv))


def _run(parser: argparse.ArgumentParser, argv: Sequence[str] | None) -> int:
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))


def _version() -> str:
    try:
        return version("parcours")
    except PackageNotFoundError:  # run from a folder of sources
        return "(not installed)"
