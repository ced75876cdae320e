"""Resumes that never find a case, sign-ins that leave an account out, and tries that end nothing."""

# ruff: noqa: E501 - a case a line

from __future__ import annotations

import pytest

from engine.language.load import empty_site
from engine.language.model import Account, Flow
from engine.language.rules import check_all, check_together
from tests.support.flow_text import flow_of

FORMS = {
    "you": "{type: object, properties: {email: {type: string, format: email, title: E}, word: {type: string, title: W, x-secret: true}}, required: [email, word]}",
    "key": "{type: object, properties: {typed: {type: string, title: T}, other: {type: string, format: email, title: O}, say: {type: string, title: S, x-secret: true}}, required: [typed, other, say]}",
    "more": "{type: object, properties: {late: {type: string, format: email, title: L}}, required: [late]}",
}
FLOW = """
registers: {people: {kind: email, statuses: [known]}}
values: {no: {type: string, title: N}}
facts: {person: {register: people, key: email}}
entries: {you: {state: you}, key: {state: key}}
states:
  you:
    title: You
    form: you
    transitions:
      go:
        label: Go
        first_of:
          - {guard: person != "free", refuse: {message: No.}}
          - {target: wait, effects: [{code: {name: c, length: 10, lives: 1 day}}, {mail: m}]}
  wait:
    title: Wait
    transitions: {open: {target: home}}
  home:
    title: Home
    rest: true
    form: more
    show: [no]
    on_enter: [{number: {field: no, digits: 6}}, {claim: {register: people, key: email, status: known}}]
    transitions: {open: {id: stays}, save: {label: Save, target: kept}}
  kept: {title: Kept, rest: true, transitions: {open: {id: stays}, bye: {label: Bye, leave: page}}}
  key:
    title: Key
    form: key
    transitions: {go: {label: Go, first_of: [{resume: {RESUME}}, {refuse: {message: No.}}]}}
pages: {page: {title: P}}
mails: {m: {to: email, subject: S, content: "{c}"}}
"""
BY_CODE = "state: wait, code: c, typed: typed, event: open"
SIGN_IN = "register: people, key: other, secret: {word: say}, event: open"
CASES = [
    (BY_CODE, [], "where the code is"),
    (BY_CODE + ", where: {email: other}", [], "the address was given before"),
    ("state: you, code: c, typed: typed", ['no case in state "you" has code "c"'], "before it is made"),
    ("state: [you, wait], code: c, typed: typed", [], "one of two has it"),
    ("code: c, typed: typed", [], "anywhere"),
    ("code: c, typed: typed, event: open", [], "wherever the event is"),
    (BY_CODE + ", where: {late: other}", ['no case in state "wait" has given "late"'], "a form asks it later"),
    (BY_CODE + ", where: {no: typed}", ['no case in state "wait" has given "no"'], "a later step draws it"),
    (BY_CODE + ", where: {email: late}", ['a resume looks with "late", which no way here has given'], "asked in another flow's form"),
    (SIGN_IN, [], "where keys are held"),
    ("state: home, " + SIGN_IN, [], "one of these"),
    ("state: wait, " + SIGN_IN, ['no case in state "wait" holds a key in register "people"'], "before it is claimed"),
    ("state: home, register: people, key: late, secret: {word: say}, event: open", ['a resume looks with "late", which no way here has given'], "a key that is asked elsewhere"),
    ("state: wait, code: c, typed: typed, event: opne", [], "an unknown event is reported alone"),
]  # fmt: skip


@pytest.mark.parametrize(("resume", "messages", "reason"), CASES, ids=[row[2] for row in CASES])
def test_a_resume_can_find_a_case(resume: str, messages: list[str], reason: str) -> None:
    found = check_all(flow_of(FLOW.replace("RESUME", resume), FORMS))
    assert [problem.message for problem in found if problem.code == "resume-finds-nothing"] == messages, reason


