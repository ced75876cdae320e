"""What is said of a guard that always turns out the same: which part of it, over which values, and what to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from engine.language.analysis.subject import Subject
from engine.language.analysis.suggestions import line_of
from engine.language.analysis.verdicts import Decided
from engine.language.decoding import listed
from engine.language.guards import Domain, Domains, Guard
from engine.language.guards.nodes import Call, Compare, Joined, Literal, Name, Node, inside
from engine.problems import Problem

MOST_NAMES = 3  # whose values are said
MOST_WORDS = 80  # characters of a guard that is quoted

_BRANCH = {
    True: "correct it, or take out this guard and the branches after it",
    False: "correct it, or take the branch out",
}
_WHEN = {True: "take out `when`, or correct it", False: "correct it, or take out what stands only then"}
_FIELD = {True: "take out `x-when`, or correct it", False: "correct it, or take the field out: nobody is asked"}
_CHECK = {True: "correct it, or take the rule out: it refuses nobody", False: "correct it: nobody can pass this form"}
_NAMED = {True: "correct it, or take it out where it is read", False: "correct it, or take it out where it is read"}
_FIXES = {"branch": _BRANCH, "when": _WHEN, "x-when": _FIELD, "check": _CHECK, "guard": _NAMED}


def problem_of(code: str, decided: Decided, subject: Subject) -> Problem:
    """The problem of a guard, or a part of one, that always turns out the same."""
    read = decided.read
    parts = [quoted(read.guard, part) for part in decided.parts]
    where = f" ({read.where})" if read.where else ""
    if len(parts) == 2:
        message = (
            f"{' or '.join(parts)} is always true" if decided.truth else f"{' and '.join(parts)} are never both true"
        )
    else:
        message = f"{parts[0]} is {'always' if decided.truth else 'never'} true"
    fix = "correct it, or take it out"
    if decided.verdict is not None and read.role in _FIXES:
        fix = _FIXES[read.role][decided.verdict]
    cause = _cause(decided, subject) + lost_with(read.guard, subject)
    return Problem(code, f"{message}{where}", decided.place, cause, fix)


def _cause(decided: Decided, subject: Subject) -> str:
    read, node = decided.read, decided.node
    guards = subject.flow.guards
    named = [name for name in _names((node,)) if name in guards]
    through = [
        f'guard "{name}"{line_of(guards[name].place, read.guard.place)} is {quoted(guards[name])}' for name in named
    ]
    trees = (node, *(guards[name].tree for name in named))
    known = [*through[:MOST_NAMES], *_values(trees, read.domains)]
    if isinstance(node, Joined) and decided.by_form:
        known = [*through, "one of them holds, whatever the value is" if decided.truth else "no value meets both"]
    return "; ".join(known) or "nothing that it compares can change"


def values_of(read: Iterable[Guard], domains: Domains, subject: Subject) -> str:
    """What the names that guards read can have for a value, in words; empty: nothing is known of it."""
    guards = subject.flow.guards
    trees = [guard.tree for guard in read]
    trees += [guards[name].tree for name in _names(trees) if name in guards]
    return "; ".join(_values(trees, domains))


def lost_with(guard: Guard, subject: Subject) -> str:
    """What follows for the states behind the branches that are never taken because of this guard."""
    state = subject.untaken.lost.get(id(guard))
    return f'; so no case ever enters state "{state}"' if state else ""


def quoted(guard: Guard, node: Node | None = None) -> str:
    """A guard, or a part of it, as it is written."""
    words = guard.source if node is None else guard.source[node.at : node.at + node.width]
    return f"`{words}`" if len(words) <= MOST_WORDS else f"`{words[:MOST_WORDS]}…`"


def _names(trees: Iterable[Node]) -> list[str]:
    return list(dict.fromkeys(node.name for tree in trees for node in inside(tree) if isinstance(node, Name)))


def _values(trees: Sequence[Node], domains: Domains) -> list[str]:
    measured = {
        node.arguments[0].name
        for tree in trees
        for node in inside(tree)
        if isinstance(node, Call) and node.function == "len" and isinstance(node.arguments[0], Name)
    }
    asked = any(_asks(node) for tree in trees for node in inside(tree))
    found = []
    for name in _names(trees):
        domain = domains.get(name)
        said = ", and ".join(_said(name, domain, name in measured, asked)) if domain else ""
        found += [said] if said else []
    return found[:MOST_NAMES]


def _asks(node: Node) -> bool:
    null = isinstance(node, Compare) and any(
        isinstance(s, Literal) and s.value is None for s in (node.left, node.right)
    )
    return null or (isinstance(node, Call) and node.function == "given")


def _said(name: str, domain: Domain, measured: bool, asked: bool) -> Iterator[str]:
    if domain.setting is not None and not isinstance(domain.setting, bool):
        yield f'"{name}" is {domain.setting}'
    elif domain.kind == "list" and not measured:
        yield f'"{name}" has some of: {listed(domain.closed)}'
    elif domain.closed and domain.kind != "list":
        yield (
            f'"{name}" is one of: {listed(domain.closed)}'
            if len(domain.closed) > 1
            else f'"{name}" is {domain.closed[0]}'
        )
    elif domain.only is not None:
        yield f'"{name}" is always ticked: its form takes nothing else'
    elif measured:
        one = "character" if domain.kind == "text" else "choice"
        yield from _bounds(f'"{name}" has', *domain.lengths, f" {one}s" if domain.lengths != (1, None) else f" {one}")
    elif domain.kind in ("integer", "number"):
        yield from _bounds(f'"{name}" is', domain.least, domain.most)
    elif domain.kind == "date" and domain.least is not None and domain.most is not None:
        first, last = (date.fromordinal(int(bound)) for bound in (domain.least, domain.most))
        yield from _bounds(f'"{name}" is', first, last)
    if asked and not domain.nullable and domain.setting is None:
        yield f'"{name}" is always given here'


def _bounds(subject: str, least: object, most: object, unit: str = "") -> Iterator[str]:
    if least is not None and most is not None:
        yield f"{subject} {least} to {most}{unit}" if least != most else f"{subject} {least}{unit}"
    elif least is not None:
        yield f"{subject} at least {least}{unit}"
    elif most is not None:
        yield f"{subject} at most {most}{unit}"
