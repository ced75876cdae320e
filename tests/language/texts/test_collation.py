"""Alphabetical order: that of the shipped countries in French, and what a reader of English expects."""

from __future__ import annotations

import pytest

from engine.language.texts.collation import alphabetical
from tests.support.shipped_flows import shipped_catalogue

ORDERS = [
    (["Åland", "Albanie", "Algérie"], "an accent does not count"),
    (["cote", "coté", "côté"], "but between words that are otherwise one"),
    (["Saint-Marin", "Saint-Pierre", "Sainte-Hélène"], "word by word"),
    (["Guinée", "Guinée-Bissau", "Guinée équatoriale"], "a hyphen parts words as a space does"),
    (["île", "Îles Féroé", "ilot"], "nor do capitals"),
    (["Costa Rica", "Côte d'Ivoire", "Côte d’Or"], "whichever apostrophe"),
    (["Odessa", "Œdipe", "Offenbach"], "œ is o and e"),
    (["Łódź", "Lodz 2", "Lok"], "a letter with a stroke is the letter"),
    (["Zone 9", "Zürich"], "figures before letters"),
]


@pytest.mark.parametrize(("texts", "reason"), ORDERS, ids=[row[1] for row in ORDERS])
def test_texts_stand_in_alphabetical_order(texts: list[str], reason: str) -> None:
    turned = [*texts[1:], texts[0]]
    assert sorted(turned, key=alphabetical) == texts, reason


def test_the_countries_stand_in_the_order_of_each_language_behind_france() -> None:
    flow = shipped_catalogue().flows["espace_expert"]
    for language in flow.languages:
        field = flow.spoken(language).field("pays")
        assert field
        titles = [option.title.source for option in field.options]
        assert titles[0] == "France"
        assert titles[1:] == sorted(titles[1:], key=alphabetical)
        assert len(titles) == 250
    english = [option.title.source for option in flow.spoken("en").field("pays").options]  # type: ignore[union-attr]
    assert english[1:4] == ["Afghanistan", "Åland Islands", "Albania"]
    assert english.index("Germany") == english.index("Georgia") + 1, "not where Allemagne stands"
