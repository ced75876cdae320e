"""How often a step may write to somebody who has not proved to want it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest

from engine.core.case import Case, Code, Decision, Effect, PutMail, ReleaseKey, Resumed, SpendCode, Step
from engine.core.limits import Limits, TooOften
from engine.core.steps.quotas import Recipients, Sender, mailbox_of
from engine.language.model import Flow
from engine.store.kept import Stored
from tests.conftest import MakeFlow
from tests.support.bare_service import BareService
from tests.support.cases import keep
from tests.support.stage import FLOW, FORMS, NOW

HOUR = timedelta(hours=1)
LIMITS = Limits(recipient_mails=2, recipient_window=24 * HOUR, client_mails=3, client_mails_window=HOUR)
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
        self._recipients = Recipients(bare.vault, LIMITS, logging.getLogger("parcours"))
        with bare.database.write() as tx:
            keep(tx, case)

    def admit(
        self, *effects: Effect, at: datetime = NOW, client: str | None = None, timer: bool = False
    ) -> tuple[Effect, ...]:
        with self._bare.database.write() as tx:
            return self._recipients.admitted(Stored(tx), self._flow, self._case, effects, Sender(at, client, timer))

    def mailed(self, *effects: Effect) -> None:
        with self._bare.database.write() as tx:
            self._recipients.mailed(Stored(tx), self._case, effects)

    def prove(self, before: Case, decision: Decision) -> None:
        with self._bare.database.write() as tx:
            self._recipients.prove(Stored(tx), before, decision)


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
        assert quotas.admit(mail(), mail(), mail(), release, timer=True) == (mail(), mail(), release)
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


@pytest.mark.parametrize(
    ("one", "other", "same", "why"),
    [
        ("ana@exemple.fr", "ana+1@exemple.fr", True, "what follows a + is the owner's own label"),
        ("ana+1@exemple.fr", "ana+2@exemple.fr", True, "two labels"),
        ("ana@exemple.fr", "ana+@exemple.fr", True, "an empty label"),
        ("ana@exemple.fr", "ana+a+b@exemple.fr", True, "a label with a + of its own"),
        ("ana@exemple.fr", "ana++@exemple.fr", True, "the first + separates"),
        ("ana@exemple.fr", "ana+a.b-c@exemple.fr", True, "whatever the label is made of"),
        ("ana@exemple.fr", "ANA+X@Exemple.FR", True, "no case"),
        ("ana+x@bücher.example", "ana@xn--bcher-kva.example", True, "the domain in Unicode and in ASCII"),
        ("ana+x@bu\u0308cher.example", "ana@bücher.example", True, "an accent in two ways"),
        ("ana+x@ｅxemple.fr", "ana@exemple.fr", True, "wide letters"),
        ("ana+x@exemple\u3002fr", "ana@exemple.fr", True, "the dot of another script"),
        ("+1@exemple.fr", "+2@exemple.fr", False, "a + at the beginning separates nothing: as relays have it"),
        ("+1@exemple.fr", "+1+x@exemple.fr", True, "the next one does"),
        ("ana@exemple.fr", "eva+ana@exemple.fr", False, "another person's label"),
        ("ana@exemple.fr", "ana@autre.fr", False, "another domain"),
        ("ana@exemple.fr", "ana@mail.exemple.fr", False, "a domain below it is another"),
        ("ana.lise@exemple.fr", "analise@exemple.fr", False, "with most providers two people"),
        ("ana-lise@exemple.fr", "ana@exemple.fr", False, "a double name"),
        ("ana@exemple.fr", "ana@exemple.fr+x", False, "a + in the domain is none of ours"),
    ],
)
def test_which_addresses_lead_to_one_mailbox(one: str, other: str, same: bool, why: str) -> None:
    assert (mailbox_of(one) == mailbox_of(other)) is same, why
    assert mailbox_of(mailbox_of(other)) == mailbox_of(other)


def test_labels_of_one_mailbox_share_its_count(quotas: Quotas) -> None:
    quotas.admit(mail("ana+1@exemple.fr"), mail("ana+2@exemple.fr"))
    for to in ("ana+3@exemple.fr", "ana@exemple.fr"):
        with pytest.raises(TooOften, match="too_many_mails"):
            quotas.admit(mail(to))


def test_an_address_is_proved_as_a_whole(quotas: Quotas, case: Case) -> None:
    """The code of one label says nothing of another: any of them may be somebody else's with that relay."""
    quotas.mailed(mail("ana+1@exemple.fr", confirmation=CODE))
    quotas.prove(case._replace(id="b"), resumed(case))
    assert len(quotas.admit(*[mail("ana+1@exemple.fr")] * 5)) == 5
    quotas.admit(mail("ana+2@exemple.fr"), mail("ana@exemple.fr"))
    with pytest.raises(TooOften):
        quotas.admit(mail("ana@exemple.fr"))
    assert quotas.admit(mail("ana+1@exemple.fr")), "still"


def test_a_client_writes_to_few_strangers_whoever_they_are(quotas: Quotas, case: Case) -> None:
    for number in range(3):
        quotas.admit(mail(f"p{number}@exemple.fr"), client="192.0.2.1")
    with pytest.raises(TooOften, match="too_many_begun") as limit:
        quotas.admit(mail("p3@exemple.fr"), client="192.0.2.1", at=NOW + HOUR / 2)
    assert limit.value.until == NOW + HOUR
    bureau = mail("bureau@exemple.fr", "rappel")
    assert quotas.admit(bureau, client="192.0.2.1") == (bureau,), "an analyst's own recipient"
    assert quotas.admit(mail("p3@exemple.fr"), client="192.0.2.2"), "another client"
    assert quotas.admit(mail("p4@exemple.fr")), "one that is not known"
    assert quotas.admit(mail("p5@exemple.fr"), client="192.0.2.1", timer=True), "a timer is nobody's"
    quotas.mailed(mail("p0@exemple.fr", confirmation=CODE))
    quotas.prove(case._replace(id="b"), resumed(case))
    assert quotas.admit(mail("p0@exemple.fr"), client="192.0.2.1"), "no stranger any more"
    assert quotas.admit(mail("p6@exemple.fr"), client="192.0.2.1", at=NOW + HOUR)


def test_a_step_that_is_refused_counts_nothing(quotas: Quotas) -> None:
    """Neither for the client nor for those of its recipients that had room."""
    quotas.admit(mail(), mail())
    for _ in range(3):
        with pytest.raises(TooOften, match="too_many_mails"):
            quotas.admit(mail("eva@exemple.fr"), mail(), client="192.0.2.1")
    assert quotas.admit(*(mail(f"p{number}@exemple.fr") for number in range(3)), client="192.0.2.1")
    assert quotas.admit(mail("eva@exemple.fr"), mail("eva@exemple.fr"))


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
