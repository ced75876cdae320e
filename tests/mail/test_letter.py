"""The letter that a relay is given, byte by byte: its headers, its two parts, and to whom it goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from queue import Queue

import pytest
from lxml import html
from pypdf import PdfReader

from engine.store import mailbox, registers
from tests.conftest import WriteFlow
from tests.mail.conftest import MakeService, mail_to
from tests.support.expert import accept, activate, code_in, identify, preregister, to_recap
from tests.support.service_under_test import ServiceUnderTest
from tests.support.smtp_server import Relay, behaving, dying_after_data, relaying
from tests.support.strict_mail import StrictMail, read_mail

SERVICE = "Téléprocédures de la mairie d'Évry : état civil"
SUBJECTS = {
    "rappel": "Rappel : votre espace sera supprimé après le délai",
    "accuse": "Accusé de réception de votre déclaration préalable",
    "creation": "Votre demande de création d'un espace professionnel est enregistrée",
    "au_nom": "Votre demande, {nom} : accusé de réception",
    "long": "{nom}, " + "il vous reste quarante-huit heures pour répondre à l'administration, " * 5,
    "vide": "{rien}",
    "nommant": "Téléprocédures de la mairie d'Évry : état civil, votre accusé",
}
FLOW = """\
    parcours: 1
    flow: essai
    title: Essai
    language: fr
    timezone: Europe/Paris
    settings: {guichet: guichet@exemple.fr}
    entries: {debut: {state: saisie}}
    states:
      saisie:
        title: Saisie
        form: saisie
        transitions: {envoyer: {label: Envoyer, target: fin, effects: [EFFECTS]}}
      fin: {title: Fin, final: true}
    mails:
"""
FORM = """\
    type: object
    properties:
      nom: {type: string, title: Nom, maxLength: 100}
      rien: {type: string, title: Rien}
    required: [nom]
