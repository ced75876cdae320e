"""Headers: folded once, encoded by the letter of RFC 2047; read back strictly they are what was written."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.delivery.headers import Mailbox, address_header, id_header, mailbox, text_header
from tests.support.strict_mail import NotStrict, address_of, decoded

SUBJECTS = [
    "Votre code d'activation",
    "Accusé de réception de votre déclaration préalable",
    "Votre demande de création d'un espace professionnel est enregistrée",
    "Rappel : votre espace sera supprimé après le délai",
    "Votre demande, {nom} : accusé de réception",
    "Déclaration n° 12 : pièces à joindre avant le 1er décembre",
    "Réponse à votre réclamation « taxe foncière » – dossier clôturé",
    "{nom}, il vous reste deux jours pour confirmer votre adresse électronique auprès de la mairie",
    "Espace créé : à bientôt !",
    "L'échéance approche",
    "Œuvre, cœur et maïs : où êtes-vous ?",
    "Re: [dossier] réponse attendue",
]
NAMES = [
    "Camille Martin", "Zoé Lefèvre", "Anaïs Gaëlle de La Tour d'Auvergne", "Łukasz Brzęczyszczykiewicz", "Đặng Thị Hà",
    "Jean-François O'Connor", "Mme Çağlar-Œuvrard", "M. Saint-Étienne, dit « Léo »", "Noël", "X", "Ελένη Παπαδοπούλου",
    "Société générale d'électricité et de mécanique appliquée du Haut-Rhône et de l'Isère réunies",
]  # fmt: skip
PAIRS = [subject.replace("{nom}", name) for subject, name in itertools.product(SUBJECTS, NAMES)]
AWKWARD = {
    "nothing but blanks": "   ",
    "one blank": " ",
    "blanks around": "  Votre code  ",
    "two blanks inside": "Votre  code",
    "a blank at the end of an accent": "é ",
    "no-break spaces": "Votre code\N{NO-BREAK SPACE}: 12\N{NARROW NO-BREAK SPACE}500\N{NO-BREAK SPACE}€",
    "a word without end": "e" * 300,
    "a word without end, accented": "é" * 300,
    "one that just fits the first line": "e" * 67,
    "one that just does not": "e" * 68,
    "one that just fits a line": "e" * 75,
    "one that fits no line": "e" * 76,
    "an encoded word": "=?utf-8?q?caf=C3=A9?=",
    "half of one": "a =? b ?=",
    "one glued to a letter": "x=?utf-8?q?y?=",
    "commas, colons, quotation marks": 'A, B: "C" <d@exemple.org>; (e) [f] \\',
    "underlines and equals": "a_b=c?d é",
    "emoji of several signs": "👩‍👩‍👧‍👦 " * 20,
    "beyond the first plane": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢" * 12,
    "combining marks": "e\u0301" * 60,
    "right to left": "مرحبا بكم في الخدمة " * 5,
    "a control character": "a\x07b\x00c",
    "a line end": "a\r\nBcc: x@exemple.org",
    "a tab": "a\tb",
    "half a character": "a\ud800b",
}


@pytest.mark.parametrize("name", ["Subject", "X-Long-Name-Of-A-Header"])
@pytest.mark.parametrize("text", [*PAIRS, *AWKWARD.values()])
def test_words_are_read_back_strictly_as_they_were_written(name: str, text: str) -> None:
    assert read_words(name, text) == text.replace("\ud800", "?")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_words_are_read_back_strictly(text: str) -> None:
    assert read_words("Subject", text) == text


@given(
    st.lists(st.sampled_from(["a", "é", " ", "=?", "?=", "_", "=", "👪", "\u0301", "-" * 70, "mot", ", "]), max_size=60)
)
def test_any_mixture_of_what_is_awkward_is_read_back_strictly(pieces: list[str]) -> None:
    assert read_words("Subject", "".join(pieces)) == "".join(pieces)


SENDERS = [
    "Téléprocédures des professionnels – création",
    "Ministère de l'Économie et des Finances – Direction générale",
    "Mairie d'Évry : état civil",
    "Mairie : accueil",
    "Guichet",
    "Service (essai)",
    "Service [essai]",
    "M. Martin",
    "A, B",
    'Service « dit "le petit" »',
    'Le "petit" service',
    "back\\slash",
    "=?utf-8?q?caf=C3=A9?=",
    "a@b",
    "Direction " * 12 + "fin",
    "Direction: " * 12 + "fin",
    "é" * 200,
    "e" * 200,
    "two  blanks",
    "👪 famille",
]


@pytest.mark.parametrize(
    "name", [*SENDERS, *(name for name in AWKWARD.values() if name.strip() and "\ud800" not in name)]
)
@pytest.mark.parametrize("header", ["From", "Reply-To"])
def test_a_name_before_an_address_is_read_back_strictly_as_it_was_written(header: str, name: str) -> None:
    assert read_address(header, Mailbox(name, "n@exemple.org")) == (name, "n@exemple.org")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120))
def test_any_name_is_read_back_strictly(name: str) -> None:
    assert read_address("From", Mailbox(name, "n@exemple.org")) == (name, "n@exemple.org")


@pytest.mark.parametrize("value", ["", "a b", "a@b.c\r\nBcc: x@y.z", "é@exemple.org", "a\tb"])
def test_what_is_not_one_word_is_no_header(value: str) -> None:
    with pytest.raises(ValueError, match="not one word"):
        id_header("To", value)


def test_a_long_address_or_identifier_is_never_divided() -> None:
    host = ".".join(["a" * 60] * 4)
    assert id_header("Message-ID", f"<{'0' * 32}@{host}>") == f"Message-ID:\r\n <{'0' * 32}@{host}>"
    assert read_address("From", Mailbox("Zoé", f"n@{host}")) == ("Zoé", f"n@{host}")
    assert address_header("To", Mailbox("", "n@exemple.org")) == "To: n@exemple.org"


@pytest.mark.parametrize(
    ("setting", "name", "address"),
    [
        ("n@exemple.org", "", "n@exemple.org"),
        ("<n@exemple.org>", "", "n@exemple.org"),
        (" Guichet <n@exemple.org> ", "Guichet", "n@exemple.org"),
        ('"A, B" <n@exemple.org>', "A, B", "n@exemple.org"),
        (r'"A \"B\" \\" <n@exemple.org>', 'A "B" \\', "n@exemple.org"),
        ("Mairie d'Évry : état civil <n@exemple.org>", "Mairie d'Évry : état civil", "n@exemple.org"),
        ("Mairie\N{NO-BREAK SPACE}: accueil <n@exemple.org>", "Mairie\N{NO-BREAK SPACE}: accueil", "n@exemple.org"),
        ("Service (essai) [a] @ b <n@exemple.org>", "Service (essai) [a] @ b", "n@exemple.org"),
        ("=?utf-8?q?x?= <n@exemple.org>", "=?utf-8?q?x?=", "n@exemple.org"),
        ("Zoé<n@straße.de>", "Zoé", "n@xn--strae-oqa.de"),
        ("n@βόλος.com", "", "n@xn--nxasmm1c.com"),
        ("no-reply@localhost", "", "no-reply@localhost"),
    ],
)
def test_a_sender_has_the_name_and_the_domain_that_were_written(setting: str, name: str, address: str) -> None:
    assert mailbox(setting) == (name, address)


@pytest.mark.parametrize(
    "setting",
    [
        "", "Guichet", "@exemple.org", "n@", "A, B <n@exemple.org>", "A; B <n@exemple.org>", 'A "B" <n@exemple.org>',
        "a@exemple.org, b@exemple.org", "Groupe: a@exemple.org, b@exemple.org;", "Groupe: A <a@exemple.org>;",
        "Groupe:;", "A <a@exemple.org> B <b@exemple.org>", "a@exemple.org (A)", "A <a@exemple.org", "A a@exemple.org>",
        "é@exemple.org", "a@ex\u0378.org", "a@exemple.org\nBcc: b@exemple.org", "A\x00 <a@exemple.org>", "a@-.é",
        "A\u202eB <a@exemple.org>",
    ],
)  # fmt: skip
def test_what_is_not_one_address_with_a_name_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="one e-mail address"):
        mailbox(setting)


@pytest.mark.parametrize(
    "setting", ["A, B <n@exemple.org>", 'Le "petit" <n@exemple.org>', "back\\slash; <n@exemple.org>"]
)
def test_the_fix_of_a_sender_that_must_be_quoted_works_as_it_is_written(setting: str) -> None:
    with pytest.raises(ValueError, match="is quoted") as refused:
        mailbox(setting)
    assert mailbox(str(refused.value).partition("is quoted: ")[2]).name == setting.partition(" <")[0]


@pytest.mark.parametrize(
    "value",
    [
        "Rappel : sera =?utf-8?q?supprim=C3=A9_apr=C3=A8s_le_d?= =?utf-8?q?=C3=A9la?=i",
        "=?utf-8?q?" + "a" * 70 + "?=",
        "=?utf-8?q?=C3?= =?utf-8?q?=A9?=",
        "=?utf-8?q?a b?=",
        "=?utf-8?b?w6k?=",
    ],
    ids=["glued to a letter", "too long", "half a character each", "a blank inside", "base64 without its end"],
)
def test_the_strict_reader_refuses_what_lenient_ones_repair(value: str) -> None:
    with pytest.raises(NotStrict):
        decoded(value)


@pytest.mark.parametrize(
    "value",
    ["Mairie : accueil <n@exemple.org>", "A, B <n@exemple.org>", '"=?utf-8?q?a?=" <n@exemple.org>', "M. A <n@b.c>"],
)
def test_the_strict_reader_refuses_a_name_that_means_something_else(value: str) -> None:
    with pytest.raises(NotStrict):
        address_of(value)


def read_words(name: str, text: str) -> str:
    return decoded(unfolded(name, text_header(name, text)))


def read_address(name: str, to: Mailbox) -> tuple[str, str]:
    return address_of(unfolded(name, address_header(name, to)))


def unfolded(name: str, header: str) -> str:
    lines = header.split("\r\n")
    assert header.isascii()
    assert "\r" not in "".join(lines)
    assert "\n" not in "".join(lines)
    assert all(len(line) <= 76 or " " not in line.strip() for line in lines), "only what nothing may divide is longer"
    assert all(line.startswith(" ") and line.strip() for line in lines[1:])
    return "".join(lines).removeprefix(f"{name}:").removeprefix(" ")
