"""Arithmetic in a guard: exact, typed, bounded, and what Python's own decimals say."""

from __future__ import annotations

import time
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st

from engine.language.guards import GuardFailed, Slot, check_guard, evaluate, kind_of, names_known, parse_guard
from engine.language.guards.exact import MOST_DIGITS, calculated, rounded, with_decimals
from engine.language.values import Value
from engine.problems import Place
from tests.language.guards.test_guards import TODAY, guard, refused

SCOPE = {
    "a": Slot("integer", "field"),
    "b": Slot("integer", "field"),
    "n": Slot("number", "field"),
    "prix": Slot("number", "setting", value=Decimal("12.50")),
    "peut_etre": Slot("integer", "field", nullable=True, why_null='"peut_etre" is optional'),
    "nom": Slot("text", "field"),
    "chiffres": Slot("text", "setting", choices=("12,50",), value="12,50", place=Place("flows/f.yaml", 3, 5)),
    "taux": Slot("text", "setting", choices=("20 %",), value="20 %", place=Place("flows/f.yaml", 3, 5)),
    "jours": Slot("list", "field"),
    "jour": Slot("date", "field"),
    "delai": Slot("duration", "setting"),
    "oui": Slot("boolean", "field"),
    "secret": Slot("secret", "field"),
    "code_postal": Slot("text", "field"),
}


def value(source: str, **names: Value) -> Value:
    return evaluate(guard(source), names.get, TODAY).value


NAMES = "abcd"
WHOLE = st.integers(-(10**6), 10**6)
EXACT = st.decimals(min_value=-(10**6), max_value=10**6, allow_nan=False, places=3)
FIGURES = st.one_of(WHOLE, EXACT)

# An expression as a guard writes it, and the same for Python: figures written out are Decimals there.
Written = tuple[str, str]
LEAVES = st.one_of(
    st.sampled_from(NAMES).map(lambda name: (name, name)),
    st.integers(0, 999).map(lambda figure: (str(figure), f"Decimal({figure})")),
    st.decimals(min_value=0, max_value=99, allow_nan=False, places=2).map(
        lambda figure: (f"{figure:f}", f'Decimal("{figure}")')
    ),
)


def _joined(parts: tuple[Written, str, Written]) -> Written:
    left, sign, right = parts
    return f"{left[0]} {sign} {right[0]}", f"{left[1]} {sign} {right[1]}"


