"""Whether a key that should be random can be guessed: copied from an example, typed along the keyboard, repeated."""

from __future__ import annotations

import hashlib
import re

FEWEST_DIFFERENT = 12
# Of the characters of a key, those that must be left once words, rows of the keyboard and repetitions are taken out.
FEWEST_LEFT = 16
_SHORTEST_RUN = 4

# What documentation shows, and what is written where a key is still to come.
_EXAMPLES = (
    "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",  # Flask, quickstart and deployment
    r"_5#y2L\"F4Q8z\n\xec]/",
    r'_5#y2L"F4Q8z\n\xec]/',
    "A0Zr98j/3yX R~XHH!jmN]LWX/,?RT",
    "you-will-never-guess",
    "django-insecure-",
    "123e4567-e89b-12d3-a456-426614174000",  # Wikipedia's and many schemas' UUID
    "f47ac10b-58cc-4372-a567-0e02b2c3d479",  # RFC 9562's
    "550e8400-e29b-41d4-a716-446655440000",  # RFC 4122's
    "6ba7b810-9dad-11d1-80b4-00c04fd430c8",  # its name spaces
    "correct horse battery staple",
)
_WORDS = (
    "admin", "administrator", "application", "azerty", "bar", "baz", "be", "by", "change", "changeme", "changement",
    "changer", "changez", "character", "characters", "cle", "confidentiel", "de", "default", "demarches", "demo",
    "dev", "development", "django", "every", "example", "exemple", "flask", "foo", "for", "good", "have", "here",
    "hidden", "in", "insecure", "into", "is", "it", "keep", "key", "la", "lechange", "local", "localhost", "long",
    "me", "moi", "mon", "more", "motdepasse", "must", "my", "not", "of", "on", "or", "parcours", "passphrase",
    "password", "passwort", "placeholder", "please", "process", "prod", "production", "qwerty", "random", "real",
    "replace", "safe", "same", "sample", "secret", "secrete", "secrets", "service", "session", "setme", "signature",
    "something", "string", "super", "test", "that", "the", "them", "this", "to", "todo", "token", "une", "unsafe",
    "value", "very", "with", "your",
)  # fmt: skip
_HASHED = ("", "secret", "password", "changeme", "test", "admin", "dev", "key", "secretkey", "secret_key", "secret-key")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz", "0123456789012345678901234567890", "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "azertyuiop^$qsdfghjklmù*wxcvbn,;:!", "qwertzuiopü+asdfghjklöäyxcvbnm,.-", "&é\"'(-è_çà)=", "!@#$%^&*()_+",
    "0123456789abcdef", "qwertyuiop", "asdfghjkl", "zxcvbnm",
)  # fmt: skip
_RUNS = frozenset(
    way[at : at + _SHORTEST_RUN]
    for row in _ROWS
    for way in (row, row[::-1])
    for at in range(len(way) - _SHORTEST_RUN + 1)
)
_KNOWN = re.compile("|".join(re.escape(word.lower()) for word in sorted((*_EXAMPLES, *_WORDS), key=len, reverse=True)))
# Figures and signs that are written for letters.
_AS_LETTERS = str.maketrans("013457@$!", "oieastasi")
_SEPARATORS = re.compile(r"[\s_.:,;/-]")


def why_guessable(key: str) -> str | None:
    """What makes the key easy to guess, without a character of it; None: nothing that is looked for here."""
    different = len(set(key))
    if different < FEWEST_DIFFERENT:
        return f"has only {different} different characters, fewer than {FEWEST_DIFFERENT}"
    folded = key.lower()
    if _is_example(folded):
        return "is an example that anybody can read"
    if _period(folded) <= len(folded) // 2:
        return "repeats one part"
    single = re.sub(r"(.)\1+", r"\1", folded)  # aabbcc is a row too
    if any(map(_mostly_known, (folded, single, folded.translate(_AS_LETTERS)))):
        return "is made of words, rows of a keyboard or repeated parts"
    return None


def _mostly_known(folded: str) -> bool:
    left = _SEPARATORS.sub("", _KNOWN.sub("", folded))
    return len(left) < FEWEST_LEFT or _new_characters(left) < FEWEST_LEFT


def _is_example(folded: str) -> bool:
    if any(example.lower() in folded for example in _EXAMPLES):
        return True
    hashes = (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.sha512)
    return any(hashed(word.encode()).hexdigest() == folded for hashed in hashes for word in _HASHED)


def _period(text: str) -> int:
    """The length of the part that the text repeats, whole or cut off at its end: `abcabcab` -> 3."""
    border = [0] * len(text)
    for at in range(1, len(text)):
        length = border[at - 1]
        while length and text[at] != text[length]:
            length = border[length - 1]
        border[at] = length + (text[at] == text[length])
    return len(text) - border[-1]


def _new_characters(text: str) -> int:
    """How many characters belong to no row of the keyboard and to nothing that the text had before."""
    seen: set[str] = set()
    known = [False] * len(text)
    for at in range(len(text) - _SHORTEST_RUN + 1):
        run = text[at : at + _SHORTEST_RUN]
        if run in _RUNS or run in seen or len(set(run)) == 1:
            known[at : at + _SHORTEST_RUN] = [True] * _SHORTEST_RUN
        seen.add(run)
    return known.count(False)
