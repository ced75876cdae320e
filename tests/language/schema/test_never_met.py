"""Patterns and lengths that no answer can meet are reported, and the fix that is written is met; usual ones are not."""

from __future__ import annotations

import re
import unicodedata

import pytest

from engine.language.schema.form import read_form
from engine.language.yaml import read_tree
from engine.problems import Problem
from engine.registry import default_registry

REGISTRY = default_registry()


def problems_of(keywords: str, kind: str = "type: string") -> list[Problem]:
    lines = "\n".join(f"    {line}" for line in f"{kind}\ntitle: Titre\n{keywords}".splitlines())
    node, problems = read_tree(f"properties:\n  champ:\n{lines}\n", "forms/f.yaml")
    assert node is not None, problems
    return [*problems, *read_form(node, "f", "forms/f.yaml", REGISTRY)[1]]


NBSP, NARROW, ZERO, JOINER, SOFT = "\u00a0", "\u202f", "\u200b", "\u2060", "\u00ad"
NEVER = [
    # keywords, the fix, why no answer meets them
    ("pattern: |\n  ^[0-9]{5}$", 'write pattern: "^[0-9]{5}$"', "a text under | ends with a line break"),
    ("pattern: >\n  ^[0-9]{5}$", 'write pattern: "^[0-9]{5}$"', "and one under > too"),
    ('pattern: "^[0-9]{5}$\\n"', 'write pattern: "^[0-9]{5}$"', "an end of the line in quotes"),
    (r"pattern: '^[0-9]{5}\n$'", 'write pattern: "^[0-9]{5}$"', "and one of the pattern itself"),
    ("x-widget: textarea\npattern: |\n  ^[0-9]{5}$", 'write pattern: "^[0-9]{5}$"', "$ is the end of all lines"),
    ("pattern: '/^[0-9]{5}$/'", 'write pattern: "^[0-9]{5}$"', "JavaScript's slashes"),
    ("pattern: '/^[a-f]+$/i'", 'write pattern: "(?i)^[a-f]+$"', "with a flag"),
    ("pattern: '/^FOI/'", 'write pattern: "^FOI"', "with one anchor"),
    (r"pattern: '/^https:\/\/.+$/'", 'write pattern: "^https://.+$"', "with slashes inside"),
    (f'pattern: "^[0-9]{{2}}{NBSP}[0-9]{{3}}$"', 'write pattern: "^[0-9]{2} [0-9]{3}$"', "a no-break space"),
    (f'pattern: "^[0-9]+{NARROW}€$"', 'write pattern: "^[0-9]+ €$"', "a narrow one"),
    (r"pattern: '^[0-9]+\x{a0}€$'", 'write pattern: "^[0-9]+ €$"', "by its number"),
    (r"pattern: '^[0-9]+\xa0€$'", 'write pattern: "^[0-9]+ €$"', "by two digits of it"),
    (f'pattern: "^[0-9]+{ZERO}$"', 'write pattern: "^[0-9]+$"', "a space of no width"),
    (f'pattern: "^{JOINER}[0-9]+$"', 'write pattern: "^[0-9]+$"', "a word joiner"),
    (f'pattern: "^auto{SOFT}mobile$"', 'write pattern: "^automobile$"', "a soft hyphen"),
    ('pattern: "^[0-9]{5} $"', 'write pattern: "^[0-9]{5}$"', "a blank before the end"),
    ('pattern: "^ [0-9]{5}$"', 'write pattern: "^[0-9]{5}$"', "a blank at the beginning"),
    ('pattern: "^[0-9]{5}$ "', 'write pattern: "^[0-9]{5}$"', "a blank behind the end"),
    ('pattern: " ^[0-9]{5}$"', 'write pattern: "^[0-9]{5}$"', "a blank before the beginning"),
    (r"pattern: '^\s+[0-9]{5}$'", 'write pattern: "^[0-9]{5}$"', "of any kind"),
    ('x-widget: textarea\npattern: "^[a-z]+ $"', 'write pattern: "^[a-z]+$"', "also of several lines"),
    ("pattern: '^[0-9]{5}$[a-z]'", "write a pattern that an answer can meet", "something behind the end"),
    ("pattern: 'a^b'", "write a pattern that an answer can meet", "something before the beginning"),
    (r"pattern: '^a\bb$'", "write a pattern that an answer can meet", "no word ends between two letters"),
    (r"pattern: '^[^\x00-\x{10FFFF}]$'", "write a pattern that an answer can meet", "a class of nothing"),
    ("pattern: '^$'", "write a pattern that an answer can meet", "what is empty is not given"),
    ("format: email\npattern: '^[a-z]+$'", "take it out, or write one that an e-mail address can meet", "no @"),
    ("format: email\npattern: '^[^@]+$'", "take it out, or write one that an e-mail address can meet", "no @ is let"),
    ("format: email\npattern: '^.+@.+ .+$'", "take it out, or write one that an e-mail address can meet", "a blank"),
    ("format: uri\npattern: '^ftp://'", "take it out, or write one that a web address can meet", "another scheme"),
    ("format: tel\npattern: '^[A-Z]+$'", "take it out, or write one that a phone number can meet", "letters"),
    ("x-ignore: spaces\npattern: '^[0-9]{2} [0-9]{3}$'", 'write pattern: "^[0-9]{2}[0-9]{3}$"', "a space ignored"),
    ("x-widget: code\npattern: '^[a-z]{4}$'", 'write pattern: "^[A-Z]{4}$"', "a code is in capitals"),
    ("x-secret: true\npattern: '^$'", "write a pattern that an answer can meet", "of a password"),
    ("pattern: '^[0-9]{5}$'\nmaxLength: 4", "write maxLength: 5, or take maxLength out", "five do not fit"),
    ("pattern: '^[0-9]{5}$'\nminLength: 6", "write minLength: 5, or take minLength out", "six are not taken"),
    ("pattern: '^[0-9]{2,5}$'\nmaxLength: 1", "write maxLength: 2, or take maxLength out", "the shortest has two"),
    ("pattern: '[0-9]{5}'\nmaxLength: 3", "write maxLength: 5, or take maxLength out", "anywhere in it"),
    ("pattern: '^(?:[0-9]{5}|[0-9]{8})$'\nminLength: 6\nmaxLength: 7", "write another maxLength, or take maxLength out",
     "none of the two"),
    ("pattern: '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'\nmaxLength: 14", "write maxLength: 15, or take maxLength out",
     "IBAN"),
    ("x-ignore: spaces\npattern: '^[0-9]{14}$'\nmaxLength: 9", "write maxLength: 14, or take maxLength out", "SIRET"),
    ("x-widget: code\npattern: '^[A-Z0-9]{8}$'\nmaxLength: 6", "write maxLength: 8, or take maxLength out", "a code"),
    ("x-secret: true\npattern: '^[a-z]{12,}$'\nmaxLength: 8", "write maxLength: 12, or take maxLength out", "a secret"),
    ("format: email\nmaxLength: 4", "write maxLength: 5, or take maxLength out", "no address is so short"),
    ("format: email\nminLength: 300", "write minLength: 254, or take minLength out", "nor so long"),
    ("format: uri\nmaxLength: 6", "write maxLength: 8, or take maxLength out", "http:// has seven"),
    ("format: tel\nmaxLength: 5", "add minLength: 5, with which shorter numbers are valid, or take maxLength out",
     "tel"),
    ("maxLength: 0", "write maxLength: 1, or take maxLength out", "what is empty is not given"),
    ("minLength: 20000", "write minLength: 10000, or take minLength out", "an entry without maxLength has 10,000"),
    ("allOf: [{pattern: '^[0-9]+$'}, {pattern: '[a-z]'}]",
     "take one of them out, or write patterns that one answer can meet together", "digits alone, and a letter"),
    ("pattern: '^[0-9]+$'\nallOf: [{pattern: '[a-z]'}]",
     "take one of them out, or write patterns that one answer can meet together", "the field's own among them"),
    ("allOf: [{pattern: '^[A-Z]'}, {pattern: '[0-9]'}, {pattern: '^[^0-9]*$'}]",
     "take one of them out, or write patterns that one answer can meet together", "the third refuses the second"),
    ("allOf: [{pattern: '^.{8,}$'}, {pattern: '[0-9]'}]\nmaxLength: 6", "write maxLength: 8, or take maxLength out",
     "a length as a pattern"),
]  # fmt: skip


