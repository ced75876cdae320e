"""The challenge before a form: shown, its answer checked once, a solved one remembered by a proof."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from itsdangerous import BadData, URLSafeSerializer

from engine.delivery import captcha, speech
from engine.problems import EngineError
from engine.registry import Gate
from engine.service.security.vault import Vault
from engine.store import nonces
from engine.store.database import Database
from engine.store.transaction import Transaction

CHALLENGE_LIVES = timedelta(hours=2)
CAPTCHA = Gate("captcha", captcha.answer, captcha.image, captcha.same)


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


class Gates:
    """
    Issues and checks challenges. The answer is derived from the nonce: it is in no cookie, page or table.

    Args:
        voices: language -> the recordings that a challenge is spoken with.
        kinds: name -> gate; None: the engine's own.
    """

    def __init__(
        self,
        vault: Vault,
        database: Database,
        voices: Mapping[str, speech.Voice],
        kinds: Mapping[str, Gate | None],
    ) -> None:
        self._voices = voices
        self._kinds = {name: kind or CAPTCHA for name, kind in kinds.items()}
        self._database = database
        self._key = vault.key("captcha answer")
        self._challenges = URLSafeSerializer(vault.key("challenge"), salt="challenge")
        self._proofs = URLSafeSerializer(vault.key("challenge"), salt="proof")

    def speaks(self, gate: str, language: str) -> bool:
        """Whether a challenge can be heard instead of seen."""
        return self._kinds.get(gate) is CAPTCHA and language in self._voices

    def issue(self, place: str, gate: str, length: int, now: datetime) -> str:
        """A signed challenge; nothing is stored until it is used."""
        until = int((now + CHALLENGE_LIVES).timestamp())
        return str(self._challenges.dumps([secrets.token_urlsafe(16), place, gate, length, until]))

    def answer(self, signed: str) -> str | None:
        """What the image says; None for a forged challenge. For the image, and for the developer bar alone."""
        challenge = self._read(signed)
        return self._answer(challenge) if challenge else None

    def image(self, signed: str) -> bytes | None:
        """The challenge as a PNG; None for a forged one."""
        challenge = self._read(signed)
        return self._kinds[challenge.gate].image(self._answer(challenge), self._seed(challenge)) if challenge else None

    def sound(self, signed: str, languages: Mapping[str, str]) -> bytes | None:
        """
        The challenge as a WAV; None for a forged one, or where its flow's language has no voice.

        Args:
            languages: flow -> its language.
        """
        challenge = self._read(signed)
        if challenge is None:
            return None
        language = languages.get(challenge.place.partition("/")[0], "")
        if not self.speaks(challenge.gate, language):
            return None
        return speech.sound(self._answer(challenge), self._voices[language], self._seed(challenge))

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
            verdict = nonces.use(tx, challenge.nonce, solution.post, right, expires_at)
            if not solution.lasting and nonces.spent(tx, challenge.nonce):
                verdict = None
        if not verdict:
            return None
        proof = self._proofs.dumps([challenge.nonce, family, place, challenge.until])
        return Passed(challenge.nonce, str(proof))

    def why_not(self, solution: Solution, place: str, now: datetime) -> str:
        """Why `check` has not passed it: "" the answer is wrong, "expired" it may not be answered any more – or never
        here –, "used" another post has."""
        challenge = self._read(solution.challenge)
        if challenge is None or challenge.place != place or challenge.until < now.timestamp():
            return "expired"
        if self._kinds[challenge.gate].same(self._answer(challenge), solution.typed):
            return "used"
        with self._database.read() as tx:
            return "" if nonces.used_by(tx, challenge.nonce) == solution.post else "used"

    def proven(self, proof: str, family: str, place: str, now: datetime) -> Passed | None:
        """Whether a challenge solved before still counts: for this browser and form, until the form is accepted."""
        try:
            nonce, owner, where, until = self._proofs.loads(proof)
        except (BadData, ValueError, TypeError):
            return None
        if owner != family or where != place or until < now.timestamp():
            return None
        with self._database.read() as tx:
            return None if nonces.spent(tx, nonce) else Passed(nonce, proof, by_proof=True)

    def spend(self, tx: Transaction, passed: Passed) -> None:
        """
        Inside a step's transaction: the form is accepted, or a code was tried with it. Its proof is no longer good.

        Raises:
            UsedUp: of several posts that carry the same proof, another was faster.
        """
        if not nonces.spend(tx, passed.nonce) and passed.by_proof:
            raise UsedUp("the challenge was spent already")

    def _answer(self, challenge: Challenge) -> str:
        return self._kinds[challenge.gate].answer(self._key, challenge.nonce, challenge.length)

    def _seed(self, challenge: Challenge) -> bytes:
        """Of the noise. Not of the text that was sent: a signature's last letter may be written in four ways."""
        return self._key + challenge.nonce.encode()

    def _read(self, signed: str) -> Challenge | None:
        try:
            challenge = Challenge(*self._challenges.loads(signed))
        except (BadData, ValueError, TypeError):
            return None
        return challenge if challenge.gate in self._kinds else None
