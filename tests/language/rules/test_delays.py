"""What is said of delays that count working days, land on one, count since an earlier state or run to a date."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.analysis.delays import surely_as_long, surely_longer
from engine.language.load import load_catalogue, load_flow
from engine.language.values import Duration
from engine.language.workdays import Delay
from engine.problems import Problem

FORM = """
type: object
properties:
  email: {type: string, format: email, title: Adresse}
  jour: {type: string, format: date, title: Jour}
  fixe: {type: string, format: date, title: Jour fixe}
  nom: {type: string, title: Nom}
required: [email, fixe]
"""
HEAD = """parcours: 1
flow: essai
title: Essai
version: "1"
language: fr
timezone: Europe/Paris
retention: {draft: 24 hours, closed: 24 hours}
"""
SITE = "service: Essai\ncalendar: {country: FR}\n"


def problems(folder: Path, text: str, site: str = SITE) -> list[Problem]:
    for name, content in (("flows/essai", HEAD + text), ("flows/site", site), ("forms/saisie", FORM)):
        path = folder / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return list(load_flow(folder / "flows" / "essai.yaml")[1])


def delay(text: str) -> Delay:
    words, _, lands = text.partition(", lands")
    amount, _, unit = words.partition(" ")
    return Delay(Duration(int(amount), unit.removesuffix("s")), bool(lands) or text.endswith("lands"))


LONG = [
    # a delay, a limit, surely as long, surely longer, why
    ("5 working days", "5 working days", True, False, "the same"),
    ("6 working days", "5 working days", True, True, "one more is later, whatever is closed"),
    ("5 working days", "6 working days", False, False, "one less"),
    ("5 working days", "4 days", True, True, "from a Sunday it takes five days at least"),
    ("5 working days", "5 days", False, False, "which may be an hour shorter where summer time begins"),
    ("6 working days", "1 week", True, True, "a weekend lies between: eight days at least"),
    ("5 working days", "1 week", False, False, "seven days or more from a weekday, five from a Sunday"),
    ("1 week", "5 working days", False, False, "a bank holiday makes it eight"),
    ("2 months", "1 working day", False, False, "nobody knows how long a site is closed"),
    ("3 days", "48 hours", True, True, "plain delays are compared as ever"),
    ("48 hours", "48 hours, lands", False, False, "the limit may be moved on"),
    ("48 hours, lands", "48 hours", True, False, "it can only be later"),
    ("49 hours, lands", "48 hours", True, True, "and is"),
    ("3 days, lands", "2 days, lands", True, False, "both may land on one Monday"),
    ("49 hours, lands", "48 hours, lands", False, False, "Saturday noon lands behind Sunday morning"),
    ("1 month", "4 weeks, lands", False, False, "unknown how far the limit is moved"),
]


@pytest.mark.parametrize(("one", "limit", "as_long", "longer", "why"), LONG, ids=[f"{r[0]} {r[1]}" for r in LONG])
def test_which_delay_is_surely_the_longer(one: str, limit: str, as_long: bool, longer: bool, why: str) -> None:
    assert (surely_as_long(delay(one), delay(limit)), surely_longer(delay(one), delay(limit))) == (as_long, longer), why


WAITING = """
entries: {{creation: {{state: saisie}}}}
facts: {{code: {{code: cle, typed: nom}}}}
states:
  saisie:
    title: Saisie
    form: saisie
    transitions:
      suite: {{label: Suite, target: attente, effects: [{{code: {{name: cle, length: 10, {lives}}}}}, {{mail: dit}}]}}
  attente:
    title: Attente
    form: saisie
    timeout: {{{timeout}, target: fin}}
    reminders: [{{{reminder}, effects: [{{mail: rappel}}]}}]
    transitions:
      suite:
        label: Suite
        first_of: [{{guard: code == "valid", target: fin}}, {{refuse: {{field: nom, message: Non.}}}}]
  fin: {{title: Fin, final: true}}
