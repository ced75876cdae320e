"""A mistake hides no other and has no echo: what could not be read is known by its place, and the rest is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.load import load_catalogue
from engine.problems import Problem

LIBRARY = Path(__file__).parents[2] / "engine" / "language" / "manual" / "library"
FILES = {
    path.relative_to(LIBRARY).as_posix(): path.read_text(encoding="utf-8") for path in sorted(LIBRARY.rglob("*.yaml"))
}
LOAN, REQUEST, CODE, SITE = "flows/loan.yaml", "forms/request.yaml", "forms/code.yaml", "flows/site.yaml"
Change = tuple[str, str, str]  # file, what is written there, what is written instead

# Mistakes that only the whole flow shows, far from the others: each is found beside whatever else is wrong.
LAST_BRANCH: Change = (LOAN, "          - {refuse: {field: typed_code, message: This code is not valid.}}\n", "")
FAR: dict[str, tuple[str, Change]] = {
    "a last branch that is a resume": ("last-branch", LAST_BRANCH),
    "a state nothing leads out of": ("dead-end", (LOAN, "Your request has lapsed, final: true}", "It has lapsed}")),
    "a state nothing leads to": (
        "unreachable-state",
        (LOAN, "\nmails:\n", "\n  nowhere: {title: Nowhere, final: true}\n\nmails:\n"),
    ),
    "an answer that another entry never asks": (
        "null-not-guarded",
        (LOAN, 'guard: collected != "valid"', 'guard: copies > 3 or collected != "valid"'),
    ),
    "a claim that nothing guards": (
        "claim-not-guarded",
        (LOAN, "          - {guard: known, refuse: {message: You have a request already.}}\n", ""),
    ),
}
# One mistake each, of every kind that reading finds: code, and what is changed.
NEAR: dict[str, tuple[str, Change]] = {
    "extends": ("unknown-base", (LOAN, "flow: loan\n", "flow: loan\nextends: site\n")),
    "extends in the place of a title": ("unknown-base", (LOAN, "title: Borrow books", "extends: books")),
    "an unknown table": ("unknown-key", (LOAN, "documents:\n", "zzz:\n")),
    "a misspelt table": ("unknown-key", (LOAN, "documents:\n", "documnets:\n")),
    "settings under another name": ("unknown-key", (LOAN, "settings: {", "zzz: {")),
    "a service fact": ("missing-key", (LOAN, "reader: {register: readers, key: email}", "reader: {service: readers}")),
    "an unknown key in a fact": ("unknown-key", (LOAN, "typed: typed_code}\n\n", "zz: typed_code}\n\n")),
    "a key in the place of a missing one": (
        "unknown-key",
        (LOAN, "    subject: Your books are ready", "    zzz: Ready"),
    ),
    "an unknown key in a state": ("unknown-key", (LOAN, "    review: true\n", "    zzz: true\n")),
    "a form under another key": ("unknown-key", (LOAN, "    form: request\n", "    zzz: request\n")),
    "a form without its name": ("wrong-type", (LOAN, "    form: request\n", "    form: []\n")),
    "a misspelt form": ("unknown-form", (LOAN, "    form: request\n", "    form: requst\n")),
    "a form that is nowhere": ("unknown-form", (LOAN, "    form: request\n", "    form: zzz\n")),
    "a misspelt target": ("unknown-target", (LOAN, "          - {target: check}", "          - {target: chekc}")),
    "a target that is none": ("wrong-type", (LOAN, "          - {target: check}", "          - {target: [check]}")),
    "a guard that cannot be read": ("bad-guard", (LOAN, "guard: many, refuse", "guard: many &, refuse")),
    "a named guard that cannot be read": ("bad-guard", (LOAN, 'known: reader != "free"', 'known: reader !! "free"')),
    "transitions under another key": (
        "unknown-key",
        (LOAN, "    transitions:\n      confirm:", "    zzz:\n      confirm:"),
    ),
    "an event that no state has": ("unknown-event", (LOAN, "event: collect}", "event: colect}")),
    "a verb of a later version": ("not-yet", (LOAN, "- {resume: {code", "- {by: x, resume: {code")),
    "an effect of a later version": (
        "not-yet",
        (LOAN, "              - mail: ready\n", "              - clocks: ready\n"),
    ),
    "a mail without its name": ("wrong-type", (LOAN, "              - mail: ready\n", "              - mail: []\n")),
    "an unknown key in an effect": ("unknown-key", (LOAN, "digits: 8}", "digits: 8, zzz: 1}")),
    "a code under another key": ("unknown-key", (LOAN, "- code: {name: pickup,", "- zzz: {name: pickup,")),
    "an impossible value": ("out-of-bounds", (LOAN, "tries: {max: 5,", "tries: {max: 0,")),
    "a timeout that is no delay": ("wrong-type", (LOAN, "      after: keep\n", "      after: []\n")),
    "effects beside a refusal": (
        "no-effect",
        (LOAN, "refuse: {field: copies, message:", "effects: [{spend: pickup}], refuse: {field: copies, message:"),
    ),
    "a name written twice": ("duplicate-key", (LOAN, "  many: copies > most\n", "  known: copies > most\n")),
    "a state written twice": ("duplicate-key", (LOAN, "  check:\n    phase: ask", "  request:\n    phase: ask")),
    "a tab": ("tab-indent", (LOAN, "    review: true\n", "  \t  review: true\n")),
    "a mail that lacks a key": ("missing-key", (LOAN, "    subject: Your books are ready\n", "")),
    "a page that lacks its title": ("missing-key", (LOAN, "hours: {title: Opening hours, ", "hours: {")),
    "a field without its type": ("missing-key", (CODE, "type: string, ", "")),
    "an unknown type of a field": ("unknown-word", (CODE, "type: string, ", "type: zzz, ")),
    "fields under another key": ("unknown-key", (CODE, "properties:", "zzz:")),
    "a form that cannot be read": ("unclosed-bracket", (CODE, "required: [typed_code]", "required: [typed_code")),
    "fields that are required, misspelt": ("unknown-key", (CODE, "required:", "reqiured:")),
    "an unknown key of the site": ("unknown-key", (SITE, "service:", "zzz: a\nservice:")),
}


def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *changes: Change) -> tuple[Problem, ...]:
    """The problems of the library with these changes."""
    monkeypatch.chdir(tmp_path)
    files = dict(FILES)
    for file, old, new in changes:
        assert old in files[file], old
        files[file] = files[file].replace(old, new, 1)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return load_catalogue(Path(".")).problems


@pytest.mark.parametrize("name", NEAR)
def test_one_mistake_is_one_problem(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, change = NEAR[name]
    problems = found(tmp_path, monkeypatch, change)
    assert [problem.code for problem in problems] == [code], "\n".join(map(str, problems))
    assert problems[0].place.file == change[0]


# Both in one transition: whether a guard stood where it could not be read is not known.
CLAIM = "a claim that nothing guards"
ONE_PLACE = {
    (CLAIM, "transitions under another key"),
    (CLAIM, "an effect of a later version"),
    (CLAIM, "a mail without its name"),
    (CLAIM, "an unknown key in an effect"),
    (CLAIM, "a code under another key"),
    (CLAIM, "a state written twice"),
    (CLAIM, "a tab"),
    ("a last branch that is a resume", "a verb of a later version"),
    ("an answer that another entry never asks", "a verb of a later version"),
    ("an answer that another entry never asks", "a form without its name"),  # it may be asked there
    ("an answer that another entry never asks", "a form that is nowhere"),
}
PAIRS = [(far, name) for far in FAR for name in NEAR if (far, name) not in ONE_PLACE]


@pytest.mark.parametrize(("far", "name"), PAIRS, ids=[f"{far}, {name}" for far, name in PAIRS])
def test_two_mistakes_are_two_problems(far: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (_, second), (_, change) = FAR[far], NEAR[name]
    alone = {(p.code, p.message) for p in found(tmp_path, monkeypatch, second)}
    beside = {(p.code, p.message) for p in found(tmp_path, monkeypatch, change)}
    assert {(p.code, p.message) for p in found(tmp_path, monkeypatch, change, second)} == alone | beside


@pytest.mark.parametrize("far", FAR)
def test_each_of_the_far_mistakes_is_found_alone(far: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, change = FAR[far]
    assert {problem.code for problem in found(tmp_path, monkeypatch, change)} == {code}
