"""An account with a certificate becomes one with an address and a password: each holder's way, and each refusal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO

import pytest
from pypdf import PdfReader

from engine.store import registers
from tests.support import expert
from tests.support.expert import EMAIL, PASSWORD
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest, codes_in, text_of

OPTION = "/option_sans_certificat"
E = "/espace_expert"
SOLE, SHARED, KEPT = "certificat@exemple.fr", "cabinet@exemple.fr", "conserve@exemple.fr"
NEW = "camille@exemple.fr"
CHOSEN = {"mot_de_passe": PASSWORD, "mot_de_passe_confirmation": PASSWORD}
MOVED = {**CHOSEN, "email_nouveau": NEW, "email_nouveau_confirmation": NEW}


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceUnderTest]:
    service = ServiceUnderTest(tmp_path_factory.mktemp("option"))
    yield service
    service.close()


def ask(person: Person, email: str) -> Page:
    """From the page on the option to the code that is mailed."""
    person.open(f"{E}/presentation")
    person.follow("Vous détenez un espace avec un certificat invalide ?")
    person.follow("Opter pour l'accès sans certificat")
    person.follow("Commencer")
    return person.solve("Continuer", email_certificat=email)


def give(person: Person, code: str) -> Page:
    person.open(f"{OPTION}/start/code")
    return person.press("Continuer", code_saisi=code)


def give_new(person: Person, code: str, password: str = PASSWORD) -> Page:
    """The code of a new address, by the link of its mail: with the password that was chosen."""
    person.open(f"{OPTION}/start/nouvelle")
    return person.press("Continuer", code_saisi=code, mot_de_passe_saisi=password)


def mailed(service: ServiceUnderTest, email: str) -> str:
    """The code of the last mail to an address."""
    return codes_in(text_of([mail for mail in service.mails() if mail["To"] == email][-1]))[0]


def show(service: ServiceUnderTest, person: Person, email: str) -> Page:
    """All the way to the sign-in details."""
    assert ask(person, email).path.endswith(f"{OPTION}/attente_code")
    return give(person, mailed(service, email))


def sole(service: ServiceUnderTest, person: Person, email: str = SOLE) -> Page:
    show(service, person, email)
    person.press("Continuer", **CHOSEN)
    return person.press("Confirmer l'option")


def first(service: ServiceUnderTest, person: Person) -> Page:
    show(service, person, SHARED)
    person.press("Continuer", choix="conserver", **CHOSEN)
    return person.press("Confirmer l'option")


def to_new_address(service: ServiceUnderTest, person: Person, email: str = KEPT, **chosen: str) -> Page:
    """The summary, with an address of one's own."""
    show(service, person, email)
    waiting = person.press("Continuer", **{**MOVED, **chosen})
    assert waiting.path.endswith(f"{OPTION}/attente_adresse"), waiting.text
    return person.press("Continuer", code_saisi=mailed(service, NEW))


def moved(service: ServiceUnderTest, person: Person) -> Page:
    to_new_address(service, person)
    return person.press("Confirmer l'option")


def sign_in(person: Person, email: str, password: str = PASSWORD) -> Page:
    person.open("/espace_professionnel")
    person.follow("Connexion à mon espace")
    return person.press("Entrer", email_saisi=email, mot_de_passe_saisi=password)


def status(service: ServiceUnderTest, email: str) -> str | None:
    with service.parcours.database.read() as tx:
        row = registers.row(tx, "espaces", email)
    return row.status if row else None


WAYS = [
    (sole, SOLE, {SOLE: "actif"}),
    (first, SHARED, {SHARED: "actif_partage"}),
    (moved, NEW, {NEW: "actif", KEPT: "actif_partage"}),
]


# ---- whole ways