mails:
  dit: {{to: email, subject: Dit, content: "Votre code : {{cle}}"}}
  rappel: {{to: email, subject: Rappel, content: Pensez-y.}}
"""
COMPARED = [
    ("lives: 5 working days", "after: 5 working days", "before: 1 working day", []),
    ("lives: 6 working days", "after: 5 working days", "before: 1 working day", ["code-life"]),
    ("lives: 4 working days", "after: 5 working days", "before: 1 working day", ["code-life"]),
    ("lives: 1 week", "after: 5 working days", "before: 1 day", []),
    ("lives: 7 days, lands: working day", "after: 7 days", "before: 1 day", []),
    ("lives: 7 days", "after: 7 days, lands: working day", "before: 1 day", []),
    ("lives: 1 day", "after: 5 working days", "before: 1 hours", ["code-life"]),
    ("lives: 1 day", "after: 2 days, since: saisie", "before: 1 hours", []),
    ("lives: 3 days", "after: 2 days, since: saisie", "before: 1 hours", ["code-life"]),
    ("lives: 3 days", "at: fixe", "before: 1 hours", []),
    ("lives: 5 working days", "after: 5 working days", "before: 5 working days", ["reminder"]),
    ("lives: 5 working days", "after: 5 working days", "after: 6 working days", ["reminder"]),
    ("lives: 5 working days", "after: 5 working days", "after: 1 week", []),
    ("lives: 2 days", "after: 2 days", "after: 3 working days", ["reminder"]),
    ("lives: 2 days", "after: 2 days, lands: working day", "after: 2 days", []),
    ("lives: 2 days", "at: 2026-12-01", "at: 2026-12-01", []),
    ("lives: 2 days", "at: 2026-12-01", "at: 2026-12-02", ["reminder"]),
    ("lives: 2 days", "at: fixe", "at: 2026-12-02", []),
]


@pytest.mark.parametrize(("lives", "timeout", "reminder", "found"), COMPARED, ids=[" | ".join(r[:3]) for r in COMPARED])
def test_nothing_is_said_where_it_depends_on_the_days_between(
    lives: str, timeout: str, reminder: str, found: list[str], tmp_path: Path
) -> None:
    text = WAITING.format(lives=lives, timeout=timeout, reminder=reminder)
    assert [problem.code for problem in problems(tmp_path, text)] == found


WAYS = """
values: {{echeance: {{type: date, title: Échéance}}}}
entries: {{creation: {{state: saisie}}{entry}}}
states:
  saisie:
    title: Saisie
    form: saisie
    transitions:
      suite: {{label: Suite, target: milieu, effects: [{{set: {{echeance: {written}}}}}]}}
      vite: {{label: Vite, target: {quick}}}
  milieu:
    title: Milieu
    transitions:
      suite: {{label: Suite, target: attente}}
      retour: {{label: Retour, target: saisie}}
  attente: {{title: Attente, timeout: {{{timeout}, target: fin}}, {more}show: [echeance]}}
  fin: {{title: Fin, final: true}}
