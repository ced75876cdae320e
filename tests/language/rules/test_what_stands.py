"""`when`, `beside` and `{tries_left}`: what the rules find, and what they let pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.load import load_catalogue, load_flow

HEAD = """
parcours: 1
flow: essai
title: Essai
language: fr
timezone: Europe/Paris
settings: {seuil: 2, jour: "2026-09-01"}
registers: {places: {kind: email, statuses: [prise]}}
values: {total: {type: integer, title: Total}}
facts: {place: {register: places, key: email}}
guards:
  libre: place == "free"
  passe: today() >= jour
entries: {un: {state: un}}
"""
FORM = """
type: object
x-groups: [{title: Qui vous êtes, fields: [nom, age]}]
properties:
  email: {type: string, format: email, title: Adresse}
  nom: {type: string, title: Nom}
  age: {type: integer, title: Âge}
  mot: {type: string, title: Mot, x-secret: true}
required: [email]
"""
# `un` asks; `deux` counts tries in the case, `trois` by what is typed.
STATES = """
states:
  un:
    title: Un
    {un}
    form: saisie
    transitions: {{suite: {{label: Suite, target: deux}}}}
  deux:
    title: Deux
    {deux}
    tries: {{max: 3, target: fin}}
    transitions:
      suite: {{label: Suite, first_of: [{{guard: libre and passe, target: trois}}, {{refuse: {{message: "{refus}"}}}}]}}
  trois:
    title: Trois
    {trois}
    form: encore
    tries: {{max: 3, per: adresse, pause: 15 minutes}}
    transitions:
      suite:
        label: Suite
        first_of:
          - {{guard: seuil == 3, target: fin, effects: [{{set: {{total: 3}}}}]}}
          - {{refuse: {{state: un, message: "{retour}"}}}}
  fin: {{title: Fin, content: "{fin}", show: [total], final: true}}
