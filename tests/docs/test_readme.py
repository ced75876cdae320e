"""The Python of the README runs as it is written, and its figures are true."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from engine.settings import BadSettings, read_settings
from engine.settings.table import TABLE
from engine.shipped import shipped
from tests.browser.pictures import DRAWN, drawn
from tests.support.shipped_flows import shipped_catalogue

README = (shipped() / "README.md").read_text(encoding="utf-8")
SNIPPETS = [textwrap.dedent(found) for found in re.findall(r"^ *```python\n(.*?)^ *```$", README, re.M | re.S)]


def snippet_with(name: str) -> str:
    (found,) = [snippet for snippet in SNIPPETS if name in snippet]
    return found


def run(code: str, folder: Path) -> str:
    """What it prints, run in a folder, with no setting in the environment."""
    clean = {name: value for name, value in os.environ.items() if name not in {row.name for row in TABLE}}
    environment = {**clean, "PYTHONPATH": str(shipped())}
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def lines(path: str) -> int:
    return len((shipped() / path).read_text(encoding="utf-8").splitlines())


def test_it_says_how_long_each_procedure_is() -> None:
    told = dict(re.findall(r"^\| \[(\w+)\]\(flows/\w+\.yaml\) \|.*\| ([^|]+) \|$", README, re.M))
    flows = shipped_catalogue().flows
    assert told.keys() == flows.keys() - {"espace_expert"}
    for name, said in told.items():
        counted = f"{lines(f'flows/{name}.yaml'):,}"
        forms = sum(lines(f"forms/{form}.yaml") for form in flows[name].forms)
        variant = "forms" not in said.split()  # it has no form of its own
        assert said == (f"{counted}, and its form's field" if variant else f"{counted}, forms {forms}"), name
    assert f"of the {lines('flows/espace_expert.yaml'):,} lines of the expert procedure" in README


def test_a_flow_is_read_and_begun_without_a_database() -> None:
    snippet = snippet_with("begin(")
    printed = run(snippet, shipped())
    assert f"# {printed.strip()}\n" in snippet, "the comment is what it prints"


def test_the_service_is_embedded(tmp_path: Path) -> None:
    asked = "print(app.test_client().get('/', base_url='http://127.0.0.1').status_code)"
    assert run(f"{snippet_with('create_app')}\n{asked}", tmp_path) == "200\n"


def test_it_names_the_settings_that_are_needed_outside_developer_mode() -> None:
    text = README.partition("Without `dev=True`")[2].partition("BadSettings")[0]
    named = re.findall(r"`([A-Z_]+)`", text)
    with pytest.raises(BadSettings) as refused:
        read_settings({})
    assert named == [fault.split()[0] for fault in refused.value.faults]


def test_the_lengths_of_the_procedures_are_about_those_of_their_files() -> None:
    """A line more in a flow asks for no edit here; a procedure that has grown does."""
    said = dict(re.findall(r"^\| \[\w+\]\((flows/\w+\.yaml)\).*\| ([\d,]+)", README, re.MULTILINE))
    there = {path.relative_to(shipped()).as_posix() for path in shipped().glob("flows/*.yaml")}
    assert said.keys() == there - {"flows/site.yaml", "flows/espace_expert.yaml"}, "the largest has its own place"
    for name, lines in said.items():
        length = len((shipped() / name).read_text("utf-8").splitlines())
        assert abs(int(lines.strip(",").replace(",", "")) - length) <= length / 10, name


@pytest.mark.parametrize("name", DRAWN)
def test_the_picture_of_a_flow_has_the_states_and_transitions_of_today(name: str) -> None:
    """Other words or a longer delay ask for no new picture; another way through the procedure does: `make pictures`."""

    def within(picture: str) -> set[str]:
        return set(re.findall(r'id="((?:state|way|note)-\w+)"', picture))

    assert f"docs/images/{name}" in README
    assert within((shipped() / "docs" / "images" / name).read_text(encoding="utf-8")) == within(drawn(name))
