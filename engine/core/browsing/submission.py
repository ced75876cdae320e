"""What a browser posts: the form it answers, what was typed in it, the step token it carries."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from engine.core.asking import day_of, names_before
from engine.core.browsing.results import Browser, Screen
from engine.core.case import Case, Draft
from engine.core.filling import locale_of
from engine.core.machine import Machine
from engine.core.offers import Offer, offer_of, tries_a_secret
from engine.language.forms import (
    Answers,
    Extent,
    Fault,
    Form,
    Names,
    read_by_language,
    takes_no_space,
    typed_in_another,
    validate,
)
from engine.language.model import State
from engine.language.texts.text import Locale
from engine.language.urls import Address
from engine.language.values import TypedIn

Posted = Mapping[str, Sequence[str]]  # name of a control -> what was sent

SMALL = Extent(0, 0)  # of a post that keeps to every limit

PENDING = "_typed"  # the control that says which pending secrets a page speaks of: how many were made, and no more
SWITCH = "_language"  # the button that shows the form in another language: names the one that it is in

ENTRY = "_entry"  # names the entry, in a first form and in an address that means one; no field can be called so

THEN = "then"  # names the view or document that was asked for before its case could be found again

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


class StepForm(NamedTuple):
    """The form of one step of a case: what is shown, and what a post answers."""

    machine: Machine
    case: Case
    step: int  # index into the trail; the last is the present one
    url: Address  # where its form posts to
    offer: Offer
    pending: tuple[str, ...] = ()  # secrets that blank keeps, typed with a form not accepted
    retained: tuple[str, ...] = ()  # those of them that were typed with the very post that is answered
    untried: bool = False  # no fact has been asked about the codes that were posted
    overtaken: bool = False  # which secrets blank keeps was said by a page, and is not true any more: none
    tries_left: int | None = None  # after the refusal that it is shown with; None: those that the case counts

    @classmethod
    def of(cls, machine: Machine, case: Case, step: int, url: Address) -> StepForm:
        """As it is shown. An earlier form begins with the secrets in force: what was typed in it since is no change."""
        here = cls(machine, case, step, url, offer_of(machine.flow, case, step))
        return here if here.earlier else here._replace(pending=case.pending_secrets)

    @classmethod
    def present(cls, machine: Machine, case: Case) -> StepForm:
        """The form of the present state."""
        return cls.of(machine, case, len(case.trail) - 1, Address("state", case.flow, case.state))

    def answered(self, posted: Posted) -> StepForm:
        """The same, as the page that posts this showed it: another may have been shown since."""
        marker = control(posted, PENDING)
        if not marker:
            return self._replace(pending=(), untried=True)
        if marker == str(self.case.pending_made):
            return self._replace(pending=self.case.pending_secrets, untried=True)
        return self._replace(pending=(), overtaken=True, untried=True)

    @property
    def kept(self) -> tuple[str, ...]:
        """The secrets that were given already: blank keeps them."""
        return () if self.overtaken else tuple(dict.fromkeys((*self.case.kept_secrets, *self.pending)))

    @property
    def state(self) -> State:
        return self.offer.state

    @property
    def form(self) -> Form | None:
        return self.offer.form

    @property
    def names(self) -> Names:
        """What is known before the form."""
        return names_before(self.machine.flow, self.case, self.step)

    @property
    def earlier(self) -> bool:
        return self.offer.earlier

    @property
    def tries_a_secret(self) -> bool:
        return tries_a_secret(self.machine.flow, self.state)

    def typed(self, posted: Posted) -> dict[str, tuple[str, ...]]:
        """What was typed in the form's fields, unchecked: no secret, no code."""
        return typed_in(self.machine, self.form, posted)

    def shown_again(self, posted: Posted) -> dict[str, tuple[str, ...]]:
        """The same with its codes, as long as no fact has been asked about them."""
        if not self.untried:
            return self.typed(posted)
        fields, codes = self.form.fields if self.form else {}, self.machine.flow.code_fields()
        typed = {name: tuple(posted[name]) for name in fields if name in codes and name in posted}
        return {**self.typed(posted), **typed}

    def retype(self, posted: Posted, shown: Collection[str]) -> tuple[str, ...]:
        """Fields in which something was typed that is neither shown again nor kept."""
        fields = self.form.fields if self.form else {}
        there = {name for name, field in fields.items() if {name, field.confirms} & {*shown, *self.retained}}
        return tuple(name for name in fields if name not in there and any(posted.get(name, ())))

    def validate(self, posted: Posted, at: datetime) -> Answers:
        """
        The form's answers, with its faults.

        Raises:
            GuardFailed: a rule of the form cannot be evaluated.
        """
        if self.form is None:
            return Answers({}, {}, (), ())
        flow = self.machine.flow
        return validate(
            self.form,
            {name: posted[name] for name in self.form.fields if name in posted},
            kept_secrets=self.kept,
            names=self.names,
            locale=locale_of(flow),
            today=day_of(flow, at),
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
                    own = self.machine.flow.name
                    machines = (self.machine if name == own else machine_of(name) for name in resume.among(own))
                    for machine in machines:
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
    def then(self) -> str:
        """What was asked for before a case could be found again: a view, or `document/<name>`."""
        return control(self.posted, f"_{THEN}")

    @property
    def case_id(self) -> str:
        return control(self.posted, "_case")

    @property
    def entry(self) -> str:
        """The entry at which a case would begin with this post; empty: the form is that of a case."""
        if self.case_id:
            return ""
        # A page that was open while the service was upgraded posts to the address of the entry itself.
        return self.url.name if self.url.kind == "entry" else control(self.posted, ENTRY)

    @property
    def visit(self) -> str:
        return control(self.posted, "_visit")


def switched(context: StepForm, posted: Posted) -> Posted:
    """What was typed in another language, which the control says, as it is typed in that of the form."""
    flow, before = context.machine.flow, control(posted, SWITCH)
    if context.form is None or before not in flow.languages:
        return posted
    fields, said = context.form.fields, Locale(before, flow.zone)
    typed = {
        name: typed_in_another(field, tuple(posted[name]), said, locale_of(flow))
        for name, field in fields.items()
        if name in posted
    }
    return {**posted, **typed}


def kept_draft(machine: Machine, form: Form | None, posted: Posted) -> Draft:
    """
    What was typed in a form's fields, unchecked, to fill it again. Where the flow speaks several languages, figures and
    days say in which they were typed: the form may be filled again in another.
    """
    typed, flow = typed_in(machine, form, posted), machine.flow
    if form is None or len(flow.languages) < 2:
        return {**typed}
    said = [name for name, texts in typed.items() if any(texts) and read_by_language(form.fields[name])]
    return {**typed, **{name: TypedIn(flow.language, typed[name]) for name in said}}


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


def hidden_of(screen: Screen) -> tuple[tuple[str, str], ...]:
    """The hidden fields of a screen's form, but for that which says whose browser it was shown to."""
    optional = (
        ("_proof", screen.proof),
        ("_challenge", None if screen.proof else screen.challenge),
        (PENDING, screen.pending),
    )
    fixed = (
        ("_case", screen.case.id if screen.case.revision else ""),
        *(() if screen.case.revision else ((ENTRY, screen.case.entry),)),
        ("_visit", str(screen.visit)),
        ("_token", screen.token),
    )
    return (*fixed, *((name, value) for name, value in optional if value))
