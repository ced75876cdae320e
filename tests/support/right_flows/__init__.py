"""
Flows that are right by construction, each drawn by a seed: `check` must find nothing in them.

What stands in them is what the language offers: forms with fields of all types, guards over closed sets whose every
value is met, bounds in their order, registers, codes by mail that live as long as the wait they serve, timers,
reminders, states without a page, ways back, summaries, views, documents, resumes, notes and links – beside words that
look like a mistake and are none.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from engine.language.load import load_catalogue
from tests.support.right_flows.growing import SITE, Grower, Grown
from tests.support.right_flows.turning import again, boxed, remembered, turning, worded
from tests.support.right_flows.waiting import Code, answered, claim, confirm, finish, pause
from tests.support.right_flows.writing import written

__all__ = ["CHUNK", "COUNTED", "FLOWS", "Figures", "Grown", "declared", "figures", "grow", "kept"]

FLOWS = 200
CHUNK = 25


def grow(seed: int) -> Grown:
    """The flow of this seed: the same each time."""
    grower = Grower(seed)
    rng = grower.rng
    grower.register = grower.chance(0.6)
    grower.password = grower.register and grower.chance(0.5)
    if grower.register:
        grower.parts["registers"]["places"] = {"kind": "email", "statuses": ["demandee", "inscrite"]}
        grower.parts["facts"]["place"] = {"register": "places", "key": "email"}
    early: list[Callable[[str, str], None]] = [grower.first]
    kinds = (grower.plain, grower.chosen, grower.measured, grower.aged, grower.ticked, grower.sorted)
    more = tuple(partial(stage, grower) for stage in (again, boxed, remembered, turning, worded))
    stages: list[Callable[[str, str], None]] = [*kinds, *more]
    early += [rng.choice(stages) for _ in range(rng.randint(1, 4))]
    names = [f"etape_{number}" for number in range(len(early))]
    late = rng.sample(["confirm", "answered", "pause"], rng.randint(0, 2))
    rest = [f"suite_{number}" for number in range(len(late))] + ["termine"]
    grower.parts["entries"]["debut"] = {"state": names[0]}
    for stage, name, onward in zip(early, names, [*names[1:], "verification"], strict=True):
        grower.joined()
        stage(name, onward)
        if "form" in grower.parts["states"][name]:
            grower.before.append(name)
    codes = {at: Code(grower, f"cle_{at}", short=kind == "confirm") for at, kind in enumerate(late) if kind != "pause"}
    effects = [claim("demandee")] if grower.register else []
    grower.joined()
    grower.summary("verification", rest[0], effects + (codes[0].effects if 0 in codes else []))
    grower.sealed = True
    for at, kind in enumerate(late):
        code, onward = codes.get(at), rest[at + 1]
        if code and kind == "confirm":
            confirm(grower, rest[at], onward, code)
        elif code:
            answered(grower, rest[at], onward, code)
        else:
            pause(grower, rest[at], onward)
        if at and code:
            grower.parts["states"][rest[at]]["on_enter"] = code.effects
    finish(grower, "termine")
    phases(grower)
    flow = {**grower.flow, **{key: part for key, part in grower.parts.items() if part}}
    if grower.chance(0.3):
        flow["retention"] = {"draft": "3 days", "closed": "2 days"}
    nodes = {"flows/site.yaml": SITE, "flows/essai.yaml": flow}
    nodes |= {f"forms/{name}.yaml": form for name, form in grower.forms.items()}
    braces = grower.chance(0.5)
    return Grown({name: written(node, braces=braces) for name, node in nodes.items()}, grower.typed)


def phases(grower: Grower) -> None:
    if not grower.chance(0.5):
        return
    grower.parts["phases"] = {"vous": "Vous", "fin": "Vérification"}
    for name, state in grower.parts["states"].items():
        if "automatic" not in state:
            state["phase"] = "vous" if name.startswith("etape") else "fin"


class Figures(NamedTuple):
    """What was looked at, and how many problems `check` found in it: each would be a false alarm."""

    flows: int
    states: int
    branches: int
    guards: int
    false_alarms: int


COUNTED = {
    0: Figures(25, 252, 356, 141, 0),
    25: Figures(25, 254, 361, 140, 0),
    50: Figures(25, 274, 388, 152, 0),
    75: Figures(25, 242, 344, 125, 0),
    100: Figures(25, 245, 326, 126, 0),
    125: Figures(25, 258, 362, 127, 0),
    150: Figures(25, 260, 376, 145, 0),
    175: Figures(25, 267, 375, 141, 0),
}  # the seed of the first flow of a chunk -> its figures


def figures(first: int) -> Figures:
    """The figures of CHUNK flows, from this seed on, as they are counted."""
    found = Figures(CHUNK, 0, 0, 0, 0)
    for seed in range(first, first + CHUNK):
        with TemporaryDirectory() as folder:
            catalogue = load_catalogue(kept(grow(seed), Path(folder)))
        found = found._replace(false_alarms=found.false_alarms + len(catalogue.problems))
        for flow in catalogue.flows.values():
            branches = flow.branches()
            conditions = sum(len(state.conditions()) for state in flow.states.values())
            found = found._replace(
                states=found.states + len(flow.states),
                branches=found.branches + len(branches),
                guards=found.guards + conditions + sum(branch.guard is not None for branch in branches),
            )
    return found


def declared() -> Figures:
    """Those of all flows: what the test of each chunk asserts."""
    return Figures(*map(sum, zip(*COUNTED.values(), strict=True)))


def kept(grown: Grown, folder: Path) -> Path:
    """The folder, with the files of a flow in it."""
    for name, text in grown.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
