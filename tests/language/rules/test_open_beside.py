"""What stands behind a door that closes, and that another entry reaches: a note, which refuses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli import main
from engine.delivery.folder import load_folder
from engine.language.load import load_catalogue, load_flow
from engine.problems import as_json
from tests.conftest import WriteFlow
from tests.support.service_under_test import ServiceUnderTest

FLOW = """
    parcours: 1
    flow: essai
    title: Essai
    language: fr
    timezone: Europe/Paris
    settings: {{fin_du_depot: 2026-10-15}}
    entries:
      depot: {{state: qui, open: {{until: 2026-10-15}}}}
      reprise: {reprise}
    states:
      qui: {{title: Qui, transitions: {{suite: {{label: Suite, target: quoi}}}}}}
      quoi:
        title: Quoi
        timeout: {{after: 2 days, target: tard}}
        transitions: {{suite: {{label: Suite, target: fait}}}}
      autre: {{title: Autre, transitions: {{suite: {{label: Suite, target: {vers}}}}}}}
      tard: {{title: Trop tard, final: true}}
      fait: {{title: Fait, final: true}}
"""


@pytest.mark.parametrize(
    ("reprise", "vers", "reached", "reason"),
    [
        ("{state: qui}", "fait", "qui", "the same state"),
        ("{state: quoi}", "fait", "quoi", "a later one"),
        ("{state: autre}", "quoi", "quoi", "a later one, by a way of its own"),
        ("{state: qui, open: {until: 2026-10-16}}", "fait", "qui", "a day longer"),
        ("{state: qui, open: {until: 2026-10-15}}", "fait", None, "as long"),
        ("{state: qui, open: {until: fin_du_depot}}", "fait", None, "as long, by a setting"),
        ("{state: autre}", "fait", None, "ends alone are shared"),
    ],
)
def test_what_another_entry_reaches_behind_a_door(
    reprise: str, vers: str, reached: str | None, reason: str, write_flow: WriteFlow
) -> None:
    text = FLOW.format(reprise=reprise, vers=vers)
    unused = ["autre"] * ("autre" not in reprise) + ["fin_du_depot"] * ("fin_du_depot" not in reprise)
    found = [
        problem
        for problem in load_flow(write_flow("essai", text))[1]
        if not any(f'"{name}"' in problem.message for name in unused)
    ]
    assert [problem.code for problem in found] == ["open-beside"] * (reached is not None), reason
    for note in found:
        assert (note.place.line, note.severity, note.refuses) == (9, "note", False)
        assert f'state "{reached}"' in note.message


def noted(write_flow: WriteFlow) -> None:
    text = FLOW.replace("settings: {{fin_du_depot: 2026-10-15}}\n    ", "").replace("2026-10-15", "2126-10-15")
    write_flow("essai", text.format(reprise="{state: autre}", vers="quoi"))


def test_a_flow_with_a_note_alone_is_loaded_and_served(tmp_path: Path, write_flow: WriteFlow) -> None:
    noted(write_flow)
    flow, (note,) = load_flow(tmp_path / "flows" / "essai.yaml")
    assert flow
    assert as_json(note)["severity"] == "note"
    _, catalogue = load_folder(tmp_path)
    assert list(catalogue.flows) == ["essai"]
    assert catalogue.problems == (note,)
    assert catalogue.refusing() == ()
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    assert service.person().open("/essai/start/depot").h1 == "Qui"
    service.close()


def test_a_note_is_printed_and_leaves_the_exit_code(
    tmp_path: Path, write_flow: WriteFlow, capsys: pytest.CaptureFixture[str]
) -> None:
    noted(write_flow)
    assert main(["check", "--folder", str(tmp_path)]) == 0
    done = capsys.readouterr()
    assert ": note: " in done.out
    assert "1 flow: no problems\n" in done.out
    assert done.err == "1 note in 1 file\n"
    assert main(["check", "--json", "--folder", str(tmp_path)]) == 0
    assert '"severity": "note"' in capsys.readouterr().out
    path = tmp_path / "flows" / "essai.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("target: fait", "target: fini"), encoding="utf-8")
    assert main(["check", "--folder", str(tmp_path)]) == 1
    done = capsys.readouterr()
    assert "1 problem and 1 note in 1 file\n" in done.err
    assert "check --explain unknown-target" in done.err


def test_a_note_hides_nothing_of_its_line(tmp_path: Path, write_flow: WriteFlow) -> None:
    noted(write_flow)
    path = tmp_path / "flows" / "essai.yaml"
    text = path.read_text(encoding="utf-8").replace("until: 2126-10-15", 'until: 2126-10-15, message: "{rien}"')
    path.write_text(text, encoding="utf-8")
    assert {problem.code for problem in load_catalogue(tmp_path).problems} == {"open-beside", "unknown-placeholder"}
    assert [problem.code for problem in load_catalogue(tmp_path).refusing()] == ["unknown-placeholder"]


def test_a_note_of_a_base_is_not_said_again_and_hides_nothing_of_its_variant(
    tmp_path: Path, write_flow: WriteFlow
) -> None:
    noted(write_flow)
    write_flow("variante", "extends: essai\ntitle: Variante\n")
    catalogue = load_catalogue(tmp_path)
    assert [problem.code for problem in catalogue.problems] == ["open-beside"]
    assert list(catalogue.flows) == ["essai", "variante"]
    write_flow("variante", "extends: essai\ntitle: Variante\nstates: {qui: null}\n")
    assert "variante" not in load_catalogue(tmp_path).flows
