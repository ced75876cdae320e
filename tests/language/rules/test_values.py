"""The texts that a value can be, and settings that are dates: what is written to one, and compared with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.load import load_flow
from engine.problems import Problem

FLOW = """\
parcours: 1
flow: essai
title: Essai
language: fr
timezone: Europe/Paris
settings:
  ouverture: 2027-03-01
  cloture: "2027-08-31"
  delai: 2 days
  mot: retard
  autre_mot: avance
  contact: a@exemple.fr
registers:
  adresses: {kind: email, statuses: [prise]}
values:
  motif: {type: string, title: Motif, enum: [retard, absence]}
  raison: {type: string, title: Raison, enum: [retard, absence, autre]}
  adresse: {type: string, title: Adresse, format: email}
  libre: {type: string, title: Libre}
  limite: {type: date, title: Limite}
facts:
  prise: {register: adresses, key: adresse}
entries: {debut: {state: saisie}}
states:
  saisie:
    title: Saisie
    content: "{delai} {mot} {autre_mot} {contact} {ouverture} {cloture}"
    form: saisie
    transitions:
      aller:
        label: Aller
        first_of:
          - {guard: given(nom), target: choix, effects: [EFFECT]}
          - target: choix
            effects:
              - set: {motif: '"retard"', raison: '"autre"', adresse: courriel, libre: '"x"', limite: today()}
  choix:
    title: Choix
    show: [motif, raison, adresse, libre, limite]
    transitions:
      aller:
        label: Aller
        first_of: [{guard: 'GUARD', target: fin}, {guard: prise == "prise", target: fin}, {target: loin}]
  loin: {title: Loin, final: true}
  fin: {title: Fin, final: true}
MAILS
"""
FORM = """\
type: object
properties:
  nom: {type: string, title: Nom}
  courriel: {type: string, format: email, title: Courriel}
  choisi: {type: string, title: Choisi, enum: [retard, absence]}
  large: {type: string, title: Large, enum: [retard, autre]}
  jour: {type: string, format: date, title: Jour}
  entier: {type: integer, title: Entier}
