"""Refused attempts: counted in the case or by what was typed, and what follows the last one."""

from __future__ import annotations

from datetime import date, timedelta
from textwrap import dedent

import pytest

from engine.core.attempts import UNCOUNTED, attempts_of, count_refusal, exhausted
from engine.core.case import ClearTries, Count, CountTry, Decision, PauseQuestion, Refusal, RegisterRow
from engine.core.context import EvaluationContext
from engine.core.machine import Machine
from engine.language.load import empty_site, load_sources
from engine.language.workdays import Calendar
from tests.conftest import MakeFlow
from tests.support import door
from tests.support.stage import NOW, CaseRunner


def test_the_last_try_leads_to_its_target(runner: CaseRunner) -> None:
    case = runner.begin("confirmation")
    for count in (1, 2):
        refused = runner.send(case, "suite", answers={"code_saisi": "bad", "email_saisi": "ana@exemple.fr"})
        assert isinstance(refused, Refusal)
        case = refused.case
        assert case.tries == {"code": count}
    last = runner.send(case, "suite", answers={"code_saisi": "bad", "email_saisi": "ana@exemple.fr"})
    assert isinstance(last, Decision)
    assert last.case.state == "fini"


def test_tries_across_cases_are_counted_by_the_value_and_paused(make_flow: MakeFlow) -> None:
    runner = CaseRunner(make_flow("porte", door.FLOW, door.FORMS))
    refused = runner.send(runner.begin("porte"), "entrer", answers={"nom": "  Ana "})
    assert refused.effects == (CountTry("porte", "porte", "Ana", 2, NOW + timedelta(minutes=15)),)
    runner.paused = NOW + timedelta(minutes=5)
    runner.asked.clear()
    paused = runner.send(runner.begin("porte"), "entrer", answers={"nom": "Ana"})
    assert (paused.why, paused.until) == ("paused", runner.paused)
    assert [type(question) for question in runner.asked] == [PauseQuestion], "nothing else is even looked up"


def test_an_attempt_that_succeeds_clears_the_count(make_flow: MakeFlow) -> None:
    runner = CaseRunner(make_flow("porte", door.FLOW, door.FORMS))
    runner.rows["cles", "Ana"] = RegisterRow("la", None)
    inside = runner.send(runner.begin("porte"), "entrer", answers={"nom": "Ana"})
    assert inside.case.state == "dedans"
    assert inside.effects == (ClearTries("porte", "porte", "Ana"),)


def test_a_paused_attempt_leaves_the_case_as_it_was(make_flow: MakeFlow) -> None:
    runner = CaseRunner(make_flow("porte", door.FLOW, door.FORMS))
    case, runner.paused = runner.begin("porte"), NOW + timedelta(minutes=5)
    paused = runner.send(case, "entrer", answers={"nom": "Ana"})
    assert (paused.case, paused.taken, paused.effects) == (case, (), ())


@pytest.mark.parametrize(
    ("state", "answers", "counted", "why"),
    [
        ("porte", {"nom": "Ana"}, True, "by the value that is typed"),
        ("porte", {}, False, "nothing is typed"),
        ("dedans", {"nom": "Ana"}, False, "a state without a limit"),
    ],
)
def test_what_is_counted_across_cases(
    make_flow: MakeFlow, state: str, answers: dict[str, str], counted: bool, why: str
) -> None:
    flow = make_flow("porte", door.FLOW, door.FORMS)
    case = CaseRunner(flow).begin("porte")
    case = case._replace(trail=(case.present._replace(state=state, answers=answers),))
    context = EvaluationContext(Machine(flow), {PauseQuestion("porte", "porte", "Ana"): Count()}, NOW)
    assert (attempts_of(context, case, flow.states[state].tries) != UNCOUNTED) is counted, why


@pytest.mark.parametrize(
    ("state", "tries", "after", "last", "why"),
    [
        ("code", {}, {"code": 1}, False, "the first"),
        ("code", {"code": 1}, {"code": 2}, False, "one is left"),
        ("code", {"code": 2}, {"code": 3}, True, "the last allowed one"),
        ("code", {"code": 7}, {"code": 8}, True, "a limit that an older version did not have"),
        ("code", {"qui": 2}, {"qui": 2, "code": 1}, False, "each state counts its own"),
        ("qui", {}, {}, False, "a state without a limit counts nothing"),
    ],
)
def test_what_is_counted_in_the_case(
    runner: CaseRunner, state: str, tries: dict[str, int], after: dict[str, int], last: bool, why: str
) -> None:
    found = runner.machine.flow.states[state]
    case = count_refusal(runner.begin()._replace(tries=tries), found)
    assert case.tries == after, why
    assert exhausted(case, found) is last, why


