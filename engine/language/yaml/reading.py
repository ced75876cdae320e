"""A text -> its nodes, past the lines that break it: each is explained and fixed in memory, and reading goes on."""

from __future__ import annotations

from engine.language.yaml import repair
from engine.language.yaml.builder import document
from engine.language.yaml.characters import decode
from engine.language.yaml.events import Broken, events, start_of, too_many
from engine.language.yaml.nodes import Node
from engine.language.yaml.repair import Failure, Trap
from engine.language.yaml.source import MOST_PROBLEMS, Refused, Source
from engine.problems import Problem, in_order

_BUDGET = 1_000_000  # characters parsed again to find where else a broken file is broken

# Once one of these was fixed by a guess, the others are most often its echo.
_GUESSED = frozenset({"bad-indent", "unclosed-bracket", "unclosed-quote", "stray-bracket", "missing-colon"})
_ECHOES = frozenset({"bad-indent", "not-yaml"})


def read_tree(data: bytes | str, file: str) -> tuple[Node | None, list[Problem]]:
    """
    The nodes of a strict YAML text (language.md, "The text"), and its problems. None where it cannot be parsed at all.

    A line that breaks the text is explained, fixed in memory, and reading goes on, so that the mistakes behind it are
    reported too. What such a line holds is a guess: further problems of that line are left out.
    """
    text, problems = decode(data, file)
    if text is None:
        return None, problems
    if refused := too_many(text, file):
        return None, [*problems, refused]
    lines = text.split("\n")
    if lines[-1]:
        lines.append("")  # where the parser stands when a file ends too early
    budget = _BUDGET
    fixed: list[int] = []
    while True:
        source = Source(lines, file)
        try:
            node = document(events("\n".join(lines), file), source)
            if any(problem.code == "bad-indent" for problem in problems):
                return None, list(in_order(problems))  # what belongs to what is a guess
            return node, list(in_order([*problems, *_others(source, problems)]))
        except Refused as refusal:
            return None, list(in_order([*problems, *_others(source, problems), *refusal.problems]))
        except Broken as broken:
            trial = _Trial(lines, broken.failure, budget)
            found = repair.explain(lines, broken.failure, trial.holds)
            if found.code in _ECHOES and not {problem.code for problem in problems}.isdisjoint(_GUESSED):
                return None, list(in_order(problems))
            if not _goes_on(found, lines, fixed, problems):
                problems.append(found.problem(file, lines))
            budget = trial.budget - len(text)
            fixed.append(found.line)
            if found.fixed is None or budget < 0 or len(fixed) == MOST_PROBLEMS or fixed.count(found.line) > 3:
                return None, list(in_order([*problems, *_others(source, problems)]))
            lines[found.line] = found.fixed


def _goes_on(found: Trap, lines: list[str], fixed: list[int], problems: list[Problem]) -> bool:
    """Whether it is the next line of a text with a problem on the line above: its fix moves them all."""
    above = found.line - 1
    while above > 0 and not lines[above].strip():
        above -= 1
    return found.code == "text-outside-block" and above in fixed and problems[-1].code == found.code


def _others(source: Source, problems: list[Problem]) -> list[Problem]:
    """What the builder found on lines that have no problem yet."""
    lines = {problem.place.line for problem in problems}
    return [problem for problem in source.problems if problem.place.line not in lines]


class _Trial:
    """Tries lines in the place of others, as long as the budget lasts."""

    def __init__(self, lines: list[str], failure: Failure, budget: int) -> None:
        self.lines = lines
        self.failure = failure
        self.budget = budget

    def holds(self, line: int, fixed: str) -> bool:
        """Whether with `fixed` for line number `line` (from 0) the text can be read further than without."""
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
