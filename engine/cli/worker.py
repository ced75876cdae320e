"""`parcours worker`: fires timers, sends mails and erases expired data, in a process of its own."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import Any

from engine.cli.check import report


def add_to(commands: Any) -> None:
    parser = commands.add_parser("worker", help="fire timers, send mails and erase expired data")
    parser.add_argument("--database", metavar="URL", help="e.g. sqlite:///var/parcours.db")
    parser.add_argument(
        "--folder", type=Path, help="holds flows/ and forms/; default: the current one, else the shipped"
    )
    parser.add_argument("--dev", action="store_true", help="with a server in developer mode: use its clock and mailbox")
    parser.add_argument("--once", action="store_true", help="do what is due now, then end")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Works until an interrupt or SIGTERM; the mail being sent is finished first."""
    from engine import logs
    from engine.application import Application
    from engine.delivery.folder import load_folder
    from engine.settings import read_settings
    from engine.worker import create_worker

    folder, catalogue = load_folder(arguments.folder)
    if catalogue.refusing():
        report(catalogue.problems)
        return 1
    settings = read_settings(dev=arguments.dev, folder=folder, database=arguments.database)
    logs.configure(readable=arguments.dev)
    application = Application(settings, catalogue)
    worker = create_worker(application)
    if arguments.once:
        done = worker.work()
        while more := worker.post():
            done += more
        print(f"{done} done", file=sys.stderr)
    else:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        worker.run()
    application.close()
    return 0
