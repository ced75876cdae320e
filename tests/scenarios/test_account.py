"""An account one can live in: views, the header of who is signed in, the sign-in that leads where one wanted to go."""

from __future__ import annotations

from urllib.parse import urlencode, urljoin

import pytest

from tests.support import expert
from tests.support.expert import EMAIL
from tests.support.person import Page, Person, in_process
from tests.support.service_under_test import ServiceUnderTest
from tests.support.statements import listening

E = "/espace_expert"
SIGNED_IN = [EMAIL, "Mon espace", "Se déconnecter"]
VIEWS = {f"{E}/gerer_services": "Gérer mes services", f"{E}/coordonnees": "Gérer vos coordonnées"}
# Pages of each kind: outside any case, of the account, of another case, errors.
PAGES = {
    "/": 200,
    "/espace_professionnel": 200,
    "/procedures": 200,
    f"{E}/presentation": 200,
    f"{E}/mon_espace": 200,
    f"{E}/gerer_services": 200,
    f"{E}/coordonnees": 200,
    f"{E}/start/creation": 200,
    f"{E}/start/activation": 200,
    f"{E}/nulle_part": 404,
    "/nulle/part": 404,
    "/static/nulle.css": 404,
}


@pytest.fixture
def owner(service: ServiceUnderTest) -> Person:
    """Signed in, in a browser of their own."""
    expert.create(service, service.person())
    person = service.person()
    assert expert.sign_in(person).h1 == "Mon espace"
    return person


def another(service: ServiceUnderTest) -> Person:
    person = service.person()
    expert.sign_in(person)
    return person


def post(person: Person, path: str, pairs: list[tuple[str, str]]) -> Page:
    return person._send("POST", urljoin(person.page.url, path), urlencode(pairs).encode())


def notices(page: Page) -> list[str]:
    return [" ".join(notice.itertext()).strip() for notice in page.tree.xpath("//*[contains(@class, 'notice')]")]


# ---- views


def test_the_account_is_one_place_and_its_pages_are_reached_by_links(owner: Person) -> None:
    assert owner.page.buttons() == [], "the way out is in the header"
    assert owner.follow("Gérer mes services").path == f"{E}/gerer_services"
    assert owner.follow("Gérer vos coordonnées").path == f"{E}/coordonnees"
    page = owner.page
    assert page.h1 == "Gérer vos coordonnées"
    assert EMAIL in page.text
    assert "12 rue des Lilas" in page.text
    assert "Modifier" not in page.text
    assert page.tree.xpath("//main//form") == [], "nothing on it changes the case"
    assert owner.follow("Sauvegardez ou imprimez récapitulatif").headers["Content-Type"] == "application/pdf"


def test_back_leads_to_the_page_before_from_every_page_of_the_account(owner: Person) -> None:
    """Twice and three times: each is the page itself, with no line of excuse."""
    way = [f"{E}/mon_espace", f"{E}/gerer_services", f"{E}/coordonnees"]
    for path in (*way, *way[::-1], *way):
        page = owner.open(path)
        assert (page.path, page.status, notices(page)) == (path, 200, [])


def test_a_second_tab_shows_another_page_of_the_account_and_the_first_stays(owner: Person) -> None:
    first = owner.open(f"{E}/mon_espace")
    assert owner.open(f"{E}/coordonnees").h1 == "Gérer vos coordonnées"
    owner.page = first
    assert owner.follow("Gérer mes services").h1 == "Gérer mes services"
    assert notices(owner.page) == []


def test_two_browsers_in_the_account_do_not_disturb_each_other(service: ServiceUnderTest, owner: Person) -> None:
    owner.follow("Gérer mes services")
    second = another(service)
    for person, path in [(second, f"{E}/coordonnees"), (owner, f"{E}/gerer_services"), (owner, f"{E}/mon_espace")]:
        page = person.open(path)
        assert (page.path, notices(page), page.header()) == (path, [], SIGNED_IN)
    shown = owner.open(f"{E}/mon_espace")
    another(service)
    assert second.press("Se déconnecter").path == "/"
    owner.page = shown
    assert owner.follow("Gérer mes services").h1 == "Gérer mes services", "signed out there, open here"
    owner.page = shown
    page = owner.press("Se déconnecter")
    assert (page.path, page.header()) == ("/", []), "a form shown before a sign-in elsewhere still signs out"


