"""Nodes -> a Flow: what is read, and each mistake of an analyst with its place and its fix."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from engine.language.load import empty_site
from engine.language.model import Flow, MakeCode
from engine.language.schema.flow import read_flow
from engine.language.schema.site import read_site
from engine.language.values import Duration
from engine.language.yaml import read_tree
from engine.problems import Problem
from engine.registry import default_registry

REGISTRY = default_registry()
HEAD = """\
parcours: 1
flow: essai
title: Essai
language: fr
timezone: Europe/Paris
"""
ENTRIES = "entries: {debut: {state: un}}\n"
STATES = "states:\n  un: {title: Un, rest: true}\n"


def read(text: str) -> tuple[Flow | None, list[Problem]]:
    node, problems = read_tree(text, "flows/essai.yaml")
    assert node is not None
    result = read_flow(node, "essai", "flows/essai.yaml", REGISTRY, empty_site())
    return result.flow, [*problems, *result.problems]


def good(text: str) -> Flow:
    flow, problems = read(text)
    assert problems == [], [str(problem) for problem in problems]
    assert flow
    return flow


def with_states(states: str, rest: str = "") -> str:
    """A flow with these lines under `states`."""
    return HEAD + rest + ENTRIES + "states:\n" + "".join(f"  {line}\n" for line in states.splitlines())


def with_state(state: str, rest: str = "") -> str:
    """A flow whose state `un` has these lines."""
    return with_states("un:\n  title: Un\n" + "".join(f"  {line}\n" for line in state.splitlines()), rest)


def the_only(text: str) -> Problem:
    problems = read(text)[1]
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def pointed(problem: Problem) -> str:
    """What the carets stand under."""
    begin = problem.place.column - 1
    return problem.place.source[begin : begin + problem.place.width]


def test_the_smallest_flow() -> None:
    flow = good(HEAD + ENTRIES + STATES)
    assert (flow.name, flow.language, flow.zone, flow.version) == ("essai", "fr", "Europe/Paris", "")
    assert flow.entries["debut"].state.name == "un"
    assert flow.states["un"].rest
    assert flow.retention[:2] == (Duration(24, "hour"), Duration(24, "hour"))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("48 hours", Duration(48, "hour")),
        ("1 hour", Duration(1, "hour")),
        ("2 months", Duration(2, "month")),
        ('"48 hours"', "48 hours"),  # in quotes it is a text
        ("6", 6),
        ("0", 0),
        ("-3", -3),
        ("012", "012"),
        ("1.50", Decimal("1.50")),
        ("true", True),
        ("false", False),
        ("on", "on"),
        ("no", "no"),
        ('"true"', "true"),
        ('"6"', "6"),
        ("12:30", "12:30"),
        ("1e3", "1e3"),
        ("0809 400 210", "0809 400 210"),
        ("48 heures", "48 heures"),
    ],
)
def test_a_setting_is_a_delay_a_figure_true_or_false_or_a_text(written: str, value: Any) -> None:
    found = good(f"{HEAD}settings: {{x: {written}}}\n{ENTRIES}{STATES}").settings["x"].value
    assert found == value
    assert type(found) is type(value)


def test_a_figure_or_delay_may_be_the_name_of_a_setting() -> None:
    settings = "settings: {fois: 5, delai: 15 minutes}\n"
    for first, second in (("fois", "delai"), ("5", "15 minutes")):
        flow = good(with_state(f"tries: {{max: {first}, per: email, pause: {second}}}", settings))
        tries = flow.states["un"].tries
        assert tries
        assert tries.pause
        assert (tries.max.value, tries.pause.value) == (5, Duration(15, "minute"))
        assert (tries.max.setting, tries.pause.setting) == (("fois", "delai") if first == "fois" else (None, None))


def test_texts_are_the_characters_as_written() -> None:
    text = HEAD.replace("title: Essai", "title: 2027\nversion: 1.10") + ENTRIES + STATES.replace("Un,", "true,")
    flow = good(text)
    assert (flow.title.source, flow.version, flow.states["un"].title.source) == ("2027", "1.10", "true")


def test_a_transition_is_one_branch_or_several() -> None:
    flow = good(
        with_state(
            """\
transitions:
  a: {label: A, target: un}
  b: {first_of: [{guard: x == 1, target: un}, {refuse: {message: Non}}]}
  c: {}
