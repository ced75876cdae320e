"""A Chromium for every test of this folder: none to be had is a failure, said with its reason."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.browser_person import BrowserPerson
from tests.support.chromium import ARGUMENTS, find_chromium
from tests.support.service_under_test import ServiceUnderTest


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceUnderTest]:
    service = ServiceUnderTest(tmp_path)
    service.serve()
    yield service
    service.close()


@pytest.fixture
def browser(chromium: Browser, service: ServiceUnderTest) -> Iterator[Callable[..., BrowserPerson]]:
    """Makes browsers of one person each."""
    contexts: list[Any] = []

    def make(**options: Any) -> BrowserPerson:
        context = chromium.new_context(locale="fr-FR", **options)
        context.set_default_timeout(15_000 * (3 if os.environ.get("CI") else 1))
        contexts.append(context)
        return BrowserPerson(context, service.address)

    yield make
    for context in contexts:
        context.close()
