"""One line of a good flow typed wrongly: reported once, at that line, and its fix gives the good line again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.language.load import load_flow
from tests.support.fixes import apply_fix

LIBRARY = Path(__file__).parents[3] / "engine" / "language" / "manual" / "library"
GOOD = (LIBRARY / "flows" / "loan.yaml").read_text(encoding="utf-8")

# what is typed in place of what, and the code
FAULTS = [
    ("      after: keep", "     after: keep", "bad-indent", "one column too few"),
    ("    title: Which books?", "     title: Which books?", "bad-indent", "one too many"),
    ("    phase: ask\n    title: Which", "      phase: ask\n    title: Which", "bad-indent", "two too many, the first"),
    ("    form: request", "  form: request", "bad-indent", "one level too far left"),
    ("    form: request", "\t\tform: request", "tab-indent", "tabs"),
    ("    form: request", "  \tform: request", "tab-indent", "spaces and a tab"),
    ("    form: request", "\u00a0\u00a0\u00a0\u00a0form: request", "odd-space", "no-break spaces"),
    ("    form: request", "   \u202fform: request", "odd-space", "a narrow one behind spaces"),
    ("    form: request", "   \u2003form: request", "odd-space", "an em space"),
    ("    form: request", "  \u3000form: request", "odd-space", "an ideographic space, of two columns"),
    ("      Ticket {ticket}.", "     \u00a0Ticket {ticket}.", "odd-space", "in a text under a |"),
    ("              - mail: ready", "                mail: ready", "missing-dash", "a dash replaced by blanks"),
    ("              - mail: ready", "              mail: ready", "missing-dash", "a dash left out"),
    ("              - mail: ready", "              – mail: ready", "odd-dash", "an en dash"),
    ("              - mail: ready", "              • mail: ready", "odd-dash", "a bullet"),
    ("              - mail: ready", "              -mail: ready", "missing-space", "no space behind the dash"),
    ("    form: request", "    form\u00a0: request", "odd-space", "the French space before a colon"),
    ("    form: request", "    form： request", "odd-colon", "a wide colon"),
    ("    form: request", "    form request", "missing-colon", "no colon"),
    ("  ask: Your request", "  ask Your request", "missing-colon", "no colon behind a name"),
    ("{register: readers, key: email, status", "{register: readers key: email, status", "missing-comma", "no comma"),
    ("fills: {typed_code: pickup}", "fills: {typed_code: pickup", "unclosed-bracket", "a brace that is not closed"),
    ("ticket: {type", "ticket: type", "unclosed-bracket", "a brace that is not opened"),
]


@pytest.mark.parametrize(("good", "typed", "code", "why"), [pytest.param(*row, id=row[3]) for row in FAULTS])
def test_a_line_typed_wrongly_is_reported_once_and_its_fix_gives_the_flow_again(
    tmp_path: Path, good: str, typed: str, code: str, why: str
) -> None:
    assert good in GOOD
    for name in ("flows/site.yaml", "forms/code.yaml", "forms/request.yaml", "forms/lists/branches.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text((LIBRARY / name).read_text(encoding="utf-8"), encoding="utf-8")
    path = tmp_path / "flows" / "loan.yaml"
    path.write_text(GOOD.replace(good, typed, 1), encoding="utf-8")
    (found,) = load_flow(path)[1]
    assert (found.code, found.place.line) == (code, GOOD[: GOOD.index(good)].count("\n") + 1), str(found)
    assert apply_fix(found, tmp_path)
    assert re.sub(" +", " ", path.read_text(encoding="utf-8")) == re.sub(" +", " ", GOOD)
    assert load_flow(path)[1] == ()
