"""
The values that a setting may have: text of the environment -> value.

Like the `type` of an argparse option, a parser raises ValueError. Its message follows the setting's name: "is 'x': it
must be ...".
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from engine.addresses import ascii_domain
from engine.delivery.headers import mailbox
from engine.delivery.smtp import unusable
from engine.language.decoding import duration_in
from engine.language.values import WORKING_DAY, Duration
from engine.settings.guessable import why_guessable

_BASE_URL = re.compile(r"https://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def verbatim(text: str) -> str:
    """The text itself, with its spaces."""
    return text


def stripped(text: str) -> str:
    return text.strip()


def secret_key(text: str) -> str:
    """32 or more characters that look random. The message does not quote them."""
    found = text.strip()
    if len(found) < 32:
        why = "has fewer than 32 characters"
    elif guessed := why_guessable(found):
        why = f"can be guessed: it {guessed}"
    else:
        return found
    raise ValueError(f'{why}. Make one: python -c "import secrets; print(secrets.token_hex(32))"')


def base_url(text: str) -> str:
    """Scheme and host, without a slash at the end."""
    found = re.sub(r"(?<=//)[^/:@?#\[]+", lambda host: _in_ascii(host[0]), text.strip().rstrip("/"))
    if not _BASE_URL.fullmatch(found):
        raise ValueError(f"is {found!r}: it must be https:// and a host, with nothing after it")
    try:
        urlsplit(found).port  # noqa: B018 - raises where it is above 65535
    except ValueError:
        raise ValueError(f"is {found!r}: a port is at most 65535") from None
    return found


def host_names(text: str) -> tuple[str, ...]:
    """Names separated by commas, in lower case; an IPv6 address, which may be in brackets, without them."""
    hosts = tuple(host.strip() for host in text.split(",") if host.strip())
    for host in hosts:
        if "/" in host or (":" in host and "[" not in host and host.count(":") == 1):
            raise ValueError(f"has {host!r}: write the host name only, such as service.example.org")
    return tuple(_in_ascii(host.strip("[]")).lower() for host in hosts)


def relay_host(text: str) -> str:
    found = text.strip()
    if re.search(r"[\s/@]|^[^:]*:\d+$", found):
        raise ValueError(f"is {found!r}: write the host name only; the port goes into MAIL_PORT")
    return _in_ascii(found)


def sender(text: str) -> str:
    """An address, with or without a name before it."""
    mailbox(text)
    return text.strip()


def flag(text: str) -> bool:
    """Any other word is an error: `MAIL_USE_TLS=oui` must not turn TLS off unnoticed."""
    found = text.strip().lower()
    if found not in _YES | _NO:
        raise ValueError(f"is {found!r}: write 1 or 0")
    return found in _YES


def port(text: str) -> int:
    found = text.strip()
    if not (found.isascii() and found.isdecimal() and len(found) <= 5 and 0 < int(found) < 65536):
        raise ValueError(f"is {found!r}: it must be a number from 1 to 65535")
    return int(found)


def ca_file(text: str) -> str:
    found = text.strip()
    if why := unusable(found):
        raise ValueError(f"is {found}: {why}")
    return found


def digit(text: str) -> int:
    found = text.strip()
    if not (found.isascii() and found.isdecimal() and len(found) == 1):
        raise ValueError(f"is {found!r}: it must be a number from 0 to 9")
    return int(found)


def count(text: str) -> int:
    found = text.strip()
    if not (found.isascii() and found.isdecimal() and len(found) <= 4 and int(found)):
        raise ValueError(f"is {found!r}: it must be a whole number from 1 to 9999")
    return int(found)


def duration(text: str) -> Duration:
    """A delay written as in a flow; a month is one of the calendar."""
    return _delay(text, "13 months")


def period(text: str) -> timedelta:
    """A delay written as in a flow; a month has 31 days."""
    return _delay(text, "30 minutes").after(_ANY_DAY, "UTC") - _ANY_DAY


def _delay(text: str, example: str) -> Duration:
    found = duration_in(text.strip())
    if found is None or found.unit == WORKING_DAY:  # no flow's, so it has no calendar
        raise ValueError(f"is {text.strip()!r}: it must be a time, e.g. {example}")
    return found


def stage(text: str) -> Literal["production", "development"]:
    found = text.strip()
    if found == "production":
        return "production"
    if found == "development":
        return "development"
    raise ValueError(f"is {found!r}: write production or development, or leave it out")


def _in_ascii(host: str) -> str:
    """A host as browsers and certificates name it: an international name in ASCII, any other as it is."""
    try:
        return host if host.isascii() else ascii_domain(host)
    except ValueError as fault:
        raise ValueError(f"is wrong: {fault}") from fault
