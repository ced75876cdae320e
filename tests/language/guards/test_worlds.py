"""What a guard can turn out as: each verdict that is called certain is tried against the guard's own evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from engine.language.guards import Domain, Guard, GuardFailed, evaluate, parse_guard, worlds_of
from engine.problems import Place

STATUSES = ("free", "pending", "taken")
DOMAINS = {
    "status": Domain("text", closed=STATUSES, subject="register a key", asks="key"),
    "same": Domain("text", closed=STATUSES, subject="register a key", asks="key"),
    "key": Domain("text", lengths=(1, None)),
    "choice": Domain("text", closed=("a", "bb", "ccc"), lengths=(1, None)),
    "age": Domain("integer", least=18, most=30, step=1),
    "tens": Domain("integer", least=0, step=10),
    "sum": Domain("number", least=Decimal("0.5")),
    "free_figure": Domain("integer", step=1),
    "ok": Domain("boolean"),
    "box": Domain("boolean", only=True),
    "tags": Domain("list", closed=("p", "q"), lengths=(1, 2)),
    "born": Domain("date", step=1),
    "name": Domain("text", lengths=(2, 5)),
    "note": Domain("text", may_be_empty=True),
    "limit": Domain("integer", nullable=False, setting=20),
    "switch": Domain("boolean", nullable=False, setting=True),
    "place": Domain("text", nullable=False, closed=("Paris",), setting="Paris"),
}
VALUES: dict[str, tuple[object, ...]] = {
    "status": STATUSES,
    "same": STATUSES,
    "key": ("Paris", "x"),
    "choice": ("a", "bb", "ccc"),
    "age": (18, 19, 20, 21, 29, 30),
    "tens": (0, 10, 20, 30),
    "sum": (Decimal("0.5"), Decimal(1), Decimal("18.5"), Decimal(20), 21),
    "free_figure": (-5, 0, 18, 19, 20, 40),
    "ok": (True, False),
    "box": (True,),
    "tags": (("p",), ("q",), ("p", "q")),
    "born": (date(1990, 1, 1), date(2000, 2, 29), date(2026, 11, 28)),
    "name": ("ab", "abc", "Paris", "abcde"),
    "note": ("", "a", "Paris"),
    "limit": (20,),
    "switch": (True,),
    "place": ("Paris",),
}
ATOMS = (
    'status == "free"', 'status != "taken"', 'status in ["free", "pending"]', 'same == "taken"', "status == same",
    "status == choice", "given(status)", "given(key)", "key == null", 'choice == "a"', 'choice not in ["a", "bb"]',
    "len(choice) >= 2", 'matches(choice, "a|b+")', "age >= 18", "age > limit", "age == 19", "age < 19", "20 <= age",
    "tens > 10", "tens == 20", "tens == 15", "sum > 0", "sum < 18.5", "sum == 20", "age < free_figure",
    "free_figure > age", "free_figure == 19", "free_figure in [18, 19]", "ok", "box", "ok == box", "ok != true",
    '"p" in tags', '"q" not in tags', "len(tags) > 1", 'born < "2000-02-29"', 'born == "2000-02-29"', "born <= today()",
    "today() > born", "years_since(born) >= 18", "len(name) > 5", "len(name) == 3", 'name == "abc"', "name == place",
    'matches(name, "a.*")', "given(note)", 'note == "a"', "len(note) > 0", "note == name", "switch", 'place == "Paris"',
    "age * 2 > 40", "age + 1 == 20", "2 * age - 3 < 37", "-age < -20", "age * 2 == 39", "age * limit > 400",
    "sum * 0.5 < 9.25", "age - age == 0", "age + tens > 30", "tens + age > 30", "len(name) * 2 > 6", "age * -1 >= -20",
    "age * 2 in [38, 40]", "age * 3 not in [57, 58]", "age * 2 > age + 20", "round(age / 2, 0) > 9", "limit * 2 > 30",
    "1 + 1 == 2", "20 < age * 2", "age * 0 == 0", "years_since(born) * 12 >= 216", "age * 2 != 38", "sum + 1 != 1.5",
    "limit > 3", "1 < 2", "true", "false", "name != null", 'name in ["ab", null]', "tags == null",
)  # fmt: skip


def parsed(source: str) -> Guard:
    guard, problems = parse_guard(source, Place("", 1, 1))
    assert guard, problems
    return guard


def cases(random: Random, count: int) -> Iterator[dict[str, object]]:
    """Values that names can have together."""
    for _ in range(count):
        case = {
            name: None if DOMAINS[name].nullable and random.random() < 0.25 else random.choice(values)
            for name, values in VALUES.items()
        }
        case["status"] = case["same"] = None if case["key"] is None else random.choice(STATUSES)
        yield case


def expression(random: Random, deep: int) -> str:
    if deep == 0 or random.random() < 0.2:
        return random.choice(ATOMS)
    if random.random() < 0.2:
        return f"not ({expression(random, deep - 1)})"
    word = random.choice((" and ", " or "))
    return "(" + word.join(expression(random, deep - 1) for _ in range(random.choice((2, 2, 3)))) + ")"


def outcome(guard: Guard, case: dict[str, object]) -> bool | None:
    try:
        return evaluate(guard, case.__getitem__, date(2026, 11, 28), boolean=True).value is True  # type: ignore[arg-type]
    except GuardFailed:
        return None


@pytest.mark.parametrize("seed", range(40))
def test_what_is_called_certain_holds_for_every_value(seed: int) -> None:
    """An expression whose verdict is certain never has the other one, whatever is tried."""
    random = Random(seed)
    certain = 0
    for _ in range(40):
        guard = parsed(expression(random, 2))
        worlds = worlds_of([guard.tree], DOMAINS, {})
        if worlds is None:
            continue
        true, false = worlds.verdicts(guard.tree)
        certain += not (true and false)
        for case in cases(random, 60):
            found = outcome(guard, case)
            assert found is not True or true, (guard.source, case)
            assert found is not False or false, (guard.source, case)
    assert certain


@pytest.mark.parametrize("seed", range(20))
def test_what_cannot_be_together_never_is(seed: int) -> None:
    random = Random(1000 + seed)
    for _ in range(40):
        one, other = parsed(expression(random, 1)), parsed(expression(random, 1))
        worlds = worlds_of([one.tree, other.tree], DOMAINS, {})
        if worlds is None or worlds.verdicts(one.tree).true & worlds.verdicts(other.tree).false:
            continue
        for case in cases(random, 60):
            assert (outcome(one, case), outcome(other, case)) != (True, False), (one.source, other.source, case)


CERTAIN = {
    "age >= 18": "the least answer",
    "box": "it must be ticked",
    "tens == 15": "no multiple of ten",
    "sum > 0": "the least answer is above",
    "len(name) > 5": "the greatest length",
    "status == same": "two names of one answer",
    "1 < 2": "figures alone",
    "1 + 1 == 2": "figures alone",
    "age * 2 == 39": "no half a year",
    "20 < age * 2": "the least answer, twice",
    "true": "itself",
    "false": "itself",
}


@pytest.mark.parametrize("atom", ATOMS)
def test_every_atom_may_be_either_but_for_those_that_are_certain(atom: str) -> None:
    guard = parsed(atom)
    worlds = worlds_of([guard.tree], DOMAINS, {})
    assert worlds
    assert all(worlds.verdicts(guard.tree)) is (atom not in CERTAIN)


SOLVED = [
    ("age > 25 and age * 2 < 40", "age, twice"),
    ("age + 1 == 20 and age != 19", "one more"),
    ("-age > -20 and age >= 20", "below zero"),
    ("tens * 3 == 60 and not tens == 20", "three times"),
    ("limit * age > 500 and age < 20", "times a setting"),
    ("age * 2 > age + 25 and age <= 25", "on both sides"),
    ("len(tags) * 2 > 3 and len(tags) < 2", "boxes"),
    ("age * 2 in [38, 40] and age > 20", "in a list"),
    ("round(age / 2, 0) > 9 and not round(age / 2, 0) > 9", "a quotient is itself"),
    ("age + tens > 40 and age + tens <= 40", "a sum of two is itself"),
    ("age * 3 == 58", "no third of a year"),
]


@pytest.mark.parametrize(("source", "reason"), SOLVED, ids=[row[1] for row in SOLVED])
def test_arithmetic_over_one_name_is_solved(source: str, reason: str) -> None:
    guard = parsed(source)
    worlds = worlds_of([guard.tree], DOMAINS, {})
    assert worlds
    assert not worlds.verdicts(guard.tree).true, reason


def test_too_many_worlds_are_not_looked_at() -> None:
    domains = {f"x{at}": Domain("integer", step=1) for at in range(20)}
    assert worlds_of([parsed(" and ".join(f"x{at} > 1" for at in range(20))).tree], domains, {}) is None


def test_guards_that_name_each_other_are_not_looked_at() -> None:
    trees = {name: parsed(text).tree for name, text in {"a": "b", "b": "a"}.items()}
    assert worlds_of([parsed("a and not a").tree], DOMAINS, trees) is None


def test_a_guard_is_read_through_others() -> None:
    trees = {name: parsed(text).tree for name, text in {"a": 'status == "free"', "b": "not a"}.items()}
    both = parsed("a and b").tree
    worlds = worlds_of([both], DOMAINS, trees)
    assert worlds
    assert not worlds.verdicts(both).true
