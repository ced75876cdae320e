"""What the shapes, dashes and signs of a picture mean: those that are in it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from engine.study.picture.drawing import Drawing
from engine.study.picture.lettering import width

_STATES = {
    "ordinary": "a state with a screen",
    "automatic": "automatic: left at once",
    "rest": "rest: a case may stay",
    "final": "final: a case ends",
    "elsewhere": "a state of another flow",
}
_WAYS = {
    "event": "a button or an event",
    "automatic": "taken at once",
    "timeout": "time goes by",
    "tries": "too many refusals",
    "refusal": "refused, back to an earlier form",
    "resume": "resumes a case that stands there",
}
_SIGNS = {
    "entry": ("▸", "entry: a case begins"),
    "gate": ("◇", "gate, passed first"),
    "refusal": ("✕", "refused, stays"),
    "stay": ("↻", "stays or enters again"),
    "leave": ("⇥", "leaves the case as it is"),
    "resume": ("⇢", "resumes a case in any state"),
    "reminder": ("◷", "reminder"),
    "back": ("←", "back to the step before"),
    "modify": ("✎", "an earlier form again"),
}
_LINE, _COLUMN, _LEAST = 26.0, 24.0, 900.0
_SIZE = 11.5


class LegendEntry(NamedTuple):
    """`kind`: of a state or a way its class, of a phase its number, of a note its sign."""

    group: Literal["state", "way", "note", "phase"]
    kind: str
    words: str
    x: float = 0
    y: float = 0

    @property
    def indent(self) -> float:
        """Where its words begin, after the sign."""
        return 50.0 if self.group in ("state", "way") else 25.0


class Legend(NamedTuple):
    entries: tuple[LegendEntry, ...]
    width: float
    height: float


def legend_of(drawing: Drawing) -> Legend:
    """Its entries in lines as wide as the picture; each kind begins a line."""
    states = {box.state.kind for box in drawing.boxes}
    ways = {arrow.way.kind for arrow in drawing.arrows}
    notes = {note.kind for box in drawing.boxes for note in box.state.notes}
    groups = (
        [LegendEntry("phase", str(at), phase) for at, phase in enumerate(drawing.phases)],
        [LegendEntry("state", kind, words) for kind, words in _STATES.items() if kind in states],
        [LegendEntry("way", kind, words) for kind, words in _WAYS.items() if kind in ways],
        [LegendEntry("note", sign, words) for kind, (sign, words) in _SIGNS.items() if kind in notes],
    )
    room = max(drawing.width, _LEAST)
    found: list[LegendEntry] = []
    x = y = widest = 0.0
    for group in groups:
        x, y = 0.0, y + (_LINE if group else 0)
        for entry in group:
            wide = entry.indent + width(entry.words, _SIZE)
            if x and x + wide > room:
                x, y = 0.0, y + _LINE
            found.append(entry._replace(x=round(x, 1), y=y))
            widest = max(widest, x + wide)
            x += wide + _COLUMN
    return Legend(tuple(found), round(widest, 1), y)
