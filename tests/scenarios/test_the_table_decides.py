"""
Which branch is taken and where it leads is what the library's table says: the shipped flow's own scenario ends
elsewhere on a table that was changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine.core.machine import AUTOMATIC, ON_TIMEOUT, ON_TRIES
from engine.problems import EngineError
from tests.support.expert import accept as accept_conditions
from tests.support.expert import activate, code_in, create, give_code, identify, preregister
from tests.support.service_under_test import ServiceUnderTest

Story = Callable[[ServiceUnderTest], str]


def _account(service: ServiceUnderTest) -> str:
    return create(service, service.person()).path


def _left_for_48_hours(service: ServiceUnderTest) -> str:
    person = service.person()
    preregister(person, "tard@exemple.fr")
    service.advance(hours=49)
    return person.open("/espace_expert/attente_activation").path


def _five_wrong_addresses(service: ServiceUnderTest) -> str:
    person = service.person()
    preregister(person, "juste@exemple.fr")
    give_code(person, code_in(service, "juste@exemple.fr"))
    for _ in range(5):
        page = person.press("Continuer", email_saisi="faux@exemple.fr")
    return page.path


def _known_address(service: ServiceUnderTest) -> str:
    create(service, service.person(), "pris@exemple.fr")
    person = service.person()
    accept_conditions(person)
    page = identify(person, "pris@exemple.fr")
    return f"{page.path} {page.status}"


def _wrong_address_once(service: ServiceUnderTest) -> str:
    person = service.person()
    preregister(person, "une@exemple.fr")
    page = activate(person, code_in(service, "une@exemple.fr"), "autre@exemple.fr")
    return f"{page.path} {page.status}"


STORIES: dict[str, tuple[Story, str]] = {
    "an account": (_account, "/espace_expert/espace_cree"),
    "left for 48 hours": (_left_for_48_hours, "/espace_expert/expiree"),
    "five wrong addresses": (_five_wrong_addresses, "/espace_expert/essais_epuises"),
    "a known address": (_known_address, "/espace_expert/identifiants 422"),
    "a wrong address": (_wrong_address_once, "/espace_expert/adresse 422"),
}


def told(service: ServiceUnderTest) -> dict[str, str]:
    """Where each story ends; "failed" where it cannot go on."""
    return {name: _end(story, service) for name, (story, _) in STORIES.items()}


def _end(story: Story, service: ServiceUnderTest) -> str:
    try:
        return story(service)
    except (AssertionError, LookupError, ValueError, EngineError) as error:  # whatever the page then lacks
        return f"failed: {type(error).__name__}"


EXPECTED = {name: end for name, (_, end) in STORIES.items()}


def edges(service: ServiceUnderTest, *triggers: str) -> Iterator[Any]:
    """The table's transitions: of these triggers, or all that are an analyst's own."""
    machine = service.parcours.machines.newest("espace_expert")
    assert machine
    for name, event in machine._table.events.items():
        if name in triggers or (not triggers and name not in (AUTOMATIC, ON_TIMEOUT, ON_TRIES)):
            yield from (edge for listed in event.transitions.values() for edge in listed)


def test_on_its_own_table_each_story_ends_as_the_flow_says(service: ServiceUnderTest) -> None:
    assert told(service) == EXPECTED


def test_without_its_conditions_no_story_of_a_guard_ends_there(service: ServiceUnderTest) -> None:
    for edge in edges(service):
        edge.conditions = []
    ends = told(service)
    assert {name for name in EXPECTED if ends[name] != EXPECTED[name]} >= {
        "an account",
        "five wrong addresses",
        "a wrong address",
    }


def test_with_its_destinations_swapped_no_story_ends_there(service: ServiceUnderTest) -> None:
    leading = [edge for edge in edges(service) if edge.dest]
    for edge, dest in zip(leading, [edge.dest for edge in leading[1:] + leading[:1]], strict=True):
        edge.dest = dest
    ends = told(service)
    assert [name for name in EXPECTED if ends[name] == EXPECTED[name]] == []


@pytest.mark.parametrize(
    ("triggers", "stories"),
    [
        ((), set(EXPECTED)),
        ((ON_TIMEOUT,), {"left for 48 hours"}),
        ((ON_TRIES,), {"five wrong addresses"}),
    ],
    ids=["targets", "timeouts", "tries"],
)
def test_without_destinations_no_story_goes_there(
    service: ServiceUnderTest, triggers: tuple[str, ...], stories: set[str]
) -> None:
    for edge in edges(service, *triggers):
        edge.dest = None
    ends = told(service)
    assert {name for name in EXPECTED if ends[name] != EXPECTED[name]} == stories


@pytest.mark.parametrize("trigger", [ON_TIMEOUT, ON_TRIES])
def test_a_timeout_and_spent_tries_are_looked_up_in_the_table(service: ServiceUnderTest, trigger: str) -> None:
    """Another destination there is where the case goes."""
    for edge in edges(service, trigger):
        edge.dest = "code_mort"
    story, _ = STORIES["left for 48 hours" if trigger == ON_TIMEOUT else "five wrong addresses"]
    assert story(service) == "/espace_expert/code_mort"
