"""The rules of a flow: what each finds, what each lets pass; every mistake is printed as in the golden files."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from engine.language.analysis.scope import scope_of
from engine.language.load import load_flow
from engine.language.manual import samples
from engine.language.model import Flow
from engine.language.rules import RULES, RULES_TOGETHER, check_all, check_together
from engine.language.yaml import read_tree
from engine.problems import Problem, in_order
from tests.support.flow_text import flow_of

GOLDEN = Path(__file__).parents[2] / "golden" / "problems"
NAMES = sorted(path.stem for path in (GOLDEN / "flows").glob("*.yaml") if path.stem != "site")

FORM = """
type: object
properties:
  email: {type: string, format: email, title: Adresse}
  nom: {type: string, title: Nom}
  surnom: {type: string, title: Surnom}
  age: {type: integer, title: Âge}
  parts: {type: integer, title: Parts}
  accord: {type: boolean, title: D'accord}
required: [email, nom, parts]
"""
SECOND = """
type: object
properties:
  ville: {type: string, title: Ville}
  code_saisi: {type: string, title: Code}
required: [ville, code_saisi]
"""
HEAD = """parcours: 1
flow: {name}
title: Essai
version: "1"
language: fr
timezone: Europe/Paris
retention: {{draft: 24 hours, closed: 24 hours}}
"""


def load(folder: Path, text: str, name: str = "essai") -> tuple[Flow | None, tuple[Problem, ...]]:
    (folder / "flows").mkdir(exist_ok=True)
    (folder / "forms").mkdir(exist_ok=True)
    (folder / "forms" / "personne.yaml").write_text(FORM, encoding="utf-8")
    (folder / "forms" / "suite.yaml").write_text(SECOND, encoding="utf-8")
    path = folder / "flows" / f"{name}.yaml"
    path.write_text(HEAD.format(name=name) + text, encoding="utf-8")
    return load_flow(path)


def codes(folder: Path, text: str) -> list[str]:
    return [problem.code for problem in load(folder, text)[1]]


@pytest.mark.parametrize("name", NAMES)
def test_every_mistake_is_printed_with_its_cause_and_its_fix(name: str, request: pytest.FixtureRequest) -> None:
    _, problems = load_flow(GOLDEN / "flows" / f"{name}.yaml", registry=samples())
    printed = "".join(f"{problem}\n" for problem in in_order(problems)).replace(f"{GOLDEN}/", "")
    expected = GOLDEN / f"{name}.txt"
    if request.config.getoption("--rewrite-golden", default=False):
        expected.write_text(printed, encoding="utf-8")
    assert printed == expected.read_text(encoding="utf-8")


def test_every_rule_of_one_flow_has_a_golden_case() -> None:
    printed = "".join((GOLDEN / f"{name}.txt").read_text(encoding="utf-8") for name in NAMES)
    found = set(re.findall(r"\[([a-z-]+)\]$", printed, re.MULTILINE))
    assert {rule.CODE for rule in RULES} - {"unused"} <= found
    kinds = ("guard", "fact", "value", "code", "setting", "register", "mail", "document", "phase")
    assert {f"unused-{kind}" for kind in kinds} | {"unknown-name", "impossible-value", "bad-guard"} <= found


@pytest.mark.parametrize("rule", [*RULES, *RULES_TOGETHER], ids=lambda rule: rule.CODE)
def test_every_rule_has_a_manual_that_begins_with_its_code(rule: object) -> None:
    manual = (rule.__doc__ or "").strip()
    assert manual.startswith((rule.CODE, f"{rule.CODE}-"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("rule", [*RULES, *RULES_TOGETHER], ids=lambda rule: rule.CODE)
def test_every_manual_says_why_and_shows_a_mistake_and_its_fix(rule: object) -> None:
    """Its first line is what holds in a good flow; then why; then YAML that is reported, and the same fixed."""
    summary, why, *examples = (rule.__doc__ or "").strip().split("\n\n")
    assert summary.endswith(".")
    assert "\n" not in summary
    assert len(why) > len(summary) / 2
    blocks = [dedent(text) for text in examples]
    assert [re.match(r"# (\w+)", block)[1] for block in blocks] == ["reported", "fixed"]  # type: ignore[index]
    for block in blocks:
        node, problems = read_tree(block, "manual.yaml")
        assert node
        assert not problems, "\n".join(map(str, problems))
    assert len(set(blocks)) == 2


# The ways through a flow. Each text is a whole flow but its head; the reason stands beside it.
GOOD = {
    "a straight way": """
entries: {creation: {state: saisie}}
states:
  saisie: {title: A, form: personne, transitions: {ok: {label: OK, target: fin}}}
  fin: {title: B, final: true}
""",
    "an optional field is given where the way here has asked": """
entries: {creation: {state: saisie}}
states:
  saisie:
    title: A
    form: personne
    transitions:
      ok:
        label: OK
        first_of:
          - {guard: given(age), target: suite}
          - {target: fin}
  suite: {title: B, transitions: {ok: {label: OK, first_of: [{guard: age > 3, target: fin}, {target: fin}]}}}
  fin: {title: C, final: true}
""",
    "an optional field is given where an earlier branch took the others away": """
entries: {creation: {state: saisie}}
states:
  saisie:
    title: A
    form: personne
    transitions:
      ok:
        label: OK
        first_of:
          - {guard: age == null, target: fin}
          - {guard: age > 3 or not accord, target: fin}
          - {target: fin}
  fin: {title: C, final: true}
""",
    "both ways pass the form": """
entries: {creation: {state: un}, autre: {state: deux}}
states:
  un: {title: A, form: personne, transitions: {ok: {label: OK, target: suite}}}
  deux: {title: A, form: personne, transitions: {ok: {label: OK, target: suite}}}
  suite: {title: B, transitions: {ok: {label: OK, first_of: [{guard: parts > 3, target: un}, {target: fin}]}}}
  fin: {title: C, final: true}
""",
    "a timer's way keeps what was given before": """
entries: {creation: {state: un}}
states:
  un: {title: A, form: personne, transitions: {ok: {label: OK, target: suite}}}
  suite: {title: B, timeout: {after: 1 day, target: tri}}
  tri: {title: C, automatic: {first_of: [{guard: parts > 3, target: fin}, {target: fin}]}}
  fin: {title: D, final: true}
""",
    "a claim held on every way needs no guard": """
registers: {adresses: {kind: email, statuses: [en_cours, prise]}}
facts: {adresse: {register: adresses, key: email}}
guards: {libre: adresse == "free"}
entries: {creation: {state: un}}
states:
  un:
    title: A
    form: personne
    transitions:
      ok:
        label: OK
        first_of:
          - {guard: not libre, refuse: {field: email, message: Prise}}
          - {target: suite, effects: [{claim: {register: adresses, key: email, status: en_cours}}]}
  suite: {title: B, timeout: {after: 1 day, target: fin}, transitions: {ok: {label: OK, target: fin}}}
  fin: {title: D, rest: true, on_enter: [{claim: {register: adresses, key: email, status: prise}}]}
""",
    "a mail tells the code that on_enter has made, and the deadline of the state": """
entries: {creation: {state: un}, retour: {state: code}}
facts: {lu: {code: activation, typed: code_saisi}}
states:
  un: {title: A, form: personne, transitions: {ok: {label: OK, target: suite}}}
  suite:
    title: B
    on_enter: [{code: {name: activation, length: 10, lives: 1 day}}, {mail: code}]
    timeout: {after: 1 day, target: fin}
  code:
    title: C
    form: suite
    transitions:
      ok: {label: OK, first_of: [{guard: lu == "valid", target: fin}, {refuse: {message: Non}}]}
  fin: {title: D, final: true}
mails: {code: {to: email, subject: Code, content: "{activation}, {nom}, {deadline}"}}
""",
    "back over an automatic state": """
entries: {creation: {state: un}}
states:
  un: {title: A, form: personne, transitions: {ok: {label: OK, target: tri}}}
  tri: {title: B, automatic: {first_of: [{guard: parts > 3, target: suite}, {target: fin}]}}
  suite: {title: C, back: {label: Retour}, transitions: {ok: {label: OK, target: fin}}}
  fin: {title: D, final: true}
""",
    "a refusal back to an earlier form": """
entries: {creation: {state: un}}
states:
  un: {title: A, form: personne, transitions: {ok: {label: OK, target: suite}}}
  suite:
    title: C
    transitions:
      ok:
        label: OK
        first_of:
          - {guard: parts > 3, refuse: {state: un, field: parts, message: Trop}}
          - {target: fin}
  fin: {title: D, final: true}
""",
    "a value written on every way": """
values: {note: {type: integer, title: Note}}
entries: {creation: {state: un}}
states:
  un:
    title: A
    form: personne
    transitions:
      ok:
        label: OK
        first_of:
          - {guard: parts > 3, target: suite, effects: [{set: {note: 3}}]}
          - {target: suite, effects: [{set: {note: parts}}]}
  suite: {title: C, transitions: {ok: {label: OK, first_of: [{guard: note > 3, target: fin}, {target: fin}]}}}
  fin: {title: D, final: true}
""",
}


@pytest.mark.parametrize("reason", GOOD)
def test_a_sound_flow_has_no_problem(reason: str, tmp_path: Path) -> None:
    flow, problems = load(tmp_path, GOOD[reason])
    assert not problems, "\n".join(map(str, problems))
    assert flow
    assert not check_all(flow)
    assert not check_together({flow.name: flow})


BAD = {
    "one of two ways does not pass the form": (
        """
entries: {creation: {state: un}, autre: {state: suite}}
states:
  un: {title: A, form: personne, transitions: {ok: {label: OK, target: suite}}}
  suite: {title: B, transitions: {ok: {label: OK, first_of: [{guard: parts > 3, target: un}, {target: fin}]}}}
  fin: {title: C, final: true}
""",
        "null-not-guarded",
    ),
    "a button that skips the form passes none": (
        """
entries: {creation: {state: un}}
states:
  un:
    title: A
    form: personne
    transitions:
      ok: {label: OK, target: suite}
      plus_tard: {label: Plus tard, skip_form: true, target: suite}
  suite: {title: B, transitions: {ok: {label: OK, first_of: [{guard: parts > 3, target: un}, {target: fin}]}}}
  fin: {title: C, final: true}
""",
        "null-not-guarded",
    ),
    "a forgotten answer is null": (
        """
entries: {creation: {state: un}}
states:
  un: {title: A, form: personne, transitions: {ok: {label: OK, target: suite, effects: [{forget: [parts]}]}}}
  suite: {title: B, transitions: {ok: {label: OK, first_of: [{guard: parts > 3, target: un}, {target: fin}]}}}
  fin: {title: C, final: true}
""",
        "null-not-guarded",
    ),
    "a value that a cut trail takes away": (
        """
values: {note: {type: integer, title: Note}}
entries: {creation: {state: un}}
states:
  un: {title: A, form: personne, transitions: {ok: {label: OK, target: deux, effects: [{set: {note: 3}}]}}}
  deux: {title: B, transitions: {ok: {label: OK, first_of: [{guard: note > 3, target: trois}, {target: fin}]}}}
  trois: {title: C, transitions: {ok: {label: Encore, target: deux}}}
  fin: {title: D, final: true}
""",
        "null-not-guarded",
    ),
    "a resume posts no form, so its event knows nothing of it": (
        """
registers: {adresses: {kind: email, statuses: [prise]}}
facts: {adresse: {register: adresses, key: email}}
entries: {creation: {state: un}, reprise: {state: trois}}
states:
  un:
    title: A
    form: personne
    transitions:
      ok:
        label: OK
        first_of:
          - {guard: adresse != "free", refuse: {message: Prise}}
          - {target: deux, effects: [{claim: {register: adresses, key: email, status: prise}}]}
  deux:
    title: B
    form: suite
    transitions: {ok: {label: OK, first_of: [{guard: len(ville) > 3, target: fin}, {target: fin}]}}
  trois:
    title: C
    form: personne
    transitions:
      ok:
        label: OK
        first_of:
          - resume: {state: deux, register: adresses, key: email, anyone: true, event: ok}
          - {target: fin}
  fin: {title: D, final: true}
""",
        "null-not-guarded",
    ),
    "a released claim is to be asked for again": (
        """
registers: {adresses: {kind: email, statuses: [prise]}}
facts: {adresse: {register: adresses, key: email}}
entries: {creation: {state: un}}
states:
  un:
    title: A
    form: personne
    transitions:
      ok:
        label: OK
        first_of:
          - {guard: adresse != "free", refuse: {message: Prise}}
          - {target: deux, effects: [{claim: {register: adresses, key: email, status: prise}}]}
  deux:
    title: B
    transitions: {ok: {label: OK, target: trois, effects: [{release: {register: adresses, key: email}}]}}
  trois: {title: C, transitions: {ok: {label: OK, target: fin}}}
  fin: {title: D, rest: true, on_enter: [{claim: {register: adresses, key: email, status: prise}}]}
""",
        "claim-not-guarded",
    ),
    "a key that is asked anew is another key": (
        """
registers: {adresses: {kind: email, statuses: [prise]}}
facts: {adresse: {register: adresses, key: email}}
entries: {creation: {state: un}}
states:
  un:
    title: A
    form: personne
    transitions:
      ok:
        label: OK
        first_of:
          - {guard: adresse != "free", refuse: {message: Prise}}
          - {target: deux, effects: [{claim: {register: adresses, key: email, status: prise}}]}
  deux: {title: B, form: personne, transitions: {ok: {label: OK, target: fin}}}
  fin: {title: D, rest: true, on_enter: [{claim: {register: adresses, key: email, status: prise}}]}
""",
        "claim-not-guarded",
    ),
    "a key that may be not given": (
        """
registers: {noms: {kind: text, statuses: [pris]}}
facts: {libre: {register: noms, key: surnom}}
entries: {creation: {state: un}}
states:
  un:
    title: A
    form: personne
    transitions:
      ok:
        label: OK
        first_of:
          - {guard: libre == "pris", refuse: {message: Pris}}
          - {target: fin, effects: [{claim: {register: noms, key: surnom, status: pris}}]}
  fin: {title: D, rest: true}
""",
        "null-not-guarded",
    ),
    "a state that only a resume names is never entered": (
        """
registers: {adresses: {kind: email, statuses: [prise]}}
facts: {adresse: {register: adresses, key: email}}
entries: {creation: {state: un}}
states:
  un:
    title: A
    form: personne
    transitions:
      ok:
        label: OK
        first_of:
          - {guard: adresse == "free", refuse: {message: Inconnue}}
          - resume: {state: attente, register: adresses, key: email, anyone: true}
          - {target: fin}
  attente: {title: B, rest: true}
  fin: {title: C, final: true}
""",
        "unreachable-state",
    ),
}


@pytest.mark.parametrize("reason", BAD)
def test_an_unsound_way_is_found(reason: str, tmp_path: Path) -> None:
    text, code = BAD[reason]
    assert set(codes(tmp_path, text)) == {code}


OPENER = """
registers: {{adresses: {{kind: email, statuses: [prise]}}}}
facts: {{adresse: {{register: adresses, key: email}}}}
entries: {{creation: {{state: un}}}}
states:
  un:
    title: A
    form: personne
    transitions:
      ok:
        label: OK
        first_of:
          - {{guard: adresse != "free", refuse: {{message: Prise}}}}
          - {{target: deux, effects: [{{claim: {{register: adresses, key: email, status: prise}}}}]}}
  deux: {{title: B, timeout: {{after: 1 day, target: fin}}, transitions: {{{event}: {{target: fin}}}}}}
  fin: {{title: D, final: true}}
"""
RESUMER = """
registers: {{adresses: {{kind: email, statuses: [prise]}}}}
facts: {{adresse: {{register: adresses, key: email}}}}
entries: {{creation: {{state: un}}}}
states:
  un:
    title: A
    form: personne
    links: [{{label: Ouvrir, flow: {flow}, entry: {entry}}}]
    transitions:
      ok:
        label: OK
        first_of:
          - {{guard: adresse == "free", refuse: {{message: Inconnue}}}}
          - resume: {{flow: {flow}, state: {state}, register: adresses, key: email, anyone: true, event: finir}}
          - {{target: fin}}
  fin: {{title: D, final: true}}
"""


def both(folder: Path, opener: str, resumer: str) -> list[str]:
    flows = {}
    for name, text in (("ouvrir", opener), ("reprendre", resumer)):
        flow, problems = load(folder, text, name)
        assert flow, problems
        assert not problems, problems
        flows[name] = flow
    return [problem.code for problem in check_together(flows)]


def test_an_event_may_be_fired_from_another_flow(tmp_path: Path) -> None:
    resumer = RESUMER.format(flow="ouvrir", entry="creation", state="deux")
    assert both(tmp_path, OPENER.format(event="finir"), resumer) == []


def test_an_event_that_no_flow_fires_is_never_possible(tmp_path: Path) -> None:
    resumer = RESUMER.format(flow="ouvrir", entry="creation", state="deux")
    assert both(tmp_path, OPENER.format(event="fermer"), resumer) == ["unknown-event", "event-never-fired"]


@pytest.mark.parametrize(
    ("flow", "entry", "state", "expected"),
    [
        ("ouvir", "creation", "deux", ["unknown-flow", "unknown-flow"]),
        ("ouvrir", "creatio", "deux", ["unknown-entry"]),
        ("ouvrir", "creation", "dex", ["unknown-target"]),
    ],
)
def test_names_of_another_flow_are_looked_up_there(
    flow: str, entry: str, state: str, expected: list[str], tmp_path: Path
) -> None:
    found = both(tmp_path, OPENER.format(event="finir"), RESUMER.format(flow=flow, entry=entry, state=state))
    assert [code for code in found if code != "event-never-fired"] == expected


def test_a_secret_of_another_flow_is_looked_up_there() -> None:
    opener = replace(flow_of(OPENER.format(event="finir"), {"personne": FORM}), name="ouvrir")
    text = RESUMER.format(flow="ouvrir", entry="creation", state="deux")
    resumer = flow_of(text.replace("anyone: true", "secret: {mot: secret}"), {"personne": FORM})
    (problem,) = check_together({"ouvrir": opener, "reprendre": resumer})
    assert (problem.code, problem.message) == ("unknown-field", 'unknown secret "mot"')


REGISTER = """
registers: {{noms: {{kind: text, statuses: [pris, ancien]}}}}
facts: {{lu: {{register: noms, key: nom}}}}
guards: {{connu: lu != "free", vieux: lu == "ancien"}}
entries: {{creation: {{state: un}}}}
states:
  un:
    title: A
    form: personne
    transitions:
      ok:
        label: OK
        first_of:
          - {{guard: {guard}, refuse: {{message: Non}}}}
          - {{target: fin, effects: [{{claim: {{register: noms, key: nom, status: pris{over}}}}}]}}
  fin: {{title: B, rest: true}}
"""


@pytest.mark.parametrize(
    ("guard", "over", "left"),
    [
        ('lu == "pris"', "", '"ancien"'),  # an imported row would be met each time
        ('lu == "pris"', ", over: [ancien]", ""),
        ('lu in ["pris", "ancien"]', "", ""),
        ('not lu == "free"', "", ""),
        ('"free" != lu', "", ""),
        ("connu", "", ""),
        ("vieux", "", '"pris"'),  # a named guard is read through
        ("vieux", ", over: [pris]", ""),
        ('accord and lu != "free"', "", '"pris" or "ancien"'),  # whoever has not agreed passes
        ('accord and lu != "free" or not accord and lu != "free"', "", ""),  # both ways are shut
        ('parts > 3 or lu != "free"', "", ""),
        ('given(surnom) and lu == "pris"', "", '"pris" or "ancien"'),
    ],
)
def test_a_claim_is_told_that_would_be_lost_each_time(tmp_path: Path, guard: str, over: str, left: str) -> None:
    _, problems = load(tmp_path, REGISTER.format(guard=f"'{guard}'", over=over))
    told = [problem for problem in problems if problem.code == "claim-not-guarded"]
    assert [problem.message for problem in told] == (
        [f'"nom" may have status {left} in register "noms", and is claimed'] if left else []
    )
    assert [p.code for p in problems if p not in told and p.code != "unused-guard"] == []


DRAWN = """
registers: {{numeros: {{kind: text, statuses: [pris]}}}}
values: {{numero: {{type: string, title: N}}}}
entries: {{creation: {{state: un}}}}
states:
  un: {{title: A, form: personne, transitions: {{ok: {{label: OK, target: fin, effects: [{effects}]}}}}}}
  fin: {{title: D, rest: true, show: [numero]}}
"""
NUMBER, CLAIM = "number: {field: numero, digits: 10}", "claim: {register: numeros, key: numero, status: pris}"


@pytest.mark.parametrize(
    ("effects", "told"),
    [
        ((NUMBER, CLAIM), []),  # the step draws it: no other case has it, and no guard could have asked
        ((CLAIM, NUMBER), ["claim-not-guarded"]),  # it is drawn too late
        ((NUMBER, 'set: {numero: "nom"}', CLAIM), ["claim-not-guarded"]),  # written over by what another may have
    ],
)
def test_a_number_may_be_claimed_by_the_step_that_draws_it(
    tmp_path: Path, effects: tuple[str, ...], told: list[str]
) -> None:
    assert codes(tmp_path, DRAWN.format(effects=", ".join(f"{{{one}}}" for one in effects))) == told


# Of a register or key that is misspelt it is not known what is asked: that it is asked for is told later.
MISSPELT = [
    ("claim: {register: noms, key: nom,", "claim: {register: noms, key: mon,", "unknown-field", "the key claimed"),
    ("claim: {register: noms,", "claim: {register: nons,", "unknown-register", "the register claimed in"),
    ("lu: {register: noms, key: nom}", "lu: {register: noms, key: mon}", "unknown-field", "the key asked for"),
    ("lu: {register: noms,", "lu: {register: nons,", "unknown-register", "the register asked"),
]


@pytest.mark.parametrize(("meant", "typed", "code", "reason"), [pytest.param(*row, id=row[3]) for row in MISSPELT])
def test_a_misspelt_key_of_a_claim_is_told_alone(
    tmp_path: Path, meant: str, typed: str, code: str, reason: str
) -> None:
    flow = REGISTER.format(guard="'connu or vieux'", over="")
    assert codes(tmp_path, flow) == []
    assert codes(tmp_path, flow.replace(meant, typed)) == [code]


MAILED = """
entries: {creation: {state: un}}
settings: {service: "%s"}
states:
  un: {title: A, form: personne, transitions: {ok: {label: OK, target: fin, effects: [{mail: avis}]}}}
  fin: {title: B, final: true}
mails: {avis: {to: %s, subject: Avis, content: "Bonjour"}}
"""


@pytest.mark.parametrize(
    ("service", "to", "told"),
    [
        ("contact@exemple.fr", "service", ""),
        ("contact@exemple.fr", "email", ""),
        ("prets", "service", '"service" is a recipient, and "prets" is not an e-mail address'),
        ("a@exemple.fr, b@exemple.fr", "service", 'and "a@exemple.fr, b@exemple.fr" is not an e-mail address'),
        ("contact@exemple.fr", "nom", '"nom" is a recipient and may be any text'),
    ],
)
def test_a_mail_goes_to_one_address(tmp_path: Path, service: str, to: str, told: str) -> None:
    problems = [problem for problem in load(tmp_path, MAILED % (service, to))[1] if problem.code == "wrong-kind"]
    assert [told in problem.message for problem in problems] == ([True] if told else [])


@pytest.mark.parametrize(("mine", "good"), [("code_saisi", True), ("jour", False)])
def test_what_a_resume_compares_is_of_one_kind(tmp_path: Path, mine: str, good: bool) -> None:
    text = """
entries: {creation: {state: un}, retour: {state: deux}}
values: {jour: {type: date, title: Jour}}
registers: {noms: {kind: text, statuses: [pris]}}
facts: {lu: {register: noms, key: nom}}
states:
  un:
    title: A
    form: personne
    transitions:
      ok:
        label: OK
        first_of:
          - {guard: lu != "free", refuse: {message: Non}}
          - {target: trois, effects: [{claim: {register: noms, key: nom, status: pris}}]}
  deux:
    title: B
    form: suite
    transitions:
      ok:
        label: OK
        first_of:
          - {resume: {state: trois, register: noms, key: ville, where: {email: %s}}}
          - {refuse: {message: Non}}
  trois: {title: C, rest: true, on_enter: [{set: {jour: today()}}]}
"""
    kinds = [problem.message for problem in load(tmp_path, text % mine)[1] if problem.code == "wrong-kind"]
    assert kinds == ([] if good else ['"email" is of kind text, "jour" of kind date'])


def test_tries_are_counted_per_what_is_asked_there(tmp_path: Path) -> None:
    text = """
entries: {creation: {state: un}}
states:
  un: {title: A, form: personne, transitions: {ok: {label: OK, target: deux}}}
  deux:
    title: B
    form: suite
    tries: {max: 2, per: email, pause: 15 minutes}
    transitions: {ok: {label: OK, first_of: [{guard: ville == "Paris", target: fin}, {refuse: {message: Non}}]}}
  fin: {title: C, final: true}
"""
    (problem,) = load(tmp_path, text)[1]
    assert problem.message == 'tries are counted per "email", which state "deux" does not ask'
    assert problem.cause == "its form asks: ville, code_saisi"
    assert codes(tmp_path, text.replace("per: email", "per: ville")) == []


def test_the_scope_tells_what_each_name_is(tmp_path: Path) -> None:
    flow, _ = load(tmp_path, GOOD["a claim held on every way needs no guard"])
    assert flow
    scope = scope_of(flow, given={"email"})
    kinds = {name: (slot.kind, slot.origin, slot.nullable) for name, slot in scope.items()}
    assert kinds == {
        "email": ("text", "field", False),
        "nom": ("text", "field", True),
        "surnom": ("text", "field", True),
        "age": ("integer", "field", True),
        "parts": ("integer", "field", True),
        "accord": ("boolean", "field", True),
        "adresse": ("text", "fact", False),
        "libre": ("boolean", "guard", False),
    }
    assert scope["adresse"].choices == ("free", "en_cours", "prise")
