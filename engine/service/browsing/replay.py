"""A step token that comes again: the second of two clicks and a reload, told from an old copy filled in anew."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from weakref import WeakValueDictionary

from engine.core.case import BACK, Case, Refusal
from engine.core.machine import Machine, branch_of
from engine.language.guards import GuardFailed
from engine.language.model import Refuse, State
from engine.service.browsing.results import Answer, Screen, Url
from engine.service.browsing.submission import At, Posted, checked, one, token_of
from engine.service.security.vault import Vault
from engine.store import cases, nonces
from engine.store.database import Database
from engine.store.tokens import Replay
from engine.store.transaction import Transaction

# How long a refused post is known again.
KNOWN_FOR = timedelta(hours=24)
# How far apart two clicks are two clicks, and how many refused tries are remembered for it.
CLICKS, MOST_TRIES = timedelta(seconds=10), 500


class Repeats:
    """Compares a post with the one that its step token was kept with."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def same(self, machine: Machine, case: Case, kept: Replay, posted: Posted, now: datetime) -> bool:
        """
        Whether this is that very post once more: the same button, the same answers. Browser Back shows a form as it
        was, token and all: filled in anew it is another post.

        Args:
            case: as it stands now.
        """
        state = machine.flow.states.get(kept.left)
        if state is None:
            return True
        buttons = [button.name for button in state.buttons()]
        if "_again" in posted or (one(posted, "_event") or next(iter(buttons), "")) != kept.event:
            return False
        if kept.outcome == "refused":
            typed = self._print(machine, state, posted)
            with self._database.read() as tx:
                return typed is not None and nonces.used_by(tx, _nonce(posted)) == typed
        step = max((i for i, step in enumerate(case.trail) if step.state == kept.left), default=None)
        if step is None or kept.event == BACK or state.transitions[kept.event].skip_form:
            return True
        return self.same_answers(At.of(machine, case, step, Url("state", case.flow, kept.left)), posted, now)

    def same_answers(self, at: At, posted: Posted, now: datetime) -> bool:
        """Whether these answers are those that stand at that step."""
        try:
            given = checked(at, posted, now)
        except GuardFailed:
            return False  # answered as any other post is: by our fault
        coded = at.machine.flow.code_fields()
        values = {
            name: self._vault.typed_hash(str(value)) if name in coded else value for name, value in given.values.items()
        }
        if given.faults or values != at.case.trail[at.step].answers:
            return False
        with self._database.read() as tx:
            hashes = cases.secret_hashes(tx, at.case.id)
        return all(self._vault.verify(hashes[name], clear) for name, clear in given.secrets.items() if name in hashes)

    def note_refused(self, tx: Transaction, at: At, posted: Posted, now: datetime) -> None:
        """Inside the transaction of a refusal that is kept, so that a second click is not counted as a second try."""
        typed = self._print(at.machine, at.state, posted)
        if token_of(posted) and typed:
            nonces.use(tx, _nonce(posted), typed, False, now + KNOWN_FOR)

    def refusal(self, machine: Machine, kept: Replay) -> Refuse | None:
        """What that post was refused with."""
        state = machine.flow.states[kept.left]
        branch = branch_of(state, kept.event, kept.transition)
        return branch.refuse if branch else None

    def _print(self, machine: Machine, state: State, posted: Posted) -> str | None:
        """A keyed hash of what was typed; None where a secret was: that is not hashed for this."""
        fields = machine.flow.forms[state.form.name].fields if state.form else {}
        if any(field.secret and any(posted.get(field.name, ())) for field in fields.values()):
            return None
        return self._vault.keyed("refused", repr([(name, tuple(posted.get(name, ()))) for name in fields]))


class Tries:
    """
    Codes and passwords refused a moment ago: the second of two clicks is told the same, and is no second try. In memory
    alone – a password is hashed for no other use than to be verified –, so two processes do not know of each other's.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._turns: WeakValueDictionary[bytes, Lock] = WeakValueDictionary()  # of the posts that are under way
        self._told: OrderedDict[bytes, tuple[datetime, Answer]] = OrderedDict()
        self._lock = Lock()

    def once(self, post: object, now: datetime, tried: Callable[[], Answer]) -> Answer:
        """What `tried` answers; where the very same post was refused a moment ago, that answer."""
        key = hmac.digest(self._key, repr(post).encode("utf-8", "surrogatepass"), "sha256")
        with self._lock:
            turn = self._turns.setdefault(key, Lock())
        with turn:  # the second of two clicks waits for the first one; nobody else does
            with self._lock:
                at, told = self._told.get(key, (now, None))
            if told and abs(now - at) < CLICKS:
                return told
            answer = tried()
            if isinstance(answer.what, Screen) and answer.what.status == 422 and answer.cookie is None:
                with self._lock:
                    self._told[key] = now, answer
                    while len(self._told) > MOST_TRIES:
                        self._told.popitem(last=False)
            return answer


def refused_again(case: Case, refuse: Refuse) -> Refusal:
    return Refusal(case, "refused", field=refuse.field.name if refuse.field else None, message=refuse.message)


def _nonce(posted: Posted) -> str:
    return f"refused {token_of(posted)}"