@pytest.mark.parametrize(("keywords", "fix", "why"), NEVER, ids=[why for *_, why in NEVER])
def test_what_no_answer_meets_is_a_problem(keywords: str, fix: str, why: str) -> None:
    (problem,) = problems_of(keywords)
    assert problem.code in ("never-valid", "contradiction")
    assert problem.fix == fix
    if found := re.match(r"(?:write|add) ((pattern|maxLength|minLength): [^,]*(?:,[0-9}][^,]*)*)", fix):
        # Followed to the letter, nothing is left of it.
        rest = re.sub(rf"^{found[2]}: (?:[|>]\n )?.*\n?", "", keywords, flags=re.M)
        assert problems_of(f"{rest}\n{found[1]}".strip()) == []


def test_a_pattern_is_reported_at_its_line_and_lengths_at_theirs() -> None:
    (problem,) = problems_of("pattern: '^[0-9]{5}$'\nmaxLength: 4")
    assert (problem.place.line, problem.place.column) == (6, 16)
    assert problem.message == "no answer to champ meets maxLength: 4"
    assert problem.cause == "what the pattern takes has at least 5 characters"
    (problem,) = problems_of("maxLength: 9\nallOf:\n  - {pattern: '^[0-9]+$'}\n  - {pattern: '[a-z]'}")
    assert problem.place.line == 8
    assert problem.message == "no answer to champ meets this pattern and that of line 7"


