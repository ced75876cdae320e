"""What an operator sets in the environment, and what is told where it is wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine.core.limits import Limits
from engine.language.values import Duration
from engine.settings import BadSettings, Settings, read_settings

SET = {
    "SECRET_KEY": "7c1f0b5e93d84a26be41f79a0c3d586e",
    "PUBLIC_BASE_URL": "https://demarches.exemple.fr",
    "TRUSTED_HOSTS": "demarches.exemple.fr",
    "MAIL_SERVER": "smtp.exemple.fr",
    "MAIL_DEFAULT_SENDER": "ne-pas-repondre@exemple.fr",
}


def read(*, dev: bool = False, **environment: str) -> Settings:
    return read_settings({**SET, **environment}, dev=dev, folder=Path(), database=None, address="http://127.0.0.1:8000")


def test_every_limit_may_be_set() -> None:
    found = read(
        LIMIT_BEGUN_IDLE="2 days",
        LIMIT_RESUMED_IDLE="20 minutes",
        LIMIT_RESUMED_ABSOLUTE="8 hours",
        LIMIT_CLIENT_TRIES="50",
        LIMIT_CLIENT_WINDOW="1 hour",
        LIMIT_RECIPIENT_MAILS="10",
        LIMIT_RECIPIENT_WINDOW="1 week",
        LIMIT_CLIENT_MAILS="200",
        LIMIT_CLIENT_MAILS_WINDOW="2 hours",
    )
    assert found.limits == Limits(
        timedelta(days=2),
        timedelta(minutes=20),
        timedelta(hours=8),
        50,
        timedelta(hours=1),
        10,
        timedelta(weeks=1),
        200,
        timedelta(hours=2),
    )


def test_a_history_of_nobody_is_kept_for_13_months_or_as_set() -> None:
    assert read().history_kept == Duration(13, "month")
    for dev in (False, True):
        assert read(dev=dev, HISTORY_RETENTION="2 months").history_kept == Duration(2, "month")


@pytest.mark.parametrize("dev", [False, True], ids=["production", "developer mode"])
def test_every_wrong_one_is_told_at_once(dev: bool) -> None:
    with pytest.raises(BadSettings) as told:
        read(dev=dev, LIMIT_CLIENT_TRIES="0", LIMIT_CLIENT_WINDOW="15", LIMIT_RECIPIENT_MAILS="trois", PROXIES="-1")
    assert told.value.faults == [
        "PROXIES is '-1': it must be a number from 0 to 9",
        "LIMIT_CLIENT_TRIES is '0': it must be a whole number from 1 to 9999",
        "LIMIT_CLIENT_WINDOW is '15': it must be a time, e.g. 30 minutes",
        "LIMIT_RECIPIENT_MAILS is 'trois': it must be a whole number from 1 to 9999",
    ]


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"PARCOURS_ENV": "prod"}, "PARCOURS_ENV is 'prod'"),
        ({"SECRET_KEY": "a" * 44}, "SECRET_KEY can be guessed"),
        ({"PUBLIC_BASE_URL": "https://demarches.exemple.fr/x?y"}, "with nothing after it"),
        ({"PUBLIC_BASE_URL": "http://demarches.exemple.fr"}, "must be https://"),
        ({"TRUSTED_HOSTS": "demarches.exemple.fr,https://x.fr"}, "TRUSTED_HOSTS has 'https://x.fr'"),
        ({"MAIL_SERVER": "smtp.exemple.fr:25"}, "the port goes into MAIL_PORT"),
        ({"MAIL_USE_SSL": "1", "MAIL_USE_TLS": "1"}, "are both on"),
        ({"LIMIT_CLIENT_TRYS": "3"}, "LIMIT_CLIENT_TRYS is not a limit"),
        ({"HISTORY_RETENTION": "13 mois"}, "HISTORY_RETENTION is '13 mois': it must be a time"),
    ],
)
def test_what_would_be_misread_is_told(environment: dict[str, str], told: str) -> None:
    with pytest.raises(BadSettings) as faults:
        read(**environment)
    assert [told in fault for fault in faults.value.faults] == [True]


def test_developer_mode_does_not_start_where_it_is_not_known_where_it_is() -> None:
    with pytest.raises(BadSettings) as faults:
        read(dev=True, PARCOURS_ENV="prod")
    assert "write production or development" in faults.value.faults[0]


@pytest.mark.parametrize(
    ("dev", "environment", "proxies", "why"),
    [
        (False, {}, 1, "its cookie goes over HTTPS alone, so something that speaks TLS stands before it"),
        (True, {}, 0, "served to this machine alone"),
        (False, {"PROXIES": "2"}, 2, "as set"),
        (False, {"PROXIES": "0"}, 0, "as set"),
    ],
)
def test_how_many_proxies_stand_before_it(dev: bool, environment: dict[str, str], proxies: int, why: str) -> None:
    assert read(dev=dev, **environment).proxies == proxies, why
