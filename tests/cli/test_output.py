"""What a command does where its output, arguments or files are not what it hopes for: words, and an exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.cli import main
from engine.problems import Place, Problem, as_json, render
from engine.shipped import shipped
from tests.cli.test_commands import parcours
from tests.conftest import WriteFlow
from tests.support.shipped_flows import shipped_count

NOT_UTF8 = os.fsdecode(b"caf\xe9")


def problem(source: str = "", column: int = 1, fix: str = "take it out") -> Problem:
    return Problem("x", "wrong \x1b[31mred", Place("a.yaml", 1, column, 3, source), "because\nso", fix)


def test_what_a_terminal_would_obey_is_shown_escaped() -> None:
    told = render(problem("title: \x1b]0;x\x07 \u202eabc"))
    assert told.split("\n") == [
        "a.yaml:1:1: wrong \\x1b[31mred [x]",
        "  |",
        "1 | title: \\x1b]0;x\\x07 \\u202eabc",
        "  | ^^^",
        "  cause: because\\nso",
        "  fix:   take it out",
    ]
    assert as_json(problem())["message"] == "wrong \\x1b[31mred"


def test_carets_stand_below_what_they_mean_beside_escapes() -> None:
    lines = render(problem("a\x1b: b\x1bc", 5)).split("\n")
    assert lines[2:4] == ["1 | a\\x1b: b\\x1bc", "  |        ^^^^^^"]


@pytest.mark.parametrize("column", [1, 500, 1000, 999_990])
def test_a_quoted_line_is_cut_around_its_column_in_text_and_json(column: int) -> None:
    """A file that is one line, such as an environment, is not printed whole."""
    source = "".join(f"{n:09}" for n in range(111_112))
    long = problem(source, column, f"write: {source[: column - 1]}!{source[column - 1 :]}")
    for line in render(long).split("\n"):
        assert len(line) < 200 + 20
    assert len(as_json(long)["fix"]) < 200 + 20
    assert "!" in as_json(long)["fix"], "what changes is in it"


def test_a_short_fix_is_whole() -> None:
    assert as_json(problem("a: b", 1, "write: a: c"))["fix"] == "write: a: c"


def test_a_line_that_is_to_be_copied_is_never_cut() -> None:
    line = f'write: content: "{"mot " * 450}"'
    assert as_json(problem("content: mot", 1, line))["fix"] == line
    assert render(problem("content: mot", 1, line)).endswith(line)


def not_utf8(folder: Path) -> None:
    (folder / "flows" / f"{NOT_UTF8}.yaml").write_text("x", encoding="utf-8")


def a_line_break(folder: Path) -> None:
    (folder / "flows" / "a\nflows.yaml:1:1: fine.yaml").write_text("x", encoding="utf-8")


def a_folder(folder: Path) -> None:
    (folder / "flows" / "x.yaml").mkdir()


def a_form_that_is_a_folder(folder: Path) -> None:
    (folder / "forms" / "saisie.yaml").unlink()
    (folder / "forms" / "saisie.yaml").mkdir()


def a_dangling_site(folder: Path) -> None:
    (folder / "flows" / "site.yaml").symlink_to("nowhere.yaml")


def a_circle(folder: Path) -> None:
    (folder / "flows" / "site.yaml").symlink_to("site.yaml")


def the_environment(folder: Path) -> None:
    (folder / "flows" / "x.yaml").symlink_to("/proc/self/environ")


def a_form_outside(folder: Path) -> None:
    (folder / "forms" / "saisie.yaml").unlink()
    (folder / "forms" / "saisie.yaml").symlink_to("/proc/self/environ")


def a_site_outside(folder: Path) -> None:
    (folder / "flows" / "site.yaml").symlink_to("/proc/self/environ")


def texts_outside(folder: Path) -> None:
    (folder / "templates" / "texts").mkdir(parents=True)
    (folder / "templates" / "texts" / "fr.yaml").symlink_to("/proc/self/environ")


def a_layout_outside(folder: Path) -> None:
    (folder / "templates" / "mail").mkdir(parents=True)
    (folder / "templates" / "mail" / "letter.html").symlink_to("/proc/self/environ")


def all_templates_outside(folder: Path) -> None:
    (folder / "templates").symlink_to(shipped() / "templates")


def a_font_outside(folder: Path) -> None:
    (folder / "templates" / "fonts").mkdir(parents=True)
    (folder / "templates" / "fonts" / "x.ttf").symlink_to("/proc/self/environ")


def static_outside(folder: Path) -> None:
    (folder / "static").mkdir()
    (folder / "static" / "theme.css").symlink_to("/proc/self/environ")


def flows_outside(folder: Path) -> None:
    (folder / "flows").rename(folder.parent / "elsewhere")
    (folder / "flows").symlink_to(folder.parent / "elsewhere")


def no_flows(folder: Path) -> None:
    for path in (folder / "flows").iterdir():
        path.unlink()


def no_flows_at_all(folder: Path) -> None:
    no_flows(folder)
    (folder / "flows").rmdir()


def flows_that_are_a_file(folder: Path) -> None:
    no_flows_at_all(folder)
    (folder / "flows").write_text("x", encoding="utf-8")


def a_form_of_no_name(folder: Path) -> None:
    (folder / "forms" / f"{NOT_UTF8}.yaml").write_text("x", encoding="utf-8")


def a_pipe_for_a_font(folder: Path) -> None:
    (folder / "templates").mkdir()
    os.mkfifo(folder / "templates" / "x.ttf")


def templates_that_are_a_file(folder: Path) -> None:
    (folder / "templates").write_text("x", encoding="utf-8")


def texts_that_are_a_file(folder: Path) -> None:
    (folder / "templates").mkdir()
    (folder / "templates" / "texts").write_text("x", encoding="utf-8")


def texts_in_a_folder(folder: Path) -> None:
    (folder / "templates" / "texts" / "fr.yaml").mkdir(parents=True)


def static_that_is_a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "static")


FLOW = """
    parcours: 1
    flow: essai
    title: Essai
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: saisie}}
    states:
      saisie: {title: Saisie, form: saisie, transitions: {envoyer: {label: Envoyer, target: fin}}}
      fin: {title: Fin, final: true}
