"""The option and a local authority's account, stop by stop: pages that `tests/support/tour.py` does not pass by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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
    yield Stop("option-mon_espace", person)
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


def of_no_option(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """The same where it comes to nothing: wrong codes, another who was faster, too late."""
    person, slow, late = make(), make(), make()
    option.ask(slow, option.SOLE)
    for _ in range(5):
        option.give(person, WRONG)
    yield Stop("option-essais_epuises", person)
    option.give(slow, option.mailed(service, option.SOLE))
    slow.press("Continuer", **option.CHOSEN)
    option.sole(service, service.person())
    slow.press("Confirmer l'option")
    yield Stop("option-sans_certificat", slow)
    option.to_new_address(service, slow)
    for _ in range(5):
        option.give_new(person, WRONG)
    yield Stop("option-essais_nouvelle_epuises", person)
    expert.create(service, service.person(), option.NEW)
    slow.press("Confirmer l'option")
    yield Stop("option-adresse_prise", slow)
    option.ask(late, option.SHARED)
    service.advance(hours=24)
    late.open(f"{option.OPTION}/attente_code")
    yield Stop("option-expiree", late)


def of_an_authority(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """The variant, as far as it differs, to the account."""
    person, second = make(), make()
    authority.to_informations(person)
    yield Stop("collectivites-informations", person)
    person.press("Continuer", **expert.IDENTITY, siren_collectivite="300 000 007")
    yield Stop("collectivites-informations-refused", person)
    person.press("Continuer", siren_collectivite=authority.SIREN)
    yield Stop("collectivites-recapitulatif", person)
    person.press("Valider")
    yield Stop("collectivites-attente_activation", person)
    code = expert.code_in(service)
    _give_code(second, code)
    authority.activate(service, person, code)
    yield Stop("collectivites-espace_cree", person)
    second.press("Continuer", email_saisi=expert.EMAIL)
    yield Stop("collectivites-code_deja_utilise", second)
    person.press("Accéder à mon espace")
    yield Stop("collectivites-mon_espace", person)
    person.follow("Gérer mes services")
    yield Stop("collectivites-gerer_services", person)
    person.follow("Gérer vos coordonnées")
    yield Stop("collectivites-coordonnees", person)
    person.press("Se déconnecter")
    person.open(authority.DOORS[1])
    yield Stop("collectivites-connexion", person)


def of_an_authority_too_late(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """The same where the code comes to nothing: wrong addresses, seven days."""
    person, tired, slow = make(), make(), make()
    authority.preregister(person)
    code = expert.code_in(service)
    _give_code(tired, code)
    for number in range(5):
        tired.press("Continuer", email_saisi=f"autre{number}@exemple.fr")
    yield Stop("collectivites-essais_epuises", tired)
    for _ in range(2):  # looked at now and then: a browser that does not come back for three days is forgotten
        service.advance(hours=60)
        person.open(f"{authority.C}/attente_activation")
    service.advance(hours=47, minutes=45)
    _give_code(slow, code)
    yield Stop("collectivites-adresse", slow)
    service.advance(minutes=15)
    slow.press("Continuer", email_saisi=expert.EMAIL)
    yield Stop("collectivites-code_mort", slow)
    person.open(f"{authority.C}/attente_activation")
    yield Stop("collectivites-expiree", person)


def _give_code(person: Any, code: str) -> None:
    person.open(f"{authority.C}/start/activation")
    person.solve("Continuer", code_activation=code)


OTHERS: dict[str, Chapter] = {
    "option": of_a_holder,
    "option_of_others": of_others,
    "no_option": of_no_option,
    "authority": of_an_authority,
    "authority_too_late": of_an_authority_too_late,
}
