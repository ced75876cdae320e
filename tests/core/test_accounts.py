"""Who is signed in: which of the cases that a browser holds is an account, where it stands, in its own version."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.core.accounts import gained, is_sign_in, passed_page, signed_in
from engine.core.case import Case, Step
from engine.core.holds import Hold, How
from engine.language.decoding import Named
from engine.language.model import Account
from engine.language.texts.text import parse_text
from engine.problems import Place
from tests.support.flow_text import flow_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE = Place("site.yaml", 1, 1)
FLOW = """
    entries: {debut: {state: compte}}
    pages: {accueil: {title: Accueil}}
    states:
      compte: {title: Compte, rest: true, transitions: {sortir: {label: Sortir, leave: accueil}}}
      muet: {title: Muet, rest: true}
      ancien: {title: Ancien, rest: true, transitions: {sortir: {label: Sortir, leave: accueil}}}
      cache: {title: Caché, rest: true, transitions: {sortir: {leave: accueil}}}
      ailleurs: {title: Ailleurs, rest: true, transitions: {sortir: {label: Sortir, target: compte}}}
"""


def names(*texts: str) -> tuple[Named, ...]:
    return tuple(Named(text, HERE) for text in texts)


ACCOUNT = Account(
    flows=names("essai", "second"),
    entry=names("debut")[0],
    states=names("compte", "muet"),
    label=parse_text("Mon compte", HERE)[0],
    leave=names("sortir")[0],
    who=None,
    place=HERE,
)


def case(state: str = "compte", flow: str = "essai") -> Case:
    return Case(f"{flow} {state}", flow, "1", "debut", 1, (Step(state, 1),))


@pytest.mark.parametrize(
    ("how", "flow", "found", "why"),
    [
        ("register", "essai", True, "a sign-in"),
        ("code", "essai", True, "a code"),
        ("begun", "essai", False, "who has begun a case has proved nothing"),
        ("register", "second", True, "another of its flows"),
        ("register", "tiers", False, "a flow whose cases are no accounts"),
    ],
)
def test_which_cases_are_gained(how: How, flow: str, found: bool, why: str) -> None:
    held = [(Hold("c", how, NOW, NOW), case(flow=flow))]
    assert bool(gained(held, ACCOUNT)) is found, why


@pytest.mark.parametrize(
    ("state", "newest", "found", "leaves", "why"),
    [
        ("compte", True, True, True, "one of the account's states"),
        ("compte", False, True, True, "of an older version as well"),
        ("muet", False, True, False, "an older version may have no button there"),
        ("ancien", True, False, False, "not one of them"),
        ("ancien", False, True, True, "a state of an older version, which can sign out there"),
        ("cache", False, False, False, "its transition is no button"),
        ("ailleurs", False, False, False, "its button does something else"),
    ],
)
def test_where_a_case_is_an_account(state: str, newest: bool, found: bool, leaves: bool, why: str) -> None:
    signed = signed_in(ACCOUNT, flow_of(FLOW), case(state), newest=newest)
    assert (signed is not None, bool(signed and signed.leave)) == (found, leaves), why


@pytest.mark.parametrize(
    ("trail", "asked", "shown", "why"),
    [
        (("muet", "compte"), "muet", True, "a state of the account that it has passed"),
        (("compte", "muet"), "compte", True, "whichever"),
        (("compte",), "compte", False, "it stands there"),
        (("muet", "compte"), "compte", False, "there too"),
        (("compte",), "muet", False, "it was never there"),
        (("ancien", "compte"), "ancien", False, "not one of the account's"),
        (("compte", "ancien"), "compte", False, "it is no account any more"),
    ],
)
def test_which_page_that_was_passed_is_shown_again(trail: tuple[str, ...], asked: str, shown: bool, why: str) -> None:
    steps = tuple(Step(state, visit) for visit, state in enumerate(trail, 1))
    view = passed_page(ACCOUNT, flow_of(FLOW), case()._replace(trail=steps), asked)
    assert (view is not None) is shown, why
    assert view is None or view.title.source == asked.capitalize()


def test_the_sign_in_is_an_entry_of_the_first_flow() -> None:
    assert is_sign_in(ACCOUNT, "essai", "debut")
    assert is_sign_in(ACCOUNT, "second", "debut"), "a variant inherits it"
    assert not is_sign_in(ACCOUNT, "troisieme", "debut")
    assert not is_sign_in(ACCOUNT, "essai", "autre")
    assert not is_sign_in(None, "essai", "debut")
