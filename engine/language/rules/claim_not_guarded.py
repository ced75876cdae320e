"""
claim-not-guarded: a key is claimed only after a guard has asked whether it is free.

A claim can lose a race against another case. Then the step is decided again with the fact as it is now, which helps
only where a guard reads it. So a branch that claims, itself or by its target's `on_enter`, reads a fact about that
register and key in its own guard or in that of a branch before it; unless every way to it has claimed the key and not
released it. Those guards also let no key pass that has a status which the claim does not take `over`: it would be lost
each time. While a register or a key is misspelled nothing is reported here, since it is not known what is asked.

    # reported
    first_of:
      - {target: done, effects: [{claim: {register: addresses, key: email, status: taken}}]}

    # fixed: with the fact "address: {register: addresses, key: email}"
    first_of:
      - {guard: address != "free", refuse: {field: email, message: This address is taken.}}
      - {target: done, effects: [{claim: {register: addresses, key: email, status: taken}}]}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.language.analysis.dataflow import Moment, moments
from engine.language.analysis.declarations import answers_of
from engine.language.analysis.effects import after_effects
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.guards import can_be
from engine.language.model import Branch, Claim, Fact, Flow, Release
from engine.problems import Problem

CODE = "claim-not-guarded"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    if not _known(subject.flow):
        return []
    return [p for moment in moments(subject.flow, subject.ways) for p in _of_moment(subject.flow, moment)]


def _known(flow: Flow) -> bool:
    """Whether everything that is claimed, released or asked is a register and a field or value that there is."""
    keys = [(e.register, e.key) for e in flow.effects() if isinstance(e, Claim | Release)]
    keys += [(fact.register, fact.key) for fact in flow.facts.values() if fact.register and fact.key]
    answers = answers_of(flow)
    return all(register.name in flow.registers and key.name in answers for register, key in keys)


def _of_moment(flow: Flow, moment: Moment) -> Iterator[Problem]:
    tried = (*moment.tried, *((moment.branch,) if moment.branch else ()))
    asked = _asked(flow, tried)
    known = moment.after
    entered = flow.states[moment.target].on_enter if moment.target else ()
    for effect in (*moment.effects, *entered):
        if isinstance(effect, Claim):
            key = (effect.register.name, effect.key.name)
            if key not in known.held and key not in asked:
                yield _problem(flow, moment, effect)
            elif key not in known.held:
                yield from _let_through(flow, moment, effect)
        known = after_effects(known, (effect,))


def _asked(flow: Flow, branches: Iterable[Branch]) -> frozenset[tuple[str, str]]:
    """The registers and keys whose facts these branches' guards read, through named guards too."""
    names: set[str] = set()
    new = {name for branch in branches if branch.guard for name in branch.guard.names}
    while new:
        names |= new
        new = {read for name in new if name in flow.guards for read in flow.guards[name].names} - names
    facts = (flow.facts[name] for name in names if name in flow.facts)
    return frozenset((fact.register.name, fact.key.name) for fact in facts if fact.register and fact.key)


def _let_through(flow: Flow, moment: Moment, claim: Claim) -> Iterator[Problem]:
    """The statuses that a key may have there, in spite of the guards, although the claim cannot take it."""
    register = flow.registers.get(claim.register.name)
    facts = [f for f in flow.facts.values() if _is_of(f, claim)]
    over = {status.name for status in claim.over}
    left = [s for s in (register.statuses if register else ()) if s not in over and _may_pass(flow, moment, facts, s)]
    if not left:
        return
    statuses, them = '" or "'.join(left), "them" if len(left) > 1 else "it"
    yield Problem(
        CODE,
        f'"{claim.key.name}" may have status "{statuses}" in register "{claim.register.name}", and is claimed',
        claim.place if claim in moment.effects else moment.place,
        f"no guard stops {them}: the claim would be lost each time, and the step would fail",
        f"write `over: [{', '.join(left)}]` in the claim if rows without a case may be taken; or stop {them} in a "
        f'branch before: `- {{guard: {facts[0].name} == "{left[0]}", refuse: …}}`',
    )


def _is_of(fact: Fact, claim: Claim) -> bool:
    asked = fact.register and fact.key and (fact.register.name, fact.key.name)
    return asked == (claim.register.name, claim.key.name)


def _may_pass(flow: Flow, moment: Moment, facts: Iterable[Fact], status: str) -> bool:
    """Whether the branch may be taken while these facts have that value, all else being possible."""
    known = {fact.name: status for fact in facts}
    # A resume whose guard held and that found no case falls through too.
    wanted = [(branch.guard.tree, False) for branch in moment.tried if branch.guard and not branch.resume]
    if moment.branch and moment.branch.guard:
        wanted.append((moment.branch.guard.tree, True))
    return can_be(wanted, known, {name: guard.tree for name, guard in flow.guards.items()})


def _problem(flow: Flow, moment: Moment, claim: Claim) -> Problem:
    register, key = claim.register.name, claim.key.name
    own = claim in moment.effects
    place = claim.place if own else moment.place
    message = f'"{key}" is claimed in register "{register}" and no guard has asked whether it is free'
    cause = f"the claim may be lost to another case{_where(moment)}"
    if not own:
        cause = f'`on_enter` of state "{moment.target}"{line_of(claim.place, place)} claims it; ' + cause
    fact = next(
        (f for f in flow.facts.values() if f.register and f.key and (f.register.name, f.key.name) == (register, key)),
        None,
    )
    if moment.branch is None:
        fix = "claim it in a branch, behind a guard"
    elif fact:
        fix = f'put a branch before it: `- {{guard: {fact.name} != "free", refuse: …}}`'
    else:
        fix = (
            f"declare a fact, `{register}_{key}: {{register: {register}, key: {key}}}`, and test it in a branch before"
        )
    return Problem(CODE, message, place, cause, fix)


def _where(moment: Moment) -> str:
    return "" if moment.branch else ", and nothing is asked there"
