"""The code of a language that was written in another way."""

from __future__ import annotations

import pytest

from engine.language.texts.locales import language_meant


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("eng", "en"),
        ("EN", "en"),
        ("en-GB", "en"),
        ("anglais", "en"),
        ("English", "en"),
        ("français", "fr"),
        ("swe", "sv"),  # by its three letters, not by the first two of them
        ("est", "et"),
        ("ger", "de"),
        ("spa", "es"),
        ("zzz", None),
        ("", None),
    ],
)
def test_it_is_found_by_name_by_three_letters_and_with_a_country(written: str, code: str | None) -> None:
    assert language_meant(written) == code