@pytest.mark.parametrize(("way", "email", "kept"), WAYS)
def test_each_holder_comes_to_an_account_that_the_portal_opens(
    service: ServiceUnderTest, way: object, email: str, kept: dict[str, str]
) -> None:
    signed_in = [email, "Mon espace", "Se déconnecter"]
    person = service.person()
    page = way(service, person)  # type: ignore[operator]
    assert (page.path, page.h1, page.header()) == (
        f"{OPTION}/espace_cree",
        "Votre espace s'ouvre sans certificat",
        signed_in,
    )
    assert {key: status(service, key) for key in kept} == kept
    paper = person.follow("Sauvegardez ou imprimez récapitulatif")
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(paper.body)).pages)
    assert email in words
    person.open(f"{OPTION}/espace_cree")
    person.press("Accéder à mon espace")
    assert person.press("Se déconnecter").header() == []
    other = service.person()
    assert sign_in(other, email).path == f"{OPTION}/mon_espace"
    for path in (
        "/",
        "/procedures",
        f"{E}/presentation",
        f"{OPTION}/gerer_services",
        f"{OPTION}/espace_cree",
        "/nulle/part",
    ):
        assert other.open(path).header() == signed_in, path
    for path in (f"{E}/start/connexion", f"{OPTION}/mon_espace"):
        assert other.open(path).path == f"{OPTION}/mon_espace"
    other.press("Se déconnecter")
    assert other.open(f"{OPTION}/coordonnees").h1 == "Connexion à mon espace"
    back = other.press("Entrer", email_saisi=email, mot_de_passe_saisi=PASSWORD)
    assert (back.path, back.h1) == (f"{OPTION}/coordonnees", "Gérer vos coordonnées"), "a bookmark leads there"


def test_of_several_the_first_may_also_choose_another_and_leaves_the_address_to_the_others(
    service: ServiceUnderTest,
) -> None:
    person = service.person()
    to_new_address(service, person, SHARED, choix="changer")
    assert person.press("Confirmer l'option").header()[0] == NEW
    assert (status(service, SHARED), status(service, NEW)) == ("certificat_partage", "actif")


def test_after_the_first_has_kept_the_address_the_others_are_asked_for_another(service: ServiceUnderTest) -> None:
    first(service, service.person())
    page = show(service, service.person(), SHARED)
    assert "un autre détenteur l'a déjà conservée" in page.text
    assert page.value("email_nouveau") is not None
    assert page.tree.xpath("//input[@name='choix']") == []


def test_the_code_may_be_typed_in_another_browser(service: ServiceUnderTest) -> None:
    ask(service.person(), SOLE)
    assert give(service.person(), mailed(service, SOLE)).h1 == "Choisissez vos identifiants"


def test_wrong_passwords_are_counted_for_the_account_as_for_any_other(service: ServiceUnderTest) -> None:
    sole(service, service.person())
    assert [sign_in(service.person(), SOLE, "faux").status for _ in range(6)] == [422] * 5 + [429]


# ---- what comes along

HOLDINGS = [
    ("vide@exemple.fr", "Aucun dossier n'est rattaché à votre espace"),
    ("seul@exemple.fr", "Votre dossier et ses services sont repris."),
    (
        SOLE,
        "(plusieurs, dix au plus) et leurs services sont repris. Le service consulté ne donne pas leur nombre exact.",
    ),
    (SHARED, "(plus de dix) et leurs services sont repris. Le service consulté ne donne pas leur nombre exact."),
    ("panne@exemple.fr", "Leur nombre ne peut pas être indiqué, car l'inventaire ne répond pas."),
]


@pytest.mark.parametrize(("email", "said"), HOLDINGS)
def test_the_summary_and_the_account_say_what_comes_along(service: ServiceUnderTest, email: str, said: str) -> None:
    with service.parcours.database.write() as tx:
        registers.put(tx, "espaces", "vide@exemple.fr", "certificat_unique")
    person = service.person()
    show(service, person, email)
    given = {"choix": "conserver"} if email == SHARED else {}
    assert said in person.press("Continuer", **CHOSEN, **given).text
    person.press("Confirmer l'option")
    page = person.open(f"{OPTION}/gerer_services")
    assert said in page.text
    assert [other for _, other in HOLDINGS if other in page.text] == [said]


