"""The option and a local authority's account, stop by stop: pages that `tests/support/tour.py` does not pass by."""

from __future__ import annotations

from collections.abc import Iterator

from tests.flows import test_option_sans_certificat as option
from tests.flows import test_shared_sign_in as authority
from tests.support import expert
from tests.support.service_under_test import ServiceUnderTest
from tests.support.tour import Chapter, Make, Stop

WRONG = "K7M2XPQ9RT"


def of_a_holder(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """One of several, who chooses another address."""
    person = make()
    option.ask(person, "inconnue@exemple.fr")
    yield Stop("option-no-account", person)
    option.ask(person, option.SHARED)
    yield Stop("option-attente_code", person)
    option.give(person, WRONG)
    yield Stop("option-code-wrong", person)
    person.press("Continuer", code_saisi=option.mailed(service, option.SHARED))
    yield Stop("option-identifiants", person)
    person.press("Continuer", choix="changer")
    yield Stop("option-identifiants-empty", person)
    person.press("Continuer", choix="changer", **option.MOVED)
    yield Stop("option-attente_adresse", person)
    person.press("Continuer", code_saisi=WRONG)
    yield Stop("option-attente_adresse-wrong", person)
    other = make()
    other.open(f"{option.OPTION}/start/nouvelle")
    yield Stop("option-code_nouvelle", other)
    option.give_new(other, option.mailed(service, option.NEW), "UnAutreMotDePasse2026")
    yield Stop("option-code_nouvelle-wrong", other)
    person.press("Continuer", code_saisi=option.mailed(service, option.NEW))
    yield Stop("option-recapitulatif", person)
    person.press("Confirmer l'option")
    yield Stop("option-espace_cree", person)
    person.press("Accéder à mon espace")
    person.follow("Gérer mes services")
    yield Stop("option-services", person)
    person.follow("Gérer vos coordonnées")
    yield Stop("option-coordonnees", person)


def of_others(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """The one who comes after, and the only one, whose address is asked for at the creation too."""
    person = make()
    option.show(service, person, option.KEPT)
    yield Stop("option-kept-by-another", person)
    option.show(service, person, option.SOLE)
    yield Stop("option-only-holder", person)
    person.open("/espace_expert/start/creation")
    person.solve("Continuer", accepte=True)
    expert.identify(person, option.KEPT)
    yield Stop("option-bloque", person)


def of_an_authority(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """The variant, as far as it differs."""
    person = make()
    authority.to_informations(person)
    yield Stop("collectivites-informations", person)
    person.press("Continuer", **expert.IDENTITY, siren_collectivite="300 000 007")
    yield Stop("collectivites-informations-refused", person)
    person.press("Continuer", siren_collectivite=authority.SIREN)
    yield Stop("collectivites-recapitulatif", person)
    person.press("Valider")
    yield Stop("collectivites-attente_activation", person)


OTHERS: dict[str, Chapter] = {"option": of_a_holder, "option_of_others": of_others, "authority": of_an_authority}
