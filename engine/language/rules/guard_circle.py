"""
guard-circle: a guard does not name itself, nor through other guards.

To know whether it holds, one would have to know whether it holds.

    # reported
    guards: {may_pay: is_adult and has_account, has_account: may_pay or given(account)}

    # fixed
    guards: {may_pay: is_adult and has_account, has_account: given(account)}
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.analysis.subject import Extent, Subject
from engine.language.guards import Guard
from engine.problems import Problem

CODE = "guard-circle"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    guards = subject.flow.guards
    found = []
    for name, guard in guards.items():
        way = _way_back(name, guards)
        if way:
            message = f'guard "{name}" names itself'
            if len(way) > 2:
                message += f": {' -> '.join(way)}"
            cause = "its verdict would need its verdict"
            fix = f'write what "{way[-2]}" is to test in place of "{name}"'
            found.append(Problem(CODE, message, guard.place._replace(width=len(guard.source)), cause, fix))
    return found


def _way_back(start: str, guards: Mapping[str, Guard]) -> tuple[str, ...]:
    """The names from a guard back to itself; empty: there is no such way."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for name in sorted(guards[way[-1]].names & guards.keys()):
            if name == start:
                return (*way, name)
            if name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return ()
