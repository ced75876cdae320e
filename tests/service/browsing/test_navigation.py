"""Opening an address: which case of the browser is shown there, or where to go instead."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine.core.browsing.navigation import LONGEST_FILLED
from engine.core.browsing.results import NotFound, Paper, Redirect, Screen
from tests.conftest import MakeFlow
from tests.support.accounts import EMAIL, FLOW, FORMS, fill_in, open_account, request_account
from tests.support.bare_service import BareService, Visitor, seen
from tests.support.stage import NOW


@pytest.fixture
def ana(bare: BareService) -> Visitor:
    return bare.visitor()


def test_an_entry_leads_to_the_first_form_and_keeps_nothing(bare: BareService, ana: Visitor) -> None:
    led = ana.open("entry", "guichet", "creation")
    assert seen(led) == ("move", "state", "identite", None), "the state's own address, which Back finds again"
    answer = ana.open("state", "guichet", "identite")
    assert seen(answer) == ("screen", "identite", 200, None, [])
    assert answer.cookie is None, "a browser seen for the first time is given its id with the page"
    assert isinstance(answer.what, Screen)
    assert answer.what.case.revision == 0
    assert bare.holdings.cases(ana.browser(), "guichet", NOW) == []


def test_an_entry_shows_the_case_begun_there_until_it_is_sealed(ana: Visitor) -> None:
    fill_in(ana)
    assert seen(ana.open("entry", "guichet", "creation")) == ("move", "state", "recap", "begun")
    assert seen(ana.open("entry", "guichet", "creation", "stale")) == ("move", "state", "recap", "stale")
    assert ana.go("entry", "guichet", "connexion").state.name == "connexion"
    ana.go("state", "guichet", "recap")
    ana.submit("valider")
    first = ana.go("entry", "guichet", "creation")
    assert (first.state.name, first.case.revision) == ("identite", 0), "another one may be begun beside it"
    assert ana.moves[-1].query == {"_entry": "creation"}, "its address alone is that of the one that was sent"


@pytest.mark.parametrize(
    ("state", "answer", "why"),
    [
        ("recap", ("screen", "recap", 200, None, []), "the case stands there"),
        ("ville", ("screen", "ville", 200, None, []), "an earlier form of it"),
        ("fini", ("move", "state", "recap", "elsewhere"), "it has never been there"),
        ("ouvert", ("move", "entry", "connexion", "anothers"), "an account is found by a password, not by a draft"),
    ],
)
def test_what_an_address_shows_to_who_holds_a_case(
    ana: Visitor, state: str, answer: tuple[object, ...], why: str
) -> None:
    fill_in(ana)
    assert seen(ana.open("state", "guichet", state)) == answer, why


@pytest.mark.parametrize(
    ("state", "notice", "answer", "why"),
    [
        ("identite", None, ("screen", "identite", 200, None, []), "a case begins there"),
        ("ville", None, ("move", "entry", "creation", "never_begun"), "behind that entry"),
        ("attente", None, ("move", "entry", "confirmation", "anothers"), "found again by a code"),
        ("ouvert", None, ("move", "entry", "connexion", "anothers"), "found again by a password"),
        ("identite", "stale", ("move", "entry", "creation", "open_too_long"), "posted, for a case not remembered"),
        ("ville", "no_cookie", ("move", "entry", "creation", "no_cookie"), "the browser keeps no cookie: that is why"),
    ],
)
def test_what_an_address_shows_to_who_holds_none(
    ana: Visitor, state: str, notice: str | None, answer: tuple[object, ...], why: str
) -> None:
    assert seen(ana.open("state", "guichet", state, notice)) == answer, why


def test_a_deadline_that_has_passed_is_named(bare: BareService, ana: Visitor) -> None:
    request_account(ana)
    bare.now = NOW + timedelta(hours=48)
    assert seen(ana.open("state", "guichet", "attente")) == ("move", "state", "expiree", "too_late")


def test_of_several_cases_the_one_that_stands_there_is_shown(bare: BareService, ana: Visitor) -> None:
    request_account(ana)
    bare.now = NOW + timedelta(minutes=1)
    fill_in(ana, "eva@exemple.fr")
    assert seen(ana.open("state", "guichet", "attente"))[:2] == ("screen", "attente")
    assert seen(ana.open("state", "guichet", "recap"))[:2] == ("screen", "recap")
    assert seen(ana.open("state", "guichet", "fini")) == ("move", "state", "recap", "elsewhere"), "the last touched"


@pytest.mark.parametrize(
    ("kind", "where", "name"),
    [("entry", "guichet", "nothing"), ("entry", "nothing", "creation"), ("state", "guichet", "nothing")],
)
def test_nothing_is_found_where_nothing_is(ana: Visitor, kind: str, where: str, name: str) -> None:
    with pytest.raises(NotFound):
        ana.open(kind, where, name)


def test_a_browser_whose_id_was_replaced_is_a_stranger_with_a_new_one(bare: BareService, ana: Visitor) -> None:
    open_account(ana)
    old = ana.cookie
    ana.send(ana.fill("quitter"))
    ana.cookie = old
    answer = ana.open("state", "guichet", "ouvert")
    assert seen(answer) == ("move", "entry", "connexion", "anothers")
    assert answer.cookie not in (None, old)


LINKED = FLOW.replace("confirmation: {state: code}", "confirmation: {state: code, fills: {code_saisi: confirmation}}")


def test_a_link_fills_the_fields_that_its_entry_names(tmp_path: Path, make_flow: MakeFlow) -> None:
    bare = BareService(tmp_path, make_flow("guichet", LINKED, FORMS))
    query = {"code_saisi": "A" * 200, "email_saisi": EMAIL, "unknown": "x"}
    browser = bare.visitor().browser("guichet")
    led = bare.service.open_entry(browser, "guichet", "confirmation", query).what
    assert isinstance(led, Redirect)
    assert led.query == {"code_saisi": "A" * LONGEST_FILLED}, "anything else in it is ignored"
    answer = bare.service.open_state(browser, "guichet", led.to.name, {**query, "_token": "x"})
    assert isinstance(answer.what, Screen)
    assert answer.what.typed == {"code_saisi": ("A" * LONGEST_FILLED,)}, "anything else in it is ignored"
    bare.close()


PRINTED = FLOW.replace(
    "      ouvert:\n        title: Compte ouvert\n",
    "      ouvert:\n        title: Compte ouvert\n        links: [{label: Attestation, document: attestation}]\n",
).replace("    retention:", "    documents: {attestation: {title: Attestation, content: Bonjour.}}\n    retention:")


def test_a_document_is_there_while_a_page_of_a_case_links_to_it(tmp_path: Path, make_flow: MakeFlow) -> None:
    bare = BareService(tmp_path, make_flow("guichet", PRINTED, FORMS))
    ana = bare.visitor()

    def document(name: str = "attestation") -> object:
        what = bare.service.document(ana.browser("guichet"), "guichet", name).what
        if isinstance(what, Paper):
            return what.document.name, what.case.state
        assert isinstance(what, Redirect)
        return what.to.kind, what.to.name, what.notice

    assert document() == ("entry", "connexion", "anothers"), "nobody holds a case"
    request_account(ana)
    assert document() == ("entry", "connexion", "anothers"), "an account is meant, not a request"
    open_account(bare.visitor(), "eva@exemple.fr")
    bare.now = NOW + timedelta(minutes=1)
    open_account(ana, "ida@exemple.fr")
    assert document() == ("attestation", "ouvert")
    with pytest.raises(NotFound):
        document("nothing")
    bare.close()
