"""
guard-circle: a guard does not name itself, nor through other guards.

To know whether it holds, one would have to know whether it holds.

    # reported
    guards: {may_pay: is_adult and has_account, has_account: may_pay or given(account)}

    # fixed
    guards: {may_pay: is_adult and has_account, has_account: given(account)}
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from engine.language.analysis.graph import circles
from engine.language.analysis.subject import Extent, Subject
from engine.language.decoding import MOST_LISTED
from engine.problems import Problem

CODE = "guard-circle"
NEEDS = Extent.WHOLE


# Of one circle: who breaks it there has broken it for the others too, or is told of those that are left.
MOST_GUARDS = 40


def check(subject: Subject) -> list[Problem]:
    guards = subject.flow.guards
    ahead = {name: sorted(guard.names & guards.keys()) for name, guard in guards.items()}
    reported = {name for circle in circles(guards, ahead) for name in circle[:MOST_GUARDS]}
    found = []
    for name in guards:
        if name in reported:
            way = _way_back(name, ahead)
            message = f'guard "{name}" names itself'
            if len(way) > 2:
                message += f": {_arrows(way)}"
            cause = "its verdict would need its verdict"
            fix = f'write what "{way[-2]}" is to test in place of "{name}"'
            place = guards[name].place._replace(width=len(guards[name].source))
            found.append(Problem(CODE, message, place, cause, fix))
    return found


def _way_back(start: str, ahead: Mapping[str, Sequence[str]]) -> list[str]:
    """The names from a guard in a circle back to itself, by as few as can be."""
    before: dict[str, str] = {}
    todo = deque([start])
    while start not in before:
        name = todo.popleft()
        for after in ahead[name]:
            if after not in before:
                before[after] = name
                todo.append(after)
    way = [start, before[start]]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]


def _arrows(way: Sequence[str]) -> str:
    return " -> ".join(way if len(way) <= MOST_LISTED else [*way[: MOST_LISTED - 2], "…", *way[-2:]])
