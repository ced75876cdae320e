"""Which keys are refused because somebody else could think of them."""

from __future__ import annotations

import base64
import random
import string
import uuid

import pytest

from engine.settings import parsers
from engine.settings.guessable import why_guessable


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("a1b2c3d4e5f" * 3, "has only 11 different characters"),
        ("01234567890123456789012345678901", "has only 10 different characters"),
        ("abcdefghijkl" * 3, "repeats one part"),
        ("abcdefghijkl" * 3 + "abcde", "repeats one part"),  # also where the last is cut off
        ("7c1f0b5e93d84a26" * 2, "repeats one part"),
        ("7C1F0b5e93d84A267c1f0B5E93d84a26", "repeats one part"),  # in capitals too
        ("192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf", "an example"),  # Flask's own
        ("django-insecure-9c2f81ab47d3e650f8b1a2c3d4e5f607", "an example"),
        ("2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b", "an example"),  # SHA-256 of "secret"
        ("changeme-changeme-changeme-123456", "words"),
        ("please-change-this-secret-key-before-production-2024", "words"),
        ("your_secret_key_goes_here_please_replace_it", "words"),
        ("MySuperSecretKeyForParcours-Production-01", "words"),
        ("32 or more random characters, the same for every process", "words"),
        ("azertyuiopqsdfghjklmwxcvbn0123456789", "words"),
        ("qwertyuiopasdfghjklzxcvbnm1234567890", "words"),
        ("0123456789abcdefghijklmnopqrstuvwxyz", "words"),
        ("zyxwvutsrqponmlkjihgfedcba9876543210", "words"),
        ("11111111222222223333333344444444abcdefgh", "words"),
        ("112233445566778899aabbccddeeffgg", "words"),  # a row, each character twice
        ("aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQ", "words"),  # the same, with capitals
        ("S3cr3t-K3y-F0r-P4rc0urs-Pr0duct10n!", "words"),  # figures for letters
        ("ch4ng3m3-p4ssw0rd-ch4ng3m3-s3cr3t-2026", "words"),
        ("123e4567-e89b-12d3-a456-426614174000", "an example"),  # the UUIDs of documentation
        ("f47ac10b-58cc-4372-a567-0e02b2c3d479", "an example"),
        ("correct horse battery staple correct horse", "an example"),
    ],
)
def test_a_key_that_can_be_guessed_is_refused(key: str, why: str) -> None:
    assert why in (why_guessable(key) or "")
    with pytest.raises(ValueError, match=r"secrets\.token_hex\(32\)") as refused:
        parsers.secret_key(key)
    assert key not in str(refused.value), "a log may hold the message"


def test_a_key_that_was_drawn_is_taken() -> None:
    chance = random.Random(20261123)
    letters = string.ascii_letters + string.digits
    for _ in range(300):
        data = chance.randbytes(32)
        drawn = [
            data.hex(),
            base64.b64encode(data).decode(),
            base64.urlsafe_b64encode(data[:24]).decode(),
            base64.b32encode(data[:20]).decode(),
            "".join(chance.choices(letters, k=32)),
            "".join(chance.choices(string.printable[:94], k=32)),
            f"{uuid.UUID(bytes=data[:16])}{uuid.UUID(bytes=data[16:])}",
        ]
        assert [key for key in drawn if why_guessable(key)] == []