"""
SITE = f"""\
    service: "{SERVICE}"
    notice: Un essai
    settings: {{telephone: 01 02 03 04 05}}
    foot:
      - {{label: "Assistance : {{telephone}}", page: aide}}
      - {{label: "Ailleurs", url: https://exemple.org/aide}}
    pages: {{aide: {{title: Aide, content: Appelez.}}}}
"""
SENDERS = [
    ("Téléprocédures des professionnels – création", "n@exemple.org"),
    ("Ministère de l'Économie et des Finances – Direction générale", "n@exemple.org"),
    ("Mairie d'Évry : état civil", "n@straße.de"),
    ("", "ne-pas-repondre@exemple.fr"),
]


@contextmanager
def posted(folder: Path, write_flow: WriteFlow, sender: str, name: str) -> Iterator[tuple[ServiceUnderTest, Relay]]:
    """A service that has sent each of SUBJECTS, for somebody of this name."""
    effects = ", ".join(f"{{mail: {mail}}}" for mail in SUBJECTS)
    mails = "".join(
        f'      {mail}: {{to: guichet, subject: "{words}", content: ok}}\n' for mail, words in SUBJECTS.items()
    )
    flow = FLOW.replace("EFFECTS", effects) + mails
    root = write_flow("essai", flow, {"saisie": FORM}, SITE).parents[1]
    with relaying() as relay:
        service = ServiceUnderTest(folder, root, mail=mail_to(relay.port), sender=sender)
        try:
            person = service.person()
            person.open("/essai/start/debut")
            assert person.press("Envoyer", nom=name).h1 == "Fin"
            service.worker.post()
            yield service, relay
        finally:
            service.close()


@pytest.mark.parametrize(("name", "address"), SENDERS)
@pytest.mark.parametrize("who", ["Zoé Lefèvre", 'Jean, dit "Léo" =?utf-8?q?x?= 👪', "e" * 100])
def test_subject_and_sender_read_strictly_are_what_was_written(
    tmp_path: Path, write_flow: WriteFlow, name: str, address: str, who: str
) -> None:
    sender = f"{name} <{address}>" if name else address
    with posted(tmp_path / "own", write_flow, sender, who) as (service, relay):
        letters = dict(zip(SUBJECTS, map(read_mail, relay.sources), strict=True))
        with service.parcours.database.read() as tx:
            kept = [mailbox.source(tx, copy.id).encode("ascii") for copy in mailbox.copies(tx)]
    assert kept == relay.sources, "developer mode's mailbox has the very bytes"
    written = {mail: words.replace("{nom}", who).replace("{rien}", "").strip() for mail, words in SUBJECTS.items()}
    wanted = {mail: f"{words} – {SERVICE}" for mail, words in written.items()}
    wanted |= {"vide": SERVICE, "nommant": written["nommant"]}
    assert {mail: letter.words("Subject") for mail, letter in letters.items()} == wanted
    assert {letter.named("From") for letter in letters.values()} == {(name, address.replace("straße", "xn--strae-oqa"))}
    assert {letter.named("To") for letter in letters.values()} == {("", "guichet@exemple.fr")}
    assert len({letter.headers["Message-ID"] for letter in letters.values()}) == len(SUBJECTS)


def test_a_mail_that_is_tried_again_is_the_same_bytes(make_service: MakeService) -> None:
    kept: Queue[bytes] = Queue()
    with behaving(dying_after_data(kept)) as port:
        service = make_service(port, timeout=0.3)
        preregister(service.person())
        for _ in range(3):
            service.worker.post()
            service.advance(hours=1)
    first, *again = [kept.get(timeout=5) for _ in range(3)]
    assert again == [first, first]


# -- addresses of other alphabets


@pytest.mark.parametrize(
    ("typed", "to", "read"),
    [
        ("nom@straße.de", "nom@xn--strae-oqa.de", "nom@straße.de"),
        ("nom@xn--strae-oqa.de", "nom@xn--strae-oqa.de", "nom@straße.de"),
        ("nom@faß.de", "nom@xn--fa-hia.de", "nom@faß.de"),
        ("nom@βόλος.com", "nom@xn--nxasmm1c.com", "nom@βόλος.com"),
        ("nom@Château.fr", "nom@xn--chteau-xta.fr", "nom@château.fr"),
        ("nom@pаypal.com", "nom@xn--pypal-4ve.com", "nom@xn--pypal-4ve.com"),
    ],
)
def test_the_mail_goes_to_the_key_that_was_claimed_and_people_read_their_own_alphabet(
    make_service: MakeService, typed: str, to: str, read: str
) -> None:
    with relaying() as relay:
        service = make_service(relay.port)
        person = service.person()
        to_recap(person, typed)
        assert read in person.page.text
        assert read in person.press("Valider").text
        service.worker.post()
        (letter,) = map(read_mail, relay.sources)
        assert relay.recipients == [to] == [letter.named("To")[1]]
        assert f"avec l'adresse {read} est" in flat(letter.parts["text/plain"])
        assert f"avec l'adresse {read} est" in flat(html.fromstring(letter.parts["text/html"]).text_content())
        with service.parcours.database.read() as tx:
            row = registers.row(tx, "espaces", to)
        assert row
        assert row.status == "en_attente"
        activate(service.person(), code_in(service, to), typed)


def test_the_summary_and_its_pdf_show_the_domain_in_unicode(make_service: MakeService) -> None:
    with relaying() as relay:
        service = make_service(relay.port)
        person = service.person()
        preregister(person, "nom@xn--strae-oqa.de")
        activate(person, code_in(service, "nom@xn--strae-oqa.de"), "nom@straße.de")
        pdf = person.follow("Sauvegardez ou imprimez récapitulatif")
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.body)).pages)
    assert "nom@straße.de" in text
    assert "xn--" not in text


@pytest.mark.parametrize("wrong", ["nom@☃.fr", "nom@xn--a.fr", "nom@ex\u0378emple.fr", "nom@é_.fr", "nom@ab--é.fr"])
def test_a_domain_that_cannot_be_is_refused_at_its_field(service: ServiceUnderTest, wrong: str) -> None:
    person = service.person()
    accept(person)
    page = identify(person, wrong)
    assert page.status == 422
    assert any(error.startswith("Adresse électronique") for error in page.errors), page.errors


# -- what stands in it


@pytest.fixture
def letter(tmp_path: Path) -> StrictMail:
    base_url = "https://teleprocedures.exemple.fr"
    with (
        relaying() as relay,
        closing(ServiceUnderTest(tmp_path, mail=mail_to(relay.port), base_url=base_url)) as service,
    ):
        preregister(service.person())
        service.worker.post()
        (source,) = relay.sources
    return read_mail(source)


def test_the_html_part_has_a_title_a_heading_a_main_landmark_and_its_language(letter: StrictMail) -> None:
    tree = html.fromstring(letter.parts["text/html"])
    assert tree.get("lang") == "fr"
    assert tree.findtext(".//title") == letter.words("Subject")
    assert [flat(h1.text_content()) for h1 in tree.iter("h1")] == ["Votre code d'activation"]
    (main,) = tree.iter("main")
    assert main.xpath(".//h1")
    assert [part.get("role") for part in tree.iter() if part.get("role") not in (None, "presentation")] == [
        "banner", "main", "contentinfo",
    ]  # fmt: skip


def test_the_code_stands_by_itself_in_groups_of_five_in_both_parts(make_service: MakeService) -> None:
    with relaying() as relay:
        service = make_service(relay.port)
        preregister(service.person())
        service.worker.post()
        (letter,) = map(read_mail, relay.sources)
        code = code_in(service)
        grouped = f"{code[:5]} {code[5:]}"
        assert grouped in letter.parts["text/plain"].split("\r\n")
        (block,) = html.fromstring(letter.parts["text/html"]).xpath("//p[@class='code']")
        assert block.text_content() == grouped
        assert activate(service.person(), f" {grouped}\n").h1 == "Votre espace est créé", "copied as it stands"


def test_the_link_is_a_button_with_the_services_own_address(letter: StrictMail) -> None:
    (button,) = html.fromstring(letter.parts["text/html"]).xpath("//a[@class='button']")
    assert button.text_content() == "Activez votre espace abonné"
    assert button.get("href") == "https://teleprocedures.exemple.fr/espace_expert/start/activation"
    assert f"Activez votre espace abonné <{button.get('href')}>" in letter.parts["text/plain"]


def test_both_parts_say_the_deadline_with_its_zone_the_assistance_and_what_to_do_if_one_did_not_ask(
    letter: StrictMail,
) -> None:
    tree = html.fromstring(letter.parts["text/html"])
    for part in (letter.parts["text/plain"], tree.find("body").text_content()):
        words = flat(part)
        assert "mercredi 25 novembre 2026 à 10 h, heure de Paris" in words
        assert "Assistance : 0809 400 210 (service gratuit + prix appel), de 8h00 à 19h30" in words
        assert "Si vous n'avez rien demandé, n'activez pas cet espace" in words
        assert "Service de démonstration" in words
    (foot,) = tree.xpath("//*[@role='contentinfo']//a/@href")
    assert foot == "https://teleprocedures.exemple.fr/assistance"
    assert f"<{foot}>" in letter.parts["text/plain"]


def test_every_mail_of_a_site_has_its_foot(tmp_path: Path, write_flow: WriteFlow) -> None:
    with posted(tmp_path / "own", write_flow, "n@exemple.org", "Zoé") as (_, relay):
        letters = [read_mail(source) for source in relay.sources]
    for letter in letters:
        lines = letter.parts["text/plain"].split("\r\n")
        assert lines[lines.index("-- ") :][:5] == [
            "-- ",
            SERVICE.replace(" :", "\N{NO-BREAK SPACE}:"),
            "Assistance\N{NO-BREAK SPACE}: 01 02 03 04 05 <http://127.0.0.1/aide>",
            "Ailleurs <https://exemple.org/aide>",
            "Un essai",
        ]
        links = html.fromstring(letter.parts["text/html"]).xpath("//*[@role='contentinfo']//a/@href")
        assert links == ["http://127.0.0.1/aide", "https://exemple.org/aide"]


def flat(words: str) -> str:
    return " ".join(words.split())
