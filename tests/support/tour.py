"""
Through every page of the service: each state, each refusal, each error page, for whoever wants to look at them.

A chapter is a generator: it leads someone to a page and stops there, with a name for it. It walks with
`tests.support.person.Person` as well as with a real browser.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, NamedTuple

from flask import abort

from engine.core.browsing.navigation import CARRIED
from engine.core.limits import TooOften
from engine.core.steps.clients import Clients
from engine.store import database
from engine.store.kept import Stored
from engine.web.context import WebContext
from tests.support import canteen, expert, permis, simplifie
from tests.support.browser_person import BrowserPerson
from tests.support.expert import IDENTITY, PASSWORD
from tests.support.service_under_test import ServiceUnderTest
from tests.support.shipped_flows import shipped_catalogue

# As long as real ones are: what breaks a narrow page is long words.
EMAIL = "camille.martin-de-la-tour@cabinet-comptable-des-lilas.exemple.fr"
NAMES = {**IDENTITY, "nom": "Martin de La Tour", "complement": "Résidence Les Hauts-de-Sainte-Geneviève, bâtiment B"}

STATUSES = (400, 403, 404, 405, 413, 422, 429, 500, 503)
FAILURES = ("no_document", "behind")  # a 503 with words of its own
OF_NO_LANGUAGE = "dev-"  # a stop at developer mode's own pages, which are in English always


class Stop(NamedTuple):
    """A page to look at. `person` stands there: a BrowserPerson, or a Person."""

    name: str
    person: Any


Make = Callable[[], Any]
Chapter = Callable[[ServiceUnderTest, Make], Iterator[Stop]]


def pages(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """What stands outside any case."""
    person = make()
    site = service.parcours.catalogue.site
    for name in site.pages:
        person.open("/" if name == "accueil" else f"/{name}")
        yield Stop(f"page-{name}", person)
    titles: set[str] = set()
    for flow in service.parcours.catalogue.flows.values():
        for name, page in flow.pages.items() if len(flow.languages) > 1 else ():
            if page.title.source not in titles:  # else a variant's, as it is in its base
                person.open(f"/{flow.name}/{name}")
                yield Stop(f"page-{name}" if flow.name == "espace_expert" else f"page-{flow.name}-{name}", person)
            titles.add(page.title.source)
    person.open("/procedures")
    yield Stop("procedures", person)


def notices(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """Each line that says why a page is there, those of a redirect on one and the same page."""
    person = make()
    for name in CARRIED:
        person.open(f"/espace_expert/start/connexion?n={name}")
        yield Stop(f"notice-{name}", person)

    expert.accept(person)
    with _second_tab(person):
        expert.identify(person, "certificat@exemple.fr")
        person.press("Choisir une autre adresse électronique")
    expert.identify(person, EMAIL)
    yield Stop("notice-stale_secret", person)
    _rename_buttons(person, "continuer", "valider")
    expert.identify(person, EMAIL)
    yield Stop("notice-not_open", person)
    expert.identify(person, EMAIL)
    person.press("Continuer", **{**NAMES, "voie": "7 rue des Lilas " * 6000})
    yield Stop("informations-large", person)

    for number in range(3):
        expert.preregister(service.person(), f"dupont+{number}@exemple.fr")
    person = make()
    expert.to_recap(person, "dupont+3@exemple.fr")
    person.press("Valider")
    yield Stop("notice-too_many_mails", person)
    clients = Clients(service.parcours.vault, service.settings.limits)
    with suppress(TooOften):
        while True:
            with service.parcours.database.write() as tx:
                clients.mailed(Stored(tx), "127.0.0.1", service.now)
    person.open("/espace_expert/identifiants")
    person.press(expert.SAVE, email=EMAIL, email_confirmation=EMAIL)
    person.press("Valider")
    yield Stop("notice-too_many_begun", person)
    with service.parcours.database.write() as tx:
        for _ in range(service.settings.limits.client_tries):
            clients.count(Stored(tx), "127.0.0.1", service.now)
    expert.sign_in(person, EMAIL)
    yield Stop("notice-paused_network", person)


def creation(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """From the conditions to the identifiers, with what is refused on the way."""
    expert.preregister(service.person(), "en.attente@exemple.fr")
    person = make()
    expert.to_conditions(person)
    yield Stop("conditions", person)
    person.press("Continuer")
    yield Stop("conditions-refused", person)
    person.solve("Continuer")
    yield Stop("conditions-solved", person)
    person.press("Continuer", accepte=True)
    yield Stop("identifiants", person)
    person.press("Continuer")
    yield Stop("identifiants-empty", person)
    person.press("Continuer", **credentials("camille.martin", "Voiture 2 Rouge"), email_confirmation=EMAIL)
    yield Stop("identifiants-refused", person)
    expert.identify(person, "actif@exemple.fr")
    yield Stop("identifiants-active", person)
    expert.identify(person, "en.attente@exemple.fr")
    yield Stop("identifiants-pending", person)
    for name, email in (("bloque_unique", "certificat@exemple.fr"), ("bloque_partage", "cabinet@exemple.fr")):
        expert.identify(person, email)
        yield Stop(name, person)
        person.press("Choisir une autre adresse électronique")
    person.open("/espace_expert/recapitulatif")
    yield Stop("identifiants-elsewhere", person)


def confirmation(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """From the identity to the request that waits and expires, with what is refused on the way."""
    person = make()
    expert.accept(person)
    expert.identify(person, EMAIL)
    yield Stop("informations", person)
    person.press("Continuer")
    yield Stop("informations-empty", person)
    person.press("Continuer", telephone="12", code_postal="7", reponse="x", complement="Résidence des Lilas " * 12)
    yield Stop("informations-refused", person)
    person.open("/espace_expert/recapitulatif")
    yield Stop("informations-elsewhere", person)
    person.press("Continuer", **NAMES)
    yield Stop("recapitulatif", person)
    person.open("/espace_expert/identifiants")
    yield Stop("identifiants-earlier", person)
    person.press(expert.SAVE, email="camille.martin")
    yield Stop("identifiants-earlier-refused", person)
    person.open("/espace_expert/informations")
    yield Stop("informations-earlier", person)
    person.press(expert.SAVE, code_postal="7")
    yield Stop("informations-earlier-refused", person)
    person.open("/espace_expert/recapitulatif")
    expert.preregister(service.person(), EMAIL)
    person.press("Valider")
    yield Stop("identifiants-taken", person)
    expert.identify(person, f"autre.{EMAIL}")
    person.press("Continuer")
    with locked(service):
        person.press("Valider")
    yield Stop("recapitulatif-unavailable", person)
    person.press("Valider")
    yield Stop("attente_activation", person)
    for _ in range(3):  # looked at now and then: a browser that does not come back for a day is forgotten
        service.advance(hours=16)
        person.open("/espace_expert/attente_activation")
    yield Stop("expiree", person)


def activation(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """The code and the address, right and wrong, to the account."""
    expert.preregister(service.person(), "lente@exemple.fr")
    late = expert.code_in(service, "lente@exemple.fr")
    slow = make()
    service.advance(hours=47, minutes=59)
    expert.give_code(slow, late)
    service.advance(minutes=1)
    slow.press("Continuer", email_saisi="lente@exemple.fr")
    yield Stop("code_mort", slow)

    person, tired, second = make(), make(), make()
    expert.preregister(service.person(), EMAIL)
    code = expert.code_in(service, EMAIL)
    person.open("/espace_expert/start/activation")
    yield Stop("code", person)
    person.press("Continuer")
    yield Stop("code-empty", person)
    person.solve("Continuer", code_activation="AAAAA-AAAAA")
    yield Stop("code-unknown", person)
    person.solve("Continuer", code_activation=late)
    yield Stop("code-expired", person)
    expert.give_code(tired, code)
    yield Stop("adresse", tired)
    tired.press("Continuer", email_saisi="autre")
    yield Stop("adresse-refused", tired)
    for number in range(5):
        if number == 1:
            yield Stop("adresse-wrong", tired)
        tired.press("Continuer", email_saisi=f"autre{number}@exemple.fr")
    yield Stop("essais_epuises", tired)
    expert.give_code(second, code)
    expert.activate(person, code, EMAIL)
    yield Stop("espace_cree", person)
    second.press("Continuer", email_saisi=EMAIL)
    yield Stop("code_deja_utilise", second)
    expert.give_code(second, code)
    yield Stop("code-used", second)


def account(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """« Mon espace », and what is said to whoever does not get in."""
    expert.create(service, service.person(), EMAIL)
    person = make()
    person.open("/espace_expert/mon_espace")
    yield Stop("no-case", person)
    person.open("/espace_expert/start/connexion")
    yield Stop("connexion", person)
    person.press("Entrer")
    yield Stop("connexion-empty", person)
    expert.sign_in(person, EMAIL, "Voiture2Rouge7Maison9Verte")
    yield Stop("connexion-refused", person)
    expert.sign_in(person, EMAIL, PASSWORD)
    yield Stop("mon_espace", person)
    person.follow("Gérer mes services")
    yield Stop("gerer_services", person)
    person.follow("Gérer vos coordonnées")
    yield Stop("coordonnees", person)
    person.press("Se déconnecter")
    yield Stop("signed-out", person)
    for view in ("gerer_services", "coordonnees"):
        person.open(f"/espace_expert/{view}")
        yield Stop(f"{view}-signed_out", person)
        person.press("Entrer", email_saisi=EMAIL, mot_de_passe_saisi=PASSWORD)
        yield Stop(f"{view}-bookmarked", person)
        person.press("Se déconnecter")
    for _ in range(6):
        expert.sign_in(person, EMAIL, "Voiture2Rouge7Maison9Verte")
    yield Stop("connexion-paused", person)


def canteen_alone(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """A child's enrolment at the canteen, in French alone, with what is refused on the way and what comes too late."""
    person, other = make(), make()
    for name in shipped_catalogue().flows["cantine"].pages:
        person.open(f"/cantine/{name}")
        yield Stop(f"page-cantine-{name}", person)
    person.open(canteen.START)
    yield Stop("cantine-enfant", person)
    person.press("Continuer")
    yield Stop("cantine-enfant-empty", person)
    person.press("Continuer", **{**canteen.CHILD, "naissance": "12/05/2025"})
    yield Stop("cantine-enfant-refused", person)
    canteen.to_meals(person, naissance="12/05/2022")
    yield Stop("cantine-repas", person)
    person.press("Continuer", regime="allergie")
    yield Stop("cantine-repas-empty", person)
    person.press("Continuer", **{**canteen.ALLERGY, "pai": "non"}, sieste="oui")
    yield Stop("cantine-repas-refused", person)
    person.press("Continuer", **canteen.ALLERGY)
    yield Stop("cantine-famille", person)
    person.press("Continuer", domicile="ville", quotient_familial="-1")
    yield Stop("cantine-famille-refused", person)
    person.press("Continuer", **{**canteen.FAMILY, "quotient_familial": "640"})
    yield Stop("cantine-verification", person)
    person.open("/cantine/repas")
    yield Stop("cantine-repas-earlier", person)
    person.open("/cantine/verification")
    person.press("Envoyer ma demande")
    yield Stop("cantine-a_confirmer", person)
    old = canteen.code_in(service)
    person.press("Recevoir un nouveau courriel")
    code = canteen.code_in(service)
    other.open("/cantine/start/confirmation")
    yield Stop("cantine-confirmation", other)
    for name, typed in (("empty", ""), ("unknown", "A" * 12), ("expired", old)):
        other.press("Confirmer l'inscription", code_confirmation=typed)
        yield Stop(f"cantine-confirmation-{name}", other)
    canteen.confirm(other, code)
    yield Stop("cantine-inscrit", other)
    canteen.confirm(person, code)
    yield Stop("cantine-confirmation-used", person)
    canteen.send(other)
    for _ in range(3):  # looked at now and then: a browser that does not come back for three days is forgotten
        service.advance(hours=56)
        other.open("/cantine/a_confirmer")
    yield Stop("cantine-abandonnee", other)
    canteen.send(other, meals={"debut": f"{service.now + timedelta(days=1):%d/%m/%Y}"})
    code = canteen.code_in(service)
    service.advance(hours=56)
    canteen.confirm(other, code)
    yield Stop("cantine-debut_passe", other)
    service.advance(days=200)
    person.open(canteen.START)
    yield Stop("cantine-closed", person)


