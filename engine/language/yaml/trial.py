"""Lines tried in the place of others: how far the text can be read with them, and how well it fits the language."""

from __future__ import annotations

from engine.language.yaml.builder import document
from engine.language.yaml.events import Broken, events, start_of
from engine.language.yaml.nodes import Node
from engine.language.yaml.repair import Failure, Trap
from engine.language.yaml.shape import Shape, keys_of, misfits
from engine.language.yaml.source import Refused, Source


class Trial:
    """Tries lines in the place of others, as long as the budget lasts."""

    def __init__(self, lines: list[str], shapes: tuple[Shape, ...] | None, budget: int) -> None:
        self.lines = lines
        self.shapes = shapes
        self.budget = budget
        self.failure: Failure | None = None  # where the lines as they are cannot be read

    def holds(self, line: int, fixed: str) -> bool:
        """Whether with `fixed` for line number `line` (from 0) the text can be read further than without."""
        assert self.failure
        lines = [*self.lines[:line], fixed, *self.lines[line + 1 :]]
        self.budget -= sum(map(len, lines))
        if self.budget < 0:
            return False
        try:
            for event in events("\n".join(lines), ""):
                if start_of(event).line > max(line, self.failure.line) + 1:
                    break
        except Broken as broken:
            # A line fixed above may uncover another mistake on the very line that seemed broken.
            other = broken.failure[:3] != self.failure[:3] and line < self.failure.line
            return broken.failure.line > (line if other else self.failure.line)
        except Refused:
            return False
        return True

    def weight(self, trap: Trap | None = None, keys: int = 0) -> int | None:
        """
        How many things do not fit, once the trap is fixed; None where the text cannot be read to its end, or has fewer
        keys than so many: what a text has swallowed fits, and is lost.
        """
        lines = list(self.lines)
        if trap is not None:
            assert trap.fixed is not None
            for number, fixed in ((trap.line, trap.fixed), *trap.others):
                lines[number] = fixed
        if self.shapes is None or self.budget < 0:
            return None
        self.budget -= sum(map(len, lines))
        source = Source(lines, "")
        try:
            node = document(events("\n".join(lines), ""), source)
        except (Broken, Refused):
            return None
        found = self.unfit(node, source) if keys_of(node) >= keys else None
        return None if found is None else len(found)

    def unfit(self, node: Node | None, source: Source) -> list[int] | None:
        """The lines of what does not fit, from 1, each as often as something does not; None where none is known to."""
        if self.shapes is None:
            return None
        return sorted([*misfits(node, self.shapes), *(problem.place.line for problem in source.problems)])
