"""A procedure whose file is gone: nothing begins any more, and what is under way goes to its end."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import WriteFlow
from tests.support.person import Page, Person, in_process
from tests.support.service_under_test import ServiceUnderTest, codes_in, text_of

FLOW = """
    parcours: 1
    flow: essai
    title: Essai d'hiver
    language: fr
    timezone: Europe/Paris
    registers: {noms: {kind: text, statuses: [pris], samples: {Zoe: pris}}}
    facts: {nom_pris: {register: noms, key: nom}}
    entries:
      debut: {state: saisie}
      retour: {state: cle, fills: {code_saisi: cle}}
      annulation: {state: annulation, fills: {code_annule: cle}}
    pages:
      accueil: {title: Accueil de l'essai, path: /, content: Bonjour., links: [{label: Commencer, entry: debut}]}
      adieu: {title: Au revoir}
      regles: {title: Les règles, content: Peu de choses., path: /regles}
    states:
      saisie:
        title: Saisie
        form: saisie
        transitions: {suite: {label: Continuer, target: recap}}
      recap:
        title: Relisez
        review: true
        timeout: {after: 2 days, target: fin}
        transitions:
          envoyer:
            label: Envoyer
            first_of:
              - {guard: not nom_pris == "free", refuse: {message: Ce nom est pris.}}
              - target: attente
                effects:
                  - claim: {register: noms, key: nom, status: pris}
                  - code: {name: cle, length: 10, lives: 2 days}
                  - mail: cle
      attente:
        title: Demande reçue
        links: [{label: Reçu, document: recu}, {label: Autre démarche, flow: autre}]
        timeout: {after: 2 days, target: fin, effects: [{release: {register: noms, key: nom}}, {mail: perdu}]}
        transitions:
          confirmer: {target: confirmee}
          annuler: {target: fin, effects: [{release: {register: noms, key: nom}}]}
          partir: {label: Plus tard, leave: {page: adieu, message: "Nous attendons {nom}."}}
      confirmee:
        title: Demande confirmée
        rest: true
        links: [{label: Reçu, document: recu}, {label: Fiche, view: fiche}]
      fin: {title: Fin, final: true}
      annulee: {title: Annulée, final: true}
      cle:
        title: Votre code
        form: cle
        transitions:
          suite:
            label: Confirmer
            first_of:
              - resume: {state: attente, code: cle, typed: code_saisi, event: confirmer}
              - refuse: {field: code_saisi, message: Ce code n'ouvre rien.}
      annulation:
        title: Annuler
        form: annulation
        transitions:
          annuler:
            label: Annuler
            first_of:
              - {resume: {state: attente, code: cle, typed: code_annule, event: annuler}, target: annulee}
              - refuse: {field: code_annule, message: Ce code n'annule rien.}
    views:
      fiche: {in: [confirmee], title: Votre fiche, review: true}
    mails:
      cle:
        to: email
        subject: Votre code
        content: "Voici :\\n\\n{cle}\\n\\n[Confirmez](entry:retour), [annulez](entry:annulation), [lisez](page:regles)."
      perdu: {to: email, subject: Trop tard, content: "C'est fini : [recommencer](entry:debut)."}
    documents:
      recu: {title: Reçu, review: true}
"""
FORMS = {
    "saisie": """
        type: object
        required: [nom, email]
        properties:
          nom: {type: string, title: Nom}
          email: {type: string, title: Adresse, format: email}
    """,
    "cle": """
        type: object
        required: [code_saisi]
        properties: {code_saisi: {type: string, title: Code, x-widget: code}}
    """,
    "annulation": """
        type: object
        required: [code_annule]
        properties: {code_annule: {type: string, title: Code, x-widget: code}}
    """,
    "autre": "type: object\nproperties: {mot: {type: string, title: Mot}}\n",
}
AUTRE = """
    parcours: 1
    flow: autre
    title: Autre démarche
    language: fr
    timezone: Europe/Paris
    entries: {porte: {state: mot}}
    states:
      mot: {title: Un mot, form: autre, transitions: {suite: {label: Continuer, target: fin}}}
      fin: {title: Merci, final: true}
"""
WHO = {"nom": "Ana", "email": "ana@exemple.fr"}


class Site:
    """A service that can be started again, with or without the file of its procedure."""

    def __init__(self, folder: Path, write_flow: WriteFlow) -> None:
        self.folder = folder
        write_flow("essai", FLOW, FORMS)
        write_flow("autre", AUTRE)
        self.service = ServiceUnderTest(folder / "data", folder)

    def withdraw(self, **settings: object) -> ServiceUnderTest:
        for name in ("flows/essai", "forms/saisie", "forms/cle", "forms/annulation"):
            (self.folder / f"{name}.yaml").unlink(missing_ok=True)
        return self.again(**settings)

    def again(self, **settings: object) -> ServiceUnderTest:
        now = self.service.now
        self.service.close()
        self.service = ServiceUnderTest(self.folder / "data", self.folder, start=now, **settings)
        return self.service


@pytest.fixture
def site(tmp_path: Path, write_flow: WriteFlow) -> Iterator[Site]:
    site = Site(tmp_path, write_flow)
    yield site
    site.service.close()


def before(service: ServiceUnderTest, person: Person) -> Person:
    """The same browser, before a service that was started again."""
    cookies = dict(pair.split("=", 1) for pair in person.cookies().split("; "))
    return in_process(service.app, cookies)


def sent(site: Site) -> Person:
    person = site.service.person()
    person.open("/essai/start/debut")
    person.press("Continuer", **WHO)
    assert person.press("Envoyer").h1 == "Demande reçue"
    return person


def key(site: Site) -> str:
    [mail] = [mail for mail in site.service.mails() if mail["Subject"].startswith("Votre code")]
    return codes_in(text_of(mail))[0]


def ended(page: Page) -> bool:
    return (page.status, page.h1) == (410, "Cette démarche a pris fin")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/essai", "the procedure itself"),
        ("/essai/start/debut", "its entry"),
        ("/essai/saisie", "the first form"),
        ("/essai/adieu", "a page of it"),
        ("/regles", "a page at an address of its own"),
        ("/essai/start/jadis", "an entry of an older version still"),
        ("/essai/recap", "a state, without a case"),
    ],
)
def test_its_addresses_say_that_it_has_ended(site: Site, address: str, why: str) -> None:
    sent(site)
    page = site.withdraw().person().open(address)
    assert ended(page), why
    assert "Essai d'hiver" in page.title
    assert page.link("Retour à l'accueil") == "/"
    assert "Essai d'hiver" not in site.service.person().open("/procedures").text
    assert site.service.person().open("/").h1 == "Démarches en ligne", "its home page is the service's no more"


def test_a_case_under_way_goes_on_in_the_browser_that_holds_it(site: Site) -> None:
    person = site.service.person()
    person.open("/essai/start/debut")
    person.press("Continuer", **WHO)
    person = before(site.withdraw(), person)
    assert person.open("/essai/recap").h1 == "Relisez"
    person.open("/essai/saisie")
    assert person.press("Enregistrer et revenir au récapitulatif", nom="Anna").h1 == "Relisez"
    assert person.press("Envoyer").h1 == "Demande reçue"
    assert person.page.link("Autre démarche") == "/autre/start/porte"
    assert person.open("/essai/document/recu").headers["Content-Type"] == "application/pdf"
    page = person.open("/essai/start/debut")
    assert ended(page)
    assert person.follow("Retrouver votre demande").h1 == "Demande reçue"
    page = person.press("Plus tard")
    assert ended(page)
    assert "Nous attendons Anna." in page.text


def test_the_links_of_its_mails_still_lead_to_cases_under_way(site: Site) -> None:
    sent(site)
    code = key(site)
    person = site.withdraw().person()
    person.open(f"/essai/start/retour?code_saisi={code}")
    assert person.page.value("code_saisi") == code
    assert person.press("Confirmer").h1 == "Demande confirmée"
    assert person.follow("Fiche").h1 == "Votre fiche"
    assert person.open("/essai/confirmee").h1 == "Demande confirmée"
    other = site.service.person()
    assert other.open("/essai/confirmee").h1 == "Votre code", "who does not hold the case finds it again at its entry"


def test_the_link_that_cancels_still_cancels(site: Site) -> None:
    sent(site)
    code = key(site)
    person = site.withdraw().person()
    person.open(f"/essai/start/annulation?code_annule={code}")
    assert person.press("Annuler").h1 == "Annulée"


def test_its_timers_fire_and_its_mails_leave(site: Site) -> None:
    sent(site)
    service = site.withdraw()
    service.advance(days=2, minutes=1)
    service.worker.work()
    last = service.mails()[-1]
    assert last["Subject"].startswith("Trop tard")
    assert "http://127.0.0.1/essai/start/debut" in text_of(last)


def test_a_first_form_opened_before_begins_nothing_and_keeps_what_was_typed(site: Site) -> None:
    person = site.service.person()
    person.open("/essai/start/debut")
    url, pairs = person.filled("Continuer", **WHO)
    person = before(site.withdraw(), person)
    page = person.post(url, pairs)
    assert page.status == 422
    assert "Cette démarche a pris fin" in page.errors[0]
    assert page.value("nom") == "Ana"


def test_the_operator_reads_at_the_start_which_procedure_has_no_file(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    sent(site)
    with caplog.at_level(logging.WARNING, "parcours"):
        site.again()
    assert "essai" not in caplog.text
    with caplog.at_level(logging.WARNING, "parcours"):
        site.withdraw()
    assert (
        "the procedure essai was served from this database and has no file any more (flows/essai.yaml)" in caplog.text
    )
    assert "cases under way, which go on: 1" in caplog.text


def test_a_file_that_is_put_back_is_served_again(site: Site, write_flow: WriteFlow) -> None:
    site.withdraw()
    write_flow("essai", FLOW, FORMS)
    person = site.again().person()
    assert person.open("/essai/start/debut").h1 == "Saisie"
    assert person.open("/").h1 == "Accueil de l'essai"


def test_a_stored_text_that_no_longer_loads_stops_nothing_else(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    with site.service.parcours.database.write() as tx:
        tx.execute(text("UPDATE versions SET sources = '{}' WHERE flow = 'essai'"), {})
    with caplog.at_level(logging.ERROR, "parcours"):
        person = site.withdraw().person()
    assert "the procedure essai cannot be shown any more" in caplog.text
    assert person.open("/essai/start/debut").status == 404
    assert person.open("/autre/start/porte").h1 == "Un mot"


def test_the_samples_of_its_registers_are_not_put_again(site: Site) -> None:
    service = site.withdraw()
    service.parcours.empty()
    with service.parcours.database.read() as tx:
        assert not tx.execute(text("SELECT count(*) FROM register_rows"), {}).scalar()
