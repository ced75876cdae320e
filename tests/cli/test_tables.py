"""Rows as CSV: nothing that a spreadsheet would compute, and read back as they were."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cli.tables import print_csv, read_csv
from engine.problems import EngineError
from tests.cli.test_commands import parcours


@pytest.mark.parametrize(
    ("cell", "written", "why"),
    [
        ("a@exemple.fr", "a@exemple.fr", "most are as they are"),
        ("=1+1", "'=1+1", "a formula"),
        ("+33 1 23 45 67 89", "'+33 1 23 45 67 89", "so is this to a spreadsheet"),
        ("-1", "'-1", "and this"),
        ("@SUM(A1)", "'@SUM(A1)", "and this"),
        ("\t=1", '"\'\t=1"', "what a spreadsheet skips"),
        ("＝1+1", "'＝1+1", "the wide signs of East Asian keyboards"),
        ("'=1", "''=1", "what was written so already"),
        ("'", "''", "an apostrophe alone"),
        ("d'eau", "d'eau", "one inside"),
        ("a;=1", '"a;=1"', "where the separator is a semicolon, this would be two cells"),
        ("a,b", '"a,b"', "a separator"),
        ('a"b', '"a""b"', "a quotation mark"),
        ('=HYPERLINK("http://x.example";A1)', '"\'=HYPERLINK(""http://x.example"";A1)"', "all of it"),
        ("", "", "nothing"),
    ],
)
def test_a_cell_is_text_to_a_spreadsheet(cell: str, written: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_csv([[cell, "actif"]])
    assert capsys.readouterr().out == f"{written},actif\n", why


@given(
    st.lists(st.text(st.sampled_from("=+-@'\",;\té a1＝"), min_size=1).map(lambda key: f"{key}x".strip()), min_size=1)
)
def test_what_is_written_is_read_back(keys: list[str]) -> None:
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.stdout", out)
        print_csv([key, "actif", "imported"] for key in keys)
    assert [cells for _, cells in read_csv(out.getvalue(), "x.csv")] == [[key, "actif", "imported"] for key in keys]
    plain = list(csv.reader(io.StringIO(out.getvalue())))
    assert not [row for row in plain if row[0][0] in "=+-@\t＝"], "no cell begins a formula, whoever reads it"


def test_a_cell_without_end_is_told_with_its_line() -> None:
    with pytest.raises(EngineError, match=r"x\.csv, line 2: .*quotation mark is not closed"):
        read_csv(f"a,actif\n{'a' * 200_000},actif\n", "x.csv")


def test_a_quotation_mark_that_is_not_closed_is_told_with_the_line_where_it_opens() -> None:
    """It was taken for a line with another separator, or swallowed the rest of the file."""
    with pytest.raises(EngineError, match=r"x\.csv, line 2: the file ends within quotation marks"):
        read_csv('a,actif\n"b,actif\nc,actif\n', "x.csv")


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\u00a0", "\u3000"])
def test_what_separates_lines_elsewhere_is_part_of_a_cell(separator: str, capsys: pytest.CaptureFixture[str]) -> None:
    row = [f"a{separator}b", "actif", "case"]
    print_csv([row, ["c", "actif", "case"]])
    assert read_csv(capsys.readouterr().out, "x.csv") == [(1, row), (2, ["c", "actif", "case"])]


def test_a_line_break_within_quotation_marks_is_of_its_cell_and_lines_are_counted() -> None:
    assert read_csv('"a\nb",actif\r\n\r\nc,actif\r\n', "x.csv") == [(1, ["a\nb", "actif"]), (4, ["c", "actif"])]


def test_what_list_prints_import_reads(tmp_path: Path) -> None:
    one, other = (("--database", f"sqlite:///{tmp_path}/{name}.db") for name in ("one", "other"))
    (tmp_path / "rows.csv").write_text("=a@exemple.fr,actif\n+b@exemple.fr,actif\n'c@exemple.fr,actif\n", "utf-8")
    assert parcours(tmp_path, "register", "import", "espaces", "rows.csv", *one).stdout == "3 added\n"
    listed = parcours(tmp_path, "register", "list", "espaces", *one, PYTHONIOENCODING="ascii").stdout
    assert listed.splitlines() == [
        "''c@exemple.fr,actif,imported",
        "'+b@exemple.fr,actif,imported",
        "'=a@exemple.fr,actif,imported",
    ]
    (tmp_path / "listed.csv").write_text(listed, "utf-8")
    assert parcours(tmp_path, "register", "import", "espaces", "listed.csv", *other).stdout == "3 added\n"
    assert parcours(tmp_path, "register", "list", "espaces", *other).stdout == listed
