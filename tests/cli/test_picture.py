"""`parcours picture`: which flow is drawn, where the picture goes, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from engine.cli import main
from engine.shipped import shipped
from engine.study.picture import draw, mermaid, svg
from tests.cli.test_commands import BROKEN, parcours
from tests.conftest import WriteFlow
from tests.support.shipped_flows import shipped_catalogue

GOOD = """
    parcours: 1
    flow: essai
    title: {fr: Un essai, en: A trial}
    language: fr
    languages: [fr, en]
    timezone: Europe/Paris
    entries: {debut: {state: un}}
    states:
      un: {title: {fr: Étape, en: Step}, transitions: {suite: {label: {fr: Suite, en: Next}, target: fin}}}
      fin: {title: {fr: Fin, en: End}, final: true}
"""


@pytest.mark.parametrize("name", ["cantine", str(shipped() / "flows" / "cantine.yaml")], ids=["by name", "by path"])
def test_a_flow_is_drawn_by_its_name_or_its_file(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # no flows/ here: those that ship
    assert main(["picture", name]) == 0
    assert capsys.readouterr().out == svg(draw(shipped_catalogue().flows["cantine"]))


def test_mermaid_is_printed_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["picture", "cantine", "--mermaid", "--folder", str(shipped())]) == 0
    assert capsys.readouterr().out == mermaid(draw(shipped_catalogue().flows["cantine"]))


def test_a_variant_is_drawn_with_all_that_it_inherits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["picture", "espace_expert_collectivites", "--folder", str(shipped())]) == 0
    assert 'id="state-attente_activation"' in capsys.readouterr().out


def test_it_is_written_into_a_file(tmp_path: Path, write_flow: WriteFlow, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = write_flow("essai", GOOD), tmp_path / "essai.svg"
    assert main(["picture", str(path), "--out", str(out)]) == 0
    assert capsys.readouterr().out == ""
    assert etree.fromstring(out.read_bytes()).get("lang") == "fr"


def test_it_speaks_another_language_of_the_flow(write_flow: WriteFlow, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(write_flow("essai", GOOD))
    assert main(["picture", path, "--language", "en", "--mermaid"]) == 0
    assert 'state "Step" as s_un' in capsys.readouterr().out
    assert main(["picture", path, "--language", "de"]) == 1
    assert "no language 'de'; the flow has: fr, en" in capsys.readouterr().err


def test_a_flow_with_problems_is_not_drawn(
    tmp_path: Path, write_flow: WriteFlow, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "essai.svg"
    assert main(["picture", str(write_flow("essai", BROKEN)), "--out", str(out)]) == 1
    printed = capsys.readouterr()
    assert 'unknown target "deus" [unknown-target]' in printed.out
    assert "problems in 1 file" in printed.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["perdu"], "no flow 'perdu' in flows; it has: essai"),
        (["essai", "--out", "nowhere/essai.svg"], "nowhere/essai.svg cannot be written: No such file or directory"),
        (["essai", "--out", "."], ". cannot be written: Is a directory"),
        (["essai", "--folder", "elsewhere"], "--folder elsewhere: there is no such folder"),
    ],
)
def test_what_cannot_be_read_or_written_is_named(
    arguments: list[str],
    told: str,
    tmp_path: Path,
    write_flow: WriteFlow,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_flow("essai", GOOD)
    monkeypatch.chdir(tmp_path)
    assert main(["picture", *arguments]) == 1
    assert told in capsys.readouterr().err


def test_a_terminal_without_accents_gets_utf_8_all_the_same(tmp_path: Path, write_flow: WriteFlow) -> None:
    write_flow("essai", GOOD)
    done = parcours(tmp_path, "picture", "essai", PYTHONIOENCODING="ascii", LANG="C")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Étape" in done.stdout
