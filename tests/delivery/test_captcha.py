"""The challenge's image and its answer."""

from __future__ import annotations

import warnings
from collections import Counter
from io import BytesIO

import pytest
from PIL import Image, ImageFilter

from engine.delivery.captcha import ALPHABET, answer, image, same


def test_the_answer_follows_from_key_and_nonce_alone() -> None:
    assert answer(b"key", "nonce", 6) == answer(b"key", "nonce", 6)
    assert answer(b"key", "nonce", 6) != answer(b"key", "another nonce", 6)
    assert answer(b"key", "nonce", 6) != answer(b"another key", "nonce", 6)


@pytest.mark.parametrize("length", [1, 6, 40])
def test_the_answer_has_the_length_asked_for(length: int) -> None:
    found = answer(b"key", "nonce", length)
    assert len(found) == length
    assert set(found) <= set(ALPHABET)


def test_all_characters_are_equally_likely() -> None:
    counts = Counter("".join(answer(b"key", str(nonce), 40) for nonce in range(1000)))
    fair = 40_000 / len(ALPHABET)
    assert set(counts) == set(ALPHABET)
    assert all(0.9 * fair < count < 1.1 * fair for count in counts.values())


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("D2U5", "as drawn"),
        ("d2u5", "case counts for nothing"),
        (" D2 u5 ", "nor do spaces"),
        ("D2-U5", "nor dashes"),
        ("OZVS", "look-alikes that are never drawn are read as the one that is"),
        ("02u5", "a nought for a D"),
        ("\uff24\uff12\uff35\uff15", "wide letters of an Asian keyboard"),
    ],
)
def test_a_right_reading_passes(typed: str, why: str) -> None:
    assert same("D2U5", typed), why


@pytest.mark.parametrize("typed", ["", "  ", "D2U", "D2U55", "D2U6", "2DU5", "\u0000", "é" * 5000, "🙂"])
def test_a_wrong_reading_fails(typed: str) -> None:
    assert not same("D2U5", typed)


def test_nothing_typed_is_never_right() -> None:
    assert not same("", "")


def test_the_same_text_and_seed_give_the_same_bytes_so_that_asking_again_averages_no_noise_away() -> None:
    assert image("D2U5KX", b"seed") == image("D2U5KX", b"seed")
    assert image("D2U5KX", b"seed") != image("D2U5KX", b"other")


@pytest.mark.parametrize(("length", "size"), [(6, (600, 192)), (1, (160, 192)), (12, (1128, 192))])
def test_the_image_is_twice_the_size_it_is_shown_at(length: int, size: tuple[int, int]) -> None:
    assert _opened(image("K" * length, b"seed")).size == size


def test_every_sign_of_the_alphabet_can_be_drawn_and_read_back() -> None:
    for letter in ALPHABET:
        assert same(letter, letter.lower())
        assert len(Counter(_pixels(image(letter * 6, b"seed")))) > 1, letter


def test_no_sign_is_read_as_another() -> None:
    assert [(one, other) for one in ALPHABET for other in ALPHABET if one != other and same(one, other)] == []


def test_ink_and_paper_differ_by_at_least_4_5_to_1() -> None:
    for seed in range(5):
        (paper, _), (ink, _) = Counter(_pixels(image(answer(b"key", str(seed), 6), bytes([seed])))).most_common(2)
        light, dark = _luminance(paper), _luminance(ink)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_letters_are_bold_and_leave_paper_between_them() -> None:
    for seed in range(5):
        pixels = _pixels(image(answer(b"key", str(seed), 6), bytes([seed])))
        inked = sum(_luminance(pixel) < 0.2 for pixel in pixels) / len(pixels)
        assert 0.12 < inked < 0.25


def test_nearly_all_is_ink_or_paper_so_that_the_contrast_holds_along_every_outline() -> None:
    for seed in range(5):
        pixels = Counter(_pixels(image(answer(b"key", str(seed), 6), bytes([seed]))))
        (_, paper), (_, ink) = pixels.most_common(2)
        assert paper + ink > 0.9 * pixels.total()


def test_what_takes_thin_ink_away_leaves_the_line() -> None:
    """Where no sign stands, at both edges: a line taken off by its breadth would take strokes off with it."""
    for seed in range(20):
        drawn = _opened(image(answer(b"key", str(seed), 6), bytes([seed]))).convert("L")
        opened = drawn.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.MinFilter(9))
        for x in (2, drawn.width - 3):
            column = opened.crop((x, 0, x + 1, drawn.height)).tobytes()
            assert min(column) < 100, (seed, x)


def test_the_line_goes_through_the_middle_and_not_along_the_feet_where_it_would_make_an_f_an_e() -> None:
    for seed in range(20):
        drawn = _opened(image("7", bytes([seed]))).convert("L")
        for x in (1, drawn.width - 2):
            inked = [y for y, shade in enumerate(drawn.crop((x, 0, x + 1, drawn.height)).tobytes()) if shade < 100]
            assert 36 < min(inked) <= max(inked) < 156, (seed, x)


def test_a_sign_differs_from_the_same_sign_beside_it() -> None:
    drawn = _opened(image("KKKKKK", b"seed")).convert("L")
    slices = {drawn.crop((36 + 88 * at, 0, 36 + 88 * (at + 1), drawn.height)).tobytes() for at in range(6)}
    assert len(slices) == 6


def _opened(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return Image.open(BytesIO(data), formats=["PNG"]).convert("RGB")


def _pixels(data: bytes) -> list[tuple[int, int, int]]:
    raw = _opened(data).tobytes()
    return [(raw[at], raw[at + 1], raw[at + 2]) for at in range(0, len(raw), 3)]


def _luminance(pixel: tuple[int, int, int]) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [value / 255 for value in pixel]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
