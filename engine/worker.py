"""The worker: fires due timers, empties the outbox of mails and calls, erases the cases whose retention is over."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from threading import Event as Signal
from threading import Thread
from typing import Any

from engine.application import Application
from engine.core.case import PutCall, PutDocument, PutMail
from engine.core.kept import Unavailable
from engine.core.steps.runner import TimersBehind
from engine.delivery.documents import Letter, content_of_letter
from engine.delivery.documents import compose as compose_document
from engine.delivery.mail import Message, grouped
from engine.delivery.pdf import PdfMaker
from engine.delivery.smtp import Mailer, MailFailed
from engine.problems import EngineError
from engine.registry import Made
from engine.service.steps.plugins import AT_ONCE, Calls, Failed, Waiters
from engine.store import due, erasing, outbox, waiting
from engine.store.copies import copy_of

log = logging.getLogger("parcours")

# The write-ahead log still holds what was erased; writers wait while it is emptied.
WIPE_EVERY = timedelta(minutes=1)
LEASE_SECONDS = 120
FIRST_RETRY = timedelta(seconds=30)
LAST_RETRY = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=5)
# How long mails are sent before timers and retention have their turn: a relay that hangs must not hold them up.
SECONDS_OF_MAIL = 5.0


def create_worker(application: Application) -> Worker:
    """A worker for this service. Without a relay, in developer mode, mails stay in the mailbox page."""
    relay = application.settings.mail
    return Worker(application, Mailer(relay).send if relay else None)


class Worker:
    """
    Does what is due, pass after pass; any number of workers may run on one database.

    Args:
        send: hands a message to the relay, or raises MailFailed; None: there is no relay.
    """

    def __init__(self, application: Application, send: Callable[[Message], None] | None) -> None:
        self._application = application
        self._database = application.database
        self._now = application.now
        self._send = send
        self._calls = Deliveries(application)
        self._owner = secrets.token_hex(8)
        self._stop = Signal()
        self._to_wipe = False
        self._wiped_at: datetime | None = None

    def work(self) -> int:
        """Does everything that is due now; returns how many timers, mails and cases that were."""
        return self.fire() + self.post() + self.erase()

    def fire(self) -> int:
        """
        Fires due timers of every case, the longest due first, as of their due times; returns how many cases had one.
        `stop` is heeded between two timers.
        """
        now = self._now()
        with self._database.read() as tx:
            found = due.due_cases(tx, now, 200)
        for case_id in found:
            if self._stop.is_set():
                break
            try:
                self._application.runner.fire_due(case_id, now, self._stop.is_set)
            except Unavailable:
                raise
            except TimersBehind as fault:
                log.warning("not up to date: %s", fault, extra={"case": case_id})
            except Exception:  # an error in one case must not stop the timers of the others
                log.exception("timer failed", extra={"case": case_id})
        return len(found)

    def post(self) -> int:
        """
        Sends the mails that wait, as many as there is time for; returns how many.

        Each is leased, sent outside the transaction, and marked by the owner of the lease.
        """
        done = 0
        end = time.monotonic() + SECONDS_OF_MAIL
        while time.monotonic() < end and not self._stop.is_set():
            with self._database.write() as tx:
                rows = waiting.lease(tx, self._now(), self._owner, LEASE_SECONDS, 1)
            if not rows:
                return done
            self._post_one(rows[0])
            done += 1
        return done

    def erase(self) -> int:
        """Erases the cases whose retention is over; returns how many."""
        with self._database.write() as tx:
            erased = erasing.erase_due(tx, self._now(), self._application.settings.history_kept)
        if erased:
            log.info("%d cases erased: their retention is over", erased)
            self._to_wipe = True
        if self._to_wipe and (self._wiped_at is None or self._now() - self._wiped_at >= WIPE_EVERY):
            self._to_wipe, self._wiped_at = not self._database.wipe(), self._now()
        return erased

    def run(self, every: float = 1.0) -> None:
        """Works until `stop`. Where the database cannot be reached, it tries again."""
        while not self._stop.is_set():
            try:
                self.work()
            except Unavailable as fault:
                log.warning("the worker waits for the database: %s", fault)
            except Exception:  # the worker goes on after an error that it did not expect, and logs it
                log.exception("worker failed")
            self._stop.wait(every)

    def start(self) -> Thread:
        """The same in a thread of its own."""
        thread = Thread(target=self.run, name="worker", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        self._stop.set()

    def _post_one(self, row: outbox.OutboxRow) -> None:
        copy = None
        try:
            if isinstance(row.put, PutCall):
                made = self._calls.deliver(row, row.put)
                copy = _copy(made) if isinstance(made, Made) and self._application.settings.dev else None
            else:
                message = self._compose_row(row, row.put)
                copy = message.as_string() if self._application.settings.dev else None
                if self._send:
                    self._send(message)
        except MailFailed as fault:
            self._mark_failed(row, fault.why, permanent=fault.permanent)
            return
        except EngineError as fault:  # words or a template are missing: an operator's fix, so it is tried again
            self._mark_failed(row, str(fault), permanent=False)
            return
        except Exception as fault:  # an error in one mail must not stop the others, and is logged
            log.exception("mail cannot be composed", extra=_log_fields(row))
            self._mark_failed(row, f"it cannot be composed: {type(fault).__name__}", permanent=False)
            return
        with self._database.write() as tx:
            if copy is not None:
                outbox.keep_copy(tx, row, copy)
            outbox.sent(tx, row, self._owner, self._now())
        log.info("call delivered" if isinstance(row.put, PutCall) else "mail sent", extra=_log_fields(row))

    def _compose_row(self, row: outbox.OutboxRow, put: PutMail) -> Message:
        machine = self._application.machines.of(row.flow, row.version)
        codes = {
            name: self._application.vault.code(row.case_id, name, code.serial, code.length)
            for name, code in put.codes.items()
        }
        return self._application.compose(machine.flow, row, put, codes)

    def _mark_failed(self, row: outbox.OutboxRow, why: str, *, permanent: bool) -> None:
        now = self._now()
        retry_at = None if permanent or now - row.created_at > GIVE_UP_AFTER else now + _pause(row.attempts)
        with self._database.write() as tx:
            outbox.failed(tx, row, self._owner, now, why, retry_at)
        what, kept = ("call", "not delivered") if isinstance(row.put, PutCall) else ("mail", "not sent")
        log.warning("%s %s: %s", what, kept if retry_at else "given up", why, extra=_log_fields(row))


class Deliveries:
    """Hands calls to the effects of plug-ins."""

    def __init__(self, application: Application) -> None:
        self._application = application
        effects = application.registry.effects
        waiters = Waiters(AT_ONCE * len(effects))
        self._calls = {n: Calls(f"effect {n}", one.deliver, one.timeout, waiters) for n, one in effects.items()}

    @cached_property
    def _pdf(self) -> PdfMaker:
        return PdfMaker(self._application.fonts)

    def deliver(self, row: outbox.OutboxRow, put: PutCall) -> Any:
        """
        Does it, with the documents made now.

        Returns:
            What the plug-in returns.

        Raises:
            EngineError: it is not done, or it is not known whether it is.
        """
        if put.effect not in self._calls:
            raise EngineError(f"effect {put.effect} is not installed")
        given: dict[str, Any] = dict(put.values)
        for parameter, (name, code) in put.codes.items():
            given[parameter] = self._application.vault.code(row.case_id, name, code.serial, code.length)
        for parameter, one in put.documents.items():
            given[parameter] = self._document(row, put, one)
        try:
            return self._calls[put.effect].call(row.message_id, given)
        except Failed as failed:
            raise EngineError(f"effect {put.effect}: {failed.why}") from None  # a plug-in's words stay with it

    def _document(self, row: outbox.OutboxRow, put: PutCall, one: PutDocument) -> bytes:
        application = self._application
        flow = application.machines.of(row.flow, row.version).flow.spoken(put.language)
        assert put.case, "it was put with its documents"
        codes = {
            name: grouped(application.vault.code(row.case_id, name, code.serial, code.length))
            for name, code in one.codes.items()
        }
        letter = Letter(flow, put.case, flow.documents[one.document], codes)
        layout = application.layout(put.language)
        href = application.links_in(put.language).href(flow, base=application.settings.base_url)
        return self._pdf.make(
            compose_document(letter.document, content_of_letter(letter, layout, href, row.created_at), layout)
        )


def _pause(attempts: int) -> timedelta:
    doubled: timedelta = FIRST_RETRY * (1 << min(attempts, 10))
    return min(LAST_RETRY, doubled)


def _log_fields(row: outbox.OutboxRow) -> dict[str, str]:
    key, name = ("call", row.put.effect) if isinstance(row.put, PutCall) else ("mail", row.put.mail)
    return {"case": row.case_id, "flow": row.flow, key: f"{name} {row.message_id}"}


def _copy(made: Made) -> str | None:
    """What a call has made, to be kept for developer mode; None where it cannot be: the call itself is done."""
    try:
        return copy_of(made)
    except Exception:  # whatever a plug-in may have made
        log.exception("what a call has made is not shown")
        return None
