"""Names that plug-ins add – formats, gates, services, effects – as a value handed to `load_flow`."""

from __future__ import annotations

import inspect
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from engine.addresses import ascii_domain, is_email, normal_email
from engine.problems import EngineError

PLUGINS = "parcours.plugins"  # entry point group: each leads to one of these, or a function Registry -> Registry

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
LONGEST_ANSWER = 30.0  # seconds: a person waits for it
LONGEST_DELIVERY = 60.0  # a worker does, and its lease of the call must not end before


def same(text: str) -> str:
    """The text itself: the normal form of a format that has no other spelling."""
    return text


class Format(NamedTuple):
    """
    A string format. Its texts come without anything that cannot be seen.

    Attributes:
        check: whether a text has it.
        normalise: the form in which it is compared.
        read: what is kept of an entry, before it is checked; twice is the same as once.
        sample: as of a service.
    """

    name: str
    check: Callable[[str], bool]
    normalise: Callable[[str], str]
    read: Callable[[str], str] = same
    sample: bool = False


class Gate(NamedTuple):
    """
    What is solved before a form: a picture, and the text that it asks for.

    Attributes:
        answer: (key, nonce, length) -> what the picture of this nonce asks for. It is stored nowhere, so it must always
            be the same.
        image: (answer, seed) -> the PNG, always the same bytes.
        same: (answer, typed) -> whether the answer was typed.
        sample: as of a service.
    """

    name: str
    answer: Callable[[bytes, str, int], str]
    image: Callable[[str, bytes], bytes]
    same: Callable[[str, str], bool]
    sample: bool = False


class Service(NamedTuple):
    """
    What a fact asks of the world: a question with a closed list of answers.

    Attributes:
        ask: (what the fact's `with` names, in that order) -> one of `values`. It is called in a thread of its own, and
            may raise or take too long: then the fact's `otherwise` holds.
        values: every answer there is.
        timeout: seconds after which an answer is late.
        takes: the least and the most that `ask` is given; most None: any number.
        sample: it only shows how one works: developer mode's bar says so, and a real one of that name replaces it.
    """

    name: str
    ask: Callable[..., str]
    values: tuple[str, ...]
    timeout: float = 2.0
    takes: tuple[int, int | None] = (0, None)
    sample: bool = False


class Made(NamedTuple):
    """What an effect may return, such as the letter that it has posted: developer mode shows it in the mailbox."""

    title: str
    content: bytes
    media_type: str = "application/pdf"


class Effect(NamedTuple):
    """
    What a `call` does in the world, once its step is committed: at least once, and with the same key each time.

    Attributes:
        deliver: (key, given) -> Made, or anything else, which says nothing. `key` is the same at each attempt, and of
            no other call; `given` has a value for each name in the flow's `with`: a text, an int, a Decimal, a date, a
            tuple of texts, True or False; None where it is not given; a code as it is typed; a document as the bytes
            of its PDF. What it raises is logged by its type alone, and it is tried again later.
        parameters: the names that `with` must give; None: whatever the flow gives is right.
        optional: those that it may.
        timeout: seconds after which an attempt counts as failed.
        sample: as of a service.
    """

    name: str
    deliver: Callable[[str, Mapping[str, Any]], object]
    parameters: tuple[str, ...] | None = None
    optional: tuple[str, ...] = ()
    timeout: float = 30.0
    sample: bool = False


