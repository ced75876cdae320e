"""The permit to plant in the street as people go through it: the steps that its scenarios share."""

from __future__ import annotations

import re
from email.message import EmailMessage

from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest, text_of

EMAIL = "camille.martin@exemple.fr"
TOWN_HALL = "espaces-verts@mairie-brume.exemple.fr"
ROADS = "voirie@mairie-brume.exemple.fr"
PROJECT = {
    "lieu": "12 rue des Lilas",
    "surface": "2,5",
    "plantation": "jardiniere",
    "vegetaux": "Lavande, thym et rosiers",
    "debut": "01/03/2027",
    "fin": "30/09/2027",
}
PERSON = {"nom": "Camille Martin", "email": EMAIL}
REASON = "Le passage serait trop étroit."
PLEA = "Il reste un mètre soixante de passage."


def at(person: Person, state: str) -> Page:
    """The address of a state of the request."""
    return person.open(f"/permis_vegetaliser/{state}")


def describe(person: Person, **project: str) -> Page:
    person.open("/permis_vegetaliser/planter")
    person.follow("Demander un permis")
    return person.press("Continuer", **{**PROJECT, **project})


def to_summary(person: Person, **project: str) -> Page:
    describe(person, **project)
    return person.press("Continuer", **PERSON, engagement=True)


def send(person: Person, **project: str) -> Page:
    to_summary(person, **project)
    return person.press("Valider")


def file(service: ServiceUnderTest, person: Person, **project: str) -> Page:
    """All the way to the request that the town hall has."""
    send(person, **project)
    return person.press("Déposer ma demande", code_recu=code_in(service, EMAIL))


def subjects(service: ServiceUnderTest, to: str) -> list[str]:
    """What was mailed to someone, the oldest first, without the number and the service's name."""
    plain = (re.sub(r" n° \d{8}", "", mail["Subject"].split(" – ")[0]) for mail in service.mails() if mail["To"] == to)
    return list(plain)


def last_to(service: ServiceUnderTest, to: str) -> str:
    """The text of the last mail to someone."""
    mails = [mail for mail in service.mails() if mail["To"] == to]
    assert mails, f"no mail to {to}"
    return text_of(mails[-1])


def code_in(service: ServiceUnderTest, to: str) -> str:
    """The code of the last mail to someone."""
    text = last_to(service, to)
    (code,) = re.findall(r"^(?:Votre code, si on vous le demande : )?([0-9A-Z]{5} [0-9A-Z]{5})$", text, re.M)
    return str(code).replace(" ", "")


def number(service: ServiceUnderTest) -> str:
    """The number of the request that the last mail to the applicant is about."""
    subjects = [mail["Subject"] for mail in service.mails() if mail["To"] == EMAIL]
    return [found for subject in subjects for found in re.findall(r"n° (\d{8})", subject)][-1]


def links_in(mail: EmailMessage) -> list[str]:
    """Where a mail leads with its code."""
    return [str(link) for link in re.findall(r"<http://[^/]+(/permis_vegetaliser/\S+code_\S+)>", text_of(mail))]


def links(service: ServiceUnderTest, to: str) -> list[str]:
    """Where the last mail to someone leads with its code."""
    return links_in([mail for mail in service.mails() if mail["To"] == to][-1])


def follow_mail(service: ServiceUnderTest, person: Person, to: str) -> Page:
    """The link of the last mail to someone."""
    (link,) = links(service, to)
    return person.open(link)


def decide(person: Person, code: str, motif: str | None = None) -> Page:
    """Grants, or refuses for a reason."""
    person.open("/permis_vegetaliser/start/decision")
    if motif is None:
        return person.press("Envoyer la décision", code_decision=code, choix="accorder")
    return person.press("Envoyer la décision", code_decision=code, choix="refuser", motif=motif)


def advise(person: Person, code: str, opinion: str = "favorable", **remark: str) -> Page:
    person.open("/permis_vegetaliser/start/avis")
    return person.press("Envoyer l'avis", code_avis=code, avis_donne=opinion, **remark)


def appeal(person: Person) -> Page:
    """From the page of the refusal."""
    person.press("Contester ce refus")
    return person.press("Envoyer mon recours", plaidoyer=PLEA)
