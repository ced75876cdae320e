"""The drawing of a flow: everything once, nothing over anything else, arrows from box to box, always the same."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from engine.core.case import BACK, REMINDER, TIMEOUT, Case, Decision, Event, Needs, Refusal
from engine.core.decide import begin, decide
from engine.core.machine import Machine
from engine.language.load import load_flow
from engine.language.model import Flow
from engine.shipped import shipped
from engine.study.picture import Arrow, Box, Drawing, draw, mermaid, svg
from engine.study.picture.drawing import BOX, Label
from engine.study.picture.folding import TALLEST
from tests.support.flow_text import flow_of
from tests.support.shapes import SHAPES, written
from tests.support.shipped_flows import shipped_catalogue

FLOWS = sorted(path.stem for path in (shipped() / "flows").glob("*.yaml") if path.stem != "site")
# Every one can be checked; each puts another strain on the picture.
SHAPED = {
    "line": 90,
    "ring": 80,
    "star": 12,
    "ladder": 60,
    "mesh": 60,
    "timers": 30,
    "resumes": 20,
    "refusals back": 30,
}


def shipped_drawing(name: str) -> tuple[Flow, Drawing]:
    flow = shipped_catalogue().flows[name]
    return flow, draw(flow)


@pytest.fixture(params=[*FLOWS, *SHAPED])
def drawn(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Flow, Drawing]:
    """A flow and its drawing: each that ships, and some of a shape."""
    if request.param in FLOWS:
        return shipped_drawing(request.param)
    make, _ = SHAPES[request.param]
    flow, _ = load_flow(written(tmp_path, make(SHAPED[request.param])) / "flows" / "big.yaml")
    assert flow
    return flow, draw(flow)


def overlap(one: Box | Label, other: Box | Label) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def test_no_box_and_no_words_stand_over_others(drawn: tuple[Flow, Drawing]) -> None:
    _, drawing = drawn
    things: list[Box | Label] = [*drawing.boxes, *(arrow.label for arrow in drawing.arrows if arrow.label)]
    assert [(one, other) for one, other in combinations(things, 2) if overlap(one, other)] == []


def test_everything_is_inside_the_picture(drawn: tuple[Flow, Drawing]) -> None:
    _, drawing = drawn
    for thing in (*drawing.boxes, *(arrow.label for arrow in drawing.arrows if arrow.label)):
        assert thing.x >= 0
        assert thing.y >= 0
        assert thing.x + thing.width <= drawing.width + 0.5
        assert thing.y + thing.height <= drawing.height + 0.5


def test_every_state_and_every_edge_is_drawn_once(drawn: tuple[Flow, Drawing]) -> None:
    flow, drawing = drawn
    own = [box.state.name for box in drawing.boxes if box.state.kind != "elsewhere"]
    assert sorted(own) == sorted(flow.states)
    edges = Counter((edge.source, edge.target.name) for edge in flow.edges())
    again = Counter((box.state.name, box.state.name) for box in drawing.boxes for note in loops(box, flow))
    ways = (arrow.way for arrow in drawing.arrows if arrow.way.kind not in ("resume", "refusal"))
    assert Counter((way.source, way.target) for way in ways) + again == edges


def loops(box: Box, flow: Flow) -> Iterator[str]:
    """The notes of a box that are edges from it to itself."""
    name = box.state.name
    edges = [edge for edge in flow.edges() if edge.source == edge.target.name == name]
    stays = [note.id for note in box.state.notes if note.kind == "stay" and note.id.endswith(f"-> {name}")]
    assert len(stays) == len(edges)
    yield from stays


def test_no_id_is_drawn_twice(drawn: tuple[Flow, Drawing]) -> None:
    """A resume has an arrow to each state that it looks in."""
    _, drawing = drawn
    notes = [note.id for box in drawing.boxes for note in box.state.notes]
    ways = {(arrow.way.id, arrow.way.kind, arrow.way.target) for arrow in drawing.arrows}
    assert len(ways) == len(drawing.arrows)
    assert len(set(notes)) == len(notes)
    assert not set(notes) & {arrow.way.id for arrow in drawing.arrows}


def test_an_arrow_leads_from_the_box_of_its_state_to_that_of_its_target(drawn: tuple[Flow, Drawing]) -> None:
    _, drawing = drawn
    boxes = {box.state.name: box for box in drawing.boxes}
    for arrow in drawing.arrows:
        assert on_edge(boxes[arrow.way.source], arrow.points[0]), arrow.way
        if not arrow.cut:
            assert on_edge(boxes[arrow.way.target], arrow.points[-1]), arrow.way


def on_edge(box: Box, point: tuple[float, float]) -> bool:
    x, y = point
    return box.x < x < box.x + box.width and min(abs(y - box.y), abs(y - box.y - box.height)) < 0.11


def test_no_line_passes_behind_a_box(drawn: tuple[Flow, Drawing]) -> None:
    _, drawing = drawn
    for arrow in drawing.arrows:
        for (x, y), (to_x, to_y) in zip(arrow.points, arrow.points[1:], strict=False):
            for box in drawing.boxes:
                aside = max(x, to_x) <= box.x or min(x, to_x) >= box.x + box.width
                above = max(y, to_y) <= box.y + 0.11 or min(y, to_y) >= box.y + box.height - 0.11
                assert aside or above, (arrow.way, box.state.name)


@pytest.mark.parametrize("name", FLOWS)
def test_no_arrow_of_a_flow_that_ships_is_cut(name: str) -> None:
    _, drawing = shipped_drawing(name)
    assert [arrow.way for arrow in drawing.arrows if arrow.cut] == []


def test_a_long_flow_is_folded_and_what_is_cut_names_its_target(tmp_path: Path) -> None:
    flow, _ = load_flow(written(tmp_path, SHAPES["line"][0](200)) / "flows" / "big.yaml")
    assert flow
    drawing = draw(flow)
    assert drawing.height < 1.2 * TALLEST < drawing.width * 3
    cut = [arrow for arrow in drawing.arrows if arrow.cut]
    assert 3 < len(cut) < 12
    assert all(label_of(arrow)[-1].startswith("→ S") for arrow in cut)


def test_two_lines_with_rungs_between_them_do_not_drift_aside(tmp_path: Path) -> None:
    """Each layer wants to stand under the one above, half a box further: forty states were 3,000 px wide."""
    flow, _ = load_flow(written(tmp_path, SHAPES["ladder"][0](40)) / "flows" / "big.yaml")
    assert flow
    assert draw(flow).width < 5 * BOX


def label_of(arrow: Arrow) -> tuple[str, ...]:
    assert arrow.label
    return (*arrow.label.event, *arrow.label.guard)


# -- what is written in it


def test_each_kind_of_arrow_says_when_it_is_taken(loan: Flow) -> None:
    said = {
        (way.kind, way.source, way.target): (way.event, way.guard)
        for way in (arrow.way for arrow in draw(loan).arrows)
        if way.source != "tri"
    }
    assert said == {
        ("event", "demande", "tri"): ("Suite", "[else]"),
        ("refusal", "resume", "demande"): ("Envoyer", '[nom == "y"]'),
        ("event", "resume", "attente"): ("Envoyer", "[else]"),
        ("timeout", "attente", "fini"): ("after 3 days", ""),
        ("event", "attente", "prete"): ("accepter", ""),
        ("event", "reponse", "fini"): ("Répondre", '[code_connu == "expired"]'),
        ("resume", "reponse", "attente"): ("Répondre", "resume by reponse → accepter"),
        ("tries", "reponse", "fini"): ("after 3 refusals", ""),
    }


def test_two_branches_to_one_state_are_two_arrows(loan: Flow) -> None:
    ways = [arrow.way for arrow in draw(loan).arrows if arrow.way.source == "tri"]
    assert [(way.kind, way.event, way.guard) for way in ways] == [
        ("automatic", "", '[nom == "Ana"]'),
        ("automatic", "", "[else]"),
    ]


def test_what_leads_to_no_other_state_is_a_line_in_its_box(loan: Flow) -> None:
    notes = {box.state.name: [(n.kind, n.words) for n in box.state.notes] for box in draw(loan).boxes}
    assert notes == {
        "demande": [("entry", "▸ demander"), ("refusal", '✕ [nom == "x" and email != "a@b.fr"]')],
        "tri": [],
        "resume": [("back", "← Étape précédente"), ("modify", "✎ modify"), ("stay", "↻ Encore")],
        "attente": [("leave", "⇥ OK"), ("stay", "↻ Renvoyer"), ("reminder", "◷ 1 day before")],
        "reponse": [("entry", "▸ repondre"), ("refusal", "✕ [else]")],
        "prete": [],
        "fini": [],
    }


def test_each_state_has_its_kind_and_its_phase(loan: Flow) -> None:
    assert [(box.state.name, box.state.kind, box.state.phase) for box in draw(loan).boxes] == [
        ("demande", "ordinary", 0),
        ("tri", "automatic", None),
        ("resume", "ordinary", 0),
        ("attente", "ordinary", 1),
        ("reponse", "ordinary", 1),
        ("prete", "rest", 1),
        ("fini", "final", None),
    ]


def test_what_the_history_keeps_is_in_the_picture_under_the_same_id(loan: Flow) -> None:
    """Coverage colours the picture by what a trail has kept."""
    machine, now = Machine(loan), datetime(2026, 11, 23, 9, tzinfo=UTC)
    kept: list[str] = []

    def after(case: Case, event: Event, at: datetime = now) -> Case:
        decision = decide(machine, case, event, {}, at)
        assert not isinstance(decision, Needs)
        kept.extend(taken.transition for taken in decision.taken)
        return decision.case

    begun = begin(machine, "demander", "c", {}, now)
    assert isinstance(begun, Decision)
    case = after(begun.case, Event("suite", answers={"nom": "x", "email": "c@d.fr"}))
    case = after(case, Event("suite", answers={"nom": "y", "email": "c@d.fr"}))
    case = after(case, Event("encore"))
    case = after(case, Event("envoyer"))
    case = after(case, Event("suite", answers={"nom": "Ana", "email": "c@d.fr"}))
    case = after(case, Event(BACK))
    case = after(case, Event("suite", answers={"nom": "Eve", "email": "c@d.fr"}))
    case = after(case, Event("envoyer"))
    case = after(case, Event("renvoyer"))
    case = after(case, Event("ok"))
    case = after(case, Event(REMINDER, "timer", at=0), now + timedelta(days=2))
    case = after(case, Event(TIMEOUT, "timer"), now + timedelta(days=3))
    assert case.state == "fini"
    drawing = draw(loan)
    drawn = {arrow.way.id for arrow in drawing.arrows} | {n.id for box in drawing.boxes for n in box.state.notes}
    assert set(kept) - drawn == set()
    assert len(set(kept)) == 12


ELSEWHERE = """
    entries: {retrouver: {state: retrouver}}
    states:
      retrouver:
        title: Retrouver
        form: code
        transitions:
          suite:
            label: Suite
            first_of:
              - {resume: {flow: autre, state: [ouvert, attente], code: c, typed: saisi}}
              - {resume: {flow: [autre, essai], code: c, typed: saisi}}
              - {refuse: {message: Non.}}
