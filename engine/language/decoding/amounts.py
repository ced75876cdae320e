"""A node -> a whole number or a delay, written out or by the name of a setting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from engine.language import spellings
from engine.language.decoding.durations import (
    DURATION_PATTERN,
    PLAIN_DURATION_PATTERN,
    duration_in,
    meant_delay,
    not_duration,
    not_in_working_days,
)
from engine.language.decoding.figures import DAY, unclear_figure, whole_number
from engine.language.decoding.kinds import BROKEN, Amount, Broken, Day, Kind, Named, Reading, Setting
from engine.language.decoding.mistakes import wrong_type
from engine.language.decoding.names import NAME
from engine.language.decoding.suggestions import near
from engine.language.values import WORKING_DAY, YEARS, Duration, SettingValue
from engine.language.yaml import Node, Scalar
from engine.problems import Place, Problem


class _Wanted(NamedTuple):
    """
    What a setting must be, where it is used.

    Attributes:
        words: e.g. "a delay".
        such: an example, or the bounds.
        meant_by: a text -> what it is meant to be, as the language writes it; None: something else.
    """

    words: str
    such: str
    meant_by: Callable[[str], str | None]
    fits: Callable[[SettingValue], bool]


_DAY = _Wanted("a date", "such as 2027-01-31", spellings.day, lambda value: day_of(value) is not None)
_DELAY = _Wanted("a delay", "such as 48 hours", meant_delay, lambda value: isinstance(value, Duration))


def delay() -> Kind[Amount]:
    """Returns the kind of delays, written out or by the name of a setting."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> Amount | Broken:
        if not isinstance(node, Scalar):
            return wrong_type(
                reading, node, at, "a delay or the name of a setting", f"{at.text if at else 'after'}: 48 hours"
            )
        text = node.text.strip()
        if not NAME.match(text):
            given = duration_in(text)
            return Amount(given, None, node.place) if given else not_duration(reading, node)
        value = _setting(reading, text, node.place, "48 hours")
        if value is not BROKEN and not isinstance(value, Duration):
            value = _wrong_setting(reading, Named(text, node.place), _DELAY)
        elif value is not BROKEN:
            reading.fitting.add(text)
        return Amount(None if value is BROKEN else value, text, node.place)

    return Kind(read, lambda _: {"type": "string", "pattern": f"^(?:{DURATION_PATTERN}|[a-z][a-z0-9_]*)$"})


def kept() -> Kind[Amount]:
    """Returns the kind of delays for which nobody waits, written as others: never counted in working days."""
    inner = delay()

    def read(reading: Reading, node: Node, at: Scalar | None) -> Amount | Broken:
        found = inner.read(reading, node, at)
        if found is BROKEN or not isinstance(found.value, Duration) or found.value.unit != WORKING_DAY:
            return found
        return not_in_working_days(reading, found.value, found.place, at)

    return Kind(read, lambda _: {"type": "string", "pattern": f"^(?:{PLAIN_DURATION_PATTERN}|[a-z][a-z0-9_]*)$"})


