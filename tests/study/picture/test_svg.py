"""The picture as SVG: well-formed, complete, safe, readable in light, dark and on paper."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from engine.language.model import Flow
from engine.study.picture import draw, svg
from engine.study.picture.style import STYLE
from engine.study.picture.svg import dom_id
from tests.study.picture.test_drawing import FLOWS
from tests.support.shipped_flows import shipped_catalogue

GOLDEN = Path(__file__).parents[2] / "golden" / "picture.svg"
SVG = "{http://www.w3.org/2000/svg}"


def parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode())


@pytest.fixture(params=FLOWS)
def flow(request: pytest.FixtureRequest) -> Flow:
    return shipped_catalogue().flows[request.param]


def test_it_is_well_formed_and_no_id_stands_twice(flow: Flow) -> None:
    root = parsed(svg(draw(flow)))
    assert root.tag == f"{SVG}svg"
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []


def test_every_state_arrow_and_note_is_a_group_with_its_title(flow: Flow) -> None:
    drawing = draw(flow)
    root = parsed(svg(drawing))
    groups = {group.get("id"): group for group in root.iter(f"{SVG}g") if group.get("id")}
    assert all(group[0].tag == f"{SVG}title" and group[0].text for group in groups.values())
    for box in drawing.boxes:
        group = groups[dom_id("state", box.state.name)]
        assert group.get("class").split() == ["state", box.state.kind]
        assert box.state.title in group[0].text
    kept = Counter(group.get("data-transition") for group in groups.values() if "way" in group.get("class").split())
    assert kept == Counter(arrow.way.id for arrow in drawing.arrows)
    notes = {group.get("data-transition") for group in groups.values() if "note" in group.get("class").split()}
    assert notes == {note.id for box in drawing.boxes for note in box.state.notes}


def test_it_says_what_it_is_to_who_does_not_see_it(loan: Flow) -> None:
    root = parsed(svg(draw(loan)))
    assert (root.get("role"), root.get("lang")) == ("img", "fr")
    assert root.get("aria-labelledby") == "pret-title pret-desc"
    assert root.findtext(f"{SVG}title") == 'Prêt <de> "matériel" & salle (pret, version 1)'
    assert "7 states" in root.findtext(f"{SVG}desc")


def test_nothing_that_an_analyst_wrote_becomes_markup(loan: Flow) -> None:
    root = parsed(svg(draw(loan)))
    assert {element.tag for element in root.iter()} <= {
        f"{SVG}{name}" for name in ("svg", "title", "desc", "style", "g", "a", "rect", "path", "text")
    }
    (state,) = root.xpath("//*[@id='state-demande']")
    lines = [element.text for element in state.iter(f"{SVG}text")]
    assert 'Votre <demande>\u00a0: & "matériel"' in " ".join(lines)
    assert '✕ [nom == "x" and email != "a@b.fr"]' in " ".join(lines)


def test_characters_that_xml_cannot_hold_are_left_out(loan: Flow) -> None:
    drawing = draw(loan)._replace(title="a\x00b\x08c\uffff")
    assert parsed(svg(drawing)).findtext(f"{SVG}title") == "abc (pret, version 1)"


def test_it_needs_nothing_else(flow: Flow) -> None:
    text = svg(draw(flow))
    assert "<script" not in text
    assert re.findall(r"url\(|@import|@font-face|https?://(?!www\.w3\.org/2000/svg)", text) == []


def test_marks_are_classes_and_links_lead_away(loan: Flow) -> None:
    drawing = draw(loan)
    way = next(arrow.way for arrow in drawing.arrows if arrow.way.kind == "timeout")
    links = {way.id: 'tests.html?a="1"&b=2', "attente": "#f", "attente.reminder 1": "#r"}
    root = parsed(svg(drawing, {way.id: "covered", "attente": "infeasible"}, links))
    marked = [group for group in root.iter(f"{SVG}g") if group.get("data-transition") == way.id]
    assert [group.get("class") for group in marked] == ["way timeout covered", "label timeout covered"]
    assert [group.get("class") for group in root.xpath("//*[@id='state-attente']")] == ["state ordinary infeasible"]
    found = [(link.getparent().get("class").split()[0], link.get("href")) for link in root.iter(f"{SVG}a")]
    assert found == [
        ("way", links[way.id]),
        ("label", links[way.id]),
        ("state", "#f"),
        ("note", "#r"),
    ]
    assert [link.get("tabindex") for link in root.iter(f"{SVG}a")] == ["-1", None, None, None], "one stop a link"
    assert not root.xpath("//*[local-name()='a']//*[local-name()='a']")
    assert root.get("role") == "group", "an image has no links for who does not see it"


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", [0, 1, 2], ids=["light", "dark", "print"])
def test_words_have_the_contrast_of_wcag_aa(look: int) -> None:
    """WCAG 2.2, 1.4.3: 4.5:1. Lines have the colours of words."""
    declared = [dict(re.findall(r"--(\w+):(#\w{6});", rule)) for rule in re.findall(r"\.parcours\{([^}]+)\}", STYLE)]
    assert len(declared) == 3
    colours = declared[look]
    grounds = (colours.pop("paper"), colours.pop("box"))
    assert len(colours) >= 6
    low = {(name, ground): contrast(colour, ground) for name, colour in colours.items() for ground in grounds}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


def test_the_number_of_each_phase_stands_out_from_its_colour() -> None:
    phases = re.findall(r"\.phase-\d\{fill:(#\w{6})", STYLE)
    assert len(phases) == 8
    assert [phase for phase in phases if contrast("#ffffff", phase) < 4.5] == []


@pytest.mark.parametrize("kind", ["timeout", "tries", "refusal", "resume"])
def test_without_colour_a_kind_of_arrow_is_told_by_its_dashes(kind: str) -> None:
    dashes = dict(re.findall(r"\.parcours \.(\w+) \.line\{[^}]*stroke-dasharray:([\d. ]+)", STYLE))
    assert kind in dashes
    assert len(set(dashes.values())) == len(dashes)


def test_the_picture_of_a_small_flow(loan: Flow, request: pytest.FixtureRequest) -> None:
    made = svg(draw(loan))
    if request.config.getoption("--rewrite-golden", default=False):
        GOLDEN.write_text(made, encoding="utf-8")
    assert made == GOLDEN.read_text(encoding="utf-8")
