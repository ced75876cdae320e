"""Which font draws what, what none draws as people see it, and what is drawn unlike people write it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from engine.fonts import Fonts, shipped_fonts
from engine.shipped import shipped

SHIPPED = shipped() / "templates" / "fonts"
SUBSET = Path(__file__).parents[1] / "support" / "fonts"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("", ()),
        ("Zoé Œuvrard-Łukasz Yıldırım Çağlar « … » – — ‘’ € ½ №", ()),
        ("Nguyễn Thị Hương", ()),
        ("Nguye\u0302\u0303n", ()),  # decomposed: it is the same letter
        ("x\u0303", ()),  # a letter that Unicode has only so
        ("Привет Ђорђевић Ελληνικά საქართველო Հայաստան", ()),
        ("مرحبا بالعالم پاکستان שָׁלוֹם", ()),
        ("𝔸", ()),  # beyond U+FFFF
        ("☎\ufe0f ❤\ufe0f 😀 ✈", ()),  # DejaVu has many signs; the selector of the coloured one is no character
        ("a\u200bb\u200cc\u200dd\u2060e\ufeff\u00ad\u200e\u202e\u2066f\u2069", ()),  # nobody sees any of them
        ("a\u3164\u115f\U000e0001", ()),
        ("a\u3000b\u2009c\u205fd\te\nf\u2028g", ()),  # spaces of any width are spaces
        ("\x00\x07\x9f", ()),
        ("東京都", ("東", "京", "都")),
        ("東a東", ("東",)),  # once
        ("𠮷", ("𠮷",)),
        ("葛\U000e0100", ("葛\U000e0100",)),  # the selected shape is what a person sees
        ("서울", ("서", "울")),
        ("\u1112\u1161\u11ab", ("한",)),  # decomposed
        ("กรุงเทพ", ("ก", "รุ", "ง", "เ", "ท", "พ")),
        ("दिल्ली", ("दि", "ल्", "ली")),
        ("\u093f", ("\u25cc\u093f",)),  # a mark alone, on what shows that it is one
        ("👨\u200d👩\u200d👧 ok", ("👨\u200d👩\u200d👧",)),  # one sign, whose joiners are not named
        ("👍🏽", ("👍🏽",)),
        ("🇫🇷🇧🇪", ("🇫🇷", "🇧🇪")),
        ("\ue000", ("\ue000",)),  # private use: nobody knows its shape
        ("ﷺ", ("ﷺ",)),
    ],
)
def test_what_no_font_has_is_named_as_people_see_it(text: str, missing: tuple[str, ...]) -> None:
    assert shipped_fonts().missing(text) == missing


@pytest.mark.parametrize(
    ("text", "unjoined"),
    [
        ("Zoé", ()),
        ("مرحبا بالعالم", ()),  # each shape of each letter has a code point, and the font has it
        ("پاکستان ٹھیک", ()),
        ("ښځه", ("ښ", "ځ")),  # Pashto: Unicode has no shapes of these
        ("ߒߞߏ", ("ߒ", "ߞ", "ߏ")),
        ("दिल्ली", ()),  # not there at all: that is said instead
    ],
)
def test_what_is_drawn_letter_by_letter_is_named_where_people_join_it(text: str, unjoined: tuple[str, ...]) -> None:
    assert shipped_fonts().unjoined(text) == unjoined


def test_a_site_s_own_fonts_draw_what_the_first_lacks_and_nothing_else() -> None:
    fonts = Fonts([SUBSET, SHIPPED])
    assert fonts.missing("Zoé 東京 大") == ("大",)
    runs = [(run.family.name if run.family else None, run.text) for run in fonts.runs("Zoé 東京 大 ok")]
    assert runs == [
        ("DejaVuSans", "Zoé "),
        ("droid-subset", "東京"),
        ("DejaVuSans", " "),
        (None, "大"),
        ("DejaVuSans", " ok"),
    ]


def test_a_letter_that_bold_or_italic_lacks_is_upright_rather_than_missing() -> None:
    """DejaVu has no Arabic in italic, and less of it in bold."""
    (plain,) = shipped_fonts().runs("Zoé")
    (arabic,) = shipped_fonts().runs("مرحبا")
    (urdu,) = shipped_fonts().runs("ڑ")
    assert plain.family
    assert arabic.family
    assert urdu.family
    assert [face.stem for face in plain.family.faces] == [
        "DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-Bold",
    ]  # fmt: skip
    assert {face.stem for face in arabic.family.faces} == {"DejaVuSans", "DejaVuSans-Bold"}
    assert "DejaVuSans-Oblique" not in {face.stem for face in urdu.family.faces}


def test_an_arabic_word_is_drawn_by_one_font_for_letters_of_two_never_join() -> None:
    (run,) = shipped_fonts().runs("ٹھیک")
    assert run.text == "ٹھیک"


def test_a_file_of_the_site_replaces_the_one_of_its_name_and_styles_go_together(tmp_path: Path) -> None:
    own = tmp_path / "fonts"
    own.mkdir()
    for name in ("DejaVuSans.ttf", "Other-Regular.ttf", "Other-Bold.ttf", "Lone-Bold.ttf"):
        shutil.copy(SUBSET / "droid-subset.ttf", own / name)
    families = {family.name: family for family in Fonts([own, SHIPPED]).families}
    assert [*families] == ["DejaVuSans", "Lone-Bold", "Other"]
    assert families["DejaVuSans"].faces[0] == own / "DejaVuSans.ttf"
    fonts = Fonts([own, SHIPPED]).families
    other = next(family for family in fonts if family.name == "Other")
    assert [face.name for face in other.faces[:2]] == ["Other-Regular.ttf", "Other-Bold.ttf"]


def test_a_font_that_cannot_be_used_is_none_of_the_families(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"\0\1\0\0")
    (tmp_path / "broken.woff2").write_bytes(b"wOF2")
    (tmp_path / "LICENSE").write_bytes(b"")
    (tmp_path / "._hidden.ttf").write_bytes(b"")
    fonts = Fonts([tmp_path, SHIPPED])
    assert {family.name for family in fonts.families} == {"DejaVuSans"}
    assert [font.path.name for font in fonts.unusable] == ["broken.ttf", "broken.woff2"]
    assert not fonts.missing("Zoé")


def test_a_text_that_the_first_family_has_is_looked_at_in_no_time() -> None:
    fonts = shipped_fonts()
    fonts.missing("é")  # the files are read
    begun = time.perf_counter()
    for _ in range(100):
        fonts.missing("Zoé Lefèvre, 12 bis, rue de l'Église, 75005 Paris " * 20)
    assert (time.perf_counter() - begun) / 100 < 0.005


@pytest.mark.parametrize("name", ["\u2068שלום\u2069", "\u2067abc\u2069", "a\u200fb", "a\u061cb"])
def test_what_says_in_which_direction_a_text_is_written_stays_though_no_font_has_it(name: str) -> None:
    """Without it the figure behind a Hebrew name was drawn before it."""
    runs = shipped_fonts().runs(f"Bonjour {name} 100 euros.")
    assert "".join(run.text for run in runs) == f"Bonjour {name} 100 euros."
