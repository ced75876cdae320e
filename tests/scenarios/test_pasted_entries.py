"""What people paste: signs that nobody sees, what stands around a code, names that are written from right to left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.conftest import WriteFlow
from tests.support import expert
from tests.support.expert import ANSWER, EMAIL, IDENTITY, PASSWORD
from tests.support.service_under_test import ServiceUnderTest, text_of

HEAD = "parcours: 1\nflow: essai\ntitle: Essai\nlanguage: fr\ntimezone: Europe/Paris\n"
Hosted = Callable[..., ServiceUnderTest]


@pytest.fixture
def hosted(write_flow: WriteFlow, tmp_path: Path) -> Iterator[Hosted]:
    """A service with one flow: (flow without its head, form=…)."""
    services = []

    def host(flow: str, **forms: str) -> ServiceUnderTest:
        write_flow("essai", HEAD + flow, forms)
        services.append(ServiceUnderTest(tmp_path, tmp_path))
        return services[-1]

    yield host
    for service in services:
        service.close()


# A code, with whatever is copied along


@pytest.mark.parametrize(
    "around",
    ["{}.", "« {} »", "({})", '"{}",', "code:{}", "Code : {}", "\u202d{}\u202c", "*{}*", "Votre code\u00a0: {}\r\n"],
)
def test_a_code_with_what_stands_around_it_is_the_code_and_no_wrong_try(service: ServiceUnderTest, around: str) -> None:
    expert.preregister(service.person())
    code = expert.code_in(service)
    page = expert.give_code(service.person(), around.format(code))
    assert (page.status, page.path) == (200, "/espace_expert/adresse"), page.text


CODED = """
facts: {saisi: {code: cle, typed: code_saisi}}
entries: {debut: {state: saisie}}
states:
  saisie: {title: Saisie, form: saisie, transitions: {continuer: {label: Continuer, target: attente}}}
  attente:
    title: Attente
    form: attente
    on_enter: [{code: {name: cle, length: 10, lives: 2 days}}, {mail: cle}]
    transitions:
      continuer:
        label: Continuer
        first_of:
          - {guard: not saisi == "valid", refuse: {field: code_saisi, message: Non.}}
          - {target: fin}
  fin: {title: Fin, final: true}
mails: {cle: {to: secours, subject: Clé, content: "{cle}"}}
settings: {secours: secours@exemple.fr}
"""


def test_a_phone_offers_the_code_of_a_message_where_that_code_is_typed_and_nowhere_else(hosted: Hosted) -> None:
    """It was offered for an IBAN too."""
    service = hosted(
        CODED,
        saisie="properties: {iban: {type: string, title: IBAN, x-widget: code}}",
        attente="properties: {code_saisi: {type: string, title: Code}}",
    )
    person = service.person()
    person.open("/essai/start/debut")
    assert person.page.tree.xpath("//*[@name='iban']/@autocomplete") == []
    person.press("Continuer", iban="NL91")
    assert person.page.tree.xpath("//*[@name='code_saisi']/@autocomplete") == ["one-time-code"]


# A password that was pasted with a space

SPACE = (
    "Mot de passe : votre saisie contient un espace, et la réponse enregistrée n'en a pas. "
    "Retirez-le ; une copie en ajoute souvent un à la fin."
)


MORE_SPACE = (
    "Confirmez votre mot de passe : votre saisie contient un espace que « Mot de passe » n'a pas. "
    "Retirez-le ; une copie en ajoute souvent un à la fin."
)


@pytest.mark.parametrize("typed", [f"{PASSWORD} ", f" {PASSWORD}", f"{PASSWORD}\u00a0", f"{PASSWORD}\u200b", "un mot"])
def test_a_space_that_the_password_cannot_have_is_named_and_is_no_try(service: ServiceUnderTest, typed: str) -> None:
    """It was refused as unknown, and five of them kept the owner out."""
    expert.create(service, service.person())
    person = service.person()
    for _ in range(6):
        page = expert.sign_in(person, EMAIL, typed)
        assert page.status == 422
        assert page.errors == [SPACE]
    assert expert.sign_in(person, EMAIL, PASSWORD).h1 == "Mon espace"


def test_a_confirmation_with_a_space_too_many_is_told_so_whatever_the_form_s_own_words(
    service: ServiceUnderTest,
) -> None:
    person = service.person()
    expert.accept(person)
    again = {"mot_de_passe": PASSWORD, "mot_de_passe_confirmation": f"{PASSWORD} "}
    page = person.press("Continuer", email=EMAIL, email_confirmation=EMAIL, **again)
    assert page.errors == [MORE_SPACE]


def test_a_wrong_password_without_a_space_is_unknown_as_before(service: ServiceUnderTest) -> None:
    expert.create(service, service.person())
    page = expert.sign_in(service.person(), EMAIL, f"{PASSWORD}é ")
    assert "inconnus" in page.text, "without its space it would not be one either"


ANSWERED = """
registers: {comptes: {kind: email, statuses: [ouvert]}}
facts: {compte: {register: comptes, key: courriel}}
entries: {creation: {state: inscription}, retour: {state: entree}}
states:
  inscription:
    title: Inscription
    form: inscription
    transitions:
      ouvrir:
        label: Ouvrir
        first_of:
          - {guard: compte != "free", refuse: {message: Pris.}}
          - {target: compte_ouvert, effects: [{claim: {register: comptes, key: courriel, status: ouvert}}]}
  compte_ouvert: {title: Votre compte, rest: true}
  entree:
    title: Entrée
    form: entree
    tries: {max: 3, per: courriel_saisi, pause: 15 minutes}
    transitions:
      entrer:
        label: Entrer
        first_of:
          - resume:
              state: compte_ouvert
              register: comptes
              key: courriel_saisi
              where: {telephone: telephone_saisi}
              secret: {mot: mot_saisi}
          - {refuse: {message: Inconnu.}}
