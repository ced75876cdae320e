"""The procedure in a page of Python: what a register, a request, a code, an account are at an instant. No engine."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

DELAY = timedelta(hours=48)  # that a request lives
KNOWN = timedelta(days=90)  # that a dead code is known as such
FORGOTTEN = timedelta(hours=24)  # that a wrong password counts
TRIES = 5
PAUSE = timedelta(minutes=15)


class Request:
    """One address that somebody asked for."""

    def __init__(self, address: str, password: str, at: datetime) -> None:
        self.address = address
        self.password = password
        self.ends_at = at + DELAY
        self.created_at: datetime | None = None
        self.code = ""  # as mailed

    def state(self, now: datetime) -> Literal["requested", "created", "expired"]:
        if self.created_at is not None:
            return "created"
        return "requested" if now < self.ends_at else "expired"

    def code_is(self, now: datetime) -> set[str]:
        """What its code may be said to be: a dead one is forgotten some day after it need not be known any more."""
        state = self.state(now)
        if state == "requested":
            return {"valid"}
        died_at = self.created_at or self.ends_at
        dead = {"used" if state == "created" else "expired"}
        return dead | {"unknown"} if now >= died_at + KNOWN else dead


class Tries:
    """Wrong passwords for one address."""

    def __init__(self) -> None:
        self.count = 0
        self.until: datetime | None = None
        self.last: datetime | None = None

    def paused(self, now: datetime) -> bool:
        return self.until is not None and now < self.until

    def wrong(self, now: datetime) -> None:
        if self.until is not None and not self.paused(now):
            self.count, self.until = 0, None
        self.count += 1
        self.last = now
        if self.count >= TRIES:
            self.until = now + PAUSE


class Model:
    """Every request there ever was, the certificates, the clock."""

    def __init__(self, now: datetime, imported: dict[str, str]) -> None:
        self.now = now
        self.imported = imported  # address -> status
        self.requests: list[Request] = []
        self.tries: dict[str, Tries] = {}

    def worker_works(self) -> None:
        """Wrong tries that nobody has added to for a day are forgotten; all else depends on the clock alone."""
        for address, tries in list(self.tries.items()):
            if tries.last and self.now - tries.last >= FORGOTTEN and not tries.paused(self.now):
                del self.tries[address]

    def status(self, address: str) -> str:
        """What the register says of an address."""
        for request in self.requests:
            if request.address == address and (state := request.state(self.now)) != "expired":
                return {"requested": "en_attente", "created": "actif"}[state]
        return self.imported.get(address, "free")

    def register(self) -> dict[str, str]:
        addresses = {request.address for request in self.requests} | set(self.imported)
        return {address: self.status(address) for address in addresses if self.status(address) != "free"}

    def account(self, address: str) -> Request | None:
        return next((r for r in self.requests if r.address == address and r.state(self.now) == "created"), None)

    def chosen(self, address: str) -> tuple[str, int]:
        """Where choosing an address leads, and the page's status."""
        match self.status(address):
            case "free":
                return "informations", 200
            case "certificat_unique":
                return "bloque_unique", 200
            case "certificat_partage":
                return "bloque_partage", 200
        return "identifiants", 422
