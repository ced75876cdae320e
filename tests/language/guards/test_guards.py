"""A guard: what is read, what is refused and where, what its types allow, what it answers."""

from __future__ import annotations

import subprocess
import sys
import time
import timeit
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st

from engine.language.guards import (
    Guard,
    GuardFailed,
    Slot,
    Verdict,
    check_guard,
    evaluate,
    kind_of,
    names_known,
    parse_guard,
)
from engine.language.values import Value
from engine.problems import Place, Problem

TODAY = date(2026, 11, 24)
PREFIX = "  - guard: "

SCOPE = {
    "espace": Slot("text", "fact", choices=("free", "actif", "en_attente")),
    "email": Slot("text", "field"),
    "age": Slot("integer", "field"),
    "montant": Slot("number", "field"),
    "majeur": Slot("boolean", "guard"),
    "accord": Slot("boolean", "field"),
    "services": Slot("list", "field", choices=("tva", "cfe")),
    "naissance": Slot("date", "field"),
    "surnom": Slot("text", "field", nullable=True, why_null='"surnom" is optional'),
    "enfants": Slot("integer", "field", nullable=True),
    "avis": Slot("boolean", "field", nullable=True),
    "jour": Slot("date", "field", nullable=True),
    "motifs": Slot("list", "field", nullable=True),
    "limite": Slot("text", "setting", choices=("2026-12-31",)),
    "mode": Slot("text", "setting", choices=("essai",)),
    "delai": Slot("duration", "setting"),
    "mot_de_passe": Slot("secret", "field"),
    "activation": Slot("code", "code"),
}


def place(source: str) -> Place:
    return Place("flows/f.yaml", 7, len(PREFIX) + 1, len(source), PREFIX + source)


def guard(source: str) -> Guard:
    parsed, problems = parse_guard(source, place(source))
    assert not problems, "\n".join(map(str, problems))
    assert parsed
    return parsed


def refused(source: str) -> Problem:
    parsed, problems = parse_guard(source, place(source))
    assert parsed is None
    [problem] = problems
    return problem


def verdict(source: str, **names: Value) -> Verdict:
    return evaluate(guard(source), names.get, TODAY)


