"""How a language writes numbers, dates and delays, and reads them back. Only this module imports babel."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale as Babel
from babel import UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol
from babel.units import format_unit

from engine.language import yaml
from engine.language.texts.spaces import kept_together
from engine.language.values import Duration, SettingValue, Value

MOST_DIGITS = 40  # of a typed number: more is no figure, and long ones are slow to read


class Locale(NamedTuple):
    """Formats values for people: a language and a time zone. Names of days, months and zones are Babel's."""

    language: str
    zone: str

    def show(self, value: Value | SettingValue | datetime) -> str:
        """
        A value in words, all of them from the language's own data.

        An aware datetime: `mardi 24 novembre 2026 à 10 h 32, heure de Paris`, always with its zone; a date:
        `24 novembre 2026`; a number: `12 500,50`; a Duration: `48 heures`; a list: `a, b et c`; a text: itself; None:
        nothing. A boolean has no words in the data: nothing, so the page shows its own.
        """
        if isinstance(value, Duration):  # before tuple: it is one
            return _delay(self.language, value)
        if value is None or isinstance(value, bool):
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, datetime):
            local = value.astimezone(ZoneInfo(self.zone))
            # To the minute, as it is shown: those of one minute are written once.
            return _moment(self.language, self.zone, local.replace(second=0, microsecond=0))
        if isinstance(value, date):
            return _day(self.language, value)
        if isinstance(value, tuple):
            return format_list([str(item) for item in value], locale=self._babel)
        return _whole(self.language, value) if isinstance(value, int) else self._figure(value, "#,##0")

    def type_number(self, value: int | Decimal) -> str:
        """A number as a person would type it: `12500,50`."""
        return self._figure(value, "0")

    def type_date(self, value: date) -> str:
        """A date as a person would type it: day/month/year."""
        return f"{value.day:02}/{value.month:02}/{value.year:04}"

    def read_number(self, typed: str) -> Decimal | None:
        """
        The exact number typed: `12 500,50`, `12500.5`, `-3`; None where it is none.

        Spaces of any width, and the language's own sign, group by three digits; comma and point both are decimal
        signs, unless the language groups with them.
        """
        text = unicodedata.normalize("NFKC", typed).strip().replace("\N{MINUS SIGN}", "-")
        group = get_group_symbol(self._babel)
        points = {get_decimal_symbol(self._babel), ".", ","} - {group}
        groups = f"[ '’{re.escape(group)}]"
        whole = rf"[0-9]{{1,3}}(?:{groups}[0-9]{{3}})+|[0-9]+"
        found = re.fullmatch(rf"([+-]? ?)({whole})(?:[{re.escape(''.join(points))}]([0-9]+))?", text)
        if found is None or sum(c.isdigit() for c in text) > MOST_DIGITS:
            return None
        sign, units, cents = found.groups()
        digits = re.sub("[^0-9]", "", units)
        return Decimal(f"{sign.strip()}{digits}" + (f".{cents}" if cents else ""))

    def read_date(self, typed: str) -> date | None:
        """The day typed as day/month/year (also with `.`, `-` or spaces), or as ISO 8601; None where it is none."""
        text = unicodedata.normalize("NFKC", typed).strip()
        iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text)
        local = re.fullmatch(r"([0-9]{1,2})([ ]?[/.-][ ]?| )([0-9]{1,2})\2([0-9]{4})", text)
        if iso:
            year, month, day = iso.groups()
        elif local:
            day, _, month, year = local.groups()
        else:
            return None
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            return None

    @property
    def _babel(self) -> Babel:
        return _babel(self.language)

    def _figure(self, value: int | Decimal, pattern: str) -> str:
        """With exactly the decimals it has: no cent lost, none added."""
        exponent = Decimal(value).as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        return format_decimal(value, pattern + (f".{'0' * places}" if places else ""), locale=self._babel)