def test_what_is_counted_by_value_is_not_counted_in_the_case(make_flow: MakeFlow) -> None:
    flow = make_flow("porte", door.FLOW, door.FORMS)
    case = CaseRunner(flow).begin("porte")
    assert count_refusal(case, flow.states["porte"]) == case
    assert not exhausted(case._replace(tries={"porte": 9}), flow.states["porte"])


# A door with every kind of button beside the one that tries.
BESIDE = """
    parcours: 1
    flow: guet
    title: Guet
    version: "1"
    language: fr
    timezone: Europe/Paris
    registers: {cles: {kind: text, statuses: [la]}}
    facts: {cle: {register: cles, key: nom}}
    guards: {la: cle == "la"}
    pages: {accueil: {title: Accueil, path: /, content: Bonjour.}}
    entries: {porte: {state: porte}, guichet: {state: guichet}, fin: {state: fin}}
    states:
      porte:
        title: Porte
        form: porte
        tries: {max: 2, per: nom, pause: 15 minutes}
        transitions:
          entrer:
            label: Entrer
            first_of:
              - {guard: nom == "Personne", target: fin}
              - {resume: {state: fin, register: cles, key: nom, secret: {mot: mot}}}
              - {refuse: {message: Non.}}
          oubli: {label: Mot oublié, target: fin}
          demander: {label: Demander, first_of: [{guard: la, refuse: {message: Non.}}, {target: fin}]}
          rester: {label: Rester}
          sortir: {label: Sortir, leave: accueil}
      guichet:
        title: Guichet
        form: porte
        tries: {max: 2, per: nom, pause: 15 minutes}
        transitions:
          entrer: {label: Entrer, first_of: [{guard: la, target: fin}, {refuse: {message: Non.}}]}
          oubli: {label: Oubli, target: fin}
          sortir: {label: Sortir, first_of: [{guard: la, leave: accueil}, {leave: accueil}]}
      fin: {title: Fin, rest: true}
"""
BESIDE_FORMS = {
    "porte": """
        type: object
        required: [nom, mot]
        properties:
          nom: {type: string, title: Nom}
          mot: {type: string, title: Mot, x-secret: true}
    """
}


@pytest.mark.parametrize(
    ("state", "event", "name", "cleared", "why"),
    [
        ("porte", "oubli", "Ana", False, "whoever presses it knows nothing of Ana"),
        ("porte", "demander", "Ana", False, "nor here, though it may refuse: the resume alone compares a secret"),
        ("porte", "entrer", "Personne", False, "nor by another branch of the event that tries"),
        ("porte", "rester", "Ana", False, "nor where nothing is done"),
        ("porte", "sortir", "Ana", False, "nor where the case is let go"),
        ("guichet", "entrer", "Ana", True, "where nothing resumes, an event that could have refused and has not"),
        ("guichet", "oubli", "Ana", False, "the button beside it refuses nobody"),
        ("guichet", "sortir", "Ana", False, "nor does this one"),
    ],
)
def test_what_forgets_the_refusals_of_a_value(
    make_flow: MakeFlow, state: str, event: str, name: str, cleared: bool, why: str
) -> None:
    runner = CaseRunner(make_flow("guet", BESIDE, BESIDE_FORMS))
    if state == "guichet":
        runner.rows["cles", "Ana"] = RegisterRow("la", None)
    decided = runner.send(runner.begin(state), event, answers={"nom": name}, secrets=("mot",))
    assert isinstance(decided, Decision), why
    assert decided.effects == ((ClearTries("guet", state, name),) if cleared else ()), why


@pytest.mark.parametrize(
    ("state", "event", "waits", "why"),
    [
        ("porte", "entrer", True, "an attempt"),
        ("porte", "oubli", True, "so that no button beside it is one"),
        ("porte", "sortir", False, "letting the case go is none"),
        ("guichet", "sortir", False, "whichever branch does"),
    ],
)
def test_what_waits_in_a_pause(make_flow: MakeFlow, state: str, event: str, waits: bool, why: str) -> None:
    runner = CaseRunner(make_flow("guet", BESIDE, BESIDE_FORMS))
    runner.paused = NOW + timedelta(minutes=5)
    decided = runner.send(runner.begin(state), event, answers={"nom": "Ana"}, secrets=("mot",))
    assert isinstance(decided, Refusal) is waits, why


def test_a_browser_that_has_opened_the_account_is_asked_about_by_the_accounts_that_may_be_opened(
    make_flow: MakeFlow,
) -> None:
    runner = CaseRunner(make_flow("guet", BESIDE, BESIDE_FORMS))
    runner.send(runner.begin("porte"), "entrer", answers={"nom": " Ana "}, secrets=("mot",))
    asked = [question for question in runner.asked if isinstance(question, PauseQuestion)]
    assert [question[:3] for question in asked] == [("@register", "cles mot", "Ana"), ("guet", "porte", "Ana")]
    for question in asked:
        assert [(account.register, account.key, account.secrets) for account in question.accounts] == [
            ("cles", "Ana", (("mot", "mot"),))
        ]


