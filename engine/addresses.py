"""
One rule for e-mail addresses and host names: which are valid, which are equal, where a mail goes, how one is shown.

Domains follow IDNA 2008 after the mapping of UTS 46, so that `straße.de` is its own domain and never `strasse.de`. The
key that is claimed, the recipient of the mail and what people read are all made here.
"""

from __future__ import annotations

import encodings.punycode  # noqa: F401 - an address of another alphabet is compared in a step, which opens no file
import re
import unicodedata

import idna
import idna.uts46data
from email_validator import EmailNotValidError, validate_email

# Alphabets that one word of a language mixes; any other mixture may imitate a name (`раypal` with a Cyrillic `а`).
_EAST_ASIAN = frozenset({"LATIN", "CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})
_DOTS = re.compile("[.\u3002\uff0e\uff61]")  # all of which IDNA reads as a dot
_JOINERS = re.compile("[\u200c\u200d]")
_WRITTEN_TOGETHER = (_EAST_ASIAN, frozenset({"LATIN", "CJK", "HANGUL"}), frozenset({"LATIN", "CJK", "BOPOMOFO"}))


def ascii_domain(domain: str) -> str:
    """
    A domain as machines know it: `straße.de` is `xn--strae-oqa.de`; in lower case.

    Raises:
        ValueError: IDNA 2008 allows no such name.
    """
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except UnicodeError as fault:  # which idna's own errors are
        raise ValueError(f"{domain!r} is not a valid domain: {fault}") from fault


def is_email(text: str) -> bool:
    """Whether a mail can be sent to it: ASCII before the @, a valid domain with a dot; no look-up is made."""
    try:
        local, at, domain = text.rpartition("@")
        if not domain.isascii() or "xn--" in domain.lower():
            text = f"{local}{at}{_without_joiners(ascii_domain(domain))}"
        validate_email(text, allow_smtputf8=False, check_deliverability=False, strict=True)
    except (EmailNotValidError, ValueError):
        return False
    return True


def joins(text: str, at: int) -> bool:
    """
    Whether the joiner at this place of an address is a letter of its domain (RFC 5892, appendix A).

    Without the one in `نامه‌ای.com` it is another domain, which belongs to somebody else. Anywhere else nobody sees it.
    """
    if not _JOINERS.match(text, at) or "@" not in text[:at]:
        return False
    before = _DOTS.split(text[:at].rpartition("@")[2])[-1]
    try:
        return idna.valid_contextj(before + _DOTS.split(text[at:])[0], len(before))
    except ValueError:  # it follows a sign that Unicode has not
        return False


def normal_email(text: str) -> str:
    """
    An address as it is compared: no case, one Unicode form, the domain in ASCII (`é.fr` = `xn--9ca.fr`).

    Never raises: what is no address still has one normal form. Normalising twice changes nothing.
    """
    local, at, domain = _folded(text).rpartition("@")
    if not at:
        return domain
    # The domain as typed, not folded: to fold `ß` would make two domains one.
    typed = unicodedata.normalize("NFKC", text).strip().rpartition("@")[2]
    if typed.isascii():  # nothing in it is written in two ways; the rules for the others are slow
        return f"{local}@{domain}"
    try:
        return f"{local}@{ascii_domain(typed)}"
    except ValueError:
        return f"{local}@{domain}"


def deliverable(text: str) -> str:
    """The address that a relay is given: before the @ as typed, the domain that `normal_email` compares."""
    local, at, _ = text.rpartition("@")
    return f"{local}@{normal_email(text).rpartition('@')[2]}" if at else text


def shown(text: str) -> str:
    """
    An address as people read it: its domain in Unicode, `xn--strae-oqa.de` as `straße.de`.

    A domain that mixes alphabets, and one that would be read back as another, stays in ASCII.
    """
    local, at, domain = text.rpartition("@")
    if not at or (domain.isascii() and "xn--" not in domain.lower()):
        return text
    known = normal_email(text).rpartition("@")[2]
    try:
        readable = idna.decode(known)
        safe = all(map(_one_alphabet, readable.split("."))) and ascii_domain(readable) == known
    except ValueError:
        return text
    return f"{local}@{readable if safe else known}"


def _without_joiners(domain: str) -> str:
    """A domain of the same lengths, for a validator that takes every joiner for a trick: idna has judged these."""
    labels = domain.split(".")
    return ".".join("x" * len(label) if _JOINERS.search(idna.decode(label)) else label for label in labels)


def _one_alphabet(label: str) -> bool:
    """Whether its letters are of one alphabet, or of those that are written together."""
    found = {unicodedata.name(sign, "?").split()[0] for sign in label if unicodedata.category(sign).startswith("L")}
    return len(found) < 2 or any(found <= together for together in _WRITTEN_TOGETHER)


def _folded(text: str) -> str:
    """Without case, in one Unicode form. Folding can undo the form and the form the folding: until both hold."""
    while (folded := unicodedata.normalize("NFKC", text).casefold().strip()) != text:
        text = folded
    return text
