"""A text without any sign of Markdown is not parsed: what is made of it is what the parser makes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.language.texts import markdown

# Signs that Markdown, placeholders and French typography know, beside those that mean nothing.
SIGNS = "abcéÀŒ12 ,;:.?!'’«»()…–/%€-_*[]{}`#&<>\\\"|~=+\n\t\u00a0\u202f\u200b"


@given(st.text(st.sampled_from(SIGNS), max_size=16))
@example("Votre identité ?")  # a space that is kept together
@example("« Oui » : 12 500 €")
@example("a ")  # blanks at an end go
@example("a  b")  # two are left
@example("a_b_c")  # an underscore may be emphasis
@example("Fin.\u00a0")
def test_a_plain_text_is_what_the_parser_makes_of_it(source: str) -> None:
    parser = markdown._PARSER
    assert markdown.blocks(source) == parser.parse(source)
    assert markdown.line(source) == parser.parseInline(source)


@pytest.mark.parametrize(
    "source", ["Nom", "Code postal", "Lu et approuvé, « bon pour accord »", "Île-de-France", "Où ?"]
)
def test_labels_are_plain(source: str) -> None:
    assert markdown._PLAIN.fullmatch(source)
