"""docs/checks.md is written from the manuals of the codes; `--rewrite-golden` writes it again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.cli.explain import printed, shown
from engine.language.manual import MANUALS, Manual
from tests.language.faults.measure import declared
from tests.language.test_no_false_alarm import CASES
from tests.support import right_flows
from tests.support.cookbook import pieces

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
COMMAND = "pytest tests/docs/test_checks_doc.py --rewrite-golden"

HEAD = f"""\
# What `parcours check` finds

Every problem code: what is wrong, why it matters, an example with the engine's own output, and the same lines fixed.
`parcours check --explain CODE` prints one of them.

The examples change a few lines of a small procedure, in which readers borrow books:
[flows/loan.yaml](../engine/language/manual/library/flows/loan.yaml),
[flows/site.yaml](../engine/language/manual/library/flows/site.yaml),
[forms/request.yaml](../engine/language/manual/library/forms/request.yaml) and
[forms/code.yaml](../engine/language/manual/library/forms/code.yaml).

What is marked « note: » refuses nothing: `check` ends with 0, and the flow is served. In JSON its `severity` is `note`,
that of any other is `problem`.

This page is generated: `{COMMAND}` writes it again.
"""


def page() -> str:
    manuals = sorted(MANUALS.values())
    rows = [f"| [`{manual.code}`](#{manual.code}) | {first_sentence(manual)} |" for manual in manuals]
    contents = "\n".join(["| code | in short |", "|---|---|", *rows])
    return "\n\n".join([HEAD.rstrip(), figures(), contents, *map(section, manuals)]) + "\n"


def figures() -> str:
    """
    What `check` makes of the single faults in tests/language/faults, and of what is right.

    Nothing is measured here: each figure is a constant, or a count of cases, that tests of their own assert.
    """
    said = """\
How much it finds is measured: single faults of every kind are put into good files, one at a time – into those that
ship, and into a procedure that does not ship – and each is to be found, at its line and column, and alone. Where the
fix says what to type, that is typed by a machine, and nothing may be wrong any more. The faults are in
[tests/language/faults](../tests/language/faults)."""
    columns = ("put into", "faults", "found", "at their line", "at their column")
    head = "| " + " | ".join([*columns, "other problems beside them", "fixes to type", "fixes that do not fix"]) + " |"
    rows = [f"| {words} | {' | '.join(map(str, figures))} |" for words, figures in declared().items()]
    drawn = right_flows.declared()
    found = drawn.false_alarms or "nothing"
    right = f"""\
What is right must not be reported. In {drawn.flows} flows that are drawn by seeds and right by construction –
{drawn.states:,} states, {drawn.branches:,} branches, {drawn.guards:,} guards – it finds {found}; nor anything in
{len(CASES)} changes of a procedure that look wrong and are not, nor in the {len(pieces())} pieces of the
[cookbook](cookbook.md)."""
    return "\n\n".join([said, "\n".join([head, "|---|" + "---:|" * 7, *rows]), right])


def first_sentence(manual: Manual) -> str:
    sentence = re.split(r"(?<=[.!?])\s", manual.text.strip(), maxsplit=1)[0]
    return " ".join(sentence.split()).replace("|", "\\|").rstrip(".")


def section(manual: Manual) -> str:
    file = manual.file.rstrip("/")
    parts = [
        f"## {manual.code}",
        manual.text.strip(),
        *([f"In `{file}`:", fenced(shown(manual.wrong), "yaml")] if manual.wrong else [f"`{file}` is a folder:"]),
        fenced(printed(manual, fixed=False), "text"),
        *(["Right:", fenced(shown(manual.right), "yaml")] if manual.right else [f"Right: there is no `{file}`."]),
    ]
    return "\n\n".join(parts)


def fenced(text: str, language: str) -> str:
    return f"```{language}\n{text}\n```"


def test_the_page_is_what_the_manuals_say(request: pytest.FixtureRequest) -> None:
    written = page()
    if request.config.getoption("--rewrite-golden", default=False):
        PAGE.write_text(written, encoding="utf-8")
    if PAGE.read_text(encoding="utf-8") != written:
        pytest.fail(f"docs/checks.md is not what the manuals say; write it again: {COMMAND}", pytrace=False)