class Registry(NamedTuple):
    """What flows and forms may name beyond the language itself. A value: adding to it makes another one."""

    formats: Mapping[str, Format]
    gates: Mapping[str, Gate | None]  # None: the engine's own, which is drawn elsewhere
    services: Mapping[str, Service] = {}
    effects: Mapping[str, Effect] = {}

    def with_format(self, added: Format) -> Registry:
        """The same with one format more. Raises EngineError where the name is taken or not valid."""
        _free(added.name, self.formats, "format")
        return self._replace(formats={**self.formats, added.name: added})

    def with_gate(self, added: Gate) -> Registry:
        """The same with one gate more. Raises EngineError where the name is taken or not valid."""
        _free(added.name, self.gates, "gate")
        return self._replace(gates={**self.gates, added.name: added})

    def with_service(self, added: Service) -> Registry:
        """The same with one service more. Raises EngineError where its name or one of its values cannot be used."""
        _free(added.name, self.services, "service")
        wrong = [value for value in added.values if not _is_plain(value)]
        if not added.values or wrong or len(set(added.values)) < len(added.values):
            why = f"{wrong[0]!r} is none that a guard can name" if wrong else "they are texts, each once, one at least"
            raise EngineError(f"the values of service {added.name!r} cannot be used: {why}")
        _in_time(added.timeout, f"service {added.name!r}", LONGEST_ANSWER)
        return self._replace(services={**self.services, added.name: added})

    def with_effect(self, added: Effect) -> Registry:
        """The same with one effect more. Raises EngineError where its name or a parameter's cannot be used."""
        _free(added.name, self.effects, "effect")
        for name in (*(added.parameters or ()), *added.optional):
            if not _NAME.match(name):
                raise EngineError(f"{name!r} is not a valid name for a parameter of effect {added.name!r}")
        _in_time(added.timeout, f"effect {added.name!r}", LONGEST_DELIVERY)
        return self._replace(effects={**self.effects, added.name: added})

    def samples(self) -> tuple[str, ...]:
        """What is there as a sample only: `service companies`."""
        kinds = (("format", self.formats), ("gate", self.gates), ("service", self.services), ("effect", self.effects))
        return tuple(f"{kind} {name}" for kind, there in kinds for name, one in there.items() if one and one.sample)

    def without_samples(self) -> Registry:
        """The same with nothing that is there as a sample only."""

        def real(there: Mapping[str, Any]) -> dict[str, Any]:
            return {name: one for name, one in there.items() if not (one and one.sample)}

        return Registry(real(self.formats), real(self.gates), real(self.services), real(self.effects))

    def with_added(self, added: object) -> Registry | None:
        """The same with one more of any kind; None: it is none of them."""
        if isinstance(added, Format):
            return self.with_format(added)
        if isinstance(added, Gate):
            return self.with_gate(added)
        if isinstance(added, Service):
            return self.with_service(added)
        return self.with_effect(added) if isinstance(added, Effect) else None


class BadPlugin(EngineError):
    """An installed plug-in cannot be used. `plugin`: its entry point's name."""

    def __init__(self, plugin: str, why: str) -> None:
        super().__init__(f"plug-in {plugin!r} ({PLUGINS}): {why}")
        self.plugin = plugin
        self.why = why


def format(
    name: str, normalise: Callable[[str], str] = same, read: Callable[[str], str] = same, *, sample: bool = False
) -> Callable[[Callable[[str], bool]], Format]:
    """`@format("isbn")` over a function text -> bool gives the Format of that name, to be added to a Registry."""
    return lambda check: Format(name, check, normalise, read, sample)


def gate(
    name: str,
    answer: Callable[[bytes, str, int], str],
    same: Callable[[str, str], bool] = str.__eq__,
    *,
    sample: bool = False,
) -> Callable[[Callable[[str, bytes], bytes]], Gate]:
    """`@gate("badge", answer)` over a function (answer, seed) -> PNG gives the Gate of that name."""
    return lambda image: Gate(name, answer, image, same, sample)


def service(
    name: str, values: Sequence[str], timeout: float = 2.0, *, sample: bool = False
) -> Callable[[Callable[..., str]], Service]:
    """`@service("risk", values=["low", "high"])` over a function of what `with` names gives the Service."""
    return lambda ask: Service(name, ask, tuple(values), timeout, _takes(ask), sample)


def effect(
    name: str,
    parameters: Sequence[str] | None = None,
    optional: Sequence[str] = (),
    timeout: float = 30.0,
    *,
    sample: bool = False,
) -> Callable[[Callable[[str, Mapping[str, Any]], object]], Effect]:
    """`@effect("letter", parameters=["to"])` over a function (key, given) gives the Effect of that name."""
    names = None if parameters is None else tuple(parameters)
    return lambda deliver: Effect(name, deliver, names, tuple(optional), timeout, sample)


def default_registry() -> Registry:
    """The engine's own formats (email, date, tel, uri) and gates (captcha), then what installed plug-ins add."""
    registry = Registry({own.name: own for own in (email, iso_date, tel, uri)}, {"captcha": None})
    loaded = [(point.name, _loaded(point)) for point in sorted(entry_points(group=PLUGINS), key=lambda p: p.name)]
    for name, found in sorted(loaded, key=lambda one: not getattr(one[1], "sample", False)):  # samples give way
        try:
            registry = registry.with_added(found) or found(registry)
        except Exception as error:  # any fault of a plug-in is reported with its name
            raise BadPlugin(name, str(error)) from error
        if not isinstance(registry, Registry):
            raise BadPlugin(name, "it does not return a Registry")
    return registry


def _loaded(point: EntryPoint) -> Any:
    try:
        return point.load()
    except Exception as error:  # whatever its module meets is reported with its name
        raise BadPlugin(point.name, str(error)) from error