OF_ALL = "le nombre indiqué est celui de tous."


@pytest.mark.parametrize(("email", "several"), [(SOLE, False), (SHARED, True), (KEPT, True)])
def test_holders_of_one_address_read_that_the_number_is_that_of_all(
    service: ServiceUnderTest, email: str, several: bool
) -> None:
    """The service is asked about an address: each of several holders is told the same files."""
    person = service.person()
    assert (OF_ALL in show(service, person, email).text) is several
    if email == KEPT:
        person.press("Continuer", **MOVED)
        page = person.press("Continuer", code_saisi=mailed(service, NEW))
    else:
        page = person.press("Continuer", **CHOSEN, **({"choix": "conserver"} if several else {}))
    assert (page.h1, OF_ALL in page.text) == ("Récapitulatif", several)
    person.press("Confirmer l'option")
    assert (OF_ALL in person.open(f"{OPTION}/gerer_services").text) is several


# ---- refusals


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("inconnue@exemple.fr", "aucun espace avec certificat n'utilise cette adresse"),
        ("actif@exemple.fr", "s'ouvre déjà avec un mot de passe"),
        ("pas une adresse", "saisissez une adresse valide"),
        ("", "saisissez l'adresse de votre espace avec certificat"),
    ],
)
def test_an_address_of_no_account_with_a_certificate_is_refused(
    service: ServiceUnderTest, email: str, said: str
) -> None:
    page = ask(service.person(), email)
    assert page.status == 422
    assert said in page.errors[0]
    assert service.mails() == []


def test_a_request_in_progress_is_no_account_with_a_certificate(service: ServiceUnderTest) -> None:
    expert.preregister(service.person())
    page = ask(service.person(), EMAIL)
    assert page.status == 422
    assert "une demande de création d'espace est en cours" in page.errors[0]


@pytest.mark.parametrize("address", ["actif@exemple.fr", SHARED, SOLE, KEPT])
def test_a_new_address_that_is_taken_is_refused(service: ServiceUnderTest, address: str) -> None:
    person = service.person()
    show(service, person, KEPT)
    page = person.press("Continuer", **{**MOVED, "email_nouveau": address, "email_nouveau_confirmation": address})
    assert page.status == 422
    assert "déjà associée à un espace ou à une demande en cours" in page.errors[0]


def test_two_holders_at_once_one_keeps_the_address_and_the_other_is_asked_for_another(
    service: ServiceUnderTest,
) -> None:
    slow, faster, fast = service.person(), service.person(), service.person()
    for person in (slow, fast):
        show(service, person, SHARED)
    slow.press("Continuer", choix="conserver", **CHOSEN)
    show(service, faster, SHARED)
    fast.press("Continuer", choix="conserver", **CHOSEN)
    assert fast.press("Confirmer l'option").header()[0] == SHARED
    for page in (slow.press("Confirmer l'option"), faster.press("Continuer", choix="conserver", **CHOSEN)):
        assert (page.status, page.h1) == (422, "Choisissez vos identifiants")
        assert "un autre détenteur vient de conserver cette adresse" in page.errors[0]
    assert slow.press("Continuer", choix="changer", **MOVED).h1 == "Un code a été envoyé à votre nouvelle adresse"


def test_of_two_options_of_a_sole_holder_one_is_made(service: ServiceUnderTest) -> None:
    slow, fast, late = service.person(), service.person(), service.person()
    show(service, slow, SOLE)
    slow.press("Continuer", **CHOSEN)
    ask(late, SOLE)
    code = mailed(service, SOLE)
    sole(service, fast)
    assert slow.press("Confirmer l'option").h1 == "Cet espace n'a plus de certificat"
    assert give(late, code).h1 == "Cet espace n'a plus de certificat"
    assert late.page.link("Connexion à mon espace") == f"{E}/start/connexion"


