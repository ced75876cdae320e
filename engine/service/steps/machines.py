"""Flows and their versions as machines: the ones hosted now, and older ones from the store when a case asks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from copy import copy
from datetime import datetime
from threading import Lock

from engine.core.machine import Machine
from engine.language.load import Catalogue, load_sources
from engine.language.model import Flow
from engine.language.workdays import WEEK, Calendar
from engine.problems import EngineError
from engine.registry import Registry
from engine.store import versions
from engine.store.database import Database
from engine.store.transaction import Transaction
from engine.store.withdrawn import withdrawn

log = logging.getLogger("parcours")


class Machines:
    """One Machine a version and language, made once and shared by all threads."""

    language: str | None = None  # that all of it speaks; None: each flow its first, or that of the case

    def __init__(self, catalogue: Catalogue, database: Database, registry: Registry | None = None) -> None:
        self.catalogue = catalogue
        self._database = database
        self._registry = registry
        self._made = {flow.digest: Machine(flow) for flow in catalogue.flows.values()}
        self._spoken: dict[tuple[str, str], Machine] = {}
        self._lock = Lock()

    @property
    def calendar(self) -> Calendar:
        """The site's, as it is now; of a site that has none, for a version that counted by one: the week alone."""
        return self.catalogue.site.calendar or WEEK

    def speaking(self, language: str) -> Machines:
        """The same, whose flows all speak one language, as far as they do."""
        same = copy(self)
        same.language = language
        same.catalogue = self.catalogue.spoken(language)
        return same

    def publish(self, now: datetime) -> None:
        """Keeps every hosted version, so that its cases outlive an edit."""
        with self._database.read() as tx:
            known = {flow.digest for flow in self.catalogue.flows.values() if versions.sources(tx, flow.digest)}
        if known == {flow.digest for flow in self.catalogue.flows.values()}:
            return  # a start that changes nothing waits for no lock
        with self._database.write() as tx:
            self.publish_in(tx, now)

    def publish_in(self, tx: Transaction, now: datetime) -> None:
        """The same, in a transaction that writes more."""
        for flow in self.catalogue.flows.values():
            versions.publish(tx, flow.name, flow.digest, flow.sources, now)

    def take_up_withdrawn(self) -> None:
        """
        Adds the flows to the catalogue that were served from this database and whose file is gone. Each is logged, for
        a file may be gone by mistake; the pages of one whose stored text no longer loads are not found.
        """
        flows = dict(withdrawn_flows(self._database, self.catalogue, self._registry))
        self.catalogue = self.catalogue._replace(withdrawn=flows)
        self._made |= {flow.digest: Machine(flow) for flow in flows.values() if flow.digest not in self._made}

    def newest(self, flow: str) -> Machine | None:
        """The version hosted now; of a flow that was withdrawn, the one published last; None: no such flow."""
        hosted = self.catalogue.flows.get(flow) or self.catalogue.withdrawn.get(flow)
        return self._in_language(self._made[hosted.digest], self.language) if hosted else None

    def of(self, flow: str, digest: str, language: str | None = None) -> Machine:
        """
        The version a case was begun in.

        Args:
            language: of the case; where these machines speak one language, they speak that.

        Raises:
            EngineError: it was never published here.
        """
        machine = self._made.get(digest)
        if machine is None:
            with self._lock, self._database.read() as tx:
                sources = versions.sources(tx, digest)
            if sources is None:
                raise EngineError(f"version {digest[:12]} of {flow} is not in this database")
            machine = Machine(load_sources(flow, sources, self.catalogue.site, registry=self._registry))
            self._made[digest] = machine
        return self._in_language(machine, self.language or language)

    def _in_language(self, machine: Machine, language: str | None) -> Machine:
        flow = machine.flow.spoken(language) if language else machine.flow
        if flow is machine.flow:
            return machine
        made = self._spoken.get((flow.digest, flow.language))
        return made or self._spoken.setdefault((flow.digest, flow.language), Machine(flow))


def withdrawn_flows(
    database: Database, catalogue: Catalogue, registry: Registry | None = None
) -> Iterator[tuple[str, Flow]]:
    """The flows that were served from this database and whose file is gone, by name, in their newest version."""
    with database.read() as tx:
        found = withdrawn(tx, catalogue.flows.keys())
    for gone in found:
        log.warning(
            "the procedure %s was served from this database and has no file any more (flows/%s.yaml): its entries and "
            "pages say that it has ended (cases under way, which go on: %d); if the file was renamed or lost, stop the "
            "service and put it back",
            gone.flow,
            gone.flow,
            gone.under_way,
        )
        try:
            yield gone.flow, load_sources(gone.flow, gone.sources, catalogue.site, registry=registry)
        except EngineError as fault:
            log.error("the procedure %s cannot be shown any more: %s", gone.flow, fault)
