"""On an English page, in its mail and its document, no word is left in French: each is of a text that is English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from pypdf import PdfReader

from tests.support import expert
from tests.support.expert import IDENTITY
from tests.support.in_english import EnglishPerson, texts_in_both
from tests.support.person import Page
from tests.support.service_under_test import ServiceUnderTest, text_of
from tests.support.tour import CHAPTERS, EMAIL, NAMES, OF_NO_LANGUAGE, break_down

# What an English text quotes in French: where to click on a French site, and the titles of its sheets.
QUOTED = (
    "www.impots.gouv.fr > Contact / Accéder > Professionnel > Une assistance aux téléprocédures >",
    "Par formuel pour une procédure de déclaration en ligne des données > Accéder au formuel",
    "www.impots.gouv.fr > Votre espace professionnel > Aide : accéder aux fiches pratiques",
    "Opter pour l'accès avec une adresse électronique et un mot de passe",
    "Demander une adhésion aux services en ligne (mode expert)",
    "Désigner un Administrateur Suppléant",
    "Désigner des délégataires et consulter les délégations",
    "“Payer” (payment)",
)
READ_OUT = ("alt", "aria-label", "title", "placeholder", "content", "label", "download")  # attributes that are words
# Typed by the tour, or of an address.
TYPED = (
    "7 rue des Lilas",
    "Menuiserie et charpente des Hauts-de-Sainte-Geneviève",
    "lente@ actif@ certificat@ cabinet@ dupont@ autre0@exemple.fr",
    "x",
)
UNITS = ("days", "hours", "minutes")
_PLACES = re.compile(r"\{[\w.]+ ?([^}]*)\}|\]\([^)]*\)")  # `{name}`, `{name one|several}`, where a link leads


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Page]]:
    return [stop for chapter in CHAPTERS for stop in _went(chapter, tmp_path_factory.mktemp(chapter))]


def _went(chapter: str, folder: Path) -> Iterator[tuple[str, Page]]:
    service = ServiceUnderTest(folder)
    break_down(service)
    for stop in CHAPTERS[chapter](service, lambda: service.person(EnglishPerson)):
        if not stop.name.startswith(OF_NO_LANGUAGE):
            yield stop.name, stop.person.page
    service.close()


def test_no_page_and_no_mail_has_a_word_of_french(pages: list[tuple[str, Page]]) -> None:
    assert len(pages) > 80
    wrong = [f"{name}: {sorted(left)}" for name, page in pages if (left := left_over(" ".join(read(page.tree))))]
    assert not wrong, "\n".join(wrong)


def test_no_subject_text_or_document_has_a_word_of_french(tmp_path: Path) -> None:
    service = ServiceUnderTest(tmp_path)
    person = service.person(EnglishPerson)
    expert.create(service, person, EMAIL)
    (mail,) = service.mails()
    assert mail["Subject"] == "Your activation code – Online services for businesses"
    code = expert.code_in(service, EMAIL)
    assert left_over(text_of(mail).replace(f"{code[:5]} {code[5:]}", "")) == set()
    person.follow("Sauvegardez ou imprimez récapitulatif")
    assert 'filename="summary-of-your-business-account.pdf"' in person.page.headers["Content-Disposition"]
    assert person.page.headers["Content-Language"] == "en"
    document = PdfReader(BytesIO(person.page.body))
    assert str(document.metadata.title).startswith("Summary of your business account")  # type: ignore[union-attr]
    assert document.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]
    assert left_over(" ".join(sheet.extract_text() for sheet in document.pages)) == set()
    service.close()


def test_a_word_of_french_is_found() -> None:
    assert left_over("Step 1 sur 4") == {"sur"}
    assert left_over("Step 1 of 4, 1er mars") == {"er", "mars"}
    assert left_over("Email address: « Mot de passe »") == {"mot", "passe"}


def read(tree: Any) -> Iterator[str]:
    """Every word that is shown or read out; not developer mode's bar, and not what says itself to be French."""
    for foreign in tree.xpath("//*[@data-dev] | //*[@lang and not(self::html)] | //style"):
        foreign.drop_tree()
    yield from tree.itertext()
    for name in READ_OUT:
        yield from tree.xpath(f"//body//@{name}")


def left_over(text: str) -> set[str]:
    """The words of a text that no English text has."""
    return words(text) - english()


@cache
def english() -> set[str]:
    texts = [_PLACES.sub(r" \1 ", text) for _, text in texts_in_both() if isinstance(text, str)]
    babel = Locale("en")
    names = [*babel.months["format"]["wide"].values(), *babel.days["format"]["wide"].values()]
    return words(" ".join((*texts, *names, *IDENTITY.values(), *NAMES.values(), EMAIL, *TYPED, *UNITS)))


def words(text: str) -> set[str]:
    whole = re.sub(r"https?://\S+|\s+", " ", text)
    for quoted in QUOTED:
        whole = whole.replace(quoted, "")
    return set(re.findall(r"[^\W\d_]+", whole.replace("’", "'").casefold()))
