"""Layers, their order and places, from numbers alone."""

from __future__ import annotations

import pytest

from engine.study.picture.layers import Chain, circles, components, layering, ranks, turned
from engine.study.picture.lettering import shortened, width, wrapped
from engine.study.picture.ordering import crossings, neighbours, ordered
from engine.study.picture.placing import nearest


@pytest.mark.parametrize(
    ("pairs", "back"),
    [
        ([(0, 1), (1, 0)], [False, True]),
        ([(1, 0)], [False]),  # written later, but it closes no circle
        ([(0, 1), (1, 2), (2, 0), (3, 0)], [False, False, True, False]),
    ],
)
def test_of_a_circle_the_arrow_to_what_was_written_before_leads_up(
    pairs: list[tuple[int, int]], back: list[bool]
) -> None:
    assert turned(4, pairs) == back


def test_boxes_that_lead_to_each_other_are_one_circle() -> None:
    found = circles(6, [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 3)])
    assert found[0] == found[1] == found[2] != found[3] == found[4]
    assert found[5] not in found[:5]


def test_a_circle_of_many_boxes_needs_no_recursion() -> None:
    count = 20_000
    assert len({*circles(count, [(box, (box + 1) % count) for box in range(count)])}) == 1


@pytest.mark.parametrize(
    ("pairs", "rank"),
    [
        ([(0, 1), (1, 2), (0, 2)], [0, 1, 2]),  # the longest path
        ([(0, 1), (1, 2), (2, 3), (4, 3)], [0, 1, 2, 3, 2]),  # a door stands above what it leads to
        ([(0, 1), (1, 2), (2, 3), (0, 4)], [0, 1, 2, 3, 1]),  # an end stands under what leads to it
        # a second way in comes down whole, with its own end
        ([(0, 1), (1, 2), (2, 3), (3, 7), (4, 5), (5, 3), (5, 6)], [0, 1, 2, 3, 1, 2, 3, 4]),
    ],
)
def test_how_far_down_a_box_stands(pairs: list[tuple[int, int]], rank: list[int]) -> None:
    count = len(rank)
    assert ranks(count, pairs, turned(count, pairs)) == rank


def test_an_arrow_has_a_point_in_each_layer_and_its_words_beside_its_source() -> None:
    found = layering(3, [(0, 1), (1, 2), (2, 0), (1, None)])
    assert found.layer[:3] == (0, 2, 4)
    down, _, up, cut = found.chains
    assert [found.layer[node] for node in down.points] == [0, 1, 2]
    assert [found.layer[node] for node in up.points] == [0, 1, 2, 3, 4]
    assert (up.turned, found.layer[up.label]) == (True, 3)
    assert cut == Chain((1, cut.label), cut.label, turned=False, cut=True)


def test_parts_that_nothing_joins_come_by_their_first_box() -> None:
    assert components(6, [(4, 1), (2, 0), (3, 1)]) == [[0, 2], [1, 3, 4], [5]]


def test_lines_cross_once_where_two_boxes_stand_the_wrong_way_round() -> None:
    layers = layering(4, [(0, 3), (1, 2)])
    _, below = neighbours(layers)
    assert crossings([[0, 1], [4, 5], [2, 3]], below) == 1
    assert crossings(ordered(layers), below) == 0


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ([0.0, 30.0], [0.0, 30.0]),  # far enough apart
        ([0.0, 0.0], [-5.0, 5.0]),  # drawn apart, by the same on both sides
        ([20.0, 0.0], [5.0, 15.0]),  # their order stays
    ],
)
def test_places_are_as_near_as_order_and_room_allow(wanted: list[float], found: list[float]) -> None:
    assert nearest(wanted, [1.0, 1.0], [0.0, 10.0]) == found


def test_words_that_do_not_fit_end_in_an_ellipsis() -> None:
    words = "Acceptez les conditions générales et recopiez les caractères de l'image"
    lines = wrapped(words, 120, 14, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(width(line, 14) <= 120 for line in lines)
    assert shortened("court", 120, 14) == "court"


def test_wide_signs_are_wide() -> None:
    assert width("漢字", 10) > width("mm", 10) * 0.99 > width("ab", 10) > width("il", 10)


def test_a_line_never_breaks_where_french_keeps_words_together() -> None:
    words = "Choisissez\u00a0: oui ou non"
    room = width("Choisissez", 14) + 2
    assert wrapped(words, room, 14, most=9)[0].endswith("…"), "the colon cannot stand at the beginning of a line"
    assert wrapped(words, room + width("\u00a0:", 14), 14, most=9)[0] == "Choisissez\u00a0:"
