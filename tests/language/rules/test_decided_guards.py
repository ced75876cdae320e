"""Guards that are always or never true, branches that others shadow, states lost with them: what is, what is not."""

from __future__ import annotations

import re

import pytest

from engine.language.model import Flow
from engine.language.rules import check_all
from engine.problems import Problem
from tests.support.flow_text import flow_of

CODES = ("always-true", "never-true", "branch-shadowed", "guard-type", "impossible-value", "branch-twice")
FORM = """
properties:
  email: {type: string, format: email, title: E-mail}
  other: {type: string, format: email, title: Other e-mail}
  age: {type: integer, title: Age, minimum: 18, maximum: 99}
  free_age: {type: integer, title: Another age}
  sum: {type: number, title: Sum, minimum: 0.5, multipleOf: 0.5}
  even: {type: integer, title: Even, multipleOf: 2}
  kind: {type: string, title: Kind, enum: [a, b, c]}
  taste: {type: string, title: Taste, oneOf: [{const: sweet, title: S}, {const: sour, title: T}]}
  name: {type: string, title: Name, minLength: 2, maxLength: 10}
  nick: {type: string, title: Nick}
  agreed: {type: boolean, title: Agreed, const: true}
  letter: {type: boolean, title: Letter}
  born: {type: string, format: date, title: Born}
  left: {type: string, format: date, title: Left}
  tags: {type: array, title: Tags, items: {enum: [p, q]}}
  typed: {type: string, title: Code, x-widget: code}
required: [email, age, free_age, sum, even, kind, name, agreed, born, typed]
"""
OTHER = """
properties:
  late: {type: integer, title: Late, minimum: 1}
  age: {type: integer, title: Age, minimum: 16, maximum: 99}
required: [late, age]
"""
HEAD = """
settings: {{adult: 18, senior: 65, open: true, town: Paris, day: "2026-09-01", most: 12, wait: 2 days}}
registers: {{places: {{kind: email, statuses: [pending, taken]}}, rooms: {{kind: email, statuses: [taken]}}}}
values: {{note: {{type: integer, title: N}}, word: {{type: string, title: W}}, done: {{type: boolean, title: D}}}}
facts:
  place: {{register: places, key: email}}
  same: {{register: places, key: email}}
  room: {{register: rooms, key: email}}
  theirs: {{register: places, key: other}}
  code: {{code: pickup, typed: typed}}
  mine: {{code: pickup, typed: typed, of: case}}
guards:
  free: place == "free"
  minor: age < adult
  spare: {named}
entries: {{start: {{state: form}}, late: {{state: late}}}}
states:
  form:
    title: F
    form: one
    {tries}
    transitions:
      go:
        label: G
        first_of:
{branches}
  late:
    title: L
    form: two
    transitions: {{go: {{label: G, target: end}}}}
  made: {{title: M, on_enter: [{{code: {{name: pickup, length: 10, lives: wait}}}}], final: true}}
  a: {{title: A, final: true}}
  b: {{title: B, final: true}}
  end: {{title: E, final: true{when}}}
"""
LAST = "          - {target: end}"


def flow(
    branches: str = LAST, *, named: str = "letter == true", when: str = "", rules: str = "", more: str = ""
) -> Flow:
    text = HEAD.format(branches=branches, named=named, when=when, tries="") + more
    return flow_of(text, {"one": FORM + rules, "two": OTHER})


def found(flow: Flow) -> list[Problem]:
    return [problem for problem in check_all(flow) if problem.code in CODES]


def branch(guard: str) -> str:
    return f"          - guard: {quoted(guard)}\n            target: a\n{LAST}"


def quoted(guard: str) -> str:
    return "'" + guard.replace("'", "''") + "'"


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    """Each code with the words that it points at."""
    return [(p.code, p.place.source[p.place.column - 1 : p.place.column - 1 + p.place.width]) for p in problems]


