"""The ways in which people write a unit."""

from __future__ import annotations

from functools import cache

from engine.language.texts.typed import folded

# Each line: one unit, by its sign and by its words in the languages of the shipped texts.
_SAME = (
    ("€", "euro", "euros", "EUR"),
    ("$", "dollar", "dollars", "USD"),
    ("£", "livres sterling", "pounds", "GBP"),
    ("%", "pour cent", "pourcents", "percent", "per cent"),
    ("kg", "kilo", "kilos", "kilogramme", "kilogrammes", "kilograms"),
    ("g", "gramme", "grammes", "grams"),
    ("t", "tonne", "tonnes"),
    ("km", "kilomètre", "kilomètres", "kilometres", "kilometers"),
    ("m", "mètre", "mètres", "metres", "meters"),
    ("cm", "centimètre", "centimètres", "centimetres", "centimeters"),
    ("m²", "m2", "mètre carré", "mètres carrés", "square metres"),
    ("ha", "hectare", "hectares"),
    ("l", "litre", "litres", "liters"),
    ("h", "heure", "heures", "hour", "hours"),
    ("min", "mn", "minute", "minutes"),
    ("j", "jour", "jours", "day", "days"),
    ("an", "ans", "année", "années", "year", "years"),
    ("mois", "month", "months"),
)


def as_written(unit: str) -> tuple[str, ...]:
    """The unit itself, its other number, and all that `same` has."""
    other = (unit[:-1] if unit.endswith("s") else f"{unit}s",) if unit.isalpha() and len(unit) > 2 else ()
    return tuple(dict.fromkeys((unit, *other, *same(unit))))


def same(unit: str) -> tuple[str, ...]:
    """Sign and words of a unit that has both; nothing of one that is not known, or that two share ("m")."""
    found = _known().get(folded(unit), [])
    return found[0] if len(found) == 1 else ()


@cache
def _known() -> dict[str, list[tuple[str, ...]]]:
    """Each name as two spellings of it have it in common -> the lines that have it."""
    known: dict[str, list[tuple[str, ...]]] = {}
    for names in _SAME:
        for name in dict.fromkeys(map(folded, names)):
            known.setdefault(name, []).append(names)
    return known
