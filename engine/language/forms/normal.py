"""One spelling for what counts as equal: register keys, compared values, codes."""

from __future__ import annotations

import re
import unicodedata

from engine.addresses import joins, normal_email
from engine.language import signs
from engine.problems import EngineError

# Of the codes that the engine makes. Crockford's base 32: no I, L, O, U; 5 bits a character, 10 of them are 50 bits.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans("OIL", "011")
_LABEL = re.compile(r"\A[^:=0-9]*[^\W\d_][^:=0-9]*[:=](?=.*[^\W_])", re.S)  # « Code : », where something follows it


def normalise(kind: str, value: str) -> str:
    """
    A register key or compared value, without what cannot be seen: one that was imported equals one that was typed.

    Never raises for what was typed; twice is the same as once.

    Args:
        kind: "email" (case, Unicode form, international domain), "text" (Unicode form and spaces), "code" (as the
            engine makes them: letters and digits alone, without the words of a label before a colon, upper case,
            look-alikes folded: O -> 0, I and L -> 1).
    """
    if kind == "email":
        return normal_email(signs.freed(value, joins))
    if kind == "text":
        return " ".join(signs.trimmed(value).split())
    if kind == "code":
        return _code(value)
    raise EngineError(f"no normal form is known for {kind!r}")


def letters_and_digits(value: str) -> str:
    """
    The letters and digits of a text, in capitals: of a reference, a plate, an account number.

    A letter keeps its accents and its script, a full-width one is the plain one, a digit of any script is 0 to 9.
    """
    while True:  # upper case can undo the Unicode form and the form the case: until both hold
        read = unicodedata.normalize("NFKC", value).upper()
        read = signs.without_spaces("".join(map(_plain_digit, filter(_is_written, read))))
        if read == value:
            return read
        value = read


def _code(value: str) -> str:
    """Only the engine's own letters and digits can be right: an accent is none of them, nor is a label."""
    label = _LABEL.match(unicodedata.normalize("NFKC", value))
    read = letters_and_digits(unicodedata.normalize("NFKC", value)[label.end() :] if label else value)
    while True:
        folded = letters_and_digits("".join(filter(str.isalnum, read)).translate(_LOOK_ALIKES))
        if folded == read:
            return read
        read = folded


def _is_written(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")


def _plain_digit(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