"""
        )
    )
    a, b, c = flow.states["un"].transitions.values()
    assert [(t.label.source if t.label else None, len(t.branches)) for t in (a, b, c)] == [
        ("A", 1),
        (None, 2),
        (None, 1),
    ]
    assert a.branches[0].target
    assert b.branches[0].guard
    assert b.branches[1].refuse
    assert c.branches[0].target is None  # stays


def test_an_automatic_state_goes_by_its_name() -> None:
    flow = good(with_states("un: {automatic: {first_of: [{target: deux}]}}\ndeux: {title: Deux, final: true}"))
    assert flow.states["un"].title.source == "un"
    assert len(flow.states["un"].automatic) == 1


# Mistakes: (text, code, what the carets stand under, words of the fix)

TOP = [
    (HEAD.replace("1", "2") + ENTRIES + STATES, "unknown-word", "2", '"1"'),
    (HEAD.replace("parcours: 1\n", "") + ENTRIES + STATES, "missing-key", None, "parcours: …"),
    (HEAD.replace("essai", "autre") + ENTRIES + STATES, "flow-name", "autre", "flow: essai"),
    (HEAD.replace("essai", "Essai") + ENTRIES + STATES, "bad-name", "Essai", '"essai"'),
    (HEAD.replace("Europe/Paris", "Paris") + ENTRIES + STATES, "unknown-zone", "Paris", "Europe/Paris"),
    (HEAD.replace(": fr", ": xx") + ENTRIES + STATES, "unknown-word", "xx", "write one of: fr, en"),
    (HEAD.replace(": fr", ": French") + ENTRIES + STATES, "unknown-word", "French", 'write "fr"'),
    (HEAD.replace("title: Essai\n", "") + ENTRIES + STATES, "missing-key", None, "title"),
    (HEAD.replace("title", "titre") + ENTRIES + STATES, "unknown-key", "titre", '"title"'),
    (HEAD + ENTRIES + "states: {}\n", "empty-value", "{}", "take the key out"),
    (HEAD + ENTRIES + "states: [a]\n", "wrong-type", "[a]", "one name a line"),
    (HEAD + STATES, "missing-key", None, "entries"),
    (HEAD + ENTRIES + STATES + "Étape: x\n", "unknown-key", "Étape", ""),
    (HEAD + ENTRIES + STATES + "retention: {draft: 24h}\n", "bad-duration", "24h", "24 hours"),
    (HEAD + ENTRIES + STATES + "retention: {}\n", "empty-value", "{}", ""),
    (HEAD + "guards: {g: [a]}\n" + ENTRIES + STATES, "text-needs-quotes", "[a]", '"[a]"'),
    (HEAD + "guards: {Étape 1: a}\n" + ENTRIES + STATES, "bad-name", "Étape 1", '"etape_1"'),
    (HEAD + "settings: {x: [1]}\n" + ENTRIES + STATES, "wrong-type", "[1]", "write: x: 1"),
    (HEAD + "settings: {x: [4, 5]}\n" + ENTRIES + STATES, "wrong-type", "[4, 5]", "x_1: 4, x_2: 5"),
    (HEAD + "settings: {x: {y: 1}}\n" + ENTRIES + STATES, "wrong-type", "{y: 1}", "delay or text after x:"),
    (HEAD + "settings: {x: null}\n" + ENTRIES + STATES, "wrong-type", "null", ""),
    (
        HEAD + "settings: {x: 1234567890123456789}\n" + ENTRIES + STATES,
        "out-of-bounds",
        "1234567890123456789",
        "quotes",
    ),
    (
        HEAD + "values: {x: {type: text, title: X}}\n" + ENTRIES + STATES,
        "unknown-word",
        "text",
        'write "string"',
    ),
    (HEAD + "facts: {x: {register: a}}\n" + ENTRIES + STATES, "missing-key", "x", "key:"),
    (HEAD + "facts: {x: {key: a}}\n" + ENTRIES + STATES, "missing-key", "x", "register"),
    (HEAD + "facts: {x: {register: a, key: b, code: c, typed: d}}\n" + ENTRIES + STATES, "too-many", "code", "code"),
    (
        HEAD + "values: {x: {type: string, title: X, x-grouping: false}}\n" + ENTRIES + STATES,
        "no-effect",
        "x-grouping",
        "number",
    ),
    (
        HEAD + "values: {x: {type: boolean, title: X, x-unit: €}}\n" + ENTRIES + STATES,
        "no-effect",
        "x-unit",
        "x-unit out",
    ),
    (
        HEAD + "values: {x: {type: date, title: X, multipleOf: 1}}\n" + ENTRIES + STATES,
        "no-effect",
        "multipleOf",
        "number",
    ),
    (
        HEAD + "values: {x: {type: integer, title: X, multipleOf: 5}}\n" + ENTRIES + STATES,
        "no-effect",
        "multipleOf",
        "number",
    ),
    (
        HEAD + "values: {x: {type: number, title: X, multipleOf: 0}}\n" + ENTRIES + STATES,
        "out-of-bounds",
        "0",
        "above 0",
    ),
    (HEAD + "facts: {x: {register: a, key: b, of: case}}\n" + ENTRIES + STATES, "no-effect", "of", "of"),
    (
        HEAD + "registers: {x: {kind: phone, statuses: [a]}}\n" + ENTRIES + STATES,
        "unknown-word",
        "phone",
        "write one of: email, text",
    ),
    (HEAD + "registers: {x: {kind: text, statuses: a}}\n" + ENTRIES + STATES, "wrong-type", "a", "statuses: [a]"),
    (HEAD + "pages: {x: {title: X, path: accueil}}\n" + ENTRIES + STATES, "bad-value", "accueil", "/accueil"),
    (HEAD + "pages: {x: {title: X, path: /../x}}\n" + ENTRIES + STATES, "bad-value", "/../x", ""),
    (HEAD + "pages: {x: {title: X, path: //exemple.fr}}\n" + ENTRIES + STATES, "bad-value", "//exemple.fr", ""),
    (HEAD + "mails: {x: {to: a, subject: b, content: c, template: ../d}}\n" + ENTRIES + STATES, "bad-name", "../d", ""),
]

STATE = [
    ("title2: x", "unknown-key", "title2", '"title"'),
    ("form: [a]", "wrong-type", "[a]", "write: form: a"),
    ("form: [a, b]", "wrong-type", "[a, b]", "write one name after form:"),
    ("form: {a: b}", "wrong-type", "{a: b}", "write one name after form:, without keys"),
    ("form: forms/a.yaml", "bad-name", "forms/a.yaml", 'write "a"'),
    ("form: mon-dossier.yml", "bad-name", "mon-dossier.yml", 'write "mon_dossier"'),
    (
        "form: mon-dossier",
        "bad-name",
        "mon-dossier",
        'write "mon_dossier", and rename the file to forms/mon_dossier.yaml',
    ),
    ("review: oui", "wrong-type", "oui", "review: true"),
    ("review: no", "wrong-type", "no", "review: false"),
    ('review: "true"', "wrong-type", "true", "review: true"),
    ("show: email", "wrong-type", "email", "show: [email]"),
    ("show: [E-mail]", "bad-name", "E-mail", '"e_mail"'),
    ("back: Retour", "wrong-type", "Retour", "write: back: {label: Retour}"),
    ("back:\n  label:Retour", "wrong-type", "label:Retour", "label: Retour"),
    ("gate: {name: captcha}\ntransitions: {a: {target: un}}", "missing-key", "gate", "length"),
    ("gate: {name: capcha, length: 6}\ntransitions: {a: {target: un}}", "unknown-gate", "capcha", '"captcha"'),
    ("gate: {name: captcha, length: 60}\ntransitions: {a: {target: un}}", "out-of-bounds", "60", "4 to 12"),
    ("gate: {name: captcha, length: 6}", "no-effect", "gate", "transitions"),
    ("gate: {name: captcha, length: six}\ntransitions: {a: {target: un}}", "unknown-setting", "six", "six: 6"),
    ("final: true\nrest: true", "too-many", "rest", "rest"),
    ("final: true\ntransitions: {a: {target: un}}", "no-effect", "transitions", "final"),
    ("final: true\ntimeout: {after: 2 days, target: un}", "no-effect", "timeout", "final"),
    ("automatic: {first_of: [{target: un}]}\nform: a", "no-effect", "form", "automatic"),
    ("automatic: {first_of: [{target: un}]}\nrest: true", "no-effect", "rest", "automatic"),
    ("automatic: {}", "missing-key", "automatic", "first_of"),
    ("timeout: {after: 48, target: un}", "bad-duration", "48", "48 hours"),
    ("timeout: {after: 48 heures, target: un}", "bad-duration", "48 heures", "48 hours"),
    ("timeout: {after: 2 jours, target: un}", "bad-duration", "2 jours", "2 days"),
    ("timeout: {after: 3 mois, target: un}", "bad-duration", "3 mois", "3 months"),
    ("timeout: {after: 1 an, target: un}", "bad-duration", "1 an", "12 months"),
    ("timeout: {after: 30min, target: un}", "bad-duration", "30min", "30 minutes"),
    ("timeout: {after: 2 huors, target: un}", "bad-duration", "2 huors", "2 hours"),
    ("timeout: {after: 0 hours, target: un}", "bad-duration", "0 hours", ""),
    ("timeout: {after: 9999999 months, target: un}", "bad-duration", "9999999 months", "1200 months"),
    ("timeout: {after: soon!, target: un}", "bad-duration", "soon!", "48 hours"),
    ("timeout: {after: 10 jours ouvrés, target: un}", "bad-duration", "10 jours ouvrés", "write: 10 working days"),
    ("timeout: {after: 1 business day, target: un}", "bad-duration", "1 business day", "write: 1 working day"),
    ("timeout: {after: 5 jours ouvrables, target: un}", "bad-duration", "5 jours ouvrables", "write 5 working days if"),
    ("timeout: {after: 0 working days, target: un}", "bad-duration", "0 working days", ""),
    ("timeout: {after: 99999 working days, target: un}", "bad-duration", "99999 working days", "1200 months"),
    ("timeout: {after: 2 days, at: 2026-11-24, target: un}", "too-many", "at", 'take out "at" or "after"'),
    ("timeout: {at: 2026-02-30, target: un}", "wrong-type", "2026-02-30", "write: at: 2026-02-28"),
    ("timeout: {at: 24/11/2026, target: un}", "wrong-type", "24/11/2026", "write: at: 2026-11-24"),
    ("timeout: {at: 24 novembre 2026, target: un}", "wrong-type", "24 novembre 2026", "write: at: 2026-11-24"),
    ("timeout: {at: [2026-11-24], target: un}", "wrong-type", "[2026-11-24]", "write: at: 2026-11-24"),
    ("timeout: {at: 0026-11-24, target: un}", "out-of-bounds", "0026-11-24", "1800 to 2199"),
    ("timeout: {at: 2026-11-24, lands: working day, target: un}", "no-effect", "lands", 'take out "lands"'),
    ("timeout: {at: 2026-11-24, since: un, target: un}", "no-effect", "since", 'take out "since"'),
    ("timeout: {after: 2 days, lands: true, target: un}", "unknown-word", "true", 'write "working day"'),
    ("timeout: {after: 2 days, lands: working days, target: un}", "unknown-word", "working days", '"working day"'),
    ("timeout: {after: 2 working days, lands: working day, target: un}", "no-effect", "lands", 'take out "lands"'),
    ("reminders: [{at: 2026-11-24, before: 2 days, effects: [{mail: m}]}]", "too-many", "before", "take out"),
    ("timeout: {after: delai, target: un}", "unknown-setting", "delai", "delai: 48 hours"),
    ("timeout: {target: un}", "missing-key", "timeout", "after"),
    ("timeout: {after: 2 days, target: Un}", "bad-name", "Un", '"un"'),
    ("reminders: [{after: 2 days}]", "missing-key", "{after: 2 days}", "effects"),
    ("reminders: [{effects: [{mail: a}]}]", "missing-key", "{effects: [{mail: a}]}", "after"),
    ("reminders: [{after: 2 days, before: 2 days, effects: [{mail: a}]}]", "too-many", "before", "before"),
    ("reminders: [{after: 2 days, effects: []}]", "empty-value", "[]", ""),
    ("tries: {max: 5}", "missing-key", "tries", "target"),
    ("tries: {max: 5, target: un, per: a, pause: 2 days}", "too-many", "per", "per"),
    ("tries: {max: 5, target: un, pause: 2 days}", "no-effect", "pause", "pause"),
    ("tries: {max: 5, per: a}", "missing-key", "per", "pause: 15 minutes"),
    ("tries: {max: cinq, target: un}", "unknown-setting", "cinq", "cinq: 6"),
    ("tries: {max: 5.5, target: un}", "wrong-type", "5.5", "max: 6"),
    ("transitions: {a: {label: A, target: un, leave: b}}", "too-many", "leave", "leave"),
    ("transitions: {a: {label: A, target: un, refuse: {message: b}}}", "too-many", "refuse", "refuse"),
    (
        "transitions: {a: {refuse: {message: b}, effects: [{mail: c}]}}",
        "no-effect",
        "effects",
        "effects",
    ),
    ("transitions: {a: {refuse: {field: b}}}", "missing-key", "refuse", "message"),
    ("transitions: {a: {target: un, first_of: [{target: un}]}}", "no-effect", "target", "target"),
    ("transitions: {a: {first_of: {target: un}}}", "wrong-type", "{target: un}", "write: first_of: [{target: un}]"),
    ("transitions: {a: {first_of: [un]}}", "wrong-type", "un", "write: {target: un}"),
    ("transitions: {a: {skip_form: true, target: un}}", "no-effect", "skip_form", "label"),
    ("transitions: {back: {label: A, target: un}}", "reserved-name", "back", "another name"),
    ("transitions: {begin: {label: A, target: un}}", "reserved-name", "begin", "another name"),
    ("transitions: {A: {label: A, target: un}}", "bad-name", "A", '"a"'),
    ("transitions: {a: {resume: {event: b}}}", "missing-key", "resume", "code"),
    ("transitions: {a: {resume: {code: b}}}", "missing-key", "code", "typed"),
    ("transitions: {a: {resume: {register: b}}}", "missing-key", "register", "key"),
    ("transitions: {a: {resume: {code: b, typed: c, key: d}}}", "no-effect", "key", "key"),
    ("transitions: {a: {resume: {code: b, typed: c, register: d, key: e}}}", "too-many", "register", "register"),
    ("transitions: {a: {resume: {code: b, typed: c, state: [Un]}}}", "bad-name", "Un", '"un"'),
    ("on_enter: {mail: a}", "wrong-type", "{mail: a}", "write: on_enter: [{mail: a}]"),
    ("on_enter: [mail]", "wrong-type", "mail", ""),
    ("on_enter:\n  - mail a", "wrong-type", "mail a", "write: - mail: a"),
    ("on_enter:\n  - mail:a", "wrong-type", "mail:a", "write: - mail: a"),
    ("on_enter:\n  - mail:\u00a0a", "wrong-type", "mail:\u00a0a", "write: - mail: a"),
    ("on_enter:\n  - claim a", "wrong-type", "claim a", "write: claim: …"),  # a name alone is no claim
    ("on_enter: [{mail: a, spend: b}]", "too-many", "mail", "write an effect for each: {mail: a}, {spend: b}"),
    ("on_enter: [{}]", "missing-key", "{}", "claim"),
    ("on_enter: [{mail: {to: a}}]", "wrong-type", "{to: a}", "mail"),
    ("on_enter: [{claim: {register: a, key: b}}]", "missing-key", "claim", "status"),
    ("on_enter: [{code: {name: a, length: 6, lives: 2 days}}]", "out-of-bounds", "6", "10 to 40"),
    ("on_enter: [{number: {field: a, digits: 40}}]", "out-of-bounds", "40", "4 to 18"),
    ("on_enter: [{number: {field: a, digits: dix}}]", "unknown-setting", "dix", "dix"),
    ("links: [{label: A}]", "missing-key", "{label: A}", "page"),
    ("links: [{page: a}]", "missing-key", "{page: a}", "label"),
    ("links: [{label: A, page: a, url: 'https://b.fr'}]", "too-many", "url", "url"),
    ("links: [{label: A, url: 'javascript:alert(1)'}]", "bad-value", "javascript:alert(1)", "https://"),
    ("links: [{label: A, url: www.exemple.fr}]", "bad-value", "www.exemple.fr", "https://"),
    ("links: [{label: A, flow: b, document: c}]", "no-effect", "document", "document"),
    ("links: [{label: A, flow: b, page: c, entry: d}]", "too-many", "entry", "entry"),
    ("links: {label: A, page: a}", "wrong-type", "{label: A, page: a}", "write: links: [{label: A, page: a}]"),
    ("content: ' '", "empty-text", None, ""),
    ("content: {fr: a, en: ''}", "empty-text", "''", "write the text"),
    ("content: {fr: a, en: [b]}", "wrong-type", "[b]", "write"),
    ("content: {fr: a, eng: b}", "unknown-word", "eng", 'write "en"'),
    ("notes: [{title: A}]", "missing-key", "{title: A}", "text"),
    ("notes: [{title: A, text: {b: c}}]", "wrong-type", "{b: c}", 'text: "b: c"'),
    ("notes: [Attention : lisez]", "unknown-key", "Attention", ""),
]

LATER = [
    (HEAD + "in_flight: pin\n" + ENTRIES + STATES, "in_flight"),
    (HEAD + "properties: [a]\n" + ENTRIES + STATES, "properties"),
    (HEAD + "requirements: {a: b}\n" + ENTRIES + STATES, "requirements"),
    (HEAD + "actors: [a]\n" + ENTRIES + STATES, "actors"),
    (HEAD + "clocks: [a]\n" + ENTRIES + STATES, "clocks"),
    (HEAD + "words: [a]\n" + ENTRIES + STATES, "words"),
    (HEAD + "faces: [a]\n" + ENTRIES + STATES, "faces"),
    (with_state("in_flight: pin"), "in_flight"),
    (with_state("by: agent"), "by"),
]


@pytest.mark.parametrize(
    ("text", "code", "under", "fix"),
    [*TOP, *((with_state(state), *rest) for state, *rest in STATE)],
    ids=[row[1] + " " + row[0][-40:] for row in TOP] + [row[1] + " " + row[0] for row in STATE],
)
def test_a_mistake_has_its_place_and_its_fix(text: str, code: str, under: str | None, fix: str) -> None:
    found = read(text)[1]
    assert [problem.code for problem in found] == [code], [str(problem) for problem in found]
    problem = found[0]
    if under is not None:
        assert pointed(problem) == under
    assert fix in problem.fix
    assert problem.cause


@pytest.mark.parametrize(("text", "word"), LATER, ids=[row[1] for row in LATER])
def test_what_a_later_version_will_know_is_refused_by_name(text: str, word: str) -> None:
    problem = the_only(text)
    assert problem.code == "not-yet"
    assert word in problem.message
    assert problem.message.startswith("not yet supported: ")
    assert pointed(problem) == word


def test_all_mistakes_of_a_flow_are_told_at_once() -> None:
    text = with_state(
        """\
