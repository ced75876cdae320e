"""The tour that the tests of this folder look at leaves nothing out."""

from __future__ import annotations

from pathlib import Path

from tests.browser.tour import CHAPTERS, STATUSES, break_down
from tests.house import House

REFUSED = ("refused", "empty", "active", "pending", "unknown", "expired", "used", "wrong", "taken", "solved", "422")


def test_the_tour_stops_at_every_page_every_state_and_every_error_each_under_a_name(tmp_path: Path) -> None:
    names: list[str] = []
    paths: set[str] = set()
    statuses: set[int] = set()
    for chapter in CHAPTERS:
        (tmp_path / chapter).mkdir()
        house = House(tmp_path / chapter)
        break_down(house)
        for stop in CHAPTERS[chapter](house, house.person):
            page = stop.person.page
            names.append(stop.name)
            paths.add(page.path)
            statuses.add(page.status)
            assert (page.status == 422) == (stop.name.rpartition("-")[2] in REFUSED), stop.name
        flow, site = house.parcours.catalogue.flows["espace_expert"], house.parcours.catalogue.site
        house.close()
    assert len(set(names)) == len(names)
    begun = {entry.state.name for entry in flow.entries.values()}  # their pages stand at the entry's own address
    wanted = {f"/espace_expert/{name}" for name in {*flow.states, *flow.pages} - begun}
    wanted |= {f"/espace_expert/start/{entry}" for entry in flow.entries}
    wanted |= {page.path or f"/{page.name}" for page in site.pages.values()}
    assert wanted <= paths
    assert statuses >= {200, *STATUSES}
