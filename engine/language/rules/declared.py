"""What a flow declares: every name with its place, field by field and code by code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.language.forms import Field
from engine.language.model import Branch, Claim, Effect, Flow, MakeCode, Release, State
from engine.problems import Place


def branches_of(state: State) -> Iterator[Branch]:
    """Every branch out of a state, its automatic ones too."""
    for transition in state.transitions.values():
        yield from transition.branches
    yield from state.automatic


def effects_of(flow: Flow) -> Iterator[Effect]:
    """Every effect written anywhere, in the order written."""
    for state in flow.states.values():
        for branch in branches_of(state):
            yield from branch.effects
        if state.timeout:
            yield from state.timeout.effects
        for reminder in state.reminders:
            yield from reminder.effects
        yield from state.on_enter


def codes_of(flow: Flow) -> dict[str, Place]:
    """The codes the flow makes: name -> where it is made first."""
    made: dict[str, Place] = {}
    for effect in effects_of(flow):
        if isinstance(effect, MakeCode):
            made.setdefault(effect.name, effect.place)
    return made


def fields_of(flow: Flow) -> dict[str, tuple[Field, str]]:
    """field -> (as its first form declares it, that form)."""
    found: dict[str, tuple[Field, str]] = {}
    for form in flow.forms.values():
        for name, field in form.fields.items():
            found.setdefault(name, (field, form.name))
    return found


def answers_of(flow: Flow) -> dict[str, Place | None]:
    """Fields and values: what the case holds."""
    fields = {name: field.place for name, (field, _) in fields_of(flow).items()}
    return {**fields, **{name: value.place for name, value in flow.values.items()}}


def places(declared: Mapping[str, object]) -> dict[str, Place | None]:
    """name -> place of whatever has one."""
    return {name: getattr(item, "place", None) for name, item in declared.items()}


def secrets_of(flow: Flow) -> frozenset[str]:
    return frozenset(name for name, (field, _) in fields_of(flow).items() if field.secret)


def branch_lists(flow: Flow) -> Iterator[tuple[str, tuple[Branch, ...]]]:
    """Each with words for its place: `state.transition`, `state.automatic`."""
    for state in flow.states.values():
        for transition in state.transitions.values():
            yield f"{state.name}.{transition.name}", transition.branches
        if state.automatic:
            yield f"{state.name}.automatic", state.automatic


def typed_codes(flow: Flow) -> frozenset[str]:
    """
    The fields into which a code is typed, and nothing else: one that is a register's key or a mail's recipient as well
    is that first, and its `typed` the mistake.
    """
    claims = (effect for effect in effects_of(flow) if isinstance(effect, Claim | Release))
    resumes = (branch.resume for state in flow.states.values() for branch in branches_of(state))
    keys = {effect.key.name for effect in claims} | {mail.to.name for mail in flow.mails.values()}
    keys |= {fact.key.name for fact in flow.facts.values() if fact.key}
    keys |= {resume.key.name for resume in resumes if resume and resume.key}
    return frozenset(flow.code_fields()) - keys
