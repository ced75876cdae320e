"""The engine's own words are the same in every language that ships: the same keys, with the same places to fill."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.delivery.captcha import ALPHABET
from engine.delivery.messages import read_texts
from engine.delivery.speech import voices
from engine.language.texts.text import Text
from engine.shipped import shipped
from tests.conftest import WriteFlow
from tests.support.service_under_test import ServiceUnderTest

WORDS = shipped() / "templates" / "texts"
LANGUAGES = sorted(path.stem for path in WORDS.glob("*.yaml"))
# Nothing in them is a language's own.
SAME = {"conditions.grouped", "document.format", "page.title", "page.title_in_flow", "mail.subject"}

FLOW = """
    parcours: 1
    flow: trial
    title: Trial
    language: en
    timezone: Europe/London
    entries: {start: {state: form}}
    states:
      form:
        title: Your answers
        gate: {name: captcha, length: 4}
        form: form
        transitions: {go: {label: Continue, target: summary}}
      summary:
        title: Summary
        review: true
        transitions: {send: {label: Send, target: end}}
      end: {title: The end, final: true, review: true}
"""
FORM = """
    type: object
    required: [name, born, price]
    properties:
      name: {type: string, title: Name, minLength: 3}
      born: {type: string, format: date, title: Date of birth}
      price: {type: number, title: Price, minimum: 0.5}
      ok: {type: boolean, title: I agree}
"""


def texts(language: str) -> dict[str, Text]:
    found, problems = read_texts(WORDS / f"{language}.yaml")
    assert not problems
    return found


def test_french_and_english_ship() -> None:
    assert LANGUAGES == ["en", "fr"]
    assert sorted(voices([shipped() / "templates" / "audio"])) == LANGUAGES
    assert all(set(voice.spoken) == set(ALPHABET) for voice in voices([shipped() / "templates" / "audio"]).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_in_the_same_order(language: str) -> None:
    assert list(texts(language)) == list(texts("fr"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_the_same_placeholders(language: str) -> None:
    def asked(text: Text) -> set[tuple[str, str | None]]:
        return {(placeholder.name, placeholder.figure) for placeholder in text.placeholders}

    french = texts("fr")
    assert {key: asked(text) for key, text in texts(language).items()} == {k: asked(t) for k, t in french.items()}


def test_no_text_is_left_in_the_other_language() -> None:
    french, english = texts("fr"), texts("en")
    assert {key for key, text in english.items() if text.source == french[key].source} == SAME


def test_a_flow_in_english_speaks_english_on_every_page(tmp_path: Path, write_flow: WriteFlow) -> None:
    """As it ships: without a file of words beside it."""
    write_flow("trial", FLOW, {"form": FORM})
    (tmp_path / "data").mkdir()
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    try:
        person = service.person()
        page = person.open("/trial/start/start")
        assert page.tree.xpath("//html/@lang") == ["en"]
        assert "a point before the decimals" in page.text
        assert page.tree.xpath("//audio"), "and is spoken"
        assert person.open(page.tree.xpath("//audio/@src")[0]).status == 200
        for french in ("Aller au contenu", "Recopiez", "obligatoire", "jour/mois"):
            assert french not in page.text
    finally:
        service.close()
