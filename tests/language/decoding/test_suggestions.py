"""Words in a fix: the nearest known word, and the name a text was meant to be."""

from __future__ import annotations

import pytest

from engine.language.decoding import an, near, one_of_these, slug


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Étape 1", "etape_1"),
        ("Nom de famille", "nom_de_famille"),
        ("1er choix", "er_choix"),
        ("日本", ""),
        ("__a__", "a"),
    ],
)
def test_the_nearest_name_to_a_text(text: str, name: str) -> None:
    assert slug(text) == name


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("titel", "title"), ("minlength", "minLength"), ("Title", "title"), ("foo", None), ("", None)],
)
def test_the_nearest_known_word(word: str, nearest: str | None) -> None:
    assert near(word, ("title", "type", "minLength")) == nearest


def test_the_fix_for_an_unknown_word_is_the_nearest_or_the_list() -> None:
    assert one_of_these("gren", ("red", "green")) == 'write "green"'
    assert one_of_these("violet", ("red", "green")) == "write one of: red, green"
    assert one_of_these("2", ("1",)) == 'write "1"'


def test_a_noun_has_its_article() -> None:
    assert (an("effect"), an("state")) == ("an effect", "a state")
