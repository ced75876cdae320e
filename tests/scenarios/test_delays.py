"""Delays as the law counts them, from the YAML to page, mail and PDF: working days, days, earlier entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from engine.core.limits import Limits
from engine.store import due
from tests.conftest import WriteFlow
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest, text_of

SITE = """
    parcours: 1
    service: Guichet de Brume
    calendar: {country: FR, region: Alsace, closed: [2026-12-24]}
"""
FLOW = """
    parcours: 1
    flow: avis
    title: Une demande d'avis
    version: "1"
    language: fr
    timezone: Europe/Paris
    settings: {delai: 5 working days, un_jour: 1 working day, cloture: 2027-01-15}
    entries: {demande: {state: saisie}}
    states:
      saisie:
        title: Votre demande
        content: L'avis est rendu sous {delai}, la relance sous {un_jour}.
        form: demande
        transitions:
          avis: {label: Demander un avis, target: instruction, effects: [{mail: recu}]}
          vite: {label: Demander vite, target: quarante_huit, effects: [{mail: recu}]}
          souhait: {label: Réserver un jour, target: souhait, effects: [{mail: recu}]}
          saison: {label: Attendre la saison, target: saison, effects: [{mail: recu}]}
          etapes: {label: Par étapes, target: premiere}
      instruction:
        title: Instruction
        content: Réponse avant le {deadline}.
        reminders: [{before: 2 working days, effects: [{mail: rappel}]}]
        timeout: {after: delai, target: accord, effects: [{mail: accord}]}
        links: [{label: Le reçu, document: recu}]
      quarante_huit:
        title: Demande rapide
        content: Réponse avant le {deadline}.
        timeout: {after: 48 hours, lands: working day, target: accord}
      souhait:
        title: Jour réservé
        content: Votre jour vaut jusqu'au {deadline}.
        reminders: [{at: jour, effects: [{mail: rappel}]}]
        timeout: {at: jour, target: passe}
        transitions: {fermer: {label: Renoncer, target: passe}}
        links: [{label: Le reçu, document: recu}]
      saison:
        title: La saison
        content: Ouverte jusqu'au {deadline}.
        timeout: {at: cloture, target: passe}
      premiere:
        title: Première étape
        content: Une pièce est attendue.
        transitions: {suite: {label: Continuer, target: seconde}}
      seconde:
        title: Seconde étape
        content: Réponse avant le {deadline}.
        timeout: {after: 3 days, since: premiere, target: passe}
        transitions: {suite: {label: Continuer, target: accord}}
      accord: {title: Accord tacite, final: true}
      passe: {title: Jour passé, final: true}
    mails:
      recu: {to: email, subject: Bien reçu, content: "Réponse sous {delai}, jusqu'au {deadline}."}
      rappel: {to: email, subject: Rappel, content: "C'est bientôt : {deadline}."}
      accord: {to: email, subject: Accord, content: "Sans réponse sous {delai}, accord."}
    documents: {recu: {title: Reçu, content: "Réponse jusqu'au {deadline}, sous {delai}."}}
    retention: {draft: 12 months, closed: 2 months}
"""
FORM = """
    type: object
    required: [email]
    properties:
      email: {type: string, format: email, title: Adresse}
      jour: {type: string, format: date, title: Jour souhaité}
