"""The engine's own words, and the environment of templates."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from engine.delivery.messages import Messages
from engine.delivery.templates import environment
from engine.problems import EngineError

SHIPPED = """
errors:
  title: "Erreur : {title}"
  required: Indiquez **{label}**.
step: Étape {number} sur {total}
help: Voyez [l'aide](https://exemple.org/aide).
rule: "{field.minLength} caractères au moins"
"""


@pytest.fixture
def words(tmp_path: Path) -> Messages:
    return Messages([_folder(tmp_path, "shipped", SHIPPED)], "fr")


def test_words_are_found_by_their_dotted_key(words: Messages) -> None:
    assert words.plain("errors.title", title="Identifiants") == "Erreur\u00a0: Identifiants"
    assert words.text("step").source == "Étape {number} sur {total}"
    assert words.has("errors.title")
    assert not words.has("errors")
    assert not words.has("errors.other")


def test_values_are_escaped_in_html_and_as_they_are_in_plain_text(words: Messages) -> None:
    assert words.html("errors.required", label="<b>&") == "Indiquez <strong>&lt;b&gt;&amp;</strong>."
    assert words.plain("errors.required", label="<b>&") == "Indiquez <b>&."


def test_a_value_is_never_markdown(words: Messages) -> None:
    assert words.html("step", number="[a](https://b.example)", total="**2**") == (
        "Étape [a](https://b.example) sur **2**"
    )


def test_a_link_leads_to_its_own_address(words: Messages) -> None:
    assert words.html("help") == 'Voyez <a href="https://exemple.org/aide">l&#39;aide</a>.'


def test_a_figure_is_given_under_its_whole_name(words: Messages) -> None:
    assert words.plain("rule", **{"field.minLength": "20"}) == "20 caractères au moins"


def test_a_missing_key_is_named_with_the_file_it_is_missing_from(words: Messages, tmp_path: Path) -> None:
    with pytest.raises(EngineError) as error:
        words.plain("errors.unheard_of")
    assert '"errors.unheard_of"' in str(error.value)
    assert str(tmp_path / "shipped" / "fr.yaml") in str(error.value)


def test_a_value_nobody_gave_is_an_error_and_no_hole_in_the_sentence(words: Messages) -> None:
    with pytest.raises(EngineError, match=r"\{total\}; given: number"):
        words.plain("step", number="1")


def test_a_site_overrides_key_by_key(tmp_path: Path) -> None:
    own = _folder(tmp_path, "own", "errors:\n  title: Attention\n")
    words = Messages([_folder(tmp_path, "shipped", SHIPPED), own, tmp_path / "no such folder"], "fr")
    assert words.plain("errors.title") == "Attention"
    assert words.plain("step", number="1", total="4") == "Étape 1 sur 4"


def test_a_language_without_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"no words in the language \"en\": .* has no en\.yaml"):
        Messages([_folder(tmp_path, "shipped", SHIPPED)], "en")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a: [x, y]\n", '"a" is a list'),
        ("a: Bonjour {\n", "brace"),
        ('a: "[x](page:accueil)"\n', '"a" links to page:accueil'),
        ("a: x\na: y\n", "[duplicate-key]"),
        ("- x\n", "not a map of texts"),
    ],
)
def test_a_wrong_file_is_told_with_its_place(tmp_path: Path, source: str, told: str) -> None:
    with pytest.raises(EngineError) as error:
        Messages([_folder(tmp_path, "shipped", source)], "fr")
    assert told in str(error.value)
    assert "fr.yaml" in str(error.value)


def test_every_template_escapes_whatever_it_is_called(tmp_path: Path) -> None:
    for name in ("a.html", "a.txt", "a"):
        (tmp_path / name).write_text("{{ value }}", encoding="utf-8")
        assert environment([tmp_path]).get_template(name).render(value="<b>") == "&lt;b&gt;"


def test_a_sites_own_template_comes_first_and_may_extend_the_shipped_one(tmp_path: Path) -> None:
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    own.mkdir()
    shipped.mkdir()
    (shipped / "a.html").write_text("shipped", encoding="utf-8")
    (shipped / "base.html").write_text("[{% block body %}{% endblock %}]", encoding="utf-8")
    (own / "a.html").write_text('{% extends "base.html" %}{% block body %}own{% endblock %}', encoding="utf-8")
    assert environment([own, shipped]).get_template("a.html").render() == "[own]"


@pytest.mark.parametrize(("watched", "shown"), [(True, "edited"), (False, "as it was")])
def test_an_edited_template_is_seen_at_once_where_it_is_watched(tmp_path: Path, watched: bool, shown: str) -> None:
    page = tmp_path / "a.html"
    page.write_text("as it was", encoding="utf-8")
    templates = environment([tmp_path], watched=watched)
    assert templates.get_template("a.html").render() == "as it was"
    page.write_text("edited", encoding="utf-8")
    os.utime(page, (1, 1))
    assert templates.get_template("a.html").render() == shown


def test_an_unknown_name_in_a_template_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("{{ unknown }}", encoding="utf-8")
    with pytest.raises(UndefinedError):
        environment([tmp_path]).get_template("a.html").render()


@pytest.mark.parametrize("name", ["../secret", "a/../../secret", "/etc/hostname"])
def test_a_template_outside_its_folders_is_not_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    (tmp_path / "templates").mkdir()
    with pytest.raises(TemplateNotFound):
        environment([tmp_path / "templates"]).get_template(name)


def _folder(tmp_path: Path, name: str, source: str) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "fr.yaml").write_text(source, encoding="utf-8")
    return folder
