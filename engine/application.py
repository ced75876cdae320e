"""The parts joined from the settings: what `serve`, `worker` and a host's own code start from."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from engine.core.browsing.holdings import Holdings
from engine.core.browsing.parts import Parts
from engine.core.browsing.viewing import Screens
from engine.core.case import PutMail
from engine.core.kept import Unavailable
from engine.core.steps.clients import Clients
from engine.core.steps.runner import StepRunner
from engine.delivery.display import words_of_mail
from engine.delivery.layout import Layout
from engine.delivery.links import Links
from engine.delivery.mail import Envelope, Message, compose
from engine.delivery.messages import Messages
from engine.delivery.speech import voices
from engine.delivery.templates import Environment, environment
from engine.fonts import Fonts
from engine.language.forms import normalise
from engine.language.load import Catalogue
from engine.language.model import Flow, Link
from engine.language.urls import with_query
from engine.problems import EngineError, render
from engine.registry import Registry, default_registry
from engine.service.browsing.service import Service
from engine.service.security.challenges import ShownGates
from engine.service.security.vault import Vault
from engine.service.steps.machines import Machines
from engine.service.steps.plugins import Services
from engine.settings import Settings
from engine.shipped import shipped
from engine.store import clock as stored_clock
from engine.store import migrations, registers, whole
from engine.store.database import Database
from engine.store.kept import StoredLedger
from engine.store.outbox import OutboxRow
from engine.store.sqlite_file import make_folder, readable_by_others
from engine.store.transaction import Transaction

log = logging.getLogger("parcours")

Clock = Callable[[], datetime]


class Application:
    """
    A service joined from its settings: database, flows, words and templates.

    Args:
        catalogue: the flows, as `load_folder` returns them.
        clock: aware UTC; None: the system's, which developer mode can advance.

    Raises:
        EngineError: a flow has problems, all of which are in the message; or the database cannot be used.
    """

    def __init__(
        self, settings: Settings, catalogue: Catalogue, *, clock: Clock | None = None, registry: Registry | None = None
    ) -> None:
        if wrong := catalogue.refusing():
            raise EngineError("\n\n".join(map(render, wrong)))
        self.settings = settings
        self._links: dict[str, Links] = {}
        self._services: dict[str, Service] = {}
        self._words: dict[str, Messages] = {}
        make_folder(settings.database)
        self.database = Database(settings.database)
        if settings.dev:
            self._migrate()
        else:
            self.database.create()
        for path in readable_by_others(settings.database):
            log.warning("%s can be read by other users of this machine: chmod 600 keeps them out", path)
        self.now: Clock = clock or (self._developers_clock if settings.dev else _system_clock)
        cheap = {"memory_kib": 64, "time_cost": 1} if settings.cheap_secrets else {}
        self.vault = Vault(settings.secret_key, **cheap)
        self.machines = Machines(catalogue, self.database, registry)
        self.machines.publish(self.now())
        self.registry = registry or default_registry()
        self.machines.take_up_withdrawn()
        self.catalogue = catalogue = self.machines.catalogue
        self.links = Links(catalogue)
        services = Services(self.registry.services)
        ledger = StoredLedger(self.database)
        self.runner = StepRunner(self.machines, ledger, self.vault, settings.limits, services, log)
        spoken = voices([folder / "audio" for folder in reversed(self.template_folders)])
        gates = ShownGates(self.vault, ledger, spoken, self.registry.gates)
        account = catalogue.site.account
        accounts = [named.name for named in account.flows] if account else []
        holdings = Holdings(self.runner, ledger, self.vault, settings.limits, accounts)
        clients = Clients(self.vault, settings.limits)
        screens = Screens(self.machines, self.runner, gates, settings.limits, self.vault, self.now)
        parts = Parts(self.machines, ledger, self.vault, self.runner, holdings, gates, clients, screens)
        self.service = Service(parts, gates, self.now)
        if settings.dev:
            with self.database.write() as tx:
                self._put_samples(tx)

    def name_samples(self) -> None:
        """Logs the plug-ins that only show how one works: people would act on what these invent."""
        samples = {*self.registry.samples()}
        for name, flow in self.catalogue.known().items():
            if found := sorted(samples & flow.plugins()):
                log.warning("flow %s: %s: sample plug-ins, which answer of invented things", name, ", ".join(found))

    def links_in(self, language: str) -> Links:
        """The links of pages in a language."""
        if language not in self._links:
            self._links[language] = Links(self.catalogue, language=language)
        return self._links[language]

    def service_in(self, language: str) -> Service:
        """The service, whose answers are in a language."""
        if language not in self._services:
            self._services[language] = self.service.speaking(language)
        return self._services[language]

    @cached_property
    def template_folders(self) -> list[Path]:
        """A site's own templates first, then those that travel with the engine."""
        folders = [self.settings.folder / "templates", shipped() / "templates"]
        return [folder for folder in dict.fromkeys(folders) if folder.is_dir()]

    @cached_property
    def fonts(self) -> Fonts:
        """Those of documents: the site's own first."""
        return Fonts([folder / "fonts" for folder in self.template_folders], self.settings.folder)

    @cached_property
    def templates(self) -> Environment:
        return environment(self.template_folders, watched=self.settings.dev)

    @cached_property
    def language(self) -> str:
        """Of pages that belong to no flow: that of the first flow, else the first that there are words in."""
        spoken = [flow.language for flow in self.catalogue.flows.values()]
        texts = [path for folder in self.template_folders for path in sorted((folder / "texts").glob("*.yaml"))]
        return [*spoken, *(path.stem for path in texts)][0]

    def words(self, language: str) -> Messages:
        """The engine's own words in a language, read once."""
        if language not in self._words:
            self._words[language] = Messages([folder / "texts" for folder in reversed(self.template_folders)], language)
        return self._words[language]

    def compose(self, flow: Flow, row: OutboxRow, put: PutMail, codes: dict[str, str]) -> Message:
        """The message of an outbox row: the flow's texts, the values kept, and the codes, which are known only now."""
        base = self.settings.base_url
        flow = flow.spoken(put.language or flow.language)
        href = self.links_in(flow.language).href(flow, base=base)

        def with_codes(kind: str, target: str) -> tuple[str, bool]:
            address, new_tab = href(kind, target)
            fills = flow.entries[target].fills if kind == "entry" else {}
            return with_query(address, {name: codes[c.name] for name, c in fills.items() if c.name in codes}), new_tab

        envelope = Envelope(
            sender=self.settings.sender,
            to=put.to,
            message_id=f"<{row.message_id}@{urlsplit(base).hostname}>",
            date=format_datetime(row.created_at),
        )
        layout = self.layout(flow.language)
        return compose(flow.mails[put.mail], words_of_mail(flow, put), codes, layout, envelope, with_codes)

    def layout(self, language: str) -> Layout:
        """What mails and documents in this language are laid out with."""
        links = self.links_in(language)

        def address(link: Link) -> str:
            return links.declared(None, link, inside=False, base=self.settings.base_url)[0]

        return Layout(self.templates, self.words(language), links.catalogue.site, self.fonts, address)

    def empty(self) -> None:
        """
        Erases everything that is kept – cases, mails, keys, how far the clock is ahead – and puts the samples again:
        all of it, or nothing. Developer mode alone.
        """
        assert self.settings.dev, "production is not emptied"
        with self.database.write() as tx:
            whole.empty(tx)
            self.machines.publish_in(tx, _system_clock())
            self._put_samples(tx)
        with suppress(Unavailable):  # it is erased, even if its log cannot be emptied now
            self.database.wipe()

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

    def _put_samples(self, tx: Transaction) -> None:
        """The rows that developer mode begins with, as the registers declare them; those there already stay."""
        for register in self.catalogue.registers().values():
            for key, status in register.samples.items():
                normal = normalise(register.kind, key)
                if registers.row(tx, register.name, normal) is None:
                    registers.put(tx, register.name, normal, status)


def _system_clock() -> datetime:
    return datetime.now(UTC)
