"""The picture as Mermaid: every state and arrow, in words that Mermaid cannot misread."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from engine.language.model import Flow
from engine.study.picture import draw, mermaid
from tests.study.picture.test_drawing import FLOWS
from tests.support.shipped_flows import shipped_catalogue

STATE = re.compile(r'  state "([^"]*)" as s_(\w+)')
ARROW = re.compile(r"  (\[\*\]|s_\w+) --> (\[\*\]|s_\w+)(?: : ([^:;]*(?:#\w+;[^:;]*)*))?")


@pytest.mark.parametrize("name", FLOWS)
def test_each_state_and_edge_is_a_line(name: str) -> None:
    flow = shipped_catalogue().flows[name]
    head, *lines = mermaid(draw(flow)).partition("stateDiagram-v2\n")[2].splitlines()
    lines = [head, *lines]
    states = [found for line in lines if (found := STATE.fullmatch(line))]
    arrows = [found for line in lines if (found := ARROW.fullmatch(line))]
    assert len(states) + len(arrows) == len(lines), "no other line"
    assert {found[2] for found in states} >= set(flow.states)
    drawn = Counter((found[1], found[2]) for found in arrows)
    edges = Counter((f"s_{edge.source}", f"s_{edge.target.name}") for edge in flow.edges())
    assert edges <= drawn
    assert sum(count for (source, _), count in drawn.items() if source == "[*]") == len(flow.entries)
    finals = sum(state.final for state in flow.states.values())
    assert sum(count for (_, target), count in drawn.items() if target == "[*]") == finals


def test_what_mermaid_would_read_as_its_own_is_written_as_a_number(loan: Flow) -> None:
    text = mermaid(draw(loan))
    assert "title: 'Prêt <de> \"matériel\" & salle'\n" in text
    assert 'state "Votre #60;demande#62;\u00a0#58; & #34;matériel#34;" as s_demande\n' in text
    assert "  s_demande --> s_tri : Suite [else]\n" in text
    assert "  s_reponse --> s_fini : Répondre [code_connu == #34;expired#34;]\n" in text
    assert "  s_resume --> s_resume : Encore\n" in text


def test_a_state_may_have_the_name_of_one_of_mermaids_words() -> None:
    drawing = draw(shipped_catalogue().flows["cantine"])
    boxes = (drawing.boxes[0]._replace(state=drawing.boxes[0].state._replace(name="end")),)
    assert '" as s_end\n' in mermaid(drawing._replace(boxes=boxes, arrows=()))
