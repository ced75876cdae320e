"""A posted form on its way through the stages: each stage's answer, and the one answer to all who were overtaken."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from textwrap import dedent

import pytest

from engine.core.browsing.results import NotFound
from engine.core.case import ClaimKey
from engine.core.limits import Limits
from engine.language.load import empty_site, load_sources
from engine.language.urls import Address
from engine.store import cases, registers
from tests.conftest import MakeFlow
from tests.support.accounts import EMAIL, FLOW, FORMS, PASSWORD, fill_in, open_account, request_account
from tests.support.bare_service import BareService, Visitor, seen
from tests.support.stage import NOW

GATE = [(None, "gate")]


@pytest.fixture
def ana(bare: BareService) -> Visitor:
    return bare.visitor()


def history(bare: BareService, case_id: str) -> list[tuple[str, str, str]]:
    """(state, event, outcome) of every transition taken."""
    with bare.database.read() as tx:
        return [(row.state, row.event, row.outcome) for row in cases.history(tx, case_id)]


# -- replay


def test_the_same_post_again_leads_where_the_first_one_led(bare: BareService, ana: Visitor) -> None:
    ana.go("entry", "guichet", "creation")
    post = ana.fill("suite", email=EMAIL, mot=PASSWORD)
    first = ana.sees(post)
    again = ana.fill("suite", email=EMAIL, mot=PASSWORD)
    assert first == ana.sees(again) == ("move", "state", "ville", None)
    ville = ana.go("state", "guichet", "ville")
    assert history(bare, ville.case.id) == [("identite", "suite", "moved")]


def test_an_old_copy_of_a_form_filled_in_again_is_a_post_of_its_own(ana: Visitor) -> None:
    recap = fill_in(ana)
    ville = ana.go("state", "guichet", "ville")
    assert ana.submit("suite", ville="Paris").case.known()["ville"] == "Paris"
    again = ana.fill("suite", ville, ville="Nice")
    assert ana.sees(again) == ("move", "state", "recap", None)
    assert ana.go("state", "guichet", "recap").case.known()["ville"] == "Nice"
    assert recap.case.known()["ville"] == "Lyon"


# -- locate


def test_a_post_to_an_entry_begins_a_case(ana: Visitor) -> None:
    ana.go("entry", "guichet", "creation")
    answer = ana.send(ana.fill("suite", email=EMAIL, mot=PASSWORD))
    assert seen(answer) == ("move", "state", "ville", None)
    assert answer.cookie, "the browser's id rotates: it holds a case now"


def test_a_form_of_a_case_that_is_posted_to_an_entry_opens_the_entry(ana: Visitor) -> None:
    ville = fill_in(ana)
    post = ana.fill("suite", ville)
    assert ana.sees(post._replace(url=Address("entry", "guichet", "creation"))) == ("move", "state", "recap", "stale")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (Address("entry", "guichet", "nothing"), "no such entry"),
        (Address("entry", "nothing", "creation"), "no such flow"),
        (Address("state", "nothing", "ville"), "no such flow"),
    ],
)
def test_nothing_is_posted_where_nothing_is(ana: Visitor, url: Address, why: str) -> None:
    ana.go("entry", "guichet", "creation")
    with pytest.raises(NotFound):
        ana.send(ana.fill("suite")._replace(url=url))


def test_a_form_of_an_earlier_visit_changes_nothing(bare: BareService, ana: Visitor) -> None:
    fill_in(ana)
    old = ana.go("state", "guichet", "recap")
    ana.submit("back")
    ana.submit("suite", ville="Paris")
    assert ana.sees(ana.fill("valider", old)) == ("move", "state", "recap", "stale")
    assert history(bare, old.case.id)[-1] == ("ville", "suite", "moved")


def test_a_form_of_a_case_that_another_browser_holds_changes_nothing(ana: Visitor, bare: BareService) -> None:
    ville = fill_in(ana)
    other = bare.visitor()
    other.go("entry", "guichet", "creation")
    assert other.sees(other.fill("valider", ville)) == ("move", "entry", "creation", "open_too_long")
    assert len(history(bare, ville.case.id)) == 2


def test_a_button_that_only_lets_the_case_go_does_so_wherever_the_case_is(bare: BareService, ana: Visitor) -> None:
    code = request_account(ana)
    old = ana.screen
    ana.go("entry", "guichet", "confirmation")
    ana.submit("suite", code_saisi=code, email_saisi=EMAIL)
    assert ana.sees(ana.fill("quitter", old)) == ("move", "page", "accueil", "signed_out")


def test_a_button_that_only_lets_the_case_go_opens_its_page_without_a_case(bare: BareService, ana: Visitor) -> None:
    open_account(ana)
    post = ana.fill("quitter")
    ana.send(post)
    stranger = bare.visitor()
    gone = post._replace(browser=stranger.browser("guichet"))
    assert stranger.sees(gone) == ("move", "page", "accueil", "signed_out")
    note = gone._replace(posted={**post.posted, "_event": ("note",), "_token": ("another-token",)})
    assert stranger.sees(note) == ("move", "entry", "connexion", "open_too_long")


def test_who_began_a_case_whose_deadline_has_passed_is_told_so_and_who_signed_in_is_out(
    bare: BareService, ana: Visitor
) -> None:
    request_account(ana)
    post = ana.fill("quitter")
    bare.now = NOW + timedelta(hours=48)
    assert ana.sees(post) == ("move", "state", "expiree", "too_late")


# -- admit


@pytest.mark.parametrize(
    ("button", "answer", "why"),
    [
        ("valider", ("screen", "ville", 422, "not_open", []), "a button of another page"),
        ("timeout", ("screen", "ville", 422, "not_open", []), "a timer's event"),
        ("activer", ("screen", "ville", 422, "not_open", []), "an event that a resume fires"),
        ("", ("move", "state", "recap", None), "Enter in a field presses the first button"),
        ("back", ("move", "state", "identite", None), "the way back posts no form"),
    ],
)
def test_the_button_that_is_pressed(ana: Visitor, button: str, answer: tuple[object, ...], why: str) -> None:
    ana.go("entry", "guichet", "creation")
    ana.submit("suite", email=EMAIL, mot=PASSWORD)
    assert ana.sees(ana.fill(button, ville="Lyon")) == answer, why


def test_another_image_is_shown_without_checking_the_form(ana: Visitor) -> None:
    before = ana.go("entry", "guichet", "creation")
    answer = ana.send(ana.fill("", email="no address", _again="1"))
    assert seen(answer) == ("screen", "identite", 200, None, [])
    shown = ana.follow(answer)
    assert shown.typed["email"] == ("no address",)
    assert shown.challenge != before.challenge


def test_the_back_of_an_old_copy_of_an_earlier_form_is_stale(ana: Visitor) -> None:
    fill_in(ana)
    ville = ana.go("state", "guichet", "ville")
    assert ville.at == "earlier"
    assert ana.sees(ana.fill("back", ville)) == ("screen", "ville", 200, "stale", [])


def test_a_client_that_has_tried_too_often_must_wait(tmp_path: Path, make_flow: MakeFlow) -> None:
    bare = BareService(tmp_path, make_flow("guichet", FLOW, FORMS), limits=Limits(client_tries=2))
    for _ in range(2):
        eva = bare.visitor("192.0.2.1")
        eva.go("entry", "guichet", "confirmation")
        assert eva.submit("suite", code_saisi="WRONG", email_saisi=EMAIL).status == 422
    eva = bare.visitor("192.0.2.1")
    eva.go("entry", "guichet", "confirmation")
    assert eva.submit("suite", code_saisi="WRONG", email_saisi=EMAIL).status == 429
    elsewhere = bare.visitor("192.0.2.2")
    elsewhere.go("entry", "guichet", "confirmation")
    assert elsewhere.submit("suite", code_saisi="WRONG", email_saisi=EMAIL).status == 422
    bare.close()


# -- validate


def test_all_faults_of_a_form_and_of_its_gate_are_shown_at_once(ana: Visitor) -> None:
    ana.go("entry", "guichet", "creation")
    answer = ana.sees(ana.fill("suite", email="no address", mot="abc", _answer="wrong"))
    faults = [("email", "format"), ("mot", "minLength"), *GATE]
    assert answer == ("screen", "identite", 422, None, faults)


def test_what_was_typed_stays_but_no_secret(ana: Visitor) -> None:
    ana.go("entry", "guichet", "creation")
    shown = ana.submit("suite", email="no address", mot=PASSWORD)
    assert shown.typed["email"] == ("no address",)
    assert not shown.typed.get("mot")


@pytest.mark.parametrize(
    ("answered", "passed", "why"),
    [
        (None, True, "right"),
        ("wrong", False, "wrong"),
        ("", False, "nothing was typed"),
        ("  ", False, "only blanks"),
    ],
)
def test_the_gate_of_a_form(ana: Visitor, answered: str | None, passed: bool, why: str) -> None:
    ana.go("entry", "guichet", "creation")
    given = {} if answered is None else {"_answer": answered}
    answer = ana.sees(ana.fill("suite", email=EMAIL, mot=PASSWORD, **given))
    expected = ("move", "state", "ville", None) if passed else ("screen", "identite", 422, None, GATE)
    assert answer == expected, why


def test_a_gate_solved_with_a_faulty_form_is_not_asked_again(ana: Visitor) -> None:
    ana.go("entry", "guichet", "creation")
    shown = ana.submit("suite", email="no address", mot=PASSWORD)
    assert (shown.challenge, bool(shown.proof)) == (None, True)
    assert ana.submit("suite", email=EMAIL, mot=PASSWORD).state.name == "ville"


def test_a_proof_of_another_browser_is_not_good(bare: BareService, ana: Visitor) -> None:
    ana.go("entry", "guichet", "creation")
    proof = ana.submit("suite", email="no address", mot=PASSWORD).proof
    assert proof
    eva = bare.visitor()
    eva.go("entry", "guichet", "creation")
    answer = eva.sees(eva.fill("suite", email="eva@exemple.fr", mot=PASSWORD, _proof=proof))
    assert answer == ("screen", "identite", 422, None, GATE)


def test_a_challenge_is_good_for_one_post(bare: BareService, ana: Visitor) -> None:
    first = ana.go("entry", "guichet", "creation")
    ana.submit("suite", email=EMAIL, mot=PASSWORD)
    eva = bare.visitor()
    eva.go("entry", "guichet", "creation")
    post = eva.fill("suite", first._replace(token="another-token"), email="eva@exemple.fr", mot=PASSWORD)
    assert eva.sees(post) == ("screen", "identite", 422, None, GATE)


# -- step and present


def test_a_refusal_shows_the_form_with_the_message_and_the_gate_as_solved(bare: BareService, ana: Visitor) -> None:
    with bare.database.write() as tx:
        registers.put(tx, "comptes", EMAIL, "ouvert")
    ana.go("entry", "guichet", "creation")
    answer = ana.send(ana.fill("suite", email=EMAIL, mot=PASSWORD))
    assert seen(answer) == ("screen", "identite", 422, None, [("email", "refused")])
    shown = ana.follow(answer)
    assert shown.case.revision == 0, "a refusal that changes nothing is not kept"
    assert shown.proof


def test_a_refusal_that_leads_back_shows_the_earlier_form(bare: BareService, ana: Visitor) -> None:
    fill_in(ana)
    with bare.database.write() as tx:
        registers.put(tx, "comptes", EMAIL, "ouvert")
    answer = ana.send(ana.fill("valider"))
    assert seen(answer) == ("screen", "identite", 422, None, [("email", "refused")])
    assert ana.follow(answer).typed["email"] == (EMAIL,)


def test_a_right_code_hands_the_browser_over_to_the_waiting_case(bare: BareService, ana: Visitor) -> None:
    code = request_account(ana)
    eva = bare.visitor()
    eva.go("entry", "guichet", "confirmation")
    before = eva.cookie
    answer = eva.send(eva.fill("suite", code_saisi=code.lower(), email_saisi=EMAIL))
    assert seen(answer) == ("move", "state", "ouvert", None)
    assert answer.cookie not in (None, before)
    assert eva.go("state", "guichet", "ouvert").case.state == "ouvert"
    assert ana.sees(ana.fill("quitter")) == ("move", "entry", "connexion", "taken_over"), "who held it before is told"
    assert seen(ana.open("state", "guichet", "ouvert"))[:2] == ("move", "entry")


def test_a_button_that_leaves_lets_the_case_go(ana: Visitor) -> None:
    open_account(ana)
    answer = ana.send(ana.fill("quitter"))
    assert seen(answer) == ("move", "page", "accueil", "signed_out")
    assert answer.cookie
    assert seen(ana.open("state", "guichet", "ouvert")) == ("move", "entry", "connexion", "signed_out_before")


def test_a_password_is_tried_and_paused(bare: BareService, ana: Visitor) -> None:
    open_account(ana)
    eva = bare.visitor()
    for _ in range(3):
        eva.go("entry", "guichet", "connexion")
        answer = eva.sees(eva.fill("entrer", email_connu=EMAIL, mot_connu="wrong"))
        assert answer == ("screen", "connexion", 422, None, [(None, "refused")])
    eva.go("entry", "guichet", "connexion")
    post = eva.fill("entrer", email_connu=EMAIL, mot_connu=PASSWORD)
    assert eva.sees(post) == ("screen", "connexion", 429, "paused", [])
    bare.now = NOW + timedelta(minutes=15)
    eva.go("entry", "guichet", "connexion")
    assert eva.submit("entrer", email_connu=EMAIL, mot_connu=PASSWORD).state.name == "ouvert"


def test_a_mail_too_many_makes_the_step_wait(bare: BareService, ana: Visitor) -> None:
    for count in range(3):
        eva = bare.visitor()
        request_account(eva)
        with bare.database.write() as tx:
            assert eva.screen
            registers.release(tx, eva.screen.case.id, ClaimKey("comptes", EMAIL, "reserve", ()))  # only its key counts
        bare.now = NOW + timedelta(minutes=count)
    fill_in(ana)
    assert ana.sees(ana.fill("valider")) == ("screen", "recap", 429, "too_many_mails", [])


def test_a_flow_at_fault_keeps_nothing_and_says_whose_fault_it_is(tmp_path: Path) -> None:
    text = """
        parcours: 1
        flow: panne
        title: Panne
        language: fr
        timezone: Europe/Paris
        entries: {debut: {state: debut}}
        states:
          debut:
            title: Début
            form: nom
            transitions: {suite: {label: Suite, first_of: [{guard: nom == "Ana", target: fin}]}}
          fin: {title: Fin, final: true}
    """
    form = "{type: object, properties: {nom: {type: string, title: Nom}}}"
    flow = load_sources("panne", {"flows/panne.yaml": dedent(text), "forms/nom.yaml": form}, empty_site())
    bare = BareService(tmp_path, flow)
    eva = bare.visitor()
    eva.go("entry", "panne", "debut")
    answer = eva.send(eva.fill("suite", nom="Eva"))
    assert seen(answer) == ("screen", "debut", 500, "fault", [])
    assert eva.follow(answer).typed["nom"] == ("Eva",)
    bare.close()


# -- overtaken: what was known when the request came in is out of date when it is decided


def overtaken(bare: BareService, visitor: Visitor) -> Visitor:
    """The same browser in another tab: it knows what it knows, and is faster."""
    other = bare.visitor()
    other.cookie, other.screen = visitor.cookie, visitor.screen
    return other


def test_the_second_of_two_clicks_on_a_gated_first_form_follows_the_first(bare: BareService, ana: Visitor) -> None:
    """At the challenge: the first click has used it up."""
    ana.go("entry", "guichet", "creation")
    first = ana.fill("suite", email=EMAIL, mot=PASSWORD)
    second = first
    assert ana.sees(first) == ana.sees(second) == ("move", "state", "ville", None)
    assert len(bare.holdings.cases(ana.browser(), "guichet", NOW)) == 1


def test_another_post_with_a_challenge_that_was_used_meanwhile_is_asked_again(bare: BareService, ana: Visitor) -> None:
    shown = ana.go("entry", "guichet", "creation")
    slow = ana.fill("suite", shown._replace(token="another-token"), email="eva@exemple.fr", mot=PASSWORD)
    ana.submit("suite", email=EMAIL, mot=PASSWORD)
    assert ana.sees(slow) == ("screen", "identite", 422, None, GATE)


def test_a_case_begun_meanwhile_in_another_tab_is_shown_with_what_was_typed(bare: BareService, ana: Visitor) -> None:
    """Before the step: each tab has solved a challenge of its own."""
    ana.go("entry", "guichet", "creation")
    tab = overtaken(bare, ana)
    tab.go("entry", "guichet", "creation")
    slow = tab.fill("suite", email="eva@exemple.fr", mot=PASSWORD)
    ana.submit("suite", email=EMAIL, mot=PASSWORD)
    answer = tab.send(slow)
    assert seen(answer) == ("screen", "identite", 200, "stale_secret", [])
    shown = tab.follow(answer)
    assert shown.at == "earlier"
    assert shown.typed["email"] == ("eva@exemple.fr",)


@pytest.mark.parametrize(
    ("same", "answer", "why"),
    [
        (True, ("move", "state", "recap", None), "the second of two clicks follows the first"),
        (False, ("screen", "ville", 200, "stale", []), "another post: the form as it stands, with what was typed"),
    ],
)
def test_a_case_that_moved_while_the_step_was_decided(
    bare: BareService, ana: Visitor, same: bool, answer: tuple[object, ...], why: str
) -> None:
    """At the commit: another revision."""
    ana.go("entry", "guichet", "creation")
    shown = ana.submit("suite", email=EMAIL, mot=PASSWORD)
    faster = ana.fill("suite", ville="Lyon")
    slow = faster if same else ana.fill("suite", shown._replace(token="another-token"), ville="Paris")
    assert ana.sees(faster) == ("move", "state", "recap", None)
    assert ana.sees(slow) == answer, why
    assert ana.go("state", "guichet", "recap").case.known()["ville"] == "Lyon"


def test_a_case_that_moved_before_it_was_located(bare: BareService, ana: Visitor) -> None:
    """Before `locate`: what is known when the request comes in is newer than the form."""
    ana.go("entry", "guichet", "creation")
    shown = ana.submit("suite", email=EMAIL, mot=PASSWORD)
    ana.submit("suite", ville="Lyon")
    ana.submit("valider")
    post = ana.fill("suite", shown._replace(token="another-token"), ville="Paris")
    assert ana.sees(post) == ("screen", "attente", 200, "stale", []), "with what was typed, to be copied"


def test_a_case_that_another_browser_was_handed_meanwhile(bare: BareService, ana: Visitor) -> None:
    """Before `locate`: the code was given elsewhere while the request was on its way."""
    code = request_account(ana)
    eva = bare.visitor()
    eva.go("entry", "guichet", "confirmation")
    eva.submit("suite", code_saisi=code, email_saisi=EMAIL)
    post = ana.fill("unknown")
    assert ana.sees(post) == ("move", "entry", "connexion", "taken_over"), "the code is used: a sign-in is what helps"


def test_a_deadline_that_passed_meanwhile_is_named(bare: BareService, ana: Visitor) -> None:
    request_account(ana)
    bare.now = NOW + timedelta(hours=48)
    assert ana.sees(ana.fill("unknown")) == ("move", "state", "expiree", "too_late")


@pytest.mark.parametrize("kept", [False, True], ids=["a case not yet kept", "a case that has failed once"])
def test_the_second_of_two_clicks_on_a_right_code_follows_the_first(
    bare: BareService, ana: Visitor, kept: bool
) -> None:
    """The code is spent when the second is decided, and the browser has gone over to a new id."""
    code = request_account(ana)
    eva = bare.visitor()
    eva.go("entry", "guichet", "confirmation")
    if kept:
        eva.submit("suite", code_saisi="WRONG", email_saisi=EMAIL)
    post = eva.fill("suite", code_saisi=code, email_saisi=EMAIL)
    first, second = eva.send(post), eva.send(post)
    assert seen(first) == seen(second) == ("move", "state", "ouvert", None)
    assert second.cookie
    assert eva.go("state", "guichet", "ouvert").case.state == "ouvert", "with the second one's cookie"
    with bare.database.read() as tx:
        session = cases.look(tx, bare.vault.keyed("session", second.cookie), ["guichet"], NOW, bare.limits)
    assert [case.state for _, case in session.held] == ["ouvert"], "no case has begun with the second click"


def test_the_second_of_two_clicks_on_a_right_password_follows_the_first(bare: BareService, ana: Visitor) -> None:
    """The token has led into a new family already."""
    open_account(ana)
    eva = bare.visitor()
    eva.go("entry", "guichet", "connexion")
    post = eva.fill("entrer", email_connu=EMAIL, mot_connu=PASSWORD)
    first, second = eva.send(post), eva.send(post)
    assert seen(first) == seen(second) == ("move", "state", "ouvert", None)
    assert eva.go("state", "guichet", "ouvert").case.state == "ouvert"


def test_the_second_of_two_clicks_that_leave_follows_the_first(bare: BareService, ana: Visitor) -> None:
    open_account(ana)
    post = ana.fill("quitter")
    assert ana.sees(post) == ana.sees(post) == ("move", "page", "accueil", "signed_out")


def test_the_second_of_two_clicks_on_a_wrong_code_is_one_attempt(bare: BareService) -> None:
    eva = bare.visitor()
    eva.go("entry", "guichet", "confirmation")
    post = eva.fill("suite", code_saisi="WRONG", email_saisi=EMAIL)
    refused = ("screen", "code", 422, None, [("code_saisi", "refused")])
    assert eva.sees(post) == eva.sees(post) == refused
    (case,) = bare.holdings.cases(eva.browser(), "guichet", NOW)
    assert case.tries == {"code": 1}