required: [courriel, choisi, large, jour, entier]
"""


def problems(folder: Path, *, effect: str = "", guard: str = "given(libre)", to: str = "") -> list[Problem]:
    """What is wrong with what one branch writes, with one guard, or with one recipient."""
    text = FLOW.replace("EFFECT", effect or "{set: {libre: nom}}").replace("GUARD", guard)
    text = text.replace("MAILS", f"mails: {{avis: {{to: {to}, subject: Avis, content: Bonjour}}}}" if to else "")
    (folder / "flows").mkdir(exist_ok=True)
    (folder / "forms").mkdir(exist_ok=True)
    (folder / "forms" / "saisie.yaml").write_text(FORM, encoding="utf-8")
    path = folder / "flows" / "essai.yaml"
    path.write_text(text, encoding="utf-8")
    return list(load_flow(path)[1])


WRITTEN = [
    ("motif: '\"retard\"'", ""),
    ("motif: null", ""),
    ("motif: choisi", ""),  # the options of the field are among those of the value
    ("motif: mot", ""),  # so is the setting
    ("raison: motif", ""),  # so are those of another value
    ("motif: '\"retards\"'", '"retards" is never "motif"'),
    ("motif: large", '`large` is written to "motif", and may be another text'),
    ("motif: nom", '`nom` is written to "motif", and may be another text'),
    ("motif: raison", '`raison` is written to "motif", and may be another text'),
    ("motif: libre", '`libre` is written to "motif", and may be another text'),
    ("motif: autre_mot", '`autre_mot` is written to "motif", and may be another text'),
    ("motif: entier", '`entier` is written to "motif", declared as string'),
    ("adresse: courriel", ""),
    ("adresse: contact", ""),
    ("adresse: '\"a@exemple.fr\"'", ""),
    ("adresse: nom", '`nom` is written to "adresse", and may be no e-mail address'),
    ("adresse: libre", '`libre` is written to "adresse", and may be no e-mail address'),
    ("adresse: '\"personne\"'", '`"personne"` is written to "adresse", and may be no e-mail address'),
    ("adresse: mot", '`mot` is written to "adresse", and may be no e-mail address'),
    # a setting that is a date is one
    ("limite: ouverture", ""),
    ("limite: cloture", ""),
    ("limite: jour", ""),
    ("limite: '\"2027-01-01\"'", ""),
    ("limite: mot", '`mot` is written to "limite", declared as date'),
    ("limite: delai", '`delai` is written to "limite", declared as date'),
    ("libre: ouverture", '`ouverture` is written to "libre", declared as string'),
]


@pytest.mark.parametrize(("written", "told"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_what_is_written_to_a_value_is_what_it_can_be(tmp_path: Path, written: str, told: str) -> None:
    found = problems(tmp_path, effect=f"{{set: {{{written}}}}}")
    assert [(problem.code, problem.message) for problem in found if problem.code != "null-not-guarded"] == (
        [("wrong-kind", told)] if told else []
    )


def test_a_drawn_number_is_none_of_the_texts(tmp_path: Path) -> None:
    for name in ("motif", "adresse"):
        (problem,) = problems(tmp_path, effect=f"{{number: {{field: {name}, digits: 8}}}}")
        assert (problem.code, problem.message) == ("wrong-kind", f'"{name}" is never such a number')


GUARDS = [
    ('motif == "retard"', ""),
    ('motif in ["retard", "absence"]', ""),  # it may be null
    ('given(motif) and not motif in ["retard", "absence"]', "never-true"),
    ('given(motif) and not motif == "absence" and motif != "retard"', "never-true"),
    ('motif == "retards"', "impossible-value"),
    ('motif != "x"', "impossible-value"),
    ('motif in ["retard", "x"]', "impossible-value"),
    ("motif == raison", ""),
    ("motif == choisi", ""),
    ("motif == autre_mot", "impossible-value"),
    ('adresse == "personne"', "impossible-value"),
    ('adresse == "a@exemple.fr"', ""),
    ("adresse == courriel", ""),
    # settings that are dates, beside all that a date is compared with
    ("jour >= ouverture", ""),
    ("ouverture <= jour", ""),
    ("jour == ouverture", ""),
    ("limite < cloture", ""),
    ("today() >= ouverture", ""),
    ("ouverture == today()", ""),
    ("ouverture < cloture", ""),  # settings may switch something
    ('ouverture < "2027-12-31"', ""),
    ('ouverture == "2027-03-01"', ""),
    ("years_since(ouverture) >= 1", ""),
    ("jour >= ouverture and jour <= cloture", ""),
    ("jour < ouverture and jour > cloture", "never-true"),
    ("nom == ouverture", "guard-type"),
    ("entier < ouverture", "guard-type"),
    ("len(ouverture) > 3", "guard-type"),
    ("ouverture < delai", "guard-type"),
    ('ouverture == "demain"', "guard-type"),
    ("jour >= mot", "guard-type"),
]


@pytest.mark.parametrize(("guard", "code"), GUARDS, ids=[row[0] for row in GUARDS])
def test_a_guard_compares_what_can_be_equal(tmp_path: Path, guard: str, code: str) -> None:
    found = problems(tmp_path, guard=guard)
    codes = [problem.code for problem in found if problem.code not in ("unused-value", "null-not-guarded")]
    assert codes == [code] * bool(code)


DECLARED = [
    (
        "format: email",
        "format: tel",
        "unsupported-keyword",
        "this format is not supported in a value",
        "take format out",
    ),
    (
        "format: email",
        "format: date",
        "unsupported-keyword",
        "this format is not supported in a value",
        "write: type: date",
    ),
    ("format: email", "format: courriel", "unsupported-keyword", "this format", "write format: email"),
    ("enum: [retard, absence]}", "enum: []}", "empty-value", '"enum" is empty', ""),
    (
        "enum: [retard, absence]}",
        "enum: [retard, absence, retard]}",
        "duplicate-item",
        '"retard" is listed twice',
        "take one",
    ),
    (
        "enum: [retard, absence]}",
        'enum: [retard, absence, "x "]}',
        "never-valid",
        'the text "x " is not valid',
        'write "x"',
    ),
    ("enum: [retard, absence]}", "enum: retard}", "wrong-type", '"enum" must be a list', "write: enum: [retard]"),
    (
        "format: email}",
        "format: email, enum: [a@b.fr, c]}",
        "never-valid",
        '"c" is not an e-mail address',
        "write an address",
    ),
    (
        "limite: {type: date",
        "limite: {type: date, format: email",
        "no-effect",
        '"format" has no effect on a value of type date',
        "take format out",
    ),
    (
        "limite: {type: date",
        "limite: {type: date, enum: [a]",
        "no-effect",
        '"enum" has no effect on a value of type date',
        "take enum out",
    ),
]


@pytest.mark.parametrize(("old", "new", "code", "told", "fix"), DECLARED, ids=[row[1] for row in DECLARED])
def test_a_value_is_declared_as_what_it_can_be(
    tmp_path: Path, old: str, new: str, code: str, told: str, fix: str
) -> None:
    assert problems(tmp_path) == []
    path = tmp_path / "flows" / "essai.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    (problem, *others) = load_flow(path)[1]
    assert problem.code == code
    assert problem.message.startswith(told)
    assert problem.fix.startswith(fix)
    assert {other.code for other in others} <= {"wrong-kind"}


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("adresse", ""),
        ("contact", ""),
        ("libre", ""),  # what `set` writes is known only then
        ("motif", '"motif" is a recipient, and "retard" is not an e-mail address'),
        ("ouverture", '"ouverture" (line 7) is a recipient, and not a text'),
    ],
)
def test_a_mail_goes_to_a_value_that_is_an_address(tmp_path: Path, to: str, told: str) -> None:
    found = problems(tmp_path, effect="{mail: avis}", to=to)
    messages = [problem.message for problem in found if problem.code == "wrong-kind"]
    assert messages == [told] * bool(told)


@pytest.mark.parametrize(("key", "told"), [("adresse", False), ("libre", False), ("motif", True)])
def test_a_key_of_a_register_of_addresses_is_a_value_that_may_be_one(tmp_path: Path, key: str, told: bool) -> None:
    problems(tmp_path)
    path = tmp_path / "flows" / "essai.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("key: adresse", f"key: {key}"), encoding="utf-8")
    found = [problem.message for problem in load_flow(path)[1] if problem.code == "impossible-value"]
    assert found == [f'"{key}" is a key of register "adresses", and never an e-mail address'] * told
