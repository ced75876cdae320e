"""A person who walks through a grown flow by chance, until its case comes to an end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from tests.support.right_flows.fields import Typed
from tests.support.service_under_test import ServiceUnderTest, text_of

MOST_STEPS = 60
ASIDE = ("Retour", "Tout reprendre", "Un autre code", "Plus tard", "En lire plus", "Enregistrer")
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{5}(?: [0-9A-HJKMNP-TV-Z]{1,5})+")


class Walk:
    """
    One person's way.

    Attributes:
        states: where the case stood, one after another.
    """

    def __init__(self, service: ServiceUnderTest, typed: Mapping[str, Typed], seed: int) -> None:
        self.service, self.typed, self.rng = service, typed, Random(seed)
        self.person = service.person()
        self.states: list[str] = []

    def to_the_end(self) -> str:
        """The title of the page where no button leads on."""
        self.person.open("/essai/start/debut")
        for _ in range(MOST_STEPS):
            assert self.person.page.status in (200, 422), (self.states, self.person.page.text)  # 422: a refusal
            self.states.append(self.person.page.path)
            buttons = [words for words in self.person.page.buttons() if words != "Se déconnecter"]
            if not buttons and not self._waits():
                return self.person.page.h1
            if not buttons or self.rng.random() < 0.1:
                self._elsewhere()
            else:
                on = [words for words in buttons if words not in ASIDE]
                self._press(self.rng.choice(buttons if self.rng.random() < 0.2 or not on else on))
        raise AssertionError(f"no end: {self.states}")

    def _waits(self) -> bool:
        return self.person.page.h1 == "En attente"

    def _press(self, button: str) -> None:
        page = self.person.page
        names = set(page.tree.xpath("//main//form//@name"))
        fields: dict[str, Any] = {n: t for n, t in self.typed.items() if n in names}
        fields |= {name: self._code() for name in names if name.startswith("cle_")}
        if "_answer" in names:
            fields["_answer"] = page.captcha()
        self.person.press(button, **fields)
        if self.person.page.path == "/":  # « Plus tard »
            self.person.open("/essai/start/debut")
            if self.rng.random() < 0.5:
                self.service.advance(hours=1)

    def _code(self) -> str:
        """The code in the last mail that has one; at times a wrong one."""
        found = [code[0] for mail in self.service.mails() for code in CODE.finditer(text_of(mail))]
        return "A1B2C3D4E5" if self.rng.random() < 0.2 or not found else found[-1]

    def _elsewhere(self) -> None:
        """Answers by the link of the last mail, or lets time pass."""
        links = [
            link
            for mail in self.service.mails()
            for link in re.findall(r"https?://\S+/start/porte_[^\s>]+", text_of(mail))
        ]
        if self._waits() and links and self.rng.random() < 0.7:
            other = Walk(self.service, self.typed, self.rng.randint(0, 10**6))
            other.person.open(links[-1])
            assert other.person.page.status == 200, other.person.page.text
            other._press("Répondre")
            if other.person.page.h1 not in ("C'est noté", "Répondre"):
                self.person = other.person  # the case is theirs now
                return
        else:
            self.service.advance(hours=self.rng.choice([1, 24, 24 * 30]))
            self.service.worker.work()
        self.person.open(self.person.page.path)
