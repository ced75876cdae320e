"""Every figure of the procedure stands once: a text quotes it, a rule names it."""

from __future__ import annotations

import re

import pytest

from engine.language.analysis.texts import all_words, words_of_site
from engine.language.load import Catalogue
from engine.language.model import Flow
from engine.shipped import shipped
from tests.support.figures import figures_of, without_placeholders


def test_no_figure_of_the_rules_is_written_again_in_a_text(catalogue: Catalogue, flow: Flow) -> None:
    """Nor a duration in other units, nor a line of assistance: each is quoted from its setting or its form."""
    typed = figures_of(flow, catalogue.site)
    written = [
        f"{words.text.place.file}:{words.text.place.line}: {found.group()!r}"
        for words in (*words_of_site(catalogue.site), *all_words(flow))
        for found in [typed.search(without_placeholders(words.text.source))]
        if found
    ]
    assert not written


@pytest.mark.parametrize(
    "text",
    [
        "Activez votre espace sous 48 heures.",
        "dans un délai de 48h",
        "dans un délai de 48 h",
        "Vous avez quarante-huit heures.",
        "Vous avez deux jours.",
        "Vous avez 2 jours.",
        "Recopiez les six caractères de l'image.",
        "Recopiez les 6 caractères de l'image.",
        "Vingt caractères au minimum.",
        "20 caractères au minimum",
        "un maximum de cent dossiers",
        "un maximum de 100",
        "128 caractères au maximum",
        "après cinq essais",
        "pendant un quart d'heure",
        "pendant quinze minutes",
        "Comptez dix minutes.",
        "Appelez le 0809 400 210.",
        "Appelez le 0809400210.",
        "L'assistance répond de 8h00 à 19h30.",
        "L'assistance répond jusqu'à 19 h 30.",
    ],
)
def test_a_figure_written_again_would_be_seen(catalogue: Catalogue, flow: Flow, text: str) -> None:
    assert figures_of(flow, catalogue.site).search(text)


@pytest.mark.parametrize(
    "text",
    [
        "Les trois étapes",
        "deux espaces différents avec la même adresse",
        "Téléphone : par exemple 01 02 03 04 05 ou +33 1 02 03 04 05.",
        "par exemple 75005",
        "Recopiez les {captcha_length} caractères, dans le délai de {activation_delay}.",
        "1. **Pré-inscription** : vous acceptez les conditions générales.",
    ],
)
def test_what_is_no_figure_of_the_rules_may_be_written(catalogue: Catalogue, flow: Flow, text: str) -> None:
    assert not figures_of(flow, catalogue.site).search(without_placeholders(text))


def test_every_setting_is_used(catalogue: Catalogue, flow: Flow) -> None:
    text = "\n".join([*flow.sources.values(), (shipped() / "flows" / "site.yaml").read_text(encoding="utf-8")])
    code = re.sub(r"\s#.*", "", text)
    assert not [name for name in flow.settings if len(re.findall(rf"\b{name}\b", code)) < 2]
