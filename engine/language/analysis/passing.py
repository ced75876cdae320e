"""Which values of a fact the guards of a list of branches let through."""

from __future__ import annotations

from collections.abc import Sequence

from engine.language.analysis.domains import domains_of
from engine.language.guards import worlds_of
from engine.language.guards.nodes import Compare, Literal, Name, Node
from engine.language.model import Branch, Fact, Flow


class Passing:
    """
    One list of branches, and the values that facts can have where each of them is tried.

    Args:
        facts: of one register and key, or of one code and field: they have one value.
    """

    def __init__(self, flow: Flow, branches: Sequence[Branch], facts: Sequence[Fact]) -> None:
        statuses = facts[0].values(flow.registers)
        self._asked: dict[str, list[Node]] = {
            status: [Compare("==", Name(fact.name, 0, 0), Literal(status, 0, 0), 0, 0) for fact in facts]
            for status in statuses
        }
        trees = {name: guard.tree for name, guard in flow.guards.items()}
        nodes = [branch.guard.tree for branch in branches if branch.guard]
        nodes += [node for nodes_of_one in self._asked.values() for node in nodes_of_one]
        self._worlds = worlds_of(nodes, domains_of(flow), trees)
        self._left: list[int] = []  # for each branch, where none of those before it is taken
        left = self._worlds.all if self._worlds else 0
        for branch in branches:
            self._left.append(left)
            # A resume whose guard held and that found no case falls through too.
            if self._worlds and branch.guard and not branch.resume:
                left &= self._worlds.verdicts(branch.guard.tree).false

    @property
    def certain(self) -> bool:
        """False where there is too much to try."""
        return self._worlds is not None

    def may_pass(self, at: int, branch: Branch, status: str) -> bool:
        """Whether a branch may be taken while the facts have that value; False also where there is too much to try."""
        if self._worlds is None:
            return False
        left = self._left[at]
        for node in ([branch.guard.tree] if branch.guard else []) + self._asked[status]:
            left &= self._worlds.verdicts(node).true
        return left != 0