"""


def test_a_state_of_another_flow_that_a_resume_looks_in_is_a_box_and_any_state_is_none() -> None:
    drawing = draw(flow_of(ELSEWHERE))
    boxes = [(box.state.name, box.state.kind) for box in drawing.boxes]
    assert boxes == [("retrouver", "ordinary"), ("autre.ouvert", "elsewhere"), ("autre.attente", "elsewhere")]
    first, second = (arrow.way for arrow in drawing.arrows)
    assert first.id == second.id, "one branch: the history cannot tell"
    (anywhere,) = [note.words for note in drawing.boxes[0].state.notes if note.kind == "resume"]
    assert anywhere == "⇢ Suite: resume by c in autre, essai"


# -- the same for the same flow


def digest(seed: str) -> str:
    """Of every picture, as another process makes them."""
    code = (
        "import hashlib; from tests.support.shipped_flows import shipped_catalogue as all_of;"
        "from engine.study.picture import draw, svg, mermaid;"
        "made = [write(draw(flow)) for flow in all_of().flows.values() for write in (svg, mermaid)];"
        "print(hashlib.sha256(''.join(made).encode()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONPATH": str(shipped()), "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_same_bytes_whatever_the_order_of_hashes() -> None:
    made = [write(draw(flow)) for flow in shipped_catalogue().flows.values() for write in (svg, mermaid)]
    here = hashlib.sha256("".join(made).encode()).hexdigest()
    assert digest("1") == digest("2") == here


def test_a_refusal_leaves_no_other_trace(loan: Flow) -> None:
    """A refusal that stays is no arrow."""
    machine, now = Machine(loan), datetime(2026, 11, 23, 9, tzinfo=UTC)
    begun = begin(machine, "demander", "c", {}, now)
    assert isinstance(begun, Decision)
    refused = decide(machine, begun.case, Event("suite", answers={"nom": "x", "email": "c@d.fr"}), {}, now)
    assert isinstance(refused, Refusal)
    (taken,) = refused.taken
    assert taken.transition not in {arrow.way.id for arrow in draw(loan).arrows}
