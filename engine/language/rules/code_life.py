"""
code-life: a code lives as long as a case waits for it.

A code that outlives the timeout of the state where it is awaited opens nothing any more, whatever the mail promises;
one that dies before leaves a case waiting that nobody can go on with. Looked at where it is certain: each way into that
state makes the code, and the case waits in no other state for it. A state that makes the code once more, that is left
by another event or that waits without a timeout may wait longer. Nor is anything said where it depends on the days
between: of working days, of what `lands` on one, of a timeout that counts `since` an earlier state or waits for a day.

    # reported
    states: {waiting: {title: Waiting, timeout: {after: 48 hours, target: expired}}}
    effects: [{code: {name: pickup, length: 10, lives: 3 days}}]

    # fixed
    states: {waiting: {title: Waiting, timeout: {after: 48 hours, target: expired}}}
    effects: [{code: {name: pickup, length: 10, lives: 48 hours}}]
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.codes import Codes, Wait
from engine.language.analysis.delays import of_code, of_timeout, surely_longer
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.model import Amount, Flow, MakeCode
from engine.problems import Problem

CODE = "code-life"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    codes = subject.codes
    return [p for name in subject.flow.codes() for wait in codes.waits(name) for p in _of(subject.flow, codes, wait)]


def _of(flow: Flow, codes: Codes, wait: Wait) -> Iterator[Problem]:
    lives, limit = of_code(wait.made), of_timeout(wait.timeout)
    if lives is None or limit is None:
        return
    code, state = wait.made.name, wait.state.name
    if surely_longer(lives, limit) and not _of_use_later(codes, wait):
        message = f'code "{code}" lives longer than state "{state}" waits for it'
        yield _problem(wait, message, "for the rest of its life it opens nothing")
    elif surely_longer(limit, lives) and not wait.timeout.since and not _goes_on_otherwise(flow, codes, wait):
        message = f'code "{code}" expires before the timeout of state "{state}", which waits for it'
        yield _problem(wait, message, "for the rest of the wait nobody can go on")


def _of_use_later(codes: Codes, wait: Wait) -> bool:
    """Whether the code may still be asked once the case has left the state."""
    code, state = wait.made.name, wait.state.name
    later = [other.name for other in codes.waiting(code) if other.name != state]
    later += [name for name in codes.reading(code) if name != state]
    return any(codes.comes_after(name, state) for name in later)


def _goes_on_otherwise(flow: Flow, codes: Codes, wait: Wait) -> bool:
    """Whether the wait may serve something else than this code, or another code of the name is made in it."""
    code, state = wait.made.name, wait.state
    own = codes.own_events(code, state)
    if not own or codes.comes_after(state.name, state.name):
        return True
    inside = [effect for branch in state.branches() for effect in branch.effects]
    inside += [effect for reminder in state.reminders for effect in reminder.effects]
    if any(isinstance(effect, MakeCode) and effect.name == code for effect in inside):
        return True
    lists = [(bool(listed.event and listed.event.name in own), listed.branches) for listed in state.branch_lists()]
    led = {
        mine: {b.target.name for is_own, branches in lists if is_own is mine for b in branches if b.target}
        for mine in (True, False)
    }
    given_up = {name for name in led[False] - led[True] if name in flow.states and flow.states[name].final}
    return bool(led[False] - given_up)


def _problem(wait: Wait, message: str, consequence: str) -> Problem:
    lives, after = wait.made.lives, wait.timeout.after
    assert after
    # Of a figure and a setting the setting is what several places share: the figure is the one that differs.
    if lives.setting is not None and after.setting is None:
        wrong, key, right = after, "after", lives
    else:
        wrong, key, right = lives, "lives", after
    line = line_of(right.place, wrong.place)
    cause = f"the code lives {lives.value}, the state waits {after.value}{line}: {consequence}"
    return Problem(CODE, message, wrong.place, cause, f"write: {key}: {_words(right)}")


def _words(amount: Amount) -> str:
    return amount.setting or str(amount.value)
