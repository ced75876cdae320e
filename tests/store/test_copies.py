"""What a call has made comes out of developer mode's mailbox as it went in."""

from __future__ import annotations

import pytest

from engine.registry import Made
from engine.store.copies import copy_of, made_of


@pytest.mark.parametrize(
    "made",
    [
        Made("Lettre à l'entreprise", b"%PDF-1.7 \xe2\xe3\xcf\xd3"),
        Made("Reçu", "<p>Reçu</p>".encode(), 'text/html; charset="utf-8"'),
        Made("", b""),
    ],
)
def test_what_was_kept_comes_back(made: Made) -> None:
    assert made_of(copy_of(made)) == made


def test_of_several_lines_of_a_title_one_is_made_and_no_media_type_is_said_to_be_unknown() -> None:
    made = made_of(copy_of(Made("Une\nlettre", b"x", "")))
    assert (made.title, made.media_type) == ("Une lettre", "application/octet-stream")
