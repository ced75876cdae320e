"""Options in alphabetical order: that of the page's language, whatever is chosen in which."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import WriteFlow
from tests.support.person import Person
from tests.support.service_under_test import ServiceUnderTest

FLOW = """
    parcours: 1
    flow: voyage
    title: {fr: Voyage, en: Journey}
    language: fr
    languages: [fr, en]
    timezone: Europe/Paris
    entries: {debut: {state: saisie}}
    states:
      saisie:
        title: {fr: Saisie, en: Form}
        form: saisie
        transitions: {aller: {label: {fr: Aller, en: Go}, target: recap}}
      recap:
        title: {fr: Récapitulatif, en: Summary}
        review: true
        back: {label: {fr: Retour, en: Back}}
        transitions: {fin: {label: {fr: Fin, en: End}, target: fin}}
      fin: {title: {fr: Fini, en: Over}, final: true}
"""
FORM = """
    type: object
    required: [pays]
    properties:
      pays: {type: string, title: {fr: Pays, en: Country}, x-options: {list: pays, sort: true, first: [CH]}}
"""
PAYS = """\
- {const: DE, title: {fr: Allemagne, en: Germany}}
- {const: ES, title: {fr: Espagne, en: Spain}}
- {const: CH, title: {fr: Suisse, en: Switzerland}}
- {const: AT, title: {fr: Autriche, en: Austria}}
"""


def test_a_page_shows_the_options_in_its_own_order_and_what_is_chosen_stays(
    tmp_path: Path, write_flow: WriteFlow
) -> None:
    (tmp_path / "forms" / "lists").mkdir(parents=True)
    (tmp_path / "forms" / "lists" / "pays.yaml").write_text(PAYS, encoding="utf-8")
    write_flow("voyage", FLOW, {"saisie": FORM})
    (tmp_path / "data").mkdir()
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    person = service.person()
    person.open("/voyage/start/debut")
    assert options(person) == ["Suisse", "Allemagne", "Autriche", "Espagne"]
    url, french = person.filled("Aller", pays="AT")
    person.open("/en/voyage/start/debut")
    assert options(person) == ["Switzerland", "Austria", "Germany", "Spain"]
    page = person.post(url, french)
    assert "Autriche" in page.text, "what is sent is the option, not its place"
    page = person.open("/en/voyage/recap")
    assert "Austria" in page.text
    service.close()


def options(person: Person) -> list[str]:
    found = person.page.tree.xpath("//main//input[@type='radio']/following-sibling::*")
    return [" ".join(element.text_content().split()) for element in found if element.text_content().strip()]
