"""A text -> its nodes, past the lines that break it: each is explained and fixed in memory, and reading goes on."""

from __future__ import annotations

from itertools import islice

from engine.language.yaml import repair
from engine.language.yaml.builder import document
from engine.language.yaml.characters import decode
from engine.language.yaml.events import Broken, events, too_many
from engine.language.yaml.nodes import Node
from engine.language.yaml.repair import Failure, Trap
from engine.language.yaml.shape import Shape, keys_of
from engine.language.yaml.source import MOST_PROBLEMS, Refused, Source
from engine.language.yaml.trial import Trial
from engine.problems import Problem, in_order

_MOST_LINES = 20_000  # that are looked at one by one
_BUDGET = 4_000_000  # characters parsed again to find where else a broken file is broken

# Once one of these was fixed by a guess, the others are most often its echo.
_GUESSED = frozenset({"bad-indent", "unclosed-bracket", "unclosed-quote", "stray-bracket", "missing-colon"})
_ECHOES = frozenset({"bad-indent", "not-yaml"})


def read_tree(
    data: bytes | str, file: str, shapes: tuple[Shape, ...] | None = None
) -> tuple[Node | None, list[Problem]]:
    """
    The nodes of a strict YAML text (language.md, "The text"), and its problems. None where it cannot be parsed at all.

    A line that breaks the text is explained, fixed in memory, and reading goes on, so that the mistakes behind it are
    reported too. What such a line holds is a guess: further problems of that line are left out.

    Args:
        shapes: what the file may hold: of several ways to fix a line, the one with which most fits is taken, and a line
            that is YAML, and stands where nothing fits, is looked at as well.
    """
    text, problems = decode(data, file)
    if text is None:
        return None, problems
    if refused := too_many(text, file):
        return None, [*problems, refused]
    lines = text.split("\n")
    if lines[-1]:
        lines.append("")  # where the parser stands when a file ends too early
    return _Reading(lines, file, shapes, problems).tree()


class _Reading:
    """One file, read again and again, each time with one more of its lines fixed."""

    def __init__(self, lines: list[str], file: str, shapes: tuple[Shape, ...] | None, problems: list[Problem]) -> None:
        self.lines = lines
        self.file = file
        self.problems = problems
        self.trial = Trial(lines, shapes, _BUDGET)
        self.fixed: list[int] = []
        self.typed = list(lines)

    def tree(self) -> tuple[Node | None, list[Problem]]:
        self._odd_signs()
        while True:
            source = Source(self.lines, self.file)
            try:
                node = document(events("\n".join(self.lines), self.file), source)
            except Refused as refusal:
                return None, list(in_order([*self.problems, *self._others(source), *refusal.problems]))
            except Broken as broken:
                if not self._explained(broken.failure):
                    return None, list(in_order([*self.problems, *self._others(source)]))
                continue
            unfit = self.trial.unfit(node, source)
            if node is not None and unfit and self._moved(unfit, keys_of(node), source):
                continue
            others = self._others(source)
            if any(problem.code == "bad-indent" for problem in self.problems) and (unfit or unfit is None):
                return None, list(in_order(self.problems))  # what belongs to what is a guess
            return node, list(in_order([*self.problems, *others]))

    def _odd_signs(self) -> None:
        """Signs that look like those of YAML: fixed before anything is read, for they make other words of the lines."""
        if len(self.lines) > _MOST_LINES or not repair.may_be_odd("\n".join(self.lines)):
            return
        found = list(islice(repair.odd_lines(self.lines), MOST_PROBLEMS))
        before = dict(found)
        for number, traps in found:
            self.lines[number] = traps[0].fixed or self.lines[number]
        for number, traps in found:
            best, least = traps[0], self.trial.weight()
            for trap in traps[1:] if least != 0 else ():
                weight = self.trial.weight(trap)
                if weight is not None and (least is None or weight < least):
                    best, least = trap, weight
            self.lines[number] = best.fixed or ""
            before[number] = [best]
        for number, (best, *_) in before.items():
            self.problems.append(best.problem(self.file, self.typed))
            self.fixed.append(number)

    def _explained(self, failure: Failure) -> bool:
        """Whether the line that broke the text could be fixed, so that reading can go on."""
        self.trial.failure = failure
        found = repair.explain(self.lines, failure, self.trial)
        guessed = {problem.code for problem in self.problems if problem.code in _GUESSED}
        if found.code in _ECHOES and guessed and (found.fixed is None or self.trial.weight(found) != 0):
            return False
        if not self._goes_on(found):
            self.problems.append(found.problem(self.file, self.lines))
        return self._put(found)

    def _moved(self, unfit: list[int], keys: int, source: Source) -> bool:
        """Whether a line stands where nothing fits, and was put where it does. `unfit`: what does not fit, from 1."""
        if len(self.fixed) >= MOST_PROBLEMS:
            return False
        empty = {problem.place.line for problem in source.problems if problem.code == "empty-value"}
        numbers = list(dict.fromkeys(line - 1 for line in unfit if line > 0 and line not in empty))[:4]
        found = repair.misplaced(self.lines, numbers, self.trial, keys) if numbers else None
        if found is None:
            return False
        self.problems.append(found.problem(self.file, self.lines))
        return self._put(found)

    def _put(self, found: Trap) -> bool:
        self.fixed.append(found.line)
        enough = len(self.fixed) == MOST_PROBLEMS or self.fixed.count(found.line) > 3
        if found.fixed is None or self.trial.budget < 0 or enough:
            return False
        for number, line in ((found.line, found.fixed), *found.others):
            self.lines[number] = line
        return True

    def _goes_on(self, found: Trap) -> bool:
        """Whether it is the next line of a text with a problem on the line above: its fix moves them all."""
        above = found.line - 1
        while above > 0 and not self.lines[above].strip():
            above -= 1
        return found.code == "text-outside-block" and above in self.fixed and self.problems[-1].code == found.code

    def _others(self, source: Source) -> list[Problem]:
        """What the builder found on lines that have no problem yet."""
        lines = {problem.place.line for problem in self.problems}
        return [problem for problem in source.problems if problem.place.line not in lines]
