"""The challenge before a form: issued, its answer checked once, a solved one remembered by a proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from engine.core.kept import Kept, Ledger
from engine.core.surroundings import Vault
from engine.problems import EngineError
from engine.registry import Gate

CHALLENGE_LIVES = timedelta(hours=2)


class Challenge(NamedTuple):
    """The content of a signed challenge."""

    nonce: str
    place: str  # "flow/state"
    gate: str
    length: int
    until: int  # seconds since the epoch


class Solution(NamedTuple):
    """
    An answer to a challenge, as posted.

    Attributes:
        challenge: signed.
        post: what identifies the post.
        lasting: the same post gets the same verdict also when the challenge is spent; else a form is accepted once.
    """

    challenge: str
    typed: str
    post: str
    lasting: bool


class Passed(NamedTuple):
    nonce: str
    proof: str
    by_proof: bool = False  # it was solved with an earlier post


class UsedUp(EngineError):
    """Another post has used the proof meanwhile: nothing may be kept."""


class Signer(Protocol):
    """Writes values into a text that nobody else can write."""

    def signed(self, values: Sequence[Any]) -> str:
        """The text."""

    def read(self, text: str) -> list[Any] | None:
        """The values; None: it is none of ours."""


class Gates:
    """
    Issues and checks challenges. The answer is derived from the nonce: it is in no cookie, page or table.

    Args:
        kinds: name -> gate.
        key: from which the answers are derived.
        challenges, proofs: sign them.
    """

    def __init__(
        self,
        vault: Vault,
        database: Ledger,
        kinds: Mapping[str, Gate],
        key: bytes,
        challenges: Signer,
        proofs: Signer,
    ) -> None:
        self._kinds = kinds
        self._vault = vault
        self._database = database
        self._key = key
        self._challenges = challenges
        self._proofs = proofs

    def issue(self, place: str, gate: str, length: int, now: datetime) -> str:
        """A signed challenge; nothing is stored until it is used."""
        until = int((now + CHALLENGE_LIVES).timestamp())
        return self._challenges.signed([self._vault.fresh(), place, gate, length, until])

    def answer(self, signed: str) -> str | None:
        """What the image says; None for a forged challenge. For the image, and for the developer bar alone."""
        challenge = self._read(signed)
        return self._answer(challenge) if challenge else None

    def check(self, solution: Solution, family: str, place: str, now: datetime) -> Passed | None:
        """
        Whether the challenge is passed by what was typed. One answer may be tried once: the same post gets the same
        verdict again, another one finds it used up.
        """
        challenge = self._read(solution.challenge)
        if challenge is None or challenge.place != place or challenge.until < now.timestamp():
            return None
        right = self._kinds[challenge.gate].same(self._answer(challenge), solution.typed)
        expires_at = now + 2 * CHALLENGE_LIVES
        with self._database.write() as tx:
            verdict = tx.use_nonce(challenge.nonce, solution.post, right, expires_at)
            if not solution.lasting and tx.nonce_spent(challenge.nonce):
                verdict = None
        if not verdict:
            return None
        return Passed(challenge.nonce, self._proofs.signed([challenge.nonce, family, place, challenge.until]))

    def why_not(self, solution: Solution, place: str, now: datetime) -> str:
        """Why `check` has not passed it: "" the answer is wrong, "expired" it may not be answered any more – or never
        here –, "used" another post has."""
        challenge = self._read(solution.challenge)
        if challenge is None or challenge.place != place or challenge.until < now.timestamp():
            return "expired"
        if self._kinds[challenge.gate].same(self._answer(challenge), solution.typed):
            return "used"
        with self._database.read() as tx:
            return "" if tx.nonce_used_by(challenge.nonce) == solution.post else "used"

    def proven(self, proof: str, family: str, place: str, now: datetime) -> Passed | None:
        """Whether a challenge solved before still counts: for this browser and form, until the form is accepted."""
        values = self._proofs.read(proof)
        if values is None or len(values) != 4:
            return None
        nonce, owner, where, until = values
        if owner != family or where != place or until < now.timestamp():
            return None
        with self._database.read() as tx:
            return None if tx.nonce_spent(nonce) else Passed(nonce, proof, by_proof=True)

    def spend(self, tx: Kept, passed: Passed) -> None:
        """
        Inside a step's transaction: the form is accepted, or a code was tried with it. Its proof is no longer good.

        Raises:
            UsedUp: of several posts that carry the same proof, another was faster.
        """
        if not tx.spend_nonce(passed.nonce) and passed.by_proof:
            raise UsedUp("the challenge was spent already")

    def _answer(self, challenge: Challenge) -> str:
        return self._kinds[challenge.gate].answer(self._key, challenge.nonce, challenge.length)

    def _read(self, signed: str) -> Challenge | None:
        values = self._challenges.read(signed)
        if values is None or len(values) != 5:
            return None
        challenge = Challenge(*values)
        return challenge if challenge.gate in self._kinds else None