"""
SIGN_UP = """
properties:
  courriel: {type: string, format: email, title: Courriel}
  telephone: {type: string, format: tel, title: Téléphone}
  mot: {type: string, title: Mot, x-secret: true, x-widget: text, minLength: 2}
required: [courriel, telephone, mot]
"""
SIGN_IN = """
properties:
  courriel_saisi: {type: string, format: email, title: Courriel}
  telephone_saisi: {type: string, format: tel, title: Téléphone}
  mot_saisi: {type: string, title: Mot, x-secret: true, x-widget: text}
required: [courriel_saisi, telephone_saisi, mot_saisi]
"""


def test_a_secret_that_is_no_password_is_the_same_with_a_space_and_a_number_however_it_is_written(
    hosted: Hosted,
) -> None:
    service = hosted(ANSWERED, inscription=SIGN_UP, entree=SIGN_IN)
    person = service.person()
    person.open("/essai/start/creation")
    page = person.press("Ouvrir", courriel="a@exemple.fr", telephone="+33 (0)1 02 03 04 05", mot="Zouzou ")
    assert page.h1 == "Votre compte", page.text
    person = service.person()
    person.open("/essai/start/retour")
    page = person.press(
        "Entrer",
        courriel_saisi="\u202amailto:A@exemple.fr\u202c",
        telephone_saisi="tel:0033102030405",
        mot_saisi="\u200bZouzou",
    )
    assert page.h1 == "Votre compte", page.text


def test_blanks_are_no_answer_of_trust(service: ServiceUnderTest) -> None:
    person = service.person()
    expert.accept(person)
    expert.identify(person)
    page = person.press("Continuer", **{**IDENTITY, "reponse": " \u200b "})
    assert page.errors == ["Réponse : saisissez la réponse de votre choix, par exemple Zouzou."]
    assert person.press("Continuer", **{**IDENTITY, "reponse": f"{ANSWER} "}).path == "/espace_expert/recapitulatif"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("+1 (418) 555-1234", "+1 (418) 555-1234"),
        ("+49 (30) 1234567", "+49 (30) 1234567"),
        ("(01) 02 03 04 05", "(01) 02 03 04 05"),
        ("01/02/03/04/05", "01/02/03/04/05"),
        ("tel:+33102030405", "+33102030405"),
        ("\u202d+33 1 02 03 04 05\u202c", "+33 1 02 03 04 05"),
    ],
)
def test_a_telephone_number_is_taken_as_people_write_it(service: ServiceUnderTest, typed: str, shown: str) -> None:
    person = service.person()
    expert.accept(person)
    expert.identify(person)
    page = person.press("Continuer", **{**IDENTITY, "telephone": typed, "code_postal": "75\u202f005"})
    assert page.path == "/espace_expert/recapitulatif", page.errors
    assert f"Téléphone {shown}" in page.text
    assert "Code postal 75005" in page.text


# A value does not change the text around it

CHAIN = """
entries: {debut: {state: saisie}}
states:
  saisie: {title: Saisie, form: saisie, transitions: {continuer: {label: Continuer, target: fin}}}
  fin: {title: Fin, final: true}
