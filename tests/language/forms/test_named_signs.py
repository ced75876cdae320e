"""The sign that a pattern does not take is named, where it is certain that no accepted entry holds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.delivery.messages import Messages
from engine.language import signs
from engine.language.patterns import foreign
from engine.shipped import shipped

WORDS = Messages([Path(shipped()) / "templates" / "texts"], "fr")


@pytest.mark.parametrize(
    ("pattern", "entry", "sign", "why"),
    [
        ("^[A-Za-z0-9]*$", "Voiture2Rougé", "é", "it is in no class"),
        ("^[A-Za-z0-9]*$", "deux mots", " ", "a space is a sign like another"),
        ("^[A-Za-z0-9]*$", "ab\tc", "\t", "and so is a tab"),
        ("^[A-Za-z0-9]+$", "ab\u200bc", "\u200b", "also one that cannot be seen"),
        ("^[A-Za-z0-9]{20,128}$", "é", "é", "whatever the lengths are"),
        ("^[a-z]*$", "x\u0323e", "x\u0323", "a mark is drawn on its letter"),
        ("^[0-9]{5}$", "7500A", "A", "a count of times"),
        ("^[0-9]{5}$", "750051", None, "each of its signs is taken, there are only too many"),
        ("^(FR)?[0-9]{2}$", "FR1X", "X", "groups"),
        ("^[a-z]+-[0-9]+$", "ab_12", "_", "several parts"),
        ("^[a-z]+-[0-9]+$", "12-ab", None, "each sign has its place somewhere"),
        ("^a|b$", "ac", "c", "either way it is the whole value"),
        ("(?i)^[a-z]+$", "ABé", "é", "flags before it"),
        ("^(?i:[a-z])+$", "AB1", "1", "flags within it"),
        (r"^\d+$", "1o", "o", "a named class"),
        (r"^\p{L}+$", "é1", "1", "a class of Unicode"),
        (r"^\Qa.b\E$", "a-b", "-", "words as they are"),
        ("^[^<>]*$", "a<b", "<", "a class of what is not taken"),
        ("^.*$", "é", None, "a point takes everything"),
        ("[a-z]", "123", None, "somewhere: any sign may stand beside it"),
        ("^[a-z]", "a1", None, "only its beginning is looked at"),
    ],
)
def test_a_sign_is_named_where_no_accepted_entry_can_hold_it(
    pattern: str, entry: str, sign: str | None, why: str
) -> None:
    at = foreign(pattern, entry)
    assert (None if at is None else signs.drawn_at(entry, at)) == sign, why


@pytest.mark.parametrize(
    ("sign", "words"),
    [
        ("é", "« é »"),
        ("<", "« < »"),
        (" ", "l'espace"),
        ("\u2003", "l'espace"),
        ("\u00a0", "l'espace insécable"),
        ("\u202f", "l'espace insécable"),
        ("\t", "le caractère de tabulation"),
        ("\n", "le retour à la ligne"),
        ("\u200b", "un caractère invisible (U+200B)"),
        ("\ufeff", "un caractère invisible (U+FEFF)"),
    ],
)
def test_a_sign_that_cannot_be_seen_is_named_in_words(sign: str, words: str) -> None:
    said = WORDS.plain(f"signs.{signs.kind_of(sign)}", sign=sign, code=f"U+{ord(sign[0]):04X}")
    assert said.replace("\u00a0", " ") == words
