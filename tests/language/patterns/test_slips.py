"""Slips in patterns that RE2 runs all the same: those that are certain are found, and what was meant is proposed."""

from __future__ import annotations

import pytest

from engine.language.patterns import runnable, slip_in, why_not

SLIPS = [
    # the pattern, what was meant; None: unclear
    ("^[[a-z]+$", "^[a-z]+$"),
    ("^[a-z[0-9]]+$", "^[a-z0-9]+$"),
    ("^[a-z[0-9]+$", "^[a-z0-9]+$"),
    (r"^[A-Z[\d]]{3}$", r"^[A-Z\d]{3}$"),
    ("^[[abc]]$", "^[abc]$"),
    ("^[^a-z[0-9]]$", "^[^a-z0-9]$"),
    ("^[A-z]+$", "^[A-Za-z]+$"),
    ("^[0-9A-z]+$", "^[0-9A-Za-z]+$"),
    ("^[0-z]$", "^[0-9A-Za-z]$"),
    ("^[0-Z]$", "^[0-9A-Z]$"),
    ("[A-z]", "[A-Za-z]"),
    ("^[M|F]$", "^[MF]$"),
    ("^[a|b|c]+$", "^[abc]+$"),
    ("^[0-9|A-Z]{5}$", "^[0-9A-Z]{5}$"),
    ("^[oui|non]$", "^(?:oui|non)$"),
    ("^[oui|non]+$", None),
    ("^[0-9]{,5}$", "^[0-9]{0,5}$"),
    ("^[0-9]{2, 5}$", "^[0-9]{2,5}$"),
    ("^[0-9]{2 ,}$", "^[0-9]{2,}$"),
    ("^[0-9]{ 5 }$", "^[0-9]{5}$"),
    ("^[0-9]{2-5}$", "^[0-9]{2,5}$"),
    ("^[0-9]{2;5}$", "^[0-9]{2,5}$"),
    ("^[0-9]{2..5}$", "^[0-9]{2,5}$"),
    (r"^\\d{5}$", r"^\d{5}$"),
    (r"^\\w+$", r"^\w+$"),
    (r"^e\x{301}t\x{e9}$", r"^ét\x{e9}$"),
    (r"^[A-z][a|b]\\d{,3}e\x{301}$", r"^[A-Za-z][ab]\d{0,3}é$"),
    (r"^\\d+[A-z]{,2}$", r"^\d+[A-Za-z]{0,2}$"),
    ("^[:alpha:]+$", "^[[:alpha:]]+$"),
    ("^[:digit:]{5}$", "^[[:digit:]]{5}$"),
    ("^[0-9}{5}[A-Z]$", "^[0-9]{5}[A-Z]$"),
    ("(?i)^[A-Z]{,3}$", "(?i)^[A-Z]{0,3}$"),
    ("^(?:[a|b]|c)$", "^(?:[ab]|c)$"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "better"), SLIPS, ids=[source for source, _ in SLIPS])
def test_a_slip_is_found_with_what_was_meant(source: str, better: str | None) -> None:
    assert why_not(source) is None
    slip = slip_in(source)
    assert slip is not None
    assert slip.written in source
    assert slip.better == better
    if better:
        assert slip_in(better) is None


RIGHT = [
    "^[a-z]+$", "^[A-Za-z]+$", "^[0-9]{0,5}$", "^[0-9]{5,}$", r"^[\[\]]$", r"^[()\[\]{}]+$", "^[[(]", r"^[([{<]$",
    r"^[~!@#$%^&*()_+={}[\]:;\"'<>,.?/-]+$", r"^[a-z[\]]+$", r"^[\w[\]-]+$", "^[][]$", "^[^][]$", "^[[:alpha:]]+$",
    "^[[:alpha:][:digit:]]+$", "^[a-z[:digit:]]+$", r"^[!-~]$", "^[ -~]$", "^[À-ÿ]+$", "^[a-zA-ZÀ-ÿ]+$", "^[a-ÿ]+$",
    "^[!|#]$", "^[a-z|]+$", "^[|]$", "^[,;|]$", "^(a|b)$", r"^a\|b$", r"^[a-z\|0-9]$", r"^\\\\serveur\\[a-z]+$",
    r"^[A-Z]:\\[^|]+$", r"^\{[0-9]+\}$", r"^\{,5\}$", "^{}$", "^{a}$", "^[{,5}]$", r"^[{}]$", r"^C:\\Windows$",
    "^[:;]$", "^[a:b]$", "^[0-9:]+$", r"^[0-9]{2}:[0-9]{2}$", r"^\[[0-9]+\]$", "^[0-9]+]$", "^[+*/-]$", "^[,-.]$",
    "^[--/]$",
    r"^\p{L}[\p{L}\p{M}' -]*$", r"^[^\s@]+@[^\s@]+$", "^[[]$", "^[[.]$",
    r"^\Q[a|b]\E$", r"^\Q{,5}\E$", "^[(a-z[]$",
]  # fmt: skip


def test_a_letter_that_is_two_characters_is_named_by_both() -> None:
    slip = slip_in(r"^e\x{301}t$")
    assert slip is not None
    assert slip.cause == "é is two characters here, U+0065 U+0301, and one in an answer"


@pytest.mark.parametrize("source", RIGHT)
def test_a_pattern_that_says_what_it_means_has_none(source: str) -> None:
    assert why_not(source) is None
    assert slip_in(source) is None


NOT_RUN = [
    # a pattern that RE2 cannot run, what was meant
    ("^[0-9}{5}$", "^[0-9]{5}$"),
    ("^(0-9]{5}$", "^[0-9]{5}$"),
    ("^[a-Z]+$", "^[a-zA-Z]+$"),
    (r"^[\u00e9]$", r"^[\x{00e9}]$"),
    (r"^[0-9]{5}\Z", "^[0-9]{5}$"),
    (r"^\ét\é$", "^été$"),
    ("^a++$", "^a+$"),
    ("^(?=a)b$", None),
    ("^(a", None),
    ("*.pdf", None),
]  # fmt: skip


@pytest.mark.parametrize(("source", "better"), NOT_RUN, ids=[source for source, _ in NOT_RUN])
def test_a_slip_that_keeps_a_pattern_from_running_is_undone(source: str, better: str | None) -> None:
    assert why_not(source)
    assert runnable(source) == better
