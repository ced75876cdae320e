"""`parcours outbox`: lists the mails not sent and the calls not made, and why, without recipients; tries them again."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from engine.problems import EngineError

if TYPE_CHECKING:
    from engine.store.database import Database
    from engine.store.mailbox import Posted

_MOST_DIGITS = 18
HEADINGS = ("id", "state", "created (UTC)", "tries", "next try (UTC)", "mail", "case", "last error")


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "outbox", help="list the mails and calls that are waiting or have failed, or try them again"
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser(
        "list", help="print every mail, and every call of a plug-in, that is waiting or has failed"
    )
    listing.set_defaults(run=run_list)
    retry = actions.add_parser("retry", help="make the worker try again now what is waiting or has failed")
    retry.add_argument("which", metavar="ID|all", help="the id that `list` prints")
    retry.set_defaults(run=run_retry)
    for action in (listing, retry):
        action.add_argument("--database", metavar="URL", help="e.g. sqlite:///var/parcours.db")


def run_list(arguments: argparse.Namespace) -> int:
    """Prints one line for each mail and each call, the oldest first."""
    from engine.store import mailbox

    with _opened(arguments.database) as database, database.read() as tx:
        mails = mailbox.unsent(tx)
    if not mails:
        print("no mail and no call is waiting or has failed")
        return 0
    now = datetime.now(UTC)
    rows = [HEADINGS, *(_row(mail, now) for mail in mails)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


def run_retry(arguments: argparse.Namespace) -> int:
    """Returns 0; exit code 1 if there is no such mail, or a worker is sending it."""
    from engine.store import mailbox

    which = arguments.which
    if which != "all" and not (which.isascii() and which.isdecimal()):
        raise EngineError(f"{which!r} is not a valid id: write one that `parcours outbox list` prints, or all")
    if len(which) > _MOST_DIGITS:  # no row has such an id, and the database has no such number
        raise EngineError(f"no mail {which[:40]} is waiting or has failed")
    with _opened(arguments.database) as database, database.write() as tx:
        done = mailbox.try_again(tx, datetime.now(UTC), None if which == "all" else int(which))
        there = which == "all" or any(mail.id == int(which) for mail in mailbox.unsent(tx))
    if not done and which != "all":
        raise EngineError(f"mail {which} is being sent now" if there else f"no mail {which} is waiting or has failed")
    print(f"{done} mail{'s' if done != 1 else ''} will be tried now, by a running worker")
    return 0


@contextmanager
def _opened(url: str | None) -> Iterator[Database]:
    from engine.settings import database_url
    from engine.store.database import Database
    from engine.store.sqlite_file import require_file

    chosen = database_url(url)
    require_file(chosen)
    database = Database(chosen)
    try:
        database.create()
        yield database
    finally:
        database.close()


def _row(mail: Posted, now: datetime) -> Sequence[str]:
    in_hand = mail.leased and mail.next_at is not None and mail.next_at > now
    state = "being sent" if in_hand else mail.state
    next_try = "-" if in_hand or mail.next_at is None else _minute(mail.next_at)
    name = mail.put.name if mail.put else "-"
    # The error is the engine's own text: no address, no words of the relay.
    return (
        str(mail.id), state, _minute(mail.created_at), str(mail.attempts), next_try, name, mail.case_id,
        mail.error or "-",
    )  # fmt: skip


def _minute(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M}"
