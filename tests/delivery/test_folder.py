"""A folder is refused by `check` for what would keep it from being served: words, layouts, recordings."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.application import Application
from engine.delivery.folder import load_folder
from engine.problems import Problem
from engine.settings import Settings
from engine.shipped import shipped
from engine.web.app import create_app
from tests.conftest import WriteFlow

FLOW = """
    parcours: 1
    flow: essai
    title: Trial
    language: de
    timezone: Europe/London
    entries: {start: {state: only}}
    states: {only: {title: Only, final: true}}
"""
FRENCH = (shipped() / "templates" / "texts" / "fr.yaml").read_text(encoding="utf-8")


def problems(folder: Path) -> tuple[Problem, ...]:
    return load_folder(folder)[1].problems


def write(folder: Path, name: str, text: str) -> None:
    path = folder / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_language_without_words_is_refused_where_the_flow_names_it(tmp_path: Path, write_flow: WriteFlow) -> None:
    write_flow("essai", FLOW)
    (found,) = problems(tmp_path)
    assert (found.code, found.place.line, found.place.column) == ("missing-words", 5, 11)
    assert "templates/texts/de.yaml" in found.fix
    assert "fr.yaml" in found.fix


@pytest.mark.parametrize(
    "written",
    ["language: 'de'", 'language:   "de"  # soon', "language: de"],
    ids=["quoted", "with a comment", "plain"],
)
def test_the_place_is_the_languages_own(tmp_path: Path, write_flow: WriteFlow, written: str) -> None:
    write_flow("essai", FLOW.replace("language: de", written))
    (found,) = problems(tmp_path)
    place = found.place
    assert place.source[place.column - 1 : place.column - 1 + place.width].strip("'\"") == "de"


def test_the_fix_followed_to_the_letter_fixes(tmp_path: Path, write_flow: WriteFlow) -> None:
    """A site that brings the words of its language is served."""
    write_flow("essai", FLOW)
    write(tmp_path, "texts/de.yaml", FRENCH)
    folder, catalogue = load_folder(tmp_path)
    assert not catalogue.problems
    settings = Settings(folder, "sqlite://", "0" * 64, "http://127.0.0.1", ("127.0.0.1",), None, dev=True)
    application = Application(settings, catalogue)
    page = create_app(application).test_client().get("/", base_url="http://127.0.0.1")
    assert page.status_code == 200
    application.close()


def test_words_that_pages_need_are_named_where_they_are_missing(tmp_path: Path, write_flow: WriteFlow) -> None:
    write_flow("essai", FLOW)
    assert FRENCH.count("  skip: Aller au contenu\n") == 1
    write(tmp_path, "texts/de.yaml", FRENCH.replace("  skip: Aller au contenu\n", ""))
    (found,) = problems(tmp_path)
    assert found.code == "missing-words"
    assert found.place.file.endswith("templates/texts/de.yaml")
    assert found.message == "texts that pages need are missing: page.skip"


def test_a_site_may_replace_some_french_words_only(tmp_path: Path, write_flow: WriteFlow) -> None:
    write_flow("essai", FLOW.replace("language: de", "language: fr"))
    write(tmp_path, "texts/fr.yaml", "page: {skip: Au contenu}\n")
    assert problems(tmp_path) == ()


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("texts/fr.yaml", "page: [a, b]\n", "not-a-text"),
        ("texts/fr.yaml", "- a\n", "not-a-text"),
        ("texts/fr.yaml", "a: b\na: c\n", "duplicate-key"),
        ("texts/fr.yaml", 'a: "[x](page:contact)"\n', "bad-link"),
        ("texts/de.yaml", "page: [a, b]\n", "not-a-text"),  # of no flow yet
        ("texts/fr.yaml", 'page: {title: "{titre}"}\n', "unknown-placeholder"),
        ("page/base.html", "{% block body %}\n{{ page.title }\n{% endblock %}", "bad-layout"),
        ("mail/message.txt", "{% if %}", "bad-layout"),
        ("audio/de/A.wav", "not a recording", "unreadable-file"),
    ],
)
def test_what_would_fail_when_it_is_served_is_a_problem(
    tmp_path: Path, write_flow: WriteFlow, name: str, text: str, code: str
) -> None:
    write_flow("essai", FLOW.replace("language: de", "language: fr"))
    assert problems(tmp_path) == ()
    write(tmp_path, name, text)
    (found,) = problems(tmp_path)
    assert found.code == code
    if code == "bad-layout":
        assert found.place.file.endswith(name)


def test_what_ships_has_no_problem() -> None:
    assert problems(shipped()) == ()
