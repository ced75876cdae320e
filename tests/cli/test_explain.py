"""`parcours check --explain`: each manual's example is a mistake that gives its code, and its fix gives none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.cli.explain import MOST_LINES, explain, printed
from engine.language.load import load_catalogue
from engine.language.manual import LIBRARY, MANUALS
from engine.problems import EngineError
from tests.cli.test_commands import parcours


def codes_in(text: str) -> list[str]:
    return re.findall(r"^\S+:\d+:\d+: .* \[([a-z0-9-]+)\]$", text, re.MULTILINE)


def test_the_library_of_the_examples_has_no_problem() -> None:
    assert load_catalogue(LIBRARY).problems == ()


@pytest.mark.parametrize("code", MANUALS)
def test_the_mistake_gives_its_code_alone_and_the_fix_gives_none(code: str) -> None:
    manual = MANUALS[code]
    if not manual.file.endswith("/"):
        assert manual.wrong != manual.right
    found = codes_in(printed(manual, fixed=False))
    # A language that is added is missing in every text.
    assert (list(dict.fromkeys(found)) if code == "missing-language" else found) == [code]
    assert printed(manual, fixed=True) == ""


def test_it_prints_the_manual_the_mistake_what_check_says_and_the_fix(tmp_path: Path) -> None:
    done = parcours(tmp_path, "check", "--explain", "unknown-target")
    assert (done.returncode, done.stderr) == (0, "")
    told = done.stdout
    assert told.startswith("unknown-target\n\n")
    assert "Wrong, in flows/loan.yaml:\n\n    target: lapse\n" in told
    assert 'unknown target "lapse" [unknown-target]' in told
    assert '      fix:   write "lapsed"' in told
    assert told.endswith("Right:\n\n    target: lapsed\n")


def test_a_code_that_there_is_not_names_near_ones(tmp_path: Path) -> None:
    done = parcours(tmp_path, "check", "--explain", "unkown-target")
    assert done.returncode == 1
    assert "no problem has the code 'unkown-target'; near ones: unknown-target" in done.stderr
    with pytest.raises(EngineError, match=r"docs/checks\.md lists them all"):
        explain("")


def test_a_long_example_is_cut_and_a_sign_that_cannot_be_seen_is_named() -> None:
    assert explain("too-large").count("\n") < MOST_LINES * 3
    assert "<tab>ask" in explain("tab-indent")
    assert "title:<U+00A0>Borrow" in explain("odd-space")
    assert "Borrow<U+0007> books" in explain("control-character")


def test_check_of_another_folder(tmp_path: Path) -> None:
    done = parcours(tmp_path, "check", "--folder", str(LIBRARY))
    assert (done.returncode, done.stdout) == (0, "1 flow, 1 list: no problems\n")
    done = parcours(tmp_path, "check", "--folder", "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert "--folder nowhere: there is no such folder" in done.stderr


@pytest.mark.parametrize("other", [("a.yaml",), ("--explain", "dead-end")])
def test_a_folder_stands_alone(tmp_path: Path, other: tuple[str, ...]) -> None:
    assert parcours(tmp_path, "check", "--folder", str(LIBRARY), *other).returncode == 2


def test_the_version_is_printed(tmp_path: Path) -> None:
    done = parcours(tmp_path, "--version")
    assert done.returncode == 0
    assert re.fullmatch(r"parcours \d+\.\d+\.\d+\n", done.stdout)


def test_a_problem_names_the_command_that_explains_it_once(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "a.yaml").write_text("title:\n\tb: c\n", encoding="utf-8")
    done = parcours(tmp_path, "check")
    assert done.returncode == 1
    assert done.stderr.count("parcours check --explain ") == 1
