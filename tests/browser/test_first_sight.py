"""What is found without a search: the field under its image."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.browser_person import BrowserPerson

pytestmark = pytest.mark.browser

Make = Callable[..., BrowserPerson]

BOX = "e => { const {x, y, width, height} = e.getBoundingClientRect(); return [x, y + scrollY, width, height]; }"


def box(person: BrowserPerson, what: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of an element, on the page."""
    left, top, width, height = person.tab.locator(what).first.evaluate(BOX)
    return left, top, left + width, top + height


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("entry", ["creation", "activation"])
def test_the_field_stands_right_under_its_image(browser: Make, width: int, entry: str) -> None:
    person = browser(viewport={"width": width, "height": 800})
    person.open(f"/espace_expert/start/{entry}")
    label, image, field, again, sound = (
        box(person, what) for what in ("[for=field-_answer]", ".gate img", "[name=_answer]", "[name=_again]", "audio")
    )
    assert label[3] <= image[1]
    assert 0 <= field[1] - image[3] <= 32
    assert abs(field[0] - image[0]) <= 2
    assert again[1] >= field[1]
    assert sound[1] >= again[3]
