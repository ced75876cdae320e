"""
The engine knows no procedure: no name that any of the shipped flows declares is in its code, examples or messages, nor
is that of a sample plug-in.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import engine
from engine.registry import default_registry
from engine.shipped import shipped
from tests.support.shipped_flows import shipped_catalogue

ENGINE = Path(engine.__file__).parent
# Words of English that are names in the flows too.
COMMON = {"active", "code", "companies", "conditions", "confirmation", "decision", "email", "ok", "post", "question"}
COMMON |= {"refuse"}  # a keyword of the language too
# Dictionaries: what people write for a key or a type, in everyday words of any procedure.
DICTIONARIES = {"language/decoding/synonyms.py", "language/schema/meant.py"}


def declared() -> set[str]:
    """Every name of the shipped flows and their forms."""
    catalogue = shipped_catalogue()
    site = catalogue.site
    names: set[str] = {*site.pages, *site.registers, *site.settings}
    names |= {status for register in site.registers.values() for status in register.statuses}
    names |= {path.stem for path in (shipped() / "forms").glob("**/*.yaml")}
    names |= {sample.split()[1] for sample in default_registry().samples()}
    for flow in catalogue.flows.values():
        names |= {flow.name, *flow.states, *flow.mails, *flow.documents, *flow.pages, *flow.entries, *flow.forms}
        names |= {*flow.values, *flow.facts, *flow.guards, *flow.settings, *flow.registers, *flow.phases, *flow.codes()}
        names |= {field for form in flow.forms.values() for field in form.fields}
        names |= {*flow.views, *(event for state in flow.states.values() for event in state.transitions)}
        names |= {branch.id for branch in flow.branches() if branch.id}
        names |= {status for register in flow.registers.values() for status in register.statuses}
    return names


@pytest.mark.parametrize(
    "name",
    [
        "espace_expert_collectivites",  # a flow
        "attente_avis",  # a state
        "gerer_services",  # a view
        "demandes",  # a register of one flow
        "deposee",  # a status
        "naissance",  # a field
        "post",  # a plug-in
        "renvoyer",  # an event
    ],
)
def test_every_kind_of_name_of_every_flow_is_looked_for(name: str) -> None:
    assert name in declared()


def test_each_of_the_shipped_flows_is_looked_at() -> None:
    assert {path.stem for path in (shipped() / "flows").glob("*.yaml")} - {"site"} == set(shipped_catalogue().flows)


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
