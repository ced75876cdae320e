"""
Header lines of a mail, folded once: RFC 5322 and, by its letter, RFC 2047.

An encoded word stands between blanks only, has whole characters and 75 of its own at most; no line is longer than 76. A
line whose words are plain ASCII has none. What stands between two encoded words is no blank to its reader, so a text
that needs one is encoded as a whole, blanks and all.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from typing import NamedTuple

from engine.addresses import ascii_domain

_LINE = 76  # RFC 5322 would have 78; RFC 2047 wants 76 where a word is encoded
_WORD = 75
_FRAME = len("=?utf-8?q??=")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"""{_ATOM}(?:\.{_ATOM})*@[^\s@<>()\[\]",;:\\]+(?<!\.)""")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_PART_OF_A_WORD = re.compile("[\u00ad\u200c-\u200f\U000e0020-\U000e007f]")  # of Persian, of emoji in several parts
_AS_THEY_ARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")  # in a name too


class Mailbox(NamedTuple):
    """An address with the name that stands before it; "": none. The domain is in ASCII."""

    name: str
    address: str


def mailbox(text: str) -> Mailbox:
    """
    `address`, `name <address>` or `"name" <address>`; the name as written, an international domain in ASCII.

    Raises:
        ValueError: it is none of these, or the name must be quoted.
    """
    found = text.strip()
    named = _NAMED.fullmatch(found)
    name, address = (named["name"].strip(), named["address"].strip()) if named else ("", found)
    if sign := next(filter(_is_no_word, found), None):
        raise ValueError(
            f"is {text!r}: it must be one e-mail address, and U+{ord(sign):04X} in it is no character of one"
        )
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"is {text!r}: it must be one e-mail address, with or without a name: Name <name@example.org>")
    if quoted := _QUOTED.fullmatch(name):
        name = re.sub(r"\\(.)", r"\1", quoted[1]).strip()
    elif re.search(r'[",;\\]', name):
        escaped = re.sub(r'(["\\])', r"\\\1", name)
        raise ValueError(
            f"is {text!r}: it must be one e-mail address; a name with a comma, a semicolon, a quotation mark or a "
            f'backslash is quoted: "{escaped}" <{address}>'
        )
    local, _, domain = address.partition("@")
    try:
        return Mailbox(name, f"{local}@{ascii_domain(domain)}")
    except ValueError as fault:
        raise ValueError(f"is {text!r}: it must be one e-mail address, and {fault}") from fault


def text_header(name: str, text: str) -> str:
    """A header that is words, such as Subject; without the line's end."""
    words = text.split(" ")
    plain = _PLAIN.fullmatch(text) and "=?" not in text and _fit(words)
    return _folded(name, words if plain else _encoded(name, text))


def id_header(name: str, value: str) -> str:
    """
    A header that is one word, which nothing may divide or encode; without the line's end.

    Raises:
        ValueError: it is not one word of ASCII, so that it could end the header or begin another.
    """
    if not re.fullmatch(r"[!-~]+", value):
        raise ValueError(f"{name} is not one word")
    return _folded(name, [value])


def address_header(name: str, to: Mailbox) -> str:
    """A header that is one address, such as From or To; without the line's end."""
    return _folded(name, [*_phrase(name, to.name), f"<{to.address}>"] if to.name else [to.address])


def _phrase(header: str, name: str) -> list[str]:
    """The words of a name: as they are, inside quotation marks, or encoded."""
    escaped = re.sub(r'(["\\])', r"\\\1", name)
    words = (name if _ATOMS.fullmatch(name) else f'"{escaped}"').split(" ")
    plain = _PLAIN.fullmatch(name) and "=?" not in name and _fit(words)
    return words if plain else _encoded(header, name)


def _fit(words: Sequence[str]) -> bool:
    """Whether each word has room in a line of its own."""
    return max(map(len, words)) < _LINE


def _folded(header: str, words: Sequence[str]) -> str:
    lines = [f"{header}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) <= _LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    return "\r\n".join(lines)


def _encoded(header: str, text: str) -> list[str]:
    """Encoded words, of whole characters, in the encoding that is shorter for this text."""
    encoding, make = ("q", _quoted) if len(_quoted(text)) <= len(_base64(text)) else ("b", _base64)
    pieces = [""]
    for sign in text:
        room = min(_WORD, _LINE - len(header) - 2) if len(pieces) == 1 else _WORD
        if pieces[-1] and len(make(pieces[-1] + sign)) + _FRAME > room:
            pieces.append("")
        pieces[-1] += sign
    return [f"=?utf-8?{encoding}?{make(piece)}?=" for piece in pieces if piece]


def _quoted(text: str) -> str:
    return "".join(
        sign if sign in _AS_THEY_ARE else "_" if sign == " " else "".join(f"={byte:02X}" for byte in _bytes(sign))
        for sign in text
    )


def _base64(text: str) -> str:
    return b64encode(_bytes(text)).decode("ascii")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")  # half a character has no bytes


def _is_no_word(sign: str) -> bool:
    """Control characters, line ends, what turns words round; spaces, joiners and tags of flags are words' own."""
    return not sign.isprintable() and unicodedata.category(sign) != "Zs" and not _PART_OF_A_WORD.match(sign)
