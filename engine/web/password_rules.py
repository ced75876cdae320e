"""What a password manager reads of a field, so that it makes a password that the field takes. Pure."""

from __future__ import annotations

import string
from collections.abc import Iterable
from typing import NamedTuple

from engine.language.forms import Field
from engine.language.patterns import matches, one_class, repeated_class

_NAMED = (
    ("lower", frozenset(string.ascii_lowercase)),
    ("upper", frozenset(string.ascii_uppercase)),
    ("digit", frozenset(string.digits)),
)
_PRINTABLE = frozenset(map(chr, range(0x21, 0x7F)))


class PasswordRules(NamedTuple):
    """
    The attributes of the field.

    Attributes:
        rules: `passwordrules`, the words of Apple's proposal; None: nothing but lengths would stand there.
        least: `minlength`; None: any.
        most: `maxlength`, one more than the field takes. A browser cuts what is pasted to this many characters and
            says nothing: cut to the exact number the password would be accepted, and be another one than the person
            has noted. One too many is refused in words.
    """

    rules: str | None
    least: int | None
    most: int | None


NOTHING = PasswordRules(None, None, None)


def password_rules(field: Field) -> PasswordRules:
    """What a new password of this field must be, as far as its schema says so with certainty."""
    least, most = field.figures.get("minLength"), field.figures.get("maxLength")
    rules = []
    if least:
        rules.append(f"minlength: {least}")
    if most is not None:
        rules.append(f"maxlength: {most}")
    allowed, limited = _PRINTABLE, False
    for pattern in field.patterns:
        atom = repeated_class(pattern.source)
        if atom:
            allowed, limited = allowed & _of(atom), True
    for pattern in field.patterns:
        atom = one_class(pattern.source)
        wanted = _of(atom) & allowed if atom else frozenset()
        if wanted:
            rules.append(f"required: {_written(wanted)}")
    if limited and allowed:
        rules.append(f"allowed: {_written(allowed)}")
    return PasswordRules(" ".join(f"{rule};" for rule in rules) or None, least or None, most and most + 1)


def _of(atom: str) -> frozenset[str]:
    return frozenset(one for one in _PRINTABLE if matches(atom, one))


def _written(signs: frozenset[str]) -> str:
    if signs == _PRINTABLE:
        return "ascii-printable"
    names = [name for name, those in _NAMED if those <= signs]
    rest = signs.difference(*(those for name, those in _NAMED if name in names))
    return ", ".join([*names, *([_custom(rest)] if rest else [])])


def _custom(signs: Iterable[str]) -> str:
    """A class of signs as the proposal writes it: a hyphen stands first, a closing bracket last."""
    return "[" + "".join(sorted(signs, key=lambda sign: (sign == "]", sign != "-", sign))) + "]"
