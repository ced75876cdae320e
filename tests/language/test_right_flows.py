"""No false alarm: in 200 flows that are right by construction `check` finds nothing, and a person comes to an end."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.language.load import load_catalogue
from tests.support.every_key import COMPILED, data
from tests.support.right_flows import CHUNK, COUNTED, FLOWS, figures, grow, kept
from tests.support.right_flows.walking import Walk
from tests.support.service_under_test import ServiceUnderTest

WALKS = range(0, FLOWS, 10)


@pytest.mark.parametrize("first", range(0, FLOWS, CHUNK))
def test_check_finds_nothing_in_what_is_right_by_construction(tmp_path: Path, first: int) -> None:
    counted = figures(first)
    for seed in range(first, first + CHUNK) if counted.false_alarms else ():
        problems = load_catalogue(kept(grow(seed), tmp_path / str(seed))).problems
        assert not problems, f"seed {seed}\n\n" + "\n\n".join(map(str, problems))
    assert counted == COUNTED[first], "docs/checks.md says how many there are: write the figures there"


@pytest.mark.parametrize("seed", WALKS)
def test_a_person_comes_to_an_end_of_what_is_right_by_construction(tmp_path: Path, seed: int) -> None:
    grown = grow(seed)
    service = ServiceUnderTest(tmp_path / "data", kept(grown, tmp_path))
    service.parcours.templates.bytecode_cache = COMPILED
    try:
        assert Walk(service, grown.typed, seed).to_the_end()
    finally:
        service.close()


def test_a_seed_gives_the_same_flow_each_time() -> None:
    assert grow(7) == grow(7)
    assert len({grow(seed).files["flows/essai.yaml"] for seed in range(20)}) == 20


EXPECTED = """
    settings phases registers values facts guards entries pages states views mails documents retention
    content sections notes beside show gate form review back links transitions automatic tries timeout reminders
    on_enter final rest label skip_form first_of guard id target refuse resume leave effects state field where secret
    event fills claim release code spend number mail set when new_tab button view document page path per pause max
    minLength maxLength pattern allOf format enum oneOf const examples x-secret x-confirms x-widget x-ignore
    minimum maximum multipleOf x-unit x-grouping x-groups x-rules x-messages description items required of
"""


def test_they_use_what_the_language_offers() -> None:
    found: set[str] = set()
    for seed in range(FLOWS):
        for text in grow(seed).files.values():
            found |= words_of(data(text))
    assert set(EXPECTED.split()) - found == set()


def words_of(node: object) -> set[str]:
    """Every key, however deep."""
    if isinstance(node, dict):
        return {str(key) for key in node}.union(*map(words_of, node.values()))
    return set().union(*map(words_of, node)) if isinstance(node, list) else set()