"""
PATIENT = Limits(begun_idle=timedelta(days=1000))  # the browser keeps the case as long as it takes
EVE = datetime(2026, 12, 21, 9, 0, tzinfo=UTC)  # a Monday, 10:00 in Paris


@pytest.fixture
def opened(tmp_path: Path, write_flow: WriteFlow) -> Iterator[Callable[..., ServiceUnderTest]]:
    services: list[ServiceUnderTest] = []

    def start(at: datetime = EVE, site: str = SITE) -> ServiceUnderTest:
        write_flow("avis", FLOW, {"demande": FORM}, site)
        services.append(ServiceUnderTest(tmp_path / "data", tmp_path, start=at, limits=PATIENT))
        return services[-1]

    yield start
    for service in services:
        service.close()


def asked(service: ServiceUnderTest, button: str, **given: str) -> Person:
    person = service.person()
    person.open("/avis/start/demande")
    person.press(button, email="camille@exemple.fr", **given)
    return person


def said(page: Page) -> str:
    return page.text.replace("\N{NO-BREAK SPACE}", " ")


def letters(service: ServiceUnderTest) -> list[str]:
    return [text_of(mail) for mail in service.mails()]


def test_five_working_days_over_christmas_in_alsace(opened: Callable[..., ServiceUnderTest]) -> None:
    """22, 23, then not the 24th (closed), the 25th and 26th (Alsace), nor the weekend: 28, 29, 30."""
    service = opened()
    person = service.person()
    page = person.open("/avis/start/demande")
    assert "L'avis est rendu sous 5 jours ouvrés, la relance sous 1 jour ouvré." in said(page)
    person = asked(service, "Demander un avis")
    assert "Réponse avant le mercredi 30 décembre 2026 à 10 h, heure de Paris." in said(person.page)
    assert "Réponse sous 5 jours ouvrés, jusqu'au mercredi 30 décembre 2026 à 10 h" in letters(service)[0]
    paper = person.open(person.page.link("Le reçu"))
    words = " ".join(PdfReader(BytesIO(paper.body)).pages[0].extract_text().replace("\N{NO-BREAK SPACE}", " ").split())
    assert "jusqu'au mercredi 30 décembre 2026 à 10 h, heure de Paris, sous 5 jours ouvrés." in words
    service.now = datetime(2026, 12, 28, 8, 59, 59, tzinfo=UTC)
    service.worker.work()
    assert len(letters(service)) == 1, "two working days before Wednesday is Monday, at the same hour"
    service.advance(seconds=1)
    service.worker.work()
    assert "C'est bientôt : mercredi 30 décembre 2026 à 10 h" in letters(service)[1]
    service.now = datetime(2026, 12, 30, 8, 59, 59, tzinfo=UTC)
    assert person.open("/avis/instruction").h1 == "Instruction", "a second before it is due"
    service.advance(seconds=1)
    assert person.open("/avis/instruction").h1 == "Accord tacite"
    assert "Sans réponse sous 5 jours ouvrés" in letters(service)[2]


def test_forty_eight_hours_that_land_on_a_working_day(opened: Callable[..., ServiceUnderTest]) -> None:
    """Tuesday 22 + 48 h is Thursday 24, closed; 25 and 26 are holidays, 27 a Sunday: Monday 28, at the same hour."""
    service = opened(EVE + timedelta(days=1))
    person = asked(service, "Demander vite")
    assert "avant le lundi 28 décembre 2026 à 10 h" in said(person.page)


def test_a_day_that_was_chosen_counts_to_its_end(opened: Callable[..., ServiceUnderTest]) -> None:
    service = opened()
    person = asked(service, "Réserver un jour", jour="24/12/2026")
    assert "jusqu'au jeudi 24 décembre 2026 inclus." in said(person.page)
    assert "jusqu'au jeudi 24 décembre 2026 inclus." in letters(service)[0]
    paper = person.open(person.page.link("Le reçu"))
    assert "24 décembre 2026 inclus" in " ".join(PdfReader(BytesIO(paper.body)).pages[0].extract_text().split())
    service.now = datetime(2026, 12, 24, 7, 59, 59, tzinfo=UTC)
    service.worker.work()
    assert len(letters(service)) == 1
    service.advance(seconds=1)
    service.worker.work()
    assert "C'est bientôt : jeudi 24 décembre 2026 inclus." in letters(service)[1], "at 9 in the morning"
    service.now = datetime(2026, 12, 24, 22, 59, 59, tzinfo=UTC)
    assert person.open("/avis/souhait").h1 == "Jour réservé", "the last second of the day, in Paris"
    service.advance(seconds=1)
    page = person.open("/avis/souhait")
    assert page.h1 == "Jour passé"


def test_without_a_day_there_is_no_deadline(opened: Callable[..., ServiceUnderTest]) -> None:
    service = opened()
    person = asked(service, "Réserver un jour")
    assert "Votre jour vaut jusqu'au ." in said(person.page)
    service.advance(days=300)
    assert person.open("/avis/souhait").status == 200
    with service.parcours.database.read() as tx:
        assert not due.due_cases(tx, service.now, 10)


def test_a_day_of_a_setting(opened: Callable[..., ServiceUnderTest]) -> None:
    service = opened()
    person = asked(service, "Attendre la saison")
    assert "Ouverte jusqu'au vendredi 15 janvier 2027 inclus." in said(person.page)
    service.now = datetime(2027, 1, 15, 23, 0, tzinfo=UTC)
    assert person.open("/avis/saison").h1 == "Jour passé"


def test_a_delay_that_counts_since_an_earlier_state(opened: Callable[..., ServiceUnderTest]) -> None:
    service = opened()
    person = asked(service, "Par étapes")
    service.advance(days=2)
    person.open("/avis/premiere")
    page = person.press("Continuer")
    assert "avant le jeudi 24 décembre 2026 à 10 h" in said(page), "three days since Monday, though it is Wednesday"
    service.advance(days=1)
    assert person.open("/avis/seconde").h1 == "Jour passé"


def test_what_is_due_already_fires_at_once_and_the_page_says_so(opened: Callable[..., ServiceUnderTest]) -> None:
    service = opened()
    person = asked(service, "Par étapes")
    service.advance(days=4)
    person.open("/avis/premiere")
    page = person.press("Continuer")
    assert page.h1 == "Jour passé"
    assert "Le délai de cette étape était déjà achevé quand vous y êtes arrivé." in said(page)


def test_the_calendar_is_read_as_it_is_now_and_moves_nothing_that_is_fixed(
    opened: Callable[..., ServiceUnderTest],
) -> None:
    """The site is no part of a version: the same flow goes on, and counts by the new calendar from now on."""
    before = opened()
    person = asked(before, "Demander un avis")
    version = before.parcours.catalogue.flows["avis"].digest
    before.close()
    after = opened(site=SITE.replace("2026-12-24", "2026-12-28"))
    assert after.parcours.catalogue.flows["avis"].digest == version
    again = after.person()
    again.open("/avis/start/demande")
    again.press("Demander un avis", email="alix@exemple.fr")
    assert "mercredi 30 décembre 2026" in said(again.page), "the 24th is worked, the 28th is not"
    with after.parcours.database.read() as tx:
        after.now = datetime(2026, 12, 30, 9, 0, tzinfo=UTC)
        assert len(due.due_cases(tx, after.now, 10)) == 2
    assert said(person.page).count("mercredi 30 décembre 2026 à 10 h") == 1


def test_the_developer_bar_says_what_is_due_and_leads_there(opened: Callable[..., ServiceUnderTest]) -> None:
    person = asked(opened(), "Réserver un jour", jour="24/12/2026")
    bar = " ".join(" ".join(person.page.tree.xpath("//*[@data-dev]//text()")).split())
    assert "24 December 2026 at 9:00" in bar, bar
    assert "25 December 2026 at 0:00" in bar, bar


@pytest.mark.parametrize(
    ("jour", "shown", "why"),
    [
        ("20/12/2026", "Jour passé", "yesterday is over"),
        ("21/12/2026", "Jour réservé", "today counts to its end"),
        ("01/01/1800", "Jour passé", "the first day that can be typed"),
        ("31/12/2199", "Jour réservé", "the last"),
    ],
)
def test_any_day_that_can_be_typed_may_be_a_deadline(
    jour: str, shown: str, why: str, opened: Callable[..., ServiceUnderTest]
) -> None:
    service = opened()
    person = asked(service, "Réserver un jour", jour=jour)
    assert person.page.h1 == shown, why
    assert ("était déjà achevé" in said(person.page)) == (shown == "Jour passé")
    service.worker.work()
