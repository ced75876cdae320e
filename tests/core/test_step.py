"""One step: which branch is taken, what it changes in the case, and what it asks to be kept."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from engine.core.case import (
    BACK,
    MODIFY,
    REMINDER,
    TIMEOUT,
    Case,
    ClaimKey,
    CodeQuestion,
    CountTry,
    Decision,
    DropSecrets,
    Event,
    Needs,
    NewCode,
    NumberQuestion,
    PauseQuestion,
    PutMail,
    Refusal,
    RegisterQuestion,
    RegisterRow,
    ReleaseKey,
    SpendCode,
    TakeNumber,
    Waiting,
    WaitingQuestion,
)
from engine.core.decide import ForeignCase, begin, decide
from engine.core.machine import Machine
from engine.core.trail import modifiable, next_due
from engine.delivery.display import prefill
from engine.language.load import empty_site, load_sources
from engine.language.model import Flow
from engine.language.texts.locales import Locale
from tests.conftest import MakeFlow

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

FLOW = """
    parcours: 1
    flow: stage
    title: Inscription à un stage
    version: "1"
    language: fr
    timezone: Europe/Paris
    phases: {qui: Qui, fin: Fin}
    settings: {delai: 48 hours, majorite: 18}
    registers:
      places: {kind: email, statuses: [reservee, prise]}
    values:
      numero: {type: string, title: Numéro}
      mineur: {type: boolean, title: Mineur}
    facts:
      place: {register: places, key: email}
      code: {code: confirmation, typed: code_saisi}
    guards:
      libre: place == "free"
      jeune: age < majorite
    entries:
      inscription: {state: qui}
      confirmation: {state: code}
    states:
      qui:
        phase: qui
        title: Qui êtes-vous ?
        form: qui
        transitions:
          suite:
            label: Suite
            first_of:
              - {guard: not libre, refuse: {field: email, message: Cette adresse est prise.}}
              - {guard: jeune, target: parent, effects: [{set: {mineur: "true"}}]}
              - {target: ville}
      parent:
        phase: qui
        title: Votre parent
        form: parent
        back: {label: Retour}
        transitions:
          suite: {label: Suite, target: ville}
      ville:
        phase: qui
        title: Votre ville
        form: ville
        back: {label: Retour}
        transitions:
          suite: {label: Suite, target: recap}
          changer: {label: Changer de nom, skip_form: true, target: qui}
      recap:
        phase: fin
        title: Récapitulatif
        review: true
        back: {label: Retour}
        transitions:
          valider:
            label: Valider
            first_of:
              - {guard: not libre, refuse: {state: qui, field: email, message: Cette adresse vient d'être prise.}}
              - target: attente
                effects:
                  - claim: {register: places, key: email, status: reservee}
                  - code: {name: confirmation, length: 10, lives: delai}
                  - mail: confirmation
      attente:
        phase: fin
        title: En attente
        timeout: {after: delai, target: expiree, effects: [{release: {register: places, key: email}}]}
        reminders: [{before: 12 hours, effects: [{mail: rappel}]}]
        transitions:
          confirmer: {target: tri}
      tri:
        automatic:
          first_of:
            - {guard: given(mineur), target: inscrit}
            - {target: inscrit}
      inscrit:
        phase: fin
        title: Inscrit
        rest: true
        on_enter:
          - number: {field: numero, digits: 6}
          - claim: {register: places, key: email, status: prise}
        show: [numero, mineur]
      expiree: {title: Expirée, final: true}
      code:
        title: Votre code
        form: code
        tries: {max: 3, target: fini}
        transitions:
          suite:
            label: Suite
            first_of:
              - guard: code == "valid"
                resume:
                  {state: attente, code: confirmation, typed: code_saisi, where: {email: email_saisi}, event: confirmer}
              - {refuse: {field: code_saisi, message: Ce code n'est pas bon.}}
      fini: {title: Fini, final: true}
    mails:
      confirmation:
        to: email
        subject: Votre code
        content: "Votre code est {confirmation}, jusqu'au {deadline}."
      rappel:
        to: email
        subject: Rappel
        content: "Encore jusqu'au {deadline}."
    retention: {draft: 24 hours, closed: 24 hours}
"""
FORMS = {
    "qui": """
        type: object
        required: [email, age]
        properties:
          email: {type: string, title: Adresse, format: email}
          age: {type: integer, title: Âge, minimum: 1}
          mot: {type: string, title: Mot de passe, x-secret: true}
    """,
    "parent": """
        type: object
        required: [parent]
        properties:
          parent: {type: string, title: Parent}
    """,
    "ville": """
        type: object
        required: [ville]
        properties:
          ville: {type: string, title: Ville}
    """,
    "code": """
        type: object
        required: [code_saisi, email_saisi]
        properties:
          code_saisi: {type: string, title: Code, x-widget: code}
          email_saisi: {type: string, title: Adresse, format: email}
    """,
}

ADULT = {"email": "Ana@exemple.fr", "age": 30}
CHILD = {"email": "ana@exemple.fr", "age": 12}


class World:
    """The facts of a test: registers, codes and waiting cases, as values."""

    def __init__(self, flow: Flow) -> None:
        self.machine = Machine(flow)
        self.rows: dict[tuple[str, str], RegisterRow] = {}
        self.codes: dict[str, str] = {}
        self.waiting: Case | None = None
        self.paused: datetime | None = None
        self.asked: list[Any] = []

    def answer(self, question: Any) -> Any:
        self.asked.append(question)
        match question:
            case RegisterQuestion():
                return self.rows.get((question.register, question.key))
            case CodeQuestion():
                return self.codes.get(question.hash, "unknown")
            case NumberQuestion():
                return "1" * question.digits
            case PauseQuestion():
                return self.paused
            case WaitingQuestion():
                waits = self.waiting and (not question.states or self.waiting.state in question.states)
                return Waiting(self.machine, self.waiting) if waits and self.waiting else None
        raise AssertionError(question)

    def begin(self, entry: str = "inscription", now: datetime = NOW) -> Case:
        facts: dict[Any, Any] = {}
        while isinstance(decided := begin(self.machine, entry, "c1", facts, now), Needs):
            facts.update({q: self.answer(q) for q in decided.questions})
        return decided.case

    def send(self, case: Case, event: str, now: datetime = NOW, **given: Any) -> Any:
        facts: dict[Any, Any] = {}
        happened = Event(event, **given)
        while isinstance(decided := decide(self.machine, case, happened, facts, now), Needs):
            facts.update({q: self.answer(q) for q in decided.questions})
        return decided

    def walk(self, *steps: tuple[str, dict[str, Any]]) -> Case:
        case = self.begin()
        for event, answers in steps:
            decided = self.send(case, event, answers=answers)
            assert isinstance(decided, Decision), decided
            case = decided.case
        return case


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


@pytest.fixture
def world(make_flow: MakeFlow) -> World:
    return World(make_flow("stage", FLOW, FORMS))


def to_recap(world: World, who: dict[str, Any] = ADULT) -> Case:
    way = [("suite", who)] + ([("suite", {"parent": "Eva"})] if who is CHILD else [])
    return world.walk(*way, ("suite", {"ville": "Lyon"}))


def states(case: Case) -> list[str]:
    return [step.state for step in case.trail]


@pytest.mark.parametrize(
    ("who", "state"),
    [(ADULT, "ville"), (CHILD, "parent")],
    ids=["no guard holds: the last branch", "the first guard that holds"],
)
def test_the_first_branch_whose_guard_holds_is_taken(world: World, who: dict[str, Any], state: str) -> None:
    assert world.walk(("suite", who)).state == state


def test_a_refusal_keeps_the_state_and_says_which_guards_were_looked_at(world: World) -> None:
    world.rows["places", "ana@exemple.fr"] = RegisterRow("prise", "someone")
    refused = world.send(world.begin(), "suite", answers=ADULT)
    assert isinstance(refused, Refusal)
    assert (refused.why, refused.field, refused.case.state) == ("refused", "email", "qui")
    assert refused.verdicts == (("not libre", True),)
    assert refused.open_events == ("suite",)


def test_a_register_is_asked_by_its_normalised_key(world: World) -> None:
    world.send(world.begin(), "suite", answers=ADULT)
    assert world.asked == [RegisterQuestion("places", "ana@exemple.fr")]


def test_a_claim_of_the_case_itself_does_not_count_against_it(world: World) -> None:
    world.rows["places", "ana@exemple.fr"] = RegisterRow("reservee", "c1")
    assert world.walk(("suite", ADULT)).state == "ville"


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
def test_only_the_present_states_labelled_events_are_accepted(world: World, event: str, reason: str) -> None:
    waiting = world.send(to_recap(world), "valider").case
    assert world.send(waiting, event).why == "not-open", reason


def test_back_takes_off_the_last_step_and_keeps_what_was_typed_unchecked(world: World) -> None:
    case = world.walk(("suite", ADULT))
    back = world.send(case, BACK, typed={"ville": (" ly",)}).case
    assert states(back) == ["qui"]
    flow = world.machine.flow
    assert prefill(flow, back, "qui", 0) == {"email": ("Ana@exemple.fr",), "age": ("30",)}
    again = world.send(back, "suite", answers=ADULT).case
    assert prefill(flow, again, "ville", 1) == {"ville": (" ly",)}


def test_an_answer_of_a_way_since_left_counts_for_nothing_but_fills_its_form(world: World) -> None:
    child = world.walk(("suite", CHILD), ("suite", {"parent": "Eva"}))
    back = world.send(world.send(child, BACK).case, BACK).case
    grown = world.send(back, "suite", answers=ADULT).case
    assert states(grown) == ["qui", "ville"]
    assert "parent" not in grown.known()
    assert "mineur" not in grown.known(), "what `set` wrote leaves the trail with its step"
    small = world.send(world.send(grown, BACK).case, "suite", answers=CHILD).case
    assert prefill(world.machine.flow, small, "parent", 1) == {"parent": ("Eva",)}


def test_a_target_on_the_trail_cuts_it_back(world: World) -> None:
    again = world.send(world.walk(("suite", ADULT)), "changer").case
    assert states(again) == ["qui"]
    assert again.visits == 3


NOT_ON: dict[str, str] = {
    "stays": "{effects: [{set: {mineur: 'true'}}]}",
    "leaves": "{leave: accueil}",
    "leads back": "{target: qui}",
}


@pytest.mark.parametrize("branch", NOT_ON.values(), ids=NOT_ON)
def test_modify_ends_where_a_step_leads_no_further(branch: str, make_flow: MakeFlow) -> None:
    """It went on from there with the same old step, for ever, the database locked meanwhile."""
    text = FLOW.replace(
        "suite: {label: Suite, target: recap}",
        "suite: {label: Suite, first_of: [{guard: age < 50, target: recap}, " + branch + "]}",
    ).replace(
        "    states:\n", "    pages: {accueil: {title: Accueil, path: /accueil, content: Bonjour.}}\n    states:\n", 1
    )
    world = World(make_flow("stage", text, FORMS))
    recap = to_recap(world)
    again = world.send(recap, MODIFY, answers={**ADULT, "age": 70}, inner="suite", at=0)
    assert isinstance(again, Decision)
    assert again.case.state == ("qui" if "qui" in branch else "ville")
    assert again.leave == ("accueil" if "leave" in branch else None)
    assert [taken.state for taken in again.taken] == ["qui", "ville"], "each old step is taken once"


def test_a_step_with_effects_seals_the_trail_before_it(world: World) -> None:
    waiting = world.send(to_recap(world), "valider").case
    assert waiting.state == "attente"
    assert world.send(waiting, BACK).why == "not-open"
    assert modifiable(world.machine.flow, waiting) == {}


def test_effects_come_in_the_order_to_be_committed(world: World) -> None:
    decision = world.send(to_recap(world), "valider")
    claim, code, mail = decision.effects
    assert claim == ClaimKey("places", "ana@exemple.fr", "reservee", ())
    assert code == NewCode("confirmation", 1, 10, NOW + timedelta(hours=48))
    assert isinstance(mail, PutMail)
    assert mail.to == "Ana@exemple.fr"
    assert "confirmation" not in mail.values, "the code's words are known only when the mail is sent"
    assert list(mail.codes) == ["confirmation"]
    assert mail.values["deadline"] == NOW + timedelta(hours=48), (
        "of the state entered; its words are made when it is sent"
    )
    assert mail.language == "fr"


def test_a_recap_that_lost_its_key_leads_back_to_the_form_with_the_message(world: World) -> None:
    recap = to_recap(world)
    world.rows["places", "ana@exemple.fr"] = RegisterRow("reservee", "someone")
    refused = world.send(recap, "valider")
    assert isinstance(refused, Refusal)
    assert states(refused.case) == ["qui"]
    assert refused.field == "email"


def test_modify_goes_straight_to_the_form_and_straight_back(world: World) -> None:
    recap = to_recap(world, CHILD)
    at = modifiable(world.machine.flow, recap)["qui"]
    back = world.send(recap, MODIFY, answers={**CHILD, "email": "eva@exemple.fr"}, at=at, inner="suite")
    assert states(back.case) == ["qui", "parent", "ville", "recap"]
    assert back.case.known()["email"] == "eva@exemple.fr"
    assert back.case.known()["parent"] == "Eva"


def test_modify_that_changes_the_way_stands_where_the_other_branch_leads(world: World) -> None:
    recap = to_recap(world, CHILD)
    other = world.send(recap, MODIFY, answers=ADULT, at=0, inner="suite").case
    assert states(other) == ["qui", "ville"]
    assert prefill(world.machine.flow, other, "ville", 1) == {"ville": ("Lyon",)}


def test_a_modification_that_is_refused_leaves_the_way_as_it_was(world: World) -> None:
    recap = to_recap(world)
    world.rows["places", "eva@exemple.fr"] = RegisterRow("prise", "someone")
    refused = world.send(recap, MODIFY, answers={**ADULT, "email": "eva@exemple.fr"}, at=0, inner="suite")
    assert isinstance(refused, Refusal)
    assert states(refused.case) == ["qui", "ville", "recap"]


def test_a_timeout_is_decided_with_its_own_effects(world: World) -> None:
    waiting = world.send(to_recap(world), "valider").case
    timer = next_due(waiting, NOW + timedelta(hours=48))
    assert timer
    assert timer.kind == "timeout"
    decision = world.send(waiting, TIMEOUT, now=timer.due_at, actor="timer")
    assert decision.case.state == "expiree"
    assert decision.effects == (ReleaseKey("places", "ana@exemple.fr"),)
    assert decision.case.closed_at == timer.due_at
    assert decision.case.held == ()


@pytest.mark.parametrize(
    ("hours", "kind"),
    [(35, None), (36, "reminder"), (47, "reminder"), (48, "timeout"), (90, "timeout")],
    ids=["not yet", "the reminder", "late", "a reminder due together with the timeout is not sent", "long past"],
)
def test_what_is_due_when(world: World, hours: int, kind: str | None) -> None:
    waiting = world.send(to_recap(world), "valider").case
    due = next_due(waiting, NOW + timedelta(hours=hours))
    assert (due.kind if due else None) == kind


def test_a_reminder_is_sent_once_and_moves_nothing(world: World) -> None:
    waiting = world.send(to_recap(world), "valider").case
    after = world.send(waiting, REMINDER, actor="timer", at=0)
    assert [type(effect) for effect in after.effects] == [PutMail]
    assert after.case.state == "attente"
    assert after.case.visits == waiting.visits, "a reminder makes no form stale"
    assert [timer.kind for timer in after.case.present.timers] == ["timeout"]


def resume_from(world: World, email: str = "ANA@exemple.fr", code: str = "good") -> Any:
    visitor = world.begin("confirmation")._replace(id="c2")
    return world.send(visitor, "suite", answers={"code_saisi": code, "email_saisi": email})


def test_a_resume_spends_the_code_and_fires_the_event_on_the_case_it_found(world: World) -> None:
    world.waiting = world.send(to_recap(world), "valider").case
    world.codes["good"] = "valid"
    decision = resume_from(world)
    assert decision.resumed.hand_over
    assert decision.resumed.by == "code"
    there = decision.resumed.decision
    assert there.case.state == "inscrit", "through the automatic state"
    assert there.effects == (
        SpendCode("confirmation", 1),
        TakeNumber("numero", "111111"),
        ClaimKey("places", "ana@exemple.fr", "prise", ()),
    )
    assert [taken.actor for taken in there.taken] == ["resume", "resume"]
    assert there.case.known()["numero"] == "111111"
    assert decision.case.closed_at == NOW, "the visitor's own case then ends"


def test_a_version_published_with_a_resume_in_an_automatic_state_goes_on_as_it_did() -> None:
    """`check` refuses it today, but a case keeps the version that it began with."""
    text = """
        parcours: 1
        flow: ancien
        title: Ancien
        language: fr
        timezone: Europe/Paris
        entries: {demande: {state: attente}, code: {state: code}}
        states:
          attente: {title: Attente, transitions: {activer: {target: ouvert}}}
          ouvert: {title: Ouvert, rest: true}
          code: {title: Code, form: code, transitions: {suite: {label: Suite, target: tri}}}
          tri:
            automatic:
              first_of:
                - {resume: {state: attente, code: c, typed: code_saisi, event: activer}, target: merci}
                - {target: fin}
          merci: {title: Merci, final: true}
          fin: {title: Fin, final: true}
    """
    form = "{type: object, properties: {code_saisi: {type: string, title: Code}}}"
    sources = {"flows/ancien.yaml": dedent(text), "forms/code.yaml": form}
    world = World(load_sources("ancien", sources, empty_site()))
    world.waiting = world.begin("demande")._replace(id="c2")
    decision = world.send(world.begin("code"), "suite", answers={"code_saisi": "good"})
    assert decision.case.state == "merci"
    assert decision.resumed.decision.case.state == "ouvert"
    assert not decision.resumed.hand_over, "it has a target: the browser keeps its own case"


@pytest.mark.parametrize(
    ("email", "code", "waits", "why"),
    [
        ("eva@exemple.fr", "good", True, "another address"),
        ("ana@exemple.fr", "bad", True, "an unknown code"),
        ("ana@exemple.fr", "good", False, "nobody waits"),
    ],
)
def test_where_no_case_is_found_the_next_branch_is_tried(
    world: World, email: str, code: str, waits: bool, why: str
) -> None:
    world.codes["good"] = "valid"
    if waits:
        world.waiting = world.send(to_recap(world), "valider").case
    refused = resume_from(world, email, code)
    assert isinstance(refused, Refusal), why
    assert refused.field == "code_saisi"


def test_the_last_try_leads_to_its_target(world: World) -> None:
    case = world.begin("confirmation")
    for count in (1, 2):
        refused = world.send(case, "suite", answers={"code_saisi": "bad", "email_saisi": "ana@exemple.fr"})
        assert isinstance(refused, Refusal)
        case = refused.case
        assert case.tries == {"code": count}
    last = world.send(case, "suite", answers={"code_saisi": "bad", "email_saisi": "ana@exemple.fr"})
    assert isinstance(last, Decision)
    assert last.case.state == "fini"


def test_a_secret_is_dropped_when_a_seal_leaves_its_step_off_the_trail(world: World) -> None:
    case = world.send(world.begin(), "suite", answers=CHILD, secrets=("mot",)).case
    case = world.send(case, "suite", answers={"parent": "Eva"}).case
    assert case.kept_secrets == ("mot",)
    back = world.send(world.send(case, BACK).case, BACK).case
    assert back.kept_secrets == ("mot",), "a step taken back keeps its secret: blank keeps it"
    again = world.send(back, "suite", answers=ADULT, secrets=()).case
    recap = world.send(again, "suite", answers={"ville": "Lyon"}).case
    decision = world.send(recap, "valider")
    assert DropSecrets(("mot",)) in decision.effects
    assert decision.case.kept_secrets == ()


def test_a_case_of_another_version_is_not_decided(world: World) -> None:
    with pytest.raises(ForeignCase):
        world.send(world.begin()._replace(version="0" * 64), "suite", answers=ADULT)


PAUSED = """
    parcours: 1
    flow: porte
    title: Une porte
    version: "1"
    language: fr
    timezone: Europe/Paris
    registers: {cles: {kind: text, statuses: [la]}}
    facts: {cle: {register: cles, key: nom}}
    entries: {porte: {state: porte}}
    states:
      porte:
        title: La porte
        form: porte
        tries: {max: 2, per: nom, pause: 15 minutes}
        transitions:
          entrer:
            label: Entrer
            first_of:
              - {guard: cle == "la", target: dedans}
              - {refuse: {message: Non.}}
      dedans: {title: Dedans, final: true}
    retention: {draft: 1 hours, closed: 1 hours}
"""
DOOR = {"porte": "{type: object, required: [nom], properties: {nom: {type: string, title: Nom}}}"}


def test_tries_across_cases_are_counted_by_the_value_and_paused(make_flow: MakeFlow) -> None:
    world = World(make_flow("porte", PAUSED, DOOR))
    refused = world.send(world.begin("porte"), "entrer", answers={"nom": "  Ana "})
    assert refused.effects == (CountTry("porte", "porte", "Ana", 2, NOW + timedelta(minutes=15)),)
    world.paused = NOW + timedelta(minutes=5)
    world.asked.clear()
    paused = world.send(world.begin("porte"), "entrer", answers={"nom": "Ana"})
    assert (paused.why, paused.until) == ("paused", world.paused)
    assert [type(question) for question in world.asked] == [PauseQuestion], "nothing else is even looked up"


def test_a_step_opens_no_file_and_makes_no_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What leaves the core is values: words are made where a page is shown or a mail is sent."""
    fresh = Machine(world.machine.flow)
    for words in ("show", "type_number", "type_date"):
        monkeypatch.setattr(Locale, words, lambda *_: pytest.fail("words were made"))
    world.machine = fresh
    opened: list[str] = []
    _watch(opened)
    try:
        recap = to_recap(world, CHILD)
        back = world.send(world.send(recap, BACK).case, BACK).case
        world.send(back, BACK)
        given = {"answers": CHILD, "inner": "suite", "at": 0}
        world.send(recap, MODIFY, **given)
        sent = world.send(recap, "valider")
        world.send(sent.case, "reminder", NOW + timedelta(hours=36), actor="timer", at=0)
        world.send(sent.case, "timeout", NOW + timedelta(hours=48), actor="timer")
        world.waiting, world.codes = sent.case._replace(id="c2"), {"k": "valid"}
        code = {"code_saisi": "k", "email_saisi": "ana@exemple.fr"}
        entered = world.begin("confirmation")
        assert world.send(entered, "suite", answers=code).resumed
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
