"""The image and the sound before a form: both of one challenge, forged ones nobody's, offered where they can be."""

from __future__ import annotations

import wave
from io import BytesIO
from pathlib import Path

import pytest

from engine.registry import default_registry, gate
from tests.conftest import WriteFlow
from tests.support.person import Person
from tests.support.service_under_test import ServiceUnderTest
from tests.web.conftest import FLOW, GOUTS, IDENTITE, SITE

START = "/inscription/start/debut"


def audio(person: Person) -> str:
    return str(person.page.tree.xpath("//audio/@src")[0])


@pytest.fixture
def person(club: ServiceUnderTest) -> Person:
    person = club.person()
    person.open(START)
    return person


def test_the_image_may_be_heard_instead(person: Person) -> None:
    player = person.page.tree.xpath("//*[@id='gate']//audio")[0]
    assert (player.get("preload"), player.get("controls") is not None) == ("none", True)
    named = person.page.tree.get_element_by_id(player.get("aria-labelledby"))
    assert "Écoutez les 4 caractères" in named.text_content()
    answer = person.open(audio(person))
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.headers["Cache-Control"] == "no-store"
    with wave.open(BytesIO(answer.body)) as file:
        assert 4 < file.getnframes() / file.getframerate() < 15


def test_the_same_challenge_sounds_the_same_and_another_one_otherwise(person: Person) -> None:
    first = audio(person)
    assert person.open(first).body == person.open(first).body
    person.open(START)
    assert audio(person) != first


def test_a_player_may_ask_for_a_part(club: ServiceUnderTest, person: Person) -> None:
    whole = person.open(audio(person)).body
    client = club.app.test_client()
    part = client.get(person.page.url, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert client.get(person.page.url, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416


@pytest.mark.parametrize("kind", ["png", "wav"])
def test_a_forged_challenge_is_nobodys(club: ServiceUnderTest, person: Person, kind: str) -> None:
    good = audio(person).removesuffix(".wav")
    assert person.open(f"{good}.{kind}").status == 200
    body, _, signature = good.rpartition(".")
    for forged in (f"{body}.{signature[::-1]}", f"{body[:-1]}.{signature}", "/challenge/x", "/challenge/"):
        assert person.open(f"{forged}.{kind}").status == 404


@pytest.mark.parametrize("kind", ["png", "wav"])
def test_a_challenge_written_otherwise_shows_no_other_noise(person: Person, kind: str) -> None:
    good = audio(person).removesuffix(".wav")
    shown = person.open(f"{good}.{kind}").body
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    others = [person.open(f"{good[:-1]}{letter}.{kind}") for letter in letters]
    assert {page.body for page in others if page.status == 200} == {shown}
    assert sum(page.status == 200 for page in others) == 4, "base64 leaves two bits of it free"


def test_a_language_without_recordings_offers_none(tmp_path: Path, write_flow: WriteFlow) -> None:
    texts = tmp_path / "templates" / "texts"
    texts.mkdir(parents=True)
    french = (Path(__file__).parents[2] / "templates" / "texts" / "fr.yaml").read_text(encoding="utf-8")
    (texts / "de.yaml").write_text(french, encoding="utf-8")
    german = FLOW.replace("language: fr", "language: de")
    write_flow("inscription", german, {"identite": IDENTITE, "gouts": GOUTS}, SITE)
    (tmp_path / "data").mkdir()
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    person = service.person()
    page = person.open(START)
    assert page.tree.xpath("//main//img")
    assert not page.tree.xpath("//audio")
    assert person.open(page.tree.xpath("//main//img/@src")[0].replace(".png", ".wav")).status == 404
    service.close()


@gate(
    "addition", answer=lambda key, nonce, length: str(key[0] + len(nonce)), same=lambda one, other: one == other.strip()
)
def addition(answer: str, seed: bytes) -> bytes:
    """Not to be read, only told from any other: what a plug-in draws is its own."""
    return b"\x89PNG " + answer.encode()


def test_a_plug_ins_gate_stands_before_a_form_as_the_engines_own_does(tmp_path: Path, write_flow: WriteFlow) -> None:
    flow = FLOW.replace("gate: {name: captcha,", "gate: {name: addition,")
    folder = write_flow("inscription", flow, {"identite": IDENTITE, "gouts": GOUTS}, SITE).parents[1]
    service = ServiceUnderTest(tmp_path, folder, default_registry().with_gate(addition))
    try:
        person = service.person()
        page = person.open(START)
        assert not page.tree.xpath("//audio"), "nobody has told how it is spoken"
        picture = page.tree.xpath("//*[@id='gate']//img/@src")[0]
        shown = service.person().open(picture).body
        assert shown.startswith(b"\x89PNG ")
        answer = shown.removeprefix(b"\x89PNG ").decode()
        wrong = person.press("Continuer", _answer=f"{answer}0")
        assert "ne sont pas ceux de l'image" in " ".join(wrong.errors), "refused"
        challenge = person.page.value("_challenge")
        assert challenge
        right = person.press("Continuer", _answer=service.parcours.service.challenge_answer(challenge) or "")
        assert "recopiez" not in " ".join(right.errors)
    finally:
        service.close()