def language_known(language: str) -> bool:
    """Whether numbers and dates can be written in this language."""
    try:
        Babel.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def zone_known(zone: str) -> bool:
    """
    Whether this is a time zone of the IANA's list, such as `Europe/Paris`. A name that another machine may not know, or
    understand otherwise (`localtime`, `posixrules`, `right/Europe/Paris`, `europe/paris`), is not.
    """
    if zone not in _zones():
        return False
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True


def zone_near(zone: str) -> str | None:
    """The name of a time zone that this one is probably meant to be: by its letters, else by its city."""
    plain = _letters(zone.removeprefix("right/").removeprefix("posix/"))
    names = {_letters(known): known for known in sorted(_zones(), reverse=True)}
    cities = {_letters(known.rpartition("/")[2]): known for known in sorted(_zones(), reverse=True) if "/" in known}
    if plain in names or plain in cities:
        return names.get(plain) or cities[plain]
    if near := difflib.get_close_matches(plain, names, 1, 0.8):
        return names[near[0]]
    near = difflib.get_close_matches(_letters(zone.rpartition("/")[2]), cities, 1, 0.8)
    return cities[near[0]] if near else None


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9/+]+", "_", plain).strip("_/")


@cache
def _zones() -> frozenset[str]:
    """Of the package that travels with the engine, so that they are the same on every machine."""
    names = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(names) - {"Factory", "localtime", "posixrules"}


# Looked up in the language's data anew each time, these take most of what a page takes; the same few come again and
# again. Decimals are not among them: 1.0 and 1.00 are equal and written differently.


@lru_cache(maxsize=1024)
def _moment(language: str, _zone: str, local: datetime) -> str:
    """
    Date and hour, with the zone by the name of its city: an hour alone could be anybody's. The zone stands there by
    itself, too: moments of two zones can be equal.
    """
    babel = _babel(language)
    city = get_timezone_location(local, locale=babel, return_city=True)
    if words := _moments().get(babel.language):
        return _written(words, format_date(local, "full", locale=babel), local, city)
    clock = babel.datetime_formats["full"].format(
        format_time(local, "short", locale=babel), format_date(local, "full", locale=babel)
    )
    return kept_together(str(babel.zone_formats["fallback"] % {"1": clock, "0": babel.zone_formats["region"] % city}))


def _written(words: Mapping[str, str], day: str, local: datetime, city: str) -> str:
    """As `moments.yaml` has it."""
    vowel = unicodedata.normalize("NFD", city)[0] in "AEIOUYH"
    shape = words["else"] if local.minute else words["on_the_hour"]
    of = words["of_before_vowel"] if vowel else words["of"]
    return shape.format(day=day, hour=local.hour, minute=f"{local:%M}", of=of, city=city)


@cache
def _moments() -> Mapping[str, Mapping[str, str]]:
    path = Path(__file__).with_name("moments.yaml")
    languages, problems = yaml.read_tree(path.read_bytes(), path.name)
    assert isinstance(languages, yaml.Mapping), problems
    return {language: _texts(entry.value) for language, entry in languages.entries.items()}


def _texts(node: yaml.Node) -> dict[str, str]:
    assert isinstance(node, yaml.Mapping)
    return {name: entry.value.text for name, entry in node.entries.items() if isinstance(entry.value, yaml.Scalar)}


@lru_cache(maxsize=1024)
def _day(language: str, value: date) -> str:
    return format_date(value, "long", locale=_babel(language))


@lru_cache(maxsize=1024)
def _whole(language: str, value: int) -> str:
    return format_decimal(value, "#,##0", locale=_babel(language))


@lru_cache(maxsize=256)
def _delay(language: str, value: Duration) -> str:
    return format_unit(value.amount, f"duration-{value.unit}", "long", locale=_babel(language))


@lru_cache(maxsize=32)
def _babel(language: str) -> Babel:
    return Babel.parse(language, sep="-")


__all__ = ["Locale", "language_known", "zone_known", "zone_near"]
