"""The commands as they are typed: what they print, where they refuse, with which exit code."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from engine.shipped import shipped
from tests.conftest import WriteFlow
from tests.support.shipped_flows import shipped_count

SETTINGS = {"SECRET_KEY", "PUBLIC_BASE_URL", "TRUSTED_HOSTS", "DATABASE_URL", "PARCOURS_ENV", "MAIL_SERVER"}


def parcours(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in a folder, with no setting of the machine's."""
    clean = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    environment = {**clean, "PYTHONPATH": str(shipped()), **settings}
    command = [sys.executable, "-m", "engine", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


BROKEN = """
    parcours: 1
    flow: essai
    title: Un essai
    version: "1"
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: un}}
    states:
      un:
        title: Un
        transitions: {suite: {label: Suite, target: deus}}
      deux: {title: Deux, final: true, titel: encore}
"""


def test_check_says_every_mistake_with_its_line_caret_cause_and_fix(tmp_path: Path, write_flow: WriteFlow) -> None:
    write_flow("essai", BROKEN)
    done = parcours(tmp_path, "check")
    assert done.returncode == 1
    assert 'flows/essai.yaml:12:49: unknown target "deus" [unknown-target]' in done.stdout
    assert "^^^^" in done.stdout
    assert "titel" in done.stdout, "all at once"
    assert done.stdout.count("cause:") == done.stdout.count("fix:") >= 2
    assert "problems in 1 file" in done.stderr


def test_check_of_one_file_and_as_json(tmp_path: Path, write_flow: WriteFlow) -> None:
    path = write_flow("essai", BROKEN)
    done = parcours(tmp_path, "check", "--json", str(path))
    assert done.returncode == 1
    codes = {problem["code"] for problem in json.loads(done.stdout)}
    assert {"unknown-target", "unknown-key"} <= codes


def test_check_of_what_is_shipped_finds_nothing(tmp_path: Path) -> None:
    done = parcours(tmp_path, "check")
    assert (done.returncode, done.stdout) == (0, f"{shipped_count()}: no problems\n")


def test_check_of_what_flows_share_tells_its_own_problems_alone(tmp_path: Path, write_flow: WriteFlow) -> None:
    with_form = BROKEN.replace("title: Un\n", "title: Un\n        form: oublie\n")
    write_flow(
        "essai", with_form, {"oublie": "{type: object, properties: {a: {type: strin, title: A}}}"}, "service: Un"
    )
    assert parcours(tmp_path, "check", "flows/site.yaml").stdout == "no problems\n"
    done = parcours(tmp_path, "check", "forms/oublie.yaml")
    assert done.returncode == 1
    assert "strin" in done.stdout
    assert "essai.yaml" not in done.stdout


@pytest.mark.parametrize(
    ("here", "file"),
    [
        (".", "{}/forms/oublie.yaml"),
        ("forms", "oublie.yaml"),
        ("flows", "../forms/oublie.yaml"),
        ("/", "{}/forms/oublie.yaml"),
    ],
    ids=["as an editor names it", "from its folder", "from beside it", "from elsewhere"],
)
def test_check_of_a_form_finds_its_problems_however_it_is_named(
    tmp_path: Path, write_flow: WriteFlow, here: str, file: str
) -> None:
    with_form = BROKEN.replace("title: Un\n", "title: Un\n        form: oublie\n")
    write_flow("essai", with_form, {"oublie": "{type: object, properties: {a: {type: strin, title: A}}}"})
    done = parcours(tmp_path / here, "check", file.format(tmp_path))
    assert done.returncode == 1
    assert '"type" cannot be "strin"' in done.stdout


def test_check_where_there_is_no_flow_says_so(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    done = parcours(tmp_path, "check")
    assert done.returncode == 1
    assert "no flow here" in done.stderr


@pytest.mark.parametrize("file", ["nowhere.yaml", "."], ids=["no such file", "a folder"])
def test_check_of_what_cannot_be_read_is_a_problem_and_no_traceback(tmp_path: Path, file: str) -> None:
    done = parcours(tmp_path, "check", file)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout


def test_serve_refuses_a_bad_flow_and_prints_its_problems(tmp_path: Path, write_flow: WriteFlow) -> None:
    write_flow("essai", BROKEN)
    done = parcours(tmp_path, "serve", "--dev", "--port", "0")
    assert done.returncode == 1
    assert "unknown-target" in done.stdout
    assert "not started" in done.stderr
    assert not (tmp_path / "var").exists(), "nothing was begun"


def test_serve_outside_developer_mode_says_every_setting_to_be_set(tmp_path: Path) -> None:
    done = parcours(tmp_path, "serve", "--port", "0", TRUSTED_HOSTS="exemple.fr")
    assert done.returncode == 1
    for name in ("SECRET_KEY", "PUBLIC_BASE_URL", "MAIL_SERVER", "MAIL_DEFAULT_SENDER"):
        assert f"{name} is not set" in done.stderr
    assert "TRUSTED_HOSTS" not in done.stderr


GOOD = {
    "SECRET_KEY": "7c1f0b5e93d84a26be41f79a0c3d586e",
    "PUBLIC_BASE_URL": "https://exemple.fr",
    "TRUSTED_HOSTS": "exemple.fr",
    "MAIL_SERVER": "relais.exemple.fr",
    "MAIL_DEFAULT_SENDER": "service@exemple.fr",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("PUBLIC_BASE_URL", "http://exemple.fr"),
        ("TRUSTED_HOSTS", ","),
        ("TRUSTED_HOSTS", "autre.fr"),
        ("MAIL_DEFAULT_SENDER", "nope"),
        ("MAIL_PORT", "99999999"),
        ("MAIL_USE_TLS", "maybe"),
        ("MAIL_CA_FILE", "/nowhere.pem"),
    ],
)
def test_serve_refuses_a_setting_that_would_fail_later(tmp_path: Path, name: str, value: str) -> None:
    done = parcours(tmp_path, "serve", "--port", "0", **{**GOOD, name: value})
    assert done.returncode == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "settings", "told"),
    [
        (["--host", "0.0.0.0"], {}, "0.0.0.0 is refused"),
        ([], {"PARCOURS_ENV": "production"}, "PARCOURS_ENV is production"),
    ],
    ids=["another host", "production"],
)
def test_developer_mode_serves_this_machine_alone(
    tmp_path: Path, arguments: list[str], settings: dict[str, str], told: str
) -> None:
    done = parcours(tmp_path, "serve", "--dev", "--port", "0", *arguments, **settings)
    assert done.returncode == 1
    assert told in done.stderr