gate: {name: captcha, length: 60}
timeout: {after: 48 heures, target: un}
transitions:
  a: {label: A, target: un, leave: b}
  b: {label: B, first_of: [{guard: "x ==", target: un}, {target: Deux}]}
links: [{label: A}, {label: "{nom", page: b}]
"""
    )
    assert sorted({problem.place.line for problem in read(text)[1]}) == [10, 11, 13, 14, 15]


TWICE = "timeout: {after: n, target: un}\nreminders: [{after: n, effects: [{mail: m}]}]"


def test_a_setting_that_no_use_finds_right_is_reported_once_at_its_own_line() -> None:
    found = [p for p in read(with_state(TWICE, "settings: {n: 48 heures}\n"))[1] if p.code == "wrong-setting"]
    (problem,) = found
    assert (problem.place.line, pointed(problem)) == (6, "48 heures")
    assert problem.cause.endswith(" uses it; a delay is wanted there")
    assert problem.fix == "write: n: 48 hours"


def test_a_setting_that_another_use_finds_right_is_reported_where_it_is_used() -> None:
    uses = "timeout: {after: n, target: un}\ntries: {max: n, target: un}"
    found = [p for p in read(with_state(uses, "settings: {n: 5}\n"))[1] if p.code == "wrong-setting"]
    (problem,) = found
    assert (problem.place.line > 6, pointed(problem)) == (True, "n")
    assert problem.cause == "it is 5 (flows/essai.yaml, line 6)"


# A setting of another kind: what it was meant to be is known of few.
OTHER_KIND = [
    ("n: 40, d: 2 days", "write a delay, such as 48 hours; or, in line N, name a setting that is one: d", "a figure"),
    ("n: 40", "write a delay, such as 48 hours; or, in line N, declare another setting for it", "and no other setting"),
    ("n: quarante", "write a delay, such as 48 hours; or, in line N, declare another setting for it", "a text"),
    ("n: 48h", "write: n: 48 hours", "a delay in French, which nothing else can be"),
    ('n: "2 days"', "write: n: 2 days", "a delay in quotes"),
    ("n: 1 an", "write: n: 12 months", "a unit that the language has not"),
]


@pytest.mark.parametrize(("settings", "fix", "reason"), [pytest.param(*row, id=row[2]) for row in OTHER_KIND])
def test_a_setting_of_another_kind_keeps_its_other_uses(settings: str, fix: str, reason: str) -> None:
    problem = the_only(with_state("timeout: {after: n, target: un}", f"settings: {{{settings}}}\n"))
    assert (problem.code, re.sub(r"line \d+", "line N", problem.fix)) == ("wrong-setting", fix)


def test_a_noun_has_its_article() -> None:
    assert the_only(with_state("back: Retour")).message == '"back" must be a map with keys (label), not "Retour"'
    assert the_only(with_state("on_enter: [a b]")).message.startswith("this effect must be a map with keys (claim, ")
    assert the_only(with_state("on_enter: [{zzz: b, mail: a}]")).cause.startswith("an effect has the keys claim, ")
    assert the_only(with_state("links: [{zzz: b, label: A, page: a}]")).cause.startswith("a link has the keys ")


# In the place of a figure from 4 to 12, only settings that hold such a figure are offered.
OTHER_FIGURE = [
    (
        'n: "5,5", six: 6, deux: 2, oui: true',
        "write a whole number, from 4 to 12; or, in line N, name a setting that is one: six",
    ),
    ("n: 5.5, deux: 2", "write a whole number, from 4 to 12; or, in line N, declare another setting for it"),
    ('n: "7"', "write: n: 7"),
    (f'n: "{"7" * 5000}"', "write a whole number, from 4 to 12; or, in line N, declare another setting for it"),
    ('n: "700"', "write a whole number, from 4 to 12; or, in line N, declare another setting for it"),
]


@pytest.mark.parametrize(("settings", "fix"), OTHER_FIGURE, ids=[row[0][:40] for row in OTHER_FIGURE])
def test_only_settings_within_the_bounds_are_offered(settings: str, fix: str) -> None:
    gate = "gate: {name: captcha, length: n}\ntransitions: {a: {target: un}}"
    problem = the_only(with_state(gate, f"settings: {{{settings}}}\n"))
    assert (problem.code, re.sub(r"line \d+", "line N", problem.fix)) == ("wrong-setting", fix)


def test_a_setting_out_of_bounds_is_told_once_with_the_line_where_it_stands() -> None:
    state = "{title: A, gate: {name: captcha, length: n}, transitions: {a: {label: A, target: un}}}"
    problem = the_only(with_states(f"un: {state}\ndeux: {state}", "settings: {n: 60}\n"))
    assert (problem.code, problem.message, pointed(problem)) == ("out-of-bounds", 'the setting "n" is too large', "60")
    assert problem.place.line == 6
    assert " uses it; 4 to 12 characters" in problem.cause
    assert problem.fix == "write a number from 4 to 12"


def test_working_days_in_other_words_are_a_text_and_no_delay() -> None:
    assert good(HEAD + "settings: {x: 2 jours ouvrés}\n" + ENTRIES + STATES)  # a text for people
    problem = the_only(with_state("timeout: {after: n, target: un}", "settings: {n: 2 jours ouvrés}\n"))
    assert (problem.code, pointed(problem)) == ("wrong-setting", "2 jours ouvrés")
    assert problem.fix == "write: n: 2 working days"


# What `set` writes, as people write it: YAML takes one pair of quotes away, and a text needs another.
VALUES = (
    "values: {s: {type: string, title: S}, d: {type: date, title: D}, n: {type: integer, title: N}, "
    "b: {type: boolean, title: B}}\n"
)
WRITTEN = [
    ("s: En cours", """s: '"En cours"'""", "a text"),
    ('s: "Demande no 3"', """s: '"Demande no 3"'""", "a text in YAML's quotes"),
    ("s: l'an", r'''s: "\"l'an\""''', "a text with an apostrophe"),
    ('s: "2026"', """s: '"2026"'""", "figures that are a text"),
    ("s: 12-34", """s: '"12-34"'""", "no subtraction"),
    ('s: "{email}"', "s: email", "a placeholder"),
    ('d: "2026-11-24"', """d: '"2026-11-24"'""", "a date: no subtraction"),
    ("d: 24/11/2026", """d: '"2026-11-24"'""", "a date, day first: no division"),
    ("""d: '"24 novembre 2026"'""", """d: '"2026-11-24"'""", "a date in words, with both quotes"),
    ("n: 1 000", "n: 1000", "a figure with a space"),
    ("""n: '"3"'""", "n: 3", "a figure as a text"),
    ("b: oui", "b: true", "yes"),
    ("b: non", "b: false", "no"),
]


@pytest.mark.parametrize(("written", "fixed", "reason"), [pytest.param(*row, id=row[2]) for row in WRITTEN])
def test_what_set_writes_is_fixed_with_the_quotes_it_needs(written: str, fixed: str, reason: str) -> None:
    def flow(line: str) -> str:
        return with_state(f"on_enter:\n  - set:\n      {line}", VALUES)

    problem = the_only(flow(written))
    assert problem.fix == f"write: {fixed}"
    assert good(flow(fixed))


@pytest.mark.parametrize(
    "written", ["s: email", """s: '"abc"'""", "d: today()", "n: 3", 'n: "3"', "b: true", "b: n > 3", "s: null", "n: m"]
)
def test_what_set_writes_may_be_any_expression(written: str) -> None:
    assert good(with_state(f"on_enter:\n  - set:\n      {written}", VALUES))


@pytest.mark.parametrize("written", ["n: m / 2", "s: m ** 2", 's: x == "a', "b: a &&"])
def test_what_is_an_expression_and_wrong_is_told_as_one(written: str) -> None:
    assert the_only(with_state(f"on_enter:\n  - set:\n      {written}", VALUES)).code == "bad-guard"


# An address where a name should stand.
ADDRESSES = [
    ("prets@exemple.fr", "", 'put it under "settings" (adresse_contact: prets@exemple.fr) and write that name here'),
    ("Les prêts <prets@exemple.fr>", "", 'put it under "settings" (adresse_contact: prets@exemple.fr)'),
    ("prets@exemple.fr", "settings: {prets: prets@exemple.fr}\n", 'write "prets"'),
    ("email, prets@exemple.fr", "", "write one name, which holds one address"),
]


@pytest.mark.parametrize(("to", "settings", "fix"), ADDRESSES, ids=[row[0] for row in ADDRESSES])
def test_an_address_in_place_of_a_name_is_sent_to_the_settings(to: str, settings: str, fix: str) -> None:
    mails = f'mails: {{x: {{to: "{to}", subject: b, content: c}}}}\n'
    problem = the_only(HEAD + settings + ENTRIES + STATES + mails)
    assert (problem.code, pointed(problem)) == ("bad-name", to)
    assert problem.fix.startswith(fix)


@pytest.mark.parametrize("written", ["mon-flow", "mon_flow", "autre"])
def test_a_file_whose_name_is_none_is_to_be_renamed(written: str) -> None:
    node, _ = read_tree(HEAD.replace("essai", written) + ENTRIES + STATES, "flows/mon-flow.yaml")
    assert node
    (problem,) = read_flow(node, "mon-flow", "flows/mon-flow.yaml", REGISTRY, empty_site()).problems
    assert (problem.code, problem.fix) == ("flow-name", "rename the file to mon_flow.yaml, and write: flow: mon_flow")


# What is declared stays known although a figure of it is wrong or missing.
@pytest.mark.parametrize("keys", ["lives: 48", "lives: 48h", "lives: [a]", "lives: inconnu", ""])
def test_a_code_is_known_although_its_life_is_not(keys: str) -> None:
    effect = f"{{code: {{{', '.join(filter(None, ['name: activation', 'length: 10', keys]))}}}}}"
    flow, problems = read(with_state(f"on_enter: [{effect}]"))
    assert len(problems) == 1
    assert flow
    (code,) = flow.states["un"].on_enter
    assert isinstance(code, MakeCode)
    assert (code.name, code.lives.value) == ("activation", None)


@pytest.mark.parametrize(
    "keys", ["after: 48h, target: un", "after: 2 days", "target: un", "after: 2 days, target: [un]"]
)
def test_a_state_has_a_timeout_although_a_key_of_it_is_wrong(keys: str) -> None:
    flow, problems = read(with_state(f"timeout: {{{keys}}}"))
    assert len(problems) == 1
    assert flow
    assert flow.states["un"].timeout


def test_a_setting_that_could_not_be_read_is_not_unknown_as_well() -> None:
    problems = read(with_state("timeout: {after: n, target: un}", "settings: {n: [48 hours]}\n"))[1]
    assert [problem.code for problem in problems] == ["wrong-type"]


def test_a_branch_that_could_not_be_read_leaves_the_others() -> None:
    flow, problems = read(with_state("transitions: {a: {first_of: [{target: A b}, {target: un}]}}"))
    assert len(problems) == 1
    assert flow
    assert len(flow.states["un"].transitions["a"].branches) == 1


def test_a_name_that_is_none_is_told_once_and_known_by_the_name_it_is_to_become() -> None:
    flow, problems = read(
        with_states("Étape 1:\n  title: E\n  timeout: {after: delai, target: etape_1}", "settings: {Délai: 2 days}\n")
    )
    assert [(p.code, p.place.line) for p in problems] == [("bad-name", 6), ("bad-name", 9)]
    assert flow
    assert flow.states["etape_1"].name == "etape_1"


@pytest.mark.parametrize(
    "state", ["os.system", "__import__('os').system('ls')", "os.system('touch hurt')", "../un", "a.b"]
)
def test_what_is_no_name_is_refused_wherever_a_name_is_wanted(state: str) -> None:
    quoted = f'"{state}"'
    for text in (
        with_state(f"transitions: {{a: {{target: {quoted}}}}}"),
        with_state(f"transitions: {{{quoted}: {{target: un}}}}"),
        with_state(f"form: {quoted}"),
        with_state(f"gate: {{name: {quoted}, length: 6}}\ntransitions: {{a: {{target: un}}}}"),
        with_state(f"on_enter: [{{mail: {quoted}}}]"),
        with_states(f"{quoted}: {{title: X, rest: true}}"),
        HEAD + f"entries: {{debut: {{state: {quoted}}}}}\n" + STATES,
    ):
        assert [problem.code for problem in read(text)[1]] == ["bad-name"]


SITE = "service: Mon service\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("notice: x", "missing-key"),
        (SITE + "states: {a: b}", "unknown-key"),
        (SITE + "foot: [{label: A}]", "missing-key"),
        (SITE + "settings: {a: [b]}", "wrong-type"),
        (SITE + "registers: {a: {kind: email}}", "missing-key"),
        (SITE + "parcours: 2", "unknown-word"),
        (SITE + "foot: [{id: a, label: A, page: b}]", "no-effect"),
        (SITE + "pages: {b: {title: B, links: [{id: a, label: A, page: b}]}}", "no-effect"),
        (SITE + "pages: {b: {title: B, sections: [{id: a, title: A, content: C}]}}", "no-effect"),
        (SITE + "pages: {b: {title: B, sections: [{links: [{id: a, label: A, page: b}]}]}}", "no-effect"),
    ],
)
def test_a_mistake_of_the_site_is_told(text: str, code: str) -> None:
    node, problems = read_tree(text, "flows/site.yaml")
    assert node is not None
    assert problems == []
    assert [problem.code for problem in read_site(node, "flows/site.yaml", REGISTRY)[1]] == [code]


def test_settings_of_the_site_are_texts() -> None:
    node, _ = read_tree(SITE + "settings: {a: 012, b: 48 hours, c: true}", "flows/site.yaml")
    assert node
    site = read_site(node, "flows/site.yaml", REGISTRY)[0]
    assert site
    assert {name: setting.value for name, setting in site.settings.items()} == {
        "a": "012",
        "b": "48 hours",
        "c": "true",
    }


@pytest.mark.parametrize(
    ("register", "code", "words"),
    [
        ("{kind: email, statuses: [a, b, a]}", "duplicate-item", '"a" is listed twice'),
        ("{kind: email, statuses: [a], samples: {pas une adresse: a}}", "never-valid", "is not an e-mail address"),
        (
            "{kind: email, statuses: [a], samples: {a@exemple.fr: a, A@EXEMPLE.FR: a}}",
            "duplicate-item",
            '"A@EXEMPLE.FR"',
        ),
        ("{kind: text, statuses: [a], samples: {pas une adresse: a}}", None, ""),  # any text is one
    ],
)
def test_a_register_says_each_thing_once_and_its_samples_could_be_typed(
    register: str, code: str | None, words: str
) -> None:
    _, problems = read(HEAD + f"registers: {{r: {register}}}\n" + ENTRIES + STATES)
    assert [problem.code for problem in problems] == ([code] if code else [])
    assert all(words in problem.message for problem in problems)
