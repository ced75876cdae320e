"""
name-clash: a name means one thing.

Fields, values, facts, settings, guards and codes share one name space: a guard or a text has only the name, and two
things of one name could not be told apart. Pages, states and views share another: they would have one address. A
setting or register of the flow may not have the name of one that the site declares for all flows.

    # reported: a form of this flow asks "age"
    guards: {age: years_since(birth) >= 18}

    # fixed
    guards: {adult: years_since(birth) >= 18}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.language.analysis.declarations import fields_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.model import Register, Setting
from engine.problems import Place, Problem

CODE = "name-clash"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    fields = {name: field.place for name, (field, _) in fields_of(flow).items()}
    guarded = (
        ("field", fields),
        ("setting", {name: setting.place for name, setting in flow.settings.items()}),
        ("value", {name: value.place for name, value in flow.values.items()}),
        ("fact", {name: fact.place for name, fact in flow.facts.items()}),
        ("guard", {name: guard.place.key(name) for name, guard in flow.guards.items()}),
        ("code", flow.codes()),
    )
    screens = (
        ("page", {name: page.place for name, page in flow.pages.items()}),
        ("state", {name: state.place for name, state in flow.states.items()}),
        ("view", {name: view.place for name, view in flow.views.items()}),
    )
    return [
        *_clashes(guarded, "guards and texts have only the name, so each name means one thing"),
        *_clashes(screens, "pages, states and views of a flow share its addresses"),
        *_of_site(subject),
    ]


def _of_site(subject: Subject) -> Iterator[Problem]:
    """Settings and registers that a flow declares although the site has them already."""
    if subject.site is None:
        return
    flow, site = subject.flow, subject.site
    kinds: tuple[tuple[str, Mapping[str, Setting | Register], Mapping[str, Setting | Register]], ...] = (
        ("setting", flow.settings, site.settings),
        ("register", flow.registers, site.registers),
    )
    for kind, own, shared in kinds:
        for name in own:
            if name in shared and own[name].place != shared[name].place:
                there = shared[name].place
                yield Problem(
                    CODE,
                    f'the {kind} "{name}" is declared in the site too',
                    own[name].place,
                    f"it is already declared in {there.file}, line {there.line}, for all flows",
                    "remove one of the two, or give this one another name",
                )


def _clashes(kinds: tuple[tuple[str, Mapping[str, Place]], ...], cause: str) -> list[Problem]:
    seen: dict[str, tuple[str, Place]] = {}
    found = []
    for kind, names in kinds:
        for name, place in names.items():
            if name not in seen:
                seen[name] = (kind, place)
                continue
            other, first = seen[name]
            message = f'"{name}" is a {kind} and a {other}'
            fix = f"give one of them another name: the {other}{line_of(first, place)}, or this"
            found.append(Problem(CODE, message, place, cause, fix))
    return found