def signed(flow: Flow, *states: str, before: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What is reported of an account in these states of the flow, named after others that hold accounts."""
    entry = flow.entries["key"]
    named = tuple(entry.state._replace(name=state) for state in states)
    owns = tuple(entry.state._replace(name=name) for name in (*before, flow.name))
    leave = entry.state._replace(name="bye")
    account = Account(owns, entry.state._replace(name="key"), named, flow.title, leave, None, entry.place)
    found = check_together({flow.name: flow}, empty_site()._replace(account=account))
    messages = [
        (problem.message, problem.fix) for problem in found if problem.code in ("no-sign-out", "event-never-fired")
    ]
    return [one for one in messages if "sign out" not in one[0]]


NOBODY = 'nobody can sign in to an account in state "kept"'
ACCOUNTS = [
    (SIGN_IN, "", [], "any state that has the event"),
    ("state: [home, kept], " + SIGN_IN, "", [], "both are listed"),
    ("state: home, " + SIGN_IN, "", [(NOBODY, "write `state: [home, kept]`")], "one is not listed; its event is no news"),
    (SIGN_IN, "open: {id: stays}, bye", [(NOBODY, "write in kept, under transitions: `open: {id: opened}`")], "one lacks the event"),
    (SIGN_IN.replace(", event: open", ""), "open: {id: stays}, bye", [], "no event is fired"),
]  # fmt: skip


@pytest.mark.parametrize(("resume", "without", "expected", "reason"), ACCOUNTS, ids=[row[3] for row in ACCOUNTS])
def test_one_can_sign_in_wherever_an_account_stands(
    resume: str, without: str, expected: list[tuple[str, str]], reason: str
) -> None:
    text = FLOW.replace("RESUME", resume).replace(without, "bye") if without else FLOW.replace("RESUME", resume)
    found = signed(flow_of(text, FORMS), "home", "kept")
    assert [one for one in found if "ever fires" not in one[0] or "kept" in one[0]] == expected, reason


def test_only_the_flow_of_the_accounts_entry_signs_in() -> None:
    # a request that waits may be looked for by address and password too: that is no sign-in
    flow = flow_of(FLOW.replace("RESUME", "state: home, " + SIGN_IN), FORMS)
    assert NOBODY not in [message for message, _ in signed(flow, "home", "kept", before=("portal",))]


@pytest.mark.parametrize(("target", "count"), [("key", 1), ("kept", 0)])
def test_tries_lead_out_of_the_state_that_counts_them(target: str, count: int) -> None:
    text = FLOW.replace("RESUME", BY_CODE).replace("form: key", f"form: key\n    tries: {{max: 3, target: {target}}}")
    found = [problem.message for problem in check_all(flow_of(text, FORMS)) if problem.code == "tries-for-nothing"]
    assert found == ['after its last try state "key" leads to itself'] * count


KEPT_OUT = [
    # the branch before, the guard of the resume, what it looks with -> the values it is tried with
    ("code != 'valid'", "", BY_CODE, "", "what is dead is kept out"),
    ("code == 'used'", "", BY_CODE, "", "one of the dead"),
    ("code != null", "", BY_CODE, "never", "all of them"),
    ("code == 'valid'", "", BY_CODE, '"unknown" or "expired" or "used"', "the living are kept out"),
    ("code != 'used'", "", BY_CODE, '"used"', "turned round"),
    ("other == null", "code == 'expired'", BY_CODE, '"expired"', "its own guard"),
    ("mine == 'valid'", "", BY_CODE, "", "a fact of the visitor's own codes says nothing of others"),
    ("holder == 'free'", "", SIGN_IN, "", "who has no account is kept out"),
    ("holder == 'known'", "", SIGN_IN, '"free"', "who has one is kept out"),
    ("other == null", "holder == 'free'", SIGN_IN, '"free"', "its own guard"),
]


@pytest.mark.parametrize(("before", "own", "resume", "values", "reason"), KEPT_OUT, ids=[row[4] for row in KEPT_OUT])
def test_the_guards_let_through_what_a_resume_can_find(
    before: str, own: str, resume: str, values: str, reason: str
) -> None:
    text = FLOW.replace("facts: {", "facts: {code: {code: c, typed: typed}, holder: {register: people, key: other}, ")
    text = text.replace("facts: {", "facts: {mine: {code: c, typed: typed, of: case}, ")
    guard = f'guard: "{own}", ' if own else ""
    text = text.replace(
        "[{resume: {RESUME}}", f'[{{guard: "{before}", refuse: {{message: No.}}}}, {{{guard}resume: {{{resume}}}}}'
    )
    if before.startswith("say"):
        text = text.replace("other == null", "other == null")
    found = [p.message for p in check_all(flow_of(text, FORMS)) if p.code == "resume-finds-nothing"]
    if values == "never":
        assert found == ["this resume is never tried"]
        return
    assert [message.partition(" is ")[2] for message in found] == (
        [f'only tried where "{"code" if "code:" in resume else "holder"}" is {values}'] if values else []
    ), reason
