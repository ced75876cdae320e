"""What stands at an address, and where a link leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.language.model import Link
from engine.language.urls import Address
from tests.support.service_under_test import ServiceUnderTest


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/aide", Address("page", None, "aide")),
        ("/nous/ecrire", Address("page", None, "contact")),
        ("/contact", Address("page", None, "contact")),
        ("/inscription", Address("flow", "inscription")),
        ("/inscription/", Address("flow", "inscription")),
        ("/inscription/conditions", Address("page", "inscription", "conditions")),
        ("/inscription/gouts", Address("state", "inscription", "gouts")),
        ("/inscription/of_an_older_version", Address("state", "inscription", "of_an_older_version")),
        ("/inscription/start/debut", Address("entry", "inscription", "debut")),
        ("/inscription/document/recu", Address("document", "inscription", "recu")),
        ("/", Address("home")),
        ("/nulle_part", None),
        ("/autre/gouts", None),
        ("/inscription/start/debut/plus", None),
        ("//inscription//gouts", None),
    ],
)
def test_an_address_names_one_thing(club: ServiceUnderTest, path: str, address: Address | None) -> None:
    assert club.parcours.links.urls.parse(path) == address


def test_a_page_has_one_address_and_others_lead_to_it(club: ServiceUnderTest) -> None:
    assert club.parcours.links.address(Address("page", None, "contact")) == "/nous/ecrire"
    answer = club.app.test_client().get("/contact")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/nous/ecrire")
    assert club.parcours.links.address(Address("page", "inscription", "aide")) == "/aide", "the site's, for a flow"


def test_a_flow_is_entered_by_the_page_that_leads_to_its_first_entry(club: ServiceUnderTest) -> None:
    flow = club.parcours.catalogue.flows["inscription"]
    assert club.parcours.links.front_door(flow) == "/inscription/presentation"
    assert club.parcours.links.front_door(replace(flow, pages={})) == "/inscription/start/debut"


def test_an_address_read_elsewhere_is_whole(club: ServiceUnderTest) -> None:
    href = club.parcours.links.href(club.parcours.catalogue.flows["inscription"], base="https://host.example")
    assert href("entry", "debut") == ("https://host.example/inscription/start/debut", False)
    assert href("url", "https://example.org/") == ("https://example.org/", False)


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/inscription/gouts", "/inscription/gouts"),
        ("/inscription/typed", "/inscription/…"),
        ("/inscription/start/typed", "/inscription/…"),
        ("/contact", "/contact"),
        ("/typed", "/…"),
        ("/static/typed", "/…"),
        ("/challenge/typed.png", "/…"),
    ],
)
def test_a_log_holds_what_is_declared_and_nothing_that_was_typed(
    club: ServiceUnderTest, path: str, logged: str
) -> None:
    assert club.parcours.links.without_values(path) == logged


@pytest.mark.parametrize("inside", [True, False])
def test_a_page_opens_in_a_new_tab_from_a_form_alone(club: ServiceUnderTest, inside: bool) -> None:
    href = club.parcours.links.href(club.parcours.catalogue.flows["inscription"], inside=inside)
    assert href("page", "conditions") == ("/inscription/conditions", inside)
    assert href("entry", "debut") == ("/inscription/start/debut", False)
    assert href("document", "recu") == ("/inscription/document/recu", False)
    assert href("flow", "inscription") == ("/inscription/start/debut", False)
    assert href("url", "https://example.org/") == ("https://example.org/", False)


@pytest.mark.parametrize(
    ("to", "address"),
    [
        ({"page": "conditions"}, "/inscription/conditions"),
        ({"flow": "inscription"}, "/inscription/start/debut"),
        ({"flow": "inscription", "entry": "debut"}, "/inscription/start/debut"),
        ({"flow": "inscription", "page": "presentation"}, "/inscription/presentation"),
        ({"url": "https://example.org/"}, "https://example.org/"),
    ],
)
def test_a_declared_link_leads_where_it_says(club: ServiceUnderTest, to: dict[str, str], address: str) -> None:
    catalogue = club.parcours.catalogue
    link = catalogue.site.foot[0]
    nowhere = dict.fromkeys(("page", "entry", "document", "url", "flow"))
    asked: Link = link._replace(**{**nowhere, **to})
    flow = None if asked.flow else catalogue.flows["inscription"]
    assert club.parcours.links.declared(flow, asked, inside=False) == (address, False)
