"""The option and a local authority's account in a real browser, in each language: nothing keeps anybody out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.checks import faults, faults_of_words
from tests.browser.other_procedures import OTHERS
from tests.browser.screenshots import walk

pytestmark = pytest.mark.browser

LOOKED_AT = {"fr": faults, "en": faults_of_words}  # in English: what other words can change


@pytest.mark.parametrize("language", LOOKED_AT)
@pytest.mark.parametrize("chapter", OTHERS)
def test_nothing_keeps_anybody_out(chromium: Browser, chapter: str, language: str) -> None:
    wrong: list[str] = []
    for name, tab in walk(chromium, chapter, language):
        assert tab.evaluate("document.documentElement.lang") == language, name
        wrong += [f"{name}, {fault}" for fault in LOOKED_AT[language](tab, ours=True)]
    assert not wrong, "\n".join(wrong)