def test_a_new_address_that_is_taken_meanwhile_is_replaced(service: ServiceUnderTest) -> None:
    person = service.person()
    to_new_address(service, person)
    expert.create(service, service.person(), NEW)
    assert person.press("Confirmer l'option").h1 == "Cette adresse vient d'être prise"
    assert person.press("Choisir une autre adresse").h1 == "Choisissez vos identifiants"
    another = "camille2@exemple.fr"
    chosen = {"email_nouveau": another, "email_nouveau_confirmation": another}
    person.press("Continuer", **{**CHOSEN, **chosen})
    give_new(person, mailed(service, another))
    assert person.press("Confirmer l'option").header()[0] == another


# ---- codes


def test_five_wrong_codes_end_the_try_and_the_code_is_still_good(service: ServiceUnderTest) -> None:
    ask(service.person(), SOLE)
    person = service.person()
    pages = [give(person, "K7M2XPQ9RT")] + [person.press("Continuer", code_saisi="K7M2XPQ9RT") for _ in range(4)]
    assert [page.status for page in pages] == [422] * 4 + [200]
    assert "Il vous reste 1 essai." in pages[3].text
    assert pages[4].h1 == "Trop de codes erronés"
    assert "S'il n'a pas expiré ni déjà servi, le code reçu reste valable" in pages[4].text
    person.follow("Saisir le code reçu")
    assert person.press("Continuer", code_saisi=mailed(service, SOLE)).h1 == "Choisissez vos identifiants"


def test_an_address_with_a_slip_is_corrected_where_its_code_is_waited_for(service: ServiceUnderTest) -> None:
    person = service.person()
    ask(person, SHARED)
    assert person.follow("Recommencer l'option, avec une autre adresse").h1.startswith("Indiquez l'adresse")
    assert person.solve("Continuer", email_certificat=SOLE).h1 == "Un code vous a été envoyé"
    assert give(person, mailed(service, SOLE)).h1 == "Choisissez vos identifiants"


def test_a_code_is_good_once(service: ServiceUnderTest) -> None:
    show(service, service.person(), SOLE)
    page = give(service.person(), mailed(service, SOLE))
    assert page.status == 422
    assert "ce code a déjà été utilisé" in page.errors[0]


NOTHING = "ce code et ce mot de passe n'ouvrent aucune option, ou ne sont plus valables"


def test_the_code_of_an_address_that_was_given_up_opens_nothing(service: ServiceUnderTest) -> None:
    person = service.person()
    show(service, person, KEPT)
    person.press("Continuer", **MOVED)
    code = mailed(service, NEW)
    person.press("Choisir une autre adresse")
    page = give_new(service.person(), code)
    assert page.status == 422
    assert NOTHING in page.errors[0]
    person.open(f"{OPTION}/identifiants")
    another = "camille2@exemple.fr"
    person.press("Continuer", **{**CHOSEN, "email_nouveau": another, "email_nouveau_confirmation": another})
    assert NOTHING in give_new(service.person(), code).errors[0]
    assert give_new(person, mailed(service, another)).h1 == "Récapitulatif"


