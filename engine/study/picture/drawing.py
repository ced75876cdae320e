"""A flow as a drawing: boxes, arrows and their words, each with its place. What draws it only writes it down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from engine.language.model import Flow
from engine.study.picture.folding import folded
from engine.study.picture.layers import Chain, Layering, components, layering
from engine.study.picture.lettering import shortened, width, wrapped
from engine.study.picture.ordering import ordered
from engine.study.picture.parts import Note, Parts, Shown, Way, in_words, parts_of
from engine.study.picture.placing import Places, Size, nearest, placed

BOX, PADDING = 204.0, 12.0  # px: how wide a box is; what is left free at its sides
TITLE, NAME, NOTE, WORDS = 14.0, 11.0, 11.5, 12.0  # px: sizes of letters
TITLE_LINE, NAME_LINE, NOTE_LINE, WORDS_LINE, DOOR = 18.0, 16.0, 17.0, 15.0, 22.0  # px: heights of lines
LABEL = 156.0  # px: how wide the words on an arrow are at most
MARGIN, BESIDE = 24.0, 56.0  # px: around the picture; between parts of a flow that nothing joins
PORTS = 20.0  # px: two arrows at a box
ROOM = 1400.0  # px: so wide may parts that nothing joins be beside each other

Point = tuple[float, float]


class Box(NamedTuple):
    """
    A state.

    Attributes:
        x, y: its upper left corner.
        title: its title's lines.
        name: its name's line.
        doors: the entries that lead to it, each a bar at its top.
        notes: what stays in it, each with its lines.
    """

    state: Shown
    x: float
    y: float
    height: float
    title: tuple[str, ...]
    name: str
    doors: tuple[Note, ...]
    notes: tuple[tuple[Note, tuple[str, ...]], ...]
    width: float = BOX


class Label(NamedTuple):
    """The words on an arrow; `x` and `y` are their upper left corner."""

    x: float
    y: float
    width: float
    height: float
    event: tuple[str, ...]
    guard: tuple[str, ...]


class Arrow(NamedTuple):
    """
    A transition.

    Attributes:
        points: from its source's box to its target's. Between two that do not stand under each other it is a curve.
        label: None: it has no words.
        cut: its target is too far away: it ends at its label, which names the target.
    """

    way: Way
    points: tuple[Point, ...]
    label: Label | None
    cut: bool


class Drawing(NamedTuple):
    """
    A flow's picture, in pixels.

    Attributes:
        phases: their titles, in order.
    """

    name: str
    title: str
    version: str
    language: str
    phases: tuple[str, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


def draw(flow: Flow) -> Drawing:
    """The drawing of a checked flow, in the language of its texts; the same for the same flow, always."""
    parts = parts_of(flow)
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    at = {state.name: number for number, state in enumerate(parts.states)}
    joined = components(len(at), [(at[way.source], at[way.target]) for way in parts.ways])
    group = {number: which for which, numbers in enumerate(joined) for number in numbers}
    ways: list[list[Way]] = [[] for _ in joined]
    for way in parts.ways:
        ways[group[at[way.source]]].append(way)
    pieces = [
        _piece(Parts(tuple(parts.states[n] for n in numbers), tuple(own)))
        for numbers, own in zip(joined, ways, strict=True)
    ]
    room = max([ROOM, *(piece.width for piece in pieces)])
    top = widest = lowest = 0.0  # of those that stand in one line
    for piece in pieces:
        beside = [right for right, y in _outline(boxes, arrows) if top <= y < top + piece.height + BESIDE]
        x = max(beside, default=-BESIDE) + BESIDE
        if x + piece.width > room:
            x, top = 0.0, lowest + BESIDE
        boxes += (_moved_box(box, x, top) for box in piece.boxes)
        arrows += (_moved_arrow(arrow, x, top) for arrow in piece.arrows)
        widest, lowest = max(widest, x + piece.width), max(lowest, top + piece.height)
    return Drawing(
        flow.name,
        in_words(flow.title),
        flow.version,
        flow.language,
        tuple(map(in_words, flow.phases.values())),
        tuple(boxes),
        tuple(arrows),
        round(widest, 1),
        round(lowest, 1),
    )


def _outline(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Iterator[Point]:
    """Upper right corners of all that is drawn, and the points of arrows."""
    for box in boxes:
        yield box.x + box.width, box.y
    for arrow in arrows:
        yield from arrow.points
        if arrow.label:
            yield arrow.label.x + arrow.label.width, arrow.label.y


# -- one part of a flow that arrows hold together


class _Piece(NamedTuple):
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


def _piece(parts: Parts) -> _Piece:
    """What arrows hold together, in one column or, where it is too tall, in several."""
    at = {state.name: number for number, state in enumerate(parts.states)}
    boxes = [_box(state) for state in parts.states]
    columns, cut = folded([box.height for box in boxes], [(at[way.source], at[way.target]) for way in parts.ways])
    column = {number: which for which, numbers in enumerate(columns) for number in numbers}
    titles = {way.target: parts.states[at[way.target]].title for way in parts.ways}
    inside: list[list[tuple[Way, Label, bool]]] = [[] for _ in columns]
    for way, is_cut in zip(parts.ways, cut, strict=True):
        label = _label(way, titles[way.target] if is_cut else None)
        inside[column[at[way.source]]].append((way, label, is_cut))
    found = [_column([boxes[n] for n in numbers], ways) for numbers, ways in zip(columns, inside, strict=True)]
    stand: list[Box] = []
    arrows: list[Arrow] = []
    x = 0.0
    for one in found:
        stand += (_moved_box(box, x, 0) for box in one.boxes)
        arrows += (_moved_arrow(arrow, x, 0) for arrow in one.arrows)
        x += one.width + BESIDE
    return _Piece(tuple(stand), tuple(arrows), round(x - BESIDE, 1), max(one.height for one in found))


def _column(boxes: list[Box], ways: list[tuple[Way, Label, bool]]) -> _Piece:
    """`ways`: each with its label, and whether it is cut."""
    at = {box.state.name: number for number, box in enumerate(boxes)}
    layers = layering(len(boxes), [(at[way.source], None if cut else at[way.target]) for way, _, cut in ways])
    sizes = [*(Size(box.width, box.height) for box in boxes), *[Size(2, 0)] * (len(layers.layer) - len(boxes))]
    for (_, label, _), chain in zip(ways, layers.chains, strict=True):
        sizes[chain.label] = Size(label.width, label.height)
    places = placed(layers, ordered(layers), sizes, len(boxes))
    stand = [
        box._replace(x=round(places.x[n] - box.width / 2, 1), y=places.top[layers.layer[n]])
        for n, box in enumerate(boxes)
    ]
    ports = _ports(layers, places, len(boxes))
    arrows = []
    for number, ((way, label, _), chain) in enumerate(zip(ways, layers.chains, strict=True)):
        points = _points(chain, number, layers, places, ports, stand)
        here = layers.layer[chain.label]
        x = round(places.x[chain.label] - label.width / 2, 1)
        middle = (places.top[here] + places.bottom[here] - label.height) / 2
        set_down = label._replace(x=x, y=round(middle, 1)) if label.height else None
        if chain.cut and set_down:
            points = (*points[:-1], (points[-1][0], round(set_down.y + 1, 1)))  # not past its words
        arrows.append(Arrow(way, points, set_down, chain.cut))
    right = max(places.x[node] + size.width / 2 for node, size in enumerate(sizes))
    return _Piece(tuple(stand), tuple(arrows), round(right, 1), places.bottom[-1])


def _box(state: Shown) -> Box:
    room = BOX - 2 * PADDING - (22 if state.phase is not None else 0)
    title = wrapped(state.title, room, TITLE, most=4, bold=True)
    doors = tuple(note for note in state.notes if note.kind == "entry")
    inner = BOX - 2 * PADDING
    notes = tuple((n, wrapped(n.words, inner, NOTE, most=2)) for n in state.notes if n.kind != "entry")
    height = DOOR * len(doors) + PADDING + TITLE_LINE * len(title) + NAME_LINE + 8
    height += NOTE_LINE * sum(len(lines) for _, lines in notes) + (8 if notes else 0)
    kind = "" if state.kind == "ordinary" else f" · {state.kind}"
    name = shortened(state.name, inner - width(kind, NAME), NAME) + kind
    return Box(state, 0, 0, height, title, name, doors, notes)


def _label(way: Way, to: str | None) -> Label:
    """Where it stands is not known yet. `to`: the title of the target that it does not reach."""
    event = wrapped(way.event, LABEL, WORDS, most=2)
    guard = wrapped(way.guard, LABEL, NOTE, most=2)
    if to is not None:
        guard += (shortened(f"→ {to}", LABEL, NOTE),)
    widest = max([0.0, *(width(line, WORDS) for line in event), *(width(line, NOTE) for line in guard)])
    lines = len(event) + len(guard)
    return Label(0, 0, round(widest + 8, 1), WORDS_LINE * lines + (4 if lines else 0), event, guard)


def _ports(layers: Layering, places: Places, boxes: int) -> dict[tuple[int, bool], float]:
    """(arrow, at its upper end) -> where along its box it begins or ends: under or above the next of its points."""
    ends: dict[tuple[int, bool], list[tuple[float, int]]] = {}  # (box, its lower side) -> (next point, arrow)
    for number, chain in enumerate(layers.chains):
        if chain.points[0] < boxes:
            ends.setdefault((chain.points[0], True), []).append((places.x[chain.points[1]], number))
        if chain.points[-1] < boxes:
            ends.setdefault((chain.points[-1], False), []).append((places.x[chain.points[-2]], number))
    found: dict[tuple[int, bool], float] = {}
    for (box, lower), some in ends.items():
        some.sort()
        low, high = places.x[box] - BOX / 2 + 16, places.x[box] + BOX / 2 - 16
        gap = min(PORTS, (high - low) / max(1, len(some) - 1))
        wanted = [min(high, max(low, x)) for x, _ in some]
        at = nearest(wanted, [1.0] * len(some), [0.0, *[gap] * (len(some) - 1)])
        at = [max(x, low + gap * n) for n, x in enumerate(at)]
        at = [min(x, high - gap * (len(at) - 1 - n)) for n, x in enumerate(at)]
        found.update({(number, lower): round(x, 1) for x, (_, number) in zip(at, some, strict=True)})
    return found


def _points(
    chain: Chain,
    number: int,
    layers: Layering,
    places: Places,
    ports: dict[tuple[int, bool], float],
    boxes: Sequence[Box],
) -> tuple[Point, ...]:
    points: list[Point] = []
    for at, node in enumerate(chain.points):
        layer = layers.layer[node]
        top, bottom = places.top[layer], places.bottom[layer]
        if node >= len(boxes):
            points += [(places.x[node], top), *([] if chain.cut else [(places.x[node], bottom)])]
        elif at == 0:
            x = ports[number, True]
            points += [(x, round(boxes[node].y + boxes[node].height, 1)), (x, bottom)]
        else:
            points.append((ports[number, False], top))
    points = points[:1] + [b for a, b in pairwise(points) if a != b]
    return tuple(points[::-1] if chain.turned else points)


def _moved_box(box: Box, x: float, y: float) -> Box:
    return box._replace(x=round(box.x + x, 1), y=round(box.y + y, 1))


def _moved_arrow(arrow: Arrow, x: float, y: float) -> Arrow:
    label = arrow.label and arrow.label._replace(x=round(arrow.label.x + x, 1), y=round(arrow.label.y + y, 1))
    return arrow._replace(points=tuple((round(a + x, 1), round(b + y, 1)) for a, b in arrow.points), label=label)
