"""A text without any sign of Markdown is not parsed: what is made of it is what the parser makes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.language.texts import markdown
from engine.language.texts.text import Placeholder, parse_text
from engine.problems import Place, Problem

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


PIECES = (
    *("{email}", "{email.maxLength}", "{tries_left try|tries}", "{Été}", "{a\nb}", "{", "}", "{{", "}}"),
    *("words", "**", "*", "_", "- ", "1. ", "# ", "> ", "|", "!", "]", "(page:x)", "&#123;", "    "),
    *("\n", "\n\n", "  ", "---", "\n==="),
)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join))
@example("{a\nb}")
@example("- {email}\n- {email}")
def test_braces_are_found_without_markdown_where_nothing_hides_them(source: str) -> None:
    def found(source: str) -> tuple[list[object], list[object]]:
        first = source.split("\n")[0]
        text, problems = parse_text(source, Place("f", 3, 5, len(first), "    " + first))
        return [_seen(one) for one in text.placeholders], [_seen(one) for one in problems]

    # An escape is what a brace may hide behind: a text that ends with one is read by the parser.
    assert found(source + ".") == found(source + ".\\.")


def _seen(one: Placeholder | Problem) -> tuple[object, ...]:
    return (one.name if isinstance(one, Placeholder) else one.message, *one.place[1:4])