@pytest.mark.parametrize("language", ["", "/en"])
def test_who_receives_the_code_of_the_new_address_opens_nothing_without_the_password(
    service: ServiceUnderTest, language: str
) -> None:
    """An address with a slip of the pen is somebody else's, who reads the code."""
    person, stranger = service.person(), service.person()
    show(service, person, KEPT)
    person.press("Continuer", **MOVED)
    code = mailed(service, NEW)
    page = give(stranger, code)
    assert (page.status, page.h1) == (422, "Saisissez le code reçu")
    assert "ce code est inconnu" in page.errors[0]
    button = "Continue" if language else "Continuer"
    stranger.open(f"{language}{OPTION}/start/nouvelle")
    for typed in ("", "UnAutreMotDePasse2026", "cabinet2026exempleExpert"):
        page = stranger.press(button, code_saisi=code, mot_de_passe_saisi=typed)
        assert (page.status, page.path) == (422, f"{language}{OPTION}/code_nouvelle")
    assert ("open nothing" if language else NOTHING) in page.errors[0]
    assert stranger.open(f"{OPTION}/identifiants").h1 != "Choisissez vos identifiants"
    page = give_new(service.person(), code)
    assert (page.h1, NEW in page.text) == ("Récapitulatif", True), "the holder, in another browser"


def test_the_mail_to_the_new_address_leads_where_the_password_is_asked(service: ServiceUnderTest) -> None:
    person = service.person()
    show(service, person, KEPT)
    person.press("Continuer", **MOVED)
    mail = text_of([mail for mail in service.mails() if mail["To"] == NEW][-1])
    assert f"{OPTION}/start/nouvelle" in mail
    assert f"{OPTION}/start/code" not in mail


def test_after_five_wrong_passwords_the_code_of_the_new_address_is_still_good(service: ServiceUnderTest) -> None:
    person, other = service.person(), service.person()
    show(service, person, KEPT)
    person.press("Continuer", **MOVED)
    code = mailed(service, NEW)
    other.open(f"{OPTION}/start/nouvelle")
    pages = [other.press("Continuer", code_saisi=code, mot_de_passe_saisi=f"AutreMotDePasse{n}") for n in range(5)]
    assert [page.status for page in pages] == [422] * 4 + [200]
    assert "Il vous reste 1 essai." in pages[3].text
    assert pages[4].h1 == "Trop d'essais"
    assert "S'il n'a pas expiré ni déjà servi" in pages[4].text
    other.follow("Saisir le code reçu")
    assert other.press("Continuer", code_saisi=code, mot_de_passe_saisi=PASSWORD).h1 == "Récapitulatif"


def test_the_code_of_the_new_address_is_typed_where_it_is_waited_for(service: ServiceUnderTest) -> None:
    person = service.person()
    show(service, person, KEPT)
    person.press("Continuer", **MOVED)
    page = person.press("Continuer", code_saisi="K7M2XPQ9RT")
    assert page.status == 422
    assert f"ce code n'est pas celui qui a été envoyé à {NEW}" in page.errors[0]
    assert "Il vous reste 4 essais." in page.text
    page = person.press("Continuer", code_saisi=mailed(service, NEW))
    assert (page.h1, mailed(service, NEW) in page.text) == ("Récapitulatif", False)
    person.press("Confirmer l'option")
    assert status(service, NEW) == "actif"


def test_after_five_wrong_codes_a_new_address_is_chosen_again(service: ServiceUnderTest) -> None:
    person = service.person()
    show(service, person, KEPT)
    person.press("Continuer", **MOVED)
    pages = [person.press("Continuer", code_saisi="K7M2XPQ9RT") for _ in range(5)]
    assert [page.status for page in pages] == [422] * 4 + [200]
    assert pages[-1].h1 == "Choisissez vos identifiants"


# ---- deadlines


@pytest.mark.parametrize("early", [1, 0])
@pytest.mark.parametrize("email", [SOLE, NEW])
def test_each_code_dies_after_24_hours(service: ServiceUnderTest, email: str, early: int) -> None:
    person = service.person()
    if email == SOLE:
        ask(person, SOLE)
    else:
        show(service, person, KEPT)
        person.press("Continuer", **MOVED)
    code = mailed(service, email)
    there = person.page.path
    service.advance(hours=24, seconds=-early)
    if early:
        typed = give if email == SOLE else give_new
        assert typed(service.person(), code).h1 in ("Choisissez vos identifiants", "Récapitulatif")
        return
    if email == NEW:
        assert NOTHING in give_new(service.person(), code).errors[0]
        assert person.open(there).h1 == "Confirmez votre nouvelle adresse", "what a code has opened is closed by then"
        return
    assert "ce code n'est plus valable" in give(service.person(), code).errors[0]
    assert person.open(there).h1 == "Votre option a expiré"
    assert person.follow("Recommencer l'option").h1 == "Indiquez l'adresse de votre espace avec certificat"


