"""Which browser asks, which cases it holds and for how long, and what is known of both when a request comes in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.core.browsing.holdings import Holdings
from engine.core.browsing.results import Browser, Look
from engine.core.limits import Limits
from engine.core.steps.runner import StepRunner
from engine.language.load import Catalogue, empty_site
from engine.service.security.vault import Vault
from engine.service.steps.machines import Machines
from engine.store import sessions, tokens
from engine.store.database import Database
from engine.store.kept import StoredLedger
from engine.store.transaction import Transaction
from tests.conftest import MakeFlow
from tests.support.accounts import EMAIL, FLOW, FORMS, PASSWORD, fill_in, open_account, request_account
from tests.support.bare_service import BareService, Visitor
from tests.support.cases import HOUR, NOW, a_case, keep
from tests.support.database_faults import BEGIN, Driver

VAULT = Vault("0123456789abcdef" * 2, memory_kib=8, time_cost=1)
COOKIE = "a cookie of ours, long enough"


@pytest.fixture
def database(driver: Driver, tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'parcours.db'}")
    database.create()
    yield database
    driver.at_ease()
    database.close()


def given_out(tx: Transaction, cookie: str = COOKIE, *, seen: bool = True) -> None:
    hashed = VAULT.keyed("session", cookie)
    sessions.add_session(tx, hashed, "F", NOW)
    if seen:
        sessions.seen(tx, hashed, NOW)


def look(database: Database, token: str = "") -> Look:
    machines = Machines(Catalogue(empty_site(), {}, ()), database)
    ledger = StoredLedger(database)
    runner = StepRunner(machines, ledger, VAULT, Limits())
    found = Holdings(runner, ledger, VAULT, Limits()).of(COOKIE, NOW, "espace", token).look
    assert found
    return found


def test_the_cases_and_the_token_are_known_with_the_browser(database: Database) -> None:
    with database.write() as tx:
        given_out(tx)
        kept = keep(tx, a_case(), token="token of its step")
        sessions.hold(tx, "F", "a", "begun", NOW)
    found = look(database, "token of its step")
    assert [case for _, case in found.held] == [kept]
    assert found.kept
    assert found.kept.case_id == "a"
    assert found.led is None


def test_where_a_token_has_led_is_known_also_to_an_id_given_out_after_the_family_ended(database: Database) -> None:
    # A sign-out ends the family while another tab's step is under way, which is then answered with an id of it.
    with database.write() as tx:
        sessions.kill_family(tx, "F", NOW)
        tokens.note_change(tx, "token of the sign-out", "F", "G", "a", NOW)
        given_out(tx)
    led = look(database, "token of the sign-out").led
    assert led
    assert led.new_family == "G"


def test_what_is_written_while_the_first_look_is_noted_is_known(database: Database, driver: Driver) -> None:
    # The note waits for its turn to write: the one before may have taken a step.
    with database.write() as tx:
        given_out(tx, seen=False)
        before = keep(tx, a_case())
        sessions.hold(tx, "F", "a", "begun", NOW)

    def others_write(words: str) -> None:
        if words == BEGIN:
            driver.at_ease()
            with database.write() as tx:
                keep(tx, before)

    driver.before = others_write
    ((_, case),) = look(database).held
    assert case.revision == 2


# -- ids and holds, as a browser meets them


@pytest.fixture
def ana(bare: BareService) -> Visitor:
    return bare.visitor()


def states(bare: BareService, browser: Browser) -> list[str]:
    """Where the cases stand that a browser holds, the last touched first."""
    return [case.state for case in bare.holdings.cases(browser, "guichet", bare.now)]


@pytest.mark.parametrize(
    ("cookie", "new", "why"),
    [
        (None, True, "it sent none"),
        ("", True, "an empty one"),
        ("x" * 19, True, "too short to be ours"),
        ("x" * 101, True, "too long"),
        ("x" * 20, False, "it may be one of ours"),
    ],
)
def test_a_browser_is_known_by_its_cookie(bare: BareService, cookie: str | None, new: bool, why: str) -> None:
    browser = bare.holdings.of(cookie, NOW)
    assert browser.new is new, why
    assert (browser.id == cookie) is not new, why
    assert not browser.dead


def test_a_browser_that_holds_nothing_has_no_row(bare: BareService) -> None:
    stranger = bare.holdings.of(None, NOW)
    again = bare.holdings.of(stranger.id, NOW)
    assert again.family == stranger.family, "it follows from the cookie"
    assert bare.holdings.csrf(again) == bare.holdings.csrf(stranger)
    with bare.database.read() as tx:
        assert sessions.session(tx, bare.vault.keyed("session", stranger.id)) is None


def test_the_id_rotates_when_a_case_begins_and_the_old_one_dies_when_the_new_one_is_seen(
    bare: BareService, ana: Visitor
) -> None:
    ana.go("entry", "guichet", "creation")
    old = ana.browser()
    answer = ana.send(ana.fill("suite", email=EMAIL, mot=PASSWORD))
    assert answer.cookie not in (None, old.id)
    assert not bare.holdings.of(old.id, NOW).dead, "the answer may be lost on its way"
    assert states(bare, bare.holdings.of(old.id, NOW)) == ["ville"]
    new = bare.holdings.of(answer.cookie, NOW)
    assert new.family == old.family
    assert states(bare, new) == ["ville"]
    assert bare.holdings.of(old.id, NOW).dead


def test_a_dead_id_is_awoken_as_a_stranger(bare: BareService, ana: Visitor) -> None:
    open_account(ana)
    old = ana.cookie
    ana.send(ana.fill("quitter"))
    dead = bare.holdings.of(old, NOW)
    assert dead.dead
    stranger, cookie = bare.holdings.awake(dead)
    assert cookie == stranger.id != old
    assert states(bare, stranger) == []
    living = ana.browser()
    assert bare.holdings.awake(living) == (living, None)


@pytest.mark.parametrize(
    ("hours", "held", "why"),
    [(71, True, "within 72 hours without a look"), (72, False, "and no longer")],
)
def test_how_long_a_case_is_held_by_the_browser_that_began_it(
    tmp_path: Path, make_flow: MakeFlow, hours: int, held: bool, why: str
) -> None:
    kept_longer = FLOW.replace("draft: 24 hours", "draft: 30 days")
    bare = BareService(tmp_path, make_flow("guichet", kept_longer, FORMS))
    ana = bare.visitor()
    fill_in(ana)
    bare.now = NOW + hours * HOUR
    assert states(bare, ana.browser()) == (["recap"] if held else []), why
    bare.close()


@pytest.mark.parametrize(
    ("minutes", "held", "why"),
    [
        ([29], True, "within half an hour"),
        ([30], False, "not looked at for half an hour"),
        ([29, 58], True, "each look lengthens it"),
        ([*range(0, 720, 20), 719], True, "for twelve hours"),
        ([*range(0, 720, 20), 720], False, "and no longer, however busy"),
    ],
)
def test_how_long_a_case_is_held_by_a_browser_that_was_handed_it(
    bare: BareService, ana: Visitor, minutes: list[int], held: bool, why: str
) -> None:
    open_account(ana)
    for minute in minutes:
        bare.now = NOW + timedelta(minutes=minute)
        found = states(bare, ana.browser())
    assert bool(found) is held, why


def test_a_look_is_written_down_once_a_minute(bare: BareService, ana: Visitor) -> None:
    request_account(ana)

    def seen_at() -> datetime:
        look = bare.holdings.look(ana.browser(), "guichet", "", bare.now)
        return look.held[0][0].seen_at

    bare.now = NOW + timedelta(seconds=59)
    states(bare, ana.browser())
    assert seen_at() == NOW
    bare.now = NOW + timedelta(seconds=60)
    states(bare, ana.browser())
    assert seen_at() == bare.now


@pytest.mark.parametrize("by", ["code", "password"])
def test_a_code_takes_the_case_from_who_held_it_and_a_sign_in_does_not(
    bare: BareService, ana: Visitor, by: str
) -> None:
    eva = bare.visitor()
    if by == "code":
        code = request_account(ana)
        eva.go("entry", "guichet", "confirmation")
        eva.submit("suite", code_saisi=code, email_saisi=EMAIL)
    else:
        open_account(ana)
        eva.go("entry", "guichet", "connexion")
        eva.submit("entrer", email_connu=EMAIL, mot_connu=PASSWORD)
    assert states(bare, eva.browser()) == ["ouvert"]
    assert states(bare, ana.browser()) == ([] if by == "code" else ["ouvert"])


def test_a_hand_over_starts_a_new_family_with_what_the_browser_still_holds(bare: BareService, ana: Visitor) -> None:
    open_account(bare.visitor())
    fill_in(ana, "eva@exemple.fr")
    old = ana.browser()
    bare.now = NOW + timedelta(minutes=1)
    ana.go("entry", "guichet", "connexion")
    ana.submit("entrer", email_connu=EMAIL, mot_connu=PASSWORD)
    new = ana.browser()
    assert new.family != old.family
    assert bare.holdings.csrf(new) != bare.holdings.csrf(old)
    assert states(bare, new) == ["ouvert", "recap"]
    assert states(bare, old) == []
    assert bare.holdings.of(old.id, bare.now).dead


def test_a_timer_that_is_due_fires_before_a_case_is_looked_at(bare: BareService, ana: Visitor) -> None:
    request_account(ana)
    bare.now = NOW + 48 * HOUR
    assert states(bare, ana.browser()) == ["expiree"]
