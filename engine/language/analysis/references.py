"""Every name a flow uses, by what it should name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, assert_never

from engine.language.analysis.texts import all_words
from engine.language.model import (
    Amount,
    Branch,
    Claim,
    Effect,
    Flow,
    Forget,
    Link,
    MakeCode,
    Named,
    Number,
    Release,
    Resume,
    SendMail,
    Set,
    Spend,
    State,
)
from engine.problems import Place


class Use(NamedTuple):
    """
    One name, used once.

    kind: "state" | "phase" | "page" | "entry" | "document" | "mail" | "register" | "status" | "code" | "flow"
    | "answer" (a field or value) | "field" | "secret" | "recipient" | "written" (a value) | "name" (read in a guard,
    a text or as a figure: anything).
    """

    kind: str
    name: str
    place: Place
    role: str = ""  # "key" | "typed" | "shown" | "compared" | …; of a status: its register; of a message: its state


def uses_of(flow: Flow) -> tuple[Use, ...]:
    """Every name that the flow uses, wherever it is written, in the order written; a name used twice is there twice."""
    return tuple(_uses(flow))


def _uses(flow: Flow) -> Iterator[Use]:
    for fact in flow.facts.values():
        yield from _named("register", fact.register)
        yield from _named("answer", fact.key, "key")
        yield from _named("code", fact.code)
        yield from _named("field", fact.typed, "typed")
    for guard in flow.guards.values():
        yield from (Use("name", name, guard.place) for name in guard.names)
    for entry in flow.entries.values():
        yield from _named("state", entry.state)
        for field, code in entry.fills.items():
            yield Use("field", field, code.place, f"asked:{entry.state.name}")
            yield from _named("code", code)
    for page in flow.pages.values():
        for section in page.sections:
            yield from _links(section.links)
        yield from _links(page.links)
    for state in flow.states.values():
        yield from _of_state(state, flow)
    for mail in flow.mails.values():
        yield from _named("recipient", mail.to)
    for document in flow.documents.values():
        for shown in document.show:
            yield from _named("answer", shown, "shown")
    for words in all_words(flow):
        for link in words.text.links:
            if link.kind != "url":
                yield Use(link.kind, link.target, link.place)
        for placeholder in words.text.placeholders:
            yield Use("name", placeholder.name, placeholder.place)
    for form in flow.forms.values():
        for rule in form.rules:
            yield from (Use("name", name, rule.check.place) for name in rule.check.names)


def _of_state(state: State, flow: Flow) -> Iterator[Use]:
    yield from _named("phase", state.phase)
    for shown in state.show:
        yield from _named("answer", shown, "shown")
    if state.gate:
        yield from _figure(state.gate.length)
    yield from _links(state.links)
    for branch in state.branches():
        yield from _of_branch(branch, state, flow)
    if state.tries:
        yield from _named("state", state.tries.target)
        yield from _named("field", state.tries.per, "compared")
        yield from _figure(state.tries.max)
        yield from _figure(state.tries.pause)
    if state.timeout:
        yield from _figure(state.timeout.after)
        yield from _named("state", state.timeout.target)
    for reminder in state.reminders:
        yield from _figure(reminder.after)
        yield from _figure(reminder.before)
    yield from _effects(state.effects())


def _of_branch(branch: Branch, state: State, flow: Flow) -> Iterator[Use]:
    if branch.guard:
        yield from (Use("name", name, branch.guard.place) for name in branch.guard.names)
    yield from _named("state", branch.target)
    yield from _named("page", branch.leave)
    if branch.refuse:
        yield from _named("state", branch.refuse.state)
        at = branch.refuse.state.name if branch.refuse.state else state.name
        yield from _named("field", branch.refuse.field, f"asked:{at}")
    if branch.resume:
        yield from _of_resume(branch.resume, own=branch.resume.flow in (None, flow.name))


def _of_resume(resume: Resume, *, own: bool) -> Iterator[Use]:
    """Their names are looked up here only where they are of this flow; another's: see `event_never_fired`."""
    yield from _named("field", resume.typed, "typed")
    yield from _named("register", resume.register)
    yield from _named("answer", resume.key, "key")
    for mine in resume.where.values():
        yield from _named("answer", mine, "compared")
    for mine in resume.secret.values():
        yield from _named("secret", mine)
    if not own:
        return
    for state in resume.states:
        yield from _named("state", state)
    yield from _named("code", resume.code)
    for theirs, mine in resume.where.items():
        yield Use("answer", theirs, mine.place, "compared")
    for theirs, mine in resume.secret.items():
        yield Use("secret", theirs, mine.place)


def _effects(effects: Iterable[Effect]) -> Iterator[Use]:
    for effect in effects:
        match effect:
            case Claim():
                yield from _named("register", effect.register)
                yield from _named("answer", effect.key, "key")
                for status in (effect.status, *effect.over):
                    yield from _named("status", status, effect.register.name)
            case Release():
                yield from _named("register", effect.register)
                yield from _named("answer", effect.key, "key")
            case MakeCode():
                yield from _figure(effect.length)
                yield from _figure(effect.lives)
            case Spend():
                yield from _named("code", effect.code)
            case Number():
                yield from _named("written", effect.field, "number")
                yield from _figure(effect.digits)
            case SendMail():
                yield from _named("mail", effect.mail)
            case Set():
                for name, guard in effect.values.items():
                    yield Use("written", name, guard.place, "set")
                    yield from (Use("name", read, guard.place) for read in guard.names)
            case Forget():
                for field in effect.fields:
                    yield from _named("field", field, "forgotten")
            case _:
                assert_never(effect)


def _links(links: Iterable[Link]) -> Iterator[Use]:
    for link in links:
        if link.flow is not None:
            yield Use("flow", link.flow, link.place)  # page and entry are that flow's
            continue
        for kind, name in (("page", link.page), ("entry", link.entry), ("document", link.document)):
            if name is not None:
                yield Use(kind, name, link.place)


def _named(kind: str, named: Named | None, role: str = "") -> Iterator[Use]:
    if named is not None:
        yield Use(kind, named.name, named.place, role)


def _figure(amount: Amount | None) -> Iterator[Use]:
    if amount is not None and amount.setting is not None:
        yield Use("name", amount.setting, amount.place)
