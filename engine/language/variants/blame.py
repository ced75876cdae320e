"""Which problems of a variant are its own, and how they are said where they show in a file of its base."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from engine.language.analysis import Outline
from engine.language.analysis.unread import name_at
from engine.language.model import Flow
from engine.language.variants.chain import Whole
from engine.language.variants.merging import not_a_moment
from engine.problems import Place, Problem, refusing

# What of its base a variant leaves unused, or never takes, is no mistake in it.
_LEFT_UNUSED = frozenset(
    (
        "unreachable-state", "value-never-written", "branch-shadowed", "never-true", "always-true", "impossible-value",
        "event-never-fired", "code-not-asked", "tries-for-nothing", "branch-after-open",
    )
)  # fmt: skip


def is_left_unused(problem: Problem) -> bool:
    """Whether the problem says that something is not used."""
    return problem.code.startswith("unused-") or problem.code in _LEFT_UNUSED


def own_problems(whole: Whole, found: Iterable[Problem], of_bases: Collection[Problem]) -> list[Problem]:
    """
    The problems that are the variant's own: neither one of its bases, nor what it leaves unused of them.

    Args:
        of_bases: every problem of its bases, each loaded by itself.
    """
    found = list(found)
    lines = {(problem.place.file, problem.place.line) for problem in refusing(of_bases)}
    missing = {what for problem in of_bases if problem.code == "missing-key" for what in _missing_in(whole, problem)}
    top = whole.files[0].node.place if whole.files[0].node is not None else None
    unused = _Unused(whole, found)
    kept = []
    for problem in found:
        place = problem.place
        if place.file != whole.file:
            known = (place.file, place.line) in lines or problem in of_bases
            kept += [] if known or is_left_unused(problem) or unused.has(place) else [_through(whole, problem)]
        elif not (problem.code == "missing-key" and missing.intersection(_missing_in(whole, problem, place == top))):
            kept.append(_slip(whole, problem))
    return kept


def _missing_in(whole: Whole, problem: Problem, top: bool | None = None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """
    What the problem says is missing, and under which keys: a variant that writes a part of it lacks what its base does.

    Args:
        top: whether it is missing of the file itself; None: it is not known.
    """
    if top is not False:
        yield problem.message, ()
    for one in whole.files if not top else ():
        if one.file == problem.place.file and one.node is not None:
            yield problem.message, Outline(one.node, one.text).path(problem.place)


def spanning_problems(
    flows: Mapping[str, Flow], variants: Collection[str], check: Callable[[Mapping[str, Flow]], list[Problem]]
) -> list[Problem]:
    """
    What only all flows together show, without what variants leave unused of their bases.

    Args:
        variants: the names of those of the flows that are variants.
        check: finds it.
    """
    found = check(flows)
    if not variants or not any(map(is_left_unused, found)):
        return found
    own = {flow.file for name, flow in flows.items() if name in variants}
    without = check({name: flow for name, flow in flows.items() if name not in variants})
    return [one for one in found if one in without or one.place.file in own or not is_left_unused(one)]


class _Unused:
    """What a variant leaves unused of its bases: what is wrong within it is no problem either."""

    def __init__(self, whole: Whole, found: Iterable[Problem]) -> None:
        of_bases = [one for one in found if is_left_unused(one) and one.place.file != whole.file]
        files = {one.place.file for one in of_bases}
        self._outlines = {
            one.file: Outline(one.node, one.text) for one in whole.files if one.file in files and one.node is not None
        }
        self._paths = {self._path(problem.place) for problem in of_bases} - {None}

    def has(self, place: Place) -> bool:
        """Whether the place is in such a thing."""
        return self._path(place) in self._paths

    def _path(self, place: Place) -> tuple[str, ...] | None:
        outline = self._outlines.get(place.file)
        path = outline.path(place, 2) if outline else ()
        return path if len(path) == 2 else None


def _slip(whole: Whole, problem: Problem) -> Problem:
    """The problem; of something new that is not used, and has nearly a name of the base, with that name."""
    at = problem.place.line, problem.place.column
    if at in whole.moments and problem.code == "unknown-setting":
        message, cause = not_a_moment(name_at(problem.place))
        return problem._replace(code="wrong-type", message=message, cause=cause, fix="write: before: 12 hours")
    better = whole.alike.get(at) if is_left_unused(problem) else None
    if better is None:
        return problem
    cause = f'{problem.cause}; and "{whole.bases()[0]}" has "{better}"'
    return problem._replace(cause=cause, fix=f'write "{better}"; or {problem.fix}')


def _through(whole: Whole, problem: Problem) -> Problem:
    """The problem as one of the variant: what it takes out there is at fault, else what it writes elsewhere."""
    place = problem.place
    where = f"{place.file}, line {place.line}"
    name = name_at(place)
    if (gone := whole.removed.get(name)) and gone.place.file == whole.file:
        return problem._replace(
            message=f"{problem.message} ({where})",
            place=gone.place,
            cause=f'the variant "{whole.name}" takes it out here, and inherits what names it',
            fix=f'take out "{gone.out}", or change in this file what {where} says',
        )
    return problem._replace(
        message=f'{problem.message}, in the variant "{whole.name}"',
        cause=f"{problem.cause}; as {whole.file} changes it",
        fix=problem.fix if problem.fix.startswith("in ") else f"in {whole.file}: {problem.fix}",
    )
