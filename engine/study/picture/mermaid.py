"""A flow as Mermaid's `stateDiagram-v2`: for a page that draws such texts, as those of forges do."""

from __future__ import annotations

import re

from engine.study.picture.drawing import Drawing
from engine.study.picture.lettering import one_line

# Mermaid reads a line up to `;`, a text up to `:` or `"`, a comment after `%%`; `#` begins a character's number.
_SPECIAL = re.compile(r"""[#;:"%<>{}\\`]""")


def mermaid(drawing: Drawing) -> str:
    """The drawing's states and arrows, in the order written; where they stand is Mermaid's choice."""
    lines = ["---", f"title: {_title(drawing.title)}", "---", "stateDiagram-v2"]
    lines += (f'  state "{_escaped(box.state.title)}" as {_id(box.state.name)}' for box in drawing.boxes)
    for box in drawing.boxes:
        lines += (f"  [*] --> {_id(box.state.name)} : {_escaped(door.id)}" for door in box.doors)
    for way in (arrow.way for arrow in drawing.arrows):
        words = _escaped(" ".join(part for part in (way.event, way.guard) if part))
        lines.append(f"  {_id(way.source)} --> {_id(way.target)}" + (f" : {words}" if words else ""))
    for box in drawing.boxes:
        for note, _ in box.notes:
            if note.kind == "stay":
                lines.append(f"  {_id(box.state.name)} --> {_id(box.state.name)} : {_escaped(note.words[2:])}")
    lines += (f"  {_id(box.state.name)} --> [*]" for box in drawing.boxes if box.state.kind == "final")
    return "\n".join(lines) + "\n"


def _id(name: str) -> str:
    """A state may have the name of a word of Mermaid's: `end`, `state`, `note`."""
    return "s_" + name.replace(".", "__")


def _escaped(words: str) -> str:
    return _SPECIAL.sub(lambda sign: f"#{ord(sign[0])};", one_line(words))


def _title(words: str) -> str:
    """As YAML reads it."""
    return "'" + words.replace("'", "''") + "'"