def test_a_view_is_open_on_the_page_that_says_the_account_is_created(service: ServiceUnderTest) -> None:
    person = service.person()
    page = expert.create(service, person)
    assert page.h1 == "Votre espace est créé"
    assert page.header() == SIGNED_IN, "the code has signed in"
    assert page.buttons() == ["Accéder à mon espace"], "signing out is the header's"
    assert person.open(f"{E}/coordonnees").h1 == "Gérer vos coordonnées"
    assert person.open(f"{E}/espace_cree").h1 == "Votre espace est créé", "looking at a view moves nothing"


def test_who_signs_in_again_stands_in_the_account_and_not_on_the_page_of_its_creation(
    service: ServiceUnderTest,
) -> None:
    expert.create(service, service.person())
    assert another(service).page.path == f"{E}/mon_espace"


def test_back_from_the_account_shows_again_that_it_is_created(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.create(service, person)
    assert person.press("Accéder à mon espace").path == f"{E}/mon_espace"
    page = person.open(f"{E}/espace_cree")
    assert (page.path, page.h1, notices(page)) == (f"{E}/espace_cree", "Votre espace est créé", [])
    assert page.tree.xpath("//main//form") == [], "nothing on it changes the case"
    assert person.follow("Sauvegardez ou imprimez récapitulatif").headers["Content-Type"] == "application/pdf"
    person.page = page
    assert person.follow("Mon espace").path == f"{E}/mon_espace"


def test_a_post_to_a_view_shows_the_view_and_changes_nothing(owner: Person) -> None:
    _, pairs = owner.filled("Se déconnecter")
    for path, heading in VIEWS.items():
        for left_out in ((), ("_case",), ("_case", "_visit", "_event"), ("_token",), ("_case", "_token")):
            page = post(owner, path, [(name, value) for name, value in pairs if name not in left_out])
            assert (page.status, page.h1, page.header()) == (200, heading, SIGNED_IN), left_out
    nobody = post(owner, f"{E}/coordonnees", [])
    assert nobody.status == 403
    assert nobody.tree.xpath("//main//a[@href]"), "there is a way on"


@pytest.mark.parametrize("path", [*VIEWS, f"{E}/mon_espace", f"{E}/espace_cree"])
def test_a_page_of_the_account_asked_for_by_nobody_leads_to_the_sign_in(service: ServiceUnderTest, path: str) -> None:
    page = service.person().open(path)
    assert (page.path, page.h1) == (f"{E}/connexion", "Connexion à mon espace")


def test_a_bookmark_in_a_fresh_session_leads_to_the_sign_in_and_then_there(
    service: ServiceUnderTest, owner: Person
) -> None:
    for path in (*VIEWS, f"{E}/document/recapitulatif"):
        for wrong_before in (0, 1):
            person = service.person()
            assert person.open(path).h1 == "Connexion à mon espace"
            for _ in range(wrong_before):
                page = person.press("Entrer", email_saisi=EMAIL, mot_de_passe_saisi=f"{expert.PASSWORD}x")
                assert page.status == 422
            page = person.press("Entrer", email_saisi=EMAIL, mot_de_passe_saisi=expert.PASSWORD)
            assert (page.path, page.status) == (path, 200), wrong_before


def test_an_address_asks_for_nothing_after_the_sign_in_but_what_the_account_shows(
    service: ServiceUnderTest, owner: Person
) -> None:
    for then in (
        "https://ailleurs.example/",
        "//ailleurs.example",
        "document/",
        "document/inconnu",
        "identifiants",
        "start/creation",
        "../..",
        "coordonnees/../../x",
        '"><img src=x>',
        "x" * 5000,
        "",
    ):
        person = service.person()
        person.open(f"{E}/start/connexion?{urlencode({'then': then})}")
        page = person.press("Entrer", email_saisi=EMAIL, mot_de_passe_saisi=expert.PASSWORD)
        assert page.path == f"{E}/mon_espace", then


def test_a_request_that_is_no_account_shows_no_view(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.preregister(person)
    assert person.page.header() == []
    assert person.open(f"{E}/coordonnees").h1 == "Connexion à mon espace"
    assert person.open(f"{E}/document/recapitulatif").h1 == "Connexion à mon espace"


# ---- the header


def test_every_page_says_who_is_signed_in_and_is_kept_nowhere(owner: Person) -> None:
    for path, status in PAGES.items():
        page = owner.open(path)
        assert (page.status, page.header()) == (status, SIGNED_IN), path
        assert page.headers["Cache-Control"] == "private, no-store", path
        assert owner.follow("Mon espace").h1 == "Mon espace"


def test_a_refused_form_of_another_case_says_it_too_and_back_shows_it_again(owner: Person) -> None:
    owner.open(f"{E}/start/creation")
    page = owner.press("Continuer")
    assert (page.status, page.header()) == (422, SIGNED_IN)
    assert page.headers["Cache-Control"] == "private, no-cache"


def test_a_post_that_is_not_ours_says_it_too(owner: Person) -> None:
    page = post(owner, "/", [])
    assert (page.status, page.header()) == (405, SIGNED_IN)


def test_one_signs_out_on_every_page(owner: Person) -> None:
    for path in PAGES:
        owner.open(path)
        page = owner.press("Se déconnecter")
        assert (page.path, page.header()) == ("/", []), path
        assert owner.open(path).header() == []
        assert owner.open(f"{E}/mon_espace").h1 == "Connexion à mon espace"
        assert expert.sign_in(owner).header() == SIGNED_IN


def test_the_sign_in_leads_straight_in(owner: Person) -> None:
    owner.open("/")
    owner.follow("Votre espace professionnel")
    page = owner.follow("Connexion à mon espace")
    assert (page.path, page.h1) == (f"{E}/mon_espace", "Mon espace")


def test_a_first_form_begun_at_the_sign_in_does_not_stand_before_the_account(
    service: ServiceUnderTest, owner: Person
) -> None:
    form = service.person().open(f"{E}/start/connexion")
    owner.page = form
    assert owner.open(f"{E}/start/connexion").path == f"{E}/mon_espace"


def test_thirty_minutes_later_nobody_is_signed_in(service: ServiceUnderTest, owner: Person) -> None:
    service.advance(minutes=29, seconds=59)
    assert owner.open("/").header() == SIGNED_IN
    service.advance(seconds=1)
    for path in ("/", f"{E}/presentation", "/nulle_part"):
        assert owner.open(path).header() == []
    assert owner.open(f"{E}/coordonnees").h1 == "Connexion à mon espace"


def test_a_page_outside_the_case_does_not_lengthen_the_thirty_minutes(service: ServiceUnderTest, owner: Person) -> None:
    outside = ["/", f"{E}/presentation", "/procedures", "/nulle_part"]
    for minutes in (14, 14):
        service.advance(minutes=minutes)
        assert [owner.open(path).header() for path in outside] == [SIGNED_IN] * 4
    service.advance(minutes=2)
    assert [owner.open(path).header() for path in outside] == [[]] * 4


def test_a_page_of_the_account_lengthens_them(service: ServiceUnderTest, owner: Person) -> None:
    for path in (*VIEWS, f"{E}/mon_espace", *VIEWS):
        service.advance(minutes=20)
        assert owner.open(path).header() == SIGNED_IN


def test_who_has_begun_a_request_is_nobody_signed_in(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.to_recap(person)
    assert person.page.header() == []
    assert person.open("/").header() == []
    assert "private" not in person.page.headers["Cache-Control"]


def test_the_cookie_of_a_session_that_has_ended_names_nobody(owner: Person, service: ServiceUnderTest) -> None:
    before = dict(part.split("=", 1) for part in owner.cookies().split("; "))
    owner.press("Se déconnecter")
    thief = in_process(service.app, before)
    for path in ("/", f"{E}/coordonnees", "/nulle_part"):
        assert thief.open(path).header() == []


# ---- what it costs


def statements(service: ServiceUnderTest, person: Person, path: str) -> list[str]:
    """What is asked of the database for a page, but for what developer mode asks: its clock, its bar."""
    with listening() as heard:
        page = person.open(path)
    assert page.status == 200
    return [sent.module for sent in heard.statements if not sent.dev]


def test_a_page_costs_no_statement_more_than_it_needs(service: ServiceUnderTest, owner: Person) -> None:
    outside = ["/", "/assistance", f"{E}/presentation", "/procedures"]
    # The buttons of the bar give a cookie with the first page; without them: test_production_mode.py.
    assert [statements(service, service.person(), path) for path in outside] == [[]] * 4, "no cookie, nothing to ask"
    stranger = service.person()
    stranger.open(f"{E}/start/creation")
    assert [statements(service, stranger, path) for path in outside] == [["cases"]] * 4, "one look for a cookie"
    assert [statements(service, owner, path) for path in outside] == [["cases"]] * 4
    assert [statements(service, owner, path) for path in VIEWS] == [["cases"]] * 2, (
        "the look that each page begins with"
    )
