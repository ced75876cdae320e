"""The relay of a simulation: what it is given, what it does with it, and what it may never be given."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

from flask_mail import Message

from engine.delivery.smtp import MailFailed
from engine.language.forms import normalise
from engine.worker import LEASE_SECONDS
from tests.support.process import Died
from tests.support.simulation.oracle import Broken, Oracle, Row, from_ticks


class SimulatedRelay:
    """
    Attributes:
        inbox: normalised address -> the codes that came, in order.
        copies: Message-ID -> how often it was taken.
        given_up: Message-IDs refused for good.
        well: it takes whatever comes.
    """

    def __init__(self, rng: Random, oracle: Oracle, note: Callable[[str], None], dawdle: Callable[[], None]) -> None:
        self.inbox: dict[str, list[str]] = defaultdict(list)
        self.copies: Counter[str] = Counter()
        self.given_up: set[str] = set()
        self.well = False
        self._rng = rng
        self._oracle = oracle
        self._note = note
        self._dawdle = dawdle
        self._leased: dict[str, datetime] = {}  # Message-ID -> when its last lease began
        self._taken: list[str] = []  # in this round of a worker: none of them need be marked if it is broken off
        self._unsure: set[str] = set()  # taken by the relay, and the worker may not know

    @contextmanager
    def round(self) -> Iterator[None]:
        """A worker at work: what it breaks off may be sent again."""
        before, self._taken = self._taken, []
        try:
            yield
        except BaseException:
            self._unsure.update(self._taken[-1:])
            raise
        finally:
            self._taken = before

    def take(self, message: Message, words: Callable[[str], str]) -> None:
        """
        A message, as a worker hands it over.

        Args:
            words: case -> its code.

        Raises:
            MailFailed, Died: it was not taken; or it was, and nobody will know.
            Broken: it must never have come.
        """
        name = str(message.msgId).partition("@")[0].strip("<>")
        row = self._oracle.row("outbox", message_id=name)
        self._has_a_cause(name, row, message, words)
        self._note(f"  relay: {name[:6]} for {', '.join(message.send_to)}")
        fate = "taken" if self.well else self._rng.choices(
            ("taken", "later", "never", "dies", "taken, dies", "dawdles"), (70, 9, 2, 4, 6, 6)
        )[0]  # fmt: skip
        if fate != "taken":
            self._note(f"  relay: {fate}")
        if fate == "dies":
            raise Died
        if fate in {"later", "never"}:
            self._leased.pop(name, None)  # the worker says when it is tried again
            if fate == "never":
                self.given_up.add(name)
            raise MailFailed(permanent=fate == "never", why="the relay said so")
        self.copies[name] += 1
        self._taken.append(name)
        self.inbox[normalise("email", next(iter(message.send_to)))].append(words(row["case_id"]))
        if fate == "taken, dies":
            raise Died
        if fate == "dawdles":
            self._unsure.add(name)
            self._dawdle()

    def _has_a_cause(self, name: str, row: Row | None, message: Message, words: Callable[[str], str]) -> None:
        if row is None or row["state"] != "waiting":
            raise Broken(f"a mail without a committed cause: {name} is {row and row['state']}")
        if words(row["case_id"]) not in str(message.body).replace(" ", ""):
            raise Broken(f"{name} carries another code than its case's")
        leased = from_ticks(row["next_at"]) - timedelta(seconds=LEASE_SECONDS)
        last = self._leased.get(name)
        if last and leased - last < timedelta(seconds=LEASE_SECONDS):
            raise Broken(f"{name} was leased twice within a lease")
        self._leased[name] = leased
        if self.copies[name] and name not in self._unsure:
            raise Broken(f"{name} was sent again for no reason")
