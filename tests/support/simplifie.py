"""The simplified procedure as its two people go through it: the steps that its scenarios share."""

from __future__ import annotations

import re
from io import BytesIO

from pypdf import PdfReader

from tests.support.expert import PASSWORD
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest, codes_in, text_of

EMAIL = "camille.martin@exemple.fr"
FIRM = "contact@boulangerie.exemple.fr"
COMPANY = {
    "siren": "100 000 009",
    "raison_sociale": "Boulangerie Émile & Fils",
    "courriel_entreprise": FIRM,
    "voie": "7 rue des Lilas",
    "complement": "Bâtiment B",
    "code_postal": "75005",
    "commune": "Paris",
}
SERVICES = {"prenom": "Camille", "nom": "Martin", "services_demandes": ["tva", "compte"]}
CONFIRMED, REFUSED = "confirmer", "refuser"
LINK = "Répondre à la demande"


def begin(person: Person) -> Page:
    return person.open("/espace_simplifie/start/creation")


def describe(person: Person, **company: str) -> Page:
    """The company's page, with these answers in the place of the usual ones."""
    return person.solve("Continuer", **{**COMPANY, **company})


def identify(person: Person, email: str = EMAIL, password: str = PASSWORD) -> Page:
    return person.press(
        "Continuer",
        email=email,
        email_confirmation=email,
        mot_de_passe=password,
        mot_de_passe_confirmation=password,
    )


def to_recap(person: Person, email: str = EMAIL, **company: str) -> Page:
    begin(person)
    describe(person, **company)
    identify(person, email)
    return person.press("Continuer", **SERVICES)


def ask(person: Person, email: str = EMAIL, **company: str) -> Page:
    """The request, as far as the code that is mailed to its address for signing in."""
    to_recap(person, email, **company)
    return person.press("Envoyer la demande", engagement=True)


def code_to_address(service: ServiceUnderTest, email: str = EMAIL) -> str:
    mail = [mail for mail in service.mails() if mail["To"] == email][-1]
    return codes_in(text_of(mail), 10)[0]


def prove(person: Person, code: str) -> Page:
    return person.press("Continuer", code_saisi=code)


def send(service: ServiceUnderTest, person: Person, email: str = EMAIL, **company: str) -> Page:
    """The whole request, as far as the company's answer."""
    ask(person, email, **company)
    return prove(person, code_to_address(service, email))


def link_to_firm(service: ServiceUnderTest, firm: str = FIRM) -> str:
    """Where the link of the last mail leads that the company has got: its path and query."""
    mail = [mail for mail in service.mails() if mail["To"] == firm][-1]
    return re.findall(r"<http://[^/]+(/\S+/start/confirmation\S*)>", text_of(mail))[0]


def code_to_firm(service: ServiceUnderTest, firm: str = FIRM) -> str:
    mail = [mail for mail in service.mails() if mail["To"] == firm][-1]
    return codes_in(text_of(mail), 20)[0]


def answer(service: ServiceUnderTest, firm: Person, decision: str = CONFIRMED, address: str = FIRM) -> Page:
    """What somebody in the company does with the link of their mail."""
    firm.open(link_to_firm(service, address))
    return firm.press("Envoyer la réponse", decision=decision)


def words_of(letter: bytes) -> str:
    pages = " ".join(page.extract_text() for page in PdfReader(BytesIO(letter)).pages)
    return " ".join(pages.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").split())


def code_of(letter: bytes) -> str:
    """The code that a letter says."""
    found = re.findall(r"\b([0-9A-HJKMNP-TV-Z]{5}) ([0-9A-HJKMNP-TV-Z]{5})\b", words_of(letter))
    assert found, words_of(letter)
    return "".join(found[0])


def activate(person: Person, code: str, email: str = EMAIL) -> Page:
    person.open("/espace_simplifie/start/activation")
    return person.solve("Activer mon espace", code_courrier=code, email_saisi=email)


def create(service: ServiceUnderTest, person: Person, email: str = EMAIL, **company: str) -> Page:
    """All the way to the account."""
    send(service, person, email, **company)
    answer(service, service.person(), address=company.get("courriel_entreprise", FIRM))
    return activate(person, code_of(service.letters()[-1]), email)


def find_again(person: Person, email: str = EMAIL, password: str = PASSWORD) -> Page:
    """A request that waits, in a browser that does not know it."""
    person.open("/espace_simplifie/start/suivi")
    return person.press("Continuer", email_saisi=email, mot_de_passe_saisi=password)


def sign_in(person: Person, email: str = EMAIL, password: str = PASSWORD) -> Page:
    """By the portal's one sign-in, which is of another procedure."""
    person.open("/espace_expert/start/connexion")
    return person.press("Entrer", email_saisi=email, mot_de_passe_saisi=password)
