"""One sign-in opens every account of the service, whichever procedure has made it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.flows import test_option_sans_certificat as option
from tests.support import expert, simplifie
from tests.support.expert import EMAIL, PASSWORD
from tests.support.person import Page, Person, in_process
from tests.support.service_under_test import ServiceUnderTest, text_of

C = "/espace_expert_collectivites"
E = "/espace_expert"
SIGNED_IN = [EMAIL, "Mon espace", "Se déconnecter"]
SIREN = "200 000 008"
DOORS = [f"{E}/start/connexion", f"{C}/start/connexion"]


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceUnderTest]:
    service = ServiceUnderTest(tmp_path_factory.mktemp("collectivites"))
    yield service
    service.close()


def to_informations(person: Person, email: str = EMAIL) -> Page:
    person.open("/")
    person.follow("Votre espace professionnel")
    person.follow("Créer mon espace professionnel")
    person.follow("Créez l'espace de votre collectivité")
    person.follow("Commencer")
    person.solve("Continuer", accepte=True)
    return expert.identify(person, email)


def preregister(person: Person, email: str = EMAIL) -> Page:
    to_informations(person, email)
    person.press("Continuer", **expert.IDENTITY, siren_collectivite=SIREN)
    return person.press("Valider")


def activate(service: ServiceUnderTest, person: Person, code: str, email: str = EMAIL) -> Page:
    person.open("/espace_professionnel")
    person.follow("Activer l'espace de ma collectivité")
    person.solve("Continuer", code_activation=code)
    return person.press("Continuer", email_saisi=email)


def create(service: ServiceUnderTest, person: Person, email: str = EMAIL) -> Page:
    preregister(person, email)
    return activate(service, person, expert.code_in(service, email), email)


MADE = {"espace_expert": expert.create, "espace_expert_collectivites": create}


def sign_in(person: Person, door: str, password: str = PASSWORD) -> Page:
    person.open(door)
    return person.press("Entrer", email_saisi=EMAIL, mot_de_passe_saisi=password)


# ---- the variant's own


def test_a_local_authority_comes_from_the_portal_to_its_account(service: ServiceUnderTest) -> None:
    person = service.person()
    page = to_informations(person)
    assert (page.path, page.h1) == (f"{C}/informations", "Renseignez les informations de votre collectivité")
    recap = person.press("Continuer", **expert.IDENTITY, siren_collectivite=SIREN)
    assert "200000008" in recap.text
    waiting = person.press("Valider")
    assert "Votre délai : 7 jours" in waiting.text
    assert "lundi 30 novembre 2026" in waiting.text
    mail = text_of(service.mails()[-1])
    assert "« Activer l'espace de ma collectivité »" in mail
    assert f"{C}/start/activation" in mail
    page = activate(service, service.person(), expert.code_in(service))
    assert (page.path, page.h1, page.header()) == (f"{C}/espace_cree", "Votre espace est créé", SIGNED_IN)


@pytest.mark.parametrize(
    ("siren", "said"),
    [
        ("", "SIREN de la collectivité : saisissez ses 9 chiffres"),
        ("20000000", "vérifiez ses 9 chiffres"),
        ("2000000081", "vérifiez ses 9 chiffres"),
        ("200 000 009", "vérifiez ses 9 chiffres"),
        ("552100554", "commence par 1 ou par 2"),
    ],
)
def test_what_is_no_siren_of_a_local_authority_is_refused_at_its_field(
    service: ServiceUnderTest, siren: str, said: str
) -> None:
    person = service.person()
    to_informations(person)
    page = person.press("Continuer", **expert.IDENTITY, siren_collectivite=siren)
    assert (page.status, page.path, len(page.errors)) == (422, f"{C}/informations", 1)
    assert said in page.errors[0]
    assert person.press("Continuer", siren_collectivite="100 000 009").h1 == "Récapitulatif"


@pytest.mark.parametrize(("early", "opened"), [(1, True), (0, False)])
def test_the_request_of_a_local_authority_ends_after_seven_days(
    service: ServiceUnderTest, early: int, opened: bool
) -> None:
    person = service.person()
    preregister(person)
    code = expert.code_in(service)
    service.advance(days=7, seconds=-early)
    if opened:
        assert activate(service, service.person(), code).h1 == "Votre espace est créé"
        return
    other = service.person()
    other.open(f"{C}/start/activation")
    page = other.solve("Continuer", code_activation=code)
    assert page.status == 422
    assert "ce code a expiré, le délai de 7 jours est dépassé" in page.errors[0]
    assert preregister(service.person()).h1 == "Pré-inscription enregistrée", "the address is free again"


def test_the_variant_speaks_both_languages(service: ServiceUnderTest) -> None:
    person = service.person()
    page = person.open(f"/en{C}/presentation")
    assert page.h1 == "Create your local authority's account in expert mode"
    assert "within 7 days" in page.text
    assert person.follow("Begin").h1 == "Accept the terms and conditions and type the characters shown in the image"


def test_one_address_has_one_account_in_both_procedures(service: ServiceUnderTest) -> None:
    create(service, service.person())
    person = service.person()
    expert.accept(person)
    page = expert.identify(person)
    assert page.status == 422
    assert "un espace existe déjà avec cette adresse" in page.errors[0]


# ---- the sign-in


EVERY_MAKER = {**MADE, "espace_simplifie": simplifie.create, "option_sans_certificat": option.sole}


@pytest.mark.parametrize(
    ("before", "button", "said"),
    [("", "Se déconnecter", "Vous êtes déconnecté."), ("/en", "Sign out", "You are signed out.")],
)
@pytest.mark.parametrize("flow", EVERY_MAKER)
def test_signing_out_twice_is_told_as_signing_out_even_when_the_first_is_remembered_no_more(
    service: ServiceUnderTest, flow: str, before: str, button: str, said: str
) -> None:
    """A sign-out whose answer was lost is sent again: what is left is an account, whatever is known of it by then."""
    person = service.person()
    EVERY_MAKER[flow](service, person)
    page = person.open(f"{before}/{flow}/espace_cree")
    url, pairs = person.filled(button)
    cookies = dict(cookie.split("=", 1) for cookie in person.cookies().split("; "))
    assert said in person.post(url, pairs).text
    assert page.status == 200
    for days in (0, 31):  # for 30 days it is remembered why a browser does not hold a case any more
        service.advance(days=days)
        assert said in in_process(service.app, cookies).post(url, pairs).text, f"{days} days later"


@pytest.mark.parametrize("flow", MADE)
@pytest.mark.parametrize("door", DOORS)
def test_each_sign_in_opens_each_account_with_its_header_on_every_page(
    service: ServiceUnderTest, flow: str, door: str
) -> None:
    MADE[flow](service, service.person())
    person = service.person()
    page = sign_in(person, door)
    assert (page.path, page.h1, page.header()) == (f"/{flow}/mon_espace", "Mon espace", SIGNED_IN)
    for path in ("/", "/espace_professionnel", "/procedures", f"{E}/presentation", f"{C}/presentation", "/nulle/part"):
        assert person.open(path).header() == SIGNED_IN, path
    for path in ("mon_espace", "gerer_services", "coordonnees", "espace_cree", "gerer_services"):
        page = person.open(f"/{flow}/{path}")
        assert (page.path, page.status, page.header()) == (f"/{flow}/{path}", 200, SIGNED_IN)
    for other in DOORS:
        assert person.open(other).path == f"/{flow}/mon_espace", "who is signed in is led straight in"
    page = person.press("Se déconnecter")
    assert (page.path, page.header()) == ("/", [])
    assert person.open(f"/{flow}/coordonnees").h1 == "Connexion à mon espace"
    back = person.press("Entrer", email_saisi=EMAIL, mot_de_passe_saisi=PASSWORD)
    assert (back.path, back.h1) == (f"/{flow}/coordonnees", "Gérer vos coordonnées"), "a bookmark leads there after it"


@pytest.mark.parametrize("flow", MADE)
def test_the_portals_sign_in_opens_both(service: ServiceUnderTest, flow: str) -> None:
    MADE[flow](service, service.person())
    person = service.person()
    person.open("/espace_professionnel")
    person.follow("Connexion à mon espace")
    page = person.press("Entrer", email_saisi=EMAIL, mot_de_passe_saisi=PASSWORD)
    assert (page.path, page.header()) == (f"/{flow}/mon_espace", SIGNED_IN)


@pytest.mark.parametrize("flow", MADE)
def test_wrong_passwords_are_counted_once_at_all_sign_ins(service: ServiceUnderTest, flow: str) -> None:
    MADE[flow](service, service.person())
    tried = [sign_in(service.person(), door, "faux").status for door in [*DOORS, *DOORS, DOORS[1], DOORS[0]]]
    assert tried == [422] * 5 + [429]
    assert [sign_in(service.person(), door).status for door in DOORS] == [429] * 2
    service.advance(minutes=15)
    assert sign_in(service.person(), DOORS[1]).h1 == "Mon espace"


def test_a_bookmark_of_one_procedure_leads_who_has_an_account_of_the_other_to_their_own(
    service: ServiceUnderTest,
) -> None:
    create(service, service.person())
    person = service.person()
    assert person.open(f"{E}/coordonnees").h1 == "Connexion à mon espace"
    page = person.press("Entrer", email_saisi=EMAIL, mot_de_passe_saisi=PASSWORD)
    assert (page.path, page.header()) == (f"{C}/coordonnees", SIGNED_IN)
