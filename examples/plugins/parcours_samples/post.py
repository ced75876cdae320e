"""A letter that is posted: kept in memory, where a real one would go to whoever prints and stamps it."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Any, NamedTuple

from engine.registry import Made, effect

MOST_KEPT = 100


class Letter(NamedTuple):
    """What was posted, and to whom."""

    address: tuple[str, ...]  # the lines on the envelope
    content: bytes  # a PDF


class PostOffice:
    """The letters posted, each once, by the key of their call; of many, the newest."""

    def __init__(self) -> None:
        self._letters: dict[str, Letter] = {}
        self._lock = Lock()

    def post(self, key: str, letter: Letter) -> Letter:
        """The letter that this key has posted: this one, or the one before."""
        with self._lock:
            posted = self._letters.setdefault(key, letter)
            while len(self._letters) > MOST_KEPT:
                del self._letters[next(iter(self._letters))]
        return posted

    def letters(self) -> tuple[Letter, ...]:
        """The oldest first."""
        with self._lock:
            return tuple(self._letters.values())


office = PostOffice()


@effect("post", parameters=["name", "street", "postal_code", "town", "letter"], optional=["further"], sample=True)
def post(key: str, given: Mapping[str, Any]) -> Made:
    """Posts a letter, which is a document of the flow, to an address in France."""
    content = given["letter"]
    if not isinstance(content, bytes):
        raise TypeError("a letter is a document")
    lines = (given["name"], given["street"], given.get("further"), f"{given['postal_code']} {given['town']}")
    letter = office.post(key, Letter(tuple(line for line in lines if line), content))
    return Made(f"Lettre à {', '.join(letter.address)}", letter.content)
