"""The challenge before a form as a person meets it: signed, drawn and spoken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from engine.core.browsing.gates import Challenge, Gates
from engine.core.kept import Ledger
from engine.delivery import captcha, speech
from engine.registry import Gate
from engine.service.security.vault import Vault

CAPTCHA = Gate("captcha", captcha.answer, captcha.image, captcha.same)


class ShownGates(Gates):
    """
    Draws and speaks challenges too.

    Args:
        voices: language -> the recordings that a challenge is spoken with.
        kinds: name -> gate; None: the engine's own.
    """

    def __init__(
        self, vault: Vault, database: Ledger, voices: Mapping[str, speech.Voice], kinds: Mapping[str, Gate | None]
    ) -> None:
        self._voices = voices
        key, signs = vault.key("captcha answer"), vault.key("challenge")
        own = {name: kind or CAPTCHA for name, kind in kinds.items()}
        super().__init__(vault, database, own, key, _Signed(signs, "challenge"), _Signed(signs, "proof"))

    def speaks(self, gate: str, language: str) -> bool:
        """Whether a challenge can be heard instead of seen."""
        return self._kinds.get(gate) is CAPTCHA and language in self._voices

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

    def _seed(self, challenge: Challenge) -> bytes:
        """Of the noise. Not of the text that was sent: a signature's last letter may be written in four ways."""
        return self._key + challenge.nonce.encode()


class _Signed:
    """Implements `core.browsing.gates.Signer`."""

    def __init__(self, key: bytes, salt: str) -> None:
        self._serializer = URLSafeSerializer(key, salt=salt)

    def signed(self, values: Sequence[Any]) -> str:
        return str(self._serializer.dumps(list(values)))

    def read(self, text: str) -> list[Any] | None:
        try:
            found = self._serializer.loads(text)
        except (BadData, ValueError, TypeError):
            return None
        return found if isinstance(found, list) else None
