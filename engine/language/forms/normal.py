"""One spelling for what counts as equal: register keys, compared values, codes."""

from __future__ import annotations

import re
import unicodedata

from engine.addresses import normal_email
from engine.problems import EngineError

_LOOK_ALIKES = str.maketrans("OIL", "011")


def normalise(kind: str, value: str) -> str:
    """
    A register key or compared value. Never raises for what was typed; twice is the same as once.

    Args:
        kind: "email" (case, Unicode form, international domain), "text" (Unicode form and spaces), "code" (spaces and
            dashes out, upper case, look-alikes folded: O -> 0, I and L -> 1).
    """
    if kind == "email":
        return normal_email(value)
    if kind == "text":
        return " ".join(unicodedata.normalize("NFC", value).split())
    if kind == "code":
        return _code(value)
    raise EngineError(f"no normal form is known for {kind!r}")


def _code(value: str) -> str:
    """Upper case can undo the Unicode form and the form the case: until both hold."""
    while True:
        read = unicodedata.normalize("NFKC", value).upper()
        read = "".join(c for c in read if unicodedata.category(c) not in ("Pd", "Zs", "Zl", "Zp", "Cc", "Cf"))
        read = re.sub(r"[\s_]", "", read).translate(_LOOK_ALIKES)
        if read == value:
            return read
        value = read
