"""The option and a local authority's account in a real browser: nothing on their pages keeps anybody out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.checks import faults
from tests.browser.other_procedures import OTHERS
from tests.support.browser_person import BrowserPerson
from tests.support.service_under_test import ServiceUnderTest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("chapter", OTHERS)
def test_nothing_keeps_anybody_out(
    service: ServiceUnderTest, browser: Callable[..., BrowserPerson], chapter: str
) -> None:
    wrong = [
        f"{name}, {fault}"
        for name, person in OTHERS[chapter](service, browser)
        for fault in faults(person.tab, ours=True)
    ]
    assert not wrong, "\n".join(wrong)