"""
AGAIN = "{type: object, required: [adresse], properties: {adresse: {type: string, format: email, title: Adresse}}}"


def codes(folder: Path, pages: str = "", **states: str) -> list[str]:
    places = {"un": "", "deux": "", "trois": "", "refus": "Non.", "retour": "Non.", "fin": "Fini."}
    (folder / "flows").mkdir()
    (folder / "forms").mkdir()
    (folder / "forms" / "saisie.yaml").write_text(FORM, encoding="utf-8")
    (folder / "forms" / "encore.yaml").write_text(AGAIN, encoding="utf-8")
    path = folder / "flows" / "essai.yaml"
    path.write_text(HEAD + pages + STATES.format(**{**places, **states}), encoding="utf-8")
    return [problem.code for problem in load_flow(path)[1]]


def section(when: str) -> str:
    return f"sections: [{{when: '{when}', content: Ici.}}]"


@pytest.mark.parametrize(
    ("state", "when", "found"),
    [
        ("deux", "libre", []),
        ("deux", "given(age) and age > seuil", []),
        ("deux", "nom == null", []),
        ("deux", "given(mot)", []),
        ("deux", "given(tries_left) and tries_left < seuil", []),
        ("deux", "tries_left == 1 or tries_left in [2]", []),
        ("trois", "given(tries_left) and tries_left > 0", []),
        ("un", "given(email)", []),  # not given yet, and so it never stands at first
        ("deux", "age > seuil", ["null-not-guarded"]),
        ("un", "len(email) > 3", ["null-not-guarded"]),  # the form of this page has not been posted
        ("deux", "len(email) > 3", []),
        ("deux", "tries_left < seuil", ["null-not-guarded"]),
        ("un", "given(tries_left)", ["unknown-name"]),
        ("deux", "nome == null", ["unknown-name"]),
        ("deux", "nom", ["guard-type"]),
        ("deux", 'age == "3"', ["guard-type"]),
        ("deux", "mot == nom", ["guard-type"]),
        ("deux", 'place == "pris"', ["impossible-value"]),
        ("deux", "today(", ["bad-guard"]),
    ],
)
def test_a_when_is_checked_like_a_guard(tmp_path: Path, state: str, when: str, found: list[str]) -> None:
    assert codes(tmp_path, **{state: section(when.replace("'", "''"))}) == found


@pytest.mark.parametrize(
    "where",
    [
        "notes: [{{title: A, text: B, when: {}}}]",
        "links: [{{label: A, entry: un, when: {}}}]",
        "sections: [{{links: [{{label: A, entry: un, when: {}}}]}}]",
    ],
)
def test_a_when_is_checked_wherever_it_stands(tmp_path: Path, where: str) -> None:
    assert codes(tmp_path, deux=where.format("nome == null")) == ["unknown-name"]


def test_what_a_when_reads_is_used(tmp_path: Path) -> None:
    """A guard, a fact and a setting that nothing else names."""
    unused = "guards:\n  seul: place == null and seuil == 2\n"
    text = HEAD.replace("guards:\n", unused).replace("seuil == 3", "total == 3")
    found = {}
    for name, when in (("with", "seul"), ("without", "passe")):
        folder = tmp_path / name
        folder.mkdir()
        codes(folder, un=section(when))
        path = folder / "flows" / "essai.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace(HEAD, text), encoding="utf-8")
        found[name] = [problem.code for problem in load_flow(path)[1]]
    assert found == {"with": [], "without": ["unused-guard"]}


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("seuil == 2", []),
        ("passe", []),
        ("not passe or today() > jour", []),
        ("given(email)", ["when-outside-case"]),
        ("given(total)", ["when-outside-case"]),
        ("libre", ["when-outside-case"]),
        ('place == "free"', ["when-outside-case"]),
        ("passe or libre", ["when-outside-case"]),
        ("seuill == 2", ["unknown-name"]),
        ("given(tries_left)", ["unknown-name"]),
    ],
)
def test_a_when_outside_a_case(tmp_path: Path, when: str, found: list[str]) -> None:
    pages = f"pages: {{accueil: {{title: A, sections: [{{when: '{when}', content: B}}]}}}}"
    assert codes(tmp_path, pages) == found


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ('lieu == "ici"', []),
        ('today() >= "2026-09-01"', []),
        ("given(email)", ["unknown-name"]),
        ("lieu", ["guard-type"]),
    ],
)
def test_a_when_of_the_site_knows_its_settings_and_the_day(tmp_path: Path, when: str, found: list[str]) -> None:
    assert codes(tmp_path) == []
    page = f"{{title: A, links: [{{label: B, flow: essai, when: '{when}'}}]}}"
    site = f"parcours: 1\nservice: S\nsettings: {{lieu: ici}}\npages: {{aide: {page}}}\n"
    (tmp_path / "flows" / "site.yaml").write_text(site, encoding="utf-8")
    assert [problem.code for problem in load_catalogue(tmp_path).problems] == found


def test_the_foot_is_the_same_everywhere(tmp_path: Path) -> None:
    assert codes(tmp_path) == []
    foot = 'parcours: 1\nservice: S\nfoot: [{label: B, flow: essai, when: today() > "2026-01-01"}]\n'
    (tmp_path / "flows" / "site.yaml").write_text(foot, encoding="utf-8")
    assert [problem.code for problem in load_catalogue(tmp_path).problems] == ["no-effect"]


@pytest.mark.parametrize(
    ("beside", "found"),
    [
        ("email", []),
        ("age", []),
        ("Qui vous êtes", []),
        ('"Qui vous êtes"', []),
        ("Qui vous etes", ["unknown-field"]),
        ("Adresse", ["unknown-field"]),  # a field has a name
        ("adresse", ["unknown-field"]),  # of another form
        ("total", ["unknown-field"]),
        ('""', ["empty-text"]),
        ("[email]", ["wrong-type"]),
    ],
)
def test_a_note_stands_beside_a_field_or_group_of_its_form(tmp_path: Path, beside: str, found: list[str]) -> None:
    assert codes(tmp_path, un=f"notes: [{{title: A, text: B, beside: {beside}}}]") == found


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"deux": "content: '{tries_left}'"}, []),
        ({"deux": "content: '{tries_left essai|essais}'"}, []),
        ({"trois": "notes: [{title: '{tries_left a|b}', text: '{tries_left}'}]"}, []),
        ({"trois": "sections: [{title: '{tries_left}', links: [{label: '{tries_left}', entry: un}]}]"}, []),
        ({"refus": "{tries_left essai|essais}"}, []),
        ({"retour": "{tries_left}"}, []),  # counted where it is refused, although it is read elsewhere
        ({"un": "content: '{tries_left}'"}, ["unknown-placeholder"]),
        ({"fin": "{tries_left}"}, ["unknown-placeholder"]),
        ({"deux": "content: '{tries_left.maxLength}'"}, ["unknown-placeholder"]),
        ({"deux": "content: '{seuil essai|essais}'"}, ["bad-placeholder"]),
    ],
)
def test_tries_left_is_known_in_the_texts_of_a_state_with_tries(
    tmp_path: Path, where: dict[str, str], found: list[str]
) -> None:
    assert codes(tmp_path, **where) == found


@pytest.mark.parametrize(
    "text", ["phases: {a: '{tries_left}'}", "mails: {m: {to: email, subject: '{tries_left}', content: B}}",
             "documents: {d: {title: '{tries_left}'}}", "pages: {p: {title: '{tries_left}'}}"]
)  # fmt: skip
def test_tries_left_is_known_nowhere_else(tmp_path: Path, text: str) -> None:
    assert "unknown-placeholder" in codes(tmp_path, text)


@pytest.mark.parametrize(("name", "found"), [("tries_left", ["reserved-name"]), ("tries", [])])
def test_the_name_is_the_languages_own(tmp_path: Path, name: str, found: list[str]) -> None:
    rules = HEAD.replace("total:", f"{name}:")
    (tmp_path / "flows").mkdir()
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "saisie.yaml").write_text(FORM, encoding="utf-8")
    (tmp_path / "forms" / "encore.yaml").write_text(AGAIN, encoding="utf-8")
    places = {"un": "", "deux": "", "trois": "", "refus": "Non.", "retour": "Non.", "fin": "Fini."}
    states = STATES.format(**places).replace("total", name)
    (tmp_path / "flows" / "essai.yaml").write_text(rules + states, encoding="utf-8")
    assert [problem.code for problem in load_flow(tmp_path / "flows" / "essai.yaml")[1]] == found
