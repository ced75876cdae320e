"""Which keys of a record go together."""

from __future__ import annotations

from engine.language.decoding.kinds import Reading
from engine.language.decoding.records import Found
from engine.language.decoding.suggestions import an


def at_most_one(reading: Reading, found: Found, keys: tuple[str, ...], what: str) -> bool:
    """Of these keys no two stand together."""
    written = found.those(keys)
    if len(written) > 1:
        reading.report(
            "too-many",
            f"{' and '.join(written)} stand together",
            found.at(written[1]),
            f"{an(what)} has only one of {', '.join(keys)}",
            f'keep one of them: take out "{written[1]}" or "{written[0]}"',
        )
    return len(written) < 2


def one_needed(reading: Reading, found: Found, keys: tuple[str, ...], what: str) -> bool:
    """Exactly one of these keys stands."""
    if not found.those(keys):
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
    """None of these keys stands beside another."""
    for key in found.those(keys):
        reading.report("no-effect", f'"{key}" beside "{other}"', found.at(key), why, f'take out "{key}" or "{other}"')