@pytest.mark.parametrize("early", [1, 0])
@pytest.mark.parametrize("stands", ["identifiants", "recapitulatif", "adresse_prise"])
def test_what_is_not_finished_within_two_hours_ends_and_the_account_stays_as_it_was(
    service: ServiceUnderTest, stands: str, early: int
) -> None:
    person, certificat = service.person(), KEPT if stands == "adresse_prise" else SOLE
    before = status(service, certificat)
    if stands == "adresse_prise":
        to_new_address(service, person)
        expert.create(service, service.person(), NEW)
        person.press("Confirmer l'option")
    else:
        show(service, person, SOLE)
        if stands == "recapitulatif":
            person.press("Continuer", **CHOSEN)
    title = person.page.h1
    for _ in range(4):  # nobody looks away longer than what a code has opened stays open
        service.advance(minutes=25)
        assert person.open(f"{OPTION}/{stands}").h1 == title
    service.advance(minutes=20, seconds=-early)
    assert person.open(f"{OPTION}/{stands}").h1 == (title if early else "Votre option a expiré")
    assert status(service, certificat) == before


@pytest.mark.parametrize("email", [SHARED, KEPT])
def test_what_has_expired_keeps_nothing_that_was_typed(service: ServiceUnderTest, email: str) -> None:
    person = service.person()
    show(service, person, email)
    choice = {"choix": "changer"} if email == SHARED else {}
    person.press("Continuer", **MOVED, **choice)
    person.press("Continuer", code_saisi="K7M2XPQ9RT")
    service.advance(hours=24)
    service.worker.fire()
    with closing(sqlite3.connect(service.database)) as connection:
        kept = " ".join(map(str, connection.execute("select * from cases").fetchall()))
    assert "expiree" in kept
    assert [typed for typed in (NEW, email, "changer", "K7M2XPQ9RT", "mot_de_passe") if typed in kept] == []


# ---- ways in


@pytest.mark.parametrize("flow", ["espace_expert", "espace_expert_collectivites"])
@pytest.mark.parametrize("email", [SOLE, SHARED, KEPT])
def test_the_blocked_pages_of_the_creation_lead_here(service: ServiceUnderTest, flow: str, email: str) -> None:
    person = service.person()
    person.open(f"/{flow}/start/creation")
    person.solve("Continuer", accepte=True)
    page = expert.identify(person, email)
    assert page.h1.startswith("Création impossible avec cette adresse électronique")
    assert ("Un collaborateur a conservé cette adresse" in page.text) is (email == KEPT)
    page = person.follow("Opter pour l'accès sans certificat")
    assert (page.path, page.h1) == (f"{OPTION}/adresse", "Indiquez l'adresse de votre espace avec certificat")


def test_it_speaks_english(service: ServiceUnderTest) -> None:
    person = service.person()
    person.open(f"/en{E}/option_sans_certificat")
    person.follow("Begin")
    assert person.solve("Continue", email_certificat=SOLE).h1 == "A code has been sent to you"
    mail = text_of(service.mails()[-1])
    assert "Somebody has asked to change the account" in mail
    person.open(f"/en{OPTION}/start/code")
    person.press("Continue", code_saisi=codes_in(mail)[0])
    page = person.press("Continue", **CHOSEN)
    assert "Your files (several, ten at most) and their services are carried over." in page.text
    assert person.press("Confirm the change").header() == [SOLE, "My account", "Sign out"]
