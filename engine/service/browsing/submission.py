"""What a browser posts: the form it answers, what was typed in it, the step token it carries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.core.case import Case
from engine.core.machine import Machine
from engine.delivery.display import locale_of
from engine.language.forms import Answers, Form, validate
from engine.language.model import Flow, State
from engine.language.once import once
from engine.language.values import SettingValue
from engine.service.browsing.results import Url

Posted = Mapping[str, Sequence[str]]

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


class At(NamedTuple):
    """A form being answered: whose case, which step of it, and where it is shown."""

    machine: Machine
    case: Case
    step: int  # into the trail; the last: the present state
    url: Url
    state: State  # of that step
    form: Form | None

    @classmethod
    def of(cls, machine: Machine, case: Case, step: int, url: Url) -> At:
        state = machine.flow.states[case.trail[step].state]
        return cls(machine, case, step, url, state, machine.flow.forms[state.form.name] if state.form else None)

    @property
    def earlier(self) -> bool:
        return self.step < len(self.case.trail) - 1


def one(posted: Posted, name: str) -> str:
    """A control field: the first of its name; "" where there is none."""
    values = posted.get(name) or ("",)
    return values[0]


def token_of(posted: Posted) -> str:
    """The step token; "" where what stands there is none of ours: it is kept nowhere."""
    token = one(posted, "_token")
    return token if _TOKEN.fullmatch(token) else ""


def typed_in(machine: Machine, form: Form | None, posted: Posted) -> dict[str, tuple[str, ...]]:
    """What was typed in a form's fields, as it was: no secret, no code."""
    fields = form.fields if form else {}
    coded = machine.flow.code_fields()
    return {n: tuple(posted[n]) for n in fields if n in posted and not fields[n].secret and n not in coded}


def checked(at: At, posted: Posted, now: datetime) -> Answers:
    """
    The form's answers, with its faults.

    Raises:
        GuardFailed: a rule of the form cannot be evaluated.
    """
    if at.form is None:
        return Answers({}, {}, (), ())
    flow = at.machine.flow
    return validate(
        at.form,
        {name: posted[name] for name in at.form.fields if name in posted},
        kept_secrets=at.case.kept_secrets,
        settings=_settings(flow),
        locale=locale_of(flow),
        today=now.astimezone(ZoneInfo(flow.zone)).date() if _asks_the_day(at.form) else None,
    )


@once
def _asks_the_day(form: Form) -> bool:
    return any(rule.check.asks_the_day for rule in form.rules)


@once
def _settings(flow: Flow) -> Mapping[str, SettingValue]:
    return {setting.name: setting.value for setting in flow.settings.values()}


def tests_a_secret(at: At) -> bool:
    """A form where a code or a password is tried: its gate stands before each try."""
    return _tests_a_secret(at.machine.flow, at.state)


@once
def _tests_a_secret(flow: Flow, state: State) -> bool:
    form = flow.forms[state.form.name] if state.form else None
    if form and any(name in flow.code_fields() for name in form.fields):
        return True
    return any(branch.resume and branch.resume.secret for branch in state.branches())
