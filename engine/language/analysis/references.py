"""Every name a flow uses, by what it should name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.language.analysis.effects import Use, figure, named, uses_of_effect
from engine.language.analysis.texts import all_words
from engine.language.forms import TODAY
from engine.language.guards import Guard
from engine.language.guards.vocabulary import TRIES_LEFT
from engine.language.model import (
    Branch,
    Flow,
    Link,
    Resume,
    State,
)


def uses_of(flow: Flow) -> tuple[Use, ...]:
    """Every name that the flow uses, wherever it is written: first those of its keys; one used twice is there twice."""
    return (*uses_of_keys(flow), *uses_in_texts(flow))


def uses_in_texts(flow: Flow) -> Iterator[Use]:
    """The names in its texts."""
    for words in all_words(flow):
        for link in words.text.links:
            if link.kind != "url":
                yield Use(link.kind, link.target, link.place)
        for placeholder in words.text.placeholders:
            yield Use("name", placeholder.name, placeholder.place)


def uses_of_keys(flow: Flow) -> Iterator[Use]:
    """The names under its keys: they are the same in every language."""
    for fact in flow.facts.values():
        yield from named("register", fact.register)
        yield from named("answer", fact.key, "key")
        yield from named("code", fact.code)
        yield from named("field", fact.typed, "typed")
        for given in fact.given:
            yield from named("answer", given, "given")
    for guard in flow.guards.values():
        yield from (Use("name", name, guard.place) for name in guard.names)
    for entry in flow.entries.values():
        yield from named("state", entry.state)
        for field, code in entry.fills.items():
            yield Use("field", field, entry.words.get(field, code.place), f"asked:{entry.state.name}")
            yield from named("code", code)
        for bound in (entry.opening.since, entry.opening.until) if entry.opening else ():
            yield from figure(bound)
    for page in flow.pages.values():
        for section in page.sections:
            yield from _links(section.links)
        yield from _links(page.links)
        yield from _read(page.conditions())
    for state in flow.states.values():
        yield from _of_state(state, flow)
    for view in flow.views.values():
        for open_in in view.states:
            yield from named("state", open_in)
        for shown in view.show:
            yield from named("answer", shown, "shown")
        for section in view.sections:
            yield from _links(section.links)
        yield from _links(view.links)
        yield from _read(view.conditions())
    for amount in flow.retention.amounts:
        yield from figure(amount)
    for mail in flow.mails.values():
        yield from named("recipient", mail.to)
    for document in flow.documents.values():
        for shown in document.show:
            yield from named("answer", shown, "shown")
    for form in flow.forms.values():
        for _, when in form.conditions():
            yield from (Use("name", name, when.place) for name in when.names)
        for rule in form.rules:
            yield from (Use("name", name, rule.check.place) for name in rule.check.names)
        for asked in form.fields.values():
            yield from (Use("name", name, place) for name, place in asked.bounds.values() if name != TODAY)


def _of_state(state: State, flow: Flow) -> Iterator[Use]:
    yield from named("phase", state.phase)
    for shown in state.show:
        yield from named("answer", shown, "shown")
    if state.gate:
        yield from figure(state.gate.length)
    for section in state.sections:
        yield from _links(section.links)
    yield from _links(state.links)
    yield from _read(state.conditions())
    for branch in state.branches():
        yield from _of_branch(branch, state, flow)
    if state.tries:
        yield from named("state", state.tries.target)
        yield from named("field", state.tries.per, "compared")
        yield from figure(state.tries.max)
        yield from figure(state.tries.pause)
    if state.timeout:
        yield from figure(state.timeout.after)
        yield from named("name", state.timeout.at.name if state.timeout.at else None, "day")
        yield from named("state", state.timeout.since)
        yield from named("state", state.timeout.target)
    for reminder in state.reminders:
        yield from figure(reminder.after)
        yield from figure(reminder.before)
        yield from named("name", reminder.at.name if reminder.at else None, "day")
    for effect in state.effects():
        yield from uses_of_effect(effect)


def _read(guards: Iterable[Guard]) -> Iterator[Use]:
    for guard in guards:
        yield from (Use("name", name, guard.place) for name in guard.names if name != TRIES_LEFT)


def _of_branch(branch: Branch, state: State, flow: Flow) -> Iterator[Use]:
    if branch.guard:
        yield from (Use("name", name, branch.guard.place) for name in branch.guard.names)
    yield from named("state", branch.target)
    yield from named("page", branch.leave.page if branch.leave else None)
    if branch.refuse:
        yield from named("state", branch.refuse.state)
        at = branch.refuse.state.name if branch.refuse.state else state.name
        yield from named("field", branch.refuse.field, f"asked:{at}")
    if branch.resume:
        yield from _of_resume(branch.resume, flow)


def _of_resume(resume: Resume, flow: Flow) -> Iterator[Use]:
    """Their names are looked up here only where they are of this flow alone; of others: see `unknown_flow`."""
    yield from named("field", resume.typed, "typed")
    yield from named("register", resume.register)
    yield from named("answer", resume.key, "key")
    for mine in resume.where.values():
        yield from named("answer", mine, "compared")
    for mine in resume.secret.values():
        yield from named("secret", mine)
    for mine in resume.carry.values():
        yield from named("answer", mine, "carried")
    if resume.among(flow.name) != (flow.name,):
        return
    for theirs in resume.carry:
        yield Use("written", theirs, resume.at(theirs), "carry")
    for state in resume.states:
        yield from named("state", state)
    yield from named("code", resume.code)
    for theirs in resume.where:
        yield Use("answer", theirs, resume.at(theirs), "compared")
    for theirs in resume.secret:
        yield Use("secret", theirs, resume.at(theirs))


def _links(links: Iterable[Link]) -> Iterator[Use]:
    for link in links:
        if link.flow is not None:
            yield Use("flow", link.flow, link.at("flow"))  # page and entry are that flow's
            continue
        for kind, name in (
            ("page", link.page),
            ("view", link.view),
            ("entry", link.entry),
            ("document", link.document),
        ):
            if name is not None:
                yield Use(kind, name, link.at(kind))
