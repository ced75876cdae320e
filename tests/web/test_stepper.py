"""What a page says of its place among the phases: true at every state, by whatever way a case came there."""

from __future__ import annotations

import pytest

from engine.core.case import Step
from engine.language.model import Flow
from engine.web.stepper import standing
from tests.support.cases import a_case
from tests.support.flow_text import flow_of

FLOW = """
    phases: {a: A, b: B, c: C}
    entries: {debut: {state: un}, code: {state: code}}
    states:
      un:
        phase: a
        title: Un
        transitions:
          suite:
            label: Suite
            first_of: [{guard: "1 == 2", target: bloque}, {guard: "1 == 3", target: refuse}, {target: deux}]
      bloque:
        phase: a
        title: Bloqué
        transitions: {autre: {label: Autre, target: un}}
      refuse: {phase: a, title: Refusé, final: true}
      deux:
        phase: a
        title: Deux
        transitions: {suite: {label: Suite, target: tri}}
      tri:
        automatic: {first_of: [{target: relire}]}
        title: Tri
      relire:
        phase: b
        title: Relire
        transitions:
          corriger: {label: Corriger, target: un}
          valider: {label: Valider, first_of: [{guard: "1 == 2", target: attente}, {target: pause}]}
          plus_tard: {label: Plus tard, leave: home}
      pause:
        phase: b
        title: Pause
        timeout: {after: 2 days, target: attente}
        transitions: {relire: {label: Relire, target: relire}}
      attente:
        phase: c
        title: Attente
        timeout: {after: 2 days, target: expire}
        transitions: {activer: {target: cree}}
      expire: {title: Expiré, final: true}
      cree:
        phase: c
        title: Créé
        rest: true
        transitions: {ouvrir: {label: Ouvrir, target: espace}}
      clos: {phase: c, title: Clos, final: true}
      espace:
        title: Espace
        rest: true
        transitions: {fermer: {label: Fermer, target: clos}, choisir: {label: Choisir, target: choix}}
      choix:
        phase: a
        title: Choix
        transitions: {court: {label: Court, target: clos}, long: {label: Long, target: relire}}
      code:
        phase: b
        title: Code
        transitions:
          suite: {label: Suite, first_of: [{resume: {state: attente, code: x, typed: y, event: activer}}]}
"""


@pytest.fixture(scope="module")
def flow() -> Flow:
    return flow_of(FLOW)


@pytest.mark.parametrize(
    ("trail", "shown", "expected", "why"),
    [
        ("un", "un", (1, 0, "b"), "the first phase, by « deux » and what is decided without a page"),
        ("un bloque", "bloque", (1, 0, None), "a dead end: its one way leads back to where the case has been"),
        ("un refuse", "refuse", (1, 0, None), "an end that is not the last phase's finishes nothing"),
        ("un deux", "deux", (1, 0, "b"), "a second page of a phase"),
        ("un deux tri relire", "relire", (2, 1, "c"), "by one of two buttons that lead on; a third leads back"),
        ("un deux tri relire pause", "pause", (2, 1, "c"), "what comes by time comes too"),
        ("un deux tri relire attente", "attente", (3, 2, None), "nothing is after the last, which is not over yet"),
        ("un deux tri relire attente cree", "cree", (3, 3, None), "where a case rests in the last phase, all is done"),
        ("un deux tri relire attente cree espace clos", "clos", (3, 3, None), "and where it ends"),
        ("un deux tri relire attente expire", "expire", None, "a state of no phase has no stepper"),
        (
            "choix",
            "choix",
            (1, 0, None),
            "two phases may be next: none is named",
        ),
        ("code", "code", (2, 1, "c"), "the case that a code finds stands in the phase after"),
        ("un deux tri relire", "un", (1, 1, None), "« Modifier »: no next step, and what is finished stays so"),
        ("un deux tri relire", "deux", (1, 1, None), "« Modifier »"),
        ("un deux", "un", (1, 0, None), "« Modifier » within the phase at hand"),
        ("un deux tri relire attente expire", "un", (1, 0, None), "of a case that stands in no phase"),
        ("un deux tri relire un", "un", (1, 0, "b"), "there again behind what could not be taken back: it leads on"),
    ],
)
def test_where_a_page_stands(
    flow: Flow, trail: str, shown: str, expected: tuple[int, int, str | None] | None, why: str
) -> None:
    """(number, finished, following)"""
    steps = tuple(Step(name, number) for number, name in enumerate(trail.split(), 1))
    stands = standing(flow, a_case()._replace(trail=steps), flow.states[shown])
    if expected is None:
        assert stands is None, why
        return
    assert stands, why
    assert (stands.number, stands.finished, stands.following) == expected, why
    assert (stands.total, stands.phase) == (3, "abc"[stands.number - 1]), why
