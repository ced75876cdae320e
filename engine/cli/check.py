"""`parcours check`: every problem of the flows at once; needs no database."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from engine.language.load import SITE, load_catalogue, load_flow
from engine.problems import EngineError, Problem, as_json, in_order
from engine.shipped import shipped


def add_to(commands: Any) -> None:
    parser = commands.add_parser("check", help="say what is wrong with the flows, where, and how to fix it")
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="flows, forms or site.yaml; none: all there are"
    )
    parser.add_argument("--json", action="store_true", help="problems as JSON, for editors and CI")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 where nothing is wrong, else 1."""
    problems, flows = _checked(arguments.files)
    if arguments.json:
        print(json.dumps([as_json(problem) for problem in problems], ensure_ascii=False, indent=2))
    else:
        report(problems)
        if not problems:
            print(f"{flows} flow{'s' if flows != 1 else ''}: no problems" if flows else "no problems")
    return 1 if problems else 0


def report(problems: tuple[Problem, ...]) -> None:
    """Prints every problem, and how many there are."""
    for problem in problems:
        print(problem, end="\n\n")
    if problems:
        files = len({problem.place.file for problem in problems})
        print(
            f"{len(problems)} problem{'s' if len(problems) != 1 else ''} in {files} file{'s' if files != 1 else ''}",
            file=sys.stderr,
        )


def _checked(files: list[Path]) -> tuple[tuple[Problem, ...], int]:
    """The problems, and how many flows were looked at."""
    if not files:
        folder = Path() if Path("flows").is_dir() else shipped()
        catalogue = load_catalogue(folder)
        if not catalogue.flows and not catalogue.problems:
            raise EngineError("no flow here: flows/ holds no file that ends in .yaml")
        return catalogue.problems, len(catalogue.flows)
    found: list[Problem] = []
    flows = 0
    for file in files:
        path = file.resolve()  # an editor gives it whole, a person as it lies from where they stand
        if path.name == SITE or path.parent.name == "forms":
            # What is shared is read with the flows that share it; of those, only its own problems are told.
            if not path.is_file():
                raise EngineError(f"{file}: no such file")
            shared = load_catalogue(path.parent.parent).problems
            found += [problem for problem in shared if Path(problem.place.file).resolve() == path]
        else:
            found += load_flow(file)[1]
            flows += 1
    return in_order(found), flows