def test_a_port_that_is_none_is_told(tmp_path: Path) -> None:
    done = parcours(tmp_path, "serve", "--dev", "--port", "99999")
    assert done.returncode == 2
    assert "'99999' is not a valid port: write a number from 0 to 65535" in done.stderr


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            "alice @exemple.fr,actif\n",
            "line 1: 'alice @exemple.fr' is not a valid e-mail address",
        ),  # no form would take it
        ("x@y@z.fr,actif\n", "line 1: 'x@y@z.fr' is not a valid e-mail address"),
        ("a@exemple.fr,actif\nc@exemple.fr,actif,de trop\n", "line 2: expected a key and a status, found 3 values"),
        ("a@exemple.fr,actif\n,\n", "line 2: no key"),
        ("a@exemple.fr,actif\nd@exemple.fr;actif\n", "this line uses another separator than the first one"),
    ],
)
def test_a_row_that_could_never_match_is_refused(tmp_path: Path, rows: str, told: str) -> None:
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    database = ("--database", f"sqlite:///{tmp_path}/own.db")
    done = parcours(tmp_path, "register", "import", "espaces", "rows.csv", *database)
    assert done.returncode == 1
    assert told in done.stderr
    assert parcours(tmp_path, "register", "list", "espaces", *database).stdout == ""


def test_a_look_makes_no_database_and_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = parcours(tmp_path, "register", "list", "espaces")
    assert done.returncode == 1
    assert "there is no database var/parcours.db" in done.stderr
    assert not (tmp_path / "var").exists()
    done = parcours(tmp_path, "register", "add", "espaces", "a@exemple.fr", "actif", "--folder", "nowhere")
    assert "--folder nowhere: there is no such folder" in done.stderr


def test_a_port_that_is_taken_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = parcours(tmp_path, "serve", "--dev", "--port", port)
    assert done.returncode == 1
    assert f"cannot serve on 127.0.0.1, port {port}" in done.stderr
    assert not (tmp_path / "var").exists()


def test_a_register_is_filled_from_a_file_whole_or_not_at_all(tmp_path: Path) -> None:
    database = ("--database", f"sqlite:///{tmp_path}/own.db")
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "key,status\nAncien@Exemple.fr,certificat_unique\nsans-arobase,actif\nb@exemple.fr,perdu\n", "utf-8"
    )
    done = parcours(tmp_path, "register", "import", "espaces", str(rows), *database)
    assert done.returncode == 1
    assert "line 3" in done.stderr
    assert "unknown status 'perdu'" in done.stderr
    assert parcours(tmp_path, "register", "list", "espaces", *database).stdout == ""
    rows.write_bytes(b"key,status\nren\xe9@exemple.fr,actif\n")  # as a spreadsheet saves it unasked
    done = parcours(tmp_path, "register", "import", "espaces", str(rows), *database)
    assert done.returncode == 1
    assert "line 2: this is not UTF-8" in done.stderr
    rows.write_text("\ufeffAncien@Exemple.fr;certificat_unique\nb@exemple.fr;certificat_partage\n", "utf-8")
    done = parcours(tmp_path, "register", "import", "espaces", str(rows), *database)
    assert (done.returncode, done.stdout) == (0, "2 added\n")
    assert parcours(tmp_path, "register", "add", "espaces", "B@exemple.fr", "certificat_unique", *database).stdout == (
        "1 changed\n"
    )
    assert parcours(tmp_path, "register", "list", "espaces", *database).stdout == (
        "ancien@exemple.fr,certificat_unique,imported\nb@exemple.fr,certificat_unique,imported\n"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["register", "list", "nulle_part"], "no register 'nulle_part'; declared: demandes, espaces"),
        (["register", "import", "espaces", "nowhere.csv"], "cannot be read"),
        (["register", "list", "espaces", "--database", "sqlite:////proc/nowhere/x.db"], "parcours:"),
    ],
    ids=["an unknown register", "a missing file", "a database that cannot be"],
)
def test_a_command_that_cannot_be_done_says_why_in_words(tmp_path: Path, arguments: list[str], told: str) -> None:
    done = parcours(tmp_path, *arguments)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_worker_does_what_is_due_and_ends(tmp_path: Path) -> None:
    done = parcours(tmp_path, "worker", "--dev", "--once")
    assert (done.returncode, done.stderr) == (0, "0 done\n")


def test_importing_the_package_loads_neither_flask_nor_sqlalchemy(tmp_path: Path) -> None:
    code = """
import sys, engine
engine.load_flow, engine.decide
print([name for name in ("flask", "sqlalchemy") if name in sys.modules])
"""
    environment = {**os.environ, "PYTHONPATH": str(shipped())}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
