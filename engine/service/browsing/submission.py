"""What a browser posts: the form it answers, what was typed in it, the step token it carries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.core.case import Case
from engine.core.machine import Machine
from engine.core.offers import Offer, offer_of, tries_a_secret
from engine.delivery.display import locale_of
from engine.language.forms import Answers, Extent, Fault, Form, takes_no_space, validate
from engine.language.model import State
from engine.language.urls import Address
from engine.service.browsing.results import Browser

Posted = Mapping[str, Sequence[str]]  # name of a control -> what was sent

SMALL = Extent(0, 0)  # of a post that keeps to every limit

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


class StepForm(NamedTuple):
    """The form of one step of a case: what is shown, and what a post answers."""

    machine: Machine
    case: Case
    step: int  # index into the trail; the last is the present one
    url: Address  # where its form posts to
    offer: Offer

    @classmethod
    def of(cls, machine: Machine, case: Case, step: int, url: Address) -> StepForm:
        return cls(machine, case, step, url, offer_of(machine.flow, case, step))

    @classmethod
    def present(cls, machine: Machine, case: Case) -> StepForm:
        """The form of the present state."""
        return cls.of(machine, case, len(case.trail) - 1, Address("state", case.flow, case.state))

    @property
    def state(self) -> State:
        return self.offer.state

    @property
    def form(self) -> Form | None:
        return self.offer.form

    @property
    def earlier(self) -> bool:
        return self.offer.earlier

    @property
    def tries_a_secret(self) -> bool:
        return tries_a_secret(self.machine.flow, self.state)

    def typed(self, posted: Posted) -> dict[str, tuple[str, ...]]:
        """What was typed in the form's fields, unchecked: no secret, no code."""
        return typed_in(self.machine, self.form, posted)

    def validate(self, posted: Posted, at: datetime) -> Answers:
        """
        The form's answers, with its faults.

        Raises:
            GuardFailed: a rule of the form cannot be evaluated.
        """
        if self.form is None:
            return Answers({}, {}, (), ())
        flow = self.machine.flow
        asks_the_day = any(rule.check.asks_the_day for rule in self.form.rules)
        return validate(
            self.form,
            {name: posted[name] for name in self.form.fields if name in posted},
            kept_secrets=self.case.kept_secrets,
            settings={setting.name: setting.value for setting in flow.settings.values()},
            locale=locale_of(flow),
            today=at.astimezone(ZoneInfo(flow.zone)).date() if asks_the_day else None,
        )

    def spaces(self, secrets: Mapping[str, str], machine_of: Callable[[str], Machine | None]) -> Iterator[Fault]:
        """
        A fault for each secret that cannot be the one it is compared with, because that one has no space: it was
        pasted with one. Said before it is tried; it says no more than the form where that secret was chosen.

        Args:
            secrets: field -> clear text, as posted.
            machine_of: that of another flow, for what is compared with its secrets.
        """
        compared: dict[str, list[bool]] = {}
        for resume in (branch.resume for branch in self.state.branches() if branch.resume):
            for theirs, ours in resume.secret.items():
                if ours.name in secrets:
                    machine = machine_of(resume.flow) if resume.flow else self.machine
                    field = machine.flow.field(theirs) if machine else None
                    refused = field is not None and takes_no_space(field, secrets[ours.name])
                    compared.setdefault(ours.name, []).append(refused)
        for name, refused_by in compared.items():
            if all(refused_by):
                yield Fault(name, "characters", None, {}, "space")


class Submission(NamedTuple):
    """One post of a form."""

    browser: Browser
    url: Address  # of the entry or state it was posted to
    posted: Posted
    at: datetime
    size: Extent = SMALL

    @property
    def flow(self) -> str:
        assert self.url.flow
        return self.url.flow

    @property
    def token(self) -> str:
        """The step token; empty: it carries none of ours."""
        return token_of(self.posted)

    @property
    def event(self) -> str:
        """The name of the button; empty: Enter in a field presses none."""
        return control(self.posted, "_event")

    @property
    def case_id(self) -> str:
        return control(self.posted, "_case")

    @property
    def visit(self) -> str:
        return control(self.posted, "_visit")


def control(posted: Posted, name: str) -> str:
    """The value of a hidden field or a button; empty: there is none."""
    values = posted.get(name) or ("",)
    return values[0]


def token_of(posted: Posted) -> str:
    """The step token; empty where what was sent cannot be one of ours: it is kept nowhere."""
    token = control(posted, "_token")
    return token if _TOKEN.fullmatch(token) else ""


def typed_in(machine: Machine, form: Form | None, posted: Posted) -> dict[str, tuple[str, ...]]:
    """What was typed in a form's fields, unchecked: no secret, no code."""
    fields = form.fields if form else {}
    coded = machine.flow.code_fields()
    return {n: tuple(posted[n]) for n in fields if n in posted and not fields[n].secret and n not in coded}
