"""The number by which France knows a company, and what the register of companies would say of it."""

from __future__ import annotations

import re

from engine.registry import format, service

ACTIVE, CLOSED, UNKNOWN = "active", "closed", "unknown"

# Invented: no company has these numbers.
COMPANIES = {
    "100000009": ACTIVE,
    "100000017": ACTIVE,
    "100000025": CLOSED,
}
SILENT = "100000033"  # asked about it, the register does not answer


@format("siren", sample=True)
def siren(text: str) -> bool:
    """Nine digits, the last of which is Luhn's key of the others. Spaces are the field's: `x-ignore: spaces`."""
    if not re.fullmatch(r"[0-9]{9}", text):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(text))]
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0


@service("companies", values=[ACTIVE, CLOSED, UNKNOWN], sample=True)
def companies(siren: str) -> str:
    """Whether the company of this number is active."""
    if siren == SILENT:
        raise ConnectionError("the register of companies does not answer")
    return COMPANIES.get(siren, UNKNOWN)
