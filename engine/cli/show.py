"""`parcours show`: prints a flow with all that it inherits, each value with the file and line it comes from."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from engine.cli.check import report
from engine.language.load import put_together
from engine.language.yaml import Scalar, write_tree
from engine.shipped import shipped


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "show",
        help="print a flow with all that it inherits, each value with its file and line",
        description="Prints a flow as one whole file: of a variant, its base with what the variant changes. After each "
        "value stand the file and the line it comes from. Exit code: 0 done, 1 it cannot be put together.",
    )
    parser.add_argument("flow", metavar="FLOW", help="a flow's name")
    parser.add_argument("--form", metavar="NAME", help="print this form as the flow has it, instead of the flow")
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="holds flows/ and forms/; default: the current one, else the shipped"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Returns 0 where the flow could be put together, else 1."""
    folder = arguments.folder or (Path() if os.path.lexists("flows") else shipped())
    node, problems = put_together(folder, arguments.flow, arguments.form)
    if node is None:
        report(problems)
        return 1
    print(write_tree(node, _origin), end="")
    if problems:
        print("it has problems: parcours check says which", file=sys.stderr)
    return 0


def _origin(value: Scalar) -> str:
    return f"{value.place.file}:{value.place.line}"