# One guard of a branch: what of it is reported, and why.
DECIDED = [
    ('kind == "a" or kind != "a"', "always", "", "one of two opposites"),
    ('kind == "a" and kind == "b"', "never", "", "one value cannot be two"),
    ('kind in ["a", "b", "c"]', "always", "", "every option"),
    ('kind not in ["a", "b", "c"]', "never", "", "every option"),
    ('kind != "a" or kind != "b"', "always", "", "or where and was meant"),
    ('kind == "a" or kind == "b" or kind == "c"', "always", "", "every option, one by one"),
    ('kind != "a" and kind != "b" and kind != "c"', "never", "", "no option is left"),
    ('not (kind == "a" or kind != "a")', "always", 'kind == "a" or kind != "a"', "the part, behind a not"),
    ('letter and (kind == "a" and kind == "b")', "never", 'kind == "a" and kind == "b"', "a part"),
    ('letter and kind in ["a", "b", "c"]', "always", 'kind in ["a", "b", "c"]', "a part that asks nothing"),
    ('kind == "a" and letter and kind == "b"', "never", "", "two parts with another between"),
    ('place in ["free", "pending", "taken"]', "always", "", "every status"),
    ('place == "free" and place == "taken"', "never", "", "two statuses"),
    ('place == "free" and same == "taken"', "never", "", "two facts that ask the same"),
    ('place == "free" or same != "free"', "always", "", "two facts that ask the same"),
    ("place == same", "always", "", "two facts that ask the same"),
    ('free and place == "taken"', "never", "", "a named guard, read through"),
    ("free or not free", "always", "", "a guard and its opposite"),
    ("free and not free", "never", "", "a guard and its opposite"),
    ('code in ["unknown", "valid", "expired", "used"]', "always", "", "all that a code can be"),
    ('code == "valid" and code == "used"', "never", "", "two of them"),
    ("letter or not letter", "always", "", "a box"),
    ("letter == true and letter == false", "never", "", "a box"),
    ("letter != true and letter", "never", "", "a box, in two ways"),
    ("agreed", "always", "", "a box that must be ticked"),
    ("not agreed", "always", "agreed", "a box that must be ticked"),
    ("agreed == false", "never", "", "a box that must be ticked"),
    ("age >= 18", "always", "", "the least answer"),
    ("age > 17", "always", "", "below the least answer"),
    ("age < 18", "never", "", "the least answer"),
    ("age >= adult", "always", "", "the least answer, as a setting"),
    ("18 <= age", "always", "", "the figure first"),
    ("age <= 99", "always", "", "the greatest answer"),
    ("age > 99 and letter", "never", "age > 99", "a part above the greatest answer"),
    ("age == 17", "never", "", "no answer"),
    ("age in [16, 17]", "never", "", "none of them is an answer"),
    ("free_age > 5 and free_age < 3", "never", "", "no number is both"),
    ("free_age > 5 and free_age < 6", "never", "", "no whole number lies between"),
    ("free_age >= 5 or free_age < 5", "always", "", "one of two opposites"),
    ("free_age > 3 or free_age < 10", "always", "", "they overlap"),
    ("free_age < adult and free_age > senior", "never", "", "two settings"),
    ("free_age == 3 and free_age == 4", "never", "", "one value cannot be two"),
    ("sum > 0", "always", "", "the least answer is above"),
    ("sum > 1 and sum < 1.5", "never", "", "no multiple lies between"),
    ('born < "2000-01-01" and born >= "2000-01-01"', "never", "", "no day is both"),
    ('born <= "2000-01-01" or born > "2000-01-01"', "always", "", "one of two opposites"),
    ('born > "2000-01-01" and born < "2000-01-02"', "never", "", "no day lies between"),
    ('born < "1700-01-01"', "never", "", "no year that can be typed"),
    ("born < today() or born >= today()", "always", "", "one of two opposites, whatever the day"),
    ('today() > day and today() < day', "never", "", "a setting that is a day"),
    ("len(name) >= 2", "always", "", "the least length"),
    ("len(name) > 10", "never", "", "the greatest length"),
    ("len(email) > 0", "always", "", "what is blank is not given"),
    ('name == "abc" and len(name) > 3', "never", "", "a text has its length"),
    ('len(kind) == 1', "always", "", "the length of every option"),
    ('matches(kind, "[a-c]")', "always", "", "every option meets it"),
    ('matches(name, "A.*") and not matches(name, "A.*")', "never", "", "a part and its opposite"),
    ("years_since(born) >= 18 and years_since(born) < 18", "never", "", "one of two opposites"),
    ("name == null", "never", "", "every way here has passed the form"),
    ("given(name)", "always", "", "every way here has passed the form"),
    ("given(nick) and nick == null", "never", "", "one of two opposites"),
    ("given(nick) or not given(nick)", "always", "", "one of two opposites"),
    ("given(theirs) and not given(other)", "never", "", "a fact is null where its key is not given"),
    ('given(tags) and ("p" in tags and "p" not in tags)', "never", '"p" in tags and "p" not in tags', "a list"),
    ("name == nick or name != nick", "always", "", "two names, whatever they are"),
    ("1 > 2", "never", "", "figures alone"),
    ("true", "always", "", "asks nothing"),
    ("false", "never", "", "asks nothing"),
    ("true and letter", "always", "true", "a part that asks nothing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("guard", "verdict", "part", "why"), DECIDED, ids=[f"{why}: {guard}" for guard, _, _, why in DECIDED]
)
def test_a_guard_that_is_decided_is_reported_where_it_is_once(guard: str, verdict: str, part: str, why: str) -> None:
    problems = found(flow(branch(guard)))
    assert told(problems) == [(f"{verdict}-true", part or guard)]


OPEN = [
    ('kind == "a" or kind == "b"', "one option is left"),
    ('kind != "a" and kind != "b"', "one option is left"),
    ('kind in ["a", "b"]', "one option is left"),
    ('taste in ["sweet", "sour"]', "it may be missing"),
    ('taste == "sweet" or taste == "sour"', "it may be missing"),
    ('given(taste) and taste == "sweet"', "it may be the other"),
    ('theirs in ["free", "pending", "taken"]', "null where its key is missing"),
    ('theirs == "free" or place == "free"', "two keys"),
    ('place == "free" and room == "taken"', "two registers"),
    ('code == "valid" and mine != "valid"', "the codes of this case alone are others"),
    ("place == room", "two registers"),
    ("free and letter", "a named guard"),
    ("free or minor", "two named guards"),
    ("age > 18", "above the least answer"),
    ("age >= 19", "above the least answer"),
    ("age < 99", "below the greatest answer"),
    ("age >= senior", "a setting between"),
    ("free_age > 5 and free_age < 7", "one whole number lies between"),
    ("free_age >= 5 and free_age <= 5", "one lies there"),
    ("free_age > 3 and age > 3", "two fields; the second alone is decided"),
    ("free_age >= adult", "no bounds"),
    ("sum >= 1 and sum < 1.5", "one multiple lies there"),
    ("even == 4", "a multiple"),
    ('born >= "2000-01-01" and born < "2001-01-01"', "a year"),
    ('born > "2000-01-01" and born < "2000-01-03"', "one day lies between"),
    ("born < today()", "the day is not known"),
    ('today() >= day', "a day that comes"),
    ('today() < "2020-01-01"', "the clock is not looked at"),
    ("given(left) and born < left", "two fields"),
    ("years_since(born) >= 18", "not known"),
    ("len(name) >= 3", "between its lengths"),
    ('len(name) == 10', "the greatest length"),
    ("len(email) > 5", "no lengths of its own"),
    ('name == "abc" and len(name) == 3', "a text has its length"),
    ('matches(kind, "[ab]")', "one option does not"),
    ('matches(name, "A.*") and matches(name, ".*Z")', "patterns are not compared"),
    ("given(nick)", "it is optional"),
    ("nick == null", "it is optional"),
    ("given(name) and name == word", "a careful test of what is always given"),
    ('not given(name) or name == "Camille"', "a careful test of what is always given"),
    ("given(note) and note > 3", "a value that may not be written"),
    ("done == true or done == false", "a value that may not be written"),
    ('word == "" or given(word)', "it may not be written"),
    ("letter == agreed", "one of them may be either"),
    ('given(tags) and "p" in tags and "q" in tags', "several may be chosen"),
    ('"p" in tags or "q" in tags', "none may be chosen"),
    ("open", "a setting by which something is switched"),
    ("not open", "a setting by which something is switched"),
    ('town == "Paris"', "a setting, read against a text"),
    ('town == "Lyon"', "a setting, read against a text"),
    ("most > 10", "a setting, read against a figure"),
    ("most > 10 and letter", "a setting, read against a figure"),
    ("name == town", "an answer may be like a setting"),
    ("nick == name", "they may be alike"),
    ('kind == "a" and letter or kind == "b" and not letter', "two cases"),
    ('(kind == "a" or letter) and (kind == "b" or letter)', "true where the box is ticked"),
]  # fmt: skip


@pytest.mark.parametrize(("guard", "why"), OPEN, ids=[f"{why}: {guard}" for guard, why in OPEN])
def test_a_guard_that_may_be_either_is_not_reported(guard: str, why: str) -> None:
    expected = [("always-true", "age > 3")] if "age > 3 and" in guard and "alone" in why else []
    assert told(found(flow(branch(guard)))) == expected


# Lists of branches: each with a guard, an arrow and where it leads; reported are the guards of those never taken.
SHADOWED = [
    (['not free -> a', 'place == "taken" -> b'], ['place == "taken"'], "all that is not free is taken before"),
    (['place != "free" -> a', 'place == "taken" -> b'], ['place == "taken"'], "the same, compared"),
    (['place != "free" -> !', 'place == "taken" -> b'], ['place == "taken"'], "a refusal takes it away too"),
    (['kind == "a" -> a', 'kind == "b" -> b', 'kind in ["a", "b"] -> b'], ['kind in ["a", "b"]'], "two together"),
    (['kind == "a" -> a', 'kind != "a" -> b', "letter -> b"], ["letter"], "nothing is left"),
    (['kind == "a" -> a', 'kind == "b" -> b', 'kind == "c" -> a', "letter -> b"], ["letter"], "no option is left"),
    (["letter -> a", "not letter -> b", "free -> b"], ["free"], "a box, ticked or not"),
    (["age >= 20 -> a", "age >= 30 -> b"], ["age >= 30"], "the wider first"),
    (["age < 65 -> a", "age >= 65 -> b", "free -> b"], ["free"], "every age"),
    (["free_age > 10 -> a", "free_age == 12 -> b"], ["free_age == 12"], "one figure of those"),
    (["free_age < 10 -> a", "free_age > 5 -> a", "free_age == 7 -> b"], ["free_age == 7"], "in both"),
    (["free_age < 10 -> a", "free_age > 9 -> b", "letter -> a"], ["letter"], "whole numbers have nothing between"),
    (['born < "2000-01-01" -> a', 'born < "1990-01-01" -> b'], ['born < "1990-01-01"'], "the wider first"),
    (["born < today() -> a", "born >= today() -> b", "letter -> a"], ["letter"], "every day"),
    (["born <= today() -> a", "today() == born -> b"], ["today() == born"], "the sides changed"),
    (['"a" == kind -> a', 'kind == "a" -> b'], ['kind == "a"'], "the sides changed"),
    (["given(nick) -> a", 'nick == "x" -> b'], ['nick == "x"'], "what is equal is given"),
    (["given(nick) -> a", "nick == null -> b", "letter -> b"], ["letter"], "given or not"),
    (["letter -> a", "letter and free -> b"], ["letter and free"], "a part of it came before"),
    (["letter or free -> a", "free -> b"], ["free"], "one of two came before"),
    (["free -> a", 'same == "free" -> b'], ['same == "free"'], "two facts that ask the same"),
    (['code != "valid" -> !', 'code == "expired" -> b'], ['code == "expired"'], "codes"),
    (["letter and free -> a", "letter and not free -> b", "letter -> a"], ["letter"], "two halves"),
    (["len(name) < 5 -> a", "len(name) == 3 -> b"], ["len(name) == 3"], "lengths"),
    (['place != "free" -> a', 'place == "taken" -> b', 'place == "pending" -> b'],
     ['place == "taken"', 'place == "pending"'], "each of them"),
    (['place in ["pending", "taken"] -> a', "not free -> b", 'room == "taken" -> b'], ["not free"], "only the second"),
    (["age < 18 or letter -> a", "letter and free -> b"], ["age < 18", "letter and free"], "a decided part besides"),
]  # fmt: skip
TAKEN = [
    (['place == "taken" -> b', "not free -> a"], "the narrower first"),
    (['kind == "a" -> a', 'kind == "b" -> b'], "one option is left"),
    (['kind == "a" -> a', 'kind == "b" -> b', 'kind == "c" -> a'], "the last without a guard may have nothing left"),
    (['kind != "a" -> a', 'kind in ["a", "b"] -> b'], "one option of two"),
    (['taste == "sweet" -> a', 'taste == "sour" -> b', "letter -> a"], "it may be missing"),
    (["age >= 30 -> a", "age >= 20 -> b"], "the narrower first"),
    (["free_age < 10 -> a", "free_age > 10 -> b", "letter -> a"], "10 is left"),
    (["sum < 10 -> a", "sum > 10 -> b", "letter -> a"], "10 is left"),
    (["not given(nick) -> a", 'nick == "x" -> b'], "given"),
    (["letter -> a", "free -> b"], "they have nothing in common"),
    (["letter and free -> a", "letter -> b"], "the rest of it"),
    (['place != "free" -> a', 'theirs == "taken" -> b'], "another key"),
    (['place != "free" -> a', 'room == "taken" -> b'], "another register"),
    (['code == "valid" -> a', 'mine == "valid" -> b'], "the codes of this case alone are others"),
    (["open -> a", "letter -> b"], "a switch that may be off"),
    (["open -> a", "not open -> b"], "a switch"),
    (["most > 10 -> a", "letter -> b"], "a setting that may be another"),
    (["name == town -> a", 'name == "Paris" -> b'], "a setting that may be another"),
    (["given(note) and note > 3 -> a", "given(note) -> b"], "the rest of it"),
    (['matches(name, "A.*") -> a', 'name == "Al" -> b'], "patterns are not compared with texts"),
    (["born < today() -> a", 'born < "2000-01-01" -> b'], "the day is not known"),
    (["not free -> ?", 'place == "taken" -> b'], "a resume may find no case"),
    (["letter -> ?", "not letter -> ?", "free -> a"], "resumes may find no case"),
]  # fmt: skip


def listed(rows: list[str]) -> str:
    """The branches of a list: `!` refuses, `?` resumes."""
    verbs = {"!": "refuse: {message: No.}", "?": "resume: {code: pickup, typed: typed}"}
    branches = []
    for row in rows:
        guard, _, where = row.rpartition(" -> ")
        branches.append(f"          - guard: {quoted(guard)}\n            {verbs.get(where, f'target: {where}')}\n")
    return "".join(branches) + LAST


@pytest.mark.parametrize(("rows", "never", "why"), SHADOWED, ids=[why for *_, why in SHADOWED])
def test_a_branch_that_others_shadow_is_reported(rows: list[str], never: list[str], why: str) -> None:
    problems = found(flow(listed(rows)))
    assert [words for _, words in told(problems)] == never or {words for _, words in told(problems)} == set(never)
    assert [p.code for p in problems if p.code != "never-true"] == ["branch-shadowed"] * (
        len(never) - ("age < 18" in never)
    )


@pytest.mark.parametrize(("rows", "why"), TAKEN, ids=[f"{why}: {rows[0]}" for rows, why in TAKEN])
def test_a_branch_that_may_be_taken_is_not_reported(rows: list[str], why: str) -> None:
    assert found(flow(listed(rows))) == []


@pytest.mark.parametrize("rows", [rows for rows, *_ in SHADOWED])
def test_a_fix_by_another_order_makes_the_list_clean_of_it(rows: list[str]) -> None:
    """Where the fix says before which branch, the branch put there is taken, and no other is lost by that."""
    problems = [p for p in found(flow(listed(rows))) if p.code == "branch-shadowed"]
    for problem in problems:
        fix = re.match(r"move it before the branch of `(.*)`, or", problem.fix)
        if fix is None:
            continue
        guard = told([problem])[0][1]
        moved = next(row for row in rows if row.startswith(f"{guard} -> "))
        others = [row for row in rows if row is not moved]
        at = next(at for at, row in enumerate(others) if row.startswith(f"{fix[1]} -> "))
        after = told(found(flow(listed([*others[:at], moved, *others[at:]]))))
        assert ("branch-shadowed", guard) not in after
        assert len(after) < len(told(found(flow(listed(rows)))))


def test_what_a_branch_takes_away_is_said_with_its_line_and_its_values() -> None:
    (problem,) = found(flow(listed(["not free -> a", 'place == "taken" -> b'])))
    assert problem.message == "a branch that is never taken (form.go)"
    assert problem.cause == (
        f'`not free` (line {problem.place.line - 2}) before it takes every case of `place == "taken"`; '
        '"place" is one of: free, pending, taken; so no case ever enters state "b"'
    )
    assert problem.fix == "move it before the branch of `not free`, or correct the guard"


# States that no case enters because of guards: said with the guard, once.
LOST = [
    (
        "          - {guard: not free, target: a}\n          - {guard: minor, target: b}\n",
        ["b"],
        "a guard that never holds",
    ),
    (
        "          - {guard: free or not free, target: a}\n          - {guard: letter, target: b}\n",
        ["b", "end"],
        "always",
    ),
    ("          - {guard: letter, target: a}\n          - {guard: not letter, target: b}\n", [], "both are taken"),
    ("          - {guard: letter, target: b}\n          - {guard: letter and free, target: b}\n", [], "another way"),
]


@pytest.mark.parametrize(("branches", "lost", "why"), LOST, ids=[why for *_, why in LOST])
def test_a_state_that_only_such_branches_reach_is_said_with_them(branches: str, lost: list[str], why: str) -> None:
    problems = found(flow(branches + LAST))
    said = [name for p in problems for name in re.findall(r'so no case ever enters state "(\w+)"', p.cause)]
    assert said == lost[:1]
    assert not [p for p in check_all(flow(branches + LAST)) if p.code == "unreachable-state" and '"b"' in p.message]


# Every other position of a guard.
NAMED = [
    ('place == "free" and place == "taken"', ["never-true"], "two statuses"),
    ('kind == "a" or kind != "a"', ["always-true"], "one of two opposites"),
    ("age >= 16", ["always-true"], "the least answer of any form"),
    ("age >= 18", [], "another form takes 16"),
    ("given(name)", [], "where it is read is not known"),
    ('place in ["free", "pending", "taken"]', [], "read nowhere: its key may be missing"),
    ("free and not free", ["never-true"], "another named guard"),
]


@pytest.mark.parametrize(("guard", "codes", "why"), NAMED, ids=[why for *_, why in NAMED])
def test_a_named_guard(guard: str, codes: list[str], why: str) -> None:
    assert [p.code for p in found(flow(named=quoted(guard)))] == codes


def test_a_named_guard_is_reported_where_it_is_declared_alone() -> None:
    text = flow(branch("spare"), named="'free and not free'")
    assert told(found(text)) == [("never-true", "free and not free")]
    text = flow(branch("spare and letter"), named='\'place in ["free", "pending", "taken"]\'')
    assert told(found(text)) == [("always-true", 'place in ["free", "pending", "taken"]')]


WHEN = [
    ('kind == "a" and kind == "b"', ["never-true"], "one value cannot be two"),
    ("letter or not letter", ["always-true"], "a box"),
    ("given(email)", [], "not every way here passes the form"),
    ('given(kind) and kind == "a"', [], "it may be another"),
    ("place == null", [], "null where its key is missing"),
]


@pytest.mark.parametrize(("when", "codes", "why"), WHEN, ids=[why for *_, why in WHEN])
@pytest.mark.parametrize(
    "part", ["sections: [{{when: {}, content: X}}]", "links: [{{when: {}, label: T, entry: start}}]"]
)
def test_a_when(when: str, codes: list[str], why: str, part: str) -> None:
    if part.startswith("links"):
        text = flow(
            "          - {guard: letter, target: last}\n          - {target: end}",
            more=f"  last: {{title: Z, {part.format(quoted(when))}, final: true}}\n",
        )
        if codes == [] and when == "given(email)":
            codes = ["always-true"]  # every way here passes the form
        if when == "place == null":
            codes = ["never-true"]
    else:
        text = flow(when=f", {part.format(quoted(when))}")
    assert [p.code for p in found(text)] == codes


RULES = [
    ("age > 10", ["always-true"], "below the least answer"),
    ("age < 18", ["never-true"], "below the least answer"),
    ('kind == "a" and kind == "b"', ["never-true"], "one value cannot be two"),
    ("given(name)", ["always-true"], "it is required"),
    ("not given(nick) or len(nick) > 3", [], "it is optional"),
    ("not given(nick) or len(nick) > 0", ["always-true"], "a part that asks nothing"),
    ('not given(name) or name != "xy"', [], "a careful test"),
    ("age > free_age", [], "two fields"),
    ("age >= adult", ["always-true"], "a setting"),
    ("email != other", [], "two fields"),
    ("agreed", ["always-true"], "a box that must be ticked"),
]


@pytest.mark.parametrize(("check", "codes", "why"), RULES, ids=[why for *_, why in RULES])
def test_a_check_of_a_form(check: str, codes: list[str], why: str) -> None:
    rules = f"x-rules: [{{check: {quoted(check)}, message: No.}}]\n"
    assert [p.code for p in found(flow(rules=rules))] == codes


def test_branches_of_an_automatic_state_and_of_a_resume_are_looked_at() -> None:
    automatic = """
  sort:
    automatic:
      first_of:
        - {guard: not free, target: a}
        - {guard: 'place == "taken"', target: b}
        - {target: end}
"""
    assert told(found(flow("          - {target: sort}", more=automatic))) == [("branch-shadowed", 'place == "taken"')]
    resume = listed(["free and not free -> ?"])
    assert told(found(flow(resume))) == [("never-true", "free and not free")]


# No echo: what is reported already is not reported again by these rules.
REPORTED = [
    (['place == "tacken" -> a'], ["impossible-value"], "never, since it is misspelt"),
    (['kind == "d" or kind != "d" -> a'], ["impossible-value", "impossible-value"], "misspelt twice"),
    (["letter -> a", "letter -> b"], ["branch-twice"], "the same words"),
    (["age > name -> a"], ["guard-type"], "types that do not fit"),
    (["free or not free -> a", "letter -> b", "free -> a"], ["always-true"], "what follows it"),
]


@pytest.mark.parametrize(("rows", "codes", "why"), REPORTED, ids=[why for *_, why in REPORTED])
def test_what_is_reported_already_is_not_reported_again(rows: list[str], codes: list[str], why: str) -> None:
    assert [p.code for p in found(flow(listed(rows)))] == codes


# `<` between two texts, in every position.
@pytest.mark.parametrize("operator", ["<", "<=", ">", ">="])
@pytest.mark.parametrize(
    ("left", "right", "fix"),
    [
        ("name", "email", "compare with == or !="),
        ("name", '"m"', "compare with == or !="),
        ("name", '"18"', 'give "name" `type: integer` and write `18` without quotes, or compare with == or !='),
        ("name", '"2026-01-01"', 'give "name" `format: date`, or compare with == or !='),
        ('"m"', "name", "compare with == or !="),
        ("kind", '"b"', 'write those that are meant: `kind in ["a", "b", …]`'),
        ("place", '"free"', "compare with == or !="),
        ("town", '"A"', "compare with == or !="),
        ('"2026-01-01"', '"2027-01-01"', "compare with == or !="),
    ],
)  # fmt: skip
def test_an_order_of_two_texts_is_no_guard(left: str, operator: str, right: str, fix: str) -> None:
    (problem,) = found(flow(branch(f"{left} {operator} {right}")))
    assert (problem.code, problem.message, problem.fix) == (
        "guard-type",
        f"`{operator}` between a text and a text",
        fix,
    )


@pytest.mark.parametrize(
    "guard",
    ['born < "2026-01-01"', "born < day", 'day < "2027-01-01"', "today() > day", '"2026-01-01" < born', "sum > age"],
)
def test_an_order_of_dates_and_of_numbers_is_one(guard: str) -> None:
    assert found(flow(branch(guard))) == []


@pytest.mark.parametrize(
    "where",
    [
        lambda guard: flow(named=quoted(guard)),
        lambda guard: flow(when=f", sections: [{{when: {quoted(guard)}, content: X}}]"),
        lambda guard: flow(f"          - {{target: a, effects: [{{set: {{done: {quoted(guard)}}}}}]}}"),
        lambda guard: flow(rules=f"x-rules: [{{check: {quoted(guard.replace('email', 'town'))}, message: No.}}]\n"),
    ],
    ids=["named", "when", "set", "check with a setting"],
)  # fmt: skip
def test_an_order_of_two_texts_is_found_in_every_position(where: object) -> None:
    problems = found(where("name < email"))  # type: ignore[operator]
    assert [p.code for p in problems] == ["guard-type"]