# What is refused, where. The carets are counted from the guard's first character.
REFUSED = [
    ("x.__class__", 1, 1, "attribute"),
    ('"".join(x)', 2, 1, "attribute of a literal"),
    ("(1).real", 3, 1, "attribute of a number"),
    ('__import__("os")', 0, 10, "import"),
    ('open("/etc/passwd")', 0, 4, "any other call"),
    ('len.__call__("x")', 3, 1, "call of an attribute"),
    ("len(x)(y)", 6, 1, "call of a call"),
    ("given(*x)", 6, 2, "star argument"),
    ("len(x=y)", 5, 1, "keyword argument"),
    ("lambda: x", 6, 1, "lambda"),
    ("lambda x: x", 8, 1, "lambda with an argument"),
    ('f"{x}"', 1, 5, "f-string"),
    ('b"x" == y', 1, 3, "bytes"),
    ('"""x""" == y', 2, 3, "three quotes"),
    ("(x := 3)", 3, 2, "walrus"),
    ("[y for y in x]", 3, 3, "comprehension"),
    ("{x}", 0, 1, "set"),
    ("{x: y}", 0, 1, "map"),
    ("x[0]", 1, 1, "subscript"),
    ("[1, 2][0] == 1", 6, 1, "subscript of a list"),
    ("9**9**9", 1, 2, "power"),
    ("x**2 > 4", 0, 4, "a power that is written out"),
    ("x % 2 == 0", 2, 1, "remainder"),
    ("x // 2 == 0", 0, 6, "whole division"),
    ("x / 2 > 1", 0, 5, "a quotient that is not rounded"),
    ("1 + x / 2 > 1", 4, 5, "a quotient in a sum"),
    ("round(x / 2 + 1, 2) > 1", 6, 5, "a quotient in a sum that is rounded"),
    ("round(x / y * 3, 2) > 1", 6, 9, "a quotient in a product that is rounded"),
    ("round(x / y) > 1", 0, 12, "no decimals"),
    ("round(x / y, 7) > 1", 13, 1, "more decimals than there are"),
    ("round(x / y, -1) > 1", 13, 2, "decimals below 0"),
    ("round(x / y, d) > 1", 13, 1, "decimals by a name"),
    ("round(x / y, 1.5) > 1", 13, 3, "half a decimal"),
    ("+x > 1", 0, 2, "a plus before a name"),
    ("x * > 1", 4, 1, "nothing to multiply with"),
    ("x +", 2, 1, "stops short"),
    ("x in [1 + 1]", 6, 5, "a list holds what is written out"),
    ("len(x + y) > 1", 4, 5, "the length of a sum"),
    ("x × 2 > 3", 2, 1, "the sign of a schoolbook"),
    ("x ÷ 2 > 3", 0, 5, "the sign of a schoolbook"),
    ("x − 2 > 3", 2, 1, "the minus of a word processor"),
    ("x * 20 % > 3", 4, 4, "a percentage"),
    ("~x", 0, 1, "bits"),
    ("x if y else z", 2, 2, "choice"),
    ("await x", 6, 1, "await"),
    ("yield x", 6, 1, "yield"),
    ("x is y", 2, 2, "is"),
    ("x = 3", 2, 1, "one equals sign"),
    ("x and y; z", 7, 1, "two statements"),
    ("x\n", None, 0, "a final newline is no fault"),
    ("x and\ny", 5, 1, "two lines"),
    ("x # note", 2, 1, "comment"),
    ("x && y", 2, 2, "and of another language"),
    ("!x", 0, 1, "not of another language"),
    ("True", 0, 4, "true is written small"),
    ("prénom == null", 0, 6, "names are ASCII"),
    ("nom_présent == null", 0, 11, "a word is one, with its underscores"),
    ("_nom == null", 0, 4, "a name begins with a letter"),
    ("ｌen(x)", 0, 3, "full-width letters, which Python would fold into len"),
    ("x == “a”", 5, 1, "curly quotes"),
    ('x == "a', 5, 1, "open text"),
    ("len(x", 3, 1, "open bracket"),
    ("x)", 1, 1, "closed bracket"),
    ("(x]", 2, 1, "wrong bracket"),
    ("", 0, 1, "nothing"),
    ("   ", 0, 1, "blank"),
    ("x and", 2, 3, "stops short"),
    ("and x", 0, 3, "begins in the middle"),
    ("x y", 2, 1, "nothing joins them"),
    ('"a" "b" == x', 4, 3, "two texts glued, a comma forgotten"),
    ("1 < x < 3", 0, 9, "chained"),
    ('x in ("a", "b")', 5, 10, "tuple"),
    ("x in []", 5, 2, "empty list"),
    ("x in [y]", 6, 1, "a name in a list"),
    ("x in [[1]]", 6, 3, "a list in a list"),
    ("x == 012", 5, 3, "leading zero"),
    ("x == 0x10", 6, 3, "hexadecimal"),
    ("x == 1e5", 6, 2, "exponent: no binary float"),
    ("x == 1_000", 6, 4, "underscores"),
    ("x == 1j", 6, 1, "imaginary"),
    ("x == 1.", 6, 1, "no digit after the point"),
    ("len()", 0, 5, "too few arguments"),
    ("given(x, y)", 0, 11, "too many arguments"),
    ('given("x")', 6, 3, "given of no name"),
    ("matches(x, y)", 11, 1, "a pattern that is no literal"),
    ('matches(x, "(?=a)")', 11, 7, "look-ahead: RE2 refuses"),
    ('matches(x, "(a)\\1")', 15, 2, "back-reference, which Python reads as a character"),
    ('matches(x, "(a)\\\\1")', 11, 8, "back-reference: RE2 refuses"),
    ('matches(x, "a{9999}")', 11, 9, "repetition beyond RE2's limit"),
    ('matches(x, "\\bmot\\b")', 12, 2, "Python would read a backspace"),
]


