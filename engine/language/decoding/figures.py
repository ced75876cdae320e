"""A figure as it is written: how many digits, and which."""

from __future__ import annotations

import re

MOST_DIGITS = 15  # of a figure an analyst writes


def whole_number(text: str) -> int | None:
    return int(text) if re.fullmatch(rf"0|-?[1-9][0-9]{{0,{MOST_DIGITS - 1}}}", text) else None