def _larger(inner: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    signs = st.sampled_from(["+", "-", "*"])
    return st.one_of(
        st.tuples(inner, signs, inner).map(_joined),  # no brackets: Python's precedence
        inner.map(lambda part: (f"({part[0]})", f"({part[1]})")),
        inner.map(lambda part: (f"-({part[0]})", f"-({part[1]})")),
        LEAVES.map(lambda part: (f"-{part[0]}", f"-{part[1]}")),
    )


EXPRESSIONS = st.recursive(LEAVES, _larger, max_leaves=12).filter(lambda written: len(written[0]) < 400)


@settings(max_examples=300, deadline=None)
@generated(written=EXPRESSIONS, figures=st.lists(FIGURES, min_size=4, max_size=4))
def test_sums_and_products_are_those_of_pythons_decimals(written: Written, figures: list[int | Decimal]) -> None:
    names: dict[str, Value] = dict(zip(NAMES, figures, strict=True))
    with localcontext(prec=2000):
        expected = eval(written[1], {"Decimal": Decimal}, {name: Decimal(str(one)) for name, one in names.items()})
    found = value(written[0], **names)
    assert isinstance(found, (int, Decimal))
    assert not isinstance(found, bool)
    assert found == expected
    assert not (found == 0 and str(found).startswith("-")), "there is one zero"


@settings(max_examples=300, deadline=None)
@generated(over=EXPRESSIONS, under=LEAVES, digits=st.integers(0, 6), figures=st.lists(FIGURES, min_size=4, max_size=4))
def test_a_rounded_quotient_is_that_of_pythons_decimals(
    over: Written, under: Written, digits: int, figures: list[int | Decimal]
) -> None:
    names: dict[str, Value] = dict(zip(NAMES, figures, strict=True))
    known = {name: Decimal(str(one)) for name, one in names.items()}
    source = f"round(({over[0]}) / {under[0]}, {digits})"
    with localcontext(prec=2000):
        divisor = eval(under[1], {"Decimal": Decimal}, known)
        if divisor == 0:
            with pytest.raises(GuardFailed, match="division by 0"):
                value(source, **names)
            return
        quotient = eval(over[1], {"Decimal": Decimal}, known) / divisor
        expected = quotient.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    found = value(source, **names)
    assert found == expected
    assert isinstance(found, Decimal if digits else int)


VALUES = [
    ("1 + 2 * 3", {}, "7", "products before sums"),
    ("(1 + 2) * 3", {}, "9", "brackets"),
    ("10 - 3 - 2", {}, "5", "from the left"),
    ("-a * b", {"a": 2, "b": 3}, "-6", "a minus binds closest"),
    ("a - -b", {"a": 2, "b": 3}, "5", "less a minus"),
    ("a--1", {"a": 2}, "3", "the same without spaces"),
    ("0.1 + 0.2", {}, "0.3", "no binary float"),
    ("a * prix", {"a": 3, "prix": Decimal("12.50")}, "37.50", "the cents stay"),
    ("n * 0.20", {"n": Decimal("12.50")}, "2.50", "no more decimals than the factors, where they are zeros"),
    ("n * 0.5", {"n": Decimal("12.5")}, "6.25", "all that are needed"),
    ("n * 0.05", {"n": Decimal("12.5")}, "0.625", "all that are needed"),
    ("n - n", {"n": Decimal("12.50")}, "0.00", "nothing"),
    ("n * 0", {"n": Decimal("-12.50")}, "0.00", "no minus before nothing"),
    ("-n", {"n": Decimal("0.00")}, "0.00", "no minus before nothing"),
    ("round(1 / 3, 2)", {}, "0.33", "down"),
    ("round(2 / 3, 2)", {}, "0.67", "up"),
    ("round(1 / 8, 2)", {}, "0.13", "a half goes up"),
    ("round(-1 / 8, 2)", {}, "-0.13", "away from zero"),
    ("round(5 / 2, 0)", {}, "3", "a half goes up, not to the even one"),
    ("round(-1 / 1000, 2)", {}, "0.00", "no minus before nothing"),
    ("round(10 / 4, 2)", {}, "2.50", "its decimals are written"),
    ("round(n, 2)", {"n": Decimal("2.345")}, "2.35", "what is no quotient"),
    ("round(n * 0.055, 2)", {"n": Decimal("37.50")}, "2.06", "a product"),
    ("round((a + 1) / (b * 2), 1)", {"a": 2, "b": 1}, "1.5", "sums and products"),
    ("len(jours) * prix", {"jours": ("l", "m"), "prix": Decimal("3.20")}, "6.40", "boxes are counted"),
    ("len(nom) + 1", {"nom": "Zoé"}, "4", "characters too"),
]


@pytest.mark.parametrize(("source", "names", "expected", "reason"), VALUES, ids=[row[0] for row in VALUES])
def test_what_is_calculated(source: str, names: dict[str, Value], expected: str, reason: str) -> None:
    assert str(value(source, **names)) == expected, reason


KINDS = [
    ("a + b", "integer"),
    ("-a", "integer"),
    ("a * b - 3", "integer"),
    ("a + 0.0", "number"),
    ("a * prix", "number"),
    ("-n", "number"),
    ("round(a / b, 0)", "integer"),
    ("round(n, 0)", "integer"),
    ("round(a / b, 2)", "number"),
    ("len(jours) * 2", "integer"),
    ("years_since(jour) * 12", "integer"),
    ("a * 2 > 10", "boolean"),
    ("a + 1 in [2, 3]", "boolean"),
    ("a + 1 == n", "boolean"),
]


@pytest.mark.parametrize(("source", "kind"), KINDS)
def test_the_kind_of_a_calculation(source: str, kind: str) -> None:
    assert kind_of(guard(source), SCOPE) == kind


NO_NUMBERS = [
    ("nom + nom > 1", "guard-type", "nom", "name them in the text that shows them: {nom}", "texts"),
    ("nom * 2 > 1", "guard-type", "nom", 'give "nom" `type: number`, or write its length: `len(nom)`', "a text"),
    ('"12,50" * a > 1', "guard-type", '"12,50"', "write `12.50` without quotes", "a figure as a text"),
    (
        "a * chiffres > 1",
        "guard-type",
        "chiffres",
        "write in line 3: chiffres: 12.50",
        "a setting that French writes so",
    ),
    ("jours * prix > 1", "guard-type", "jours", "write `len(jours)`", "boxes"),
    ("jour + 30 > jour", "guard-type", "jour", "compare the date with another, or write the delay", "a date"),
    ("today() - jour > 3", "guard-type", "today()", "compare the date with another, or write the delay", "a date"),
    ("delai * 2 > 3", "guard-type", "delai", "write a figure without a unit in the setting", "a duration"),
    ("oui + 1 > 1", "guard-type", "oui", "write one branch for true and another for false", "true is not 1"),
    ("true + 1 > 1", "guard-type", "true", "write one branch for true and another for false", "true is not 1"),
    ("(a > 1) + (b > 1) > 1", "guard-type", "a > 1", "write one branch", "no counting of conditions"),
    ("secret + 1 > 1", "guard-type", "secret + 1 > 1", "write `given(secret)`", "a secret"),
    ("null + 1 > 1", "guard-type", "null", "compare with == or !=", "null"),
    ("a + b", "guard-type", "a + b", "write a comparison", "a guard is true or false"),
    ("not a + b", "guard-type", "a + b", "write a comparison", "a guard is true or false"),
    ("-oui", "guard-type", "oui", "write one branch", "a minus before what is no number"),
    ("round(nom, 2) > 1", "guard-type", "nom", 'give "nom" `type: number`', "a text rounded"),
    ("round(oui / 2, 2) > 1", "guard-type", "oui", "write one branch", "in a quotient"),
    ("[1] + [2] == 3", "guard-type", "[1]", "write a number", "lists"),
    ("peut_etre * 2 > 1", "null-not-guarded", "peut_etre", "given(peut_etre) and peut_etre * 2 > 1", "null"),
    ("2 + peut_etre == 1", "null-not-guarded", "peut_etre", "given(peut_etre) and", "null, though == takes it"),
    ("-peut_etre == 1", "null-not-guarded", "peut_etre", "given(peut_etre) and", "null behind a minus"),
    ("round(peut_etre / 2, 0) == 1", "null-not-guarded", "peut_etre", "given(peut_etre) and", "null in a quotient"),
    ("peut_etre - 1 in [1]", "null-not-guarded", "peut_etre", "given(peut_etre) and", "null in a list"),
    ("inconnu + 1 > 1", "unknown-name", "inconnu", "declare it", "no such name"),
    ('code-postal == "75005"', "unknown-name", "code-postal", "write `code_postal`", "a hyphen for an underscore"),
]


@pytest.mark.parametrize(
    ("source", "code", "words", "fix", "reason"), NO_NUMBERS, ids=[f"{row[0]}: {row[4]}" for row in NO_NUMBERS]
)
def test_what_is_not_calculated_with(source: str, code: str, words: str, fix: str, reason: str) -> None:
    problem = check_guard(guard(source), SCOPE)[0]
    at = problem.place.column - len("  - guard: ") - 1
    assert (problem.code, source[at : at + problem.place.width]) == (code, words), reason
    assert fix in problem.fix


def test_one_problem_for_a_name_with_a_hyphen() -> None:
    assert len(check_guard(guard("code-postal == 3"), SCOPE)) == 1


def test_a_setting_that_is_a_percentage_is_fixed_to_its_figure() -> None:
    (problem,) = check_guard(guard("a * taux > 3"), SCOPE)
    assert problem.fix == "write in line 3: taux: 0.2"


@pytest.mark.parametrize(
    "source",
    [
        "given(peut_etre) and peut_etre * 2 > 1",
        "not given(peut_etre) or peut_etre + a > 1",
        "peut_etre != null and round(peut_etre / 2, 2) > 1",
        "peut_etre == 1 and -peut_etre < 3",
    ],
)
def test_what_has_been_asked_for_is_calculated_with(source: str) -> None:
    assert not check_guard(guard(source), SCOPE)


def test_what_was_calculated_with_is_given() -> None:
    tree = guard("a + b * 2 == 3").tree
    assert names_known(tree, True) == names_known(tree, False) == {"a", "b"}
    assert names_known(guard("a == b").tree, False) == frozenset()
    assert names_known(guard("round(a / 2, 1) in [1.5]").tree, False) == {"a"}


def test_a_fix_of_null_under_set_is_no_condition() -> None:
    source = "peut_etre * 2"
    parsed, _ = parse_guard(source, Place("f.yaml", 1, 1, len(source), source), "integer")
    assert parsed
    (problem,) = check_guard(parsed, SCOPE, boolean=False)
    assert problem.fix == (
        'put the effect in a branch with `guard: given(peut_etre)`, or ask "peut_etre" on every way here'
    )


# How a fault of a quotient is fixed: what stands where it stood.
QUOTIENTS = [
    ("a / b > 1", "round(a / b, 2)"),
    ("a / b * 3 > 1", "round(a * 3 / b, 2)"),
    ("(a + 1) / b * (3 + n) > 1", "round((a + 1) * (3 + n) / b, 2)"),
    ("a / b / 2 > 1", "round(a / (b * 2), 2)"),
    ("a * b / 100 > 1", "round(a * b / 100, 2)"),
    ("1 + a / b > 1", "round(a / b, 2)"),
    ("round(a / b * 3, 2) > 1", "a * 3 / b"),
    ("round(a / b / 3, 2) > 1", "a / (b * 3)"),
    ("round(a / b) > 1", "round(a / b, 2)"),
    ("round(a / b, 7) > 1", "2"),
    ("a // b > 1", "round(a / b, 0)"),
    ("a ÷ b > 1", "round(a / b, 2)"),
    ("a ** 2 > 1", "a * a"),
    ("a^3 > 1", "a * a * a"),
    ("+a > 1", "a"),
    ("a * 20 % > 1", "0.2"),
    ("a * 5,5 % > 1", "0.055"),
    ("a × b > 1", "*"),
    ("a − b > 1", "-"),
]


@pytest.mark.parametrize(("source", "fix"), QUOTIENTS)
def test_what_is_written_otherwise_elsewhere_is_fixed_to_the_same(source: str, fix: str) -> None:
    problem = refused(source)
    assert problem.fix == f"write `{fix}`"
    at = problem.place.column - len("  - guard: ") - 1
    fixed = source[:at] + fix + source[at + problem.place.width :]
    assert not check_guard(guard(fixed), SCOPE), fixed


def test_a_quotient_for_a_whole_value_is_fixed_to_a_whole_one() -> None:
    _, (problem,) = parse_guard("a / b", Place("f.yaml", 1, 1, 5, "a / b"), "integer")
    assert problem.fix == "write `round(a / b, 0)`"


def test_what_is_foreign_in_several_places_is_fixed_at_once() -> None:
    assert refused("prix × nb = 12").fix == "write the whole as `prix * nb == 12`"
    assert refused("a * 20 % = 3").fix == "write the whole as `a * 0.2 == 3`"


# Bounds


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (" * ".join("a" * 50), {"a": 10**39}),
        (" * ".join("n" * 50), {"n": Decimal("9" * 40)}),
        (" * ".join("n" * 50), {"n": Decimal("0." + "0" * 38 + "1")}),
        ("a + 1", {"a": 10**MOST_DIGITS}),
        ("round(a / n, 2)", {"a": 10**150, "n": Decimal("0." + "0" * 99 + "1")}),
    ],
    ids=["whole", "large", "small", "one more", "a quotient"],
)
def test_a_result_without_end_is_a_failed_step_and_costs_nothing(source: str, names: dict[str, Value]) -> None:
    program = guard(source)
    start = time.process_time()
    with pytest.raises(GuardFailed, match=f"more than {MOST_DIGITS} digits"):
        evaluate(program, names.get, TODAY)
    assert time.process_time() - start < 0.05


