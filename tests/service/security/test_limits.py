"""What an operator may change of how long and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.service.security.limits import Limits, limits_of

HOUR = timedelta(hours=1)


def test_what_is_not_set_is_as_usual() -> None:
    faults: list[str] = []
    assert limits_of({}, faults) == limits_of({"LIMIT_CLIENT_TRIES": "  "}, faults) == Limits()
    assert faults == []


@pytest.mark.parametrize(
    ("setting", "text", "field", "value"),
    [
        ("LIMIT_CLIENT_TRIES", "5", "client_tries", 5),
        ("LIMIT_CLIENT_TRIES", "9999", "client_tries", 9999),
        ("LIMIT_RECIPIENT_MAILS", " 12 ", "recipient_mails", 12),
        ("LIMIT_CLIENT_WINDOW", "30 minutes", "client_window", HOUR / 2),
        ("LIMIT_BEGUN_IDLE", "2 days", "begun_idle", 48 * HOUR),
        ("LIMIT_RESUMED_ABSOLUTE", "1 months", "resumed_absolute", 31 * 24 * HOUR),
    ],
)
def test_what_is_set(setting: str, text: str, field: str, value: object) -> None:
    faults: list[str] = []
    assert limits_of({setting: text}, faults) == Limits()._replace(**{field: value})
    assert faults == []


@pytest.mark.parametrize(
    ("setting", "text", "words"),
    [
        ("LIMIT_CLIENT_TRIES", "0", "a whole number from 1 to 9999"),
        ("LIMIT_CLIENT_TRIES", "10000", "a whole number from 1 to 9999"),
        ("LIMIT_CLIENT_TRIES", "-1", "a whole number from 1 to 9999"),
        ("LIMIT_CLIENT_TRIES", "٥", "a whole number from 1 to 9999"),
        ("LIMIT_CLIENT_WINDOW", "30", "a time, e.g. 30 minutes"),
        ("LIMIT_CLIENT_WINDOW", "soon", "a time, e.g. 30 minutes"),
        ("LIMIT_CLIENTS", "5", "LIMIT_CLIENT_TRIES"),
    ],
)
def test_what_is_wrong_is_reported_and_nothing_is_set(setting: str, text: str, words: str) -> None:
    faults: list[str] = []
    assert limits_of({setting: text}, faults) == Limits()
    (fault,) = faults
    assert fault.startswith(setting)
    assert words in fault


def test_all_that_is_wrong_is_reported_at_once() -> None:
    faults: list[str] = []
    limits_of({"LIMIT_CLIENT_TRIES": "many", "LIMIT_BEGUN_IDLE": "long", "LIMIT_NOTHING": "1", "OTHER": "x"}, faults)
    assert len(faults) == 3
