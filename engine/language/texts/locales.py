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
from babel.core import get_global
from babel.dates import format_date, format_time, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol, get_minus_sign_symbol
from babel.units import format_unit

from engine.language import yaml
from engine.language.texts import days, figures
from engine.language.texts.figures import PLAIN, Signs, Style, Unclear
from engine.language.texts.spaces import kept_together
from engine.language.texts.units import same
from engine.language.values import WORKING_DAY, Duration, LastDay, SettingValue, Value


class Locale(NamedTuple):
    """Formats values for people: a language and a time zone. Names of days, months and zones are Babel's."""

    language: str
    zone: str

    def show(self, value: Value | SettingValue | datetime | LastDay, style: Style = PLAIN) -> str:
        """
        A value in words, all of them from the language's own data.

        An aware datetime: `mardi 24 novembre 2026 à 10 h 32, heure de Paris`, always with its zone; a date:
        `24 novembre 2026`; as the last day: `mardi 24 novembre 2026 inclus`; a number: `12 500,50`; a Duration:
        `48 heures`, `5 jours ouvrés`; a list: `a, b et c`; a text: itself; None: nothing. A boolean has no words in the
        data: nothing, so the page shows its own.

        Args:
            style: of a number.
        """
        if isinstance(value, Duration):  # before tuple: it is one
            return _delay(self.language, value)
        if value is None or isinstance(value, bool):
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, LastDay):
            return _last_day(self.language, value.day)
        if isinstance(value, datetime):
            local = value.astimezone(ZoneInfo(self.zone))
            # To the minute, as it is shown: those of one minute are written once.
            return _moment(self.language, self.zone, local.replace(second=0, microsecond=0))
        if isinstance(value, date):
            return _day(self.language, value)
        if isinstance(value, tuple):
            return format_list([str(item) for item in value], locale=self._babel)
        return figures.write(value, _signs(self.language), style)

    def units(self, delay: Duration) -> tuple[str, ...]:
        """The unit of a delay as people write it: its word for one and for several, and its short form."""
        words: dict[str, None] = {}
        if delay.unit == WORKING_DAY:
            both = (_working_days(self.language, amount) for amount in (1, 2))
            return tuple(shown.lstrip("0123456789 \u00a0\u202f") for shown in both)
        for amount in (1, 2, 5):
            for length in ("long", "short", "narrow"):
                shown = format_unit(amount, f"duration-{delay.unit}", length, locale=self._babel)
                word = shown.replace(str(amount), "").strip(" \u00a0\u202f.")
                words |= {form: None for form in (word, *(same(word) if len(word) > 2 else ())) if word}
        return tuple(words)

    def several(self, count: int) -> bool:
        """Whether so many are counted in the plural: in French 0 and 1 are not, in English 1 alone is not."""
        return self._babel.plural_form(count) != "one"

    def type_number(self, value: int | Decimal, style: Style = PLAIN) -> str:
        """A number as a person would type it: `12500,50`."""
        signs = _signs(self.language)._replace(minus="-")
        return figures.write(value, signs, style._replace(grouped=False))

    def type_date(self, value: date) -> str:
        """A date as a person would type it: day/month/year."""
        return f"{value.day:02}/{value.month:02}/{value.year:04}"

    def read_number(self, typed: str, most: int | None = None) -> Decimal | Unclear | None:
        """The exact number typed, `12 500,50`, `12500.5`, `-3`; or what is unclear of it; None where it is none."""
        return figures.read(typed, _signs(self.language), most)

    def read_date(self, typed: str) -> date | None:
        """
        The day typed, of 1800 to 2199; None where it is none.

        Day, month and year (with `/`, `.`, `-` or spaces, or as eight digits), ISO 8601, or as `show` writes it.
        """
        return days.read(typed, lambda day: _spellings(self.language, day))

    def year_at_fault(self, typed: str) -> bool:
        """Whether what is typed has the shape of a date, and a year that is not one of 1800 to 2199 in four digits."""
        return days.year_at_fault(typed)

    @property
    def _babel(self) -> Babel:
        return _babel(self.language)