def planting(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """A permit to plant in the street: the request, the opinion, the decision, the appeal, each end."""
    person, office = make(), make()
    person.open("/permis_vegetaliser/planter")
    yield Stop("page-permis-planter", person)
    person.follow("Demander un permis")
    yield Stop("emplacement", person)
    person.press("Continuer")
    yield Stop("emplacement-empty", person)
    person.press(
        "Continuer", **{**permis.PROJECT, "surface": "31", "debut": "1/1/2020", "lieu": "12 rue des Lilas " * 9}
    )
    yield Stop("emplacement-refused", person)
    permis.describe(person, plantation="mur", surface="6,25", vegetaux="Rosiers grimpants\nlavande\nthym")
    yield Stop("emplacement-wrong", person)
    person.press("Continuer", accord_proprietaire=True)
    yield Stop("demandeur", person)
    person.press("Continuer", email="camille.martin", telephone="12")
    yield Stop("demandeur-refused", person)
    person.press("Continuer", **permis.PERSON, engagement=True, telephone="01 23 45 67 89")
    yield Stop("recapitulatif-permis", person)
    person.press("Valider")
    yield Stop("confirmation", person)
    person.press("Déposer ma demande", code_recu="AAAAAAAAAA")
    yield Stop("confirmation-wrong", person)
    person.press("Déposer ma demande", code_recu=permis.code_in(service, permis.EMAIL))
    yield Stop("attente_avis", person)
    permis.follow_mail(service, office, permis.ROADS)
    yield Stop("donner_un_avis", office)
    office.press("Envoyer l'avis", avis_donne="défavorable")
    yield Stop("donner_un_avis-empty", office)
    office.press("Envoyer l'avis", remarque="Une borne d'incendie est trop proche.")
    yield Stop("enregistre", office)
    permis.at(person, "attente_avis")
    yield Stop("instruction", person)
    permis.follow_mail(service, office, permis.TOWN_HALL)
    yield Stop("decider", office)
    office.press("Envoyer la décision", choix="refuser")
    yield Stop("decider-empty", office)
    code = permis.code_in(service, permis.TOWN_HALL)
    permis.decide(office, code, permis.REASON)
    permis.decide(office, code)
    yield Stop("decider-used", office)
    permis.decide(office, "AAAAAAAAAA")
    yield Stop("decider-unknown", office)
    for _ in range(3):  # the used one was a try too
        office.press("Envoyer la décision", code_decision="AAAAAAAAAA")
    yield Stop("trop_d_essais", office)
    permis.at(person, "instruction")
    yield Stop("refusee", person)
    person.press("Contester ce refus")
    yield Stop("recours", person)
    person.press("Envoyer mon recours")
    yield Stop("recours-empty", person)
    person.press("Envoyer mon recours", plaidoyer=permis.PLEA)
    yield Stop("recours_examine", person)
    permis.decide(office, permis.code_in(service, permis.TOWN_HALL), permis.REASON)
    permis.at(person, "recours_examine")
    yield Stop("refus_definitif", person)

    service.advance(minutes=1)  # of two requests, the last touched is meant
    permis.file(service, person)
    permis.decide(office, permis.code_in(service, permis.TOWN_HALL))
    permis.at(person, "instruction")
    yield Stop("permis", person)
    person.open("/permis_vegetaliser/start/suivi")
    yield Stop("retrouver", person)
    person.press("Continuer", code_suivi="AAAAAAAAAA")
    yield Stop("retrouver-unknown", person)
    person.follow("Recevoir un nouveau lien")
    yield Stop("demander_un_lien", person)
    person.press("M'envoyer un lien", numero_saisi="00000000", email_saisi=permis.EMAIL)
    yield Stop("demander_un_lien-unknown", person)
    person.press("M'envoyer un lien", numero_saisi=permis.number(service), email_saisi=permis.EMAIL)
    yield Stop("lien_envoye", person)
    permis.send(person)
    for _ in range(5):
        person.press("Déposer ma demande", code_recu="AAAAAAAAAA")
    yield Stop("non_deposee", person)

    permis.file(service, person, debut="01/12/2026", fin="15/01/2027")
    service.advance(days=60, hours=23, minutes=40)
    permis.follow_mail(service, person, permis.EMAIL)
    code = permis.code_in(service, permis.EMAIL)
    person.press("Continuer")
    service.advance(minutes=20)  # half an hour without a look would close what the code has opened
    person.open("/permis_vegetaliser/instruction")
    yield Stop("terminee", person)
    person.open("/permis_vegetaliser/start/suivi")
    person.press("Continuer", code_suivi=code)
    yield Stop("retrouver-used", person)

    permis.file(service, person)
    number = permis.number(service)
    service.advance(days=226)  # two months of silence, and into the permit's last one
    person.open("/permis_vegetaliser/start/lien")
    person.press("M'envoyer un lien", numero_saisi=number, email_saisi=permis.EMAIL)
    permis.follow_mail(service, person, permis.EMAIL)
    person.press("Continuer")
    yield Stop("permis-tacite", person)


def simplified(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """One person for one company: the request, the company's answer, the letter, each end."""
    expert.preregister(service.person(), "en.attente@exemple.fr")
    person, firm, other = make(), make(), make()
    simplifie.begin(person)
    yield Stop("simplifie-entreprise", person)
    person.press("Continuer")
    yield Stop("simplifie-entreprise-empty", person)
    simplifie.describe(person, siren="100 000 008", code_postal="7", courriel_entreprise="contact", voie="7 rue " * 20)
    yield Stop("simplifie-entreprise-refused", person)
    long = {
        "raison_sociale": "Menuiserie et charpente des Hauts-de-Sainte-Geneviève",
        "complement": NAMES["complement"],
    }
    person.press("Continuer", **{**simplifie.COMPANY, **long, "siren": "100 000 025"})
    yield Stop("simplifie-closed-refused", person)
    person.press("Continuer", siren="732 829 320")
    yield Stop("simplifie-siren-unknown", person)
    person.press("Continuer", siren="100 000 033")
    yield Stop("simplifie-silent-refused", person)
    person.press("Continuer", siren="100 000 009")
    yield Stop("simplifie-identifiants", person)
    person.press("Continuer")
    yield Stop("simplifie-identifiants-empty", person)
    for name, email in (("active", "actif"), ("pending", "en.attente"), ("certificate-taken", "certificat")):
        simplifie.identify(person, f"{email}@exemple.fr")
        yield Stop(f"simplifie-{name}", person)
    simplifie.identify(person, simplifie.FIRM)
    yield Stop("simplifie-identifiants-same-refused", person)
    simplifie.identify(person, EMAIL)
    yield Stop("simplifie-services", person)
    person.press("Continuer")
    yield Stop("simplifie-services-empty", person)
    person.press("Continuer", prenom="Camille", nom=NAMES["nom"], services_demandes="tva")
    yield Stop("simplifie-recapitulatif", person)
    person.press("Envoyer la demande")
    yield Stop("simplifie-recapitulatif-empty", person)
    person.press("Envoyer la demande", engagement=True)
    yield Stop("simplifie-attente_adresse", person)
    person.press("Continuer")
    yield Stop("simplifie-attente_adresse-empty", person)
    simplifie.prove(person, "AAAAA AAAAA")
    yield Stop("simplifie-attente_adresse-wrong", person)
    simplifie.prove(person, simplifie.code_to_address(service, EMAIL))
    yield Stop("simplifie-attente_confirmation", person)

    other.open("/espace_simplifie/start/suivi")
    yield Stop("simplifie-suivi", other)
    other.press("Continuer")
    yield Stop("simplifie-suivi-empty", other)
    simplifie.find_again(other, EMAIL, "Voiture2Rouge7Maison9Verte")
    yield Stop("simplifie-suivi-refused", other)

    firm.open("/espace_simplifie/start/confirmation")
    yield Stop("simplifie-confirmation", firm)
    firm.press("Envoyer la réponse")
    yield Stop("simplifie-confirmation-empty", firm)
    firm.press("Envoyer la réponse", code_confirmation="A" * 20, decision=simplifie.CONFIRMED)
    yield Stop("simplifie-confirmation-unknown", firm)
    simplifie.answer(service, firm)
    yield Stop("simplifie-reponse_confirmee", firm)
    simplifie.answer(service, firm)
    yield Stop("simplifie-confirmation-used", firm)
    person.open("/espace_simplifie/attente_activation")
    yield Stop("simplifie-attente_activation", person)
    code = simplifie.code_of(service.letters()[-1])
    other.open("/espace_simplifie/start/activation")
    yield Stop("simplifie-code", other)
    other.press("Activer mon espace")
    yield Stop("simplifie-code-empty", other)
    other.solve("Activer mon espace", code_courrier="A" * 10, email_saisi="autre@exemple.fr")
    yield Stop("simplifie-code-unknown", other)
    for _ in range(3):
        other.solve("Activer mon espace", code_courrier=code, email_saisi="autre@exemple.fr")
    yield Stop("simplifie-code-wrong", other)
    other.solve("Activer mon espace", code_courrier=code, email_saisi="autre@exemple.fr")
    yield Stop("simplifie-essais_epuises", other)
    simplifie.activate(person, code, EMAIL)
    yield Stop("simplifie-espace_cree", person)
    person.press("Accéder à mon espace")
    yield Stop("simplifie-mon_espace", person)
    person.follow("Gérer vos coordonnées")
    yield Stop("simplifie-coordonnees", person)
    simplifie.activate(other, code, EMAIL)
    yield Stop("simplifie-code-used", other)


def simplified_ends(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """The same where it comes to nothing: refused, given up, without an answer, too late."""
    person, firm, late = make(), make(), make()
    simplifie.to_recap(late, EMAIL)
    simplifie.send(service, person, EMAIL)
    late.press("Envoyer la demande", engagement=True)
    yield Stop("simplifie-identifiants-taken", late)
    simplifie.answer(service, firm, simplifie.REFUSED)
    yield Stop("simplifie-reponse_refusee", firm)
    person.open("/espace_simplifie/attente_confirmation")
    yield Stop("simplifie-refused_by_the_company", person)
    simplifie.send(service, person, "abandon@exemple.fr", courriel_entreprise="abandon@boulangerie.exemple.fr")
    person.press("Abandonner la demande")
    yield Stop("simplifie-given_up", person)
    for name, asked in (("too_many_codes", "essais@exemple.fr"), ("address_unproved", "muette@exemple.fr")):
        simplifie.ask(person, asked)
        if name == "too_many_codes":
            for _ in range(5):
                simplifie.prove(person, "AAAAA AAAAA")
        else:
            service.advance(hours=2)
            person.open("/espace_simplifie/attente_adresse")
        yield Stop(f"simplifie-{name}", person)
    slow = "lente@boulangerie.exemple.fr"
    simplifie.send(service, person, "lente@exemple.fr", courriel_entreprise=slow)
    link = simplifie.link_to_firm(service, slow)
    for _ in range(2):  # looked at now and then: a browser that does not come back for three days is forgotten
        service.advance(hours=36)
        person.open("/espace_simplifie/attente_confirmation")
    yield Stop("simplifie-without_an_answer", person)
    firm.open(link)
    firm.press("Envoyer la réponse", decision=simplifie.CONFIRMED)
    yield Stop("simplifie-confirmation-expired", firm)
    simplifie.send(service, person, "lente@exemple.fr", courriel_entreprise=slow)
    simplifie.answer(service, firm, address=slow)
    code = simplifie.code_of(service.letters()[-1])
    for _ in range(24):
        service.advance(hours=60)
        person.open("/espace_simplifie/attente_activation")
    yield Stop("simplifie-without_activation", person)
    simplifie.activate(late, code, "lente@exemple.fr")
    yield Stop("simplifie-code-expired", late)


def failures(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """Every error page. `break_down(service)` was called before the first request."""
    person = make()
    for what in (*STATUSES, *FAILURES):
        person.open(f"/_failing/{what}")
        yield Stop(f"error-{what}", person)


def tools(service: ServiceUnderTest, make: Make) -> Iterator[Stop]:
    """Developer mode's own pages, and a mail."""
    person = make()
    expert.preregister(person, EMAIL)
    person.open("/_dev/mails")
    yield Stop("dev-mails-waiting", person)
    service.mails()
    person.open("/_dev/mails")
    yield Stop("dev-mails", person)
    person.follow("Votre code d'activation")
    yield Stop("dev-mail", person)
    person.follow("As HTML")
    yield Stop("mail", person)
    simplifie.send(service, service.person(), "lettre@exemple.fr")
    simplifie.answer(service, service.person())
    service.letters()
    person.open("/_dev/mails")
    yield Stop("dev-mails-made", person)
    person.open("/_dev/clock")
    yield Stop("dev-clock", person)
    person.open("/_dev/empty")
    yield Stop("dev-emptying", person)
    expert.to_recap(person)
    if isinstance(person, BrowserPerson):
        person.tab.locator("[data-dev=bar] summary", has_text="the case").click()
    yield Stop("dev-bar", person)


CHAPTERS: dict[str, Chapter] = {
    "pages": pages,
    "notices": notices,
    "creation": creation,
    "confirmation": confirmation,
    "activation": activation,
    "account": account,
    "simplified": simplified,
    "simplified_ends": simplified_ends,
    "failures": failures,
    "tools": tools,
}
IN_FRENCH: dict[str, Chapter] = {
    **CHAPTERS,
    "canteen": canteen_alone,
    "planting": planting,
}  # with flows of no other language


def chapters_in(language: str) -> dict[str, Chapter]:
    return IN_FRENCH if language == "fr" else CHAPTERS


def credentials(email: str, password: str) -> dict[str, str]:
    return {"email": email, "mot_de_passe": password, "mot_de_passe_confirmation": password}


def break_down(service: ServiceUnderTest) -> None:
    """Adds addresses that fail, each in its own way, for the pages that nobody reaches at will: /_failing/404, …"""

    def fail(what: str) -> Any:
        return abort(int(what)) if what.isdigit() else WebContext(service.parcours).error(503, what)

    for before in ("", "/en"):
        service.app.add_url_rule(f"{before}/_failing/<what>", f"failing{before}", fail)


@contextmanager
def _second_tab(person: Any) -> Iterator[None]:
    """What is done meanwhile is done in a second tab."""
    if isinstance(person, BrowserPerson):
        first, person.tab = person.tab, person.context.new_page()
        person.open(first.url)
        yield
        person.tab.close()
        person.tab = first
    else:
        left = person.page
        yield
        person.page = left


def _rename_buttons(person: Any, event: str, other: str) -> None:
    """Buttons that fire another event than they were sent with: no page of ours has one."""
    if isinstance(person, BrowserPerson):
        there = person.tab.locator(f"button[name=_event][value={event}]")
        there.evaluate_all("(buttons, other) => buttons.forEach(button => { button.value = other; })", other)
    else:
        body = person.page.body.replace(f'value="{event}"'.encode(), f'value="{other}"'.encode())
        person.page = person.page._replace(body=body)


@contextmanager
def locked(service: ServiceUnderTest) -> Iterator[None]:
    """Another process holds the database's write lock, for longer than a step waits."""
    other = sqlite3.connect(service.database, isolation_level=None, check_same_thread=False)
    patience, database.PATIENCE = database.PATIENCE, 0.2
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
        database.PATIENCE = patience
