"""
The five procedures beside the expert one, as whoever has installed the wheel finds them in a browser: each page on the
way, each refusal, each end, each mail and each document, on a phone and on a desktop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.checks import SIZES, axe, cut
from tests.browser.other_procedures import (
    of_a_holder,
    of_an_authority,
    of_an_authority_too_late,
    of_no_option,
    of_others,
)
from tests.support.browser_person import BrowserPerson
from tests.support.installed import InstalledService, build_wheel, install, serving_installed
from tests.support.shipped_flows import shipped_catalogue
from tests.support.simplifie import words_of
from tests.support.tour import Chapter, canteen_alone, planting, simplified, simplified_ends

pytestmark = pytest.mark.browser

# Flow -> the walks through it, and what each document of the first one says of whoever went it.
WALKS: dict[str, tuple[tuple[Chapter, ...], str]] = {
    "espace_expert_collectivites": ((of_an_authority, of_an_authority_too_late), "200000008"),
    "espace_simplifie": ((simplified, simplified_ends), "Menuiserie"),
    "option_sans_certificat": ((of_a_holder, of_others, of_no_option), "camille@exemple.fr"),
    "cantine": ((canteen_alone,), "Inès"),
    "permis_vegetaliser": ((planting,), "12 rue des Lilas"),
}


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(build_wheel(tmp_path_factory.mktemp("wheel")), tmp_path_factory.mktemp("environment"))


class Walk:
    """One walk at one size: what it came by, and what was wrong there."""

    def __init__(self, chromium: Browser, service: InstalledService, size: str) -> None:
        self.paths: set[str] = set()
        self.papers: dict[str, str] = {}  # each document's words
        self.mails: set[str] = set()
        self.wrong: list[str] = []
        self._chromium, self._service, self._size = chromium, service, size
        self._contexts: list[Any] = []

    def go(self, chapter: Chapter) -> None:
        for name, person in chapter(self._service, self._person):  # type: ignore[arg-type]
            self.paths.add(person.page.path)
            self._look(name, person.tab)
            for link in person.page.tree.xpath("//main//a[contains(@href, '/document/')]/@href"):
                paper = person.context.request.get(f"{self._service.address}{link}")
                self.papers[link.rpartition("/")[2]] = words_of(paper.body())
        for letter in self._service.letters():
            self.papers["lettre"] = words_of(letter)
        reader = self._person().tab
        mails = {re.sub(r"\d+", "", str(mail["Subject"])): mail for mail in self._service.mails()}  # one of a kind
        for subject, mail in mails.items():
            part = mail.get_body(("html",))
            assert part
            reader.set_content(part.get_content())
            self._look(f"the mail {subject}", reader)
        self.mails = {*self._service.named}
        for context in self._contexts:
            context.close()

    def _person(self) -> BrowserPerson:
        width, height = SIZES[self._size]
        self._contexts.append(
            self._chromium.new_context(locale="fr-FR", viewport={"width": width, "height": height}, bypass_csp=True)
        )
        return BrowserPerson(self._contexts[-1], self._service.address)

    def _look(self, name: str, tab: Any) -> None:
        self.wrong += [f"{name}, {fault}" for fault in (*axe(tab, coloured=self._size == "desktop"), *cut(tab))]


def walks(flow: str, chromium: Browser, installed: Path, folder: Path, size: str) -> Iterator[Walk]:
    """Each from an empty folder of its own."""
    for chapter in WALKS[flow][0]:
        place = folder / chapter.__name__
        place.mkdir()
        with serving_installed(installed, place) as service:
            walk = Walk(chromium, service, size)
            walk.go(chapter)
            yield walk


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("flow", WALKS)
def test_each_procedure_of_the_wheel_is_walked_to_each_end(
    chromium: Browser, installed: Path, tmp_path: Path, flow: str, size: str
) -> None:
    found = list(walks(flow, chromium, installed, tmp_path, size))
    declared = shipped_catalogue().flows[flow]
    wrong = [line for walk in found for line in walk.wrong]
    assert not wrong, "\n".join(wrong)
    ends = {f"/{flow}/{state.name}" for state in declared.states.values() if state.final or state.rest}
    assert ends - {path for walk in found for path in walk.paths} == set()
    assert set(declared.mails) - {name for walk in found for name in walk.mails} == set()
    papers = found[0].papers
    assert papers.keys() == set(declared.documents)
    assert all(WALKS[flow][1] in words for words in papers.values()), papers