def test_the_own_count_of_a_known_browser_is_the_one_that_goes_on(make_flow: MakeFlow) -> None:
    runner = CaseRunner(make_flow("guet", BESIDE, BESIDE_FORMS))
    runner.browser = "hers"
    refused = runner.send(runner.begin("porte"), "entrer", answers={"nom": "Ana"}, secrets=("mot",))
    limit = (2, NOW + timedelta(minutes=15), "hers")
    counted = (("@register", "cles mot", "Ana"), ("guet", "porte", "Ana"))
    assert refused.effects == tuple(CountTry(*key, *limit) for key in counted)


def test_a_pause_of_a_working_day_ends_on_one(make_flow: MakeFlow) -> None:
    calendar = Calendar("FR", "", frozenset({date(2026, 11, 24)}))
    site = "service: Essais\ncalendar: {country: FR}\n"
    flow = make_flow("porte", door.FLOW.replace("15 minutes", "1 working day"), door.FORMS, site)
    case = CaseRunner(flow).begin("porte")
    case = case._replace(trail=(case.present._replace(answers={"nom": "Ana"}),))
    context = EvaluationContext(Machine(flow), {PauseQuestion("porte", "porte", "Ana"): Count()}, NOW, calendar)
    (counted,) = attempts_of(context, case, flow.states["porte"].tries).counted
    assert isinstance(counted, CountTry)
    assert counted.pause_until == NOW + timedelta(days=2), "Monday; Tuesday is closed: Wednesday, at the same hour"


# Another house's door to the same things: its own words, and its own order.
NEXT_DOOR = """
    parcours: 1
    flow: voisin
    title: Voisin
    version: "1"
    language: fr
    timezone: Europe/Paris
    registers: {cles: {kind: text, statuses: [la]}, badges: {kind: email, statuses: [la]}}
    entries: {perron: {state: perron}}
    states:
      perron:
        title: Perron
        form: perron
        tries: {max: 3, per: qui, pause: 1 hours}
        transitions:
          entrer:
            label: Entrer
            first_of:
              - BRANCH
              - {refuse: {message: Non.}}
      fin: {title: Fin, rest: true}
"""
NEXT_FORMS = {
    "perron": """
        type: object
        required: [qui, secret, code]
        properties:
          qui: {type: string, title: Nom}
          secret: {type: string, title: Mot, x-secret: true}
          code: {type: string, title: Code, x-widget: code}
    """
}


@pytest.mark.parametrize(
    ("branch", "counted", "why"),
    [
        (
            "resume: {flow: [guet, voisin], state: fin, register: cles, key: qui, secret: {mot: secret}}",
            [("@register", "cles mot", "Ana")],
            "the same secret of the same key as at the other door, whatever states and flows are called here",
        ),
        (
            "resume: {flow: [voisin, guet], state: fin, register: cles, key: qui, secret: {mot: secret}}",
            [("@register", "cles mot", "Ana")],
            "in whichever order they are looked in",
        ),
        (
            "resume: {state: fin, register: cles, key: qui, secret: {phrase: secret}}",
            [("@register", "cles phrase", "Ana")],
            "another secret has tries of its own",
        ),
        (
            "resume: {state: fin, register: cles, key: qui, where: {ville: code}, secret: {mot: secret}}",
            [("@register", "cles mot", "Ana")],
            "what else is compared gives the same secret no tries more",
        ),
        (
            "resume: {state: fin, register: badges, key: qui, secret: {mot: secret}}",
            [("@register", "badges mot", "ana")],
            "another register too, and its own spelling",
        ),
        (
            "resume: {flow: [guet, voisin], state: fin, code: envoi, typed: code, where: {nom: qui}}",
            [("guet", "@code envoi", "Ana"), ("voisin", "@code envoi", "Ana")],
            "a code that each of two flows has",
        ),
        (
            "resume: {state: fin, code: envoi, typed: code, where: {nom: qui}}",
            [("voisin", "@code envoi", "Ana")],
            "a code of this flow",
        ),
    ],
)
def test_tries_at_what_a_resume_opens_are_counted_by_that(
    branch: str, counted: list[tuple[str, str, str]], why: str
) -> None:
    text = dedent(NEXT_DOOR).replace("BRANCH", f"{{{branch}}}")
    forms = {f"forms/{name}.yaml": dedent(form) for name, form in NEXT_FORMS.items()}
    flow = load_sources("voisin", {"flows/voisin.yaml": text, **forms}, empty_site())
    runner = CaseRunner(flow)
    answers = {"qui": " Ana ", "code": "hash"}
    refused = runner.send(runner.begin("perron"), "entrer", answers=answers, secrets=("secret",))
    pause = NOW + timedelta(hours=1)
    by_state = ("voisin", "perron", counted[0][2])  # as all were before, so that those counts go on
    assert refused.effects == tuple(CountTry(*key, 3, pause) for key in (*counted, by_state)), why
