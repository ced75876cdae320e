"""What stands at an address, and where a link leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.language.model import Link
from engine.service.browsing.results import Url
from engine.web.links import Spot, address_of, front_door, href_in, link_address, spot_at
from tests.support.service_under_test import House


@pytest.mark.parametrize(
    ("path", "spot"),
    [
        ("/aide", Spot("page", None, "aide")),
        ("/nous/ecrire", Spot("page", None, "contact")),
        ("/contact", Spot("page", None, "contact")),
        ("/inscription", Spot("flow", "inscription", "inscription")),
        ("/inscription/", Spot("flow", "inscription", "inscription")),
        ("/inscription/conditions", Spot("page", "inscription", "conditions")),
        ("/inscription/gouts", Spot("state", "inscription", "gouts")),
        ("/inscription/of_an_older_version", Spot("state", "inscription", "of_an_older_version")),
        ("/inscription/start/debut", Spot("entry", "inscription", "debut")),
        ("/inscription/document/recu", Spot("document", "inscription", "recu")),
        ("/", None),
        ("/nulle_part", None),
        ("/autre/gouts", None),
        ("/inscription/start/debut/plus", None),
        ("//inscription//gouts", None),
    ],
)
def test_an_address_names_one_thing(club: House, path: str, spot: Spot | None) -> None:
    assert spot_at(club.parcours.catalogue, path) == spot


def test_a_page_has_one_address_and_others_lead_to_it(club: House) -> None:
    assert address_of(club.parcours.catalogue, Spot("page", None, "contact")) == "/nous/ecrire"
    answer = club.app.test_client().get("/contact")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/nous/ecrire")
    assert address_of(club.parcours.catalogue, Url("page", "inscription", "aide")) == "/aide", "the site's, for a flow"


def test_a_flow_is_entered_by_the_page_that_leads_to_its_first_entry(club: House) -> None:
    flow = club.parcours.catalogue.flows["inscription"]
    assert front_door(club.parcours.catalogue, flow) == "/inscription/presentation"
    assert front_door(club.parcours.catalogue, replace(flow, pages={})) == "/inscription/start/debut"


@pytest.mark.parametrize("inside", [True, False])
def test_a_page_opens_in_a_new_tab_from_a_form_alone(club: House, inside: bool) -> None:
    catalogue = club.parcours.catalogue
    href = href_in(catalogue, catalogue.flows["inscription"], inside=inside)
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
def test_a_declared_link_leads_where_it_says(club: House, to: dict[str, str], address: str) -> None:
    catalogue = club.parcours.catalogue
    link = catalogue.site.foot[0]
    nowhere = dict.fromkeys(("page", "entry", "document", "url", "flow"))
    asked: Link = link._replace(**{**nowhere, **to})
    flow = None if asked.flow else catalogue.flows["inscription"]
    assert link_address(catalogue, flow, asked, inside=False) == (address, False)
