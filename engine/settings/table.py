"""The one table of settings: each name with its parser, its default and what the documentation says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from engine.settings import parsers

DEFAULT_DATABASE = "sqlite:///var/parcours.db"  # every command of one folder works on one database


class Setting(NamedTuple):
    """
    One environment variable.

    Attributes:
        parse: its text -> its value; raises ValueError with what follows its name.
        meaning: what it is, in the documentation and where it is missing.
        note: what else the documentation says.
        default: as it would be written in the environment; None: no value.
        default_shown: the same for the documentation where other settings decide it.
        required: outside developer mode.
        dev: developer mode's own default; None: the same as elsewhere.
        dev_shown: the same for the documentation where it is made at start.
        dev_reads: False: developer mode always takes its own value.
    """

    name: str
    parse: Callable[[str], Any]
    meaning: str
    note: str = ""
    default: str | None = None
    default_shown: str = ""
    required: bool = False
    dev: str | None = None
    dev_shown: str = ""
    dev_reads: bool = True


TABLE = (
    Setting(
        "SECRET_KEY",
        parsers.secret_key,
        "32 or more random characters, the same for every process; keep them secret",
        'Make one: `python -c "import secrets; print(secrets.token_hex(32))"`. One that can be guessed – fewer than 12 '
        "different characters, a repeated part, words, an example – is refused. It signs codes and sessions: with "
        "another one, those in use become invalid",
        required=True,
        dev_shown="made once, in `var/secret.key`",
    ),
    Setting(
        "PUBLIC_BASE_URL",
        parsers.base_url,
        "what people type to reach the service, e.g. https://service.example.org",
        "Links in mails begin with it",
        required=True,
        dev_shown="the address that it serves on, always",
        dev_reads=False,
    ),
    Setting(
        "TRUSTED_HOSTS",
        parsers.host_names,
        "the host names that the service answers to, separated by commas",
        "A request for any other is answered 400",
        required=True,
        dev="127.0.0.1,localhost,::1",
        dev_shown="this machine's, always",
        dev_reads=False,
    ),
    Setting(
        "MAIL_SERVER",
        parsers.relay_host,
        "the host name of the mail relay",
        required=True,
        dev_shown="mails stay in the mailbox page",
    ),
    Setting(
        "MAIL_DEFAULT_SENDER",
        parsers.sender,
        "the address that mails come from, with or without a name before it: `Name <name@example.org>`",
        "A name with a comma, a semicolon or a quotation mark is quoted: `\"A, B\" <name@example.org>`",
        required=True,
        dev="no-reply@localhost",
    ),
    Setting(
        "MAIL_PORT", parsers.port, "the relay's port", default_shown="587; with `MAIL_USE_SSL`, 465"
    ),
    Setting("MAIL_USERNAME", parsers.stripped, "for the relay, with `MAIL_PASSWORD`", default_shown="no login"),
    Setting("MAIL_PASSWORD", parsers.verbatim, "for the relay, with `MAIL_USERNAME`", default_shown="no login"),
    Setting(
        "MAIL_USE_TLS",
        parsers.flag,
        "STARTTLS; the certificate is verified",
        "With a password and neither this nor `MAIL_USE_SSL`, nothing starts: every machine on the way could read it. "
        "A relay on this machine is the exception",
        default_shown="on, unless `MAIL_USE_SSL` is",
    ),
    Setting("MAIL_USE_SSL", parsers.flag, "TLS from the first byte", default="0", default_shown="off"),
    Setting(
        "MAIL_CA_FILE",
        parsers.ca_file,
        "the authority of a relay with a certificate of your own",
        default_shown="the system's authorities",
    ),
    Setting(
        "DATABASE_URL",
        parsers.stripped,
        "e.g. `sqlite:////srv/parcours/parcours.db`",
        default=DEFAULT_DATABASE,
        default_shown="`var/parcours.db` in the current folder",
    ),
    Setting(
        "PARCOURS_ENV",
        parsers.stage,
        "`production`: `--dev` refuses to start; or `development`",
    ),
    Setting(
        "PROXIES",
        parsers.digit,
        "how many servers of yours pass requests on to this one, each adding to `X-Forwarded-For` the address it had "
        "them from",
        "What that header holds before theirs is ignored. With 0, one address has at most 32 connections to `serve`. "
        "Where the header is missing the client is unknown, and the limits by client do not apply",
        default="1",
        dev="0",
    ),
    Setting(
        "HISTORY_RETENTION",
        parsers.duration,
        "how long the history of an erased case is kept: which branches were taken when, without a person",
        default="13 months",
    ),
    Setting(
        "LIMIT_CLIENT_TRIES",
        parsers.count,
        "wrong codes and passwords from one network address (of IPv6: its first 56 bits) within "
        "`LIMIT_CLIENT_WINDOW`; after them it waits",
        default="20",
    ),
    Setting(
        "LIMIT_CLIENT_WINDOW", parsers.period, "any stretch of time this long counts", default="15 minutes"
    ),
    Setting(
        "LIMIT_CLIENT_MAILS",
        parsers.count,
        "mails within `LIMIT_CLIENT_MAILS_WINDOW` that steps from one network address send to addresses from which no "
        "mailed code has come back",
        "A step that would send one more is refused. Raise it where many people share one address, at a counter or in "
        "a school",
        default="10",
    ),
    Setting(
        "LIMIT_CLIENT_MAILS_WINDOW", parsers.period, "any stretch of time this long counts", default="1 hours"
    ),
    Setting(
        "LIMIT_RECIPIENT_MAILS",
        parsers.count,
        "mails within `LIMIT_RECIPIENT_WINDOW` to one mailbox, at an address from which no mailed code has come back; "
        "what follows a `+` in the address counts for nothing",
        "A step that would send one more is refused; a timer's mail is left out",
        default="3",
    ),
    Setting(
        "LIMIT_RECIPIENT_WINDOW", parsers.period, "any stretch of time this long counts", default="24 hours"
    ),
    Setting(
        "LIMIT_BEGUN_IDLE",
        parsers.period,
        "how long a browser holds the case it began without a look at it",
        "Long enough that a person who comes back late is shown that the request has expired",
        default="72 hours",
    ),
    Setting(
        "LIMIT_RESUMED_IDLE",
        parsers.period,
        "the same for a case opened by a code or a sign-in",
        default="30 minutes",
    ),
    Setting(
        "LIMIT_RESUMED_ABSOLUTE",
        parsers.period,
        "how long a case opened by a code or a sign-in stays open, however busy",
        default="12 hours",
    ),
)  # fmt: skip


def markdown() -> str:
    """The table as docs/running.md has it: a line for each setting, those that are required marked **!**."""
    return "\n".join(["| setting | what it is | default | developer mode |", "|---|---|---|---|", *map(_line, TABLE)])


def in_document(text: str) -> str:
    """A Markdown document with its table of settings replaced by this one."""
    return "\n".join(_with_table(text.split("\n")))


def _line(row: Setting) -> str:
    name = f"`{row.name}`{' **!**' if row.required else ''}"
    meaning = ". ".join(filter(None, (row.meaning, row.note)))
    default = row.default_shown or row.default or "–"
    return f"| {name} | {meaning} | {default} | {row.dev_shown or row.dev or ''} |"


def _with_table(lines: list[str]) -> Iterator[str]:
    inside = False
    for line in lines:
        if line.startswith("| setting |"):
            inside = True
            yield markdown()
        elif not (inside := inside and line.startswith("|")):
            yield line
