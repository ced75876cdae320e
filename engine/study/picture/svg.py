"""A drawing as SVG: one file that needs nothing else, in light and dark, and in black on white when printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from xml.sax.saxutils import escape, quoteattr

from engine.study.picture.drawing import (
    DOOR,
    MARGIN,
    NAME_LINE,
    NOTE,
    NOTE_LINE,
    PADDING,
    TITLE_LINE,
    WORDS_LINE,
    Arrow,
    Box,
    Drawing,
    Label,
    Point,
)
from engine.study.picture.legend import Legend, legend_of
from engine.study.picture.lettering import shortened
from engine.study.picture.parts import Note, Way
from engine.study.picture.style import HEAD, STYLE

HEADING = 58.0  # px: the title above the picture
_DROPPED = {sign: None for sign in range(32) if chr(sign) not in "\t\n\r"} | {0xFFFE: None, 0xFFFF: None}


def svg(drawing: Drawing, marks: Mapping[str, str] = {}, links: Mapping[str, str] = {}) -> str:
    """
    The picture as one SVG file.

    Args:
        marks: id of a state (its name), of a transition or of a note -> classes that its group gets beside its own.
        links: the same ids -> an address that a click leads to.
    """
    legend = legend_of(drawing)
    width = max(drawing.width, legend.width) + 2 * MARGIN
    height = HEADING + drawing.height + legend.height + 3 * MARGIN
    size, own = (_n(width), _n(height)), drawing.name
    writer = _Writer(marks, links)
    name = escape(f"{drawing.title} ({drawing.name}, version {drawing.version})".translate(_DROPPED))
    counted = f"{len(drawing.boxes)} states, {len(drawing.arrows)} arrows"
    drawn = [
        *(line for arrow in drawing.arrows for line in writer.arrow(arrow)),
        *(line for arrow in drawing.arrows for line in writer.label(arrow)),
        *(line for box in drawing.boxes for line in writer.box(box)),
    ]
    # What is an image to who does not see it has no links for them.
    role = "group" if any(line.startswith("<a ") for line in drawn) else "img"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="parcours" role="{role}"',
        f'aria-labelledby="{own}-title {own}-desc" lang={quoteattr(drawing.language)}',
        f'viewBox="0 0 {size[0]} {size[1]}" width="{size[0]}" height="{size[1]}">',
        f'<title id="{own}-title">{name}</title>',
        f'<desc id="{own}-desc">{counted}. A box is a state, an arrow a transition with its condition.</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{size[0]}" height="{size[1]}"/>',
        _text(drawing.title, MARGIN, 38, "heading"),
        _text(f"{drawing.name} · version {drawing.version} · {counted}", MARGIN, 56, "name"),
        f'<g transform="translate({_n(MARGIN)} {_n(HEADING + MARGIN)})">',
        *drawn,
        "</g>",
        *_legend(legend, HEADING + drawing.height + 2 * MARGIN),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def dom_id(kind: str, name: str) -> str:
    """The id of a group: of a state by its name, of all else by a hash, the same in every version that has it."""
    return f"state-{name}" if kind == "state" else f"{kind}-{sha256(name.encode()).hexdigest()[:12]}"


class _Writer:
    """Writes groups, each with its id, classes, title and link."""

    def __init__(self, marks: Mapping[str, str], links: Mapping[str, str]) -> None:
        self.marks = marks
        self.links = links

    def box(self, box: Box) -> Iterator[str]:
        state = box.state
        yield self._open("state", state.name, f"state {state.kind}", state.name, f"{state.title} ({state.name})")
        y = box.y + DOOR * len(box.doors)
        yield from self._linked(state.name, [*_shape(box), *_head_of(box, y)])
        for number, door in enumerate(box.doors):
            top = box.y + DOOR * number
            words = _text(shortened(door.words, box.width - 2 * PADDING, NOTE), box.x + PADDING, top + 15)
            yield from self._note(door, [f'<path d="{_tab(box, top, first=not number)}"/>', words])
        y += TITLE_LINE * len(box.title) + NAME_LINE + 16
        if box.notes:
            yield f'<path class="rule" d="M{_n(box.x + PADDING)} {_n(y)}H{_n(box.x + box.width - PADDING)}"/>'
        for note, lines in box.notes:
            at = [
                (line, PADDING + (12 if number else 0), NOTE_LINE * (number + 1)) for number, line in enumerate(lines)
            ]
            yield from self._note(note, [_text(line, box.x + indent, y + down) for line, indent, down in at])
            y += NOTE_LINE * len(lines)
        yield "</g>"

    def _note(self, note: Note, lines: list[str]) -> Iterator[str]:
        yield self._open("note", note.id, f"note {note.kind}", note.id, note.full)
        yield from self._linked(note.id, lines)
        yield "</g>"

    def arrow(self, arrow: Arrow) -> Iterator[str]:
        way = arrow.way
        yield self._open("way", _key(arrow), f"way {way.kind}" + (" cut" if arrow.cut else ""), way.id, _full(way))
        lines = [f'<path class="line" d="{_curve(arrow.points)}"/>']
        lines += [] if arrow.cut else [f'<path class="head" d="{_head(arrow.points)}"/>']
        yield from self._linked(way.id, lines, again=arrow.label is not None)
        yield "</g>"

    def label(self, arrow: Arrow) -> Iterator[str]:
        """Above all arrows, so that none crosses its words."""
        if arrow.label:
            way = arrow.way
            yield self._open("label", _key(arrow), f"label {way.kind}", way.id, _full(way))
            there = f"#{dom_id('state', way.target)}" if arrow.cut else None  # where no line leads, a click does
            yield from self._linked(way.id, _words(arrow.label), there)
            yield "</g>"

    def _open(self, kind: str, key: str, classes: str, name: str, full: str) -> str:
        classes = f"{classes} {self.marks.get(name, '')}".strip()
        known = "" if kind == "state" else f" data-transition={quoteattr(_plain(name))}"
        return f'<g id="{dom_id(kind, key)}" class={quoteattr(classes)}{known}><title>{escape(_plain(full))}</title>'

    def _linked(
        self, name: str, lines: Iterable[str], otherwise: str | None = None, *, again: bool = False
    ) -> Iterator[str]:
        """The lines in a link. `again`: the words of the same thing are one too, and the keyboard stops there alone."""
        address = self.links.get(name, otherwise)
        if address is None:
            yield from lines
            return
        yield f"<a href={quoteattr(address)}" + (' tabindex="-1" aria-hidden="true">' if again else ">")
        yield from lines
        yield "</a>"


def _full(way: Way) -> str:
    return f"{way.full} → {way.target}"


def _head_of(box: Box, y: float) -> Iterator[str]:
    """The number of its phase, its title and its name, under `y`."""
    phase, x = box.state.phase, box.x + PADDING
    if phase is not None:
        yield _chip(phase, x, y + 10)
    for line in box.title:
        y += TITLE_LINE
        yield _text(line, x + (24 if phase is not None else 0), y + 6, "title")
    yield _text(box.name, x, y + NAME_LINE + 7, "name")


def _key(arrow: Arrow) -> str:
    """A resume has several arrows, and one with a target of its own another."""
    return f"{arrow.way.kind} {arrow.way.id} {arrow.way.target}"


def _shape(box: Box) -> Iterator[str]:
    x, y, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    if box.state.kind == "automatic":
        yield (
            f'<path class="frame" d="M{_n(x + 12)} {_n(y)}H{_n(right - 12)}L{_n(right)} {_n(y + 12)}V{_n(bottom - 12)}'
            f'L{_n(right - 12)} {_n(bottom)}H{_n(x + 12)}L{_n(x)} {_n(bottom - 12)}V{_n(y + 12)}Z"/>'
        )
        return
    corner = 2 if box.state.kind == "elsewhere" else 8
    yield _rect("frame", x, y, box.width, box.height, corner)
    if box.state.kind in ("final", "rest"):
        yield _rect("inner", x + 3.5, y + 3.5, box.width - 7, box.height - 7, 5)


def _rect(name: str, x: float, y: float, width: float, height: float, corner: float) -> str:
    return f'<rect class="{name}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="{_n(corner)}"/>'


def _tab(box: Box, y: float, *, first: bool) -> str:
    """The bar of an entry; the first has the box's own corners."""
    x, right, bottom = _n(box.x), _n(box.x + box.width), _n(y + DOOR)
    if not first:
        return f"M{x} {_n(y)}H{right}V{bottom}H{x}Z"
    return f"M{x} {bottom}V{_n(y + 8)}a8 8 0 0 1 8-8H{_n(box.x + box.width - 8)}a8 8 0 0 1 8 8V{bottom}Z"


