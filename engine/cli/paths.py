"""`parcours paths`: few paths through a flow that together take every transition and timer that was reached."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine.cli.check import report
from engine.delivery.folder import load_folder
from engine.language.model import Flow
from engine.study.goals import KINDS, Kind, goals_of
from engine.study.paths import Test, as_data, covering, start_of
from engine.study.search import MOST_ACTIONS, Bounds, Found, Told, search


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "paths",
        help="find paths through a flow, with data, for each of its transitions and timers",
        description="Looks for paths through a flow that together take each of its transitions and timers: with what "
        "is typed, with waits, mails and registers, in a world in memory that follows the very rules of the service. "
        "What was not reached is listed with its line; that nothing reaches it is not said. Exit code: 0 all is "
        "reached, 1 something is not, or the flow has problems, 2 the call is wrong.",
    )
    parser.add_argument("flow", metavar="FLOW", help="a flow's name")
    parser.add_argument(
        "--cover",
        metavar="KINDS",
        default="transitions,timers",
        help=f"what is to be reached, of {', '.join(KINDS)}; default: %(default)s",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the paths there, as JSON, instead of printing")
    parser.add_argument(
        "--most", type=int, default=MOST_ACTIONS, metavar="N", help="actions that are tried; default: %(default)s"
    )
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="holds flows/ and forms/; default: the current one, else the shipped"
    )
    parser.set_defaults(run=run, error=parser.error)


def run(arguments: argparse.Namespace) -> int:
    """Returns 0 where all goals were reached, else 1."""
    kinds = _kinds(arguments.cover, arguments.error)
    _, catalogue = load_folder(arguments.folder)
    if problems := catalogue.refusing():
        report(problems)
        return 1
    if arguments.flow not in catalogue.flows:
        arguments.error(f"there is no flow {arguments.flow!r}; there are {', '.join(catalogue.flows)}")
    flow = catalogue.flows[arguments.flow]
    start = start_of(flow)
    found = search(catalogue, flow.name, goals_of(flow, kinds), Bounds(start, arguments.most), _progress())
    tests = covering(flow, found)
    if arguments.out:
        text = json.dumps(as_data(flow, start, tests, found.open), ensure_ascii=False, indent=1)
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_text(f"{text}\n", "utf-8")
    else:
        for test in tests:
            print(f"{test.id}  {test.title}")
            for number, step in enumerate(test.steps, 1):
                print(f"  {number:2}  {step.words}")
            print()
    _summary(flow, found, tests)
    return 1 if found.open else 0


def _kinds(text: str, error: Callable[[str], Any]) -> tuple[Kind, ...]:
    named = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [word for word in named if word not in KINDS]
    if unknown or not named:
        error(f"--cover: {', '.join(unknown) or 'nothing'} is not one of {', '.join(KINDS)}")
    return tuple(kind for kind in KINDS if kind in named)


def _progress() -> Told | None:
    """One line that is written over, where somebody looks on."""
    if not sys.stderr.isatty():
        return None

    def told(reached: int, of: int, actions: int) -> None:
        print(f"\r{reached} of {of} goals, {actions:,} actions tried", end="", file=sys.stderr, flush=True)

    return told


def _summary(flow: Flow, found: Found, tests: Sequence[Test]) -> None:
    steps = sum(len(test.steps) for test in tests)
    reached, left = len(found.reached), found.open
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    print(
        f"{flow.name}: {reached} of {reached + len(left)} goals in {len(tests)} tests of {steps} steps", file=sys.stderr
    )
    for goal in left:
        print(f"not reached: {goal.place.file}:{goal.place.line}: {goal.id}", file=sys.stderr)
    if left:
        more = "nothing was left to try" if found.all_tried else "--most allows more"
        print(f"{found.actions:,} actions were tried; {more}", file=sys.stderr)