@pytest.mark.parametrize(("source", "offset", "width", "reason"), [pytest.param(*row, id=row[3]) for row in REFUSED])
def test_what_is_no_guard_is_refused_with_its_column(source: str, offset: int | None, width: int, reason: str) -> None:
    if offset is None:
        guard(source)
        return
    problem = refused(source)
    assert (problem.place.column - len(PREFIX) - 1, problem.place.width) == (offset, width), str(problem)
    assert problem.cause
    assert problem.fix


@pytest.mark.parametrize(
    "bomb",
    [
        "x and " * 200_000 + "x",
        "(" * 100_000 + "x" + ")" * 100_000,
        "not " * 100_000 + "x",
        "[" * 400,
        "(" * 240 + "x" + ")" * 240,
        "not " * 120 + "x",
        "-" * 499 + "1",
        "x or " * 99 + "x",
        '"' + "\\" * 497 + '"',
        "9" * 501,
        "x==" * 166 + "x",
    ],
    ids=lambda bomb: f"{bomb[:8]}… {len(bomb)}",
)
def test_a_bomb_is_refused_at_once(bomb: str) -> None:
    start = time.process_time()
    refused(bomb)
    assert time.process_time() - start < 0.05


def test_a_bomb_does_not_bring_the_process_down() -> None:
    code = (
        "from engine.language.guards import parse_guard as p\n"
        "from engine.problems import Place\n"
        "for s in ['('*250+'x'+')'*250, '['*250, 'not '*124+'x', 'len('*120+'x'+')'*120, '-'*500, '(('*249]:\n"
        "    assert p(s, Place('f', 1, 1))[0] is None\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)


def test_one_hundred_parts_are_allowed_and_one_more_is_not() -> None:
    names = ["abcdefghij"[i % 10] for i in range(99)]
    assert guard(" or ".join(names)).names == set("abcdefghij")
    assert "at most 100 parts" in refused(" or ".join([*names, "a"])).cause


def test_five_hundred_characters_are_allowed_and_one_more_is_not() -> None:
    text = 'x == "' + "é" * 493 + '"'
    assert len(text) == 500
    guard(text)
    refused(text[:-1] + 'é"')


def test_the_problem_shows_the_line_with_a_caret_inside_the_guard() -> None:
    assert str(refused("espace is actif")) == (
        "flows/f.yaml:7:19: `is` cannot stand after `espace` [bad-guard]\n"
        "  |\n"
        "7 |   - guard: espace is actif\n"
        "  |                   ^^\n"
        "  cause: two operands are side by side; a guard is made of names, literals, lists, and / or / not, "
        "comparisons, in, + - *, len, matches, given, today, years_since and round\n"
        "  fix:   write `==`"
    )


def test_python_words_are_names_like_others() -> None:
    """A form may have a field `class` or `from`: the parser never sees a name."""
    assert verdict('class == "a" and from != null', **{"class": "a", "from": "b"}).value is True
    assert guard("lambda or pass").names == {"lambda", "pass"}


def test_names_are_those_read_and_no_function() -> None:
    assert guard('given(a) and len(b) > 3 and c in ["d"] or not true').names == {"a", "b", "c"}


# Types.
WELL_TYPED = [
    'espace == "actif"',
    'not espace == "free"',
    'espace in ["free", "actif"]',
    'espace not in ["free", null]',
    "majeur",
    "majeur and not accord",
    "age >= 18 and age < 99.5",
    "montant == 12",
    "montant > age",
    'email == "x" or len(email) > 3',
    'matches(email, "[a-z]+")',
    "len(services) == 2",
    '"tva" in services',
    "given(mot_de_passe)",
    "given(activation)",
    "accord == true",
    "today() > naissance",
    'naissance < "2000-01-01"',
    'naissance in ["2000-01-01", "2001-01-01"]',
    "years_since(naissance) >= 18",
    'years_since("2000-01-01") > 3',
    "naissance < limite",
    "today() <= limite",
    'mode == "autre"',
    "surnom == null",
    'surnom == "x" or surnom in ["y"]',
    "enfants != 3",
    "enfants == age",
    "given(surnom) and len(surnom) > 3",
    'given(surnom) and matches(surnom, "a.*")',
    "not given(surnom) or len(surnom) > 3",
    "surnom != null and len(surnom) > 3",
    "surnom == null or len(surnom) > 3",
    'surnom in ["a", "b"] and len(surnom) > 3',
    'surnom == "a" and len(surnom) == 1',
    "not (surnom == null) and len(surnom) > 3",
    "not (not given(enfants) or not given(surnom)) and enfants > len(surnom)",
    "given(enfants) and given(jour) and (enfants > 2 or years_since(jour) > 3)",
    "given(avis) and avis",
    '"x" in motifs and len(motifs) > 1',
]


@pytest.mark.parametrize("source", WELL_TYPED)
def test_what_types_is_accepted(source: str) -> None:
    assert not check_guard(guard(source), SCOPE)


ILL_TYPED = [
    ("len(age)", "guard-type", "age", "a number has no length"),
    ("email > 3", "guard-type", "3", "a text and a number"),
    ('age == "18"', "guard-type", '"18"', "a number and a text"),
    ("len(email)", "guard-type", "len(email)", "a guard is true or false"),
    ("email", "guard-type", "email", "a bare text"),
    ("not email", "guard-type", "email", "a bare text under not"),
    ("majeur and age", "guard-type", "age", "a bare number"),
    ("majeur == 1", "guard-type", "1", "true is not 1"),
    ("majeur < accord", "guard-type", "majeur < accord", "true and false have no order"),
    ('services == "tva"', "guard-type", '"tva"', "a list is no text"),
    ("services < services", "guard-type", "services < services", "lists have no order"),
    ('espace in "actif"', "guard-type", '"actif"', "a text is no list"),
    ("age in services", "guard-type", "age", "a list of texts"),
    ('age in ["1"]', "guard-type", '"1"', "a list of texts for a number"),
    ("services in [1]", "guard-type", "1", "a list in a list"),
    ('naissance < "hier"', "guard-type", '"hier"', "no date"),
    ('naissance < "2026-02-30"', "guard-type", '"2026-02-30"', "a day that is none"),
    ("naissance < mode", "guard-type", "mode", "a setting that is no date"),
    ("naissance < email", "guard-type", "email", "a text that is no literal"),
    ("years_since(email) > 3", "guard-type", "email", "no date"),
    ('years_since("hier") > 3', "guard-type", '"hier"', "no date"),
    ('matches(age, "1")', "guard-type", "age", "a number is no text"),
    ("delai == delai", "guard-type", "delai", "durations are for timers"),
    ('mot_de_passe == "x"', "guard-type", 'mot_de_passe == "x"', "a secret"),
    ("len(mot_de_passe) > 3", "guard-type", "len(mot_de_passe) > 3", "a secret"),
    ('activation == "x"', "guard-type", 'activation == "x"', "a code"),
    ("activation", "guard-type", "activation", "a bare code"),
    ("emial == null", "unknown-name", "emial", "a typing mistake"),
    ("given(rien)", "unknown-name", "rien", "no such name"),
    ("today", "unknown-name", "today", "a function without brackets"),
    ('espace == "actfi"', "impossible-value", '"actfi"', "a status that is none"),
    ('"tvaa" in services', "impossible-value", '"tvaa"', "no such option"),
    ('espace in ["free", "fre"]', "impossible-value", '"fre"', "a status that is none, in a list"),
    ("len(surnom) > 3", "null-not-guarded", "surnom", "may be null"),
    ('matches(surnom, "a")', "null-not-guarded", "surnom", "may be null"),
    ("enfants > 3", "null-not-guarded", "enfants", "may be null"),
    ("3 < enfants", "null-not-guarded", "enfants", "may be null, on the right"),
    ("years_since(jour) > 3", "null-not-guarded", "jour", "may be null"),
    ("avis", "null-not-guarded", "avis", "a bare name that may be null"),
    ("not avis", "null-not-guarded", "avis", "a bare name that may be null"),
    ("given(surnom) or len(surnom) > 3", "null-not-guarded", "surnom", "or: read where it is not given"),
    ("len(surnom) > 3 and given(surnom)", "null-not-guarded", "surnom", "asked too late"),
    ("not given(surnom) and len(surnom) > 3", "null-not-guarded", "surnom", "the wrong way round"),
    ("(given(surnom) or majeur) and len(surnom) > 3", "null-not-guarded", "surnom", "given on one way only"),
    ('surnom in ["a", null] and len(surnom) > 3', "null-not-guarded", "surnom", "null is in the list"),
    ("enfants > null", "guard-type", "null", "null itself"),
]


@pytest.mark.parametrize(("source", "code", "words", "reason"), [pytest.param(*row, id=row[3]) for row in ILL_TYPED])
def test_what_does_not_type_is_a_problem_at_its_column(source: str, code: str, words: str, reason: str) -> None:
    problems = check_guard(guard(source), SCOPE)
    assert problems
    problem = problems[0]
    at = problem.place.column - len(PREFIX) - 1
    assert (problem.code, source[at : at + problem.place.width]) == (code, words)


# A guard's own words, said in French: the word, and what to write for it.
FRENCH = [
    ("non x", "non", "not", "before a name"),
    ("non (x or y)", "non", "not", "before a bracket, like a function"),
    ("x et y", "et", "and", "between names"),
    ("(x) ou (y)", "ou", "or", "between brackets"),
    ('x == "a" et y', "et", "and", "behind a text"),
    ('x dans ["a"]', "dans", "in", "before a list"),
    ("x est y", "est", "==", "a comparison"),
    ("x ET y", "ET", "and", "in capitals"),
]


@pytest.mark.parametrize(("source", "word", "fix", "reason"), [pytest.param(*row, id=row[3]) for row in FRENCH])
def test_a_guards_own_word_in_french_is_fixed_to_it(source: str, word: str, fix: str, reason: str) -> None:
    problem = refused(source)
    at = problem.place.column - len(PREFIX) - 1
    assert (source[at : at + problem.place.width], problem.fix) == (word, f"write `{fix}`")


def test_a_name_may_be_a_word_of_french() -> None:
    assert guard("non and not ou").names == {"non", "ou"}


# Figures and dates as people type them: the fix says theirs. `limite` is a text setting "2010-12-31".
MEANT = [
    ("age > 3,5", "3,5", "write `3.5`", "a decimal comma"),
    ("age > -3,5", "3,5", "write `3.5`", "with its sign before it"),
    ("(age > 3,5) and majeur", "3,5", "write `3.5`", "in brackets"),
    ("age > 1 000", "1 000", "write `1000`", "a space between thousands"),
    ("age > 1\u202f000\u00a0000", "1\u202f000\u00a0000", "write `1000000`", "no-break spaces"),
    ("age > 1 000,5 and majeur", "1 000,5", "write `1000.5`", "both"),
    ("age in [1 000, 2]", "1 000", "write `1000`", "in a list"),
    ("age > 1,000", "1,000", "write `1.000`, or `1000` if thousands are meant", "who knows"),
    ("age > 40 %", "40 %", "write `40`", "a unit"),
    ('age > "1 000"', '"1 000"', "write `1000` without quotes", "as a text"),
    ('majeur == "oui"', '"oui"', "write `true` without quotes", "yes, in French"),
    ('naissance < "31/01/2025"', '"31/01/2025"', 'write `"2025-01-31"`', "day first"),
    ('naissance in ["1er mai 2025"]', '"1er mai 2025"', 'write `"2025-05-01"`', "in words, in a list"),
    ('years_since("31/01/2025") > 3', '"31/01/2025"', 'write `"2025-01-31"`', "in a function"),
    ("naissance < 31/01/2025", "31/01/2025", 'write `"2025-01-31"`', "without quotes: no division"),
    ("naissance < 2025-01-31", "2025-01-31", 'write `"2025-01-31"`', "without quotes: no subtraction"),
    ('naissance < "hier"', '"hier"', "write it as year-month-day, in digits and in quotes", "none is invented"),
]


@pytest.mark.parametrize(("source", "words", "fix", "reason"), [pytest.param(*row, id=row[3]) for row in MEANT])
def test_a_figure_or_date_as_people_write_it_is_fixed_to_the_same_one(
    source: str, words: str, fix: str, reason: str
) -> None:
    parsed, problems = parse_guard(source, Place("f.yaml", 1, 1, 1, source))
    (problem,) = problems or check_guard(parsed, SCOPE) if parsed else problems
    at = problem.place.column - 1
    assert (source[at : at + problem.place.width], problem.fix) == (words, fix)
    if fix.count("`") == 2:
        assert not check_guard(guard(source.replace(words, fix.split("`")[1])), SCOPE)


@pytest.mark.parametrize(
    "source", ["age in [1,2]", "age in [1, 2,5]", 'email == "1,5 ou 1 000"', "age == 10 and majeur"]
)
def test_commas_of_a_list_and_figures_in_a_text_are_none_of_our_business(source: str) -> None:
    assert not check_guard(guard(source), SCOPE)


# A lone name that `set` writes, and nothing declares: by the type of the value it is written to.
LONE = [
    ("string", "abc", """write '"abc"' for a text; or declare it"""),
    ("string", "emial", """write '"emial"' for a text; or write "email", or declare it"""),
    ("date", "demain", """write today(), or a date as '"year-month-day"', in digits; or declare it"""),
    ("date", "today", "write `today()`"),
    ("integer", "abc", "write a whole number in digits; or declare it"),
    ("boolean", "abc", "write true or false; or declare it"),
    ("", "abc", 'declare it, or write `"abc"` for a text'),
]


@pytest.mark.parametrize(("role", "source", "fix"), LONE)
def test_a_lone_name_that_is_written_is_fixed_by_the_type_of_its_value(role: str, source: str, fix: str) -> None:
    parsed, _ = parse_guard(source, place(source), role)
    assert parsed
    scope = {name: slot for name, slot in SCOPE.items() if name != "email" or source == "emial"}
    (problem,) = check_guard(parsed, scope, boolean=False)
    assert (problem.code, problem.fix) == ("unknown-name", fix)


# A setting that was meant as something else than the text it is read as is fixed where it is declared.
SETTINGS = [
    ("1 000", "age > reglage", "write in line 8: reglage: 1000"),
    ("40", "age > reglage", "write in line 8: reglage: 40"),
    ("40 %", "reglage < age", "write in line 8: reglage: 40"),
    ("1,5", "montant > reglage", "write in line 8: reglage: 1.5"),
    ("quarante", "age > reglage", "compare `age` with a whole number, or write one in line 8"),
    ("31/01/2025", "naissance > reglage", "write in line 8: reglage: 2025-01-31"),
    ("oui", "majeur == reglage", "write in line 8: reglage: true"),
]


@pytest.mark.parametrize(("value", "source", "fix"), SETTINGS, ids=[row[0] for row in SETTINGS])
def test_a_setting_that_is_no_figure_is_fixed_in_its_own_line(value: str, source: str, fix: str) -> None:
    scope = SCOPE | {"reglage": Slot("text", "setting", choices=(value,), place=Place("flows/f.yaml", 8, 3))}
    (problem,) = check_guard(guard(source), scope)
    assert (problem.code, problem.fix) == ("guard-type", fix)


def test_a_null_that_is_not_guarded_against_is_fixed_in_full() -> None:
    [problem] = check_guard(guard("len(surnom) > 3 or majeur"), SCOPE)
    assert problem.cause == '"surnom" is optional'
    assert problem.fix == "write the whole as `given(surnom) and (len(surnom) > 3 or majeur)`"


def test_a_named_guard_is_looked_into_with_what_is_known_where_it_is_read() -> None:
    named = {"grande_famille": guard("enfants > 3")}
    scope = SCOPE | {"grande_famille": Slot("boolean", "guard")}
    [problem] = check_guard(guard("grande_famille"), scope, guards=named, where="in state recap")
    assert problem.code == "null-not-guarded"
    assert "used in state recap" in problem.cause
    assert not check_guard(guard("given(enfants) and grande_famille"), scope, guards=named)
    assert not check_guard(guard("grande_famille"), scope, guards=named, known=frozenset({"enfants"}))


def test_guards_that_name_themselves_are_looked_into_once() -> None:
    named = {"a": guard("b and c"), "b": guard("a")}
    scope = {name: Slot("boolean", "guard") for name in "abc"}
    assert not check_guard(guard("a"), scope, guards=named)
    assert names_known(guard("a").tree, True, named) == frozenset()


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("email", "text"),
        ("len(email)", "integer"),
        ("12.5", "number"),
        ("today()", "date"),
        ("services", "list"),
        ("email == null", "boolean"),
        ("true", "boolean"),
        ("null", None),
        ("nobody", None),
    ],
)
def test_an_expression_has_a_kind(source: str, kind: str | None) -> None:
    assert kind_of(guard(source), SCOPE) == kind