def _words(label: Label) -> Iterator[str]:
    yield _rect("paper", label.x, label.y, label.width, label.height, 4)
    middle, y = label.x + label.width / 2, label.y
    for name, lines in (("event", label.event), ("guard", label.guard)):
        for line in lines:
            y += WORDS_LINE
            yield _text(line, middle, y - 2, name)


def _curve(points: tuple[Point, ...]) -> str:
    """Straight where points stand under each other, else bent so that it leaves and arrives upright."""
    (x, y), *rest = points
    made = [f"M{_n(x)} {_n(y)}"]
    for to_x, to_y in rest:
        if to_x == x:
            made.append(f"V{_n(to_y)}")
        else:
            half = _n((y + to_y) / 2)
            made.append(f"C{_n(x)} {half} {_n(to_x)} {half} {_n(to_x)} {_n(to_y)}")
        x, y = to_x, to_y
    return "".join(made)


def _head(points: tuple[Point, ...]) -> str:
    (_, before), (x, y) = points[-2:]
    away = -HEAD if y > before else HEAD
    return f"M{_n(x)} {_n(y)}L{_n(x - HEAD * 0.5)} {_n(y + away)}H{_n(x + HEAD * 0.5)}Z"


def _legend(legend: Legend, top: float) -> Iterator[str]:
    yield f'<g class="legend" transform="translate({_n(MARGIN)} {_n(top)})">'
    for entry in legend.entries:
        x, y = entry.x, entry.y
        if entry.group == "way":
            yield f'<g class="way {entry.kind}"><path class="line" d="M{_n(x)} {_n(y - 4)}H{_n(x + 34)}"/>'
            yield f'<path class="head" d="M{_n(x + 42)} {_n(y - 4)}l-9-4.5v9Z"/></g>'
        elif entry.group == "phase":
            yield _chip(int(entry.kind), x, y - 13)
        elif entry.group == "state":
            yield f'<g class="state {entry.kind}">{_small(entry.kind, x, y - 13)}</g>'
        else:
            yield _text(entry.kind, x + 9, y, "sign")
        yield _text(entry.words, x + entry.indent, y)
    yield "</g>"


