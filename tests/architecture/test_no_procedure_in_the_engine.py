"""The engine knows no procedure: no name that the shipped flow declares is in its code, examples or messages."""

from __future__ import annotations

import re
from pathlib import Path

import engine
from tests.support.shipped_flows import shipped_catalogue

ENGINE = Path(engine.__file__).parent
# Words of English that are names in the flow too.
COMMON = {"code", "conditions", "confirmation", "decision", "email", "question"}
# Dictionaries: what people write for a key or a type, in everyday words of any procedure.
DICTIONARIES = {"language/decoding/synonyms.py", "language/schema/meant.py"}


def declared() -> set[str]:
    """Every name of the shipped flows and their forms."""
    catalogue = shipped_catalogue()
    names: set[str] = set(catalogue.site.pages) | set(catalogue.site.registers)
    for flow in catalogue.flows.values():
        names |= {flow.name, *flow.states, *flow.mails, *flow.documents, *flow.pages, *flow.entries, *flow.forms}
        names |= {*flow.values, *flow.facts, *flow.guards, *flow.settings, *flow.registers, *flow.phases, *flow.codes()}
        names |= {field for form in flow.forms.values() for field in form.fields}
    return names


def test_no_name_of_the_shipped_procedure_is_in_the_engine() -> None:
    names = declared() - COMMON
    assert len(names) > 50, "the shipped flow declares names to look for"
    wanted = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, names)))})(?![\w-])")
    found = {
        f"{path.relative_to(ENGINE)}:{number}: {match[0]}"
        for path in ENGINE.rglob("*.py")
        if path.relative_to(ENGINE).as_posix() not in DICTIONARIES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for match in wanted.finditer(line)
    }
    assert found == set()