def own_name(language: str) -> str:
    """What a language calls itself, as a link to it does: `Français`."""
    name = _babel(language).get_language_name(language) or language
    return name[:1].upper() + name[1:]


@lru_cache(256)
def language_known(language: str) -> bool:
    """Whether numbers and dates can be written in this language."""
    try:
        Babel.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def language_meant(word: str) -> str | None:
    """The code of a language that was written in another way: `eng`, `EN`, `en-GB`, `anglais`, `English`."""
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    for names in (Babel.parse(language).languages for language in ("fr", "en")):
        for code, name in names.items():
            named = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
            if named == plain and len(code) == 2:
                return str(code)
    code = re.split("[-_]", plain)[0]
    code = get_global("language_aliases").get(code, code)  # of three letters: `swe` is `sv`
    return code if len(code) == 2 and language_known(code) else None


def zone_known(zone: str) -> bool:
    """
    Whether this is a time zone of the IANA's list, such as `Europe/Paris`. A name that another machine may not know, or
    understand otherwise (`localtime`, `posixrules`, `right/Europe/Paris`, `europe/paris`), is not.
    """
    return zone in _zones() and zone_here(zone)


def zone_here(zone: str) -> bool:
    """Whether this machine has a time zone of this name."""
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
    words = _moments().get(babel.language)
    if words and "else" in words:
        return _written(words, _dated(local, "full", babel), local, city)
    clock = babel.datetime_formats["full"].format(
        format_time(local, "short", locale=babel), format_date(local, "full", locale=babel)
    )
    return kept_together(str(babel.zone_formats["fallback"] % {"1": clock, "0": babel.zone_formats["region"] % city}))


def _written(words: Mapping[str, str], day: str, local: datetime, city: str) -> str:
    """As `moments.yaml` has it."""
    vowel = unicodedata.normalize("NFD", city)[0] in "AEIOUYH"
    shape = words["else"] if local.minute else words["on_the_hour"]
    of = words.get("of_before_vowel" if vowel else "of", "")
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
    return _dated(value, "long", _babel(language))


def _dated(value: date, length: str, babel: Babel) -> str:
    """A date in the language's own form, or as `moments.yaml` has it."""
    words = _moments().get(babel.language, {})
    pattern = words.get(length, babel.date_formats[length].pattern)
    first = words.get("first_of_month")
    if first and value.day == 1:
        pattern = re.sub("d+", f"'{first}'", pattern, count=1)
    return format_date(value, pattern, locale=babel)


@lru_cache(maxsize=256)
def _last_day(language: str, value: date) -> str:
    babel = _babel(language)
    words = _moments().get(babel.language, {})
    return words.get("last_day", "{day}").format(day=_dated(value, "full", babel))


def _spellings(language: str, value: date) -> tuple[str, ...]:
    """How a person may write a day with the name of its month: as it is shown, or plainly."""
    babel = _babel(language)
    also = _moments().get(babel.language, {}).get("also_read", "long")
    return (_day(language, value), *(format_date(value, form, locale=babel) for form in ("long", also, "d MMMM y")))


@lru_cache(maxsize=32)
def _signs(language: str) -> Signs:
    babel = _babel(language)
    return Signs(get_decimal_symbol(babel), get_group_symbol(babel), get_minus_sign_symbol(babel))


@lru_cache(maxsize=256)
def _delay(language: str, value: Duration) -> str:
    if value.unit == WORKING_DAY:
        return _working_days(language, value.amount)
    return format_unit(value.amount, f"duration-{value.unit}", "long", locale=_babel(language))


def _working_days(language: str, amount: int) -> str:
    """The library has no such unit; a language without words of ours has the English ones."""
    babel = _babel(language)
    ours = _moments()
    words = ours.get(babel.language, {})
    one = "working_day" if babel.plural_form(amount) == "one" else "working_days"
    return words.get(one, ours["en"][one]).format(amount=format_decimal(amount, locale=babel))


@lru_cache(maxsize=32)
def _babel(language: str) -> Babel:
    return Babel.parse(_moments().get(language, {}).get("data", language), sep="-")


__all__ = ["Locale", "language_known", "own_name", "zone_known", "zone_near"]
