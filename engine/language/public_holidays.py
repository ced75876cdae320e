"""The public holidays of a country, by law. Only this module imports the library that computes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

_CODE = re.compile("[A-Z]{2}")


@lru_cache(maxsize=1024)
def public_holidays(country: str, region: str, year: int) -> frozenset[date]:
    """
    The days of a year on which nobody works there, with the days on which such a day is observed instead.

    Args:
        country, region: as `country_known` and `regions` have them; without a region those of the whole country.
    """
    import holidays  # it takes longer to import than a flow to load, and few sites count working days

    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))


@cache
def country_known(country: str) -> bool:
    """Whether this is the code of two letters (`FR`) of a country whose holidays are known."""
    if not _CODE.fullmatch(country):
        return False
    import holidays

    try:
        holidays.country_holidays(country)
    except NotImplementedError:
        return False
    return True


@cache
def countries() -> Mapping[str, str]:
    """Code -> English name, of each country whose holidays are known."""
    import holidays

    known = (code for code in holidays.list_supported_countries(include_aliases=False) if _CODE.fullmatch(code))
    return {code: _name(type(holidays.country_holidays(code)).__mro__[1].__name__) for code in sorted(known)}


@cache
def regions(country: str) -> tuple[str, ...]:
    """
    The regions of a country that may have holidays of their own: names where they have one, then codes. What the
    library has given up is not among them.
    """
    import holidays

    there = holidays.country_holidays(country)
    named = [name for name in there.subdivisions_aliases if name not in there.subdivisions]
    return (*sorted(named), *there.subdivisions)


def _name(word: str) -> str:
    """`UnitedStates` -> `United States`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word)
