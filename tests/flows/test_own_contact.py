"""A town's procedure names whom to ask in the town: neither its mails nor its papers give the portal's help desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.support import canteen, expert, permis
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest, text_of

HELP = "0809"  # how the portal's number begins

Way = Callable[[ServiceUnderTest, Person], Page]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceUnderTest]:
    service = ServiceUnderTest(tmp_path)
    yield service
    service.close()


def enrolled(service: ServiceUnderTest, person: Person) -> Page:
    canteen.send(person)
    canteen.confirm(person, canteen.code_in(service))
    return person.follow("Télécharger l'attestation")


def allowed(service: ServiceUnderTest, person: Person) -> Page:
    permis.file(service, person)
    permis.decide(service.person(), permis.code_in(service, permis.TOWN_HALL))
    permis.at(person, "permis")
    return person.follow("Télécharger le permis")


# Flow -> the way to its paper, and the setting that is whom to ask.
TOWNS: dict[str, tuple[Way, str]] = {
    "cantine": (enrolled, "courriel_cantine"),
    "permis_vegetaliser": (allowed, "mairie"),
}


def both_parts(mail: EmailMessage) -> str:
    html = mail.get_body(("html",))
    assert html
    return text_of(mail) + str(html.get_content())


@pytest.mark.parametrize("flow", TOWNS)
def test_no_mail_and_no_paper_of_a_town_gives_the_portals_help_desk(service: ServiceUnderTest, flow: str) -> None:
    paper = TOWNS[flow][0](service, service.person())
    mails = service.mails()
    assert len(mails) > 2
    assert [mail["Subject"] for mail in mails if HELP in both_parts(mail)] == []
    assert HELP not in PdfReader(BytesIO(paper.body)).pages[0].extract_text()


@pytest.mark.parametrize("flow", TOWNS)
def test_every_mail_to_a_person_says_whom_to_ask(service: ServiceUnderTest, flow: str) -> None:
    declared = service.parcours.catalogue.flows[flow]
    contact = TOWNS[flow][1]
    to_people = [mail for mail in declared.mails.values() if mail.to.name == "email"]
    assert to_people
    assert [m.name for m in to_people if contact not in {p.name for p in m.content.placeholders}] == []
    own = (*declared.mails.values(), *declared.documents.values())
    assert [one.name for one in own if one.template is None or one.template.name != "without_assistance"] == []


def test_a_mail_of_the_portal_still_does(service: ServiceUnderTest) -> None:
    expert.preregister(service.person())
    (mail,) = service.mails()
    assert both_parts(mail).count(HELP) == 2
