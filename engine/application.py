"""The parts joined from the settings: what `serve`, `worker` and an embedding application start from."""

from __future__ import annotations

import logging
import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime, parseaddr
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from engine.delivery.display import words_of_mail
from engine.delivery.mail import MailSettings, Message, compose, unusable
from engine.delivery.speech import voices
from engine.delivery.templates import Environment, environment
from engine.delivery.words import Words
from engine.language.decoding import duration_in
from engine.language.forms import normalise
from engine.language.load import Catalogue, load_catalogue
from engine.language.model import Flow, Register
from engine.language.urls import document_path, entry_path, named_page_path
from engine.language.values import Duration
from engine.problems import EngineError
from engine.registry import Registry, default_registry
from engine.service.browsing.holdings import Holdings
from engine.service.browsing.parts import Parts
from engine.service.browsing.service import Service
from engine.service.browsing.viewing import Screens
from engine.service.security.challenges import Gates
from engine.service.security.clients import Clients
from engine.service.security.limits import Limits, limits_of
from engine.service.security.vault import Vault
from engine.service.steps.machines import Machines
from engine.service.steps.runner import StepRunner
from engine.shipped import shipped
from engine.store import clock as stored_clock
from engine.store import migrations, registers
from engine.store.database import Database
from engine.store.erasing import HISTORY_KEPT
from engine.store.outbox import OutboxRow

log = logging.getLogger("parcours")

Clock = Callable[[], datetime]

_THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}
_BASE_URL = re.compile(r"https://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}

# Every command of one folder works on one database, where nothing else is said.
DEFAULT_DATABASE = "sqlite:///var/parcours.db"


class BadSettings(EngineError):
    """What is missing or wrong in the settings, all of it: one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(NamedTuple):
    """
    How one process runs.

    Attributes:
        folder: holds `flows/` and `forms/`, and `templates/` where a site has its own.
        database: SQLAlchemy's URL.
        base_url: what links in mails begin with, e.g. "https://example.fr"; its host is trusted.
        mail: None only in developer mode: mails then stay in the mailbox page.
        dev: the developer mode: bar, mailbox, clock, samples.
        proxies: how many servers of ours pass a request on; each adds whom it had it from to X-Forwarded-For.
        history_kept: how long the history of an erased case is kept, of nobody.
        cheap_secrets: for tests alone: hashes that take no time.
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


def settings_of(environ: Mapping[str, str], *, dev: bool, folder: Path, database: str | None, address: str) -> Settings:
    """
    Settings from the environment; developer mode brings its own where they are not set.

    Args:
        address: where it will serve, e.g. "http://127.0.0.1:8000".

    Raises:
        BadSettings: outside developer mode, with what is to be set.
    """
    faults: list[str] = []

    def wanted(name: str, why: str) -> str:
        value = environ.get(name, "").strip()
        if not value:
            faults.append(f"{name} is not set: {why}")
        return value

    url = database or environ.get("DATABASE_URL") or DEFAULT_DATABASE
    limits, mail = limits_of(environ, faults), _mail_of(environ, faults)
    # Outside developer mode something that speaks TLS stands before it.
    proxies = environ.get("PROXIES", "").strip() or ("0" if dev else "1")
    if not (proxies.isascii() and proxies.isdecimal() and len(proxies) == 1):
        faults.append(f"PROXIES is {proxies!r}: it must be a number from 0 to 9")
    history = _history_of(environ, faults)
    where = environ.get("PARCOURS_ENV", "").strip()
    if where not in ("", "production", "development"):
        faults.append(f"PARCOURS_ENV is {where!r}: write production or development, or leave it out")
    if dev:
        if where == "production":
            faults.append("PARCOURS_ENV is production: developer mode shows codes and answers, so it will not start")
        if faults:
            raise BadSettings(faults)
        secret_key = environ.get("SECRET_KEY") or _own_secret(Path("var"))
        here = ("127.0.0.1", "localhost", "::1")
        return Settings(folder, url, secret_key, address, here, mail, True, limits, int(proxies), history)
    secret_key = wanted("SECRET_KEY", "32 or more random characters, the same for every process; keep them secret")
    if secret_key and (len(secret_key) < 32 or len(set(secret_key)) < 8):
        why = "has fewer than 32 characters" if len(secret_key) < 32 else "can be guessed: few characters, repeated"
        faults.append(f'SECRET_KEY {why}. Make one: python -c "import secrets; print(secrets.token_hex(32))"')
    base_url = wanted(
        "PUBLIC_BASE_URL", "what people type to reach the service, e.g. https://demarches.example.fr"
    ).rstrip("/")
    if base_url and not _BASE_URL.fullmatch(base_url):
        faults.append(f"PUBLIC_BASE_URL is {base_url!r}: it must be https:// and a host, and nothing after it")
    hosts = wanted("TRUSTED_HOSTS", "the host names the service answers to, separated by commas")
    wanted("MAIL_SERVER", "the host name of the mail relay")
    sender = wanted("MAIL_DEFAULT_SENDER", "the address that mails come from")
    if sender and "@" not in parseaddr(sender)[1]:
        faults.append(f"MAIL_DEFAULT_SENDER is {sender!r}: it must be an e-mail address")
    trusted = tuple(host.strip() for host in hosts.split(",") if host.strip())
    for host in trusted:
        if "/" in host or (":" in host and "[" not in host and host.count(":") == 1):
            faults.append(f"TRUSTED_HOSTS has {host!r}: write the host's name alone, such as demarches.example.fr")
    own = urlsplit(base_url).hostname if _BASE_URL.fullmatch(base_url) else None
    if hosts and own and own not in trusted:
        faults.append(f"TRUSTED_HOSTS is {hosts!r}: it must hold {own}, the host of PUBLIC_BASE_URL")
    if faults:
        raise BadSettings(faults)
    return Settings(folder, url, secret_key, base_url, trusted, mail, False, limits, int(proxies), history)


class Parcours:
    """
    A service joined from its settings: database, flows, words and templates.

    Args:
        catalogue: the flows, loaded and without problems.
        clock: aware UTC; None: the system's, which developer mode can advance.
    """

    def __init__(
        self, settings: Settings, catalogue: Catalogue, *, clock: Clock | None = None, registry: Registry | None = None
    ) -> None:
        self.settings = settings
        self.catalogue = catalogue
        self._words: dict[str, Words] = {}
        folder_for(settings.database)
        self.database = Database(settings.database)
        if settings.dev:
            self._migrate()
        else:
            self.database.create()
        self.now: Clock = clock or (self._developers_clock if settings.dev else _system_clock)
        cheap = {"memory_kib": 64, "time_cost": 1} if settings.cheap_secrets else {}
        self.vault = Vault(settings.secret_key, **cheap)
        self.machines = Machines(catalogue, self.database, registry)
        self.machines.publish(self.now())
        self.runner = StepRunner(self.machines, self.database, self.vault, settings.limits)
        spoken = voices([folder / "audio" for folder in reversed(self.template_folders)])
        gates = Gates(self.vault, self.database, spoken, (registry or default_registry()).gates)
        holdings = Holdings(self.runner, self.database, self.vault, settings.limits)
        clients = Clients(self.vault, settings.limits)
        screens = Screens(self.machines, gates, self.now)
        parts = Parts(self.machines, self.database, self.vault, self.runner, holdings, gates, clients, screens)
        self.service = Service(parts, self.now)
        if settings.dev:
            self._put_samples()

    @cached_property
    def template_folders(self) -> list[Path]:
        """A site's own templates first, then those that travel with the engine."""
        folders = [self.settings.folder / "templates", shipped() / "templates"]
        return [folder for folder in dict.fromkeys(folders) if folder.is_dir()]

    @cached_property
    def templates(self) -> Environment:
        return environment(self.template_folders, watched=self.settings.dev)

    def words(self, language: str) -> Words:
        """The engine's own words in a language, read once."""
        if language not in self._words:
            self._words[language] = Words([folder / "texts" for folder in reversed(self.template_folders)], language)
        return self._words[language]

    def compose(self, flow: Flow, row: OutboxRow, codes: dict[str, str]) -> Message:
        """The message an outbox row stands for: the flow's words, its values, and the codes, known only now."""
        base = self.settings.base_url

        def href(kind: str, target: str) -> tuple[str, bool]:
            if kind == "page":
                return base + named_page_path(self.catalogue.site, flow, target), False
            if kind == "entry":
                fills = flow.entries[target].fills
                carried = {field: codes[code.name] for field, code in fills.items() if code.name in codes}
                return base + entry_path(flow.name, target) + (f"?{urlencode(carried)}" if carried else ""), False
            if kind == "document":
                return base + document_path(flow.name, target), False
            if kind == "flow":
                there = self.catalogue.flows[target]
                return base + entry_path(target, next(iter(there.entries))), False
            return target, False

        sender = self.settings.mail.sender if self.settings.mail else f"ne-pas-repondre@{urlsplit(base).hostname}"
        return compose(
            flow,
            row.put.mail,
            {**words_of_mail(flow, row.put), **codes},
            codes=tuple(codes),
            href=href,
            words=self.words(row.put.language or flow.language),
            site=self.catalogue.site,
            templates=self.templates,
            sender=sender,
            to=row.put.to,
            message_id=f"<{row.message_id}@{urlsplit(base).hostname}>",
            date=format_datetime(row.created_at),
        )

    def close(self) -> None:
        self.database.close()

    def _migrate(self) -> None:
        """What an operator does by hand, once everything has ended and a copy is made."""
        found = self.database.migrate()
        if found not in (None, migrations.HEAD):
            log.info("the database was migrated from %s", migrations.named(found))

    def _developers_clock(self) -> datetime:
        with self.database.read() as tx:
            return _system_clock() + stored_clock.offset(tx)

    def _put_samples(self) -> None:
        """The rows that developer mode begins with, as the registers declare them; those there already stay."""
        with self.database.write() as tx:
            for register in self._registers().values():
                for key, status in register.samples.items():
                    normal = normalise(register.kind, key)
                    if registers.row(tx, register.name, normal) is None:
                        registers.put(tx, register.name, normal, status)

    def _registers(self) -> dict[str, Register]:
        found = dict(self.catalogue.site.registers)
        for flow in self.catalogue.flows.values():
            found.update(flow.registers)
        return found


def load_folder(folder: Path | None = None, *, registry: Registry | None = None) -> tuple[Path, Catalogue]:
    """
    The flows of `folder`; None: of the current one where it holds flows, else those that travel with the engine.

    Raises:
        EngineError: there is no such folder.
    """
    if folder is not None and not folder.is_dir():
        raise EngineError(f"--folder {folder}: there is no such folder")
    chosen = folder or (Path() if Path("flows").is_dir() else shipped())
    return chosen, load_catalogue(chosen, registry=registry)


def _system_clock() -> datetime:
    return datetime.now(UTC)


def _own_secret(folder: Path) -> str:
    """
    Developer mode's key: made once, so that codes outlive a restart.

    Raises:
        EngineError: it cannot be made or read.
    """
    path = folder / "secret.key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            # Written whole, then named: nobody ever reads half a key, and of two that start at once one names its own.
            with NamedTemporaryFile("w", dir=folder, encoding="ascii") as file, suppress(FileExistsError):
                file.write(secrets.token_hex(32))
                file.flush()
                os.link(file.name, path)
        return path.read_text(encoding="ascii").strip()
    except OSError as fault:
        raise EngineError(f"developer mode's key {path} cannot be kept: {fault.strerror}") from fault


def must_be_there(url: str) -> None:
    """
    What is only looked at exists already: a database made by a look into the wrong folder would say that all is well.

    Raises:
        EngineError: it does not.
    """
    file = url.removeprefix("sqlite:///")
    if file != url and not os.path.isfile(file):
        raise EngineError(f"there is no database {file}: name it with --database or DATABASE_URL")


def folder_for(url: str) -> None:
    """
    Makes the folder a SQLite file lies in.

    Raises:
        EngineError: it cannot be made.
    """
    if not url.startswith("sqlite:///") or url == "sqlite:///:memory:":
        return
    folder = Path(url.removeprefix("sqlite:///")).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise EngineError(f"the database's folder {folder} cannot be made: {fault.strerror}") from fault


def _mail_of(environ: Mapping[str, str], faults: list[str]) -> MailSettings | None:
    server = environ.get("MAIL_SERVER", "").strip()
    if not server:
        return None
    if re.search(r"[\s/@]|^[^:]*:\d+$", server):
        faults.append(f"MAIL_SERVER is {server!r}: write the host's name alone; its port stands in MAIL_PORT")
    ssl = _flag(environ, "MAIL_USE_SSL", faults)
    tls = _flag(environ, "MAIL_USE_TLS", faults, default=not ssl)
    if ssl and tls:
        faults.append("MAIL_USE_SSL and MAIL_USE_TLS are both on: a relay speaks TLS from the first byte, or STARTTLS")
    port = environ.get("MAIL_PORT", "465" if ssl else "587")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        faults.append(f"MAIL_PORT is {port!r}: it must be a number from 1 to 65535")
        return None
    username, password = environ.get("MAIL_USERNAME") or None, environ.get("MAIL_PASSWORD") or None
    if bool(username) != bool(password):
        faults.append("MAIL_USERNAME and MAIL_PASSWORD go together: set both, or neither")
    if password and not (tls or ssl) and server not in _THIS_MACHINE:
        faults.append(
            f"MAIL_USE_TLS is off and MAIL_PASSWORD is set: everybody between here and {server} could read the "
            "password, and every code. Leave MAIL_USE_TLS on, or set MAIL_USE_SSL=1; without them, the relay must be "
            "on this machine"
        )
    ca_file = environ.get("MAIL_CA_FILE") or None
    if why := unusable(ca_file):
        faults.append(f"MAIL_CA_FILE is {ca_file}: {why}")
    return MailSettings(
        server=server,
        port=int(port),
        username=username,
        password=password,
        use_tls=tls,
        use_ssl=ssl,
        sender=environ.get("MAIL_DEFAULT_SENDER", f"ne-pas-repondre@{server}"),
        timeout=10.0,
        ca_file=ca_file,
    )


def _history_of(environ: Mapping[str, str], faults: list[str]) -> Duration:
    text = environ.get("HISTORY_RETENTION", "").strip()
    found = duration_in(text) if text else HISTORY_KEPT
    if found is None:
        faults.append(f"HISTORY_RETENTION is {text!r}: it must be a time, e.g. 13 months")
    return found or HISTORY_KEPT


def _flag(environ: Mapping[str, str], name: str, faults: list[str], *, default: bool = False) -> bool:
    """A word that is neither is a fault: `MAIL_USE_TLS=oui` must not turn TLS off unseen."""
    value = environ.get(name, "").strip().lower()
    if value and value not in _YES | _NO:
        faults.append(f"{name} is {value!r}: write 1 or 0")
    return value in _YES if value else default
