"""
claim-not-guarded: a key is claimed only after a guard has asked whether it is free.

A claim can lose a race against another case. Then the step is decided again with the fact as it is now, which helps
only where a guard reads it. So a branch that claims, itself or by its target's `on_enter`, reads a fact about that
register and key in its own guard or in that of a branch before it; unless every way to it has claimed the key and not
released it, or `number` has drawn the key before, in this step or an earlier one: nobody else has that number. Those
guards also let no key pass that has a status which the claim does not take `over`: it would be lost each time. While a
register or a key is misspelled nothing is reported here, since it is not known what is asked.

    # reported
    first_of:
      - {target: done, effects: [{claim: {register: addresses, key: email, status: taken}}]}

    # fixed: with the fact "address: {register: addresses, key: email}"
    first_of:
      - {guard: address != "free", refuse: {field: email, message: This address is taken.}}
      - {target: done, effects: [{claim: {register: addresses, key: email, status: taken}}]}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.language.analysis.dataflow import Moment, drawn, moments
from engine.language.analysis.declarations import answers_of
from engine.language.analysis.doubts import Doubts
from engine.language.analysis.effects import after_effects
from engine.language.analysis.passing import Passing
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.analysis.unread import Unread
from engine.language.guards import NamedGuards
from engine.language.model import Branch, Claim, Effect, Fact, Flow, Number
from engine.problems import Problem

CODE = "claim-not-guarded"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    asked = _Asked(subject.flow, subject.unread)
    return [p for moment in moments(subject.flow, subject.ways) for p in _of_moment(asked, moment)]


def _of_moment(asks: _Asked, moment: Moment) -> Iterator[Problem]:
    flow, known = asks.flow, moment.after
    entered = flow.states[moment.target].on_enter if moment.target else ()
    done = (*moment.effects, *entered)
    asked = asks.at(moment) if any(isinstance(effect, Claim) for effect in done) else frozenset()
    for effect in done:
        if isinstance(effect, Claim) and asks.known(effect) and not asks.doubtful(moment):
            key = (effect.register.name, effect.key.name)
            if key in known.held:
                pass
            elif effect.key.name in drawn(flow):
                if effect.key.name not in known.given:
                    yield _not_drawn(moment, effect, done)
            elif key not in asked:
                yield _problem(flow, moment, effect)
            else:
                yield from _let_through(asks, moment, effect)
        known = after_effects(flow, known, (effect,))


class _Asked:
    """Which registers and keys guards have asked about; each guard and each list is read through once."""

    def __init__(self, flow: Flow, unread: Unread) -> None:
        self.flow = flow
        self._doubts = Doubts(flow, unread)
        self._answers = frozenset(answers_of(flow)).union(*unread.forms.values())
        self._certain = unread.certain  # else some form may ask any field
        # A fact of what there is not may be of any register and key.
        self._strange = {fact.name for fact in flow.facts.values() if fact.register and not self.known(fact)}
        self.facts: dict[tuple[str, str], list[Fact]] = {}
        self._key_of: dict[str, tuple[str, str]] = {}
        for fact in flow.facts.values():
            if fact.register and fact.key:
                key = self._key_of[fact.name] = (fact.register.name, fact.key.name)
                self.facts.setdefault(key, []).append(fact)
        self._named = NamedGuards(flow.guards)
        self._lists: dict[int, list[frozenset[tuple[str, str]]]] = {}  # by the list's identity
        self._tried: dict[tuple[int, tuple[str, str]], Passing] = {}

    def known(self, noun: Claim | Fact) -> bool:
        """Whether it names a register, and a field or value, that there are."""
        named = noun.register and noun.register.name in self.flow.registers
        return bool(named and noun.key and (noun.key.name in self._answers or not self._certain))

    def doubtful(self, moment: Moment) -> bool:
        """Whether a guard tried there reads what there is not, or a fact of it: it may have asked anything."""
        guards = [branch.guard for branch in (*moment.tried, moment.branch) if branch and branch.guard]
        read = self._strange and {name for guard in guards for name in self._doubts.reads(guard)}
        return any(map(self._doubts.strange, guards)) or bool(self._strange and read & self._strange)

    def at(self, moment: Moment) -> frozenset[tuple[str, str]]:
        """The registers and keys whose facts the guards tried there read, through named guards too."""
        if id(moment.listed) not in self._lists:
            asked: frozenset[tuple[str, str]] = frozenset()
            found = self._lists[id(moment.listed)] = []
            for branch in moment.listed:
                asked |= self._of(branch)
                found.append(asked)
        return self._lists[id(moment.listed)][moment.at] if moment.branch else frozenset()

    def may_pass(self, moment: Moment, key: tuple[str, str], status: str) -> bool:
        """Whether the branch may be taken while the facts about a key have that value, whatever the others have."""
        if moment.branch is None:
            return False
        tried = self._tried.get((id(moment.listed), key))
        if tried is None:
            tried = self._tried[id(moment.listed), key] = Passing(self.flow, moment.listed, self.facts[key])
        return tried.may_pass(moment.at, moment.branch, status)

    def _of(self, branch: Branch) -> frozenset[tuple[str, str]]:
        own = branch.guard.names if branch.guard else frozenset[str]()
        through = (self._named.reads(name) for name in own if name in self._named)
        return frozenset(self._key_of[name] for name in own.union(*through) if name in self._key_of)


def _let_through(asks: _Asked, moment: Moment, claim: Claim) -> Iterator[Problem]:
    """The statuses that a key may have there, in spite of the guards, although the claim cannot take it."""
    register = asks.flow.registers.get(claim.register.name)
    key = claim.register.name, claim.key.name
    over = {status.name for status in claim.over}
    left = [s for s in (register.statuses if register else ()) if s not in over and asks.may_pass(moment, key, s)]
    if not left:
        return
    statuses, them = '" or "'.join(left), "them" if len(left) > 1 else "it"
    yield Problem(
        CODE,
        f'"{claim.key.name}" may have status "{statuses}" in register "{claim.register.name}", and is claimed',
        claim.place if claim in moment.effects else moment.place,
        f"no guard stops {them}: the claim would be lost each time, and the step would fail",
        f"stop {them} in a branch before: `- {{guard: {_stops(asks, key, left)}, refuse: {{message: …}}}}`; or write "
        f"`over: [{', '.join(left)}]` in the claim if rows without a case may be taken",
    )


def _stops(asks: _Asked, key: tuple[str, str], left: Sequence[str]) -> str:
    """A guard that holds for these statuses, and not for a key that is free."""
    fact = asks.facts[key][0]
    statuses = [status for status in fact.values(asks.flow.registers) if status != "free"]
    if len(left) == len(statuses):
        return f'{fact.name} != "free"'
    listed = ", ".join(f'"{status}"' for status in left)
    return f"{fact.name} in [{listed}]" if len(left) > 1 else f"{fact.name} == {listed}"


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
        both = "" if len(moment.listed) > 1 else ", both under `first_of`"
        fix = f'put a branch before it{both}: `- {{guard: {fact.name} != "free", refuse: {{message: …}}}}`'
    else:
        fix = (
            f"declare a fact, `{register}_{key}: {{register: {register}, key: {key}}}`, and test it in a branch before"
        )
    return Problem(CODE, message, place, cause, fix)


def _not_drawn(moment: Moment, claim: Claim, done: Iterable[Effect]) -> Problem:
    """A key that `number` writes, claimed where it is not sure that it has."""
    name = claim.key.name
    number = next((effect for effect in done if isinstance(effect, Number) and effect.field.name == name), None)
    place = claim.place if claim in moment.effects else moment.place
    message = f'"{name}" is claimed before its number is drawn'
    if number is None:
        cause = f"not every way here, {moment.where}, has drawn it"
        return Problem(CODE, message, place, cause, f"put before the claim: `- number: {{field: {name}, digits: …}}`")
    cause = f"the effect that draws it{line_of(number.place, place)} is done after the claim"
    return Problem(CODE, message, place, cause, "put `number` before `claim`")


def _where(moment: Moment) -> str:
    return "" if moment.branch else ", and nothing is asked there"
