"""The examples of what is said about working days, days and earlier states, in flows and in the site's calendar."""

from __future__ import annotations

from engine.language.manual.examples import example
from engine.language.manual.page import SITE, Manual

_SERVICE = "service: The library\n"
_AFTER = "      after: keep\n"

MANUALS = (
    example(
        "no-calendar",
        "settings: {keep: 2 working days, most: 5, pin: 6}\n",
        "settings: {keep: 2 days, most: 5, pin: 6}\n",
    ),
    example("not-a-date", "      at: binding\n", "      at: until\n", instead_of=_AFTER),
    example(
        "since-not-passed",
        "      after: keep\n      since: desk\n",
        "      after: keep\n      since: check\n",
        instead_of=_AFTER,
    ),
    Manual(
        "unknown-country",
        "The calendar is of a country whose public holidays are not known, or that is not written as a code of two "
        "letters (ISO 3166).",
        _SERVICE + "calendar: {country: France}\n",
        _SERVICE + "calendar: {country: FR}\n",
        SITE,
        _SERVICE,
    ),
    Manual(
        "unknown-region",
        "The calendar is of a region that the country does not have, or that has no holidays of its own. A name that "
        "has been given up is not taken either: who wrote it meant a region that there is no more.",
        _SERVICE + "calendar: {country: FR, region: Alsace-Moselle}\n",
        _SERVICE + "calendar: {country: FR, region: Alsace}\n",
        SITE,
        _SERVICE,
    ),
)