def test_a_sign_that_cannot_be_seen_is_named() -> None:
    (problem,) = problems_of(f'pattern: "^[0-9]{{2}}{NBSP}[0-9]{{3}}$"')
    assert problem.cause.endswith("no-break space (U+00A0)")
    (problem,) = problems_of(f'pattern: "^[0-9]{ZERO}$"')
    assert problem.cause.endswith("zero width space (U+200B)")


USUAL = [
    "^[0-9]{5}$", r"^\d{5}$", "^(?:0[1-9]|[1-8][0-9]|9[0-8])[0-9]{3}$", "^[0-9]{2}[ ]?[0-9]{3}$", "^[0-9]{14}$",
    r"^\d{3} ?\d{3} ?\d{3} ?\d{5}$", "^[0-9]{9}$", "^FR[0-9]{2}[0-9]{9}$", "^FR[A-HJ-NP-Z0-9]{2} ?[0-9]{9}$",
    "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", "^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$",
    r"^0[1-9](?:[ .-]?[0-9]{2}){4}$", r"^(?:\+33|0)[1-9][0-9]{8}$", r"^\+?[0-9 ().-]{6,20}$",
    "^[A-Z]{2}-[0-9]{3}-[A-Z]{2}$", "^[A-HJ-NP-TV-Z]{2}-?[0-9]{3}-?[A-HJ-NP-TV-Z]{2}$",
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$", r"^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$", "^[A-Za-z]", "[0-9]", "[A-Z]", "[a-z]",
    r"^[0-9]{2}/[0-9]{2}/[0-9]{4}$", r"^(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$",
    "^[0-9]{4}$", "^(?:0?[0-9]|1[0-9]|2[0-3])h[0-5][0-9]$", r"^\p{L}[\p{L}' -]*$", "^[A-Za-zÀ-ÖØ-öø-ÿ' -]+$",
    "^[A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸ' -]+$", r"^\p{Lu}\p{L}+(?:[ '-]\p{L}+)*$", "^(?i)[a-zéèêëàâîïôûùç' -]+$",
    r"^[1-4][0-9]{2}(?:0[1-9]|1[0-2])(?:2[AB]|[0-9]{2})[0-9]{3}[0-9]{3}[0-9]{2}$", "^[12][0-9]{12}$",
    "^[0-9]{1,3}(?:,[0-9]{2})?$", "^[0-9]+(?:[.,][0-9]{1,2})?$", "^[1-9][0-9]{0,2}(?: [0-9]{3})*$", "^-?[0-9]+$",
    "^#[0-9A-Fa-f]{6}$", "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", "^[A-Z0-9]{6,12}$",
    "^[a-z][a-z0-9_]*$", r"^[\w.-]+$", r"^\S+$", r"^\S+( \S+)*$", r"^.+$", ".", "^.{2,}$", r"^[^<>]*$", "^[^0-9]+$",
    r"^(?:oui|non)$", "^(été|hiver)$", "^(?:M|F|X)$", "^FOI-", "-[0-9]{4}$", "^FOI|foi-$", "(?i)^ref", r"^(?:https?://)?[a-z]",
    r"^[!-~]{8,}$", r"^[A-Za-z0-9!@#$%^&*()_+=\[\]{};':\"\\|,.<>/?-]*$", "^[^ ]+$", r"^(?:[0-9]{4} ?){4}$",
    r"^[0-9]{5}[A-Z][0-9]{2}$", r"^\d+ (?:bis|ter )?[\p{L} '-]+$", r"^[\p{L}\p{N} .,'’()/-]*$", "^a?$", "^(?:|a)$",
    "^می\u200cخواهم$", "^[0-9]{2}[ \u00a0]?[0-9]{3}$", "^[0-9\u202f ]+$", "^[☎️ 0-9]+$", r"^\s*[0-9]+\s*$",
    r"^ ?[A-Z]+ ?$",
]  # fmt: skip