"""
FORM = "{type: object, properties: {nom: {type: string, title: Nom}}}"


@pytest.fixture
def folder(tmp_path: Path, write_flow: WriteFlow) -> Path:
    write_flow("essai", FLOW, {"saisie": FORM})
    return tmp_path


@pytest.mark.parametrize(
    "made",
    [
        not_utf8, a_line_break, a_folder, a_form_that_is_a_folder, a_dangling_site, a_circle, the_environment,
        a_form_outside, a_site_outside, texts_outside, a_layout_outside, all_templates_outside, a_font_outside,
        static_outside, flows_outside, no_flows, no_flows_at_all, flows_that_are_a_file, a_form_of_no_name,
        a_pipe_for_a_font, templates_that_are_a_file, texts_that_are_a_file, texts_in_a_folder, static_that_is_a_pipe,
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_problem_for_check_and_serve_alike(
    folder: Path,
    made: Callable[[Path], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary-7c1f0b5e93d8")
    assert main(["check", "--folder", str(folder)]) == 0
    made(folder)
    capsys.readouterr()
    assert main(["check", "--folder", str(folder)]) == 1
    told = capsys.readouterr()
    assert "[unreadable-file]" in told.out
    assert "canary" not in told.out + told.err
    assert main(["check", "--folder", str(folder), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [problem["code"] for problem in found] == ["unreadable-file"]
    assert all(problem["file"].isprintable() for problem in found)
    assert main(["serve", "--dev", "--port", "0", "--folder", str(folder)]) == 1
    assert "[unreadable-file]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("made", "cause", "fix"),
    [
        ("touch flows", "it is not a folder but a file", "put a folder in its place, or remove it"),
        ("mkfifo flows", "it is not a folder but a named pipe", "put a folder in its place, or remove it"),
        ("ln -s gone flows", "it is a link to a folder that is not there", "put the folder where it leads"),
        ("ln -s flows flows", "its links lead in a circle", "remove the link, or link to a folder"),
        ("true", "there is no such folder", "make it, and put the files into it"),
    ],
)
def test_what_is_there_in_place_of_the_flows_is_named_with_what_to_do(
    folder: Path, made: str, cause: str, fix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["sh", "-c", f"rm -r flows; {made}"], cwd=folder, check=True)
    assert main(["check", "--folder", str(folder)]) == 1
    told = capsys.readouterr().out
    assert f"cause: {cause}\n" in told
    assert fix in told


def test_of_a_site_that_cannot_be_read_nothing_is_said_to_be_unknown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The shipped flow names two dozen things of its site: all of them are declared, in a file that is not read."""
    for name in ("flows", "forms"):
        shutil.copytree(shipped() / name, folder / name, dirs_exist_ok=True)
    (folder / "flows" / "essai.yaml").unlink()
    (folder / "forms" / "saisie.yaml").unlink()
    (folder / "flows" / "site.yaml").unlink()
    (folder / "flows" / "site.yaml").symlink_to("gone.yaml")
    assert main(["check", "--folder", str(folder), "--json"]) == 1
    assert [problem["code"] for problem in json.loads(capsys.readouterr().out)] == ["unreadable-file"]


