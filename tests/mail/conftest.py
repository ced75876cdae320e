"""Services whose mails go to a real relay of this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from engine.delivery.smtp import MailSettings
from tests.support.service_under_test import ServiceUnderTest

MakeService = Callable[..., ServiceUnderTest]


SENDER = "ne-pas-repondre@exemple.fr"


def mail_to(port: int, **settings: Any) -> MailSettings:
    """A relay at a port of this machine, without TLS where nothing else is said."""
    here = MailSettings("127.0.0.1", port, None, None, False, False, 5.0, None)
    return here._replace(**settings)


@pytest.fixture
def make_service(tmp_path: Path) -> Iterator[MakeService]:
    """A service whose relay is at this port; a second one is another process' view of the same database."""
    with ExitStack() as services:

        def make(port: int, **settings: Any) -> ServiceUnderTest:
            return services.enter_context(
                closing(ServiceUnderTest(tmp_path, mail=mail_to(port, **settings), sender=SENDER))
            )

        yield make
