"""
The whole procedure, from the home page to the account and out of it and in again, as people with another browser,
another habit or a long address walk it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.browser.checks import cut
from tests.support import expert
from tests.support.browser_person import BrowserPerson
from tests.support.expert import EMAIL, IDENTITY, PASSWORD
from tests.support.person import Page
from tests.support.service_under_test import ServiceUnderTest

pytestmark = pytest.mark.browser

Make = Callable[..., BrowserPerson]

LONGEST = "a" * 64 + "@" + "b" * 32 + ".fr"  # 100 characters, and no place to break a line


def walked(service: ServiceUnderTest, person: BrowserPerson, email: str = EMAIL) -> Iterator[Page]:
    """Each page on the way, by what stands on it alone: nobody types an address of ours but the first."""
    yield person.open("/")
    for words in ("Votre espace professionnel", "Créer mon espace professionnel", "Créez votre espace en mode expert"):
        yield person.click(words)
    yield person.click("Commencer")
    yield person.solve("Continuer", accepte=True)
    yield expert.identify(person, email)
    yield person.press("Continuer", **IDENTITY)
    yield person.press("Valider")
    yield person.click("Activez votre espace abonné")
    yield person.solve("Continuer", code_activation=expert.code_in(service, email))
    yield person.press("Continuer", email_saisi=email)
    for words in ("Accéder à mon espace", "Gérer mes services", "Gérer vos coordonnées", "Se déconnecter"):
        yield person.click(words)
    for words in ("Votre espace professionnel", "Connexion à mon espace"):
        yield person.click(words)
    yield person.press("Entrer", email_saisi=email, mot_de_passe_saisi=PASSWORD)


HEADINGS = [
    "Bienvenue",
    "Votre espace professionnel",
    "Créer mon espace professionnel",
    "Créer votre espace en mode expert",
    "Acceptez les conditions générales",
    "Créez vos identifiants",
    "Renseignez vos informations",
    "Récapitulatif",
    "Pré-inscription enregistrée",
    "Activez votre espace",
    "Confirmez votre adresse électronique",
    "Votre espace est créé",
    "Mon espace",
    "Gérer mes services",
    "Gérer vos coordonnées",
    "Bienvenue",
    "Votre espace professionnel",
    "Connexion à mon espace",
    "Mon espace",
]


def test_it_is_walked_without_javascript_with_the_longest_address_on_a_narrow_phone_each_page_reloaded(
    service: ServiceUnderTest, browser: Make
) -> None:
    assert len(LONGEST) == 100
    person = browser(java_script_enabled=False, viewport={"width": 320, "height": 640})
    for heading, page in zip(HEADINGS, walked(service, person, LONGEST), strict=True):
        assert (page.status, page.h1.partition(" et recopiez")[0]) == (200, heading)
        again = person.tab.reload()
        assert again
        assert (again.status, person.page.h1) == (200, page.h1)
        assert not cut(person.tab), heading


# Heading -> what Back shows from there, where it is not the page before, and why.
BACK = {
    "Pré-inscription enregistrée": "Pré-inscription enregistrée",  # the request is sent: there is no way back
    "Votre espace est créé": "Votre espace est créé",  # its code is spent
    "Bienvenue": "Connexion à mon espace",  # signed out: what stood in the account is seen by nobody
}


def test_back_leads_to_the_page_before_always(service: ServiceUnderTest, browser: Make) -> None:
    person = browser()
    before: list[str] = []
    # Up to the account: whoever signs in again goes the same way once more.
    for heading, page in zip(HEADINGS[:16], walked(service, person), strict=False):
        assert page.h1.partition(" et recopiez")[0] == heading
        if before:
            person.tab.go_back()
            expected = BACK.get(heading, before[-1])
            assert person.page.h1.partition(" et recopiez")[0] == expected, f"Back from « {heading} »"
            if expected == before[-1]:
                assert "n'est pas l'étape en cours" not in person.page.text, heading
            person.tab.go_forward()
            assert person.page.h1 == page.h1
        before.append(heading)
