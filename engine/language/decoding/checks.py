"""Which keys of a record go together."""

from __future__ import annotations

from engine.language.decoding.kinds import Reading
from engine.language.decoding.records import Found
from engine.language.decoding.suggestions import an


def at_most_one(reading: Reading, found: Found, keys: tuple[str, ...], what: str) -> bool:
    """Whether at most one of these keys is written; if not, it is reported."""
    written = found.those(keys)
    if len(written) > 1:
        quoted = [f'"{key}"' for key in written]
        reading.report(
            "too-many",
            f"{' and '.join(quoted)} cannot be used together",
            found.at(written[1]),
            f"{an(what)} has only one of {', '.join(keys)}",
            f'keep one of them: take out "{written[1]}" or "{written[0]}"',
        )
    return len(written) < 2


def one_needed(reading: Reading, found: Found, keys: tuple[str, ...], what: str) -> bool:
    """Whether exactly one of these keys is written; if not, it is reported."""
    if not found.those(keys):
        if found.strange:
            return False
        reading.report(
            "missing-key",
            f"the {what} has none of {', '.join(keys)}",
            found.place,
            f"{an(what)} has exactly one of them",
            f"add {' or '.join(f'{key}: …' for key in keys)}",
        )
        return False
    return at_most_one(reading, found, keys, what)


def not_with(reading: Reading, found: Found, keys: tuple[str, ...], other: str, why: str) -> None:
    """Reports those of these keys that are written although `other` is."""
    for key in found.those(keys):
        reading.report(
            "no-effect", f'"{key}" has no effect with "{other}"', found.at(key), why, f'take out "{key}" or "{other}"'
        )
