"""Numbers, days, delays and settings: written out, by name, and as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.language.decoding import (
    BROKEN,
    DAY,
    DECIMAL,
    SETTING,
    WHOLE,
    Kind,
    Reading,
    Setting,
    count,
    delay,
    duration_in,
    kept,
    report_unfit,
)
from engine.language.values import Duration, SettingValue
from engine.language.yaml import Mapping, read_tree
from engine.problems import Place
from engine.registry import default_registry
from tests.support.decoding import decoded, the_problem

HERE = Place("f.yaml", 9, 1)
FEW = count(4, 12, "4 to 12 can be read")


def with_settings(**values: SettingValue) -> Reading:
    reading = Reading(default_registry())
    reading.settings = {name: Setting(name, value, HERE) for name, value in values.items()}
    return reading


GOOD: list[tuple[Kind[Any], str, Any]] = [
    (WHOLE, "0", 0),
    (WHOLE, "-12", -12),
    (DECIMAL, "1.50", Decimal("1.50")),
    (DECIMAL, "-3", Decimal(-3)),
    (DAY, "2026-02-28", date(2026, 2, 28)),
    (DAY, '"2026-02-28"', date(2026, 2, 28)),
    (SETTING, "6", 6),
    (SETTING, "1.50", Decimal("1.50")),
    (SETTING, "2 days", Duration(2, "day")),
    (SETTING, "5 working days", Duration(5, "working day")),
    (SETTING, "1 working day", Duration(1, "working day")),
    (SETTING, "5 business days", "5 business days"),
    (SETTING, "true", True),
    (SETTING, '"6"', "6"),
    (SETTING, "0809 400 210", "0809 400 210"),
]


@pytest.mark.parametrize(("kind", "written", "value"), GOOD, ids=[row[1] for row in GOOD])
def test_a_value_is_read(kind: Kind[Any], written: str, value: Any) -> None:
    found, problems = decoded(kind, written)
    assert (found, problems) == (value, [])
    assert type(found) is type(value)


WRONG: list[tuple[Kind[Any], str, str, str, str]] = [
    (WHOLE, '"1"', "wrong-type", '"k" must be a whole number, not "1" in quotes', "write without quotes: k: 1"),
    (WHOLE, "1 000", "wrong-type", '"k" must be a whole number, not "1 000"', "write: k: 1000"),
    (WHOLE, "1.5", "wrong-type", '"k" must be a whole number, not "1.5"',
     "write a whole number, in digits, without quotes"),
    (WHOLE, "01", "wrong-type", '"k" must be a whole number, not "01"', "write: k: 1"),
    (WHOLE, "[1]", "wrong-type", '"k" must be a whole number, not a list',
     "write a whole number, in digits, without quotes"),
    (WHOLE, "9" * 5000, "wrong-type", f'"k" must be a whole number, not "{"9" * 40}"',
     "write a whole number, in digits, without quotes"),
    (DECIMAL, '"1,5"', "wrong-type", '"k" must be a number, not "1,5" in quotes', "write: k: 1.5"),
    (DECIMAL, "un", "wrong-type", '"k" must be a number, not "un"',
     "write a number, in digits, without quotes; decimals after a point"),
    (DAY, "31/01/2025", "wrong-type", '"k" must be a date, not "31/01/2025"', "write: k: 2025-01-31"),
    (DAY, "2025-02-31", "wrong-type", '"k" must be a date, not "2025-02-31"', "write: k: 2025-02-28"),
    (DAY, "2028-02-30", "wrong-type", '"k" must be a date, not "2028-02-30"', "write: k: 2028-02-29"),  # a leap year
    (DAY, "2100-02-29", "wrong-type", '"k" must be a date, not "2100-02-29"', "write: k: 2100-02-28"),  # is none
    (DAY, "31/04/2025", "wrong-type", '"k" must be a date, not "31/04/2025"', "write: k: 2025-04-30"),
    (DAY, "2025-13-01", "wrong-type", '"k" must be a date, not "2025-13-01"', "write it as year-month-day, in digits"),
    (DAY, "2025-02-32", "wrong-type", '"k" must be a date, not "2025-02-32"', "write it as year-month-day, in digits"),
    (DAY, "0000-02-30", "wrong-type", '"k" must be a date, not "0000-02-30"', "write it as year-month-day, in digits"),
    (kept(), "48h", "bad-duration", '"48h" is not a delay', "write: 48 hours"),
    (kept(), "48", "bad-duration", '"48" is not a delay', "write the unit: 48 hours"),
    (kept(), "0 days", "bad-duration", '"0 days" is not a delay', "write a delay such as 48 hours"),
    (kept(), "2000 months", "bad-duration", '"2000 months" is not a delay',
     "write a shorter one: 1200 months at most"),
    (kept(), "1 an", "bad-duration", '"1 an" is not a delay', "write: 12 months"),
    (kept(), "2 working days", "bad-duration", '"k" is not counted in working days', "write: k: 1 week"),
    (kept(), "11 working days", "bad-duration", '"k" is not counted in working days', "write: k: 3 weeks"),
    (kept(), "2 jours ouvrés", "bad-duration", '"2 jours ouvrés" is not a delay', "write: 2 working days"),
    (kept(), "[a]", "wrong-type", '"k" must be a delay or the name of a setting, not a list', "write: k: 48 hours"),
    (SETTING, "[1]", "wrong-type", '"k" must be one number, delay or text, not a list', "write: k: 1"),
    (SETTING, "[4, 5]", "wrong-type", '"k" must be one number, delay or text, not a list',
     "write a setting for each: k_1: 4, k_2: 5"),
    (SETTING, "null", "wrong-type", '"k" must be a number, a delay, a text, true or false, not "null"',
     "write one after k:"),
    (SETTING, "1" * 16, "out-of-bounds", '"k" has too many digits',
     f'write fewer; if it is a text, in quotes: k: "{"1" * 16}"'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "written", "code", "message", "fix"), WRONG, ids=[f"{row[2]}: {row[1][:20]}" for row in WRONG]
)
def test_another_value_is_reported(kind: Kind[Any], written: str, code: str, message: str, fix: str) -> None:
    assert decoded(kind, written)[0] is BROKEN
    assert the_problem(kind, written) == (code, message, fix)


def test_a_text_is_a_delay_or_none() -> None:
    assert duration_in("48 hours") == Duration(48, "hour")
    assert [duration_in(text) for text in ("48", "0 hours", "48 heures", "1201 months", "9" * 99 + " days")] == [
        None
    ] * 5


def test_an_amount_is_written_out_or_the_name_of_a_setting() -> None:
    reading = with_settings(wait=Duration(2, "day"), size=6)
    assert decoded(delay(), "15 minutes")[0][:2] == (Duration(15, "minute"), None)
    assert decoded(delay(), "wait", reading=reading)[0][:2] == (Duration(2, "day"), "wait")
    assert decoded(kept(), "1 month")[0][:2] == (Duration(1, "month"), None)
    assert decoded(kept(), "wait", reading=reading)[0][:2] == (Duration(2, "day"), "wait")
    assert decoded(FEW, "6")[0][:2] == (6, None)
    assert decoded(FEW, "size", reading=reading)[0][:2] == (6, "size")


# Kind, what is written, code, message, fix; the settings are those of `with_settings` below
NAMED_WRONG: list[tuple[Kind[Any], str, str, str, str]] = [
    (FEW, "3", "out-of-bounds", "3 is too small", "write a number from 4 to 12"),
    (FEW, "13", "out-of-bounds", "13 is too large", "write a number from 4 to 12"),
    (FEW, "5.5", "wrong-type", '"k" must be a whole number or the name of a setting, not "5.5"', "write: k: 6"),
    (FEW, "[6]", "wrong-type", '"k" must be a whole number or the name of a setting, not a list', "write: k: 6"),
    (FEW, "big", "out-of-bounds", 'the setting "big" is too large',
     "write a number from 4 to 12"),
    (FEW, "siz", "unknown-setting", 'unknown setting "siz"',
     'write "size" (line 9), or declare it under "settings": siz: 6'),
    (FEW, "wait", "wrong-setting", 'the setting "wait" is not a whole number',
     "write a whole number, from 4 to 12; or, in line 1, name a setting that is one: size"),
    (delay(), "size", "wrong-setting", 'the setting "size" is not a delay',
     "write a delay, such as 48 hours; or, in line 1, name a setting that is one: wait"),
    (delay(), "french", "wrong-setting", 'the setting "french" is not a delay', "write: french: 48 hours"),
    (delay(), "xyz", "unknown-setting", 'unknown setting "xyz"', 'declare it under "settings": xyz: 48 hours'),
    (delay(), "[a]", "wrong-type", '"k" must be a delay or the name of a setting, not a list', "write: k: 48 hours"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "written", "code", "message", "fix"), NAMED_WRONG, ids=[f"{row[2]}: {row[1]}" for row in NAMED_WRONG]
)
def test_an_amount_that_does_not_fit_is_reported(
    kind: Kind[Any], written: str, code: str, message: str, fix: str
) -> None:
    reading = with_settings(wait=Duration(2, "day"), size=6, big=60, french="48 heures")
    assert the_problem(kind, written, reading=reading) == (code, message, fix)


def test_what_nobody_waits_for_is_not_counted_in_working_days_by_a_setting_either() -> None:
    reading = with_settings(wait=Duration(5, "working day"))
    found = ("bad-duration", '"k" is not counted in working days', "write: k: 1 week")
    assert the_problem(kept(), "wait", reading=reading) == found


def test_a_setting_out_of_bounds_is_reported_once_however_often_it_is_used() -> None:
    reading = with_settings(big=60)
    node, _ = read_tree("k: big\n", "f.yaml")
    assert isinstance(node, Mapping)
    for _ in range(3):
        FEW.read(reading, node.entries["k"].value, node.entries["k"].key)
    report_unfit(reading)
    assert [problem.code for problem in reading.problems] == ["out-of-bounds"]


def test_a_setting_whose_declaration_is_broken_is_not_unknown_as_well() -> None:
    reading = with_settings()
    reading.broken.add("wait")
    amount, problems = decoded(delay(), "wait", reading=reading)
    assert (amount.value, problems) == (None, [])
