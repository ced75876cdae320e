"""A name that stands for something else than is wanted: it is called what it is, and nothing like it is offered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.demande import problems_of, texts

STATES = "write one of debut, recap, attente, code, expiree, fin"
FIELDS = "write one of email, age, parts, nom, cle, pays, civilite, loisirs, naissance, accord, code_saisi"
# What is right, what is written in its place, the cause, the fix, and why a row is there
ROWS = [
    ("target: recap", "target: accueil", "is a page (line 43), not a state", STATES, "a page"),
    ("target: recap", "target: libre", "is a guard (line 35), not a state", STATES, "a guard"),
    ("target: recap", "target: confirmation", "is a mail (line 144), not a state", STATES, "a mail"),
    ("target: recap", "target: comptes", "is a register (line 12), not a state", STATES, "a register"),
    ("target: recap", "target: email", "is a field (forms/demande.yaml, line 4), not a state", STATES, "a field"),
    ("target: recap", "target: details", "is a view (line 139), not a state", STATES, "a view"),
    ("    state: debut\n", "    state: accueil\n", "is a page (line 43), not a state", STATES, "of an entry"),
    ("leave: accueil", "leave: expiree", "is a state (line 123), not a page", 'write "accueil"', "the only page"),
    ("phase: suivi", "phase: attente", "is a state (line 92), not a phase", "write one of saisie, suivi", "a phase"),
    ("[{mail: relance}]", "[{mail: recu}]", "is a document (line 153), not a mail",
     "write one of confirmation, relance", "a mail"),
    ("document: recu", "document: confirmation", "is a mail (line 144), not a document",
     'write "recu"', "the only document"),
    ("document: recu", "document: details", "is a view (line 139), not a document",
     'write "view: details" in place of "document: details"', "a link has a key for it"),
    ("entry: creation, button", "page: creation, button", "is an entry (line 39), not a page",
     'write "entry: creation" in place of "page: creation"', "a link has a key for it"),
    ("(entry:activation)", "(page:activation)", "is an entry (line 41), not a page",
     'write "entry:activation" in place of "page:activation"', "a link of a text"),
    ("(entry:activation)", "(entry:code)", "is a state (line 109), not an entry", "write one of creation, activation",
     "a link of a text leads to no state"),
    ("    register: comptes\n    key: email\n  code", "    register: email\n    key: email\n  code",
     "is a field (forms/demande.yaml, line 4), not a register", 'write "comptes"', "the only register"),
    ("    register: comptes\n    key: email\n  code", "    register: compte\n    key: email\n  code",
     "is a fact (line 30), not a register", 'write "comptes" (line 12)', "a letter is missing"),
    ("    field: email\n              message", "    field: libre\n              message",
     "is a guard (line 35), not a field", FIELDS, "a field"),
    ("guard: not libre", "guard: not accueil",
     "is a page (line 43): no field, value, fact, setting, guard or code",
     "write one of these, or declare one of this name", "nothing like it, such as acces, is offered"),
    ("when: not essai", "when: relance", "is a mail (line 148): no field, value, fact, setting, guard or code",
     "write one of these, or declare one of this name", "a mail"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("right", "wrong", "cause", "fix"), [pytest.param(*row[:4], id=f"{row[1].strip()}: {row[4]}") for row in ROWS]
)
def test_a_name_is_called_what_it_is(right: str, wrong: str, cause: str, fix: str, tmp_path: Path) -> None:
    found = problems_of(tmp_path, texts(right, wrong))
    problem = next(one for one in found if one.code.startswith("unknown-"))
    assert (problem.cause, problem.fix) == (f'"{problem.message.split(chr(34))[1]}" {cause}', fix)


@pytest.mark.parametrize(
    "call", ["__import__('os')", "open('x')", "eval('x')", "exec('x')", "system('x')", "getattr(nom)"]
)
def test_in_place_of_a_function_that_guards_do_not_have_nothing_is_offered(call: str, tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, texts('  essai: pays == "fr"\n', f"  essai: {call}\n"))
    assert problem.message == f"unknown function `{call.partition('(')[0]}`"
    assert problem.cause == "a guard knows len, matches, given, today, years_since, round"
    assert problem.fix == "use one of these"