# Verdicts.
@pytest.mark.parametrize(
    ("source", "names", "value"),
    [
        ('espace == "actif"', {"espace": "actif"}, True),
        ('espace == "actif"', {}, False),
        ('espace != "actif"', {}, True),
        ("espace == null", {}, True),
        ('espace in ["a", "b"]', {"espace": "b"}, True),
        ('espace not in ["a", "b"]', {}, True),
        ('espace in ["a", null]', {}, True),
        ('"tva" in services', {"services": ("tva", "cfe")}, True),
        ('"tva" in services', {}, False),
        ("given(x)", {"x": ""}, False),
        ("given(x)", {"x": False}, True),
        ("given(x)", {"x": 0}, True),
        ("given(x)", {"x": ()}, False),
        ("x == 0.1", {"x": Decimal("0.1")}, True),
        ("x >= 12.50", {"x": 13}, True),
        ("x == 1", {"x": True}, False),
        ("x in [1]", {"x": True}, False),
        ("x == -5", {"x": -5}, True),
        ('d < "2026-11-25"', {"d": TODAY}, True),
        ('d == "2026-11-24"', {"d": TODAY}, True),
        ('"2026-11-24" == d', {"d": TODAY}, True),
        ('d in ["2026-11-24"]', {"d": TODAY}, True),
        ("today() > limite", {"limite": "2026-11-23"}, True),
        ("years_since(d)", {"d": date(2008, 11, 24)}, 18),
        ("years_since(d)", {"d": date(2008, 11, 25)}, 17),
        ('years_since("2004-02-29")', {}, 22),
        ("len(x) == 2", {"x": "é€"}, True),
        ("len(x) == 1", {"x": ("a",)}, True),
        ('matches(x, "[a-z]+")', {"x": "abc"}, True),
        ('matches(x, "[a-z]+")', {"x": "abc1"}, False),
        ('matches(x, "[a-z]+")', {"x": "abc\n"}, False),
        ('matches(x, "a|b")', {"x": "bc"}, False),
        ('matches(x, "\\d{3}")', {"x": "123"}, True),
        ('matches(x, "\\\\d")', {"x": "1"}, True),
        ("x", {"x": "text for set"}, "text for set"),
        ("null", {}, None),
        ("not x", {"x": False}, True),
        ("x == 'l\\'eau'", {"x": "l'eau"}, True),
    ],
)
def test_a_guard_answers(source: str, names: Mapping[str, Value], value: Value) -> None:
    assert verdict(source, **names).value == value


