"""
Reads a mail by the letter of RFC 5322, 2045 and 2047, and refuses what Python's own parser repairs in silence.

Strict readers show an encoded word that is glued to a letter as it is; some relays refuse the mail.
"""

from __future__ import annotations

import binascii
import re
from typing import NamedTuple

_ENCODED = re.compile(r"=\?([!#$%&'*+0-9A-Z^_`a-z{|}~-]+)\?([QqBb])\?([!->@-~]*)\?=")
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+")
_BLANKS = re.compile(r"([ \t]+)")
_FIELD = re.compile(r"([!-9;-~]+): ?(.*)", re.S)


class NotStrict(AssertionError):
    """What a mail has that no standard allows."""


class StrictMail(NamedTuple):
    """A mail as a strict program sees it. `headers`: as they came, unfolded; `parts`: media type -> its text."""

    headers: dict[str, str]
    parts: dict[str, str]

    def words(self, name: str) -> str:
        """A header that is words, Subject for example."""
        return decoded(self.headers[name])

    def named(self, name: str) -> tuple[str, str]:
        """A header that is one address: the name before it, and itself."""
        return address_of(self.headers[name])


def read_mail(source: bytes) -> StrictMail:
    """
    The mail.

    Raises:
        NotStrict: it is not written by the letter.
    """
    _lines_are_sound(source)
    headers, body = _split(source.decode("ascii"))
    for name in headers:
        if name in ("Subject", "Auto-Submitted", "Date"):
            decoded(headers[name])
        if name in ("From", "To", "Reply-To"):
            address_of(headers[name])
    if not re.fullmatch(r"<[^\s<>@]+@[^\s<>@]+>", headers["Message-ID"]):
        raise NotStrict(f"not a Message-ID: {headers['Message-ID']}")
    kind = re.fullmatch(r'multipart/alternative; boundary="([^"]{1,70})"', headers["Content-Type"])
    if headers["MIME-Version"] != "1.0" or not kind:
        raise NotStrict(f"not the MIME of two alternatives: {headers['Content-Type']}")
    before, *parts, after = re.split(rf"(?:^|\r\n)--{re.escape(kind[1])}(?:--)?(?:\r\n|$)", body)
    if before or after or not body.endswith(f"--{kind[1]}--\r\n"):
        raise NotStrict("something stands outside the parts")
    return StrictMail(headers, dict(map(_part, parts)))


def decoded(value: str) -> str:
    """The words of an unfolded header. What stands between two encoded words is no blank; everything else is."""
    out: list[str] = []
    before = blanks = ""
    for token in _BLANKS.split(value):
        if not token or token[0] in " \t":
            blanks += token
            continue
        now = _word(token, in_name=False)
        out.append("" if before == "encoded" and now is not None else blanks)
        out.append(token if now is None else now)
        before, blanks = "plain" if now is None else "encoded", ""
    return "".join(out) + blanks


def address_of(value: str) -> tuple[str, str]:
    """(name, address) of an unfolded header that is one address. Only what RFC 5322 writes today is a name."""
    found = re.fullmatch(
        r"(?:(?P<name>.*\S)[ \t]+)?<(?P<in>[^\s<>@]+@[^\s<>@,;:]+)>|(?P<alone>[^\s<>@,;:]+@[^\s<>@,;:]+)", value
    )
    if not found:
        raise NotStrict(f"not one address: {value!r}")
    return _name(found["name"] or ""), found["in"] or found["alone"]


def _name(phrase: str) -> str:
    out: list[str] = []
    before = ""
    for at, token in enumerate(re.findall(r'"(?:[^"\\]|\\.)*"|\S+', phrase)):
        now = None if token[0] == '"' else _word(token, in_name=True)
        between = "" if at == 0 or (before == "encoded" and now is not None) else " "
        if now is not None:
            out.append(between + now)
        elif token[0] == '"':
            if "=?" in token:
                raise NotStrict(f"an encoded word inside quotation marks: {token}")
            out.append(between + re.sub(r"\\(.)", r"\1", token[1:-1]))
        elif _ATOM.fullmatch(token):
            out.append(between + token)
        else:
            raise NotStrict(f"neither an atom nor quoted: {token!r} in {phrase!r}")
        before = "plain" if now is None else "encoded"
    return "".join(out)


def _word(token: str, *, in_name: bool) -> str | None:
    """What an encoded word means; None: the token is none."""
    found = _ENCODED.fullmatch(token)
    if not found:
        if "=?" in token:
            raise NotStrict(f"it looks like an encoded word and is none: {token!r}")
        return None
    charset, encoding, text = found.groups()
    if len(token) > 75:
        raise NotStrict(f"an encoded word of {len(token)} characters: {token!r}")
    if charset.lower() != "utf-8" or not text:
        raise NotStrict(f"not a word in UTF-8: {token!r}")
    try:
        if encoding in "bB":
            return binascii.a2b_base64(text.encode(), strict_mode=True).decode("utf-8")
        allowed = r"(?:[A-Za-z0-9!*+/_-]|=[0-9A-F]{2})+" if in_name else r"(?:[!-<>@-~]|=[0-9A-F]{2})+"
        if not re.fullmatch(allowed, text):
            raise NotStrict(f"not Q: {token!r}")
        raw = re.sub(rb"=([0-9A-F]{2})", lambda two: bytes([int(two[1], 16)]), text.replace("_", " ").encode())
        return raw.decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as fault:
        raise NotStrict(f"not whole characters: {token!r}: {fault}") from fault


def _lines_are_sound(source: bytes) -> None:
    if not source.endswith(b"\r\n") or re.search(rb"(?<!\r)\n|\r(?!\n)|[\0\x80-\xff]", source):
        raise NotStrict("a line that is not ended by CRLF, a NUL, or a byte that is not ASCII")
    head, _, body = source.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if len(line) > (76 if b"=?" in line else 78) and b" " in line.strip():
            raise NotStrict(f"a header line of {len(line)} characters: {line!r}")
        if not line.strip():
            raise NotStrict("a header line of blanks alone")
    if max(map(len, body.split(b"\r\n"))) > 76:
        raise NotStrict("a line too long for quoted-printable")


def _split(text: str) -> tuple[dict[str, str], str]:
    """Unfolded headers, each once, and what follows them."""
    head, _, body = text.partition("\r\n\r\n")
    headers: dict[str, str] = {}
    for field in re.split(r"\r\n(?![ \t])", head):
        found = _FIELD.fullmatch(field)
        if not found or found[1] in headers:
            raise NotStrict(f"no header, or one that is there already: {field!r}")
        headers[found[1]] = re.sub(r"\r\n(?=[ \t])", "", found[2]).removeprefix(" ")
    return headers, body


def _part(text: str) -> tuple[str, str]:
    headers, body = _split(text)
    kind = re.fullmatch(r'(text/(?:plain|html)); charset="utf-8"', headers["Content-Type"])
    if not kind or headers["Content-Transfer-Encoding"] != "quoted-printable":
        raise NotStrict(f"not a text in quoted-printable: {headers}")
    for line in body.split("\r\n"):
        if not re.fullmatch(r"(?:[\t !-<>-~]|=[0-9A-F]{2})*=?", line) or line.endswith((" ", "\t")):
            raise NotStrict(f"not quoted-printable: {line!r}")
    raw = body.replace("=\r\n", "").encode()
    return kind[1], re.sub(rb"=([0-9A-F]{2})", lambda two: bytes([int(two[1], 16)]), raw).decode("utf-8")
