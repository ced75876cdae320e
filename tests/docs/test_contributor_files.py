"""What the files for contributors name is there: programs, make targets, files; and .ci/run runs every part."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TRACKED = [path for path in ROOT.rglob("*.py") if ".venv" not in path.parts]


def hooks() -> list[dict[str, object]]:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in config["repos"]] == ["local"], "nothing is fetched"
    return list(config["repos"][0]["hooks"])


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["id"])
def test_a_hook_runs_a_program_that_make_check_installs_and_runs(hook: dict[str, object]) -> None:
    program, *arguments = shlex.split(str(hook["entry"]))
    assert program.startswith(".venv/bin/")
    name = program.removeprefix(".venv/bin/")
    if name != "parcours":
        checked = MAKEFILE.partition("\ncheck:")[2].partition("\n\n")[0]
        assert " ".join([f"$(BIN)/{name}", *arguments[:1]]) in checked, "the hook and make check are one"
    files = re.compile(str(hook.get("files", ".")))
    here = [str(path.relative_to(ROOT)) for path in (*TRACKED, *(ROOT / "flows").iterdir(), ROOT / "pyproject.toml")]
    assert any(files.search(path) for path in here)


def test_the_forge_runs_what_every_machine_runs() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    (job,) = workflow["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    oldest = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert oldest
    assert job["strategy"]["matrix"]["python"][0] == oldest[1]


def parts() -> list[str]:
    line = re.search(r"^parts=\((.*)\)$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert line
    return shlex.split(line[1])


def test_the_parts_of_continuous_integration_are_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert {tuple(part.split()) for part in parts()} <= {("make", target) for target in targets}
    assert {"make test", "make fixes", "make browser", "make faults", "make check"} <= set(parts())


@pytest.mark.skipif(not (shutil.which("make") and shutil.which("bash")), reason="needs make and bash")
@pytest.mark.parametrize("broken", [None, *(part.split()[1] for part in parts())])
def test_every_part_is_run_and_any_failure_is_its_exit_code(tmp_path: Path, broken: str | None) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    names = [part.split()[1] for part in parts()]
    rules = [f"{name}:\n\t@echo ran {name}; {'exit 1' if name == broken else 'true'}\n" for name in names]
    (tmp_path / "Makefile").write_text("".join(rules), encoding="utf-8")
    done = subprocess.run([".ci/run"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == (1 if broken else 0)
    assert [f"ran {name}" in done.stdout for name in names] == [True] * len(names)
    table = done.stdout.splitlines()[-len(names) :]
    outcomes = ["FAILED" if name == broken else "passed" for name in names]
    shape = r"make (\w+) +(\w+) +\d+ min \d\d s"
    assert [re.fullmatch(shape, line).groups() for line in table] == list(zip(names, outcomes, strict=True))


def test_the_editors_settings_are_those_of_the_formatter() -> None:
    settings = configparser.ConfigParser()
    settings.read_string("[top]\n" + (ROOT / ".editorconfig").read_text(encoding="utf-8"))
    length = re.search(r"^line-length = (\d+)$", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert length
    assert settings["*"]["max_line_length"] == length[1]
    assert settings["*"]["indent_size"] == "4"
    assert settings["Makefile"]["indent_style"] == "tab"