"""

GREETING = """
entries: {debut: {state: saisie}}
states:
  saisie:
    title: Saisie
    form: saisie
    transitions: {continuer: {label: Continuer, target: recap, effects: [{mail: accueil}]}}
  recap:
    title: "Bonjour {nom}, 100 euros"
    review: true
    content: "Bonjour {nom}, votre montant est de 100 euros."
    links: [{label: Reçu, document: recu}]
    final: true
mails: {accueil: {to: courriel, subject: "Bonjour {nom}, 100 euros", content: "Bonjour {nom}, 100 euros."}}
documents: {recu: {title: Reçu, content: "Bonjour {nom} 100 euros.", review: true}}
"""
NAME = """
properties:
  nom: {type: string, title: Nom}
  courriel: {type: string, format: email, title: Courriel}
required: [nom, courriel]
"""


def test_an_override_is_not_kept(hosted: Hosted) -> None:
    service = hosted(GREETING, saisie=NAME)
    person = service.person()
    person.open("/essai/start/debut")
    page = person.press("Continuer", nom="abc\u202edef", courriel="a@exemple.fr")
    assert "Bonjour abcdef, votre montant est de 100 euros." in page.text
    assert "\u202e" not in page.body.decode()
    mail = service.mails()[-1]
    assert mail["Subject"] == "Bonjour abcdef, 100 euros – Parcours"
    assert "Bonjour abcdef, 100 euros." in text_of(mail)
    (page_of_pdf, *_) = PdfReader(BytesIO(person.follow("Reçu").body)).pages
    assert "Bonjour abcdef 100 euros." in page_of_pdf.extract_text()


@pytest.mark.parametrize("kind", ["type: string, format: date", "type: integer", "type: number"])
def test_nor_is_one_that_quotes_what_could_not_be_read(hosted: Hosted, kind: str) -> None:
    keyword = "format" if "date" in kind else "type"
    own = f"properties: {{nom: {{title: N, {kind}, x-messages: {{{keyword}: 'Pas {{nom}}, monsieur.'}}}}}}"
    person = hosted(CHAIN, saisie=own).person()
    person.open("/essai/start/debut")
    page = person.press("Continuer", nom="abc\u202edef")
    assert page.errors == ["Pas abcdef, monsieur."]


def test_an_error_that_quotes_what_was_typed_is_not_turned_either(hosted: Hosted) -> None:
    own = NAME.replace("title: Nom", 'title: Nom, maxLength: 3, x-messages: {maxLength: "Pas {nom}, monsieur."}')
    person = hosted(GREETING, saisie=own).person()
    person.open("/essai/start/debut")
    page = person.press("Continuer", nom="abc\u202edef", courriel="a@exemple.fr")
    assert page.errors == ["Pas abcdef, monsieur."]


def test_a_name_written_from_right_to_left_moves_nothing_beside_it(hosted: Hosted) -> None:
    service = hosted(GREETING, saisie=NAME)
    person = service.person()
    person.open("/essai/start/debut")
    page = person.press("Continuer", nom="שלום", courriel="a@exemple.fr")
    assert "Bonjour <bdi>שלום</bdi>, votre montant est de 100 euros." in page.body.decode()
    mail = service.mails()[-1]
    html = mail.get_body(("html",))
    assert html is not None
    assert "Bonjour <bdi>שלום</bdi>, 100 euros." in html.get_content()
    assert "Bonjour \u2068שלום\u2069, 100 euros." in text_of(mail)
    (page_of_pdf, *_) = PdfReader(BytesIO(person.follow("Reçu").body)).pages
    contents = page_of_pdf.get_contents()
    assert contents is not None
    assert b" 100 euros" in contents.get_data(), "the amount stays behind the name"
