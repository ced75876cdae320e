"""Randomness from a seed, for the engine too: what it draws from `secrets` is the same in every run."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from unittest.mock import patch


@contextmanager
def drawn_from(rng: Random, *, same_again: float = 0) -> Iterator[None]:
    """
    Within the block `secrets` draws from `rng`.

    Args:
        same_again: how likely a number is one that was drawn before, where chance alone would never give it.
    """
    drawn: dict[int, list[int]] = {}

    def below(end: int) -> int:
        earlier = drawn.setdefault(end, [])
        if earlier and rng.random() < same_again:
            return rng.choice(earlier)
        earlier.append(rng.randrange(end))
        return earlier[-1]

    def token(count: int | None = None) -> bytes:
        return rng.randbytes(count or 32)

    def urlsafe(count: int | None = None) -> str:
        return urlsafe_b64encode(token(count)).rstrip(b"=").decode()

    with (
        patch.object(secrets, "randbelow", below),
        patch.object(secrets, "token_bytes", token),
        patch.object(secrets, "token_hex", lambda count=None: token(count).hex()),
        patch.object(secrets, "token_urlsafe", urlsafe),
    ):
        yield