def _small(kind: str, x: float, y: float) -> str:
    """A box of the legend."""
    if kind == "automatic":
        return f'<path class="frame" d="M{_n(x + 5)} {_n(y)}h32l5 5v8l-5 5h-32l-5-5v-8Z"/>'
    inner = _rect("inner", x + 3, y + 3, 36, 12, 2) if kind in ("final", "rest") else ""
    return _rect("frame", x, y, 42, 18, 1 if kind == "elsewhere" else 5) + inner


def _text(words: str, x: float, y: float, name: str = "") -> str:
    kind = f' class="{name}"' if name else ""
    return f'<text{kind} x="{_n(x)}" y="{_n(y)}">{escape(_plain(words))}</text>'


def _chip(phase: int, x: float, y: float) -> str:
    """The number of a phase, on its colour."""
    ground = _rect(f"chip phase-{phase % 8}", x, y, 18, 18, 4)
    return ground + _text(str(phase + 1), x + 9, y + 13.5, "number")


def _plain(words: str) -> str:
    """Without the characters that XML cannot hold."""
    return words.translate(_DROPPED)


def _n(number: float) -> str:
    """A number as short as it can be written."""
    return f"{round(number, 1):g}" if abs(number) < 100000 else f"{round(number, 1):.1f}".removesuffix(".0")