@pytest.mark.parametrize("pattern", USUAL)
def test_a_usual_pattern_is_none(pattern: str) -> None:
    quoted = pattern.replace("'", "''")
    for more in (
        "", "\nminLength: 1", "\nmaxLength: 40", "\nminLength: 2\nmaxLength: 80", "\nx-widget: textarea",
        "\nx-secret: true", "\nallOf: [{pattern: '^.{1,60}$'}, {pattern: '.'}]", "\nmaxLength: 10000",
    ):  # fmt: skip
        if pattern in ("^a?$", "^(?:|a)$", "^(?:M|F|X)$") and "minLength: 2" in more:
            continue  # these have one letter
        assert problems_of(f"pattern: '{quoted}'{more}") == [], more


RIGHT = [
    # keywords, why an answer meets them
    ("pattern: '^[0-9]{2,9}$'\nmaxLength: 4", "the lengths have some in common"),
    ("pattern: '^[0-9]{2,9}$'\nminLength: 9", "the longest alone"),
    ("pattern: '^[0-9]{5}$'\nminLength: 2\nmaxLength: 10", "wider than the pattern"),
    ("x-widget: textarea\npattern: 'a\\n*b'", "a text of several lines"),
    ("x-widget: textarea\npattern: '(?s)^a.+b$'", "with all in it"),
    ("x-widget: textarea\npattern: '^[a-z]+\\n[a-z]+$'", "two lines are wanted"),
    ("x-secret: true\npattern: '^ .* $'", "nothing is taken off a password"),
    ("x-secret: true\nminLength: 12\nallOf: [{pattern: '[0-9]'}, {pattern: '[a-z]'}, {pattern: '[^A-Za-z0-9]'}]",
     "a password with all of them"),
    ("format: tel\npattern: '^0[1-9][0-9]{8}$'", "the digits alone meet it"),
    (r"format: tel" + "\n" + r"pattern: '^\+33[0-9]{9}$'" + "\nmaxLength: 20", "as compared"),
    ("format: tel\nminLength: 4\nmaxLength: 4", "short numbers, of which the analyst decides"),
    ("format: tel\nallOf: [{pattern: '^[0-9]+$'}, {pattern: '^0'}]", "each by its digits"),
    ("format: email\npattern: '@example\\.org$'", "of one domain"),
    ("format: email\npattern: '^[^A-Z]+$'\nmaxLength: 80", "small letters"),
    ("format: email\nmaxLength: 6", "a@b.fr"),
    ("format: uri\npattern: '^https://'\nmaxLength: 200", "of one scheme"),
    ("x-ignore: spaces\npattern: '^[0-9]{14}$'\nmaxLength: 14", "as kept, without its spaces"),
    ("x-widget: code\npattern: '^[A-Z0-9]{6}$'\nmaxLength: 6", "as kept"),
    ("x-widget: code\npattern: '^[A-Z]+-?[0-9]+$'", "the dash may be missing"),
    ("minLength: 5000\nmaxLength: 20000", "more than 10,000, where the form says so"),
    ("pattern: '(?m)^a$'", "reported as what it is, and nothing else"),
    ("pattern: '^(.*a.{20})$'\nmaxLength: 5", "more than is looked at: nothing is said"),
    ("pattern: '^[0-9]{5}$'\nenum: ['75001', '75002']", "options that meet it"),
]  # fmt: skip


@pytest.mark.parametrize(("keywords", "why"), RIGHT, ids=[why for _, why in RIGHT])
def test_what_an_answer_can_meet_is_none(keywords: str, why: str) -> None:
    assert [problem for problem in problems_of(keywords) if problem.code != "bad-pattern"] == []


