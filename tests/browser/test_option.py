"""The option and a local authority's account in a real browser: nothing on their pages keeps anybody out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.browser.checks import faults
from tests.flows import test_option_sans_certificat as option
from tests.flows import test_shared_sign_in as authority
from tests.support import expert
from tests.support.browser_person import BrowserPerson
from tests.support.service_under_test import ServiceUnderTest

pytestmark = pytest.mark.browser

Make = Callable[..., BrowserPerson]
WRONG = "K7M2XPQ9RT"


def stops_of_a_holder(service: ServiceUnderTest, person: BrowserPerson) -> Iterator[str]:
    """One of several, who chooses another address."""
    option.ask(person, "inconnue@exemple.fr")
    yield "an address without an account"
    option.ask(person, option.SHARED)
    yield "a code is sent"
    option.give(person, WRONG)
    yield "a wrong code"
    person.press("Continuer", code_saisi=option.mailed(service, option.SHARED))
    yield "which of several holders"
    person.press("Continuer", choix="changer")
    yield "nothing is filled in"
    person.press("Continuer", choix="changer", **option.MOVED)
    yield "a code is sent to the new address"
    person.press("Continuer", code_saisi=WRONG)
    yield "a wrong code of the new address"
    person.press("Continuer", code_saisi=option.mailed(service, option.NEW))
    yield "the summary"
    person.press("Confirmer l'option")
    yield "the account"
    person.press("Accéder à mon espace")
    person.follow("Gérer mes services")
    yield "what has come along"
    person.follow("Gérer vos coordonnées")
    yield "the contact details"


def stops_of_others(service: ServiceUnderTest, person: BrowserPerson) -> Iterator[str]:
    """The one who comes after, and the only one, whose address is asked for at the creation too."""
    option.show(service, person, option.KEPT)
    yield "an address that was kept"
    option.show(service, person, option.SOLE)
    yield "the only holder"
    person.open("/espace_expert/start/creation")
    person.solve("Continuer", accepte=True)
    expert.identify(person, option.KEPT)
    yield "the blocked page"


def stops_of_an_authority(service: ServiceUnderTest, person: BrowserPerson) -> Iterator[str]:
    authority.to_informations(person)
    yield "the form"
    person.press("Continuer", **expert.IDENTITY, siren_collectivite="300 000 007")
    yield "a company's number"
    person.press("Continuer", siren_collectivite=authority.SIREN)
    yield "the summary"
    person.press("Valider")
    yield "seven days"


@pytest.mark.parametrize("stops", [stops_of_a_holder, stops_of_others, stops_of_an_authority])
def test_nothing_keeps_anybody_out(
    service: ServiceUnderTest,
    browser: Make,
    stops: Callable[[ServiceUnderTest, BrowserPerson], Iterator[str]],
) -> None:
    person = browser()
    wrong = [f"{name}, {fault}" for name in stops(service, person) for fault in faults(person.tab, ours=True)]
    assert not wrong, "\n".join(wrong)
