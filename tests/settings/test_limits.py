"""The limits as an operator sets them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.core.limits import Limits
from engine.settings import BadSettings, read_settings

HOUR = timedelta(hours=1)


def limits(**environ: str) -> Limits:
    return read_settings({"SECRET_KEY": "7c1f0b5e93d84a26be41f79a0c3d586e", **environ}, dev=True).limits


def test_a_limit_that_is_not_set_has_its_default() -> None:
    assert limits() == limits(LIMIT_CLIENT_TRIES="  ") == Limits()


@pytest.mark.parametrize(
    ("setting", "text", "field", "value"),
    [
        ("LIMIT_CLIENT_TRIES", "5", "client_tries", 5),
        ("LIMIT_CLIENT_TRIES", "9999", "client_tries", 9999),
        ("LIMIT_RECIPIENT_MAILS", " 12 ", "recipient_mails", 12),
        ("LIMIT_CLIENT_MAILS", "40", "client_mails", 40),
        ("LIMIT_CLIENT_MAILS_WINDOW", "1 days", "client_mails_window", 24 * HOUR),
        ("LIMIT_CLIENT_WINDOW", "30 minutes", "client_window", HOUR / 2),
        ("LIMIT_BEGUN_IDLE", "2 days", "begun_idle", 48 * HOUR),
        ("LIMIT_RESUMED_ABSOLUTE", "1 months", "resumed_absolute", 31 * 24 * HOUR),
    ],
)
def test_a_limit_that_is_set_replaces_the_default(setting: str, text: str, field: str, value: object) -> None:
    assert limits(**{setting: text}) == Limits()._replace(**{field: value})


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
def test_a_limit_that_is_wrong_is_reported(setting: str, text: str, words: str) -> None:
    with pytest.raises(BadSettings) as error:
        limits(**{setting: text})
    (fault,) = error.value.faults
    assert fault.startswith(setting)
    assert words in fault


def test_every_wrong_limit_is_reported_at_once() -> None:
    with pytest.raises(BadSettings) as error:
        limits(LIMIT_CLIENT_TRIES="many", LIMIT_BEGUN_IDLE="long", LIMIT_NOTHING="1", OTHER="x")
    assert len(error.value.faults) == 3
