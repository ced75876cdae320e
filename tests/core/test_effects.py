"""What effects change in the case, and what they ask to be kept."""

from __future__ import annotations

from datetime import timedelta

from engine.core.case import ClaimKey, NewCode, PutMail
from tests.support.stage import NOW, CaseRunner, to_recap


def test_effects_come_in_the_order_to_be_committed(runner: CaseRunner) -> None:
    decision = runner.send(to_recap(runner), "valider")
    claim, code, mail = decision.effects
    assert claim == ClaimKey("places", "ana@exemple.fr", "reservee", ())
    assert code == NewCode("confirmation", 1, 10, NOW + timedelta(hours=48))
    assert isinstance(mail, PutMail)
    assert mail.to == "Ana@exemple.fr"
    assert "confirmation" not in mail.values, "the code's words are known only when the mail is sent"
    assert list(mail.codes) == ["confirmation"]
    assert mail.values["deadline"] == NOW + timedelta(hours=48), (
        "of the state entered; its words are made when it is sent"
    )
    assert mail.language == "fr"
