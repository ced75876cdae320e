"""docs/source.md: every word of the administration's guide, and the place that carries it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from engine.delivery.display import settings_shown
from engine.language.load import load_catalogue
from engine.language.texts.text import parse_text
from engine.problems import Place as At

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "source.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "fiche-espace-expert.txt").read_text(encoding="utf-8")

_PLACE = re.compile(r"- `([\w/]+\.yaml): ([^`]+)`(?: = `([^`]*)`)?")
_STEP = re.compile(r"([\w-]+)|\[([^\]]+)\]")


class Place(NamedTuple):
    """A key of a file, and what it is said to hold."""

    file: str
    path: str
    value: str | None
    words: tuple[str, ...]


class Row(NamedTuple):
    """Words of the guide, and what carries them."""

    line: int
    quoted: str
    places: tuple[Place, ...]
    reasons: tuple[str, ...]  # done otherwise, or left out


def rows(page: str) -> list[Row]:
    """The quotations of the page in their order, each with the list under it."""
    found: list[Row] = []
    quoting = False
    for number, line in enumerate(page.partition("\n## ")[2].splitlines(), page.partition("\n## ")[0].count("\n") + 2):
        if line.startswith("> "):
            if quoting:
                found[-1] = found[-1]._replace(quoted=f"{found[-1].quoted} {line[2:]}")
            else:
                found.append(Row(number, line[2:], (), ()))
        elif line.startswith("- "):
            if match := _PLACE.match(line):
                words = tuple(re.findall(r"“([^”]+)”", line[match.end() :]))
                found[-1] = found[-1]._replace(places=(*found[-1].places, Place(match[1], match[2], match[3], words)))
            else:
                found[-1] = found[-1]._replace(reasons=(*found[-1].reasons, line[2:]))
        quoting = line.startswith("> ")
    return found


ROWS = rows(PAGE)
PLACES = [(row, place) for row in ROWS for place in row.places]


@cache
def tree(file: str) -> Any:
    """The file as maps, lists and strings: `48 hours`, `true` and `100` as they are written."""
    return in_first_language(yaml.load((ROOT / file).read_text(encoding="utf-8"), yaml.BaseLoader))  # strings alone


def in_first_language(node: Any) -> Any:
    """The same with the French words of each text: the guide is in French."""
    if isinstance(node, dict):
        return (
            in_first_language(node["fr"])
            if node.keys() == {"fr", "en"}
            else {k: in_first_language(v) for k, v in node.items()}
        )
    return [in_first_language(item) for item in node] if isinstance(node, list) else node


def node(root: Any, path: str) -> Any:
    """
    What stands at a path.

    Raises:
        LookupError: nothing does.
    """
    found, seen = root, ""
    for name, chosen in _STEP.findall(path):
        if chosen:
            found = item(found, chosen)
        elif isinstance(found, dict) and name in found:
            found = found[name]
        else:
            raise LookupError(f"{seen or 'the file'} has no {name!r}")
        seen += f"[{chosen}]" if chosen else f".{name}"
    return found


def item(items: Any, chosen: str) -> Any:
    """One of a list: by its number from 1, by `last`, or by its id, title or label."""
    if not isinstance(items, list):
        raise LookupError(f"[{chosen}]: this is no list")
    if chosen == "last":
        return items[-1]
    if chosen.isdecimal() and 0 < int(chosen) <= len(items):
        return items[int(chosen) - 1]
    named = [it for it in items if isinstance(it, dict) and chosen in (it.get("id"), it.get("title"), it.get("label"))]
    if len(named) != 1:
        raise LookupError(f"[{chosen}]: {len(named)} items are called so")
    return named[0]


@cache
def values() -> Mapping[str, str]:
    """What a text may quote without a case: settings of the flow and the site, figures of the forms."""
    catalogue = load_catalogue(ROOT)
    site = {name: str(setting.value) for name, setting in catalogue.site.settings.items()}
    return {**site, **settings_shown(catalogue.flows["espace_expert"])}


def as_read(text: str) -> str:
    """A text without its Markdown, on one line, with settings filled in."""
    parsed, _ = parse_text(text, At("", 1, 1))
    return in_one_line(parsed.plain(values(), lambda kind, target: ("", False)))


def in_one_line(text: str) -> str:
    return re.sub(r"(^| )(?:-|\d+\.) ", r"\1", " ".join(text.replace("’", "'").split()))


def as_written(value: Any) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)


def fault_of(place: Place, root: Any) -> str | None:
    """Why a place does not carry what the page says of it."""
    try:
        there = node(root, place.path)
    except LookupError as missing:
        return f"no such key: {missing}"
    if place.value is not None and as_written(there) != place.value:
        return f"{as_written(there)!r} stands there, not {place.value!r}"
    if place.words and not isinstance(there, str):
        return "no text stands there"
    missing_words = [words for words in place.words if in_one_line(words) not in as_read(there)]
    return f"these words do not stand there: {missing_words}" if missing_words else None


# ---- the page and the guide


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_the_page_holds_every_word_of_the_guide_once_and_in_its_order() -> None:
    lines = [line for line in PAGE.splitlines() if line.startswith(("## ", "### ", "> "))]
    page, guide = words_of(" ".join(lines)), words_of(GUIDE)
    for at, (ours, theirs) in enumerate(zip(page, guide, strict=False)):
        assert ours == theirs, (
            f"the guide: {' '.join(guide[at - 5 : at + 5])}; the page: {' '.join(page[at - 5 : at + 5])}"
        )
    assert len(page) == len(guide)


def test_every_quotation_is_carried_or_says_why_not() -> None:
    bare = [row.quoted for row in ROWS if not row.places and not row.reasons]
    unclear = [reason for row in ROWS for reason in row.reasons if not re.match(r"(Otherwise|Left out): \w", reason)]
    assert (bare, unclear) == ([], [])


FIGURES = {  # as the guide writes one -> as a place holds it
    r"48 ?h": r"48 (hours|heures)",
    r"\b(six|6) caractères": r"^6$|\b6 caractères",
    r"\b100\b": r"\b100\b",
    r"\b20 caractères": r"^20$|20 caractères",
    r"8h00 à 19h30": r"8h00 à 19h30",
    r"0809 400 210": r"0809 400 210",
}


@pytest.mark.parametrize(("written", "held"), FIGURES.items(), ids=FIGURES)
def test_a_figure_of_the_guide_is_held_by_a_place(written: str, held: str) -> None:
    stating = [row for row in ROWS if re.search(written, row.quoted)]
    assert stating
    for row in stating:
        said = [text for place in row.places for text in (place.value or "", *place.words)]
        assert any(re.search(held, text) for text in said), f"docs/source.md:{row.line}: {row.quoted}"


# ---- the page and the files


@pytest.mark.parametrize(
    ("row", "place"), PLACES, ids=lambda it: it.path[:60] if isinstance(it, Place) else str(it.line)
)
def test_a_place_carries_what_the_page_says(row: Row, place: Place) -> None:
    fault = fault_of(place, tree(place.file))
    assert fault is None, f"docs/source.md:{row.line}: {place.file}: {place.path}: {fault}"


def changed(file: str, change: Callable[[str], str]) -> list[str]:
    """The paths of the page that no longer carry what it says, were the file edited so."""
    text = (ROOT / file).read_text(encoding="utf-8")
    edited = change(text)
    assert edited != text
    root = in_first_language(yaml.load(edited, yaml.BaseLoader))  # strings alone
    return [place.path for _, place in PLACES if place.file == file and fault_of(place, root)]


@pytest.mark.parametrize(
    ("file", "old", "new", "path"),
    [
        (
            "flows/espace_expert.yaml",
            "activation_delay: 48 hours",
            "activation_delay: 72 hours",
            "settings.activation_delay",
        ),
        ("flows/espace_expert.yaml", "captcha_length: 6", "captcha_length: 5", "settings.captcha_length"),
        ("flows/espace_expert.yaml", "dossiers_max: 100", "dossiers_max: 80", "settings.dossiers_max"),
        ("forms/identifiants.yaml", "maxLength: 100", "maxLength: 254", "properties.email.maxLength"),
        ("forms/identifiants.yaml", "minLength: 20", "minLength: 12", "properties.mot_de_passe.minLength"),
        ("flows/site.yaml", "de 8h00 à 19h30", "de 9h00 à 17h00", "settings.assistance_horaires"),
        ("forms/informations.yaml", "default: surnom", "default: ville", "properties.question.default"),
        (
            "flows/espace_expert.yaml",
            "title: {fr: Les trois étapes",
            "title: {fr: Les étapes",
            "pages.presentation.sections[Les trois étapes].title",
        ),
        (
            "flows/espace_expert.yaml",
            "ne devez créer qu'un seul espace",
            "créez un espace",
            "pages.presentation.sections[Un seul espace pour toutes vos entreprises].content",
        ),
        (
            "flows/espace_expert.yaml",
            "- {id: seul_detenteur,",
            "- {id: detenteur,",
            "states.identifiants.transitions.continuer.first_of[seul_detenteur].target",
        ),
    ],
    ids=[
        "48 h",
        "six characters",
        "100 files",
        "100 characters",
        "20 characters",
        "the hours",
        "the default question",
        "a heading renamed",
        "a sentence lost",
        "a branch renamed",
    ],
)
def test_an_edit_that_drops_what_the_guide_says_is_seen(file: str, old: str, new: str, path: str) -> None:
    assert path in changed(file, lambda text: text.replace(old, new))