NUMBERS = [
    # type, keywords, the fix; None: there is no problem
    ("integer", "minimum: 1.2\nmaximum: 1.8", "write maximum: 2, or a smaller minimum"),
    ("integer", "minimum: 1\nmaximum: 9\nmultipleOf: 10", "write maximum: 10, or a smaller minimum"),
    ("integer", "minimum: 1\nmaximum: 2\nmultipleOf: 1.5", "write maximum: 3, or a smaller minimum"),
    ("number", "minimum: 0.1\nmaximum: 0.4\nmultipleOf: 0.5", "write maximum: 0.5, or a smaller minimum"),
    ("number", "minimum: -4\nmaximum: -1\nmultipleOf: 5", "write maximum: 0, or a smaller minimum"),
    ("integer", "minimum: 1\nmaximum: 10\nmultipleOf: 10", None),
    ("integer", "minimum: 0\nmaximum: 9\nmultipleOf: 10", None),  # 0 is one
    ("integer", "minimum: 1.2\nmaximum: 2", None),
    ("number", "minimum: 1.2\nmaximum: 1.8", None),
    ("number", "minimum: 0.1\nmaximum: 0.3\nmultipleOf: 0.1", None),
    ("integer", "minimum: 5\nmaximum: 5", None),
    ("integer", "minimum: 5", None),
    ("integer", "default: 0\nminimum: 1", "write one that does, or change minimum"),  # and Python holds 0 for False
    ("number", "default: 0.0\nmaximum: -1", "write one that does, or change maximum"),
    ("integer", "default: 0\nminimum: 0", None),
    ("integer", "default: 7\nmultipleOf: 2", "write one that does, or change multipleOf"),
    ("integer", "examples: [3, 12]\nmaximum: 10", "write one that does, or change maximum"),
    ("integer", "const: 3\nminimum: 5", "write one that does, or change minimum"),
    ("string", "default: abc\npattern: '^[0-9]+$'", "write one that does, or change pattern"),
    ("string", "default: abc\nminLength: 5", "write one that does, or change minLength"),
    ("string", "default: abc\nmaxLength: 2", "write one that does, or change maxLength"),
    ("string", "examples: [abc, a@b.fr]\nformat: email", "write one that does, or change format"),
    ("string", "enum: [abc, '75001']\npattern: '^[0-9]+$'", "write one that does, or change pattern"),
    ("string", "enum: [abc, abcdef]\nmaxLength: 3", "write one that does, or change maxLength"),
    ("string", "const: abc\nallOf: [{pattern: '[0-9]'}]", "write one that does, or change pattern"),
    ("boolean", "default: false", None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "keywords", "fix"), NUMBERS, ids=[f"{kind} {words}" for kind, words, _ in NUMBERS])
def test_bounds_and_values_of_the_form_itself_are_held_against_each_other(
    kind: str, keywords: str, fix: str | None
) -> None:
    assert [problem.fix for problem in problems_of(keywords, f"type: {kind}")] == ([fix] if fix else [])


@pytest.mark.parametrize(
    ("keywords", "code", "fix"),
    [
        ("pattern: '^[a|b]$'\nmaxLength: 1", "misread-pattern", 'write pattern: "^[ab]$"'),
        ("pattern: '^[0-9]{,5}$'\nmaxLength: 5", "misread-pattern", 'write pattern: "^[0-9]{0,5}$"'),  # and no echo
        ("allOf: [{pattern: '^[A-z]+$'}]", "misread-pattern", 'write pattern: "^[A-Za-z]+$"'),
        ("pattern: '^[oui|non]+$'", "misread-pattern", "write what is meant"),
        ("pattern: '^[a-Z]+$'", "bad-pattern", 'write pattern: "^[a-zA-Z]+$"'),
        ("pattern: '^[0-9}{5}$'", "bad-pattern", 'write pattern: "^[0-9]{5}$"'),
    ],
)
def test_a_slip_in_a_pattern_is_reported_once_with_what_was_meant(keywords: str, code: str, fix: str) -> None:
    assert [(problem.code, problem.fix) for problem in problems_of(keywords)] == [(code, fix)]


@pytest.mark.parametrize(
    ("keywords", "cause"),
    [
        (f'const: "été{ZERO}"', "it has a zero width space (U+200B), which cannot be seen"),
        (f'enum: ["{NBSP}a", b]', "it has a no-break space (U+00A0), which cannot be seen"),
        (f'default: "a{NARROW}"', "it has a narrow no-break space (U+202F), which cannot be seen"),
        ('default: "a "', "it has a blank at its end"),
        ('x-widget: code\ndefault: "ab"', ""),
    ],
)
def test_why_a_value_would_be_kept_in_another_form_is_said_where_it_cannot_be_seen(keywords: str, cause: str) -> None:
    (problem,) = problems_of(keywords)
    assert problem.cause == "once typed it would be kept in another form" + (cause and f": {cause}")


def test_a_decomposed_letter_in_a_form_is_the_letter_of_an_answer() -> None:
    decomposed = unicodedata.normalize("NFD", "enum: [été, hiver]\ndefault: été\npattern: '^(été|hiver)$'")
    assert problems_of(decomposed) == []
    assert problems_of(r"pattern: '^e\x{301}t'")[0].fix == 'write pattern: "^ét"'
