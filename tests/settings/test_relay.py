"""What is said of the relay is checked before anything starts: a slip must not send a password or a code in clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.delivery.smtp import MailSettings
from engine.settings import BadSettings, read_settings
from tests.support.smtp_server import CERTS

COMPLETE = {
    "SECRET_KEY": "7c1f0b5e93d84a26be41f79a0c3d586e",
    "PUBLIC_BASE_URL": "https://demarches.exemple.fr",
    "TRUSTED_HOSTS": "demarches.exemple.fr",
    "MAIL_SERVER": "smtp.exemple.fr",
    "MAIL_DEFAULT_SENDER": "ne-pas-repondre@exemple.fr",
}
LOGIN = {"MAIL_USERNAME": "us", "MAIL_PASSWORD": "secret"}


def mail_of(*, dev: bool = False, **environ: str) -> MailSettings | None:
    given = {**COMPLETE, **environ}
    return read_settings(given, dev=dev, folder=Path(), database="sqlite://", address="http://127.0.0.1").mail


@pytest.mark.parametrize(
    ("environ", "port", "use_tls", "use_ssl"),
    [
        ({}, 587, True, False),
        ({"MAIL_USE_SSL": "1"}, 465, False, True),
        ({"MAIL_USE_SSL": "yes", "MAIL_PORT": "4465"}, 4465, False, True),
        ({"MAIL_USE_TLS": "0"}, 587, False, False),
        ({"MAIL_USE_TLS": ""}, 587, True, False),
        ({"MAIL_USE_TLS": " True "}, 587, True, False),
    ],
    ids=str,
)
def test_tls_is_on_unless_it_is_turned_off(environ: dict[str, str], port: int, use_tls: bool, use_ssl: bool) -> None:
    mail = mail_of(**environ)
    assert mail
    assert (mail.port, mail.use_tls, mail.use_ssl) == (port, use_tls, use_ssl)


@pytest.mark.parametrize("dev", [False, True], ids=["in earnest", "developer mode"])
@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"MAIL_USE_TLS": "0", **LOGIN}, "every machine between here and smtp.exemple.fr could read the password"),
        ({"MAIL_USE_TLS": "oui"}, "MAIL_USE_TLS is 'oui': write 1 or 0"),
        ({"MAIL_USE_SSL": "2"}, "MAIL_USE_SSL is '2': write 1 or 0"),
        ({"MAIL_PORT": "smtp"}, "MAIL_PORT is 'smtp'"),
        ({"MAIL_PORT": "70000"}, "MAIL_PORT is '70000'"),
        ({"MAIL_USERNAME": "us"}, "MAIL_USERNAME and MAIL_PASSWORD go together"),
        ({"MAIL_PASSWORD": "secret"}, "MAIL_USERNAME and MAIL_PASSWORD go together"),
        ({"MAIL_CA_FILE": "/nowhere/ca.pem"}, "MAIL_CA_FILE is /nowhere/ca.pem: it cannot be read"),
        ({"MAIL_CA_FILE": "/"}, "MAIL_CA_FILE is /: it cannot be read"),
        ({"MAIL_CA_FILE": __file__}, "it holds no certificate in PEM"),
    ],
    ids=str,
)
def test_a_slip_is_told_and_nothing_starts(environ: dict[str, str], told: str, dev: bool) -> None:
    with pytest.raises(BadSettings) as refused:
        mail_of(dev=dev, **environ)
    assert len(refused.value.faults) == 1
    assert told in refused.value.faults[0]
    assert "secret" not in str(refused.value).replace("MAIL_", "").split()


@pytest.mark.parametrize("server", ["127.0.0.1", "localhost", "::1"])
def test_a_password_goes_in_clear_to_this_machine_alone(server: str) -> None:
    mail = mail_of(MAIL_SERVER=server, MAIL_USE_TLS="0", **LOGIN)
    assert mail
    assert (mail.password, mail.use_tls) == ("secret", False)


def test_a_relay_with_an_authority_of_its_own() -> None:
    mail = mail_of(MAIL_CA_FILE=str(CERTS / "ca.pem"), **LOGIN)
    assert mail
    assert mail.ca_file == str(CERTS / "ca.pem")
