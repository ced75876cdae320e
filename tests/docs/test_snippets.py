"""The commands and snippets of README and docs are run; what cannot be is listed here, with the reason."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.cli import main
from engine.cli.outbox import HEADINGS
from engine.language.load import load_catalogue
from tests.support.snippets import PAGES, ROOT, Block, Command, blocks, commands, inline

NOT_RUN = {  # how a command begins -> why no test runs it here
    "make run": "serves until stopped; tests/cli/test_ending.py starts the same command",
    "make test": "it is what runs this test",
    "make check": "continuous integration runs it beside this test",
    "make fixes": "continuous integration runs it beside this test",
    "make browser": "continuous integration runs it beside this test",
    "make faults": "continuous integration runs it beside this test",
    "git clone": "needs a network",
    "python -m engine.language.schema.editors": "writes into engine/language; a test there compares the files",
    "parcours serve": "serves until stopped; tests/cli/test_ending.py starts it",
    "export": "the values are elided; the tests of the settings set them",
    "curl": "needs a service under a public name; tests/production asks for /healthz",
}
AS_ROOT = "tests/production starts what these commands install"
SETTINGS = {
    "SECRET_KEY": "7c1f0b5e93d84a26be41f79a0c3d586e",
    "PUBLIC_BASE_URL": "https://demarches.example.fr",
    "TRUSTED_HOSTS": "demarches.example.fr",
    "MAIL_SERVER": "smtp.example.fr",
    "MAIL_DEFAULT_SENDER": "service@example.fr",
}


def change(old: str, new: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / "flows" / "espace_expert.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def accounts(folder: Path) -> None:
    (folder / "accounts.csv").write_text("key,status\nancien@exemple.fr,certificat_unique\n", encoding="utf-8")
    database(folder)


def database(folder: Path) -> None:
    assert run("parcours worker --dev --once", folder).returncode == 0


BEFORE = {  # what the page asks to be done before this command
    "parcours check": change("target: informations}", "target: informatons}"),
    "parcours register": accounts,
    "parcours outbox": database,
}
EXIT = {"parcours check": 1, "parcours paths cantine": 1}  # of a flow with a mistake; one transition is not reached yet
ALL = [command for page in PAGES for command in commands(page)]


def beginning(words: str, table: dict[str, object] | dict[str, str] | dict[str, int]) -> str | None:
    return next((key for key in table if words == key or words.startswith(f"{key} ")), None)


def without_venv(words: str) -> str:
    return words.replace(".venv/bin/", "")


def run(words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command of this project with this Python and the settings of docs/running.md."""
    program, *arguments = shlex.split(words)
    cwd = folder
    if program == "parcours":
        arguments = ["-m", "engine", *arguments]
    elif program == "pytest" or arguments[:2] == [
        "-m",
        "pytest",
    ]:  # its tests run by themselves: are its options known?
        arguments = ["-m", "pytest", *arguments[0 if program == "pytest" else 2 :], "--collect-only", "-q", "-n", "0"]
        cwd = ROOT
    else:
        assert program == "python", f"no test knows how to run {words!r}; add it to NOT_RUN with the reason"
    environment = {**os.environ, **SETTINGS, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, timeout=240, check=False
    )


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    for folder in ("flows", "forms", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


RUN = [c for c in ALL if c.prompt == "$" and not beginning(without_venv(c.words), NOT_RUN)]


@pytest.mark.parametrize("command", RUN, ids=lambda command: f"{command.page}:{command.line}")
def test_a_command_does_what_the_page_says(command: Command, scratch: Path) -> None:
    words = without_venv(command.words)
    if before := beginning(words, BEFORE):
        BEFORE[before](scratch)
    done = run(words, scratch)
    assert done.returncode == EXIT.get(words, 0), done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    if command.output and not words.startswith("parcours outbox list"):  # its rows are of a service that has run
        assert done.stdout.strip() == command.output.strip()


def test_commands_that_need_root_are_those_of_production() -> None:
    assert {command.page for command in ALL if command.prompt == "#"} == {"docs/production.md"}, AS_ROOT


def test_what_is_not_run_is_somewhere() -> None:
    shown = [without_venv(command.words) for command in ALL]
    assert [key for key in NOT_RUN if not any(beginning(words, {key: ""}) for words in shown)] == []


def test_the_list_of_mails_has_the_headings_of_the_command() -> None:
    (listed,) = [command for command in ALL if command.words == "parcours outbox list"]
    assert re.split(r"\s{2,}", listed.output.splitlines()[0]) == list(HEADINGS)


PYTHON = [block for page in PAGES for block in blocks(page) if block.language == "python"]


@pytest.mark.parametrize("block", PYTHON, ids=lambda block: f"{block.page}:{block.line}")
def test_a_python_snippet_runs_and_prints_what_its_comments_say(block: Block, scratch: Path) -> None:
    file = scratch / "snippet.py"
    file.write_text(block.text, encoding="utf-8")
    done = run("python snippet.py", scratch)
    assert done.returncode == 0, done.stderr
    printed = re.findall(r"^print\(.*\)  # (.*)$", block.text, re.MULTILINE)
    assert done.stdout.splitlines() == printed


def test_a_setting_changed_as_the_readme_says_loads(scratch: Path) -> None:
    (block,) = [block for block in blocks("README.md") if block.language == "yaml"]
    name = block.text.partition(":")[0].strip()
    flow = scratch / "flows" / "espace_expert.yaml"
    text = flow.read_text(encoding="utf-8")
    changed, times = re.subn(rf"^  {name}: .*$", "  " + block.text.strip(), text, count=1, flags=re.MULTILINE)
    assert times == 1
    assert changed != text
    flow.write_text(changed, encoding="utf-8")
    assert load_catalogue(scratch).problems == ()


@pytest.mark.parametrize("page", PAGES)
def test_json_is_json(page: str) -> None:
    for block in blocks(page):
        if block.language == "json":
            json.loads(block.text)


@pytest.mark.parametrize("page", PAGES)
def test_a_command_in_a_sentence_has_the_options_that_it_names(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in inline(page):
        found = re.match(r"(?:\.venv/bin/)?parcours (?:([a-z]+)\b(?: ([a-z]+)\b)?)?", words)
        if not found or "." in words.split()[-1].replace(".yaml", ""):
            continue
        family = [word for word in found.groups() if word] if found[1] in ("outbox", "register") else [found[1] or ""]
        with pytest.raises(SystemExit) as ended:
            main([*filter(None, family), "--help"])
        assert ended.value.code == 0, words
        printed = capsys.readouterr().out
        for option in re.findall(r"--[a-z-]+", words):
            assert option in printed, f"{words}: {option}"


TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_what_make_makes_has_a_rule(page: str) -> None:
    shown = [*inline(page), *(command.words for command in commands(page))]
    named = {words.split()[1] for words in shown if re.match(r"make [a-z]", words)}
    assert named - TARGETS == set()


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_a_file_of_this_repository_leads_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue  # an address, or an example of the flow language
        file, _, heading = target.partition("#")
        path = (ROOT / page).parent / file if file else ROOT / page
        assert path.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}, target


FOLDERS = ("engine", "tests", "docs", "bench", "templates", "flows", "forms")
EXAMPLES = (
    "flows/salle.yaml",
    "flows/salle_ecole.yaml",
    "flows/salle_maternelle.yaml",
    "flows/carte.yaml",
    "flows/membership.yaml",
    "flows/salle_association.yaml",
    "forms/besoin.yaml",
    "forms/sejour.yaml",
    "forms/cle.yaml",
    "forms/entreprise.yaml",
    "forms/foyer.yaml",
)  # of docs/language.md


@pytest.mark.parametrize("page", PAGES)
def test_a_path_that_is_named_is_there(page: str) -> None:
    for words in inline(page):
        if words not in EXAMPLES and re.fullmatch(rf"({'|'.join(FOLDERS)})(/[\w.-]+)+/?", words):
            assert (ROOT / words).exists() or (ROOT / f"{words}.py").exists(), words


def test_the_layers_are_printed_from_the_top_as_they_are_checked() -> None:
    (diagram,) = [b.text for b in blocks("README.md") if not b.language and b.text.startswith("engine/")]
    printed = [name for line in diagram.splitlines() for name in re.match(r"engine/([\w, ]+?)  ", line)[1].split(", ")]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = [contract["layers"] for contract in contracts if contract["id"] == "rooms"]
    rank = {name: number for number, layer in enumerate(layers) for name in layer.split(" | ")}
    assert [rank[name] for name in printed] == sorted(rank[name] for name in printed)


def test_the_story_of_a_simulation_has_no_traceback_where_the_database_fails(tmp_path: Path) -> None:
    done = run("python -m tests.support.simulation.story 84", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "log: not kept: the database is not available" in done.stdout
