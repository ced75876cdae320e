"""
resume-finds-nothing: a resume looks where a case with that code, or with a key of that register, can stand.

What it looks with has been typed on some way to it; where it looks, some case has the code, holds a key in the
register and has given what `where` and `secret` compare. Otherwise the next branch is taken each time, and
who types the right thing is refused. Nor do its guard, and those before it, keep out what it could find.

    # reported: the code is made on the way from "check" to "waiting"
    - {resume: {state: check, code: pickup, typed: typed_code}}

    # fixed
    - {resume: {state: waiting, code: pickup, typed: typed_code}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.language.analysis.chances import Bits, Chances
from engine.language.analysis.declarations import typed_codes
from engine.language.analysis.effects import held_in
from engine.language.analysis.passing import Passing
from engine.language.analysis.subject import Extent, Subject
from engine.language.model import Branch, Fact, Flow, Named, Resume
from engine.problems import Place, Problem

CODE = "resume-finds-nothing"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    flow, chances = subject.flow, subject.chances
    anywhere = chances.anywhere()  # of what is never given at all other rules speak
    hashed = typed_codes(flow)
    found: list[Problem] = []
    for branches in flow.branch_lists():
        for resume in (branch.resume for branch in branches.branches if branch.resume):
            # A button with `skip_form` posts nothing: what it looks with was typed elsewhere.
            if branches.state in chances.page and not (branches.event and branches.event.skip_form):
                here = chances.after_post(flow.states[branches.state], branches.event)
                found += _not_asked(chances, resume, here, anywhere, hashed)
            if flow.name in resume.among(flow.name):
                found += _not_there(subject, resume, anywhere)
        found += _kept_out(flow, branches.branches)
    return found


def _not_asked(
    chances: Chances, resume: Resume, here: Bits, anywhere: Bits, hashed: frozenset[str]
) -> Iterator[Problem]:
    if any(not chances.of([named.name]) & here for named in resume.secret.values()):
        return  # a secret that is not asked here: reported by another rule
    if resume.typed and resume.typed.name not in hashed:
        return  # it is no field for a code: so is this
    if resume.register and not resume.secret and not resume.anyone:
        return  # a door that stands open: so is this
    for named in (*(one for one in (resume.typed, resume.key) if one), *resume.where.values()):
        bit = chances.of([named.name])
        if bit & anywhere and not bit & here:
            message = f'a resume looks with "{named.name}", which no way here has given'
            cause = "it finds no case, whatever was typed before"
            yield Problem(CODE, message, named.place, cause, "name a field that is asked here or before")
            return  # one is enough to find nothing


def _not_there(subject: Subject, resume: Resume, anywhere: Bits) -> Iterator[Problem]:
    """What no case has where this resume looks for one."""
    flow, chances = subject.flow, subject.chances
    event = resume.event.name if resume.event else None
    names = [named.name for named in resume.states]
    if any(name not in flow.states or (event and event not in flow.states[name].transitions) for name in names):
        return  # reported by another rule
    if not names and event is None:
        return  # any case will do
    there = chances.on_pages(names or subject.codes.having(event or ""))
    if there is None:
        return
    states = '" or "'.join(names)
    where = f'state "{states}"' if names else f'any state with event "{event}"'
    wanted: list[tuple[str, str, Place]] = []
    if resume.code:
        wanted.append((resume.code.name, f'has code "{resume.code.name}"', _at(resume.states, resume.code)))
    if resume.register:
        name = resume.register.name
        wanted.append((held_in(name), f'holds a key in register "{name}"', _at(resume.states, resume.register)))
    for theirs, mine in (*resume.where.items(), *resume.secret.items()):
        wanted.append((theirs, f'has given "{theirs}"', mine.place))
    for name, what, place in wanted:
        bit = chances.of([name])
        if bit & anywhere and not bit & there:
            cause = "no way there does that: the resume finds nothing"
            yield Problem(CODE, f"no case in {where} {what}", place, cause, "name the state where such a case stands")


def _kept_out(flow: Flow, branches: Sequence[Branch]) -> Iterator[Problem]:
    """Resumes that are only tried where a fact says that there is nothing to find."""
    for at, branch in enumerate(branches):
        if branch.resume is None:
            continue
        facts = [fact for fact in flow.facts.values() if _asks(fact, branch.resume)]
        passing = Passing(flow, branches, facts) if facts else None
        if passing is None or not passing.certain:
            continue
        values = facts[0].values(flow.registers)
        passes = [value for value in values if passing.may_pass(at, branch, value)]
        wanted = [value for value in values if (value == "valid" if branch.resume.code else value != "free")]
        if not passes and branch.guard is None:
            yield Problem(
                CODE,
                "this resume is never tried",
                branch.resume.place,
                f'the branches before it are taken, whatever "{facts[0].name}" is',
                f"let one of them leave {_either(wanted)}, or put the resume before it",
            )
        if passes and not set(passes) & set(wanted):
            yield Problem(
                CODE,
                f'this resume is only tried where "{facts[0].name}" is {_either(passes)}',
                branch.resume.place,
                "the guards before it, or its own, keep out every case that it could find",
                f"let it be tried where {facts[0].name} is {_either(wanted)}: "
                "turn a guard round, or put the resume before that branch",
            )


def _either(values: Sequence[str]) -> str:
    return " or ".join(f'"{value}"' for value in values[:4])


def _asks(fact: Fact, resume: Resume) -> bool:
    """Whether a fact is of what a resume looks with."""
    if resume.code and resume.typed:
        same = fact.code and fact.typed and (fact.code.name, fact.typed.name) == (resume.code.name, resume.typed.name)
        return bool(same) and not fact.own_only
    if resume.register and resume.key:
        held = fact.register and fact.key and (fact.register.name, fact.key.name)
        return held == (resume.register.name, resume.key.name)
    return False


def _at(states: tuple[Named, ...], other: Named) -> Place:
    """The state that is named is what can be wrong; where none is, what is looked for."""
    return states[0].place if states else other.place
