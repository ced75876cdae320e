"""`parcours check`: reports every problem of the flows at once; needs no database."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from engine.cli.printing import print_json
from engine.delivery.folder import load_folder, problems_of_words
from engine.language.load import SITE, load_catalogue, load_flow
from engine.problems import NOTE, PROBLEM, EngineError, Problem, as_json, in_order, refusing
from engine.shipped import shipped


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "check",
        help="report what is wrong with the flows, where, and how to fix it",
        description="Reports every problem of the flows at once. Exit code: 0 no problem (a note is none), "
        "1 a problem, 2 a wrong call.",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        default=[],
        help="flows, forms, lists or site.yaml; default: all",
    )
    what.add_argument(
        "--folder", type=Path, metavar="DIR", help="holds flows/ and forms/; default: the current one, else the shipped"
    )
    what.add_argument(
        "--explain", metavar="CODE", help="print the manual of a problem code, e.g. unknown-target, with an example"
    )
    parser.add_argument("--json", action="store_true", help="print problems as JSON, for editors and CI")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Returns 0 where nothing is wrong, else 1; 1 also for a code to explain that does not exist."""
    if arguments.explain is not None:
        from engine.cli.explain import explain

        print(explain(arguments.explain))
        return 0
    problems, flows, lists = _checked(arguments.files, arguments.folder)
    if arguments.json:
        print_json([as_json(problem) for problem in problems])
    else:
        report(problems)
        if refusing(problems):
            if not flows and not arguments.files:
                print("no flow here can be served", file=sys.stderr)
            print(f"more about a problem: parcours check --explain {refusing(problems)[0].code}", file=sys.stderr)
        else:
            counted = [_counted(n, what) for n, what in ((flows, "flow"), (lists, "list")) if n]
            print(": ".join((*([", ".join(counted)] if counted else []), "no problems")))
    return 1 if refusing(problems) else 0


def report(problems: tuple[Problem, ...]) -> None:
    """Prints every problem, and how many there are."""
    for problem in problems:
        print(problem, end="\n\n")
    if problems:
        wrong = len(refusing(problems))
        counts = ((wrong, PROBLEM), (len(problems) - wrong, NOTE))
        counted = " and ".join(_counted(n, what) for n, what in counts if n)
        print(f"{counted} in {_counted(len({one.place.file for one in problems}), 'file')}", file=sys.stderr)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"


def _checked(files: list[Path], folder: Path | None) -> tuple[tuple[Problem, ...], int, int]:
    """The problems, and how many flows and lists were checked."""
    if not files:
        chosen, catalogue = load_folder(folder)
        if folder is None and chosen == shipped():
            print("no flows/ here: the flows that ship with Parcours are checked", file=sys.stderr)
        return catalogue.problems, len(catalogue.flows), catalogue.lists
    found: list[Problem] = []
    flows = lists = 0
    for file in files:
        path = Path(os.path.abspath(file))  # an editor gives the whole path, a person a relative one; links stay
        is_list = path.parent.name == "lists" and path.parent.parent.name == "forms"
        if path.name == SITE or path.parent.name == "forms" or is_list:
            # What flows share is read with them; only its own problems are reported.
            if not os.path.lexists(path):
                raise EngineError(f"{file}: no such file")
            shared = load_catalogue(path.parents[2 if is_list else 1]).problems
            lists += is_list
            found += [problem for problem in shared if os.path.abspath(problem.place.file) == str(path)]
        else:
            flow, problems = load_flow(file)
            found += problems
            found += problems_of_words(path.parent.parent, flow.language, [flow]) if flow else ()
            flows += 1
    return in_order(found), flows, lists
