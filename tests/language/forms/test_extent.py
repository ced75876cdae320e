"""How large the post of a form may be."""

from __future__ import annotations

import pytest

from engine.language.forms import Extent, extent_of
from engine.language.schema.form import read_form
from engine.language.yaml import read_tree
from engine.registry import default_registry

K = 1024


@pytest.mark.parametrize(
    ("fields", "extent", "why"),
    [
        ("f: {type: string, title: F}", (64 * K, 100), "a line without a limit shares what all forms have"),
        ("f: {type: string, title: F, maxLength: 4000}", (64 * K, 100), "64 KiB are enough"),
        ("f: {type: string, title: F, maxLength: 10000}", (120_000 + 16 * K, 100), "12 bytes a character"),
        ("f: {type: string, title: F, x-widget: textarea}", (120_000 + 16 * K, 100), "10 000 where nothing is said"),
        (
            "f: {type: string, title: F, maxLength: 87381}",
            (1_048_572 + 16 * K, 100),
            "the most that check allows",
        ),
        (
            "f: {type: string, title: F, maxLength: 80000}, g: {type: string, title: G, x-widget: textarea}",
            (1_048_576 + 16 * K, 100),
            "never more than 1 MiB of entries",
        ),
        (
            "f: {type: array, title: F, items: {type: string, enum: [" + ", ".join(f"n{n}" for n in range(95)) + "]}}",
            (64 * K, 115),
            "each box is a field of its own",
        ),
    ],
)
def test_the_extent_of_a_form(fields: str, extent: tuple[int, int], why: str) -> None:
    node, _ = read_tree(f"properties: {{{fields}}}", "forms/f.yaml")
    assert node is not None
    form, _ = read_form(node, "f", "forms/f.yaml", default_registry())
    assert form is not None
    assert extent_of(form) == Extent(*extent), why


def test_a_page_of_buttons_has_the_least() -> None:
    assert extent_of(None) == Extent(64 * K, 100)