"""
PLAIN = {"entry": "", "written": "fixe", "quick": "milieu", "timeout": "after: 2 days", "more": ""}
FOUND = [
    ({"timeout": "after: 2 days, since: milieu"}, [], "every way passes it"),
    ({"timeout": "after: 2 days, since: saisie"}, [], "and this one"),
    ({"timeout": "after: 2 days, since: milieu", "quick": "attente"}, ["since-not-passed"], "a way around it"),
    ({"timeout": "after: 2 days, since: saisie", "entry": ", autre: {state: milieu}"}, ["since-not-passed"], "a door"),
    ({"timeout": "after: 2 days, since: attente"}, ["since-not-passed"], "itself"),
    ({"timeout": "after: 2 days, since: fin"}, ["since-not-passed"], "which comes after"),
    ({"timeout": "after: 2 days, since: milleu"}, ["unknown-target"], "misspelt"),
    ({"timeout": "at: fixe"}, [], "a field that is always given"),
    ({"timeout": "at: echeance", "quick": "fin"}, [], "a value that is written on every way"),
    ({"timeout": "at: 2026-12-01"}, [], "a date"),
    ({"timeout": "at: jour"}, ["dead-end"], "a field that may be blank: no timeout, and no other way out"),
    ({"timeout": "at: echeance", "written": "jour"}, ["dead-end"], "a value that may be null"),
    ({"timeout": "at: jour", "more": "back: {label: Retour}, "}, ["endless-circle"], "only round and round"),
    (
        {"timeout": "at: jour", "more": "reminders: [{before: 2 days, effects: [{forget: [nom]}]}], "},
        ["dead-end"],
        "a reminder is no way out",
    ),
    ({"timeout": "at: nom"}, ["not-a-date"], "a text"),
    ({"timeout": "at: jours"}, ["not-a-date"], "misspelt"),
    ({"timeout": "after: 5 working days"}, [], "with a calendar"),
]


@pytest.mark.parametrize(("edit", "found", "why"), FOUND, ids=[f"{r[2]}" for r in FOUND])
def test_what_is_said_of_a_timeout(edit: dict[str, str], found: list[str], why: str, tmp_path: Path) -> None:
    reported = problems(tmp_path, WAYS.format(**{**PLAIN, **edit}))
    assert [problem.code for problem in reported if not problem.code.startswith(("unused", "value-"))] == found, why


OWN_FORM = """
entries: {creation: {state: debut}}
states:
  debut: {title: Début, transitions: {suite: {label: Suite, target: saisie}}}
  saisie:
    title: Saisie
    form: saisie
    timeout: {after: 30 days, target: fin}
    reminders: [{at: fixe, effects: [{mail: rappel}]}]
    transitions: {suite: {label: Suite, target: attente}}
  attente:
    title: Attente
    timeout: {at: fixe, target: fin}
  fin: {title: Fin, final: true}
mails: {rappel: {to: guichet, subject: Rappel, content: Pensez-y.}}
settings: {guichet: guichet@exemple.fr}
"""


def test_a_day_that_the_own_form_of_a_state_asks_comes_too_late_for_its_timer(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, OWN_FORM)
    assert (found.code, found.place.line) == ("shown-before-given", 16)
    assert problems(tmp_path, OWN_FORM.replace("at: fixe, effects", "after: 2 days, effects")) == []


def test_a_circle_that_only_a_day_not_given_ends_is_endless(tmp_path: Path) -> None:
    text = """
entries: {creation: {state: saisie}}
states:
  saisie: {title: Saisie, form: saisie, transitions: {suite: {label: Suite, target: un}}}
  un: {title: Un, timeout: {at: DAY, target: fin}, transitions: {suite: {label: Suite, target: deux}}}
  deux: {title: Deux, transitions: {suite: {label: Suite, target: un}}}
  fin: {title: Fin, final: true}
"""
    assert [problem.code for problem in problems(tmp_path, text.replace("DAY", "jour"))] == ["endless-circle"]
    assert problems(tmp_path, text.replace("DAY", "fixe")) == []


COUNTING = [
    ("timeout: {after: 2 working days, target: fin}", True),
    ("timeout: {after: 2 days, lands: working day, target: fin}", True),
    ("timeout: {after: delai, target: fin}", True),
    ("timeout: {after: 2 days, target: fin}", False),
    ("timeout: {at: fixe, target: fin}", False),
    ("reminders: [{after: 2 working days, effects: [{forget: [nom]}]}]", True),
    ("timeout: {after: 9 days, target: fin}, reminders: [{before: 2 working days, effects: [{forget: [nom]}]}]", True),
    ("tries: {max: 5, per: email, pause: 1 working day}", True),
    ("on_enter: [{code: {name: cle, length: 10, lives: 2 working days}}]", True),
    ("on_enter: [{code: {name: cle, length: 10, lives: 2 days, lands: working day}}]", True),
]


@pytest.mark.parametrize(("keys", "counts"), COUNTING, ids=[row[0] for row in COUNTING])
def test_working_days_want_a_calendar_wherever_they_are_counted(keys: str, counts: bool, tmp_path: Path) -> None:
    text = f"""