def day() -> Kind[Day]:
    """Returns the kind of dates, written out or by the name of a setting."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> Day | Broken:
        text = node.text.strip() if isinstance(node, Scalar) else ""
        if not NAME.match(text):
            given = DAY.read(reading, node, at)
            return BROKEN if given is BROKEN else Day(given, None, node.place)
        value = _setting(reading, text, node.place, "2027-01-31")
        if value is BROKEN:
            return Day(None, text, node.place)
        found = day_of(value)
        if found is None:
            _wrong_setting(reading, Named(text, node.place), _DAY)
        else:
            reading.fitting.add(text)
        return Day(found, text, node.place)

    return Kind(
        read,
        lambda defs: {"anyOf": [DAY.schema(defs), {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}]},
    )


def day_of(value: object) -> date | None:
    """Returns the date that the value of a setting is; None: it is something else."""
    if isinstance(value, date):
        return value
    try:
        found = date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2027-01-31") else None
    except ValueError:
        return None
    return found if found and found.year in YEARS else None


def no_amount(place: Place) -> Amount:
    """Returns an amount in place of one that could not be read."""
    return Amount(None, None, place)


def no_name(place: Place) -> Named:
    """Returns a name in place of one that could not be read: nothing has it."""
    return Named("", place)


def count(least: int, most: int, why: str) -> Kind[Amount]:
    """Returns the kind of whole numbers between two bounds, written out or by the name of a setting. `why`: a cause."""

    def within(value: SettingValue | None) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    def meant_by(text: str) -> str | None:
        given = spellings.figure(text)
        return given if given and within(whole_number(given)) else None

    wanted = _Wanted("a whole number", f"from {least} to {most}", meant_by, within)

    def read(reading: Reading, node: Node, at: Scalar | None) -> Amount | Broken:
        example = f"{at.text if at else 'max'}: {max(least, min(6, most))}"
        if not isinstance(node, Scalar):
            return wrong_type(reading, node, at, "a whole number or the name of a setting", example)
        text = node.text.strip()
        value: SettingValue | Broken | None = whole_number(text)
        setting = text if NAME.match(text) else None
        if setting:
            value = _setting(reading, setting, node.place, str(max(least, min(6, most))))
            if value is not BROKEN and (isinstance(value, bool) or not isinstance(value, int)):
                value = _wrong_setting(reading, Named(text, node.place), wanted)
        elif value is None and (unclear := unclear_figure(reading, node, at, whole=True)) is not None:
            return unclear
        elif value is None:
            return wrong_type(reading, node, at, "a whole number or the name of a setting", example)
        amount = Amount(value if isinstance(value, int) else None, setting, node.place)
        if isinstance(value, int) and not within(value):
            size, fix = "small" if value < least else "large", f"write a number from {least} to {most}"
            _out_of_bounds(reading, amount, f"is too {size}", why, fix)
        elif setting and isinstance(value, int):
            reading.fitting.add(setting)
        return amount

    return Kind(
        read,
        lambda _: {
            "anyOf": [
                {"type": "integer", "minimum": least, "maximum": most},
                {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
            ]
        },
    )


def _out_of_bounds(reading: Reading, amount: Amount, what: str, why: str, fix: str) -> None:
    """Reports a number written out, or that of a setting."""
    name = amount.setting
    if name is None:
        reading.report("out-of-bounds", f"{amount.value} {what}", amount.place, why, fix)
        return
    setting = reading.settings[name]
    there, message = setting.place, f'the setting "{name}" {what}'
    cause = f"it is {amount.value} ({there.file}, line {there.line}); {why}"
    here = Problem("out-of-bounds", message, amount.place, cause, f"{fix} in line {there.line}, after {name}:")
    reading.unfit.append((name, here, _at_setting(here, setting, why, fix)))


def _at_setting(here: Problem, setting: Setting, why: str, fix: str) -> Problem:
    """The problem of a use, reported where the setting is declared."""
    cause = f"line {here.place.line} uses it; {why}"
    return here._replace(place=setting.place.value(setting.name), cause=cause, fix=fix)


def report_unfit(reading: Reading) -> None:
    """
    Reports the settings that are not what a use wants, once every use was read.

    A setting that no use finds right is itself at fault: it is reported once, where it is declared. One that others
    find right is named where something else was meant.
    """
    reported: set[str] = set()
    for name, here, there in reading.unfit:
        if name in reading.fitting or here.place.file != there.place.file:
            reading.problems.append(here)
        elif name not in reported:
            reported.add(name)
            reading.problems.append(there)
    reading.unfit.clear()


def _setting(reading: Reading, name: str, place: Place, example: str) -> SettingValue | Broken:
    if setting := reading.settings.get(name):
        return setting.value
    if name in reading.broken or "settings" in reading.lost:
        return BROKEN
    known = reading.settings
    better = near(name, list(known))
    fix = f'declare it under "settings": {name}: {example}'
    if better:
        fix = f'write "{better}" (line {known[better].place.line}), or {fix}'
    return reading.report("unknown-setting", f'unknown setting "{name}"', place, "no setting has this name", fix)


def _wrong_setting(reading: Reading, named: Named, wanted: _Wanted) -> Broken:
    """Reports a setting of another kind. It may be right where else it is used: only a text meant as one is fixed."""
    name, place = named
    setting = reading.settings[name]
    where = f"line {setting.place.line}" if setting.place.file == place.file else str(setting.place.file)
    value = setting.value
    message, why = f'the setting "{name}" is not {wanted.words}', f"{wanted.words} is wanted there"
    cause = f"it is {value} ({setting.place.file}, line {setting.place.line})"
    others = [other for other, one in reading.settings.items() if wanted.fits(one.value)]
    use = f"name a setting that is one: {', '.join(others[:4])}" if others else "declare another setting for it"
    fix = f"write {wanted.words} here, {wanted.such}; or {use}"
    if isinstance(value, str) and (given := wanted.meant_by(value)):
        fix, fixed = f"write in {where}: {name}: {given}", f"write: {name}: {given}"
    else:
        fixed = f"write {wanted.words}, {wanted.such}; or, in line {place.line}, {use}"
    here = Problem("wrong-setting", message, place, cause, fix)
    there = _at_setting(here, setting, why, fixed)
    reading.unfit.append((name, here, there))
    return BROKEN
