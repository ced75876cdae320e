"""Characters that cannot be seen: Unicode's properties decide, and twice is the same as once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language import signs

# Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt: ranges, both ends included.
DEFAULT_IGNORABLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
# Prepended_Concatenation_Mark: format characters that are drawn, around or under the figures behind them.
DRAWN = {0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}

CODE_POINTS = [chr(point) for point in range(0x110000)]


def test_what_unicode_ignores_by_default_cannot_be_seen() -> None:
    missing = [f"{p:X}" for first, last in DEFAULT_IGNORABLE for p in range(first, last + 1) if not blank(chr(p))]
    assert missing == []


def test_format_characters_cannot_be_seen_but_those_that_are_drawn() -> None:
    cf = {ord(c) for c in CODE_POINTS if unicodedata.category(c) == "Cf"}
    assert {p for p in cf if not blank(chr(p))} == DRAWN & cf


def test_spaces_and_line_ends_are_blank_and_nothing_that_is_drawn_is() -> None:
    spaces = [c for c in CODE_POINTS if c.isspace() or unicodedata.category(c) in ("Zs", "Zl", "Zp")]
    assert [c for c in spaces if not blank(c)] == []
    letters = [c for c in CODE_POINTS if unicodedata.category(c)[0] in "LNPS" and blank(c)]
    assert letters == ["\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"]  # those that look blank


def blank(character: str) -> bool:
    return signs.is_blank(character)


TRIMMED = [
    # typed, kept, why
    ("  a  b ", "a  b", "blanks inside stay"),
    ("\u00a0a\u3000", "a", "blanks of any width"),
    ("\u200ba\u200b", "a", "a space of no width"),
    ("\u202dabc\u202c", "abc", "an override around it"),
    ("\u2068abc\u2069", "abc", "an isolate around it"),
    ("\u00ada\u00ad", "a", "soft hyphens"),
    ("\u061ca\u061c", "a", "the Arabic letter mark"),
    ("\u180ea\u180e", "a", "the Mongolian vowel separator"),
    ("\u3164a\uffa0", "a", "Hangul fillers"),
    ("\u115fa\u1160", "a", "Hangul fillers"),
    ("\u2800a\u2800", "a", "the blank cell of Braille"),
    ("\ufeffa\u2060", "a", "a byte order mark, a word joiner"),
    ("\U000e0041a\U000e0041", "a", "tags"),
    ("\x00a\x1f", "\x00a", "a control character is refused, not taken off; one that is a space is"),
    ("a\u034f", "a", "the grapheme joiner"),
    ("\u2028a\u2029", "a", "line separators"),
    ("a\u2028b\u2029c\x85d\ve\ff", "a b c d e f", "every end of a line is a space where there is one line"),
    ("a\r\nb\tc", "a b c", "as before"),
    ("abc \u202e def", "abc  def", "an override inside"),
    ("abc\u202edef", "abcdef", "an override inside a word"),
    ("a\u202ab\u202bc\u202cd\u202de\u202e", "abcde", "embeddings and overrides, closed or not"),
    ("a \u2067b", "a b", "an isolate left open"),
    ("a \u2069b", "a b", "a close without an open"),
    ("a \u2067b\u2069 c", "a \u2067b\u2069 c", "an isolate that is closed"),
    ("a \u2067b\u2068c\u2069 d", "a b\u2068c\u2069 d", "of two, the one that is left open"),
    ("e\u202e\u0301", "é", "one Unicode form, also where a sign stood between"),
    ("a\u200bb\u00adc", "a\u200bb\u00adc", "inside a text nothing else is touched"),
    ("می\u200cخواهم", "می\u200cخواهم", "Persian: a non-joiner inside a word"),
    ("ه\u200d", "ه\u200d", "Persian: the joiner is part of the abbreviation"),
    ("क\u094d\u200d", "क\u094d\u200d", "Hindi: a half letter at the end"),
    ("क\u094d\u200dष", "क\u094d\u200dष", "Hindi: a joiner inside"),
    ("שלום \u200fa\u200e b", "שלום \u200fa\u200e b", "direction marks inside"),
    ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧", "a family is one emoji"),
    ("❤\ufe0f", "❤\ufe0f", "a red heart"),
    ("❤\ufe0f \u200b", "❤\ufe0f", "a red heart and a space"),
    ("❤\u200b\ufe0f", "❤", "a selector that selects nothing"),
    ("1\ufe0f\u20e3", "1\ufe0f\u20e3", "a keycap"),
    ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",) * 2 + ("the flag of England",),
    ("葛\U000e0100", "葛\U000e0100", "a variant of an ideograph"),
    ("Paris\ufe0f", "Paris", "a letter with case has no variants"),
    ("75005\ufe0e", "75005", "nor has a figure"),
    ("\ufe0fa", "a", "a selector that selects nothing"),
    ("\u200d\u202e\u3164 \u2066", "", "nothing to be seen"),
    ("\u0600١", "\u0600١", "a format character that is drawn"),
]


@pytest.mark.parametrize(("typed", "kept", "why"), TRIMMED, ids=[why for *_, why in TRIMMED])
def test_a_text_is_trimmed_and_turns_nothing_around_it(typed: str, kept: str, why: str) -> None:
    assert signs.trimmed(typed) == kept


def test_a_text_of_several_lines_keeps_them_and_each_isolate_ends_with_its_line() -> None:
    assert signs.trimmed("a\r\nb\u2028c\u2029d\x85\n", lines=True) == "a\nb\nc\nd"
    assert signs.trimmed("a\tb\n\nc", lines=True) == "a\tb\n\nc"
    assert signs.trimmed("a \u2067b\nc\u2069 d", lines=True) == "a b\nc d"


FREED = [
    ("\u202d+33 1 02 03 04 05\u202c", "+33 1 02 03 04 05"),
    ("\u2068+33102030405\u2069", "+33102030405"),
    ("01\u00ad02", "0102"),
    ("\u202anom@exemple.fr\u202c", "nom@exemple.fr"),
    ("nom\u200b@exemple\ufe0f.fr", "nom@exemple.fr"),
    ("24/\u200e11\u200f/2026", "24/11/2026"),
    ("1\u2063 2", "1 2"),
    ("e\u200d\u0301", "é"),
]


@pytest.mark.parametrize(("typed", "kept"), FREED, ids=[ascii(typed) for typed, _ in FREED])
def test_what_cannot_be_seen_is_taken_out_wherever_it_stands(typed: str, kept: str) -> None:
    assert signs.freed(typed) == kept


def test_spaces_of_any_width_are_taken_out() -> None:
    assert signs.without_spaces(" 75\u202f0\u200b0\u30005\t\u2800") == "75005"


ODD = "a e\u0301\u200d\u200c\ufe0f\u202e\u2067\u2069\u2068\u2028\n\u00a0\u3164\u094d❤🏴\U000e0067\U000e007f"
SIGNS = st.text(st.characters() | st.sampled_from(ODD), max_size=12)


@pytest.mark.parametrize("read", [signs.trimmed, signs.freed, signs.without_spaces, signs.contained])
@given(text=SIGNS)
def test_reading_twice_is_reading_once(read: Callable[[str], str], text: str) -> None:
    assert read(read(text)) == read(text)


@given(text=SIGNS)
def test_a_trimmed_text_is_contained_and_in_one_form(text: str) -> None:
    for lines in (True, False):
        kept = signs.trimmed(text, lines=lines)
        assert kept == signs.contained(kept) == unicodedata.normalize("NFC", kept)
        assert signs.is_blank(text) == (kept == "")


def test_only_what_is_written_from_right_to_left_is_isolated() -> None:
    assert signs.isolated("Élise 12, 3€") == "Élise 12, 3€"
    assert signs.isolated("שלום\nabc") == "\u2068שלום\u2069\nabc"
    assert signs.isolated("محمد") == "\u2068محمد\u2069"
