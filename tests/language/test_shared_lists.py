"""Lists of options in `forms/lists/`: what each mistake says, where, and what a form or a version makes of a list."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.language.load import Catalogue, empty_site, load_catalogue, load_flow, load_sources
from engine.problems import EngineError, Problem

FLOW = """\
parcours: 1
flow: voyage
title: Voyage
language: fr
timezone: Europe/Paris
entries: {debut: {state: saisie}}
states:
  saisie:
    title: Saisie
    form: saisie
    transitions: {aller: {label: Aller, first_of: [{guard: 'GUARD', target: fin}, {target: loin}]}}
  loin: {title: Loin, form: retour, transitions: {aller: {label: Aller, target: fin}}}
  fin: {title: "Fin de {pays}", review: true, final: true}
"""
FORM = """\
type: object
properties:
  nom: {type: string, title: Nom}
  pays: {type: string, title: Pays, x-options: pays}
required: [pays]
"""
AGAIN = """\
type: object
properties:
  retour: {type: string, title: Retour, x-options: pays}
"""
PAYS = """\
- {const: FR, title: France}
- {const: BE, title: Belgique}
- {const: CH, title: Suisse}
"""


def folder(root: Path, *, guard: str = 'pays == "FR"', **changed: str) -> Catalogue:
    """A folder of one flow, two forms that choose from one list, and that list."""
    files = {"forms/saisie.yaml": FORM, "forms/retour.yaml": AGAIN, "forms/lists/pays.yaml": PAYS}
    files["flows/voyage.yaml"] = FLOW.replace("GUARD", guard)
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(path.stem if path.parent.name != "lists" else "liste", text), encoding="utf-8")
    os.chdir(root)
    return load_catalogue(Path())


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # which sets the folder back after each test


def said(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{p.place.file}:{p.place.line} {p.code}: {p.message}" for p in problems]


def with_field(keywords: str, kind: str = "string") -> str:
    return FORM.replace("{type: string, title: Pays, x-options: pays}", f"{{type: {kind}, title: Pays, {keywords}}}")


def test_a_field_has_the_options_of_its_list_with_their_titles(tmp_path: Path) -> None:
    catalogue = folder(tmp_path)
    assert catalogue.problems == ()
    assert catalogue.lists == 1
    field = catalogue.flows["voyage"].field("pays")
    assert field
    assert [(one.const, one.title.source) for one in field.options] == [
        ("FR", "France"),
        ("BE", "Belgique"),
        ("CH", "Suisse"),
    ]


@pytest.mark.parametrize(
    ("keywords", "kind", "consts"),
    [
        ("x-options: {list: pays}", "string", ["FR", "BE", "CH"]),
        ("x-options: {list: pays, only: [CH, FR]}", "string", ["FR", "CH"]),  # in the order of the list
        ("x-options: {list: pays, without: [BE]}", "string", ["FR", "CH"]),
        ("items: {type: string, x-options: pays}", "array", ["FR", "BE", "CH"]),
        ("items: {x-options: {list: pays, without: [FR]}}", "array", ["BE", "CH"]),
        ("x-options: {list: pays, first: [CH]}", "string", ["CH", "FR", "BE"]),
        ("x-options: {list: pays, first: [CH, BE]}", "string", ["CH", "BE", "FR"]),
        ("x-options: {list: pays, sort: true}", "string", ["BE", "FR", "CH"]),
        ("x-options: {list: pays, sort: false}", "string", ["FR", "BE", "CH"]),
        ("x-options: {list: pays, sort: true, first: [CH]}", "string", ["CH", "BE", "FR"]),
        ("items: {x-options: {list: pays, sort: true, without: [BE]}}", "array", ["FR", "CH"]),
    ],
)
def test_a_part_of_a_list_is_offered(tmp_path: Path, keywords: str, kind: str, consts: list[str]) -> None:
    guard = '"CH" in pays' if kind == "array" else 'pays == "CH"'
    catalogue = folder(tmp_path, guard=guard, saisie=with_field(keywords, kind))
    assert said(catalogue.problems) == []
    field = catalogue.flows["voyage"].field("pays")
    assert field
    assert [one.const for one in field.options] == consts


FIELD_PROBLEMS = {
    "an unknown list": ("x-options: payss", "string", 'unknown-list: unknown list "payss"', 'write "pays"'),
    "one in a table": ("x-options: {list: payss}", "string", 'unknown-list: unknown list "payss"', 'write "pays"'),
    "one of an array": ("items: {x-options: ville}", "array", 'unknown-list: unknown list "ville"', "write that file"),
    "a name that is none": (
        "x-options: Pays.yaml",
        "string",
        'bad-name: "Pays.yaml" is not a valid name',
        'write "pays"',
    ),
    "a list without a name": (
        "x-options: {only: [FR]}",
        "string",
        'missing-key: the shared list "x-options" has no "list"',
        "add list:",
    ),
    "only what is not there": (
        "x-options: {list: pays, only: [FR, fr]}",
        "string",
        'unknown-option: the list "pays" has no option "fr"',
        'write "FR", or take it out',
    ),
    "without a title": (
        "x-options: {list: pays, without: [Suisse]}",
        "string",
        'unknown-option: the list "pays" has no option "Suisse"',
        'write "CH", or take it out',
    ),
    "both": (
        "x-options: {list: pays, only: [FR], without: [BE]}",
        "string",
        'contradiction: "only" and "without" cannot be used together',
        "keep only, and take without out",
    ),
    "first what is not there": (
        "x-options: {list: pays, first: [France]}",
        "string",
        'unknown-option: the list "pays" has no option "France"',
        'write "FR", or take it out',
    ),
    "first what is left out": (
        "x-options: {list: pays, without: [FR], first: [FR]}",
        "string",
        'contradiction: "first" names the option "FR", which is left out',
        "take it out of first",
    ),
    "sorted by what": (
        "x-options: {list: pays, sort: title}",
        "string",
        'wrong-type: "sort" must be true or false',
        "write: sort: true",
    ),
    "one twice": (
        "x-options: {list: pays, only: [FR, FR]}",
        "string",
        'duplicate-item: "FR" is listed twice',
        "take one",
    ),
    "nothing left": (
        "x-options: {list: pays, without: [FR, BE, CH]}",
        "string",
        "empty-value: no option is left to choose from",
        "take one of them out of without",
    ),
    "an empty part": ("x-options: {list: pays, only: []}", "string", 'empty-value: "only" is empty', "write what"),
    "beside enum": (
        "x-options: pays, enum: [FR]",
        "string",
        'contradiction: "enum" and "x-options" cannot be used together',
        "take enum out",
    ),
    "beside oneOf": (
        "x-options: pays, oneOf: [{const: FR, title: France}]",
        "string",
        'contradiction: "oneOf" and "x-options" cannot be used together',
        "take oneOf out",
    ),
    "of items, beside enum": (
        "items: {x-options: pays, enum: [FR]}",
        "array",
        'contradiction: "enum" and "x-options" cannot be used together',
        "take enum out",
    ),
    "of a whole number": (
        "x-options: pays",
        "integer",
        'unsupported-keyword: "x-options" is not supported in an integer field',
        "write: type: string",
    ),
    "of a number": (
        "x-options: pays",
        "number",
        'unsupported-keyword: "x-options" is not supported',
        "write: type: string",
    ),
    "of a box": (
        "const: true, x-options: pays",
        "boolean",
        'unsupported-keyword: "x-options" is not supported',
        "take it out",
    ),
    "of a date": (
        "format: date, x-options: pays",
        "string",
        'unsupported-keyword: "x-options" is not supported in a date field',
        "take it out",
    ),
    "of an array, beside items": (
        "x-options: pays",
        "array",
        'unsupported-keyword: "x-options" is not supported in an array field',
        "write: items: {type: string, x-options: pays}",
    ),
    "a default that is not in it": (
        "x-options: pays, default: DE",
        "string",
        'never-valid: the default "DE"',
        "write one",
    ),
    "a default by its title": (
        "x-options: pays, default: Suisse",
        "string",
        'never-valid: the default "Suisse"',
        'write "CH"',
    ),
    "keywords that refuse it": (
        "x-options: pays, minLength: 3",
        "string",
        'never-valid: the option "FR" of pays is not valid',
        "take minLength out, or leave such options out with without",
    ),
}


@pytest.mark.parametrize("case", FIELD_PROBLEMS)
def test_a_mistake_at_a_field_is_reported_there_once(tmp_path: Path, case: str) -> None:
    keywords, kind, told, fix = FIELD_PROBLEMS[case]
    guard = '"CH" in pays' if kind == "array" else "given(nom)"
    (problem,) = folder(tmp_path, guard=guard, saisie=with_field(keywords, kind)).problems
    assert f"{problem.code}: {problem.message}".startswith(told)
    assert problem.fix.startswith(fix)
    assert (problem.place.file, problem.place.line) == ("forms/saisie.yaml", 4)


LIST_PROBLEMS = {
    "empty": ("[]\n", 1, "empty-value: this list is empty", ""),
    "a text": ("France\n", 1, 'wrong-type: this value must be a list, not "France"', ""),
    "a map of titles": (
        "FR: France\nBE: Belgique\n",
        1,
        "wrong-type: this value must be a list, not a map",
        "write in place of lines 1 to 2: [{const: FR, title: France}, {const: BE, title: Belgique}]",
    ),
    "texts alone": (
        "- France\n- {const: BE, title: Belgique}\n",
        1,
        'wrong-type: this option must be a map with keys (const, title), not "France"',
        "write: - {const: France, title: France}",
    ),
    "a const twice": (
        PAYS + "- {const: FR, title: La France}\n",
        4,
        'duplicate-item: the option "FR" is listed twice',
        "",
    ),
    "a title twice": (
        PAYS + "- {const: FX, title: France}\n",
        4,
        'same-words: two options with the words "France"',
        "write other words in one of the two",
    ),
    "no title": (PAYS + "- {const: LU}\n", 4, 'missing-key: the option has no "title"', "add title:"),
    "an unknown key": (
        PAYS + "- {const: LU, titre: Luxembourg}\n",
        4,
        'unknown-key: unknown key "titre"',
        'write "title"',
    ),
    "a blank at the end": (
        PAYS + '- {const: "LU ", title: Luxembourg}\n',
        4,
        'never-valid: the option "LU " is not valid',
        'write "LU"',
    ),
    "lines that cannot be read": (PAYS + "- {const: LU, title: Luxembourg\n", 4, "", ""),
}


@pytest.mark.parametrize("case", LIST_PROBLEMS)
def test_a_mistake_in_a_list_is_reported_in_its_file_and_once(tmp_path: Path, case: str) -> None:
    """Two forms choose from it, and nothing that follows from it is reported of them."""
    text, line, told, fix = LIST_PROBLEMS[case]
    catalogue = folder(tmp_path, liste=text)
    (problem,) = catalogue.problems
    assert (problem.place.file, problem.place.line) == ("forms/lists/pays.yaml", line)
    assert f"{problem.code}: {problem.message}".startswith(told)
    assert problem.fix.startswith(fix)
    assert catalogue.flows == {}
    assert load_flow(Path("flows/voyage.yaml")) == (None, catalogue.problems)


def test_a_list_that_no_form_uses_is_reported(tmp_path: Path) -> None:
    (tmp_path / "forms" / "lists").mkdir(parents=True)
    (tmp_path / "forms" / "lists" / "villes.yaml").write_text("- {const: p, title: Paris}\n", encoding="utf-8")
    catalogue = folder(tmp_path)
    assert said(catalogue.problems) == ["forms/lists/villes.yaml:1 unused-list: no form chooses from this list"]
    assert list(catalogue.flows) == ["voyage"]  # it is served nevertheless, as with a form that nothing uses


def test_a_list_with_another_ending_is_not_read(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "forms/lists/pays.yaml").rename(tmp_path / "forms/lists/pays.yml")
    found = said(load_catalogue(Path()).problems)
    assert "forms/lists/pays.yml:1 wrong-ending: forms/lists/pays.yml is not read" in found
    assert 'forms/saisie.yaml:4 unknown-list: unknown list "pays"' in found


@pytest.mark.parametrize("linked", ["forms/lists/pays.yaml", "forms/lists"])
def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, linked: str) -> None:
    served = tmp_path / "served"
    folder(served)
    outside = tmp_path / "outside"
    (served / linked).rename(outside)
    (served / linked).symlink_to(outside)
    (problem,) = load_catalogue(Path()).problems
    assert problem.code == "unreadable-file"
    assert problem.place.file == "forms/lists/pays.yaml"
    assert "leads out of" in problem.cause or "outside" in problem.cause


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "forms/lists").rename(tmp_path / "elsewhere")
    (tmp_path / "forms/lists").symlink_to(tmp_path / "elsewhere")
    assert load_catalogue(Path()).problems == ()


def test_a_guard_is_checked_against_the_options_of_the_list(tmp_path: Path) -> None:
    assert [p.message for p in folder(tmp_path, guard='pays == "DE"').problems] == ['"pays" is never "DE"']
    part = with_field("x-options: {list: pays, without: [CH]}")
    (problem,) = folder(tmp_path, guard='pays == "CH"', saisie=part).problems
    assert (problem.code, problem.message) == ("impossible-value", '"pays" is never "CH"')


def test_a_list_is_part_of_the_version_and_is_read_again_with_it(tmp_path: Path) -> None:
    flow = folder(tmp_path).flows["voyage"]
    assert flow.sources["forms/lists/pays.yaml"] == PAYS
    other = folder(tmp_path, liste=PAYS.replace("Suisse", "Confédération")).flows["voyage"]
    assert other.digest != flow.digest
    again = load_sources("voyage", flow.sources, empty_site())
    field = again.field("pays")
    assert field
    assert [one.title.source for one in field.options] == ["France", "Belgique", "Suisse"]
    assert again.digest == flow.digest


def test_a_list_that_a_flow_does_not_use_is_no_part_of_its_version(tmp_path: Path) -> None:
    before = folder(tmp_path).flows["voyage"]
    (tmp_path / "forms/lists/villes.yaml").write_text("- {const: p, title: Paris}\n", encoding="utf-8")
    assert load_catalogue(Path()).flows["voyage"].digest == before.digest


def test_a_stored_version_without_its_list_says_so(tmp_path: Path) -> None:
    flow = folder(tmp_path).flows["voyage"]
    sources = {name: text for name, text in flow.sources.items() if "lists" not in name}
    with pytest.raises(EngineError, match='unknown list "pays"'):
        load_sources("voyage", sources, empty_site())