@pytest.mark.parametrize(
    "source",
    ["x < 3", "3 < x", "len(x) > 1", 'matches(x, "a")', "years_since(x) > 1", "not x", "x and true", "true and x"],
)
def test_null_where_a_value_is_needed_fails_loudly(source: str) -> None:
    with pytest.raises(GuardFailed) as failed:
        verdict(source)
    assert f"f.yaml:7: guard `{source}`" in str(failed.value)


def test_another_kind_than_declared_fails_without_saying_the_answer() -> None:
    with pytest.raises(GuardFailed) as failed:
        verdict("x < 3", x="moncompte")
    assert "moncompte" not in str(failed.value)


def test_a_branch_wants_true_or_false() -> None:
    with pytest.raises(GuardFailed):
        evaluate(guard("x"), {"x": "text"}.get, TODAY, boolean=True)
    assert evaluate(guard("x"), {"x": True}.get, TODAY, boolean=True) == Verdict(True, (("x", True),))


def test_the_verdict_tells_each_atom_that_was_looked_at() -> None:
    source = 'not (a == "x") and (given(b) or len(c) > 3)'
    assert verdict(source, a="y", c="long").atoms == (('a == "x"', False), ("given(b)", False), ("len(c) > 3", True))
    assert verdict(source, a="x").atoms == (('a == "x"', True),)