settings: {{delai: 5 working days}}
entries: {{creation: {{state: saisie}}}}
states:
  saisie: {{title: Saisie, form: saisie, {keys}, transitions: {{suite: {{label: Suite, target: fin}}}}}}
  fin: {{title: Fin, final: true}}
"""
    without = problems(tmp_path, text, "service: Essai\n")
    found = [problem for problem in without if problem.code == "no-calendar"]
    assert len(found) == (1 if counts else 0)
    assert "no-calendar" not in [problem.code for problem in problems(tmp_path, text)]
    if found:
        assert found[0].fix.endswith("flows/site.yaml, add calendar: {country: FR}; or count in days")


CALENDARS = [
    ("{country: FR}", "", "", "the whole country"),
    ("{country: FR, region: Alsace, closed: [2026-12-24]}", "", "", "as the design has it"),
    ("{country: FR, region: 6AE}", "", "", "a region by its code"),
    ("{country: FR, region: 57}", "", "", "a number is a code too"),
    ("{country: NO}", "", "", "not « no »"),
    ("{country: France}", "unknown-country", 'write "FR"', "a name"),
    ("{country: fr}", "unknown-country", 'write "FR"', "small letters"),
    ("{country: FRA}", "unknown-country", 'write "FR"', "three letters"),
    ("{country: XX}", "unknown-country", "write one of these codes", "nobody's"),
    ("{country: FR, region: Alsaces}", "unknown-region", 'write "Alsace"', "misspelt"),
    ("{country: FR, region: Alsace-Moselle}", "unknown-region", 'write "', "given up by the library"),
    ("{country: MC, region: Nord}", "unknown-region", "take region out", "a country without regions"),
    ("{region: Alsace}", "missing-key", "country", "no country"),
    ("{country: FR, closed: [24/12/2026]}", "wrong-type", "write: 2026-12-24", "a date as people write it"),
    ("{country: FR, closed: [2026-12-24, 2026-12-24]}", "duplicate-item", "take one", "twice"),
    ("{country: FR, closed: 2026-12-24}", "wrong-type", "[2026-12-24]", "one alone is a list too"),
    ("{country: FR, closed: []}", "empty-value", "take the key out", "none"),
    ("{country: FR, fermé: [2026-12-24]}", "unknown-key", "closed", "in French"),
    ("FR", "wrong-type", "", "a country alone"),
]


@pytest.mark.parametrize(("calendar", "code", "fix", "why"), CALENDARS, ids=[row[3] for row in CALENDARS])
def test_the_calendar_of_a_site(calendar: str, code: str, fix: str, why: str, tmp_path: Path) -> None:
    text = """
entries: {creation: {state: attente}}
states:
  attente: {title: Attente, timeout: {after: 2 working days, target: fin}}
  fin: {title: Fin, final: true}
"""
    problems(tmp_path, text, f"service: Essai\ncalendar: {calendar}\n")
    found = load_catalogue(tmp_path).problems
    assert [problem.code for problem in found if problem.code != "unused-form"] == ([code] if code else []), why
    assert all(fix in problem.fix for problem in found if problem.code == code), [problem.fix for problem in found]


@pytest.mark.parametrize(("words", "found"), [("{delai} jours ouvrés", 1), ("{delai} ouvrés", 0), ("{delai}", 0)])
def test_a_delay_in_working_days_brings_its_words(words: str, found: int, tmp_path: Path) -> None:
    text = f"""
settings: {{delai: 5 working days}}
entries: {{creation: {{state: attente}}}}
states:
  attente: {{title: Attente, content: "Sous {words}.", timeout: {{after: delai, target: fin}}}}
  fin: {{title: Fin, final: true}}
"""
    assert [problem.code for problem in problems(tmp_path, text)] == ["unit-twice"] * found
