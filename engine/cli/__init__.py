"""The command `parcours`: one module a family of commands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from engine.cli import check, migrate, outbox, register, serve
from engine.cli import worker as worker_command
from engine.problems import EngineError


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code: 0 done, 1 the files or the settings are wrong, 2 the call is."""
    parser = argparse.ArgumentParser(prog="parcours", description="Procedures written in YAML, served as web pages.")
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
