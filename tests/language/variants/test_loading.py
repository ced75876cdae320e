"""A variant loads as the merged flow that one would write by hand, and its stored version loads by itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from engine.cli import main
from engine.language.load import load_catalogue, load_flow, load_sources
from engine.problems import Problem
from tests.scenarios.test_variants import BASE, FORMS, NURSERY, SCHOOL

# What SCHOOL makes of BASE, written by hand.
BY_HAND = (
    dedent(BASE)
    .replace("flow: carte\n", "flow: carte_scolaire\n")
    .replace("title: Une carte de bibliothèque\n", "title: Une carte de bibliothèque pour une classe\n")
    .replace("delai: 48 hours", "delai: 5 days")
    .replace(", path: /,", ",")
    .replace(
        "          - target: attente\n",
        "          - id: petite\n            guard: eleves < 5\n"
        "            refuse: {field: eleves, message: Une classe a cinq élèves au moins.}\n"
        "          - target: attente\n",
    )
    .replace("show: [nom, email]", "show: [nom, email, eleves]")
)
FORM_BY_HAND = """
type: object
title: Vous
required: [nom, email, eleves]
properties:
  nom: {type: string, title: Votre nom}
  eleves: {type: integer, title: Nombre d'élèves, minimum: 1}
  email: {type: string, format: email, title: Votre adresse}
x-groups:
  - {title: Vous, fields: [nom, eleves, email]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    files = {"flows/carte": BASE, "flows/carte_scolaire": SCHOOL, "flows/carte_maternelle": NURSERY}
    for name, text in {**files, **{f"forms/{name}": form for name, form in FORMS.items()}}.items():
        put(tmp_path, name, text)
    return tmp_path


def put(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.yaml").parent.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")


def problems(folder: Path) -> tuple[Problem, ...]:
    return load_catalogue(folder).problems


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["show", *arguments]) == 0
    return capsys.readouterr().out


def test_show_prints_what_one_would_write_by_hand(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = yaml.safe_load(shown(capsys, "carte_scolaire"))
    assert printed == yaml.safe_load(BY_HAND)
    form = yaml.safe_load(shown(capsys, "carte_scolaire", "--form", "lecteur"))
    assert form == yaml.safe_load(FORM_BY_HAND)
    assert list(form["properties"]) == ["nom", "eleves", "email"]


def test_show_gives_the_file_and_the_line_of_each_value(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, "carte_maternelle", "--folder", str(folder)).splitlines()
    said = {line.partition("  # ")[0].strip(): line.partition("  # ")[2] for line in lines}
    for text, name in (
        ("title: Une carte pour une maternelle", "carte_maternelle"),
        ("delai: 5 days", "carte_scolaire"),
    ):
        file, _, line = said[text].partition(":")
        assert file == f"flows/{name}.yaml"
        assert text in (folder / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    values = [line for line in lines if not line.endswith(":") and not line.endswith("-")]
    assert all("  # flows/" in line for line in values)


def test_show_of_a_flow_that_is_no_variant_prints_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert yaml.safe_load(shown(capsys, "carte")) == yaml.safe_load(dedent(BASE))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cartes"], "no flow 'cartes'"),
        (["carte", "--form", "lecteurs"], "no form 'lecteurs'"),
        (["site"], "no flow 'site'"),
    ],
)
def test_show_names_what_there_is(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["show", *arguments]) == 1
    assert said in capsys.readouterr().err


def test_show_says_why_a_variant_cannot_be_put_together(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(folder, "flows/carte_maternelle", NURSERY.replace("carte_scolaire", "zzz"))
    assert main(["show", "carte_maternelle"]) == 1
    assert "[unknown-base]" in capsys.readouterr().out


def test_the_stored_version_of_a_variant_loads_by_itself(folder: Path) -> None:
    catalogue = load_catalogue(folder)
    assert catalogue.problems == ()
    for name, flow in catalogue.flows.items():
        again = load_sources(name, flow.sources, catalogue.site)
        assert again.digest == flow.digest
        assert list(again.states) == list(flow.states)
        assert [branch.key for branch in again.branches()] == [branch.key for branch in flow.branches()]
        assert {name: list(form.fields) for name, form in again.forms.items()} == {
            name: list(form.fields) for name, form in flow.forms.items()
        }
        assert again.sources.keys() == {f"flows/{name}.yaml", "forms/lecteur.yaml", "forms/cle.yaml"}


def test_the_version_is_that_of_the_merged_result(folder: Path) -> None:
    """A comment in the base, or a key written in another order there, is no new version of the variant."""
    before = load_catalogue(folder).flows
    put(folder, "flows/carte", "# Un mot.\n" + dedent(BASE).replace("flow: carte\n", "flow:   carte\n"))
    after = load_catalogue(folder).flows
    assert after["carte_scolaire"].digest == before["carte_scolaire"].digest
    put(folder, "flows/carte", dedent(BASE).replace("Votre code est parti", "Votre code est en route"))
    changed = load_catalogue(folder).flows
    assert changed["carte_scolaire"].digest != before["carte_scolaire"].digest
    assert changed["carte_maternelle"].digest != before["carte_maternelle"].digest


def test_the_version_is_the_same_in_every_process(folder: Path) -> None:
    load = "from pathlib import Path; from engine.language.load import load_flow"
    code = f"{load}; print(load_flow(Path('flows/carte_scolaire.yaml'))[0].digest)"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[3])},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_a_variant_of_a_variant_that_changes_one_text_is_one_line(folder: Path) -> None:
    put(folder, "flows/carte_maternelle", "extends: carte_scolaire\ntitle: Une carte pour une maternelle\n")
    assert problems(folder) == ()
    flow, found = load_flow(folder / "flows" / "carte_maternelle.yaml")
    assert found == ()
    assert flow
    assert (flow.name, flow.title.source) == ("carte_maternelle", "Une carte pour une maternelle")
    assert list(flow.forms["lecteur"].fields) == ["nom", "eleves", "email"]
