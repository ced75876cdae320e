"""What a password manager reads of a field: built from the schema, and only what it says with certainty."""

from __future__ import annotations

from textwrap import dedent

import pytest

from engine.web.password_rules import password_rules
from tests.language.forms.test_forms import form

LETTERS_AND_DIGITS = "pattern: '^[A-Za-z0-9]*$', allOf: [{pattern: '[A-Za-z]'}, {pattern: '[0-9]'}]"


@pytest.mark.parametrize(
    ("keywords", "rules", "least", "most", "why"),
    [
        ("minLength: 20, maxLength: 128", "minlength: 20; maxlength: 128;", 20, 129, "lengths alone"),
        ("minLength: 8", "minlength: 8;", 8, None, "no maximum"),
        ("title: b", None, None, None, "nothing is asked"),
        (
            f"minLength: 20, maxLength: 128, {LETTERS_AND_DIGITS}",
            "minlength: 20; maxlength: 128; required: lower, upper; required: digit; allowed: lower, upper, digit;",
            20,
            129,
            "a letter of either case and a digit, and nothing else",
        ),
        ("allOf: [{pattern: '[A-Z]'}, {pattern: '[a-z]'}]", "required: upper; required: lower;", None, None, "both"),
        ("pattern: '^[a-f0-9]+$'", "allowed: digit, [abcdef];", None, None, "a part of a class is written out"),
        (r"pattern: '^[a-z\]\-!]+$'", "allowed: lower, [-!]];", None, None, "the hyphen first, the bracket last"),
        ("allOf: [{pattern: '[!-~]'}]", "required: ascii-printable;", None, None, "any"),
        ("pattern: '^[^ ]+$'", "allowed: ascii-printable;", None, None, "what is not taken is no such sign"),
        ("pattern: '^[a-z]{3}-[0-9]+$'", None, None, None, "an order of signs cannot be said: nothing is"),
        ("pattern: '^[a-zé]+$', allOf: [{pattern: '[é]'}]", "allowed: lower;", None, None, "not printable ASCII"),
        (r"pattern: '^\w+$', allOf: [{pattern: '\d'}]", "required: digit; allowed: lower, upper, digit, [_];",
         None, None, "named classes"),
    ],
)  # fmt: skip
def test_the_rules_of_a_password(keywords: str, rules: str | None, least: int, most: int, why: str) -> None:
    title = "" if "title" in keywords else "title: a, "
    field = form(dedent(f"properties:\n  f: {{type: string, x-secret: true, {title}{keywords}}}\n")).fields["f"]
    assert tuple(password_rules(field)) == (rules, least, most), why
