"""Large flows: that checking them ends. What each shape costs is measured in the bench, not here."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.language.decoding import closest, listed
from engine.language.guards import (
    MOST_LEVELS,
    Domain,
    Guard,
    NamedGuards,
    evaluate,
    names_known,
    parse_guard,
    too_deep,
    worlds_of,
)
from engine.language.load import load_catalogue
from engine.problems import Place, Problem, beside
from tests.support.shapes import SHAPES, Files, chained_guards, doubling, doubling_with_tests, timer_circle, written

SMALL = 12


def codes(folder: Path) -> list[str]:
    return [problem.code for problem in load_catalogue(folder).problems]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_says_what_it_is_meant_to_say(shape: str, tmp_path: Path) -> None:
    """Else the bench would measure how fast a slip in it is found."""
    meant = {
        "automatic before a back": {"back-to-nothing"},
        "automatic circle": {"automatic-circle"},
        "timer circle": {"timer-circle"},
        "doubling guards behind tests": {"null-not-guarded"},
        "impossible options": {"impossible-value"},
        "unknown names": {"unknown-name", "unknown-target", "unknown-mail"},
        "unknown keys": {"unknown-key", "unreachable-state"},
        "long line": {"unknown-target"},
        "long line of two kinds": {"unknown-target", "unknown-key"},
    }
    assert set(codes(written(tmp_path, SHAPES[shape][0](SMALL)))) == meant.get(shape, set())


@pytest.mark.parametrize(
    ("files", "expected"), [(doubling(60), []), (doubling_with_tests(40), ["null-not-guarded"])], ids=["bare", "tests"]
)
def test_guards_that_double_are_read_once_each(files: Files, expected: list[str], tmp_path: Path) -> None:
    """Of sixty there would be 2**60 readings: nobody would see the end of them."""
    assert codes(written(tmp_path, files)) == expected


def doubled(count: int) -> dict[str, Guard]:
    place = Place("", 1, 1)
    texts = {"g0": "a == 1"} | {f"g{i}": f"g{i - 1} and g{i - 1}" for i in range(1, count)}
    return {name: guard for name, text in texts.items() if (guard := parse_guard(text, place)[0])}


def test_a_doubled_guard_is_asked_once_for_each_name_it_reads() -> None:
    guards = doubled(60)
    asked: list[str] = []
    found: dict[str, object] = {"a": 1}

    def look(name: str) -> object:
        if name not in found:
            asked.append(name)
            found[name] = evaluate(guards[name], look, date.min, boolean=True).value  # type: ignore[arg-type]
        return found[name]

    assert look("g59") is True
    assert len(asked) == 60
    assert names_known(guards["g59"].tree, True, guards) == {"a"}
    assert NamedGuards(guards).reads("g59") == {"a", *(f"g{i}" for i in range(59))}
    trees = {name: guard.tree for name, guard in doubled(40).items()}
    worlds = worlds_of([trees["g39"]], {"a": Domain("integer")}, trees)
    assert worlds
    assert all(worlds.verdicts(trees["g39"]))


def test_a_chain_of_guards_is_as_deep_as_the_limit_and_no_deeper(tmp_path: Path) -> None:
    assert codes(written(tmp_path / "a", chained_guards(MOST_LEVELS + 1))) == []
    assert codes(written(tmp_path / "b", chained_guards(MOST_LEVELS + 2))) == ["too-deep-guard"]
    assert codes(written(tmp_path / "c", chained_guards(5000))) == ["too-deep-guard"]
    assert too_deep(doubled(65)) == {}
    assert too_deep(doubled(67)) == {"g65": True, "g66": False}


def test_a_circle_of_guards_ends(tmp_path: Path) -> None:
    files = chained_guards(100)
    files["flows/big.yaml"] = files["flows/big.yaml"].replace("g0: a == 1", "g0: g99")
    assert set(codes(written(tmp_path, files))) == {"guard-circle"}


def test_a_problem_of_each_of_thousands_does_not_list_thousands(tmp_path: Path) -> None:
    problems = load_catalogue(written(tmp_path, timer_circle(300))).problems
    assert len(problems) == 300
    assert max(len(str(problem)) for problem in problems) < 1000
    assert problems[0].cause.endswith("s39 and 260 more")
    assert listed("abc", 2) == "a, b and 1 more"
    assert listed("abc", 3) == "a, b, c"


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("etape_4711x", "etape_4711"),  # a letter too many
        ("etpae_4711", "etape_4711"),  # two letters that changed places
        ("informatons", "informations"),  # one that was left out
        ("zzz", None),
    ],
)
def test_of_thousands_of_names_the_nearest_is_found(word: str, nearest: str | None) -> None:
    known = [*(f"etape_{i}" for i in range(6000)), "informations", "identifiants"]
    assert closest(word, known) == nearest


def at(column: int, width: int, code: str = "x") -> Problem:
    return Problem(code, "", Place("f", 1, column, width), "", "")


@pytest.mark.parametrize(
    ("reported", "left"),
    [
        ([], [1, 4, 5, 9, 20]),
        ([(5, 1)], [1, 4, 9, 20]),  # a column beside is another word
        ([(4, 2)], [1, 9, 20]),
        ([(1, 30)], []),
        ([(6, 3), (2, 2)], [1, 4, 5, 9, 20]),  # in no order, none of them touched
        ([(1, 4), (3, 1), (9, 100)], [5]),  # one within another
        ([(30, 1), (20, 1)], [1, 4, 5, 9]),
    ],
)
def test_a_problem_beside_reported_ones_of_its_line_is_kept(reported: list[tuple[int, int]], left: list[int]) -> None:
    found = [at(column, 1) for column in (1, 4, 5, 9, 20)]
    kept = beside([at(*one, code="y") for one in reported], found)
    assert [problem.place.column for problem in kept] == left
