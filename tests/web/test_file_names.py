"""What a document is called where it is saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.web.papers import file_name
from tests.conftest import WriteFlow
from tests.support.service_under_test import ServiceUnderTest

FLOW = """
    parcours: 1
    flow: pret
    title: Prêt
    language: fr
    timezone: Europe/Paris
    settings: {delai: 5 days}
    entries: {debut: {state: saisie}}
    states:
      saisie: {title: Saisie, form: saisie, transitions: {aller: {label: Aller, target: fin}}}
      fin: {title: Fin, final: true, links: [{label: Reçu, document: recu}]}
    documents: {recu: {title: "%s", content: "Sous {delai}"}}
"""
FORM = "type: object\nrequired: [nom]\nproperties: {nom: {type: string, title: Nom}}\n"

NAMES = [
    ("Reçu de votre prêt", "recu-de-votre-pret.pdf", "plain letters: any disk takes them"),
    ("L’œuvre : vœux de la Straße", "l-oeuvre-voeux-de-la-strasse.pdf", "letters that are two, a curly apostrophe"),
    ("Reçu de {nom}", "recu-de.pdf", "nothing of the case: a list of downloads is no place for it"),
    ("À rendre sous {delai}", "a-rendre-sous-5-jours.pdf", "a setting is the flow's own"),
    ("../../etc/passwd\\r\\nX: y", "etc-passwd-x-y.pdf", "no path, no line"),
    ("Απόδειξη", "pret-recu.pdf", "without any plain letter it is what the flow calls it"),
    ("a " * 100, "a-" * 39 + "a.pdf", "no longer than a disk takes it"),
]


@pytest.mark.parametrize(("title", "name", "reason"), NAMES, ids=[row[2] for row in NAMES])
def test_a_document_is_called_by_its_title(
    tmp_path: Path, write_flow: WriteFlow, title: str, name: str, reason: str
) -> None:
    write_flow("pret", FLOW % title, {"saisie": FORM})
    service = ServiceUnderTest(tmp_path, tmp_path)
    flow = service.parcours.catalogue.flows["pret"]
    assert file_name(flow, flow.documents["recu"]) == name, reason
    service.close()
