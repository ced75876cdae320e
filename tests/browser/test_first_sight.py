"""What is found without a search: the button that begins, the field under its image, the note beside its field."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support import expert
from tests.support.browser_person import BrowserPerson
from tests.support.service_under_test import ServiceUnderTest

pytestmark = pytest.mark.browser

Make = Callable[..., BrowserPerson]

BOX = "e => { const {x, y, width, height} = e.getBoundingClientRect(); return [x, y + scrollY, width, height]; }"


def box(person: BrowserPerson, what: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of an element, on the page."""
    left, top, width, height = person.tab.locator(what).first.evaluate(BOX)
    return left, top, left + width, top + height


@pytest.mark.parametrize(
    ("width", "height", "screens", "why"),
    [(390, 844, 2, "a phone: one flick of the thumb"), (1280, 800, 1, "a desktop: nobody scrolls for it")],
)
def test_the_button_that_begins_is_in_view(browser: Make, width: int, height: int, screens: int, why: str) -> None:
    person = browser(viewport={"width": width, "height": height})
    person.open("/espace_expert/presentation")
    _, top, _, bottom = box(person, "main a[href='/espace_expert/start/creation']")
    assert bottom <= screens * height, why
    cases = box(person, "main a[href*='cas_particuliers']")
    assert cases[3] <= top, "whoever must not begin reads so before"


def test_with_an_account_of_the_longest_address_it_is_in_view_too_and_the_way_out_stands_beside_the_way_in(
    service: ServiceUnderTest, browser: Make
) -> None:
    longest = "a" * 64 + "@" + "b" * 32 + ".fr"  # 100 characters, and no place to break a line
    assert len(longest) == 100
    expert.create(service, service.person(), longest)
    person = browser()
    expert.sign_in(person, longest)
    person.open("/espace_expert/presentation")
    for width, height, screens in ((1280, 800, 1), (390, 844, 2), (320, 640, 2)):
        person.tab.set_viewport_size({"width": width, "height": height})
        assert box(person, "main a[href='/espace_expert/start/creation']")[3] <= screens * height, width
        who, into, out = (box(person, what) for what in (".account-who", ".account-link", ".account-button"))
        assert into[1] < (out[1] + out[3]) / 2 < into[3], f"on one line, at {width}"
        assert who[2] <= into[0] or who[3] <= into[1], f"beside the address or under it, at {width}"


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


# The note (its words), the field it speaks of.
BESIDE = [
    ("identifiants", "Notez votre mot de passe", "[name=mot_de_passe]"),
    ("identifiants", "qu'à un seul espace", "[name=email]"),
    ("informations", "Choisissez soigneusement la question", "[name=question]"),
]


@pytest.mark.parametrize("width", [360, 1280])
def test_a_note_stands_beside_what_it_speaks_of(browser: Make, width: int) -> None:
    person = browser(viewport={"width": width, "height": 800})
    expert.accept(person)
    for state, words, field in BESIDE:
        if state == "informations" and person.page.path.endswith("identifiants"):
            expert.identify(person)
        note, there = box(person, f'.note:has-text("{words}")'), box(person, f"main {field}")
        sheet = box(person, "main")
        if width >= 1000:
            assert note[0] >= sheet[2], f"{words}: beside the sheet"
            assert note[1] - 40 <= there[3], f"{words}: not below"
            assert there[1] - note[1] <= 160, f"{words}: not far above"
        else:
            assert note[3] <= there[1], f"{words}: before it"
            assert there[1] - note[3] <= 400, f"{words}: not far above"