def test_a_form_that_nothing_can_name_is_to_be_called_otherwise(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "forms" / "Ma-saisie.yaml").write_text(FORM, encoding="utf-8")
    assert main(["check", "--folder", str(folder)]) == 1
    assert "fix:   call it ma_saisie.yaml and write form: ma_saisie in a state" in capsys.readouterr().out


def test_a_layout_that_is_not_utf8_is_to_be_saved_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "templates" / "page").mkdir(parents=True)
    (folder / "templates" / "page" / "page.html").write_bytes(b"one\ntwo \xe9\n")
    assert main(["check", "--folder", str(folder)]) == 1
    told = capsys.readouterr().out
    assert "page.html:2:1" in told
    assert "cause: it is not UTF-8 text" in told


def test_the_folder_may_be_a_link_and_mounted_configuration_is_read(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Kubernetes mounts a ConfigMap: files are links to `..data`, itself a link to a folder replaced whole."""
    for room in ("flows", "forms"):
        (folder / room / "..2026").mkdir()
        (folder / room / "..data").symlink_to("..2026")
        for path in [*(folder / room).glob("*.yaml")]:
            path.rename(folder / room / "..2026" / path.name)
            path.symlink_to(f"..data/{path.name}")
    served = folder / "served"
    served.symlink_to(".")
    monkeypatch.chdir(folder)
    for call in (["--folder", str(served)], ["flows/essai.yaml"], ["forms/saisie.yaml"], []):
        assert main(["check", *call]) == 0, call
    assert "cannot be read" not in capsys.readouterr().out
    broken = folder / "forms" / "..data" / "saisie.yaml"
    broken.write_text(FORM.replace("string", "strin"), encoding="utf-8")
    assert main(["check", "forms/saisie.yaml"]) == 1
    assert "forms/saisie.yaml:1:" in capsys.readouterr().out


def test_check_where_there_are_no_flows_says_whose_it_looked_at(tmp_path: Path) -> None:
    done = parcours(tmp_path, "check")
    assert done.stdout == f"{shipped_count()}: no problems\n"
    assert "no flows/ here: the flows that ship with Parcours are checked" in done.stderr


def run(folder: Path, shell: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs words of a shell, in which `parcours` is the command."""
    environment = {**os.environ, "PYTHONPATH": str(shipped()), **settings}
    script = f'parcours() {{ "{sys.executable}" -m engine "$@"; }}; {shell}; echo "${{PIPESTATUS[0]}}" >&2'
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize(
    ("shell", "code"),
    [
        ("parcours check flows/essai.yaml | head -n 1", "141"),
        ("parcours check --json flows/essai.yaml | true", "141"),
        ("parcours check flows/essai.yaml >&-", "1"),
        ("parcours check >/dev/full", "1"),
    ],
)
def test_output_that_nobody_reads_is_no_traceback(folder: Path, shell: str, code: str) -> None:
    # More than a pipe holds: else all may be written before nobody reads.
    wrong = "".join(f"titel_{number}: x\n" for number in range(3000))
    (folder / "flows" / "essai.yaml").write_text(wrong, encoding="utf-8")
    done = run(folder, shell)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert done.stderr.splitlines()[-1] == code


def test_an_interrupt_is_not_taken_for_done(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.cli.check.load_folder", interrupted)
    assert main(["check", "--folder", str(folder)]) == 130


def test_a_terminal_without_accents_shows_escapes(folder: Path) -> None:
    flow = folder / "flows" / "essai.yaml"
    flow.write_text(flow.read_text(encoding="utf-8").replace("Europe/Paris", "Réunion"), encoding="utf-8")
    done = parcours(folder, "check", PYTHONIOENCODING="ascii", LANG="C")
    assert (done.returncode, done.stdout.isascii()) == (1, True)
    assert "R\\xe9union" in done.stdout
    done = parcours(folder, "check", "--json", PYTHONIOENCODING="ascii", LANG="C")
    assert json.loads(done.stdout)[0]["message"] == 'unknown time zone "Réunion"'


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "--folder", NOT_UTF8], "caf\\xe9: there is no such folder"),
        (["check", "--folder", "/dev/null"], "--folder /dev/null: it is not a folder"),
        (["check", f"{NOT_UTF8}.yaml"], "caf\\xe9.yaml cannot be read"),
        (["check", "--folder", "\x1b[31m"], "\\x1b[31m: there is no such folder"),
        (["serve", "--dev", "--folder", NOT_UTF8], "caf\\xe9: there is no such folder"),
        (
            ["register", "add", "espaces", f"{NOT_UTF8}@exemple.fr", "actif"],
            "'caf\\xe9@exemple.fr' has bytes that are not UTF-8",
        ),
        (["register", "add", "espaces", "a@exemple.fr", NOT_UTF8], "parcours: 'caf\\xe9' has bytes that are not UTF-8"),
        (["register", "add", "espaces", "a@exemple.fr", "perdu"], "parcours: unknown status 'perdu'"),
        (["register", "list", NOT_UTF8], "no register 'caf\\udce9'"),
        (["register", "import", "espaces", f"{NOT_UTF8}.csv"], "caf\\xe9.csv cannot be read"),
        (["register", "import", "espaces", "/dev/zero"], "it is not a file but a device"),
        (["register", "import", "espaces", "."], "it is not a file but a folder"),
        (["outbox", "list", "--database", "sqlite:////dev/zero"], "/dev/zero is not a file"),
        (["register", "list", "espaces", "--database", "sqlite:////dev/zero"], "/dev/zero is not a file"),
        (["migrate", "--database", f"sqlite:///{NOT_UTF8}.db"], "there is no database caf\\xe9.db"),
    ],
)
def test_what_an_argument_names_is_told_in_characters_that_can_be_shown(
    arguments: list[str],
    told: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(arguments) == 1
    printed = capsys.readouterr()
    assert told in printed.out + printed.err
    assert "\x1b" not in printed.out + printed.err


@pytest.mark.parametrize(
    ("host", "fix"),
    [
        ("999.1.1.1", "--host is an address of this machine"),
        ("nowhere.invalid", "--host is an address of this machine"),
        ("192.0.2.1", "--host is an address of this machine"),  # nobody's
    ],
)
def test_where_it_cannot_listen_the_fix_is_of_the_host(
    host: str, fix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--host", host, "--folder", str(shipped())]) == 1
    told = capsys.readouterr().err
    assert fix in told
    assert "another --port" not in told


@pytest.mark.parametrize("number", ["9" * 19, "9" * 30, "٣", "²", "-1"])
def test_an_id_that_no_mail_can_have_is_told(
    number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(["register", "add", "espaces", "a@exemple.fr", "actif"]) == 0  # makes the database
    capsys.readouterr()
    assert main(["outbox", "retry", "--", number]) == 1
    told = capsys.readouterr().err
    assert "is waiting or has failed" in told or "is not a valid id" in told


def test_nothing_is_loaded_before_an_interrupt_is_expected(tmp_path: Path) -> None:
    """Ctrl-C in the half second in which the engine is loaded ended in a traceback."""
    code = "import sys, engine.cli; print(*(n for n in sys.modules if n.startswith('engine.')))"
    environment = {**os.environ, "PYTHONPATH": str(shipped())}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) <= {"engine.cli", "engine.cli.printing", "engine.problems"}


def test_rows_come_from_standard_input_too_and_no_more_than_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.cli.register.LARGEST", 1000)
    (tmp_path / "rows.csv").write_text("a@exemple.fr,actif\n" * 100, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["register", "import", "espaces", "rows.csv"]) == 1
    done = run(tmp_path, "echo a@exemple.fr,actif | parcours register import espaces -")
    assert done.stdout == "1 added\n"
