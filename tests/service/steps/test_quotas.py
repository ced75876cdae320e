"""How often a step may write to somebody who has not proved to want it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest

from engine.core.case import Case, Code, Decision, Effect, PutMail, ReleaseKey, Resumed, SpendCode, Step
from engine.language.model import Flow
from engine.service.security.limits import Limits, TooOften
from engine.service.steps.quotas import Recipients
from tests.conftest import MakeFlow
from tests.support.bare_service import BareService
from tests.support.cases import keep
from tests.support.stage import FLOW, FORMS, NOW

HOUR = timedelta(hours=1)
LIMITS = Limits(recipient_mails=2, recipient_window=24 * HOUR)
CODE = Code(1, 10, NOW + HOUR)


@pytest.fixture
def flow(make_flow: MakeFlow) -> Flow:
    """Of its two mails one goes to a person, one to the flow's own address."""
    text = FLOW.replace("settings: {", "settings: {bureau: bureau@exemple.fr, ").replace(
        "      rappel:\n        to: email", "      rappel:\n        to: bureau"
    )
    return make_flow("stage", text, FORMS)


@pytest.fixture
def case(flow: Flow) -> Case:
    step = Step("attente", 1, answers={"email": "ana@exemple.fr"}, entered_at=NOW)
    return Case("a", "stage", flow.digest, "inscription", 0, (step,), begun_at=NOW, touched_at=NOW)


def mail(to: str = "ana@exemple.fr", name: str = "confirmation", **codes: Code) -> PutMail:
    return PutMail(name, to, {}, codes, "key", "fr")


class Quotas:
    """Recipients of one database, each call in a transaction of its own."""

    def __init__(self, bare: BareService, flow: Flow, case: Case) -> None:
        self._bare, self._flow, self._case = bare, flow, case
        self._recipients = Recipients(bare.vault, LIMITS)
        with bare.database.write() as tx:
            keep(tx, case)

    def admit(self, *effects: Effect, at: datetime = NOW, drop: bool = False) -> tuple[Effect, ...]:
        with self._bare.database.write() as tx:
            return self._recipients.admitted(tx, self._flow, self._case, effects, at, drop=drop)

    def mailed(self, *effects: Effect) -> None:
        with self._bare.database.write() as tx:
            self._recipients.mailed(tx, self._case, effects)

    def prove(self, before: Case, decision: Decision) -> None:
        with self._bare.database.write() as tx:
            self._recipients.prove(tx, before, decision)


@pytest.fixture
def quotas(bare: BareService, flow: Flow, case: Case) -> Quotas:
    return Quotas(bare, flow, case)


def test_a_mail_too_many_makes_the_step_wait_until_there_is_room_again(quotas: Quotas) -> None:
    quotas.admit(mail())
    quotas.admit(mail(), at=NOW + HOUR)
    with pytest.raises(TooOften) as limit:
        quotas.admit(mail(), at=NOW + 2 * HOUR)
    assert (limit.value.notice, limit.value.until) == ("too_many_mails", NOW + 24 * HOUR)
    assert quotas.admit(mail(), at=NOW + 24 * HOUR), "the first is a day old"
    with pytest.raises(TooOften):
        quotas.admit(mail(), at=NOW + 24 * HOUR)


def test_of_a_timers_mails_those_too_many_are_left_out_and_logged(
    quotas: Quotas, caplog: pytest.LogCaptureFixture
) -> None:
    release = ReleaseKey("places", "ana@exemple.fr")
    with caplog.at_level(logging.WARNING, "parcours"):
        assert quotas.admit(mail(), mail(), mail(), release, drop=True) == (mail(), mail(), release)
    assert "ana@exemple.fr" not in caplog.text
    assert [record.message for record in caplog.records] == ["mail of a timer dropped: too many to one recipient"]


@pytest.mark.parametrize(
    ("other", "counted", "why"),
    [
        (mail("ANA@Exemple.FR"), True, "an address in any case is one"),
        (mail("eva@exemple.fr"), False, "another person"),
        (mail("ana@exemple.fr", "rappel"), False, "a mail to a setting: an analyst's own address wants every mail"),
        (ReleaseKey("places", "x"), False, "no mail"),
    ],
)
def test_what_is_counted(quotas: Quotas, other: Effect, counted: bool, why: str) -> None:
    quotas.admit(mail(), mail())
    if counted:
        with pytest.raises(TooOften):
            quotas.admit(other)
    else:
        assert quotas.admit(other) == (other,), why


def resumed(case: Case, name: str = "confirmation", serial: int = 1) -> Decision:
    there = Decision(case, (), (SpendCode(name, serial),))
    return Decision(case._replace(id="b"), (), resumed=Resumed(case, there, "code"))


@pytest.mark.parametrize("mailed", [True, False], ids=["the code went there", "it went elsewhere"])
def test_a_recipient_whose_code_comes_back_is_counted_no_more(quotas: Quotas, case: Case, mailed: bool) -> None:
    with_code = mail("ana@exemple.fr" if mailed else "eva@exemple.fr", confirmation=CODE)
    quotas.admit(mail(), mail())
    quotas.mailed(with_code)
    quotas.prove(case._replace(id="b"), resumed(case))
    if mailed:
        assert quotas.admit(mail(), mail(), mail())
    else:
        with pytest.raises(TooOften):
            quotas.admit(mail())


@pytest.mark.parametrize(
    ("serial", "by"),
    [(2, "code"), (1, "register")],
    ids=["a newer code, mailed elsewhere", "a resume by a register key"],
)
def test_what_proves_nothing(quotas: Quotas, case: Case, serial: int, by: str) -> None:
    quotas.admit(mail(), mail())
    quotas.mailed(mail(confirmation=CODE))
    decision = resumed(case, serial=serial)
    assert decision.resumed
    quotas.prove(case, decision._replace(resumed=decision.resumed._replace(by=by)))
    with pytest.raises(TooOften):
        quotas.admit(mail())


@pytest.mark.parametrize("typed", [True, False], ids=["its words were typed", "spent for another reason"])
def test_a_case_that_spends_its_own_code_proves_its_recipient_where_the_words_were_typed(
    bare: BareService, quotas: Quotas, case: Case, typed: bool
) -> None:
    words = bare.vault.code_hash("a", "confirmation", 1, 10) if typed else "anything else"
    step = case.present._replace(answers={"code_saisi": words})
    after = case._replace(trail=(step,))
    quotas.admit(mail(), mail())
    quotas.mailed(mail(confirmation=CODE))
    before = case._replace(codes={"confirmation": CODE})
    quotas.prove(before, Decision(after, (), (SpendCode("confirmation", 1),)))
    if typed:
        assert quotas.admit(mail())
    else:
        with pytest.raises(TooOften):
            quotas.admit(mail())
