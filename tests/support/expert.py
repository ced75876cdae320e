"""The expert procedure as people go through it: the steps that its scenarios share."""

from __future__ import annotations

from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest, codes_in, text_of

EMAIL = "camille.martin@exemple.fr"
SAVE = "Enregistrer et revenir au récapitulatif"  # the button of a form that « Modifier » led to
PASSWORD = "Voiture2Rouge7Maison9Bleue"
ANSWER = "Mimi-la-discrete"
IDENTITY = {
    "civilite": "Madame",
    "nom": "Martin",
    "prenom": "Camille",
    "telephone": "01 23 45 67 89",
    "voie": "12 rue des Lilas",
    "code_postal": "75005",
    "commune": "Paris",
    "reponse": ANSWER,
}


def to_conditions(person: Person) -> Page:
    person.open("/")
    person.follow("Votre espace professionnel")
    person.follow("Créer mon espace professionnel")
    person.follow("Créez votre espace en mode expert")
    return person.follow("Commencer")


def accept(person: Person) -> Page:
    to_conditions(person)
    return person.solve("Continuer", accepte=True)


def identify(person: Person, email: str = EMAIL, password: str = PASSWORD) -> Page:
    return person.press(
        "Continuer",
        email=email,
        email_confirmation=email,
        mot_de_passe=password,
        mot_de_passe_confirmation=password,
    )


def to_recap(person: Person, email: str = EMAIL) -> Page:
    accept(person)
    identify(person, email)
    return person.press("Continuer", **IDENTITY)


def preregister(person: Person, email: str = EMAIL) -> Page:
    to_recap(person, email)
    return person.press("Valider")


def code_in(service: ServiceUnderTest, email: str = EMAIL) -> str:
    """The activation code of the last mail to an address."""
    mails = [mail for mail in service.mails() if mail["To"] == email]
    assert mails, f"no mail to {email}"
    alone = codes_in(text_of(mails[-1]))
    assert alone, text_of(mails[-1])
    return alone[0]


def give_code(person: Person, code: str) -> Page:
    person.open("/espace_expert/start/activation")
    return person.solve("Continuer", code_activation=code)


def activate(person: Person, code: str, email: str = EMAIL) -> Page:
    give_code(person, code)
    return person.press("Continuer", email_saisi=email)


def create(service: ServiceUnderTest, person: Person, email: str = EMAIL) -> Page:
    """All the way to the account."""
    preregister(person, email)
    return activate(person, code_in(service, email), email)


def sign_in(person: Person, email: str = EMAIL, password: str = PASSWORD) -> Page:
    page = person.open("/espace_expert/start/connexion")
    if page.value("email_saisi") is None:  # an account is open here: the entry leads straight in
        person.press("Se déconnecter")
        person.open("/espace_expert/start/connexion")
    return person.press("Entrer", email_saisi=email, mot_de_passe_saisi=password)
