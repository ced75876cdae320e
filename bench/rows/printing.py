"""The procedure's document as a PDF, a different one each time, beside the library called straight."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from markupsafe import Markup

from bench.floors import paper
from bench.measure import percentile
from bench.table import Row
from engine.delivery.documents import DocumentContent, DocumentGroup, DocumentRow, document_html
from engine.delivery.pdf import PdfMaker
from engine.delivery.templates import environment
from engine.fonts import Fonts
from engine.shipped import shipped

DOCUMENTS = 40
ROWS = {
    "Numéro d'abonné": "4815162342", "Date de création": "23 novembre 2026", "Adresse électronique": "a@exemple.fr",
    "Civilité": "Madame", "Nom": "Martin", "Prénom": "Camille", "Téléphone": "01 23 45 67 89", "Pays": "France",
    "Numéro et voie": "12 rue des Lilas", "Complément d'adresse": None, "Code postal": "75005", "Commune": "Paris",
    "Question de confiance": "Quel est votre surnom ?",
}  # fmt: skip


def rows(_folder: Path) -> Iterator[Row]:
    maker = PdfMaker(Fonts([paper.FONTS]))
    ours: list[float] = []
    floor: list[float] = []
    try:
        for number in range(-2, DOCUMENTS):
            html = _document(number)
            for kept, make in ((ours, maker.make), (floor, paper.make)):
                start = time.perf_counter()
                assert make(html).startswith(b"%PDF")
                if number >= 0:  # with those before it the processes start
                    kept.append(time.perf_counter() - start)
    finally:
        maker.close()
    ratio = median(mine / bare for mine, bare in zip(ours, floor, strict=True))
    yield Row("PDF, p95", percentile(ours, 0.95) * 1e3, percentile(floor, 0.95) * 1e3, ratio, "ms", bound=500)


def _document(number: int) -> str:
    """The same document is made but once: each has a number of its own."""
    rows = [DocumentRow(title, value) for title, value in ROWS.items()]
    content = DocumentContent(
        title=f"Récapitulatif de votre espace professionnel {number}",
        language="fr",
        service="Téléprocédures des professionnels",
        groups=(DocumentGroup("", tuple(rows[:2])), DocumentGroup("Informations", tuple(rows[2:]))),
        content=Markup("<p>Enregistrez ce fichier et, éventuellement, imprimez-le pour vos archives.</p>"),
        made_on="Fait le lundi 23 novembre 2026 à 10 h, heure de Paris",
        notice="Service de démonstration",
        blank="Non renseigné",
    )
    return document_html(environment([shipped() / "templates"]), content)