def test_four_figures_as_long_as_may_be_typed_can_be_multiplied() -> None:
    assert value("a * b * c * d", **dict.fromkeys("abcd", 10**39)) == 10**156
    small = Decimal("0." + "0" * 38 + "1")
    assert value("a * b * c * d", **dict.fromkeys("abcd", small)) == Decimal("1e-156")


def test_a_long_sum_is_exact() -> None:
    assert value("a + b", a=Decimal("1e150"), b=Decimal("1e-150")) == Decimal("1" + "0" * 150 + "." + "0" * 149 + "1")


def test_one_hundred_parts_of_a_sum_are_evaluated() -> None:
    assert value(" + ".join("a" * 50), a=1) == 50
    assert "at most 100 parts" in refused(" + ".join("a" * 51)).cause
    assert value("-" * 98 + "a", a=1) == 1


@pytest.mark.parametrize(
    "bomb",
    ["1+" * 249 + "1", "-" * 250 + "x", "round(" * 80 + "x" + ",2)" * 80, "(" * 29 + "x" + "+1)" * 100, "x*" * 200],
    ids=lambda bomb: bomb[:8],
)
def test_a_bomb_of_arithmetic_is_refused_at_once(bomb: str) -> None:
    start = time.process_time()
    refused(bomb)
    assert time.process_time() - start < 0.05


def test_what_is_no_number_after_all_fails_the_step() -> None:
    for found in (None, True, "3", (), TODAY):
        with pytest.raises(GuardFailed, match=r"a \+ 1: .* is no number"):
            value("a + 1 > 2", a=found)


@pytest.mark.parametrize(
    ("figure", "decimals", "expected"),
    [
        (37, 2, "37.00"),
        (Decimal("37.5"), 2, "37.50"),
        (Decimal("2.5000"), 2, "2.50"),
        (Decimal("2.505"), 2, "2.505"),
        (Decimal("3E+2"), 2, "300.00"),
        (Decimal("0"), 2, "0.00"),
    ],
)
def test_no_digit_is_lost_with_the_zeros(figure: int | Decimal, decimals: int, expected: str) -> None:
    assert str(with_decimals(figure, decimals)) == expected


def test_the_functions_by_themselves() -> None:
    assert calculated("*", 3, Decimal("12.50")) == Decimal("37.50")
    assert rounded(1, 3, 2) == Decimal("0.33")
    with pytest.raises(ZeroDivisionError):
        rounded(1, Decimal("0.00"), 2)
