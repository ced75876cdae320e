"""A step is decided from values alone: which branch is taken, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.core.case import BACK, KEEP, MODIFY, Case, Decision, Refusal, RegisterRow, Step
from engine.core.decide import ForeignCase
from engine.core.machine import Machine
from engine.language.texts.locales import Locale
from tests.conftest import MakeFlow
from tests.support.stage import ADULT, CHILD, FLOW, FORMS, NOW, CaseRunner, to_recap


@pytest.mark.parametrize(
    ("who", "state"),
    [(ADULT, "ville"), (CHILD, "parent")],
    ids=["no guard holds: the last branch", "the first guard that holds"],
)
def test_the_first_branch_whose_guard_holds_is_taken(runner: CaseRunner, who: dict[str, Any], state: str) -> None:
    assert runner.walk(("suite", who)).state == state


def test_a_refusal_keeps_the_state_and_says_which_guards_were_looked_at(runner: CaseRunner) -> None:
    runner.rows["places", "ana@exemple.fr"] = RegisterRow("prise", "someone")
    refused = runner.send(runner.begin(), "suite", answers=ADULT)
    assert isinstance(refused, Refusal)
    assert (refused.why, refused.field, refused.case.state) == ("refused", "email", "qui")
    assert refused.verdicts == (("not libre", True),)
    assert refused.open_events == ("suite",)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("confirmer", "it has no label: fired by a resume alone"),
        ("suite", "an event of another state"),
        ("to_inscrit", "transitions' own triggers do not exist"),
        ("timeout", "a timer's, never a browser's"),
        ("reminder", "a timer's, never a browser's"),
    ],
)
def test_only_the_present_states_labelled_events_are_accepted(runner: CaseRunner, event: str, reason: str) -> None:
    waiting = runner.send(to_recap(runner), "valider").case
    assert runner.send(waiting, event).why == "not-open", reason


def test_a_case_of_another_version_is_not_decided(runner: CaseRunner) -> None:
    with pytest.raises(ForeignCase):
        runner.send(runner.begin()._replace(version="0" * 64), "suite", answers=ADULT)


def test_what_was_typed_in_a_form_that_has_left_the_trail_fills_it_again(runner: CaseRunner) -> None:
    case = runner.begin()
    kept = runner.send(case, KEEP, typed={"parent": ("Eva",)}, inner="parent")
    assert isinstance(kept, Decision)
    assert kept.case == case._replace(drafts={"parent": {"parent": ("Eva",)}})
    assert kept.effects == ()


def test_a_case_begins_with_its_first_state_entered_and_no_revision(runner: CaseRunner) -> None:
    case = runner.begin()
    assert case == Case(
        "c1",
        "stage",
        runner.machine.flow.digest,
        "inscription",
        0,
        (Step("qui", 1, entered_at=NOW),),
        visits=1,
        begun_at=NOW,
        touched_at=NOW,
        language="fr",
    )


def test_a_step_in_a_fresh_process_opens_no_file_for_an_address_of_another_alphabet(
    make_flow: MakeFlow, tmp_path: Path
) -> None:
    """Its domain is put into other letters, with tables that a library loads when it is first asked."""
    make_flow("stage", FLOW, FORMS)
    script = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from engine import Machine, begin, decide, load_flow
from engine.core.case import Event, Needs
flow, problems = load_flow(Path("flows/stage.yaml"))
machine, now = Machine(flow), datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
case = begin(machine, "inscription", "c1", {}, now).case
opened = []
sys.addaudithook(lambda event, args: opened.append(args[0]) if event in ("open", "import") else None)
event = Event("suite", answers={"email": "Ana@Ex\u00e4mple.fr", "age": 30})
needs = decide(machine, case, event, {}, now)
assert isinstance(needs, Needs)
assert decide(machine, case, event, {question: None for question in needs.questions}, now).case.state == "ville"
sys.exit(f"opened: {opened}" if opened else 0)
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


def test_a_step_opens_no_file_and_makes_no_words(runner: CaseRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """What leaves the core is values: words are made where a page is shown or a mail is sent."""
    fresh = Machine(runner.machine.flow)
    for words in ("show", "type_number", "type_date"):
        monkeypatch.setattr(Locale, words, lambda *_: pytest.fail("words were made"))
    runner.machine = fresh
    opened: list[str] = []
    _watch(opened)
    try:
        recap = to_recap(runner, CHILD)
        back = runner.send(runner.send(recap, BACK).case, BACK).case
        runner.send(back, BACK)
        given = {"answers": CHILD, "inner": "suite", "at": 0}
        runner.send(recap, MODIFY, **given)
        sent = runner.send(recap, "valider")
        runner.send(sent.case, "reminder", NOW + timedelta(hours=36), actor="timer", at=0)
        runner.send(sent.case, "timeout", NOW + timedelta(hours=48), actor="timer")
        runner.waiting, runner.codes = sent.case._replace(id="c2"), {"k": "valid"}
        code = {"code_saisi": "k", "email_saisi": "ana@exemple.fr"}
        entered = runner.begin("confirmation")
        assert runner.send(entered, "suite", answers=code).resumed
    finally:
        _watch(None)
    assert opened == []


_LOOKED_FOR = {"open", "import", "subprocess.Popen", "socket.connect"}


_watching: list[list[str]] = []


def _watch(into: list[str] | None) -> None:
    """Every file opened, module loaded and program started goes into the list from now on; None: no more."""
    if not _hooked:
        sys.addaudithook(_heard)  # there is no way to take one out again
        _hooked.append(True)
    _watching[:] = [] if into is None else [into]


_hooked: list[bool] = []


def _heard(event: str, args: tuple[Any, ...]) -> None:
    if _watching and event in _LOOKED_FOR:
        _watching[0].append(f"{event} {args[0]}")
