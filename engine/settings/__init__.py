"""Reads the settings of a process from its environment, and reports everything that is wrong with them at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from engine.core.limits import Limits
from engine.delivery.smtp import MailSettings
from engine.language.values import Duration
from engine.problems import EngineError
from engine.settings.developer_key import developer_key
from engine.settings.table import DEFAULT_DATABASE, TABLE, Setting
from engine.store.erasing import HISTORY_KEPT

RELAY_TIMEOUT = 10.0  # seconds that the relay may be silent

_THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}
_LIMITS = {f"LIMIT_{field.upper()}": field for field in Limits._fields}


class BadSettings(EngineError):
    """
    Settings are missing or wrong.

    faults: all of them, one line each.
    """

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(NamedTuple):
    """
    How one process runs.

    Attributes:
        folder: holds `flows/` and `forms/`, and `templates/` where a site has its own.
        database: SQLAlchemy's URL.
        base_url: what links in mails begin with, e.g. "https://service.example.org"; its host is trusted.
        mail: the relay; None only in developer mode: mails then stay in the mailbox page.
        dev: the developer mode: bar, mailbox, clock, samples.
        proxies: how many servers of ours pass a request on; each adds to X-Forwarded-For the address it had it from.
        history_kept: how long the history of an erased case is kept, without a person.
        cheap_secrets: for tests only: hashes that take no time.
        sender: the address that mails come from.
    """

    folder: Path
    database: str
    secret_key: str
    base_url: str
    trusted_hosts: tuple[str, ...]
    mail: MailSettings | None
    dev: bool = False
    limits: Limits = Limits()
    proxies: int = 0
    history_kept: Duration = HISTORY_KEPT
    cheap_secrets: bool = False
    sender: str = "no-reply@localhost"


def read_settings(
    environ: Mapping[str, str] = os.environ,
    *,
    dev: bool = False,
    folder: Path = Path(),
    database: str | None = None,
    address: str = "http://127.0.0.1:8000",
) -> Settings:
    """
    The settings in `environ`; the required ones may be missing in developer mode, which has its own.

    Args:
        folder: the first value that `load_folder` returns.
        database: a URL that replaces DATABASE_URL.
        address: where developer mode serves.

    Raises:
        BadSettings: some are missing or wrong.
        EngineError: developer mode's key cannot be kept.
    """
    faults: list[str] = []
    found = {row.name: _value_of(row, environ, dev, faults) for row in TABLE}
    faults += _unknown_limits(environ)
    mail, mail_faults = _relay(found)
    faults += [*mail_faults, *_contradictions(found, dev=dev)]
    if faults:
        raise BadSettings(faults)
    return Settings(
        folder=folder,
        database=database or found["DATABASE_URL"],
        secret_key=found["SECRET_KEY"] or developer_key(Path("var")),
        base_url=address if dev else found["PUBLIC_BASE_URL"],
        trusted_hosts=found["TRUSTED_HOSTS"],
        mail=mail,
        dev=dev,
        limits=Limits(**{field: found[name] for name, field in _LIMITS.items()}),
        proxies=found["PROXIES"],
        history_kept=found["HISTORY_RETENTION"],
        sender=found["MAIL_DEFAULT_SENDER"],
    )


def database_url(chosen: str | None, environ: Mapping[str, str] = os.environ) -> str:
    """The database of a command that needs no other setting. `chosen`: by its --database."""
    return chosen or environ.get("DATABASE_URL", "").strip() or DEFAULT_DATABASE


def _value_of(row: Setting, environ: Mapping[str, str], dev: bool, faults: list[str]) -> Any:
    """The value set, else the default; None where there is neither, or a fault was added."""
    text = environ.get(row.name, "") if row.dev_reads or not dev else ""
    default = row.dev if dev and row.dev is not None else row.default
    if not text.strip():
        if row.required and not dev:
            faults.append(f"{row.name} is not set: {row.meaning}")
        return None if default is None else row.parse(default)
    try:
        return row.parse(text)
    except ValueError as fault:
        faults.append(f"{row.name} {fault}")
        return None


def _unknown_limits(environ: Mapping[str, str]) -> Iterator[str]:
    """A limit with a slip in its name would never apply."""
    for name in sorted(environ):
        if name.startswith("LIMIT_") and name not in _LIMITS:
            yield f"{name} is not a limit; the limits are {', '.join(sorted(_LIMITS))}"


def _contradictions(found: Mapping[str, Any], *, dev: bool) -> Iterator[str]:
    """What is wrong with settings that are right each by itself."""
    if dev and found["PARCOURS_ENV"] == "production":
        yield "PARCOURS_ENV is production: developer mode shows codes and answers, so it will not start"
    base_url, hosts = found["PUBLIC_BASE_URL"], found["TRUSTED_HOSTS"]
    own = urlsplit(base_url).hostname if base_url else None
    if own and hosts is not None and own not in hosts:
        yield f"TRUSTED_HOSTS is {','.join(hosts)!r}: it must hold {own}, the host of PUBLIC_BASE_URL"


def _relay(found: Mapping[str, Any]) -> tuple[MailSettings | None, list[str]]:
    """The relay, and what is wrong with it."""
    server, ssl, tls = found["MAIL_SERVER"], found["MAIL_USE_SSL"], found["MAIL_USE_TLS"]
    username, password = found["MAIL_USERNAME"], found["MAIL_PASSWORD"]
    if not server:
        return None, []
    faults = []
    tls = not ssl if tls is None else tls
    if ssl and tls:
        faults.append("MAIL_USE_SSL and MAIL_USE_TLS are both on: a relay speaks TLS from the first byte, or STARTTLS")
    if bool(username) != bool(password):
        faults.append("MAIL_USERNAME and MAIL_PASSWORD go together: set both, or neither")
    if password and not (tls or ssl) and server not in _THIS_MACHINE:
        faults.append(
            f"MAIL_USE_TLS is off and MAIL_PASSWORD is set: every machine between here and {server} could read the "
            "password, and every code. Leave MAIL_USE_TLS on, or set MAIL_USE_SSL=1; without them, the relay must be "
            "on this machine"
        )
    return MailSettings(
        server=server,
        port=found["MAIL_PORT"] or (465 if ssl else 587),
        username=username,
        password=password,
        use_tls=bool(tls),
        use_ssl=bool(ssl),
        timeout=RELAY_TIMEOUT,
        ca_file=found["MAIL_CA_FILE"],
    ), faults
