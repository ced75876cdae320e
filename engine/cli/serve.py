"""`parcours serve`: runs the service and one worker, in this process."""

from __future__ import annotations

import argparse
import errno
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from engine.cli.check import report
from engine.problems import EngineError

SECONDS_FOR_A_MAIL = 15.0


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "serve",
        help="serve the flows, with a worker inside",
        description="Serves the flows, with a worker inside. Outside developer mode it needs settings in the "
        "environment and lists those that are missing; docs/running.md describes them.",
    )
    parser.add_argument("--dev", action="store_true", help="developer mode: bar, mailbox, clock; on this machine only")
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1, this machine only")
    parser.add_argument("--port", type=_port, default=8000, help="default: 8000; 0: any free port")
    parser.add_argument("--database", metavar="URL", help="e.g. sqlite:///var/parcours.db")
    parser.add_argument(
        "--folder", type=Path, help="holds flows/ and forms/; default: the current one, else the shipped"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """
    Serves until SIGTERM or an interrupt, then finishes the requests received so far and the mail being sent; a second
    one ends it at once. Exit code 1: a flow or a setting is wrong, and nothing was started.
    """
    from engine import logs
    from engine.application import Application
    from engine.delivery.folder import load_folder
    from engine.settings import BadSettings, read_settings
    from engine.web.app import create_app
    from engine.web.server import CONNECTIONS_OF_A_CLIENT, Server
    from engine.worker import create_worker

    if arguments.dev and arguments.host not in {"127.0.0.1", "localhost", "::1"}:
        raise EngineError(
            "developer mode shows codes and answers, so it serves this machine only: "
            f"--host {arguments.host} is refused"
        )
    folder, catalogue = load_folder(arguments.folder)
    if catalogue.refusing():
        report(catalogue.problems)
        print("parcours: not started: fix these first", file=sys.stderr)
        return 1
    listening = _listen(arguments.host, arguments.port)
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    address = f"http://{host}:{listening.getsockname()[1]}"
    try:
        settings = read_settings(dev=arguments.dev, folder=folder, database=arguments.database, address=address)
    except BadSettings as fault:
        listening.close()
        print("parcours: not started: these settings are missing or wrong:", file=sys.stderr)
        print("\n".join(f"  {line}" for line in fault.faults), file=sys.stderr)
        if not arguments.dev:
            print("  (`parcours serve --dev` needs none of them)", file=sys.stderr)
        return 1
    logs.configure(readable=arguments.dev)
    application = Application(settings, catalogue)
    of_a_client = CONNECTIONS_OF_A_CLIENT if settings.proxies == 0 else None
    server = Server(create_app(application), listening, most_of_a_client=of_a_client)
    worker = create_worker(application)

    def end(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        worker.stop()
        server.end()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    thread = worker.start()
    print(f"{address}{'  (developer mode)' if arguments.dev else ''}", flush=True)
    try:
        server.run()
    finally:
        worker.stop()
        thread.join(SECONDS_FOR_A_MAIL)  # a mail not finished by then is sent again by the next worker
        application.close()
    return 0


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a valid port: write a number from 0 to 65535")
    return int(text)


def _listen(host: str, port: int) -> socket.socket:
    """
    Returns a bound socket, so that links know the port and a port in use is reported before anything starts.

    Raises:
        EngineError: the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as fault:
        why, _, _ = (fault.strerror or str(fault)).partition(" (while")
        fix = "another --port may be free"
        if (fault.errno or 0) < 0 or fault.errno == errno.EADDRNOTAVAIL:  # those of looking up a name are below 0
            fix = "--host is an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all that it has"
        elif fault.errno in (errno.EACCES, errno.EPERM):
            fix = "a --port from 1024 on is open to everybody"
        raise EngineError(f"cannot serve on {host}, port {port}: {why}; {fix}") from fault