def test_only_what_is_needed_is_asked_for() -> None:
    asked: list[str] = []

    def look(name: str) -> Value:
        asked.append(name)
        return False

    evaluate(guard("a and b or c"), look, TODAY)
    assert asked == ["a", "c"]


def test_what_look_raises_passes_through() -> None:
    class Ask(Exception):
        pass

    def look(name: str) -> Value:
        raise Ask(name)

    with pytest.raises(Ask):
        evaluate(guard("x < 3"), look, TODAY)


def test_monsters_run_in_linear_time() -> None:
    long = "a" * 50_000 + "!"
    patterns = ["^(a+)+$", "(a|a)*", "(a|aa)+$", "(.*a){20}", "([a-zA-Z]+)*", "(a*)*(a*)*(a*)*b"]
    for pattern in patterns:
        parsed = guard(f'matches(x, "{pattern}")')
        evaluate(parsed, {"x": "b"}.get, TODAY)
        start = time.process_time()
        evaluate(parsed, {"x": long[: 2000 if "{20}" in pattern else None]}.get, TODAY)
        assert time.process_time() - start < 0.01, pattern


def test_a_verdict_takes_microseconds() -> None:
    parsed, look = guard('espace == "actif"'), {"espace": "actif"}.get
    assert min(timeit.repeat(lambda: evaluate(parsed, look, TODAY), number=2000, repeat=5)) / 2000 < 10e-6