def read_email(text: str) -> str:
    """Without the `mailto:` of a link that was copied."""
    return _without_scheme(text, "mailto")


@format("email", normal_email, read_email)
def email(text: str) -> bool:
    """An address a mail can be sent to: ASCII before the @, a domain with a dot; no look-up is made."""
    return is_email(text)


@format("date")
def iso_date(text: str) -> bool:
    """A day of the calendar, as ISO 8601 writes it: 2026-11-24."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def read_tel(text: str) -> str:
    """As typed, but for the `tel:` of a link that was copied, and digits of other scripts or widths."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in _without_scheme(text, "tel"))


def normal_tel(text: str) -> str:
    """Digits only, with a leading `+` where an international number begins with `+` or `00`; no `(0)` of a trunk."""
    text = unicodedata.normalize("NFKC", text)
    first = text.lstrip("([ ")
    if first.startswith(("+", "00")):
        digits = re.sub(r"[^0-9]", "", re.sub(r"[(\[]\s*0\s*[)\]]", "", text))
        return f"+{digits}" if first.startswith("+") else f"+{digits[2:]}"
    return re.sub(r"[^0-9]", "", text)


FEWEST_DIGITS = 6
_BRACKETS = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")
_BETWEEN = r"(?:[^\S\r\n]|[./·•-])*"
_TEL = re.compile(rf"[ ]*(?:\+ *)?[0-9](?:{_BETWEEN}[0-9])*{_BETWEEN}")


def _is_tel(text: str, fewest: int) -> bool:
    """
    Digits between spaces, dots, slashes and dashes of any kind, any of them in brackets: `+1 (418) 555-1234`.

    At least `fewest` and at most 15, which are E.164's most.
    """
    text = unicodedata.normalize("NFKC", text)
    if any(not any(map(str.isdecimal, found[0])) for found in _BRACKETS.finditer(text)):
        return False  # nothing in them
    plain = "".join("-" if unicodedata.category(c) == "Pd" or c == "\N{MINUS SIGN}" else c for c in text)
    plain = _BRACKETS.sub(lambda found: f" {found[1] or found[2]} ", plain)
    return _TEL.fullmatch(plain) is not None and fewest <= len(normal_tel(text).lstrip("+")) <= 15


@format("tel", normal_tel, read_tel)
def tel(text: str) -> bool:
    """A phone number of six digits or more, as people write it."""
    return _is_tel(text, FEWEST_DIGITS)


def short_tel(fewest: int) -> Format:
    """The same where the analyst has decided that short numbers are right: `3939` has four digits, `112` three."""
    return tel._replace(name="short-tel", check=lambda text: _is_tel(text, max(1, fewest)))


def normal_uri(text: str) -> str:
    """Scheme and host in lower case."""
    scheme, separator, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{separator}{host.lower()}{slash}{path}"


@format("uri", normal_uri)
def uri(text: str) -> bool:
    """A whole web address, http or https."""
    if re.search(r"[\x00-\x20\x7f-\xa0<>\"\\^`{|}]", text):
        return False
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises where the port is no port
        return parts.scheme in ("http", "https") and bool(ascii_domain(parts.hostname or ""))
    except ValueError:
        return False


def _without_scheme(text: str, scheme: str) -> str:
    while True:
        before, colon, rest = text.partition(":")
        if not colon or before.strip().lower() != scheme:
            return text
        text = rest.strip()


def _free(name: str, taken: Mapping[str, Format | Gate | Service | Effect | None], what: str) -> None:
    if not _NAME.match(name):
        raise EngineError(f"{name!r} is not a valid name for a {what}: lower case letters, digits and _ only")
    there = taken.get(name)
    if name in taken and not (there and there.sample):
        raise EngineError(f"a {what} named {name!r} is registered already")


def _is_plain(value: object) -> bool:
    return isinstance(value, str) and value == value.strip() and value.isprintable() and value != ""


def _in_time(timeout: object, what: str, longest: float) -> None:
    if not isinstance(timeout, int | float) or not 0 < timeout <= longest:
        raise EngineError(f"the timeout of {what} is {timeout!r}: it is a number of seconds, {longest:g} at most")


def _takes(ask: Callable[..., str]) -> tuple[int, int | None]:
    """How many things a function takes by position, at least and at most."""
    try:
        parameters = list(inspect.signature(ask).parameters.values())
    except (TypeError, ValueError):  # it is written in C, and does not say
        return 0, None
    placed = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    many = any(p.kind == p.VAR_POSITIONAL for p in parameters)
    return sum(p.default is p.empty for p in placed), None if many else len(placed)
