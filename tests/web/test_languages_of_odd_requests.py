"""What a browser says of its languages and of where it comes from may be anything: it costs nobody a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.service_under_test import ServiceUnderTest


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("", {"Referer": "http://["}, 200),  # no address
        ("", {"Referer": "", "Accept-Language": ";q=,,"}, 200),
        ("", {"Accept-Language": "fr;q=nan, en;q=9e999"}, 200),
        ("\xed\xa0=1", {}, 400),  # no UTF-8: the page that says so has a header too
    ],
)
def test_the_front_door_answers(tmp_path: Path, query: str, headers: dict[str, str], status: int) -> None:
    service = ServiceUnderTest(tmp_path)
    raw = {"QUERY_STRING": query}
    answer = service.app.test_client().get(base_url="http://127.0.0.1", headers=headers, environ_overrides=raw)
    assert answer.status_code == status
    service.close()