# Equality with CPython: random expressions of names that are all given, so that both have an answer for everything.
NAMES: dict[str, Value] = {"t": "abc", "u": "b", "i": 3, "j": 40, "n": Decimal("2.5"), "yes": True, "no": False}

texts = st.sampled_from(["t", "u", '"abc"', "'b'", '""', '"é"', '"a\\"b"', '"c:\\\\d"'])
numbers = st.sampled_from(["i", "j", "n", "3", "-2", "0", "2.5", "len(t)", "len(u)"])
lists = st.lists(st.sampled_from(['"abc"', '"b"', '"z"']), min_size=1, max_size=3).map(lambda i: f"[{', '.join(i)}]")
atoms = st.one_of(
    st.sampled_from(["yes", "no", "true", "false", "given(t)", 'matches(t, "a.c")', 'matches(u, "[^b]")']),
    st.tuples(texts, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), texts).map(" ".join),
    st.tuples(numbers, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), numbers).map(" ".join),
    st.tuples(texts, st.sampled_from(["in", "not in", "  not  in "]), lists).map(" ".join),
)
guards = st.recursive(
    atoms,
    lambda inner: st.one_of(
        inner.map("not {}".format),
        inner.map("not ({})".format),
        st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map("".join),
        st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map(lambda p: f"({''.join(p)})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]}) == ({p[1]})"),
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@generated(guards)
def test_every_allowed_expression_means_what_python_means(source: str) -> None:
    import re

    parsed, problems = parse_guard(source, place(source))
    if parsed is None:  # too long, too many parts: the only reasons left
        assert "at most" in problems[0].cause
        return
    python = {
        "__builtins__": {},
        "true": True,
        "false": False,
        "len": len,
        "given": lambda x: x is not None,
        "matches": lambda x, p: re.fullmatch(p, x) is not None,
        **NAMES,
    }
    assert evaluate(parsed, NAMES.get, TODAY).value == eval(source, python)


@settings(max_examples=300, deadline=None)
@generated(st.text(alphabet="ab \t()[]{}.,:=<>!\"'\\+-*/%@#0123_éAorndti\n", max_size=60))
def test_any_text_is_a_guard_or_a_problem_and_never_an_exception(source: str) -> None:
    parsed, problems = parse_guard(source, place(source))
    assert (parsed is None) == bool(problems)
    if parsed:
        check_guard(parsed, SCOPE)
