"""Flows and their versions as machines: the ones hosted now, and older ones from the store when a case asks."""

from __future__ import annotations

from datetime import datetime
from threading import Lock

from engine.core.machine import Machine
from engine.language.load import Catalogue, load_sources
from engine.language.workdays import WEEK, Calendar
from engine.problems import EngineError
from engine.registry import Registry
from engine.store import versions
from engine.store.database import Database
from engine.store.transaction import Transaction


class Machines:
    """One Machine a version, made once and shared by all threads."""

    def __init__(self, catalogue: Catalogue, database: Database, registry: Registry | None = None) -> None:
        self.catalogue = catalogue
        self._database = database
        self._registry = registry
        self._made = {flow.digest: Machine(flow) for flow in catalogue.flows.values()}
        self._lock = Lock()

    @property
    def calendar(self) -> Calendar:
        """The site's, as it is now; of a site that has none, for a version that counted by one: the week alone."""
        return self.catalogue.site.calendar or WEEK

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

    def newest(self, flow: str) -> Machine | None:
        """The version hosted now; None: no such flow."""
        hosted = self.catalogue.flows.get(flow)
        return self._made[hosted.digest] if hosted else None

    def of(self, flow: str, digest: str) -> Machine:
        """
        The version a case was begun in.

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
        return machine
